"""The clock that nobody can set and that goes on while the laptop sleeps, as far as the system has one."""

import sys
import time

_SYSTEM: str = sys.platform  # typed as text: mypy would call the other systems' branches unreachable


def steady_ms() -> int:
    """Return milliseconds of a clock that nobody can set; valid within one boot.

    Linux CLOCK_BOOTTIME and macOS CLOCK_MONOTONIC count sleep; Python's own choice on Windows counts it as well.
    """
    clock_id = getattr(time, "CLOCK_BOOTTIME", None)
    if clock_id is None and _SYSTEM == "darwin":
        clock_id = time.CLOCK_MONOTONIC
    return (time.monotonic_ns() if clock_id is None else time.clock_gettime_ns(clock_id)) // 1_000_000
