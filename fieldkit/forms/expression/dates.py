"""Functions on dates, dates with time, and times. They need the device's offset from UTC, always the last argument.

A date is a day of the calendar. A date with time is a moment; made here, it is written at the device's offset. As a
number a date counts whole days, what decimal_date_time() gives counts moments in UTC. (form-language 5.2)
"""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

from fieldkit.forms.expression.convert import NAN, Value, date_of_days, date_of_text, day_part, time_of_text

_MOMENT = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_FAR = 1e8  # days; no date is as far away
_DAY_MS = 86_400_000
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@lru_cache(maxsize=64)
def zone(offset_min: int) -> dt.timezone:
    return dt.timezone(dt.timedelta(minutes=offset_min))


def date_time(value: Value, offset_min: int) -> dt.datetime | str:
    """Return the moment that a value names: a date's midnight, a number's days in UTC; '' for none."""
    found = _found(value, offset_min)
    try:
        if isinstance(found, float):
            return (_MOMENT + dt.timedelta(milliseconds=round(found * _DAY_MS))).astimezone(zone(offset_min))
        if isinstance(found, dt.datetime):
            return found.astimezone(zone(offset_min))
        if isinstance(found, dt.date):
            return dt.datetime(found.year, found.month, found.day, tzinfo=zone(offset_min))
    except OverflowError:  # beside the first or last day of the calendar
        pass
    return ""


def day(value: Value, offset_min: int) -> dt.date | str:
    """Return the day of a value on the device's calendar; '' for none. A whole number is that day after 1970-01-01."""
    if isinstance(value, float) and value.is_integer():
        return date_of_days(value)
    found = _found(value, offset_min)
    if isinstance(found, dt.date) and not isinstance(found, dt.datetime):
        return found
    moment = date_time(found, offset_min)
    return moment.date() if isinstance(moment, dt.datetime) else ""


def decimal_date_time(value: Value, offset_min: int) -> float:
    """Return days since 1970-01-01 in UTC with their fraction, NaN for no date."""
    if isinstance(value, float):
        return value
    moment = date_time(value, offset_min)
    return NAN if isinstance(moment, str) else (moment - _MOMENT) / dt.timedelta(days=1)


def decimal_time(value: Value, offset_min: int) -> float:
    """Return the part of the device's day that has gone at a time, NaN for no time."""
    found = time_of_text(value) if isinstance(value, str) else value
    if isinstance(found, dt.datetime):
        found = found.timetz()
    if not isinstance(found, dt.time):
        return NAN
    own = found.utcoffset()
    shift = 0.0 if own is None else offset_min - own / dt.timedelta(minutes=1)
    return (day_part(found) + shift / 1440) % 1.0


def format_date(value: Value, pattern: str, offset_min: int) -> str:
    """Write a date or moment by ODK's letters; '' for no date."""
    whole = isinstance(value, float) and value.is_integer()
    moment = date_time(date_of_days(value) if whole and isinstance(value, float) else value, offset_min)
    if isinstance(moment, str):
        return ""
    out: list[str] = []
    signs = iter(pattern)
    for sign in signs:
        out.append(_part(moment, next(signs, "%")) if sign == "%" else sign)
    return "".join(out)


def _found(value: Value, offset_min: int) -> dt.date | float | str:
    """Return what a value is for these functions: a date, a moment, a number near enough, or ''."""
    if isinstance(value, str):
        return date_of_text(value, zone(offset_min))
    if isinstance(value, dt.date):
        return value
    return value if isinstance(value, float) and abs(value) < _FAR else ""


_PARTS: dict[str, Callable[[dt.datetime], str]] = {
    "Y": lambda t: f"{t.year:04}",
    "y": lambda t: f"{t.year % 100:02}",
    "m": lambda t: f"{t.month:02}",
    "n": lambda t: str(t.month),
    "b": lambda t: _MONTHS[t.month - 1],
    "d": lambda t: f"{t.day:02}",
    "e": lambda t: str(t.day),
    "a": lambda t: _DAYS[t.weekday()],
    "H": lambda t: f"{t.hour:02}",
    "h": lambda t: str(t.hour),
    "M": lambda t: f"{t.minute:02}",
    "S": lambda t: f"{t.second:02}",
    "3": lambda t: f"{t.microsecond // 1000:03}",
}


def _part(moment: dt.datetime, letter: str) -> str:
    write = _PARTS.get(letter)
    return write(moment) if write else letter
