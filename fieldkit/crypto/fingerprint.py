"""Fingerprints that people read out to each other, and the recovery code on paper. docs/bundle-format.md 8.3.

Crockford's base 32: no I, L, O, U; what is typed is read leniently, what is shown has one spelling.
"""

import hashlib
from collections.abc import Mapping, Sequence

from fieldkit import errors

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 6
GROUP_SIZE = 4
CODE_BYTES = 16
_CODE_CHARS = 26
_CHECK_PRIME = 1021
"""The largest prime below 32²: any one wrong character and any two swapped neighbours change the check."""

_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "\t": ""})


def groups(data: bytes) -> tuple[str, ...]:
    """Return 6 groups of 4 characters: the first 120 bits of SHA-256 of `data`."""
    number = int.from_bytes(hashlib.sha256(data).digest()[:15], "big")
    return _split(_encode(number, GROUPS * GROUP_SIZE))


def matches(shown: Sequence[str], typed: Mapping[int, str]) -> bool:
    """Tell whether every typed group (index from 0) equals the one shown. Nothing typed is no match."""
    inside = all(0 <= index < len(shown) for index in typed)
    return bool(typed) and inside and all(shown[i] == normalise(text) for i, text in typed.items())


def normalise(typed: str) -> str:
    """Return what was meant: upper case, O as 0, I and L as 1, no spaces or dashes."""
    return typed.upper().translate(_TYPED)


def encode_code(secret: bytes) -> str:
    """Return 16 bytes as 7 groups of 4 characters, the last two of them check characters."""
    if len(secret) != CODE_BYTES:
        raise ValueError("a recovery code holds 16 bytes")
    number = int.from_bytes(secret, "big")
    return "-".join(_split(_encode(number, _CODE_CHARS) + _encode(number % _CHECK_PRIME, 2)))


def decode_code(text: str) -> bytes:
    """Return the 16 bytes of a typed code.

    Raises: MistypedCode. The code itself is in no message.
    """
    typed = normalise(text)
    if len(typed) != _CODE_CHARS + 2:
        raise errors.MistypedCode(why=f"it has {len(typed)} characters, not {_CODE_CHARS + 2}")
    if not set(typed) <= set(ALPHABET):
        raise errors.MistypedCode(why="it has a character that is never used")
    number, check = _decode(typed[:_CODE_CHARS]), _decode(typed[_CODE_CHARS:])
    if number >= 1 << (8 * CODE_BYTES) or check != number % _CHECK_PRIME:
        raise errors.MistypedCode(why="the check at its end does not fit")
    return number.to_bytes(CODE_BYTES, "big")


def _encode(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(length)))


def _decode(text: str) -> int:
    number = 0
    for character in text:
        number = number << 5 | ALPHABET.index(character)
    return number


def _split(text: str) -> tuple[str, ...]:
    return tuple(text[at : at + GROUP_SIZE] for at in range(0, len(text), GROUP_SIZE))
