"""The typed line: what goes in comes out, a slip is noticed. docs/practice-format.md 8.5."""

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import typed_code
from fieldkit.sync.bundle.class_line import (
    LINE,
    MOST_NUMBER,
    Body,
    BodyShape,
    Head,
    class_tag,
    head_of,
    read_body,
    read_head,
    write_line,
)

SHAPE = BodyShape(situations=12, elements=9, steps=17, answers=27, conduct=7, ways=5)
PEOPLE = st.sampled_from(["7", "0", "16383", "16384", "007", "Umusozi", "Étang", "٣"])


def digits(count: int, radix: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.tuples(*[st.integers(0, radix - 1)] * count)


BODIES = st.builds(
    Body, st.integers(0, 11), st.integers(0, 8), digits(17, 2), digits(27, 3), digits(7, 2), digits(5, 3)
)


def head(who: str, *, n: int = 1, left: bool = False) -> Head:
    number, tag = head_of(who)
    return Head(class_tag("c-0123456789abcdef"), number, tag, 63, 3, n, left, 63)


@given(PEOPLE, BODIES, st.integers(1, 63))
def test_what_is_on_the_line_comes_back(who: str, body: Body, n: int) -> None:
    """Everything about the run, in at most forty characters."""
    line = write_line(head(who, n=n), body, SHAPE)
    assert len(line) <= 40
    found, rest = read_head(line.lower())
    assert found == head(who, n=n)
    assert found.fits(who)
    assert read_body(rest, SHAPE) == body


@given(BODIES, st.data())
def test_any_single_wrong_character_and_any_swap_is_noticed(body: Body, data: st.DataObject) -> None:
    """On the whole line, wherever."""
    text = list(write_line(head("7"), body, SHAPE).replace("-", ""))
    first, second = (data.draw(st.integers(0, len(text) - 1)) for _ in range(2))
    wrong = list(text)
    if data.draw(st.booleans()):
        wrong[first] = data.draw(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
    else:
        wrong[first], wrong[second] = wrong[second], wrong[first]
    if wrong != text:
        with pytest.raises(errors.ResultLineWrong, match="check"):
            read_head("".join(wrong))


def test_whoever_left_has_a_line_without_a_body() -> None:
    """Nothing else is on it."""
    found, rest = read_head(write_line(head("7", left=True), None, SHAPE))
    assert found.left
    assert rest == 0


def test_a_person_is_a_number_or_a_part_of_a_names_hash() -> None:
    """A number that is written otherwise, or is too large, is a name."""
    assert head_of("7") == (7, 0)
    assert head_of(str(MOST_NUMBER))[0] == MOST_NUMBER
    assert [head_of(who)[0] for who in ("007", str(MOST_NUMBER + 1), "Umusozi", "٣")] == [None] * 4
    assert not head("Umusozi").fits("Umugezi")
    assert not head("7").fits("8")


def test_a_vignette_with_too_many_questions_has_no_line() -> None:
    """It is said, not cut."""
    large = BodyShape(12, 9, 17, 60, 7, 5)
    with pytest.raises(errors.BundleOverflow):
        write_line(head("7"), Body(0, 0, (0,) * 17, (0,) * 60, (0,) * 7, (0,) * 5), large)


def test_a_digit_that_does_not_fit_is_a_mistake_of_the_caller() -> None:
    """Nothing is cut."""
    with pytest.raises(ValueError, match="digit"):
        write_line(head("7", n=64), None, SHAPE)


def test_a_line_of_another_text_or_version_is_refused() -> None:
    """More on the line than the vignette has; another version in front."""
    line = write_line(head("7"), Body(11, 8, (1,) * 17, (2,) * 27, (1,) * 7, (2,) * 5), SHAPE)
    with pytest.raises(errors.ResultLineWrong, match="another text"):
        read_body(read_head(line)[1], BodyShape(12, 9, 17, 3, 0, 0))
    with pytest.raises(errors.ResultLineWrong, match="another version"):
        read_head(typed_code.spell(2, LINE))


@pytest.mark.parametrize("line", ["", "7", "x" * 34, "U" * 34])
def test_what_is_no_line_is_refused(line: str) -> None:
    """With the reason."""
    with pytest.raises(errors.ResultLineWrong):
        read_head(line)
