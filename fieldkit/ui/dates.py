"""Days and times as people write them: 2026-11-22, 22/11/2026, 22.11.2026, 22 11 2026; 14:30, 14.30, 14h30, 2:30 pm.

The day comes before the month. Times are those of the 24-hour clock unless am or pm is written.
"""

import datetime as dt
import re

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})", re.ASCII)
_YEAR_MONTH = re.compile(r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})", re.ASCII)
_MONTH_YEAR = re.compile(r"(?P<month>\d{1,2})[-/. ](?P<year>\d{4})", re.ASCII)
_YEAR = re.compile(r"(?P<year>\d{4})", re.ASCII)
_PARTIAL = {"month-year": (_YEAR_MONTH, _MONTH_YEAR), "year": (_YEAR, _YEAR_MONTH, _MONTH_YEAR)}
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?: ?[:.hH ] ?(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d{1,6})?)?|[hH])?"
    r"(?: ?(?P<half>[aApP])\.?[mM]\.?)?(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
_BETWEEN = re.compile(r"[T ,]\s*")


def read_day(typed: str, part: str = "") -> dt.date | None:
    """Return the day that was meant, or None. A year needs four digits: two would leave the century open.

    `part` is what a partial date asks for, `month-year` or `year`: the rest may be left out and counts as 1.
    """
    text = " ".join(typed.split())
    for pattern in (_YEAR_FIRST, _DAY_FIRST, *_PARTIAL.get(part, ())):
        if match := pattern.fullmatch(text):
            found = {"month": "1", "day": "1", **match.groupdict()}
            try:
                return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                return None
    return None


def read_time(typed: str) -> str | None:
    """Return the time that was meant as 14:30 or 14:30:05, with its offset from UTC where one was written, or None."""
    match = _TIME.fullmatch(" ".join(typed.split()))
    if match is None:
        return None
    hour, minute, second = int(match["hour"]), match["minute"] or "00", match["second"]
    half = (match["half"] or "").lower()
    if not half and match["minute"] is None and "h" not in typed.lower():
        return None  # a bare 14 may be a slip
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if hour > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    return f"{hour:02}:{minute}" + (f":{second}" if second else "") + (match["offset"] or "")


def read_moment(typed: str) -> tuple[dt.date, str] | None:
    """Return the day and the time that were meant, or None."""
    text = " ".join(typed.split())
    for pattern in (_YEAR_FIRST, _DAY_FIRST):
        match = pattern.match(text)
        space = _BETWEEN.match(text, match.end()) if match else None
        if match and space:
            day, time = read_day(match.group()), read_time(text[space.end() :])
            return None if day is None or time is None else (day, time)
    return None
