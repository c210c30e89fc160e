"""A workbook as an XForm, made by pyxform (extra `xlsform`)."""

from fieldkit.errors.interchange import ExportFailed, XlsformMissing
from fieldkit.forms.interchange.workbook import STANDARD_SHEETS, Sheet, Workbook
from fieldkit.result import Json


def as_pyxform(workbook: Workbook) -> dict[str, Json]:
    """Return the workbook as the rows that pyxform takes. Row numbers stay: empty rows fill the gaps."""
    book: dict[str, Json] = {"sheet_names": [sheet.name for sheet in workbook.sheets.values()]}
    for name in STANDARD_SHEETS:
        sheet = workbook.sheets.get(name)
        if sheet is not None:
            book[name] = _rows(sheet)
            book[f"{name}_header"] = [dict.fromkeys(sheet.columns)]
    return book


def _rows(sheet: Sheet) -> list[Json]:
    last = max((row.number for row in sheet.rows), default=1)
    cells = {row.number: dict(row.cells) for row in sheet.rows}
    return [cells.get(number, {}) for number in range(2, last + 1)]


def to_xform(workbook: Workbook, name: str) -> str:
    """Return the XForm of a workbook. Raises: XlsformMissing; ExportFailed when pyxform refuses it."""
    try:
        from pyxform.xls2xform import convert
    except ImportError:
        raise XlsformMissing(what="XForms") from None
    try:
        return str(convert(as_pyxform(workbook)).xform)
    except Exception as error:  # it refuses with its own errors, and stumbles over some forms with any other
        raise ExportFailed(name=name, why=str(error).strip() or type(error).__name__) from None
