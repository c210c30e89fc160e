"""Every expected error: class, code FK-nnn, exit status, message, hint. docs/exit-codes.md is generated from here.

A message starts in lower case, has no full stop, and never carries a respondent's data, a passphrase or a key.
`facts` fill the message and hint: file names, numbers, form and question names, codes - nothing a person answered.
Exit statuses: 0 done, 1 a bug in fieldkit, 2 wrong usage, 130 interrupted; the rest below, one per class.
"""

from enum import Enum
from typing import ClassVar


class FieldkitError(Exception):
    """An expected error: says what is wrong and what to do next."""

    code: ClassVar[str] = "FK-000"
    exit_status: ClassVar[int] = 1
    message: ClassVar[str] = "something went wrong"
    hint: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.message.format(**facts))

    @property
    def advice(self) -> str:
        """What to do next, with the facts filled in."""
        return self.hint.format(**self.facts)


# --- general: FK-0xx, exit 3-19 ---------------------------------------------------------------------------


class NotATerminal(FieldkitError):
    """Input is needed and nobody can type it."""

    code, exit_status = "FK-001", 3
    message = "this needs somebody to type: {what}"
    hint = "run it in a terminal, or give {option}"


class UnreadableFile(FieldkitError):
    """A file named by the user cannot be read."""

    code, exit_status = "FK-002", 4
    message = "cannot read {path}: {why}"
    hint = "check the name and that you may read the file"


class UnwritablePlace(FieldkitError):
    """A folder or file cannot be written."""

    code, exit_status = "FK-003", 5
    message = "cannot write {path}: {why}"
    hint = "choose a folder that you may write to; nothing was changed"


class DiskFull(FieldkitError):
    """No room is left; what was stored before is safe."""

    code, exit_status = "FK-004", 6
    message = "the disk is full; {what} was not saved"
    hint = "everything saved before is safe: make room, then do the same again"


# --- screens and typed input: FK-5xx, exit 80-84 ----------------------------------------------------------


class AnswerRefused(FieldkitError):
    """An answer of a script was not accepted; the run stops at the first one."""

    code, exit_status = "FK-501", 80
    message = "the answer to {question} was not accepted: {why}"
    hint = "what was answered before is saved; correct {question} in the answers file"


class AnswerMissing(FieldkitError):
    """A script has no answer for a question that needs one."""

    code, exit_status = "FK-502", 81
    message = "the answers file has no answer for {question}, which needs one"
    hint = "add {question}, or a non-answer that the question allows: {allowed}"


class AnswersFileWrong(FieldkitError):
    """An answers file is not a mapping of question names to answers."""

    code, exit_status = "FK-503", 82
    message = "cannot use the answers in {path}: {why}"
    hint = "write one line per question, name: answer; see docs/interview.md"


class PassphraseUnusable(FieldkitError):
    """A passphrase is empty, too short, or not where it should be."""

    code, exit_status = "FK-504", 83
    message = "cannot use the passphrase: {why}"
    hint = "{advice}"


class PassphrasesDiffer(FieldkitError):
    """A new passphrase was typed differently every time."""

    code, exit_status = "FK-505", 84
    message = "the passphrase was not typed twice the same"
    hint = "nothing was changed; do it again and type slowly, nothing is shown while you type"


# --- store: FK-2xx, exit 20-49 ----------------------------------------------------------------------------


class StoreError(FieldkitError):
    """Anything that the encrypted store refuses or finds wrong."""

    code, exit_status = "FK-200", 20
    message = "the store refuses this: {what}"
    hint = "run `fieldkit store check`"


class NoStore(StoreError):
    """There is no store in the data folder yet."""

    code, exit_status = "FK-201", 21
    message = "there is no store in {path}"
    hint = "run `fieldkit init` (field laptop) or `fieldkit hq init` (headquarters), or give the right --home"


class StoreExists(StoreError):
    """A store is there already."""

    code, exit_status = "FK-202", 22
    message = "there is a store in {path} already"
    hint = "one data folder holds one store: give another --home; nothing was changed"


class StoreBusy(StoreError):
    """Another fieldkit has this store open."""

    code, exit_status = "FK-203", 23
    message = "another fieldkit has this store open"
    hint = "close the other window (or wait until it is done), then do the same again"


class WrongPassphrase(StoreError):
    """No keyslot opens with what was typed."""

    code, exit_status = "FK-204", 24
    message = "this does not open the store"
    hint = "try again slowly, with caps lock off; the sealed envelope holds a recovery code: `fieldkit key recover`"


class TooSoon(StoreError):
    """Too many wrong tries lately."""

    code, exit_status = "FK-205", 25
    message = "too many wrong tries: the next one is possible in {seconds} seconds"
    hint = "wait, then try again"


