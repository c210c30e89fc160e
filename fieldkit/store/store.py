"""Make and open a store; the facade that carries its parts."""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from fieldkit.ports import Clock, Entropy, Platform
from fieldkit.store.devices import Devices
from fieldkit.store.drafts import Drafts
from fieldkit.store.inbox import Inbox
from fieldkit.store.intake import Intake
from fieldkit.store.journal import Journal
from fieldkit.store.keyslots import Keyslots
from fieldkit.store.outbox import Outbox
from fieldkit.store.quarantine import QuarantineBox
from fieldkit.store.records import Records
from fieldkit.store.settings import Settings
from fieldkit.store.slots_file import PRODUCTION, CostBounds
from fieldkit.store.words import DeviceIdentity, Profile, Role


@dataclass(frozen=True, slots=True)
class Machine:
    """The ports a store needs."""

    clock: Clock
    entropy: Entropy
    platform: Platform


@dataclass(frozen=True, slots=True)
class Loss:
    """What is missing compared with the anchor: shown to the person before `accept_loss`."""

    what: str
    entries: int
    answers: int


class Store:
    """An open store. Use as a context manager; closing checkpoints, writes the anchor and lets the lock go.

    `drafts`, `records`, `outbox` belong to role field; `devices`, `intake`, `inbox`, `quarantine` to role hq
    (using one in the other role raises WrongRole).
    """

    id: str
    role: Role
    profile: Profile
    home: Path
    person: str
    by_recovery: bool
    loss: Loss | None
    connection: Any
    journal: Journal
    settings: Settings
    keyslots: Keyslots
    drafts: Drafts
    records: Records
    outbox: Outbox
    devices: Devices
    intake: Intake
    inbox: Inbox
    quarantine: QuarantineBox

    @property
    def person_name(self) -> str:
        """The name of the person who opened the store."""
        raise NotImplementedError

    @property
    def identity(self) -> DeviceIdentity:
        """Device principal, signing seed and age identity: made with the store, never leaving it."""
        raise NotImplementedError

    @property
    def epoch(self) -> str:
        """The current epoch."""
        raise NotImplementedError

    @property
    def ballast_spent(self) -> bool:
        """True when the disk ran full and the ballast was given up: warn the person."""
        raise NotImplementedError

    def accept_loss(self) -> str:
        """Go on with a store that lost something: a new epoch, journaled with what is missing. Returns the epoch."""
        raise NotImplementedError

    def check(self) -> str:
        """Check chain, contents, drafts, projections, outbox files; return the projections' SHA-256.

        Raises: JournalDamaged, ProjectionsDiffer, DraftDamaged, StoreDamaged.
        """
        raise NotImplementedError

    def rebuild(self) -> str:
        """Recompute all projections from the journal and return their SHA-256. Raises: JournalDamaged."""
        raise NotImplementedError

    def close(self) -> None:
        """Checkpoint, write and fsync the anchor, close, let the lock go. Closing twice is no error."""
        raise NotImplementedError

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def store_exists(home: Path) -> bool:
    """Return whether `home` holds a store (or what is left of one)."""
    raise NotImplementedError


def wait_before_attempt(home: Path, machine: Machine) -> float:
    """Return how many seconds to wait before the next passphrase may be tried (0 when none failed lately)."""
    raise NotImplementedError


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
    raise NotImplementedError


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
) -> Store:
    """Open a store with a passphrase, or with the printed code when `by_recovery`.

    `role` and `profile`, when given, must be the store's. `despite_loss` opens a store that is behind its anchor for
    `accept_loss` only: until then nothing can be written.
    Raises: NoStore, StoreBusy, WrongPassphrase, TooSoon, KeyslotsDamaged, StoreTooNew, StoreDamaged, StoreRolledBack,
    WrongRole, WrongProfile.
    """
    raise NotImplementedError
