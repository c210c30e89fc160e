"""Layout 5: which code a received form is about; what was due and is done. Never edited after it shipped."""

import json
from typing import Any

LAYOUT = 5

STATEMENTS = (
    "ALTER TABLE inbox ADD COLUMN about TEXT",
    "CREATE INDEX inbox_about ON inbox (about) WHERE about IS NOT NULL",
    """CREATE TABLE dues_done (
        record TEXT NOT NULL,
        name TEXT NOT NULL,
        day TEXT NOT NULL,
        person TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        PRIMARY KEY (record, name, day)
    )""",
)
RECEIVED = """SELECT i.n, i.content, c.payload FROM inbox i JOIN contents c ON c.id = i.content
    WHERE c.payload IS NOT NULL AND instr(c.payload, '"about_code"') > 0"""
ALPHABET = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "\t": ""})


def apply(connection: Any) -> None:
    """Add the column and the table, and fill the column from the contents that are here, inside the caller's
    transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
    for n, content_id, payload in connection.execute(RECEIVED).fetchall():
        about = _about(json.loads(bytes(payload).decode()))
        connection.execute("UPDATE inbox SET about = ? WHERE n = ? AND content = ?", (about, n, content_id))


def _about(line: Any) -> str | None:
    content = line.get("content")
    answers = content.get("answers") if isinstance(content, dict) else None
    typed = answers.get("about_code") if isinstance(answers, dict) else None
    code = typed.upper().translate(TYPED) if isinstance(typed, str) else ""
    return code if len(code) == 6 and set(code) <= ALPHABET else None
