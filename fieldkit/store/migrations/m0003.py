"""Layout 3: what else happens in a draft; withdrawals of consent; items by record. Never edited after it shipped."""

import json
from typing import Any

LAYOUT = 3

# A list behind IN makes SQLite build a table for every row that is inserted; OR does not.
STATEMENTS = (
    """CREATE TABLE answers_3 (
        n INTEGER PRIMARY KEY,
        draft TEXT NOT NULL,
        kind TEXT NOT NULL
            CHECK (kind = 'answer' OR kind = 'position' OR kind = 'form' OR kind = 'typed' OR kind = 'remark'
                OR kind = 'event' OR kind = 'owner' OR kind = 'aside'),
        name TEXT,
        value TEXT,
        at TEXT,
        language TEXT,
        mac BLOB NOT NULL
    )""",
    "INSERT INTO answers_3 SELECT n, draft, kind, name, value, at, language, mac FROM answers",
    "DROP TABLE answers",
    "ALTER TABLE answers_3 RENAME TO answers",
    "CREATE INDEX items_record ON items (record)",
    """CREATE TABLE withdrawals (
        n INTEGER PRIMARY KEY,
        record TEXT NOT NULL,
        purposes TEXT NOT NULL,
        by_whom TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        receipt TEXT
    )""",
    """CREATE TABLE withdrawals_in (
        record TEXT NOT NULL,
        device TEXT NOT NULL,
        fork INTEGER NOT NULL,
        revision TEXT NOT NULL,
        n INTEGER NOT NULL,
        purposes TEXT NOT NULL,
        by_whom TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        PRIMARY KEY (record, device, fork, revision)
    )""",
)
FROM_EVENTS = """INSERT INTO withdrawals_in
    SELECT record, device, fork, revision, n, '[]', coalesce(by_means, ''), at_ms FROM events_in
    WHERE kind = 'consent_withdrawn' AND at_ms IS NOT NULL"""
"""Headquarters may have received withdrawals before it knew what they are: each one counts, for everything."""


def apply(connection: Any) -> None:
    """Widen the kinds of rows in `answers`, add projections and an index, inside the caller's transaction."""
    for statement in (*STATEMENTS, FROM_EVENTS):
        connection.execute(statement)
    entries = connection.execute("SELECT n, subject, header FROM entries WHERE kind = 'record.event'").fetchall()
    for n, subject, header in entries:
        body = json.loads(header)["body"]
        if body["kind"] == "consent_withdrawn":
            of = json.dumps(body.get("of", []), separators=(",", ":"))
            values = (n, subject, of, body["by"] or "", body["at_ms"])
            connection.execute("INSERT INTO withdrawals VALUES (?, ?, ?, ?, ?, NULL)", values)
