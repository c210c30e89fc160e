"""Destroy the keys first, then the rest: travel mode and `wipe`. Takes no lock and opens nothing. store-format 16, 17

Each step may be the last one; the same call goes on where another one stopped. A full disk, a held lock and a file that
is open elsewhere do not stop it; what could not be deleted is returned.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from fieldkit.store.creating import BEING_MADE, UNFINISHED
from fieldkit.store.layout import Places
from fieldkit.store.platform import BINARY, NO_FOLLOW

PUBLIC_CARD, TIPS, PRACTICE, DRILL, MARKER = "hq.card", "tips", "practice", "drill.json", "wipe.json"
ORDERS = "orders.fko"
"""What fieldkit keeps in the data folder beside the store. Nothing else there is touched."""
LARGEST_OVERWRITTEN = 1024 * 1024
"""Bytes: a key file is far smaller."""


def destroy_slots(home: Path) -> tuple[str, ...]:
    """Destroy every slot of the store, so that only an escrow opens it; return what is left of them, by name."""
    return _destroyed(home, _slot_files(Places(home)))


def wipe(home: Path) -> tuple[str, ...]:
    """Destroy everything that fieldkit keeps in `home`; return what is left, by name."""
    store, unfinished = Places(home), Places(home, UNFINISHED)
    keys = [*_slot_files(store), *_other_keys(store), *_slot_files(unfinished), *_other_keys(unfinished)]
    left = list(_destroyed(home, keys))
    for folder in (store.folder, unfinished.folder):
        left += _deleted(home, [folder / name for name in ("S.db-wal", "S.db-shm", "S.db", "ballast.bin")])
        left += _deleted(home, [*_under(folder / "outbox"), *_under(folder), folder])
    for folder in (home / PRACTICE, home / TIPS):
        left += _deleted(home, [*_under(folder), folder])
    left += _deleted(home, [home / name for name in _public_files()])
    return tuple(dict.fromkeys(left))


def _public_files() -> Iterator[str]:
    yield BEING_MADE
    for name in (PUBLIC_CARD, DRILL, ORDERS, MARKER):
        yield f"{name}.part"
        yield name


def _slot_files(places: Places) -> list[Path]:
    """The earlier file first: as long as it is there it would be used instead of a missing one (store-format 3.4)."""
    files = (places.previous_keyslots, places.keyslots)
    return [*(_part(path) for path in files), *files]


def _other_keys(places: Places) -> list[Path]:
    files = (places.escrow, places.anchor, places.attempts)
    return [path for file in files for path in (_part(file), file)]


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def _destroyed(home: Path, files: list[Path]) -> tuple[str, ...]:
    for path in files:
        _overwrite(path)
    return _deleted(home, files)


def _overwrite(path: Path) -> None:
    """Put random bytes over a file's own blocks and fsync it; what cannot be written is unlinked all the same."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_WRONLY | NO_FOLLOW | BINARY | getattr(os, "O_NONBLOCK", 0))
        try:
            found = os.fstat(handle)
            if stat.S_ISREG(found.st_mode):
                os.write(handle, os.urandom(min(found.st_size, LARGEST_OVERWRITTEN)))
                os.fsync(handle)
        finally:
            os.close(handle)


def _deleted(home: Path, paths: list[Path]) -> tuple[str, ...]:
    left = []
    for path in paths:
        with contextlib.suppress(OSError):
            if stat.S_ISDIR(os.lstat(path).st_mode):
                os.rmdir(path)
            else:
                os.unlink(path)
        if os.path.lexists(path):
            left.append(path.relative_to(home).as_posix())
    return tuple(left)


def _under(folder: Path) -> list[Path]:
    """Return everything below a folder, what lies deepest first; a link is a thing of its own, never a way in."""
    if folder.is_symlink():
        return []
    found: list[Path] = []
    for base, folders, files in os.walk(folder, topdown=False, followlinks=False):
        found += [Path(base) / name for name in (*files, *folders)]
    return found
