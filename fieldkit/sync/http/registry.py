"""Whom an intake knows: allowed_signers and the list of revoked devices, read again when the files change."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from fieldkit import errors
from fieldkit.crypto.sign import PublicKey
from fieldkit.sync.bundle.namespaces import SYNC
from fieldkit.sync.bundle.revoked_file import read_revoked
from fieldkit.sync.bundle.signers import Revoked, Signers

SIGNERS, REVOKED = "allowed_signers", "revoked.json"
Source: TypeAlias = Callable[[], Path | None]
"""Where a list lies at the moment: a published one has another name in each state."""
_Stamp: TypeAlias = tuple[str, int, int, int] | None


class Registry:
    """The two lists. Raises: IntakeUnfit when there are no signers to begin with."""

    def __init__(self, signers: Source, revoked: Source) -> None:
        self._lists = ((signers, self._take_signers), (revoked, self._take_revoked))
        self._stamps: list[_Stamp] = [None, None]
        self._signers, self._revoked = Signers(), Revoked()
        self._keys: dict[str, tuple[PublicKey, ...]] = {}
        try:
            self._read_changed()
        except (OSError, errors.FieldkitError) as error:
            raise errors.IntakeUnfit(why=f"a list cannot be read: {error}") from None
        if self._stamps[0] is None:
            raise errors.IntakeUnfit(why="there is no list of signers")

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
        try:
            self._read_changed()
        except (OSError, errors.FieldkitError):
            return

    def _read_changed(self) -> None:
        for number, (source, take) in enumerate(self._lists):
            path = source()
            stamp = None if path is None else _stamp(path)
            if path is not None and stamp is not None and stamp != self._stamps[number]:
                self._stamps[number] = stamp
                take(path.read_bytes())

    def _take_signers(self, data: bytes) -> None:
        signers = Signers.parse(data.decode("utf-8", "replace"))
        keys: dict[str, tuple[PublicKey, ...]] = {}
        for line in signers.lines:
            if SYNC in line.namespaces:
                keys[line.principal] = (*keys.get(line.principal, ()), line.key)
        self._signers, self._keys = signers, keys

    def _take_revoked(self, data: bytes) -> None:
        self._revoked = read_revoked(data)


def _stamp(path: Path) -> _Stamp:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return str(path), found.st_size, found.st_mtime_ns, found.st_ino
