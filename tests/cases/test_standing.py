"""What a laptop concludes from headquarters' word. docs/bundle-format.md 9.1"""

import hashlib
import itertools
from collections.abc import Sequence

from hypothesis import given, strategies as st

from fieldkit.cases.standing import (
    MOST_CHAINS,
    MOST_EACH,
    MOST_MISSING,
    ChainHeld,
    Moment,
    OwnBundle,
    WordFacts,
    conclude,
    held_by_hq,
    is_newer,
    is_newer_than_receipt,
    overlapping,
)
from fieldkit.store.missing import add_number, high_water, numbers

EPOCH, OTHER = "e-1", "e-2"


def named(epoch: str, seq: int, laptop: str = "a") -> str:
    return hashlib.sha256(f"{laptop} {epoch} {seq}".encode()).hexdigest()


def own(seqs: list[int], epoch: str = EPOCH, *, received: bool = True, again: bool = False) -> list[OwnBundle]:
    return [OwnBundle(epoch, seq, named(epoch, seq), received=received, again=again) for seq in seqs]


def chain_of(bundles: list[tuple[int, str]], epoch: str = EPOCH, forked_from: int = 0, most: int = 0) -> ChainHeld:
    """What a headquarters that holds these bundles says, in the way in which its store counts."""
    highest = 0
    missing: tuple[tuple[int, int], ...] = ()
    for seq, _ in bundles:
        highest, missing = add_number(highest, missing, seq)
    listed = numbers(missing, MOST_MISSING)
    return ChainHeld(epoch, highest, high_water(highest, missing), listed, "").telling(bundles, forked_from, most)


def facts(*chains: ChainHeld) -> WordFacts:
    return WordFacts(Moment("e-hq", 1, (), 0), "00" * 32, "11" * 32, chains)


held_sets = st.sets(st.integers(1, 400), min_size=1, max_size=400)


@given(held_sets, st.integers(1, 400), st.randoms())
def test_exactly_what_headquarters_holds_is_held(held: set[int], made: int, random: object) -> None:
    """Whatever headquarters holds of a laptop's bundles, in whatever order it came: those are held, and no other,
    but above the 64th missing number."""
    came = [seq for seq in held if seq <= made]
    if not came:
        return
    mine = own(list(range(1, made + 1)))
    chain = chain_of([(seq, named(EPOCH, seq)) for seq in came])
    found = held_by_hq([chain], mine)
    sure = {b.manifest_hash for b in mine if b.seq in came}
    if len(chain.missing) == MOST_MISSING:
        sure = {b.manifest_hash for b in mine if b.seq in came and b.seq < chain.missing[-1]}
    assert found == sure


def test_bundles_of_a_copy_under_our_numbers_are_not_ours() -> None:
    """A restored headquarters holds bundle 2 of a clone: ours of that number is not held, it is offered again."""
    mine = own([1, 2])
    clone = [(1, named(EPOCH, 1)), (2, named(EPOCH, 2, "b"))]
    again, _, _ = conclude(facts(chain_of(clone)), mine, OTHER)
    assert [b.seq for b in again] == [1, 2]


def test_with_64_gaps_a_copys_bundle_under_our_number_is_not_ours() -> None:
    """As far as the gaps are told the digest is told as well."""
    gaps = [(seq, named(EPOCH, seq)) for seq in range(4, 4 + 2 * MOST_MISSING + 2, 2)]
    mine = own([1, 2, *(seq for seq, _ in gaps)])
    told = [(1, named(EPOCH, 1)), (2, named(EPOCH, 2, "b")), *gaps]
    chain = chain_of(told)
    assert held_by_hq([chain], mine) == frozenset()
    assert [chain.has(chain.missing[-1] + n) for n in (-1, 0, 1)] == [True, False, False]


