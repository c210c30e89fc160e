"""Orders on a laptop: carried out once, answered, and what they let go of the outbox. bundle-format 9.2, mailbox.md"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.cases.drafting import ExtraEvent
from fieldkit.cases.orders import DAY_MS, DONE, Keeping, Order, StandingOrder
from fieldkit.cases.words import Role
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.drafts import Drafts, append_event
from fieldkit.store.letting_go import LettingGo
from fieldkit.store.orders_file import file_beside, keep_file, orders_in, read_file
from fieldkit.store.revising import newest_stub
from fieldkit.store.settings import Settings

STILL_HERE = """
SELECT content FROM items WHERE record = ? AND readable = 1 AND n NOT IN (SELECT n FROM withdrawals) ORDER BY n
"""
TELLS = """
EXISTS (SELECT 1 FROM items t JOIN entries e ON e.n = t.n WHERE t.bundle = b.manifest_hash {} AND (
    t.kind <> 'event' OR (t.n NOT IN (SELECT n FROM withdrawals) AND instr(e.header, '"kind":"order_done"') = 0)))
"""
"""A sealed file that tells something of an interview. One with nothing but withdrawals and answers to orders does not:
it stays its time, because a headquarters that was restored may ask for it again."""
SEALED = f"""
SELECT DISTINCT b.manifest_hash, b.received AND b.again = 0 AND b.outcome = 'accepted',
    (SELECT max(r.hq_time_ms) FROM receipts r WHERE r.manifest_hash = b.manifest_hash)
FROM bundles b JOIN items c ON c.bundle = b.manifest_hash
WHERE c.record = ?1 AND b.dropped_ms IS NULL AND {TELLS.format("AND t.record = ?1")}
"""  # noqa: S608 (constants)
ENDED = f"""
SELECT b.manifest_hash, b.seq FROM bundles b
WHERE b.received = 1 AND b.again = 0 AND b.outcome = 'accepted' AND b.dropped_ms IS NULL
  AND {TELLS.format("")}
  AND NOT EXISTS (SELECT 1 FROM items c WHERE c.bundle = b.manifest_hash
                  AND c.record NOT IN (SELECT record FROM orders))
ORDER BY b.n
"""  # noqa: S608 (constants)
APPLIED = "SELECT kind, record, number, made_ms FROM orders ORDER BY number, record"


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """One order that was carried out just now: the interview's code, how many sealed files still hold it, and when the
    last of them goes (ms since 1970; None where none is left or that is not known yet)."""

    order: Order
    code: str
    sealed: int
    until_ms: int | None


class HeardOrders:
    """The orders of headquarters on this laptop (role field)."""

    def __init__(self, core: Core, settings: Settings, drafts: Drafts) -> None:
        self._core = core
        self._settings = settings
        self._drafts = drafts

    def carry_out(self, orders: Sequence[Order], at: Instant, kept_days: int) -> tuple[CarriedOut, ...]:
        """Carry out what was not carried out before; sealed files of others' interviews stay for `kept_days`.

        Each order is one transaction. Raises: DiskFull, StoreUnwritable.
        """
        self._core.need(Role.FIELD)
        done = [one for order in orders if (one := self._carry_out(order, at, kept_days)) is not None]
        if done:
            self._core.settle()
            self.keep_file()
        return tuple(done)

    def drop_sealed(self) -> tuple[int, ...]:
        """Drop the sealed files in which every interview is under an order, once their receipt is held; return their
        numbers."""
        self._core.need(Role.FIELD)
        ended = self._core.db.query(ENDED)
        LettingGo(self._core).drop([manifest_hash for manifest_hash, _ in ended], "ordered to be erased")
        return tuple(seq for _, seq in ended)

    def applied(self) -> tuple[Order, ...]:
        """Return the orders that were carried out here, by number."""
        return tuple(Order(*row) for row in self._core.db.query(APPLIED))

    def mend(self) -> None:
        """Carry out what the file beside the store has and a store folder that was put back has not; see that the file
        is there."""
        data = read_file(file_beside(self._core.places.home))
        if data is not None:
            with contextlib.suppress(errors.OrdersFileInvalid):
                self.hear(data)
        self.keep_file()

    def hear(self, data: bytes) -> None:
        """Carry out the orders of a file that this laptop wrote. Raises: OrdersFileInvalid."""
        orders = [one.order for one in orders_in(self._core, self._settings, data)]
        self.carry_out(orders, self._core.machine.clock.now(), Keeping().sealed)

    def keep_file(self) -> None:
        """Write the file beside the store, if any order was carried out here."""
        device = (self._settings.get("device.principal") or b"").decode()
        orders = [StandingOrder(order, device) for order in self.applied()]
        if orders:
            keep_file(self._core, self._settings, orders)

    def _carry_out(self, order: Order, at: Instant, kept_days: int) -> CarriedOut | None:
        stub = newest_stub(self._core, order.record)
        if stub is None or order in self.applied():
            return None

        def work() -> CarriedOut:
            self._end(order)
            sealed, until = self._sealed(order.record, kept_days)
            facts: dict[str, Json] = {"order": order.order, "number": order.n, "sealed": sealed, "until_ms": until}
            append_event(self._core, order.record, ExtraEvent(DONE, at, facts))
            return CarriedOut(order, str(stub["code"]), sealed, until)

        return self._drafts.run("the order", work)

    def _end(self, order: Order) -> None:
        """Erase what can be read of an interview, and journal the order; inside a transaction."""
        reason = f"order {order.n}"
        contents = [row[0] for row in self._core.db.query(STILL_HERE, (order.record,))]
        if contents:
            self._core.journal.erase(contents, reason)
        if self._core.db.one("SELECT 1 FROM drafts WHERE id = ?", (order.record,)) is not None:
            self._drafts.drop(order.record, reason)
        body: dict[str, Json] = {"order": order.order, "n": order.n, "made_ms": order.made_ms}
        self._core.journal.append("order.applied", order.record, body)

    def _sealed(self, record: str, kept_days: int) -> tuple[int, int | None]:
        """Return how many sealed files will still hold it, and when the last of them goes."""
        ended = {row[0] for row in self._core.db.query(ENDED)}
        left = [row for row in self._core.db.query(SEALED, (record,)) if row[0] not in ended]
        times = [told for _, received, told in left if received and told is not None]
        known = bool(left) and len(times) == len(left)
        return len(left), max(times) + kept_days * DAY_MS if known else None
