"""Where passphrases come from (ports.Passphrases): the terminal without echo, or a file. Never argv nor environment.

A passphrase is one line. Spaces around it are dropped and several in a row count as one, here and only here, so that a
generated passphrase typed with two spaces opens what it should.
"""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from fieldkit import errors
from fieldkit.ports import PASSPHRASE_LENGTH, Entropy, Terminal
from fieldkit.ui import words
from fieldkit.ui.messages import current, say
from fieldkit.ui.streams import can_draw, talk_output
from fieldkit.ui.unseen import read_unseen
from fieldkit.ui.watch import waiting

TRIES = 3
MAX_FILE = 4096


def tidy(passphrase: str) -> str:
    """Return a passphrase as it is used: no space around it, single spaces inside."""
    return " ".join(passphrase.split())


class PromptingPassphrases:
    """Asks on the terminal; nothing of a passphrase is shown, not even its length."""

    can_retry = True

    def __init__(self, terminal: Terminal, entropy: Entropy, *, read: "Callable[[str], str] | None" = None) -> None:
        self._terminal, self._entropy = terminal, entropy
        self._read = read or read_unseen

    def __repr__(self) -> str:
        return "PromptingPassphrases()"

    def existing(self, prompt: str) -> str:
        passphrase = tidy(self._read(prompt))
        if not passphrase:
            raise errors.PassphraseUnusable(why="nothing was typed", advice="type it, nothing is shown, then Enter")
        return passphrase

    def new(self, prompt: str) -> str:
        own = self._terminal.choose(
            prompt,
            [
                ("made", say(current(), "passphrase.made", words=words.COUNT)),
                ("own", say(current(), "passphrase.own", least=PASSPHRASE_LENGTH)),
            ],
        )
        return self._own() if own == "own" else self._made()

    def _own(self) -> str:
        for _ in range(TRIES):
            passphrase = tidy(self._read(say(current(), "passphrase.new_ask")))
            if len(passphrase) < PASSPHRASE_LENGTH:
                self._terminal.say(say(current(), "passphrase.short", least=PASSPHRASE_LENGTH))
            elif tidy(self._read(say(current(), "passphrase.same"))) == passphrase:
                return passphrase
            else:
                self._terminal.say(say(current(), "passphrase.differ"))
        raise errors.PassphrasesDiffer()

    def _made(self) -> str:
        passphrase = words.generate(self._entropy)
        for _ in range(TRIES):
            show_once(self._terminal, passphrase)
            if tidy(self._read(say(current(), "passphrase.type"))).lower() == passphrase:
                return passphrase
            self._terminal.say(say(current(), "passphrase.wrong"))
        raise errors.PassphrasesDiffer()


class FilePassphrases:
    """Reads `--passphrase-file FILE|-`: first line the existing passphrase, second line (if there is one) the new."""

    can_retry = False

    def __init__(self, source: str, *, warn: Callable[[str], None], stdin: TextIO | None = None) -> None:
        self._source, self._warn, self._stdin = source, warn, stdin or sys.stdin
        self._lines: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        return f"FilePassphrases({self._source!r})"

    def existing(self, prompt: str) -> str:  # noqa: ARG002
        return self._line(0, "its first line is empty")

    def new(self, prompt: str) -> str:  # noqa: ARG002
        """Return the second line, or the first where there is only one: a new store has no passphrase yet."""
        lines = self._read()
        passphrase = self._line(1 if len(lines) > 1 else 0, "the line with the new passphrase is empty")
        if len(passphrase) < PASSPHRASE_LENGTH:
            advice = f"use {PASSPHRASE_LENGTH} characters or more"
            raise errors.PassphraseUnusable(why="the new one is too short", advice=advice)
        return passphrase

    def _line(self, index: int, why: str) -> str:
        lines = self._read()
        if index >= len(lines) or not lines[index]:
            advice = "put the passphrase on the first line, a new one on the second"
            raise errors.PassphraseUnusable(why=f"{why} in {self._name}", advice=advice)
        return lines[index]

    @property
    def _name(self) -> str:
        return "standard input" if self._source == "-" else self._source

    def _read(self) -> tuple[str, ...]:
        if self._lines is None:
            text = self._stdin.read(MAX_FILE) if self._source == "-" else self._read_file()
            self._lines = tuple(tidy(line) for line in text.lstrip("\ufeff").splitlines()[:2])
        return self._lines

    def _read_file(self) -> str:
        path = Path(self._source)
        try:
            with path.open(encoding="utf-8") as stream:
                if os.name == "posix" and os.fstat(stream.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                    self._warn(f"{path} can be read by other people on this computer: chmod 600 {path}")
                return stream.read(MAX_FILE)
        except UnicodeDecodeError:
            raise errors.UnreadableFile(path=path, why="it is not UTF-8 text") from None
        except OSError as problem:
            raise errors.UnreadableFile(path=path, why=problem.strerror or "unknown reason") from None


def show_once(terminal: Terminal, passphrase: str) -> None:
    """Show a new passphrase until Enter: on a screen that leaves no scrollback, or as a line in plain mode."""
    written = say(current(), "passphrase.written")
    lines = (
        say(current(), "passphrase.shown"),
        "",
        f"    {passphrase}",
        "",
    )
    if terminal.plain or not can_draw():
        terminal.say(*lines)
        terminal.ask(written)
        terminal.say(say(current(), "passphrase.clear"))
        return
    output = talk_output()
    output.enter_alternate_screen()
    try:
        output.erase_screen()
        output.cursor_goto(0, 0)
        output.flush()
        terminal.say("", *lines)
        sys.stderr.write(f"{written} ")
        sys.stderr.flush()
        with waiting(sys.stdin):
            sys.stdin.readline()
    finally:
        output.erase_screen()
        output.quit_alternate_screen()
        output.flush()
