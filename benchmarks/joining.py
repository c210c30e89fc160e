"""How long a laptop takes to join a class from the passed stick, beside what the code on the board must cost.

Twenty laptops, one after the other, each a process of its own, as in the room. docs/practice-format.md 8.2.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure
from fieldkit.crypto import derive

LAPTOPS = 20
COST = {"memory_kib": 65_536, "iterations": 3, "lanes": 4}
"""What one look at the code costs, also whoever wants to find another class with the same one."""


def run() -> list[Figure]:
    """Measure the joins of twenty laptops: as a whole, and without the start of the program."""
    with tempfile.TemporaryDirectory() as folder:
        turns = _turns(Path(folder))
    join, cost, slowest = median(join for join, _ in turns), median(cost for _, cost in turns), max(turns)[0]
    yardstick = "one Argon2id of 64 MiB, which the code must cost"
    return [
        Figure("join a class, with the program's start", join * 1000, "ms", yardstick, join / cost, "<= 10 x"),
        Figure(f"join a class, the slowest of {LAPTOPS}", slowest, "s", "a minute", slowest / 60, "<= 1 x"),
    ]


def _turns(folder: Path) -> list[tuple[float, float]]:
    """Return seconds of each join, and of one Argon2id right after it: a busy machine slows both alike."""
    secret, stick = folder / "passphrase", folder / "stick"
    secret.write_text("an invented class passphrase\n", encoding="utf-8")
    secret.chmod(0o600)
    new = ("--passphrase-file", str(secret), "practice", "class", "new", "Posts", "-o", str(stick), "--json")
    code = json.loads(_timed(folder / "trainer", *new)[1])["data"]["code"]
    join = ("practice", "class", "join")
    return [
        (_timed(folder / f"laptop-{one}", *join, str(stick), "--code", code, "--who", str(one))[0], _argon2id())
        for one in range(1, LAPTOPS + 1)
    ]


def _timed(home: Path, *words: str) -> tuple[float, str]:
    began = time.perf_counter()
    argv = [sys.executable, "-m", "fieldkit", "--home", str(home), *words]
    done = subprocess.run(argv, capture_output=True, check=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    return time.perf_counter() - began, done.stdout


def _argon2id() -> float:
    began = time.perf_counter()
    derive.argon2id("0" * 64, b"salt of sixteen.", **COST)
    return time.perf_counter() - began
