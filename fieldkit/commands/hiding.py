"""After everything was hidden: exit statuses, and an empty terminal.

No error has one of these numbers: inside a sitting the status of each command says whether to lock.
"""

from fieldkit.forms.interview import QuickExit
from fieldkit.ports import Env, WhyHidden
from fieldkit.result import Result
from fieldkit.ui.streams import can_draw, push_away, wipe

LOCKED = 8
"""Exit status by which the child of a sitting, and a command inside it, says: lock, and say that it is locked."""

HIDDEN = 9
"""The same, but say nothing: whoever stands there must not learn what this is."""

LEFT_ALONE = 10
"""Exit status of a command outside a sitting that hid everything by itself: nobody was there, the laptop slept, the
program was to be suspended or ended, the terminal was closed. (docs/exit-codes.md)"""


def status_after(why: WhyHidden, *, sitting: bool) -> int:
    """Return the exit status after everything was hidden."""
    if sitting:
        return LOCKED if why == "idle" else HIDDEN
    return 0 if why == "key" else LEFT_ALONE


def hidden(env: Env, gone: QuickExit) -> Result:
    """Say nothing after an interview was hidden; a sitting is locked, so that whoever comes near finds neither words
    nor a key."""
    sitting = env.held is not None
    if not sitting:
        leave_nothing()
    return Result(data={"state": "hidden"}, exit_status=status_after(gone.why, sitting=sitting))


def leave_nothing() -> None:
    """Empty the terminal; in plain mode push what is on it out of sight."""
    wipe()
    leave_no_lines()


def leave_no_lines() -> None:
    """Push away what plain mode left on the terminal; the full screen took its own with it."""
    if not can_draw():
        push_away()
