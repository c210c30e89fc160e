"""The person at the keyboard (ports.Terminal): prompts on a real terminal, or lines that never move the cursor.

Whatever asks can be hidden: Ctrl-Q and Ctrl-Z in prompts, `:q` in lines, signals and idle time in both.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from fieldkit import errors
from fieldkit.ports import Hidden, Terminal, WhyHidden
from fieldkit.ui.keys import Command
from fieldkit.ui.messages import current, say
from fieldkit.ui.streams import can_draw, columns_of, encodable, is_terminal, lines_only, talk_output
from fieldkit.ui.text import clean, fitted, fold, one_line
from fieldkit.ui.watch import waiting

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindingsBase, KeyPressEvent
    from questionary import Question

HIDE = f":{Command.QUICK_EXIT.value}"
"""Typed alone on a line it hides everything, as in the interview's plain mode."""

YES, NO = ("y", "yes"), ("n", "no")


def terminal_for(*, plain: bool = False) -> Terminal:
    """Return prompts where a terminal can show them, plain lines everywhere else."""
    lines_only(plain)
    if can_draw():
        return PromptTerminal()
    # Somebody types, but nothing can be drawn (TERM=dumb, talk sent to a file): the interview is in lines as well.
    return LineTerminal(plain=plain or is_terminal(sys.stdin))


class LineTerminal:
    """Line after line: questions on stderr, answers from stdin. Works through a pipe and with a screen reader."""

    def __init__(self, *, plain: bool = True, stdin: TextIO | None = None, stderr: TextIO | None = None) -> None:
        self.plain = plain
        self._stdin, self._stderr = stdin or sys.stdin, stderr or sys.stderr
        self.interactive = is_terminal(self._stdin)

    def say(self, *lines: str) -> None:
        for line in lines:
            self._stderr.write(encodable(clean(line), self._stderr.encoding or "utf-8") + "\n")
        self._stderr.flush()

    def ask(self, prompt: str) -> str:
        self._stderr.write(clean(prompt).rstrip() + " ")
        self._stderr.flush()
        with waiting(self._stdin):
            line = self._stdin.readline()
            if line.strip() == HIDE and self.interactive:
                raise Hidden
        if not line:
            self._stderr.write("\n")
            raise errors.NotATerminal(what=one_line(prompt).rstrip(":"), option="the answers on standard input")
        return clean(line.rstrip("\r\n"))

    def choose(self, prompt: str, options: Sequence[tuple[str, str]]) -> str:
        self.say(prompt, *(f"  {number}  {one_line(label)}" for number, (_, label) in enumerate(options, start=1)))
        while True:
            value = pick(self.ask(say(current(), "ask.number")), options)
            if value is not None:
                return value
            self.say(say(current(), "ask.number_again", last=len(options)))

    def confirm(self, prompt: str) -> bool:
        while True:
            typed = self.ask(f"{clean(prompt).rstrip()} {say(current(), 'ask.yes_no')}").strip().lower()
            own = tuple(say(current(), f"home.{word}").lower() for word in ("yes", "no"))
            if typed in (*YES, *NO, *own):
                return typed in (*YES, own[0])
            self.say(say(current(), "ask.yes_no_again"))


def pick(typed: str, options: Sequence[tuple[str, str]]) -> str | None:
    """Return the value that a number, a value or a label names; None for anything else."""
    text = typed.strip()
    if text.isascii() and text.isdecimal():
        number = int(text[:9])
        return options[number - 1][0] if 1 <= number <= len(options) else None
    return next((value for value, label in options if fold(text) in (fold(value), fold(label)) and text), None)


class PromptTerminal:
    """Prompts by questionary on a real terminal. Every prompt keeps its own text and forgets it when it ends."""

    interactive = True
    plain = False

    def say(self, *lines: str) -> None:
        for line in fitted(lines, columns_of(sys.stderr)):
            sys.stderr.write(encodable(clean(line), sys.stderr.encoding or "utf-8") + "\n")
        sys.stderr.flush()

    def ask(self, prompt: str) -> str:
        import questionary
        from prompt_toolkit.history import DummyHistory

        question = questionary.text(
            clean(prompt), qmark="", history=DummyHistory(), output=talk_output(), erase_when_done=False
        )
        return clean(str(_asked(question, prompt))).replace("\n", " ")

    def choose(self, prompt: str, options: Sequence[tuple[str, str]]) -> str:
        import questionary

        choices = [
            questionary.Choice(one_line(label), value=value, shortcut_key=str(number) if number < 10 else None)
            for number, (value, label) in enumerate(options, start=1)
        ]
        question = questionary.select(
            clean(prompt),
            choices,
            qmark="",
            pointer=">",
            use_shortcuts=len(options) < 10,
            use_arrow_keys=True,
            use_jk_keys=False,
            instruction=" ",
            output=talk_output(),
        )
        return str(_asked(question, prompt))

    def confirm(self, prompt: str) -> bool:
        return self.choose(prompt, [("yes", say(current(), "home.yes")), ("no", say(current(), "home.no"))]) == "yes"


def _asked(question: "Question", prompt: str) -> object:
    """Run a questionary question; Ctrl-C goes on to the caller, a terminal that went away is an error."""
    from prompt_toolkit.key_binding import merge_key_bindings

    app = question.application
    app.key_bindings = merge_key_bindings([*([app.key_bindings] if app.key_bindings else []), _hiding()])

    def deliver(why: WhyHidden) -> bool:
        if app.loop is None or not app.is_running:
            return False
        app.loop.call_soon_threadsafe(lambda: None if app.is_done else app.exit(exception=Hidden(why)))
        return True

    try:
        with waiting(sys.stdin, deliver):
            return question.unsafe_ask()
    except EOFError:
        raise errors.NotATerminal(what=one_line(prompt).rstrip(":"), option="the answers on standard input") from None


def _hiding() -> "KeyBindingsBase":
    """Return the keys that hide, and the one for danger; they win over the library's own."""
    from prompt_toolkit.application import run_in_terminal
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()

    @bindings.add("c-q", eager=True)
    def _(event: "KeyPressEvent") -> None:
        event.app.exit(exception=Hidden("key"))

    @bindings.add("c-z", eager=True)
    def _(event: "KeyPressEvent") -> None:
        event.app.exit(exception=Hidden("suspend"))

    @bindings.add("c-g", eager=True)
    def _(event: "KeyPressEvent") -> None:  # noqa: ARG001
        from fieldkit.ui.unseen import danger_now

        run_in_terminal(lambda: PromptTerminal().say(*danger_now()))

    return bindings
