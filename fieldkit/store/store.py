"""Make and open a store; the facade that carries its parts."""

import contextlib
from pathlib import Path
from types import TracebackType
from typing import Any

from fieldkit import errors
from fieldkit.cases.own_identity import DeviceIdentity
from fieldkit.cases.words import Profile, Role
from fieldkit.result import Json
from fieldkit.store import key_change
from fieldkit.store.alerts import AlertBox
from fieldkit.store.anchor import file_hash
from fieldkit.store.attempts import Attempts
from fieldkit.store.capacity import CapacityBox
from fieldkit.store.core import Core, Machine
from fieldkit.store.creating import create, new_epoch
from fieldkit.store.devices import Devices
from fieldkit.store.drafts import Drafts
from fieldkit.store.dues import Dues
from fieldkit.store.escrow import EscrowHere
from fieldkit.store.escrows import Escrows
from fieldkit.store.heard_orders import HeardOrders
from fieldkit.store.inbox import Inbox
from fieldkit.store.intake import Intake
from fieldkit.store.kept_forms import KeptForms
from fieldkit.store.keyslots import Keyslots, recovered
from fieldkit.store.layout import Places
from fieldkit.store.matching import Matching
from fieldkit.store.merging import Merging
from fieldkit.store.orders import Orders
from fieldkit.store.outbox import Outbox
from fieldkit.store.own_keys import OwnKeys
from fieldkit.store.quarantine import QuarantineBox
from fieldkit.store.receipts import Receipts
from fieldkit.store.records import Records
from fieldkit.store.settings import Settings
from fieldkit.store.slots_file import PRODUCTION, RECOVERY, CostBounds, SlotsFile
from fieldkit.store.tips import TipBox
from fieldkit.store.unlock_checks import (
    Loss,
    check_everything,
    closed_in_order,
    find_loss,
    newest_mark,
)
from fieldkit.store.unlocking import Opened, open_core, read_slots, settle_keys, take_lock, try_secret
from fieldkit.store.withdrawing import Withdrawals
from fieldkit.store.word_book import WordBook

__all__ = [
    "Loss",
    "Machine",
    "Store",
    "closed_for_travel",
    "create_store",
    "open_store",
    "store_exists",
    "wait_before_attempt",
]


