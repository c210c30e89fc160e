"""Failures in the middle of work that the other tests do not reach."""

import errno
import os
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.store import opening
from fieldkit.store.calibration import cost_here, free_memory_kib
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.slots_file import Cost, CostBounds
from fieldkit.store.store import Store, wait_before_attempt
from tests.store.scene import PASSPHRASE, Scene, enrol, finish, pack, receipt

SECOND = "another person's invented words"


def _no_room_for(monkeypatch: pytest.MonkeyPatch, name: str, times: int = 10**6) -> None:
    """Let the disk be full for files of one name, the first so many times."""
    real, left = SystemPlatform.write_private, {"times": times}

    def write(self: SystemPlatform, path: Path, data: bytes, *, sync: bool = True) -> None:
        if path.name == name and left["times"] > 0:
            left["times"] -= 1
            raise errors.DiskFull(what=name)
        real(self, path, data, sync=sync)

    monkeypatch.setattr(SystemPlatform, "write_private", write)


def test_keyslots_that_cannot_be_written_leave_the_old_ones(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk during `key passwd`: the old passphrase stays, and keys can be changed afterwards."""
    with scene.create() as store:
        with monkeypatch.context() as patched:
            _no_room_for(patched, "keyslots.json", times=1)
            with pytest.raises(errors.DiskFull):
                store.keyslots.passwd(PASSPHRASE, SECOND)
        assert store.keyslots.add("Second Name", SECOND) == "person 2"
    with scene.open() as store:
        assert store.check()


def test_a_rekeying_on_a_full_disk_is_finished_at_the_next_unlock(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keyslots are in place already and hold both keys."""
    with scene.create() as store:
        store.keyslots.add("Second Name", SECOND)
        with monkeypatch.context() as patched:

            def full(*_: object) -> None:
                raise errors.DiskFull(what="the database")

            patched.setattr("fieldkit.store.key_change.give_key", full)
            with pytest.raises(errors.DiskFull):
                store.keyslots.remove("person 2")
        finish(store, 1, scene.clock.now())
    with scene.open() as store:
        assert [row.code for row in store.records.list()] == ["K00001"]
        assert store.check()


def test_a_bundle_file_takes_the_ballast_too(scene: Scene, field: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk while packing costs the ballast first."""
    finish(field, 1, scene.clock.now())
    name = f"{field.epoch}-00000001.fkb"
    with monkeypatch.context() as patched:
        _no_room_for(patched, name, times=1)
        pack(field)
    assert field.ballast_spent
    finish(field, 2, scene.clock.now())
    with monkeypatch.context() as patched:
        _no_room_for(patched, f"{field.epoch}-00000002.fkb")
        with pytest.raises(errors.DiskFull):
            pack(field)
    assert len(field.outbox.list()) == 1


def test_a_wrong_passphrase_is_said_even_when_it_cannot_be_counted(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk must not hide that the passphrase is wrong."""
    scene.create().close()
    _no_room_for(monkeypatch, "attempts.json")
    for _ in range(4):
        with pytest.raises(errors.WrongPassphrase):
            scene.open("not the passphrase at all")
    assert wait_before_attempt(scene.home, scene.machine) == 0


@pytest.mark.parametrize(
    "text", [b'{"failed":true,"last":[],"v":1}', b'{"failed":3,"last":{"utc_ms":"x"},"v":1}', b"{}"]
)
def test_a_strange_count_of_tries_counts_as_none(scene: Scene, text: bytes) -> None:
    """The file is only a brake."""
    scene.create().close()
    (scene.folder / "attempts.json").write_bytes(text)
    assert wait_before_attempt(scene.home, scene.machine) == 0
    scene.open().close()


def test_an_anchor_that_cannot_be_synced_is_said(scene: Scene, field: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """At finishing the anchor must reach the disk; between answers it may lag."""
    start = field._core.anchor.mark
    assert start is not None

    def broken(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", broken)
        with pytest.raises(errors.UnwritablePlace):
            field._core.mark(sync=True)
    with monkeypatch.context() as patched:
        patched.setattr(os, "lseek", lambda *_: broken(0))
        field._core.mark()
    field._core.mark(sync=True)


def test_a_database_of_another_journal_is_noticed(scene: Scene, tmp_path: Path) -> None:
    """The anchor's entry must have the hash that was written, not only the number."""
    with scene.create() as store:
        finish(store, 1, scene.clock.now())
        store.connection.execute("UPDATE entries SET hash = ? WHERE n = ?", ("0" * 64, store.journal.head().n))
    with pytest.raises(errors.StoreRolledBack, match="is not the one that was written"):
        scene.open()


def test_a_sqlite_without_encryption_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the library were plain SQLite the key would be ignored and everything written in clear."""
    import sqlite3

    monkeypatch.setattr("sqlcipher3.connect", sqlite3.connect)
    with pytest.raises(errors.StoreDamaged, match="without encryption"):
        opening.open_database(tmp_path / "x.db", bytes(32))


def test_the_cost_on_this_machine_is_never_below_the_floor() -> None:
    """Calibration measures real derivations."""
    bounds = CostBounds(Cost(64, 1, 1), Cost(1024, 16, 16), Cost(256, 1, 1))
    assert cost_here(bounds).within(bounds.floor, bounds.ceiling)
    assert free_memory_kib() >= 0


def test_field_work_is_refused_at_headquarters(scene: Scene, hq: Store) -> None:
    """Roles are fixed when a store is made."""
    enrol(hq)
    for work in (hq.records.list, hq.records.pending, hq.outbox.list, hq.outbox.waiting, hq.outbox.next_bundle):
        with pytest.raises(errors.WrongRole):
            work()


def test_a_receipt_that_erases_nothing_keeps_the_readable_copy(scene: Scene, field: Store) -> None:
    """Policy `until_receipt` and others decide; the store does as told."""
    record = finish(field, 1, scene.clock.now())
    bundle = pack(field)
    assert field.outbox.apply_receipt(receipt(bundle), erase_readable=False).erased == ()
    assert field.records.content(record) is not None
    field.outbox.handed_over((), "nowhere", scene.clock.now())
    assert field.records.erase_readable([record], "asked to") == (record,)
    assert field.records.erase_readable([record], "asked to") == ()
