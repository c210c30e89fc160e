"""Typed command lines inside a sitting: the same commands as outside it, with the store that is open already."""

import shlex
import sys
from collections.abc import Callable, Sequence

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.hiding import HIDDEN, LOCKED
from fieldkit.ports import Env
from fieldkit.store.store import Store
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.messages import current, say

Run = Callable[[Sequence[str], Env], int]
"""Runs one command line with an open store and returns its exit status."""

PROMPT = "fieldkit> "
LEAVE = ("exit", "quit", "leave")
_WORDS = {
    Role.FIELD: (
        ("screen", "lines.screen"),
        ("fill FORM", "lines.fill"),
        ("drafts", "lines.drafts"),
        ("report-made CODE --to WHOM", "lines.report_made"),
        ("status", "lines.status"),
        ("pack", "lines.pack"),
        ("sync FOLDER", "lines.sync"),
    ),
    Role.HQ: (
        ("hq import FOLDER", "take in what sticks carry, write receipts"),
        ("inbox", "the reports, most urgent first"),
        ("fill FORM", "fill a form (--about CODE), go on with one (--resume CODE)"),
        ("drafts", "list what is not finished; hand over, take, discard"),
        ("due", "what is due; when it was done: due --done CODE:NAME"),
        ("show CODE", "one whole interview"),
        ("hq ack CODE", "you have seen a report and see to it"),
        ("hq devices", "the laptops, the silent ones marked"),
        ("hq quarantine", "what was put aside, and why"),
        ("hq concerns", "concerns about staff: read them, pass them on"),
    ),
}
_ALWAYS = (
    ("key passwd", "lines.passwd"),
    ("lock", "lines.lock"),
    ("exit", "lines.exit"),
    ("--help", "lines.help"),
)
"""What is about a word: an id of the catalogue, or English where only headquarters reads it."""


def run_lines(store: Store, held: Env, run: Run, *, until_empty: bool = False) -> int | None:
    """Run typed lines until the person locks or leaves: the sitting's exit status. None when an empty line ends them.

    Raises: KeyboardInterrupt, Hidden.
    """
    while True:
        try:
            line = held.terminal.ask(PROMPT)
        except errors.NotATerminal:
            return 0
        if until_empty and not line.strip():
            return None
        status = run_line(line, store, held, run)
        if status is not None:
            return status


def run_line(line: str, store: Store, held: Env, run: Run) -> int | None:
    """Run one typed line. Return the exit status with which the sitting ends, None where it goes on."""
    words = _split(line, held)
    if words and words[0] in LEAVE:
        return 0
    if words == ["lock"]:
        return LOCKED
    if words == ["help"]:
        held.terminal.say(*help_lines(store.role))
        return None
    status = run(words, held) if words else 0
    return status if status in (LOCKED, HIDDEN) else None


def help_lines(role: Role) -> list[str]:
    """Return the words that this role needs, short enough for one screen."""
    rows = _WORDS[role] + _ALWAYS
    width = max(len(word) for word, _ in rows)
    return [f"  {word:<{width}}  {say(current(), about) if about in TEXTS else about}" for word, about in rows]


def _split(line: str, env: Env) -> list[str]:
    try:
        words = shlex.split(line, posix=sys.platform != "win32")
    except ValueError:
        env.terminal.say(say(current(), "lines.quotation"))
        return []
    return words[1:] if words and words[0] == "fieldkit" else words
