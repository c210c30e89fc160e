"""How alerts by SMS change the projections (store-format 6, alert-format 5)."""

from collections.abc import Sequence

from fieldkit.store.applied_shared import Step
from fieldkit.store.database import Database
from fieldkit.store.journal import Entry

INSERT = "INSERT INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING"
FACTS = ("device", "code", "at_ms", "level")


def received(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    facts = (body[name] for name in FACTS)
    db.execute(INSERT, (body["id"], entry.n, *facts, int(body["revoked"] is True), body["received_ms"], entry.actor))


def closed(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    """The first reason stays."""
    sql = "UPDATE alerts SET closed = ? WHERE id = ? AND closed IS NULL"
    db.execute(sql, (entry.body["reason"], entry.body["id"]))


ALERT_KINDS: dict[str, tuple[Step, ...]] = {"alert.received": (received,), "alert.closed": (closed,)}
