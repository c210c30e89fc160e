"""Consent is taken back: nothing can be read any more, the word of it travels, headquarters shows nothing. 7.6, 9"""

import contextlib
from collections.abc import Mapping
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cases.drafting import ExtraEvent
from fieldkit.cases.withdrawal import BY, EVERYTHING, PURPOSES, Told, withdrawn_of
from fieldkit.cases.words import InboxRow, IncomingRecord, Role
from fieldkit.result import Json
from fieldkit.store.store import Store
from tests.store.scene import (
    DEVICE,
    Scene,
    content,
    enrol,
    finish,
    incoming,
    line,
    pack,
    rec_line,
    receipt,
    record_id,
    start_draft,
)
from tests.store.test_revisions import begin, revise

OTHER = "d-" + "2" * 32
CANARY = "canary-of-a-person"


def withdraw(store: Store, scene: Scene, *purposes: str, number: int = 1, by: str = "person") -> Any:
    return store.withdrawals.withdraw(record_id(number), purposes, by, scene.clock.now())


def kinds(store: Store) -> list[str]:
    return [str(item.body.get("kind", item.kind)) for item in store.records.pending()]


def stored(store: Store) -> str:
    """Return everything that the store still has of contents and answers."""
    rows = store.connection.execute("SELECT payload FROM contents WHERE payload IS NOT NULL").fetchall()
    rows += store.connection.execute("SELECT value FROM answers WHERE value IS NOT NULL").fetchall()
    return " ".join(str(row[0]) for row in rows)


# --- on the laptop ---------------------------------------------------------------------------------------------


def test_what_was_not_packed_never_travels(scene: Scene, field: Store) -> None:
    """Content, identity and events go in the same transaction; only the withdrawal waits for the next bundle."""
    now = scene.clock.now()
    told = (
        ExtraEvent("report_made", now, {"by": "voice", "to": CANARY}),
        ExtraEvent("referral_offered", now, {"answer": CANARY}),
    )
    finish(field, 1, now, note=CANARY, identity={"name": CANARY}, events=told)
    finish(field, 2, now)
    found = withdraw(field, scene)
    assert (found.of, found.by, found.told, found.what) == (EVERYTHING, "person", Told.WAITING, "everything")
    assert CANARY not in stored(field)
    assert kinds(field) == ["rec", "consent_withdrawn"]
    assert (field.records.content(record_id(1)), field.records.identity(record_id(1), purpose="x")) == (None, None)
    row = field.records.get("K00001")
    assert (row.readable, row.has_identity, row.pending_items, row.withdrawn) == (False, False, 1, found)
    assert field.records.content(record_id(2)) == content()
    assert field.check() == field.rebuild()


def test_what_was_packed_is_erased_here_and_the_word_follows(scene: Scene, field: Store) -> None:
    """A report made of an interview that headquarters will have still travels; what was answered about it does not."""
    now = scene.clock.now()
    finish(field, 1, now, note=CANARY, identity={"name": CANARY})
    pack(field)
    field.records.report_made(record_id(1), by="voice", to="duty", at=now)
    field.records.add_event(record_id(1), "referral_offered", now, {"answer": CANARY})
    withdraw(field, scene)
    assert CANARY not in stored(field)
    assert kinds(field) == ["report_made", "consent_withdrawn"]
    assert field.check() == field.rebuild()


def test_the_code_is_enough_when_only_ciphertext_is_left(scene: Scene, field: Store) -> None:
    """After the readable copy has gone consent can still be taken back."""
    finish(field, 1, scene.clock.now())
    pack(field, erase_readable=True)
    assert withdraw(field, scene, by="guardian").told is Told.WAITING
    (item,) = field.records.pending()
    assert (item.body["purposes"], item.body["by"]) == ([], "guardian")


