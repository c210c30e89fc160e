"""Where a verified bundle stands in its device's chain. docs/bundle-format.md 6.3.

Nothing here refuses a bundle: gaps and late ones are imported at once, so that a lost stick hides no later report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Link:
    """A bundle of the same device that was imported before."""

    epoch: str
    seq: int
    manifest_hash: str
    prev: str


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What the new bundle is, and the lowest sequence numbers of its epoch still missing once it is in.

    next: one above the highest known. gap: further above. late: below. replay: this very bundle is known.
    fork: a validly signed bundle that cannot stand beside a known one: two laptops use this identity.
    """

    kind: Literal["next", "gap", "late", "replay", "fork"]
    missing: tuple[int, ...]


def judge(known: Sequence[Link], new: Manifest, new_hash: str) -> ChainVerdict:
    """Place a verified bundle among the `known` ones of its device, in any order and of any epoch."""
    chain = [link for link in known if link.epoch == new.epoch]
    missing = missing_numbers({link.seq for link in chain} | {new.seq})
    return ChainVerdict(_kind(chain, new, new_hash), missing)


def missing_numbers(present: set[int]) -> tuple[int, ...]:
    """Return the lowest numbers from 1 to the highest present that are not there, at most LIMITS.missing."""
    found: list[int] = []
    for number in range(1, max(present, default=0)):
        if number not in present:
            found.append(number)
            if len(found) == LIMITS.missing:
                break
    return tuple(found)


def _kind(chain: list[Link], new: Manifest, new_hash: str) -> Literal["next", "gap", "late", "replay", "fork"]:
    if any(link.manifest_hash == new_hash for link in chain):
        return "replay"
    if _contradicts(chain, new, new_hash):
        return "fork"
    highest = max((link.seq for link in chain), default=0)
    if new.seq < highest:
        return "late"
    return "next" if new.seq == highest + 1 else "gap"


def _contradicts(chain: list[Link], new: Manifest, new_hash: str) -> bool:
    """Tell whether the new bundle stands in a known one's place, or a neighbour names another bundle there."""
    before = [link.manifest_hash for link in chain if link.seq == new.seq - 1]
    after = [link.prev for link in chain if link.seq == new.seq + 1]
    taken = any(link.seq == new.seq for link in chain)
    return taken or (bool(before) and new.prev not in before) or (bool(after) and new_hash not in after)
