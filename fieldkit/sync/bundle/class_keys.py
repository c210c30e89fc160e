"""The keys of a practice class on the trainer's computer, under a passphrase. docs/practice-format.md 8.3."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from fieldkit import errors
from fieldkit.crypto import canonical, derive, seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Entropy
from fieldkit.result import Json
from fieldkit.sync.bundle.class_file import CLASS_ID
from fieldkit.sync.bundle.fields import Fields

KIND = "fieldkit-practice-keys"
FILE = "class.keys"
MAX_FILE = 16 * 1024
_SALT = re.compile(r"[0-9a-f]{32}")
_NONCE = re.compile(r"[0-9a-f]{24}")
_BASE64 = re.compile(r"[A-Za-z0-9+/=]{1,8000}")
_LEAST = (65_536, 3, 4)
_SIGNING = "fieldkit practice class 1"
"""The seed of a real key, copied in here, gives another key: none of practice is ever one of real work."""
_MOST = (1_048_576, 16, 16)
"""Memory in KiB, passes and lanes of Argon2id that a reader accepts, before any memory is taken."""


@dataclass(frozen=True, slots=True)
class ClassKeys:
    """What the trainer holds of one class. `opening` is the opening code, empty where nothing is sealed."""

    class_id: str
    seed: bytes = field(repr=False)
    identity: str = field(repr=False)
    opening: str = field(repr=False, default="")

    @property
    def signing(self) -> SigningKey:
        return SigningKey.from_seed(derive.hkdf(self.seed, _SIGNING))

    @property
    def recipient(self) -> str:
        return seal.recipient_of(self.identity)


def make_keys(class_id: str, entropy: Entropy, opening: str) -> ClassKeys:
    """Make the keys of a new class: nothing of them comes from a store."""
    return ClassKeys(class_id, entropy.token(32), seal.generate_identity(), opening)


def write_keys(keys: ClassKeys, passphrase: str, cost: tuple[int, int, int], entropy: Entropy) -> bytes:
    """Return the file of the keys under a passphrase. `cost`: memory in KiB, passes and lanes of Argon2id."""
    memory, passes, lanes = cost
    salt, nonce = entropy.token(16), entropy.token(12)
    kdf: dict[str, Json] = {
        "alg": "argon2id",
        "memory_kib": memory,
        "iterations": passes,
        "lanes": lanes,
        "salt": salt.hex(),
    }
    open_part = _open_part(keys.class_id, kdf, nonce.hex())
    plain = canonical.dumps({"seed": keys.seed.hex(), "identity": keys.identity, "opening": keys.opening})
    key = derive.argon2id(passphrase, salt, memory_kib=memory, iterations=passes, lanes=lanes)
    sealed = derive.aead_encrypt(key, nonce, plain, canonical.dumps(open_part))
    return canonical.dumps({**open_part, "sealed": base64.b64encode(sealed).decode()})


def read_keys(data: bytes, class_id: str, passphrase: str) -> ClassKeys:
    """Open the keys of a class. Raises: ClassKeysDamaged, ClassMixed, WrongKey (another passphrase)."""
    fields = Fields(_object(data), lambda why: errors.ClassKeysDamaged(why=why))
    fields.constant("v", 1)
    fields.constant("kind", KIND)
    if fields.text("class", CLASS_ID) != class_id:
        raise errors.ClassMixed(what="class.keys")
    fields.constant("aead", "aes-256-gcm")
    kdf = fields.inner("kdf")
    kdf.constant("alg", "argon2id")
    names = ("memory_kib", "iterations", "lanes")
    memory, passes, lanes = (kdf.number(name, low, high) for name, low, high in zip(names, _LEAST, _MOST, strict=True))
    salt, nonce = kdf.text("salt", _SALT), fields.text("nonce", _NONCE)
    kdf.done()
    sealed = _bytes(fields)
    fields.done()
    key = derive.argon2id(passphrase, bytes.fromhex(salt), memory_kib=memory, iterations=passes, lanes=lanes)
    open_part = {name: value for name, value in _object(data).items() if name != "sealed"}
    plain = derive.aead_decrypt(key, bytes.fromhex(nonce), sealed, canonical.dumps(open_part))
    inner = canonical.loads_object(plain, what="the keys")  # authenticated: nobody but fieldkit wrote it
    return ClassKeys(class_id, bytes.fromhex(str(inner["seed"])), str(inner["identity"]), str(inner["opening"]))


def _open_part(class_id: str, kdf: Mapping[str, Json], nonce: str) -> dict[str, Json]:
    return {"v": 1, "kind": KIND, "class": class_id, "kdf": kdf, "aead": "aes-256-gcm", "nonce": nonce}


def _object(data: bytes) -> Mapping[str, Json]:
    if len(data) > MAX_FILE:
        _refuse("it is too large")
    try:
        return canonical.loads_object(data, what=FILE)
    except errors.MalformedJson as error:
        _refuse(str(error.facts["why"]))


def _bytes(fields: Fields) -> bytes:
    text = fields.text("sealed", _BASE64)
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        fields.refuse("has malformed sealed")


def _refuse(why: str) -> NoReturn:
    raise errors.ClassKeysDamaged(why=why)
