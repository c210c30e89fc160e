"""Interviews made at headquarters: store-format 7.7."""

import json
from hashlib import sha256

import pytest

from fieldkit import errors
from fieldkit.cases.drafting import DraftStart, ExtraEvent
from fieldkit.cases.rec_line import rec_line as as_sent
from fieldkit.cases.words import InboxQuery, IncomingRecord, Role
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.store.drafts import append_event
from fieldkit.store.store import Store
from tests.store.scene import (
    FORM,
    Scene,
    code,
    content,
    enrol,
    finish,
    incoming,
    rec_line,
    record_id,
    start_draft,
    stub,
)


def take(store: Store, scene: Scene, seq: int, number: int) -> None:
    bundle = incoming(seq, rec_line(number, scene.clock.now()))
    store.intake.import_bundle(bundle, scene.clock.now(), lambda o: (f"{o.number}.fkr", b"x"))


def test_the_lines_are_those_a_bundle_would_carry(scene: Scene, hq: Store) -> None:
    """One entry holds interview, identity and events, each as the canonical bytes of its line."""
    now = scene.clock.now()
    told = ExtraEvent("referral_offered", now, {"answer": "accepted"})
    finish(hq, 1, now, identity={"name": "invented"}, events=(told,))
    entry = hq.journal.last("record.made")
    assert entry is not None
    assert [json.loads(line or b"")["t"] for line in hq.journal.payloads(entry)] == ["rec", "identity", "event"]
    line = canonical.dumps(as_sent(stub(1, now), content()))
    assert hq.journal.payloads(entry)[0] == line
    row = hq.inbox.get(code(1))
    assert (row.revision, row.device) == (sha256(line).hexdigest(), hq.identity.device)
    assert (row.made_here, row.unconfirmed, row.has_identity, row.received_ms) == (True, False, True, now.utc_ms)
    assert [event["kind"] for event in hq.inbox.events(row)] == ["referral_offered"]
    assert hq.drafts.list() == ()
    assert hq.check() == hq.rebuild()


def test_who_finished_it_has_seen_it(scene: Scene, hq: Store) -> None:
    """It needs no acknowledgement, and is new to everybody else."""
    now = scene.clock.now()
    finish(hq, 1, now)
    row = hq.inbox.get(code(1))
    assert (row.acknowledged_ms, row.acknowledged_by, row.seen_by) == (now.utc_ms, "person 1", ("person 1",))
    assert hq.inbox.list(InboxQuery(unacknowledged=True)) == ()
    assert hq.inbox.list(InboxQuery(new_to="person 1")) == ()
    assert [row.code for row in hq.inbox.list(InboxQuery(new_to="person 2"))] == [code(1)]


def test_an_unfinished_one_survives_closing(scene: Scene) -> None:
    """Drafts at headquarters are kept and checked as on a laptop; a finished one is no open draft any more."""
    now = scene.clock.now()
    with scene.create(Role.HQ) as store:
        finish(store, 1, now)
        store.drafts.put(start_draft(store, 2, now), "offer", "yes", now, "en")
    with scene.open() as store:
        assert [draft.code for draft in store.drafts.list()] == [code(2)]
        assert store.drafts.load(record_id(2)).answers == {"offer": "yes"}
        assert store.check()


def test_what_headquarters_would_refuse_of_a_laptop_it_does_not_make(scene: Scene, hq: Store) -> None:
    """Nothing is finished then, and the draft stays."""
    now = scene.clock.now()
    draft = start_draft(hq, 1, now)
    with pytest.raises(errors.MalformedRecord):
        hq.drafts.finish(draft, stub(1, now, state="done"), content())
    assert (hq.inbox.count(), len(hq.drafts.list())) == (0, 1)
    assert hq.check()


def test_a_revision_replaces_what_is_shown(scene: Scene, hq: Store) -> None:
    """It names the hash of the line before; the earlier one stays in the journal."""
    now = scene.clock.now()
    finish(hq, 1, now)
    base = hq.records.revision_base(record_id(1))
    assert base.base == hq.inbox.get(code(1)).revision
    extra: dict[str, Json] = {"revises": {"rev": 1, "base": base.base, "reason": "invented"}}
    pinned = (FORM["form"], FORM["version"], FORM["form_hash"])
    hq.drafts.start(DraftStart(record_id(1), code(1), *pinned, "en", now, extra))
    hq.drafts.finish(record_id(1), stub(1, now), content("green door"))
    row = hq.inbox.get(code(1))
    assert (row.rev, row.stub["base"], hq.inbox.count()) == (2, base.base, 1)
    read = hq.inbox.read(row, "look")
    assert read is not None
    assert read["content"]["answers"]["note"] == "green door"  # type: ignore[call-overload,index]
    assert [one.rev for one in hq.inbox.revisions(record_id(1))] == [2, 1]
    assert hq.check() == hq.rebuild()
    hq.inbox.erase(row, "asked to")
    with pytest.raises(errors.AnswersNotHere):
        hq.records.revision_base(record_id(1))


