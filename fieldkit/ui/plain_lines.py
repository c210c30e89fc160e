"""Lines written and read in plain mode, and how what was typed names a choice or a command."""

import sys
from collections.abc import Sequence
from typing import TextIO

from fieldkit import errors
from fieldkit.ui.fields import ChoiceField
from fieldkit.ui.keys import Command, text_of
from fieldkit.ui.messages import say
from fieldkit.ui.streams import encodable
from fieldkit.ui.text import clean, fold, one_line
from fieldkit.ui.watch import waiting

LISTED = 20
"""How many choices of a long list are written out before one searches."""


class PlainLines:
    """What is said goes to stderr, what is typed comes from stdin. `covered`: nothing that was taken is read back.
    `prompt` stands where one types."""

    covered: bool = False
    prompt: str = "> "

    def __init__(self, stdin: TextIO | None = None, stderr: TextIO | None = None) -> None:
        self._stdin, self._stderr = stdin or sys.stdin, stderr or sys.stderr

    def write(self, *lines: str) -> None:
        """Write lines as far as the terminal can show them."""
        encoding = self._stderr.encoding or "utf-8"
        for line in lines:
            self._stderr.write(encodable(clean(line), encoding) + "\n")
        self._stderr.flush()

    def problem(self, problem: str) -> None:
        """Say what did not work, and what does."""
        self.write(f"! {problem}")

    def said(self, *answers: str) -> None:
        """Read back what was taken, unless answers are hidden."""
        if not self.covered:
            self.write(*(f"= {answer}" for answer in answers))

    def turn_cover(self, language: str) -> None:
        """Hide answers, or show them again, and say so."""
        self.covered = not self.covered
        self.write(say(language, "covered" if self.covered else "uncovered"))

    def line(self, *, rests: bool = False) -> str:
        """Return what was typed, without spaces around it. `rests`: nothing is hidden because nobody types.

        Raises: NotATerminal at the end of the input, which is never an answer; Hidden when everything was hidden.
        """
        self._stderr.write(encodable(self.prompt, self._stderr.encoding or "utf-8"))
        self._stderr.flush()
        with waiting(self._stdin, rests=rests):
            line = self._stdin.readline()
        if not line:
            self._stderr.write("\n")
            raise errors.NotATerminal(what="an answer", option="--answers FILE")
        return clean(line).strip()

    def flush(self) -> None:
        self._stderr.flush()


def listed_commands(keys: Sequence[Command], language: str) -> str:
    """Return the commands that do something here, in the order in which they are always written."""
    return ", ".join(f":{key.value} {say(language, text_of(key))}" for key in keys)


def named_command(typed: str) -> Command | None:
    """Return the command that a line means; None for all other lines."""
    letter = typed[1:].strip().lower() if typed.startswith(":") else ""
    return next((key for key in Command if key.value == letter), None)


def find(field: ChoiceField, typed: str) -> tuple[int, ...]:
    """Return the positions that a number or a word means: an exact label wins over a part of one."""
    text = fold(typed.strip())
    if text.isascii() and text.isdecimal():
        number = int(text[:9])
        return (number - 1,) if 1 <= number <= len(field.choices) else ()
    if not text:
        return ()
    exact = tuple(i for i, choice in enumerate(field.choices) if fold(one_line(choice.label)) == text)
    return exact or tuple(i for i, choice in enumerate(field.choices) if text in fold(choice.label))
