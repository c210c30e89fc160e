"""A sitting: one unlock, the same commands inside.

Two processes share the terminal. The parent never holds a key: it starts the child, waits, and shows the lock screen.
The child unlocks, keeps the store open, and runs one command line after another. Locking is the child's end: what a
process that no longer exists knew cannot be read out of it.
"""

import dataclasses
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.opening import opened
from fieldkit.commands.status import overview
from fieldkit.ports import Env
from fieldkit.store.store import Store

LOCKED = 77
"""Exit status by which the child, and a command inside it, says: lock and show the lock screen."""

_LEAVE = ("exit", "quit", "leave")
_WORDS = {
    Role.FIELD: (
        ("screen", "interview a person, or go on with an unfinished interview"),
        ("drafts", "list unfinished interviews"),
        ("report-made CODE --to WHOM", "note that somebody was told by voice"),
        ("status", "where every interview is, and what is due"),
        ("pack", "seal finished interviews for headquarters"),
        ("sync FOLDER", "hand over to a stick, take receipts in"),
    ),
    Role.HQ: (
        ("hq import FOLDER", "take in what sticks carry, write receipts"),
        ("inbox", "the reports, most urgent first"),
        ("show CODE", "one whole interview"),
        ("hq ack CODE", "you have seen a report and see to it"),
        ("hq devices", "the laptops, the silent ones marked"),
        ("hq quarantine", "what was put aside, and why"),
    ),
}
_ALWAYS = (
    ("key passwd", "change your passphrase"),
    ("lock", "hide everything and close the store; the next one types a passphrase"),
    ("exit", "close the store and leave"),
    ("--help", "every command"),
)
_CLEAR = "\033[2J\033[3J\033[H"
"""Clear the screen, the scrollback, and go home: ECMA-48 with xterm's 3J."""


def sit(env: Env, *, passphrase_file: str | None) -> int:
    """Run sittings until the person leaves. This process never sees the passphrase or the key."""
    # Ctrl-C belongs to the process that holds the key: it ends what runs there, and never kills it in the middle.
    signal.signal(signal.SIGINT, lambda *_: None)
    while True:
        status = subprocess.call(_child(env, passphrase_file))  # noqa: S603 - our own interpreter and module
        if status != LOCKED:
            return status
        _clear(env)
        env.terminal.say("Locked.")
        if env.terminal.ask("Press Enter to unlock, or type q and Enter to leave: ").strip().lower() in ("q", *_LEAVE):
            return 0


def _child(env: Env, passphrase_file: str | None) -> list[str]:
    words = [sys.executable, "-m", "fieldkit", "--home", str(env.home)]
    words += ["--plain"] if env.terminal.plain else []
    words += ["--passphrase-file", passphrase_file] if passphrase_file else []
    return [*words, "_sitting"]


def hold(env: Env, *, run: Callable[[Sequence[str], Env], int]) -> int:
    """Unlock once, then run typed command lines until the person locks or leaves. Returns the child's exit status."""
    if env.passphrases.can_retry:
        env.terminal.say("Type your passphrase, then Enter. Nothing is shown while you type.")
    with opened(env) as store:
        held = dataclasses.replace(env, held=store)
        env.terminal.say("", *_home(store, env), "")
        while True:
            try:
                line = env.terminal.ask("fieldkit> ")
            except errors.NotATerminal:
                return 0
            words = _split(line, env)
            if words and words[0] in _LEAVE:
                return 0
            if words == ["lock"]:
                return LOCKED
            if words == ["help"]:
                env.terminal.say(*_help(store.role))
            elif words and run(words, held) == LOCKED:
                return LOCKED


def _home(store: Store, env: Env) -> list[str]:
    """Return what a person sees first: what is unfinished or waits, and what can be typed."""
    if store.role is Role.HQ:
        held = len(store.quarantine.list())
        return [
            f"{store.inbox.count()} interviews received; {held} bundles in quarantine.",
            "Type: inbox, show CODE, hq import FOLDER, hq ack CODE, help, lock, exit",
        ]
    found = overview(store, env)
    warnings = [f"warning: {warning}" for warning in found.warnings]
    return [*found.lines, *warnings, "", "Type: screen, drafts, status, pack, sync FOLDER, help, lock, exit"]


def _help(role: Role) -> list[str]:
    """Return the words that this role needs, short enough for one screen."""
    rows = _WORDS[role] + _ALWAYS
    width = max(len(word) for word, _ in rows)
    return [f"  {word:<{width}}  {about}" for word, about in rows]


def _split(line: str, env: Env) -> list[str]:
    try:
        words = shlex.split(line, posix=sys.platform != "win32")
    except ValueError:
        env.terminal.say("a quotation mark is missing its partner; type the line again")
        return []
    return words[1:] if words and words[0] == "fieldkit" else words


def _clear(env: Env) -> None:
    if env.terminal.interactive and not env.terminal.plain:
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
