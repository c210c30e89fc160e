"""`parameters:` of questions as pairs."""

import pytest

from fieldkit.forms.parameters import read_parameters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("start=1 end=5", {"start": "1", "end": "5"}),
        (" start = 1,end=5; step =2, ", {"start": "1", "end": "5", "step": "2"}),
        ("Randomize=True", {"randomize": "true"}),
        ("value=Code label=Name seed=${Age}", {"value": "Code", "label": "Name", "seed": "${Age}"}),
        ("", {}),
    ],
)
def test_parameters_are_pairs_in_small_letters_but_for_names(text: str, expected: dict[str, str]) -> None:
    """Spaces, commas and semicolons stand between them; names of columns and questions stay as they are."""
    assert read_parameters(text) == (expected, "")


@pytest.mark.parametrize(
    ("text", "wrong"), [("start=1 end", "end"), ("end=", "end="), ("=5", "=5"), ("a=b=c", "a=b=c")]
)
def test_what_is_no_pair_is_named(text: str, wrong: str) -> None:
    """The pairs beside it are read all the same."""
    assert read_parameters(text)[1] == wrong
