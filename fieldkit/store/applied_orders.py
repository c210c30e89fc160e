"""How orders, the answers to them and backups change the projections (store-format 6, 9 and 18)."""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldkit.store.applied_shared import Step
from fieldkit.store.database import Database
from fieldkit.store.journal import Entry
from fieldkit.store.quick_json import quick_text

MADE = "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
APPLIED = """
INSERT INTO orders VALUES (?, ?, '', ?, ?, ?, '[]', NULL, ?) ON CONFLICT (record, kind, device) DO UPDATE SET
    number = excluded.number, made_ms = excluded.made_ms, person = excluded.person, n = excluded.n
"""
NOTED = """
INSERT INTO orders_noted VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record, device, place) DO UPDATE SET
    at_ms = excluded.at_ms, person = excluded.person, note = excluded.note, n = excluded.n
"""
ANSWERED = """
INSERT INTO orders_done VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record, device, number) DO UPDATE SET
    at_ms = excluded.at_ms, sealed = excluded.sealed, until_ms = excluded.until_ms, n = excluded.n
"""


def made(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    reason = entry.contents[0] if entry.contents else None
    what = (entry.subject, body["order"], body["device"], body["n"], body["made_ms"])
    db.execute(MADE, (*what, entry.actor, quick_text(body["kept"]), reason, entry.n))


def noted(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    what = (entry.subject, body["device"], body["place"], body["at_ms"])
    db.execute(NOTED, (*what, entry.actor, entry.contents[0], entry.n))


def applied(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    db.execute(APPLIED, (entry.subject, body["order"], body["n"], body["made_ms"], entry.actor, entry.n))


def answered(db: Database, n: int, line: Mapping[str, Any], device: str) -> None:
    """A laptop said that it carried out an order: in a line of its own, no fork."""
    done = line["done"]
    said = (done["number"], line["at_ms"], done["sealed"], done["until_ms"])
    db.execute(ANSWERED, (line["id"], device, *said, n))


def backed_up(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    values = (entry.n, entry.at.utc_ms, entry.body["sha256"], entry.body["size"])
    db.execute("INSERT INTO backups_made VALUES (?, ?, ?, ?)", values)


ORDER_KINDS: dict[str, tuple[Step, ...]] = {
    "order.made": (made,),
    "order.noted": (noted,),
    "order.applied": (applied,),
    "backup.made": (backed_up,),
}
