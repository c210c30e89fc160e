"""Functions on dates and times, which depend on where the device stands."""

import datetime as dt
import math

import pytest
from hypothesis import given, strategies as st

from fieldkit.forms.expression.convert import Value, date_of_text, equal, less, number, text, time_of_text
from fieldkit.forms.expression.functions import ZONED

KIGALI, PHOENIX, KATHMANDU = 120, -420, 345
OFFSETS = st.integers(-14 * 60, 14 * 60)
DAYS = st.dates(dt.date(1900, 1, 2), dt.date(2200, 1, 1))
MOMENTS = st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2200, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=dt.timezone.utc)
)


def run(name: str, *arguments: Value, at: int = KIGALI) -> Value:
    """Return what a function gives on a device at an offset from UTC."""
    return ZONED[name].run(*arguments, at)


def moment(written: str) -> dt.datetime:
    found = date_of_text(written)
    assert isinstance(found, dt.datetime)
    return found


@pytest.mark.parametrize(
    ("value", "at", "expected"),
    [
        ("2026-11-22", KIGALI, "2026-11-22"),
        ("2026-11-22T23:30:00.000+02:00", KIGALI, "2026-11-22"),
        ("2026-11-22T23:30:00Z", KIGALI, "2026-11-23"),
        ("2026-11-22T23:30:00", KIGALI, "2026-11-22"),
        (-1.0, PHOENIX, "1969-12-31"),
        (17532.0, KIGALI, "2018-01-01"),
        ("", KIGALI, ""),
        ("not a date", KIGALI, ""),
        ("1983-09-31", KIGALI, ""),
        ("2026-11-22T25:00:00", KIGALI, ""),
        (math.nan, KIGALI, ""),
        (1e300, KIGALI, ""),
        (1e7, KIGALI, ""),
        (True, KIGALI, ""),
        (("a", "b"), KIGALI, ""),
    ],
)
def test_date_gives_the_day_on_the_device_s_calendar(value: Value, at: int, expected: str) -> None:
    """A whole number is that day after 1970-01-01; what is no date is empty."""
    assert text(run("date", value, at=at)) == expected


@pytest.mark.parametrize(
    ("value", "at", "expected"),
    [
        ("2012-07-24", PHOENIX, "2012-07-24T00:00:00.000-07:00"),
        ("2018-04-24T15:30:00.000+06:00", PHOENIX, "2018-04-24T02:30:00.000-07:00"),
        ("2018-04-24T15:30:00.5", KATHMANDU, "2018-04-24T15:30:00.500+05:45"),
        ("2018-04-24T15:30", KIGALI, "2018-04-24T15:30:00.000+02:00"),
        ("2018-04-24T15:30:00-0130", 0, "2018-04-24T17:00:00.000+00:00"),
        (0.0, KIGALI, "1970-01-01T02:00:00.000+02:00"),
        (0.25, KIGALI, "1970-01-01T08:00:00.000+02:00"),
        (dt.date(2026, 11, 22), KIGALI, "2026-11-22T00:00:00.000+02:00"),
        ("0001-01-01T00:00:00+02:00", PHOENIX, ""),
        ("x", KIGALI, ""),
        (math.inf, KIGALI, ""),
    ],
)
def test_date_time_gives_the_moment_at_the_device_s_offset(value: Value, at: int, expected: str) -> None:
    """A date is its midnight; a number counts days in UTC; a text without offset is on the device's clock."""
    assert text(run("date-time", value, at=at)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01", 7 / 24),
        ("1970-01-02T00:00:00.000", 1 + 7 / 24),
        ("2018-04-24T15:30:00.000+06:00", 17645.395833333332),
        (dt.date(1970, 1, 2), 1 + 7 / 24),
        (12.5, 12.5),
        ("", math.nan),
        ("10", math.nan),
    ],
)
def test_decimal_date_time_counts_days_in_utc(value: Value, expected: float) -> None:
    """Seen from Arizona, seven hours behind UTC."""
    assert run("decimal-date-time", value, at=PHOENIX) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("06:00:00.000-07:00", 0.25),
        ("06:00:00.000-01:00", 0.0),
        ("23:59:00.000-13:00", 0.24931),
        ("18:00", 0.75),
        (dt.time(12, 0, tzinfo=dt.timezone(dt.timedelta(hours=-7))), 0.5),
        (moment("2026-11-22T12:00:00-07:00"), 0.5),
        ("24:00:00", math.nan),
        ("06:60:00", math.nan),
        ("a", math.nan),
        ("", math.nan),
        (5.0, math.nan),
    ],
)
def test_decimal_time_gives_the_part_of_the_day(value: Value, expected: float) -> None:
    """On the device's clock; a text without offset is that clock."""
    assert run("decimal-time", value, at=PHOENIX) == pytest.approx(expected, abs=1e-5, nan_ok=True)


