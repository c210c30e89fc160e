"""What a table certainly gives when not everything is known: the shortest conditions of each of its results.

A result is certain when every completion of what is unknown gives it. That is so exactly when one of the result's
prime implicants holds for certain: the condition can be written with certain truths alone. (Quine and McCluskey)
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

Cube: TypeAlias = "tuple[bool | None, ...]"
"""One truth value per name; None: either."""


def prime_implicants(names: Sequence[str], holds: Callable[[Mapping[str, bool]], bool]) -> Iterable[Mapping[str, bool]]:
    """Return every shortest condition (name to truth value) under which a function of truth values surely holds."""
    rows = itertools.product((True, False), repeat=len(names))
    cubes: set[Cube] = {row for row in rows if holds(dict(zip(names, row, strict=True)))}
    found: list[Cube] = []
    while cubes:
        merged: set[Cube] = set()
        longer: set[Cube] = set()
        for cube in cubes:
            for at, value in enumerate(cube):
                if value is None:
                    continue
                other = (*cube[:at], not value, *cube[at + 1 :])
                if other in cubes:
                    longer.add((*cube[:at], None, *cube[at + 1 :]))
                    merged.add(cube)
        found += sorted(cubes - merged, key=str)
        cubes = longer
    return [{name: value for name, value in zip(names, cube, strict=True) if value is not None} for cube in found]
