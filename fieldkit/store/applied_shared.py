"""How entries of both roles change the projections: people, reads, erasures (store-format 6 and 9)."""

from collections.abc import Callable, Sequence

from fieldkit.store.database import Database
from fieldkit.store.journal import Entry

Step = Callable[[Database, Entry, Sequence[bytes | None]], None]

ERASED_ITEM = "UPDATE items SET readable = 0 WHERE content = ?"
NEWEST_STILL = (
    "UPDATE records SET {} = (SELECT w.readable FROM items w WHERE w.record = records.id AND w.kind = '{}'"
    " ORDER BY w.n DESC LIMIT 1) WHERE id IN (SELECT record FROM items WHERE content = ? AND kind = '{}')"
)
ERASED_RECORD = NEWEST_STILL.format("readable", "rec", "rec")
ERASED_IDENTITY = NEWEST_STILL.format("has_identity", "identity", "identity")
"""Of several revisions the newest says what can be read."""
ERASED_INBOX = (
    "UPDATE inbox SET readable = 0, urgent = 0, suspicion = 0, label = NULL, child = NULL, post = NULL, day = NULL,"
    " language = NULL, use = NULL, about = NULL WHERE n = ? AND content = ?"
)


def person_added(db: Database, entry: Entry, contents: Sequence[bytes | None]) -> None:
    name = contents[0].decode() if contents[0] is not None else None
    db.execute("INSERT INTO people VALUES (?, ?, 1, ?)", (entry.body["label"], name, entry.contents[0]))


def person_removed(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    db.execute("UPDATE people SET active = 0 WHERE label = ?", (entry.body["label"],))


def record_read(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    db.execute(
        "INSERT INTO reads VALUES (?, ?, ?, ?) ON CONFLICT (record, person, revision) DO NOTHING",
        (entry.actor, entry.subject, entry.body.get("revision") or "", entry.at.utc_ms),
    )


def erased(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    ids = entry.body["contents"]
    assert isinstance(ids, (list, tuple))
    for content_id in ids:
        for sql in (ERASED_ITEM, ERASED_RECORD, ERASED_IDENTITY):
            db.execute(sql, (content_id,))
        n = int(str(content_id).partition(".")[0])
        db.execute(ERASED_INBOX, (n, content_id))
        db.execute("UPDATE identities SET readable = 0 WHERE n = ? AND content = ?", (n, content_id))
        db.execute("UPDATE reports SET told = NULL WHERE n = ? AND content = ?", (n, content_id))
        db.execute("UPDATE people SET name = NULL WHERE content = ?", (content_id,))
        db.execute("UPDATE escrows SET content = NULL WHERE n = ? AND content = ?", (n, content_id))
        db.execute("UPDATE tips SET content = NULL WHERE n = ? AND content = ?", (n, content_id))


SHARED_KINDS: dict[str, tuple[Step, ...]] = {
    "person.added": (person_added,),
    "person.removed": (person_removed,),
    "record.read": (record_read,),
    "erased": (erased,),
}
