"""Every expected error: class, code FK-nnn, exit status, message, hint. docs/exit-codes.md is generated from here.

A message starts in lower case, has no full stop, and never carries a respondent's data, a passphrase or a key.
`facts` fill the message and hint: file names, numbers, form and question names, codes - nothing a person answered.
Exit statuses: 0 done, 1 a bug in fieldkit, 2 wrong usage, 130 interrupted; the rest one per class.
"""

from fieldkit.errors.base import (
    FieldkitError as FieldkitError,
)
from fieldkit.errors.bundle import (
    BundleBinding as BundleBinding,
    BundleContainer as BundleContainer,
    BundleDeviceNotValid as BundleDeviceNotValid,
    BundleError as BundleError,
    BundleFrame as BundleFrame,
    BundleLimit as BundleLimit,
    BundleLines as BundleLines,
    BundleManifest as BundleManifest,
    BundleNamespace as BundleNamespace,
    BundleNotForUs as BundleNotForUs,
    BundleOverflow as BundleOverflow,
    BundlePayloadChanged as BundlePayloadChanged,
    BundleRevoked as BundleRevoked,
    BundleSeal as BundleSeal,
    BundleSignature as BundleSignature,
    BundleSignerUnknown as BundleSignerUnknown,
    BundleTruncated as BundleTruncated,
    BundleUnknownDevice as BundleUnknownDevice,
    BundleWrongSigner as BundleWrongSigner,
    Quarantine as Quarantine,
    SignedDocumentInvalid as SignedDocumentInvalid,
    SignersInvalid as SignersInvalid,
)
from fieldkit.errors.crypto import (
    BadKey as BadKey,
    BadSignature as BadSignature,
    MalformedJson as MalformedJson,
    MistypedCode as MistypedCode,
    SealBroken as SealBroken,
    WrongKey as WrongKey,
    WrongRecipient as WrongRecipient,
)
from fieldkit.errors.forms import (
    AnswerDoesNotFit as AnswerDoesNotFit,
    DataFileInvalid as DataFileInvalid,
    ExpressionInvalid as ExpressionInvalid,
    FormError as FormError,
    FormInvalid as FormInvalid,
    FormTestsFailed as FormTestsFailed,
    KeptFormDamaged as KeptFormDamaged,
    MalformedRecord as MalformedRecord,
    StarterImpossible as StarterImpossible,
    StoredAnswerUnreadable as StoredAnswerUnreadable,
    UnknownLanguage as UnknownLanguage,
)
from fieldkit.errors.general import (
    DiskFull as DiskFull,
    NotATerminal as NotATerminal,
    UnreadableFile as UnreadableFile,
    UnwritablePlace as UnwritablePlace,
)
from fieldkit.errors.interchange import (
    ExportFailed as ExportFailed,
    WorkbookInvalid as WorkbookInvalid,
    WorkbookUnreadable as WorkbookUnreadable,
    XlsformMissing as XlsformMissing,
)
from fieldkit.errors.mailbox import (
    MailboxCorruptsData as MailboxCorruptsData,
    MailboxFull as MailboxFull,
    MailboxGone as MailboxGone,
    MailboxMissing as MailboxMissing,
    MailboxReadOnly as MailboxReadOnly,
    MailboxUnreadable as MailboxUnreadable,
)
from fieldkit.errors.screens import (
    AnswerMissing as AnswerMissing,
    AnswerRefused as AnswerRefused,
    AnswersFileWrong as AnswersFileWrong,
    PassphrasesDiffer as PassphrasesDiffer,
    PassphraseUnusable as PassphraseUnusable,
)
from fieldkit.errors.store import (
    BundleOutOfTurn as BundleOutOfTurn,
    DeviceConflict as DeviceConflict,
    DeviceUnknown as DeviceUnknown,
    DraftDamaged as DraftDamaged,
    DraftUnknown as DraftUnknown,
    JournalDamaged as JournalDamaged,
    KeyslotsDamaged as KeyslotsDamaged,
    LastSlot as LastSlot,
    NoStore as NoStore,
    OutboxFileDamaged as OutboxFileDamaged,
    ProjectionsDiffer as ProjectionsDiffer,
    QuarantineFull as QuarantineFull,
    QuarantineUnknown as QuarantineUnknown,
    ReceiptNotOurs as ReceiptNotOurs,
    RecordAmbiguous as RecordAmbiguous,
    RecordUnknown as RecordUnknown,
    RecoveryOnly as RecoveryOnly,
    SlotUnknown as SlotUnknown,
    StoreBusy as StoreBusy,
    StoreDamaged as StoreDamaged,
    StoreError as StoreError,
    StoreExists as StoreExists,
    StoreRolledBack as StoreRolledBack,
    StoreTooNew as StoreTooNew,
    StoreUnwritable as StoreUnwritable,
    TooManySlots as TooManySlots,
    TooSoon as TooSoon,
    WeakPassphrase as WeakPassphrase,
    WrongPassphrase as WrongPassphrase,
    WrongProfile as WrongProfile,
    WrongRole as WrongRole,
)
from fieldkit.errors.work import (
    BackupUnfit as BackupUnfit,
    DemoFailed as DemoFailed,
    DraftOnOtherForm as DraftOnOtherForm,
    FingerprintWrong as FingerprintWrong,
    FormFollows as FormFollows,
    FormNotApproved as FormNotApproved,
    FormUnknown as FormUnknown,
    InterviewTooLong as InterviewTooLong,
    NoCard as NoCard,
    NotForYou as NotForYou,
    NotHeadquarters as NotHeadquarters,
    NothingToPack as NothingToPack,
    NotInASitting as NotInASitting,
    OtherCard as OtherCard,
    PackingUnanswered as PackingUnanswered,
    PhonesMissing as PhonesMissing,
    ReasonMissing as ReasonMissing,
    RecoveryNotProven as RecoveryNotProven,
    TimeUnreadable as TimeUnreadable,
    WrongApproval as WrongApproval,
)
