"""Derivation and authenticated encryption, with published vectors where there are some."""

import pytest

from fieldkit import errors
from fieldkit.crypto import derive


def test_purposes_give_different_keys() -> None:
    """Each `info` names another key of the asked length."""
    assert derive.hkdf(b"k" * 32, "a") != derive.hkdf(b"k" * 32, "b")
    assert len(derive.hkdf(b"k" * 32, "a", 64)) == 64


def test_hkdf_agrees_with_rfc_5869() -> None:
    """RFC 5869, test case 3: no salt, no info."""
    expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    assert expected == derive.hkdf(b"\x0b" * 22, "", 42).hex()


def test_a_passphrase_is_taken_in_one_form() -> None:
    """é typed as one character or as two gives the same key; so does a wide letter."""

    def key(text: str) -> bytes:
        return derive.argon2id(text, b"s" * 16, memory_kib=64, iterations=1, lanes=1)

    assert key("caf\u00e9") == key("cafe\u0301")
    assert key("a") == key("\uff41")
    assert key("a") != key("b")
    assert len(key("a")) == 32


def test_argon2id_uses_every_parameter() -> None:
    """Salt, memory, iterations and lanes all change the key."""
    keys = {
        derive.argon2id("x", salt, memory_kib=m, iterations=t, lanes=p)
        for salt, m, t, p in (
            (b"s" * 16, 64, 1, 1),
            (b"t" * 16, 64, 1, 1),
            (b"s" * 16, 128, 1, 1),
            (b"s" * 16, 64, 2, 1),
            (b"s" * 16, 64, 1, 2),
        )
    }
    assert len(keys) == 5


def test_only_the_same_key_nonce_text_and_context_decrypt() -> None:
    """Anything else is a wrong key, and says no more."""
    key, nonce = b"k" * 32, b"n" * 12
    sealed = derive.aead_encrypt(key, nonce, b"text", b"slot")
    assert derive.aead_decrypt(key, nonce, sealed, b"slot") == b"text"
    for args in (
        (b"K" * 32, nonce, sealed, b"slot"),
        (key, b"N" * 12, sealed, b"slot"),
        (key, nonce, sealed[:-1] + b"x", b"slot"),
        (key, nonce, sealed, b"other"),
        (key, nonce, b"", b"slot"),
        (key, b"", sealed, b"slot"),
        (b"short", nonce, sealed, b"slot"),
    ):
        with pytest.raises(errors.WrongKey):
            derive.aead_decrypt(*args)


def test_parts_of_a_mac_cannot_be_shifted_into_each_other() -> None:
    """("ab", "c") and ("a", "bc") have different MACs."""
    macs = [derive.mac(b"k", *parts) for parts in ((b"ab", b"c"), (b"a", b"bc"), (b"abc",), (b"abc", b""))]
    assert len(set(macs)) == 4
    assert len(macs[0]) == 32
