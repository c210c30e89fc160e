"""Over real TCP that loses packets: a laptop and `hq serve`, each in a network namespace of its own."""

import pytest

from benchmarks.lossy_link import one_run
from benchmarks.lossy_path import Road, missing

LACKS = missing()
SECONDS = 90.0
"""At most; it takes about five."""


@pytest.mark.skipif(bool(LACKS), reason=f"a link that loses packets: {LACKS}")
def test_over_a_link_that_loses_packets_a_bundle_arrives_and_nothing_new_costs_little() -> None:
    """One packet in seven is lost each way: hello, a bundle, and a hello that has nothing to say, in one connection."""
    run = one_run("laptop", Road(loss=0.15, rate=400_000, delay=0.02), seed=1, size=6_000, longest=SECONDS)
    assert list(run.steps) == ["hello", "upload", "nothing new"]
    said, crossed = run.steps["nothing new"]
    assert said["failed"] == []
    assert crossed.lost > 0
    assert run.size < crossed.stream <= 2 * run.size + 3 * 2_500 * crossed.connections
    assert run.idle is not None
    assert run.idle.stream <= 1024 or run.idle.connections
