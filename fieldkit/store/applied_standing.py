"""How words of headquarters, dropped files and the epochs of devices change the projections (store-format 6, 9)."""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldkit.store.applied_shared import Step
from fieldkit.store.database import Database
from fieldkit.store.journal import Entry
from fieldkit.store.quick_json import quick_text

AGAIN = "UPDATE bundles SET again = 1 WHERE manifest_hash = ?"
NOT_HANDED_OVER = """
UPDATE bundles SET handed_over_ms = NULL, handed_to = NULL WHERE manifest_hash = ? AND dropped_ms IS NULL
"""
"""Its file left the stick after the receipt: until it is offered once more it is packed, and no more."""
PACKED_AT = """
INSERT INTO epochs_in VALUES (?, ?, ?, ?) ON CONFLICT (device, epoch) DO UPDATE SET
    earliest_ms = min(earliest_ms, excluded.earliest_ms), latest_ms = max(latest_ms, excluded.latest_ms)
"""


def word_applied(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body: Any = entry.body
    said = (body["hq_epoch"], body["n"], quick_text(body["before"]), body["hq_time_ms"], body["hq_audit"])
    chains = quick_text(body["chains"])
    db.execute("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (entry.n, *said, body["sha256"], chains))
    for manifest_hash in body["again"]:
        db.execute(AGAIN, (manifest_hash,))
        db.execute(NOT_HANDED_OVER, (manifest_hash,))
    for manifest_hash in body["held"]:
        db.execute("UPDATE bundles SET again = 0 WHERE manifest_hash = ?", (manifest_hash,))


def dropped(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body: Any = entry.body
    for manifest_hash in body["manifest_hashes"]:
        db.execute("UPDATE bundles SET dropped_ms = ? WHERE manifest_hash = ?", (entry.at.utc_ms, manifest_hash))


def packed_in_epoch(db: Database, body: Mapping[str, Any]) -> None:
    """Widen the time in which an epoch of a device was in use, by the device's own clock."""
    made_ms = body.get("made_ms")
    if made_ms is not None:
        db.execute(PACKED_AT, (body["device"], body["epoch"], made_ms, made_ms))


STANDING_KINDS: dict[str, tuple[Step, ...]] = {
    "word.applied": (word_applied,),
    "bundle.dropped": (dropped,),
}
