"""Decision tables: lines of what must be so, first match or all that match, with what is unknown. form-language 7.11.

A column is an element, a dimension, a fact, or the age; a cell says yes or no of it. Columns are truth values here:
of the age, child is true and adult false.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from fieldkit.forms.dimensions import Dimensions
from fieldkit.forms.model import Formula, Localised
from fieldkit.forms.problems import Place

MAX_COLUMNS = 10  # a table is looked at with every combination of what is unknown: 2 to the power of this
AGE = "age"
NOT_COVERED = -1
"""Stands for the line that a table does not have."""

Cells: TypeAlias = Mapping[str, bool]
Knowns: TypeAlias = Mapping[str, "bool | None"]


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One line of the table that gives the result. `label` says what else it looks like; "" for nothing."""

    place: Place
    cells: Cells
    result: str
    label: str
    says: Localised


@dataclass(frozen=True, slots=True)
class Decision:
    """What a classification has beyond its elements. `match` is how `looks_like` is read: "" is the first line that is
    a certain yes, "first" the first match and nothing while an earlier line is open, "all" every line that matches."""

    facts: Mapping[str, Formula]
    dimensions: Dimensions | None
    outcomes: tuple[OutcomeLine, ...]
    match: str = ""

    def texts(self) -> Iterator[tuple[Localised, Place]]:
        """Yield every text for people, with its place."""
        yield from ((line.says, line.place) for line in self.outcomes)
        if self.dimensions is not None:
            yield self.dimensions.evidence, self.dimensions.place
            yield from ((found.label, found.place) for found in self.dimensions.named.values())
            yield from ((i.says, (i.when.line, i.when.column)) for i in self.dimensions.indicators)

    def formulas(self) -> Iterator[Formula]:
        yield from self.facts.values()
        if self.dimensions is not None:
            yield from (indicator.when for indicator in self.dimensions.indicators)


class Decided(NamedTuple):
    """The results that are still possible, and the lines that could give them. NOT_COVERED is among them as a line."""

    results: frozenset[str]
    lines: tuple[int, ...]


def columns_of(lines: Sequence[OutcomeLine]) -> tuple[str, ...]:
    """Return the columns of a table, each once."""
    return tuple(dict.fromkeys(name for line in lines for name in line.cells))


def first_match(lines: Sequence[OutcomeLine], truths: Cells) -> int:
    """Return the first line all of whose cells hold; NOT_COVERED when there is none."""
    for number, line in enumerate(lines):
        if all(truths[name] is wanted for name, wanted in line.cells.items()):
            return number
    return NOT_COVERED


def decide(lines: Sequence[OutcomeLine], knowns: Knowns, otherwise: str) -> Decided:
    """Return which lines and results are possible: the first match under every completion of what is unknown."""
    found = {first_match(lines, truths) for truths in completions(lines, knowns)}
    return Decided(frozenset(result_of(lines, number, otherwise) for number in found), tuple(sorted(found)))


def completions(lines: Sequence[OutcomeLine], knowns: Knowns) -> Iterator[dict[str, bool]]:
    """Yield every way in which the columns of a table could still turn out."""
    names = columns_of(lines)
    choices = [(True, False) if (known := knowns.get(name)) is None else (known,) for name in names]
    yield from (dict(zip(names, truths, strict=True)) for truths in itertools.product(*choices))


def result_of(lines: Sequence[OutcomeLine], number: int, otherwise: str) -> str:
    """Return the result of a line, or of the line that a table does not have."""
    return otherwise if number == NOT_COVERED else lines[number].result


def hangs_on(lines: Sequence[OutcomeLine], knowns: Knowns, name: str, otherwise: str) -> bool:
    """Return whether the result can still turn on one column; a column may also choose between words of one result."""
    return any(
        result_of(lines, first_match(lines, {**truths, name: True}), otherwise)
        != result_of(lines, first_match(lines, {**truths, name: False}), otherwise)
        for truths in completions(lines, knowns)
    )


def cells_hold(cells: Cells, knowns: Knowns) -> bool | None:
    """Return whether all cells hold: no as soon as one certainly does not, unknown while one is unknown."""
    truths = [None if (known := knowns.get(name)) is None else known is wanted for name, wanted in cells.items()]
    if False in truths:
        return False
    return None if None in truths else True


def unreachable(lines: Sequence[OutcomeLine]) -> list[int]:
    """Return the lines that are never the first match."""
    names = columns_of(lines)
    reached = {
        first_match(lines, dict(zip(names, truths, strict=True)))
        for truths in itertools.product((True, False), repeat=len(names))
    }
    return [number for number in range(len(lines)) if number not in reached]
