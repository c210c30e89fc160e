"""Transactions and queries over one connection, with the database's errors in fieldkit's words."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from fieldkit import errors
from fieldkit.store.ballast import Ballast
from fieldkit.store.opening import open_database

T = TypeVar("T")
Row = tuple[Any, ...]

FULL = "database or disk is full"
DAMAGED = ("malformed", "not a database", "disk image", "database corruption")


class Database:
    """The open database of a store. `after_commit` is called after each outermost commit."""

    def __init__(self, connection: Any, ballast: Ballast) -> None:
        self.connection = connection
        self.ballast = ballast
        self.after_commit: Callable[[], None] = lambda: None
        self.after_rollback: Callable[[], None] = lambda: None
        self.refusal: errors.FieldkitError | None = None
        self._inside = False

    def run(self, what: str, work: Callable[[], T]) -> T:
        """Run `work` in one transaction, or in the one that is open already. On a full disk the ballast goes first
        and `work` is run once more, so it must not change anything but the database.

        Raises: DiskFull, StoreUnwritable, StoreDamaged, and what `work` raises; then nothing was changed.
        """
        return work() if self._inside else self._committed(lambda: self._once(what, work))

    def run_statement(self, what: str, sql: str, values: Sequence[object]) -> None:
        """Run one changing statement as a transaction of its own: half the work of `run`. Raises as `run` does."""

        def once() -> None:
            with _named(what):
                self.connection.execute(sql, values)

        self._committed(once)

    def query(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return all rows. Raises: StoreDamaged."""
        with _named("nothing"):
            rows: list[Row] = self.connection.execute(sql, values).fetchall()
            return rows

    def each(self, sql: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """Yield the rows one by one. Raises: StoreDamaged."""
        with _named("nothing"):
            yield from self.connection.execute(sql, values)

    def one(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """Return the first row, or None. Raises: StoreDamaged."""
        with _named("nothing"):
            row: Row | None = self.connection.execute(sql, values).fetchone()
            return row

    def number(self, sql: str, values: Sequence[object] = ()) -> int:
        """Return the one whole number that a query gives; null is 0."""
        row = self.one(sql, values)
        return int(row[0] or 0) if row else 0

    def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        """Change something; only inside `run`."""
        self.connection.execute(sql, values)

    def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Change many rows; only inside `run`."""
        self.connection.executemany(sql, rows)

    def misfits(self) -> bool:
        """Return whether tables and indexes do not fit each other. Raises: StoreDamaged."""
        return self.query("PRAGMA integrity_check(1)") != [("ok",)]

    def rewrite(self) -> None:
        """Write all tables and indexes anew: only for a store whose loss was accepted. Raises: StoreDamaged."""
        try:
            with _named("the rewritten database"):
                self.connection.execute("REINDEX")  # VACUUM alone copies an index as it is
                self.connection.execute("VACUUM")
        except errors.StoreUnwritable as error:
            raise errors.StoreDamaged(why=error.facts["why"]) from None

    def truncate_log(self) -> None:
        """Move everything into the database file and empty the log, so that erased bytes do not stay in it.

        A full disk postpones it: the next one does it.
        """
        with contextlib.suppress(errors.DiskFull, errors.StoreUnwritable), _named("the checkpoint"):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def copy_to(self, path: Path, key: bytes, *, hq: bool) -> None:
        """Copy through SQLite, under the same key: reading the open file beside it would drop its locks."""
        copy = open_database(path, key, hq=hq)
        try:
            with _named("the copy"):
                self.connection.backup(copy)
                copy.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            copy.close()

    def try_out(self, work: Callable[[], T]) -> T:
        """Run `work` in a transaction that is always taken back."""
        with _named("nothing"):
            self.connection.execute("BEGIN IMMEDIATE")
            self._inside = True
            try:
                return work()
            finally:
                self._take_back()

    def _committed(self, once: Callable[[], T]) -> T:
        if self.refusal is not None:
            raise self.refusal
        try:
            done = once()
        except errors.DiskFull:
            if not self.ballast.give_up():
                raise
            done = once()
        self.after_commit()
        return done

    def _once(self, what: str, work: Callable[[], T]) -> T:
        with _named(what):
            self.connection.execute("BEGIN IMMEDIATE")
            self._inside = True
            try:
                done = work()
                self.connection.execute("COMMIT")
            except BaseException:
                self._take_back()
                raise
            self._inside = False
            return done

    def _take_back(self) -> None:
        self._inside = False
        if self.connection.in_transaction:  # a full disk may have ended it already
            self.connection.execute("ROLLBACK")
        self.after_rollback()


@contextlib.contextmanager
def _named(what: str) -> Iterator[None]:
    import sqlcipher3

    try:
        yield
    except sqlcipher3.Error as error:
        raise _in_our_words(what, str(error)) from None


def _in_our_words(what: str, text: str) -> errors.FieldkitError:
    if FULL in text:
        return errors.DiskFull(what=what)
    if any(word in text for word in DAMAGED):
        return errors.StoreDamaged(why=text)
    return errors.StoreUnwritable(what=what, why=text)
