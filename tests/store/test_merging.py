"""Several versions of one interview at headquarters: what stands, what is asked, what people decide. store-format 13"""

import dataclasses
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cases.merge import ANSWERS, Field, content_of
from fieldkit.cases.rec_line import short_line
from fieldkit.cases.stricter import Risk
from fieldkit.cases.versions import Beside
from fieldkit.cases.words import InboxQuery, InboxRow, IncomingRecord, Role
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.store import beside
from fieldkit.store.made import MADE, _append
from fieldkit.store.store import Store
from tests.store.scene import DEVICE, Scene, content, enrol, incoming, line, record_id, stub

OTHER = "d-" + "2" * 32
RESTORED = "e-" + "3" * 16


def version(
    scene: Scene, answers: Mapping[str, Json], base: IncomingRecord | None = None, rev: int = 2, **result: Json
) -> IncomingRecord:
    """Return the line of one revision of the interview 1."""
    now = scene.clock.now()
    said: dict[str, Json] = {**content(), "answers": dict(answers)}
    shown = said["result"]
    assert isinstance(shown, Mapping)
    said["result"] = {**shown, **result}
    facts = stub(1, now, rev=1 if base is None else rev, base=None if base is None else hash_of(base))
    return line({"t": "rec", "id": record_id(1), "stub": facts, "content": said})


def hash_of(record: IncomingRecord) -> str:
    return sha256(record.raw).hexdigest()


def take(store: Store, scene: Scene, seq: int, *records: IncomingRecord, **changes: Any) -> None:
    """Import one invented bundle; `epoch`, `device` and `unconfirmed` may be others."""
    scene.clock.forward(60)
    bundle = dataclasses.replace(incoming(seq, *records), **changes)
    marked = sha256(repr((bundle.device, bundle.epoch, seq, bundle.unconfirmed)).encode()).hexdigest()
    bundle = dataclasses.replace(bundle, manifest_hash=marked)
    store.intake.import_bundle(bundle, scene.clock.now(), lambda o: ("r.fkr", b"x"))


def two_versions(store: Store, scene: Scene, **result: Json) -> tuple[IncomingRecord, ...]:
    """A laptop was restored from a backup, and the interview was changed on both."""
    enrol(store)
    first = version(scene, {"age": 17, "offer": "yes", "debt": "no"})
    one = version(scene, {"age": 31, "offer": "no", "debt": "no"}, first)
    other = version(scene, {"age": 17, "offer": "maybe", "debt": "yes"}, first, 2, **result)
    take(store, scene, 1, first)
    take(store, scene, 2, one)
    take(store, scene, 1, other, epoch=RESTORED)
    return first, one, other


def row_of(store: Store) -> InboxRow:
    return store.inbox.get(record_id(1))


def look(store: Store) -> Beside:
    return store.merging.beside(row_of(store), "a test")


def open_fields(store: Store) -> set[str]:
    return {field.name for field in look(store).merged.open}


OFFER = Field(ANSWERS, "offer")


def test_different_fields_merge_and_the_same_field_opens_a_task(scene: Scene, hq: Store) -> None:
    """Both versions stay; the list says since when and why there are two; no line is made."""
    two_versions(hq, scene)
    (conflict,) = hq.merging.open()
    assert (conflict.open, conflict.why, conflict.since_ms) == (1, "copied", scene.clock.utc_ms)
    found = look(hq)
    assert [head.rev for head in found.heads] == [2, 2]
    own = found.heads[0].content or {}
    assert content_of(found.merged, own)["answers"] == {"age": 31, "offer": "no", "debt": "yes"}
    assert open_fields(hq) == {"offer"}
    assert len(hq.inbox.revisions(record_id(1))) == 3
    assert hq.check() == hq.rebuild()


def test_the_order_of_arrival_changes_nothing(tmp_path: Any) -> None:
    """Whichever came first: the same versions, the same questions, the same risk."""
    seen = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        scene = Scene(tmp_path / str(order))
        with scene.create(Role.HQ) as store:
            enrol(store)
            first = version(scene, {"age": 17, "offer": "yes"})
            lines = (first, version(scene, {"offer": "no"}, first, urgent=True), version(scene, {"offer": "m"}, first))
            for seq, at in enumerate(order, start=1):
                take(store, scene, seq, lines[at])
            sql = "SELECT open, label, urgent, suspicion, child, clock_start_ms FROM merges"
            seen.append((store.connection.execute(sql).fetchall(), look(store).merged))
            assert store.check() == store.rebuild()
    assert seen[0] == seen[1] == seen[2]


