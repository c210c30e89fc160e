"""A sitting: one unlock, the same commands inside.

Two processes share the terminal. The parent never holds a key: it starts the child, waits, and shows the lock screen.
The child unlocks, keeps the store open, and runs one command after another: from the home screen on a field laptop,
from typed lines at headquarters and through a pipe. Locking is the child's end: what a process that no longer exists
knew cannot be read out of it.
"""

import contextlib
import dataclasses
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from types import FrameType

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.card_copy import copy_of_card
from fieldkit.commands.command_lines import LEAVE, Run, run_lines
from fieldkit.commands.hiding import HIDDEN, LEFT_ALONE, LOCKED, leave_nothing, status_after
from fieldkit.commands.opening import opened
from fieldkit.commands.status import overview
from fieldkit.ports import Env, Hidden
from fieldkit.store.store import Store
from fieldkit.ui.error_words import error_words
from fieldkit.ui.messages import LANGUAGES, current, say
from fieldkit.ui.streams import drop_typed, terminal_kept, wipe

MODULE = "fieldkit"
"""What the child is started as."""
CONCERN_KEY, CONCERN_WORD = "c", "_concern"
"""What is typed at the lock screen to give a concern, and the word that starts the process that takes it."""

NOT_OPENED = frozenset(one.exit_status for one in (errors.WrongPassphrase, errors.TooSoon, errors.PassphraseUnusable))
"""Exit statuses of a child that did not open a locked store. The lock screen stays then: at a shell's prompt the next
try would be typed where it is seen and kept, and after `hide all` the error would say what this is."""

# --- the parent --------------------------------------------------------------------------------------------


def sit(env: Env, *, passphrase_file: str | None) -> int:
    """Run sittings until the person leaves. This process never sees the passphrase or the key."""
    quietly = locked = False
    with _never_stopped():
        while True:
            child = _Child(_words(env, passphrase_file, quietly=quietly))
            status = child.run()
            if child.told_to_end:
                return LEFT_ALONE
            refused = locked and env.terminal.interactive and status in NOT_OPENED
            if status not in (LOCKED, HIDDEN) and not refused:
                return status
            quietly = quietly if refused else status == HIDDEN
            locked = True
            if env.terminal.interactive:  # a file must not open again what somebody has just locked
                passphrase_file = None
            came = _come_back(env, quietly=quietly, refused=refused)
            if came is None:
                return 0
            quietly = came


def _words(env: Env, passphrase_file: str | None, *, quietly: bool) -> list[str]:
    words = [sys.executable, "-m", MODULE, "--home", str(env.home)]
    words += ["--plain"] if env.terminal.plain else []
    words += ["--passphrase-file", passphrase_file] if passphrase_file else []
    return [*words, "_sitting", *(["quietly"] if quietly else [])]


@contextlib.contextmanager
def _never_stopped() -> Iterator[None]:
    """Let Ctrl-Z stop neither this process nor, before it minds its own signals, the child: the shell would say which
    program was stopped, and a stopped child keeps its key."""
    number = getattr(signal, "SIGTSTP", None)
    before = signal.signal(number, signal.SIG_IGN) if number is not None else None
    try:
        yield
    finally:
        if number is not None:
            signal.signal(number, before if before is not None else signal.SIG_DFL)


