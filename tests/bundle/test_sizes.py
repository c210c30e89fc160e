"""The sizes that the budget promises, with the seeded generator: docs say 12 kB for 50 screenings, 56 kB for 500."""

import pytest

from benchmarks.generate import screenings
from fieldkit.cases.records import record_from_json
from tests.bundle import parts


@pytest.mark.xfail(
    strict=True, reason="the budget is from before consent and notes: it needs shorter moments in the stub"
)
@pytest.mark.parametrize(("count", "largest"), [(50, 12_000), (500, 56_000)])
def test_a_days_and_a_months_screenings_fit_a_bad_link(count: int, largest: int) -> None:
    """50 screenings of 45 answers take at most 12 kB, 500 at most 56 kB, with two recipients."""
    assert len(parts.bundle(records=list(screenings(count))).data) <= largest


@pytest.mark.parametrize(("count", "largest"), [(50, 12_288), (500, 59_904)])
def test_with_consent_and_notes_they_are_a_step_larger(count: int, largest: int) -> None:
    """Sizes grow in the steps of the padding; one step more would be a mistake."""
    assert len(parts.bundle(records=list(screenings(count))).data) <= largest


def test_the_generator_makes_records_as_they_are_sent() -> None:
    """What is measured has the shape of real records: 45 coded answers, consent, notes, always the same for a seed."""
    made = list(screenings(100))
    assert made == list(screenings(100))
    for line in made:
        assert line == record_from_json(line).to_json()
        content = line["content"]
        assert isinstance(content, dict)
        assert len(content["answers"]) == 45
        assert isinstance(content["consent"], dict)
        assert content["consent"]["given"] == "yes"
    assert 30 < sum("notes" in line["content"] for line in made) < 50  # type: ignore[operator]
