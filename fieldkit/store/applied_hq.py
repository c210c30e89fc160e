"""How the entries of headquarters change the projections (store-format 6 and 9)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fieldkit.cases.withdrawal import KIND as WITHDRAWN
from fieldkit.cases.words import ReceivedLine
from fieldkit.crypto import fingerprint
from fieldkit.store.applied_match import INSERT_KEY, content_keys, identity_keys, mac_key
from fieldkit.store.applied_merge import settle_merge
from fieldkit.store.applied_orders import answered
from fieldkit.store.applied_shared import Step
from fieldkit.store.applied_standing import packed_in_epoch
from fieldkit.store.database import Database, Row
from fieldkit.store.journal import Entry
from fieldkit.store.missing import Ranges, add_number
from fieldkit.store.quick_json import quick_text

ABOUT = "about_code"
"""The question that links a form to an interview or case: forms/blocks/about_case.yaml."""
CODE_LENGTH = 6
CLOCK_SLACK_MS = 10 * 60 * 1000
DAY_MS = 24 * 3600 * 1000
INSERT_INBOX = (
    "INSERT INTO inbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING"
)
INSERT_IDENTITY = "INSERT INTO identities VALUES (?, ?, ?, ?, 1, ?, ?) ON CONFLICT DO NOTHING"
INSERT_EVENT = "INSERT INTO events_in VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
INSERT_ACK = "INSERT INTO acks VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
INSERT_READ = "INSERT INTO reads VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
INSERT_DONE = "INSERT INTO dues_done VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
INSERT_WITHDRAWAL = "INSERT INTO withdrawals_in VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"


class Received(list[bytes]):
    """Contents as they come in, with the lines that they are: whoever checked these has parsed them already, and an
    import parses each once (a large bundle again, one at a time). A replay of the journal has plain contents."""

    def __init__(self, contents: Iterable[bytes], lines: Sequence[ReceivedLine], places: Sequence[int]) -> None:
        super().__init__(contents)
        self._lines, self._places = lines, places

    def value(self, number: int) -> Mapping[str, Any]:
        """Return what the line of a content says."""
        return self._lines[self._places[number]].value


STANDS = "UPDATE inbox SET current = ?, standing = ? WHERE id = ? AND device = ? AND fork = ? AND revision = ?"


def bundle_imported(db: Database, entry: Entry, contents: Sequence[bytes | None]) -> None:
    body: Any = entry.body
    received_ms = body["received_ms"]
    db.execute(
        "INSERT INTO bundles_in VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            body["manifest_hash"],
            entry.n,
            body["device"],
            body["epoch"],
            body["seq"],
            body["prev"],
            body["name"],
            body["audit"],
            received_ms,
            int(body["unconfirmed"]),
        ),
    )
    _into_chain(db, entry, body, received_ms)
    packed_in_epoch(db, body)
    _lines(db, entry, contents, (body["device"], int(body["unconfirmed"])))


def record_made(db: Database, entry: Entry, contents: Sequence[bytes | None]) -> None:
    """What was made here: whoever finished it has seen it."""
    body: Any = entry.body
    _lines(db, entry, contents, (body["device"], 0))
    for line in body["records"]:
        if line["t"] == "rec":
            db.execute(INSERT_ACK, (line["id"], line["revision"], entry.actor, body["received_ms"]))
            db.execute(INSERT_READ, (entry.actor, line["id"], line["revision"], entry.at.utc_ms))


def record_noted(db: Database, entry: Entry, contents: Sequence[bytes | None]) -> None:
    body: Any = entry.body
    _lines(db, entry, contents, (body["device"], 0))


def due_done(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    db.execute(INSERT_DONE, (entry.subject, body["name"], body["day"], entry.actor, body["at_ms"]))


def _into_chain(db: Database, entry: Entry, body: Mapping[str, Any], received_ms: int) -> None:
    row = db.one("SELECT highest, missing FROM chains WHERE device = ? AND epoch = ?", (body["device"], body["epoch"]))
    highest, ranges = (row[0], json.loads(row[1])) if row else (0, [])
    highest, missing = add_number(highest, _ranges(ranges), body["seq"])
    text = quick_text(missing)
    db.execute(
        "INSERT INTO chains VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (device, epoch) DO UPDATE SET"
        " highest = excluded.highest, missing = excluded.missing, last_n = excluded.last_n, last_ms = excluded.last_ms",
        (body["device"], body["epoch"], highest, text, entry.n, received_ms),
    )


def _ranges(value: Sequence[Sequence[int]]) -> Ranges:
    return tuple((first, last) for first, last in value)


def _lines(db: Database, entry: Entry, contents: Sequence[bytes | None], lane: tuple[str, int]) -> None:
    """Put the lines into their lane: what one laptop sent, apart from what another one or a fork sent."""
    rows: list[Sequence[object]] = []
    keys: list[Sequence[object]] = []
    body: Any = entry.body
    revised, times, mac = set(), (body["received_ms"], _since(db)), mac_key(db)
    received = contents if isinstance(contents, Received) else None
    for number, (line, content_id, payload) in enumerate(zip(body["records"], entry.contents, contents, strict=True)):
        at = (line["id"], entry.n, content_id)
        if line["t"] == "rec":
            content = _part(received.value(number) if received is not None else _parsed(payload), "content")
            rows.append(_inbox_row(entry.n, line, content_id, content, times, lane))
            if not lane[1]:
                keys += content_keys(mac, content, *at)
            if line["again"]:
                revised.add(line["id"])
        elif line["t"] == "identity":
            db.execute(INSERT_IDENTITY, (line["id"], line["revision"], entry.n, content_id, *lane))
            if not lane[1] and payload is not None:
                keys += identity_keys(mac, json.loads(payload.decode()), *at)
        else:
            said = (line["kind"], line["by"], line["at_ms"])
            db.execute(INSERT_EVENT, (line["id"], line["revision"], entry.n, *said, content_id, *lane))
            if line["kind"] == WITHDRAWN and line["t"] == "event":
                _withdrawal(db, entry.n, line, lane)
            elif "done" in line and not lane[1]:
                answered(db, entry.n, line, lane[0])
    db.execute_many(INSERT_INBOX, rows)
    db.execute_many(INSERT_KEY, keys)
    for record in sorted(revised):
        _settle(db, record)
        settle_merge(db, record)


def _withdrawal(db: Database, n: int, line: Mapping[str, Any], lane: tuple[str, int]) -> None:
    said = (quick_text(line.get("of", ())), line["by"] or "", line["at_ms"])
    db.execute(INSERT_WITHDRAWAL, (line["id"], *lane, line["revision"], n, *said))


def _inbox_row(
    n: int,
    line: Mapping[str, Any],
    content_id: str,
    content: Mapping[str, Any],
    times: tuple[int, int],
    lane: tuple[str, int],
) -> tuple[object, ...]:
    stub = line["stub"]
    text, clock = quick_text(stub), stub["clock_start"]
    suspect = "clock" in line or _suspect(stub, *times)
    head = (line["id"], line["revision"], stub["rev"], 1, n, content_id, times[0], int(suspect))
    urgent, suspicion, about, *shown = _shown(content)
    standing = "fork" if lane[1] else "confirmed"
    since = None if clock is None else clock["utc_ms"]
    return (*head, urgent, suspicion, stub["code"], *shown, text, *lane, standing, since, about)


def _parsed(payload: bytes | None) -> Mapping[str, Any]:
    """Return what a line says; nothing once it was erased."""
    return dict(json.loads(payload.decode())) if payload is not None else {}


def _shown(content: Mapping[str, Any]) -> tuple[object, ...]:
    """What the table shows of a content: urgent, suspicion, about, label, child, post, day, language, use."""
    result, profile = _part(content, "result"), _part(content, "profile")
    return (
        int(result.get("urgent") is True),
        int(result.get("suspicion") is True),
        about_of(_part(content, "answers")),
        _text(result, "label"),
        _text(profile, "child"),
        _text(profile, "post"),
        _text(profile, "day"),
        _text(content, "language"),
        _text(content, "use"),
    )


def is_urgent(line: Mapping[str, Any]) -> bool:
    """Return whether an interview's line has an urgent result."""
    return _part(_part(line, "content"), "result").get("urgent") is True


