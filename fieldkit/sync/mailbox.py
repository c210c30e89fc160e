"""The mailbox on a folder: a USB stick, a mounted share. Spec: docs/mailbox.md.

Layout: up/<device>/<epoch>-<seq>.fkb, up/tips/<name>.fkt, down/<device>/<receipt>.fkr and down/<device>/word.fkw, all
names lower-case hex and digits; policy/: docs/policy-format.md 3.
A file appears whole or not at all: .part, fsync, rename, fsync of the folder, read back and hashed.
Nothing on a stick is executed or unpacked; links and names outside the grammar are passed over.
"""

import contextlib
import errno
import hashlib
import itertools
import os
import re
import secrets
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from fieldkit import errors
from fieldkit.ports import Parcel

DEVICE_FOLDER = re.compile(r"[0-9a-f]{32}")
BUNDLE_NAME = re.compile(r"[0-9a-f]{16}-[0-9]{8}(?:-[0-9a-f]{16})?\.fkb")
RECEIPT_NAME = re.compile(r"[0-9]{8}\.fkr")
POLICY_FOLDER = "policy"
POLICY_PATH = re.compile(
    r"(?P<folder>metadata|targets|targets/forms/[a-z][a-z0-9_]{0,63})/(?P<name>[a-z0-9][a-z0-9_.-]{0,140})"
)
"""Files of the policy folder, by their path in it (policy-format 3)."""
WORD_NAME, MAX_WORD = "word.fkw", 64 * 1024
SERVED = (".incoming", "served")
"""What only a mailbox that is served has (http-format 7)."""
ORDERS_NAME = "orders.fko"
ESCROW_NAME, MAX_ESCROW = re.compile(r"[0-9a-f]{16}-[0-9]{8}\.fke"), 16 * 1024
"""An escrow, and how large one may be (store-format 15.1)."""
TIPS_FOLDER, TIP_NAME = "tips", re.compile(r"[0-9a-f]{32}\.fkt")

MAX_FILE = 9 * 1024 * 1024
"""Bytes read from one file: a bundle's largest size with room for its envelope (bundle-format: limits)."""
MAX_DEVICES = 4096
"""Device folders looked at in one scan."""
MAX_FILES = 20_000
"""Files looked at in one device folder."""
MAX_TIPS, MAX_TIP = 4096, 80 * 1024
"""Concerns looked at in one scan (workflows.tips.MOST_SEEN), and how large one may be (tip-format 2)."""
STICK_TIME = 315_532_800
"""Every file on a mailbox carries 1980-01-01T00:00:00Z: the oldest time FAT can hold. A found stick tells no hours."""


