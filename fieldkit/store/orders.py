"""Orders at headquarters: made, answered, noted, applied again after a restore. store-format 18"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldkit import errors
from fieldkit.cases.orders import DAY_MS, TOLD_DAYS, Answer, Known, Order, OrderKind, Place, StandingOrder
from fieldkit.cases.words import Role
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.database import Row
from fieldkit.store.drafts import Drafts
from fieldkit.store.made import own_device
from fieldkit.store.orders_file import file_beside, keep_file, orders_in, read_file
from fieldkit.store.settings import Settings
from fieldkit.store.several import of_decisions
from fieldkit.store.unsure import UNSURE, is_unsure
from fieldkit.store.withdrawn import OWNER, withdrawn_of_record
from fieldkit.sync.bundle.limits import LIMITS

MADE = "order.made"
ALL = "SELECT kind, record, number, made_ms, device, kept, reason, person FROM orders o"
NEWEST_NUMBER = "SELECT max(number) FROM orders"
HERE = """
SELECT id FROM contents WHERE payload IS NOT NULL AND id IN (
    SELECT content FROM inbox WHERE id = ?1 AND device = ?2
    UNION ALL SELECT content FROM identities WHERE record = ?1 AND device = ?2
    UNION ALL SELECT content FROM events_in WHERE record = ?1 AND device = ?2)
ORDER BY entry, id
"""
WITHDRAWN = "SELECT DISTINCT record FROM withdrawals_in WHERE record NOT IN (SELECT record FROM orders) ORDER BY record"
ANSWERED = "SELECT max(number) FROM orders_done WHERE record = ? AND device = ?"
ANSWER = """
SELECT at_ms, sealed, until_ms FROM orders_done WHERE record = ? AND device = ? AND number >= ? ORDER BY number LIMIT 1
"""
"""An answer to a later order about the same interview answers the earlier one too."""
RECEIVED = """
SELECT received_ms FROM bundles_in WHERE n IN (
    SELECT n FROM inbox WHERE id = ?1 AND device = ?2 UNION SELECT n FROM identities WHERE record = ?1 AND device = ?2
    UNION SELECT n FROM events_in WHERE record = ?1 AND device = ?2)
"""
BACKUPS = "SELECT at_ms FROM backups_made WHERE n < ? AND n > ? ORDER BY n"
FIRST_HERE = "SELECT coalesce(min(n), 0) FROM inbox WHERE id = ? AND device = ?"
CARRIES = "SELECT e.header FROM bundles_in b JOIN entries e ON e.n = b.n WHERE b.manifest_hash = ? AND b.device = ?"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order and what is known of it: `code` is empty while the interview has not come; `reason` while it is
    withdrawn only, or its reason was erased."""

    standing: StandingOrder
    code: str
    reason: str = field(repr=False)
    person: str
    known: Known


