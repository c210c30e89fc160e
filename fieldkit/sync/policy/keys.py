"""Our Ed25519 keys as The Update Framework has them, and the other way round. docs/policy-format.md 2."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.sync.policy.tuf_names import CryptoSigner, Key, SSlibKey

KEY_BYTES = 32


def tuf_key(key: PublicKey) -> SSlibKey:
    """Return the key under the id that belongs to it."""
    return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(key.raw))


def signer_of(key: SigningKey) -> CryptoSigner:
    """Return what signs metadata with this key."""
    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(key.seed), tuf_key(key.public))


def public_of(key: Key) -> PublicKey | None:
    """Return our key where this is an Ed25519 key under its own id, else None."""
    try:
        raw = bytes.fromhex(str(key.keyval["public"]))
    except (KeyError, ValueError):
        return None
    if len(raw) != KEY_BYTES:
        return None
    public = PublicKey(raw)
    return public if tuf_key(public) == key else None
