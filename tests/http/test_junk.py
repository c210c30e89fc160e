"""A flood against a real `hq serve`: nothing is opened, the disk holds, honest laptops are served."""

import subprocess
import sys

from benchmarks.junk import MOST_JUNK_BYTES, TRIPWIRES, flooded
from benchmarks.served import ROOT


def test_a_flood_opens_nothing_fills_nothing_and_keeps_nobody_out() -> None:
    """The server has no age and would end at the first decompression; `benchmarks.junk` does this with 10^5."""
    found = flooded(2_000)
    assert found.ended is None
    assert sum(found.statuses.values()) == 2_000
    assert {"400", "403", "404", "422", "429"} <= set(found.statuses)
    assert found.statuses["cut"] < 20
    assert 0 < found.junk_bytes <= MOST_JUNK_BYTES
    assert len(found.meanwhile) > 3


def test_the_tripwires_of_that_flood_are_alive() -> None:
    """Whoever imports age there, or opens a frame of zstd, ends the server with a status of its own."""
    wires = TRIPWIRES.partition("from fieldkit.cli")[0]
    for status, opens in ((97, "import pyrage"), (98, "import zstandard as z; z.ZstdDecompressor()")):
        done = subprocess.run([sys.executable, "-c", f"{wires}\n{opens}"], cwd=ROOT, check=False)
        assert done.returncode == status
