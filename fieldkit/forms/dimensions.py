"""Dimensions: indicators of different strength that together make something shown, or not. form-language 7.10.

Which combinations make a dimension positive is data of the form. A dimension is negative only when no answer that is
still open could make it positive.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from fieldkit.forms.model import Formula, Localised
from fieldkit.forms.problems import Place


class Strength(Enum):
    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What one answer says about a dimension. `says` is for the reasons; empty: the question's own label."""

    question: str
    dimension: str
    strength: Strength
    when: Formula
    says: Localised


class Counts(NamedTuple):
    """How many indicators of each strength there are."""

    strong: int = 0
    medium: int = 0
    weak: int = 0

    def plus(self, strength: Strength) -> "Counts":
        return self._replace(**{strength.value: getattr(self, strength.value) + 1})


@dataclass(frozen=True, slots=True)
class Least:
    """One combination that makes a dimension positive: at least so many of each kind."""

    strong: int = 0
    medium: int = 0
    weak: int = 0
    medium_or_weak: int = 0
    any: int = 0

    def holds(self, found: Counts) -> bool:
        return (
            found.strong >= self.strong
            and found.medium >= self.medium
            and found.weak >= self.weak
            and found.medium + found.weak >= self.medium_or_weak
            and sum(found) >= self.any
        )


@dataclass(frozen=True, slots=True)
class Dimension:
    """`element` is what a positive dimension touches: act, means, purpose, or nothing."""

    name: str
    place: Place
    label: Localised
    element: str = ""


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The dimensions of a form. `evidence` says where the strengths come from: every result carries it."""

    place: Place
    set_name: str
    evidence: Localised
    positive_if: tuple[Least, ...]
    named: Mapping[str, Dimension]
    indicators: tuple[Indicator, ...] = ()

    def of(self, name: str) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if indicator.dimension == name)


class Judged(NamedTuple):
    """Whether a dimension is positive (None: not known), the indicators shown, and those that may still be."""

    positive: bool | None
    shown: Counts
    open: Counts


def is_positive(positive_if: Iterable[Least], found: Counts) -> bool:
    """Return whether one of the combinations is there. More indicators never make less of it."""
    return any(least.holds(found) for least in positive_if)


def judge(positive_if: tuple[Least, ...], found: Iterable[tuple[Strength, bool | None]]) -> Judged:
    """Judge one dimension by its indicators: yes by what is shown; no only if all that is open would not be enough."""
    shown, still_open = Counts(), Counts()
    for strength, known in found:
        if known is True:
            shown = shown.plus(strength)
        elif known is None:
            still_open = still_open.plus(strength)
    if is_positive(positive_if, shown):
        return Judged(True, shown, still_open)
    most = Counts(*(a + b for a, b in zip(shown, still_open, strict=True)))
    return Judged(None if is_positive(positive_if, most) else False, shown, still_open)
