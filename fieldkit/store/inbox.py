"""What headquarters reads: the table, one interview, acknowledgement; every read is journaled."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.cases.codes import tell_code
from fieldkit.cases.rec_line import full_line
from fieldkit.cases.withdrawal import KIND as WITHDRAWN, Withdrawn
from fieldkit.cases.words import EarlierAck, InboxQuery, InboxRow, Report, Role
from fieldkit.crypto import fingerprint
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core, as_object
from fieldkit.store.database import Row
from fieldkit.store.settings import Settings
from fieldkit.store.several import WAITING, Several, of_decisions, several_of, stricter_row
from fieldkit.store.unsure import is_unsure, refuse_unsure
from fieldkit.store.withdrawn import ARRIVED, withdrawn_in_lane, withdrawn_of_record

COLUMNS = """
SELECT i.id, i.revision, i.rev, i.current, i.received_ms, i.suspect, i.readable, i.urgent, i.suspicion, i.label,
       i.child, i.post, i.day, i.language, i.use, i.stub, i.device, b.seq, i.standing, i.fork, i.content,
       a.person, a.at_ms,
       (SELECT min(e.at_ms) FROM events_in e
        WHERE e.record = i.id AND e.device = i.device AND e.fork <= i.fork
          AND e.kind = 'report_made' AND e.by_means = 'voice'),
       (SELECT count(*) FROM identities d
        WHERE d.record = i.id AND d.device = i.device AND d.fork <= i.fork AND d.readable = 1),
       i.about
FROM inbox i
LEFT JOIN bundles_in b ON b.n = i.n
LEFT JOIN acks a ON a.record = i.id AND a.revision = i.revision
"""
NEWEST = " ORDER BY i.received_ms DESC, i.n DESC, i.id LIMIT ?"
STILL_ACKNOWLEDGED = """i.urgent = 0 AND EXISTS (
    SELECT 1 FROM acks k JOIN inbox o ON o.id = k.record AND o.revision = k.revision
    WHERE k.record = i.id AND o.device = i.device AND o.fork <= i.fork
      AND (i.clock_start_ms IS NULL OR o.clock_start_ms IS NOT NULL))"""
"""An acknowledgement goes on for a later revision that is not urgent and whose clock ran before."""
ACKS = """
SELECT k.record, k.revision, o.device, o.fork, o.rev, k.person, k.at_ms, o.clock_start_ms IS NOT NULL
FROM acks k JOIN inbox o ON o.id = k.record AND o.revision = k.revision WHERE k.record IN ({})
ORDER BY k.at_ms, k.person
"""
ORDERED = "SELECT record, device FROM orders WHERE record IN ({})"
READS = "SELECT record, revision, person FROM reads WHERE record IN ({}) ORDER BY person"
IDENTITY = """
SELECT content FROM identities WHERE record = ? AND device = ? AND fork <= ? ORDER BY n DESC, revision LIMIT 1
"""
EVENTS = """
SELECT content FROM events_in WHERE record = ? AND device = ? AND fork <= ? ORDER BY at_ms, n, revision
"""
OTHERS = """
WITH said (record, device, fork, what, at_ms, revision, n) AS (
    SELECT id, device, fork, 'rec', NULL, revision, n FROM inbox WHERE id = ?1 AND current = 1
    UNION ALL SELECT record, device, fork, 'identity', NULL, revision, n FROM identities WHERE record = ?1
    UNION ALL SELECT record, device, fork, kind, at_ms, revision, n FROM events_in WHERE record = ?1)
