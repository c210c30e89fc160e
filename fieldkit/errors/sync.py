"""Synchronisation, policy, seizure: FK-9xx, exit statuses 200-254."""

from fieldkit.errors.base import FieldkitError
from fieldkit.errors.bundle import BundleError
from fieldkit.errors.crypto import SealBroken


class PolicyFileInvalid(FieldkitError):
    """`policy.json`, or a key of it, is not as the format has it."""

    code, exit_status = "FK-901", 200
    message = "the policy is not usable: {why}"
    hint = (
        "at headquarters: put right what is named, keys and values are in docs/policy-format.md; on a laptop: go on"
        " with the rules that are there, and tell your focal point"
    )


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


class NoVersions(FieldkitError):
    """An interview of which there is one version is nothing to merge."""

    code, exit_status = "FK-931", 228
    message = "{code} does not stand in several versions"
    hint = "`fieldkit hq conflicts` lists those that do; nothing was changed"


class NotOpen(FieldkitError):
    """A field that nobody has to decide, or nobody has decided."""

    code, exit_status = "FK-932", 229
    message = "there is nothing to decide, or to take back, about {field}"
    hint = "`fieldkit hq conflicts CODE` names the fields that are open; nothing was changed"


class VersionUnknown(FieldkitError):
    """No version, or more than one, begins so."""

    code, exit_status = "FK-933", 230
    message = "{code} has no one version that is named {revision}"
    hint = "name it by its number or by the beginning of its revision, as `fieldkit hq conflicts CODE` shows them"


class NotAPair(FieldkitError):
    """Only two different, confirmed interviews can be said to be with one person."""

    code, exit_status = "FK-934", 231
    message = "these are not two interviews that can be compared"
    hint = "give the codes of two different interviews that are not marked unconfirmed; nothing was changed"


class NoCardMade(FieldkitError):
    """Headquarters has made no card yet."""

    code, exit_status = "FK-935", 232
    message = "headquarters has made no card yet"
    hint = "make it first: fieldkit hq card -o hq.card --duty-phone NUMBER --deputy-phone NUMBER --approve all:en"


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
        "once the rules name officers it comes with the laptop's next sync, by stick or address: import from there,"
        " then do this again; the laptop's own copy is store/escrow.json"
    )


class DrillDiffers(FieldkitError):
    """What was opened is not what the drill sealed."""

    code, exit_status = "FK-949", 241
    message = "this is not what was sealed for the drill"
    hint = "begin again: fieldkit key drill --test-escrow FILE"


class AlertUnreadable(FieldkitError):
    """What was pasted holds no whole alert."""

    code, exit_status = "FK-951", 242
    message = "this alert cannot be read: {why}"
    hint = "{do}"


class AlertForOthers(FieldkitError):
    """A whole alert that no identity of this headquarters opens."""

    code, exit_status = "FK-952", 243
    message = "this alert was not sealed for this headquarters"
    hint = "somebody sent it to the wrong office, or altered it; ring whoever sent it"


class AlertForged(FieldkitError):
    """An alert that opens, and that no enrolled laptop of that name made."""

    code, exit_status = "FK-953", 244
    message = "this alert is from no laptop of ours: it says {device} about {code}"
    hint = "nothing was kept; ring that post: the laptop may have been set up anew, or somebody pretends to be it"


class NoWayKnown(FieldkitError):
    """`sync` alone, and nothing is known that could be tried."""

    code, exit_status = "FK-954", 245
    message = "there is no stick here, and no folder or address is known that could be tried"
    hint = "put the stick in, or name the place: fieldkit sync FOLDER"


class NoWayWorked(FieldkitError):
    """Everything that `sync` could try failed."""

    code, exit_status = "FK-955", 246
    message = "nothing could be reached: {tried}"
    hint = "nothing is lost; put a stick in, or try again where there is a network"


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
