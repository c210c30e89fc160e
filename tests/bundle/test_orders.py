"""Orders in headquarters' word, and the file that outlives a store. bundle-format 9.2, store-format 18.2"""

import dataclasses
from collections.abc import Mapping

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.cases.orders import Order, OrderKind, Place, StandingOrder
from fieldkit.crypto import canonical, seal
from fieldkit.result import Json
from fieldkit.sync.bundle import orders as module, payload
from fieldkit.sync.bundle.orders import orders_of, read_orders, write_orders

RECORD = "0f0e0d0c-1111-4222-8333-444455556666"
DEVICE = "d-" + "7f" * 16
STORE = "s-" + "5c" * 16
KEY = b"k" * 32
IDENTITY = seal.generate_identity()
ORDER: dict[str, Json] = {"order": "erase", "record": RECORD, "n": 7, "made_ms": 1_795_000_000_000}
STANDING = StandingOrder(Order("erase", RECORD, 7, 1_795_000_000_000), DEVICE, (Place.HEADQUARTERS,))

IDS = st.uuids(version=4).map(str)
KINDS: st.SearchStrategy[OrderKind] = st.sampled_from(("erase", "withdraw"))
ORDERS = st.builds(Order, KINDS, IDS, st.integers(1, 10**6), st.integers(0, 2**52))


@given(st.lists(ORDERS, max_size=5))
def test_what_is_ordered_is_read_back(orders: list[Order]) -> None:
    """An order in a word says the same on the other side."""
    assert list(orders_of([one.as_json() for one in orders])) == orders


@pytest.mark.parametrize(
    "change",
    [
        {"order": "burn"},
        {"order": "wipe_all"},
        {"record": "x"},
        {"n": 0},
        {"n": "7"},
        {"made_ms": -1},
        {"made_ms": None},
        {"more": 1},
    ],
)
def test_an_order_of_another_shape_is_passed_over(change: Mapping[str, Json]) -> None:
    """What a later version may order changes nothing here, and keeps no other order back."""
    assert orders_of([{**ORDER, **change}, ORDER]) == (STANDING.order,)
    assert orders_of([{name: fact for name, fact in ORDER.items() if name != "n"}]) == ()


def written(*orders: StandingOrder) -> bytes:
    return write_orders(orders, STORE, KEY, IDENTITY, bytes)


@given(st.lists(st.builds(StandingOrder, ORDERS, st.just(DEVICE), st.just((Place.BACKUPS,))), max_size=4))
def test_the_file_gives_back_every_order_by_number(orders: list[StandingOrder]) -> None:
    """What was written is read by the store that wrote it."""
    found = read_orders(written(*orders), STORE, KEY, IDENTITY)
    assert list(found) == sorted(orders, key=lambda one: one.order.n)


def test_nobody_else_reads_it_or_learns_whose_interview_it_was() -> None:
    """It is sealed to the store itself, and its size grows in steps."""
    data = written(STANDING)
    assert RECORD.encode() not in data
    with pytest.raises(errors.OrdersFileInvalid, match="another store's"):
        read_orders(data, STORE, KEY, seal.generate_identity())


def resealed(**changes: Json) -> bytes:
    """Return a file that whoever knows the store's recipient could have made."""
    said: dict[str, Json] = {"v": 1, "kind": "fieldkit-orders", "store": STORE, "orders": [], "mac": "00" * 32}
    return seal.seal(payload.encode(canonical.dumps({**said, **changes}), bytes), [seal.recipient_of(IDENTITY)])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"junk" * 50,
        written(STANDING)[:-1],
        resealed(),
        resealed(store="s-" + "00" * 16),
        resealed(v=2),
        resealed(kind="fieldkit-word"),
        resealed(mac="x"),
        resealed(more=1),
        resealed(orders=[{**ORDER, "device": DEVICE, "kept": ["laptop"]}]),
        resealed(orders=[{**ORDER, "device": DEVICE, "kept": [], "more": 1}]),
        resealed(orders=[{**ORDER, "device": "x", "kept": []}]),
        seal.seal(payload.encode(b"[]", bytes), [seal.recipient_of(IDENTITY)]),
    ],
    ids=range(13),
)
def test_a_file_that_this_store_did_not_write_orders_nothing(data: bytes) -> None:
    """Cut, forged, of another shape: refused whole."""
    with pytest.raises(errors.OrdersFileInvalid):
        read_orders(data, STORE, KEY, IDENTITY)


def test_another_stores_file_under_the_same_key_is_refused() -> None:
    """The MAC covers the store's id, and the key is the store's own."""
    with pytest.raises(errors.OrdersFileInvalid):
        read_orders(written(STANDING), "s-" + "00" * 16, KEY, IDENTITY)
    with pytest.raises(errors.OrdersFileInvalid):
        read_orders(written(STANDING), STORE, b"l" * 32, IDENTITY)


def test_a_file_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is looked at first."""
    monkeypatch.setattr(module, "MAX_FILE", 10)
    with pytest.raises(errors.OrdersFileInvalid, match="too large"):
        read_orders(written(STANDING), STORE, KEY, IDENTITY)


def test_an_order_is_a_value() -> None:
    """Nothing changes it after it was made."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        STANDING.order.n = 8  # type: ignore[misc]


def proven(order: Mapping[str, Json], **more: Json) -> bytes:
    """A file of this store whose MAC is right, whatever it says."""
    said: dict[str, Json] = {"v": 1, "kind": "fieldkit-orders", "store": STORE, "orders": [dict(order)], **more}
    content = canonical.dumps({**said, "mac": module._mac(KEY, said)})
    return seal.seal(payload.encode(content, bytes), [seal.recipient_of(IDENTITY)])


def test_a_proven_file_of_another_shape_orders_nothing() -> None:
    """What a later version wrote is not half understood; an order that nothing keeps is one."""
    right: dict[str, Json] = {**ORDER, "device": DEVICE, "kept": []}
    assert read_orders(proven(right), STORE, KEY, IDENTITY) == (dataclasses.replace(STANDING, kept=()),)
    for wrong in (proven(right, more=1), proven({**right, "more": 1}), proven({**right, "kept": ["laptop"]})):
        with pytest.raises(errors.OrdersFileInvalid):
            read_orders(wrong, STORE, KEY, IDENTITY)
