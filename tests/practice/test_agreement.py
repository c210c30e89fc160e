"""What coefficients of agreement must hold for any table, and what they give in edge cases. docs/agreement.md 3."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.practice.agreement import figure, fitting, measure
from fieldkit.practice.coefficients import Coefficient, Why
from fieldkit.practice.ratings import Ratings, Row, table
from tests.practice.published import from_words, ratings

PERCENT, COHEN, FLEISS, AC1, ALPHA = Coefficient
CATEGORIES = "abcd"


@st.composite
def tables(draw: st.DrawFn, *, missing: bool = True, raters: int | None = None) -> Ratings:
    """Draw a table of ratings."""
    columns = raters or draw(st.integers(2, 6))
    rating = st.sampled_from([*CATEGORIES, None] if missing else CATEGORIES)
    rows = draw(st.lists(st.tuples(*[rating] * columns), min_size=1, max_size=12))
    return ratings(rows)


def values(found: Ratings) -> list[float | Why | None]:
    """Return what each coefficient that fits gives, rounded where only the order of adding up differs."""
    figures = [figure(found, which) for which in fitting(len(found.raters))]
    return [one.why if one.value is None else round(one.value, 9) for one in figures]


def changed(found: Ratings, change: Callable[[Row], Row]) -> Ratings:
    """Return the table with every row changed."""
    return Ratings(found.raters, found.items, tuple(change(row) for row in found.rows), found.offered)


@given(tables(), st.permutations(CATEGORIES))
def test_names_of_categories_do_not_matter(found: Ratings, names: list[str]) -> None:
    """Whatever the categories are called, the figures stay."""
    new = dict(zip(CATEGORIES, names, strict=True))
    renamed = changed(found, lambda row: tuple(None if value is None else new[value] for value in row))
    assert values(renamed) == values(found)


@given(tables(), st.data())
def test_the_order_of_raters_does_not_matter(found: Ratings, data: st.DataObject) -> None:
    """No rater counts more than another."""
    order = data.draw(st.permutations(range(len(found.raters))))
    assert values(changed(found, lambda row: tuple(row[at] for at in order))) == values(found)


@given(tables())
def test_the_order_of_items_does_not_matter(found: Ratings) -> None:
    """No item counts more than another."""
    assert values(Ratings(found.raters, found.items, found.rows[::-1], found.offered)) == values(found)


@given(tables(missing=False))
def test_figures_lie_between_minus_one_and_one(found: Ratings) -> None:
    """With no rating missing, no figure leaves its bounds; percent agreement is never negative."""
    percent, *corrected = (figure(found, which).value for which in fitting(len(found.raters)))
    assert percent is not None
    assert 0 <= percent <= 1
    assert all(value is None or -1 - 1e-9 <= value <= 1 for value in corrected)


@given(tables())
def test_no_figure_is_above_one_and_ac1_and_alpha_never_below_minus_one(found: Ratings) -> None:
    """Missing ratings move no figure above 1. Fleiss' kappa alone may fall below -1 with them (docs/agreement.md 3)."""
    for which in fitting(len(found.raters)):
        value = figure(found, which).value
        assert value is None or value <= 1
        assert value is None or which is FLEISS or value >= -1 - 1e-9


def test_fleiss_kappa_may_fall_far_with_items_that_one_person_rated() -> None:
    """Gwet's extension takes chance from them too; alpha leaves them out and stays within its bounds."""
    lonely = ratings([("a", "b", None), *[("a", None, None)] * 50])
    fleiss, alpha = figure(lonely, FLEISS).value, figure(lonely, ALPHA).value
    assert fleiss is not None
    assert fleiss < -1
    assert alpha == 0


@given(tables(missing=False))
def test_everyone_agreeing_on_more_than_one_category_is_exactly_one(found: Ratings) -> None:
    """Perfect agreement is 1, not 0.9999999."""
    agreeing = changed(found, lambda row: (row[0],) * len(row))
    expected: set[float | Why | None] = {1.0} if len(agreeing.used) > 1 else {1.0, Why.ONE_CATEGORY}
    assert set(values(agreeing)) == expected


@given(tables(raters=2, missing=False))
def test_two_raters_who_swap_categories_evenly_agree_less_than_chance(found: Ratings) -> None:
    """Where nobody ever agrees, no corrected figure is above 0."""
    other = dict(zip(CATEGORIES, "bcda", strict=True))
    never = changed(found, lambda row: (row[0], other[row[0] or "a"]))
    assert all(isinstance(value, Why) or value is None or value <= 0 for value in values(never))


