"""Putting a key into a scene's file: only its lines change."""

import pytest
from hypothesis import given, strategies as st

from fieldkit.forms.plain_yaml import read_plain
from fieldkit.practice.splice_key import NoPlace, joined, must_keep, split
from tests.practice.shipped import IDS, text_of

BLOCK = "key:\n  situation: fraud\n"


def put(data: bytes) -> bytes:
    new = joined(split(data), BLOCK)
    must_keep(data, new)
    return new


@pytest.mark.parametrize("name", IDS)
def test_everything_but_the_key_of_each_scene_stays_byte_for_byte(name: str) -> None:
    """What stands before and behind the key is not touched, comments included."""
    text = text_of(name)
    at = text.index("\nkey:\n") + 1
    assert put(text.encode()) == (text[:at] + BLOCK).encode()
    behind = text + "\n# The end.\nx: {note: kept}   # also this\n"
    assert put(behind.encode()) == (text[:at] + BLOCK + "\n# The end.\nx: {note: kept}   # also this\n").encode()


@pytest.mark.parametrize(
    ("before", "old", "after"),
    [
        ("a: 1\n", "", ""),
        ("a: 1\n", 'key: "TODO: later"   # soon\n', "# behind\nb: 2\n"),
        ("# first\na: |\n  key: no key\n\n", "key:\n  why: |\n    one\n    # two\n", "\n# three\nb: 2\n"),
        ("a: 1\n", "key:\n  conduct:\n    - {point: privacy}\n  # mine\n", "\nb: 2\n"),
        ("a: 1\n", 'key: {why: "one\n    two", answers: {a: 1}}\n', "b: 2\n"),
        ("a: 1\n", "key:\n", "b: 2\n"),
        ("\ufeffa: é𝄞\n", "key:\n  why: é\n", "b: 2\n"),
    ],
)
def test_the_lines_of_the_key_are_found_however_it_is_written(before: str, old: str, after: str) -> None:
    """A block scalar, comments, one line, nothing; also with the line ends of another system."""
    for end in ("\n", "\r\n"):
        data = (before + old + after).replace("\n", end).encode()
        assert put(data) == (before + BLOCK + after).replace("\n", end).encode()


def test_a_file_without_a_last_line_end_gets_one() -> None:
    """Then the key follows on a line of its own."""
    assert put(b"a: 1") == b"a: 1\n" + BLOCK.encode()
    assert put(b"a: 1\nkey: {why: x}") == b"a: 1\n" + BLOCK.encode()


@pytest.mark.parametrize("text", ["{a: 1, key: {why: x}}\n", "  a: 1\n  key: x\n", "a: 1\n...\n"])
def test_a_key_without_lines_of_its_own_has_no_place(text: str) -> None:
    """Nothing is written then."""
    with pytest.raises(NoPlace):
        put(text.encode())


@pytest.mark.parametrize("new", ["a: 2\nkey: x\n", "a: 1\n", "a: [\nkey: x\n", "a: 1\nb: 2\nkey: x\n", "key: x\n"])
def test_a_file_that_says_something_else_than_before_is_refused(new: str) -> None:
    """Whatever was meant to be put into it."""
    must_keep(b"a: 1\n", b"a: 1\nkey: x\n")
    with pytest.raises(NoPlace):
        must_keep(b"a: 1\n", new.encode())


@given(st.text(alphabet="ab #:\n'\"-|é", max_size=40))
def test_whatever_else_a_value_says_it_stays(value: str) -> None:
    """A text of any kind before and behind the key reads the same afterwards."""
    import json

    text = f"a: {json.dumps(value)}\nkey: {{why: {json.dumps(value)}}}\nb: {json.dumps(value)}\n"
    new = put(text.encode())
    found = read_plain(new, "x.yaml")
    assert isinstance(found, dict)
    assert found["key"] == {"situation": "fraud"}
    assert found["a"] == found["b"]
