"""Every expected error: class, code FK-nnn, exit status, message, hint. docs/exit-codes.md is generated from here.

A message starts in lower case, has no full stop, and never carries a respondent's data, a passphrase or a key.
`facts` fill the message and hint: file names, numbers, form and question names, codes - nothing a person answered.
Exit statuses: 0 done, 1 a bug in fieldkit, 2 wrong usage, 130 interrupted; the rest below, one per class.
"""

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
