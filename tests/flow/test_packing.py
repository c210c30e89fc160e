"""Before packing, what still needs this laptop is said and answered."""

from typing import Any

import pytest

from fieldkit import errors
from fieldkit.commands.moments import day_and_time
from fieldkit.workflows import packing
from tests.flow.world import NOTHING_SHOWN, World


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"told_by_voice": "no"}, "not reported by voice"),
        ({"referral_offered": "not_yet"}, "referral not offered"),
        ({"told_by_voice": "no", "referral_offered": "not_yet"}, "not reported by voice, referral not offered"),
    ],
)
def test_a_suspicion_that_still_needs_the_laptop_is_not_packed(
    world: World, changes: dict[str, Any], missing: str
) -> None:
    """Packing names the interview and what was not done: told by voice, a referral offered. Nothing is packed."""
    code = world.laptop.screen(**changes)
    refused = world.laptop.do("pack")
    assert errors.PackingUnanswered.exit_status == refused.status
    assert f"{code[:3]}-{code[3:]}: {missing}" in refused.err
    assert list((world.laptop.files / "outbox").iterdir()) == []


def test_packing_all_the_same_needs_a_reason_that_travels(world: World) -> None:
    """With --because the interview is packed, and headquarters reads the reason."""
    code = world.laptop.screen(told_by_voice="no")
    world.laptop.hand_over(world.stick(), "--because", "battery is almost empty")
    world.bring()
    assert "battery is almost empty" in world.hq.read("show", code)


def test_a_report_by_voice_clears_the_way(world: World) -> None:
    """After `report-made` the interview is packed without a question."""
    code = world.laptop.screen(told_by_voice="no")
    assert errors.PackingUnanswered.exit_status == world.laptop.do("pack").status
    world.laptop.do("report-made", code, "--by", "voice", "--to", "duty officer")
    assert world.laptop.pack()[0]["interviews"] == 1


def test_a_declined_referral_was_offered(world: World) -> None:
    """A referral that the person declined was offered: nothing is left to ask."""
    world.laptop.screen(referral_offered="declined")
    assert world.laptop.pack()[0]["interviews"] == 1


def test_interviews_without_suspicion_are_packed_without_a_question(world: World) -> None:
    """Where nothing was shown, there is nobody to tell."""
    world.laptop.screen(NOTHING_SHOWN)
    assert world.laptop.pack()[0]["interviews"] == 1


def test_with_nothing_finished_there_is_nothing_to_pack(world: World) -> None:
    """Packing without a finished interview says so and makes no bundle."""
    assert errors.NothingToPack.exit_status == world.laptop.do("pack").status


@pytest.mark.parametrize(
    "typed",
    ["1999-01-01 10:00", "yesterday", "2026-13-40 10:00", "2999-01-01 10:00", "10:00", ""],
    ids=lambda typed: typed or "empty",
)
def test_a_time_that_cannot_be_is_refused(world: World, typed: str) -> None:
    """`report-made --at` takes a past day and time in digits and nothing else."""
    code = world.laptop.screen(told_by_voice="no")
    done = world.laptop.do("report-made", code, "--to", "duty officer", "--at", typed)
    assert errors.TimeUnreadable.exit_status == done.status


def test_the_very_minute_of_the_interview_can_be_typed(world: World) -> None:
    """A time is typed without seconds: the minute in which the interview began is not before it."""
    code = world.laptop.screen(told_by_voice="no")
    minute = day_and_time(world.laptop.clock.now().utc_ms)
    assert world.laptop.do("report-made", code, "--to", "duty officer", "--at", minute).status == 0


def test_a_report_is_made_to_somebody_about_something(world: World) -> None:
    """An unknown code is an error; nothing is recorded."""
    done = world.laptop.do("report-made", "ZZZ-ZZZ", "--to", "duty officer")
    assert errors.RecordUnknown.exit_status == done.status


def test_work_that_is_too_much_for_one_bundle_is_split(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packing makes as many bundles as the limits ask for; each interview is in exactly one, and all arrive."""
    codes = {world.laptop.screen(NOTHING_SHOWN) for _ in range(4)}
    monkeypatch.setattr(packing, "PART_BYTES", 3_500)
    bundles = world.laptop.pack()
    assert len(bundles) > 1
    assert sum(one["interviews"] for one in bundles) == 4
    world.laptop.do("sync", str(world.stick()))
    world.bring()
    assert codes == {row["code"] for row in world.hq.do("inbox").data["rows"]}