class _Child:
    """The process that holds the key. Ctrl-C belongs to it: it ends what runs there, and never kills it in the middle.
    What tells this process to end is told to it, and waited for."""

    def __init__(self, words: Sequence[str]) -> None:
        self.told_to_end = False
        self._words = words
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Return its exit status. One that was killed may have left its own screen on."""
        with terminal_kept(), self._signals():
            self._process = subprocess.Popen(self._words)  # noqa: S603 - our own interpreter and module
            status = self._process.wait()
        if status < 0:
            wipe(first_screen=True)
        return status if status >= 0 else 128 - status

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        before = {signal.SIGINT: signal.signal(signal.SIGINT, lambda *_: None)}
        for name in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, name):
                before[getattr(signal, name)] = signal.signal(getattr(signal, name), self._end)
        try:
            yield
        finally:
            for number, old in before.items():
                signal.signal(number, old if old is not None else signal.SIG_DFL)

    def _end(self, number: int, _: FrameType | None) -> None:
        self.told_to_end = True
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.send_signal(number)


def _come_back(env: Env, *, quietly: bool, refused: bool) -> bool | None:
    """Wait at the lock screen until somebody comes back, and return whether quietly; None to leave. There a concern may
    be given without a passphrase: by a process of its own, so that this one never learns what it says."""
    while True:
        typed = _at_the_lock(env, quietly=quietly, refused=refused)
        if typed is None or typed in ("q", *LEAVE):
            return None
        if quietly or typed != CONCERN_KEY or not _takes_concerns(env):
            return quietly
        words = [sys.executable, "-m", MODULE, "--home", str(env.home), *(["--plain"] if env.terminal.plain else [])]
        child = _Child([*words, CONCERN_WORD])
        quietly = child.run() == HIDDEN
        if child.told_to_end:
            return None


def _at_the_lock(env: Env, *, quietly: bool, refused: bool) -> str | None:
    """Show the lock screen, or after `hide all` one that says nothing and offers nothing; return what was typed.
    `refused`: somebody tried to open it, and did not; what to do then is said."""
    leave_nothing()
    if quietly:
        typed = _line("Press Enter.")
        wipe()
    else:
        offered = [say(language, "lock.concern") for language in LANGUAGES] if _takes_concerns(env) else []
        advice = error_words(errors.WrongPassphrase(), current()) if refused else ()
        env.terminal.say(say(current(), "lock.locked"), *advice, *offered)
        typed = _line(say(current(), "lock.unlock"))
    return None if typed is None else typed.strip().lower()


def _takes_concerns(env: Env) -> bool:
    """Return whether there is somebody to seal a concern to: a field laptop has the public card."""
    return env.terminal.interactive and copy_of_card(env.home).is_file()


def _line(prompt: str) -> str | None:
    """Return a typed line; None at the end of the input, and at Ctrl-C, which leaves."""
    drop_typed()
    sys.stderr.write(f"{prompt} ")
    sys.stderr.flush()
    try:
        return sys.stdin.readline() or None
    except KeyboardInterrupt:
        return None


# --- the child ---------------------------------------------------------------------------------------------


def hold(env: Env, *, run: Run, known: frozenset[str] = frozenset(), quietly: bool = False) -> int:
    """Unlock once, then run what the person chooses or types until they lock or leave. `known` are all commands there
    are. Returns the child's exit status."""
    try:
        said = say(current(), "lock.passphrase") if env.passphrases.can_retry and not quietly else ""
        with opened(env, sitting=True, said=said) as store:
            return _held(store, dataclasses.replace(env, held=store), run, known)
    except Hidden as hidden:
        return status_after(hidden.why, sitting=True)


def _held(store: Store, held: Env, run: Run, known: frozenset[str]) -> int:
    if store.role is Role.FIELD and held.terminal.interactive:
        from fieldkit.commands.home import home

        return home(store, held, run, known)
    held.terminal.say("", *_first_lines(store, held), "")
    return run_lines(store, held, run) or 0


def _first_lines(store: Store, env: Env) -> list[str]:
    """Return what a person sees first: what is unfinished or waits, and what can be typed."""
    if store.role is Role.HQ:
        from fieldkit.commands.first_line import number_of, pressing

        return [
            *pressing(store, env).lines,
            f"{number_of(store.inbox.count(), 'interview')} received.",
            "Type: inbox, show CODE, hq import FOLDER, hq ack CODE, hq alert, hq publish -o FOLDER, fill FORM, due,"
            " help, lock, exit",
        ]
    found = overview(store, env)
    warnings = [say(current(), "talk.warning", what=warning) for warning in found.warnings]
    return [*found.lines, *warnings, "", "Type: screen, drafts, status, pack, sync FOLDER, help, lock, exit"]
