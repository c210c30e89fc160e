"""Per-item difficulty, before and after, and the rule before field work."""

import pytest
from hypothesis import given, strategies as st

from fieldkit.practice.difficulty import Difficulty, Right, difficulty, hardest_first
from fieldkit.practice.gold import Gold, Readiness, against_gold, counted
from fieldkit.practice.paired import Paired, People, counts_of, paired, people, together

ITEMS = ["1", "2", "3"]
MARKS = st.dictionaries(
    st.sampled_from("xyz"), st.dictionaries(st.sampled_from(ITEMS), st.sampled_from([True, False, None])), max_size=3
)


def test_an_items_difficulty_is_how_many_had_it_right_of_those_marked() -> None:
    """Who opted out, or whose laptop did not report, counts neither as right nor as wrong."""
    right: Right = {"x": {"1": True, "2": False}, "y": {"1": True, "2": None}, "z": {"1": False}}
    assert difficulty(right, ITEMS) == (Difficulty("1", 2, 3), Difficulty("2", 0, 1), Difficulty("3", 0, 0))
    assert [one.share for one in difficulty(right, ITEMS)] == [2 / 3, 0.0, None]


def test_the_hardest_item_comes_first_and_the_unmarked_ones_last() -> None:
    """That is what the class talks about first."""
    found = [Difficulty("easy", 3, 3), Difficulty("none", 0, 0), Difficulty("hard", 1, 3), Difficulty("hard too", 1, 3)]
    assert [one.item for one in hardest_first(found)] == ["hard", "hard too", "easy", "none"]


def test_before_and_after_are_counted_in_pairs() -> None:
    """Each person is compared with themselves; who was marked only once is counted apart."""
    before: Right = {"a": {"1": True}, "b": {"1": False}, "c": {"1": True}, "d": {"1": False}, "e": {"1": True}}
    after: Right = {"a": {"1": True}, "b": {"1": True}, "c": {"1": False}, "d": {"1": False}, "f": {"1": True}}
    (found,) = paired(before, after, ["1"])
    assert found == Paired("1", stayed=1, gained=1, lost=1, missed=1, only_before=1, only_after=1)
    assert found.of == 4
    assert counts_of(found) == (1, 1, 1, 1, 2)
    assert people(before, after, ["1"]) == People(more=1, same=2, fewer=1, unpaired=2)


@given(MARKS, MARKS)
def test_pairs_add_up(before: Right, after: Right) -> None:
    """The counts of all items are those of each item added up, and nobody is counted twice or lost."""
    found = paired(before, after, ITEMS)
    assert together(found).of == sum(one.of for one in found)
    marked = sum(mark is not None for marks in (before, after) for one in marks.values() for mark in one.values())
    assert marked == sum(2 * one.of + one.only_before + one.only_after for one in found)
    assert sum(vars_of(people(before, after, ITEMS))) == len(before.keys() | after.keys())


@given(MARKS, MARKS)
def test_before_and_after_swapped_swaps_gained_and_lost(before: Right, after: Right) -> None:
    """Nothing is counted better only because it came later."""
    there, back = together(paired(before, after, ITEMS)), together(paired(after, before, ITEMS))
    assert (there.gained, there.lost, there.only_before) == (back.lost, back.gained, back.only_after)


def vars_of(found: People) -> tuple[int, ...]:
    """Return the counts of people."""
    return (found.more, found.same, found.fewer, found.unpaired)


@pytest.mark.parametrize(
    ("same", "of", "readiness"),
    [
        (9, 10, Readiness.READY),
        (8, 10, Readiness.NOT_YET),
        (18, 20, Readiness.READY),
        (17, 20, Readiness.NOT_YET),
        (27, 30, Readiness.READY),
        (10, 11, Readiness.READY),
        (9, 11, Readiness.NOT_YET),
        (8, 9, Readiness.NOT_YET),
        (9, 9, Readiness.READY),
        (0, 0, Readiness.NO_ITEMS),
    ],
)
def test_nine_of_ten_as_in_the_key_is_ready(same: int, of: int, readiness: Readiness) -> None:
    """Exactly nine tenths is enough; below ten items all must be as in the key."""
    assert Gold(same, of, 0).readiness is readiness


def test_a_set_that_is_not_full_is_not_judged() -> None:
    """The rule asks for a full set: twenty right and one open is neither ready nor not."""
    marks = {str(number): True for number in range(20)}
    found = against_gold(marks, [str(number) for number in range(21)])
    assert found == Gold(20, 21, 1)
    assert found.readiness is Readiness.NOT_FULL
    assert against_gold(marks, list(marks)).readiness is Readiness.READY


def test_a_class_is_counted_by_state_and_not_by_name() -> None:
    """What the room sees is how many."""
    found = counted([Gold(9, 10, 0), Gold(10, 10, 0), Gold(1, 10, 0)])
    assert found[Readiness.READY] == 2
    assert found[Readiness.NOT_YET] == 1
    assert set(found) == set(Readiness)
