"""Synchronisation, policy, seizure: FK-9xx, exit statuses 200-254."""

from fieldkit.errors.base import FieldkitError


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


class EscrowInvalid(FieldkitError):
    """A file is no escrow, half of one, or opened one, as the format has it."""

    code, exit_status = "FK-941", 233
    message = "this is no escrow file that can be used: {why}"
    hint = "ask headquarters for the file again: fieldkit hq escrow DEVICE -o FILE"


class EscrowNotForYou(FieldkitError):
    """An officer's identity opens none of the layers that can be opened now."""

    code, exit_status = "FK-942", 234
    message = "this identity opens nothing in this file"
    hint = "another officer must open it first, or this is the identity of somebody else"


class EscrowKeyWrong(FieldkitError):
    """An opened escrow whose key does not open this store."""

    code, exit_status = "FK-943", 235
    message = "this key does not open this laptop's data"
    hint = (
        "ask headquarters for the newest escrow of exactly this laptop, or use the copy of the disk that it belongs to"
    )


class NoEscrow(FieldkitError):
    """Something needs recovery officers, and the policy names none."""

    code, exit_status = "FK-944", 236
    message = "no recovery officers are named, so nobody could open this laptop again"
    hint = "pack and sync instead: what was packed leaves; ask headquarters to name officers in its rules"


class ClosedForTravel(FieldkitError):
    """The store has no slot: travel mode, or a wipe that was cut short."""

    code, exit_status = "FK-945", 237
    message = "this laptop is closed for travel: nothing on it can be opened here"
    hint = "when you are safe, ask headquarters; two officers open it again: fieldkit travel off"


class NotClosedForTravel(FieldkitError):
    """Travel mode cannot end where it never began."""

    code, exit_status = "FK-946", 238
    message = "this laptop is not closed for travel"
    hint = "open it with your passphrase; where all are lost: fieldkit key recover"


class WipeIncomplete(FieldkitError):
    """Something could not be deleted; the keys went first."""

    code, exit_status = "FK-947", 239
    message = "not everything could be deleted: {left}"
    hint = "close other windows of fieldkit and run the same command again; say at once that this laptop was lost"


class EscrowUnknown(FieldkitError):
    """Headquarters has received no escrow of this laptop."""

    code, exit_status = "FK-948", 240
    message = "no escrow of laptop {device} was received"
    hint = (
        "it comes with the laptop's next sync once the rules name officers; the laptop's own copy is store/escrow.json"
    )


class DrillDiffers(FieldkitError):
    """What was opened is not what the drill sealed."""

    code, exit_status = "FK-949", 241
    message = "this is not what was sealed for the drill"
    hint = "begin again: fieldkit key drill --test-escrow FILE"
