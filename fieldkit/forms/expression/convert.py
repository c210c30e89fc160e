"""Values while an expression runs, and how XPath turns each kind into another. See docs/form-language.md 5.2 and 5.3.

A value is a float, text, truth value, date (or date with time), or a tuple of chosen values. Empty is '', () or, for
numbers, NaN.
"""

import datetime as dt
import math
import re
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = float | str | bool | dt.date | tuple[str, ...]

TOLERANCE = 1e-12
NAN = math.nan
_EPOCH = dt.date(1970, 1, 1).toordinal()
_MOMENT = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_NUMBER = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*\Z")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9:.]+)(Z|[+-][0-9]{2}:[0-9]{2})?)?\Z")
_FAR = 1e300


def number_of_text(text: str) -> float:
    """Return the number a text spells, NaN for any other text."""
    return float(text) if _NUMBER.match(text) else NAN


def days(value: dt.date | str) -> float:
    """Return days since 1970-01-01: whole for a date, with a fraction for a date with time, NaN for empty."""
    if isinstance(value, dt.datetime):
        return (value - _MOMENT) / dt.timedelta(days=1)
    if isinstance(value, dt.date):
        return float(value.toordinal() - _EPOCH)
    return NAN


def date_of_days(number: float) -> dt.date | str:
    """Return the day that many days after 1970-01-01, '' when there is none."""
    if not math.isfinite(number) or abs(number) > _FAR:
        return ""
    try:
        return dt.date.fromordinal(_EPOCH + math.floor(number))
    except (ValueError, OverflowError):
        return ""


def date_of_text(text: str) -> dt.date | str:
    """Return the date or date with time that an ISO text spells, '' for any other text."""
    found = _DATE.match(text)
    if found is None:
        return ""
    try:
        if found[4] is None:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        zone = "+00:00" if found[5] in (None, "Z") else found[5]
        return dt.datetime.fromisoformat(f"{text[:11]}{_micro(found[4])}{zone}")
    except ValueError:
        return ""


def _micro(clock: str) -> str:
    whole, dot, part = clock.partition(".")
    return f"{whole}.{part[:6]:0<6}" if dot else whole


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
    if isinstance(value, dt.datetime):
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
    """Compare two values of any kind by XPath's order: truth values, then numbers, then texts."""
    if isinstance(a, bool) or isinstance(b, bool):
        return boolean(a) == boolean(b)
    if isinstance(a, float) or isinstance(b, float):
        return same_number(number(a), number(b))
    return text(a) == text(b)


def less(a: Value, b: Value) -> bool:
    return number(a) < number(b)


def less_or_equal(a: Value, b: Value) -> bool:
    return number(a) <= number(b)


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
