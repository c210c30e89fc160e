"""Finished interviews on the field laptop: states, reports, packing, receipts, erasure."""

import pytest

from fieldkit import errors
from fieldkit.cases.words import BundleState, PackedBundle, RecordState, Report
from fieldkit.store.store import Store
from tests.store.scene import Scene, content, finish, pack, receipt, record_id, start_draft, stub


def test_an_interview_goes_through_four_states(scene: Scene, field: Store) -> None:
    """On this laptop, packed, handed over, received by HQ with a receipt number."""
    finish(field, 1, scene.clock.now())

    def state() -> tuple[RecordState, str | None]:
        row = field.records.get("K00001")
        return row.state, row.receipt

    states = [state()]
    bundle = pack(field)
    states.append(state())
    field.outbox.handed_over(field.outbox.waiting(), "the folder", scene.clock.now())
    states.append(state())
    field.outbox.apply_receipt(receipt(bundle))
    states.append(state())
    assert states == [
        (RecordState.ON_LAPTOP, None),
        (RecordState.PACKED, None),
        (RecordState.HANDED_OVER, None),
        (RecordState.RECEIVED, "R-000001-3"),
    ]
    assert field.check() == field.rebuild()


def test_a_record_is_found_by_its_code_as_people_type_it(scene: Scene, field: Store) -> None:
    """Case, dash, O for 0 do not matter."""
    finish(field, 1, scene.clock.now())
    assert field.records.get("k00-o01").id == record_id(1)
    assert field.records.get(record_id(1).upper()).code == "K00001"
    with pytest.raises(errors.RecordUnknown):
        field.records.get("K7M-4QX")


def test_two_records_with_one_code_must_be_told_apart_by_id(scene: Scene, field: Store) -> None:
    """Short codes are random; a clash is said, never guessed."""
    now = scene.clock.now()
    finish(field, 1, now)
    start_draft(field, 2, now)
    field.drafts.finish(record_id(2), stub(2, now, code="K00001"), content())
    with pytest.raises(errors.RecordAmbiguous):
        field.records.get("K00001")


def test_a_report_by_voice_is_kept_and_travels(scene: Scene, field: Store) -> None:
    """Who was told, by what means, when."""
    at = scene.clock.now()
    finish(field, 1, at)
    field.records.report_made(record_id(1), by="voice", to="the duty officer", at=at)
    field.records.report_made(record_id(1), by="in person", to="the deputy", at=at)
    row = field.records.get(record_id(1))
    assert row.voice_ms == at.utc_ms
    assert field.records.reports(row.id)[0] == Report(row.id, "voice", "the duty officer", at.utc_ms)
    event = field.records.pending()[-1]
    assert (event.kind, event.body["kind"], event.body["by"]) == ("event", "report_made", "in person")
    with pytest.raises(errors.RecordUnknown):
        field.records.report_made(record_id(7), by="voice", to="nobody", at=at)
    assert field.check() == field.rebuild()


def test_packing_takes_the_readable_copy_only_when_told(scene: Scene, field: Store) -> None:
    """Code, date and state stay; questions and answers go."""
    first = finish(field, 1, scene.clock.now(), identity={"name": "invented"})
    pack(field)
    assert field.records.content(first) == content()
    second = finish(field, 2, scene.clock.now())
    pack(field, erase_readable=True)
    assert field.records.content(second) is None
    row = field.records.get(second)
    assert (row.readable, row.code, row.stub["code"]) == (False, "K00002", "K00002")
    assert field.records.identity(first, purpose="call back") == {"name": "invented"}
    assert field.records.identity(second, purpose="call back") is None
    assert field.check() == field.rebuild()


def test_a_receipt_takes_the_readable_copy_and_proves_the_recipients(scene: Scene, field: Store) -> None:
    """The first receipt proves that HQ can open what is sealed to these recipients."""
    record = finish(field, 1, scene.clock.now(), identity={"name": "invented"})
    bundle = pack(field)
    assert not field.outbox.proven(["k-2", "k-1"])
    applied = field.outbox.apply_receipt(receipt(bundle))
    assert (applied.new, set(applied.received), applied.erased) == (True, {record}, (record,))
    assert field.outbox.proven(["k-2", "k-1"])
    assert not field.outbox.proven(["k-1"])
    assert field.records.identity(record, purpose="call back") is None
    assert not field.outbox.apply_receipt(receipt(bundle)).new
    assert field.outbox.receipt_hashes() == {receipt(bundle).receipt_hash}
    assert field.check() == field.rebuild()


