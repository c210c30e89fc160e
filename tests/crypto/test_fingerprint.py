"""Groups that people read out, and the recovery code: docs/bundle-format.md 8.3."""

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import fingerprint


def test_a_fingerprint_is_six_groups_of_four() -> None:
    """The first 120 bits of SHA-256, in Crockford's base 32."""
    # base64.b32encode(bytes.fromhex("ba7816bf8f01cfea414140de5dae22"), in the other alphabet
    assert fingerprint.groups(b"abc") == ("Q9W1", "DFWF", "077Y", "MGA1", "83F5", "VBH2")


def test_groups_are_typed_leniently_but_must_be_right() -> None:
    """Lower case, spaces, O for 0, I and L for 1 are understood; another group, or none, is no match."""
    shown = ("Q901", "DFWF")
    assert fingerprint.matches(shown, {0: "q9OL", 1: " d f-wf"})
    assert fingerprint.matches(shown, {0: "q90i"})
    assert not fingerprint.matches(shown, {0: "Q901", 1: "DFWG"})
    assert not fingerprint.matches(shown, {})
    assert not fingerprint.matches(shown, {2: "DFWF"})
    assert not fingerprint.matches(shown, {-1: "DFWF"})


@given(st.binary(min_size=16, max_size=16))
def test_a_recovery_code_comes_back_from_its_paper(secret: bytes) -> None:
    """Seven groups of four give the 16 bytes again, however they are typed."""
    code = fingerprint.encode_code(secret)
    assert [len(g) for g in code.split("-")] == [4] * 7
    assert secret == fingerprint.decode_code(code)
    assert secret == fingerprint.decode_code(code.lower().replace("-", "  ").replace("0", "o").replace("1", "l"))


@given(st.binary(min_size=16, max_size=16), st.integers(0, 27), st.integers(1, 31))
def test_one_wrong_character_is_always_noticed(secret: bytes, at: int, shift: int) -> None:
    """No single typing mistake gives another valid code."""
    typed = list(fingerprint.encode_code(secret).replace("-", ""))
    typed[at] = fingerprint.ALPHABET[(fingerprint.ALPHABET.index(typed[at]) + shift) % 32]
    with pytest.raises(errors.MistypedCode):
        fingerprint.decode_code("".join(typed))


@given(st.binary(min_size=16, max_size=16), st.integers(0, 24))
def test_two_swapped_neighbours_are_always_noticed(secret: bytes, at: int) -> None:
    """Nor does a swap of two characters next to each other."""
    typed = list(fingerprint.encode_code(secret).replace("-", ""))
    typed[at], typed[at + 1] = typed[at + 1], typed[at]
    if typed[at] != typed[at + 1]:
        with pytest.raises(errors.MistypedCode):
            fingerprint.decode_code("".join(typed))


@pytest.mark.parametrize("text", ["", "ABCD", "U" * 28, "Z" * 28, "é" * 28])
def test_a_code_of_another_shape_is_refused_without_being_repeated(text: str) -> None:
    """The message says what is wrong, never what was typed."""
    with pytest.raises(errors.MistypedCode) as caught:
        fingerprint.decode_code(text)
    assert not text or text not in str(caught.value)


def test_a_code_holds_sixteen_bytes() -> None:
    """Another length is a mistake of the caller."""
    with pytest.raises(ValueError, match="16 bytes"):
        fingerprint.encode_code(b"short")


def test_a_code_larger_than_sixteen_bytes_is_refused_even_with_a_right_check() -> None:
    """26 characters can say two bits more than 16 bytes hold: those are always zero."""
    number = (1 << 130) - 1
    characters = [fingerprint.ALPHABET[number >> (5 * place) & 31] for place in reversed(range(26))]
    check = number % 1021
    code = "".join(characters) + fingerprint.ALPHABET[check >> 5] + fingerprint.ALPHABET[check & 31]
    with pytest.raises(errors.MistypedCode):
        fingerprint.decode_code(code)
