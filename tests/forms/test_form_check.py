"""`fieldkit form check`: docs/form-tools.md 1."""

from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.commands.beside import MAX_TOGETHER, Beside
from fieldkit.commands.excerpt import excerpt, lines_of
from tests.forms.form_commands import Desk

GOOD = """\
form_id: market
version: "1"
title: Market
choices:
  yn: {"yes": "Yes", "no": "No"}
survey:
  - {name: age, type: integer, label: Age}
  - {name: open, type: select_one yn, label: O, relevant: "${age} > 17"}
reviewed: all
"""
BAD = GOOD.replace("select_one yn", "select_one yno").replace("${age}", "${aeg}")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# --- what is said --------------------------------------------------------------------------------------------


def test_a_form_without_mistakes_is_said_to_have_none(desk: Desk) -> None:
    """One line, exit status 0."""
    form = desk.write("market.yaml", GOOD)
    said = desk.do("form", "check", form)
    assert (said.status, said.lines) == (0, [f"{form}: no mistakes"])


def test_every_mistake_is_told_at_once_with_the_line_and_a_caret(desk: Desk) -> None:
    """file:line:column, what is wrong, what to do; below it the line with a caret under the place."""
    form = desk.write("market.yaml", BAD)
    said = desk.do("form", "check", form)
    line = BAD.splitlines()[7]
    column = line.index("aeg") + 1
    assert said.status == errors.FormInvalid.exit_status
    (place,) = [at for at, text in enumerate(said.lines) if "did you mean 'age'?" in text]
    assert said.lines[place].startswith(f"{form}:8:{column}: error: ")
    assert said.lines[place + 1].strip() == line.strip()
    assert said.lines[place + 2].index("^") == said.lines[place + 1].index("aeg")
    assert any("did you mean 'yn'?" in text for text in said.lines)


def test_several_files_are_checked_and_counted(desk: Desk) -> None:
    """Mistakes of all files, then how many in how many."""
    good, bad = desk.write("good.yaml", GOOD), desk.write("bad.yaml", BAD)
    said = desk.do("form", "check", good, bad)
    assert said.lines[0] == f"{good}: no mistakes"
    assert said.lines[-1].endswith("in 2 files")
    assert said.status == errors.FormInvalid.exit_status


def test_a_folder_stands_for_the_forms_in_it(desk: Desk) -> None:
    """`fieldkit form check forms` checks every form of the folder."""
    desk.write("a.yaml", GOOD)
    desk.write("b.yaml", GOOD)
    assert [Path(file).name for file in desk.do("--json", "form", "check", str(desk.folder)).data["files"]] == [
        "a.yaml",
        "b.yaml",
    ]


def test_a_shared_block_is_no_form(desk: Desk) -> None:
    """In a folder it is passed over; by its name it is said to be one."""
    block = desk.write("more.yaml", "block: more\nsurvey: []\n")
    form = desk.write("market.yaml", GOOD)
    assert desk.do("--json", "form", "check", str(desk.folder)).data["files"] == [form]
    said = desk.do("form", "check", block)
    assert (said.status, said.lines[0]) == (
        0,
        f"{block}:1:1: warning: this is a shared block, not a form; check the forms that include it",
    )


def test_a_form_does_not_pass_for_a_block_by_a_stray_key(desk: Desk) -> None:
    """It has a form_id, so it is checked as what it is, in a folder too."""
    form = desk.write("market.yaml", GOOD + "block: more\n")
    said = desk.do("form", "check", str(desk.folder))
    assert said.status == errors.FormInvalid.exit_status
    assert form in said.out
    assert "unknown key 'block'" in said.out


def test_a_form_is_checked_with_the_block_beside_it(desk: Desk) -> None:
    """What is wrong in a block is told at the `include` of the form, with its place in the block."""
    desk.write("more.yaml", "block: more\nsurvey:\n  - {name: town, type: txt, label: Town}\n")
    form = desk.write("market.yaml", GOOD.replace("survey:\n", "survey:\n  - include: more\n"))
    said = desk.do("form", "check", form)
    assert said.status == errors.FormInvalid.exit_status
    assert "did you mean 'text'?" in said.out
    assert "more.yaml, line 3" in said.out


def test_a_file_that_cannot_be_read_is_told_beside_the_others(desk: Desk) -> None:
    """One missing file does not hide what is wrong with the rest."""
    form = desk.write("market.yaml", GOOD)
    said = desk.do("form", "check", str(desk.folder / "none.yaml"), form)
    assert said.status == errors.FormInvalid.exit_status
    assert "the file cannot be read" in said.lines[0]
    assert f"{form}: no mistakes" in said.lines


def test_editors_get_one_list_with_the_place_of_each_problem(desk: Desk) -> None:
    """--json: file, line, column, severity, what, do."""
    form = desk.write("market.yaml", BAD)
    data = desk.do("--json", "form", "check", form).data
    assert (data["errors"], data["warnings"]) == (2, 0)
    assert [set(problem) for problem in data["problems"]] == [
        {"file", "line", "column", "severity", "what", "do"} for _ in data["problems"]
    ]
    assert {problem["file"] for problem in data["problems"]} == {form}
    assert [(problem["line"], problem["severity"]) for problem in data["problems"]] == [
        (8, "error"),
        (8, "error"),
    ]


