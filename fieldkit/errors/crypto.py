"""Signatures, seals, keys, canonical JSON: FK-1xx, exit statuses 90-99."""

from fieldkit.errors.base import FieldkitError


class MalformedJson(FieldkitError):
    """JSON outside the strict subset of docs/bundle-format.md 2."""

    code, exit_status = "FK-101", 90
    message = "{what} is not valid JSON: {why}"
    hint = "get the file again from where it came from"


class BadSignature(FieldkitError):
    """A signature is malformed or does not fit what it should sign."""

    code, exit_status = "FK-102", 91
    message = "the signature is not good: {why}"
    hint = "do not use the file; get it again from the person who made it"


class WrongRecipient(FieldkitError):
    """Sealed to somebody else."""

    code, exit_status = "FK-103", 92
    message = "this is sealed to somebody else"
    hint = "only the holders of the keys it was sealed to can open it"


class SealBroken(FieldkitError):
    """An age file is damaged or cut."""

    code, exit_status = "FK-104", 93
    message = "what was sealed is damaged or cut short"
    hint = "get the file again from where it came from"


class WrongKey(FieldkitError):
    """Authenticated decryption failed: another key, or changed data."""

    code, exit_status = "FK-105", 94
    message = "this key does not open it"
    hint = "check that the passphrase or code belongs to this store"


class MistypedCode(FieldkitError):
    """A recovery code whose check characters do not fit."""

    code, exit_status = "FK-106", 95
    message = "the code has a typing mistake: {why}"
    hint = "compare it with the paper group by group"


class BadKey(FieldkitError):
    """Text that should be a public key, recipient or identity is not one."""

    code, exit_status = "FK-107", 96
    message = "not a usable {what}"
    hint = "get the file again from the person who made it"
