"""Days and times as people read them: digits only, 24 hours, local time, never a month's name."""

import datetime as dt

from fieldkit.ui.messages import current, say

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


def day_and_time(utc_ms: int) -> str:
    """Return "2026-11-22 14:05" in this machine's local time, whatever number is given."""
    try:
        return (_EPOCH + dt.timedelta(milliseconds=utc_ms)).astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError, OSError):  # the system cannot tell the local time of such a day
        return say(current(), "time.none")


def day(utc_ms: int) -> str:
    """Return "2026-11-22" in this machine's local time."""
    return day_and_time(utc_ms)[:10]


def hours(ms: int) -> str:
    """Return a span as "26 h" or "40 min"."""
    minutes = abs(ms) // 60_000
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