class WeakPassphrase(StoreError):
    """A new passphrase is too short or too plain."""

    code, exit_status = "FK-206", 26
    message = "this passphrase is too weak: {why}"
    hint = "take five or six words that do not belong together, or let fieldkit make one"


class KeyslotsDamaged(StoreError):
    """keyslots.json cannot be used."""

    code, exit_status = "FK-207", 27
    message = "keyslots.json is damaged: {why}"
    hint = "put back the copy of keyslots.json from your backup; without it nobody can open this store"


class SlotUnknown(StoreError):
    """No keyslot has this label."""

    code, exit_status = "FK-208", 28
    message = "nobody here is called {label!r}"
    hint = "see the labels with `fieldkit key list`"


class LastSlot(StoreError):
    """Removing this would leave nobody who can open the store."""

    code, exit_status = "FK-209", 29
    message = "{label} is the last one who can open this store"
    hint = "add another person first"


class TooManySlots(StoreError):
    """The keyslot file is full."""

    code, exit_status = "FK-210", 30
    message = "a store has at most {limit} keyslots"
    hint = "remove somebody who left first"


class RecoveryOnly(StoreError):
    """Only a store opened by its printed recovery code may do this."""

    code, exit_status = "FK-211", 31
    message = "only somebody who opened the store with its recovery code can do this"
    hint = "run `fieldkit key recover`"


class StoreTooNew(StoreError):
    """A newer fieldkit wrote this store."""

    code, exit_status = "FK-212", 32
    message = "this store was written by a newer fieldkit (layout {found}; this one knows {known})"
    hint = "update fieldkit; nothing was changed"


class StoreDamaged(StoreError):
    """The database file cannot be read whole."""

    code, exit_status = "FK-213", 33
    message = "the store's database is damaged: {why}"
    hint = "change nothing and copy the whole data folder away first; then run `fieldkit doctor`"


class StoreRolledBack(StoreError):
    """The store is behind its anchor: something committed is missing, or a part was put back."""

    code, exit_status = "FK-214", 34
    message = "the store has lost something that was saved: {what}"
    hint = "tell your focal point; to go on without it, run `fieldkit store check --accept-loss` (HQ will see it)"


class StoreUnwritable(StoreError):
    """The system refused a write in the middle of work."""

    code, exit_status = "FK-215", 35
    message = "{what} was not saved: {why}"
    hint = "everything saved before is safe; look whether the disk is well, then do the same again"


class WrongRole(StoreError):
    """A command of the field was given at headquarters, or the other way."""

    code, exit_status = "FK-216", 36
    message = "this is a store of role {found}, the command is for {wanted}"
    hint = "give the --home of the other store"


class WrongProfile(StoreError):
    """Practice and real work are kept apart."""

    code, exit_status = "FK-217", 37
    message = "this store is for {found} work, not for {wanted}"
    hint = "practice has its own --home, keys and bundles; the two never mix"


class JournalDamaged(StoreError):
    """The journal's chain or a content does not fit."""

    code, exit_status = "FK-218", 38
    message = "the journal is wrong at entry {n}: {why}"
    hint = "copy the whole data folder away and tell your focal point"


class ProjectionsDiffer(StoreError):
    """The tables are not what the journal gives."""

    code, exit_status = "FK-219", 39
    message = "the store's tables differ from what its journal gives: {tables}"
    hint = "copy the data folder away, then run `fieldkit store rebuild`; an old page may have been put back"


class DraftUnknown(StoreError):
    """No unfinished interview has this id."""

    code, exit_status = "FK-220", 40
    message = "there is no unfinished interview {id}"
    hint = "see them with `fieldkit drafts`"


class DraftDamaged(StoreError):
    """An unfinished interview's answers do not fit their MACs."""

    code, exit_status = "FK-221", 41
    message = "the unfinished interview {code} was changed or cut outside fieldkit"
    hint = "copy the data folder away and tell your focal point; do not go on with this interview"


class RecordUnknown(StoreError):
    """No interview has this id or code."""

    code, exit_status = "FK-222", 42
    message = "there is no interview {id}"
    hint = "see the codes with `fieldkit status`, or at headquarters with `fieldkit inbox`"


class RecordAmbiguous(StoreError):
    """Several interviews fit."""

    code, exit_status = "FK-223", 43
    message = "{count} interviews fit {id}"
    hint = "give more of the id"


class BundleOutOfTurn(StoreError):
    """A bundle does not follow the last one."""

    code, exit_status = "FK-224", 44
    message = "bundle number {seq} is not the next one of this device"
    hint = "pack again; nothing was changed"


class OutboxFileDamaged(StoreError):
    """A sealed file in the outbox is missing or changed."""

    code, exit_status = "FK-225", 45
    message = "the sealed file {name} in the outbox is missing or was changed"
    hint = "tell your focal point; HQ sees the number as missing until a receipt exists"


