"""Layout 6: what synchronisation can be trusted with: merging, orders, escrow, rotated keys. Never edited after it
shipped."""

from typing import Any

LAYOUT = 6

MERGING: tuple[str, ...] = (
    """CREATE TABLE merges (
        record TEXT PRIMARY KEY,
        open INTEGER NOT NULL,
        since_ms INTEGER NOT NULL,
        label TEXT,
        urgent INTEGER NOT NULL,
        suspicion INTEGER NOT NULL,
        child TEXT,
        clock_start_ms INTEGER
    )""",
    """CREATE TABLE merge_heads (
        record TEXT NOT NULL,
        revision TEXT NOT NULL,
        PRIMARY KEY (record, revision)
    )""",
    """CREATE TABLE merge_choices (
        n INTEGER PRIMARY KEY,
        record TEXT NOT NULL,
        heads TEXT NOT NULL,
        revision TEXT,
        person TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        content TEXT NOT NULL
    )""",
    "CREATE INDEX merge_choices_record ON merge_choices (record)",
    """CREATE TABLE merge_reckoned (
        n INTEGER PRIMARY KEY,
        record TEXT NOT NULL,
        heads TEXT NOT NULL,
        after INTEGER NOT NULL,
        content TEXT NOT NULL
    )""",
    "CREATE INDEX merge_reckoned_record ON merge_reckoned (record)",
    """CREATE TABLE match_keys (
        n INTEGER NOT NULL,
        content TEXT NOT NULL,
        key TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (n, content, key)
    )""",
    """CREATE TABLE match_verdicts (
        a TEXT NOT NULL,
        b TEXT NOT NULL,
        verdict TEXT NOT NULL,
        person TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (a, b)
    )""",
    "CREATE INDEX match_verdicts_b ON match_verdicts (b)",
)
"""store-format 13 and 14. They are filled from what is here by `store.filling`, in the same transaction."""

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

STANDING: tuple[str, ...] = (
    "ALTER TABLE bundles ADD COLUMN dropped_ms INTEGER",
    """CREATE TABLE words (
        n INTEGER PRIMARY KEY,
        hq_epoch TEXT NOT NULL,
        word INTEGER NOT NULL,
        before TEXT NOT NULL,
        hq_time_ms INTEGER NOT NULL,
        hq_audit TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        chains TEXT NOT NULL
    )""",
    """CREATE TABLE epochs_in (
        device TEXT NOT NULL,
        epoch TEXT NOT NULL,
        earliest_ms INTEGER NOT NULL,
        latest_ms INTEGER NOT NULL,
        PRIMARY KEY (device, epoch)
    )""",
)

ALERTS: tuple[str, ...] = (
    """CREATE TABLE alerts (
        id TEXT PRIMARY KEY,
        n INTEGER NOT NULL,
        device TEXT NOT NULL,
        code TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        level TEXT NOT NULL,
        revoked INTEGER NOT NULL,
        received_ms INTEGER NOT NULL,
        received_by TEXT NOT NULL,
        closed TEXT
    )""",
    "CREATE INDEX alerts_code ON alerts (code, device)",
)

STATEMENTS = (*MERGING, *ORDERS, *ESCROW, *DEVICE_KEYS, *STANDING, *ALERTS)


def apply(connection: Any) -> None:
    """Add the tables inside the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