def test_warnings_can_be_left_out(desk: Desk) -> None:
    """--no-warnings shows errors only."""
    form = desk.write("market.yaml", GOOD.replace("choices:\n", "choices:\n  unused: {a: A}\n"))
    assert desk.do("--json", "form", "check", form).data["warnings"] > 0
    said = desk.do("form", "check", "--no-warnings", form)
    assert (said.status, said.lines) == (0, [f"{form}: no mistakes"])


def test_what_is_wrong_with_tests_is_found_before_they_run(desk: Desk) -> None:
    """A name in `tests:` that the form does not have is an error of the form, at its own place."""
    form = desk.write("market.yaml", GOOD + "tests:\n  - answers: {aeg: 12}\n    expect: {hidden: [open]}\n")
    (problem,) = desk.do("--json", "form", "check", form).data["problems"]
    assert (problem["line"], problem["column"], problem["do"]) == (11, 15, "did you mean 'age'?")


def test_an_escape_sequence_in_a_form_does_not_reach_the_terminal(desk: Desk) -> None:
    """A form from a mailbox is not trusted: what is shown of it has no control characters."""
    form = desk.write("market.yaml", GOOD.replace("label: Age", 'label: "\x1b[31mAge"'))
    said = desk.do("form", "check", form)
    assert said.status == errors.FormInvalid.exit_status
    assert "\x1b" not in said.out


# --- the line with the caret ---------------------------------------------------------------------------------


def test_a_tab_before_the_place_takes_four_columns() -> None:
    """The caret stands under the character, whatever the terminal's tabs are."""
    assert excerpt(["\tname: x"], 1, 2) == ("        name: x", "        ^")


def test_wide_characters_before_the_place_are_counted_as_wide() -> None:
    """Chinese or Japanese signs take two columns each."""
    shown, caret = excerpt(["日本 x"], 1, 4)
    assert (shown, caret) == ("    日本 x", "         ^")


def test_a_long_line_is_cut_around_the_place() -> None:
    """Both ends become three dots; the line fits 80 columns and the caret is under its character."""
    line = "a" * 100 + "X" + "b" * 100
    shown, caret = excerpt([line], 1, 101)
    assert len(shown) <= 79
    assert shown[4:7] == shown[-3:] == "..."
    assert shown[caret.index("^")] == "X"


@pytest.mark.parametrize("place", [(0, 0), (2, 1), (1, 0), (-1, 3)])
def test_a_place_outside_the_file_has_no_line(place: tuple[int, int]) -> None:
    """A problem of the file as a whole is told without a line."""
    assert excerpt(["only line"], *place) == ()


def test_a_column_behind_the_end_of_the_line_is_shown_at_its_end() -> None:
    """What is missing at the end of a line is shown there."""
    assert excerpt(["name:"], 1, 6) == ("    name:", "         ^")


def test_lines_are_counted_as_yaml_counts_them() -> None:
    """Windows' and old Mac's line ends count once; bytes that are no UTF-8 do not end the count."""
    assert lines_of(b"a\r\nb\rc\xff\n") == ["a", "b", "c\ufffd", ""]


# --- the files beside a form ---------------------------------------------------------------------------------


def test_files_beside_a_form_are_read_when_it_names_them(desk: Desk) -> None:
    """A list from a CSV file in the form's own folder."""
    desk.write("towns.csv", "name,label\nkigali,Kigali\n")
    desk.write("other.csv", "name,label\n")
    beside = Beside(Path(desk.write("market.yaml", GOOD)))
    assert beside["towns.csv"] == b"name,label\nkigali,Kigali\n"
    assert set(beside.read) == {"towns.csv"}
    assert sorted(beside) == ["other.csv", "towns.csv"]


@pytest.mark.parametrize(
    "name", ["../secret.csv", "sub/towns.csv", "/etc/hosts.csv", "..", ".hidden.csv", "key.pem", ""]
)
def test_a_form_reads_nothing_outside_its_folder(desk: Desk, name: str) -> None:
    """A name with a folder in it, a hidden file, or another kind of file counts as not there."""
    desk.write(".hidden.csv", "x")
    desk.write("key.pem", "x")
    inner = desk.folder / "forms"
    inner.mkdir()
    (desk.folder / "secret.csv").write_text("x", encoding="utf-8")
    beside = Beside(inner / "market.yaml")
    assert name not in beside
    assert beside.get(name) is None


def test_a_link_out_of_the_folder_is_not_followed(desk: Desk) -> None:
    """A link that came with a form from a stick leads nowhere."""
    target = desk.write("elsewhere.txt", "secret")
    link = desk.folder / "towns.csv"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("this machine makes no links")
    assert Beside(desk.folder / "market.yaml").get("towns.csv") is None


def test_files_beside_a_form_are_bounded_together(desk: Desk) -> None:
    """What would not fit into memory counts as not there."""
    for name in ("a.csv", "b.csv", "c.csv"):
        (desk.folder / name).write_bytes(b"x" * (MAX_TOGETHER // 2 - 1))
    beside = Beside(desk.folder / "market.yaml")
    assert [beside.get(name) is not None for name in ("a.csv", "b.csv", "c.csv")] == [True, True, False]
