"""Escrows at headquarters: kept sealed, given out with a reason, and what is known of a lost laptop (role hq)."""

import hashlib
import json
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.database import Row
from fieldkit.sync.bundle.escrow import Escrow

KEPT = 16
"""Escrows of one laptop whose file is kept: whoever has its key must not fill this store."""
ROW = "SELECT sha256, device, epoch, number, mark, why, officers, received_ms, content FROM escrows"


@dataclass(frozen=True, slots=True)
class EscrowRow:
    """One escrow as headquarters has it. `officers` are key ids; `content` None once newer ones took its place."""

    sha256: str
    device: str
    epoch: str
    number: int
    mark: str
    why: str
    officers: tuple[str, ...]
    received_ms: int
    content: str | None


@dataclass(frozen=True, slots=True)
class LastSeen:
    """What the newest bundle of a laptop says: its number, when it came (ms since 1970), the policy it named, the
    newest receipt that it held (64 zeros: none)."""

    epoch: str
    seq: int
    received_ms: int
    policy: int
    rcpt: str


class Escrows:
    """The escrows that this headquarters received, and what it knows of a laptop that is lost."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def add(self, escrow: Escrow, file: bytes, at: Instant) -> bool:
        """Keep a verified escrow; False when it was here before. Of older ones than KEPT the file goes.

        Raises: DiskFull.
        """
        self._core.need(Role.HQ)
        sha256 = hashlib.sha256(file).hexdigest()
        if self._core.db.one("SELECT 1 FROM escrows WHERE sha256 = ?", (sha256,)) is not None:
            return False
        body: dict[str, Json] = {
            "device": escrow.head.device,
            "epoch": escrow.epoch,
            "number": escrow.n,
            "mark": escrow.head.mark,
            "why": escrow.why,
            "officers": escrow.officer_ids,
            "sha256": sha256,
            "size": len(file),
            "received_ms": at.utc_ms,
        }

        def work() -> None:
            self._core.journal.append("escrow.received", None, body, [file])
            held = [row.content for row in self.of(escrow.head.device) if row.content is not None]
            if len(held) > KEPT:
                self._core.journal.erase(held[KEPT:], "a newer escrow took its place")

        self._core.db.run("the escrow", work)
        return True

    def of(self, device: str) -> tuple[EscrowRow, ...]:
        """Return the escrows of one laptop, the one that came last first."""
        self._core.need(Role.HQ)
        return tuple(_row(row) for row in self._core.db.query(ROW + " WHERE device = ? ORDER BY n DESC", (device,)))

    def newest(self, device: str) -> EscrowRow | None:
        """Return the escrow that its laptop made last, as far as can be told: the highest number of the epoch that
        began last. What comes late, from a drawer or from somebody who kept it back, opens nothing any more."""
        kept = [row for row in self.of(device) if row.content is not None]
        began: dict[str, int] = dict(
            self._core.db.query("SELECT epoch, earliest_ms FROM epochs_in WHERE device = ?", (device,))
        )
        if not kept:
            return None
        epoch = kept[0].epoch
        if epoch in began:
            epoch = max((row.epoch for row in kept if row.epoch in began), key=lambda one: began[one])
        return max((row for row in kept if row.epoch == epoch), key=lambda row: row.number)

    def give(self, device: str, reason: str, *, number: int | None = None) -> tuple[EscrowRow, bytes]:
        """Return the newest escrow of a laptop, or the last that came with a number, with its file; journaled first.

        Raises: EscrowUnknown.
        """
        wanted = (row for row in self.of(device) if row.number == number and row.content is not None)
        row = self.newest(device) if number is None else next(wanted, None)
        data = self._core.journal.content(row.content) if row is not None and row.content is not None else None
        if row is None or data is None:
            raise errors.EscrowUnknown(device=device[:10])
        self._core.journal.append("escrow.given", None, {"device": device, "sha256": row.sha256, "reason": reason})
        self._core.settle()
        return row, data

    def last_seen(self, device: str) -> LastSeen | None:
        """Return what the newest imported bundle of a laptop says; None where nothing came."""
        self._core.need(Role.HQ)
        sql = "SELECT n, epoch, seq, received_ms FROM bundles_in WHERE device = ? ORDER BY n DESC LIMIT 1"
        row = self._core.db.one(sql, (device,))
        if row is None:
            return None
        body = next(self._core.journal.entries("bundle.imported", after=row[0] - 1)).body
        policy = body.get("policy")
        return LastSeen(row[1], row[2], row[3], policy if isinstance(policy, int) else 0, str(body.get("rcpt")))

    def lost(self, device: str, seq: int | None, at: Instant) -> None:
        """Journal that headquarters learned of a loss."""
        self._core.need(Role.HQ)
        self._core.journal.append("device.lost", None, {"device": device, "at_ms": at.utc_ms, "seq": seq})
        self._core.settle()


def _row(row: Row) -> EscrowRow:
    sha256, device, epoch, number, mark, why, officers, received, content = row
    return EscrowRow(sha256, device, epoch, number, mark, why, tuple(json.loads(officers)), received, content)
