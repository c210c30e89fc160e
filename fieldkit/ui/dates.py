"""Days as people write them: 2026-11-22, 22/11/2026, 22.11.2026, 22 11 2026. The day comes before the month."""

import datetime as dt
import re

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


def read_day(typed: str) -> dt.date | None:
    """Return the day that was meant, or None. A year needs four digits: two would leave the century open."""
    text = " ".join(typed.split())
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
