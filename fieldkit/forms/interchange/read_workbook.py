"""Bytes of .xlsx, .xls, .csv and .md into a workbook of rows. Spreadsheets are read with the packages of `xlsform`.

A workbook is as untrusted as a bundle: its size, also unpacked, is bounded before anything looks into it.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from fieldkit.errors.interchange import WorkbookUnreadable, XlsformMissing
from fieldkit.forms.clean_text import clean
from fieldkit.forms.interchange import workbook as limits
from fieldkit.forms.interchange.workbook import Row, Sheet, Workbook, workbook_of

_SPACES = re.compile(" +")
_MD_ROW = re.compile(r"\s*\|(.*)\|\s*")
_MD_RULE = re.compile(r"[|:\- ]+\Z")
_MD_BAR = re.compile(r"(?<!\\)\|")
_EMPTY_COLUMNS_THAT_END = 20
_EMPTY_ROWS_THAT_END = 60


def read_workbook(data: bytes, name: str) -> Workbook:
    """Read a workbook; `name` with its ending says which kind it is.

    Raises: WorkbookUnreadable, XlsformMissing.
    """
    ending = name.lower().rpartition(".")[2]
    reader = _READERS.get(ending)
    if reader is None:
        raise WorkbookUnreadable(name=name, why=f"its name must end in one of: {', '.join(sorted(_READERS))}")
    if len(data) > limits.MAX_FILE_BYTES:
        raise WorkbookUnreadable(name=name, why=f"it has more than {limits.MAX_FILE_BYTES} bytes")
    try:
        book = reader(data)
    except _Unreadable as error:
        raise WorkbookUnreadable(name=name, why=str(error)) from None
    return book


class _Unreadable(Exception):
    """Why a workbook cannot be read. Never leaves this module."""


# --- text: one table below the other, the sheet's name in the first column ----------------------------------


def read_md(text: str) -> Workbook:
    """Read sheets written as Markdown tables. Raises: WorkbookUnreadable."""
    try:
        return _tables(_md_lines(text))
    except _Unreadable as error:
        raise WorkbookUnreadable(name="the tables", why=str(error)) from None


def _md_lines(text: str) -> Iterable[list[str]]:
    for line in text.split("\n"):
        if line.lstrip().startswith("#"):
            continue
        row = _MD_ROW.match(_without_remark(line))
        if row and not (_MD_RULE.match(row[1]) and "-" in row[1]):
            yield [cell.strip().replace("\\|", "|") for cell in _MD_BAR.split(row[1])]


def _without_remark(line: str) -> str:
    """Return a line without a remark behind its last bar."""
    at = line.rfind("#", 0, len(line) - 1)
    return line if at < 0 or "|" in line[at:] else line[:at]


def _csv_lines(text: str) -> Iterable[list[str]]:
    try:
        for line in csv.reader(io.StringIO(text, newline="")):
            yield [cell.strip() for cell in line]
    except csv.Error as error:
        raise _Unreadable(f"the CSV is broken: {error}") from None


def _tables(lines: Iterable[list[str]]) -> Workbook:
    found: dict[str, list[list[str]]] = {}
    sheet, filled = "", 0
    for name, *cells in filter(None, lines):
        if name:
            sheet = name
            found.setdefault(sheet, [])
        if sheet and any(cells):
            found[sheet].append(cells)
            filled += sum(map(bool, cells))
            _at_most(limits.MAX_SHEETS, len(found), "sheets")
            _at_most(limits.MAX_ROWS, len(found[sheet]) - 1, f"rows in {sheet!r}")
            _at_most(limits.MAX_CELLS, filled, "cells")
    return _bounded(_sheet(name, rows[0] if rows else [], enumerate(rows[1:], start=2)) for name, rows in found.items())


def _sheet(name: str, headings: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    """Put cells under their headings; a cell under no heading gets the column's number as heading, to be reported."""
    name = clean(name)
    columns = [_SPACES.sub(" ", clean(heading).strip()) for heading in headings]
    if len(columns) > limits.MAX_COLUMNS:
        raise _Unreadable(f"the sheet {name!r} has more than {limits.MAX_COLUMNS} columns")
    counts = Counter(columns)
    twice = next((heading for heading in columns if heading and counts[heading] > 1), None)
    if twice is not None:
        raise _Unreadable(f"the sheet {name!r} has the column {twice!r} twice")
    found = []
    for number, cells in rows:
        headed = {}
        for at, text in enumerate(cells):
            if text:
                heading = columns[at] if at < len(columns) else ""
                headed[heading or f"column {at + 1}"] = clean(text)
        if headed:
            found.append(Row(number, headed))
    return Sheet(name, tuple(heading for heading in columns if heading), tuple(found))