def test_every_revision_goes_and_an_unfinished_one_too(scene: Scene, field: Store) -> None:
    """No state of the interview is left that could be gone on with, and none is begun."""
    finish(field, 1, scene.clock.now(), note=CANARY)
    revise(field, scene, CANARY)
    field.drafts.put(begin(field, scene), "note", CANARY, scene.clock.now(), "en")
    withdraw(field, scene)
    assert (field.drafts.list(), kinds(field)) == ((), ["consent_withdrawn"])
    assert CANARY not in stored(field)
    entry = field.journal.last("draft.discarded")
    assert entry is not None
    assert entry.body["reason"] == "consent withdrawn"
    with pytest.raises(errors.ConsentWithdrawn, match="K00001"):
        begin(field, scene)
    assert field.check() == field.rebuild()


def test_single_purposes_leave_the_answers(scene: Scene, field: Store) -> None:
    """Named purposes are withdrawn alone; a later withdrawal adds to them; nothing is withdrawn twice."""
    finish(field, 1, scene.clock.now())
    assert withdraw(field, scene, "statistics").what == "statistics"
    assert field.records.content(record_id(1)) == content()
    assert withdraw(field, scene, "referral", "statistics").of == {"referral", "statistics"}
    assert withdraw(field, scene, "referral").of == {"referral", "statistics"}
    assert kinds(field) == ["rec", "consent_withdrawn", "consent_withdrawn"]
    assert withdraw(field, scene).everything
    assert withdraw(field, scene).everything
    assert kinds(field) == ["consent_withdrawn"] * 3
    assert field.check() == field.rebuild()


def test_the_laptop_follows_its_withdrawal_to_headquarters(scene: Scene, field: Store) -> None:
    """Waits to be packed, packed, told to HQ, applied at HQ with the receipt's number."""
    finish(field, 1, scene.clock.now())
    pack(field)
    words = [withdraw(field, scene).where]

    def where() -> str:
        found = field.withdrawals.of(record_id(1))
        assert found is not None
        return found.where

    bundle = pack(field)
    words.append(where())
    field.outbox.handed_over(field.outbox.waiting(), "the folder", scene.clock.now())
    words.append(where())
    ((record, revision),) = bundle.records
    field.outbox.apply_receipt(receipt(bundle, records=((record, revision, "applied"),)))
    words.append(where())
    assert words == ["waits to be packed", "packed", "told to HQ", "applied at HQ (R-000001-3)"]
    assert field.records.get("K00001").withdrawn == field.withdrawals.of(record_id(1))
    assert field.check() == field.rebuild()


@pytest.mark.parametrize("was", ["new", "duplicate"])
def test_a_receipt_that_does_not_say_applied_claims_nothing(scene: Scene, field: Store, was: str) -> None:
    """Received is not applied: a fork's withdrawal changes nothing at headquarters."""
    finish(field, 1, scene.clock.now())
    pack(field)
    withdraw(field, scene)
    bundle = pack(field)
    ((record, revision),) = bundle.records
    field.outbox.apply_receipt(receipt(bundle, records=((record, revision, was),)))
    found = field.withdrawals.of(record_id(1))
    assert found is not None
    assert found.where == "told to HQ"


def fill(store: Store, scene: Scene) -> None:
    """Let the database grow no more, and fill what room there is in it."""
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages}")
    with contextlib.suppress(errors.DiskFull):
        while True:
            store.records.report_made(record_id(1), by="voice", to="duty", at=scene.clock.now())


def test_a_full_disk_leaves_nothing_half_withdrawn(scene: Scene, field: Store) -> None:
    """The word of it and the end of what can be read stand and fall together; with room again it is done."""
    finish(field, 1, scene.clock.now(), identity={"name": "invented"})
    begin(field, scene)
    fill(field, scene)
    before, head = field.digest(), field.journal.head()
    with pytest.raises(errors.DiskFull):
        withdraw(field, scene)
    assert (field.digest(), field.journal.head(), field.withdrawals.of(record_id(1))) == (before, head, None)
    assert field.records.content(record_id(1)) == content()
    assert [draft.id for draft in field.drafts.list()] == [record_id(1)]
    assert field.check()
    field.connection.execute("PRAGMA max_page_count = 1000000")
    assert withdraw(field, scene).everything
    assert field.records.content(record_id(1)) is None
    assert field.check() == field.rebuild()


