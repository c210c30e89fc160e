"""The whole way of many interviews: packed by a laptop's store, imported by headquarters' store, through the workflows.

`bundle_size` measures bytes alone; here both stores, journals, transactions and fsyncs take part.
"""

import contextlib
import gc
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyrage
import zstandard

from benchmarks.figures import Figure
from benchmarks.generate import screenings
from fieldkit.cases.rec_line import full_line
from fieldkit.cases.words import NewDevice, Profile, Role
from fieldkit.commands.environment import MachineClock, MachineEntropy
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.store.core import Machine
from fieldkit.store.opening import open_database
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.slots_file import Cost, CostBounds
from fieldkit.store.store import Store, create_store
from fieldkit.sync.bundle.card import Card, Contacts
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.payload import LEVEL
from fieldkit.workflows import packing, trust
from fieldkit.workflows.importing import Hq, import_file

PACKED = 10_000
MACHINE = Machine(MachineClock(), MachineEntropy(), SystemPlatform())
CHEAP = CostBounds(Cost(64, 1, 1), Cost(1048576, 16, 16), Cost(64, 1, 1))
"""Argon2id at next to nothing: it is paid once per unlock and not measured here."""


def run() -> list[Figure]:
    """Measure packing and importing."""
    with _both() as (hq, laptop):
        packed, bundles = _packing(hq, laptop)
        return [packed, *_importing(hq, laptop, bundles)]


