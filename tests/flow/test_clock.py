"""The 24-hour clock as the worker and the focal point see it, with time moved on."""

from typing import Any

import pytest

from fieldkit.result import Json
from tests.flow.world import DAY_MS, HOUR_MS, NOTHING_SHOWN, World

NOT_TOLD: dict[str, Json] = {"told_by_voice": "no"}


def later(world: World, hours: float) -> None:
    """Let time pass for everybody."""
    for machine in (world.hq, world.laptop):
        machine.clock.ahead_ms += int(hours * HOUR_MS)


def send(world: World) -> None:
    world.laptop.hand_over(world.stick(), "--because", "test")
    world.bring()


def clock(world: World) -> dict[str, Any]:
    (row,) = world.hq.do("inbox").data["rows"]
    return dict(row["clock"])


def test_without_suspicion_no_clock_runs(world: World) -> None:
    """An interview that shows nothing has no clock, however old it is."""
    world.laptop.screen(NOTHING_SHOWN)
    send(world)
    later(world, 100)
    assert clock(world) == {"state": "none", "due_ms": None, "suspect": False}


@pytest.mark.parametrize(("hours", "state"), [(1, "running"), (17, "running"), (19, "at risk"), (25, "late")])
def test_on_the_laptop_the_clock_runs_down(world: World, hours: int, state: str) -> None:
    """Status says running, at risk in the last six hours, late after 24."""
    world.laptop.screen(None, **NOT_TOLD)
    later(world, hours)
    (row,) = world.laptop.do("status").data["interviews"]
    assert state == row["clock"]


def test_received_alone_is_not_met(world: World) -> None:
    """A report that reached headquarters but that nobody has seen is a state of its own, and late after 24 hours."""
    world.laptop.screen(None, **NOT_TOLD)
    send(world)
    assert clock(world)["state"] == "received, not yet seen"
    later(world, 25)
    assert clock(world)["state"] == "late"


def test_reading_is_not_acknowledging(world: World) -> None:
    """`show` does not stop the clock; only an acknowledgement by name does."""
    code = world.laptop.screen(None, **NOT_TOLD)
    send(world)
    world.hq.do("show", code)
    assert clock(world)["state"] == "received, not yet seen"


def test_acknowledged_in_time_is_met_and_stays_met(world: World) -> None:
    """An acknowledgement within 24 hours meets the clock for good, and the table names who did it."""
    code = world.laptop.screen(None, **NOT_TOLD)
    send(world)
    later(world, 23)
    assert world.hq.do("hq", "ack", code).data["clock"] == "met"
    later(world, 1000)
    assert clock(world)["state"] == "met"
    assert "Focal Person" in world.hq.read("inbox")


def test_acknowledged_too_late_is_late(world: World) -> None:
    """An acknowledgement after 24 hours does not make it good; a second one does not move the first."""
    code = world.laptop.screen(None, **NOT_TOLD)
    send(world)
    later(world, 25)
    first = world.hq.do("hq", "ack", code).data
    assert first["clock"] == "late"
    later(world, 1)
    assert first["acknowledged_ms"] == world.hq.do("hq", "ack", code).data["acknowledged_ms"]


def test_reported_by_voice_is_met(world: World) -> None:
    """When somebody was told by voice in time, the clock is met before any bundle arrives."""
    world.laptop.screen()
    (row,) = world.laptop.do("status").data["interviews"]
    assert row["clock"] == "met"
    later(world, 48)
    send(world)
    assert clock(world)["state"] == "met"


def test_a_report_by_another_way_than_voice_does_not_meet_the_clock(world: World) -> None:
    """A message that nobody may have read is no report by voice."""
    code = world.laptop.screen(None, **NOT_TOLD)
    world.laptop.do("report-made", code, "--by", "message", "--to", "duty officer")
    send(world)
    assert clock(world)["state"] == "received, not yet seen"


def test_a_voice_report_made_too_late_is_late(world: World) -> None:
    """The time of the call counts, not the time at which it was written down."""
    code = world.laptop.screen(None, **NOT_TOLD)
    later(world, 30)
    world.laptop.do("report-made", code, "--to", "duty officer")
    send(world)
    assert clock(world)["state"] == "late"