def test_where_bundles_are_named_each_is_told_apart() -> None:
    """Two laptops made numbers 2 and 3; headquarters lost ours of number 3 at a restore: that one waits again alone."""
    mine = own([1, 2, 3])
    copys = [(seq, named(EPOCH, seq, "b")) for seq in (2, 3)]
    chain = chain_of([(1, named(EPOCH, 1)), (2, named(EPOCH, 2)), *copys], forked_from=2, most=MOST_EACH)
    again, done, _ = conclude(facts(chain), mine, OTHER)
    assert ([b.seq for b in again], done) == ([3], ())
    again, done, _ = conclude(facts(chain), own([1, 2, 3], again=True), OTHER)
    assert (again, [b.seq for b in done]) == ((), [1, 2])


def test_a_laptop_from_an_older_backup_knows_that_its_bundles_are_there() -> None:
    """Headquarters holds more of that epoch than this disk knows of: what was before is held all the same, as long as
    the last 32 reach back to it."""
    whole = [(seq, named(EPOCH, seq)) for seq in range(1, 101)]
    for last, held in ((100, 100), (69, 69), (68, 68), (67, 0)):
        found = held_by_hq([chain_of(whole, most=MOST_EACH)], own(list(range(1, last + 1))))
        assert len(found) == held, last


def test_bundles_of_a_fork_beyond_those_that_are_named_are_not_held() -> None:
    """A word names 32 of them, the lowest numbers first; what is offered again in vain is not lost."""
    mine = own(list(range(1, MOST_EACH + 3)))
    chain = chain_of([(b.seq, b.manifest_hash) for b in mine], forked_from=2, most=MOST_EACH)
    assert len(chain.each) == MOST_EACH
    assert held_by_hq([chain], mine) == {b.manifest_hash for b in mine if b.seq <= MOST_EACH + 1}


@given(st.integers(1, 20), st.integers(0, 6), st.integers(0, 6), st.integers(12, 32), st.data())
def test_whatever_headquarters_holds_of_a_laptop_and_its_copy_nothing_else_is_held(
    common: int, ours: int, theirs: int, most: int, data: st.DataObject
) -> None:
    """Both went on from one disk; headquarters has any of it, in any order. What it has not is never held; once it has
    everything, everything is."""
    made = {"a": common + ours, "b": common + theirs}
    lanes = [
        [(n, named(EPOCH, n, "a" if n <= common else lane)) for n in range(1, 1 + last)] for lane, last in made.items()
    ]
    everything = sorted({*lanes[0], *lanes[1]})
    came = data.draw(st.lists(st.sampled_from(everything), unique=True, min_size=1))
    for held in (came, data.draw(st.permutations(everything))):
        chain = chain_of(held, forked_from=forked(held, lanes), most=most)
        for lane in lanes:
            mine = [OwnBundle(EPOCH, seq, name, received=True) for seq, name in lane]
            found = held_by_hq([chain], mine)
            assert found <= {name for _, name in held}
            if len(held) == len(everything):
                assert found == {name for _, name in lane}


def forked(came: Sequence[tuple[int, str]], lanes: Sequence[Sequence[tuple[int, str]]]) -> int:
    """The lowest number at which a bundle cannot stand beside what came before it. docs/bundle-format.md 6.3"""
    before = {name: lane[seq - 2][1] if seq > 1 else "" for lane in lanes for seq, name in lane}
    found: list[int] = []
    for place, (seq, name) in enumerate(came):
        there = came[:place]
        beside = any(other == seq for other, _ in there)
        behind = any(other == seq - 1 for other, _ in there) and (seq - 1, before[name]) not in there
        ahead = any(other == seq + 1 and before[after] != name for other, after in there)
        found += [seq] if beside or behind or ahead else []
    return min(found, default=0)


def test_each_epoch_is_told_by_its_own_chain() -> None:
    """Of two epochs with equal numbers."""
    mine = [*own([1, 2]), *own([1, 2], OTHER)]
    chains = [chain_of([(n, named(epoch, n)) for n in (1, 2)], epoch) for epoch in (EPOCH, OTHER)]
    assert held_by_hq(chains, mine) == {b.manifest_hash for b in mine}
    assert held_by_hq(chains[:1], mine) == {b.manifest_hash for b in mine if b.epoch == EPOCH}


