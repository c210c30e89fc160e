"""Which consent was withdrawn, looked up: on the laptop by record, at headquarters by lane. store-format 9"""

import json
from collections.abc import Iterable, Sequence

from fieldkit import errors
from fieldkit.cases.withdrawal import Told, Withdrawn, together, withdrawn_of
from fieldkit.cases.words import Role
from fieldkit.store.core import Core
from fieldkit.store.database import Row

HERE = """
SELECT w.record, w.purposes, w.at_ms, w.by_whom, w.receipt, i.bundle, b.handed_over_ms, b.received, b.again
FROM withdrawals w JOIN items i ON i.n = w.n LEFT JOIN bundles b ON b.manifest_hash = i.bundle {} ORDER BY w.n
"""
ARRIVED = """
SELECT record, device, fork, purposes, at_ms, by_whom FROM withdrawals_in WHERE record IN ({}) ORDER BY n, revision
"""
OWNER = "SELECT device FROM inbox WHERE id = ? AND standing <> 'foreign' ORDER BY fork, n LIMIT 1"


def withdrawn_here(core: Core, record_id: str | None = None) -> dict[str, Withdrawn]:
    """Return on a laptop what was withdrawn, by record: of one, or of all."""
    where, values = ("", ()) if record_id is None else ("WHERE w.record = ?", (record_id,))
    found: dict[str, list[Withdrawn]] = {}
    for row in core.db.query(HERE.format(where), values):
        found.setdefault(row[0], []).append(_here(row))
    each = ((record, together(some)) for record, some in found.items())
    return {record: one for record, one in each if one is not None}


def refuse_withdrawn(core: Core, record_id: str, code: str) -> None:
    """Refuse what adds to an interview of which everything was withdrawn. Raises: ConsentWithdrawn."""
    at_hq = core.role is Role.HQ
    found = withdrawn_of_record(core, record_id) if at_hq else withdrawn_here(core, record_id).get(record_id)
    if found is not None and found.everything:
        raise errors.ConsentWithdrawn(code=code)


def withdrawn_in_lane(rows: Iterable[Row], device: str, fork: int) -> Withdrawn | None:
    """Return what counts for one lane at headquarters, of the rows of `ARRIVED` of one record."""
    return together(_arrived(row) for row in rows if row[1] == device and row[2] <= fork)


def withdrawn_of_record(core: Core, record_id: str) -> Withdrawn | None:
    """Return what counts for a record as a whole at headquarters: what its own laptop sent in order."""
    rows = core.db.query(ARRIVED.format("?"), (record_id,))
    if not rows:
        return None
    owner = core.db.one(OWNER, (record_id,))
    confirmed = [row for row in rows if not row[2] and (owner is None or row[1] == owner[0])]
    return together(_arrived(row) for row in confirmed)


def _here(row: Row) -> Withdrawn:
    _, purposes, at_ms, by, receipt, bundle, handed_over, received, again = row
    packed = handed_over is None and (again or not received)
    told = Told.WAITING if bundle is None else Told.PACKED if packed else Told.TOLD
    return Withdrawn(_of(purposes), at_ms, by, Told.APPLIED if receipt is not None and not again else told, receipt)


def _arrived(row: Row) -> Withdrawn:
    return Withdrawn(_of(row[3]), row[4], row[5])


def _of(purposes: str) -> frozenset[str]:
    named: Sequence[str] = json.loads(purposes)
    return withdrawn_of(named)
