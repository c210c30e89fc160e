"""What the parts of one open store share: database, journal, keyslots file, anchor, ports."""

from dataclasses import dataclass

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.crypto import canonical
from fieldkit.ports import Clock, Entropy, Platform
from fieldkit.result import Json
from fieldkit.store.anchor import Anchor, Mark
from fieldkit.store.database import Database
from fieldkit.store.journal import Journal
from fieldkit.store.layout import Places
from fieldkit.store.projections import Projections
from fieldkit.store.slots_file import CostBounds, SlotsFile


@dataclass(frozen=True, slots=True)
class Machine:
    """The ports a store needs."""

    clock: Clock
    entropy: Entropy
    platform: Platform


class Core:
    """The shared inside of an open store. `slots` and `dek` change with the keys, `draft_counter` with each answer."""

    def __init__(
        self, places: Places, machine: Machine, bounds: CostBounds, slots: SlotsFile, dek: bytes, database: Database
    ) -> None:
        self.places = places
        self.machine = machine
        self.bounds = bounds
        self.put_slots(slots)
        self.dek = dek
        self.db = database
        row = database.one("SELECT id, role, profile, mac_key FROM store")
        if row is None:
            raise errors.StoreDamaged(why="its first table is empty")
        self.id, self.role, self.profile, self.mac_key = str(row[0]), Role(row[1]), Profile(row[2]), bytes(row[3])
        self.projections = Projections(database)
        self.journal = Journal(database, machine.clock, machine.entropy, self.projections.apply)
        self.anchor = Anchor(places.anchor, dek, machine.platform)
        self.draft_counter = 0
        database.after_commit = self.mark
        database.after_rollback = self.journal.rolled_back

    def put_slots(self, slots: SlotsFile) -> None:
        """Take this keyslots file as the one in force."""
        self.slots = slots
        self._slots_digest = slots.digest()

    @property
    def epoch(self) -> str:
        """The current epoch."""
        return self.journal.head().epoch

    def mark(self, *, sync: bool = False, file: str | None = None) -> None:
        """Write the anchor: how far the store has come."""
        head = self.journal.head()
        mark = Mark(self.id, 0, head.epoch, head.n, head.hash, self.draft_counter, self._slots_digest, file)
        self.anchor.write(mark, sync=sync)

    def settle(self) -> None:
        """Make what was just committed as safe as the disk allows, and leave nothing erased in the log."""
        self.db.truncate_log()
        self.mark(sync=True)

    def need(self, role: Role) -> None:
        """Refuse the work of the other role. Raises: WrongRole."""
        if self.role is not role:
            raise errors.WrongRole(found=self.role.value, wanted=role.value)


def as_object(payload: bytes) -> dict[str, Json]:
    """Return a stored JSON object."""
    return dict(canonical.loads_object(payload, what="a stored value"))
