"""Whom an intake knows: allowed_signers and the list of revoked devices, read again when the files change."""

import os
from pathlib import Path

from fieldkit import errors
from fieldkit.crypto.sign import PublicKey
from fieldkit.sync.bundle.namespaces import SYNC
from fieldkit.sync.bundle.revoked_file import read_revoked
from fieldkit.sync.bundle.signers import Revoked, Signers

SIGNERS, REVOKED = "allowed_signers", "revoked.json"
_Stamp = tuple[int, int, int] | None


class Registry:
    """The two lists. Raises: IntakeUnfit when there are no signers to begin with."""

    def __init__(self, signers: Path, revoked: Path) -> None:
        self._signers_file, self._revoked_file = signers, revoked
        self._stamps: dict[Path, _Stamp] = {}
        self._signers, self._revoked = Signers(), Revoked()
        self._keys: dict[str, tuple[PublicKey, ...]] = {}
        if _stamp(signers) is None:
            raise errors.IntakeUnfit(why=f"there is no list of signers at {signers}")
        try:
            self._read_signers()
            self._read_revoked()
        except (OSError, errors.SignersInvalid) as error:
            raise errors.IntakeUnfit(why=f"a list cannot be read: {error}") from None

    @property
    def signers(self) -> Signers:
        """The signers as they are now."""
        self._look_again()
        return self._signers

    def keys_of(self, device: str) -> tuple[PublicKey, ...]:
        """Return the keys by which a device may sign requests, of any time; none for a stranger."""
        self._look_again()
        return self._keys.get(device, ())

    def is_revoked(self, device: str) -> bool:
        """Tell whether a device was revoked from any number on."""
        self._look_again()
        return device in self._revoked.since

    def _look_again(self) -> None:
        """Read what has changed; a list that cannot be read leaves the one before in force until it changes again."""
        for path, read in ((self._signers_file, self._read_signers), (self._revoked_file, self._read_revoked)):
            if _stamp(path) != self._stamps.get(path) and _stamp(path) is not None:
                try:
                    read()
                except (OSError, errors.SignersInvalid):
                    continue

    def _read_signers(self) -> None:
        self._stamps[self._signers_file] = _stamp(self._signers_file)
        signers = Signers.parse(self._signers_file.read_bytes().decode("utf-8", "replace"))
        keys: dict[str, tuple[PublicKey, ...]] = {}
        for line in signers.lines:
            if SYNC in line.namespaces:
                keys[line.principal] = (*keys.get(line.principal, ()), line.key)
        self._signers, self._keys = signers, keys

    def _read_revoked(self) -> None:
        self._stamps[self._revoked_file] = _stamp(self._revoked_file)
        if self._stamps[self._revoked_file] is not None:
            self._revoked = read_revoked(self._revoked_file.read_bytes())


def _stamp(path: Path) -> _Stamp:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino
