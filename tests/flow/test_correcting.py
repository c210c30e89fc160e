"""A note to an interview that has left the laptop, and a revision of one that has not. Everybody is invented."""

import dataclasses

import pytest

from fieldkit import errors
from fieldkit.cases.drafting import DraftStart
from fieldkit.ui.terminal import LineTerminal
from tests.flow.test_hostile_device import Sender, interview
from tests.flow.world import Machine, World

NOTE = "the post was Gatuna, not Rusumo: canary of a note"


def away(world: World) -> str:
    """Return the code of an interview whose readable copy has left the laptop."""
    code = world.laptop.screen()
    world.laptop.hand_over(world.stick())
    world.bring()
    world.laptop.do("sync", str(world.stick()))
    return code


def test_a_note_reaches_headquarters_beside_the_interview(world: World) -> None:
    """`show` tells it with day and author; --json does not carry it; no answer changes."""
    code = away(world)
    assert world.laptop.do("correct", code, "--note", NOTE).status == 0
    before = world.hq.read("show", code)
    world.laptop.hand_over(world.stick())
    world.bring()
    shown = world.hq.read("show", code)
    assert f"by person 1: {NOTE}" in shown
    assert [line for line in shown.splitlines() if "correction" not in line] == before.splitlines()
    for words in (("show", code), ("inbox",)):
        assert "canary" not in world.hq.do(*words).out


def test_the_note_is_asked_for_so_that_it_is_in_no_argument(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments can be read by every program, and the shell keeps them: what a person said is typed when asked for."""
    code = away(world)
    monkeypatch.setattr(LineTerminal, "ask", lambda *_: NOTE)
    env = world.laptop.env()
    monkeypatch.setattr(env.terminal, "interactive", True)
    monkeypatch.setattr(Machine, "env", lambda _: env)
    assert world.laptop.do("correct", code).status == 0
    store = world.laptop.open()
    stored = "SELECT payload FROM contents WHERE payload IS NOT NULL"
    assert any(NOTE.encode() in bytes(row[0]) for row in store.connection.execute(stored))


def test_what_can_still_be_changed_is_changed_instead(world: World) -> None:
    """The error names the command that does; --anyway writes the note all the same."""
    code = world.laptop.screen()
    refused = world.laptop.do("correct", code, "--note", NOTE)
    assert refused.status == errors.AnswersStillHere.exit_status
    assert "fieldkit revise" in refused.err
    assert "canary" not in refused.err
    assert world.laptop.do("correct", code, "--note", NOTE, "--anyway").status == 0


def test_a_note_that_cannot_be_is_refused(world: World) -> None:
    """Nothing to say, too much to say, no such interview, consent withdrawn."""
    code = away(world)
    for words, status in (
        ((code, "--note", "  "), errors.ReasonMissing.exit_status),
        ((code, "--note", "x" * 10_001), 2),
        (("ZZZ-ZZZ", "--note", "x"), errors.RecordUnknown.exit_status),
    ):
        assert world.laptop.do("correct", *words).status == status
    assert world.laptop.do("consent", "withdraw", code, "--yes").status == 0
    assert world.laptop.do("correct", code, "--note", "x").status == errors.ConsentWithdrawn.exit_status
    assert [item.body["kind"] for item in world.laptop.open().records.pending()] == ["consent_withdrawn"]


def test_a_note_of_a_laptop_neither_steers_the_terminal_nor_outlives_consent(world: World) -> None:
    """It is text of somebody else's, and shown no more than the interview that it belongs to."""
    sender, line = Sender(world, world.laptop), interview(world, "AAAAAA")
    at = line["stub"]["finished"]
    note = {"t": "event", "id": line["id"], "kind": "correction", "at": at, "by": "person 1", "text": f"\x1b[2J{NOTE}"}
    sender.send(line, note)
    assert "\x1b" not in world.hq.read("show", "AAAAAA")
    assert NOTE in world.hq.read("show", "AAAAAA")
    back = {"t": "event", "id": line["id"], "kind": "consent_withdrawn", "at": at, "by": "person", "purposes": []}
    sender.send(back)
    assert "canary" not in world.hq.read("show", "AAAAAA")


@pytest.mark.parametrize("packed_between", [False, True])
def test_a_revision_is_shown_with_its_reason(world: World, packed_between: bool) -> None:
    """Both revisions travel; headquarters shows the newest, which number it has, and why there is one."""
    code = world.laptop.screen()
    if packed_between:
        world.laptop.hand_over(world.stick())
    store = world.laptop.open()
    row = store.records.get(code)
    base = store.records.revision_base(row.id)
    stub, now = base.stub, world.laptop.clock.now()
    start = DraftStart(row.id, row.code, row.form, str(stub["version"]), str(stub["form_hash"]), "en", now)
    store.drafts.start(
        dataclasses.replace(start, extra={"revises": {"rev": 1, "base": base.base, "reason": "misheard the age"}})
    )
    assert [draft.code for draft in store.drafts.list()] == [row.code]
    reason = {"reason": "misheard the age", "author": "person 1"}
    store.drafts.finish(row.id, stub, {**base.content, "revision": reason})
    told = f"revision 2 of {code[:3]}-{code[3:]}, because misheard the age (by person 1)"
    assert told in world.laptop.read("show", code)
    world.laptop.hand_over(world.stick())
    world.bring()
    assert told in world.hq.read("show", code)
    assert [one.rev for one in world.hq.open().inbox.revisions(row.id)] == [2, 1]
    (listed,) = world.hq.do("inbox").data["rows"]
    assert (listed["rev"], listed["clock"]["suspect"]) == (2, False)
    for machine in (world.laptop, world.hq):
        assert machine.do("store", "check").status == 0


def test_a_note_that_was_packed_goes_when_consent_is_withdrawn(world: World) -> None:
    """It may say what the person said: a bundle has carried it, and here nothing of it stays readable."""
    code = world.laptop.screen()
    assert world.laptop.do("correct", code, "--anyway", "--note", "a canary of a note").status == 0
    world.laptop.hand_over(world.stick(), "--because", "test")
    store = world.laptop.open()
    stored = "SELECT payload FROM contents WHERE payload IS NOT NULL"
    assert any(b"canary" in bytes(row[0]) for row in store.connection.execute(stored))
    assert world.laptop.do("consent", "withdraw", code, "--yes").status == 0
    assert not any(b"canary" in bytes(row[0]) for row in store.connection.execute(stored))
    assert world.laptop.open().records.get(code).voice_ms is not None
