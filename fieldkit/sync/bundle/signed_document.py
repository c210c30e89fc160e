"""One signed JSON object in one file: cards and requests. docs/bundle-format.md 8.1.

Line 1 is canonical JSON and a newline: the body. The rest is the armoured signature over the body.
"""

from collections.abc import Mapping
from typing import NoReturn

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.crypto.sign import PublicKey, SigningKey, sshsig, verify_sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle.limits import LIMITS


def write(doc: Mapping[str, Json], key: SigningKey, namespace: str) -> bytes:
    """Return the file's bytes. `doc["key"]` should be the public half of `key` where readers do not know it yet."""
    body = body_of(doc)
    return body + sshsig(key, body, namespace)


def body_of(doc: Mapping[str, Json]) -> bytes:
    """Return the signed bytes: the canonical line with its newline. Fingerprints and hashes are over these."""
    return canonical.dumps(doc) + b"\n"


def read(
    data: bytes, namespace: str, *, key: PublicKey | None = None, max_size: int = LIMITS.document, what: str = "file"
) -> tuple[Mapping[str, Json], PublicKey, bytes]:
    """Return the object, the key that signed it and the body.

    With `key` None the key named inside must be the signer: this proves only that whoever made the file holds that
    key. Whose key it is, people find out by reading the fingerprint to each other.

    Raises: SignedDocumentInvalid, naming `what`.
    """
    if len(data) > max_size:
        _refuse(what, f"it is larger than {max_size} bytes")
    line, newline, armour = data.partition(b"\n")
    try:
        signer = verify_sshsig(armour, line + newline, namespace)
        doc = canonical.loads_object(line, what=what)
    except (errors.BadSignature, errors.MalformedJson) as error:
        _refuse(what, str(error.facts["why"]))
    expected = key.openssh() if key else doc.get("key")
    if signer.openssh() != expected:
        _refuse(what, "another key than expected signed it")
    return doc, signer, line + newline


def _refuse(what: str, why: str) -> NoReturn:
    raise errors.SignedDocumentInvalid(what=what, why=why)