def test_an_epoch_that_is_not_listed_is_not_held_unless_the_list_is_full() -> None:
    """Of many epochs the list has those that moved last."""
    mine = own([1])
    assert held_by_hq([], mine) == frozenset()
    full = [ChainHeld(f"e-x{n}", 1, 1, (), "0" * 16) for n in range(MOST_CHAINS)]
    assert held_by_hq(full, mine) == {mine[0].manifest_hash}


def test_only_what_was_received_and_is_not_sure_waits_again() -> None:
    """Not received: it waits anyway. Sure by a receipt of this very epoch: headquarters has it."""
    nothing = facts()
    assert conclude(nothing, own([1], received=False), EPOCH)[0] == ()
    assert conclude(nothing, own([1], again=True), EPOCH)[0] == ()
    sure = [OwnBundle(EPOCH, 1, named(EPOCH, 1), received=True, sure=True)]
    assert conclude(nothing, sure, EPOCH)[0] == ()
    assert [b.seq for b in conclude(nothing, own([1]), EPOCH)[0]] == [1]


def test_what_waited_again_and_is_held_waits_no_more() -> None:
    """Headquarters has it: nothing is offered for ever."""
    mine = own([1, 2], again=True)
    assert [b.seq for b in conclude(facts(chain_of([(1, named(EPOCH, 1))])), mine, EPOCH)[1]] == [1]


def test_a_higher_number_in_the_present_epoch_shows_an_older_copy() -> None:
    """In an earlier epoch it shows nothing that is not known already."""
    said = facts(chain_of([(n, named(EPOCH, n)) for n in (1, 2)]))
    assert conclude(said, own([1]), EPOCH)[2] is True
    assert conclude(said, own([1, 2]), EPOCH)[2] is False
    assert conclude(said, own([1]), OTHER)[2] is False


def test_which_word_is_newer() -> None:
    """By number in one epoch; by what came before in two; by time only where neither knows the other."""
    first, second = Moment("e-1", 5, (), 100), Moment("e-1", 6, (), 90)
    restored, twice = Moment("e-2", 1, ("e-1",), 50), Moment("e-3", 1, ("e-1",), 60)
    assert is_newer(second, first)
    assert not is_newer(first, second)
    assert is_newer(restored, second), "whatever the clocks say"
    assert not is_newer(second, restored)
    assert is_newer(twice, restored)
    assert not is_newer(restored, twice)
    assert not is_newer(first, first)
    assert not is_newer(Moment("e-8", 1, (), 7), Moment("e-9", 1, (), 7)), "of one moment neither is"


@given(st.permutations(range(8)))
def test_whatever_order_words_are_found_in_the_last_one_said_counts(order: list[int]) -> None:
    """Words of a headquarters that was restored now and then, heard in any order: the last one said wins."""
    said = [Moment(f"e-{n // 2}", 1 + n % 2, tuple(f"e-{m}" for m in range(n // 2)), 100 - n) for n in range(8)]
    newest = said[order[0]]
    for n in order:
        newest = said[n] if is_newer(said[n], newest) else newest
    assert newest == said[7]


def test_a_word_beside_receipts() -> None:
    """One of the same epoch as a receipt, or after it; an unknown epoch counts by its time."""
    word = Moment("e-2", 1, ("e-1",), 50)
    assert is_newer_than_receipt(word, "e-2", 99)
    assert is_newer_than_receipt(word, "e-1", 99)
    assert is_newer_than_receipt(word, "e-x", 49)
    assert not is_newer_than_receipt(word, "e-3", 51)


spans = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(spans, max_size=6))
def test_epochs_overlap_exactly_when_two_do(found: list[tuple[int, int]]) -> None:
    """The definition, pair by pair; touching is no overlap."""
    epochs = [(f"e-{n}", *span) for n, span in enumerate(found)]
    pairs = itertools.permutations(sorted(epochs, key=lambda e: (e[1], e[2], e[0])), 2)
    expected = {n for (a, a1, a2), (b, b1, b2) in pairs if (a1, a2, a) < (b1, b2, b) and b1 < a2 for n in (a, b)}
    assert set(overlapping(epochs)) == expected
