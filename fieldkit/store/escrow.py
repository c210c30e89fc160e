"""The escrow of this laptop: its key, sealed for the recovery officers; and the recovery drill (store-format 15).

The key leaves this layer sealed only.
"""

from collections.abc import Sequence

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.journal import Entry
from fieldkit.store.settings import Settings
from fieldkit.sync.bundle.escrow import (
    KEY_BYTES,
    Escrow,
    EscrowHead,
    OpenedKey,
    Why,
    make_escrow,
    mark_of,
    read_escrow,
    write_escrow,
)

NUMBER, DRILL = "escrow.number", "escrow.drill"
"""Settings: the number of the newest escrow; the mark of the drill that is under way."""
LABEL = "escrow"


class EscrowHere:
    """What this laptop has sealed for the officers (role field)."""

    def __init__(self, core: Core, settings: Settings) -> None:
        self._core = core
        self._settings = settings

    def data(self) -> bytes | None:
        """Return the file, or None where there is none, or none that is this laptop's."""
        self._core.need(Role.FIELD)
        try:
            data = self._core.places.escrow.read_bytes()
            self._read(data)
        except (OSError, errors.EscrowInvalid):
            return None
        return data

    def newest(self) -> Escrow | None:
        """Return the escrow that lies here, read."""
        data = self.data()
        return None if data is None else self._read(data)

    def current(self, officers: Sequence[str]) -> bool:
        """Return whether the escrow that lies here fits the key and the officers."""
        found = self.newest()
        return found is not None and found.head.mark == mark_of(self._core.dek) and found.officers == tuple(officers)

    def keep(self, officers: Sequence[str], *, why: Why | None = None) -> bool:
        """Make the escrow anew where it fits no more, or always for a `why` that is given; delete it where nobody is
        named. Return whether a new one was made.

        Raises: BadKey, DiskFull, UnwritablePlace.
        """
        self._core.need(Role.FIELD)
        if not officers:
            self._core.places.escrow.unlink(missing_ok=True)
            return False
        if why is None and self.current(officers):
            return False
        self._make(officers, why or self._why(officers))
        return True

    def drill(self, officers: Sequence[str]) -> bytes:
        """Return an escrow of random bytes for the officers to open, and remember its mark. Raises: BadKey."""
        secret = self._core.machine.entropy.token(KEY_BYTES)
        self._settings.put(DRILL, mark_of(secret).encode())
        return write_escrow(self._sealed(secret, officers, "drill", self._number() or 1), self._signing())

    def drilled(self, opened: OpenedKey) -> None:
        """Take what the officers opened in a drill; journaled. Raises: DrillDiffers."""
        wanted = self._settings.get(DRILL)
        if wanted is None or opened.head != self._head(wanted.decode()):
            raise errors.DrillDiffers
        self._core.journal.append("keys.drilled", None, {"label": LABEL})
        self._settings.delete(DRILL)

    def last_drills(self) -> tuple[int | None, int | None]:
        """Return when the printed code and the officers were last tried, ms since 1970."""
        last = self._core.journal.last
        return _at(last("keys.recovery_verified")), _at(last("keys.drilled"))

    def began_travel(self) -> None:
        """Journal that this store is about to lose its slots."""
        self._core.journal.append("travel.began", None, {"mark": mark_of(self._core.dek)})
        self._core.settle()

    def _make(self, officers: Sequence[str], why: Why) -> None:
        number = self._number() + 1
        escrow = self._sealed(self._core.dek, officers, why, number)
        body: dict[str, Json] = {"number": number, "mark": escrow.head.mark, "why": why, "officers": escrow.officer_ids}

        def work() -> None:
            self._settings.put_json(NUMBER, number)
            self._core.journal.append("escrow.made", None, body)

        self._core.db.run("the escrow", work)
        self._core.machine.platform.write_private(self._core.places.escrow, write_escrow(escrow, self._signing()))

    def _why(self, officers: Sequence[str]) -> Why:
        opened = self._core.journal.last("keys.recovered", "escrow.made")
        if opened is not None and opened.kind == "keys.recovered":
            return "recovered"  # headquarters is to be told, also where the recovery was cut short before its escrow
        found = self.newest()
        if found is None:
            return "key" if self._number() else "first"
        return "officers" if found.officers != tuple(officers) else "key"

    def _sealed(self, secret: bytes, officers: Sequence[str], why: Why, number: int) -> Escrow:
        head = self._head(mark_of(secret))
        return make_escrow(secret, head.device, head.store, self._core.epoch, number, why, officers)

    def _number(self) -> int:
        found = self._settings.get_json(NUMBER)
        return found if isinstance(found, int) else 0

    def _read(self, data: bytes) -> Escrow:
        return read_escrow(data, self._signing().public)

    def _head(self, mark: str) -> EscrowHead:
        return EscrowHead((self._settings.get("device.principal") or b"").decode(), self._core.id, mark)

    def _signing(self) -> SigningKey:
        return SigningKey.from_seed(self._settings.get("device.seed") or b"")


def _at(entry: Entry | None) -> int | None:
    return None if entry is None else entry.at.utc_ms
