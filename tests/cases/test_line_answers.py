"""Which answers a received line may have: the new ones of repeats and times, and what only looks like them."""

from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cases.line_check import check_line

ID = "6f0d3a53-7f4e-4f0a-9c77-1d5f3b2a9e10"


def identity(**answers: Any) -> dict[str, Any]:
    return {"t": "identity", "id": ID, "identity": answers}


def line(key: str, answer: Any) -> dict[str, Any]:
    return identity(**{key: answer})


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("place", ["1", "3"]),
        ("place", []),
        ("town[3]", "Huye"),
        ("home/hours[3][1]", 8),
        ("begins", {"time": "08:30:00.000+02:00"}),
        ("begins", {"time": "08:30:00.000"}),
        ("left", {"datetime": "2026-11-22T19:00:00.000+02:00"}),
        ("born", {"date": "2026-11-01"}),
        ("fear", {"dec": "2.5"}),
    ],
)
def test_answers_of_repeats_and_times_are_taken(key: str, answer: Any) -> None:
    """As fieldkit writes them."""
    check_line(line(key, answer))


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("begins", {"time": "25:00:00.000+02:00"}),
        ("begins", {"time": "08:30"}),
        ("begins", {"time": "083000"}),
        ("left", {"datetime": "2026-11-22"}),
        ("left", {"datetime": "2026-11-22 19:00:00.000+02:00"}),
        ("left", {"datetime": "2026-02-31T19:00:00.000+02:00"}),
        ("born", {"date": "20261101"}),
        ("born", {"date": "2026-W45-1"}),
        ("place", [1, 2]),
        ("place", ["1"] * 2_001),
        ("place", [["1"]]),
        ("town[3", "Huye"),
        ("town[]", "Huye"),
        ("[3]", "Huye"),
        ("town]3[", "Huye"),
        ("town[3]x", "Huye"),
        ("town" + "[1]" * 17, "Huye"),
        ("town[" + "1" * 17 + "]", "Huye"),
        ("t" * 129, "Huye"),
        ("t" * 129 + "[1]", "Huye"),
    ],
)
def test_what_only_looks_like_one_is_refused(key: str, answer: Any) -> None:
    """The error never names what the line holds."""
    with pytest.raises(errors.MalformedRecord) as caught:
        check_line(line(key, answer))
    assert "Huye" not in str(caught.value)


def test_a_household_of_many_is_taken_and_a_flood_is_not() -> None:
    """Every instance counts."""
    check_line(identity(**{f"age[{n}]": n for n in range(20_000)}))
    with pytest.raises(errors.MalformedRecord):
        check_line(identity(**{f"age[{n}]": n for n in range(20_001)}))
