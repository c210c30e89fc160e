"""The 24-hour clock: running, at risk, met, received but not yet seen, late."""

import pytest
from hypothesis import given, strategies as st

from fieldkit.cases.clock24 import HOUR_MS, Clock24, ClockState, reckon

START = 1_000_000_000_000


def hours(count: float | None) -> int | None:
    return None if count is None else START + int(count * HOUR_MS)


@pytest.mark.parametrize(
    ("voice", "received", "acknowledged", "now", "state", "left"),
    [
        (None, None, None, 0, "running", 24),
        (None, None, None, 18, "running", 6),
        (None, None, None, 18.5, "at risk", 5),
        (None, None, None, 24, "at risk", 0),
        (None, None, None, 24.5, "late", -1),
        (2, None, None, 30, "met", None),
        (24, None, None, 30, "met", None),
        (24.5, None, None, 30, "late", -6),
        (None, None, 3, 4, "met", None),
        (None, 3, None, 4, "received, not yet seen", 20),
        (None, 3, None, 23, "received, not yet seen", 1),
        (None, 3, None, 25, "late", -1),
        (None, 3, 25, 26, "late", -2),
        (30, 3, 5, 40, "met", None),
    ],
)
def test_the_clock_is_met_by_voice_or_by_acknowledgement(
    voice: float | None,
    received: float | None,
    acknowledged: float | None,
    now: float,
    state: ClockState,
    left: int | None,
) -> None:
    """Received alone is not met: nobody may have seen it."""
    found = reckon(START, hours(voice), hours(received), hours(acknowledged), hours(now) or 0)
    assert Clock24(state, START + 24 * HOUR_MS, left, False) == found


def test_without_suspicion_there_is_no_clock() -> None:
    """No start, no due time."""
    assert Clock24("none", None, None, False) == reckon(None, None, START, None, START)


def test_a_suspect_device_time_is_passed_on() -> None:
    """The state is reckoned all the same; whoever shows it says so."""
    assert reckon(START, None, None, None, START, suspect=True).suspect


@given(st.integers(0, 60), st.integers(0, 60))
def test_time_alone_never_makes_an_unmet_clock_better(early: int, later: int) -> None:
    """Running, then at risk, then late."""
    order = ["running", "at risk", "late"]
    first, second = sorted((early, later))
    states = [reckon(START, None, None, None, START + moment * HOUR_MS).state for moment in (first, second)]
    assert order.index(states[0]) <= order.index(states[1])