@given(tables())
def test_measuring_always_returns(found: Ratings) -> None:
    """Any table has an answer: a value, or why there is none, never both and never an exception."""
    for one in measure(found, b"seed", resamples=20).figures:
        assert (one.value is None) != (one.why is None)


@pytest.mark.parametrize("which", Coefficient)
@pytest.mark.parametrize(
    ("rows", "why"),
    [
        pytest.param([], Why.ONE_RATER, id="no items, no raters"),
        pytest.param([("a",), ("b",)], Why.ONE_RATER, id="one rater"),
        pytest.param([("a", None), (None, "b")], Why.NO_ITEMS, id="no item rated by two"),
        pytest.param([(None, None)], Why.NO_ITEMS, id="nothing rated"),
    ],
)
def test_without_two_ratings_of_one_item_no_figure_has_a_value(which: Coefficient, rows: list[Row], why: Why) -> None:
    """It is said why, and neither 0 nor 1 is shown."""
    found = figure(ratings(rows), which, b"seed")
    assert (found.value, found.why, found.interval) == (None, why, None)


def test_raters_without_items_have_no_figures() -> None:
    """An empty table of a class is no error."""
    empty = table({"x": {}, "y": {}}, [])
    assert {one.why for one in measure(empty, b"seed").figures} == {Why.NO_ITEMS}


def test_one_category_only_is_full_percent_and_no_kappa_and_no_alpha() -> None:
    """Nobody can agree beyond chance where chance is certain: kappa and alpha are 0/0, and said to be none."""
    same = ratings([("a", "a", "a")] * 12)
    assert values(same) == [1.0, Why.ONE_CATEGORY, Why.ONE_CATEGORY, Why.ONE_CATEGORY]
    assert figure(ratings([("a", "a")] * 12), COHEN).why is Why.ONE_CATEGORY


def test_one_category_of_several_offered_is_full_ac1() -> None:
    """AC1 counts the categories that could be chosen: all the same of ten is agreement, and AC1 is 1."""
    assert figure(ratings([("a", "a", "a")] * 12, offered=10), AC1).value == 1.0


def test_ac1_depends_on_how_many_categories_were_offered() -> None:
    """Two of two used is likelier by chance than two of ten."""
    rows: list[Row] = [("a", "a"), ("b", "b"), ("a", "b")]
    few, many = (figure(ratings(rows, offered), AC1).value for offered in (2, 10))
    assert few is not None
    assert many is not None
    assert few < many


def test_cohens_kappa_is_for_two_raters_and_fleiss_for_more() -> None:
    """A class of two gets Cohen's, a class of three Fleiss'; Cohen's for three is refused with its reason."""
    assert COHEN in fitting(2)
    assert COHEN not in fitting(3)
    assert figure(ratings([("a", "b", "a")]), COHEN).why is Why.NOT_TWO


def test_cohens_kappa_leaves_out_what_one_of_the_two_did_not_rate() -> None:
    """A missing rating costs its item, nothing else."""
    whole, gaps = from_words(["a a", "b b", "a b", "b b"]), from_words(["a a", "b b", "a -", "a b", "- -", "b b"])
    assert figure(whole, COHEN).value == figure(gaps, COHEN).value
    assert figure(gaps, COHEN).items == 4


def test_kappa_collapses_where_nearly_all_give_one_answer_and_ac1_does_not() -> None:
    """118 + 0 of 125 agree and kappa is below 0: the reason why AC1 stands beside it."""
    skewed = ratings([("n", "n")] * 118 + [("n", "y")] * 5 + [("y", "n")] * 2)
    kappa, ac1 = figure(skewed, COHEN).value, figure(skewed, AC1).value
    assert kappa is not None
    assert ac1 is not None
    assert kappa < 0 < 0.9 < ac1


def test_a_table_tells_what_it_rests_on() -> None:
    """Items that two rated, raters, categories used and offered, missing ratings; and a warning below ten items."""
    found = measure(table({"x": {"1": "a", "2": "b"}, "y": {"1": "a", "3": None}}, ["1", "2", "3"], offered=10))
    assert (found.items, found.raters, found.used, found.offered, found.missing) == (1, 2, 2, 10, 3)
    assert found.few
    assert not measure(ratings([("a", "b")] * 10)).few


@settings(max_examples=30)
@given(tables())
def test_an_interval_lies_around_possible_values(found: Ratings) -> None:
    """The low end is not above the high one, and nothing lies above 1."""
    for one in measure(found, b"seed", resamples=50).figures:
        if one.interval is not None:
            assert one.interval.low <= one.interval.high <= 1
