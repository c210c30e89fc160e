"""How concerns change the projections (store-format 6, tip-format 5)."""

from collections.abc import Sequence

from fieldkit.store.applied_shared import Step
from fieldkit.store.database import Database
from fieldkit.store.journal import Entry

INSERT = "INSERT INTO tips VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL) ON CONFLICT DO NOTHING"
FACTS = ("sha256", "size", "state", "form", "version", "language", "made", "standing", "device", "card")


def received(db: Database, entry: Entry, contents: Sequence[bytes | None]) -> None:
    content = entry.contents[0] if contents[0] is not None else None
    facts = (entry.body[name] for name in FACTS)
    db.execute(INSERT, (entry.body["id"], entry.n, *facts, content, entry.body["received_ms"]))


def read(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    """The first look counts: from then on somebody knows."""
    sql = "UPDATE tips SET read_ms = ?, read_by = ? WHERE id = ? AND read_ms IS NULL"
    db.execute(sql, (entry.at.utc_ms, entry.actor, entry.body["id"]))


def passed(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    ids = entry.body["ids"]
    for one in ids if isinstance(ids, list | tuple) else ():
        db.execute("UPDATE tips SET passed_ms = ? WHERE id = ?", (entry.at.utc_ms, one))


TIP_KINDS: dict[str, tuple[Step, ...]] = {
    "tip.received": (received,),
    "tip.read": (read,),
    "tip.passed": (passed,),
}
