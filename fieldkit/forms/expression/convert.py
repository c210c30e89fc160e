"""Values while an expression runs, and how XPath turns each kind into another. See docs/form-language.md 5.2 and 5.3.

A value is a float, text, truth value, date (or date with time), time, or a tuple of chosen values. Empty is '', () or,
for numbers, NaN. A date with time always has an offset from UTC.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = float | str | bool | dt.date | dt.time | tuple[str, ...]

TOLERANCE = 1e-12
NAN = math.nan
_EPOCH = dt.date(1970, 1, 1).toordinal()
_NUMBER = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*\Z")
_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]+))?)?(?:(Z)|([+-])([0-9]{2}):?([0-5][0-9])?)?"
_TIME = re.compile(_CLOCK + r"\Z", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T(.+))?\Z", re.DOTALL)
_FAR = 1e300


def number_of_text(text: str) -> float:
    """Return the number a text spells, NaN for any other text."""
    return float(text) if _NUMBER.match(text) else NAN


def days(value: dt.date | dt.time | str) -> float:
    """Return days since 1970-01-01: whole for a date, with the part of the day on its own clock for a date with time.

    A time is that part alone; empty is NaN.
    """
    if isinstance(value, dt.datetime):
        return value.toordinal() - _EPOCH + day_part(value)
    if isinstance(value, dt.date):
        return float(value.toordinal() - _EPOCH)
    return day_part(value) if isinstance(value, dt.time) else NAN


def day_part(clock: dt.time | dt.datetime) -> float:
    """Return the part of the day that has gone when a clock shows this."""
    return (clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6) / 86400


def date_of_days(number: float) -> dt.date | str:
    """Return the day that many days after 1970-01-01, '' when there is none."""
    if not math.isfinite(number) or abs(number) > _FAR:
        return ""
    try:
        return dt.date.fromordinal(_EPOCH + math.floor(number))
    except (ValueError, OverflowError):
        return ""


def date_of_text(text: str, zone: dt.tzinfo = dt.timezone.utc) -> dt.date | str:
    """Return the date or date with time that an ISO text spells, '' for any other; without offset it is in `zone`."""
    found = _DATE.match(text)
    if found is None:
        return ""
    try:
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return ""
    if found[4] is None:
        return day
    clock = time_of_text(found[4])
    if isinstance(clock, str):
        return ""
    return dt.datetime.combine(day, clock, clock.tzinfo or zone)


def time_of_text(text: str) -> dt.time | str:
    """Return the time that a text like 10:15:00.000+02:00 spells, '' for any other; the offset may be missing."""
    found = _TIME.match(text)
    if found is None:
        return ""
    hour, minute, second, part, utc, sign, hours, minutes = found.groups()
    zone = dt.timezone.utc if utc else None
    if sign:
        if int(hours) > 23:
            return ""
        ahead = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
        zone = dt.timezone(ahead if sign == "+" else -ahead)
    return dt.time(int(hour), int(minute), int(second or 0), int(f"{(part or '')[:6]:0<6}"), zone)


def number(value: Value) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return number_of_text(value)
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, tuple):
        return number_of_text(" ".join(value))
    return days(value)


def number_text(number: float) -> str:
    """Write a number as XPath does: no exponent, no needless `.0`, `0` for -0."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    if math.isfinite(number):
        text = format(Decimal(repr(number)), "f")
        return text[:-2] if text.endswith(".0") else text
    if number != number:
        return "NaN"
    return "Infinity" if number > 0 else "-Infinity"


def text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, (dt.datetime, dt.time)):
        return value.isoformat(timespec="milliseconds")
    return value.isoformat()


def boolean(value: Value) -> bool:
    if isinstance(value, float):
        return value == value and value != 0
    return bool(value)


def date(value: Value) -> dt.date | str:
    """Return a value as a date: a date itself, an ISO text, or a number of days; '' for anything else."""
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float):
        return date_of_days(value)
    return date_of_text(value) if isinstance(value, str) else ""


def is_empty(value: Value) -> bool:
    return value in ("", ()) or value != value


def same_number(a: float, b: float) -> bool:
    return a == b or -TOLERANCE < a - b < TOLERANCE


def equal(a: Value, b: Value) -> bool:
    """Compare two values of any kind by XPath's order: truth values, numbers, dates, texts."""
    if isinstance(a, bool) or isinstance(b, bool):
        return boolean(a) == boolean(b)
    if isinstance(a, float) or isinstance(b, float):
        return same_number(number(a), number(b))
    if isinstance(a, dt.date) and isinstance(b, dt.date):
        return same_date(a, b)
    return text(a) == text(b)


def same_date(a: dt.date, b: dt.date) -> bool:
    """Compare two moments; or, if one side is a whole day, whether the other falls on it. (form-language 5.3)"""
    if isinstance(a, dt.datetime) == isinstance(b, dt.datetime):
        return a == b
    return a.timetuple()[:3] == b.timetuple()[:3]


def less(a: Value, b: Value) -> bool:
    if isinstance(a, dt.datetime) and isinstance(b, dt.datetime):
        return a < b
    return number(a) < number(b)


def less_or_equal(a: Value, b: Value) -> bool:
    if isinstance(a, dt.datetime) and isinstance(b, dt.datetime):
        return a <= b
    return number(a) <= number(b)


HOLDS: Mapping[str, Callable[[Value, Value], bool]] = {
    "=": equal,
    "!=": lambda a, b: not equal(a, b),
    "<": less,
    "<=": less_or_equal,
    ">": lambda a, b: less(b, a),
    ">=": lambda a, b: less_or_equal(b, a),
}
"""What each operator of a comparison asks of two values."""
MIRROR: Mapping[str, str] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The operator that says the same with the sides exchanged."""


def remainder(a: float, b: float) -> float:
    """Return XPath's mod: the sign of the dividend; NaN where there is none."""
    try:
        return math.fmod(a, b)
    except ValueError:
        return NAN


def quotient(a: float, b: float) -> float:
    """Return XPath's div: Infinity or NaN over zero, never an error."""
    if b:
        return a / b
    if a == 0 or a != a or b != b:
        return NAN
    return math.copysign(math.inf, a) * math.copysign(1.0, b)
