"""Bootstrap intervals: made again from their seed, by items, left out where they would mislead."""

from collections import Counter

import pytest

from fieldkit.practice.agreement import figure, measure
from fieldkit.practice.bootstrap import interval, quantile, resampled
from fieldkit.practice.coefficients import Coefficient, Why
from tests.practice.published import FLEISS_1971, ratings

DIAGNOSES = ratings([tuple(row) for row in FLEISS_1971.split()])


def test_the_same_seed_gives_the_same_intervals_on_every_laptop() -> None:
    """Trainer and trainees see one interval: these numbers hold for any machine and any Python."""
    again = [measure(DIAGNOSES, b"class 1", 200) for _ in range(2)]
    assert again[0] == again[1]
    assert list(resampled(b"class 1", 5, 2)) == [[0, 1, 2, 1, 4], [0, 4, 0, 2, 2]]


def test_another_seed_gives_another_interval() -> None:
    """The seed is used."""
    first, second = (figure(DIAGNOSES, Coefficient.FLEISS, seed, 200).interval for seed in (b"1", b"2"))
    assert first != second


def test_an_interval_holds_the_figure_and_grows_narrower_with_more_items() -> None:
    """30 items say more than 10."""
    whole = figure(DIAGNOSES, Coefficient.FLEISS, b"s")
    part = figure(ratings(DIAGNOSES.rows[:10]), Coefficient.FLEISS, b"s")
    assert whole.value is not None
    assert whole.interval is not None
    assert part.interval is not None
    assert whole.interval.low < whole.value < whole.interval.high
    assert whole.interval.high - whole.interval.low < part.interval.high - part.interval.low


def test_an_interval_is_about_as_wide_as_gwets_standard_error_says() -> None:
    """Gwet prints (0.264, 0.625) for AC1 of 15 patients, by his variance; drawing patients anew comes near that."""
    first = ratings(DIAGNOSES.rows[:15], offered=5)
    found = figure(first, Coefficient.AC1, b"s").interval
    assert found is not None
    assert found.low == pytest.approx(0.264, abs=0.05)
    assert found.high == pytest.approx(0.625, abs=0.05)


def test_without_a_seed_there_is_no_interval() -> None:
    """The core draws no lots by itself."""
    assert all(one.interval is None for one in measure(DIAGNOSES).figures)


def test_one_item_has_no_interval() -> None:
    """Drawing one item anew always gives that item: an interval would look like certainty."""
    assert figure(ratings([("a", "b", "b")]), Coefficient.AC1, b"s").interval is None


def test_items_that_nobody_rated_are_not_drawn() -> None:
    """An item on the list that no laptop reported changes no interval."""
    rated = list(DIAGNOSES.rows)
    empty = [(None,) * 6] * 20
    first, second = (figure(ratings(rows), Coefficient.AC1, b"s", 100) for rows in (rated, rated + empty))
    assert first.interval == second.interval


def test_every_item_is_drawn_equally_often() -> None:
    """No position is favoured."""
    drawn = Counter(at for row in resampled(b"fair", 10, 2000) for at in row)
    assert set(drawn) == set(range(10))
    assert all(abs(count - 2000) < 200 for count in drawn.values())


def test_where_half_of_the_resamples_have_no_value_there_is_no_interval() -> None:
    """Otherwise it would describe only those resamples that happened to have one."""
    parts = [
        (float(at == 0),) for at in range(12)
    ]  # the first of twelve items is drawn in about two of three resamples

    def undefined_without(sums: "object") -> "float | Why":
        assert isinstance(sums, list)
        return Why.ONE_CATEGORY if sums[0] else 1.0

    assert interval(parts, undefined_without, b"s", 200) is None
    kept = interval(parts, lambda sums: 1.0 if sums[0] else Why.ONE_CATEGORY, b"s", 200)
    assert kept is not None
    assert 100 < kept.resamples < 200


def test_quantiles_lie_on_the_line_between_two_values() -> None:
    """As numpy's and R's default do it."""
    assert quantile([1.0, 2.0, 4.0, 8.0], 0.5) == 3.0
    assert quantile([1.0, 2.0, 4.0, 8.0], 0.9) == pytest.approx(6.8)
    assert (quantile([5.0], 0.9), quantile([1.0, 2.0], 0.0), quantile([1.0, 2.0], 1.0)) == (5.0, 1.0, 2.0)
