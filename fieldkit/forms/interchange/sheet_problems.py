"""What is wrong with a workbook: sheet, row, column, what, what to do."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fieldkit import errors
from fieldkit.errors.interchange import WorkbookInvalid
from fieldkit.forms.problems import MAX_PROBLEMS, Problems, Severity


class SheetProblem(NamedTuple):
    """`row` counts from 1, the line of headings; 0 means the sheet as a whole, as does an empty `column`."""

    sheet: str
    row: int
    column: str
    what: str
    do: str
    severity: Severity = "error"

    def located(self, name: str) -> str:
        """Return one line: file: sheet, row, column: error: what; do."""
        place = self.sheet
        place += f" row {self.row}" if self.row else ""
        place += f", column {self.column!r}" if self.column else ""
        return f"{name}: {place}: {self.severity}: {self.what}; {self.do}"


class TooMany(Exception):
    """Raised when there are more problems than anybody reads. Never leaves this package."""


class SheetProblems:
    """Collects what an import finds, up to MAX_PROBLEMS."""

    def __init__(self) -> None:
        self.found: list[SheetProblem] = []
        self._words = Problems()

    def error(self, sheet: str, row: int, column: str, what: str, do: str) -> None:
        self._add(SheetProblem(sheet, row, column, what, do))

    def warn(self, sheet: str, row: int, column: str, what: str, do: str) -> None:
        self._add(SheetProblem(sheet, row, column, what, do, "warning"))

    def _add(self, problem: SheetProblem) -> None:
        self.found.append(problem)
        if len(self.found) >= MAX_PROBLEMS:
            raise TooMany

    def suggest(self, word: str, known: Iterable[str], otherwise: str) -> str:
        """Return "did you mean ...?" with the nearest known word, or what to do when none is near."""
        return self._words.suggest(word, known, otherwise)

    @property
    def any_error(self) -> bool:
        return any(problem.severity == "error" for problem in self.found)


def invalid_workbook(name: str, problems: Sequence[SheetProblem]) -> errors.FormError:
    """Return the error that carries all problems of the workbook called `name`."""
    wrong = [problem for problem in problems if problem.severity == "error"]
    first = wrong[0]
    place = f"{first.sheet} row {first.row}" if first.row else first.sheet
    return WorkbookInvalid(name=name, count=len(wrong), first=f"{place}: {first.what}", problems=tuple(problems))
