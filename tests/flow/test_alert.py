"""An urgent case told by one SMS: from the worker's screen to the first lines of the inbox. docs/alert-format.md"""

import dataclasses

import pytest

from fieldkit import errors
from fieldkit.sync.bundle import alert as alert_format
from tests.flow.world import HOUR_MS, SUSPICION, Machine, World


def sms(laptop: Machine, code: str, *more: str) -> str:
    """What the worker types into a phone."""
    said = laptop.do("alert", code, *more)
    assert said.status == 0, said.err
    return str(said.data["text"])


def first_lines(world: World) -> list[str]:
    return world.hq.read("inbox").splitlines()


def test_from_the_laptop_to_the_inbox_and_linked_when_the_bundle_comes(world: World) -> None:
    """The alert stands on top with its clock until the interview is there; then the interview says who was told."""
    code = world.laptop.screen(SUSPICION)
    text = sms(world.laptop, code, "--level", "danger")
    assert len(text) == 96
    found = world.hq.do("hq", "alert", f"+250788000000: {text}")
    assert (found.status, found.data["code"], found.data["level"], found.data["new"]) == (0, code, "danger", True)
    assert found.data["record"] is None
    top = first_lines(world)
    assert top[0] == "! 1 told by SMS, not yet received:"
    assert f"{code[:3]}-{code[3:]}  IN DANGER NOW" in top[1]
    assert "h left" in top[1]
    assert world.hq.do("inbox").data["told_by_sms"] == 1

    world.laptop.hand_over(world.stick())
    world.bring()
    assert "told by SMS, not yet received" not in "\n".join(first_lines(world))
    assert "told by SMS " in world.hq.read("inbox")
    assert "told by SMS: IN DANGER NOW" in world.hq.read("show", code)
    assert "received" in world.hq.read("hq", "alert")


def test_an_sms_about_an_interview_that_is_here_leaves_the_24_hours_to_the_interview(world: World) -> None:
    """Seen by a new user: "running, 23 h left" beside an inbox that said "met"."""
    text = sms(world.laptop, world.laptop.screen(SUSPICION))
    world.laptop.hand_over(world.stick())
    world.bring()
    said = world.hq.read("hq", "alert", text)
    assert "The interview is here, and says how its 24 hours stand: fieldkit show" in said
    assert "h left" not in said


def test_an_alert_is_no_delivery(world: World) -> None:
    """On the laptop nothing changes but an event that travels; the clock at headquarters is met by nobody's SMS."""
    code = world.laptop.screen(SUSPICION)
    before = world.laptop.do("status").data["interviews"]
    text = sms(world.laptop, code)
    assert world.laptop.do("status").data["interviews"] == before
    assert world.laptop.open().records.event_kinds(before[0]["id"]) >= {"alert_made"}
    world.hq.clock.ahead_ms = 30 * HOUR_MS
    assert "late by" in str(world.hq.do("hq", "alert", text).data["clock"])


def test_the_same_sms_again_is_said_and_changes_nothing(world: World) -> None:
    """Two colleagues paste it, or somebody sends it a second time."""
    text = sms(world.laptop, world.laptop.screen(SUSPICION))
    assert world.hq.do("hq", "alert", text).data["new"]
    again = world.hq.do("hq", "alert", text)
    assert (again.status, again.data["new"]) == (0, False)
    assert "taken in before" in world.hq.read("hq", "alert", text)
    assert world.hq.do("inbox").data["told_by_sms"] == 1
    assert len(list(world.hq.open().journal.entries("alert.received"))) == 1


def test_one_wrong_character_is_put_right_and_said(world: World) -> None:
    """Somebody typed it from a phone."""
    text = sms(world.laptop, world.laptop.screen(SUSPICION))
    wrong = ("x" if text[0] != "x" else "y") + text[1:]
    found = world.hq.do("hq", "alert", wrong)
    assert (found.status, found.data["mended"]) == (0, True)
    assert any("put right" in warning for warning in found.warnings)


