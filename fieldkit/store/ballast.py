"""8 MiB kept for the moment when the disk is full (store-format 11)."""

import contextlib
import shutil
from pathlib import Path

from fieldkit import errors
from fieldkit.ports import Entropy, Platform

BALLAST_BYTES = 8 * 1024 * 1024
ROOM_NEEDED = 64 * 1024 * 1024
TO_OPEN = 1024 * 1024
"""Opening makes a log and its index (store-format 4): refused where less is free, it is the disk that is full."""


class Ballast:
    """The ballast file of one store."""

    def __init__(self, path: Path, platform: Platform, entropy: Entropy) -> None:
        self._path = path
        self._platform = platform
        self._entropy = entropy
        self.spent = False

    def keep(self) -> None:
        """Put the ballast there if it is missing and there is room; without room go on without it."""
        if self._path.exists():
            return
        self.spent = True
        if shutil.disk_usage(self._path.parent).free < ROOM_NEEDED:
            return
        with contextlib.suppress(errors.DiskFull, errors.UnwritablePlace):
            self._platform.write_private(self._path, self._entropy.token(BALLAST_BYTES), sync=False)
            self.spent = False

    def no_room(self) -> bool:
        """Return whether so little is free that the system may have refused for that reason."""
        return shutil.disk_usage(self._path.parent).free < TO_OPEN

    def give_up(self) -> bool:
        """Delete the ballast; return whether that made room."""
        self.spent = True
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
