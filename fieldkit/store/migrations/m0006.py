"""Layout 6: what synchronisation can be trusted with: merging, orders, escrow, rotated keys. Never edited after it
shipped."""

from typing import Any

LAYOUT = 6

MERGING: tuple[str, ...] = ()

ORDERS: tuple[str, ...] = ()

ESCROW: tuple[str, ...] = ()

DEVICE_KEYS: tuple[str, ...] = (
    """CREATE TABLE device_keys (
        device TEXT NOT NULL,
        key TEXT NOT NULL,
        n INTEGER NOT NULL,
        age_recipient TEXT NOT NULL,
        epoch TEXT NOT NULL,
        since_ms INTEGER NOT NULL,
        ended TEXT,
        PRIMARY KEY (device, key)
    )""",
    "INSERT INTO device_keys SELECT device, key, n, age_recipient, epoch, enrolled_ms, NULL FROM devices",
)

STANDING: tuple[str, ...] = ()

STATEMENTS = (*MERGING, *ORDERS, *ESCROW, *DEVICE_KEYS, *STANDING)


def apply(connection: Any) -> None:
    """Add the tables inside the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
