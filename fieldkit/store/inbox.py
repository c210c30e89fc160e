"""What headquarters reads: the table, one interview, acknowledgement; every read is journaled."""

import json
from collections.abc import Mapping, Sequence

from fieldkit import errors
from fieldkit.cases.words import InboxQuery, InboxRow, Report, Role
from fieldkit.crypto import fingerprint
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core, as_object
from fieldkit.store.database import Row

COLUMNS = """
SELECT i.id, i.revision, i.rev, i.current, i.received_ms, i.suspect, i.readable, i.urgent, i.suspicion, i.label,
       i.child, i.post, i.day, i.language, i.use, i.stub, b.device, b.seq, b.unconfirmed, a.person, a.at_ms,
       (SELECT min(e.at_ms) FROM events_in e
        WHERE e.record = i.id AND e.kind = 'report_made' AND e.by_means = 'voice'),
       (SELECT count(*) FROM identities d WHERE d.record = i.id AND d.readable = 1)
FROM inbox i
LEFT JOIN bundles_in b ON b.n = i.n
LEFT JOIN acks a ON a.record = i.id
"""
NEWEST = " ORDER BY i.received_ms DESC, i.n DESC, i.id LIMIT ?"
CONTENT = "SELECT content FROM inbox WHERE id = ? AND revision = ?"
IDENTITY = "SELECT content FROM identities WHERE record = ? ORDER BY n DESC LIMIT 1"
EVENTS = "SELECT content FROM events_in WHERE record = ? ORDER BY at_ms, n, revision"