def test_a_receipt_that_names_a_key_the_bundle_was_not_sealed_to_proves_nothing(scene: Scene, field: Store) -> None:
    """Whoever opened it by a key that is not on it did not open this bundle: readable copies wait for better proof."""
    finish(field, 1, scene.clock.now())
    bundle = pack(field)
    field.outbox.apply_receipt(receipt(bundle, recipients=("k-1", "k-9")))
    assert not field.outbox.proven(["k-2", "k-1"])
    assert not field.outbox.has_opened("case")


def test_a_receipt_that_says_quarantined_receives_nothing(scene: Scene, field: Store) -> None:
    """The worker sees the word; the readable copy stays; a later receipt can still accept."""
    record = finish(field, 1, scene.clock.now())
    bundle = pack(field)
    refused = receipt(bundle, "R-000001-3", outcome="quarantined:unknown-device", records=())
    assert field.outbox.apply_receipt(refused).erased == ()
    assert field.records.content(record) is not None
    (row,) = field.outbox.waiting()
    assert (row.outcome, row.state) == ("quarantined:unknown-device", BundleState.PACKED)
    field.outbox.apply_receipt(receipt(bundle, "R-000002-2"))
    assert field.outbox.waiting() == ()
    assert field.check() == field.rebuild()


def test_a_receipt_that_lists_only_part_of_a_bundle_takes_nothing(scene: Scene, field: Store) -> None:
    """A bundle is received when all of its lines are listed; until then it is offered again and stays readable."""
    for number in (1, 2):
        finish(field, number, scene.clock.now())
    bundle = pack(field)
    (first, revision), _ = bundle.records
    part = field.outbox.apply_receipt(receipt(bundle, records=((first, revision, "new"),)))
    assert (part.received, part.erased) == ((first,), ())
    assert all(row.readable for row in field.records.list())
    assert [row.seq for row in field.outbox.waiting()] == [1]
    assert field.check() == field.rebuild()


def test_a_receipt_for_somebody_elses_bundle_is_refused(scene: Scene, field: Store) -> None:
    """Device, epoch, number and manifest hash must all be ours."""
    finish(field, 1, scene.clock.now())
    bundle = pack(field)
    with pytest.raises(errors.ReceiptNotOurs):
        field.outbox.apply_receipt(receipt(bundle, manifest_hash="0" * 64))


def test_bundles_follow_each_other(scene: Scene, field: Store) -> None:
    """Number and previous hash come from the store; anything else is out of turn."""
    finish(field, 1, scene.clock.now())
    first = pack(field)
    following = field.outbox.next_bundle()
    assert (following.seq, following.prev, following.dev) == (2, first.manifest_hash, field.identity.device)
    with pytest.raises(errors.BundleOutOfTurn):
        field.outbox.add(first, erase_readable=False)


def test_hq_can_ask_for_bundles_again(scene: Scene, field: Store) -> None:
    """Numbers HQ misses are offered again; after a restore of HQ so is everything above its mark."""
    bundles: list[PackedBundle] = []
    for number in range(1, 4):
        finish(field, number, scene.clock.now())
        bundles.append(pack(field))
        field.outbox.apply_receipt(receipt(bundles[-1], f"R-{number}"))
    assert field.outbox.waiting() == ()
    finish(field, 4, scene.clock.now())
    fourth = pack(field)
    restored = receipt(fourth, "R-4", hq_epoch="e-" + "9" * 16, high_water=1, missing=(2,))
    assert field.outbox.apply_receipt(restored).again == (2, 3)
    assert [row.seq for row in field.outbox.waiting()] == [2, 3]
    field.outbox.handed_over(field.outbox.waiting(), "the folder", scene.clock.now())
    assert [row.seq for row in field.outbox.waiting()] == [2, 3]  # until HQ's receipt, however often handed over
    assert field.check() == field.rebuild()


