"""A sync over 20 kbit/s with 40 % of the packets lost each way: does it end, and what does it cost?

Real TCP, TLS, `fieldkit hq serve` and client, each in a process and a room of its own (`lossy_path`). Beside it the
same bytes as one POST over the same link. `python -m benchmarks.lossy_link laptop|plain LOSS SIZE SEED ...` tells each.
"""

import contextlib
import datetime
import json
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import Figure
from benchmarks.lossy_path import INTAKE, Crossed, Path2G, Road, Room, lossy_path, missing
from benchmarks.served import ROOT, started
from benchmarks.sync_http import SIGNERS
from fieldkit.sync.http.own_authority import issue, make_authority

LONGEST = 900.0
"""Seconds for one run."""


NOTHING = Crossed(0, 0, 0, 0, 0)
LOST, FEW_LOST = Road(0.4), Road(0.1)
DAY, WEEK = 12_000, 56_000
OF = "the bundle's bytes"
SEEDS = 4
AT_ONCE = 8
"""Runs beside each other: they wait nearly all the time."""


@dataclass(slots=True)
class Run:
    """What one run came to. `steps`: what the laptop said of each, and what had crossed by then."""

    what: str
    road: Road
    seed: int
    steps: dict[str, tuple[dict[str, Any], Crossed]] = field(default_factory=dict)

    @property
    def done(self) -> tuple[dict[str, Any], Crossed] | None:
        """What was said and had crossed when the upload was there, or None where it did not come to an end."""
        said, crossed = self.steps.get("upload" if self.what == "laptop" else "plain", ({}, NOTHING))
        return None if said.get("came", "204") != "204" or not said else (said, crossed)

    @property
    def size(self) -> int:
        """Bytes of the bundle."""
        return max((int(said["bundle"]) for said, _ in self.steps.values()), default=0)

    @property
    def idle(self) -> Crossed | None:
        """What the hello cost where nothing was new."""
        if "nothing new" not in self.steps:
            return None
        return self.steps["nothing new"][1].since(self.steps["upload"][1])

    def told(self) -> str:
        """Return the run as lines."""
        lines = [f"{self.what}, {self.road}, seed {self.seed}"]
        for step, (said, crossed) in self.steps.items():
            lines.append(f"  {step}: {said['seconds']:.0f} s, bundle {said['bundle']} B, {crossed}")
            lines += [f"    {key}: {said[key]}" for key in ("failed", "came") if said.get(key)]
            asked = Counter(f"{method} {size} {came}" for method, size, _, came in said.get("asked", ()))
            lines += [f"    {dict(asked)}"] if asked else []
        return "\n".join(lines)


def one_run(what: str, road: Road, seed: int, size: int, longest: float = LONGEST) -> Run:
    """Run one laptop (`laptop`, or the yardstick `plain`) over a link of its own."""
    run = Run(what, road, seed)
    with tempfile.TemporaryDirectory() as place, lossy_path(road, seed) as path:
        folder = Path(place)
        with _server(what, folder, path.intake) as port:
            words = (what, f"https://{INTAKE}:{port}", str(folder / "ca.pem"), str(seed), str(size))
            _follow(run, path, words, longest)
    return run


def _follow(run: Run, path: Path2G, words: Sequence[str], longest: float) -> None:
    """Run the laptop's program and note what had crossed at each of its steps."""
    argv = path.laptop.inside(sys.executable, "-m", "benchmarks.lossy_laptop", *words)
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as process:
        end = threading.Timer(longest, process.kill)
        end.start()
        for line in process.stdout or ():
            said = json.loads(line)
            run.steps[said["step"]] = said, path.relay.crossed()
        end.cancel()