class Inbox:
    """The interviews received here (role hq)."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def list(self, query: InboxQuery | None = None) -> tuple[InboxRow, ...]:
        """Return urgent ones that nobody acknowledged, then the newest; no answers, no identity."""
        self._core.need(Role.HQ)
        wanted = query or InboxQuery()
        conditions, values = _conditions(wanted)
        pressing = self._rows(["i.urgent = 1", "a.at_ms IS NULL", *conditions], values, wanted.limit)
        others = self._rows(["NOT (i.urgent = 1 AND a.at_ms IS NULL)", *conditions], values, wanted.limit)
        return (*pressing, *others)[: wanted.limit]

    def count(self) -> int:
        """Return the number of interviews (current revisions)."""
        self._core.need(Role.HQ)
        return self._core.db.number("SELECT count(*) FROM inbox WHERE current = 1")

    def get(self, id_or_code: str) -> InboxRow:
        """Return the current revision of one interview by id, unique beginning of it, or code.

        Raises: RecordUnknown, RecordAmbiguous.
        """
        self._core.need(Role.HQ)
        code = fingerprint.normalise(id_or_code)
        start = id_or_code.lower()
        choice = "i.current = 1 AND ((i.id >= ? AND i.id < ?) OR i.code = ?)"
        found = self._rows([choice], [start, start + "\x7f", code], 2)
        if not start or not found:
            raise errors.RecordUnknown(id=id_or_code)
        if len(found) > 1:
            raise errors.RecordAmbiguous(id=id_or_code, count="several")
        return found[0]

    def read(self, row: InboxRow, purpose: str) -> Mapping[str, Json] | None:
        """Return the record line's value ({"stub", "content"}), or None when erased. Journaled; counts as seen."""
        self._core.need(Role.HQ)
        found = self._value(CONTENT, (row.id, row.revision))
        self._core.journal.append("record.read", row.id, {"purpose": purpose, "revision": row.revision})
        return found

    def reveal(self, row: InboxRow, purpose: str) -> Mapping[str, Json] | None:
        """Return the identity line's value, or None. Journaled with its purpose."""
        self._core.need(Role.HQ)
        found = self._value(IDENTITY, (row.id,))
        self._core.journal.append("identity.revealed", row.id, {"purpose": purpose, "revision": None})
        return found

    def events(self, row: InboxRow) -> tuple[Mapping[str, Json], ...]:
        """Return the event lines received about a record, oldest first."""
        self._core.need(Role.HQ)
        payloads = [self._core.journal.content(found[0]) for found in self._core.db.query(EVENTS, (row.id,))]
        return tuple(as_object(payload) for payload in payloads if payload is not None)

    def reports(self, row: InboxRow) -> tuple[Report, ...]:
        """Return the reports made about a record, oldest first."""
        made = [event for event in self.events(row) if event.get("kind") == "report_made"]
        return tuple(
            Report(row.id, str(event.get("by", "")), str(event.get("to", "")), _at_ms(event.get("at")))
            for event in made
        )

    def revisions(self, record_id: str) -> tuple[InboxRow, ...]:
        """Return all revisions of a record, newest first."""
        self._core.need(Role.HQ)
        return tuple(sorted(self._rows(["i.id = ?"], [record_id], -1), key=lambda row: -row.rev))

    def acknowledge(self, row: InboxRow, at: Instant) -> InboxRow:
        """Journal that the person who opened the store has seen to it; again is no error, the first time stays."""
        self._core.need(Role.HQ)
        if row.acknowledged_ms is None:
            self._core.journal.append("record.acknowledged", row.id, {"at_ms": at.utc_ms})
        return self.get(row.id)

    def erase(self, row: InboxRow, reason: str) -> None:
        """Erase the content of one received revision; stub and hash stay."""
        self._core.need(Role.HQ)
        found = self._core.db.one(CONTENT, (row.id, row.revision))
        if found is None:
            raise errors.RecordUnknown(id=row.id)
        self._core.journal.erase([found[0]], reason)
        self._core.settle()

    def erase_identity(self, row: InboxRow, reason: str) -> None:
        """Erase what says who the person is; the interview stays."""
        self._core.need(Role.HQ)
        found = self._core.db.query("SELECT content FROM identities WHERE record = ? AND readable = 1", (row.id,))
        if found:
            self._core.journal.erase([content[0] for content in found], reason)
            self._core.settle()

    def _value(self, sql: str, values: Sequence[object]) -> Mapping[str, Json] | None:
        row = self._core.db.one(sql, values)
        payload = self._core.journal.content(row[0]) if row else None
        return None if payload is None else as_object(payload)

    def _rows(self, conditions: Sequence[str], values: Sequence[object], limit: int) -> tuple[InboxRow, ...]:
        sql = COLUMNS + " WHERE " + " AND ".join(conditions) + NEWEST
        rows = self._core.db.query(sql, (*values, limit))
        seen = self._seen([row[0] for row in rows])
        return tuple(_inbox(row, seen.get(row[0], ())) for row in rows)

    def _seen(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for record in dict.fromkeys(ids):
            people = self._core.db.query("SELECT person FROM reads WHERE record = ? ORDER BY person", (record,))
            found[record] = tuple(row[0] for row in people)
        return found


def _conditions(query: InboxQuery) -> tuple[list[str], list[object]]:
    conditions: list[str] = [] if query.every_revision else ["i.current = 1"]
    values: list[object] = []
    if query.new_to is not None:
        conditions.append("NOT EXISTS (SELECT 1 FROM reads r WHERE r.record = i.id AND r.person = ?)")
        values.append(query.new_to)
    if query.unacknowledged:
        conditions.append("a.at_ms IS NULL")
    if query.record_id is not None:
        conditions.append("i.id = ?")
        values.append(query.record_id)
    if query.code is not None:
        conditions.append("i.code = ?")
        values.append(fingerprint.normalise(query.code))
    return conditions, values


def _inbox(row: Row, seen: tuple[str, ...]) -> InboxRow:
    id_, revision, rev, current, received, suspect, readable, urgent, suspicion, label, child, post, day = row[:13]
    language, use, text, device, seq, unconfirmed, person, acknowledged, voice, identities = row[13:]
    stub = json.loads(text)
    clock = stub["clock_start"]
    return InboxRow(
        id=id_,
        revision=revision,
        rev=rev,
        current=bool(current),
        code=stub["code"],
        device=device,
        bundle_seq=seq,
        form=stub["form"],
        version=stub["version"],
        state=stub["state"],
        finished_ms=stub["finished"]["utc_ms"],
        clock_start_ms=clock["utc_ms"] if clock else None,
        voice_ms=voice,
        received_ms=received,
        acknowledged_ms=acknowledged,
        acknowledged_by=person,
        label=label,
        urgent=bool(urgent),
        suspicion=bool(suspicion),
        child=child,
        post=post,
        day=day,
        language=language,
        use=use,
        suspect=bool(suspect),
        unconfirmed=bool(unconfirmed),
        readable=bool(readable),
        has_identity=identities > 0,
        seen_by=seen,
        stub=stub,
    )


def _at_ms(value: Json) -> int:
    found = value.get("utc_ms") if isinstance(value, Mapping) else value
    return found if isinstance(found, int) else 0