def test_the_late_and_urgent_stand_on_top(world: World) -> None:
    """The inbox is sorted: urgent and unacknowledged first, then late, then waiting, then the rest by newness."""
    quiet: dict[str, Json] = {"can_leave": "yes", "pressure": ["threat"], "others_there": "no", **NOT_TOLD}
    late = world.laptop.screen(None, **quiet)
    later(world, 25)
    waiting = world.laptop.screen(None, **quiet)
    urgent = world.laptop.screen(None, **NOT_TOLD)
    nothing = world.laptop.screen(NOTHING_SHOWN)
    send(world)
    assert [urgent, late, waiting, nothing] == [row["code"] for row in world.hq.do("inbox").data["rows"]]


@pytest.mark.parametrize("days", [2, 4000, -4000], ids=["two days ahead", "eleven years ahead", "in 2015"])
def test_a_laptop_whose_clock_is_wrong_is_suspect(world: World, days: int) -> None:
    """A laptop clock that stands in the future, or years back, is marked suspect beside its 24 hours."""
    world.laptop.clock.wall_only_ms = days * DAY_MS
    world.laptop.screen(None, **NOT_TOLD)
    send(world)
    assert clock(world)["suspect"] is True
    assert "(device clock suspect)" in world.hq.read("inbox")


def test_a_clock_behind_the_last_receipt_is_suspect(world: World) -> None:
    """A device's time is bounded below by the newest receipt that it held: an interview cannot be older than that."""
    world.laptop.clock.ahead_ms = world.hq.clock.ahead_ms = 10 * DAY_MS  # the office is older than the wrong time
    world.laptop.screen(NOTHING_SHOWN)
    send(world)
    world.laptop.do("sync", str(world.stick()))
    world.laptop.clock.wall_only_ms = -3 * DAY_MS
    code = world.laptop.screen(None, **NOT_TOLD)
    send(world)
    rows = {row["code"]: row["clock"] for row in world.hq.do("inbox").data["rows"]}
    assert rows[code]["suspect"] is True


def test_the_laptop_says_that_its_clock_cannot_be_right(world: World) -> None:
    """Status warns when the clock stands before headquarters' card was made."""
    world.laptop.clock.wall_only_ms = -400 * DAY_MS
    done = world.laptop.do("status")
    assert done.data["clock"] == "suspect"
    assert any("clock cannot be right" in warning for warning in done.warnings)


def test_a_clock_that_jumps_while_an_interview_runs_is_suspect(world: World) -> None:
    """When wall clock and steady clock disagree between begin and end of an interview, it is marked."""
    assert world.laptop.screened(None, age="no age").status != 0
    (draft,) = world.laptop.do("drafts").data["drafts"]
    world.laptop.clock.wall_only_ms = -5 * HOUR_MS
    assert world.laptop.screened(None, "--resume", draft["code"]).status == 0
    send(world)
    assert clock(world)["suspect"] is True


def test_a_laptop_silent_for_over_seven_days_is_marked(world: World) -> None:
    """`hq devices` marks laptops from which nothing has come for over 7 days."""
    world.laptop.screen(NOTHING_SHOWN)
    send(world)
    assert [device["silent"] for device in world.hq.do("hq", "devices").data["devices"]] == [False]
    later(world, 7 * 24 + 1)
    assert [device["silent"] for device in world.hq.do("hq", "devices").data["devices"]] == [True]
    assert "SILENT over 7 days" in world.hq.read("hq", "devices")
    world.laptop.screen(NOTHING_SHOWN)
    send(world)
    assert [device["silent"] for device in world.hq.do("hq", "devices").data["devices"]] == [False]


def test_a_clock_of_headquarters_that_was_ahead_keeps_no_rules_away_for_ever(world: World) -> None:
    """What headquarters said last counts, not the latest time that it ever said: once its clock was put right, rules
    are taken again and the laptop's own clock is no longer called wrong."""
    world.hq.clock.ahead_ms = 400 * DAY_MS
    world.laptop.screen(NOTHING_SHOWN)
    send(world)
    world.laptop.do("sync", str(world.stick()))
    world.hq.clock.ahead_ms = 0
    assert world.hq.do("hq", "publish", "-o", str(world.stick())).status == 0
    assert world.laptop.do("sync", str(world.stick())).data["policy"]["state"] == "refused"
    world.laptop.screen(NOTHING_SHOWN)
    send(world)
    for _ in range(2):
        done = world.laptop.do("sync", str(world.stick()))
    assert done.data["policy"]["state"] in ("taken", "same")
    assert done.warnings == []
    assert world.laptop.do("status").data["clock"] == "ok"
