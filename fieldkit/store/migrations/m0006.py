"""Layout 6: what synchronisation can be trusted with: merging, orders, escrow, rotated keys. Never edited after it
shipped."""

from typing import Any

LAYOUT = 6

MERGING: tuple[str, ...] = ()

ORDERS: tuple[str, ...] = (
    """CREATE TABLE orders (
        record TEXT NOT NULL,
        kind TEXT NOT NULL,
        device TEXT NOT NULL,
        number INTEGER NOT NULL,
        made_ms INTEGER NOT NULL,
        person TEXT NOT NULL,
        kept TEXT NOT NULL,
        reason TEXT,
        n INTEGER NOT NULL,
        PRIMARY KEY (record, kind, device)
    )""",
    """CREATE TABLE orders_noted (
        record TEXT NOT NULL,
        device TEXT NOT NULL,
        place TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        person TEXT NOT NULL,
        note TEXT NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (record, device, place)
    )""",
    """CREATE TABLE orders_done (
        record TEXT NOT NULL,
        device TEXT NOT NULL,
        number INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        sealed INTEGER NOT NULL,
        until_ms INTEGER,
        n INTEGER NOT NULL,
        PRIMARY KEY (record, device, number)
    )""",
    """CREATE TABLE backups_made (
        n INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL
    )""",
)

ESCROW: tuple[str, ...] = ()

DEVICE_KEYS: tuple[str, ...] = ()

STANDING: tuple[str, ...] = (
    "ALTER TABLE bundles ADD COLUMN dropped_ms INTEGER",
    """CREATE TABLE words (
        n INTEGER PRIMARY KEY,
        hq_epoch TEXT NOT NULL,
        word INTEGER NOT NULL,
        before TEXT NOT NULL,
        hq_time_ms INTEGER NOT NULL,
        hq_audit TEXT NOT NULL,
        sha256 TEXT NOT NULL
    )""",
    """CREATE TABLE epochs_in (
        device TEXT NOT NULL,
        epoch TEXT NOT NULL,
        earliest_ms INTEGER NOT NULL,
        latest_ms INTEGER NOT NULL,
        PRIMARY KEY (device, epoch)
    )""",
)

STATEMENTS = (*MERGING, *ORDERS, *ESCROW, *DEVICE_KEYS, *STANDING)


def apply(connection: Any) -> None:
    """Add the tables inside the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