def test_a_later_version_that_names_one_of_them_is_no_third(scene: Scene, hq: Store) -> None:
    """A revision of a head takes its place; one that only continues a line opens nothing."""
    enrol(hq)
    first = version(scene, {"age": 17})
    second = version(scene, {"age": 18}, first)
    take(hq, scene, 1, first, second)
    take(hq, scene, 2, version(scene, {"age": 19}, second, rev=3))
    assert (hq.merging.open(), row_of(hq).versions) == ((), None)
    with pytest.raises(errors.NoVersions):
        look(hq)


def test_what_is_unconfirmed_never_merges(scene: Scene, hq: Store) -> None:
    """A fork's version and another laptop's stand beside, as ever."""
    enrol(hq)
    enrol(hq, OTHER, "ssh-ed25519 BBBB")
    first = version(scene, {"age": 17})
    take(hq, scene, 1, first)
    take(hq, scene, 2, version(scene, {"age": 18}, first))
    take(hq, scene, 2, version(scene, {"age": 19}, first), unconfirmed=True)
    take(hq, scene, 1, version(scene, {"age": 20}, first), device=OTHER)
    assert (hq.merging.open(), row_of(hq).versions) == ((), None)
    assert hq.check() == hq.rebuild()


def test_a_forks_version_that_comes_again_in_order_takes_part(scene: Scene, hq: Store) -> None:
    """Once its laptop sends it confirmed it is one of two versions."""
    enrol(hq)
    first = version(scene, {"age": 17})
    copy = version(scene, {"age": 19}, first)
    take(hq, scene, 1, first, version(scene, {"age": 18}, first))
    take(hq, scene, 1, copy, unconfirmed=True)
    assert hq.merging.open() == ()
    take(hq, scene, 1, copy, epoch=RESTORED)
    assert [one.open for one in hq.merging.open()] == [1]
    assert hq.check() == hq.rebuild()


def test_headquarters_own_version_takes_part(scene: Scene, hq: Store) -> None:
    """A line that was made here beside the laptop's: the list says so."""
    enrol(hq)
    first = version(scene, {"age": 17})
    take(hq, scene, 1, first, version(scene, {"age": 18}, first))
    value = dict(version(scene, {"age": 19}, first).value)
    hq._core.db.run("a test", lambda: _append(hq._core, MADE, record_id(1), [short_line(value)], scene.clock.utc_ms))
    (conflict,) = hq.merging.open()
    assert conflict.why == "here"
    assert [head.made_here for head in look(hq).heads] == [False, True]
    assert hq.check() == hq.rebuild()


def test_one_laptop_may_change_it_twice_from_one_state(scene: Scene, hq: Store) -> None:
    """Both in one epoch: no copy is blamed."""
    enrol(hq)
    first = version(scene, {"age": 17})
    take(hq, scene, 1, first, version(scene, {"age": 18}, first), version(scene, {"age": 19}, first))
    assert [one.why for one in hq.merging.open()] == ["twice"]


def test_the_stricter_risk_stands_meanwhile(scene: Scene, hq: Store) -> None:
    """The milder version came last: urgency, unknown age and the earlier start stay all the same."""
    enrol(hq)
    first = version(scene, {"offer": "yes"}, label="elements_not_shown")
    start = scene.clock.utc_ms
    urgent = dict(version(scene, {"offer": "no"}, first, urgent=True).value)
    profile: dict[str, Json] = {"post": "x", "child": "unknown", "day": "2026-11-22"}
    urgent["content"] = {**urgent["content"], "profile": profile}  # type: ignore[dict-item]
    take(hq, scene, 1, first, line(urgent))
    hq.inbox.acknowledge(row_of(hq), scene.clock.now())
    scene.clock.forward(3600)
    take(hq, scene, 2, version(scene, {"offer": "m"}, first, 3, label="not_enough_information", suspicion=False))
    row = row_of(hq)
    assert (row.rev, row.label, row.urgent, row.suspicion, row.child) == (
        3, "possible_trafficking", True, True, "unknown",
    )  # fmt: skip
    assert row.clock_start_ms == start
    assert hq.inbox.get(f"{record_id(1)}:{row.revision}").label == "not_enough_information"
    assert hq.check() == hq.rebuild()