def _at_most(most: int, count: int, what: str) -> None:
    if count > most:
        raise _Unreadable(f"it has {count} {what}, more than {most}")


def _bounded(sheets: Iterable[Sheet]) -> Workbook:
    """Make the workbook while counting."""
    found: list[Sheet] = []
    cells = 0
    for sheet in sheets:
        found.append(sheet)
        cells += sum(len(row.cells) for row in sheet.rows)
        longest = max((len(text) for row in sheet.rows for text in row.cells.values()), default=0)
        _at_most(limits.MAX_SHEETS, len(found), "sheets")
        _at_most(limits.MAX_COLUMNS, len(sheet.columns), f"columns in {sheet.name!r}")
        _at_most(limits.MAX_ROWS, len(sheet.rows), f"rows in {sheet.name!r}")
        _at_most(limits.MAX_CELL, longest, f"characters in a cell of {sheet.name!r}")
        _at_most(limits.MAX_CELLS, cells, "cells")
    return workbook_of(found)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Unreadable("it is not UTF-8 text") from None


# --- spreadsheets --------------------------------------------------------------------------------------------


def _xlsx(data: bytes) -> Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile:
        raise _Unreadable("it is not a spreadsheet file") from None
    if size > limits.MAX_UNPACKED_BYTES:
        raise _Unreadable(f"it unpacks to more than {limits.MAX_UNPACKED_BYTES} bytes")
    try:
        import openpyxl
        from pyxform.xls2json_backends import xlsx_value_to_str
    except ImportError:
        raise XlsformMissing(what=".xlsx files") from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return _bounded(_grid(sheet.title, sheet.iter_rows(values_only=True), xlsx_value_to_str) for sheet in book)
    except _Unreadable:
        raise
    except Exception:  # a hostile file reaches every corner of the parser; the errors share no class
        raise _Unreadable("the spreadsheet file is broken") from None


def _xls(data: bytes) -> Workbook:
    try:
        import xlrd
        from pyxform.xls2json_backends import xls_value_to_unicode
    except ImportError:
        raise XlsformMissing(what=".xls files") from None

    def as_text(cell: "xlrd.sheet.Cell") -> str:
        return str(xls_value_to_unicode(cell.value, cell.ctype, book.datemode))

    try:
        book = xlrd.open_workbook(file_contents=data)
        return _bounded(
            _grid(sheet.name, ([c if c.value != "" else None for c in row] for row in sheet.get_rows()), as_text)
            for sheet in book.sheets()
        )
    except _Unreadable:
        raise
    except Exception:  # as above
        raise _Unreadable("the spreadsheet file is broken") from None


def _grid(name: str, rows: Iterable[Sequence[object]], as_text: Callable[..., str]) -> Sheet:
    """Read a sheet up to its last used row and column; what lies beyond a wide gap is not part of the form."""

    def texts(cells: Sequence[object]) -> list[str]:
        return ["" if cell is None else as_text(cell).strip() for cell in cells]

    lines = iter(rows)
    headings = _headings(texts(next(lines, ())[: limits.MAX_COLUMNS + _EMPTY_COLUMNS_THAT_END]))
    found: list[tuple[int, list[str]]] = []
    empty = filled = 0
    for number, cells in enumerate(lines, start=2):
        line = texts(cells[: len(headings)])
        empty = 0 if any(line) else empty + 1
        if empty > _EMPTY_ROWS_THAT_END:
            break
        filled += sum(map(bool, line))
        _at_most(limits.MAX_ROWS, number - 1, f"rows in {name!r}")
        _at_most(limits.MAX_CELLS, filled, "cells")
        found.append((number, [text if heading else "" for text, heading in zip(line, headings, strict=False)]))
    return _sheet(name, headings, found)


def _headings(texts: list[str]) -> list[str]:
    empty = 0
    for at, text in enumerate(texts):
        empty = 0 if text else empty + 1
        if empty > _EMPTY_COLUMNS_THAT_END:
            return texts[: at - _EMPTY_COLUMNS_THAT_END]
    return texts


_READERS: Mapping[str, Callable[[bytes], Workbook]] = {
    "xlsx": _xlsx,
    "xlsm": _xlsx,
    "xls": _xls,
    "csv": lambda data: _tables(_csv_lines(_decoded(data))),
    "md": lambda data: _tables(_md_lines(_decoded(data))),
}
