"""The survey sheet as a tree: rows with their cells by column path, groups and repeats around what they hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from fieldkit.forms.interchange.cells import TRUE_WORDS, clean_cell
from fieldkit.forms.interchange.columns import Columns, Path, read_columns
from fieldkit.forms.interchange.sheet_problems import SheetProblems
from fieldkit.forms.interchange.types import (
    ADDING,
    BEGIN,
    BLOCKS,
    END,
    SETTING_ROWS,
    SPELLINGS,
    UNKNOWN,
    SheetType,
    read_type,
)
from fieldkit.forms.interchange.workbook import SURVEY, Row, Workbook
from fieldkit.forms.problems import quoted

Kind: TypeAlias = Literal["question", "group", "repeat", "loop"]
TYPE: Path = ("type",)
NAME: Path = ("name",)
LABEL: Path = ("label",)
CALCULATE: Path = ("bind", "calculate")
APPEARANCE: Path = ("control", "appearance")
COUNT: Path = ("control", "jr:count")
_COMMENT = (NAME, LABEL)
MAX_NESTED = 7
"""A form's YAML may be nested 20 deep; a block takes two levels, and a question's texts up to three."""


# Not frozen: a block grows while its rows are read.
@dataclass(slots=True)
class Item:
    """A question with its type, or a block with its children. `cells` leave out empty ones."""

    kind: Kind
    row: int
    name: str
    cells: dict[Path, str]
    type: SheetType = UNKNOWN
    children: "list[Item]" = field(default_factory=list)

    def get(self, *path: str) -> str:
        return self.cells.get(path, "")

    def any_of(self, first: str) -> bool:
        """Return whether a column, in any language, says something."""
        return any(path[0] == first for path in self.cells)

    @property
    def shown_text(self) -> bool:
        return any(self.any_of(column) for column in ("label", "hint", "media")) or bool(self.type.hint)


@dataclass(slots=True)
class Survey:
    """The tree, its columns, and settings that stand as rows of the survey sheet."""

    items: list[Item]
    columns: Columns
    settings: dict[str, str]
    ends: list[Item] = field(default_factory=list)
    """Rows that end a block: nothing is read from them, but what they say must not be nonsense."""

    def walk(self) -> Iterator[Item]:
        """Yield every question and block in the order of the sheet."""
        yield from walk(self.items)

    def questions(self) -> Iterator[Item]:
        yield from (item for item in self.walk() if item.kind == "question")

    def heading(self, *path: str) -> str:
        """Return how the sheet heads a column, for messages."""
        return self.columns.headings.get(path, path[-1])


def walk(items: list[Item]) -> Iterator[Item]:
    """Yield items with what they hold, in order."""
    for item in items:
        yield item
        yield from walk(item.children)


def read_survey(workbook: Workbook, squeeze: bool, problems: SheetProblems) -> Survey:
    """Read the survey sheet into a tree, reporting types, names and blocks that do not fit."""
    sheet = workbook.sheet(SURVEY)
    columns = read_columns("survey", sheet, problems)
    survey = Survey([], columns, {})
    if sheet.columns and TYPE not in columns.headings:
        do = "give the sheet a line of headings with type, name and label"
        problems.error(SURVEY, 1, "", "there is no column `type`", do)
        return survey
    reader = _Rows(survey, problems)
    for row in sheet.rows:
        cells = _cells(row, columns.paths, squeeze)
        if cells and cells.pop(("disabled",), "") not in TRUE_WORDS:
            reader.take(row.number, cells)
    reader.finish()
    return survey


def _cells(row: Row, paths: Mapping[str, Path], squeeze: bool) -> dict[Path, str]:
    found = {}
    for heading, text in row.cells.items():
        value = clean_cell(text, squeeze)
        if value and heading in paths:
            found[paths[heading]] = value
    return found


class _Rows:
    """Takes row after row; `open` are the blocks that have begun and not ended."""

    def __init__(self, survey: Survey, problems: SheetProblems) -> None:
        self.survey = survey
        self.problems = problems
        self.open: list[Item] = []

    def take(self, row: int, cells: dict[Path, str]) -> None:
        text = cells.get(TYPE, "")
        begin, end = BEGIN.match(text), END.match(text)
        if not text:
            if any(path in cells for path in _COMMENT):  # otherwise a remark between the rows
                self._error(row, TYPE, "the row has no type", "choose one, such as text or select_one LIST")
        elif text in SETTING_ROWS:
            self.survey.settings[SETTING_ROWS[text]] = cells.get(NAME, "")
        elif end:
            self._end(row, BLOCKS[end[1]])
            self.survey.ends.append(Item("question", row, "", cells))
        elif begin:
            self._begin(row, cells, BLOCKS[begin[1]], begin[2] or "")
        else:
            self._question(row, cells, text)

    def _begin(self, row: int, cells: dict[Path, str], kind: str, list_name: str) -> None:
        name = self._name(row, cells, "")
        block: Item = Item(kind, row, name, cells, SheetType(kind, list_name))  # type: ignore[arg-type]
        if len(self.open) < MAX_NESTED:
            self._into().append(block)
        else:  # it stays out of the tree, which recursion walks
            what = f"blocks are nested more than {MAX_NESTED} deep"
            self._error(row, TYPE, what, "flatten the form: end some groups earlier")
        self.open.append(block)
        if kind == "loop" and not list_name:
            self._error(row, TYPE, "the loop names no list", "write: begin loop over LIST")

    def _end(self, row: int, kind: str) -> None:
        if self.open and self.open[-1].kind == kind:
            self.open.pop()
            return
        inside = f"the {self.open[-1].kind} of row {self.open[-1].row} is open" if self.open else "nothing is open"
        self._error(row, TYPE, f"an end of a {kind}, but {inside}", "match every begin with its own end")

    def _question(self, row: int, cells: dict[Path, str], text: str) -> None:
        kind = read_type(text, ("parameters",) in cells)
        if kind is None:
            do = self.problems.suggest(text, (*SPELLINGS, *ADDING), "see xlsform.org for the types")
            if text.startswith("begin"):
                do = "write begin_group or begin_repeat"
            elif text.startswith(("select", "rank")):
                do = "write the name of its list behind it, as in select_one LIST"
            self._error(row, TYPE, f"unknown type {quoted(text)}", do)
            return
        generated = f"generated_note_name_{row}" if text == "note" else "audit" if text == "audit" else ""
        name = self._name(row, cells, generated)
        if text == "audit" and name != "audit":
            self._error(row, NAME, "an audit has no name of its own", "leave its name empty")
        self._into().append(Item("question", row, name, cells, kind))

    def _name(self, row: int, cells: dict[Path, str], generated: str) -> str:
        name = cells.get(NAME, generated)
        if not name:
            self._error(row, NAME, "the row has no name", "give it one: a letter first, no spaces")
        return name

    def _into(self) -> list[Item]:
        return self.open[-1].children if self.open else self.survey.items

    def finish(self) -> None:
        for block in self.open:
            what = f"the {block.kind} {quoted(block.name)} is never ended"
            self._error(block.row, TYPE, what, f"add a row end_{block.kind}")

    def _error(self, row: int, path: Path, what: str, do: str) -> None:
        self.problems.error(SURVEY, row, self.survey.heading(*path), what, do)
