"""An edit of a finished interview is a new revision; the first stays. store-format 7.5"""

import json
from hashlib import sha256
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cases.drafting import DraftStart
from fieldkit.cases.rec_line import first_form, rec_line
from fieldkit.cases.words import RecordState, Role
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.store.store import Store
from tests.store.scene import (
    FORM,
    Scene,
    code,
    content,
    enrol,
    finish,
    incoming,
    line,
    pack,
    receipt,
    record_id,
    stub,
)


def begin(store: Store, scene: Scene, number: int = 1, **changes: Json) -> str:
    """Open a draft of the next revision of an interview."""
    base = store.records.revision_base(record_id(number))
    revises: dict[str, Json] = {"rev": base.stub["rev"], "base": base.base, "reason": "misheard", **changes}
    start = DraftStart(
        record_id(number),
        code(number),
        FORM["form"],
        FORM["version"],
        FORM["form_hash"],
        "en",
        scene.clock.now(),
        {"revises": revises},
    )
    return store.drafts.start(start)


def revise(store: Store, scene: Scene, note: str, number: int = 1, **changes: Json) -> None:
    """Change an interview; the stub is handed in as of a first one."""
    draft_id = begin(store, scene, number)
    store.drafts.put(draft_id, "note", note, scene.clock.now(), "en")
    store.drafts.finish(draft_id, stub(number, scene.clock.now(), **changes), content(note))


def pending_stubs(store: Store) -> list[Any]:
    return [item.body["stub"] for item in store.records.pending() if item.kind == "rec"]


def test_the_base_is_the_hash_of_the_line_that_travels(scene: Scene, field: Store) -> None:
    """Whether a bundle carried it or not: SHA-256 of the canonical line."""
    finish(field, 1, scene.clock.now())
    before = field.records.revision_base(record_id(1))
    sent = sha256(canonical.dumps(rec_line(stub(1, scene.clock.now()), content()))).hexdigest()
    pack(field)
    assert before == field.records.revision_base(record_id(1))
    assert (before.base, before.stub["rev"], before.content) == (sent, 1, content())


def test_the_base_of_what_an_older_fieldkit_packed_is_the_line_that_it_wrote(scene: Scene, field: Store) -> None:
    """The update changes how lines are written, and none that was sent."""
    finish(field, 1, scene.clock.now())
    finish(field, 2, scene.clock.now())
    sent = sha256(canonical.dumps(first_form(stub(1, scene.clock.now()), content()))).hexdigest()
    pack(field, records=((record_id(1), sent), (record_id(2), "ab" * 32)))
    assert field.records.revision_base(record_id(1)).base == sent
    other = sha256(canonical.dumps(rec_line(stub(2, scene.clock.now()), content()))).hexdigest()
    assert field.records.revision_base(record_id(2)).base == other


def test_a_revision_stands_beside_the_first(scene: Scene, field: Store) -> None:
    """List and content show the newest; both are in the journal, and both wait to be packed with their own stubs."""
    began = scene.clock.now()
    finish(field, 1, began)
    base = field.records.revision_base(record_id(1)).base
    scene.clock.forward(3600)
    revise(field, scene, "green door")
    (row,) = field.records.list()
    assert (row.stub["rev"], row.stub["base"], row.finished_ms) == (2, base, scene.clock.utc_ms)
    assert field.records.get("K00001") == row
    assert field.records.content(row.id) == content("green door")
    first, second = field.records.pending()
    assert [item.body["content"] for item in (first, second)] == [content(), content("green door")]
    assert pending_stubs(field) == [stub(1, began), row.stub]
    assert field.check() == field.rebuild()


def test_a_third_revision_is_based_on_the_second(scene: Scene, field: Store) -> None:
    """The revisions make a chain."""
    finish(field, 1, scene.clock.now())
    hashes = [field.records.revision_base(record_id(1)).base]
    for note in ("green door", "red door"):
        revise(field, scene, note)
        hashes.append(field.records.revision_base(record_id(1)).base)
    made = [(one["rev"], one["base"]) for one in pending_stubs(field)]
    assert made == [(1, None), (2, hashes[0]), (3, hashes[1])]
    assert len(set(hashes)) == 3


