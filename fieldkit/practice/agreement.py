"""How far a class agrees: the coefficients that fit its number of raters, with intervals, n, and what to be wary of."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.practice.bootstrap import RESAMPLES, Interval, interval
from fieldkit.practice.coefficients import Coefficient, Why, method
from fieldkit.practice.ratings import Ratings, Row

FEW_ITEMS = 10
"""Below this many items every figure comes with a warning: one item more or less moves it by a tenth and more."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One coefficient: its value, or why it has none; `items` that at least two raters rated; its interval if any."""

    coefficient: Coefficient
    value: float | None
    why: Why | None
    items: int
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a table of ratings says. `used` and `offered` count categories (`offered` is 0 if not known), `missing`
    ratings; `few` warns of fewer than ten items."""

    figures: tuple[Figure, ...]
    items: int
    raters: int
    used: int
    offered: int
    missing: int

    @property
    def few(self) -> bool:
        """Return whether there are too few items to lean on any of it."""
        return self.items < FEW_ITEMS


def measure(ratings: Ratings, seed: bytes | None = None, resamples: int = RESAMPLES) -> Agreement:
    """Return the agreement of a table: percent, Cohen's kappa for two raters or Fleiss' for another number, AC1, alpha.

    With a seed each figure has its bootstrap interval; without one there are none.
    """
    figures = tuple(figure(ratings, which, seed, resamples) for which in fitting(len(ratings.raters)))
    used = len(ratings.used)
    return Agreement(figures, ratings.shared, len(ratings.raters), used, ratings.offered, ratings.missing)


def fitting(raters: int) -> tuple[Coefficient, ...]:
    """Return which coefficients fit a number of raters."""
    kappa = Coefficient.COHEN if raters == 2 else Coefficient.FLEISS
    return (Coefficient.PERCENT, kappa, Coefficient.AC1, Coefficient.ALPHA)


def figure(ratings: Ratings, which: Coefficient, seed: bytes | None = None, resamples: int = RESAMPLES) -> Figure:
    """Return one coefficient of a table. It always returns; what has no value says why (docs/agreement.md 3)."""
    why = _unfit(which, len(ratings.raters))
    if why is not None:
        return Figure(which, None, why, ratings.shared)
    how = method(which, ratings.used, ratings.offered)
    parts = [how.parts(row) for row in ratings.rows]
    value = how.finish(_sums(parts)) if parts else Why.NO_ITEMS
    if isinstance(value, Why):
        return Figure(which, None, value, ratings.shared)
    around = interval(_countable(parts, ratings.rows), how.finish, seed, resamples) if seed is not None else None
    return Figure(which, value, None, ratings.shared, around)


def _unfit(which: Coefficient, raters: int) -> Why | None:
    if raters < 2:
        return Why.ONE_RATER
    return Why.NOT_TWO if which is Coefficient.COHEN and raters != 2 else None


def _sums(parts: Sequence[Sequence[float]]) -> list[float]:
    return [sum(column) for column in zip(*parts, strict=True)]


def _countable(parts: Sequence[Sequence[float]], rows: Sequence[Row]) -> list[Sequence[float]]:
    """Return the parts of items that were rated at all: an item that nobody saw is none that might have been drawn."""
    return [part for part, row in zip(parts, rows, strict=True) if any(value is not None for value in row)]
