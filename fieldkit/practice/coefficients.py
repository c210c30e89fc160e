"""The five coefficients: percent agreement, Cohen's kappa, Fleiss' kappa, Gwet's AC1, Krippendorff's alpha; nominal.

Each is a function of sums over items, so it is written in two halves: `parts` gives an item's numbers, `finish` makes
the coefficient of their sums. A bootstrap then only adds numbers up again. Formulas, sources, and what each gives in
edge cases: docs/agreement.md 2 and 3.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from fieldkit.practice.ratings import Row, tally

Sums: TypeAlias = "Sequence[float]"


class Coefficient(Enum):
    """Which coefficient."""

    PERCENT = "percent"
    COHEN = "cohen"
    FLEISS = "fleiss"
    AC1 = "ac1"
    ALPHA = "alpha"


class Why(Enum):
    """Why a coefficient has no value. It is then said so, never shown as 0 or 1."""

    NO_ITEMS = "no_items"
    """No item was rated by two raters, or there are no items."""
    ONE_RATER = "one_rater"
    """Fewer than two raters: there is nobody to agree with."""
    NOT_TWO = "not_two"
    """Cohen's kappa is for two raters."""
    ONE_CATEGORY = "one_category"
    """Only one category was given: agreement by chance would be certain, so nothing can lie above it (0/0)."""


@dataclass(frozen=True, slots=True)
class Method:
    """A coefficient over fixed categories: `parts` of an item, and `finish` of the sums of all items' parts."""

    parts: Callable[[Row], tuple[float, ...]]
    finish: Callable[[Sums], "float | Why"]


def method(coefficient: Coefficient, categories: Sequence[str], offered: int = 0) -> Method:
    """Return how a coefficient is computed over these categories. `offered` counts those that could be chosen."""
    if coefficient is Coefficient.COHEN:
        return Method(lambda row: _pair_parts(row, categories), _cohen)
    if coefficient is Coefficient.ALPHA:
        return Method(lambda row: _alpha_parts(row, categories), _alpha)
    q = max(offered, len(categories))
    finish = {
        Coefficient.PERCENT: _percent,
        Coefficient.FLEISS: lambda sums: _corrected(sums, _fleiss_chance(_shares(sums))),
        Coefficient.AC1: lambda sums: _corrected(sums, _ac1_chance(_shares(sums), q)),
    }[coefficient]
    return Method(lambda row: _agreeing_parts(row, categories), finish)


def _agreeing_parts(row: Row, categories: Sequence[str]) -> tuple[float, ...]:
    """Return: rated by two, share of its pairs of raters that agree, rated at all, share of its ratings by category."""
    counts = tally(row)
    r = counts.total()
    if r == 0:
        return (0.0,) * (3 + len(categories))
    agreeing = sum(n * (n - 1) for n in counts.values()) / (r * (r - 1)) if r >= 2 else 0.0
    return (float(r >= 2), agreeing, 1.0, *(counts[category] / r for category in categories))


def _percent(sums: Sums) -> "float | Why":
    """Return the mean share of agreeing pairs: Gwet 2014's percent agreement for any number of raters."""
    return sums[1] / sums[0] if sums[0] else Why.NO_ITEMS


def _shares(sums: Sums) -> list[float]:
    """Return how often each category was given, each item that was rated weighing the same."""
    return [part / sums[2] for part in sums[3:]] if sums[2] else []


def _corrected(sums: Sums, chance: "float | Why") -> "float | Why":
    """Return agreement beyond chance: (observed - chance) / (1 - chance)."""
    if not sums[0]:
        return Why.NO_ITEMS
    if isinstance(chance, Why):
        return chance
    return (sums[1] / sums[0] - chance) / (1 - chance)


def _fleiss_chance(shares: Sequence[float]) -> "float | Why":
    if sum(share > 0 for share in shares) < 2:
        return Why.ONE_CATEGORY
    return sum(share * share for share in shares)


def _ac1_chance(shares: Sequence[float], q: int) -> "float | Why":
    """Return AC1's chance: how mixed the categories are, by the number that there are, not only those used."""
    if q < 2:
        return Why.ONE_CATEGORY
    return sum(share * (1 - share) for share in shares) / (q - 1)


def _pair_parts(row: Row, categories: Sequence[str]) -> tuple[float, ...]:
    """Return: rated by both, the same by both, then one for the first rater's category and one for the second's."""
    first, second = row
    if first is None or second is None:
        return (0.0,) * (2 + 2 * len(categories))
    firsts, seconds = ([float(category == value) for category in categories] for value in row)
    return (1.0, float(first == second), *firsts, *seconds)


def _cohen(sums: Sums) -> "float | Why":
    n, same, q = sums[0], sums[1], (len(sums) - 2) // 2
    if not n:
        return Why.NO_ITEMS
    pairs = list(zip(sums[2 : 2 + q], sums[2 + q :], strict=True))
    if sum(a + b > 0 for a, b in pairs) < 2:
        return Why.ONE_CATEGORY
    chance = sum(a * b for a, b in pairs) / (n * n)
    return (same / n - chance) / (1 - chance)


def _alpha_parts(row: Row, categories: Sequence[str]) -> tuple[float, ...]:
    """Return: its agreeing pairs, weighed as Krippendorff's coincidences; then how often it got each category."""
    counts = tally(row)
    m = counts.total()
    if m < 2:
        return (0.0,) * (1 + len(categories))  # a value without a second one cannot be paired, so it tells nothing
    matching = sum(n * (n - 1) for n in counts.values()) / (m - 1)
    return (matching, *(float(counts[category]) for category in categories))


def _alpha(sums: Sums) -> "float | Why":
    """Return 1 - (observed disagreement / expected disagreement)."""
    totals = sums[1:]
    n = sum(totals)
    if not n:
        return Why.NO_ITEMS
    if sum(total > 0 for total in totals) < 2:
        return Why.ONE_CATEGORY
    expected = n * n - sum(total * total for total in totals)
    return 1 - (n - 1) * (n - sums[0]) / expected
