"""The clock, terminal, version and memory checks of `fieldkit doctor`, over values. Run nothing."""

import datetime

from fieldkit.commands.doctor_finding import Finding, ok, unknown, warn

RELEASED = datetime.date(2026, 11, 22)
"""The day of this release (a test holds it to CHANGELOG.md): a clock before it is wrong."""

LATEST_YEAR = RELEASED.year + 15
SMALLEST = (80, 24)
PYTHONS = ((3, 10), (3, 14))
OLDEST_SQLCIPHER = (4, 5)
DRILL_DAYS = 180
"""After how many days without a recovery drill it is due."""


def clock(now: datetime.datetime) -> Finding:
    """Judge the wall clock, in UTC."""
    check, advice = "clock", "set the date and time: the 24-hour duty is reckoned from this clock"
    shown = now.strftime("%Y-%m-%d %H:%M UTC")
    if now.date() < RELEASED:
        return warn(check, f"{shown} is before this version was released", advice)
    if now.year > LATEST_YEAR:
        return warn(check, f"{shown} is far in the future", advice)
    return ok(check, shown)


def time_zone(offset_min: int) -> Finding:
    """Judge the distance of local time from UTC, in minutes."""
    sign = "-" if offset_min < 0 else "+"
    shown = f"UTC{sign}{abs(offset_min) // 60:02d}:{abs(offset_min) % 60:02d}"
    if offset_min == 0:
        advice = "set the time zone of where you work (Kigali is UTC+02:00); stored times stay right without it"
        return warn("time zone", f"{shown}: no zone seems to be set", advice)
    return ok("time zone", shown)


def terminal(size: tuple[int, int] | None, encoding: str, *, interactive: bool, colour: bool) -> Finding:
    """Judge whether an interview can be shown here. `size` is (columns, lines), None where there is no terminal."""
    check = "terminal"
    if not interactive or size is None:
        return unknown(check, "nobody can type here", "interviews need a terminal, or --plain with typed lines")
    columns, lines = size
    shown = f"{columns}x{lines}, {encoding}, {'colour' if colour else 'no colour'}"
    if columns < SMALLEST[0] or lines < SMALLEST[1]:
        return warn(check, shown, "make the window at least 80x24, or use --plain")
    if encoding.casefold().replace("-", "") != "utf8":
        return warn(check, shown, "switch the terminal to UTF-8: names of languages and places need it")
    return ok(check, shown)


def python(version: tuple[int, int, int]) -> Finding:
    """Judge the Python that runs fieldkit."""
    shown = ".".join(str(part) for part in version)
    if PYTHONS[0] <= version[:2] <= PYTHONS[1]:
        return ok("python", shown)
    return unknown("python", f"{shown} has not been tried", "use Python 3.10 to 3.14")


def sqlcipher(version: str | None) -> Finding:
    """Judge the SQLCipher library by the text of its `cipher_version`, such as "4.19.0 community"."""
    check, advice = "sqlcipher", "install fieldkit anew from its locked requirements"
    if not version:
        return warn(check, "the encrypted database library is missing or is plain SQLite", advice)
    numbers = version.split()[0].split(".")
    if not all(n.isdigit() for n in numbers):
        return unknown(check, version, advice)
    if tuple(int(n) for n in numbers[:2]) < OLDEST_SQLCIPHER:
        return warn(check, f"{version} is too old", advice)
    return ok(check, version)


def drill(last: datetime.date | None, today: datetime.date) -> Finding:
    """Judge when the ways back into the store were last tried (`fieldkit key drill`)."""
    check, advice = "recovery drill", "run: fieldkit key drill"
    if last is None:
        return warn(check, "the recovery code was never tried since this was looked at", advice)
    days = (today - last).days
    if days > DRILL_DAYS:
        return warn(check, f"last tried {last.isoformat()}, {days} days ago", advice)
    return ok(check, f"last tried {last.isoformat()}")


def core_dumps(limit: int | None, dumpable: bool | None, pattern: str) -> Finding:
    """Judge whether a crash could write memory to disk.

    `limit`: RLIMIT_CORE of this process, None where the system has none; `dumpable`: Linux PR_GET_DUMPABLE;
    `pattern`: /proc/sys/kernel/core_pattern, where a leading | is a program that takes dumps whatever the limit.
    """
    check, advice = "core dumps", "ask the IT officer to turn off crash reports for this user"
    if limit is None:
        return unknown(check, "this system does not say whether crashes are written to disk", advice)
    if dumpable is False or (limit == 0 and not pattern.startswith("|")):
        return ok(check, "a crash of fieldkit writes no memory to disk")
    return warn(check, "a crash of fieldkit may write memory to disk", advice)
