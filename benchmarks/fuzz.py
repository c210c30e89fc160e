"""Seeded, structure-aware fuzzing of everything that is read from outside. `python -m benchmarks.fuzz --count N`.

Each case is known by seed, target and number: `--only NAME --seed S --first N --count 1` does it again. What comes out
may only be what the target's reader says; anything else is printed, and the exit status is 1.
"""

import argparse
import json
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.fuzz_targets import Target, targets
from benchmarks.memory import most_mib

MOST_RSS_MIB = 256


@dataclass(slots=True)
class Fuzzed:
    """What a run came to; `crashes` one line for each kind, `cases` and `accepted` by target."""

    seed: int
    cases: "Counter[str]" = field(default_factory=Counter)
    accepted: "Counter[str]" = field(default_factory=Counter)
    crashes: dict[str, str] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")
    seconds: float = 0.0
    rss_mib: float = 0.0

    @property
    def count(self) -> int:
        return sum(self.cases.values())


def fuzz(seed: int, count: int, seconds: float, only: str = "", first: int = 0) -> Fuzzed:
    """Do cases `first` to `first + count`, or as many as there are seconds for."""
    found, began = Fuzzed(seed), time.monotonic()
    chosen = [one for one in targets() if only in ("", one.name)]
    turns = [one for one in chosen for _ in range(one.weight)]
    for number in range(first, first + count):
        if time.monotonic() - began > seconds:
            break
        _case(turns[number % len(turns)], seed, number, found)
    found.seconds, found.rss_mib = time.monotonic() - began, most_mib()
    return found


def _case(target: Target, seed: int, number: int, found: Fuzzed) -> None:
    data = target.case(random.Random(f"{seed} {target.name} {number}"))
    began = time.monotonic()
    found.cases[target.name] += 1
    try:
        target.read(data)
        found.accepted[target.name] += 1
    except target.allowed:
        pass
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        kind = f"{target.name}: {type(error).__name__} at {where.filename.rpartition('/')[2]}:{where.lineno}"
        found.crashes.setdefault(kind, f"--only {target.name!r} --seed {seed} --first {number}: {error}"[:200])
    found.slowest = max(found.slowest, (time.monotonic() - began, f"{target.name} {number}"))


def main(words: Sequence[str]) -> int:
    """Run; print what it came to as one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", default="")
    given = parser.parse_args(words)
    found = fuzz(given.seed, given.count, given.seconds, given.only, given.first)
    told = {
        "seed": found.seed,
        "count": found.count,
        "seconds": round(found.seconds, 1),
        "rss_mib": round(found.rss_mib, 1),
        "slowest": [round(found.slowest[0], 3), found.slowest[1]],
        "cases": dict(sorted(found.cases.items())),
        "accepted": dict(sorted(found.accepted.items())),
        "crashes": found.crashes,
    }
    print(json.dumps(told))
    return 1 if found.crashes or found.rss_mib > MOST_RSS_MIB else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