def at(utc_ms: int) -> dict[str, Json]:
    return {"utc_ms": utc_ms, "offset_min": 120, "mono_ms": 1_000, "boot": "boot-1"}


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [(500, 900, 500), (500, None, 500), (None, 900, 900), (900, 500, 500), (None, None, None)],
)
def test_the_24_hours_never_begin_later(
    scene: Scene, field: Store, first: int | None, second: int | None, kept: int | None
) -> None:
    """The earliest start stays, also when the changed answers show no suspicion any more; so does the begin."""
    now = scene.clock.utc_ms
    clocks = [None if one is None else at(now + one) for one in (first, second, kept)]
    field.drafts.start(
        DraftStart(record_id(1), code(1), FORM["form"], FORM["version"], FORM["form_hash"], "en", scene.clock.now())
    )
    field.drafts.finish(record_id(1), stub(1, scene.clock.now(), clock_start=clocks[0]), content())
    scene.clock.forward(3600)
    revise(field, scene, "green door", clock_start=clocks[1])
    (row,) = field.records.list()
    assert row.stub["clock_start"] == clocks[2]
    assert row.clock_start_ms == (None if kept is None else now + kept)
    assert row.stub["started"] == at(now)


def test_a_revision_after_packing_waits_by_itself(scene: Scene, field: Store) -> None:
    """What was packed stays so; the state is that of the newest revision."""
    finish(field, 1, scene.clock.now())
    bundle = pack(field)
    revise(field, scene, "green door")
    (row,) = field.records.list()
    assert (row.state, row.pending_items, row.readable) == (RecordState.ON_LAPTOP, 1, True)
    assert [one["rev"] for one in pending_stubs(field)] == [2]
    field.outbox.apply_receipt(receipt(bundle))
    assert field.records.content(row.id) == content("green door")  # not all of it has travelled
    again = pack(field)
    field.outbox.apply_receipt(receipt(again, "R-000002-2"))
    (row,) = field.records.list()
    assert (row.state, row.receipt, row.readable) == (RecordState.RECEIVED, "R-000002-2", False)
    assert field.check() == field.rebuild()


def test_what_can_no_longer_be_read_is_not_revised(scene: Scene, field: Store) -> None:
    """The error says to write a note instead."""
    finish(field, 1, scene.clock.now())
    pack(field, erase_readable=True)
    with pytest.raises(errors.AnswersNotHere, match="K00001"):
        field.records.revision_base(record_id(1))
    with pytest.raises(errors.RecordUnknown):
        field.records.revision_base(record_id(2))


def test_one_revision_at_a_time(scene: Scene, field: Store) -> None:
    """While one is not finished no other begins; given up, the interview is as it was."""
    finish(field, 1, scene.clock.now())
    begin(field, scene)
    with pytest.raises(errors.RevisionOpen, match="K00-001"):
        begin(field, scene)
    field.drafts.discard(record_id(1), "no need")
    assert field.records.content(record_id(1)) == content()
    begin(field, scene)
    assert field.check()


def test_a_revision_is_of_the_newest_state(scene: Scene, field: Store) -> None:
    """One that was begun from an older state, or of nothing, is refused."""
    finish(field, 1, scene.clock.now())
    revise(field, scene, "green door")
    with pytest.raises(errors.StoreError, match="newest state"):
        begin(field, scene, rev=1)
    unknown = DraftStart(record_id(7), code(7), "x", "1", "ab" * 32, "en", scene.clock.now(), {"revises": {"rev": 1}})
    with pytest.raises(errors.StoreError, match="newest state"):
        field.drafts.start(unknown)


def test_a_stub_that_vanished_from_the_journal_is_noticed(scene: Scene, field: Store) -> None:
    """A content must stand behind its interview: nothing travels under another revision's stub."""
    finish(field, 1, scene.clock.now())
    revise(field, scene, "green door")
    field.connection.execute("UPDATE entries SET kind = 'x' WHERE kind = 'interview.finished'")
    with pytest.raises(errors.JournalDamaged, match="stand behind"):
        field.records.pending()


def test_headquarters_shows_the_newest_revision_of_a_laptop(scene: Scene) -> None:
    """Both are kept; the clock began when it began, and days between them make no clock suspect."""
    with scene.create(Role.HQ) as store:
        enrol(store)
        now = scene.clock.now()
        first = stub(1, now)
        scene.clock.forward(3 * 24 * 3600)
        scene.clock.utc_ms += 3_600_000  # somebody put the clock right in between
        later: dict[str, Json] = {"rev": 2, "base": "ab" * 32, "finished": dict(scene.clock.now().as_json())}
        lines = [
            line({"t": "rec", "id": record_id(1), "stub": one, "content": told})
            for one, told in ((first, content()), ({**first, **later}, content("green door")))
        ]
        store.intake.import_bundle(incoming(1, *lines), scene.clock.now(), lambda o: ("r.fkr", o.number.encode()))
        (row,) = store.inbox.list()
        value = json.loads(json.dumps(store.inbox.read(row, "look")))
        assert (row.rev, row.suspect, value["content"]["answers"]["note"]) == (2, False, "green door")
        assert row.clock_start_ms == now.utc_ms
        assert [one.rev for one in store.inbox.revisions(row.id)] == [2, 1]
