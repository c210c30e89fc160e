"""What one measurement says, and how a list of them is printed. Measures nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its yardstick.

    `name` says what was measured ("pack 10,000 interviews"); `value` is in `unit` ("ms", "kB", "1/s").
    `yardstick` names what it is compared with ("zstd + age over the same bytes") and `ratio` is value / yardstick,
    both taken in the same run on the same machine; None where a budget is absolute. `budget` is the promise in words
    ("<= 1.2 x").
    """

    name: str
    value: float
    unit: str
    yardstick: str
    ratio: float | None
    budget: str


def table(figures: Sequence[Figure]) -> list[str]:
    """Return the figures as aligned lines under a heading."""
    head = ("measured", "value", "ratio", "budget", "yardstick")
    rows = [head, *(_cells(f) for f in figures)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _cells(figure: Figure) -> tuple[str, str, str, str, str]:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} x"
    value = f"{figure.value:,.0f}" if figure.value >= 1000 else f"{figure.value:.3g}"
    return figure.name, f"{value} {figure.unit}", ratio, figure.budget, figure.yardstick
