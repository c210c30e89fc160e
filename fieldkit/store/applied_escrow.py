"""How escrows that headquarters received change the projections (store-format 6, 13)."""

import json
from collections.abc import Sequence

from fieldkit.store.applied_shared import Step
from fieldkit.store.database import Database
from fieldkit.store.journal import Entry

INSERT = "INSERT INTO escrows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"


def received(db: Database, entry: Entry, contents: Sequence[bytes | None]) -> None:
    content = entry.contents[0] if contents[0] is not None else None
    facts = (entry.body[name] for name in ("device", "epoch", "number", "mark", "why"))
    officers, size, at_ms = json.dumps(entry.body["officers"]), entry.body["size"], entry.body["received_ms"]
    db.execute(INSERT, (entry.body["sha256"], entry.n, *facts, officers, size, content, at_ms))


ESCROW_KINDS: dict[str, tuple[Step, ...]] = {"escrow.received": (received,)}
