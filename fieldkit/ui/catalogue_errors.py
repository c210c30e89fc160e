"""The errors that a field worker meets, as texts of the interface: their English is that of the error classes.

An id is `error.` or `hint.` and the code. `fact.` are the words that such errors are filled with, where our own code
chooses them. Errors that only headquarters or authors of forms meet stay in English.
"""

from fieldkit import errors

MET_IN_THE_FIELD: tuple[type[errors.FieldkitError], ...] = (
    # --- files, disks, terminals ---
    errors.NotATerminal,
    errors.UnreadableFile,
    errors.UnwritablePlace,
    errors.DiskFull,
    # --- the store ---
    errors.NoStore,
    errors.StoreBusy,
    errors.WrongPassphrase,
    errors.TooSoon,
    errors.WeakPassphrase,
    errors.StoreDamaged,
    errors.StoreRolledBack,
    errors.StoreUnwritable,
    errors.DraftUnknown,
    errors.DraftDamaged,
    errors.RecordUnknown,
    errors.RecordAmbiguous,
    # --- forms and screens ---
    errors.UnknownLanguage,
    errors.KeptFormDamaged,
    errors.AnswerRefused,
    errors.AnswerMissing,
    errors.PassphraseUnusable,
    errors.PassphrasesDiffer,
    # --- sticks and folders ---
    errors.MailboxMissing,
    errors.MailboxUnreadable,
    errors.MailboxFull,
    errors.MailboxReadOnly,
    errors.MailboxGone,
    errors.MailboxCorruptsData,
    # --- headquarters' rules ---
    errors.PolicyRootUnknown,
    errors.PolicyTooFewSignatures,
    errors.PolicyRolledBack,
    errors.PolicyMixed,
    errors.PolicyExpired,
    errors.PolicyDamaged,
    errors.PolicyContentInvalid,
    # --- work ---
    errors.FingerprintWrong,
    errors.NotInASitting,
    errors.NothingToPack,
    errors.NoCard,
    errors.FormUnknown,
    errors.FormNotApproved,
    errors.NotForYou,
    errors.PackingUnanswered,
    errors.ReasonMissing,
    errors.TimeUnreadable,
    errors.DraftOnOtherForm,
    errors.FormFollows,
    errors.InterviewTooLong,
    errors.SecondPersonNeeded,
    # --- practice in a class ---
    errors.MistypedCode,
    errors.ClassUnknown,
    errors.ClassFileInvalid,
    errors.ClassCodeWrong,
    errors.ClassMixed,
    errors.OpeningCodeWrong,
    errors.WordInvalid,
    errors.ReceiptNumberWrong,
    errors.ReceiptNumberUnknown,
    errors.BackupUnfit,
)

_FACTS = (
    # --- somebody must type ---
    "a passphrase",
    "an answer",
    "the answers on standard input",
    # --- what was not saved ---
    "the answer",
    "the new interview",
    "the finished interview",
    "the discarded interview",
    "the packed bundle",
    "the receipt",
    "the setting",
    "the change of keys",
    # --- why not ---
    "nothing was typed",
    "type it, nothing is shown, then Enter",
    "the new one is too short",
    "the anchor file is missing or was changed",
    "read error",
    "write error",
    "there is no such file",
    "there is no such folder",
    "it cannot be written",
    "it is not a plain file",
    "it exists already; --force writes over it",
    "the check at its end does not fit",
    "it has a character that is never used",
    "none was joined",
    "it lies before the interview",
    "it lies in the future",
    "it is not of the form YYYY-MM-DD HH:MM",
    "it is larger than it may be",
    "a file is missing",
    "a file was cut or changed",
)

ERRORS: dict[str, str] = {
    **{f"error.{met.code}": met.message for met in MET_IN_THE_FIELD},
    **{f"hint.{met.code}": met.hint for met in MET_IN_THE_FIELD},
    **{f"fact.{words}": words for words in _FACTS},
}
