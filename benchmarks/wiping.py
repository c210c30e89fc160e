"""How long it takes to destroy a laptop's data, keys first: with a year of bundles and a full database."""

import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure
from fieldkit.cases.words import Profile, Role
from fieldkit.commands.environment import MachineClock, MachineEntropy
from fieldkit.store.core import Machine
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.slots_file import Cost, CostBounds
from fieldkit.store.store import create_store
from fieldkit.store.wiping import wipe

BUNDLES, DATABASE = 2_000, 256 * 1024 * 1024
MACHINE = Machine(MachineClock(), MachineEntropy(), SystemPlatform())
CHEAP = CostBounds(Cost(64, 1, 1), Cost(1048576, 16, 8), Cost(64, 1, 1))


def run() -> list[Figure]:
    """Measure `wipe` beside deleting the same files without overwriting anything."""
    ours = _seconds(overwriting=True)
    theirs = _seconds(overwriting=False)
    name = f"wipe {BUNDLES:,} bundles and {DATABASE // 1024**2} MiB of database"
    return [Figure(name, ours, "s", "deleting the same files", ours / theirs, "< 2 s")]


def _seconds(*, overwriting: bool) -> float:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _fill(home)
        if not overwriting:
            for name in ("keyslots.json", "anchor.json"):
                (home / "store" / name).unlink()
        started = time.perf_counter()
        left = wipe(home)
        seconds = time.perf_counter() - started
        assert left == ()
        return seconds


def _fill(home: Path) -> None:
    of = {"role": Role.FIELD, "profile": Profile.REAL, "passphrase": "invented words for a benchmark", "person": "x"}
    create_store(home, machine=MACHINE, bounds=CHEAP, **of).close()  # type: ignore[arg-type]
    for number in range(BUNDLES):
        (home / "store" / "outbox" / f"{number:08d}.fkb").write_bytes(bytes(20_000))
    with (home / "store" / "S.db").open("ab") as file:
        for _ in range(DATABASE // 1024**2):
            file.write(bytes(1024**2))
