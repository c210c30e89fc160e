"""Layout 4: concerns at headquarters. Never edited after it shipped."""

from typing import Any

LAYOUT = 4

STATEMENTS = (
    """CREATE TABLE tips (
        id TEXT PRIMARY KEY,
        n INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('opened', 'sealed')),
        form TEXT,
        version TEXT,
        language TEXT,
        made TEXT,
        standing TEXT,
        device TEXT,
        card TEXT,
        content TEXT,
        received_ms INTEGER NOT NULL,
        read_ms INTEGER,
        read_by TEXT,
        passed_ms INTEGER
    )""",
)


def apply(connection: Any) -> None:
    """Add the projection of concerns, inside the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