def test_nothing_is_withdrawn_of_what_is_not_there(scene: Scene, field: Store) -> None:
    """An unfinished interview is discarded instead; an unknown one is an error."""
    start_draft(field, 1, scene.clock.now())
    for number in (1, 7):
        with pytest.raises(errors.RecordUnknown):
            withdraw(field, scene, number=number)
    assert field.withdrawals.of(record_id(1)) is None


def test_an_unknown_purpose_counts_as_everything() -> None:
    """Who knows fewer words must not show more."""
    assert withdrawn_of(()) == withdrawn_of(("statistics", "training_of_models")) == EVERYTHING
    assert withdrawn_of(("statistics",)) == {"statistics"}
    assert withdrawn_of(PURPOSES) < EVERYTHING
    assert "person" in BY


# --- at headquarters -------------------------------------------------------------------------------------------


@pytest.fixture
def hq(scene: Scene) -> Any:
    with scene.create(Role.HQ) as store:
        enrol(store)
        enrol(store, OTHER, "ssh-ed25519 BBBB")
        yield store


def taken_back(scene: Scene, *purposes: str, number: int = 1, **changes: Json) -> IncomingRecord:
    value: dict[str, Json] = {
        "t": "event", "id": record_id(number), "kind": "consent_withdrawn", "at": dict(scene.clock.now().as_json()),
        "purposes": list(purposes), "by": "person",
    }  # fmt: skip
    return line({**value, **changes})


def take(store: Store, scene: Scene, seq: int, *lines: IncomingRecord, **changes: Any) -> list[str]:
    """Import a bundle and return what its receipt says of each line."""
    bundle = incoming(seq, *lines, **changes)
    outcome, _ = store.intake.import_bundle(bundle, scene.clock.now(), lambda o: ("r.fkr", o.number.encode()))
    return [was for _, _, was in outcome.records]


def shown(store: Store, row: InboxRow) -> Mapping[str, Json] | None:
    return store.inbox.read(row, "look")


def test_headquarters_shows_nothing_from_the_import_on(scene: Scene, hq: Store) -> None:
    """No answers, no identity, nothing derived from them; urgency and clock stay for the duty to those in danger."""
    identity = line({"t": "identity", "id": record_id(1), "identity": {"name": CANARY}})
    answer = taken_back(scene, kind="referral_offered", answer=CANARY)
    assert take(hq, scene, 1, rec_line(1, scene.clock.now(), urgent=True), identity, answer) == ["new"] * 3
    before = hq.inbox.get("K00001")
    assert take(hq, scene, 2, taken_back(scene)) == ["applied"]
    row = hq.inbox.get("K00001")
    assert row.withdrawn is not None
    assert (row.withdrawn.of, row.withdrawn.by, row.withdrawn.at_ms) == (EVERYTHING, "person", scene.clock.utc_ms)
    assert (row.label, row.child, row.post, row.day, row.language, row.has_identity) == (None,) * 5 + (False,)
    assert (row.urgent, row.clock_start_ms) == (True, before.clock_start_ms)
    for one in (row, before):  # also through a row that was read before
        assert shown(hq, one) is None
        with pytest.raises(errors.ConsentWithdrawn):
            hq.inbox.reveal(one, "call back")
        assert [event["kind"] for event in hq.inbox.events(one)] == ["consent_withdrawn"]
    assert hq.journal.last("identity.revealed") is None
    assert (hq.inbox.count(), hq.inbox.count_withdrawn()) == (1, 1)
    assert hq.inbox.withdrawn(record_id(1)) == EVERYTHING
    assert hq.check() == hq.rebuild()


