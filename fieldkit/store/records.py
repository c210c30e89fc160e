"""Finished interviews of a field laptop: list, read, report, erase the readable copy."""

import builtins
import json
from collections.abc import Mapping, Sequence

from fieldkit import errors
from fieldkit.cases.drafting import ExtraEvent
from fieldkit.cases.withdrawal import Withdrawn
from fieldkit.cases.words import ItemKind, PendingItem, RecordRow, RecordState, Report, Role
from fieldkit.crypto import fingerprint
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core, as_object
from fieldkit.store.database import Row
from fieldkit.store.drafts import append_event
from fieldkit.store.revising import Revised, based_on, newest_stub
from fieldkit.store.withdrawn import withdrawn_here

LIST = """
SELECT r.id, r.code, r.form, r.class, r.finished_ms, r.clock_start_ms, r.readable, r.has_identity, r.stub,
       b.seq, b.handed_over_ms, br.receipt,
       (SELECT min(at_ms) FROM reports p WHERE p.record = r.id AND p.by_means = 'voice'),
       (SELECT count(*) FROM items w WHERE w.record = r.id AND w.bundle IS NULL AND w.readable = 1)
FROM records r
LEFT JOIN items i ON i.n = (SELECT max(n) FROM items w WHERE w.record = r.id AND w.kind = 'rec')
LEFT JOIN bundles b ON b.manifest_hash = i.bundle
LEFT JOIN bundle_records br ON br.manifest_hash = i.bundle AND br.record = r.id AND br.receipt IS NOT NULL
    AND b.again = 0
"""
ORDER = " GROUP BY r.id ORDER BY r.n DESC"
PENDING = """
SELECT i.n, i.kind, i.record, i.content, r.class, r.stub, e.header, c.nonce, c.payload
FROM items i JOIN records r ON r.id = i.record LEFT JOIN contents c ON c.id = i.content
LEFT JOIN entries e ON e.n = c.entry
WHERE i.bundle IS NULL AND i.readable = 1 ORDER BY i.n
"""
EVENT_HEADERS = "SELECT e.header FROM items i JOIN entries e ON e.n = i.n WHERE i.record = ? AND i.kind = 'event'"
READABLE = "SELECT content, record FROM items WHERE record = ? AND readable = 1 AND kind IN ('rec', 'identity')"


