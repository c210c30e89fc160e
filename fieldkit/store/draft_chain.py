"""The rows of drafts under their running MACs and their one counter; checking and salvaging them. store-format 7"""

import builtins
import contextlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from fieldkit import errors
from fieldkit.crypto import derive
from fieldkit.result import Json
from fieldkit.store.core import Core, as_object
from fieldkit.store.database import Row
from fieldkit.store.draft_rows import NewRow

T = TypeVar("T")

INSERT_ANSWER = "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
ROWS = "SELECT n, kind, name, value, at, language, mac FROM answers WHERE draft = ? ORDER BY n"
KEEP_COUNTER = "INSERT INTO counters VALUES ('draft', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
STILL_OPEN = ("draft.started", "draft.discarded", "interview.finished", "record.made")


class DraftChain:
    """What stands below `Drafts`: every row is added here, proven here, and counted here."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._macs: dict[str, bytes] = {}
        core.draft_counter = self._stored_counter()

    def run(self, what: str, work: Callable[[], T]) -> T:
        """Run what changes rows of drafts as one transaction; after a failure the count is what is stored.

        Raises: DiskFull, StoreUnwritable, StoreDamaged, and what `work` raises; then nothing was changed.
        """
        with self._counting():
            return self._core.db.run(what, work)

    def check(self) -> None:
        """Check every draft's MACs, and that exactly the drafts are here that the journal says are open.

        Raises: DraftDamaged.
        """
        here = [row[0] for row in self._core.db.query("SELECT id FROM drafts")]
        for draft_id in here:
            self._checked(draft_id)
        strays = self._core.db.query("SELECT DISTINCT draft FROM answers WHERE draft NOT IN (SELECT id FROM drafts)")
        for odd in sorted(self._open_by_journal().symmetric_difference(here)) + [row[0] for row in strays]:
            raise errors.DraftDamaged(code=odd[:8])

    def salvage(self) -> int:
        """Cut every draft back to what its MACs prove, delete what has no draft; return how many rows went.

        Only for a store whose loss was accepted, inside its transaction.
        """
        before = self._core.db.number("SELECT count(*) FROM answers")
        wanted = self._open_by_journal()
        for draft_id, n, header, mac in self._core.db.query("SELECT id, n, header, mac FROM drafts"):
            proven = mac == self._start_mac(draft_id, n, header)
            good = self._good_rows(draft_id, mac) if proven and draft_id in wanted else []
            last = good[-1][0] if good else 0
            self._core.db.execute("DELETE FROM answers WHERE draft = ? AND n > ?", (draft_id, last))
            if not (proven and draft_id in wanted):
                self._core.db.execute("DELETE FROM drafts WHERE id = ?", (draft_id,))
        self._core.db.execute("DELETE FROM answers WHERE draft NOT IN (SELECT id FROM drafts)")
        for gone in sorted(wanted - {row[0] for row in self._core.db.query("SELECT id FROM drafts")}):
            self._core.journal.append("draft.discarded", gone, {"reason": "lost", "answers": 0})
        self._macs.clear()
        return before - self._core.db.number("SELECT count(*) FROM answers")

    def _add(
        self, draft_id: str, kind: str, name: str | None, value: str | None, at: str | None, language: str | None
    ) -> None:
        """Commit one row by itself."""
        before, n = self._last_mac(draft_id), self._core.draft_counter + 1
        mac = self._row_mac(before, n, kind, name, value, at, language)
        row = (n, draft_id, kind, name, value, at, language, mac)
        with self._counting():
            self._core.draft_counter = n  # before the commit, so that the anchor written after it has it
            self._core.db.run_statement("the answer", INSERT_ANSWER, row)
        self._macs[draft_id] = mac

    def _add_many(self, draft_id: str, rows: Sequence[NewRow]) -> None:
        """Commit several rows together."""
        last = self._last_mac(draft_id)
        found: list[bytes] = []
        self.run("the answer", lambda: found.append(self._append(draft_id, last, rows)))
        self._macs[draft_id] = found[-1]

    def _append(self, draft_id: str, mac: bytes, rows: Sequence[NewRow]) -> bytes:
        """Add rows with their MACs inside a transaction; return the last MAC."""
        n = self._core.draft_counter
        for row in rows:
            n, mac = n + 1, self._row_mac(mac, n + 1, *row)
            self._core.db.execute(INSERT_ANSWER, (n, draft_id, *row, mac))
        self._core.draft_counter = n
        return mac

    def _delete(self, draft_id: str) -> int:
        """Delete a draft's rows inside a transaction; the counter moves on, so that its coming back is noticed."""
        answers = self._core.db.number("SELECT count(*) FROM answers WHERE draft = ?", (draft_id,))
        self._core.db.execute("DELETE FROM answers WHERE draft = ?", (draft_id,))
        self._core.db.execute("DELETE FROM drafts WHERE id = ?", (draft_id,))
        self._move_on()
        return answers

    def _move_on(self) -> None:
        """Count on inside a transaction, where no row of a draft holds the number."""
        self._core.draft_counter += 1
        self._core.db.execute(KEEP_COUNTER, (self._core.draft_counter,))

    def _known(self, draft_id: str) -> Row:
        row = self._core.db.one("SELECT n, header, mac FROM drafts WHERE id = ?", (draft_id,))
        if row is None:
            raise errors.DraftUnknown(id=draft_id)
        return row

    def _last_mac(self, draft_id: str) -> bytes:
        if draft_id not in self._macs:
            start = self._known(draft_id)[2]
            row = self._core.db.one("SELECT mac FROM answers WHERE draft = ? ORDER BY n DESC LIMIT 1", (draft_id,))
            self._macs[draft_id] = bytes(row[0] if row else start)
        return self._macs[draft_id]

    def _checked(self, draft_id: str) -> tuple[dict[str, Json], builtins.list[Row]]:
        """Return a draft's header and rows. Raises: DraftUnknown, DraftDamaged."""
        n, data, mac = self._known(draft_id)
        rows = self._core.db.query(ROWS, (draft_id,))
        proven = hmac.compare_digest(mac, self._start_mac(draft_id, n, data))
        if not proven or len(self._good_rows(draft_id, mac)) != len(rows):
            raise errors.DraftDamaged(code=draft_id[:8])
        return as_object(data), rows

    def _start_mac(self, draft_id: str, n: int, header: bytes) -> bytes:
        return self._mac(b"draft", draft_id.encode(), _number(n), header)

    @contextlib.contextmanager
    def _counting(self) -> Iterator[None]:
        """After anything that fails, or a Ctrl-C beside a commit, count from what is stored."""
        counter = self._core.draft_counter
        try:
            yield
        except BaseException:
            self._core.draft_counter = counter
            self._macs.clear()
            with contextlib.suppress(errors.FieldkitError):
                self._core.draft_counter = self._stored_counter()
            raise

    def _stored_counter(self) -> int:
        return max(
            self._core.db.number("SELECT value FROM counters WHERE name = 'draft'"),
            self._core.db.number("SELECT max(n) FROM answers"),
            self._core.db.number("SELECT max(n) FROM drafts"),
        )

    def _good_rows(self, draft_id: str, mac: bytes) -> builtins.list[Row]:
        good = []
        for row in self._core.db.query(ROWS, (draft_id,)):
            if not hmac.compare_digest(row[6], self._row_mac(mac, *row[:6])):
                break
            good.append(row)
            mac = row[6]
        return good

    def _open_by_journal(self) -> set[str]:
        marks = ",".join("?" * len(STILL_OPEN))
        sql = f"SELECT kind, subject FROM entries WHERE kind IN ({marks}) ORDER BY n"  # noqa: S608
        still: set[str] = set()
        for kind, subject in self._core.db.query(sql, STILL_OPEN):
            (still.add if kind == "draft.started" else still.discard)(subject)
        return still

    def _row_mac(
        self,
        before: bytes,
        n: int,
        kind: str,
        name: str | None,
        value: str | None,
        at: str | None,
        language: str | None,
    ) -> bytes:
        texts = (kind, name, value, at, language)
        return self._mac(before, _number(n), *(b"" if text is None else text.encode() for text in texts))

    def _mac(self, *parts: bytes) -> bytes:
        return derive.mac(self._core.mac_key, *parts)


def _number(n: int) -> bytes:
    return n.to_bytes(8, "big")
