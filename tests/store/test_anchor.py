"""What is noticed when a store is unlocked: store-format 8. SQLCipher's own checks notice none of this."""

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.store import unlock_checks
from fieldkit.store.anchor import RECORD_BYTES
from fieldkit.store.store import Store
from tests.store.scene import Scene, enrol, finish, incoming, rec_line, record_id, start_draft

PAGE = 4096


def crashed(scene: Scene, store: Store) -> None:
    """End without closing in order: what is in the log stays in the log."""
    copy = scene.home / "as it was"
    shutil.copytree(scene.folder, copy)
    store.close()
    shutil.rmtree(scene.folder)
    copy.rename(scene.folder)


def test_a_crash_loses_nothing_and_raises_no_alarm(scene: Scene) -> None:
    """After a crash the log is read, everything is checked, and work goes on."""
    store = scene.create()
    finish(store, 1, scene.clock.now())
    draft_id = start_draft(store, 2, scene.clock.now())
    store.drafts.put(draft_id, "offer", "yes", scene.clock.now(), "en")
    crashed(scene, store)
    with scene.open() as again:
        assert again.drafts.load(draft_id).answers == {"offer": "yes"}
        assert len(again.records.list()) == 1


def test_closing_in_order_lets_the_next_unlock_trust_the_file(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The anchor then holds the hash of the database file, so that not everything must be checked again."""
    scene.create().close()
    lines = (scene.folder / "anchor.json").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    newest = max(records, key=lambda record: record["w"])
    assert newest["file"] == sha256((scene.folder / "S.db").read_bytes()).hexdigest()

    def never(_: object) -> str:
        raise AssertionError("everything was checked although the store was closed in order")

    monkeypatch.setattr(unlock_checks, "check_everything", never)
    scene.open().close()


def test_an_anchor_that_lags_raises_no_alarm(scene: Scene) -> None:
    """The anchor may be older than the database: a crash between commit and anchor is no loss."""
    store = scene.create()
    before = (scene.folder / "anchor.json").read_bytes()
    finish(store, 1, scene.clock.now())
    crashed(scene, store)
    (scene.folder / "anchor.json").write_bytes(before)
    scene.open().close()


def _answered(scene: Scene) -> tuple[Store, str]:
    store = scene.create()
    draft_id = start_draft(store, 1, scene.clock.now())
    for number in range(30):
        store.drafts.put(draft_id, f"q{number}", "a longer answer " * 9, scene.clock.now(), "en")
    return store, draft_id


@pytest.mark.parametrize("keep", [0, 32, 5000, 60_000])
def test_a_truncated_log_is_noticed(scene: Scene, keep: int) -> None:
    """Cutting S.db-wal loses committed answers: SQLite says nothing, fieldkit says how many are missing."""
    store, _ = _answered(scene)
    crashed(scene, store)
    log = scene.folder / "S.db-wal"
    assert log.stat().st_size > keep
    log.write_bytes(log.read_bytes()[:keep])
    with pytest.raises(errors.StoreRolledBack, match="answers are missing"):
        scene.open()


def test_a_flipped_bit_in_the_log_is_noticed(scene: Scene) -> None:
    """One bit drops every later commit without a word from SQLite."""
    store, _ = _answered(scene)
    crashed(scene, store)
    log = scene.folder / "S.db-wal"
    data = bytearray(log.read_bytes())
    data[len(data) // 2] ^= 1
    log.write_bytes(bytes(data))
    with pytest.raises((errors.StoreRolledBack, errors.StoreDamaged)):
        scene.open()


def test_an_older_page_put_back_is_noticed(scene: Scene) -> None:
    """Each single page that differs between yesterday and today is put back in turn; every one is noticed."""
    with scene.create() as store:
        for number in range(8):
            finish(store, number, scene.clock.now())
    yesterday = (scene.folder / "S.db").read_bytes()
    scene.clock.forward(3600)
    with scene.open() as store:
        for number in range(8):
            store.records.report_made(record_id(number), by="voice", to="duty", at=scene.clock.now())
        store.records.erase_readable([store.records.list()[0].id], "test")
        draft_id = start_draft(store, 20, scene.clock.now())
        store.drafts.put(draft_id, "offer", "yes", scene.clock.now(), "en")
    today = (scene.folder / "S.db").read_bytes()
    older = [p for p in range(1, len(yesterday) // PAGE) if yesterday[p * PAGE :][:PAGE] != today[p * PAGE :][:PAGE]]
    unnoticed = [page for page in older if not _noticed(scene, yesterday, today, page)]
    assert len(older) >= 5
    assert unnoticed == []


def _noticed(scene: Scene, yesterday: bytes, today: bytes, page: int) -> bool:
    place = page * PAGE
    (scene.folder / "S.db").write_bytes(today[:place] + yesterday[place : place + PAGE] + today[place + PAGE :])
    anchor = (scene.folder / "anchor.json").read_bytes()
    try:
        scene.open().close()
    except (errors.StoreRolledBack, errors.StoreDamaged):
        return True
    finally:
        (scene.folder / "anchor.json").write_bytes(anchor)
    return False


def test_a_damaged_page_is_named_as_damage(scene: Scene) -> None:
    """A page that cannot be read is damage, not a loss that could be accepted."""
    with scene.create() as store:
        finish(store, 1, scene.clock.now())
    path = scene.folder / "S.db"
    data = bytearray(path.read_bytes())
    for page in range(len(data) // PAGE):
        data[page * PAGE + 100] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(errors.StoreDamaged):
        scene.open()


def test_every_single_damaged_page_gives_an_error_or_is_unused(scene: Scene) -> None:
    """A flipped bit in any page is an error of the catalogue when the store is opened after it."""
    with scene.create() as store:
        finish(store, 1, scene.clock.now())
    path, good = scene.folder / "S.db", (scene.folder / "S.db").read_bytes()
    for page in range(len(good) // PAGE):
        bad = bytearray(good)
        bad[page * PAGE + 200] ^= 4
        path.write_bytes(bytes(bad))
        try:
            scene.open().close()
        except (errors.StoreDamaged, errors.StoreRolledBack, errors.StoreUnwritable):
            continue
        finally:
            path.write_bytes(good)


def test_the_whole_database_put_back_is_noticed(scene: Scene) -> None:
    """An older S.db is behind the anchor."""
    scene.create().close()
    yesterday = (scene.folder / "S.db").read_bytes()
    with scene.open() as store:
        finish(store, 1, scene.clock.now())
    (scene.folder / "S.db").write_bytes(yesterday)
    with pytest.raises(errors.StoreRolledBack, match="3 journal entries and"):
        scene.open()


def test_replaced_keyslots_are_noticed(scene: Scene) -> None:
    """Older keyslots, whose passphrase was changed since, do not come back unnoticed."""
    with scene.create() as store:
        old = (scene.folder / "keyslots.json").read_bytes()
        store.keyslots.passwd("invented words for a test", "other invented words here")
    (scene.folder / "keyslots.json").write_bytes(old)
    with pytest.raises(errors.StoreRolledBack, match=r"keyslots\.json"):
        scene.open()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: b"\0" * len(data),
        lambda data: data.replace(b'"mac":"', b'"mac":"0')[: len(data)],
        lambda data: b"[]".ljust(RECORD_BYTES) * 2,
        lambda data: b"{}".ljust(RECORD_BYTES) * 2,
    ],
)
def test_a_missing_or_forged_anchor_is_noticed(scene: Scene, spoil: Callable[[bytes], bytes]) -> None:
    """Without a valid anchor nobody can say that nothing is missing."""
    scene.create().close()
    path = scene.folder / "anchor.json"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(errors.StoreRolledBack, match="the anchor file"):
        scene.open()
    path.unlink()
    with pytest.raises(errors.StoreRolledBack, match="the anchor file"):
        scene.open()


def test_a_torn_newer_record_leaves_the_older_one(scene: Scene) -> None:
    """Two records take turns, so a torn write spoils only the newer."""
    store = scene.create()
    finish(store, 1, scene.clock.now())
    crashed(scene, store)
    path = scene.folder / "anchor.json"
    data = path.read_bytes()
    records = [json.loads(data[i * RECORD_BYTES :][:RECORD_BYTES]) for i in range(2)]
    newer = 0 if records[0]["w"] > records[1]["w"] else 1
    torn = bytearray(data)
    torn[newer * RECORD_BYTES + 40 : newer * RECORD_BYTES + 90] = b" " * 50
    path.write_bytes(bytes(torn))
    scene.open().close()


def test_a_loss_is_accepted_in_words_and_work_goes_on_in_a_new_epoch(scene: Scene) -> None:
    """Opened despite the loss nothing can be written; accepting it opens a new epoch and journals what is missing."""
    store, _ = _answered(scene)
    epoch = store.epoch
    crashed(scene, store)
    log = scene.folder / "S.db-wal"
    log.write_bytes(log.read_bytes()[:60_000])
    with scene.open(despite_loss=True) as store:
        assert store.loss is not None
        assert store.loss.answers > 0
        with pytest.raises(errors.StoreRolledBack):
            start_draft(store, 7, scene.clock.now())
    with pytest.raises(errors.StoreRolledBack):
        scene.open()
    with scene.open(despite_loss=True) as store:
        opened = store.accept_loss()
        assert opened == store.epoch != epoch
        assert store.accept_loss() == opened
        entry = store.journal.last("epoch.opened")
        assert entry is not None
        assert "answers are missing" in str(entry.body["reason"])
        assert store.check()
    with scene.open() as store:
        finish(store, 3, scene.clock.now())
        assert store.check()


def test_every_page_put_back_can_be_accepted(scene: Scene) -> None:
    """Whatever older page was put back: after accepting the loss the store is consistent and usable."""
    with scene.create() as store:
        for number in range(4):
            finish(store, number, scene.clock.now())
    yesterday = (scene.folder / "S.db").read_bytes()
    with scene.open() as store:
        for number in range(4, 8):
            finish(store, number, scene.clock.now(), identity={"name": "invented"})
        store.records.erase_readable([store.records.list()[3].id], "test")
        draft_id = start_draft(store, 20, scene.clock.now())
        store.drafts.put(draft_id, "offer", "yes", scene.clock.now(), "en")
    kept = scene.home / "kept"
    shutil.copytree(scene.folder, kept)
    today = (kept / "S.db").read_bytes()
    accepted = 0
    for page in range(1, len(yesterday) // PAGE):
        place = page * PAGE
        if yesterday[place:][:PAGE] == today[place:][:PAGE]:
            continue
        shutil.rmtree(scene.folder)
        shutil.copytree(kept, scene.folder)
        (scene.folder / "S.db").write_bytes(today[:place] + yesterday[place : place + PAGE] + today[place + PAGE :])
        try:
            store = scene.open(despite_loss=True)
        except errors.StoreDamaged:
            continue
        with store:
            try:
                store.accept_loss()
            except errors.StoreDamaged:
                continue
            assert store.check()
        scene.open().close()
        accepted += 1
    assert accepted > 3


def test_a_new_epoch_is_opened_on_request(scene: Scene, field: Store) -> None:
    """After a restore bundle numbers start again under a new epoch."""
    before = field.outbox.next_bundle()
    epoch = field.new_epoch("restored from a backup")
    following = field.outbox.next_bundle()
    assert (following.epoch, following.seq) == (epoch, 1)
    assert before.epoch != epoch
    assert field.check()


def test_hq_notices_an_older_inbox_page(scene: Scene) -> None:
    """A result cannot be turned from urgent to not urgent by an old page: the tables are compared with the journal."""
    with scene.create(Role.HQ) as store:
        enrol(store)
    yesterday = (scene.folder / "S.db").read_bytes()
    with scene.open() as store:
        store.intake.import_bundle(
            incoming(1, rec_line(1, scene.clock.now(), urgent=True)), scene.clock.now(), lambda _: ("r.fkr", b"receipt")
        )
    today = (scene.folder / "S.db").read_bytes()
    older = [p for p in range(1, len(yesterday) // PAGE) if yesterday[p * PAGE :][:PAGE] != today[p * PAGE :][:PAGE]]
    assert [page for page in older if not _noticed(scene, yesterday, today, page)] == []


def test_a_copy_opens_like_the_store(scene: Scene, tmp_path: Path) -> None:
    """A backup is encrypted as the store is and opens with the same passphrase."""
    with scene.create() as store:
        finish(store, 1, scene.clock.now())
        store.copy_to(tmp_path / "backup")
        with pytest.raises(errors.StoreExists):
            store.copy_to(tmp_path / "backup")
        finish(store, 2, scene.clock.now())
    with Scene(tmp_path / "backup").open() as copy:
        assert [row.code for row in copy.records.list()] == ["K00001"]
        assert copy.check()
