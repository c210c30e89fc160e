"""Make a store: everything in a folder beside it, renamed into place at the end: never half a store."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.crypto import seal
from fieldkit.store.anchor import file_hash
from fieldkit.store.ballast import Ballast
from fieldkit.store.calibration import cost_here
from fieldkit.store.core import Core, Machine
from fieldkit.store.database import Database
from fieldkit.store.key_change import CHANGED
from fieldkit.store.keyslots import refuse_weak
from fieldkit.store.layout import Places
from fieldkit.store.migrating import MIGRATIONS, newest_layout
from fieldkit.store.opening import open_database
from fieldkit.store.settings import Settings
from fieldkit.store.slots_file import DEK_BYTES, CostBounds, Secret, SlotsFile, Unwrapped, wrap
from fieldkit.store.unlocking import Opened, take_lock

FIRST_LABEL = "person 1"
UNFINISHED, BEING_MADE = "store.new", "store.new.lock"


def create(
    home: Path, role: Role, profile: Profile, passphrase: str, person: str, machine: Machine, bounds: CostBounds
) -> Opened:
    """Make the store's folder and return its slot. Raises: StoreExists, WeakPassphrase, UnwritablePlace, DiskFull."""
    final, new = Places(home), Places(home, UNFINISHED)
    if final.folder.exists():
        raise errors.StoreExists(path=home)
    refuse_weak(passphrase)
    with only_one(home, machine):
        return _created(final, new, role, profile, passphrase, person, machine, bounds)


@contextlib.contextmanager
def only_one(home: Path, machine: Machine) -> Iterator[None]:
    """Keep everybody else from making or restoring a store in this home meanwhile, which would be half theirs.

    Raises: StoreBusy, UnwritablePlace, DiskFull.
    """
    machine.platform.private_dir(home)
    lock = take_lock(home / BEING_MADE)
    try:
        yield
    finally:
        lock.release()
        with contextlib.suppress(OSError):
            (home / BEING_MADE).unlink(missing_ok=True)


def _created(
    final: Places,
    new: Places,
    role: Role,
    profile: Profile,
    passphrase: str,
    person: str,
    machine: Machine,
    bounds: CostBounds,
) -> Opened:
    home = final.home
    shutil.rmtree(new.folder, ignore_errors=True)
    try:
        machine.platform.private_dir(new.outbox)
        opened = _fill(new, role, profile, Secret(passphrase, cost_here(bounds)), person, machine, bounds)
        new.folder.rename(final.folder)
        machine.platform.sync_dir(home)
    except OSError as error:
        raise errors.UnwritablePlace(path=home, why=error.strerror or "input/output error") from None
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(new.folder, ignore_errors=True)
    return opened


def new_epoch(machine: Machine) -> str:
    """Return a fresh epoch id."""
    return f"e-{machine.entropy.token(8).hex()}"


def _fill(
    places: Places, role: Role, profile: Profile, secret: Secret, person: str, machine: Machine, bounds: CostBounds
) -> Opened:
    dek = machine.entropy.token(DEK_BYTES)
    empty = SlotsFile(f"s-{machine.entropy.token(16).hex()}", role, profile, 0, ())
    unwrapped = Unwrapped((dek,), seal.generate_identity())
    file = empty.with_slot(wrap(empty, FIRST_LABEL, secret, unwrapped, machine.entropy))
    machine.platform.write_private(places.keyslots, file.as_bytes())
    connection = open_database(places.database, dek, hq=role is Role.HQ)
    try:
        ballast = Ballast(places.ballast, machine.platform, machine.entropy)
        database = Database(connection, ballast)
        database.run("the new store", lambda: _tables(database, file, machine))
        core = Core(places, machine, bounds, file, dek, database)
        database.run("the new store", lambda: _first_entries(core, person))
        database.truncate_log()
    finally:
        connection.close()
    ballast.keep()
    core.mark(sync=True, file=file_hash(places.database))
    core.anchor.close()
    return Opened(FIRST_LABEL, secret, unwrapped)


def _tables(database: Database, file: SlotsFile, machine: Machine) -> None:
    for step in MIGRATIONS:
        step.apply(database.connection)
    database.execute(
        "INSERT INTO store VALUES (?, ?, ?, ?, ?, ?)",
        (
            file.store,
            file.role.value,
            file.profile.value,
            newest_layout(),
            machine.entropy.token(32),
            machine.clock.now().utc_ms,
        ),
    )


def _first_entries(core: Core, person: str) -> None:
    entropy = core.machine.entropy
    device = f"d-{entropy.token(16).hex()}"
    body = {"store": core.id, "role": core.role.value, "profile": core.profile.value, "device": device}
    core.journal.actor = FIRST_LABEL
    core.journal.append("store.created", None, body, epoch=new_epoch(core.machine))
    core.journal.append("person.added", None, {"label": FIRST_LABEL}, [person.encode()])
    core.journal.append(CHANGED, None, {"now": core.slots.digest()})
    settings = Settings(core)
    settings.put("device.principal", device.encode())
    settings.put("device.seed", entropy.token(32))
    settings.put("device.age_identity", seal.generate_identity().encode())
