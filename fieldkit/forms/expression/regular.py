"""Regular expressions of forms, on google-re2: linear time on any input. What ODK's dialect has and re2 lacks is named.

ODK's dialect is Java's. The few of its constructs that re2 only spells differently are translated.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

MAX_PATTERN = 1000  # characters
_MAX_MEMORY = 4 << 20  # bytes of a compiled pattern: about 200,000 steps
_MAX_WORK = 500_000_000  # characters times steps, about half a second; a text over that does not match

_PIECE = re.compile(
    r"""
      \\Q.*?(?:\\E|\Z)
    | \\u[0-9A-Fa-f]{4}
    | \\[pP](?:\{\^?\w+\}|\w)
    | \\.
    | \(\?(?:<[=!]|[=!>#]|[a-zA-Z-]*)
    | (?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\+
    | \[\^?\]?
    | &&
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_GROUPS = {
    "(?=": "look-ahead (?=",
    "(?!": "look-ahead (?!",
    "(?<=": "look-behind (?<=",
    "(?<!": "look-behind (?<!",
    "(?>": "the atomic group (?>",
    "(?#": "the comment (?#",
}
_ESCAPES = dict.fromkeys("hHRXGNecZVv", "") | {"Z": r"\z"}
_POSIX = {
    "Lower": "lower",
    "Upper": "upper",
    "ASCII": "ascii",
    "Alpha": "alpha",
    "Digit": "digit",
    "Alnum": "alnum",
    "Punct": "punct",
    "Graph": "graph",
    "Print": "print",
    "Blank": "blank",
    "Cntrl": "cntrl",
    "XDigit": "xdigit",
    "Space": "space",
}
_UNICODE = {"IsAlphabetic": "L", "IsLetter": "L", "IsDigit": "Nd", "IsUppercase": "Lu", "IsLowercase": "Ll"}
_SHORTER = "write it without: alternatives with | or a second constraint"


class Refused(NamedTuple):
    """Why a pattern cannot be used, and what to do."""

    what: str
    do: str


class _Lacking(Exception):
    """A construct that re2 does not have. Never leaves this module."""


def matcher(pattern: str) -> Callable[[str], bool] | None:
    """Return a whole-text matcher, None for a pattern that cannot be used."""
    made = _compiled(pattern)
    return None if isinstance(made, Refused) else made


def refusal(pattern: str) -> Refused | None:
    """Return why a pattern cannot be used, None if it can."""
    made = _compiled(pattern)
    return made if isinstance(made, Refused) else None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Callable[[str], bool] | Refused:
    import re2  # takes 5 ms; most commands need no pattern

    if len(pattern) > MAX_PATTERN:
        return Refused(f"a regular expression has {len(pattern)} characters, more than {MAX_PATTERN}", "shorten it")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        found = re2.compile(translated(pattern), options)
    except _Lacking as lacking:
        return Refused(f"the regular expression {_shown(pattern)} has {lacking}, which google-re2 lacks", _SHORTER)
    except (re2.error, UnicodeEncodeError) as error:
        return _not_taken(pattern, error)
    return _whole(found.fullmatch, _MAX_WORK // found.programsize)


def _whole(fullmatch: Callable[[str], object], longest: int) -> Callable[[str], bool]:
    def run(whole: str) -> bool:
        try:
            return len(whole) <= longest and fullmatch(whole) is not None
        except UnicodeEncodeError:  # half a character, from a terminal that sends no UTF-8
            return False

    return run


def _not_taken(pattern: str, error: Exception) -> Refused:
    (said,) = error.args[:1] or ("",)
    reason = said.decode(errors="replace") if isinstance(said, bytes) else "not UTF-8"
    if "too large" in reason or "repetition size" in reason:
        return Refused(f"the regular expression {_shown(pattern)} is too large", "repeat at most 1,000 times in all")
    what = f"{_shown(pattern)} is not a regular expression that google-re2 takes"
    return Refused(what, f"check the brackets and backslashes: {reason[:80]}")


def _shown(pattern: str) -> str:
    return repr(pattern if len(pattern) <= 40 else pattern[:39] + "…")


def translated(pattern: str) -> str:
    """Return a pattern of ODK's dialect in re2's spelling.

    Raises: _Lacking.
    """
    out: list[str] = []
    inside = False
    for piece in _PIECE.findall(pattern):
        if piece[0] == "\\":
            out.append(_escape(piece, inside))
        elif inside:
            out.append(_in_class(piece))
            inside = piece != "]"
        else:
            out.append(_outside(piece))
            inside = piece[0] == "["
    return "".join(out)


def _escape(piece: str, inside: bool) -> str:
    sign = piece[1:2]
    if sign == "u" and len(piece) == 6:
        return f"\\x{{{piece[2:]}}}"
    if sign in "pP" and len(piece) > 3:
        return _property(piece, inside)
    if sign in _ESCAPES:
        if not _ESCAPES[sign] or inside:
            raise _Lacking(f"\\{sign}")
        return _ESCAPES[sign]
    if sign.isdigit() and sign != "0" and not inside:
        raise _Lacking(f"the back reference \\{sign}")
    if sign == "k":
        raise _Lacking("the back reference \\k")
    return sign if sign > "\x7f" and not sign.isalnum() else piece


def _property(piece: str, inside: bool) -> str:
    """Return `\\p{Alpha}`, `\\p{IsLatin}` and their kin in re2's words."""
    turned, name = piece[1] == "P", piece[3:-1]
    if name in _POSIX:
        named = f"[:{'^' if turned else ''}{_POSIX[name]}:]"
        return named if inside else f"[{named}]"
    if name.startswith(("java", "In")):
        raise _Lacking(f"\\{piece[1]}{{{name}}}")
    return f"\\{piece[1]}{{{_UNICODE.get(name, name.removeprefix('Is'))}}}"


def _in_class(piece: str) -> str:
    if piece == "&&":
        raise _Lacking("&& inside [ ]")
    if piece[0] == "[":
        raise _Lacking("a [ inside [ ] (write \\[ for the sign itself)")
    return piece


def _outside(piece: str) -> str:
    if piece in _GROUPS:
        raise _Lacking(_GROUPS[piece])
    if piece.startswith("(?") and set(piece[2:]) & set("xudU"):
        raise _Lacking(f"the flag {piece[2:]!r}")
    if len(piece) > 1 and piece[-1] == "+":
        raise _Lacking(f"the possessive quantifier {piece}")
    return piece
