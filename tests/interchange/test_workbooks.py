"""Reading and writing spreadsheets and tables: every format, and files that mean harm."""

import contextlib
import csv
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.errors import FieldkitError
from fieldkit.errors.interchange import WorkbookUnreadable, XlsformMissing
from fieldkit.forms.interchange import workbook as limits
from fieldkit.forms.interchange.import_form import from_xlsform
from fieldkit.forms.interchange.read_workbook import read_md, read_workbook
from fieldkit.forms.interchange.sheet_problems import SheetProblem
from fieldkit.forms.interchange.workbook import Row, Sheet, Workbook, sheet_of, workbook_of
from fieldkit.forms.interchange.write_workbook import write_md, write_xlsx
from fieldkit.forms.yaml_reader import read_yaml

BOOK = workbook_of(
    [
        sheet_of(
            "survey", [{"type": "text", "name": "a", "label": 'One | two, "three"'}, {"type": "note", "name": "b"}]
        ),
        sheet_of("my sheet", [{"any": "=1+1"}]),
    ]
)


def xlsx(*rows: list[object], sheet: str = "survey") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(book: Workbook) -> bytes:
    """Return the sheets as pyxform reads them: one below the other, with the sheet's name in the first column."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for sheet in book.sheets.values():
        writer.writerows([[sheet.name], ["", *sheet.columns]])
        writer.writerows(["", *(row.cells.get(column, "") for column in sheet.columns)] for row in sheet.rows)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("ending", "write"),
    [
        ("xlsx", write_xlsx),
        ("md", lambda book: write_md(book).encode()),
        ("csv", csv_of),
    ],
)
def test_every_format_is_read_back_as_it_was_written(ending: str, write: Callable[[Workbook], bytes]) -> None:
    """Sheets that are no part of a form too; what begins with = stays text and is never computed."""
    assert read_workbook(write(BOOK), f"book.{ending}") == BOOK


def test_one_form_is_always_the_same_md() -> None:
    """Exports can be compared and kept under version control."""
    lines = [
        "| survey |",
        "| | type | name | label               |",
        '| | text | a    | One \\| two, "three" |',
        "| | note | b    |                     |",
        "",
        "| my sheet |",
        "| | any  |",
        "| | =1+1 |",
    ]
    assert write_md(BOOK).splitlines() == lines


def test_cells_are_read_as_the_texts_that_they_show() -> None:
    """Numbers without a point, truth values, days; empty rows keep their numbers."""
    data = xlsx(["type", "name", "label", "default"], ["integer", "a", 1.0, True], [None], ["text", "b", 1.5, " x "])
    assert read_workbook(data, "f.xlsx").sheet("survey") == Sheet(
        "survey",
        ("type", "name", "label", "default"),
        (
            Row(2, {"type": "integer", "name": "a", "label": "1", "default": "TRUE"}),
            Row(4, {"type": "text", "name": "b", "label": "1.5", "default": "x"}),
        ),
    )


def test_columns_without_heading_in_a_spreadsheet_are_notes_of_its_author() -> None:
    """As in ODK's tools."""
    data = xlsx(["type", None, "name"], ["text", "note to self", "a"])
    assert read_workbook(data, "f.xlsx").sheet("survey").rows == (Row(2, {"type": "text", "name": "a"}),)


def test_a_lone_sheet_of_any_name_is_the_survey() -> None:
    """Small forms have one sheet."""
    data = xlsx(["type", "name", "label"], ["text", "a", "A"], sheet="Sheet1")
    assert "survey" in read_workbook(data, "f.xlsx").sheets


def test_remarks_and_rules_of_tables_are_no_rows() -> None:
    """Markdown as people write it."""
    book = read_md("# a form\n| survey |\n| | type | name |\n|---|---|---|\n| | text | a | # remark\n")
    assert book.sheet("survey").rows == (Row(2, {"type": "text", "name": "a"}),)


