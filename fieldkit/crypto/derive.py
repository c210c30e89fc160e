"""Keys from keys and passphrases, and authenticated encryption under them. Values in, values out."""

import hashlib
import hmac
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldkit import errors


def hkdf(key: bytes, info: str, length: int = 32) -> bytes:
    """Return a key for one purpose, named by `info` (HKDF-SHA-256, no salt: `key` is uniform)."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info.encode()).derive(key)


def argon2id(passphrase: str, salt: bytes, *, memory_kib: int, iterations: int, lanes: int) -> bytes:
    """Return 32 bytes from a passphrase, taken in NFKC so that every keyboard gives the same key."""
    text = unicodedata.normalize("NFKC", passphrase).encode()
    kdf = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory_kib)
    return kdf.derive(text)


def aead_encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Return AES-256-GCM ciphertext and tag. A (key, nonce) pair is used once: the caller's duty."""
    return AESGCM(key).encrypt(nonce, plaintext, aad)


def aead_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    """Return the plaintext.

    Raises: WrongKey when key, nonce, ciphertext or aad is not the one it was made with.
    """
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except (InvalidTag, ValueError):
        raise errors.WrongKey from None


def mac(key: bytes, *parts: bytes) -> bytes:
    """Return HMAC-SHA-256 over `parts`, each with its length in front, so that no two splits give the same MAC."""
    code = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        code.update(len(part).to_bytes(8, "big") + part)
    return code.digest()
