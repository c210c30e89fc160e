"""Numbers that people type: slips are noticed. docs/practice-format.md 8.2 and 8.5."""

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import typed_code
from fieldkit.crypto.fingerprint import ALPHABET
from fieldkit.crypto.typed_code import Shape
from fieldkit.sync.bundle.class_file import BOARD, OPENING
from fieldkit.sync.bundle.class_line import LINE

shapes = st.sampled_from([BOARD, OPENING, LINE])
numbers = st.integers(0, LINE.limit - 1)


@given(shapes, numbers)
def test_what_was_shown_is_read_however_it_is_typed(shape: Shape, number: int) -> None:
    """Small letters, no dashes, O for 0 and I or L for 1: the same number."""
    number %= shape.limit
    shown = typed_code.spell(number, shape)
    for typed in (shown, shown.lower(), shown.replace("-", " "), shown.replace("0", "o").replace("1", "l")):
        assert typed_code.read(typed, shape) == number


@given(shapes, numbers, st.integers(0, 40), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_noticed(shape: Shape, number: int, place: int, other: str) -> None:
    """Wherever it stands, the check characters included."""
    text = typed_code.spell(number % shape.limit, shape).replace("-", "")
    place %= len(text)
    wrong = text[:place] + other + text[place + 1 :]
    if wrong == text:
        assert typed_code.read(wrong, shape) == number % shape.limit
    else:
        with pytest.raises(errors.MistypedCode, match="check"):
            typed_code.read(wrong, shape)


@given(shapes, numbers, st.integers(0, 40), st.integers(0, 40))
def test_any_two_swapped_characters_are_noticed(shape: Shape, number: int, first: int, second: int) -> None:
    """Neighbours or not, the check characters included."""
    text = list(typed_code.spell(number % shape.limit, shape).replace("-", ""))
    first, second = first % len(text), second % len(text)
    if text[first] != text[second]:
        text[first], text[second] = text[second], text[first]
        with pytest.raises(errors.MistypedCode, match="check"):
            typed_code.read("".join(text), shape)


@pytest.mark.parametrize("shape", [BOARD, OPENING, LINE], ids=["board", "opening", "line"])
def test_the_primes_are_what_the_page_says_of_them(shape: Shape) -> None:
    """No two places weigh the same, and no place weighs the same as a check character's, with the sign turned."""
    weights = [pow(32, place, shape.prime) for place in range(shape.size)]
    assert shape.prime > 31
    assert len(set(weights)) == len(weights)
    assert all((data + pow(32, check, shape.prime)) % shape.prime for data in weights for check in range(shape.check))


@pytest.mark.parametrize("typed", ["", "0000", "0" * 11, "U000000000", "?000000000", "0000\n"])
def test_what_cannot_be_a_code_is_said(typed: str) -> None:
    """Too short, too long, a character that is never used; the code itself is in no message."""
    with pytest.raises(errors.MistypedCode) as refused:
        typed_code.read(typed, BOARD)
    assert typed.strip() == "" or typed.strip() not in str(refused.value)


def test_a_number_that_does_not_fit_is_a_mistake_of_the_caller() -> None:
    """Nothing is cut."""
    for number in (-1, BOARD.limit):
        with pytest.raises(ValueError, match="does not fit"):
            typed_code.spell(number, BOARD)


def test_a_line_is_at_most_forty_characters() -> None:
    """With its dashes."""
    assert len(typed_code.spell(LINE.limit - 1, LINE)) == 40