class Mailbox:
    """A folder that carries bundles up and receipts down.

    Raises: MailboxMissing when `root` is not a folder. Nothing is created until something is written.
    """

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise errors.MailboxMissing(path=root)
        self.root = root

    def devices(self, first: Collection[str] = ()) -> list[str]:
        """Return the devices that have a folder of bundles, those of `first` before all others.

        A stick flooded with folders cannot crowd out a known device. Raises: MailboxUnreadable.
        """
        known = {device.removeprefix("d-") for device in first}
        names = sorted(self._device_folders(), key=lambda name: (name not in known, name))
        return [f"d-{name}" for name in names[:MAX_DEVICES]]

    def bundles_of(self, device: str) -> Iterator[Parcel]:
        """Yield the bundles of one device, sorted by name."""
        yield from self._files("up", device.removeprefix("d-"), BUNDLE_NAME)

    def receipts_of(self, device: str) -> Iterator[Parcel]:
        """Yield the receipts for one device, sorted by number."""
        yield from self._files("down", device.removeprefix("d-"), RECEIPT_NAME)

    def read(self, parcel: Parcel) -> bytes:
        """Return a file's bytes, never more than MAX_FILE and never through a link.

        Raises: MailboxUnreadable (stick pulled out, bad sector, a link, too large).
        """
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            with open(os.open(parcel.path, flags), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise errors.MailboxUnreadable(path=parcel.path, why="it is not a plain file")
                data = file.read(MAX_FILE + 1)
        except OSError as error:
            raise errors.MailboxUnreadable(path=parcel.path, why=error.strerror or "read error") from None
        if len(data) > MAX_FILE:
            raise errors.MailboxUnreadable(path=parcel.path, why="it is larger than any bundle")
        return data

    def put_bundle(self, device: str, name: str, data: bytes) -> bool:
        """Write a device's bundle; return False when the same bytes were already there."""
        return self._put("up", device, name, data)

    def holds(self, device: str, name: str) -> bytes | None:
        """Return what lies under a bundle's name, or None. Raises: MailboxUnreadable."""
        path = self._folder("up", device.removeprefix("d-")) / name
        return self.read(Parcel(device, name, path, 0)) if _is_plain(path) else None

    def put_receipt(self, device: str, number: int, data: bytes) -> bool:
        """Write headquarters' receipt; return False when the same bytes were already there."""
        return self._put("down", device, f"{number:08d}.fkr", data)

    def word(self, device: str) -> bytes | None:
        """Return headquarters' word to a device, or None; of a larger file so much that it is seen to be too large.

        Raises: MailboxUnreadable.
        """
        path = self._folder("down", device.removeprefix("d-")) / WORD_NAME
        return self.read(Parcel(device, WORD_NAME, path, 0))[: MAX_WORD + 1] if _is_plain(path) else None

    def put_word(self, device: str, data: bytes) -> bool:
        """Write headquarters' word over the one before; False when the same bytes were there. As `put_bundle`."""
        return self._put("down", device, WORD_NAME, data)

    def is_served(self) -> bool:
        """Return whether laptops reach this mailbox over a network."""
        return any(os.path.lexists(self.root / mark) for mark in SERVED)

    def orders_file(self) -> bytes | None:
        """Return headquarters' file of orders, or None. Raises: MailboxUnreadable."""
        path = self._folder("down") / ORDERS_NAME
        return self.read(Parcel("", ORDERS_NAME, path, 0)) if _is_plain(path) else None

    def put_orders_file(self, data: bytes) -> bool:
        """Write headquarters' file of orders; False when the same bytes were there. Raises as `put_bundle`."""
        return self._put("down", "", ORDERS_NAME, data)

    def is_for(self, device: str) -> bool:
        """Return whether something of a device lies or lay here, or everybody's may. Raises: MailboxUnreadable."""
        if self.is_served():
            return True
        return any(self._folder(side, device.removeprefix("d-")).is_dir() for side in ("up", "down"))

    def remove_bundle(self, device: str, name: str) -> bool:
        """Delete the device's own bundle after its receipt; return False when it could not be deleted."""
        try:
            (self._folder("up", device.removeprefix("d-")) / name).unlink(missing_ok=True)
        except (OSError, errors.MailboxUnreadable):
            return False  # a write-protected stick keeps its copy: sealed, and known to headquarters
        return True

    def tips(self) -> list[Parcel]:
        """Return the concerns that lie here, by name, at most MAX_TIPS; larger ones are passed over.

        Of more, some by chance: whoever floods a stick with good names must not choose which ones are not looked at.
        Raises: MailboxUnreadable.
        """
        fitting = (parcel for parcel in self._entries("up", TIPS_FOLDER, TIP_NAME) if 0 <= parcel.size <= MAX_TIP)
        found = _by_chance(fitting, MAX_TIPS)
        return [Parcel("", each.name, each.path, each.size) for each in sorted(found, key=lambda each: each.name)]

    def put_tip(self, name: str, data: bytes) -> bool:
        """Write a concern; return False when the same bytes were already there. Raises as `put_bundle`.

        The folders get the constant time too: at a small post the hour names the person.
        """
        new = self._put("up", TIPS_FOLDER, name, data)
        folder = self._folder("up", TIPS_FOLDER)
        for place in (folder, folder.parent) if new else ():
            with contextlib.suppress(OSError):
                os.utime(place, (STICK_TIME, STICK_TIME))
        return new

    def remove_tip(self, name: str) -> None:
        """Delete a concern of this laptop, if it can be deleted."""
        with contextlib.suppress(OSError, errors.MailboxUnreadable):
            (self._folder("up", TIPS_FOLDER) / name).unlink(missing_ok=True)

    def escrows_of(self, device: str) -> list[Parcel]:
        """Return the escrows of one device, by name; larger ones are passed over. Raises: MailboxUnreadable."""
        found = self._files("up", device.removeprefix("d-"), ESCROW_NAME)
        return [parcel for parcel in found if parcel.size <= MAX_ESCROW]

    def put_escrow(self, device: str, name: str, data: bytes) -> bool:
        """Write a device's escrow and delete its older ones; False when the same bytes were there. Raises as
        `put_bundle`."""
        new = self._put("up", device, name, data)
        for parcel in self.escrows_of(device):
            if parcel.name != name:
                self.remove_bundle(device, parcel.name)
        return new

    def policy_file(self, path: str, most: int) -> bytes | None:
        """Return a file of the policy folder, at most `most` + 1 bytes of it; None where there is none.

        Raises: MailboxUnreadable.
        """
        match = POLICY_PATH.fullmatch(path)
        if match is None:
            return None
        place = self._folder(POLICY_FOLDER, match["folder"]) / match["name"]
        if not _is_plain(place):
            return None
        return self.read(Parcel("", match["name"], place, 0))[: most + 1]

    def policy_files(self) -> list[str]:
        """Return the paths of the files in the policy folder. Raises: MailboxUnreadable."""
        forms = self._folder(POLICY_FOLDER, "targets/forms")
        folders = ["metadata", "targets", *(f"targets/forms/{name}" for name in _names_in(forms))]
        found = [f"{folder}/{name}" for folder in folders for name in _names_in(self._folder(POLICY_FOLDER, folder))]
        return [path for path in found if POLICY_PATH.fullmatch(path)]

    def put_policy(self, path: str, data: bytes) -> bool:
        """Write a file of the policy folder; False when the same bytes were there. Raises as `put_bundle`."""
        folder, _, name = path.rpartition("/")
        return self._put(POLICY_FOLDER, folder, name, data)

    def remove_policy(self, path: str) -> None:
        """Delete a file of the policy folder, if it can be deleted."""
        with contextlib.suppress(OSError, errors.MailboxUnreadable):
            folder, _, name = path.rpartition("/")
            (self._folder(POLICY_FOLDER, folder) / name).unlink(missing_ok=True)

    def _folder(self, side: str, device: str = "") -> Path:
        """Return a folder of the mailbox after looking that no link leads out of it. Raises: MailboxUnreadable."""
        place = self.root / side
        for part in ("", *device.split("/")) if device else ("",):
            place = place / part
            try:
                found = os.lstat(place)
            except FileNotFoundError:
                break
            except OSError as error:
                raise errors.MailboxUnreadable(path=place, why=error.strerror or "read error") from None
            if not stat.S_ISDIR(found.st_mode) or _is_reparse(found):
                raise errors.MailboxUnreadable(path=place, why="it is not a plain folder")
        return self.root / side / device if device else self.root / side

    def _device_folders(self) -> list[str]:
        place = self._folder("up")
        try:
            names = [e.name for e in os.scandir(place) if e.is_dir(follow_symlinks=False)]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise errors.MailboxUnreadable(path=self.root, why=error.strerror or "read error") from None
        return [name for name in dict.fromkeys(map(str.lower, names)) if DEVICE_FOLDER.fullmatch(name)]

    def _files(self, side: str, folder: str, grammar: re.Pattern[str]) -> Iterator[Parcel]:
        found = list(itertools.islice(self._entries(side, folder, grammar), MAX_FILES + 1))
        if len(found) > MAX_FILES:
            raise errors.MailboxUnreadable(path=self._folder(side, folder), why=f"it holds over {MAX_FILES} files")
        yield from sorted((f for f in found if f.size >= 0), key=lambda f: f.name)

    def _entries(self, side: str, folder: str, grammar: re.Pattern[str]) -> Iterator[Parcel]:
        """Yield what has a fitting name, in no order; what is no plain file has the size -1."""
        place = self._folder(side, folder)
        try:
            for e in os.scandir(place):
                if grammar.fullmatch(name := e.name.lower()):  # some systems show a stick's names in capitals
                    yield Parcel(f"d-{folder}", name, Path(e.path), _plain_size(e))
        except FileNotFoundError:
            return
        except OSError as error:
            raise errors.MailboxUnreadable(path=place, why=error.strerror or "read error") from None

    def _put(self, side: str, device: str, name: str, data: bytes) -> bool:
        folder = self._folder(side, device.removeprefix("d-"))
        target = folder / name
        if _is_plain(target) and _same(target, data):
            return False
        part = target.with_suffix(".part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)  # whatever lies there, a pipe or a link: it is never written through
            _write_through(part, data)
            os.replace(part, target)
            os.utime(target, (STICK_TIME, STICK_TIME))
            _sync_folder(target.parent)
        except OSError as error:
            _discard(part)
            raise _unwritten(error, target) from None
        if not _same(target, data):
            raise errors.MailboxCorruptsData(path=target)
        return True


def _names_in(folder: Path) -> list[str]:
    """Return the names in a folder, at most MAX_FILES, in order. Raises: MailboxUnreadable."""
    try:
        return sorted(entry.name for entry in itertools.islice(os.scandir(folder), MAX_FILES))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise errors.MailboxUnreadable(path=folder, why=error.strerror or "read error") from None


def _by_chance(parcels: Iterator[Parcel], most: int) -> list[Parcel]:
    """Return at most so many, each as likely as any other (reservoir sampling: never more than these in memory)."""
    kept = list(itertools.islice(parcels, most))
    for seen, parcel in enumerate(parcels, start=most + 1):
        place = secrets.randbelow(seen)
        if place < most:
            kept[place] = parcel
    return kept


def _plain_size(entry: "os.DirEntry[str]") -> int:
    """Return the size of a plain file, or -1 for links, folders and devices."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return -1
    return status.st_size if stat.S_ISREG(status.st_mode) and not _is_reparse(status) else -1


def _is_plain(path: Path) -> bool:
    """Tell whether a plain file lies there: no link, no pipe, no folder."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and not _is_reparse(status)


def _is_reparse(status: os.stat_result) -> bool:
    """Tell whether this is one of Windows' links (junction, mount point, cloud placeholder)."""
    return bool(getattr(status, "st_file_attributes", 0) & getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0))


def _write_through(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some shares cannot fsync a folder
                raise
        finally:
            os.close(handle)


def _same(path: Path, data: bytes) -> bool:
    try:
        found = path.read_bytes() if path.stat().st_size == len(data) else b""
    except OSError:
        return False
    return hashlib.sha256(found).digest() == hashlib.sha256(data).digest()


def _discard(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # the stick is gone or read-only: a .part is never read, and the next write replaces it


def _unwritten(error: OSError, target: Path) -> errors.FieldkitError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return errors.MailboxFull(path=target.parent)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return errors.MailboxReadOnly(path=target.parent)
    return errors.MailboxGone(path=target.parent, why=error.strerror or "write error")