class Records:
    """The finished interviews of this store (role field)."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def list(self) -> tuple[RecordRow, ...]:
        """Return all records, newest first: code, times, state; never answers."""
        self._core.need(Role.FIELD)
        gone = withdrawn_here(self._core)
        return tuple(_record(row, gone.get(row[0])) for row in self._core.db.query(LIST + ORDER))

    def get(self, id_or_code: str) -> RecordRow:
        """Return one record by id or short code (case, dash, O/0, I/L/1 do not matter). Raises: RecordUnknown."""
        self._core.need(Role.FIELD)
        code = fingerprint.normalise(id_or_code)
        rows = self._core.db.query(LIST + " WHERE r.id = ? OR r.code = ?" + ORDER, (id_or_code.lower(), code))
        if not rows:
            raise errors.RecordUnknown(id=id_or_code)
        if len(rows) > 1:
            raise errors.RecordAmbiguous(id=id_or_code, count=len(rows))
        return _record(rows[0], withdrawn_here(self._core, rows[0][0]).get(rows[0][0]))

    def stub(self, record_id: str) -> Mapping[str, Json] | None:
        """Return the newest stub of what was made here, on a laptop or at headquarters; None where nothing was."""
        return newest_stub(self._core, record_id)

    def revision_base(self, record_id: str) -> Revised:
        """Return (stub, content, revision hash) of a record's newest revision, packed or not: what an edit begins with.
        At headquarters of a record that was made there.

        Raises: RecordUnknown, AnswersNotHere, ConsentWithdrawn.
        """
        return based_on(self._core, record_id)

    def content(self, record_id: str, *, purpose: str | None = None) -> Mapping[str, Json] | None:
        """Return the readable content, or None when it has left this laptop. With `purpose`, the read is journaled."""
        found = self._item(record_id, "rec")
        if found is not None and purpose is not None:
            self._core.journal.append("record.read", record_id, {"purpose": purpose, "revision": None})
        return found

    def identity(self, record_id: str, *, purpose: str) -> Mapping[str, Json] | None:
        """Return the identity entry, or None. The read is journaled with its purpose."""
        found = self._item(record_id, "identity")
        if found is not None:
            self._core.journal.append("identity.revealed", record_id, {"purpose": purpose, "revision": None})
        return found

    def reports(self, record_id: str) -> tuple[Report, ...]:
        """Return the reports made about a record, oldest first."""
        sql = "SELECT record, by_means, told, at_ms FROM reports WHERE record = ? ORDER BY at_ms, n"
        rows = self._core.db.query(sql, (record_id,))
        return tuple(Report(record, by, told or "", at_ms) for record, by, told, at_ms in rows)

    def report_made(self, record_id: str, *, by: str, to: str, at: Instant) -> None:
        """Journal a report (by "voice", ...) and queue it for the next bundle. Raises: RecordUnknown."""
        self.add_event(record_id, "report_made", at, {"by": by, "to": to})

    def add_event(self, record_id: str, kind: str, at: Instant, body: Mapping[str, Json]) -> None:
        """Journal another event about a record and queue it for the next bundle. Raises: RecordUnknown."""
        self.get(record_id)
        append_event(self._core, record_id, ExtraEvent(kind, at, body))

    def event_kinds(self, record_id: str) -> frozenset[str]:
        """Return the kinds of events about a record, packed or not."""
        rows = self._core.db.query(EVENT_HEADERS, (record_id,))
        return frozenset(str(json.loads(row[0])["body"]["kind"]) for row in rows)

    def pending(self) -> tuple[PendingItem, ...]:
        """Return everything that has not been packed yet, oldest first."""
        self._core.need(Role.FIELD)
        return tuple(self._pending(row) for row in self._core.db.query(PENDING))

    def erase_readable(self, record_ids: Sequence[str], reason: str) -> tuple[str, ...]:
        """Erase content and identity of records (stub and state stay) and truncate the log. Returns the ids erased."""
        erased = self._core.db.run("the erasure", lambda: erase_records(self._core, record_ids, reason))
        self._core.settle()
        return erased

    def _item(self, record_id: str, kind: ItemKind) -> Mapping[str, Json] | None:
        self._core.need(Role.FIELD)
        sql = "SELECT content FROM items WHERE record = ? AND kind = ? ORDER BY n DESC LIMIT 1"
        row = self._core.db.one(sql, (record_id, kind))
        payload = self._core.journal.content(row[0]) if row else None
        return None if payload is None else as_object(payload)

    def _pending(self, row: Row) -> PendingItem:
        n, kind, record, content_id, recipient_class, stub, *kept = row
        payload = self._core.journal.checked(content_id, *kept)
        if payload is None:
            raise errors.JournalDamaged(n=n, why=f"content {content_id} is missing and was never erased")
        value, own = as_object(payload), json.loads(stub)
        if kind == "rec" and own["rev"] > 1:  # the table has the newest stub; each revision travels with its own
            own = self._core.journal.stub_before(n)
        wrapped: dict[ItemKind, Mapping[str, Json]] = {
            "rec": {"stub": own, "content": value},
            "identity": {"identity": value},
            "event": value,
        }
        return PendingItem(n, kind, record, recipient_class, wrapped[kind])


def erase_records(core: Core, record_ids: Sequence[str], reason: str) -> tuple[str, ...]:
    """Erase what is readable of these records, inside a transaction; return the ids of those that had something."""
    found = [row for record_id in record_ids for row in core.db.query(READABLE, (record_id,))]
    contents: builtins.list[str] = [row[0] for row in found]
    if contents:
        core.journal.erase(contents, reason)
    return tuple(dict.fromkeys(str(row[1]) for row in found))


def _record(row: Row, withdrawn: Withdrawn | None) -> RecordRow:
    id_, code, form, class_, finished, clock, readable, identity, stub, seq, handed, receipt, voice, waiting = row
    return RecordRow(
        id=id_,
        code=code,
        form=form,
        recipient_class=class_,
        state=_state(seq, handed, receipt),
        readable=bool(readable),
        has_identity=bool(identity),
        finished_ms=finished,
        clock_start_ms=clock,
        voice_ms=voice,
        bundle_seq=seq,
        receipt=receipt,
        pending_items=waiting,
        stub=json.loads(stub),
        withdrawn=withdrawn,
    )


def _state(seq: int | None, handed_over: int | None, receipt: str | None) -> RecordState:
    if receipt is not None:
        return RecordState.RECEIVED
    if handed_over is not None:
        return RecordState.HANDED_OVER
    return RecordState.PACKED if seq is not None else RecordState.ON_LAPTOP
