"""An officer's key in a file under a passphrase, and its public half in another. docs/policy-format.md 2.2.

Not an age file: age fits its work to the machine that seals, and another, older one then refuses to open it. A key that
cannot be opened where the officers meet is a lost root.
"""

import re

from fieldkit import errors
from fieldkit.crypto import canonical, fingerprint
from fieldkit.crypto.derive import aead_decrypt, aead_encrypt, argon2id
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.ports import Entropy
from fieldkit.result import Json
from fieldkit.sync.bundle.fields import ANY, Fields

KIND = "fieldkit-officer"
MEMORY_KIB, ITERATIONS, LANES = 256 * 1024, 3, 4
SALT_BYTES, NONCE_BYTES = 16, 12
OFFICER_BYTES = 4096
_SALT, _NONCE = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{24}")
_SEALED = re.compile("[0-9a-f]{96}")


def new_officer(passphrase: str, entropy: Entropy) -> tuple[bytes, bytes]:
    """Make a key; return its file and that of its public half."""
    key = SigningKey.from_seed(entropy.token(32))
    salt, nonce = entropy.token(SALT_BYTES), entropy.token(NONCE_BYTES)
    public: dict[str, Json] = {
        "v": 1,
        "kind": KIND,
        "key": key.public.openssh(),
        "salt": salt.hex(),
        "nonce": nonce.hex(),
    }
    sealed = aead_encrypt(_derived(passphrase, salt), nonce, key.seed, canonical.dumps(public))
    return canonical.dumps({**public, "sealed": sealed.hex()}) + b"\n", write_public(key.public)


def open_officer(data: bytes, passphrase: str) -> SigningKey:
    """Open an officer's key. Raises: RootRefused when the file is none, WrongKey."""
    try:
        value = canonical.loads_object(data[:OFFICER_BYTES].removesuffix(b"\n"), what="officer's key")
    except errors.MalformedJson:
        raise _no_key("it is not an officer's key") from None
    fields = Fields(value, _no_key)
    fields.constant("v", 1)
    fields.constant("kind", KIND)
    named = fields.text("key", ANY)
    salt, nonce = (bytes.fromhex(fields.text(*part)) for part in (("salt", _SALT), ("nonce", _NONCE)))
    sealed = bytes.fromhex(fields.text("sealed", _SEALED))
    fields.done()
    public = {name: found for name, found in value.items() if name != "sealed"}
    seed = aead_decrypt(_derived(passphrase, salt), nonce, sealed, canonical.dumps(public))
    key = SigningKey.from_seed(seed)
    if key.public.openssh() != named:
        raise _no_key("it names another key than it holds")
    return key


def write_public(key: PublicKey) -> bytes:
    """Return the file of a public half: `ssh-keygen -lf` reads it too."""
    return f"{key.openssh()}\n".encode()


def read_public(data: bytes) -> PublicKey:
    """Read the file of a public half. Raises: BadKey."""
    return PublicKey.from_openssh(data[:OFFICER_BYTES].decode("ascii", "replace").removesuffix("\n"))


def groups_of(key: PublicKey) -> tuple[str, ...]:
    """Return the groups of a public half that people read out."""
    return fingerprint.groups(write_public(key))


def _derived(passphrase: str, salt: bytes) -> bytes:
    return argon2id(passphrase, salt, memory_kib=MEMORY_KIB, iterations=ITERATIONS, lanes=LANES)


def _no_key(why: str) -> errors.RootRefused:
    return errors.RootRefused(why=why, do="give the file that fieldkit hq officer new made")
