"""First contact and the commands: FK-7xx, exit statuses 7, 11, 18, 19, 101-103, 110-125 and 166."""

from fieldkit.errors.base import FieldkitError


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


class VignetteUnknown(FieldkitError):
    """No vignette of that name is on this machine."""

    code, exit_status = "FK-740", 180
    message = "there is no scene {vignette!r} to practise on this machine"
    hint = "fieldkit practice list shows the scenes that are here"


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
    hint = "say why with --purpose, --reason or --note; it is kept in the journal"


class TimeUnreadable(FieldkitError):
    """A time on the command line cannot be used."""

    code, exit_status = "FK-717", 101
    message = "cannot use that time: {why}"
    hint = 'write local time in digits, for example --at "2026-11-22 14:05"'


class DraftOnOtherForm(FieldkitError):
    """The form's file changed under an unfinished interview."""

    code, exit_status = "FK-718", 102
    message = "interview {code} was begun on another text of the form (version {version}), which is not here"
    hint = "move it to the text that is here: fieldkit draft upgrade {code}"


class DemoFailed(FieldkitError):
    """A step of the demo failed."""

    code, exit_status = "FK-719", 103
    message = "the demo's step `{command}` failed: {said}"
    hint = "this is a bug in fieldkit or a broken installation; tell the people who look after fieldkit"


class FormFollows(FieldkitError):
    """A form that belongs to a screening was asked for alone."""

    code, exit_status = "FK-720", 104
    message = "{form} is not run alone: it comes after a screening"
    hint = "run the screening: fieldkit screen; what belongs to it is asked at its end"


class InterviewTooLong(FieldkitError):
    """The answers of one interview are together larger than a bundle's line may be."""

    code, exit_status = "FK-721", 107
    message = "interview {code} is too long to travel: {size} of {most} bytes; the longest answers: {questions}"
    hint = "it is safe here: go on with it, and shorten those answers; then finish it"


class SecondPersonNeeded(FieldkitError):
    """Who began an interview may not finish it: its form asks for a second person."""

    code, exit_status = "FK-724", 166
    message = "interview {code} is to be finished by somebody else than who began it"
    hint = "it is saved; a colleague unlocks with a passphrase of their own: fieldkit drafts --take {code} --reason WHY"


class NotMadeHere(FieldkitError):
    """At headquarters something was to be changed of an interview that a laptop made."""

    code, exit_status = "FK-733", 11
    message = "interview {id} was not made here: a laptop sent it"
    hint = "it is changed, and consent to it withdrawn, on the laptop that made it; it comes with the next bundle"


class NotConfirmed(FieldkitError):
    """Something that cannot be taken back was asked for, and nobody confirmed it."""

    code, exit_status = "FK-722", 18
    message = "{what} was not confirmed"
    hint = "nothing was changed; do it again and type the code, or add --yes"


class PurposesStillOpen(FieldkitError):
    """Consent to single purposes is withdrawn from an interview that is not finished."""

    code, exit_status = "FK-723", 19
    message = "interview {code} is not finished: what it may be used for is still one of its answers"
    hint = "change that answer: fieldkit screen --resume {code}; or withdraw everything, without --of"


class ConcernApart(FieldkitError):
    """A form whose answers may never be a draft."""

    code, exit_status = "FK-731", 7
    message = "{form} is given apart: nothing of it is kept before it is sealed"
    hint = "fieldkit concern {form}, or the line for it at home, or on the lock screen"


class ConcernUnknown(FieldkitError):
    """Headquarters has no concern of that id, or cannot open it."""

    code, exit_status = "FK-732", 123
    message = "there is no concern {id} here that can be read"
    hint = "fieldkit hq concerns lists them; sealed ones are for the second recipient: fieldkit hq concerns pass FOLDER"
