"""What a sync over HTTP costs on the wire: nothing new, a good link, and one that is cut all the time."""

import dataclasses
import itertools
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.flaky_proxy import Weather, flaky
from benchmarks.served import Served, machine_ms, served
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.sync.bundle.namespaces import BUNDLE, SYNC
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.bundle.write import BundleDraft, write_bundle
from fieldkit.sync.http import tls
from fieldkit.sync.http.client import Caller, HttpMailbox
from fieldkit.sync.http.kept import Kept
from fieldkit.sync.http.link import Link

DEVICE, EPOCH, NO_HASH = "d-" + "7f" * 16, "e-" + "5c" * 8, "0" * 64
KEY = SigningKey.from_seed(b"1" * 32)
SIGNERS = Signers((Signer(DEVICE, (BUNDLE, SYNC), KEY.public),))
CUTS = (1_000, 3_000)
SEEDS = 8


def made_bundle(seq: int, size: int) -> tuple[str, bytes]:
    """Return name and bytes of a bundle of about so many bytes: hex of no meaning is half as large when packed."""
    import random

    text = random.Random(seq).randbytes(max(1, size - 4_000)).hex()
    lines = [text[at : at + 60_000] for at in range(0, len(text), 60_000)]
    records: list[dict[str, Json]] = [
        {"t": "event", "id": f"3f6f0a52-5d0c-4a4e-9d3f-{n:012x}", "kind": "report_made", "at": line}
        for n, line in enumerate(lines)
    ]
    made: Json = {"utc_ms": 1, "offset_min": 0, "mono_ms": 1, "boot": "b"}
    to = [seal.recipient_of(seal.generate_identity()) for _ in range(2)]
    draft = BundleDraft(DEVICE, EPOCH, seq, NO_HASH if seq == 1 else "a" * 64, NO_HASH, "a" * 64, 1, made, (), records)
    return f"{EPOCH[2:]}-{seq:08d}.fkb", write_bundle(draft, KEY, to, bytes).data


def mailbox(url: str, kept: Kept, stall: float = 30.0) -> HttpMailbox:
    """Return the laptop's side; it waits for nothing between two tries."""
    link = Link(url, "", lambda: tls.Clock(machine_ms()), stall)
    return HttpMailbox(link, Caller(DEVICE, KEY, EPOCH, 1), kept, sleep=lambda _: None)


def run() -> list[Figure]:
    """Return the figures."""
    with tempfile.TemporaryDirectory() as place, served(Path(place), SIGNERS, quota=1024**3) as intake:
        first = mailbox(intake.url, Kept())
        first.hello()
        return _figures(intake, first.keep())


def _figures(intake: Served, kept: Kept) -> list[Figure]:
    figures, numbers = [_idle(intake, kept)], itertools.count(1)
    for size in (12_000, 56_000):
        good, sent, _ = _crossed(intake, kept, [next(numbers)], size, Weather())
        name = f"bundle of {sent / 1000:.0f} kB"
        figures.append(_figure(f"{name}, good link", good, sent, "the bundle's bytes", ""))
        for half_open in (0.0, 0.05):
            some = [next(numbers) for _ in range(SEEDS)]
            cut, sent, times = _crossed(intake, kept, some, size, Weather(CUTS, half_open))
            told = f"{name}, {times:.0f} connections cut at 1-3 kB{', 5 % half-open' if half_open else ''}"
            figures.append(_figure(told, cut, good, "the same over a good link", "<= 1.5 x"))
            if not half_open:
                figures.append(_figure("  the same", cut, sent, "the bundle's bytes", ""))
    return figures


def _idle(intake: Served, kept: Kept) -> Figure:
    with flaky(intake.port, Weather()) as proxy:
        mailbox(f"http://127.0.0.1:{proxy.port}", kept).hello()
        time.sleep(0.05)
        return Figure("hello, nothing new", proxy.crossed, "B", "both ways, with heads", None, "<= 1024 B")


def _crossed(
    intake: Served, kept: Kept, numbers: Sequence[int], size: int, weather: Weather
) -> tuple[float, float, float]:
    """Return bytes that crossed, bytes of a bundle, connections: means of several, because one is a matter of luck."""
    crossed, sent, connections = 0, 0, 0
    for number in numbers:
        name, data = made_bundle(number, size)
        with flaky(intake.port, weather, seed=number) as proxy:
            # the intake has got others since `kept` was: the digest is another one, and the list of them would count
            one = mailbox(
                f"http://127.0.0.1:{proxy.port}", dataclasses.replace(kept, up=_lies_there(intake)), stall=0.5
            )
            one.put_bundle(DEVICE, name, data)
            crossed, sent = crossed + proxy.crossed, sent + len(data)
            connections += proxy.connections
    return crossed / len(numbers), sent / len(numbers), connections / len(numbers)


def _lies_there(intake: Served) -> dict[str, str]:
    found = intake.intake.listing.bundles(DEVICE)
    return {name: sha256[:16] for name, sha256 in found.items()}


def _figure(name: str, crossed: float, size: float, yardstick: str, budget: str) -> Figure:
    return Figure(name, crossed / 1000, "kB", yardstick, crossed / size, budget)
