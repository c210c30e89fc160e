"""A sync over 20 kbit/s of which 40 % of the packets are lost each way: does it come to an end, and what does it cost?

Real TCP, TLS, `fieldkit hq serve` and client, each in a process and room of its own (`lossy_path`). Beside it the same bytes
as one POST over the same link. `python -m benchmarks.lossy_link [LOSS] [SIZE] [SEED ...]` tells each run in full.
"""

import contextlib
import datetime
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.lossy_path import INTAKE, Crossed, Path2G, Road, Room, lossy_path, missing
from benchmarks.sync_http import SIGNERS
from fieldkit.sync.http.own_authority import issue, make_authority

ROOT = Path(__file__).parents[1]
LONGEST = 900.0
"""Seconds for one run."""


@dataclass(slots=True)
class Run:
    """What one run came to. `steps`: what the laptop said of each, and what had crossed by then."""

    what: str
    road: Road
    seed: int
    steps: dict[str, tuple[dict[str, Any], Crossed]] = field(default_factory=dict)
    at_end: Crossed = Crossed(0, 0, 0, 0, 0)

    def told(self) -> str:
        """Return the run as lines."""
        lines = [f"{self.what}, {self.road}, seed {self.seed}: at the end {self.at_end}"]
        for step, (said, crossed) in self.steps.items():
            lines.append(f"  {step}: {said['seconds']:.0f} s, bundle {said['bundle']} B, {crossed}")
            lines += [f"    {key}: {said[key]}" for key in ("failed", "came") if said.get(key)]
            asked = Counter(f"{m} {n} {c}" for m, n, _, c in said.get("asked", ()))
            slow = [s for *_, s, _ in said.get("asked", ()) if s > 25]
            lines += [f"    {dict(asked)}, over 25 s: {slow}"] if asked else []
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
    run.at_end = path.relay.crossed()


@contextlib.contextmanager
def _server(what: str, folder: Path, room: Room) -> Iterator[int]:
    """Run `fieldkit hq serve`, or for the yardstick a server that takes a POST; yield its port."""
    now = datetime.datetime.now(datetime.timezone.utc)
    authority = make_authority([INTAKE], now, 1)
    issued = issue(authority, [INTAKE], now, 1)
    certificate, key, signers, box = (folder / name for name in ("intake.pem", "intake.key", "signers", "box"))
    certificate.write_bytes(issued.certificate)
    key.write_bytes(issued.key)
    (folder / "ca.pem").write_bytes(authority.certificate)
    signers.write_text(SIGNERS.text(), encoding="utf-8", newline="\n")
    box.mkdir()
    serve = ["-m", "fieldkit", "--home", str(folder / "nobody"), "hq", "serve", str(box), "--host", INTAKE, "--port", "0"]
    serve += ["--signers", str(signers), "--certificate", str(certificate), "--key", str(key)]
    if what == "plain":
        serve = ["-m", "benchmarks.lossy_laptop", "taking", INTAKE, str(certificate), str(key)]
    argv = room.inside(sys.executable, *serve)
    with subprocess.Popen(argv, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, encoding="utf-8") as process:
        try:
            line = "" if process.stderr is None else process.stderr.readline()
            found = re.search(r":([0-9]+) ", line)
            if found is None:
                raise RuntimeError(f"the server did not start: {line}")
            yield int(found[1])
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    _loss, _size, *_seeds = [float(word) for word in sys.argv[2:]] or [0.4, 12_000, 1]
    print(missing() or time.ctime())
    with ThreadPoolExecutor(8) as pool:
        for _run in pool.map(lambda seed: one_run(sys.argv[1], Road(_loss), int(seed), int(_size)), _seeds):
            print(_run.told(), flush=True)
