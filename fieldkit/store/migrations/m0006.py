"""Layout 6: what synchronisation can be trusted with: merging, orders, escrow, rotated keys. Never edited after it
shipped."""

from typing import Any

LAYOUT = 6

MERGING: tuple[str, ...] = ()

ORDERS: tuple[str, ...] = ()

ESCROW: tuple[str, ...] = ()

DEVICE_KEYS: tuple[str, ...] = ()

STANDING: tuple[str, ...] = ()

STATEMENTS = (*MERGING, *ORDERS, *ESCROW, *DEVICE_KEYS, *STANDING)


def apply(connection: Any) -> None:
    """Add the tables inside the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