def test_an_acknowledgement_of_one_version_is_none_of_the_others(scene: Scene, hq: Store) -> None:
    """While one is urgent the row is asked about again, on top of the list; one word is for all of them."""
    enrol(hq)
    first = version(scene, {"offer": "yes"})
    take(hq, scene, 1, first, version(scene, {"offer": "no"}, first))
    hq.inbox.acknowledge(row_of(hq), scene.clock.now())
    take(hq, scene, 1, version(scene, {"offer": "m"}, first, urgent=True), epoch=RESTORED)
    (row,) = hq.inbox.list(InboxQuery(unacknowledged=True))
    assert (row.acknowledged_ms, row.earlier is not None, row.urgent) == (None, True, True)
    assert [one.id for one in hq.inbox.list(InboxQuery(limit=1))] == [row.id]
    done = hq.inbox.acknowledge(row, scene.clock.now())
    assert (done.acknowledged_ms, done.urgent) == (row.earlier.at_ms if row.earlier else None, True)
    assert hq.inbox.list(InboxQuery(unacknowledged=True)) == ()
    assert hq.check() == hq.rebuild()


# --- decisions -------------------------------------------------------------------------------------------------


def test_a_person_decides_with_a_reason_and_can_take_it_back(scene: Scene, hq: Store) -> None:
    """Who, when, what and why are in the journal; both versions stay as they are."""
    _, one, _ = two_versions(hq, scene)
    hq.merging.decide(look(hq), OFFER, hash_of(one), " asked the worker ", scene.clock.now())
    assert (hq.merging.open(), row_of(hq).versions is not None) == ((), True)
    assert look(hq).merged.chosen == {OFFER: hash_of(one)}
    entry = hq.journal.last("merge.decided")
    assert entry is not None
    assert (entry.actor, entry.subject, entry.body["revision"]) == ("person 1", record_id(1), hash_of(one))
    assert b"asked" not in canonical.dumps(entry.body)
    assert canonical.loads(hq.journal.payloads(entry)[0] or b"", what="x") == {
        "part": "answers", "key": "offer", "reason": "asked the worker",
    }  # fmt: skip
    assert hq.check() == hq.rebuild()
    hq.merging.undo(look(hq), OFFER, "it was the other one", scene.clock.now())
    assert open_fields(hq) == {"offer"}
    assert hq.check() == hq.rebuild()


def test_only_what_is_open_is_decided_and_only_with_a_reason(scene: Scene, hq: Store) -> None:
    """Nothing is journaled otherwise."""
    first, one, _ = two_versions(hq, scene)
    found, now = look(hq), scene.clock.now()
    for field, revision in ((Field(ANSWERS, "age"), hash_of(one)), (OFFER, hash_of(first)), (OFFER, "f" * 64)):
        with pytest.raises(errors.NotOpen):
            hq.merging.decide(found, field, revision, "why", now)
    with pytest.raises(errors.NotOpen):
        hq.merging.undo(found, OFFER, "why", now)
    with pytest.raises(errors.ReasonMissing):
        hq.merging.decide(found, OFFER, hash_of(one), "  ", now)
    assert hq.journal.last("merge.decided") is None


def test_a_third_version_that_says_something_new_asks_again(scene: Scene, hq: Store) -> None:
    """A decision was between what was there; one that says what was there already changes nothing."""
    first, one, other = two_versions(hq, scene)
    hq.merging.decide(look(hq), OFFER, hash_of(one), "why", scene.clock.now())
    take(hq, scene, 3, version(scene, {"age": 31, "offer": "maybe", "debt": "no"}, one, 3))
    assert hq.merging.open() == ()
    take(hq, scene, 2, version(scene, {"age": 17, "offer": "new", "debt": "yes"}, other, 3), epoch=RESTORED)
    assert open_fields(hq) == {"offer"}
    assert len(first.raw) > 0
    assert hq.check() == hq.rebuild()


# --- reckoning -------------------------------------------------------------------------------------------------

STRICT = Risk("possible_trafficking", urgent=True, suspicion=True, child="yes")
MILD = Risk("elements_not_shown", urgent=False, suspicion=False, child="no")


def test_what_a_form_gives_over_both_counts_for_exactly_these(scene: Scene, hq: Store) -> None:
    """While something is open it only makes stricter; once all is settled it stands; a further version voids it."""
    _, one, _ = two_versions(hq, scene)
    (found,) = hq.merging.unreckoned()
    hq.merging.reckon(found, frozenset(), STRICT)
    assert list(hq.merging.unreckoned()) == []
    assert (row_of(hq).urgent, row_of(hq).child) == (True, "yes")
    hq.merging.decide(look(hq), OFFER, hash_of(one), "why", scene.clock.now())
    assert (row_of(hq).urgent, row_of(hq).label) == (False, "possible_trafficking")
    (found,) = hq.merging.unreckoned()
    hq.merging.reckon(found, frozenset({"x"}), MILD)
    assert (row_of(hq).label, row_of(hq).child) == ("elements_not_shown", "no")
    take(hq, scene, 3, version(scene, {"age": 31, "offer": "no", "debt": "no", "new": "1"}, one, 3))
    assert row_of(hq).label == "possible_trafficking"
    assert hq.check() == hq.rebuild()


