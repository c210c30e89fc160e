"""Layout 6: what synchronisation can be trusted with: merging, orders, escrow, rotated keys. Never edited after it
shipped."""

from typing import Any

LAYOUT = 6

MERGING: tuple[str, ...] = ()

ORDERS: tuple[str, ...] = ()

ESCROW: tuple[str, ...] = (
    """
    CREATE TABLE escrows (
        sha256 TEXT PRIMARY KEY,
        n INTEGER NOT NULL,
        device TEXT NOT NULL,
        epoch TEXT NOT NULL,
        number INTEGER NOT NULL,
        mark TEXT NOT NULL,
        why TEXT NOT NULL,
        officers TEXT NOT NULL,
        size INTEGER NOT NULL,
        content TEXT,
        received_ms INTEGER NOT NULL
    )
    """,
    "CREATE INDEX escrows_of ON escrows (device, n)",
)

DEVICE_KEYS: tuple[str, ...] = ()

STANDING: tuple[str, ...] = ()

STATEMENTS = (*MERGING, *ORDERS, *ESCROW, *DEVICE_KEYS, *STANDING)


def apply(connection: Any) -> None:
    """Add the tables inside the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
