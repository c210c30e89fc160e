"""Who gave which category to which item: the table that every coefficient of agreement is made from.

What an item is, the caller decides: a vignette (category: the situation) or a question of one (category: the answer).
Categories are names without order. A rating that is missing is None: not asked, opted out of, or lost.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Row: TypeAlias = "tuple[str | None, ...]"
"""What each rater gave to one item, in the order of the raters."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """A row for each item, a column for each rater. `offered`: how many categories could be chosen, 0 if not known."""

    raters: tuple[str, ...]
    items: tuple[str, ...]
    rows: tuple[Row, ...]
    offered: int = 0

    @property
    def used(self) -> tuple[str, ...]:
        """Return the categories that somebody gave, sorted."""
        return tuple(sorted({value for row in self.rows for value in row if value is not None}))

    @property
    def missing(self) -> int:
        """Return how many ratings are missing."""
        return sum(value is None for row in self.rows for value in row)

    @property
    def shared(self) -> int:
        """Return how many items at least two raters rated: the n of every coefficient."""
        return sum(len(given(row)) >= 2 for row in self.rows)


def table(by_rater: Mapping[str, Mapping[str, str | None]], items: Sequence[str], offered: int = 0) -> Ratings:
    """Return the table of what raters gave to items. An item that a rater does not have is missing, not wrong."""
    raters = tuple(by_rater)
    rows = tuple(tuple(by_rater[rater].get(item) for rater in raters) for item in items)
    return Ratings(raters, tuple(items), rows, offered)


def given(row: Row) -> list[str]:
    """Return the ratings of one item that are there."""
    return [value for value in row if value is not None]


def tally(row: Row) -> Counter[str]:
    """Return how many raters gave each category to one item."""
    return Counter(given(row))
