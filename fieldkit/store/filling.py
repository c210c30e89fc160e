"""What a migration fills besides: projections of a layout that follow from what older layouts kept (store-format 4)."""

from fieldkit.store.applied_match import fill_keys
from fieldkit.store.applied_merge import settle_merge
from fieldkit.store.database import Database

LAYOUT = 6
SEVERAL = "SELECT id FROM inbox WHERE fork = 0 GROUP BY id HAVING count(*) > 1 ORDER BY id"


def fill(db: Database, layout: int) -> None:
    """Fill the projections that a layout added, in the transaction that adds them, as a replay would."""
    if layout == LAYOUT:
        fill_keys(db)
        for (record,) in db.query(SEVERAL):
            settle_merge(db, record)