class ReceiptNotOurs(StoreError):
    """A receipt names a bundle that this device did not make."""

    code, exit_status = "FK-226", 46
    message = "a receipt names bundle {seq}, which is not one of this device"
    hint = "another laptop may use this identity: tell your focal point"


class DeviceUnknown(StoreError):
    """HQ has not enrolled this device."""

    code, exit_status = "FK-227", 47
    message = "no enrolled device is called {device}"
    hint = "see them with `fieldkit hq devices`; enrol with `fieldkit hq enrol device.request`"


class DeviceConflict(StoreError):
    """A device principal is enrolled with another key."""

    code, exit_status = "FK-228", 48
    message = "{device} is enrolled already with another key"
    hint = "ask the person at the other end how this can be; if the laptop was set up anew it needs a new device"


class QuarantineUnknown(StoreError):
    """Nothing in quarantine has this id."""

    code, exit_status = "FK-229", 49
    message = "nothing in quarantine is called {id}"
    hint = "see it with `fieldkit hq quarantine`"


# --- mailbox: FK-6xx, exit 85-89 and 100-109 --------------------------------------------------------------


class MailboxMissing(FieldkitError):
    """The folder named as mailbox is not there."""

    code, exit_status = "FK-601", 85
    message = "there is no folder {path}"
    hint = "put the stick in, look where it is mounted, and give that folder"


class MailboxUnreadable(FieldkitError):
    """A mailbox file or folder cannot be read whole."""

    code, exit_status = "FK-602", 86
    message = "cannot read {path}: {why}"
    hint = "put the stick in again and repeat; what was imported before is kept"


class MailboxFull(FieldkitError):
    """No room on the stick."""

    code, exit_status = "FK-603", 87
    message = "no room left in {path}"
    hint = "make room on the stick or take another one; nothing is lost, do the same again"


class MailboxReadOnly(FieldkitError):
    """The stick is write-protected."""

    code, exit_status = "FK-604", 88
    message = "{path} cannot be written"
    hint = "open the stick's write protection or take another one; nothing is lost"


class MailboxGone(FieldkitError):
    """The stick went away while a file was copied."""

    code, exit_status = "FK-605", 89
    message = "copying to {path} stopped half-way: {why}"
    hint = "put the stick in again and repeat; nothing is lost and no half file will be read"


class MailboxCorruptsData(FieldkitError):
    """What was read back differs from what was written."""

    code, exit_status = "FK-606", 100
    message = "{path} reads back differently from what was written"
    hint = "this stick is failing: take another one and do the same again; nothing is lost"


# --- crypto: FK-1xx, exit 90-99 ---------------------------------------------------------------------------


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


# --- bundles: FK-3xx, exit 50-69 --------------------------------------------------------------------------


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
    hint = "another key signed in this device's name: keep the file, and tell the person in charge"


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


# --- first contact and commands: FK-7xx, exit 110-125 -----------------------------------------------------


class RecoveryNotProven(FieldkitError):
    """The recovery identity, as typed or read back, does not open the sample."""

    code, exit_status = "FK-701", 110
    message = "the recovery identity that was given back does not open the sample bundle"
    hint = "look for a mistyped character and give it back again; nothing was created"


class FingerprintWrong(FieldkitError):
    """The groups typed are not those of the file."""

    code, exit_status = "FK-702", 111
    message = "these are not the groups of this file's fingerprint"
    hint = "ask {other_side} again; if the groups still differ, the file is not theirs: do not use it"


# --- forms and records: FK-4xx, exit 70-79 ------------------------------------------------------------------


class FormError(FieldkitError):
    """A form cannot be used."""

    code, exit_status = "FK-400", 70
    message = "the form cannot be used: {what}"
    hint = "run `fieldkit form check` on it"


class FormInvalid(FormError):
    """A form has mistakes; `facts["problems"]` holds all of them."""

    code, exit_status = "FK-401", 71
    message = "{name} has mistakes ({count}); the first: {first}"
    hint = "run `fieldkit form check {name}` to see all of them with line and column"


class ExpressionInvalid(FormError):
    """An expression cannot be read; `facts["offset"]` is where."""

    code, exit_status = "FK-402", 72
    message = "the expression is wrong at character {offset}: {what}"
    hint = "{do}"


class UnknownLanguage(FormError):
    """A form is asked for in a language that it does not have."""

    code, exit_status = "FK-403", 73
    message = "the form {form} has no texts in {language!r}"
    hint = "choose one of: {languages}"


class AnswerDoesNotFit(FormError):
    """A stored answer does not fit its question (a draft of another version of the form)."""

    code, exit_status = "FK-404", 74
    message = "the stored answer to {question} does not fit the form {form} {version}"
    hint = "open the draft with the version of the form that it was started with"


