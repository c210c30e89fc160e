"""Bootstrap intervals: how far a figure might move if other items had been drawn. Seeded, so they can be made again.

The core draws no lots: the caller hands in a seed, and SHAKE-256 stretches it, so that every laptop and every version
of Python gets the same interval from the same class. docs/agreement.md 4.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

RESAMPLES = 2000
LEVEL = 0.95
USABLE = 0.5
"""Below this share of resamples in which the figure is defined there is no interval: it would describe the rest."""
MOST_DRAWS = 4_000_000
"""Draws for one interval: above it fewer resamples are made, so that a huge table cannot keep a laptop busy."""
_DOMAIN = b"fieldkit practice bootstrap 1\0"
_WORD = 4


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval, and of how many resamples it was made."""

    low: float
    high: float
    resamples: int


def interval(
    parts: Sequence[Sequence[float]],
    finish: Callable[[Sequence[float]], object],
    seed: bytes,
    resamples: int = RESAMPLES,
) -> Interval | None:
    """Return the 95 % percentile interval of a figure made of sums over items; None with fewer than two items.

    Items are drawn with replacement, raters stay. A resample in which the figure is undefined is left out; if that is
    more than half of them, there is no interval.
    """
    if len(parts) < 2:
        return None
    rounds = max(min(resamples, MOST_DRAWS // len(parts)), 1)
    values = sorted(_values(parts, finish, seed, rounds))
    if len(values) < max(USABLE * rounds, 2):
        return None
    tail = (1 - LEVEL) / 2
    return Interval(quantile(values, tail), quantile(values, 1 - tail), len(values))


def _values(
    parts: Sequence[Sequence[float]], finish: Callable[[Sequence[float]], object], seed: bytes, rounds: int
) -> Iterator[float]:
    for drawn in resampled(seed, len(parts), rounds):
        value = finish([sum(column) for column in zip(*(parts[at] for at in drawn), strict=True)])
        if isinstance(value, float):
            yield value


def resampled(seed: bytes, n: int, rounds: int) -> Iterator[list[int]]:
    """Yield `rounds` lists of n positions below n, drawn with replacement, always the same for the same seed."""
    stream = hashlib.shake_256(_DOMAIN + seed).digest(_WORD * n * rounds)
    words = (word for (word,) in struct.iter_unpack(">I", stream))
    for _ in range(rounds):
        yield [word * n >> 32 for word in islice(words, n)]  # uneven by less than n in four thousand million


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of sorted values, on the line between its neighbours (Hyndman and Fan's type 7)."""
    at = (len(ordered) - 1) * share
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)
