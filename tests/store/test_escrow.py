"""The officers' escrow on the laptop and at headquarters, and a store that is opened with its key alone."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.store import key_change, recovering
from fieldkit.store.escrows import KEPT
from fieldkit.store.recovering import recover_store
from fieldkit.store.store import Store, closed_for_travel
from fieldkit.store.wiping import destroy_slots
from fieldkit.sync.bundle.escrow import (
    Escrow,
    OpenedKey,
    make_escrow,
    open_first,
    open_second,
    read_escrow,
    write_escrow,
)
from tests.store.scene import CHEAP, DEVICE, PASSPHRASE, Scene, enrol, finish, incoming, pack, rec_line, start_draft

IDENTITIES = tuple(seal.generate_identity() for _ in range(3))
OFFICERS = tuple(seal.recipient_of(one) for one in IDENTITIES)
NEW = "quite another invented passphrase"


def opened(data: bytes) -> OpenedKey:
    """Return what the first two officers open."""
    return open_second(open_first(read_escrow(data), IDENTITIES[0]), IDENTITIES[1])


def escrowed(store: Store) -> bytes:
    """Return the key as the officers would open it."""
    store.escrow.keep(OFFICERS)
    data = store.escrow.data()
    assert data is not None
    return opened(data).key


def recover(scene: Scene, key: bytes, label: str = "person 1", **more: bool) -> Store:
    return recover_store(scene.home, key, label, NEW, machine=scene.machine, bounds=CHEAP, **more)


# --- the laptop's escrow ---


def test_it_is_made_once_and_anew_when_the_key_or_the_officers_change(field: Store) -> None:
    """It says why; removing a person changes the key, so the old one opens nothing that is written from then on."""
    assert field.escrow.keep(OFFICERS)
    assert not field.escrow.keep(OFFICERS)
    field.keyslots.add("Second", "another invented passphrase")
    field.keyslots.remove("person 2")
    assert not field.escrow.current(OFFICERS)
    assert field.escrow.keep(OFFICERS)
    assert field.escrow.keep(OFFICERS[::-1])
    assert [entry.body["why"] for entry in field.journal.entries("escrow.made")] == ["first", "key", "officers"]
    newest = field.escrow.newest()
    assert newest is not None
    assert (newest.n, newest.officers) == (3, OFFICERS[::-1])


def test_without_officers_there_is_none(scene: Scene, field: Store) -> None:
    """It goes when the rules no longer name anybody."""
    field.escrow.keep(OFFICERS)
    assert not field.escrow.keep(())
    assert (field.escrow.data(), field.escrow.newest(), (scene.folder / "escrow.json").exists()) == (None, None, False)
    assert field.escrow.keep(OFFICERS)
    assert [entry.body["why"] for entry in field.journal.entries("escrow.made")] == ["first", "key"]


def test_a_file_that_is_not_ours_counts_as_none(scene: Scene, field: Store) -> None:
    """Junk under its name, or another laptop's: it is made anew."""
    other = make_escrow(bytes(32), DEVICE, field.id, field.epoch, 1, "first", OFFICERS)
    (scene.folder / "escrow.json").write_bytes(write_escrow(other, SigningKey.from_seed(b"x" * 32)))
    assert field.escrow.data() is None
    assert field.escrow.keep(OFFICERS)


def test_a_drill_opens_nothing_and_is_remembered(field: Store) -> None:
    """The test escrow holds random bytes; what officers open of it is compared, once."""
    assert field.escrow.last_drills() == (None, None)
    key = opened(field.escrow.drill(OFFICERS))
    assert key.key != field._core.dek
    with pytest.raises(errors.DrillDiffers):
        field.escrow.drilled(replace(key, head=replace(key.head, mark="0" * 32)))
    field.escrow.drilled(key)
    assert field.escrow.last_drills()[1] is not None
    with pytest.raises(errors.DrillDiffers):
        field.escrow.drilled(key)
    field.escrow.keep(OFFICERS)
    assert opened(field.escrow.drill(OFFICERS)).head.device == key.head.device


# --- opening with the key alone ---


