"""Layout 2: the texts of forms; rows that move a draft to another version. Never edited after it shipped."""

from typing import Any

LAYOUT = 2

STATEMENTS = (
    "CREATE TABLE forms (hash TEXT NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (hash, name))",
    """CREATE TABLE answers_2 (
        n INTEGER PRIMARY KEY,
        draft TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('answer', 'position', 'form')),
        name TEXT,
        value TEXT,
        at TEXT,
        language TEXT,
        mac BLOB NOT NULL
    )""",
    "INSERT INTO answers_2 SELECT n, draft, kind, name, value, at, language, mac FROM answers",
    "DROP TABLE answers",
    "ALTER TABLE answers_2 RENAME TO answers",
)


def apply(connection: Any) -> None:
    """Add the table of forms and let the answers have rows of kind `form`, inside the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
