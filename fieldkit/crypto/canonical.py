"""Canonical JSON out (RFC 8785), strict JSON in. docs/bundle-format.md 2.

Everything that is signed, hashed or stored goes through here. Floats do not exist: decimals are text.
"""

import contextlib
import json
import re
from collections.abc import Mapping
from typing import NoReturn

import rfc8785

from fieldkit import errors
from fieldkit.result import Json

MAX_DEPTH = 16
MAX_INT = 2**53 - 1
_MAX_INT_DIGITS = len(str(-MAX_INT))

_NOT_STRUCTURE = bytes(set(range(256)) - set(b'[]{}"\\'))
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def dumps(value: Json) -> bytes:
    """Return the one canonical spelling of `value`.

    Raises: TypeError for floats, ValueError for what JSON cannot carry. Both are mistakes of the caller.
    """
    if _is_plain(value):
        with contextlib.suppress(UnicodeEncodeError):  # half a character: refused below, as ever
            return unchecked(value).encode()
    _refuse_floats(value)
    return rfc8785.dumps(value)


def unchecked(value: object) -> str:
    """Return RFC 8785's text of a value that this program made itself, without floats and with keys of ASCII."""
    return _ENCODER.encode(value)


def loads(data: bytes, *, max_depth: int = MAX_DEPTH, what: str) -> Json:
    """Parse strict JSON: UTF-8, no duplicate keys, no floats, integers within 2^53, bounded depth.

    Raises: MalformedJson, naming `what`.
    """
    if not _shallow(data, max_depth):
        raise errors.MalformedJson(what=what, why=f"brackets do not close, or nest deeper than {max_depth}")
    try:
        value: Json = _DECODER.decode(data.decode("utf-8"))
        if b"\\ud" in data or b"\\uD" in data:
            _refuse_half_characters(value)
    except _Refused as refusal:
        raise errors.MalformedJson(what=what, why=str(refusal)) from None
    except ValueError:  # UnicodeDecodeError and JSONDecodeError quote the data: their text stays behind
        raise errors.MalformedJson(what=what, why="it is not JSON in UTF-8") from None
    return value


def loads_canonical(data: bytes, *, max_depth: int = MAX_DEPTH, what: str) -> Json:
    """Parse like `loads`, and accept only the canonical spelling.

    Raises: MalformedJson.
    """
    value = loads(data, max_depth=max_depth, what=what)
    if dumps(value) != data:
        raise errors.MalformedJson(what=what, why="it is not in canonical form")
    return value


def loads_object(data: bytes, *, what: str) -> Mapping[str, Json]:
    """Parse canonical JSON that must be an object.

    Raises: MalformedJson.
    """
    value = loads_canonical(data, what=what)
    if not isinstance(value, Mapping):
        raise errors.MalformedJson(what=what, why="it is not an object")
    return value


class _Refused(ValueError):
    """JSON that other parsers would take. The message carries no data."""


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
"""Gives RFC 8785's bytes for what `_is_plain`, ten times as fast: keys of ASCII sort alike by UTF-16 and by code point,
and both escape the same characters in the same way."""


def _is_plain(value: Json) -> bool:
    """Tell whether this is of JSON's plain types throughout, with keys of ASCII and whole numbers within bounds."""
    kind = type(value)
    if kind is dict:
        assert isinstance(value, dict)
        for key, inner in value.items():
            if type(key) is not str or not key.isascii():
                return False
            if type(inner) is not str and not _is_plain(inner):
                return False
        return True
    if kind is list or kind is tuple:
        assert isinstance(value, (list, tuple))
        return all(type(inner) is str or _is_plain(inner) for inner in value)
    if kind is int:
        assert isinstance(value, int)
        return -MAX_INT <= value <= MAX_INT
    return kind is str or kind is bool or value is None


def _refuse_floats(value: Json) -> None:
    if isinstance(value, float):
        raise TypeError("no floats in anything signed or stored: write decimals as text")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _refuse_floats(inner)


def _refuse_half_characters(value: Json) -> None:
    """Half of a surrogate pair, written as an escape, would fail later, where nobody expects it."""
    json.dumps(value, ensure_ascii=False).encode("utf-8")


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("a key appears twice")
    return found


def _integer(digits: str) -> int:
    # the length first: Python before 3.10.7 takes quadratic time for long numbers
    if len(digits) > _MAX_INT_DIGITS or abs(number := int(digits)) > MAX_INT:
        raise _Refused("a number is beyond 2^53")
    return number


def _no_number(_: str) -> NoReturn:
    raise _Refused("it has a number that is not whole")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
)


def _shallow(data: bytes, max_depth: int) -> bool:
    """Tell whether brackets nest at most `max_depth` deep, without recursion and at the speed of bytes.replace.

    Text in quotes is taken out first. When no string holds a bracket or a backslash, what is left of each string is
    an empty pair of quotes; otherwise the slower expression takes the strings out.
    """
    skeleton = data.translate(None, _NOT_STRUCTURE).replace(b'""', b"")
    if b'"' in skeleton or b"\\" in skeleton:
        skeleton = _STRING.sub(b"", data).translate(None, _NOT_STRUCTURE)
    for _ in range(max_depth):
        if not skeleton:
            return True
        skeleton = _without_innermost(skeleton)
    return not skeleton


_INNERMOST = re.compile(rb"(?:\[\]|\{\})+")


def _without_innermost(skeleton: bytes) -> bytes:
    return _INNERMOST.sub(b"", skeleton)