def test_a_store_without_any_slot_opens_with_the_officers_key(scene: Scene) -> None:
    """It gets a new key, one slot, a new epoch; work that was there is there; the old ways in are gone."""
    with scene.create() as store:
        code = store.keyslots.new_recovery_code()
        finish(store, 1, scene.clock.now())
        start_draft(store, 2, scene.clock.now())
        pack(store)
        key, epoch = escrowed(store), store.epoch
        store.escrow.began_travel()
    assert not closed_for_travel(scene.home)
    assert destroy_slots(scene.home) == ()
    assert closed_for_travel(scene.home)
    for secret, by_recovery in ((PASSPHRASE, False), (code, True)):
        with pytest.raises(errors.ClosedForTravel):
            scene.open(secret, by_recovery=by_recovery)
    with recover(scene, key) as store:
        assert (store.person, store._core.dek != key, store.epoch != epoch) == ("person 1", True, True)
        assert (len(store.drafts.list()), len(store.records.list()), bool(store.check())) == (1, 1, True)
        assert not store.escrow.current(OFFICERS)
        assert store.escrow.keep(OFFICERS, why="recovered")
    with scene.open(NEW) as store:
        assert store.check()
        assert not store.keyslots.has_recovery()
    with pytest.raises(errors.WrongPassphrase):
        scene.open(PASSPHRASE)
    with pytest.raises(errors.NoRecoveryCode):
        scene.open(code, by_recovery=True)
    scene.clock.forward(61)
    with pytest.raises(errors.EscrowKeyWrong):
        recover(scene, key)


def test_it_works_beside_slots_that_nobody_can_open(scene: Scene) -> None:
    """Passphrases lost, or keyslots.json damaged: what lies there is replaced."""
    with scene.create() as store:
        key = escrowed(store)
    (scene.folder / "keyslots.json").write_bytes(b"damaged")
    recover(scene, key).close()
    with scene.open(NEW) as store:
        store.keyslots.add("Second", PASSPHRASE)
        key = escrowed(store)
    with recover(scene, key, "person 2") as store:
        assert store.person == "person 2"
    with scene.open(NEW) as store:
        assert store.person == "person 2"


def test_a_copy_of_the_disk_opens_with_the_escrow_of_its_time(scene: Scene, tmp_path: Path) -> None:
    """An older copy needs the older escrow, and only that."""
    with scene.create() as store:
        key = escrowed(store)
    copy = Scene(tmp_path / "copy", scene.clock)
    shutil.copytree(scene.home, copy.home)
    recover(scene, key).close()
    recover(copy, key).close()


def test_what_cannot_be_recovered_is_said_and_changes_nothing(scene: Scene, tmp_path: Path) -> None:
    """A wrong key, an unknown person, a weak passphrase, a store in use, no store, headquarters."""
    with pytest.raises(errors.NoStore):
        recover(scene, bytes(32))
    with scene.create() as store:
        key = escrowed(store)
        with pytest.raises(errors.StoreBusy):
            recover(scene, key)
    with pytest.raises(errors.EscrowKeyWrong):
        recover(scene, bytes(32))
    with pytest.raises(errors.SlotUnknown):
        recover(scene, key, "person 9")
    with pytest.raises(errors.WeakPassphrase):
        recover_store(scene.home, key, "person 1", "short", machine=scene.machine, bounds=CHEAP)
    scene.open().close()
    office = Scene(tmp_path / "office")
    with office.create(Role.HQ) as store:
        key = store._core.dek
    with pytest.raises(errors.WrongRole):
        recover(office, key)


def test_a_loss_is_not_passed_over(scene: Scene) -> None:
    """Something that was put back is named; going on needs a word for it."""
    with scene.create() as store:
        key = escrowed(store)
    older = (scene.folder / "S.db").read_bytes()
    with scene.open() as store:
        finish(store, 1, scene.clock.now())
    (scene.folder / "S.db").write_bytes(older)
    with pytest.raises(errors.StoreRolledBack):
        recover(scene, key)
    with recover(scene, key, despite_loss=True) as store:
        assert store.check()
    scene.open(NEW).close()


