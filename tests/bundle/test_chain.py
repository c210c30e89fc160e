"""Gaps, late ones, replays and forks: bundle-format 6.3."""

import random

import pytest

from fieldkit.sync.bundle.chain import ChainVerdict, Link, judge, missing_numbers
from fieldkit.sync.bundle.manifest import Manifest, Payload
from tests.bundle import parts

EPOCH = parts.EPOCH


def manifest(seq: int, prev: str, epoch: str = EPOCH) -> Manifest:
    return Manifest(parts.DEVICE, epoch, seq, prev, Payload("a" * 64, 1), parts.TO, parts.ZEROS, "a" * 64, 1)


def link(seq: int, epoch: str = EPOCH) -> Link:
    return Link(epoch, seq, f"h{seq}", f"h{seq - 1}")


@pytest.mark.parametrize(
    ("known", "seq", "kind", "missing"),
    [
        ((), 1, "next", ()),
        ((1,), 2, "next", ()),
        ((1, 2), 4, "gap", (3,)),
        ((), 3, "gap", (1, 2)),
        ((1, 4), 3, "late", (2,)),
        ((1, 2, 4), 3, "late", ()),
        ((2, 3), 4, "next", (1,)),
        ((1, 3), 4, "next", (2,)),
    ],
)
def test_gaps_and_late_bundles_are_placed_and_the_missing_named(
    known: tuple[int, ...], seq: int, kind: str, missing: tuple[int, ...]
) -> None:
    """Whatever is known, a bundle that fits is imported, and what is still missing is asked for."""
    verdict = judge([link(n) for n in known], manifest(seq, f"h{seq - 1}"), f"h{seq}")
    assert (kind, missing) == (verdict.kind, verdict.missing)


def test_the_same_bundle_again_is_a_replay() -> None:
    """The same manifest hash changes nothing; its first receipt is sent again."""
    assert ChainVerdict("replay", ()) == judge([link(1), link(2)], manifest(2, "h1"), "h2")


@pytest.mark.parametrize(
    ("known", "seq", "prev"),
    [((1, 2), 2, "h1"), ((1, 2), 3, "other"), ((1, 3), 2, "h1")],
    ids=["same number", "contradicts the one before", "the one after names another"],
)
def test_a_bundle_that_cannot_stand_beside_a_known_one_is_a_fork(known: tuple[int, ...], seq: int, prev: str) -> None:
    """Two laptops use this identity, or a laptop was put back."""
    assert judge([link(n) for n in known], manifest(seq, prev), "another").kind == "fork"


def test_either_branch_of_a_fork_goes_on() -> None:
    """After a fork, a bundle may follow either branch: which is real, people decide."""
    known = [link(1), link(2), Link(EPOCH, 2, "fork", "h1")]
    assert [judge(known, manifest(3, prev), "h3").kind for prev in ("h2", "fork")] == ["next", "next"]


def test_epochs_do_not_mix() -> None:
    """A new epoch starts at 1 with nothing missing."""
    assert ChainVerdict("next", ()) == judge([link(7, "e-old")], manifest(1, parts.ZEROS), "h1")


def test_missing_numbers_are_bounded() -> None:
    """A device cannot make headquarters list a hundred million numbers."""
    found = missing_numbers({99_999_999})
    assert (len(found), found[0], found[-1]) == (256, 1, 256)


@pytest.mark.parametrize("seed", range(20))
def test_in_whatever_order_bundles_arrive_none_is_a_fork_and_in_the_end_none_is_missing(seed: int) -> None:
    """Reordering and repeating sticks changes neither what is imported nor what is believed."""
    draw = random.Random(seed)
    arriving = [n for n in range(1, 12) for _ in range(draw.randrange(1, 3))]
    draw.shuffle(arriving)
    known: list[Link] = []
    for seq in arriving:
        verdict = judge(known, manifest(seq, f"h{seq - 1}"), f"h{seq}")
        assert (verdict.kind == "replay") == (seq in {k.seq for k in known})
        assert verdict.kind != "fork"
        known.append(link(seq))
    assert judge(known, manifest(12, "h11"), "h12") == ChainVerdict("next", ())