class Store:
    """An open store. Use as a context manager; closing checkpoints, writes the anchor and lets the lock go.

    `records`, `outbox`, `escrow`, `heard_orders` belong to role field; `devices`, `intake`, `inbox`, `merging`,
    `matching`, `quarantine`, `tips`, `capacity`, `words`, `alerts`, `escrows`, `orders` to role hq (using one in the
    other role raises WrongRole); `drafts`, `forms`, `withdrawals`, `dues`, `receipts` to both. `person` is the label of
    who opened it, or "recovery".
    """

    def __init__(self, core: Core, lock: Any, label: str) -> None:
        self._core = core
        self._lock = lock
        self._closed = False
        self.id = core.id
        self.role = core.role
        self.profile = core.profile
        self.home = core.places.home
        self.person = label
        self.by_recovery = label == RECOVERY
        self.loss: Loss | None = None
        self.connection = core.db.connection
        self.journal = core.journal
        self.settings = Settings(core)
        self.own_keys = OwnKeys(core, self.settings)
        self.keyslots = Keyslots(core, label)
        self.drafts = Drafts(core)
        self.forms = KeptForms(core)
        self.records = Records(core)
        self.withdrawals = Withdrawals(core, self.drafts)
        self.dues = Dues(core)
        self.outbox = Outbox(core, self.settings)
        self.escrow = EscrowHere(core, self.settings)
        self.escrows = Escrows(core)
        self.devices = Devices(core)
        self.intake = Intake(core)
        self.inbox = Inbox(core)
        self.merging = Merging(core)
        self.matching = Matching(core)
        self.quarantine = QuarantineBox(core)
        self.tips = TipBox(core)
        self.capacity = CapacityBox(core)
        self.orders = Orders(core, self.settings, self.drafts)
        self.heard_orders = HeardOrders(core, self.settings, self.drafts)
        self.words = WordBook(core, self.settings)
        self.receipts = Receipts(core)
        self.alerts = AlertBox(core)

    @property
    def person_name(self) -> str:
        """The name of the person who opened the store; empty when the recovery code did."""
        return next((person.name for person in self.keyslots.people() if person.label == self.person), "")

    @property
    def identity(self) -> DeviceIdentity:
        """Device principal, signing seed and age identity, and those before: never leaving the store."""
        return self.own_keys.identity

    @property
    def epoch(self) -> str:
        """The current epoch."""
        return self._core.epoch

    @property
    def ballast_spent(self) -> bool:
        """True when the disk ran full and the ballast was given up: warn the person."""
        return self._core.db.ballast.spent

    def new_epoch(self, reason: str) -> str:
        """Open a new epoch: after a restore, or when a mailbox or receipt holds a higher number than this store.

        Bundle numbers start again at 1. Returns the epoch.
        """
        epoch = new_epoch(self._core.machine)
        body: dict[str, Json] = {"reason": reason, "breaks": [], "lost": [], "answers_lost": 0}
        self.journal.append("epoch.opened", None, body, epoch=epoch)
        self._core.settle()
        return epoch

    def accept_loss(self) -> str:
        """Go on with a store that lost something: a new epoch, journaled with what is missing. Returns the epoch.

        Raises: StoreDamaged when the pages that are left do not make a database.
        """
        loss, core = self.loss, self._core
        if loss is None:
            return self.epoch
        if core.db.misfits():
            core.db.rewrite()
        faults = list(core.journal.faults())
        lost = [fault.content for fault in faults if fault.content is not None]
        epoch = new_epoch(core.machine)
        core.db.refusal = None

        def work() -> None:
            for content_id in lost:
                core.db.execute("UPDATE contents SET nonce = NULL, payload = NULL WHERE id = ?", (content_id,))
            body: dict[str, Json] = {
                "reason": loss.what,
                "breaks": [fault.n for fault in faults if fault.content is None],
                "lost": list(lost),
                "answers_lost": loss.answers + self.drafts.salvage(),
            }
            core.journal.append("epoch.opened", None, body, epoch=epoch)
            core.journal.append(key_change.CHANGED, None, {"now": core.slots.digest()})
            self.settings.recommit()
            core.projections.rebuild(core.journal)

        core.db.run("the new epoch", work)
        self.loss = None
        core.settle()
        return epoch

    def check(self) -> str:
        """Check chain, contents, settings, drafts, projections, outbox files; return the projections' SHA-256.

        Raises: JournalDamaged, ProjectionsDiffer, DraftDamaged, StoreDamaged, OutboxFileDamaged.
        """
        digest = check_everything(self._core)
        if self.role is Role.FIELD:
            self.outbox.check()
        return digest

    def rebuild(self) -> str:
        """Recompute all projections from the journal and return their SHA-256. Raises: JournalDamaged."""
        self.journal.verify()
        return self._core.projections.rebuild(self.journal)

    def digest(self) -> str:
        """Return the SHA-256 of the projections as they are."""
        return self._core.projections.digest()

    def copy_to(self, folder: Path) -> None:
        """Copy database, keyslots, anchor and sealed bundles into a new folder: a backup, encrypted as the store is.

        Raises: StoreExists when there is a store in it, UnwritablePlace, DiskFull.
        """
        core, there = self._core, Places(folder)
        if there.folder.exists():
            raise errors.StoreExists(path=folder)
        core.settle()
        platform = core.machine.platform
        platform.private_dir(there.outbox)
        core.db.copy_to(there.database, core.dek, hq=core.role is Role.HQ)
        for path in (core.places.keyslots, core.places.anchor):
            platform.write_private(there.folder / path.name, path.read_bytes())
        for path in core.places.outbox.glob("*.fkb"):
            platform.write_private(there.outbox / path.name, path.read_bytes())

    def close(self) -> None:
        """Checkpoint, write and fsync the anchor, close, let the lock go. Closing twice is no error."""
        if self._closed:
            return
        self._closed = True
        core = self._core
        try:
            core.db.truncate_log()
            core.db.connection.close()
            if self.loss is None:
                core.mark(sync=True, file=file_hash(core.places.database))
        finally:
            core.anchor.close()
            self._lock.release()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            with contextlib.suppress(errors.FieldkitError):  # the first error says more than what follows from it
                self.close()


def store_exists(home: Path) -> bool:
    """Return whether `home` holds a store (or what is left of one)."""
    return Places(home).folder.exists()


def closed_for_travel(home: Path) -> bool:
    """Return whether the store has no slot, but an escrow (store-format 16)."""
    places = Places(home)
    slots = places.keyslots.exists() or places.previous_keyslots.exists()
    return places.database.exists() and places.escrow.exists() and not slots


