"""The sizes that the budget promises, with the seeded generator: docs say 12 kB for 50 screenings, 56 kB for 500."""

from typing import Any

import pytest

from benchmarks.generate import SEED, screenings
from fieldkit.cases.rec_line import full_line, short_line
from fieldkit.cases.records import record_from_json
from tests.bundle import parts


@pytest.mark.parametrize(("count", "largest"), [(50, 12_000), (500, 56_000)])
@pytest.mark.parametrize("seed", [SEED, 1, 2, 3])
def test_a_days_and_a_months_screenings_fit_a_bad_link(count: int, largest: int, seed: int) -> None:
    """50 screenings of 45 answers, consent and notes take at most 12 kB, 500 at most 56 kB, with two recipients."""
    assert len(parts.bundle(records=list(screenings(count, seed))).data) <= largest


def test_the_clocks_of_the_generator_go_apart_as_real_ones_do() -> None:
    """Else sizes would be those of clocks that no laptop has."""
    moments: list[Any] = [line["stub"] for line in screenings(100)]
    drifts = [stub["finished"]["drift_ms"] for stub in moments if "drift_ms" in stub["finished"]]
    assert len(drifts) > 80
    assert len(set(drifts)) > 15
    assert max(map(abs, drifts)) > 10


def test_the_generator_makes_records_as_they_are_sent() -> None:
    """What is measured has the shape of real records: 45 coded answers, consent, notes, always the same for a seed."""
    made = list(screenings(100))
    assert made == list(screenings(100))
    for line in made:
        whole = full_line(line)
        assert line == short_line(whole)
        assert whole == record_from_json(whole).to_json()
        content = line["content"]
        assert isinstance(content, dict)
        assert len(content["answers"]) == 45
        assert isinstance(content["consent"], dict)
        assert content["consent"]["given"] == "yes"
    assert 30 < sum("notes" in line["content"] for line in made) < 50  # type: ignore[operator]
