"""The keys under which interviews of one person find each other, and what people decided (store-format 14)."""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fieldkit.cases.alike import keys_of, likeness_of
from fieldkit.store.applied_shared import Step
from fieldkit.store.database import Database
from fieldkit.store.journal import Entry

INSERT_KEY = "INSERT INTO match_keys VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
INSERT_VERDICT = (
    "INSERT INTO match_verdicts VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (a, b) DO UPDATE SET"
    " verdict = excluded.verdict, person = excluded.person, at_ms = excluded.at_ms, content = excluded.content"
)
KEY_DIGITS = 16
"""Rows stand in the order in which they come: one sorted by key would cost every import; whoever compares sorts."""
HERE = "JOIN contents c ON c.id = i.content WHERE i.fork = 0 AND c.payload IS NOT NULL"
LINES = "SELECT i.id, i.n, i.content, c.payload FROM inbox i " + HERE  # noqa: S608
IDENTITIES = "SELECT i.record, i.n, i.content, c.payload FROM identities i " + HERE  # noqa: S608


def mac_key(db: Database) -> bytes:
    """Return the key that hides what was said in the keys: the store's own."""
    row = db.one("SELECT mac_key FROM store")
    assert row is not None
    return bytes(row[0])


def content_keys(
    mac: bytes, content: Mapping[str, Any], record: str, n: int, content_id: str
) -> Iterator[Sequence[object]]:
    """Yield the rows of what an interview says of the person."""
    for kind, value in keys_of(likeness_of(content, None)):
        yield (n, content_id, _hidden(mac, kind, value), record)


def identity_keys(
    mac: bytes, line: Mapping[str, Any], record: str, n: int, content_id: str
) -> Iterator[Sequence[object]]:
    """Yield the rows of an identity."""
    for kind, value in keys_of(likeness_of(None, line["identity"])):
        yield (n, content_id, _hidden(mac, kind, value), record)


def _hidden(mac: bytes, kind: str, value: str) -> str:
    """Return a key that says its kind and nothing of the value."""
    return f"{kind}:{hmac.digest(mac, f'{kind} {value}'.encode(), 'sha256').hex()[:KEY_DIGITS]}"


def decided(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    told = (body["verdict"], entry.actor, body["at_ms"], entry.contents[0])
    db.execute(INSERT_VERDICT, (entry.subject, body["other"], *told))


def erased(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    ids = entry.body["contents"]
    assert isinstance(ids, list | tuple)
    for content_id in ids:
        n = int(str(content_id).partition(".")[0])
        db.execute("DELETE FROM match_keys WHERE n = ? AND content = ?", (n, content_id))


def fill_keys(db: Database) -> None:
    """Write the keys of everything that was received before there were any."""
    mac = mac_key(db)
    for at, line in _stored(db, LINES):
        db.execute_many(INSERT_KEY, list(content_keys(mac, line["content"], *at)))
    for at, line in _stored(db, IDENTITIES):
        db.execute_many(INSERT_KEY, list(identity_keys(mac, line, *at)))


def _stored(db: Database, sql: str) -> Iterator[tuple[tuple[str, int, str], Mapping[str, Any]]]:
    for record, n, content_id, payload in db.query(sql):
        yield (record, n, content_id), json.loads(bytes(payload).decode())


MATCH_KINDS: dict[str, tuple[Step, ...]] = {"match.decided": (decided,), "erased": (erased,)}
