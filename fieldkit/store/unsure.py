"""A restored headquarters that has not read its orders yet gives nothing out. store-format 18.3"""

from fieldkit import errors
from fieldkit.store.database import Database
from fieldkit.store.settings import Settings

UNSURE = "orders.unsure"
"""Setting of a headquarters that was restored and has read no orders since: since when, ms since 1970."""


def is_unsure(settings: Settings) -> bool:
    """Return whether orders may be missing here."""
    return settings.get_json(UNSURE) is not None


def refuse_unsure(settings: Settings) -> None:
    """Give out nothing that an order may cover. Raises: OrdersUnsure."""
    if is_unsure(settings):
        raise errors.OrdersUnsure


def is_ended(db: Database, record: str) -> bool:
    """Return whether an order stands about the interview of the laptop that it belongs to."""
    sql = """SELECT 1 FROM orders o JOIN inbox i ON i.id = o.record AND i.device = o.device
        WHERE o.record = ? AND i.standing <> 'foreign'"""
    return db.one(sql, (record,)) is not None
