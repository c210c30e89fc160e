"""Numbers that people type, with check characters. docs/practice-format.md 8.2 and 8.5.

The check is the number modulo a prime just below its own range; `fingerprint` has the alphabet and reads leniently.
"""

from dataclasses import dataclass

from fieldkit import errors
from fieldkit.crypto.fingerprint import ALPHABET, normalise

_BITS = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """How many characters hold the number, how many check it, in groups of how many they are shown.

    `prime` is above 31 and divides no 32^i - 1 for i up to the length, and no 32^i + 32^j: so one wrong character and
    any two swapped ones change the check.
    """

    size: int
    check: int
    prime: int
    group: int

    @property
    def limit(self) -> int:
        """How many numbers there are."""
        return 1 << (_BITS * self.size)

    @property
    def length(self) -> int:
        """How many characters are typed, without dashes."""
        return self.size + self.check


SHORT_CHECK, LONG_CHECK = 1021, 1_048_573
"""The largest primes below 32^2 and 32^4."""


def spell(number: int, shape: Shape) -> str:
    """Return a number as it is shown: in groups, the check characters at the end."""
    if not 0 <= number < shape.limit:
        raise ValueError("the number does not fit its code")
    text = _characters(number, shape.size) + _characters(number % shape.prime, shape.check)
    return "-".join(text[at : at + shape.group] for at in range(0, len(text), shape.group))


def read(typed: str, shape: Shape) -> int:
    """Return the number that was typed. Raises: MistypedCode; the code is in no message."""
    text = normalise(typed)
    if len(text) != shape.length:
        raise errors.MistypedCode(why=f"it has {len(text)} characters, not {shape.length}")
    if not set(text) <= set(ALPHABET):
        raise errors.MistypedCode(why="it has a character that is never used")
    number, check = _number(text[: shape.size]), _number(text[shape.size :])
    if check != number % shape.prime:
        raise errors.MistypedCode(why="the check at its end does not fit")
    return number


def _characters(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> (_BITS * place) & 31] for place in reversed(range(length)))


def _number(text: str) -> int:
    number = 0
    for character in text:
        number = number << _BITS | ALPHABET.index(character)
    return number
