"""Withdrawal of consent: what is withdrawn, by whom, how far the word of it has come. Values only. store-format 7.6"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

KIND: Final = "consent_withdrawn"
"""The kind of event that carries it."""
PURPOSES: Final = ("referral", "statistics", "research")
"""What can be withdrawn apart from the rest."""
EVERYTHING: Final = frozenset(("screening", *PURPOSES))
"""All that consent was given for: nothing may be shown or used any more."""
BY: Final = ("person", "guardian", "other")


class Told(Enum):
    """How far a withdrawal has come from its laptop. The value is what people read."""

    WAITING = "waits to be packed"
    PACKED = "packed"
    TOLD = "told to HQ"
    APPLIED = "applied at HQ"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The withdrawals of one interview taken together. `at_ms` and `by` are of the one that took most; `told` and
    `receipt` say on the laptop how far the newest has come."""

    of: frozenset[str]
    at_ms: int
    by: str
    told: Told | None = None
    receipt: str | None = None

    @property
    def everything(self) -> bool:
        return self.of >= EVERYTHING

    @property
    def what(self) -> str:
        """What is withdrawn, in words: the purposes, or "everything"."""
        return "everything" if self.everything else ", ".join(one for one in PURPOSES if one in self.of)

    @property
    def where(self) -> str:
        """How far it has come, in words; empty at headquarters."""
        number = f" ({self.receipt})" if self.told is Told.APPLIED and self.receipt else ""
        return self.told.value + number if self.told is not None else ""


def withdrawn_of(purposes: Sequence[str]) -> frozenset[str]:
    """Return what a withdrawal takes: no purpose named means everything, and so does one that is not known here."""
    named = frozenset(purposes)
    return named if named and named <= set(PURPOSES) else EVERYTHING


def together(found: Iterable[Withdrawn]) -> Withdrawn | None:
    """Return withdrawals of one interview, oldest first, as one; None where there is none."""
    every = tuple(found)
    if not every:
        return None
    most = max(every, key=lambda one: len(one.of))
    newest = every[-1]
    return Withdrawn(frozenset().union(*(one.of for one in every)), most.at_ms, most.by, newest.told, newest.receipt)