HARM: list[tuple[str, str, bytes, str]] = [
    ("an unknown ending", "a.ods", b"", "its name must end in one of: csv, md, xls, xlsm, xlsx"),
    ("not a spreadsheet", "a.xlsx", b"hello", "it is not a spreadsheet file"),
    ("not an old spreadsheet", "a.xls", b"hello", "the spreadsheet file is broken"),
    ("not text", "a.csv", b"\xff\xfe\x00", "it is not UTF-8 text"),
    ("too large", "a.md", b"x" * (limits.MAX_FILE_BYTES + 1), f"it has more than {limits.MAX_FILE_BYTES} bytes"),
    ("a column twice", "a.md", b"| survey |\n| | type | type |\n", "the sheet 'survey' has the column 'type' twice"),
    (
        "too many rows",
        "a.csv",
        b"survey\n,type\n" + b",text\n" * (limits.MAX_ROWS + 1),
        f"it has {limits.MAX_ROWS + 1} rows in 'survey', more than {limits.MAX_ROWS}",
    ),
    (
        "too many cells",
        "a.csv",
        b"survey\n" + b"".join(b",%d" % at for at in range(100)) + b"\n" + (b",x" * 100 + b"\n") * 4_000,
        f"it has {limits.MAX_CELLS + 100} cells, more than {limits.MAX_CELLS}",
    ),
    (
        "a cell that is too long",
        "a.csv",
        b"survey\n,type\n," + b"x" * (limits.MAX_CELL + 1) + b"\n",
        f"it has {limits.MAX_CELL + 1} characters in a cell of 'survey', more than {limits.MAX_CELL}",
    ),
]


@pytest.mark.parametrize(("name", "data", "why"), [case[1:] for case in HARM], ids=[case[0] for case in HARM])
def test_a_file_that_is_no_workbook_is_refused_with_the_reason(name: str, data: bytes, why: str) -> None:
    """A workbook is as untrusted as a bundle."""
    with pytest.raises(WorkbookUnreadable) as raised:
        read_workbook(data, name)
    assert str(raised.value) == f"{name} cannot be read as an XLSForm: {why}"


def test_a_spreadsheet_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    """The sizes in its index are added up first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * (limits.MAX_UNPACKED_BYTES + 1))
    with pytest.raises(WorkbookUnreadable, match="unpacks to more than"):
        read_workbook(out.getvalue(), "bomb.xlsx")


def test_a_spreadsheet_with_nothing_in_it_is_broken() -> None:
    """Whatever the parser stumbles over is one error."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("hello.txt", "hello")
    with pytest.raises(WorkbookUnreadable, match="the spreadsheet file is broken"):
        read_workbook(out.getvalue(), "f.xlsx")


@given(st.binary(max_size=300), st.sampled_from(["xlsx", "csv", "md"]))
def test_no_bytes_raise_anything_but_an_expected_error(data: bytes, ending: str) -> None:
    """Nor does what they might be read as."""
    with contextlib.suppress(FieldkitError):
        from_xlsform(read_workbook(data, f"f.{ending}"))


words = st.sampled_from(
    [
        "text",
        "note",
        "calculate",
        "begin_group",
        "end_group",
        "begin_repeat",
        "select_one",
        "audit",
        "a",
        "b",
        "${a}",
        "${",
        "%(label)s",
        "::",
        "label",
        "type",
        "name",
        "range",
        "start=1",
        "geopoint",
        "reference-geometry=${a}",
        "e#p",
        "table-list",
        "label::fr",
        "é",
        "or_other",
        "yn",
    ]
)
cells = st.lists(words, max_size=3).map(" ".join)
tables = st.lists(st.dictionaries(cells.filter(bool) | words, cells.filter(bool), max_size=5), max_size=6)


@settings(max_examples=200, deadline=None)
@given(tables, tables, tables, tables)
def test_no_rows_raise_anything(
    survey: list[dict[str, str]],
    choices: list[dict[str, str]],
    kept: list[dict[str, str]],
    entities: list[dict[str, str]],
) -> None:
    """And an accepted workbook is always YAML that can be read."""
    book = workbook_of(
        [
            sheet_of("survey", survey),
            sheet_of("choices", choices),
            sheet_of("settings", kept),
            sheet_of("entities", entities),
        ]
    )
    found = from_xlsform(book)
    if found.accepted:
        assert read_yaml(found.text)[1] == ()


def test_a_workbook_of_nothing_but_mistakes_ends() -> None:
    """Two hundred are more than anybody corrects in one go."""
    rows = [{"type": "nonsense", "name": f"q{number}", "label": "Q"} for number in range(1000)]
    found = from_xlsform(workbook_of([sheet_of("survey", rows), sheet_of("settings", [])]))
    assert len(found.problems) == 200
    assert isinstance(found.problems[0], SheetProblem)


def test_without_the_packages_the_error_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables in text need none of them."""
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(XlsformMissing, match=r"reading and writing .xlsx files needs packages"):
        read_workbook(xlsx_bytes, "f.xlsx")
    with pytest.raises(XlsformMissing):
        write_xlsx(BOOK)
    assert read_workbook(write_md(BOOK).encode(), "f.md") == BOOK


xlsx_bytes = xlsx(["type", "name", "label"], ["text", "a", "A"])