def test_it_holds_for_what_comes_later(scene: Scene, hq: Store) -> None:
    """When the interview arrives after the withdrawal, and for later revisions."""
    assert take(hq, scene, 2, taken_back(scene)) == ["applied"]
    assert hq.inbox.withdrawn(record_id(1)) == EVERYTHING
    take(hq, scene, 1, rec_line(1, scene.clock.now()))
    first = hq.inbox.get("K00001")
    take(hq, scene, 3, rec_line(1, scene.clock.now(), note="green door", rev=2))
    second = hq.inbox.get("K00001")
    assert (first.rev, second.rev) == (1, 2)
    assert (shown(hq, first), shown(hq, second), second.label) == (None, None, None)
    assert hq.inbox.count_withdrawn() == 1


def test_single_purposes_are_told_and_the_answers_stay(scene: Scene, hq: Store) -> None:
    """What is left of the consent still holds."""
    take(hq, scene, 1, rec_line(1, scene.clock.now()), taken_back(scene, "statistics"))
    row = hq.inbox.get("K00001")
    assert row.withdrawn is not None
    assert (row.withdrawn.what, row.label, hq.inbox.count_withdrawn()) == ("statistics", "possible_trafficking", 0)
    assert shown(hq, row)
    assert hq.inbox.withdrawn(record_id(1)) == {"statistics"}
    assert hq.inbox.withdrawn(record_id(2)) == frozenset()


def test_only_the_interviews_own_laptop_withdraws_it(scene: Scene, hq: Store) -> None:
    """Another laptop's word and a fork's stand beside it and change nothing; the receipt does not say applied."""
    take(hq, scene, 1, rec_line(1, scene.clock.now()))
    assert take(hq, scene, 1, taken_back(scene), device=OTHER) == ["new"]
    assert take(hq, scene, 2, taken_back(scene), unconfirmed=True) == ["new"]
    row = hq.inbox.get("K00001")
    assert (row.withdrawn, hq.inbox.withdrawn(row.id), shown(hq, row) is None) == (None, frozenset(), False)
    assert {(one.device, one.what) for one in hq.inbox.unconfirmed(row, 9)} == {
        (OTHER, "consent_withdrawn"),
        (DEVICE, "consent_withdrawn"),
    }
    assert take(hq, scene, 3, taken_back(scene)) == ["applied"]  # in order now, the same line
    assert hq.inbox.withdrawn(row.id) == EVERYTHING
    assert hq.check() == hq.rebuild()


def test_a_stranger_who_withdraws_first_blocks_nothing(scene: Scene, hq: Store) -> None:
    """A withdrawal counts for what the same laptop sent, whoever was first."""
    assert take(hq, scene, 1, taken_back(scene), device=OTHER) == ["applied"]
    take(hq, scene, 1, rec_line(1, scene.clock.now()))
    row = hq.inbox.get("K00001")
    assert (row.withdrawn, hq.inbox.withdrawn(row.id)) == (None, frozenset())
    assert shown(hq, row)


def test_a_withdrawal_that_comes_again_is_a_duplicate(scene: Scene, hq: Store) -> None:
    """In another bundle it changes nothing."""
    lines = (rec_line(1, scene.clock.now()), taken_back(scene))
    assert take(hq, scene, 1, *lines) == ["new", "applied"]
    assert take(hq, scene, 2, *lines) == ["duplicate", "duplicate"]
    assert hq.inbox.count_withdrawn() == 1


@pytest.mark.parametrize("purposes", ["statistics", {"of": "x"}, None, 5])
def test_a_withdrawal_of_a_shape_that_nobody_knows_counts_whole(scene: Scene, hq: Store, purposes: Any) -> None:
    """What a newer or broken laptop says about purposes must not keep an interview open."""
    if isinstance(purposes, dict):
        with pytest.raises(errors.MalformedRecord):
            take(hq, scene, 1, taken_back(scene, purposes=purposes))
        return
    take(hq, scene, 1, rec_line(1, scene.clock.now()), taken_back(scene, purposes=purposes))
    assert hq.inbox.withdrawn(record_id(1)) == EVERYTHING
