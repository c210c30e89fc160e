"""Packing many interviews by a laptop's store, through the workflow.

`bundle_size` measures bytes alone; here the store, journal, transactions and fsyncs take part. The other half of the
way is `import_hq`.
"""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyrage
import zstandard

from benchmarks.figures import Figure
from benchmarks.generate import screenings
from benchmarks.office import MACHINE, card_of, new_office, new_store
from fieldkit.cases.rec_line import full_line
from fieldkit.cases.words import Role
from fieldkit.crypto import canonical
from fieldkit.crypto.sign import SigningKey
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import Card
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.payload import LEVEL
from fieldkit.workflows import packing

PACKED = 10_000


def run() -> list[Figure]:
    """Measure packing."""
    with _both() as (card, laptop):
        return [_packing(card, laptop)]


@contextlib.contextmanager
def _both() -> Iterator[tuple[Card, Store]]:
    """Make a headquarters' card and a laptop."""
    with tempfile.TemporaryDirectory() as folder:
        with new_office(Path(folder) / "hq") as hq:
            card = card_of(hq)
        with new_store(Path(folder) / "laptop", Role.FIELD) as laptop:
            yield card, laptop


def _packing(card: Card, laptop: Store) -> Figure:
    """Pack PACKED finished interviews; beside it zstd and age over the same lines, level and splits."""
    records = list(screenings(PACKED))
    _finish(laptop, records)
    key = SigningKey.from_seed(laptop.identity.seed)
    ours = _seconds(
        lambda: packing.pack(laptop.records, laptop.outbox, card, key, MACHINE.clock.now(), "ok", MACHINE.entropy.token)
    )
    parts = [records[at : at + LIMITS.records_per_bundle] for at in range(0, PACKED, LIMITS.records_per_bundle)]
    contents = [b"".join(canonical.dumps(record) + b"\n" for record in part) for part in parts]
    theirs = _seconds(lambda: [_bare(content, card) for content in contents])
    yardstick = "zstd and age over the same bytes, level and splits"
    return Figure(f"pack {PACKED:,} interviews from the store", ours, "s", yardstick, ours / theirs, "<= 2 x")


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
