"""The functions of expressions that need nothing but their arguments. Those that need more are built in `compile`.

An implementation gets its arguments already turned into the kinds of its row, never raises, and has no side effects.
"""

import datetime as dt
import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

from fieldkit.forms.expression.convert import (
    NAN,
    Value,
    boolean,
    date,
    date_of_text,
    is_empty,
    number,
    text,
)

Type: TypeAlias = Literal["number", "text", "bool", "date", "set", "any"]

COERCIONS: dict[str, Callable[[Any], Any]] = {"n": number, "t": text, "b": boolean, "d": date, "a": lambda value: value}


class Function(NamedTuple):
    """`kinds` has one letter per argument (n number, t text, b truth value, d date, a as it is); the last repeats."""

    name: str
    least: int
    most: int
    kinds: str
    result: Type
    run: Callable[..., Value]


MANY = 1000
MAX_TEXT = 32_768  # characters of a text put together; a chain of concat() must not fill the memory


def _round(value: float, digits: float = 0.0) -> float:
    if not math.isfinite(value) or digits != digits:
        return value
    if digits == 0:
        whole = math.floor(abs(value))
        return math.copysign(float(whole + 1 if abs(value) - whole >= 0.5 else whole), value)
    try:
        unit = Decimal(1).scaleb(-int(max(-30.0, min(30.0, digits))))
        return float(Decimal(repr(value)).quantize(unit, ROUND_HALF_UP))
    except InvalidOperation:
        return value


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return NAN


def _extreme(choose: Callable[[tuple[float, ...]], float]) -> Callable[..., float]:
    def run(*values: float) -> float:
        return NAN if any(v != v for v in values) else choose(values)

    return run


def _substr(whole: str, start: float, end: float = math.inf) -> str:
    return whole[_index(whole, start) : _index(whole, end)] if start == start and end == end else ""


def _index(whole: str, position: float) -> int:
    size = len(whole)
    if position < 0:
        position += size
    return int(max(0.0, min(float(size), position)))


def _before(whole: str, part: str) -> str:
    head, found, _ = whole.partition(part) if part else ("", "", "")
    return head if found else ""


def _after(whole: str, part: str) -> str:
    return whole.partition(part)[2] if part else whole


