"""What fieldkit asks of the system: private files, fsync, atomic replace, no core dumps (docs/platform.md)."""

import contextlib
import errno
import os
import sys
import time
from pathlib import Path

from fieldkit import errors

REPLACE_TRIES = 8
REPLACE_FIRST_WAIT = 0.01
PR_SET_DUMPABLE = 4
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
BINARY = getattr(os, "O_BINARY", 0)
WINDOWS = os.name == "nt"


class SystemPlatform:
    """The Platform port on this machine."""

    def __init__(self) -> None:
        self.name = sys.platform

    def private_dir(self, path: Path) -> None:
        """Create `path` (and parents) readable by this user only. Raises: UnwritablePlace, DiskFull."""
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.name == "posix":
                path.chmod(0o700)
        except OSError as error:
            raise _named(error, path) from None

    def write_private(self, path: Path, data: bytes, *, sync: bool = True) -> None:
        """Replace `path` whole or not at all: temporary file beside it, fsync, rename, fsync of the folder."""
        part = path.with_name(path.name + ".part")
        try:
            _write_new(part, data, sync)
            _replace(part, path)
            if sync:
                self.sync_dir(path.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise _named(error, path) from None

    def sync_dir(self, path: Path) -> None:
        """fsync a folder; Windows has no such thing and NTFS journals the rename."""
        if os.name != "posix":
            return
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network and FUSE folders
                raise
        finally:
            os.close(handle)

    def harden_process(self) -> None:
        """No core dumps, not debuggable by other processes, umask 077: as far as the system allows."""
        os.umask(0o077)
        _no_core_dump()
        _not_dumpable()


def _write_new(part: Path, data: bytes, sync: bool) -> None:
    with contextlib.suppress(FileNotFoundError):
        part.unlink()  # left by a crash; O_EXCL below then refuses a planted link
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW | BINARY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        if sync:
            os.fsync(file.fileno())


def _replace(part: Path, path: Path) -> None:
    """Rename over `path`. On Windows a virus scanner or indexer may hold it open for a moment: try again, bounded."""
    wait = REPLACE_FIRST_WAIT
    for _ in range(REPLACE_TRIES - 1):
        try:
            part.replace(path)
        except PermissionError:
            if not WINDOWS:
                raise
            time.sleep(wait)
            wait *= 2
        else:
            return
    part.replace(path)


def _named(error: OSError, path: Path) -> errors.FieldkitError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
        return errors.DiskFull(what=path.name)
    return errors.UnwritablePlace(path=path, why=error.strerror or type(error).__name__)


def _no_core_dump() -> None:
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _not_dumpable() -> None:
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
