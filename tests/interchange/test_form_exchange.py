"""`fieldkit form import` and `fieldkit form export`, as a person runs them."""

from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.errors.interchange import WorkbookInvalid
from fieldkit.forms.interchange.import_form import from_xlsform
from fieldkit.forms.interchange.read_workbook import read_md
from fieldkit.forms.interchange.sheet_problems import invalid_workbook
from tests.forms.form_commands import Desk

TABLES = """
| survey |
| | type | name | label |
| | text | a | A |
| settings |
| | form_id | form_title | version |
| | t | T | 1 |
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.write("t.md", TABLES)
    return made


def at(desk: Desk, name: str) -> str:
    """Return the path of a file on the desk."""
    return str(desk.folder / name)


def read(desk: Desk, name: str) -> str:
    return (desk.folder / name).read_text(encoding="utf-8")


def test_import_writes_yaml_beside_the_workbook(desk: Desk) -> None:
    """And says what the form's own check finds in it."""
    said = desk.do("form", "import", at(desk, "t.md"))
    assert said.lines == [f"wrote {at(desk, 't.yaml')}", f"{at(desk, 't.yaml')}: no mistakes"]
    assert 'form_id: "t"' in read(desk, "t.yaml")
    told = desk.do("--json", "form", "import", at(desk, "t.md"), "--force").data
    assert told == {"file": at(desk, "t.yaml"), "beside": [], "problems": []}


def test_import_writes_nothing_of_a_workbook_with_mistakes(desk: Desk) -> None:
    """All of them are told at once, each with sheet, row, column and what to do."""
    wrong = desk.write("wrong.md", TABLES.replace("text", "txt").replace("integer", "intger"))
    said = desk.do("form", "import", wrong)
    assert said.status == WorkbookInvalid.exit_status
    assert said.lines[0] == "wrong.md: survey row 2, column 'type': error: unknown type 'txt'; did you mean 'text'?"
    assert said.lines[-1].endswith("nothing was written")
    assert not Path(at(desk, "wrong.yaml")).exists()


def test_what_the_check_finds_in_an_imported_form_is_told_with_its_row(desk: Desk) -> None:
    """The author works in the spreadsheet."""
    table = "| survey | | | | |\n| | type | name | label | relevant |\n| | text | a | A | b = 1 |\n"
    said = desk.do("form", "import", desk.write("bare.md", table))
    assert any("'b' stands alone" in line and line.endswith("(survey row 2)") for line in said.lines), said.lines


def test_import_never_writes_over_a_form_unasked(desk: Desk) -> None:
    """Somebody may have worked on it."""
    desk.write("t.yaml", "mine")
    said = desk.do("form", "import", at(desk, "t.md"))
    assert said.status == errors.UnwritablePlace.exit_status
    assert "it exists already" in said.err
    assert read(desk, "t.yaml") == "mine"
    assert desk.do("form", "import", at(desk, "t.md"), "--force").status == 0
    assert read(desk, "t.yaml") != "mine"


@pytest.mark.parametrize(("to", "ending"), [("xlsform", ".xlsx"), ("xform", ".xml"), ("md", ".md")])
def test_export_writes_the_format_that_is_asked_for(desk: Desk, to: str, ending: str) -> None:
    """Under the form's own name, or where -o says."""
    desk.do("form", "import", at(desk, "t.md"))
    out = at(desk, f"out{ending}")
    assert desk.do("form", "export", at(desk, "t.yaml"), "--to", to, "-o", out).lines == [f"wrote {out}"]
    assert Path(out).stat().st_size > 100


def test_export_never_writes_over_a_file_unasked(desk: Desk) -> None:
    """It may be the workbook that the form was made from."""
    desk.do("form", "import", at(desk, "t.md"))
    said = desk.do("form", "export", at(desk, "t.yaml"), "--to", "md")
    assert said.status == errors.UnwritablePlace.exit_status
    assert read(desk, "t.md") == TABLES


def test_an_exported_spreadsheet_is_imported_again(desk: Desk) -> None:
    """Kobo's users can send their changes back."""
    desk.do("form", "import", at(desk, "t.md"))
    desk.do("form", "export", at(desk, "t.yaml"))
    desk.do("form", "import", at(desk, "t.xlsx"), "-o", at(desk, "again.yaml"))
    assert read(desk, "again.yaml") == read(desk, "t.yaml")


def test_export_says_what_is_left_out(desk: Desk) -> None:
    """Nothing is lost in silence."""
    text = 'form_id: t\nversion: "1"\ntitle: T\nuse: practice\nsurvey:\n  - {name: a, type: text, label: A}\n'
    said = desk.do("form", "export", desk.write("t.yaml", text))
    assert said.err == "warning: use: does not exist in XLSForm and is left out\n"


def test_what_the_check_finds_names_the_row_of_the_sheet(desk: Desk) -> None:
    """The mistake is corrected where the author works: in the spreadsheet, or in the new file."""
    text = TABLES.replace("| label |", "| label | relevant |").replace("| A |", "| A | floor(1) |")
    said = desk.do("--json", "form", "import", desk.write("t.md", text))
    found = [(problem["severity"], problem["sheet"], problem["row"]) for problem in said.data["problems"]]
    assert found == [("error", "survey", 2)]
    assert said.status == errors.FormInvalid.exit_status


def test_an_xform_is_imported_too(desk: Desk) -> None:
    """The XML that servers hand out."""
    desk.do("form", "import", at(desk, "t.md"))
    desk.do("form", "export", at(desk, "t.yaml"), "--to", "xform")
    desk.do("form", "import", at(desk, "t.xml"), "-o", at(desk, "back.yaml"))
    assert 'name: "a"' in read(desk, "back.yaml")


def test_the_error_of_a_workbook_carries_all_its_mistakes() -> None:
    """Programs that call fieldkit show them beside their rows."""
    tables = TABLES.replace("| | text | a | A |", "| | txt | a | A |\n| | num | b | B |")
    wrong = invalid_workbook("t.md", from_xlsform(read_md(tables)).problems)
    assert str(wrong) == "t.md has mistakes (2); the first: survey row 2: unknown type 'txt'"
    assert [problem.row for problem in wrong.facts["problems"]] == [2, 3]  # type: ignore[attr-defined]