def about_of(answers: Mapping[str, Any]) -> str | None:
    """Return the code of the interview or case that these answers are about, None where they name none."""
    typed = answers.get(ABOUT)
    code = fingerprint.normalise(typed) if isinstance(typed, str) else ""
    return code if len(code) == CODE_LENGTH and set(code) <= set(fingerprint.ALPHABET) else None


def _part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _text(value: Mapping[str, Any], name: str) -> str | None:
    found = value.get(name)
    return found if isinstance(found, str) else None


def _suspect(stub: Mapping[str, Any], received_ms: int, since_ms: int) -> bool:
    """The device's clock cannot be right: before this headquarters was there, in the future, backwards, or jumped
    while the interview ran. Between an interview and its revision days may lie, and a clock that was put right."""
    begun, ended, clock = stub["started"], stub["finished"], stub["clock_start"] or stub["started"]
    if not clock["boot"] and clock["utc_ms"] <= ended["utc_ms"]:  # told, not measured: it may lie before the interview
        clock = begun
    times = (begun["utc_ms"], clock["utc_ms"], ended["utc_ms"])
    if times[0] < since_ms or times[2] > received_ms + CLOCK_SLACK_MS or list(times) != sorted(times):
        return True
    if begun["boot"] != ended["boot"] or stub["rev"] > 1:
        return False
    jump = (times[2] - times[0]) - (ended["mono_ms"] - begun["mono_ms"])
    return abs(int(jump)) > CLOCK_SLACK_MS


