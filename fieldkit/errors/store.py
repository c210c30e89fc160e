"""The encrypted store: FK-2xx, exit statuses 12-17, 20-49, 79 and 194."""

from fieldkit.errors.base import FieldkitError


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


class NoRecoveryCode(StoreError):
    """The store has no slot for a printed code: it was opened by the officers, and no new code was made since."""

    code, exit_status = "FK-237", 194
    message = "this store has no recovery code now"
    hint = (
        "one on paper from before two officers opened it has ended: open it with your passphrase and make a new one,"
        " fieldkit key verify-recovery --new"
    )


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
    hint = "tell your focal point; to go on without it, run `fieldkit store accept-loss` (HQ will see it)"


class StoreUnwritable(StoreError):
    """The system refused a write in the middle of work."""

    code, exit_status = "FK-215", 35
    message = "not saved: {what}: {why}"
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


class QuarantineFull(StoreError):
    """So many files are in quarantine that no more are listed."""

    code, exit_status = "FK-230", 79
    message = "the quarantine lists {limit} files already"
    hint = "look at it with `fieldkit hq quarantine`, and discard what is junk"


class DraftOfAnother(StoreError):
    """An unfinished interview belongs to somebody else on this laptop."""

    code, exit_status = "FK-231", 12
    message = "the unfinished interview {code} is {owner}'s"
    hint = "take it over first: fieldkit drafts --take {code} --reason WHY"


class RevisionOpen(StoreError):
    """A finished interview is being changed already."""

    code, exit_status = "FK-232", 13
    message = "a revision of {code} is not finished"
    hint = (
        "go on with it: fieldkit screen --resume {code}; or give it up: fieldkit drafts --discard {code} --reason WHY"
    )


class AnswersNotHere(StoreError):
    """The readable copy of an interview has left this laptop, or was erased."""

    code, exit_status = "FK-233", 14
    message = "the answers of {code} can no longer be read on this laptop"
    hint = "write a note to it instead: fieldkit correct {code} --note TEXT"


class ConsentWithdrawn(StoreError):
    """The person withdrew consent: nothing of the interview is shown or added to."""

    code, exit_status = "FK-234", 15
    message = "consent was withdrawn for interview {code}"
    hint = "nothing that was said in it may be used; when and by whom: fieldkit consent show {code}"


class AnswersStillHere(StoreError):
    """A note is to stand for a change that could still be made itself."""

    code, exit_status = "FK-235", 16
    message = "the answers of {code} can still be read and changed here"
    hint = "change them: fieldkit revise {code} --reason WHY; or write the note all the same: --anyway"


class PersonAmbiguous(StoreError):
    """Several people with a slot have one name."""

    code, exit_status = "FK-236", 17
    message = "{count} people here have that name"
    hint = "give the slot instead, for example --to 'person 2'; see them with `fieldkit key list`"
