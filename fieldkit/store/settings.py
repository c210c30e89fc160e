"""Named values of this store (card, approvals, keys made later), kept inside the encrypted database."""

import hashlib
from collections.abc import Collection, Mapping

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.store.core import Core

NONCE_BYTES = 16


class Settings:
    """Names are free text such as "hq.card"; every change is journaled with a commitment, never with the value."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def get(self, name: str) -> bytes | None:
        """Return the bytes under `name`, or None."""
        row = self._core.db.one("SELECT value FROM settings WHERE name = ?", (name,))
        return bytes(row[0]) if row else None

    def get_json(self, name: str) -> Json:
        """Return the JSON value under `name`, or None."""
        value = self.get(name)
        return None if value is None else canonical.loads(value, what="a setting")

    def put(self, name: str, value: bytes) -> None:
        """Keep `value` under `name`; the earlier value is overwritten."""
        nonce = self._core.machine.entropy.token(NONCE_BYTES)

        def work() -> None:
            self._core.db.execute(
                "INSERT INTO settings VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET nonce = excluded.nonce, value = excluded.value",
                (name, nonce, value),
            )
            self._journal(name, _commitment(nonce, value))

        self._core.db.run("the setting", work)

    def put_json(self, name: str, value: Json) -> None:
        """Keep a JSON value (canonical) under `name`."""
        self.put(name, canonical.dumps(value))

    def delete(self, name: str) -> None:
        """Forget `name`; no error when it is not there."""

        def work() -> None:
            self._core.db.execute("DELETE FROM settings WHERE name = ?", (name,))
            self._journal(name, None)

        if self.get(name) is not None:
            self._core.db.run("the setting", work)

    def change(self, values: Mapping[str, bytes], gone: Collection[str] = ()) -> None:
        """Keep several values and forget others: all of it or nothing."""

        def work() -> None:
            for name, value in values.items():
                self.put(name, value)
            for name in gone:
                self.delete(name)

        self._core.db.run("the setting", work)

    def names(self) -> tuple[str, ...]:
        """Return the names that have a value."""
        return tuple(row[0] for row in self._core.db.query("SELECT name FROM settings ORDER BY name"))

    def check(self) -> None:
        """Compare every value with its last journaled commitment. Raises: JournalDamaged."""
        wanted: dict[str, Json] = {}
        last = 0
        for entry in self._core.journal.entries("setting.changed"):
            wanted[str(entry.body["name"])] = entry.body["commitment"]
            last = entry.n
        rows = self._core.db.query("SELECT name, nonce, value FROM settings")
        found = {name: _commitment(nonce, value) for name, nonce, value in rows}
        if found != {name: commitment for name, commitment in wanted.items() if commitment is not None}:
            raise errors.JournalDamaged(n=last, why="the settings are not those of the journal")

    def recommit(self) -> None:
        """Journal the settings as they are now: only for a store whose loss was accepted."""
        rows = self._core.db.query("SELECT name, nonce, value FROM settings")
        found = {name: _commitment(nonce, value) for name, nonce, value in rows}
        gone = {str(e.body["name"]) for e in self._core.journal.entries("setting.changed")} - set(found)
        for name, commitment in (*sorted(found.items()), *((name, None) for name in sorted(gone))):
            self._journal(name, commitment)

    def _journal(self, name: str, commitment: str | None) -> None:
        self._core.journal.append("setting.changed", None, {"name": name, "commitment": commitment})


def _commitment(nonce: bytes, value: bytes) -> str:
    return hashlib.sha256(nonce + value).hexdigest()
