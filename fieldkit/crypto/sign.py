"""Ed25519 keys and OpenSSH's signature format (SSHSIG). docs/bundle-format.md 4.

About thirty lines of framing are ours because no Python library writes SSHSIG; the tests hold them against ssh-keygen.
"""

import base64
import binascii
import hashlib
import re
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fieldkit import errors

ALGORITHM = b"ssh-ed25519"
_MAGIC = b"SSHSIG"
_HASH = b"sha512"
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
_LINE = 70
_ARMOUR = re.compile(re.escape(_BEGIN) + rb"([A-Za-z0-9+/=\n]+)" + re.escape(_END))


class PublicKey:
    """An Ed25519 public key: 32 bytes, compared and hashed by them."""

    __slots__ = ("raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != 32:
            raise errors.BadKey(what="public key")
        self.raw = raw

    @staticmethod
    def from_openssh(text: str) -> "PublicKey":
        """Read `ssh-ed25519 AAAA...`, without comment.

        Raises: BadKey.
        """
        name, _, encoded = text.partition(" ")
        blob = _decode_base64(encoded)
        if name.encode() != ALGORITHM or blob is None or len(blob) != len(_string(ALGORITHM)) + 36:
            raise errors.BadKey(what="public key")
        key = PublicKey(blob[-32:])
        if key.openssh() != text:
            raise errors.BadKey(what="public key")
        return key

    @property
    def blob(self) -> bytes:
        """The key as SSH carries it."""
        return _string(ALGORITHM) + _string(self.raw)

    def openssh(self) -> str:
        """Return `ssh-ed25519 AAAA...`."""
        return f"{ALGORITHM.decode()} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the SSH blob in hex; `ssh-keygen -l` shows the same digest in base64."""
        return hashlib.sha256(self.blob).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"PublicKey({self.fingerprint[:16]})"


class SigningKey:
    """An Ed25519 signing key made from a 32-byte seed. Its repr shows the public half only."""

    __slots__ = ("_key", "public", "seed")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != 32:
            raise errors.BadKey(what="signing key")
        self.seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(self._key.public_key().public_bytes_raw())

    @staticmethod
    def from_seed(seed: bytes) -> "SigningKey":
        """Return the key of this seed.

        Raises: BadKey when the seed is not 32 bytes.
        """
        return SigningKey(seed)

    def sign(self, message: bytes) -> bytes:
        """Return the bare 64-byte signature."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        return f"SigningKey({self.public!r})"


def sshsig(key: SigningKey, message: bytes, namespace: str) -> bytes:
    """Return the armoured signature over `message`, as `ssh-keygen -Y sign` writes it."""
    signature = key.sign(_signed_data(message, namespace))
    return _armour(_blob(key.public, namespace.encode(), signature))


def sign_bare(key: SigningKey, message: bytes, namespace: str) -> bytes:
    """Return the 64 bytes inside the signature that `sshsig` writes: for places where every byte counts."""
    return key.sign(_signed_data(message, namespace))


def armoured(public: PublicKey, signature: bytes, namespace: str) -> bytes:
    """Return the armoured signature that 64 bare bytes of this key are the inside of."""
    return _armour(_blob(public, namespace.encode(), signature))


def signature_namespace(armour: bytes) -> str:
    """Return the namespace a signature claims, unverified: for telling practice from forgery in an error.

    Raises: BadSignature.
    """
    return _parse(armour)[1].decode("ascii", "backslashreplace")


def verify_sshsig(armour: bytes, message: bytes, namespace: str) -> PublicKey:
    """Return the key that signed `message` in `namespace`. Whether to trust that key is the caller's question.

    Raises: BadSignature. The parse is strict: what is accepted spells out to the same bytes again.
    """
    public, found, signature = _parse(armour)
    if found != namespace.encode():
        raise errors.BadSignature(why="it was made for another use")
    try:
        Ed25519PublicKey.from_public_bytes(public.raw).verify(signature, _signed_data(message, namespace))
    except InvalidSignature:
        raise errors.BadSignature(why="it does not fit what was signed") from None
    return public


def _parse(armour: bytes) -> tuple[PublicKey, bytes, bytes]:
    """Return key, namespace and bare signature of an armour that spells out to the same bytes again."""
    match = _ARMOUR.fullmatch(armour)
    blob = _decode_base64(match[1].replace(b"\n", b"").decode()) if match else None
    if blob is None:
        raise errors.BadSignature(why="it is not an armoured SSH signature")
    key_at = len(_MAGIC) + 4 + 4 + len(_string(ALGORITHM)) + 4
    namespace_at = key_at + 32 + 4
    (size,) = struct.unpack_from(">I", blob.ljust(namespace_at, b"\0"), namespace_at - 4)
    key, namespace, signature = (
        blob[key_at : key_at + 32],
        blob[namespace_at : namespace_at + size],
        blob[-64:],
    )
    # bundle-format 4.3: everything else is constant, so spelling it out again checks every other byte
    if len(key) != 32 or len(signature) != 64 or _armour(_blob(PublicKey(key), namespace, signature)) != armour:
        raise errors.BadSignature(why="it is not an Ed25519 signature over SHA-512 in the one accepted form")
    return PublicKey(key), namespace, signature


def _signed_data(message: bytes, namespace: str) -> bytes:
    digest = hashlib.sha512(message).digest()
    return _MAGIC + _string(namespace.encode()) + _string(b"") + _string(_HASH) + _string(digest)


def _blob(public: PublicKey, namespace: bytes, signature: bytes) -> bytes:
    inner = _string(ALGORITHM) + _string(signature)
    parts = (public.blob, namespace, b"", _HASH, inner)
    return _MAGIC + struct.pack(">I", 1) + b"".join(map(_string, parts))


def _armour(blob: bytes) -> bytes:
    text = base64.b64encode(blob)
    lines = (text[at : at + _LINE] + b"\n" for at in range(0, len(text), _LINE))
    return _BEGIN + b"".join(lines) + _END


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _decode_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
