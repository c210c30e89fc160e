"""Files, disks and terminals: FK-0xx, exit statuses 3-19."""

from fieldkit.errors.base import FieldkitError


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
    message = "the disk is full; not saved: {what}"
    hint = "everything saved before is safe: make room, then do the same again"