@contextlib.contextmanager
def _both() -> Iterator[tuple[Store, Store]]:
    """Make a headquarters and a laptop that it has enrolled."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _office(Path(folder) / "hq") as hq,
        _laptop(Path(folder) / "laptop") as laptop,
    ):
        _enrol(hq, laptop)
        yield hq, laptop


def _packing(hq: Store, laptop: Store) -> tuple[Figure, list[bytes]]:
    """Pack PACKED finished interviews; beside it zstd and age over the same lines, level and splits."""
    records = list(screenings(PACKED))
    _finish(laptop, records)
    card, key = _card(hq), SigningKey.from_seed(laptop.identity.seed)
    started = time.perf_counter()
    done = packing.pack(laptop.records, laptop.outbox, card, key, MACHINE.clock.now(), "ok", MACHINE.entropy.token)
    ours = time.perf_counter() - started
    parts = [records[at : at + LIMITS.records_per_bundle] for at in range(0, PACKED, LIMITS.records_per_bundle)]
    contents = [b"".join(canonical.dumps(record) + b"\n" for record in part) for part in parts]
    theirs = _seconds(lambda: [_bare(content, card) for content in contents])
    bundles = [(laptop.home / "store" / "outbox" / one.name).read_bytes() for one in done]
    yardstick = "zstd and age over the same bytes, level and splits"
    return Figure(f"pack {PACKED:,} interviews from the store", ours, "s", yardstick, ours / theirs, "<= 2 x"), bundles


def _importing(hq: Store, laptop: Store, bundles: Sequence[bytes]) -> list[Figure]:
    """Import PACKED interviews in bundles of the packer's size, then again as many in half-size bundles."""
    tools = _tools(hq)
    each = [_seconds(lambda data=data: _imported(tools, data)) for data in bundles]  # type: ignore[misc]
    rate = PACKED / sum(each)
    bare = PACKED / _bare_inserts(hq, hq.home / "bare.db")
    half = len(each) // 2
    growth = sum(each[half:]) / sum(each[:half])
    half_size = list(_bundles(hq, laptop, LIMITS.records_per_bundle // 2, 20, seed=7))
    slower = sum(_seconds(lambda data=data: _imported(tools, data)) for data in half_size)  # type: ignore[misc]
    small, large = (_peak(hq, laptop, tools, size, seed) for size, seed in ((250, 11), (1_000, 12)))
    yardstick = "bare SQLCipher inserts of the same rows"
    return [
        Figure("import, interviews a second, bundles of 1,000", rate, "1/s", yardstick, rate / bare, ">= 5,000/s"),
        Figure("import, interviews a second, bundles of 500", PACKED / slower, "1/s", yardstick, None, ">= 5,000/s"),
        Figure("import, second half against first", growth, "x", "the first 5,000", growth, "1 (linear)"),
        Figure("memory of importing 1,000", large / 1e6, "MB", "memory of importing 250", large / small, "1 (flat)"),
    ]


def many(total: int) -> list[Figure]:
    """Import up to `total` interviews, and measure a thousand at each tenth: is the time linear? Not part of `run`."""
    with _both() as (hq, laptop):
        tools, found = _tools(hq), []
        bundles = _bundles(hq, laptop, 1_000, total // 1_000, seed=5)
        for count, data in enumerate(bundles, start=1):
            seconds = _seconds(lambda data=data: _imported(tools, data))  # type: ignore[misc]
            if count % max(1, total // 10_000) == 0:
                found.append(Figure(f"import, at {count:,},000", 1_000 / seconds, "1/s", "", None, ">= 5,000/s"))
        return found


def _imported(tools: Hq, data: bytes) -> None:
    done = import_file("x.fkb", "", data, tools)
    if done.what != "new":
        raise RuntimeError(f"not imported: {done.what} {done.why}")


def _bare_inserts(hq: Store, path: Path) -> float:
    """Insert every row that the imports made into a bare SQLCipher database, one transaction for each bundle.

    Returns seconds.
    """
    names = ("entries", "contents", "inbox", "bundles_in", "receipts_issued")
    rows = {name: hq.connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    bare = open_database(path, b"k" * 32, hq=True)
    with contextlib.closing(bare):
        for (sql,) in hq.connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall():
            with contextlib.suppress(Exception):  # sqlite's own tables
                bare.execute(sql)
        parts = len(rows["bundles_in"])
        started = time.perf_counter()
        for part in range(parts):
            _insert(bare, rows, part, parts)
        return time.perf_counter() - started


def _insert(bare: Any, rows: Mapping[str, Sequence[Sequence[object]]], part: int, parts: int) -> None:
    bare.execute("BEGIN IMMEDIATE")
    for name, all_rows in rows.items():
        some = all_rows[part::parts]
        if some:
            bare.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(some[0]))})", some)
    bare.execute("COMMIT")


def _peak(hq: Store, laptop: Store, tools: Hq, size: int, seed: int) -> int:
    """Return the most bytes that Python held while one bundle of `size` interviews was imported."""
    (data,) = _bundles(hq, laptop, size, 1, seed=seed)
    gc.collect()
    tracemalloc.start()
    try:
        _imported(tools, data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _bundles(hq: Store, laptop: Store, size: int, count: int, *, seed: int) -> Iterator[bytes]:
    """Pack `count` bundles of `size` interviews on the laptop, one when it is asked for."""
    card, key = _card(hq), SigningKey.from_seed(laptop.identity.seed)
    for number in range(count):
        _finish(laptop, screenings(size, seed * 1_000 + number))
        (done,) = packing.pack(
            laptop.records, laptop.outbox, card, key, MACHINE.clock.now(), "ok", MACHINE.entropy.token
        )
        yield (laptop.home / "store" / "outbox" / done.name).read_bytes()


def _finish(laptop: Store, records: Iterable[Mapping[str, Any]]) -> None:
    """Put finished interviews into the laptop's journal in one transaction: how they came there is not measured."""

    def work() -> None:
        for record in records:
            stub: Any = full_line(record)["stub"]
            laptop.journal.append("interview.finished", record["id"], {"stub": stub})
            laptop.journal.append("interview.content", record["id"], {}, [canonical.dumps(record["content"])])

    laptop._core.db.run("the interviews", work)


def _bare(content: bytes, card: Card) -> bytes:
    recipients = [pyrage.x25519.Recipient.from_str(r) for r in card.recipients["case"]]
    return bytes(pyrage.encrypt(zstandard.ZstdCompressor(level=LEVEL).compress(content), recipients))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _office(home: Path) -> Store:
    store = _store(home, Role.HQ)
    recovery = seal.recipient_of(seal.generate_identity())
    keys = trust.make_hq_keys(MACHINE.entropy, SigningKey.from_seed(store.identity.seed), recovery)
    store.settings.put_json("keys", keys.to_json())
    return store


def _laptop(home: Path) -> Store:
    return _store(home, Role.FIELD)


def _store(home: Path, role: Role) -> Store:
    passphrase = "invented words to measure by"
    return create_store(
        home, role=role, profile=Profile.REAL, passphrase=passphrase, person="x", machine=MACHINE, bounds=CHEAP
    )


def _keys(hq: Store) -> trust.HqKeys:
    found: Json = hq.settings.get_json("keys")
    return trust.HqKeys.from_json(found, SigningKey.from_seed(hq.identity.seed))


def _card(hq: Store) -> Card:
    contacts = Contacts("+250 700 000 000", "+250 700 000 001")
    return trust.make_card(_keys(hq), "Measured office", contacts, (), MACHINE.clock.now(), MACHINE.entropy)


def _enrol(hq: Store, laptop: Store) -> None:
    identity = laptop.identity
    key = SigningKey.from_seed(identity.seed).public.openssh()
    recipient = seal.recipient_of(identity.age_identity)
    hq.devices.enrol(NewDevice(identity.device, key, recipient, laptop.epoch, "post", "0" * 64))


def _tools(hq: Store) -> Hq:
    keys = _keys(hq)
    return Hq(
        intake=hq.intake,
        devices=hq.devices,
        quarantine=hq.quarantine,
        signers=trust.allowed_signers(keys.signing.public, hq.devices.keys()),
        signing=keys.signing,
        identities=tuple(keys.identities.values()),
        now=MACHINE.clock.now,
        padding=MACHINE.entropy.token,
        words=hq.words,
    )