def test_consent_to_it_is_withdrawn_here(scene: Scene, hq: Store) -> None:
    """Nothing of it is given out any more, and an unfinished revision goes."""
    now = scene.clock.now()
    finish(hq, 1, now, identity={"name": "invented"})
    assert hq.withdrawals.of(record_id(1)) is None
    assert hq.withdrawals.withdraw(record_id(1), ("statistics",), "person", now).of == {"statistics"}
    extra: dict[str, Json] = {"revises": {"rev": 1, "base": None, "reason": "invented"}}
    pinned = (FORM["form"], FORM["version"], FORM["form_hash"])
    hq.drafts.start(DraftStart(record_id(1), code(1), *pinned, "en", now, extra))
    assert hq.withdrawals.withdraw(record_id(1), (), "person", now).everything
    row = hq.inbox.get(code(1))
    assert hq.drafts.list() == ()
    assert (row.label, row.has_identity, hq.inbox.read(row, "look")) == (None, False, None)
    with pytest.raises(errors.ConsentWithdrawn):
        hq.records.revision_base(record_id(1))
    assert hq.check() == hq.rebuild()


def test_what_a_laptop_made_is_not_changed_here(scene: Scene, hq: Store) -> None:
    """Only its laptop says something about it; what is unknown here is said."""
    enrol(hq)
    take(hq, scene, 1, 1)
    with pytest.raises(errors.NotMadeHere):
        hq.withdrawals.withdraw(record_id(1), (), "person", scene.clock.now())
    with pytest.raises(errors.NotMadeHere):
        append_event(hq._core, record_id(1), ExtraEvent("another", scene.clock.now(), {}))
    with pytest.raises(errors.RecordUnknown):
        hq.records.revision_base(record_id(1))


def test_a_laptop_cannot_put_itself_in_the_place_of_what_was_made_here(scene: Scene, hq: Store) -> None:
    """An interview of the same id from a laptop stands beside it, unconfirmed."""
    enrol(hq)
    finish(hq, 1, scene.clock.now())
    scene.clock.forward(60)
    bundle = incoming(1, rec_line(1, scene.clock.now(), "red door", rev=2))
    outcome, _ = hq.intake.import_bundle(bundle, scene.clock.now(), lambda o: ("r.fkr", b"x"))
    assert outcome.foreign == 1
    row = hq.inbox.get(code(1))
    assert (row.made_here, row.rev) == (True, 1)
    assert hq.check() == hq.rebuild()


def test_forms_are_found_by_the_code_they_are_about(scene: Scene, hq: Store) -> None:
    """However it was typed; an erased or withdrawn one is not found, nor what is no code."""
    enrol(hq)
    now = scene.clock.now()
    given: tuple[Json, ...] = ("k7m-4qo", "K7M 4Q0", "K7M4QU", {"nr": "dk"}, "k7m4q0", "K7M4QO")
    for number, typed in enumerate(given, start=1):
        draft = start_draft(hq, number, now)
        hq.drafts.finish(draft, stub(number, now), {**content(), "answers": {"about_code": typed}})
    hq.inbox.erase(hq.inbox.get(code(5)), "asked to")
    hq.withdrawals.withdraw(record_id(6), (), "person", now)
    found = hq.inbox.list(InboxQuery(about="k7m-4qo"))
    assert sorted(row.code for row in found) == [code(1), code(2)]
    assert [hq.inbox.has_code(one) for one in ("k-00001", "K7M-4Q0")] == [True, False]
    assert hq.check() == hq.rebuild()


def keys_of(form: str, form_hash: str) -> tuple[str, ...]:
    return ("note",) if (form, form_hash) == (FORM["form"], FORM["form_hash"]) else ()


def dated(store: Store) -> dict[str, tuple[dict[str, object], list[str]]]:
    found = store.dues.dated({"border_quick_screen"}, keys_of)
    return {one.code: (dict(one.answers), sorted(" ".join(done) for done in one.done)) for one in found}


@pytest.mark.parametrize("role", list(Role))
def test_what_was_due_and_done_is_said_of_what_can_be_read(scene: Scene, role: Role) -> None:
    """Only the answers that were asked for, on a laptop as at headquarters; done is journaled with who and when."""
    note: dict[str, object] = {"note": "blue door"}
    now = scene.clock.now()
    with scene.create(role) as store:
        for number in (1, 2, 3):
            finish(store, number, now)
        store.dues.mark(record_id(1), "next", "2026-11-22", now)
        store.withdrawals.withdraw(record_id(2), (), "person", now)
        assert dated(store) == {code(1): (note, ["next 2026-11-22"]), code(3): (note, [])}
        assert list(store.dues.dated({"another"}, keys_of)) == []
        store.check()


def test_what_a_laptop_has_done_counts_at_headquarters(scene: Scene, hq: Store) -> None:
    """The word of it comes with a bundle, as an event."""
    enrol(hq)
    at = scene.clock.now()
    done = canonical.dumps(
        {"t": "event", "id": record_id(1), "kind": "due_done", "at": at.as_json(), "by": "p", "name": "n", "day": "d"}
    )
    bundle = incoming(1, rec_line(1, at), IncomingRecord(done, json.loads(done)))
    hq.intake.import_bundle(bundle, at, lambda o: ("r.fkr", b"x"))
    assert dated(hq)[code(1)][1] == ["n d"]
