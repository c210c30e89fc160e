"""What headquarters says it holds of a laptop, and what the laptop concludes. Pure; docs/bundle-format.md 9.1."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fieldkit.result import Json

MOST_CHAINS, MOST_MISSING, MOST_BEFORE = 16, 64, 64
MOST_EACH = 32
"""Bundles that one word names: a month with one a day, and the largest word still fits."""
DIGEST_DIGITS = 16


@dataclass(frozen=True, slots=True)
class ChainHeld:
    """Of one epoch of a laptop: the highest number held, the number up to which all are held, the lowest missing ones,
    and `held_digest` of the bundles held, as far as the missing ones are told. Where bundles are named one by one from
    a number on, the digest is that of the lower numbers; `each` are beginnings of manifest hashes. 0: none is named.
    """

    epoch: str
    highest: int
    high_water: int
    missing: tuple[int, ...]
    held: str
    named_from: int = 0
    each: tuple[str, ...] = ()

    def telling(self, bundles: Collection[tuple[int, str]], forked_from: int, most: int) -> "ChainHeld":
        """Return this chain with what is told of its bundles, given as (number, manifest hash): `most` are named, the
        last ones, or where a lower number was made twice (`forked_from`, 0 for none) those from there on."""
        in_order = sorted(bundles)
        last = in_order[-most:][0][0] if most else 0
        chain = replace(self, named_from=min(last, forked_from or last))
        named = [manifest_hash[:DIGEST_DIGITS] for seq, manifest_hash in in_order if chain.names(seq)]
        return replace(chain, held=held_digest(b for b in in_order if chain.has(b[0])), each=tuple(named[:most]))

    def as_json(self) -> dict[str, Json]:
        named: dict[str, Json] = {"named_from": self.named_from, "each": list(self.each)} if self.named_from else {}
        return {
            **named,
            "epoch": self.epoch,
            "highest": self.highest,
            "high_water": self.high_water,
            "missing": list(self.missing),
            "held": self.held,
        }

    def names(self, seq: int) -> bool:
        """Return whether bundles of this number are named one by one."""
        return 0 < self.named_from <= seq

    def has(self, seq: int) -> bool:
        """Return whether headquarters says that it holds a bundle of this number, one of those in `held`."""
        told = self.missing[-1] if len(self.missing) == MOST_MISSING else self.highest
        return seq <= told and seq not in self.missing and not self.names(seq)


@dataclass(frozen=True, slots=True)
class Moment:
    """When headquarters spoke: its epoch, the number of the word in it, its epochs before, its clock (ms)."""

    hq_epoch: str
    n: int
    before: tuple[str, ...]
    hq_time_ms: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What headquarters' store knows about one device: epochs of its own, head of its journal, chains."""

    device: str
    hq_epoch: str
    before: tuple[str, ...]
    hq_audit: str
    chains: tuple[ChainHeld, ...]


@dataclass(frozen=True, slots=True)
class WordFacts:
    """What a verified word says, handed in by the workflow. `sha256` is that of the file."""

    moment: Moment
    hq_audit: str
    sha256: str
    chains: tuple[ChainHeld, ...]
    orders: tuple[Mapping[str, Json], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class OwnBundle:
    """A bundle as its own laptop knows it. `sure` says that a receipt of headquarters' present epoch holds it."""

    epoch: str
    seq: int
    manifest_hash: str
    received: bool = False
    again: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class WordApplied:
    """What a word changed here. `new` is False for an old copy, which changes nothing; `again` are numbers that wait
    again because headquarters was restored; `held` those that wait no more; `behind` says that headquarters has a
    bundle of the present epoch that this laptop does not know."""

    new: bool
    again: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    behind: bool = False


def held_digest(bundles: Iterable[tuple[int, str]]) -> str:
    """Return the digest of bundles held, given as (number, manifest hash)."""
    text = "".join(f"{manifest_hash}\n" for _, manifest_hash in sorted(bundles))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_DIGITS]


def is_newer(new: Moment, old: Moment) -> bool:
    """Return whether one word was spoken after another one."""
    if new.hq_epoch == old.hq_epoch:
        return new.n > old.n
    if old.hq_epoch in new.before or new.hq_epoch in old.before:
        return old.hq_epoch in new.before
    return new.hq_time_ms > old.hq_time_ms


def is_newer_than_receipt(new: Moment, hq_epoch: str, hq_time_ms: int) -> bool:
    """Return whether a word may count beside a receipt of this headquarters' epoch and time."""
    return new.hq_epoch == hq_epoch or hq_epoch in new.before or new.hq_time_ms > hq_time_ms


def held_by_hq(chains: Sequence[ChainHeld], own: Sequence[OwnBundle]) -> frozenset[str]:
    """Return the manifest hashes of one's own bundles that headquarters holds by what it says."""
    listed = {chain.epoch: chain for chain in chains}
    found: set[str] = set()
    for epoch in {bundle.epoch for bundle in own}:
        mine = [bundle for bundle in own if bundle.epoch == epoch]
        chain = listed.get(epoch)
        if chain is not None:
            found |= _held_of(chain, mine)
        elif len(chains) >= MOST_CHAINS:
            found |= {bundle.manifest_hash for bundle in mine}
    return frozenset(found)


def _held_of(chain: ChainHeld, mine: Sequence[OwnBundle]) -> set[str]:
    named = {b.manifest_hash for b in mine if chain.names(b.seq) and b.manifest_hash[:DIGEST_DIGITS] in chain.each}
    had = [(bundle.seq, bundle.manifest_hash) for bundle in mine if chain.has(bundle.seq)]
    if held_digest(had) != chain.held:
        return named
    return named | {manifest_hash for _, manifest_hash in had}


def conclude(
    facts: WordFacts, own: Sequence[OwnBundle], present: str
) -> tuple[tuple[OwnBundle, ...], tuple[OwnBundle, ...], bool]:
    """Return the bundles that wait again, those that wait no more, and whether this data folder is an older copy.

    `present` is the laptop's epoch.
    """
    held = held_by_hq(facts.chains, own)
    again = tuple(b for b in own if b.received and not b.again and not b.sure and b.manifest_hash not in held)
    done = tuple(b for b in own if b.received and b.again and b.manifest_hash in held)
    last = max((b.seq for b in own if b.epoch == present), default=0)
    behind = any(chain.epoch == present and chain.highest > last for chain in facts.chains)
    return again, done, behind


def overlapping(epochs: Collection[tuple[str, int, int]]) -> tuple[str, ...]:
    """Return the epochs of one device, given as (epoch, earliest, latest packing in ms), that overlap with another."""
    in_order = sorted(epochs, key=lambda one: (one[1], one[2], one[0]))
    found: set[str] = set()
    for place, (epoch, _, latest) in enumerate(in_order):
        for later, earliest, _ in in_order[place + 1 :]:
            if earliest < latest:
                found |= {epoch, later}
    return tuple(sorted(found))
