"""From a passphrase or printed code to an open, checked core (store-format 3, 4, 8)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.crypto import fingerprint
from fieldkit.store import key_change
from fieldkit.store.attempts import Attempts
from fieldkit.store.ballast import Ballast
from fieldkit.store.core import Core, Machine
from fieldkit.store.database import Database
from fieldkit.store.keyslots import Keyslots
from fieldkit.store.layout import Places
from fieldkit.store.migrating import migrate
from fieldkit.store.opening import open_database
from fieldkit.store.slots_file import RECOVERY, CostBounds, Secret, Slot, SlotsFile, Unwrapped, parse, unwrap

T = TypeVar("T")
OPENING = "what was to be done now"


@dataclass(frozen=True, slots=True)
class Opened:
    """A slot that opened."""

    label: str
    secret: Secret
    unwrapped: Unwrapped


def take_lock(path: Path) -> Any:
    """Take the store's lock: the system's, so that a crash leaves none. Raises: StoreBusy, UnwritablePlace."""
    import filelock

    lock = filelock.FileLock(str(path), timeout=0, mode=0o600)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise errors.StoreBusy from None
    except OSError as error:
        raise errors.UnwritablePlace(path=path.parent, why=error.strerror or "no lock can be taken") from None
    return lock


def read_slots(places: Places, bounds: CostBounds) -> SlotsFile:
    """Return the keyslots file, or the previous one when a crash left the newer unreadable. Raises: KeyslotsDamaged."""
    try:
        return _parsed(places.keyslots, bounds)
    except errors.KeyslotsDamaged:
        if not places.previous_keyslots.exists():
            raise
        return _parsed(places.previous_keyslots, bounds)


def try_secret(file: SlotsFile, secret: str, *, by_recovery: bool, label: str | None, attempts: Attempts) -> Opened:
    """Open one slot. Raises: TooSoon, NoRecoveryCode, WrongPassphrase, MistypedCode, KeyslotsDamaged."""
    if by_recovery and not _slots_to_try(file, by_recovery, label):
        raise errors.NoRecoveryCode
    text = fingerprint.decode_code(secret).hex() if by_recovery else secret
    attempts.check()
    for slot in _slots_to_try(file, by_recovery, label):
        wanted = Secret(text, slot.cost)
        try:
            unwrapped = unwrap(file, slot, wanted)
        except errors.WrongKey:
            continue
        attempts.succeeded()
        return Opened(slot.label, wanted, unwrapped)
    attempts.failed()
    raise errors.WrongPassphrase


def open_core(places: Places, machine: Machine, bounds: CostBounds, file: SlotsFile, opened: Opened) -> Core:
    """Open the database with the newest DEK that fits, and bring it to this program's layout.

    Raises: StoreDamaged, StoreTooNew, UnwritablePlace, DiskFull.
    """
    ballast = Ballast(places.ballast, machine.platform, machine.entropy)
    dek, connection = open_with_room(ballast, lambda: _connect(places, opened.unwrapped.deks, hq=file.role is Role.HQ))
    try:
        database = Database(connection, ballast)
        migrate(database)
        core = Core(places, machine, bounds, file, dek, database)
        if (core.id, core.role, core.profile) != (file.store, file.role, file.profile):
            raise errors.StoreDamaged(why="keyslots.json belongs to another store")
    except BaseException:
        connection.close()
        raise
    core.journal.actor = opened.label
    return core


def open_with_room(ballast: Ballast, connect: Callable[[], T]) -> T:
    """Connect; where the disk is too full even for the log's index the ballast goes, and it is tried once more.

    Raises: DiskFull, and what `connect` raises.
    """
    try:
        return connect()
    except errors.UnwritablePlace:
        if not ballast.no_room():
            raise
    if not ballast.give_up():
        raise errors.DiskFull(what=OPENING)
    return connect()


def settle_keys(core: Core, opened: Opened) -> None:
    """Complete a change of keys that a crash cut short, and seal the own slot anew after others re-keyed."""
    newest = opened.unwrapped.deks[0]
    if key_change.unfinished(core):
        if core.dek != newest:
            key_change.rekey(core, newest)
        key_change.finish(core)
    if len(opened.unwrapped.deks) > 1:
        slots = Keyslots(core, opened.label)
        slots.renew(opened.secret, replace(opened.unwrapped, deks=(newest,)))


def _parsed(path: Path, bounds: CostBounds) -> SlotsFile:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise errors.KeyslotsDamaged(why=error.strerror or "it cannot be read") from None
    return parse(data, bounds)


def _slots_to_try(file: SlotsFile, by_recovery: bool, label: str | None) -> tuple[Slot, ...]:
    if by_recovery:
        return tuple(slot for slot in file.slots if slot.label == RECOVERY)
    people = tuple(slot for slot in file.slots if slot.label != RECOVERY)
    return tuple(slot for slot in people if label in (None, slot.label))


def _connect(places: Places, deks: tuple[bytes, ...], *, hq: bool) -> tuple[bytes, Any]:
    """The slot's DEKs are authentic, so if none fits the first page is damaged: SQLCipher cannot tell these apart."""
    for dek in deks:
        try:
            return dek, open_database(places.database, dek, hq=hq)
        except errors.WrongKey:
            continue
    raise errors.StoreDamaged(why="its first page cannot be read")
