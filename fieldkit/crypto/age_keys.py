"""The X25519 keys inside age's texts, and what two of them agree on. docs/alert-format.md 2.

age's own library seals files and gives no raw keys out; an alert has room for 32 bytes of key and none for a file.
"""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from fieldkit import errors

_RECIPIENT, _IDENTITY = "age", "age-secret-key-"
_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_SIZE, _GROUPS, _CHECK = 32, 52, 6
"""Bytes of a key; groups of 5 bits that hold it, with 4 bits of padding; groups of the checksum."""


def public_of(recipient: str) -> bytes:
    """Return the 32 bytes of a recipient, `age1...`. Raises: BadKey."""
    return _decoded(recipient, _RECIPIENT, "recipient")


def secret_of(identity: str) -> bytes:
    """Return the 32 bytes of an identity, `AGE-SECRET-KEY-1...`. Raises: BadKey."""
    return _decoded(identity, _IDENTITY, "identity")


def public_half(secret: bytes) -> bytes:
    """Return the public half of 32 secret bytes."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def agree(secret: bytes, public: bytes) -> bytes:
    """Return the 32 bytes that both sides get. Raises: WrongKey for a point of small order."""
    try:
        return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        raise errors.WrongKey from None


def _decoded(text: str, prefix: str, what: str) -> bytes:
    """Return the bytes of a Bech32 text (BIP 173, of any length)."""
    lower = text.lower()
    head, _, tail = lower.rpartition("1")
    if text not in (lower, text.upper()) or head != prefix or not set(tail) <= set(_CHARSET):
        raise errors.BadKey(what=what)
    groups = [_CHARSET.index(character) for character in tail]
    if len(groups) != _GROUPS + _CHECK or _polymod([*_expanded(prefix), *groups]) != 1:
        raise errors.BadKey(what=what)
    number = 0
    for group in groups[:_GROUPS]:
        number = number << 5 | group
    if number & 15:
        raise errors.BadKey(what=what)
    return (number >> 4).to_bytes(_SIZE, "big")


def _expanded(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check
