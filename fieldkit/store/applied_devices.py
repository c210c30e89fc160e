"""How entries about laptops and their keys change the projections of headquarters (store-format 6 and 9)."""

from collections.abc import Sequence
from typing import Any

from fieldkit.store.applied_shared import Step
from fieldkit.store.database import Database
from fieldkit.store.journal import Entry
from fieldkit.store.quick_json import quick_text

PUT_KEY = "INSERT INTO device_keys VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device, key) DO UPDATE SET "
INSERT_KEY = PUT_KEY + "age_recipient = excluded.age_recipient, epoch = excluded.epoch"
END_KEY = PUT_KEY + "ended = excluded.ended"
ROTATE = (
    "UPDATE devices SET key = ?, age_recipient = ?, epoch = ?, request_hash = ?, revoked_since = NULL,"
    " revoked_epochs = NULL WHERE device = ?"
)


def device_enrolled(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    db.execute(
        "INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL) ON CONFLICT (device) DO UPDATE SET"
        " age_recipient = excluded.age_recipient, epoch = excluded.epoch, post = excluded.post,"
        " request_hash = excluded.request_hash",
        (
            body["device"],
            entry.n,
            body["key"],
            body["age_recipient"],
            body["epoch"],
            body["post"],
            body["request_hash"],
            entry.at.utc_ms,
        ),
    )


def device_revoked(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    since, epochs = entry.body["since_seq"], quick_text(entry.body["epochs"])
    sql = "UPDATE devices SET revoked_since = ?, revoked_epochs = ? WHERE device = ?"
    db.execute(sql, (since, epochs, entry.body["device"]))


def device_reinstated(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    sql = "UPDATE devices SET revoked_since = NULL, revoked_epochs = NULL WHERE device = ?"
    db.execute(sql, (entry.body["device"],))


def key_enrolled(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body = entry.body
    found = (body["device"], body["key"], entry.n, body["age_recipient"], body["epoch"], entry.at.utc_ms, None)
    db.execute(INSERT_KEY, found)


def device_rotated(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    body: Any = entry.body
    for key, epochs in body["ended"].items():
        said = (body["device"], key, entry.n, body["age_recipient"], body["epoch"], entry.at.utc_ms)
        db.execute(END_KEY, (*said, quick_text(epochs)))
    db.execute(ROTATE, (body["key"], body["age_recipient"], body["epoch"], body["request_hash"], body["device"]))


DEVICE_KINDS: dict[str, tuple[Step, ...]] = {
    "device.enrolled": (device_enrolled, key_enrolled),
    "device.rotated": (device_rotated, key_enrolled),
    "device.revoked": (device_revoked,),
    "device.reinstated": (device_reinstated,),
}
