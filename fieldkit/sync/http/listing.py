"""What lies in a served mailbox for one device, with hashes that are computed once for each file."""

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.ports import Parcel
from fieldkit.sync.bundle.manifest import ReceiptManifest
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.verify import inspect
from fieldkit.sync.http.names import WORD_NAME, is_policy_name

MOST_REMEMBERED = 200_000
POLICY_FOLDER, TIMESTAMP = "policy", "metadata/timestamp.json"
NO_HASH = ""


class Folder(Protocol):
    """What an intake needs of a mailbox folder (sync.mailbox, handed in by the command)."""

    root: Path

    def bundles_of(self, device: str) -> Iterator[Parcel]: ...
    def escrows_of(self, device: str) -> Iterable[Parcel]: ...
    def receipts_of(self, device: str) -> Iterator[Parcel]: ...
    def holds(self, device: str, name: str) -> bytes | None: ...
    def read(self, parcel: Parcel) -> bytes: ...
    def put_bundle(self, device: str, name: str, data: bytes) -> bool: ...
    def put_escrow(self, device: str, name: str, data: bytes) -> bool: ...
    def remove_bundle(self, device: str, name: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a file: SHA-256 of its bytes; of a receipt also its own manifest hash and that of the bundle it answers."""

    sha256: str
    manifest_hash: str = NO_HASH
    of: str = NO_HASH


class Listing:
    """Reads a mailbox for one device after the other. A file that cannot be read is not there."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._facts: OrderedDict[tuple[str, int, int, int], Facts] = OrderedDict()

    def bundles(self, device: str) -> dict[str, str]:
        """Return name -> SHA-256 of the device's bundles."""
        return {parcel.name: facts.sha256 for parcel, facts in self._each(self._folder.bundles_of, device, _bundle)}

    def escrows(self, device: str) -> dict[str, str]:
        """Return name -> SHA-256 of the device's escrows: one, but for a folder that was filled by hand."""
        return {parcel.name: facts.sha256 for parcel, facts in self._each(self._folder.escrows_of, device, _bundle)}

    def receipts(self, device: str) -> dict[str, Facts]:
        """Return name -> facts of the device's receipts."""
        return {parcel.name: facts for parcel, facts in self._each(self._folder.receipts_of, device, _receipt)}

    def stored_bytes(self, device: str) -> int:
        """Return how much of a device lies in `up/`."""
        try:
            return sum(max(0, parcel.size) for parcel in self._folder.bundles_of(device))
        except errors.MailboxUnreadable:
            return 0

    def word(self, device: str) -> bytes | None:
        """Return headquarters' word to a device, or None."""
        return self._read(self._folder.root / "down" / device.removeprefix("d-") / WORD_NAME)

    def receipt(self, device: str, name: str) -> bytes | None:
        """Return a receipt, or None."""
        return self._read(self._folder.root / "down" / device.removeprefix("d-") / name)

    def policy(self, name: str) -> bytes | None:
        """Return a file of the policy repository, or None; `name` is `metadata/...` or `targets/...`."""
        return self._read(self._folder.root / POLICY_FOLDER / name) if is_policy_name(name) else None

    def policy_version(self) -> int:
        """Return the version of the policy's timestamp, or 0. It is believed by nobody: laptops verify the file."""
        try:
            told = canonical.loads(self.policy(TIMESTAMP) or b"", what="it")
        except errors.MalformedJson:
            return 0
        signed = told.get("signed") if isinstance(told, dict) else None
        version = signed.get("version") if isinstance(signed, dict) else None
        return version if isinstance(version, int) and not isinstance(version, bool) and version > 0 else 0

    def _each(
        self, of: Callable[[str], Iterable[Parcel]], device: str, look: Callable[[bytes], Facts]
    ) -> Iterator[tuple[Parcel, Facts]]:
        try:
            parcels = list(of(device))
        except errors.MailboxUnreadable:
            return
        for parcel in parcels:
            facts = self._known(parcel, look)
            if facts is not None:
                yield parcel, facts

    def _known(self, parcel: Parcel, look: Callable[[bytes], Facts]) -> Facts | None:
        try:
            found = os.lstat(parcel.path)
            # every file of a mailbox has the same time; what changes with a new file is its inode and change time
            key = (str(parcel.path), found.st_size, found.st_ino, found.st_ctime_ns)
            facts = self._facts.get(key) or look(self._folder.read(parcel))
        except (OSError, errors.MailboxUnreadable, errors.BundleError):
            return None
        self._facts[key] = facts
        self._facts.move_to_end(key)
        if len(self._facts) > MOST_REMEMBERED:
            self._facts.popitem(last=False)
        return facts

    def _read(self, path: Path) -> bytes | None:
        """Return a plain file's bytes; a link on the way, in a folder that a person filled by hand, is not followed."""
        for place in (path, *path.parents):
            if place == self._folder.root:
                break
            if place.is_symlink():
                return None
        try:
            return self._folder.read(Parcel("", path.name, path, 0))
        except errors.MailboxUnreadable:
            return None


def _bundle(data: bytes) -> Facts:
    return Facts(hashlib.sha256(data).hexdigest())


def _receipt(data: bytes) -> Facts:
    told = inspect(data, Kind.RECEIPT)
    of = told.manifest.of if isinstance(told.manifest, ReceiptManifest) else NO_HASH
    return Facts(hashlib.sha256(data).hexdigest(), told.manifest_hash, of)
