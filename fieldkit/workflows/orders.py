"""Orders on their way through a mailbox: heard before an import, left there after it, and what they let HQ delete."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from fieldkit import errors
from fieldkit.cases.words import IssuedReceipt
from fieldkit.ports import HqTransport
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.verify import inspect

DAY_MS = 24 * 3600 * 1000


class Desk(Protocol):
    """What orders need of headquarters' store."""

    def hear(self, data: bytes) -> object: ...
    def catch_up(self) -> object: ...
    def carried_by(self, manifest_hash: str, device: str) -> bool: ...
    def file(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """A bundle in a mailbox that was answered: the folder's device, the file's name, its receipt."""

    device: str
    name: str
    receipt: IssuedReceipt


def hear_orders(mailbox: HqTransport, desk: Desk) -> str:
    """Take the orders that headquarters left in a mailbox, before anything else; return why they could not be read."""
    try:
        data = mailbox.orders_file()
        if data is not None:
            desk.hear(data)
    except (errors.OrdersFileInvalid, errors.MailboxUnreadable) as error:
        return f"orders.fko: {error}"
    return ""


def leave_orders_file(mailbox: HqTransport, desk: Desk) -> str:
    """Leave the orders in a mailbox that laptops use, for a headquarters that is restored; return why they could not
    be written."""
    data = desk.file()
    try:
        if data is not None and (mailbox.is_served() or mailbox.devices()):
            mailbox.put_orders_file(data)
    except errors.FieldkitError as error:
        return str(error)
    return ""


def let_go(
    mailbox: HqTransport, desk: Desk, answered: Collection[Answered], written: Collection[str], now_ms: int, days: int
) -> int:
    """Delete from a mailbox the imported bundles that must not stay, if their receipt lies there; return how many.

    `written` are the numbers of the receipts that lie there. mailbox.md, "Who deletes what"
    """
    served, gone = mailbox.is_served(), 0
    for one in answered:
        aged = served and one.receipt.issued_ms <= now_ms - days * DAY_MS
        ended = aged or desk.carried_by(one.receipt.manifest_hash, one.receipt.device)
        if ended and one.receipt.number in written and _is_that(mailbox, one):
            gone += mailbox.remove_bundle(one.device, one.name)
    return gone


def _is_that(mailbox: HqTransport, one: Answered) -> bool:
    """Look once more that what lies under the name is the bundle that was imported."""
    try:
        there = mailbox.holds(one.device, one.name)
        return there is not None and inspect(there, Kind.BUNDLE).manifest_hash == one.receipt.manifest_hash
    except (errors.BundleError, errors.MailboxUnreadable):
        return False