class Orders:
    """The orders of this headquarters."""

    def __init__(self, core: Core, settings: Settings, drafts: Drafts) -> None:
        self._core = core
        self._settings = settings
        self._drafts = drafts

    # --- making ---------------------------------------------------------------------------------------------------

    def erase(self, record: str, device: str, reason: str, kept: Sequence[Place], at: Instant) -> Order:
        """Order that an interview of a laptop, or one made here, be erased everywhere but in `kept`; erase it here.

        One transaction. Raises: OrderStands, DiskFull, StoreUnwritable.
        """
        self._core.need(Role.HQ)
        if self._find("o.record = ? AND o.kind = 'erase' AND o.device = ?", (record, device)):
            raise errors.OrderStands(code=record[:13])
        made = self._drafts.run(
            "the order", lambda: self._make(self._next("erase", record, device, kept, at), reason=reason)
        )
        self._settled()
        return made

    def catch_up(self, at: Instant) -> tuple[Order, ...]:
        """Make the orders that follow from withdrawals of everything, once for each interview."""
        self._core.need(Role.HQ)
        due = [(record, self._withdrawn_of(record)) for (record,) in self._core.db.query(WITHDRAWN)]
        wanted = [(record, device) for record, device in due if device is not None]
        if not wanted:
            return ()

        def work() -> tuple[Order, ...]:
            return tuple(self._make(self._next("withdraw", record, device, (), at)) for record, device in wanted)

        made = self._core.db.run("the orders", work)
        self._settled()
        return made

    def take(self, orders: Sequence[StandingOrder], *, by: str) -> tuple[Order, ...]:
        """Make again the orders that are not known here, erasing what they cover; from here on the store is sure.

        Raises: DiskFull, StoreUnwritable; then nothing was changed.
        """
        self._core.need(Role.HQ)
        known = {(one.order.record, one.order.order, one.device) for one in self.all()}
        missing = [one for one in orders if (one.order.record, one.order.order, one.device) not in known]

        def work() -> tuple[Order, ...]:
            return tuple(self._make(one, again=True) for one in missing)

        made = self._drafts.run("the orders", work) if missing else ()
        if self.unsure:
            self.be_sure(by, "")
        if made:
            self._settled()
        return made

    def hear(self, data: bytes) -> tuple[Order, ...]:
        """Take a file of orders that this store wrote, from wherever it was kept. Raises: OrdersFileInvalid."""
        return self.take(orders_in(self._core, self._settings, data), by="file")

    def mend(self) -> bool:
        """Bring the file beside the store and the store together; return whether a good one was found. A store folder
        that was put back by hand is brought up to date by it, too."""
        data = read_file(file_beside(self._core.places.home))
        try:
            found = data is not None and self.hear(data) is not None
        except errors.OrdersFileInvalid:
            found = False
        self.keep_file()
        return found

    def keep_file(self) -> None:
        """Write the file beside the store, once it is known that no order is missing here."""
        if not self.unsure:
            keep_file(self._core, self._settings, self.all())

    def file(self) -> bytes | None:
        """Return the file beside the store for a mailbox; None while orders may be missing here."""
        return None if self.unsure else read_file(file_beside(self._core.places.home))

    def note(self, standing: StandingOrder, place: Place, text: str, at: Instant) -> None:
        """Journal that somebody saw to a place."""
        self._core.need(Role.HQ)
        body: dict[str, Json] = {"device": standing.device, "place": place.value, "at_ms": at.utc_ms}
        self._core.journal.append("order.noted", standing.order.record, body, [text.encode()])

    # --- looking up -----------------------------------------------------------------------------------------------

    def all(self) -> tuple[StandingOrder, ...]:
        """Return all orders by number."""
        return tuple(_standing(row) for row in self._core.db.query(ALL + " ORDER BY o.number, o.record"))

    def list(self, record: str | None = None) -> tuple[OrderRow, ...]:
        """Return the orders, newest first; of one interview, or all."""
        self._core.need(Role.HQ)
        found = self._find("1 = 1", ()) if record is None else self._find("o.record = ?", (record,))
        return tuple(self._row(row) for row in found)

    def for_device(self, device: str, now_ms: int) -> tuple[Mapping[str, Json], ...]:
        """Return what a device is told: what it has not answered first, then what it did lately. bundle-format 9.2"""
        every = [_standing(row) for row in reversed(self._find("o.device = ?", (device,)))]
        done = [one for one in every if self._answered(one)]
        lately = [one for one in reversed(done) if one.order.made_ms > now_ms - TOLD_DAYS * DAY_MS]
        told = [*(one for one in every if one not in done), *lately]
        return tuple(one.order.as_json() for one in told[: LIMITS.orders])

    def carried_by(self, manifest_hash: str, device: str) -> bool:
        """Return whether an imported bundle of a device holds an interview that was ordered to end."""
        ended = {one.order.record for one in self.all() if one.device == device}
        if not ended:
            return False
        row = self._core.db.one(CARRIES, (manifest_hash, device))
        if row is None:
            return False
        body = json.loads(row[0])["body"]
        held = {line["id"] for line in body["records"]} | {record for record, _ in body["duplicates"]}
        return not held.isdisjoint(ended)

    @property
    def unsure(self) -> bool:
        """True after a restore, until the orders that were made since the backup have been read."""
        return is_unsure(self._settings)

    def be_unsure(self, since: Instant) -> None:
        """Say after a restore that orders may be missing here."""
        self._settings.put_json(UNSURE, since.utc_ms)

    def be_sure(self, by: str, reason: str) -> None:
        """Journal by what it is known (`file`, `person`) that no order is missing."""

        def work() -> None:
            self._settings.delete(UNSURE)
            self._core.journal.append("orders.sure", None, {"by": by, "reason": reason})

        self._core.db.run("the orders", work)
        self.keep_file()

    # --- inside ---------------------------------------------------------------------------------------------------

    def _next(self, kind: OrderKind, record: str, device: str, kept: Sequence[Place], at: Instant) -> StandingOrder:
        number = self._core.db.number(NEWEST_NUMBER) + 1
        return StandingOrder(Order(kind, record, number, at.utc_ms), device, tuple(kept))

    def _make(self, standing: StandingOrder, *, reason: str = "", again: bool = False) -> Order:
        """Journal one order and, of `erase`, erase what is here; inside a transaction."""
        order = standing.order
        body: dict[str, Json] = {
            "order": order.order,
            "n": order.n,
            "device": standing.device,
            "made_ms": order.made_ms,
            "kept": [place.value for place in standing.kept],
            "again": again,
        }
        self._core.journal.append(MADE, order.record, body, [reason.encode()] if reason else [])
        if order.order == "erase":
            self._erase(standing)
        return order

    def _erase(self, standing: StandingOrder) -> None:
        record = standing.order.record
        drafts = self._core.db.query("SELECT id FROM drafts WHERE id = ?", (record,))
        for (draft,) in drafts if standing.device == own_device(self._core) else ():
            self._drafts.drop(draft, reason_of(standing.order))
        if Place.HEADQUARTERS in standing.kept:
            return
        found = [row[0] for row in self._core.db.query(HERE, (record, standing.device))]
        found += of_decisions(self._core.db, record)
        if found:
            self._core.journal.erase(found, reason_of(standing.order))

    def _withdrawn_of(self, record: str) -> str | None:
        """Return whose interview it is of which everything was withdrawn, None where not everything was."""
        found = withdrawn_of_record(self._core, record)
        if found is None or not found.everything:
            return None
        owner = self._core.db.one(OWNER, (record,))
        if owner is None:
            sql = "SELECT device FROM withdrawals_in WHERE record = ? AND fork = 0 ORDER BY n LIMIT 1"
            owner = self._core.db.one(sql, (record,))
        return str(owner[0]) if owner else None

    def _settled(self) -> None:
        self._core.settle()
        self.keep_file()

    def _find(self, where: str, values: Sequence[object]) -> Sequence[Row]:
        return self._core.db.query(f"{ALL} WHERE {where} ORDER BY o.number DESC, o.record", values)

    def _row(self, row: Row) -> OrderRow:
        standing, reason = _standing(row), row[6]
        text = self._core.journal.content(reason) if reason is not None else None
        code = self._core.db.one("SELECT code FROM inbox WHERE id = ? LIMIT 1", (standing.order.record,))
        told = "" if text is None else text.decode()
        return OrderRow(standing, str(code[0]) if code else "", told, str(row[7]), self._known(standing))

    def _known(self, standing: StandingOrder) -> Known:
        db, lane = self._core.db, (standing.order.record, standing.device)
        answer = db.one(ANSWER, (*lane, standing.order.n))
        noted = db.query("SELECT place, at_ms FROM orders_noted WHERE record = ? AND device = ?", lane)
        waiting = db.query("SELECT since_ms FROM quarantine WHERE device = ? ORDER BY n", (standing.device,))
        erased = standing.order.order == "erase" and Place.HEADQUARTERS not in standing.kept
        return Known(
            standing=standing,
            made_here=standing.device == own_device(self._core),
            erased=erased or self._erased(lane),
            answer=None if answer is None else Answer(*answer),
            heard_ms=db.number("SELECT max(received_ms) FROM bundles_in WHERE device = ?", (standing.device,)),
            received=tuple(at for (at,) in db.query(RECEIVED, lane)),
            quarantined=tuple(at for (at,) in waiting),
            backups=self._backups(standing, erased),
            noted={Place(place): at for place, at in noted},
        )

    def _answered(self, standing: StandingOrder) -> bool:
        found = self._core.db.number(ANSWERED, (standing.order.record, standing.device))
        return found >= standing.order.n

    def _erased(self, lane: tuple[str, str]) -> bool:
        """Return whether an order `erase` stands for it too, which erased it here."""
        sql = "SELECT kept FROM orders WHERE record = ? AND device = ? AND kind = 'erase'"
        row = self._core.db.one(sql, lane)
        return row is not None and Place.HEADQUARTERS.value not in json.loads(row[0])

    def _backups(self, standing: StandingOrder, erased: bool) -> tuple[int, ...]:
        """Return when the backups were made that hold it: from its coming to its erasure."""
        lane = (standing.order.record, standing.device)
        sql = "SELECT n FROM orders WHERE record = ? AND device = ? AND kind = 'erase'"
        row = self._core.db.one(sql, lane)
        until = row[0] if row is not None and (erased or self._erased(lane)) else self._core.journal.head().n + 1
        first = self._core.db.number(FIRST_HERE, lane)
        return tuple(at for (at,) in self._core.db.query(BACKUPS, (until, first))) if first else ()


def _standing(row: Row) -> StandingOrder:
    kind, record, number, made_ms, device, kept = row[:6]
    return StandingOrder(Order(kind, record, number, made_ms), device, tuple(Place(one) for one in json.loads(kept)))


def reason_of(order: Order) -> str:
    """Return what the journal says when something is erased because of an order."""
    return f"order {order.n}"


def erased_records(core: Core, device: str) -> dict[str, str]:
    """Return the interviews of a device whose lines are erased as they come, each with the reason. store-format 18.1"""
    sql = "SELECT record, number, kept FROM orders WHERE device = ? AND kind = 'erase'"
    rows = core.db.query(sql, (device,))
    shut = Place.HEADQUARTERS.value
    return {record: f"order {number}" for record, number, kept in rows if shut not in json.loads(kept)}
