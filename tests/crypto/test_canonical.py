"""Canonical JSON: docs/bundle-format.md 2."""

import json

import pytest
import rfc8785
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.result import Json

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.MAX_INT, canonical.MAX_INT) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_form_reads_back_as_the_same_value_and_the_same_bytes(value: Json) -> None:
    """What is written in canonical form is accepted as canonical, whatever the texts and keys hold."""
    data = canonical.dumps(value)
    assert value == canonical.loads_canonical(data, max_depth=99, what="x")


@given(VALUES)
def test_the_quick_encoder_gives_the_bytes_of_the_standard(value: Json) -> None:
    """Values that go to the C encoder come out as RFC 8785's own encoder spells them, whatever is in them."""
    assert canonical.dumps(value) == rfc8785.dumps(value)


ODD = st.recursive(
    st.floats() | st.integers() | st.text() | st.binary(max_size=2) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3),
    max_leaves=6,
)


@given(ODD)
def test_whatever_is_no_json_is_refused_as_ever(value: Json) -> None:
    """Floats, bytes, keys that are no text, halves of characters, numbers beyond the bound: with and without the quick
    encoder the same bytes or the same kind of error."""
    try:
        wanted = _slowly(value)
    except (TypeError, ValueError):
        with pytest.raises((TypeError, ValueError)):
            canonical.dumps(value)
    else:
        assert canonical.dumps(value) == wanted


def _slowly(value: Json) -> bytes:
    canonical._refuse_floats(value)
    return rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), {"a": 2**53}, "\ud800", {"a": ["\udfff"]}, 1.0, {"a": [0.5]}, b"x"])
def test_what_json_cannot_carry_never_reaches_the_quick_encoder(value: Json) -> None:
    """Each is a mistake of the caller, at any depth."""
    with pytest.raises((TypeError, ValueError)):
        canonical.dumps(value)


@given(VALUES)
def test_depth_is_counted_exactly_whatever_stands_in_strings(value: Json) -> None:
    """Brackets and quotes inside strings do not count as nesting."""

    def depth(v: Json) -> int:
        if isinstance(v, dict):
            return 1 + max(map(depth, v.values()), default=0)
        return 1 + max(map(depth, v), default=0) if isinstance(v, list) else 0

    data = json.dumps(value).encode()
    assert value == canonical.loads(data, max_depth=depth(value), what="x")
    if depth(value):
        with pytest.raises(errors.MalformedJson):
            canonical.loads(data, max_depth=depth(value) - 1, what="x")


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    """One value has one spelling."""
    assert canonical.dumps({"b": None, "a": [1, "\x1fé"]}) == b'{"a":[1,"\\u001f\xc3\xa9"],"b":null}'


@pytest.mark.parametrize("value", [1.0, float("nan"), {"a": [2.5]}])
def test_floats_are_never_written(value: Json) -> None:
    """A decimal is text; a float in something to be signed is a mistake of the caller."""
    with pytest.raises(TypeError):
        canonical.dumps(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b"1.0",
        b"1e3",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"9007199254740992",
        b"-9007199254740992",
        b"1" * 5000,
        b"\xff",
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b'{"\\uDC00":1}',
        b"",
        b"[1,]",
        b"{} {}",
        b"[" * 100_000,
        b"[" * 17 + b"]" * 17,
        b'"abc',
        b"[}",
        b'"\x01"',
        b"\xef\xbb\xbf{}",
    ],
)
def test_json_that_readers_could_understand_differently_is_refused(data: bytes) -> None:
    """Duplicate keys, fractions, huge numbers, broken text and deep nesting are errors, not choices."""
    with pytest.raises(errors.MalformedJson):
        canonical.loads(data, what="x")


def test_numbers_up_to_the_bound_and_sixteen_levels_are_read() -> None:
    """The bounds themselves are allowed."""
    assert canonical.loads(b"[9007199254740991,-9007199254740991]", what="x") == [canonical.MAX_INT, -canonical.MAX_INT]
    assert canonical.loads(b"[" * 16 + b"]" * 16, what="x")


def test_a_pair_of_surrogates_written_as_escapes_is_a_character() -> None:
    """Escapes of a whole character are read; only halves are refused."""
    assert canonical.loads(b'"\\ud83d\\ude00"', what="x") == "\U0001f600"


@pytest.mark.parametrize("data", [b'{"b":1,"a":2}', b'{"a": 1}', b'"\\u0061"', b"-0", b"{}\n"])
def test_other_spellings_are_not_canonical(data: bytes) -> None:
    """What is signed has one spelling, and a reader insists on it."""
    canonical.loads(data, what="x")
    with pytest.raises(errors.MalformedJson):
        canonical.loads_canonical(data, what="x")


def test_an_object_is_required_where_one_belongs() -> None:
    """A list where an object belongs is refused."""
    assert canonical.loads_object(b'{"a":1}', what="x") == {"a": 1}
    with pytest.raises(errors.MalformedJson):
        canonical.loads_object(b"[]", what="x")


def test_errors_do_not_quote_what_was_read() -> None:
    """No message carries a respondent's words."""
    for data in (b'{"note":"CANARY","note":1}', b'"CANARY', b'{"CANARY":1.5}', b'"CANARY\xff"'):
        with pytest.raises(errors.MalformedJson) as caught:
            canonical.loads(data, what="the line")
        assert "CANARY" not in f"{caught.value} {caught.value.advice} {caught.value.__cause__}"
