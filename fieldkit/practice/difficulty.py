"""How hard each item was: how many had it right, of how many who answered it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Right: TypeAlias = "Mapping[str, Mapping[str, bool | None]]"
"""By person and item: right or not. None, or an item that is not there, was not marked and counts nowhere."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """One item: `right` of `of` had it right."""

    item: str
    right: int
    of: int

    @property
    def share(self) -> float | None:
        """Return the share that had it right; None where nobody was marked."""
        return self.right / self.of if self.of else None


def difficulty(right: Right, items: Sequence[str]) -> tuple[Difficulty, ...]:
    """Return how hard each item was, in the order given. What nobody was marked on is there, with 0 of 0."""
    return tuple(_one(item, [marks.get(item) for marks in right.values()]) for item in items)


def _one(item: str, marks: Sequence[bool | None]) -> Difficulty:
    return Difficulty(item, sum(mark is True for mark in marks), sum(mark is not None for mark in marks))


def hardest_first(found: Iterable[Difficulty]) -> tuple[Difficulty, ...]:
    """Return items from the hardest to the easiest; equally hard ones keep their order, unmarked ones come last."""
    return tuple(sorted(found, key=lambda one: 2.0 if one.share is None else one.share))