def _since(db: Database) -> int:
    """Return the earliest time a laptop of this headquarters can show: a day before its own first entry."""
    row = db.one("SELECT header FROM entries ORDER BY n LIMIT 1")
    return int(json.loads(row[0])["at"]["utc_ms"]) - DAY_MS if row else 0


def _settle(db: Database, record: str) -> None:
    """Say of each revision of a record where it stands, and which one is current in its lane.

    The record belongs to the laptop that sent it first. Each lane (a laptop, its confirmed bundles or its forks) has
    its own current revision: the highest number, of equal ones the first received. No lane ever replaces another.
    """
    found = db.query("SELECT device, fork, revision, rev, n FROM inbox WHERE id = ? ORDER BY n, revision", (record,))
    owner = min(found, key=lambda row: (row[1], row[4]))[0]
    newest: dict[tuple[str, int], Row] = {}
    for row in found:
        if row[:2] not in newest or row[3] > newest[row[:2]][3]:
            newest[row[:2]] = row
    sent = {(device, revision) for device, fork, revision, _, _ in found if not fork}
    for row in found:
        device, fork, revision = row[:3]
        current = newest[(device, fork)] is row and not (fork and (device, revision) in sent)
        standing = "foreign" if device != owner else "fork" if fork else "confirmed"
        db.execute(STANDS, (int(current), standing, record, device, fork, revision))


def receipt_issued(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    db.execute(
        "INSERT INTO receipts_issued VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            body["manifest_hash"],
            entry.n,
            body["number"],
            body["device"],
            body["epoch"],
            body["seq"],
            body["outcome"],
            body["name"],
            entry.contents[0],
            entry.at.utc_ms,
        ),
    )


def acknowledged(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    db.execute(INSERT_ACK, (entry.subject, entry.body["revision"], entry.actor, entry.body["at_ms"]))


def quarantined(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    db.execute(
        "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " word = excluded.word, why = excluded.why, content = excluded.content",
        (
            body["id"],
            entry.n,
            body["name"],
            body["word"],
            body["why"],
            body["sha256"],
            body["size"],
            body["device"],
            body["since_ms"],
            entry.contents[0] if entry.contents else None,
        ),
    )


def reason_changed(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    db.execute("UPDATE quarantine SET word = ?, why = ? WHERE id = ?", (body["word"], body["why"], body["id"]))


def quarantine_removed(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    db.execute("DELETE FROM quarantine WHERE id = ?", (entry.body["id"],))


HQ_KINDS: dict[str, tuple[Step, ...]] = {
    "bundle.imported": (bundle_imported,),
    "receipt.issued": (receipt_issued,),
    "record.acknowledged": (acknowledged,),
    "record.made": (record_made,),
    "record.noted": (record_noted,),
    "due.done": (due_done,),
    "bundle.quarantined": (quarantined,),
    "quarantine.reason": (reason_changed,),
    "quarantine.removed": (quarantine_removed,),
}
