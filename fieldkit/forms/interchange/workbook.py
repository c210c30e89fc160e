"""An XLSForm workbook as plain rows: what every reader makes, every writer takes, and nothing decides on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

SURVEY, CHOICES, SETTINGS, ENTITIES = "survey", "choices", "settings", "entities"
EXTERNAL_CHOICES, OSM = "external_choices", "osm"
STANDARD_SHEETS = (SURVEY, CHOICES, SETTINGS, ENTITIES, EXTERNAL_CHOICES, OSM)

# A workbook is as untrusted as a bundle. A country's largest census form has under 5,000 rows.
MAX_FILE_BYTES = 8 << 20
MAX_UNPACKED_BYTES = 64 << 20
MAX_SHEETS = 64
MAX_COLUMNS = 1_000
MAX_ROWS = 20_000
MAX_CELL = 32_767  # what one cell of a spreadsheet can hold
MAX_CELLS = 400_000


class Row(NamedTuple):
    """`number` as a spreadsheet counts it: the line of headings is 1. Cells without text are absent."""

    number: int
    cells: Mapping[str, str]


class Sheet(NamedTuple):
    """A sheet under its name as written; `columns` are its headings in order."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Workbook(NamedTuple):
    """`sheets` by their name in small letters, in the order of the file."""

    sheets: Mapping[str, Sheet]

    def sheet(self, name: str) -> Sheet:
        """Return a sheet; an empty one when there is none."""
        return self.sheets.get(name) or Sheet(name, (), ())


def sheet_of(name: str, rows: Iterable[Mapping[str, str]], columns: Sequence[str] = ()) -> Sheet:
    """Make a sheet of rows of cells that stand one below the other."""
    numbered = tuple(Row(number, dict(cells)) for number, cells in enumerate(rows, start=2))
    headings = dict.fromkeys(columns) or dict.fromkeys(column for row in numbered for column in row.cells)
    return Sheet(name, tuple(headings), numbered)


def workbook_of(sheets: Iterable[Sheet]) -> Workbook:
    """Make a workbook. A lone sheet of any name is the survey, as in ODK's own tools."""
    found = list(sheets)
    if len(found) == 1 and found[0].name.lower() not in STANDARD_SHEETS:
        return Workbook({SURVEY: found[0]})
    return Workbook({sheet.name.lower(): sheet for sheet in found})
