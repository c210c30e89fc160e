"""Bundles of made-up screenings: how large they are, how fast they are packed and opened."""

import json
import time
from collections.abc import Callable, Mapping, Sequence

import pyrage
import zstandard

from benchmarks.figures import Figure
from benchmarks.generate import screenings
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.sync.bundle import namespaces
from fieldkit.sync.bundle.payload import LEVEL
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.bundle.verify import Opened, open_bundle, verify
from fieldkit.sync.bundle.write import BundleDraft, Written, write_bundle

DEVICE, EPOCH = "d-" + "7f" * 16, "e-" + "5c" * 8
KEY = SigningKey.from_seed(b"1" * 32)
IDENTITIES = (seal.generate_identity(), seal.generate_identity())
RECIPIENTS = tuple(map(seal.recipient_of, IDENTITIES))
SIGNERS = Signers((Signer(DEVICE, (namespaces.BUNDLE,), KEY.public),))
PACKED, SPLIT = 10_000, 1_000


def run() -> list[Figure]:
    """Measure sizes, packing and opening."""
    return [_size(50, "<= 12 kB"), _size(500, "<= 56 kB"), _each_answer(500), _packing(), *_opening()]


def _size(count: int, budget: str) -> Figure:
    data = _write(list(screenings(count))).data
    return Figure(f"bundle of {count} screenings", len(data) / 1000, "kB", "", None, budget)


def _each_answer(count: int) -> Figure:
    """What the time of each answer would cost if it travelled: why it stays on the laptop."""
    whole, summed = (len(_write(list(screenings(count, each_answer=each))).data) for each in (True, False))
    name = f"the same {count} with the time of each answer"
    return Figure(name, whole / 1000, "kB", "with the talk in sum", whole / summed, "stays on the laptop")


def _packing() -> Figure:
    parts = _splits(list(screenings(PACKED)))
    contents = [b"".join(canonical.dumps(record) + b"\n" for record in part) for part in parts]
    ours, theirs = _turns(lambda: [_write(part) for part in parts], lambda: [_bare(content) for content in contents])
    yardstick = "zstd and age over the same bytes, level and splits"
    return Figure(f"pack {PACKED:,} screenings", ours * 1000, "ms", yardstick, ours / theirs, "<= 2 x")


def _opening() -> list[Figure]:
    written = _write(list(screenings(SPLIT)))
    lines = [record.raw for record in _open(written).records]
    whole, parsed = _turns(lambda: _open(written), lambda: [json.loads(line) for line in lines])
    strict, _ = _turns(lambda: [canonical.loads(line, what="line") for line in lines], lambda: None)
    microseconds = 1e6 / len(lines)
    return [
        Figure("verify and open, per screening", whole * microseconds, "us", "json.loads", whole / parsed, ""),
        Figure("strict parse of a line", strict * microseconds, "us", "json.loads", strict / parsed, ""),
    ]


def _write(records: Sequence[Mapping[str, Json]]) -> Written:
    draft = BundleDraft(DEVICE, EPOCH, 1, "0" * 64, "0" * 64, "a" * 64, 1, {"utc_ms": 1}, (), records)
    return write_bundle(draft, KEY, RECIPIENTS, bytes)


def _open(written: Written) -> Opened:
    return open_bundle(verify(written.data, SIGNERS, namespace=namespaces.BUNDLE, now_ms=1), IDENTITIES[:1])


def _bare(content: bytes) -> bytes:
    recipients = [pyrage.x25519.Recipient.from_str(r) for r in RECIPIENTS]
    return bytes(pyrage.encrypt(zstandard.ZstdCompressor(level=LEVEL).compress(content), recipients))


def _splits(records: list[dict[str, Json]]) -> list[list[dict[str, Json]]]:
    return [records[at : at + SPLIT] for at in range(0, len(records), SPLIT)]


def _turns(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 3) -> tuple[float, float]:
    """Return the best time of each in seconds, taken turn by turn, so that a busy machine slows both alike."""
    times: list[tuple[float, float]] = []
    for _ in range(rounds):
        start = time.perf_counter()
        ours()
        middle = time.perf_counter()
        theirs()
        times.append((middle - start, time.perf_counter() - middle))
    return min(t[0] for t in times), min(t[1] for t in times)
