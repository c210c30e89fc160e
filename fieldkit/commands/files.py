"""Read and write the files that people name on the command line."""

import contextlib
import errno
import os
import stat
from pathlib import Path

from fieldkit import errors
from fieldkit.ports import Platform

MAX_NAMED_FILE = 16 * 1024 * 1024
"""Bytes read from any file named by hand: larger than a bundle, a card or a form may be."""


def read_named(path: Path, most: int = MAX_NAMED_FILE) -> bytes:
    """Return a file's bytes; of one that is larger than `most` nothing. Raises: UnreadableFile."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise errors.UnreadableFile(path=path, why="it is not a plain file")
            data = file.read(most + 1)
    except OSError as error:
        raise errors.UnreadableFile(path=path, why=error.strerror or "read error") from None
    if len(data) > most:
        raise errors.UnreadableFile(path=path, why="it is larger than anything that fieldkit makes of this kind")
    return data


def read_identities(path: Path) -> tuple[str, ...]:
    """Return the identities of a file as age-keygen writes it. Raises: BadKey, which names the file; UnreadableFile."""
    from fieldkit.crypto import seal

    lines = [line.strip() for line in read_named(path).decode("ascii", "replace").splitlines()]
    found = tuple(line for line in lines if line and not line.startswith("#"))
    try:
        for one in found:
            seal.recipient_of(one)
    except errors.BadKey:
        found = ()
    if not found:
        raise errors.BadKey(what=f"age identity: {path.name}")
    return found


def write_named(path: Path, data: bytes, platform: Platform) -> None:
    """Write a public file whole or not at all. Raises: DiskFull, UnwritablePlace."""
    try:
        platform.write_private(path, data)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise errors.DiskFull(what=str(path)) from None
        raise errors.UnwritablePlace(path=path, why=error.strerror or "write error") from None


def rewrite_named(path: Path, data: bytes, platform: Platform) -> None:
    """Change a public file where it lies, whole or not at all: a link leads to what is changed, rights stay.

    Raises: DiskFull, UnwritablePlace, also for a file that is protected, which renaming would get around.
    """
    try_rewrite(path)
    real = path.resolve()
    mode = stat.S_IMODE(real.stat().st_mode)
    write_named(real, data, platform)
    with contextlib.suppress(OSError):
        real.chmod(mode)


def try_rewrite(path: Path) -> None:
    """Look whether a file may be changed where it lies. Raises: UnwritablePlace."""
    if not os.access(path.resolve(), os.W_OK):
        raise errors.UnwritablePlace(path=path, why="it is write-protected")


def write_new(path: Path, data: bytes, platform: Platform, *, force: bool) -> None:
    """Write a public file where there is none yet, or with `force` over it. Raises: DiskFull, UnwritablePlace."""
    try_new(path, force=force)
    write_named(path, data, platform)


def try_new(path: Path, *, force: bool) -> None:
    """Look whether a new file could be written there; `force` allows to write over one. Raises: UnwritablePlace."""
    try_place(path)
    if path.exists() and not force:
        raise errors.UnwritablePlace(path=path, why="it exists already; --force writes over it")


def try_place(path: Path) -> None:
    """Look whether a file could be written there, before anything is made that it belongs to.

    Raises: UnwritablePlace.
    """
    if not path.absolute().parent.is_dir():
        raise errors.UnwritablePlace(path=path, why="there is no such folder")
    if path.is_dir() or not os.access(path.absolute().parent, os.W_OK):
        raise errors.UnwritablePlace(path=path, why="it cannot be written")
