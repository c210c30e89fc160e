"""Synchronisation, policy, seizure: FK-9xx, exit statuses 200-254."""

from fieldkit.errors.base import FieldkitError
from fieldkit.errors.crypto import SealBroken


class PolicyFileInvalid(FieldkitError):
    """`policy.json`, or a key of it, is not as the format has it."""

    code, exit_status = "FK-901", 200
    message = "the policy is not usable: {why}"
    hint = "keep the policy as it is and tell whoever publishes it; keys and values are in docs/policy-format.md"


class PolicyRootUnknown(FieldkitError):
    """No root in the policy folder fits the card that was confirmed by voice."""

    code, exit_status = "FK-902", 201
    message = "these rules are not from the headquarters that this laptop was set up with"
    hint = "nothing was changed; tell your focal point: is this folder really headquarters'?"


class PolicyTooFewSignatures(FieldkitError):
    """Metadata that not enough of the right keys signed."""

    code, exit_status = "FK-903", 202
    message = "these rules are not signed as they must be"
    hint = "nothing was changed; tell your focal point: somebody may have altered them, or they are another office's"


class PolicyRolledBack(FieldkitError):
    """An older state than one that was taken already."""

    code, exit_status = "FK-904", 203
    message = "these rules are older than those on this laptop"
    hint = "nothing was changed; use a newer stick, and tell your focal point if it is the newest one"


class PolicyMixed(FieldkitError):
    """Files of several states under one timestamp."""

    code, exit_status = "FK-905", 204
    message = "the files of these rules do not belong together"
    hint = "nothing was changed; let headquarters publish to this folder again"


class PolicyExpired(FieldkitError):
    """The time until which these rules may be installed is over. What is installed goes on."""

    code, exit_status = "FK-906", 205
    message = "these rules are too old to be taken"
    hint = (
        "go on working with those that are here; get a newer stick, and look whether date and time of this laptop are"
        " right"
    )


class PolicyDamaged(FieldkitError):
    """Something of the policy is missing, cut, malformed or too large."""

    code, exit_status = "FK-907", 206
    message = "these rules cannot be read whole: {why}"
    hint = "nothing was changed; sync again, or let headquarters publish to this folder again"


class PolicyContentInvalid(FieldkitError):
    """All is signed, but something cannot be used on this laptop."""

    code, exit_status = "FK-908", 207
    message = "these rules are signed, but {what} cannot be used here"
    hint = "nothing was changed; tell your focal point: this laptop's fieldkit may be older than headquarters'"


class RootRefused(FieldkitError):
    """Headquarters cannot take, sign or publish under this root of trust."""

    code, exit_status = "FK-909", 208
    message = "the root of trust was not taken: {why}"
    hint = "{do}"


class SealCrowded(SealBroken):
    """The header of an age file names more recipients than anything of ours has, or does not end."""

    code, exit_status = "FK-921", 218
    message = "what was sealed is for more recipients than fieldkit ever seals to"
    hint = "do not use the file; keep it, and tell the person in charge"


class RotationPending(FieldkitError):
    """The laptop's keys were changed, and no receipt has shown yet that headquarters knows."""

    code, exit_status = "FK-922", 219
    message = "headquarters does not know the last change of this laptop's keys yet"
    hint = "bring it the request of that change first, written again by `fieldkit request`, then sync"


class RecipientRefused(FieldkitError):
    """A recipient of headquarters that cannot be added or taken away."""

    code, exit_status = "FK-923", 220
    message = "the recipients were not changed: {why}"
    hint = "see who opens what: fieldkit hq recipient list"


class NotRevoked(FieldkitError):
    """A revocation was to be taken back where there is none."""

    code, exit_status = "FK-924", 221
    message = "{device} is not revoked"
    hint = "see which laptops are: fieldkit hq devices"


class NotForAPerson(FieldkitError):
    """Something in quarantine that a person cannot decide to believe."""

    code, exit_status = "FK-925", 222
    message = "{id} was put aside as {word}: only what a revoked laptop sent can be taken in by hand"
    hint = "put right why it was put aside, or take it out for good with --discard"
