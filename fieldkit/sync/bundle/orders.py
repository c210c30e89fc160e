"""Orders in headquarters' word, and the file that outlives a store. bundle-format 9.2, store-format 18.2. Pure."""

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from fieldkit import errors
from fieldkit.cases.orders import KEEPABLE, Order, OrderKind, Place, StandingOrder
from fieldkit.crypto import canonical, derive, seal
from fieldkit.result import Json
from fieldkit.sync.bundle import payload
from fieldkit.sync.bundle.fields import DEVICE, RECORD_ID, Fields

FILE_KIND, FILE_NAME = "fieldkit-orders", "orders.fko"
MOST = 100_000
"""Orders in a file."""
MAX_FILE = 32 * 1024 * 1024
_KEYS = frozenset(("order", "record", "n", "made_ms"))
_KIND = re.compile("erase|withdraw")
_STORE = re.compile(r"s-[0-9a-f]{32}")
_MAC = re.compile(r"[0-9a-f]{64}")
_PLACE = re.compile("|".join(place.value for place in KEEPABLE))


def orders_of(word: Sequence[Mapping[str, Json]]) -> tuple[Order, ...]:
    """Return the orders of a word that are known here, in their order; others are passed over. bundle-format 9.2"""
    return tuple(_order(Fields(one, _passed_over)) for one in word if _is_ours(one))


def _is_ours(value: Mapping[str, Json]) -> bool:
    if frozenset(value) != _KEYS:
        return False
    try:
        _order(Fields(value, _passed_over))
    except errors.WordInvalid:
        return False
    return True


def _passed_over(why: str) -> errors.FieldkitError:
    return errors.WordInvalid(why=why)


def _order(fields: Fields) -> Order:
    kind: OrderKind = "erase" if fields.text("order", _KIND) == "erase" else "withdraw"
    return Order(kind, fields.text("record", RECORD_ID), fields.number("n", 1), fields.number("made_ms"))


def write_orders(
    orders: Sequence[StandingOrder], store: str, mac_key: bytes, identity: str, padding: Callable[[int], bytes]
) -> bytes:
    """Return the file of a store's orders, which only that store reads. Raises: BadKey."""
    each: list[Json] = [one.as_json() for one in sorted(orders, key=lambda one: one.order.n)]
    said: dict[str, Json] = {"v": 1, "kind": FILE_KIND, "store": store, "orders": each}
    content = canonical.dumps({**said, "mac": _mac(mac_key, said)})
    return seal.seal(payload.encode(content, padding), [seal.recipient_of(identity)])


def read_orders(data: bytes, store: str, mac_key: bytes, identity: str) -> tuple[StandingOrder, ...]:
    """Return what a file orders, if this store wrote it. Raises: OrdersFileInvalid."""
    if len(data) > MAX_FILE:
        _refuse("it is too large")
    try:
        value = canonical.loads_object(payload.decode(seal.unseal(data, [identity])), what="the orders")
    except errors.WrongRecipient:
        _refuse("it is another store's")
    except errors.FieldkitError as error:
        _refuse(f"it is damaged ({error.code})")
    fields = Fields(value, lambda why: errors.OrdersFileInvalid(why=why))
    fields.constant("v", 1)
    fields.constant("kind", FILE_KIND)
    fields.text("store", _STORE)
    found = tuple(_standing(one) for one in fields.each("orders", 0, MOST))
    told = fields.text("mac", _MAC)
    fields.done()
    said = {name: fact for name, fact in value.items() if name != "mac"}
    if said["store"] != store or not hmac.compare_digest(told, _mac(mac_key, said)):
        _refuse("it is another store's, or was changed")
    return found


def _standing(fields: Fields) -> StandingOrder:
    kept = tuple(Place(name) for name in fields.texts("kept", _PLACE, 0, len(KEEPABLE)))
    found = StandingOrder(_order(fields), fields.text("device", DEVICE), kept)
    fields.done()
    return found


def _mac(mac_key: bytes, said: Mapping[str, Json]) -> str:
    return derive.mac(derive.hkdf(mac_key, "fieldkit orders"), canonical.dumps(dict(said))).hex()


def _refuse(why: str) -> NoReturn:
    raise errors.OrdersFileInvalid(why=why)