class StoredAnswerUnreadable(FormError):
    """An answer in a file or store is not in fieldkit's shape."""

    code, exit_status = "FK-405", 75
    message = "a stored answer is not in a shape that fieldkit writes"
    hint = "the file or store was changed by something else; keep it and ask for help"


class MalformedRecord(FieldkitError):
    """A record line of a bundle is not in the agreed shape."""

    code, exit_status = "FK-410", 76
    message = "a record is not in the agreed shape: {what}"
    hint = "the program that wrote it and this one may differ in version: update both"


class NotInASitting(FieldkitError):
    """The command needs the store closed."""

    code, exit_status = "FK-703", 112
    message = "`{command}` cannot run while a sitting holds the store open"
    hint = "type exit, then run: fieldkit {command}"


class NothingToPack(FieldkitError):
    """No finished interview or event waits."""

    code, exit_status = "FK-704", 113
    message = "nothing waits to be packed"
    hint = "fieldkit status shows where everything is; fieldkit sync FOLDER offers sealed bundles again"


class NotHeadquarters(FieldkitError):
    """The store lacks headquarters' keys."""

    code, exit_status = "FK-705", 114
    message = "this store holds no headquarters keys"
    hint = "run this on headquarters' computer, or set headquarters up with: fieldkit hq init"


class NoCard(FieldkitError):
    """The laptop holds no card of headquarters."""

    code, exit_status = "FK-706", 115
    message = "this laptop has no card of headquarters"
    hint = "ask headquarters for hq.card and run: fieldkit init --hq hq.card"


class PhonesMissing(FieldkitError):
    """A card without the duty phone and the deputy's cannot be made."""

    code, exit_status = "FK-707", 116
    message = "a card needs the duty phone and the deputy's phone"
    hint = "give both: fieldkit hq card --duty-phone NUMBER --deputy-phone NUMBER -o hq.card"


class OtherCard(FieldkitError):
    """A request answers another card than headquarters' own."""

    code, exit_status = "FK-708", 117
    message = "this request answers another card than the ones headquarters has made"
    hint = "give the laptop the card written by: fieldkit hq card -o hq.card, and set it up anew with that card"


class FormUnknown(FieldkitError):
    """No form of that name is on this machine."""

    code, exit_status = "FK-709", 118
    message = "there is no form {form!r} on this machine"
    hint = "fieldkit form list shows the forms that are here"


class FormNotApproved(FieldkitError):
    """Headquarters has not approved the form in this language."""

    code, exit_status = "FK-710", 119
    message = "headquarters has not approved {form} in {language}"
    hint = "approved here: {approved}; ask headquarters for a card that approves it"


class NotForYou(FieldkitError):
    """The form may not be run in this store's role."""

    code, exit_status = "FK-711", 120
    message = "{form} is not to be filled by a {role}"
    hint = "tell the focal point at headquarters, who may fill it"


class PackingUnanswered(FieldkitError):
    """Interviews still need this laptop, and nobody said why they are packed all the same."""

    code, exit_status = "FK-712", 121
    message = "{count} interviews still need this laptop: {codes}"
    hint = "report them: fieldkit report-made CODE --by voice --to WHO; or pack with --because REASON"


class BackupUnfit(FieldkitError):
    """A backup file cannot be used."""

    code, exit_status = "FK-713", 122
    message = "this backup cannot be restored: {why}"
    hint = "take another backup file; nothing was changed here"


class WrongApproval(FieldkitError):
    """An approval on the command line is malformed."""

    code, exit_status = "FK-715", 124
    message = "cannot read the approval {given!r}"
    hint = "expected {expected}, for example --approve border_quick_screen:en,rw --use pilot"


class ReasonMissing(FieldkitError):
    """Something that is kept in the journal with its reason was asked for without one."""

    code, exit_status = "FK-716", 125
    message = "{what} needs a reason"
    hint = "say why with --purpose or --reason; it is kept in the journal"


class TimeUnreadable(FieldkitError):
    """A time on the command line cannot be used."""

    code, exit_status = "FK-717", 101
    message = "cannot use that time: {why}"
    hint = 'write local time in digits, for example --at "2026-11-22 14:05"'


class DraftOnOtherForm(FieldkitError):
    """The form's file changed under an unfinished interview."""

    code, exit_status = "FK-718", 102
    message = "interview {code} was begun on another text of the form (version {version})"
    hint = "put back the form file of that version to go on, or: fieldkit drafts --discard {code} --reason WHY"


class DemoFailed(FieldkitError):
    """A step of the demo failed."""

    code, exit_status = "FK-719", 103
    message = "the demo's step `{command}` failed: {said}"
    hint = "this is a bug in fieldkit or a broken installation; tell the people who look after fieldkit"