@contextlib.contextmanager
def _server(what: str, folder: Path, room: Room) -> Iterator[int]:
    """Run `fieldkit hq serve`, or for the yardstick a server that takes a POST; yield its port."""
    now = datetime.datetime.now(datetime.timezone.utc)
    authority = make_authority([INTAKE], now)
    issued = issue(authority, [INTAKE], now, 1)
    certificate, key, signers, box = (folder / name for name in ("intake.pem", "intake.key", "signers", "box"))
    certificate.write_bytes(issued.certificate)
    key.write_bytes(issued.key)
    (folder / "ca.pem").write_bytes(authority.certificate)
    signers.write_text(SIGNERS.text(), encoding="utf-8", newline="\n")
    box.mkdir()
    serve = [
        "-m",
        "fieldkit",
        "--home",
        str(folder / "nobody"),
        "hq",
        "serve",
        str(box),
        "--host",
        INTAKE,
        "--port",
        "0",
    ]
    serve += ["--signers", str(signers), "--certificate", str(certificate), "--key", str(key)]
    if what == "plain":
        serve = ["-m", "benchmarks.lossy_laptop", "taking", INTAKE, str(certificate), str(key)]
    argv = room.inside(sys.executable, *serve)
    with started(argv) as (_, port):
        yield port


def runs(wanted: Sequence[tuple[str, Road, int, int]]) -> list[Run]:
    """Do runs (what, road, seed, size), some at a time; return them in that order."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda one: one_run(*one), wanted))


def run() -> list[Figure]:
    """Return the figures, or none, and say so, where this machine cannot make such a link."""
    lacks = missing()
    if lacks:
        print(f"  lossy_link is left out: {lacks}", file=sys.stderr)
        return []
    kinds = [("laptop", LOST, DAY), ("laptop", LOST, WEEK), ("plain", LOST, DAY), ("laptop", FEW_LOST, DAY)]
    done = iter(runs([(what, road, seed, size) for what, road, size in kinds for seed in range(1, SEEDS + 1)]))
    return [figure for what, road, _ in kinds for figure in figures(what, road, [next(done) for _ in range(SEEDS)])]


def figures(what: str, road: Road, several: Sequence[Run]) -> list[Figure]:
    """Return what the runs of one kind came to: medians, and of what has a budget the worst."""
    whole = [(one, *one.done) for one in several if one.done is not None]
    size = max(one.size for one in several) / 1000
    name = f"{size:.0f} kB{' in one POST' if what == 'plain' else ''}, {road}"
    share = Figure(f"{name}: completed", len(whole), f"of {len(several)}", "", None, "all" if what == "laptop" else "")
    if not whole:
        return [share]
    seconds = sorted(said["seconds"] for _, said, _ in whole)
    stream = sorted(crossed.stream / one.size for one, _, crossed in whole)
    wire = median(crossed.wire / one.size for one, _, crossed in whole)
    budget = "<= 1.5 x" if what == "laptop" else ""
    told = [
        share,
        Figure("  time, median", median(seconds), "s", f"longest {seconds[-1]:.0f} s", None, ""),
        Figure("  hello, upload and TLS, median", median(stream) * size, "kB", OF, median(stream), budget),
        Figure("  the same, worst", stream[-1] * size, "kB", OF, stream[-1], budget),
        Figure("  all packets, with TCP's repeats", wire * size, "kB", OF, wire, ""),
        Figure("  connections, most", max(crossed.connections for *_, crossed in whole), "", "", None, ""),
    ]
    return told + (_parts(several) + _idle(several) if what == "laptop" else [])


def _parts(several: Sequence[Run]) -> list[Figure]:
    sizes = [size for one in several if one.done for method, size, *_ in one.done[0]["asked"] if method == "PATCH"]
    return [Figure("  smallest part of an upload", min(sizes), "B", f"largest {max(sizes):,} B", None, "")]


def _idle(several: Sequence[Run]) -> list[Figure]:
    """Return what a hello cost where nothing was new; how often it needed a new connection is said beside it."""
    costs = [one.idle for one in several if one.idle is not None]
    same = [cost.stream for cost in costs if not cost.connections]
    told = f"{len(costs) - len(same)} of {len(costs)} needed a new connection"
    first = median(one.steps["hello"][1].stream for one in several if "hello" in one.steps)
    return [
        Figure("  first hello, with TLS and for a nonce", first, "B", "once for each connection", None, ""),
        Figure("  hello, nothing new, worst", max(same, default=0), "B", told, None, "<= 1024 B"),
    ]


if __name__ == "__main__":
    _what, _loss, _size, *_seeds = sys.argv[1:]
    for _run in runs([(_what, Road(float(_loss)), int(seed), int(_size)) for seed in _seeds]):
        print(_run.told())
