"""Concerns at headquarters: those that were opened, and those kept sealed for the second recipient (role hq)."""

import hashlib
from collections.abc import Sequence

from fieldkit import errors
from fieldkit.cases.tips import TipFacts, TipRow
from fieldkit.cases.words import Role
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.database import Row

LIST = """SELECT id, state, form, version, language, made, standing, device, card, size, received_ms, read_ms, read_by,
       passed_ms FROM tips"""
WAITING = "SELECT count(*), coalesce(sum(size), 0) FROM tips WHERE state = 'sealed' AND passed_ms IS NULL"
OPENED, SEALED = "opened", "sealed"
MOST_SEALED = 1_000
MOST_SEALED_BYTES = 16 * 1024 * 1024
"""Nobody here can tell a sealed concern from noise that looks sealed: such files are bounded until they were passed on.
tip-format 5"""


class TipBox:
    """The concerns of this headquarters."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def knows(self, data: bytes) -> bool:
        """Return whether this very file was taken in before."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._core.need(Role.HQ)
        return self._core.db.one("SELECT 1 FROM tips WHERE sha256 = ?", (sha256,)) is not None

    def add_opened(self, tip_id: str, file: bytes, facts: TipFacts, line: bytes, at: Instant) -> None:
        """Keep what an opened concern says; the same file again adds nothing. Raises: DiskFull."""
        self._add(tip_id, file, OPENED, facts, line, at)

    def add_sealed(self, tip_id: str, file: bytes, at: Instant) -> bool:
        """Keep a sealed file for the second recipient; False when there is no room for more. Raises: DiskFull."""
        self._core.need(Role.HQ)
        found = self._core.db.query(WAITING)[0]
        if found[0] >= MOST_SEALED or found[1] + len(file) > MOST_SEALED_BYTES:
            return False
        self._add(tip_id, file, SEALED, None, file, at)
        return True

    def _add(self, tip_id: str, file: bytes, state: str, facts: TipFacts | None, content: bytes, at: Instant) -> None:
        if self.knows(file):
            return
        said: dict[str, Json] = dict.fromkeys(TipFacts.__slots__) if facts is None else facts.to_json()
        body: dict[str, Json] = {
            "id": tip_id,
            "sha256": hashlib.sha256(file).hexdigest(),
            "size": len(file),
            "state": state,
            "received_ms": at.utc_ms,
            **said,
        }
        self._core.journal.append("tip.received", None, body, [content])
        self._core.settle()

    def list(self) -> tuple[TipRow, ...]:
        """Return the concerns that can be read here, the newest first."""
        return self._rows(" WHERE state = 'opened' ORDER BY received_ms DESC, n DESC")

    def sealed(self) -> tuple[TipRow, ...]:
        """Return what is kept for the second recipient, oldest first."""
        return self._rows(" WHERE state = 'sealed' ORDER BY n")

    def unread(self) -> int:
        """Return how many concerns nobody has read yet."""
        self._core.need(Role.HQ)
        sql = "SELECT count(*) FROM tips WHERE state = 'opened' AND read_ms IS NULL"
        return int(self._core.db.query(sql)[0][0])

    def read(self, tip_id: str, purpose: str) -> tuple[TipRow, bytes]:
        """Return a concern's line; the look is journaled before anything is given out. Raises: ConcernUnknown."""
        rows = self._rows(" WHERE state = 'opened' AND id = ?", (tip_id,))
        if not rows:
            raise errors.ConcernUnknown(id=tip_id)
        line = self._content(tip_id)
        self._core.journal.append("tip.read", None, {"id": tip_id, "purpose": purpose})
        return rows[0], line

    def lines(self) -> tuple[tuple[TipRow, bytes], ...]:
        """Return every concern that can be read with its line: for lists of what is due, which show a day and an id.

        No look is journaled: the caller may show nothing of the answers but the days that a form's `due` names.
        """
        return tuple((row, self._content(row.id)) for row in self.list())

    def file_of(self, tip_id: str) -> bytes:
        """Return a sealed file. Raises: ConcernUnknown."""
        return self._content(tip_id)

    def passed(self, tip_ids: Sequence[str], to: str) -> None:
        """Journal that sealed files were written out for the second recipient."""
        self._core.journal.append("tip.passed", None, {"ids": list(tip_ids), "to": to})
        self._core.settle()

    def _content(self, tip_id: str) -> bytes:
        row = self._core.db.one("SELECT content FROM tips WHERE id = ?", (tip_id,))
        found = self._core.journal.content(str(row[0])) if row and row[0] is not None else None
        if found is None:
            raise errors.ConcernUnknown(id=tip_id)
        return found

    def _rows(self, where: str, values: Sequence[str] = ()) -> tuple[TipRow, ...]:
        self._core.need(Role.HQ)
        found: Sequence[Row] = self._core.db.query(LIST + where, tuple(values))
        return tuple(TipRow(*row) for row in found)