def test_nobody_is_asked_about_what_the_form_computes(scene: Scene, hq: Store) -> None:
    """The keys come with the reckoning."""
    two_versions(hq, scene)
    (found,) = hq.merging.unreckoned()
    hq.merging.reckon(found, frozenset({"offer"}), MILD)
    assert hq.merging.open() == ()
    assert hq.check() == hq.rebuild()


# --- erasure and withdrawal ------------------------------------------------------------------------------------


def test_erasing_one_version_leaves_the_other_and_no_trace_of_what_was_decided(scene: Scene, hq: Store) -> None:
    """Field and reason go with the content; the tables are what a replay gives; the other version is untouched."""
    _, one, other = two_versions(hq, scene)
    hq.merging.decide(look(hq), OFFER, hash_of(one), "the reason", scene.clock.now())
    (found,) = hq.merging.unreckoned()
    hq.merging.reckon(found, frozenset(), STRICT)
    hq.inbox.erase(hq.inbox.get(f"{record_id(1)}:{hash_of(one)}"), "asked to")
    for kind in ("merge.decided", "merge.reckoned"):
        entry = hq.journal.last(kind)
        assert entry is not None
        assert hq.journal.payloads(entry) == (None,)
    assert hq.check() == hq.rebuild()
    assert (open_fields(hq), hq.merging.open(), row_of(hq).urgent) == (set(), (), False)
    assert [head.revision for head in look(hq).readable] == [hash_of(other)]
    hq.inbox.erase(hq.inbox.get(f"{record_id(1)}:{hash_of(other)}"), "asked to")
    assert list(hq.merging.unreckoned()) == []
    assert hq.check() == hq.rebuild()


def test_erasing_the_common_base_asks_about_what_differs(scene: Scene, hq: Store) -> None:
    """Nobody knows any more who changed what."""
    first, *_ = two_versions(hq, scene)
    hq.inbox.erase(hq.inbox.get(f"{record_id(1)}:{hash_of(first)}"), "asked to")
    assert open_fields(hq) == {"age", "offer", "debt"}
    assert hq.check() == hq.rebuild()


def test_withdrawn_consent_ends_the_question(scene: Scene, hq: Store) -> None:
    """Nothing of either version is shown or listed; the urgency stays, for the duty to those in danger."""
    two_versions(hq, scene, urgent=True)
    back: dict[str, Json] = {
        "t": "event", "id": record_id(1), "kind": "consent_withdrawn", "at": dict(scene.clock.now().as_json()),
        "by": "person",
    }  # fmt: skip
    take(hq, scene, 3, line(back))
    row = row_of(hq)
    assert (hq.merging.open(), row.versions, row.label, row.child, row.urgent) == ((), None, None, None, True)
    assert list(hq.merging.unreckoned()) == []
    with pytest.raises(errors.NoVersions):
        hq.merging.beside(row, "a test")


# --- bounds and older layouts ----------------------------------------------------------------------------------


def test_each_look_at_a_version_is_journaled(scene: Scene, hq: Store) -> None:
    """Both are read, with the purpose."""
    two_versions(hq, scene)
    look(hq)
    reads = [entry.body["purpose"] for entry in hq.journal.entries("record.read")]
    assert reads == ["a test", "a test"]
    assert row_of(hq).seen_by == ("person 1",)


def test_of_very_many_lines_only_the_heads_are_read(scene: Scene, hq: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop that sends thousands of versions costs no more than their heads; then no base is known."""
    monkeypatch.setattr(beside, "MOST_LINES", 2)
    two_versions(hq, scene)
    assert open_fields(hq) == {"age", "offer", "debt"}


def test_a_base_named_by_its_older_form_is_found(scene: Scene, hq: Store) -> None:
    """A revision that was begun before an update names the hash of form 1 of a line that travelled in form 2."""
    enrol(hq)
    first = version(scene, {"age": 17})
    short = line(short_line(first.value))
    take(hq, scene, 1, short, version(scene, {"age": 18}, first))
    assert row_of(hq).versions is None
    take(hq, scene, 2, version(scene, {"age": 19}, short))
    assert open_fields(hq) == {"age"}
    assert hq.check() == hq.rebuild()


def test_the_field_has_no_merging(field: Store) -> None:
    """It is headquarters' work."""
    with pytest.raises(errors.WrongRole):
        field.merging.open()
    with pytest.raises(errors.WrongRole):
        field.matching.suggestions(1)
    assert DEVICE
