"""Headquarters' import from local bundles: rate, the ratio to bare inserts, linearity, memory.

In a process of its own, as an import is: SQLCipher's locked memory, once a laptop's store has asked for it, stays on
for the whole process and makes every insert several times dearer. `python -m benchmarks.import_hq 1000000` is the long
run.
"""

import contextlib
import gc
import json
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, table
from benchmarks.memory import most_mib
from benchmarks.office import bundles_of, card_of, imported, new_devices, new_office, opened, tools_of
from fieldkit.store.opening import open_database
from fieldkit.store.store import Store
from fieldkit.workflows.importing import Hq

MANY = 20_000
SIZE = 1_000
TABLES = ("entries", "contents", "inbox", "bundles_in", "receipts_issued")
COMPARED = 10
"""Bundles whose rows the bare database gets."""


def run() -> list[Figure]:
    """Import MANY interviews in bundles of SIZE."""
    return measure(MANY)


def measure(total: int) -> list[Figure]:
    """Make bundles of `total` interviews beforehand, import them in a process of its own, and return its figures."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        _prepare(place, total // SIZE)
        command = [sys.executable, "-m", "benchmarks.import_hq", "--child", str(place)]
        done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
        found = json.loads(done.stdout)
    half = f"{total // 2:,}"
    bare = "bare SQLCipher inserts of the same rows"
    memory = "the same at half of it"
    return [
        Figure(f"import {total:,}, bundles of {SIZE:,}", found["rate"], "1/s", bare, found["to_bare"], ">= 5,000/s"),
        Figure("the same by processor time", found["rate_cpu"], "1/s", bare, found["to_bare_cpu"], ">= 5,000/s"),
        Figure("time of the last tenth", found["last"], "s", "the second tenth", found["growth"], "1 (linear)"),
        Figure(f"time after {half}", found["half"], "s", "before", found["halves"], "1 (linear)"),
        Figure("memory of the process at the end", found["end_mb"], "MB", memory, found["memory"], "1 (flat)"),
        Figure("most that one bundle took", found["large_mb"], "MB", "one of a quarter", found["sizes"], "<= 4 x"),
    ]


def _prepare(place: Path, count: int) -> None:
    hq = new_office(place / "hq")
    (device,) = new_devices(hq, 1)
    recipients = tuple(card_of(hq).recipients["case"])
    (place / "bundles").mkdir()
    for number, written in enumerate(bundles_of(device, recipients, SIZE, count, seed=5)):
        (place / "bundles" / f"{number:06d}.fkb").write_bytes(written.data)
    for name, size, other in zip(("small", "large"), (SIZE // 4, SIZE), new_devices(hq, 2), strict=True):
        (written,) = bundles_of(other, recipients, size, 1, seed=size)
        (place / name).write_bytes(written.data)
    hq.close()


def _child(place: Path) -> Mapping[str, float]:
    files = sorted((place / "bundles").iterdir())
    walls: list[float] = []
    cpus: list[float] = []
    memory: list[float] = []
    with opened(place / "hq") as hq:
        tools = tools_of(hq)
        for file in files:
            data = file.read_bytes()
            wall, cpu = time.perf_counter(), time.process_time()
            imported(tools, data)
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
            memory.append(most_mib())
        bare, bare_cpu = _bare_inserts(hq, place / "bare.db")
        small, large = (_peak(tools, (place / name).read_bytes()) for name in ("small", "large"))
    sizes = {"large_mb": large / 1e6, "sizes": large / small}
    return {**_figures(walls, cpus, memory, bare, bare_cpu), **sizes}


def _peak(tools: Hq, data: bytes) -> int:
    """Return the most bytes that Python held while one bundle was imported."""
    gc.collect()
    tracemalloc.start()
    try:
        imported(tools, data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _figures(
    walls: Sequence[float], cpus: Sequence[float], memory: Sequence[float], bare: float, bare_cpu: float
) -> Mapping[str, float]:
    tenth, half, compared = max(1, len(walls) // 10), len(walls) // 2, min(COMPARED, len(walls))
    return {
        "rate": SIZE * len(walls) / sum(walls),
        "rate_cpu": SIZE * len(cpus) / sum(cpus),
        "to_bare": bare / sum(walls[:compared]),
        "to_bare_cpu": bare_cpu / sum(cpus[:compared]),
        "last": sum(cpus[-tenth:]),
        "growth": sum(cpus[-tenth:]) / sum(cpus[tenth : 2 * tenth]),
        "half": sum(cpus[half:]),
        "halves": sum(cpus[half:]) / sum(cpus[:half]),
        "end_mb": memory[-1],
        "memory": memory[-1] / memory[half],
    }


def _bare_inserts(hq: Store, path: Path) -> tuple[float, float]:
    """Insert the rows that the first imports made into a bare SQLCipher database, one transaction for each bundle.

    Returns seconds, and seconds of processor time.
    """
    last = hq.connection.execute("SELECT n FROM bundles_in ORDER BY n LIMIT 1 OFFSET ?", (COMPARED - 1,)).fetchone()
    until = last[0] + 1 if last else 1 << 60
    columns = dict.fromkeys(TABLES, "n") | {"contents": "entry"}
    sql = "SELECT * FROM {} WHERE {} <= ?"
    rows = {name: hq.connection.execute(sql.format(name, columns[name]), (until,)).fetchall() for name in TABLES}
    bare = open_database(path, b"k" * 32, hq=True)
    with contextlib.closing(bare):
        for (statement,) in hq.connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall():
            with contextlib.suppress(Exception):  # sqlite's own tables
                bare.execute(statement)
        parts = len(rows["bundles_in"])
        wall, cpu = time.perf_counter(), time.process_time()
        for part in range(parts):
            _insert(bare, rows, part, parts)
        return time.perf_counter() - wall, time.process_time() - cpu


def _insert(bare: Any, rows: Mapping[str, Sequence[Sequence[object]]], part: int, parts: int) -> None:
    bare.execute("BEGIN IMMEDIATE")
    for name, all_rows in rows.items():
        some = all_rows[part::parts]
        if some:
            bare.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(some[0]))})", some)
    bare.execute("COMMIT")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(_child(Path(sys.argv[2]))))
    else:
        print("\n".join(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else MANY))))
