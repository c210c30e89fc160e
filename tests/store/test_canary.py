"""Nothing that a person typed is in clear in the store folder; a positive control shows that the scan can find it."""

import base64
import os
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from fieldkit.store.store import Store
from tests.store.scene import Scene, content, finish, pack, receipt, start_draft, stub

CANARY = "Mukamana-canary-7731"
SECRET = "canary words for this passphrase 99"
PAGE, RESERVED = 4096, 80


def shapes(text: str) -> list[bytes]:
    """Return a text as it might lie on a disk."""
    plain = text.encode()
    wide = (text.encode("utf-16-le"), text.encode("utf-16-be"))
    coded = [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return [plain, *wide, plain.hex().encode(), plain.hex().upper().encode(), *coded]


def hits(folder: Path, *texts: str) -> list[str]:
    """Return the files under `folder` in which one of the texts is found, in any shape."""
    wanted = [shape for text in texts for shape in shapes(text)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(shape in path.read_bytes() for shape in wanted)]


def test_the_scan_finds_a_canary_in_clear(tmp_path: Path) -> None:
    """Positive control: each shape is found when it is there."""
    for number, shape in enumerate(shapes(CANARY)):
        (tmp_path / f"{number}.bin").write_bytes(b"\0\x01" + shape + b"\xff")
    assert len(hits(tmp_path, CANARY)) == len(shapes(CANARY))


def test_answers_names_and_passphrases_are_nowhere_in_clear(scene: Scene) -> None:
    """Scanned while the interview runs, after it is finished, after packing, after closing: log and database alike."""
    found: list[str] = []

    def look(store: Store) -> None:
        found.extend(hits(scene.home, CANARY, SECRET, store._core.dek.hex()))
        raw = store._core.dek
        found.extend(path.name for path in scene.home.rglob("*") if path.is_file() and raw in path.read_bytes())

    with scene.create() as store:
        now = scene.clock.now()
        store.keyslots.add(f"Name {CANARY}", SECRET)
        store.settings.put("note", CANARY.encode())
        draft_id = start_draft(store, 1, now)
        store.drafts.put(draft_id, "note", CANARY, now, "en")
        look(store)
        store.drafts.finish(draft_id, stub(1, now), content(CANARY), {"name": CANARY})
        look(store)
        bundle = pack(store, erase_readable=True)
        store.outbox.apply_receipt(receipt(bundle))
        look(store)
        dek = store._core.dek.hex()
    assert found == []
    assert hits(scene.home, CANARY, SECRET, dek) == []


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_every_file_of_a_store_is_for_this_user_only(scene: Scene) -> None:
    """0600 for database, log, keyslots, anchor, lock, ballast and sealed bundles, whatever the umask is."""
    before = os.umask(0)
    try:
        with scene.create() as store:
            finish(store, 1, scene.clock.now())
            pack(store)
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in scene.folder.rglob("*") if path.is_file()}
    finally:
        os.umask(before)
    assert len(modes) >= 7
    assert set(modes.values()) == {0o600}


def test_erased_bytes_do_not_stay_in_database_or_log(scene: Scene) -> None:
    """After an erasure no decrypted page, used or free, holds a trace: secure_delete, and the log is truncated."""
    with scene.create() as store:
        now = scene.clock.now()
        draft_id = start_draft(store, 1, now)
        store.drafts.put(draft_id, "note", CANARY, now, "en")
        store.drafts.finish(draft_id, stub(1, now), content(CANARY), {"name": CANARY})
        assert CANARY.encode() in decrypted(store)
        store.records.erase_readable([draft_id], "test")
        assert (scene.folder / "S.db-wal").stat().st_size == 0
        assert CANARY.encode() not in decrypted(store)


def decrypted(store: Store) -> bytes:
    """Return every page of database and log as its holder of the key could read it, free pages too.

    SQLCipher 4: AES-256-CBC under the raw key; the last 80 bytes of a page are IV and HMAC; the first 16 of the file a
    salt. The files are copied first: closing an open database's file would drop SQLite's locks.
    """
    folder, dek = store.home / "store", store._core.dek
    subprocess.run(["cp", str(folder / "S.db"), str(folder / "S.db-wal"), str(store.home)], check=True)
    data, log = (store.home / "S.db").read_bytes(), (store.home / "S.db-wal").read_bytes()
    pages = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
    pages[0] = pages[0][16:]
    frames = [log[at + 24 : at + 24 + PAGE] for at in range(32, len(log), 24 + PAGE)]
    return b"".join(_page(dek, page) for page in (*pages, *frames))


def _page(dek: bytes, page: bytes) -> bytes:
    body, iv = page[: len(page) - RESERVED], page[-RESERVED:][:16]
    body = body[len(body) % 16 :]
    decryptor = Cipher(algorithms.AES(dek), modes.CBC(iv)).decryptor()
    return decryptor.update(body) + decryptor.finalize()
