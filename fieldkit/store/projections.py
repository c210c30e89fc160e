"""The tables that follow from the journal: applying entries, rebuilding, the dump and its SHA-256 (store-format 9)."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

from fieldkit import errors
from fieldkit.store.applied_alerts import ALERT_KINDS
from fieldkit.store.applied_devices import DEVICE_KINDS
from fieldkit.store.applied_escrow import ESCROW_KINDS
from fieldkit.store.applied_field import FIELD_KINDS
from fieldkit.store.applied_hq import HQ_KINDS
from fieldkit.store.applied_match import MATCH_KINDS
from fieldkit.store.applied_merge import MERGE_KINDS
from fieldkit.store.applied_orders import ORDER_KINDS
from fieldkit.store.applied_shared import SHARED_KINDS
from fieldkit.store.applied_standing import STANDING_KINDS
from fieldkit.store.applied_tips import TIP_KINDS
from fieldkit.store.database import Database
from fieldkit.store.journal import Entry, Journal
from fieldkit.store.quick_json import quick_canonical

TABLES = {
    "acks": "record, revision",
    "alerts": "id",
    "backups_made": "n",
    "bundle_records": "manifest_hash, record, revision",
    "bundles": "manifest_hash",
    "bundles_in": "manifest_hash",
    "chains": "device, epoch",
    "device_keys": "device, key",
    "devices": "device",
    "dues_done": "record, name, day",
    "epochs_in": "device, epoch",
    "escrows": "sha256",
    "events_in": "record, device, fork, revision",
    "identities": "record, device, fork, revision",
    "inbox": "id, device, fork, revision",
    "items": "n",
    "match_keys": "n, content, key",
    "match_verdicts": "a, b",
    "merge_choices": "n",
    "merge_heads": "record, revision",
    "merge_reckoned": "n",
    "merges": "record",
    "orders": "record, kind, device",
    "orders_done": "record, device, number",
    "orders_noted": "record, device, place",
    "people": "label",
    "quarantine": "id",
    "reads": "record, person, revision",
    "receipts": "receipt_hash",
    "receipts_issued": "manifest_hash",
    "records": "id",
    "reports": "n",
    "tips": "id",
    "withdrawals": "n",
    "withdrawals_in": "record, device, fork, revision",
    "words": "n",
}
"""Table -> its primary key, in the order of the dump."""

ApplyKind = Callable[[Database, Entry, Sequence[bytes | None]], None]
PARTS = (
    *(SHARED_KINDS, FIELD_KINDS, HQ_KINDS, DEVICE_KINDS, TIP_KINDS, STANDING_KINDS, ALERT_KINDS, ESCROW_KINDS),
    *(MERGE_KINDS, MATCH_KINDS, ORDER_KINDS),
)
KINDS: dict[str, tuple[ApplyKind, ...]] = {
    kind: tuple(step for part in PARTS for step in part.get(kind, ())) for part in PARTS for kind in part
}
"""Kind -> what it changes; several parts may have a step for one kind, in this order."""


class Projections:
    """All projections of one store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def apply(self, entry: Entry, contents: Sequence[bytes | None]) -> None:
        """Bring one entry into the tables; kinds that no table shows change nothing."""
        for step in KINDS.get(entry.kind, ()):
            step(self._db, entry, contents)

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of each table's part of the dump."""
        return {table: _sha256(self._lines(table)) for table in TABLES}

    def digest(self) -> str:
        """Return the SHA-256 of the whole dump."""
        return _sha256(line for table in TABLES for line in self._lines(table))

    def dump(self) -> bytes:
        """Return the whole dump: for tests and for people who look."""
        return b"".join(line for table in TABLES for line in self._lines(table))

    def rebuild(self, journal: Journal) -> str:
        """Empty the tables, replay the journal in one transaction and return the SHA-256 of the dump."""

        def work() -> str:
            self._replay(journal)
            return self.digest()

        return self._db.run("the rebuilt tables", work)

    def check(self, journal: Journal) -> str:
        """Compare the tables with a replay that is taken back. Raises: ProjectionsDiffer naming the tables."""
        before, digest = self.digests(), self.digest()

        def work() -> dict[str, str]:
            self._replay(journal)
            return self.digests()

        after = self._db.try_out(work)
        different = [table for table in TABLES if before[table] != after[table]]
        if different:
            raise errors.ProjectionsDiffer(tables=", ".join(different))
        return digest

    def _replay(self, journal: Journal) -> None:
        for table in TABLES:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        for entry in journal.entries():
            if entry.kind in KINDS:
                self.apply(entry, journal.payloads(entry) if entry.contents else ())

    def _lines(self, table: str) -> Iterator[bytes]:
        for row in self._db.each(f"SELECT * FROM {table} ORDER BY {TABLES[table]}"):  # noqa: S608
            yield quick_canonical([table, *row]) + b"\n"


def _sha256(lines: Iterator[bytes]) -> str:
    total = hashlib.sha256()
    for line in lines:
        total.update(line)
    return total.hexdigest()
