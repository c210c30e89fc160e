"""A workbook of rows as .xlsx or .md. Spreadsheets are written with the packages of `xlsform`."""

import io
import re
from collections.abc import Iterator

from fieldkit.errors.interchange import XlsformMissing
from fieldkit.forms.interchange.workbook import Sheet, Workbook

_MD_LINE_ENDS = re.compile(r"\s*[\r\n]+\s*")
# openpyxl stamps the moment of writing into the file; two exports of one form should be the same bytes.
_EPOCH = (2000, 1, 1)
_MAX_SHEET_NAME = 31


def write_xlsx(workbook: Workbook) -> bytes:
    """Return the bytes of a spreadsheet file. Raises: XlsformMissing."""
    try:
        import datetime

        import openpyxl
    except ImportError:
        raise XlsformMissing(what=".xlsx files") from None
    book = openpyxl.Workbook(write_only=True)
    for sheet in workbook.sheets.values():
        page = book.create_sheet(title=sheet.name[:_MAX_SHEET_NAME])
        for line in _lines(sheet):
            page.append([_as_text(page, text) for text in line])
    moment = datetime.datetime(*_EPOCH)  # noqa: DTZ001  # the file format has no time zone
    book.properties.created = book.properties.modified = moment
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _as_text(page: object, text: str) -> object:
    """Return a cell that stays text: a spreadsheet program must not compute what begins with an equals sign."""
    if not text.startswith("="):
        return text or None
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    return cell


def write_md(workbook: Workbook) -> str:
    """Return the sheets as Markdown tables. Line ends inside a cell become spaces: a table has none."""
    out: list[str] = []
    for sheet in workbook.sheets.values():
        lines = [[_md_cell(text) for text in line] for line in _lines(sheet)]
        widths = [max(len(text) for text in column) for column in zip(*lines, strict=True)]
        out.append(f"| {sheet.name} |")
        out += [_md_line(line, widths) for line in lines]
        out.append("")
    return "\n".join(out)


def _md_cell(text: str) -> str:
    return _MD_LINE_ENDS.sub(" ", text.strip()).replace("|", "\\|")


def _md_line(line: list[str], widths: list[int]) -> str:
    cells = " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True))
    return f"| | {cells} |"


def _lines(sheet: Sheet) -> Iterator[list[str]]:
    yield list(sheet.columns)
    for row in sheet.rows:
        yield [row.cells.get(column, "") for column in sheet.columns]
