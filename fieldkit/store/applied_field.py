"""How the entries of a field laptop change the projections (store-format 6 and 9)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fieldkit.cases.withdrawal import KIND as WITHDRAWN
from fieldkit.store.applied_shared import Step
from fieldkit.store.database import Database
from fieldkit.store.journal import Entry
from fieldkit.store.quick_json import quick_text

REPORT = "report_made"
APPLIED = "applied"
"""What a receipt says of a withdrawal that took effect. bundle-format 9"""


def finished(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    stub: Any = entry.body["stub"]
    started = stub.get("clock_start")
    db.execute(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?) ON CONFLICT (id) DO UPDATE SET"
        " finished_ms = excluded.finished_ms, clock_start_ms = excluded.clock_start_ms, class = excluded.class,"
        " form = excluded.form, stub = excluded.stub",
        (
            stub["id"],
            entry.n,
            stub["code"],
            stub["form"],
            stub["class"],
            stub["finished"]["utc_ms"],
            started["utc_ms"] if started else None,
            quick_text(stub),
        ),
    )


def content(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    _item(db, entry, "rec")
    db.execute("UPDATE records SET readable = 1 WHERE id = ?", (entry.subject,))


def identity(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    _item(db, entry, "identity")
    db.execute("UPDATE records SET has_identity = 1 WHERE id = ?", (entry.subject,))


def event(db: Database, entry: Entry, contents: Sequence[bytes | None]) -> None:
    _item(db, entry, "event")
    if entry.body["kind"] == WITHDRAWN:
        _withdrawal(db, entry)
    if entry.body["kind"] != REPORT:
        return
    told = json.loads(contents[0]).get("to") if contents[0] is not None else None
    db.execute(
        "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?)",
        (entry.n, entry.subject, entry.body["by"] or "", told, entry.body["at_ms"], entry.contents[0]),
    )


def _withdrawal(db: Database, entry: Entry) -> None:
    body = entry.body
    values = (entry.n, entry.subject, quick_text(body.get("of", ())), body["by"] or "", body["at_ms"])
    db.execute("INSERT INTO withdrawals VALUES (?, ?, ?, ?, ?, NULL)", values)


def packed(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body: Any = entry.body
    db.execute(
        "INSERT INTO bundles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, 0, 0, NULL)",
        (
            body["manifest_hash"],
            entry.n,
            body["epoch"],
            body["seq"],
            body["name"],
            body["sha256"],
            body["size"],
            quick_text(body["recipients"]),
            body["class"],
            entry.at.utc_ms,
        ),
    )
    for record, revision in body["records"]:
        db.execute(
            "INSERT INTO bundle_records VALUES (?, ?, ?, NULL)"
            " ON CONFLICT (manifest_hash, record, revision) DO NOTHING",
            (body["manifest_hash"], record, revision),
        )
    for n in body["items"]:
        db.execute("UPDATE items SET bundle = ? WHERE n = ?", (body["manifest_hash"], n))


ASKED_AGAIN = """
UPDATE bundles SET again = 1 WHERE epoch = ? AND seq = ? AND NOT EXISTS (
    SELECT 1 FROM receipts r
    WHERE r.manifest_hash = bundles.manifest_hash AND r.hq_epoch = ? AND r.outcome NOT LIKE 'quarantined%')
"""
"""HQ asks for a bundle until a receipt of its present epoch holds it; one that was only late asks for nothing."""


WITHDRAWAL_APPLIED = """
UPDATE withdrawals SET receipt = ? WHERE record = ? AND n IN (SELECT n FROM items WHERE bundle = ?)
"""


def handed_over(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body: Any = entry.body
    for manifest_hash in body["manifest_hashes"]:
        db.execute(
            "UPDATE bundles SET handed_over_ms = ?, handed_to = ? WHERE manifest_hash = ?",
            (body["at_ms"], body["to"], manifest_hash),
        )


def receipt_applied(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body: Any = entry.body
    db.execute(
        "INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            body["receipt_hash"],
            entry.n,
            body["number"],
            body["manifest_hash"],
            body["outcome"],
            quick_text(body["recipients"]),
            body["hq_time_ms"],
            body["hq_epoch"],
            body["hq_audit"],
            body["high_water"],
        ),
    )
    for record, revision, how in body["records"]:
        db.execute(
            "UPDATE bundle_records SET receipt = ? WHERE manifest_hash = ? AND record = ? AND revision = ?",
            (body["number"], body["manifest_hash"], record, revision),
        )
        if how == APPLIED:
            db.execute(WITHDRAWAL_APPLIED, (body["number"], record, body["manifest_hash"]))
    _bundle_received(db, body)
    for seq in body["again"]:
        db.execute(ASKED_AGAIN, (body["epoch"], seq, body["hq_epoch"]))


def _bundle_received(db: Database, body: Mapping[str, Any]) -> None:
    """A bundle is received when HQ opened it and the receipt lists all of its lines."""
    open_lines = db.number(
        "SELECT count(*) FROM bundle_records WHERE manifest_hash = ? AND receipt IS NULL", (body["manifest_hash"],)
    )
    opened = not str(body["outcome"]).startswith("quarantined")
    if opened and open_lines == 0:
        db.execute(
            "UPDATE bundles SET receipt = ?, outcome = ?, received = 1, again = 0 WHERE manifest_hash = ?",
            (body["number"], body["outcome"], body["manifest_hash"]),
        )
    else:
        db.execute(
            "UPDATE bundles SET outcome = ? WHERE manifest_hash = ? AND received = 0",
            (body["outcome"], body["manifest_hash"]),
        )


def _item(db: Database, entry: Entry, kind: str) -> None:
    db.execute(
        "INSERT INTO items VALUES (?, ?, ?, ?, 1, NULL)",
        (entry.n, kind, entry.subject, entry.contents[0]),
    )


FIELD_KINDS: dict[str, tuple[Step, ...]] = {
    "interview.finished": (finished,),
    "interview.content": (content,),
    "interview.identity": (identity,),
    "record.event": (event,),
    "bundle.packed": (packed,),
    "bundle.handed_over": (handed_over,),
    "receipt.applied": (receipt_applied,),
}
