"""Where practice happens: a folder that ends with the command, and goes at the next practice where it could not.

docs/practice-format.md 9. What lies in it is encrypted under a passphrase that was written down nowhere.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PREFIX = "fieldkit-practice-"
LOCK, HOME = "lock", "home"
_TRIES = 3


@contextmanager
def passing_folder() -> Iterator[Path]:
    """Give a folder for the data of one practice, and remove it; before, remove what a power cut left of others."""
    sweep()
    folder, lock = _made()
    try:
        yield folder / HOME
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def left_over() -> list[Path]:
    """Return the folders of practice that ended without removing theirs: of this user, and used by nobody."""
    found = sorted(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))
    return [path for path in found if _is_ours(path) and _is_free(path)]


def sweep() -> int:
    """Remove them; return how many there were."""
    found = left_over()
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return len(found)


def _made() -> tuple[Path, Any]:
    """Make a folder and lock it. Another practice that sweeps in that very moment may take it away: then another."""
    import filelock

    for _ in range(_TRIES):
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = filelock.FileLock(str(folder / LOCK), timeout=0, mode=0o600)
        with suppress(filelock.Timeout, OSError):
            lock.acquire()
            if (folder / LOCK).exists():
                return folder, lock
            lock.release()
    return folder, lock


def _is_ours(path: Path) -> bool:
    """Return whether a folder is one that this user made, and no link: anybody may write to a shared folder."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())


def _is_free(path: Path) -> bool:
    """Return whether nobody holds the lock: the system lets go of it when a process ends, however that was."""
    import filelock

    if not (path / LOCK).is_file():
        return False  # made in this moment, or none of ours
    lock = filelock.FileLock(str(path / LOCK), timeout=0)
    try:
        lock.acquire()
    except (filelock.Timeout, OSError):
        return False
    lock.release()
    return True