SELECT device, what, at_ms, revision FROM said WHERE NOT (device = ?2 AND fork <= ?3) ORDER BY n, revision LIMIT ?4
"""
KEPT_EVENTS = ("report_made", WITHDRAWN)
"""What stays to be told of an interview of which everything was withdrawn: who was told, and that it was."""
LOOKUP = 500
FITTING = 5
"""Interviews named when several fit."""


@dataclass(frozen=True, slots=True)
class UnconfirmedLine:
    """A line about an interview that does not count: of another laptop, or of a fork. `what` is a kind of line."""

    device: str
    what: str
    at_ms: int | None
    revision: str


class Inbox:
    """The interviews received here (role hq)."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._settings = Settings(core)

    def list(self, query: InboxQuery | None = None) -> tuple[InboxRow, ...]:
        """Return urgent ones that nobody acknowledged, then the newest; no answers, no identity. What one is about was
        said in it: asked for that, it leaves out those of which everything was withdrawn."""
        self._core.need(Role.HQ)
        wanted = query or InboxQuery()
        conditions, values = _conditions(wanted)
        several = several_of(self._core.db)
        ways = (WAITING,), ("i.urgent = 1", "a.at_ms IS NULL"), ("NOT (i.urgent = 1 AND a.at_ms IS NULL)",)
        rows = [self._rows([*way, *conditions], values, wanted.limit, several) for way in ways]
        once = {(row.id, row.device, row.fork, row.revision): row for of_way in rows for row in of_way}
        found = tuple(once.values())[: wanted.limit]
        return found if wanted.about is None else tuple(row for row in found if row.about is not None)

    def count(self) -> int:
        """Return the number of interviews (current revisions)."""
        self._core.need(Role.HQ)
        return self._core.db.number("SELECT count(*) FROM inbox WHERE current = 1")

    def count_withdrawn(self) -> int:
        """Return how many of them are shown no more, because everything was withdrawn."""
        self._core.need(Role.HQ)
        sql = "SELECT id, device, fork FROM inbox WHERE current = 1 AND id IN (SELECT record FROM withdrawals_in)"
        lanes = self._core.db.query(sql)
        gone = _grouped(self._about(ARRIVED, list(dict.fromkeys(lane[0] for lane in lanes))))
        found = (withdrawn_in_lane(gone.get(id_, ()), device, fork) for id_, device, fork in lanes)
        return sum(one is not None and one.everything for one in found)

    def withdrawn(self, record_id: str) -> frozenset[str]:
        """Return what an interview may be used for no more: words of `withdrawal.EVERYTHING`, empty for nothing.

        What referral, statistics and research ask before they use it. store-format 9
        """
        self._core.need(Role.HQ)
        found = withdrawn_of_record(self._core, record_id)
        return frozenset() if found is None else found.of

    def has_code(self, code: str) -> bool:
        """Return whether an interview of this code is here, from anybody."""
        self._core.need(Role.HQ)
        return self._core.db.one("SELECT 1 FROM inbox WHERE code = ?", (fingerprint.normalise(code),)) is not None

    def get(self, name: str) -> InboxRow:
        """Return the current revision of one interview by id, unique beginning of it, or code.

        Behind a colon may stand a laptop (`d-1234`) or a revision, or the beginning of one: so what is unconfirmed can
        be had too. Without it the confirmed one is meant. A revision that is named is told as it is, also where others
        stand beside it. Raises: RecordUnknown, RecordAmbiguous.
        """
        self._core.need(Role.HQ)
        wanted, _, part = name.partition(":")
        start, lane = wanted.lower(), part.lower()
        conditions = ["((i.id >= ? AND i.id < ?) OR i.code = ?)"]
        values = [start, start + "\x7f", fingerprint.normalise(wanted)]
        if lane:
            column = "device" if lane.startswith("d-") else "revision"
            conditions.append(f"i.{column} >= ? AND i.{column} < ?")
            values += [lane, lane + "\x7f"]
        if not lane or lane.startswith("d-"):
            conditions.append("i.current = 1")
        alone = bool(lane) and not lane.startswith("d-")
        several = {} if alone else several_of(self._core.db)
        found = sorted(self._rows(conditions, values, LOOKUP, several), key=lambda row: (row.unconfirmed, row.fork))
        if not start or not found:
            raise errors.RecordUnknown(id=name)
        if len({row.id for row in found}) > 1:
            fitting = ", ".join(f"{row.id[:13]} of {row.device[:10]}" for row in found[:FITTING])
            raise errors.RecordAmbiguous(id=f"{name} ({fitting})", count=len(found))
        return found[0]

    def read(self, row: InboxRow, purpose: str) -> Mapping[str, Json] | None:
        """Return the record line's value in form 1 ({"stub", "content"}), or None when it was erased or consent to
        everything was withdrawn. Journaled; counts as seen. Raises: OrdersUnsure."""
        self._core.need(Role.HQ)
        refuse_unsure(self._settings)
        found = None if self._shut(row) else self._value(row.content_id)
        self._core.journal.append("record.read", row.id, {"purpose": purpose, "revision": row.revision})
        return found

    def reveal(self, row: InboxRow, purpose: str) -> Mapping[str, Json] | None:
        """Return the identity line's value, or None. Journaled with its purpose. Raises: ConsentWithdrawn,
        OrdersUnsure."""
        self._core.need(Role.HQ)
        refuse_unsure(self._settings)
        if self._shut(row):
            raise errors.ConsentWithdrawn(code=tell_code(row.code))
        newest = self._core.db.one(IDENTITY, (row.id, row.device, row.fork))
        found = self._value(newest[0]) if newest else None
        self._core.journal.append("identity.revealed", row.id, {"purpose": purpose, "revision": None})
        return found

    def events(self, row: InboxRow) -> tuple[Mapping[str, Json], ...]:
        """Return the event lines that the laptop of this row sent about it, oldest first; once everything was
        withdrawn, only that and what was reported."""
        self._core.need(Role.HQ)
        own = self._core.db.query(EVENTS, (row.id, row.device, row.fork))
        payloads = [self._core.journal.content(found[0]) for found in own]
        lines = (as_object(payload) for payload in payloads if payload is not None)
        shut = self._shut(row) or is_unsure(self._settings)
        return tuple(line for line in lines if not shut or line.get("kind") in KEPT_EVENTS)

    def unconfirmed(self, row: InboxRow, most: int) -> tuple[UnconfirmedLine, ...]:
        """Return what others, or forks, sent about an interview, in the order of reception. It changes nothing here."""
        self._core.need(Role.HQ)
        found = self._core.db.query(OTHERS, (row.id, row.device, row.fork, most))
        return tuple(UnconfirmedLine(*line) for line in found)

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
        found = self._rows(["i.id = ?"], [record_id], -1, several_of(self._core.db))
        return tuple(sorted(found, key=lambda row: -row.rev))

    def acknowledge(self, row: InboxRow, at: Instant) -> InboxRow:
        """Journal that the person who opened the store has seen to this revision; again is no error, the first time
        stays. A more urgent revision that comes later must be acknowledged by itself; where several versions stand
        beside each other this is said of all."""
        self._core.need(Role.HQ)
        if row.acknowledged_ms is None:
            for revision in (row.revision,) if row.versions is None else row.versions.heads:
                body: dict[str, Json] = {"at_ms": at.utc_ms, "revision": revision}
                self._core.journal.append("record.acknowledged", row.id, body)
        return self.get(f"{row.id}:{row.revision}" if row.versions is None else row.id)

    def erase(self, row: InboxRow, reason: str) -> None:
        """Erase the content of one received revision, however often it was received, and what was decided about
        versions of the interview; stub and hash stay."""
        self._core.need(Role.HQ)
        sql = "SELECT content FROM inbox WHERE id = ? AND revision = ? ORDER BY n"
        found = self._core.db.query(sql, (row.id, row.revision))
        if not found:
            raise errors.RecordUnknown(id=row.id)
        about = of_decisions(self._core.db, row.id)
        self._core.journal.erase([*(content[0] for content in found), *about], reason)
        self._core.settle()

    def erase_identity(self, row: InboxRow, reason: str) -> None:
        """Erase what says who the person is; the interview stays."""
        self._core.need(Role.HQ)
        found = self._core.db.query("SELECT content FROM identities WHERE record = ? AND readable = 1", (row.id,))
        if found:
            self._core.journal.erase([content[0] for content in found], reason)
            self._core.settle()

    def _shut(self, row: InboxRow) -> bool:
        """Tell whether everything was withdrawn, or ordered to end: asked anew, for a row may be older."""
        if (row.id, row.device) in self._ordered([row.id]):
            return True
        found = withdrawn_in_lane(self._about(ARRIVED, [row.id]), row.device, row.fork)
        return found is not None and found.everything

    def _ordered(self, ids: Sequence[str]) -> set[tuple[str, str]]:
        """Return the interviews, with their laptop, that an order stands for: that of a withdrawal may be known from
        the file of orders alone."""
        return {(record, device) for record, device in self._about(ORDERED, ids)}

    def _value(self, content_id: str) -> Mapping[str, Json] | None:
        payload = self._core.journal.content(content_id)
        return None if payload is None else full_line(as_object(payload))

    def _rows(
        self, conditions: Sequence[str], values: Sequence[object], limit: int, several: Mapping[str, Several]
    ) -> tuple[InboxRow, ...]:
        sql = COLUMNS + " WHERE " + " AND ".join(conditions) + NEWEST
        rows = self._core.db.query(sql, (*values, limit))
        ids = list(dict.fromkeys(row[0] for row in rows))
        seen, acks = _grouped(self._about(READS, ids)), _grouped(self._about(ACKS, ids))
        gone, ordered = _grouped(self._about(ARRIVED, ids)), self._ordered(ids)
        if is_unsure(self._settings):  # anything may have been ordered to end since the backup
            ordered |= {(row[0], row[16]) for row in rows}
        found = (
            _inbox(
                row,
                seen.get(row[0], ()),
                acks.get(row[0], ()),
                withdrawn_in_lane(gone[row[0]], row[16], row[19]) if row[0] in gone else None,
                ordered=(row[0], row[16]) in ordered,
            )
            for row in rows
        )
        return tuple(
            row if (row.id, row.device) in ordered else stricter_row(row, several.get(row.id), acks.get(row.id, ()))
            for row in found
        )

    def _about(self, sql: str, ids: Sequence[str]) -> Iterator[Row]:
        for start in range(0, len(ids), LOOKUP):
            some = ids[start : start + LOOKUP]
            yield from self._core.db.query(sql.format(",".join("?" * len(some))), some)


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _conditions(query: InboxQuery) -> tuple[list[str], list[object]]:
    conditions: list[str] = [] if query.every_revision else ["i.current = 1"]
    values: list[object] = []
    if query.new_to is not None:
        conditions.append(
            "NOT EXISTS (SELECT 1 FROM reads r WHERE r.record = i.id AND r.person = ? AND r.revision = i.revision)"
        )
        values.append(query.new_to)
    if query.unacknowledged:
        conditions.append(f"(a.at_ms IS NULL AND NOT ({STILL_ACKNOWLEDGED}) OR {WAITING})")
    if query.record_id is not None:
        conditions.append("i.id = ?")
        values.append(query.record_id)
    if query.code is not None:
        conditions.append("i.code = ?")
        values.append(fingerprint.normalise(query.code))
    if query.about is not None:
        conditions.append("i.about = ?")
        values.append(fingerprint.normalise(query.about))
    return conditions, values


