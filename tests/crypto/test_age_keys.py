"""The raw keys in age's texts. docs/alert-format.md 2"""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings, strategies as st

from fieldkit import errors
from fieldkit.crypto import age_keys, seal

IDENTITY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
"""The one of age's own test vectors: 32 bytes 0x42."""
RECIPIENT = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"


def test_the_key_of_ages_own_vectors() -> None:
    """The identity and recipient of age's published test vectors hold 32 bytes 0x42 and their public half."""
    assert age_keys.secret_of(IDENTITY) == b"\x42" * 32
    assert seal.recipient_of(IDENTITY) == RECIPIENT
    assert age_keys.public_of(RECIPIENT) == age_keys.public_half(b"\x42" * 32)


def test_the_halves_belong_together_as_ages_library_has_them() -> None:
    """What pyrage calls the recipient of an identity is the public half of its bytes, for any key."""
    for _ in range(50):
        identity = seal.generate_identity()
        secret, public = age_keys.secret_of(identity), age_keys.public_of(seal.recipient_of(identity))
        assert age_keys.public_half(secret) == public
        assert age_keys.secret_of(identity.lower()) == secret


def test_both_sides_agree() -> None:
    """Each side gets the same 32 bytes; a point of small order gives nothing."""
    one, two = bytes(range(32)), bytes(range(32, 64))
    assert age_keys.agree(one, age_keys.public_half(two)) == age_keys.agree(two, age_keys.public_half(one))
    with pytest.raises(errors.WrongKey):
        age_keys.agree(one, bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        RECIPIENT.upper().replace("AGE", "age"),
        RECIPIENT[:-1],
        RECIPIENT + "q",
        RECIPIENT.replace("zvk", "zvb"),
        IDENTITY,
        RECIPIENT[:-8] + "qqqqqqqq",
        "b" + RECIPIENT,
    ],
)
def test_anything_else_is_no_recipient(text: str) -> None:
    """Mixed case, another length, prefix, letter or checksum: no key."""
    with pytest.raises(errors.BadKey):
        age_keys.public_of(text)


def test_bits_left_over_are_refused() -> None:
    """One key has one spelling: the four bits behind the key are zero, though a checksum can be made for others."""
    groups = [age_keys._CHARSET.index(c) for c in RECIPIENT[4:-6]]
    groups[-1] |= 1
    check = age_keys._polymod([*age_keys._expanded("age"), *groups, 0, 0, 0, 0, 0, 0]) ^ 1
    tail = "".join(age_keys._CHARSET[g] for g in (*groups, *(check >> 5 * (5 - i) & 31 for i in range(6))))
    with pytest.raises(errors.BadKey):
        age_keys.public_of("age1" + tail)


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_any_text_is_a_key_or_is_refused(text: str) -> None:
    """No other exception comes out."""
    with pytest.raises(errors.BadKey):
        age_keys.secret_of(text)


def test_a_key_agrees_with_the_library() -> None:
    """The public half is the one of the library that signs and seals elsewhere."""
    own = X25519PrivateKey.from_private_bytes(b"\x42" * 32)
    assert own.public_key().public_bytes_raw() == age_keys.public_half(b"\x42" * 32)
