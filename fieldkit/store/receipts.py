"""Receipts looked up by the number on paper, on a laptop and at headquarters; what proves headquarters' history."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from fieldkit.cases.words import Role
from fieldkit.store.core import Core
from fieldkit.store.database import Row

HELD = """
SELECT r.number, r.outcome, r.hq_time_ms, r.hq_epoch, r.hq_audit, r.receipt_hash, b.epoch, b.seq, b.manifest_hash,
       b.receipt, b.again
FROM receipts r JOIN bundles b USING (manifest_hash)
"""
COVERED = """
SELECT DISTINCT d.code, d.finished_ms FROM bundle_records c JOIN records d ON d.id = c.record
WHERE c.manifest_hash = ? ORDER BY d.finished_ms, d.code
"""
GIVEN = """
SELECT r.number, r.outcome, r.issued_ms, e.epoch, r.epoch, r.seq, r.device, r.content, b.n
FROM receipts_issued r JOIN entries e ON e.n = r.n JOIN bundles_in b USING (manifest_hash)
"""
RECEIVED = "SELECT code, stub FROM inbox WHERE n = ? ORDER BY code"


@dataclass(frozen=True, slots=True)
class HeldReceipt:
    """A receipt on its laptop. `counts`: it is what the bundle's state rests on; not so where a later one came, or
    where headquarters was restored and asks again. `covered` are (code, when the interview ended in ms)."""

    number: str
    outcome: str
    hq_time_ms: int
    hq_epoch: str
    hq_audit: str
    receipt_hash: str
    epoch: str
    seq: int
    counts: bool
    covered: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GivenReceipt:
    """A receipt at headquarters, in whose epoch it was given; `covered` are the interviews that came with the bundle
    for the first time."""

    number: str
    outcome: str
    issued_ms: int
    hq_epoch: str
    epoch: str
    seq: int
    device: str
    covered: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NamedReceipt:
    """A bundle that was imported, by entry number, and the manifest hash of the newest receipt that its laptop held."""

    n: int
    device: str
    epoch: str
    seq: int
    received_ms: int
    rcpt: str


class Receipts:
    """The receipts that this store holds (role field) or has given (role hq)."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def held(self, number: str | None = None) -> tuple[HeldReceipt, ...]:
        """Return the receipts of this laptop's bundles, newest first: all, or those with a number."""
        self._core.need(Role.FIELD)
        where, values = ("", ()) if number is None else ("WHERE r.number = ?", (number,))
        rows = self._core.db.query(f"{HELD} {where} ORDER BY r.n DESC", values)
        return tuple(self._held(row) for row in rows)

    def given(self, number: str) -> tuple[GivenReceipt, ...]:
        """Return the receipts that headquarters has given under a number."""
        self._core.need(Role.HQ)
        return tuple(self._given(row) for row in self._core.db.query(GIVEN + " WHERE r.number = ?", (number,)))

    def given_files(self) -> Iterator[tuple[int, bytes]]:
        """Yield (number of the entry, file) of every receipt that headquarters has given, as it was sent."""
        self._core.need(Role.HQ)
        for n, content in self._core.db.each("SELECT n, content FROM receipts_issued ORDER BY n"):
            yield n, self._core.journal.content(content) or b""

    def named_by_bundles(self) -> Iterator[NamedReceipt]:
        """Yield what every imported bundle says is the newest receipt of its laptop, in the order of import."""
        self._core.need(Role.HQ)
        for entry in self._core.journal.entries("bundle.imported"):
            body = entry.body
            told = (str(body["device"]), str(body["epoch"]), int(str(body["seq"])), int(str(body["received_ms"])))
            yield NamedReceipt(entry.n, *told, str(body["rcpt"]))

    def restored(self) -> tuple[tuple[int, int], ...]:
        """Return (entry, time in ms) of every epoch that was opened here since the store was made."""
        return tuple((entry.n, entry.at.utc_ms) for entry in self._core.journal.entries("epoch.opened"))

    def has_head(self, head: str) -> bool:
        """Return whether an entry of this journal has this hash."""
        return self._core.db.one("SELECT 1 FROM entries WHERE hash = ?", (head,)) is not None

    def _held(self, row: Row) -> HeldReceipt:
        number, outcome, hq_time_ms, hq_epoch, hq_audit, receipt_hash, epoch, seq, manifest_hash, standing, again = row
        covered = tuple((code, at) for code, at in self._core.db.query(COVERED, (manifest_hash,)))
        counts = standing == number and not again
        told = (number, outcome, hq_time_ms, hq_epoch, hq_audit, receipt_hash, epoch, seq)
        return HeldReceipt(*told, counts, covered)

    def _given(self, row: Row) -> GivenReceipt:
        number, outcome, issued_ms, hq_epoch, epoch, seq, device, _, n = row
        rows = self._core.db.query(RECEIVED, (n,))
        covered = {(code, json.loads(stub)["finished"]["utc_ms"]) for code, stub in rows}
        in_order = tuple(sorted(covered, key=lambda one: (one[1], one[0])))
        return GivenReceipt(number, outcome, issued_ms, hq_epoch, epoch, seq, device, in_order)
