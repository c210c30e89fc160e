"""The rule before field work: on one full set, nine of ten answers as in the gold standard. docs/agreement.md 7."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

TENTHS = 9
"""Ninety per cent, in tenths: counted in whole numbers, so that no rounding decides."""


class Readiness(Enum):
    """What the rule says of one person's set."""

    READY = "ready"
    NOT_YET = "not_yet"
    NOT_FULL = "not_full"
    """Some items of the set were not answered: the rule asks for a full set, so it says nothing yet."""
    NO_ITEMS = "no_items"


@dataclass(frozen=True, slots=True)
class Gold:
    """One person against the gold standard: `same` of `of` items; `open_items` were not answered."""

    same: int
    of: int
    open_items: int

    @property
    def share(self) -> float | None:
        """Return the share of the set that is as in the gold standard."""
        return self.same / self.of if self.of else None

    @property
    def needed(self) -> int:
        """Return how many items must be as in the gold standard. Below ten items that is all of them."""
        return -(-self.of * TENTHS // 10)

    @property
    def readiness(self) -> Readiness:
        """Return what the rule says."""
        if not self.of:
            return Readiness.NO_ITEMS
        if self.open_items:
            return Readiness.NOT_FULL
        return Readiness.READY if self.same >= self.needed else Readiness.NOT_YET


def against_gold(marks: Mapping[str, bool | None], items: Sequence[str]) -> Gold:
    """Return how one person's set of items stands against the gold standard.

    An item that somebody opted out of does not belong to their set: the caller leaves it out and gives another.
    """
    found = [marks.get(item) for item in items]
    return Gold(found.count(True), len(found), found.count(None))


def counted(found: Sequence[Gold]) -> Mapping[Readiness, int]:
    """Return how many people are how ready; every state is there."""
    return {state: sum(one.readiness is state for one in found) for state in Readiness}
