"""Replacing keyslots.json and re-keying, safe at every step (store-format 3.4)."""

import contextlib
import hashlib
from collections.abc import Callable

from fieldkit import errors
from fieldkit.store.core import Core
from fieldkit.store.opening import give_key
from fieldkit.store.slots_file import SlotsFile, parse

CHANGING, CHANGED = "keys.changing", "keys.changed"


def bring_in(
    core: Core,
    after: SlotsFile,
    note: Callable[[], None],
    opened: Callable[[SlotsFile], None],
    new_dek: bytes | None,
) -> None:
    """Put `after` in the place of the current keyslots file; `opened` must be able to open it as read back.

    Raises: DiskFull, UnwritablePlace, StoreUnwritable; then the store opens as before, or as after: never not at all.
    """
    data = after.as_bytes()
    if unfinished(core):
        raise errors.StoreError(what="the last change of keys is not finished: open the store again first")
    begin(core, after, note)
    try:
        _write(core, data, opened)
    except (errors.FieldkitError, OSError):
        _give_back(core)
        raise
    core.put_slots(after)
    if new_dek is not None:
        rekey(core, new_dek)  # if this fails the next unlock completes it: the slots hold both DEKs
    finish(core)


def begin(core: Core, after: SlotsFile, note: Callable[[], None]) -> None:
    """Journal what is going to happen."""
    before = core.slots.digest()

    def work() -> None:
        note()
        core.journal.append(CHANGING, None, {"before": before, "after": after.digest()})

    core.db.run("the change of keys", work)


def finish(core: Core) -> None:
    """Journal that the file is now the one in force, and let the previous one go."""
    core.mark(sync=True)
    core.journal.append(CHANGED, None, {"now": core.slots.digest()})
    core.mark(sync=True)
    core.places.previous_keyslots.unlink(missing_ok=True)


def rekey(core: Core, dek: bytes) -> None:
    """Encrypt the database under another DEK; the anchor follows at once."""
    core.db.truncate_log()
    give_key(core.db.connection, "rekey", dek)
    core.dek = dek
    core.anchor.rekey(dek)
    core.db.truncate_log()
    core.mark(sync=True)


def unfinished(core: Core) -> bool:
    """Return whether a change of keys was begun and not finished."""
    last = core.journal.last(CHANGING, CHANGED)
    return last is not None and last.kind == CHANGING


def accepted_digests(core: Core) -> frozenset[str]:
    """Return the hashes that keyslots.json may have now."""
    last = core.journal.last(CHANGING, CHANGED)
    if last is None:
        return frozenset()
    names = ("before", "after") if last.kind == CHANGING else ("now",)
    return frozenset(str(last.body[name]) for name in names)


def _write(core: Core, data: bytes, opened: Callable[[SlotsFile], None]) -> None:
    platform, places = core.machine.platform, core.places
    platform.write_private(places.previous_keyslots, core.slots.as_bytes())
    platform.write_private(places.keyslots, data)
    read_back = places.keyslots.read_bytes()
    if hashlib.sha256(read_back).digest() != hashlib.sha256(data).digest():
        raise errors.StoreUnwritable(what="keyslots.json", why="what was read back differs from what was written")
    opened(parse(read_back, core.bounds))


def _give_back(core: Core) -> None:
    """The new file could not be written or opened: the previous one goes back; the next unlock settles the rest."""
    with contextlib.suppress(errors.FieldkitError, OSError):
        core.machine.platform.write_private(core.places.keyslots, core.slots.as_bytes())
        finish(core)
