"""Sealing to age recipients (X25519), over pyrage.

age takes no randomness from outside: `generate_identity` and `seal` are the only functions of this package whose
result differs from call to call. Opening has byte vectors, sealing has round trips. pyrage is imported by what uses it:
a process that only looks from outside (an intake) never has it.
"""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldkit import errors

if TYPE_CHECKING:
    import pyrage

_BEGIN = b"age-encryption.org/v1\n"
_MOST_HEADER = 8 * 1024
MOST_STANZAS = 20
"""16 recipients and the noise that age implementations add: each costs a computation with each identity."""


def generate_identity() -> str:
    """Return a new secret identity, `AGE-SECRET-KEY-1...`."""
    import pyrage

    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public recipient, `age1...`, of an identity.

    Raises: BadKey.
    """
    return str(_identity(identity).to_public())


def key_id(recipient: str) -> str:
    """Return the short name of a recipient in manifests: `k-` and 16 hex digits."""
    return "k-" + hashlib.sha256(recipient.encode()).hexdigest()[:16]


def check_recipient(recipient: str) -> None:
    """Accept the one spelling of an X25519 recipient.

    Raises: BadKey.
    """
    _recipient(recipient)


def seal(plaintext: bytes, recipients: Sequence[str]) -> bytes:
    """Return an age file that every one of `recipients` can open.

    Raises: BadKey.
    """
    import pyrage

    return bytes(pyrage.encrypt(plaintext, [_recipient(r) for r in recipients]))


def unseal(ciphertext: bytes, identities: Sequence[str]) -> bytes:
    """Open an age file with the first identity that fits, if it is for as many as can be.

    Raises: WrongRecipient, SealBroken (of it SealCrowded), BadKey.
    """
    check_header(ciphertext)
    import pyrage

    keys = [_identity(i) for i in identities]
    try:
        return bytes(pyrage.decrypt(ciphertext, keys))
    except pyrage.DecryptError as error:
        if str(error) == "No matching keys found":
            raise errors.WrongRecipient from None
        raise errors.SealBroken from None


def check_header(ciphertext: bytes) -> None:
    """Look at the lines of an age header, without any key: docs/bundle-format.md 6.

    Raises: SealBroken when it is no binary age file, SealCrowded when it has too many stanzas or does not end in time.
    """
    if not ciphertext.startswith(_BEGIN):
        raise errors.SealBroken()
    header, end, _ = ciphertext[:_MOST_HEADER].partition(b"\n---")
    if not end and len(ciphertext) < _MOST_HEADER:
        raise errors.SealBroken()
    if not end or header.count(b"\n->") > MOST_STANZAS:
        raise errors.SealCrowded()


def _recipient(text: str) -> "pyrage.x25519.Recipient":
    import pyrage

    try:
        recipient = pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise errors.BadKey(what="recipient") from None
    if str(recipient) != text:  # one key has one spelling, or key ids would differ
        raise errors.BadKey(what="recipient")
    return recipient


def _identity(text: str) -> "pyrage.x25519.Identity":
    import pyrage

    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise errors.BadKey(what="identity") from None
