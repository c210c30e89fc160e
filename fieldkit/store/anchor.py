"""The anchor file: how far the store had come, written beside it after each commit (store-format 8)."""

import hashlib
import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fieldkit import errors
from fieldkit.crypto import canonical, derive
from fieldkit.ports import Platform
from fieldkit.result import Json
from fieldkit.store.quick_json import quick_canonical

RECORD_BYTES = 512
PLACES = 2
PURPOSE = "fieldkit anchor"


@dataclass(frozen=True, slots=True)
class Mark:
    """One record of the anchor, without its MAC."""

    store: str
    w: int
    epoch: str
    n: int
    head: str
    draft: int
    slots: str
    file: str | None

    def as_json(self) -> dict[str, Json]:
        return {
            "v": 1,
            "store": self.store,
            "w": self.w,
            "epoch": self.epoch,
            "n": self.n,
            "head": self.head,
            "draft": self.draft,
            "slots": self.slots,
            "file": self.file,
        }


class Anchor:
    """The anchor of one open store. The file stays open: an ordinary write is one small write in place."""

    def __init__(self, path: Path, key: bytes, platform: Platform) -> None:
        self._path = path
        self._mac_key = anchor_key(key)
        self._platform = platform
        self._handle: int | None = None
        self.mark: Mark | None = None

    def rekey(self, key: bytes) -> None:
        """Use another DEK from the next write on."""
        self._mac_key = anchor_key(key)

    def write(self, mark: Mark, *, sync: bool = False) -> None:
        """Write `mark` as the next record. Without `sync` a failure is passed over: the anchor may lag.

        Raises: UnwritablePlace with `sync` only.
        """
        following = replace(mark, w=self.mark.w + 1 if self.mark else 1)
        try:
            self._put(following, sync)
        except OSError as error:
            if sync:
                raise errors.UnwritablePlace(path=self._path, why=error.strerror or "input/output error") from None
            return
        self.mark = following

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _put(self, mark: Mark, sync: bool) -> None:
        if self._handle is None:
            self._handle = self._open()
        os.lseek(self._handle, (mark.w % PLACES) * RECORD_BYTES, os.SEEK_SET)
        os.write(self._handle, _record(mark, self._mac_key))
        if sync:
            os.fsync(self._handle)

    def _open(self) -> int:
        whole = self._path.is_file() and self._path.stat().st_size == PLACES * RECORD_BYTES
        if not whole:
            self._platform.write_private(self._path, (b" " * (RECORD_BYTES - 1) + b"\n") * PLACES)
        return os.open(self._path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))


def read_mark(path: Path, store: str, keys: Sequence[bytes]) -> Mark | None:
    """Return the newest valid record of the anchor under one of `keys` (DEKs), or None."""
    try:
        data = path.read_bytes()[: PLACES * RECORD_BYTES]
    except OSError:
        return None
    records = (data[i * RECORD_BYTES : (i + 1) * RECORD_BYTES] for i in range(PLACES))
    marks = [mark for record in records for key in keys if (mark := _parsed(record, store, anchor_key(key)))]
    return max(marks, key=lambda mark: mark.w, default=None)


def anchor_key(dek: bytes) -> bytes:
    """Return the MAC key of the anchor."""
    return derive.hkdf(dek, PURPOSE)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            total.update(piece)
    return total.hexdigest()


def _record(mark: Mark, key: bytes) -> bytes:
    plain = mark.as_json()
    code = derive.mac(key, quick_canonical(plain)).hex()
    return quick_canonical({**plain, "mac": code}).ljust(RECORD_BYTES - 1) + b"\n"


def _parsed(record: bytes, store: str, key: bytes) -> Mark | None:
    try:
        data = dict(canonical.loads_object(record.rstrip(), what="anchor.json"))
        code = data.pop("mac")
        expected = derive.mac(key, canonical.dumps(data)).hex()
        if not hmac.compare_digest(expected, str(code)) or data["store"] != store:
            return None
        return _mark(data)
    except (errors.MalformedJson, KeyError, TypeError, ValueError):
        return None


def _mark(data: Mapping[str, Json]) -> Mark:
    w, n, draft, file = data["w"], data["n"], data["draft"], data["file"]
    if not (isinstance(w, int) and isinstance(n, int) and isinstance(draft, int)):
        raise TypeError
    texts = (str(data[name]) for name in ("store", "epoch", "head", "slots"))
    store, epoch, head, slots = texts
    return Mark(store, w, epoch, n, head, draft, slots, None if file is None else str(file))
