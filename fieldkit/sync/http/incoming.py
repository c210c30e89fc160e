"""Uploads that are not whole yet, in `.incoming/` of a served mailbox. docs/http-format.md 7 and 8.

Names are made of hex digits that were checked before. Nothing here is read by an import, and all of it may be deleted.
"""

import contextlib
import json
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fieldkit.sync.http.names import UPLOAD_NAME
from fieldkit.sync.http.refusal import Refusal
from fieldkit.sync.http.signing import ADDRESS_BYTES

FOLDER, SECRET_NAME, SECRET_BYTES = ".incoming", "nonce.key", 32
MIB = 1024 * 1024
MOST_UPLOADS, MOST_BYTES = 8, 32 * MIB
"""Unfinished uploads of one device, and what they may come to together."""
KEPT_SECONDS = 14 * 24 * 3600
SWEEP_SECONDS, COUNT_SECONDS = 3600, 5
_ADDRESS, _SHA256 = re.compile(r"[0-9a-f]{24}"), re.compile(r"[0-9a-f]{64}")
_NO_ROOM = 507


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload of one device: whole size in bytes, name in the mailbox, SHA-256 of the whole."""

    device: str
    sha256: str
    length: int
    name: str

    @property
    def address(self) -> str:
        """What its files are named by: the beginning of its SHA-256."""
        return self.sha256[: 2 * ADDRESS_BYTES]


class Incoming:
    """Unfinished uploads of one mailbox, at most `most` bytes in all."""

    def __init__(self, mailbox: Path, most: int) -> None:
        self.root = mailbox / FOLDER
        self._most = most
        self._swept = self._counted_at = 0.0
        self._counted = 0

    def secret(self) -> bytes:
        """Return the key of this intake's nonces; made once. Where it cannot be kept it lasts until the end."""
        path = self.root / SECRET_NAME
        with contextlib.suppress(OSError):
            found = path.read_bytes()
            if len(found) == SECRET_BYTES:
                return found
        made = secrets.token_bytes(SECRET_BYTES)
        with contextlib.suppress(OSError):
            self.root.mkdir(mode=0o700, exist_ok=True)
            part = path.with_suffix(".part")
            part.unlink(missing_ok=True)
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(made)
            part.replace(path)
        return made

    def find(self, device: str, address: str) -> Upload | None:
        """Return an upload that was begun."""
        try:
            told = json.loads(self._note(device, address).read_bytes())
            length, name, sha256 = told["length"], told["name"], told["sha256"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not isinstance(length, int) or not isinstance(name, str) or not UPLOAD_NAME.fullmatch(name):
            return None
        fits = isinstance(sha256, str) and _SHA256.fullmatch(sha256) and sha256.startswith(address)
        return Upload(device, sha256, length, name) if fits else None

    def begin(self, upload: Upload) -> None:
        """Make room for an upload. Raises: Refusal (429, 507)."""
        self._sweep_sometimes()
        others = [one for one in self._of_device(upload.device) if one.sha256 != upload.sha256]
        if len(others) >= MOST_UPLOADS or sum(one.length for one in others) + upload.length > MOST_BYTES:
            raise Refusal(429, "unfinished")
        self._reserve(upload.length)
        note = self._note(upload.device, upload.address)
        told = {"length": upload.length, "name": upload.name, "sha256": upload.sha256}
        with no_room():
            note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = note.with_suffix(".new")
            part.write_bytes(json.dumps(told, separators=(",", ":"), sort_keys=True).encode())
            part.replace(note)

    def offset(self, upload: Upload) -> int:
        """Return how much of it has come."""
        try:
            found = os.lstat(self._part(upload))
        except OSError:
            return 0
        return min(found.st_size, upload.length) if stat.S_ISREG(found.st_mode) else 0

    def append(self, upload: Upload, offset: int, data: bytes) -> int:
        """Add bytes at the end; return the new offset. Raises: Refusal (409 with the true offset, 507)."""
        if self.offset(upload) != offset:
            raise Refusal.at(self.offset(upload))
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with no_room(), open(os.open(self._part(upload), flags, 0o600), "ab", buffering=0) as file:
            file.write(data)
        return offset + len(data)

    def whole(self, upload: Upload) -> bytes:
        """Return what has come."""
        try:
            return self._part(upload).read_bytes()
        except OSError:
            return b""

    def drop(self, upload: Upload) -> None:
        """Forget an upload."""
        for path in (self._part(upload), self._note(upload.device, upload.address)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def total(self) -> int:
        """Return how many bytes of unfinished uploads lie here."""
        return sum(_size(path) for folder in self._folders() for path in _files(folder))

    def _reserve(self, length: int) -> None:
        """Count what lies here at most every COUNT_SECONDS: with thousands of laptops it takes a while."""
        if not self._counted_at or time.monotonic() - self._counted_at > COUNT_SECONDS:
            self._counted, self._counted_at = self.total(), time.monotonic()
        if self._counted + length > self._most:
            raise Refusal(_NO_ROOM, "full")
        self._counted += length

    def _sweep_sometimes(self) -> None:
        """Forget uploads that have not grown for KEPT_SECONDS; look once an hour."""
        if time.monotonic() - self._swept < SWEEP_SECONDS and self._swept:
            return
        self._swept = time.monotonic()
        oldest = time.time() - KEPT_SECONDS
        for folder in self._folders():
            for path in _files(folder):
                with contextlib.suppress(OSError):
                    if os.lstat(path).st_mtime < oldest:
                        path.unlink()
            with contextlib.suppress(OSError):
                folder.rmdir()  # only if it is empty

    def _of_device(self, device: str) -> list[Upload]:
        notes = [path.stem for path in _files(self._folder(device)) if path.suffix == ".json"]
        found = (self.find(device, name) for name in notes if _ADDRESS.fullmatch(name))
        return [upload for upload in found if upload is not None]

    def _folders(self) -> list[Path]:
        try:
            return [Path(e.path) for e in os.scandir(self.root) if e.is_dir(follow_symlinks=False)]
        except OSError:
            return []

    def _folder(self, device: str) -> Path:
        return self.root / device.removeprefix("d-")

    def _note(self, device: str, address: str) -> Path:
        return self._folder(device) / f"{address}.json"

    def _part(self, upload: Upload) -> Path:
        return self._folder(upload.device) / f"{upload.address}.part"


@contextlib.contextmanager
def no_room() -> Iterator[None]:
    """Answer 507 where the intake's disk takes nothing."""
    try:
        yield
    except OSError:
        raise Refusal(_NO_ROOM, "full") from None


def _files(folder: Path) -> list[Path]:
    try:
        return [Path(e.path) for e in os.scandir(folder) if e.is_file(follow_symlinks=False)]
    except OSError:
        return []


def _size(path: Path) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0
