"""`fieldkit form import` and `fieldkit form export`, as a person runs them."""

from pathlib import Path

import pytest

from fieldkit import cli, errors
from fieldkit.commands.environment import build_env
from fieldkit.errors.interchange import WorkbookInvalid
from fieldkit.result import Result

TABLES = """
| survey |
| | type | name | label |
| | text | a | A |
| settings |
| | form_id | form_title | version |
| | t | T | 1 |
"""
IMPORT = cli.Command("form import", "form_exchange:import_", "", "")
EXPORT = cli.Command("form export", "form_exchange:export", "", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.md").write_text(TABLES, encoding="utf-8")
    return tmp_path


def run(command: cli.Command, folder: Path, *words: str) -> Result:
    """Run one command with words in which {} is the folder."""
    env = build_env(str(folder / "home"), json=False, plain=True, passphrase_file=None)
    return cli._call(command, [word.replace("{}", str(folder)) for word in words], env)


def test_import_writes_yaml_beside_the_workbook(folder: Path) -> None:
    """And says what the form's own check finds in it."""
    result = run(IMPORT, folder, "{}/t.md")
    assert result.lines == (f"wrote {folder / 't.yaml'}",)
    assert result.after == (f"{folder / 't.yaml'}: no mistakes",)
    assert result.data == {"file": str(folder / "t.yaml"), "beside": [], "problems": []}
    assert 'form_id: "t"' in (folder / "t.yaml").read_text(encoding="utf-8")


def test_import_writes_nothing_of_a_workbook_with_mistakes(folder: Path) -> None:
    """The error carries all of them."""
    (folder / "t.md").write_text(TABLES.replace("text", "txt"), encoding="utf-8")
    with pytest.raises(WorkbookInvalid) as raised:
        run(IMPORT, folder, "{}/t.md")
    assert str(raised.value) == "t.md has mistakes (1); the first: survey row 2: unknown type 'txt'"
    assert [problem.row for problem in raised.value.facts["problems"]] == [2]  # type: ignore[attr-defined]
    assert not (folder / "t.yaml").exists()


def test_import_never_writes_over_a_form_unasked(folder: Path) -> None:
    """Somebody may have worked on it."""
    (folder / "t.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(errors.UnwritablePlace, match="it exists already"):
        run(IMPORT, folder, "{}/t.md")
    assert (folder / "t.yaml").read_text(encoding="utf-8") == "mine"
    run(IMPORT, folder, "{}/t.md", "--force")
    assert (folder / "t.yaml").read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(("to", "ending"), [("xlsform", ".xlsx"), ("xform", ".xml"), ("md", ".md")])
def test_export_writes_the_format_that_is_asked_for(folder: Path, to: str, ending: str) -> None:
    """Under the form's own name, or where -o says."""
    run(IMPORT, folder, "{}/t.md")
    result = run(EXPORT, folder, "{}/t.yaml", "--to", to, "-o", "{}/out" + ending)
    assert result.lines == (f"wrote {folder / f'out{ending}'}",)
    assert (folder / f"out{ending}").stat().st_size > 100


def test_an_exported_spreadsheet_is_imported_again(folder: Path) -> None:
    """Kobo's users can send their changes back."""
    run(IMPORT, folder, "{}/t.md")
    before = (folder / "t.yaml").read_bytes()
    run(EXPORT, folder, "{}/t.yaml")
    run(IMPORT, folder, "{}/t.xlsx", "-o", "{}/again.yaml")
    assert (folder / "again.yaml").read_bytes() == before


def test_export_says_what_is_left_out(folder: Path) -> None:
    """Nothing is lost in silence."""
    text = 'form_id: t\nversion: "1"\ntitle: T\nuse: practice\nsurvey:\n  - {name: a, type: text, label: A}\n'
    (folder / "t.yaml").write_text(text, encoding="utf-8")
    assert run(EXPORT, folder, "{}/t.yaml").warnings == ("use: does not exist in XLSForm and is left out",)


def test_what_the_check_finds_names_the_row_of_the_sheet(folder: Path) -> None:
    """The mistake is corrected where the author works: in the spreadsheet, or in the new file."""
    text = TABLES.replace("| label |", "| label | relevant |").replace("| A |", "| A | floor(1) |")
    (folder / "t.md").write_text(text, encoding="utf-8")
    result = run(IMPORT, folder, "{}/t.md")
    problems = result.data["problems"]
    assert isinstance(problems, list)
    assert [(problem["severity"], problem["sheet"], problem["row"]) for problem in problems] == [("error", "survey", 2)]
    assert result.exit_status == errors.FormInvalid.exit_status


def test_an_xform_is_imported_too(folder: Path) -> None:
    """The XML that servers hand out."""
    run(IMPORT, folder, "{}/t.md")
    run(EXPORT, folder, "{}/t.yaml", "--to", "xform")
    run(IMPORT, folder, "{}/t.xml", "-o", "{}/back.yaml")
    assert 'name: "a"' in (folder / "back.yaml").read_text(encoding="utf-8")
