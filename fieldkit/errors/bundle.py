"""Bundles, receipts, cards and signers: FK-3xx, exit statuses 50-69 and 108."""

from enum import Enum
from typing import ClassVar

from fieldkit.errors.base import FieldkitError


class Quarantine(str, Enum):
    """Why a file is set aside: the words people see. docs/bundle-format.md 9."""

    FORGED = "forged"
    TRUNCATED = "truncated"
    UNKNOWN_DEVICE = "unknown-device"
    WRONG_RECIPIENT = "wrong-recipient"
    REVOKED = "revoked"


class BundleError(FieldkitError):
    """A bundle, receipt, card or request that is not accepted. `quarantine` is the word people see."""

    quarantine: ClassVar[Quarantine] = Quarantine.FORGED


class BundleSignerUnknown(BundleError):
    """Intact, but there was nothing to check the signer against."""

    code, exit_status = "FK-301", 50
    quarantine = Quarantine.UNKNOWN_DEVICE
    message = "the {what} is intact, but who signed it could not be checked"
    hint = "give headquarters' card or an allowed_signers file"


class BundleTruncated(BundleError):
    """The file ends too early."""

    code, exit_status = "FK-302", 51
    quarantine = Quarantine.TRUNCATED
    message = "the {what} is cut short: {why}"
    hint = "copy it again from the laptop or stick it came from"


class BundleContainer(BundleError):
    """The file is not the strict three-member container."""

    code, exit_status = "FK-303", 52
    message = "this is not a {what} as fieldkit writes it: {why}"
    hint = "ask the sender for the file again; do not open this one with other programs"


class BundleManifest(BundleError):
    """The manifest breaks its grammar."""

    code, exit_status = "FK-304", 53
    message = "the manifest is not valid: {why}"
    hint = "ask the sender for the file again, or update fieldkit if the sender's is newer"


class BundleSignature(BundleError):
    """The signature is malformed or does not fit the manifest."""

    code, exit_status = "FK-305", 54
    message = "the signature does not fit the manifest: {why}"
    hint = "somebody changed this file after it was signed: keep it, and tell the person in charge"


class BundleNamespace(BundleError):
    """Signed for another use: practice, or another kind of file."""

    code, exit_status = "FK-306", 55
    quarantine = Quarantine.WRONG_RECIPIENT
    message = "this was signed for {found}, not for {expected}"
    hint = "practice and real work never mix: open it under the profile it was made in"


class BundleUnknownDevice(BundleError):
    """Nobody enrolled this sender."""

    code, exit_status = "FK-307", 56
    quarantine = Quarantine.UNKNOWN_DEVICE
    message = "{device} is not enrolled"
    hint = "enrol the laptop with its device.request; the file waits until then"


class BundleDeviceNotValid(BundleError):
    """The sender's key is known but not valid at the time of reception."""

    code, exit_status = "FK-308", 57
    quarantine = Quarantine.UNKNOWN_DEVICE
    message = "the key of {device} is not valid at this time"
    hint = "check this computer's clock, then the dates in allowed_signers"


class BundleRevoked(BundleError):
    """The sender was revoked before this sequence number."""

    code, exit_status = "FK-309", 58
    quarantine = Quarantine.REVOKED
    message = "{device} was revoked from number {since} on; this is number {seq}"
    hint = "the file is kept; the person in charge decides what becomes of it"


class BundleWrongSigner(BundleError):
    """A good signature, but of another key than the sender's."""

    code, exit_status = "FK-310", 59
    message = "the signature is good but not made by {device}"
    hint = "if that laptop changed its keys, enrol its new request; else somebody signed in its name: keep the file"


class BundlePayloadChanged(BundleError):
    """The sealed payload is not the one that was signed."""

    code, exit_status = "FK-311", 60
    message = "the sealed part is not the one that was signed: {why}"
    hint = "copy it again from the laptop or stick it came from"


class BundleNotForUs(BundleError):
    """None of our identities opens it."""

    code, exit_status = "FK-312", 61
    quarantine = Quarantine.WRONG_RECIPIENT
    message = "the {what} is sealed to somebody else"
    hint = "send it to the holders of the keys it was sealed to; the file waits until a key fits"


class BundleSeal(BundleError):
    """Signed and whole, but the age file inside is malformed."""

    code, exit_status = "FK-313", 62
    message = "the sealed part of the {what} cannot be opened"
    hint = "ask the sender to make it again"


class BundleFrame(BundleError):
    """The compressed frame or its padding breaks the format."""

    code, exit_status = "FK-314", 63
    message = "the compressed part is not valid: {why}"
    hint = "ask the sender to make it again"


class BundleLimit(BundleError):
    """Something is larger than the limits table allows."""

    code, exit_status = "FK-315", 64
    message = "{what} is larger than allowed: {found} over {limit}"
    hint = "fieldkit never writes this: keep the file, and tell the person in charge"


class BundleLines(BundleError):
    """A line inside breaks the format."""

    code, exit_status = "FK-316", 65
    message = "line {line} inside is not valid: {why}"
    hint = "ask the sender to make it again, or update fieldkit if the sender's is newer"


class BundleBinding(BundleError):
    """E_BIND: what is sealed inside names another sender, number or recipients than the manifest outside."""

    code, exit_status = "FK-317", 66
    message = "the sealed part belongs to another {what}: {field} differs"
    hint = "somebody put a sealed part under another name: keep the file, and tell the person in charge"


class BundleOverflow(FieldkitError):
    """More than one bundle may hold; the packer splits and tries again."""

    code, exit_status = "FK-318", 67
    message = "too much for one bundle: {what} is {found}, at most {limit}"
    hint = "pack it in several bundles"


class SignedDocumentInvalid(BundleError):
    """A card or request is malformed, incomplete, or not signed by the key it should be."""

    code, exit_status = "FK-319", 68
    message = "the {what} is not valid: {why}"
    hint = "ask the person who made it for the file again, and compare the fingerprint"


class SignersInvalid(FieldkitError):
    """A line of allowed_signers or of the revocation list breaks our subset."""

    code, exit_status = "FK-320", 69
    message = "allowed_signers line {line} is not valid: {why}"
    hint = "make the file again with `fieldkit hq signers`"


class TipInvalid(BundleError):
    """A file is no sealed concern as fieldkit writes it."""

    code, exit_status = "FK-321", 108
    message = "this is no sealed concern: {why}"
    hint = "ask for the file again, or update fieldkit if the sender's is newer"