@pytest.mark.parametrize("step", ["begin", "_write", "rekey", "finish"])
def test_a_recovery_cut_short_opens_with_the_key_or_the_new_passphrase(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whichever step fails: the same command again, or the new passphrase; never neither."""
    with scene.create() as store:
        key = escrowed(store)
    destroy_slots(scene.home)

    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(key_change, step, fails)
        with pytest.raises(KeyboardInterrupt):
            recover(scene, key)
    try:
        with recover(scene, key) as store:
            assert store.check()
    except errors.EscrowKeyWrong:
        pass
    with scene.open(NEW) as store:
        assert store.check()
        assert store._core.dek != key
        assert store.journal.last("keys.recovered") is not None
        assert store.epoch != next(store.journal.entries()).epoch
        assert store.escrow.keep(OFFICERS)
        made = store.journal.last("escrow.made")
        assert made is not None
        assert made.body["why"] == "recovered"


def test_a_store_that_does_not_open_whole_is_closed_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error on the way leaves no lock and no open file."""
    with scene.create() as store:
        key = escrowed(store)

    def fails(_: object) -> None:
        raise errors.StoreTooNew(found=9, known=6)

    with monkeypatch.context() as patch:
        patch.setattr(recovering, "migrate", fails)
        with pytest.raises(errors.StoreTooNew):
            recover(scene, key)
    recover(scene, key).close()


# --- at headquarters ---


def received(number: int, device: str = DEVICE, epoch: str = "e-" + "3" * 16) -> tuple[Escrow, bytes]:
    made = make_escrow(number.to_bytes(32, "big"), device, "s-" + "2" * 32, epoch, number, "key", OFFICERS)
    return made, write_escrow(made, SigningKey.from_seed(b"k" * 32))


def test_headquarters_keeps_the_newest_and_gives_it_with_a_reason(scene: Scene, hq: Store) -> None:
    """The same file again adds nothing; each giving out is in the journal; a rebuild gives the same."""
    enrol(hq)
    with pytest.raises(errors.EscrowUnknown):
        hq.escrows.give(DEVICE, "a test")
    files = [received(number) for number in range(1, KEPT + 3)]
    assert [hq.escrows.add(*file, scene.clock.now()) for file in (*files, files[0])] == [True] * len(files) + [False]
    rows = hq.escrows.of(DEVICE)
    assert [row.number for row in rows if row.content is not None] == list(range(KEPT + 2, 2, -1))
    row, data = hq.escrows.give(DEVICE, "a test")
    assert (row.number, data) == (KEPT + 2, files[-1][1])
    assert [entry.body["reason"] for entry in hq.journal.entries("escrow.given")] == ["a test"]
    assert hq.check() == hq.rebuild()


def test_an_older_escrow_that_comes_late_is_not_given_out_for_the_newest(scene: Scene, hq: Store) -> None:
    """It lay on a stick in a drawer, or somebody kept it back: its key opens nothing any more. Which one is given out
    can be said, for a laptop that was restored counts anew."""
    enrol(hq)
    for number in (2, 3, 1):
        hq.escrows.add(*received(number), scene.clock.now())
    assert hq.escrows.give(DEVICE, "a test")[0].number == 3
    assert hq.escrows.give(DEVICE, "a test", number=1)[0].number == 1
    with pytest.raises(errors.EscrowUnknown):
        hq.escrows.give(DEVICE, "a test", number=4)
    for seq, epoch, made_ms in ((1, "e-" + "3" * 16, 1000), (1, "e-" + "4" * 16, 2000)):
        bundle = replace(incoming(seq, rec_line(made_ms, scene.clock.now())), epoch=epoch, made_ms=made_ms)
        bundle = replace(bundle, manifest_hash=f"{made_ms:064x}")
        hq.intake.import_bundle(bundle, scene.clock.now(), lambda o: (o.number, b"receipt"))
    hq.escrows.add(*received(2, epoch="e-" + "4" * 16), scene.clock.now())
    hq.escrows.add(*received(7), scene.clock.now())
    given = hq.escrows.give(DEVICE, "a test")[0]
    assert (given.epoch, given.number) == ("e-" + "4" * 16, 2)


def test_what_was_last_seen_of_a_laptop_is_told(scene: Scene, hq: Store) -> None:
    """The newest bundle that came, and what it named."""
    enrol(hq)
    assert hq.escrows.last_seen(DEVICE) is None
    for seq in (1, 2):
        bundle = replace(incoming(seq, rec_line(seq, scene.clock.now())), policy=seq)
        hq.intake.import_bundle(bundle, scene.clock.now(), lambda _: ("00000001.fkr", b"receipt"))
    last = hq.escrows.last_seen(DEVICE)
    assert last is not None
    assert (last.seq, last.policy, last.rcpt) == (2, 2, "0" * 64)
    hq.escrows.lost(DEVICE, last.seq, scene.clock.now())
    assert [entry.body["seq"] for entry in hq.journal.entries("device.lost")] == [2]


def test_the_escrow_belongs_to_laptops_and_those_received_to_headquarters(field: Store) -> None:
    """Each in its own role."""
    with pytest.raises(errors.WrongRole):
        field.escrows.of(DEVICE)
    with pytest.raises(errors.WrongRole):
        field.escrows.last_seen(DEVICE)