def test_each_thing_that_can_be_wrong_has_its_answer(world: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Cut by the network, mistyped, not an alert, of another laptop: nothing is kept of any."""
    code = world.laptop.screen(SUSPICION)
    text = sms(world.laptop, code)
    cut = world.hq.do("hq", "alert", text[:80])
    assert (cut.status, "80 characters" in cut.err + cut.out) == (errors.AlertUnreadable.exit_status, True)
    wrong = "".join(c if at % 9 else "2" for at, c in enumerate(text))
    assert world.hq.do("hq", "alert", wrong).status == errors.AlertUnreadable.exit_status
    assert world.hq.do("hq", "alert", "please call").status == errors.AlertUnreadable.exit_status

    me = world.laptop.open()
    said = alert_format.Alert(me.identity.device[2:10], code, 1_795_500_000, "duty")
    recipient = world.hq.do("hq", "alert").data  # nothing was taken in so far
    assert recipient == {"alerts": []}
    stranger = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    from fieldkit.commands.hq_setup import card_of

    to = card_of(me).recipients["case"][0]
    forged = world.hq.do("hq", "alert", alert_format.seal_alert(said, stranger, to, bytes(range(32))))
    assert forged.status == errors.AlertForged.exit_status
    unknown = dataclasses.replace(said, device="00000000")
    by_nobody = alert_format.seal_alert(unknown, me.identity.age_identity, to, bytes(range(32)))
    assert world.hq.do("hq", "alert", by_nobody).status == errors.AlertForged.exit_status
    theirs = card_of(me).recipients["concern"][1]
    elsewhere = alert_format.seal_alert(said, me.identity.age_identity, theirs, bytes(range(32)))
    assert world.hq.do("hq", "alert", elsewhere).status == errors.AlertForOthers.exit_status
    assert world.hq.do("inbox").data["told_by_sms"] == 0


def test_a_revoked_laptop_is_heard_and_marked(world: World) -> None:
    """A false alarm costs a call, a missed one more: it is taken, as unconfirmed."""
    text = sms(world.laptop, world.laptop.screen(SUSPICION))
    hq = world.hq.open()
    hq.devices.revoke(hq.devices.list()[0].device, 1, "lost")
    found = world.hq.do("hq", "alert", text)
    assert (found.status, found.data["revoked"]) == (0, True)
    assert any("unconfirmed" in warning for warning in found.warnings)
    assert "unconfirmed: revoked laptop" in first_lines(world)[1]


def test_what_will_never_arrive_is_closed_with_a_reason(world: World) -> None:
    """A lost laptop's alert leaves the first lines by somebody's decision alone."""
    code = world.laptop.screen(SUSPICION)
    world.hq.do("hq", "alert", sms(world.laptop, code, "--level", "duty"))
    world.hq.do("hq", "alert", sms(world.laptop, code))
    assert world.hq.do("inbox").data["told_by_sms"] == 1
    assert world.hq.do("hq", "alert", "--close", code).status == errors.ReasonMissing.exit_status
    assert world.hq.do("hq", "alert", "--close", "ZZZZZZ", "--reason", "x").status == errors.RecordUnknown.exit_status
    assert world.hq.do("hq", "alert", "--close", code, "--reason", "the laptop was stolen").status == 0
    assert world.hq.do("inbox").data["told_by_sms"] == 0
    hq = world.hq.open()
    assert hq.check() == hq.rebuild()


def test_the_levels_have_three_words(world: World) -> None:
    """Another word is a mistake in the command, and an unknown code is named."""
    code = world.laptop.screen(SUSPICION)
    assert world.laptop.do("alert", code, "--level", "panic").status != 0
    assert world.laptop.do("alert", "ZZZZZZ").status == errors.RecordUnknown.exit_status


def test_the_worst_stands_first(world: World) -> None:
    """Danger before urgent before duty."""
    for level in ("duty", "danger", "urgent"):
        world.hq.do("hq", "alert", sms(world.laptop, world.laptop.screen(SUSPICION), "--level", level))
    told = "\n".join(first_lines(world)[1:4])
    assert told.index("IN DANGER NOW") < told.index("urgent") < told.index("duty to report")


def test_it_is_sent_to_the_number_of_the_policy_else_to_the_duty_phone(world: World) -> None:
    """The page says where to; here headquarters has decided nothing, so it is the card's duty phone."""
    code = world.laptop.screen(SUSPICION)
    card = world.laptop.do("alert", code).data["to"]
    assert card
    said = world.laptop.read("alert", code)
    assert card in said
    assert "24 hours go on" in said