def _earlier(row: Row, acks: Sequence[Row]) -> EarlierAck | None:
    """The first acknowledgement of another revision of the same laptop."""
    revision, device, fork = row[1], row[16], row[19]
    for _, acked, sender, forked, rev, person, at_ms, clocked in acks:
        if acked != revision and sender == device and forked <= fork:
            return EarlierAck(rev, person, at_ms, bool(clocked))
    return None


def _inbox(
    row: Row, seen: Sequence[Row], acks: Sequence[Row], withdrawn: Withdrawn | None, *, ordered: bool
) -> InboxRow:
    shut = ordered or (withdrawn is not None and withdrawn.everything)
    id_, revision, rev, current, received, suspect, readable, urgent, suspicion, label, child, post, day = row[:13]
    language, use, text, device, seq, standing, fork, content_id = row[13:21]
    person, acknowledged, voice, identities, about = row[21:]
    stub, earlier = json.loads(text), _earlier(row, acks)
    clock = stub["clock_start"]
    if acknowledged is None and earlier is not None and not urgent and (clock is None or earlier.clocked):
        person, acknowledged, earlier = earlier.person, earlier.at_ms, None
    if shut:  # its urgency and clock stay, for the duty to those in danger; what was said is shown no more
        label = child = post = day = language = about = None
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
        unconfirmed=standing != "confirmed",
        readable=bool(readable),
        has_identity=identities > 0 and not shut,
        seen_by=tuple(who for _, read, who in seen if read == revision),
        stub=stub,
        standing=standing,
        fork=bool(fork),
        content_id=content_id,
        earlier=None if acknowledged is not None else earlier,
        withdrawn=withdrawn,
        about=about,
    )


def _at_ms(value: Json) -> int:
    found = value.get("utc_ms") if isinstance(value, Mapping) else value
    return found if isinstance(found, int) else 0
