"""Open a store with its key alone; give it another key, another passphrase and another epoch (store-format 15.3)."""

from dataclasses import replace
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.crypto import seal
from fieldkit.store import key_change
from fieldkit.store.anchor import read_mark
from fieldkit.store.ballast import Ballast
from fieldkit.store.calibration import cost_here
from fieldkit.store.core import Core, Machine
from fieldkit.store.database import Database
from fieldkit.store.escrow import LABEL
from fieldkit.store.keyslots import Keyslots, refuse_weak
from fieldkit.store.layout import Places
from fieldkit.store.migrating import migrate
from fieldkit.store.opening import open_database
from fieldkit.store.slots_file import (
    DEK_BYTES,
    PRODUCTION,
    CostBounds,
    Secret,
    SlotsFile,
    Unwrapped,
    hand_over,
    unwrap,
    wrap,
)
from fieldkit.store.store import Store
from fieldkit.store.unlock_checks import find_loss
from fieldkit.store.unlocking import open_with_room, read_slots, take_lock


def recover_store(
    home: Path,
    dek: bytes,
    label: str,
    passphrase: str,
    *,
    machine: Machine,
    bounds: CostBounds = PRODUCTION,
    despite_loss: bool = False,
) -> Store:
    """Open with an escrowed key; return the store open, under a new key, with one slot: `label`'s, new passphrase.

    `despite_loss` goes on where something is missing (a new epoch says what), as `accept_loss` does.
    Raises: NoStore, StoreBusy, EscrowKeyWrong, WeakPassphrase, SlotUnknown, StoreRolledBack, StoreDamaged, StoreTooNew,
    DiskFull, UnwritablePlace.
    """
    places = Places(home)
    if not places.database.exists():
        raise errors.NoStore(path=home)
    refuse_weak(passphrase)
    lock = take_lock(places.lock)
    try:
        core = _core(places, dek, machine, bounds)
        try:
            return _recovered(Store(core, lock, label), core, label, passphrase, despite_loss)
        except BaseException:
            core.anchor.close()
            core.db.connection.close()
            raise
    except BaseException:
        lock.release()
        raise


def _core(places: Places, dek: bytes, machine: Machine, bounds: CostBounds) -> Core:
    """Open the database; what keyslots.json says does not matter, the database says what it is."""
    ballast = Ballast(places.ballast, machine.platform, machine.entropy)
    try:
        connection = open_with_room(ballast, lambda: open_database(places.database, dek))
    except errors.WrongKey:
        raise errors.EscrowKeyWrong from None
    try:
        database = Database(connection, ballast)
        migrate(database)
        store, role, profile = database.query("SELECT id, role, profile FROM store")[0]
        empty = SlotsFile(store, Role(role), Profile(profile), _generation(places, bounds), ())
        core = Core(places, machine, bounds, empty, dek, database)
        core.need(Role.FIELD)
    except BaseException:
        connection.close()
        raise
    core.journal.actor = LABEL
    return core


def _generation(places: Places, bounds: CostBounds) -> int:
    try:
        return read_slots(places, bounds).generation
    except errors.KeyslotsDamaged:
        return 0


def _recovered(store: Store, core: Core, label: str, passphrase: str, despite_loss: bool) -> Store:
    if label not in {person.label for person in store.keyslots.people()}:
        raise errors.SlotUnknown(label=label)
    core.anchor.mark = read_mark(core.places.anchor, core.id, (core.dek,))
    known = next(iter(key_change.accepted_digests(core)), "")  # slots are made anew: what lies there is not compared
    loss = find_loss(core, core.anchor.mark, known, everything=True)
    if loss is not None and not despite_loss:
        raise errors.StoreRolledBack(what=loss.what)
    if loss is not None:
        store.loss = loss
        store.accept_loss()
    if key_change.unfinished(core):
        key_change.finish(core)
    core.journal.append("keys.recovered", None, {"label": LABEL})
    store.new_epoch("recovered by the officers")  # first: cut short after the new key nobody would come back to it
    _rekeyed(core, label, passphrase)
    core.journal.actor = label
    store.outbox.tidy()
    core.db.ballast.keep()
    return store


def _rekeyed(core: Core, label: str, passphrase: str) -> None:
    """Bring in one slot for the old key with a handover to a new one, as removing a person does, then seal it anew."""
    entropy = core.machine.entropy
    new, identity = entropy.token(DEK_BYTES), seal.generate_identity()
    secret = Secret(passphrase, cost_here(core.bounds))
    file = replace(core.slots, generation=core.slots.generation + 1)
    slot = hand_over(file, wrap(file, label, secret, Unwrapped((core.dek,), identity), entropy), core.dek, new, entropy)

    def opens(read: SlotsFile) -> None:
        unwrap(read, read.slot(label), secret)

    key_change.bring_in(core, file.with_slot(slot), lambda: None, opens, new)
    Keyslots(core, label).renew(secret, Unwrapped((new,), identity))
