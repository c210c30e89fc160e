"""Synchronisation, policy, seizure: FK-9xx, exit statuses 200-254."""

from fieldkit.errors.base import FieldkitError
from fieldkit.errors.bundle import BundleError


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


class WordInvalid(BundleError):
    """Headquarters' word to a laptop is forged, damaged, or for another laptop."""

    code, exit_status = "FK-926", 223
    message = "headquarters' word was not accepted: {why}"
    hint = "nothing was changed by it; sync with another stick, and tell your focal point if it comes again"


class ReceiptNumberWrong(FieldkitError):
    """A receipt number with a slip in it, or none at all."""

    code, exit_status = "FK-927", 224
    message = "this is no receipt number, or there is a slip in it"
    hint = "it looks like R-000042-7; read it again from the paper: the last digit checks the others"


class ReceiptNumberUnknown(FieldkitError):
    """A well-formed receipt number that is not known here."""

    code, exit_status = "FK-928", 225
    message = "receipt {number} is not known here"
    hint = "sync with a stick that was at headquarters, or ask there: fieldkit hq receipt {number}"


class HistoryChanged(FieldkitError):
    """Headquarters' journal does not have what laptops have proof of."""

    code, exit_status = "FK-929", 226
    message = "headquarters' history was changed or restored: {why}"
    hint = "keep a copy of this store as it is, and find out who restored or changed it before you go on"


class WitnessInvalid(FieldkitError):
    """A file that should hold the heads of headquarters' journal that a laptop was told."""

    code, exit_status = "FK-930", 227
    message = "{path} is no file of `fieldkit receipts --witness`"
    hint = "let the laptop write it again: fieldkit receipts --witness FILE"


class OrdersUnsure(FieldkitError):
    """Headquarters was restored from a backup and has not seen which interviews were ordered to be erased since."""

    code, exit_status = "FK-956", 247
    message = "this store was restored from a backup, and what was ordered to be erased since is not known here yet"
    hint = (
        "import from a stick or mailbox that was here before, or fieldkit hq orders --take orders.fko; where there is"
        " none: fieldkit hq orders --none --reason WHY"
    )


class OrdersFileInvalid(FieldkitError):
    """A file that should hold this store's orders."""

    code, exit_status = "FK-957", 248
    message = "this is no list of orders of this store: {why}"
    hint = "take the file orders.fko that lay beside this store, or that of a mailbox it imports from"


class OrderUnknown(FieldkitError):
    """No order stands for an interview."""

    code, exit_status = "FK-958", 249
    message = "no order stands for {code}"
    hint = "fieldkit hq orders lists them; fieldkit hq erase CODE --reason WHY makes one"


class OrderStands(FieldkitError):
    """The interview was ordered to be erased before."""

    code, exit_status = "FK-959", 250
    message = "{code} was ordered to be erased already"
    hint = "fieldkit hq orders {code} shows what is left of it, and where"