def _translate(whole: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for i, sign in enumerate(old):
        table.setdefault(ord(sign), new[i] if i < len(new) else None)
    return whole.translate(table)


def selected_at(chosen: str, position: float) -> str:
    parts = chosen.split()
    return parts[int(position)] if 0 <= position < len(parts) else ""


def _sum(*values: Value) -> float:
    return sum((number(v) for v in values if not is_empty(v)), 0.0)


@lru_cache(maxsize=256)
def regex_matcher(pattern: str) -> Callable[[str], bool] | None:
    """Return a whole-text matcher on google-re2 (linear time on any input); None for a pattern that it refuses."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error:
        return None
    return lambda whole: compiled.fullmatch(whole) is not None


def _regex(whole: str, pattern: str) -> bool:
    matcher = regex_matcher(pattern)
    return matcher is not None and matcher(whole)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def format_date(value: dt.date | str, pattern: str) -> str:
    """Write a date by ODK's letters; '' for no date. (form-language 5.3)"""
    if isinstance(value, str):
        return ""
    out: list[str] = []
    signs = iter(pattern)
    for sign in signs:
        out.append(_date_part(value, next(signs, "%")) if sign == "%" else sign)
    return "".join(out)


def _date_part(value: dt.date, letter: str) -> str:
    time = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
    parts: dict[str, Callable[[], str]] = {
        "Y": lambda: f"{time.year:04}",
        "y": lambda: f"{time.year % 100:02}",
        "m": lambda: f"{time.month:02}",
        "n": lambda: str(time.month),
        "b": lambda: _MONTHS[time.month - 1],
        "d": lambda: f"{time.day:02}",
        "e": lambda: str(time.day),
        "a": lambda: _DAYS[time.weekday()],
        "H": lambda: f"{time.hour:02}",
        "h": lambda: str(time.hour),
        "M": lambda: f"{time.minute:02}",
        "S": lambda: f"{time.second:02}",
        "3": lambda: f"{time.microsecond // 1000:03}",
    }
    write = parts.get(letter)
    return write() if write else letter


def _date(value: Value) -> Value:
    found = date(value)
    return found.date() if isinstance(found, dt.datetime) else found


_ROWS: tuple[Function, ...] = (
    Function("true", 0, 0, "", "bool", lambda: True),
    Function("false", 0, 0, "", "bool", lambda: False),
    Function("not", 1, 1, "b", "bool", lambda x: not x),
    Function("boolean", 1, 1, "b", "bool", lambda x: x),
    Function("boolean-from-string", 1, 1, "t", "bool", lambda x: x in ("true", "1")),
    Function("number", 1, 1, "n", "number", lambda x: x),
    Function("string", 1, 1, "t", "text", lambda x: x),
    Function("int", 1, 1, "n", "number", lambda x: float(math.trunc(x)) if math.isfinite(x) else x),
    Function("round", 1, 2, "n", "number", _round),
    Function("abs", 1, 1, "n", "number", abs),
    Function("pow", 2, 2, "n", "number", _power),
    Function("sqrt", 1, 1, "n", "number", lambda x: math.sqrt(x) if x >= 0 else NAN),
    Function("min", 1, MANY, "n", "number", _extreme(min)),
    Function("max", 1, MANY, "n", "number", _extreme(max)),
    Function("sum", 1, 1, "a", "number", _sum),
    Function("count-non-empty", 1, MANY, "a", "number", lambda *xs: float(sum(not is_empty(x) for x in xs))),
    Function("count-selected", 1, 1, "t", "number", lambda x: float(len(x.split()))),
    Function("selected", 2, 2, "t", "bool", lambda x, value: value.strip() in x.split()),
    Function("selected-at", 2, 2, "tn", "text", selected_at),
    Function("string-length", 1, 1, "t", "number", lambda x: float(len(x))),
    Function("concat", 1, MANY, "t", "text", lambda *xs: "".join(xs)[:MAX_TEXT]),
    Function("join", 1, MANY, "t", "text", lambda separator, *xs: separator.join(xs)[:MAX_TEXT]),
    Function("substr", 2, 3, "tn", "text", _substr),
    Function("substring-before", 2, 2, "t", "text", _before),
    Function("substring-after", 2, 2, "t", "text", _after),
    Function("contains", 2, 2, "t", "bool", lambda x, part: part in x),
    Function("starts-with", 2, 2, "t", "bool", str.startswith),
    Function("ends-with", 2, 2, "t", "bool", str.endswith),
    Function("translate", 3, 3, "t", "text", _translate),
    Function("normalize-space", 1, 1, "t", "text", lambda x: " ".join(x.split())),
    Function("regex", 2, 2, "t", "bool", _regex),
    Function("date", 1, 1, "a", "date", _date),
    Function("format-date", 2, 2, "dt", "text", format_date),
)

PLAIN: dict[str, Function] = {row.name: row for row in _ROWS}

# Functions that need more than their arguments: (least, most) arguments. Built in `compile`, read in `three_valued`.
SPECIAL: dict[str, tuple[int, int]] = {
    "if": (3, 3),
    "coalesce": (2, MANY),
    "jr:choice-name": (2, 2),
    "once": (1, 1),
    "nr": (1, 1),
    "today": (0, 0),
    "now": (0, 0),
    "decimal-date-time": (1, 1),
}

# ODK's functions that come later: form-language 5.5.
RESERVED = frozenset(
    (
        "acos",
        "area",
        "asin",
        "atan",
        "atan2",
        "base64-decode",
        "checklist",
        "cos",
        "count",
        "current",
        "date-time",
        "decimal-time",
        "digest",
        "distance",
        "exp",
        "exp10",
        "extract-signed",
        "format-date-time",
        "geofence",
        "indexed-repeat",
        "instance",
        "intersects",
        "log",
        "log10",
        "pi",
        "position",
        "pulldata",
        "random",
        "randomize",
        "sin",
        "tan",
        "uuid",
        "weighted-checklist",
    )
)

# XPath functions that ODK refuses, and what to write.
REFUSED = {
    "floor": "write int(x)",
    "ceiling": "write int(x) + 1 where x is not whole",
    "substring": "write substr(x, from, to): it counts from 0",
    "lang": "leave it out",
    "name": "leave it out",
    "local-name": "leave it out",
}


def local_days(value: Value, offset_min: int) -> float:
    """Return days since 1970-01-01 in UTC; a date without time is its midnight at `offset_min` from UTC."""
    if isinstance(value, float):
        return value
    found = date_of_text(value) if isinstance(value, str) else value
    if isinstance(found, dt.datetime):
        return number(found)
    return number(found) - offset_min / 1440 if isinstance(found, dt.date) else NAN