@pytest.mark.parametrize("name", ["format-date", "format-date-time"])
@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        ("2001-12-31", "%b %e, %Y", "Dec 31, 2001"),
        ("2018-01-02T03:04:05.006+02:00", "%y %m %n %d %e %a %H %h %M %S %3", "18 01 1 02 2 Tue 03 3 04 05 006"),
        ("2018-01-01T23:30:00Z", "%Y-%m-%d", "2018-01-02"),
        (17532.0, "%Y-%m-%d %H", "2018-01-01 00"),
        ("2018-01-01", "100%% %q %", "100% q %"),
        ("", "%Y", ""),
        ("not a date", "%Y", ""),
    ],
)
def test_dates_are_written_by_odk_s_letters(name: str, value: Value, pattern: str, expected: str) -> None:
    """As the device's clock has them; '' for what is no date."""
    assert run(name, value, pattern) == expected


@given(DAYS, OFFSETS, st.integers(-20_000, 20_000))
def test_days_added_to_a_decimal_date_time_are_days_of_the_calendar(day: dt.date, offset: int, more: int) -> None:
    """`date(decimal-date-time(${d}) + 14)` is two weeks later wherever the device stands."""
    counted = number(ZONED["decimal-date-time"].run(day, offset))
    assert ZONED["date"].run(counted + more + 0.0, offset) == day + dt.timedelta(days=more)


@given(MOMENTS, OFFSETS)
def test_date_time_undoes_decimal_date_time(at: dt.datetime, offset: int) -> None:
    """To the millisecond."""
    assert ZONED["date-time"].run(ZONED["decimal-date-time"].run(at, offset), offset) == at


@given(MOMENTS, OFFSETS)
def test_a_moment_written_as_text_reads_back(at: dt.datetime, offset: int) -> None:
    """In ODK's way: milliseconds and the offset."""
    local = ZONED["date-time"].run(at, offset)
    assert isinstance(local, dt.datetime)
    assert date_of_text(text(local)) == at
    assert text(local.timetz()) == text(local)[11:]
    assert time_of_text(text(local.timetz())) == local.timetz()


@given(st.text(max_size=40), OFFSETS)
def test_any_text_goes_into_any_date_function(value: str, offset: int) -> None:
    """Nothing raises."""
    for name in ("date", "date-time", "decimal-date-time", "decimal-time"):
        ZONED[name].run(value, offset)
    ZONED["format-date"].run("2018-01-01", value, offset)


@given(st.floats(), OFFSETS)
def test_any_number_goes_into_any_date_function(value: float, offset: int) -> None:
    """Nothing raises, however far the day."""
    for name in ("date", "date-time", "decimal-date-time", "decimal-time"):
        ZONED[name].run(value, offset)
    ZONED["format-date"].run(value, "%Y", offset)


def test_a_day_equals_the_moments_on_it_and_comes_before_all_but_the_first() -> None:
    """`=` between a date and a date with time asks whether it is that day; `<` takes the date's midnight."""
    noon, day = moment("2026-11-22T12:00:00+02:00"), dt.date(2026, 11, 22)
    assert equal(noon, day)
    assert equal(day, noon)
    assert not equal(day, moment("2026-11-23T00:00:00+02:00"))
    assert less(day, noon)
    assert not less(noon, day)
    assert number(noon) - number(day) == 0.5


def test_moments_are_compared_as_moments() -> None:
    """Half past three in Dhaka is half past nine in London."""
    dhaka, london = moment("2018-04-24T15:30:00.000+06:00"), moment("2018-04-24T09:30:00.000Z")
    assert equal(dhaka, london)
    assert not less(dhaka, london)
    assert less(dhaka, moment("2018-04-24T09:31:00.000Z"))


def test_times_are_parts_of_a_day() -> None:
    """Two answers of type time can be compared with `<`."""
    early, late = dt.time(9, 0), dt.time(18, 0)
    assert less(early, late)
    assert (number(late), text(late)) == (0.75, "18:00:00.000")
