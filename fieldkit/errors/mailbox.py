"""Sticks and folders: FK-6xx, exit statuses 85-89 and 100."""

from fieldkit.errors.base import FieldkitError


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
