"""The order that randomize() gives: the same for the same seed in every ODK client."""

import math
from collections.abc import Sequence
from typing import TypeVar

_MODULUS = 2147483647  # Park and Miller's minimal standard generator, as the ODK XForms specification has it
_FACTOR = 16807
T = TypeVar("T")


def shuffled(values: Sequence[T], seed: float) -> list[T]:
    """Return the values in the order of Fisher and Yates, inside out, with Park and Miller's numbers from `seed`."""
    state = math.fmod(math.trunc(seed), _MODULUS) if math.isfinite(seed) else 1.0
    number = int(state if state > 0 else state + _MODULUS - 1)
    found: list[T] = []
    for count, value in enumerate(values):
        number = number * _FACTOR % _MODULUS
        place = int((number - 1) / (_MODULUS - 1) * (count + 1))
        found.append(value if place == count else found[place])
        found[place] = value
    return found
