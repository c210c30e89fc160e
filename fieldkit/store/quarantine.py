"""Bundle files that could not be accepted, kept whole for another look (role hq)."""

import hashlib
from collections.abc import Sequence

from fieldkit import errors
from fieldkit.cases.words import QuarantineRow, Role
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core

ID_DIGITS = 12
SHORTEST = 6
"""Characters of an id that may stand for it where no other begins so: `q-12ab`."""
MOST_FILES = 1_000
MOST_BYTES = 256 * 1024 * 1024
"""Kept whole up to here; beyond it only name, word and hash: a flood of junk must not fill headquarters' disk."""
MOST_LISTED = 10_000
"""Listed at all up to here."""
ROOM = "SELECT count(content), coalesce(sum(size) FILTER (WHERE content IS NOT NULL), 0), count(*) FROM quarantine"
LIST = "SELECT id, name, word, why, sha256, size, device, since_ms FROM quarantine"


class QuarantineBox:
    """The quarantine of this headquarters."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def add(self, name: str, data: bytes, word: str, why: str, device: str | None, at: Instant) -> QuarantineRow:
        """Keep a file with its word and reason. The same bytes again change nothing but the reason if it differs.

        Beyond MOST_FILES and MOST_BYTES the bytes themselves are not kept until there is room again.
        Raises: QuarantineFull, DiskFull.
        """
        self._core.need(Role.HQ)
        sha256 = hashlib.sha256(data).hexdigest()
        quarantine_id = f"q-{sha256[:ID_DIGITS]}"
        held = self._find(quarantine_id)
        kept, size, listed = self._core.db.query(ROOM)[0]
        room = kept < MOST_FILES and size + len(data) <= MOST_BYTES
        if held is None and listed >= MOST_LISTED:
            raise errors.QuarantineFull(limit=MOST_LISTED)
        if held is None or (room and not self._content(quarantine_id)):
            body: dict[str, Json] = {
                "id": quarantine_id,
                "name": name,
                "word": word,
                "why": why,
                "sha256": sha256,
                "size": len(data),
                "device": device,
                "since_ms": at.utc_ms if held is None else held.since_ms,
            }
            self._core.journal.append("bundle.quarantined", None, body, [data] if room else [])
        elif (held.word, held.why) != (word, why):
            self._core.journal.append("quarantine.reason", None, {"id": quarantine_id, "word": word, "why": why})
        return self.get(quarantine_id)

    def get(self, quarantine_id: str) -> QuarantineRow:
        """Return one row, by its id or a beginning that no other has. Raises: QuarantineUnknown."""
        row = self._find(quarantine_id) or self._begins(quarantine_id)
        if row is None:
            raise errors.QuarantineUnknown(id=quarantine_id)
        return row

    def list(self) -> tuple[QuarantineRow, ...]:
        """Return what is in quarantine, oldest first."""
        self._core.need(Role.HQ)
        return tuple(QuarantineRow(*row) for row in self._core.db.query(LIST + " ORDER BY n"))

    def data(self, quarantine_id: str) -> bytes:
        """Return the bytes of a quarantined file (for `import` once the reason ended). Raises: QuarantineUnknown."""
        content_id = self._content(quarantine_id)
        return (self._core.journal.content(content_id) or b"") if content_id else b""

    def imported(self, data: bytes) -> None:
        """Take a file off the list that came again and was accepted."""
        quarantine_id = f"q-{hashlib.sha256(data).hexdigest()[:ID_DIGITS]}"
        if self._find(quarantine_id) is not None:
            self.remove(quarantine_id, "imported")

    def remove(self, quarantine_id: str, reason: str) -> None:
        """Take a file out: "imported", or a person's reason for discarding it. Raises: QuarantineUnknown."""
        content_id, quarantine_id = self._content(quarantine_id), self.get(quarantine_id).id

        def work() -> None:
            self._core.journal.append("quarantine.removed", None, {"id": quarantine_id, "reason": reason})
            if content_id:
                self._core.journal.erase([content_id], reason)

        self._core.db.run("the quarantine", work)
        self._core.settle()

    def waiting_for(self, words: Sequence[str]) -> tuple[QuarantineRow, ...]:
        """Return the files kept whole for one of these words, e.g. "unknown-device" after an enrolment."""
        return tuple(row for row in self.list() if row.word in words and self._content(row.id))

    def _begins(self, beginning: str) -> QuarantineRow | None:
        """Look through the whole list: only for what somebody typed, never for each of thousands of files of junk."""
        enough = len(beginning) >= SHORTEST
        found = [row for row in self.list() if enough and row.id.startswith(beginning)]
        return found[0] if len(found) == 1 else None

    def _find(self, quarantine_id: str) -> QuarantineRow | None:
        self._core.need(Role.HQ)
        row = self._core.db.one(LIST + " WHERE id = ?", (quarantine_id,))
        return QuarantineRow(*row) if row else None

    def _content(self, quarantine_id: str) -> str:
        row = self._core.db.one("SELECT content FROM quarantine WHERE id = ?", (self.get(quarantine_id).id,))
        return str(row[0]) if row and row[0] is not None else ""