def test_the_sealed_file_is_kept_and_checked(scene: Scene, field: Store) -> None:
    """Resending offers the stored file unchanged; a changed one is not offered."""
    finish(field, 1, scene.clock.now())
    bundle = pack(field)
    (row,) = field.outbox.list()
    assert field.outbox.data(row) == bundle.data
    field.outbox.path(row).write_bytes(b"other")
    with pytest.raises(errors.OutboxFileDamaged):
        field.outbox.data(row)
    with pytest.raises(errors.OutboxFileDamaged):
        field.check()
    field.outbox.path(row).unlink()
    with pytest.raises(errors.OutboxFileDamaged):
        field.outbox.data(row)


def test_a_file_that_no_entry_names_goes_at_unlock(scene: Scene) -> None:
    """A sealed file that no entry names is put aside, never offered and never deleted: it may be an only copy."""
    with scene.create() as store:
        finish(store, 1, scene.clock.now())
        bundle = pack(store)
    stray = scene.folder / "outbox" / "e-0000000000000000-00000009.fkb"
    stray.write_bytes(b"stray")
    with scene.open() as store:
        assert not stray.exists()
        assert [p.read_bytes() for p in stray.parent.glob("*.aside")] == [b"stray"]
        assert store.outbox.data(store.outbox.list()[0]) == bundle.data


def test_a_file_that_was_put_aside_stays_aside(scene: Scene) -> None:
    """It may be the only copy of an interview: no later unlock deletes it or gives it another name."""
    with scene.create():
        pass
    folder = scene.folder / "outbox"
    (folder / "e-0000000000000000-00000009.fkb").write_bytes(b"stray")
    found = []
    for _ in range(2):
        with scene.open():
            found.append([(path.name, path.read_bytes()) for path in folder.iterdir()])
    assert found[0] == found[1]
    assert [data for _, data in found[0]] == [b"stray"]


def test_a_bundle_name_cannot_leave_the_outbox(scene: Scene, field: Store) -> None:
    """Names are checked before anything is written."""
    finish(field, 1, scene.clock.now())
    following = field.outbox.next_bundle()
    bad = PackedBundle("../x.fkb", b"", following.epoch, 1, following.prev, "a" * 64, ("k-1",), "case", (), ())
    with pytest.raises(errors.StoreError):
        field.outbox.add(bad, erase_readable=False)


def test_reads_are_journaled_with_their_purpose(scene: Scene, field: Store) -> None:
    """Looking at an interview or at who somebody is leaves a trace."""
    record = finish(field, 1, scene.clock.now(), identity={"name": "invented"})
    field.records.content(record)
    field.records.content(record, purpose="show")
    field.records.identity(record, purpose="call back")
    kinds = [(e.kind, e.body["purpose"]) for e in field.journal.entries() if "purpose" in e.body]
    assert kinds == [("record.read", "show"), ("identity.revealed", "call back")]


def test_settings_come_back_and_are_checked(scene: Scene) -> None:
    """Values live in the database only; the journal keeps a commitment."""
    with scene.create() as store:
        store.settings.put("hq.card", b"card bytes")
        store.settings.put_json("hq.approved", {"forms": [1, 2]})
        store.settings.put("gone", b"x")
        store.settings.delete("gone")
        store.settings.delete("gone")
        store.settings.change({"one": b"1", "two": b"2"}, ["gone"])
        store.settings.change({"one": b"3"}, ["two"])
        assert (store.settings.get("one"), store.settings.get("two")) == (b"3", None)
    with scene.open() as store:
        assert (store.settings.get("hq.card"), store.settings.get("gone")) == (b"card bytes", None)
        assert store.settings.get_json("hq.approved") == {"forms": [1, 2]}
        assert store.settings.get_json("gone") is None
        assert "hq.card" in store.settings.names()
        assert store.check()
        store.connection.execute("UPDATE settings SET value = X'00' WHERE name = 'hq.card'")
        with pytest.raises(errors.JournalDamaged, match="the settings"):
            store.check()


def test_the_parts_of_headquarters_are_refused_in_the_field(scene: Scene, field: Store) -> None:
    """Roles are fixed when a store is made."""
    for work in (field.inbox.list, field.devices.list, field.quarantine.list, field.inbox.count):
        with pytest.raises(errors.WrongRole):
            work()
