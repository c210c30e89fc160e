"""Bring a database forward to this program's layout; refuse a newer one (store-format 4)."""

from types import ModuleType

from fieldkit import errors
from fieldkit.store.database import Database
from fieldkit.store.filling import fill
from fieldkit.store.migrations import m0001, m0002, m0003, m0004, m0005, m0006

MIGRATIONS: tuple[ModuleType, ...] = (m0001, m0002, m0003, m0004, m0005, m0006)


def newest_layout() -> int:
    """Return the layout this program writes."""
    return int(MIGRATIONS[-1].LAYOUT)


def migrate(database: Database) -> tuple[int, ...]:
    """Apply what is missing, each migration in one transaction; return the layouts applied.

    Raises: StoreTooNew, StoreDamaged.
    """
    row = database.one("SELECT layout FROM store")
    if row is None:
        raise errors.StoreDamaged(why="its first table is empty")
    found = int(row[0])
    if found > newest_layout():
        raise errors.StoreTooNew(found=found, known=newest_layout())
    missing = tuple(step for step in MIGRATIONS if found < step.LAYOUT)
    for step in missing:
        _apply(database, step)
    return tuple(int(step.LAYOUT) for step in missing)


def _apply(database: Database, step: ModuleType) -> None:
    def work() -> None:
        step.apply(database.connection)
        fill(database, step.LAYOUT)
        database.execute("UPDATE store SET layout = ?", (step.LAYOUT,))

    database.run("the new layout", work)
