"""Layout 1: the tables of the first release. Never edited after it shipped."""

from typing import Any

LAYOUT = 1

TABLES = """
CREATE TABLE store (
    id TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('field', 'hq')),
    profile TEXT NOT NULL CHECK (profile IN ('real', 'practice')),
    layout INTEGER NOT NULL,
    mac_key BLOB NOT NULL,
    created_ms INTEGER NOT NULL
);
CREATE TABLE entries (
    n INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT,
    header BLOB NOT NULL,
    hash TEXT NOT NULL
);
CREATE TABLE contents (id TEXT PRIMARY KEY, entry INTEGER NOT NULL, nonce BLOB, payload BLOB);
CREATE TABLE settings (name TEXT PRIMARY KEY, nonce BLOB NOT NULL, value BLOB NOT NULL);
CREATE TABLE drafts (id TEXT PRIMARY KEY, n INTEGER NOT NULL, header BLOB NOT NULL, mac BLOB NOT NULL);
CREATE TABLE answers (
    n INTEGER PRIMARY KEY,
    draft TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('answer', 'position')),
    name TEXT,
    value TEXT,
    at TEXT,
    language TEXT,
    mac BLOB NOT NULL
);
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);

CREATE TABLE people (label TEXT PRIMARY KEY, name TEXT, active INTEGER NOT NULL, content TEXT);

CREATE TABLE records (
    id TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    code TEXT NOT NULL,
    form TEXT NOT NULL,
    class TEXT NOT NULL,
    finished_ms INTEGER NOT NULL,
    clock_start_ms INTEGER,
    readable INTEGER NOT NULL,
    has_identity INTEGER NOT NULL,
    stub TEXT NOT NULL
);
CREATE TABLE items (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    content TEXT NOT NULL,
    readable INTEGER NOT NULL,
    bundle TEXT
);
CREATE TABLE reports (
    n INTEGER PRIMARY KEY,
    record TEXT NOT NULL,
    by_means TEXT NOT NULL,
    told TEXT,
    at_ms INTEGER NOT NULL,
    content TEXT NOT NULL
);
CREATE TABLE bundles (
    manifest_hash TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    recipients TEXT NOT NULL,
    class TEXT NOT NULL,
    packed_ms INTEGER NOT NULL,
    handed_over_ms INTEGER,
    handed_to TEXT,
    receipt TEXT,
    outcome TEXT,
    received INTEGER NOT NULL,
    again INTEGER NOT NULL
);
CREATE TABLE bundle_records (
    manifest_hash TEXT NOT NULL,
    record TEXT NOT NULL,
    revision TEXT NOT NULL,
    receipt TEXT,
    PRIMARY KEY (manifest_hash, record, revision)
);
CREATE TABLE receipts (
    receipt_hash TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    number TEXT NOT NULL,
    manifest_hash TEXT NOT NULL,
    outcome TEXT NOT NULL,
    recipients TEXT NOT NULL,
    hq_time_ms INTEGER NOT NULL,
    hq_epoch TEXT NOT NULL,
    hq_audit TEXT NOT NULL,
    high_water INTEGER NOT NULL
);

CREATE TABLE devices (
    device TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    key TEXT NOT NULL,
    age_recipient TEXT NOT NULL,
    epoch TEXT NOT NULL,
    post TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    enrolled_ms INTEGER NOT NULL,
    revoked_since INTEGER,
    revoked_epochs TEXT
);
CREATE TABLE chains (
    device TEXT NOT NULL,
    epoch TEXT NOT NULL,
    highest INTEGER NOT NULL,
    missing TEXT NOT NULL,
    last_n INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (device, epoch)
);
CREATE TABLE bundles_in (
    manifest_hash TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    device TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    prev TEXT NOT NULL,
    name TEXT NOT NULL,
    audit TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    unconfirmed INTEGER NOT NULL
);
CREATE INDEX bundles_in_chain ON bundles_in (device, epoch, seq);
CREATE UNIQUE INDEX bundles_in_n ON bundles_in (n);
CREATE TABLE inbox (
    id TEXT NOT NULL,
    revision TEXT NOT NULL,
    rev INTEGER NOT NULL,
    current INTEGER NOT NULL,
    n INTEGER NOT NULL,
    content TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    suspect INTEGER NOT NULL,
    readable INTEGER NOT NULL,
    urgent INTEGER NOT NULL,
    suspicion INTEGER NOT NULL,
    code TEXT NOT NULL,
    label TEXT,
    child TEXT,
    post TEXT,
    day TEXT,
    language TEXT,
    use TEXT,
    stub TEXT NOT NULL,
    device TEXT NOT NULL,
    fork INTEGER NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('confirmed', 'fork', 'foreign')),
    clock_start_ms INTEGER,
    PRIMARY KEY (id, device, fork, revision)
);
CREATE INDEX inbox_newest ON inbox (received_ms);
CREATE INDEX inbox_urgent ON inbox (received_ms) WHERE urgent = 1;
CREATE TABLE identities (
    record TEXT NOT NULL,
    revision TEXT NOT NULL,
    n INTEGER NOT NULL,
    content TEXT NOT NULL,
    readable INTEGER NOT NULL,
    device TEXT NOT NULL,
    fork INTEGER NOT NULL,
    PRIMARY KEY (record, device, fork, revision)
);
CREATE TABLE events_in (
    record TEXT NOT NULL,
    revision TEXT NOT NULL,
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    by_means TEXT,
    at_ms INTEGER,
    content TEXT NOT NULL,
    device TEXT NOT NULL,
    fork INTEGER NOT NULL,
    PRIMARY KEY (record, device, fork, revision)
);
CREATE TABLE acks (
    record TEXT NOT NULL,
    revision TEXT NOT NULL,
    person TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (record, revision)
);
CREATE TABLE reads (
    person TEXT NOT NULL,
    record TEXT NOT NULL,
    revision TEXT NOT NULL,
    first_ms INTEGER NOT NULL,
    PRIMARY KEY (record, person, revision)
);
CREATE TABLE receipts_issued (
    manifest_hash TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    number TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    issued_ms INTEGER NOT NULL
);
CREATE UNIQUE INDEX receipts_issued_n ON receipts_issued (n);
CREATE TABLE quarantine (
    id TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    name TEXT NOT NULL,
    word TEXT NOT NULL,
    why TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    device TEXT,
    since_ms INTEGER NOT NULL,
    content TEXT
);
"""


def apply(connection: Any) -> None:
    """Create the tables, inside the caller's transaction."""
    for statement in TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)
