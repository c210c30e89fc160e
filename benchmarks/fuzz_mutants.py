"""Seeded changes to good bytes: of bytes as bytes, of numbers where lengths stand, and of JSON as JSON."""

import copy
import json
import random
import re
from collections.abc import Sequence
from typing import Any

_DIGITS = re.compile(rb"[0-9]{1,20}")
_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"00000000000",
    b"77777777777",
    b"4294967295",
    b"18446744073709551616",
    b"9" * 400,
    b"1e9",
)
_BYTES = (0, 1, 9, 10, 13, 32, 34, 47, 92, 127, 128, 255)
WEIRD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63, -(2**64), 10**400, 0.5, "", " ", "\x00", "\u202e", "e\u0301",
    "x" * 5_000, "d-" + "0" * 32, "../../etc/passwd", [], [[]], {}, {"": {}}, ["a"] * 300, {"t": "rec"}, "0" * 64,
)  # fmt: skip


def mutated(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return `data` after one to four changes; `others` are good files to take pieces from."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(_CHANGES)(data, others, chance)
    return data


def _flip(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    del others
    at = _place(data, chance)
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :] if data else data


def _byte(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    del others
    at = _place(data, chance)
    return data[:at] + bytes([chance.choice(_BYTES)]) + data[at + 1 :]


def _cut(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    del others
    return data[: _place(data, chance)] if chance.random() < 0.7 else data[_place(data, chance) :]


def _remove(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    del others
    at = _place(data, chance)
    return data[:at] + data[at + _length(chance) :]


def _splice(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    start, at = _place(other, chance), _place(data, chance)
    piece = other[start : start + _length(chance)]
    return data[:at] + piece + data[at + (len(piece) if chance.random() < 0.5 else 0) :]


def _duplicate(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    del others
    if chance.random() < 0.1:
        return data + data
    start, at = _place(data, chance), _place(data, chance)
    return data[:at] + data[start : start + _length(chance)] + data[at:]


def _number(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Change one run of digits: a length of a tar, of a header, of JSON."""
    del others
    found = list(_DIGITS.finditer(data[:4_096] if chance.random() < 0.5 else data))
    if not found:
        return data
    one = chance.choice(found)
    told = chance.choice(_NUMBERS)
    told = told.rjust(len(one[0]), b"0")[: len(one[0])] if chance.random() < 0.5 else told
    return data[: one.start()] + told + data[one.end() :]


def _four(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Change four bytes to a binary length."""
    del others
    at = _place(data, chance)
    told = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, len(data), chance.randrange(2**32)))
    return data[:at] + told.to_bytes(4, chance.choice(("little", "big"))) + data[at + 4 :]


_CHANGES = (_flip, _flip, _byte, _cut, _remove, _splice, _duplicate, _number, _number, _four)


def json_mutated(line: bytes, chance: random.Random) -> bytes:
    """Return one line of JSON with one to three values changed, taken out, added or written twice."""
    value = json.loads(line)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        _one_value(value, chance)
    if chance.random() < 0.03:
        value = copy.deepcopy(chance.choice(WEIRD))
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=chance.random() < 0.95)
    if chance.random() < 0.03:
        text = text.replace("{", '{"v":1,', 1)
    if chance.random() < 0.02:
        text = text[:-1] + ',"z":' + "[" * 3_000 + "]" * 3_000 + "}"
    return text.encode("utf-8", "surrogatepass")


def _one_value(value: Any, chance: random.Random) -> None:
    while isinstance(value, dict | list) and value:
        key = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        inner = value[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.7:
            value = inner
            continue
        _change(value, key, inner, chance)
        return


def _change(value: Any, key: Any, inner: Any, chance: random.Random) -> None:
    what = chance.randrange(6)
    if what == 0:
        del value[key]
    elif what == 1 and isinstance(value, dict):
        value[chance.choice(("", "x", "to", "records", "\u00e9", "n" * 300))] = copy.deepcopy(inner)
    elif what == 2 and isinstance(value, list):
        value.append(copy.deepcopy(inner))
    elif what == 3 and isinstance(inner, str) and inner:
        at = chance.randrange(len(inner))
        value[key] = inner[:at] + chance.choice(("", "0", "\n", "A", "\u202e", "\x00", inner)) + inner[at + 1 :]
    elif what == 4 and isinstance(inner, int):
        value[key] = inner + chance.choice((-1, 1, 2**31, 10**18))
    else:
        value[key] = copy.deepcopy(chance.choice(WEIRD))


def _place(data: bytes, chance: random.Random) -> int:
    """Return a place, more often near the beginning, where the structure is."""
    if not data:
        return 0
    return chance.randrange(min(len(data), 600) if chance.random() < 0.4 else len(data))


def _length(chance: random.Random) -> int:
    return chance.choice((1, 2, 4, 8, 64, 512, 2_000))