def wait_before_attempt(home: Path, machine: Machine) -> float:
    """Return how many seconds to wait before the next passphrase may be tried (0 when none failed lately)."""
    return Attempts(Places(home).attempts, machine.clock, machine.platform).wait()


def create_store(
    home: Path,
    *,
    role: Role,
    profile: Profile,
    passphrase: str,
    person: str,
    machine: Machine,
    bounds: CostBounds = PRODUCTION,
) -> Store:
    """Make a store with one person's slot and return it open. Raises: StoreExists, WeakPassphrase, UnwritablePlace."""
    opened = create(home, role, profile, passphrase, person, machine, bounds)
    places = Places(home)
    lock = take_lock(places.lock)
    try:
        return _opened_store(places, machine, bounds, read_slots(places, bounds), opened, lock, despite_loss=False)
    except BaseException:
        lock.release()
        raise


def open_store(
    home: Path,
    secret: str,
    *,
    machine: Machine,
    role: Role | None = None,
    profile: Profile | None = None,
    by_recovery: bool = False,
    label: str | None = None,
    despite_loss: bool = False,
    bounds: CostBounds = PRODUCTION,
    restoring: Places | None = None,
) -> Store:
    """Open a store with a passphrase, or with the printed code when `by_recovery`. `restoring`: where it lies while it
    is restored; who does so looks after its orders.

    `role` and `profile`, when given, must be the store's. `despite_loss` opens a store that is behind its anchor for
    `accept_loss` only: until then nothing can be written.
    Raises: NoStore, StoreBusy, WrongPassphrase, TooSoon, KeyslotsDamaged, StoreTooNew, StoreDamaged, StoreRolledBack,
    WrongRole, WrongProfile.
    """
    places = restoring or Places(home)
    if not places.database.exists():
        raise errors.NoStore(path=home)
    if restoring is None and closed_for_travel(home):
        raise errors.ClosedForTravel()
    lock = take_lock(places.lock)
    try:
        file = read_slots(places, bounds)
        _refuse_other_kind(file, role, profile)
        attempts = Attempts(places.attempts, machine.clock, machine.platform)
        opened = try_secret(file, secret, by_recovery=by_recovery, label=label, attempts=attempts)
        store = _opened_store(places, machine, bounds, file, opened, lock, despite_loss=despite_loss)
    except BaseException:
        lock.release()
        raise
    if store.loss is None and restoring is None:
        _mend_orders(store)
    return store


def _mend_orders(store: Store) -> None:
    """Bring the orders in the store and in the file beside it together; the store is closed when that fails."""
    try:
        (store.orders.mend if store.role is Role.HQ else store.heard_orders.mend)()
    except BaseException:
        store.close()
        raise


def _refuse_other_kind(file: SlotsFile, role: Role | None, profile: Profile | None) -> None:
    if role not in (None, file.role):
        raise errors.WrongRole(found=file.role.value, wanted=role.value if role else "")
    if profile not in (None, file.profile):
        raise errors.WrongProfile(found=file.profile.value, wanted=profile.value if profile else "")


def _opened_store(
    places: Places,
    machine: Machine,
    bounds: CostBounds,
    file: SlotsFile,
    opened: Opened,
    lock: Any,
    *,
    despite_loss: bool,
) -> Store:
    log_empty = not places.log.exists() or places.log.stat().st_size == 0
    before = file_hash(places.database)  # never while it is open: closing a file drops SQLite's locks on it
    core = open_core(places, machine, bounds, file, opened)
    try:
        store = Store(core, lock, opened.label)
        mark = newest_mark(core, opened.unwrapped.deks)
        core.anchor.mark = mark
        whole = closed_in_order(before, mark, log_empty)
        loss = find_loss(core, mark, file.digest(), everything=not whole)
        if loss is None:
            _ready(store, core, opened)
        elif despite_loss:
            store.loss = loss
            core.db.refusal = errors.StoreRolledBack(what=loss.what)
        else:
            raise errors.StoreRolledBack(what=loss.what)
    except BaseException:
        core.anchor.close()
        core.db.connection.close()
        raise
    return store


def _ready(store: Store, core: Core, opened: Opened) -> None:
    """What an unlock does besides reading: settle keys, drop stray files, refill the ballast."""
    settle_keys(core, opened)
    if store.by_recovery:
        recovered(core)
    store.outbox.tidy()
    core.db.ballast.keep()
