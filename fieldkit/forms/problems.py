"""One mistake or weakness of a form: where, what is wrong, what to do."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, TypeAlias

from fieldkit import errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Severity: TypeAlias = Literal["error", "warning"]

MAX_PROBLEMS = 200  # a form of nothing but mistakes must not fill the screen or the memory
MAX_SUGGESTIONS = 20  # looking for near words is slow beside everything else
_MAX_QUOTED = 60
_NEAR = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` and `column` count from 1; 0 means the file as a whole."""

    line: int
    column: int
    what: str
    do: str
    severity: Severity = "error"

    def located(self, name: str) -> str:
        """Return the line that editors understand: file:line:column: error: what; do."""
        return f"{name}:{self.line}:{self.column}: {self.severity}: {self.what}; {self.do}"


class TooManyProblems(Exception):
    """Raised by `Problems` when it is full: the check stops there. Never leaves this package."""


class Problems:
    """Collects what a check finds: up to MAX_PROBLEMS errors, where it ends, and as many warnings."""

    __slots__ = ("errors", "found", "suggestions", "warnings")

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.suggestions = 0
        self.errors = self.warnings = 0

    def error(self, place: "Place", what: str, do: str) -> None:
        self._add(Problem(place[0], place[1], what, do))

    def warn(self, place: "Place", what: str, do: str) -> None:
        self._add(Problem(place[0], place[1], what, do, "warning"))

    def _add(self, problem: Problem) -> None:
        if problem.severity == "warning":
            self.warnings += 1
            if self.warnings <= MAX_PROBLEMS:
                self.found.append(problem)
            return
        self.found.append(problem)
        self.errors += 1
        if self.errors >= MAX_PROBLEMS:
            raise TooManyProblems

    def suggest(self, word: str, known: "Iterable[str]", otherwise: str) -> str:
        """Return "did you mean ...?" with the nearest known word, or what to do when none is near."""
        self.suggestions += 1
        if self.suggestions > MAX_SUGGESTIONS:
            return otherwise
        word = word[:_MAX_QUOTED]
        near = get_close_matches(word, [name for name in known if abs(len(name) - len(word)) <= _NEAR], n=1)
        return f"did you mean {near[0]!r}?" if near else otherwise

    @property
    def any_error(self) -> bool:
        return any(p.severity == "error" for p in self.found)

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems in the order of the file, each once."""
        unique = dict.fromkeys(self.found)
        return tuple(sorted(unique, key=lambda p: (p.line, p.column)))


Place: TypeAlias = tuple[int, int]


def quoted(text: str) -> str:
    """Return a text from a form for use in a message: in quotes, cut when long."""
    return repr(text if len(text) <= _MAX_QUOTED else text[: _MAX_QUOTED - 1] + "…")


def invalid(name: str, problems: "Sequence[Problem]") -> errors.FormInvalid:
    """Return the error that carries all problems of the form called `name`."""
    wrong = [p for p in problems if p.severity == "error"]
    first = wrong[0]
    return errors.FormInvalid(
        name=name,
        count=len(wrong),
        first=f"line {first.line}, column {first.column}: {first.what}",
        problems=tuple(problems),
    )
