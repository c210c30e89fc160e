"""How wide a text is: the checker and the screen count alike."""

import pytest
from hypothesis import given, strategies as st

from fieldkit.forms.clean_text import width
from fieldkit.ui.text import width_of


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Where did you cross?", 20),
        ("Où êtes-vous né ?", 17),
        ("Ou\u0300 e\u0302tes-vous", 12),
        ("越境しましたか", 14),
        ("ＡＢ", 4),
        ("أين عبرت", 8),
        ("Mwambukiye he?", 14),
    ],
)
def test_wide_signs_count_two_and_combining_ones_none(text: str, columns: int) -> None:
    """As a terminal shows them."""
    assert (width(text), width_of(text)) == (columns, columns)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=["Cc", "Cf"])))
def test_latin_texts_are_as_wide_as_on_the_screen(text: str) -> None:
    """The languages of the shipped forms are written with these letters."""
    assert width(text) == width_of(text)
