"""The Terminal port over full screens: what a command asks inside a sitting leaves no trace in the scrollback either.

What it says is collected and stands above its next question, or on the page that shows what came of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from fieldkit.forms.interview import Answer, Danger, Leave, QuestionView, QuickExit, Reply
from fieldkit.ports import Hidden
from fieldkit.ui.canvas import Canvas
from fieldkit.ui.drawing import Drawn, draw_page
from fieldkit.ui.fields import TextField
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.messages import say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import open_page, press
from fieldkit.ui.screen import FullScreen, menu_view
from fieldkit.ui.sheets import Contact
from fieldkit.ui.text import one_line


class GaveUp(KeyboardInterrupt):
    """A question was left by `save and leave`: the command ends as by Ctrl-C."""


class ScreenTerminal:
    """Asks on pages of `shown`, which is closed after each answer: a command may draw its progress meanwhile."""

    interactive = True
    plain = False

    def __init__(self, shown: FullScreen, contacts: Callable[[], Sequence[Contact]], language: str) -> None:
        self._shown, self._contacts, self._language = shown, contacts, language
        self._said: list[str] = []

    def say(self, *lines: str) -> None:
        self._said += [part for line in lines for part in line.split("\n")]

    def take(self) -> tuple[str, ...]:
        """Return what was said since the last question, and forget it."""
        said = tuple(self._said)
        self._said.clear()
        return said

    def ask(self, prompt: str) -> str:
        """Return one typed line; Enter alone gives an empty one.

        Raises: Hidden, GaveUp, KeyboardInterrupt.
        """
        lines = self.take()
        view = replace(menu_view(one_line(prompt), lines, self._language), required=False)
        return self._answered(lambda: _line(view))

    def choose(self, prompt: str, options: Sequence[tuple[str, str]]) -> str:
        lines = self.take()
        return self._answered(lambda: self._shown.choose(one_line(prompt), lines, options, self._language))

    def confirm(self, prompt: str) -> bool:
        words = [("yes", say(self._language, "home.yes")), ("no", say(self._language, "home.no"))]
        return self.choose(prompt, words) == "yes"

    def _answered(self, put: Callable[[], Reply]) -> str:
        try:
            while True:
                reply = put()
                if isinstance(reply, Danger):
                    reply = self._shown.danger(self._contacts(), self._language)
                if isinstance(reply, QuickExit):
                    raise Hidden(reply.why)
                if isinstance(reply, Leave):
                    raise GaveUp
                if isinstance(reply, Answer):
                    return reply.raw if isinstance(reply.raw, str) else ""
        finally:
            self._shown.close()


def _line(view: QuestionView) -> Reply:
    canvas = Canvas()
    try:
        return canvas.show(_Line(view))
    finally:
        canvas.close()


class _Line:
    """A line of text on the canvas; it may stay empty."""

    def __init__(self, view: QuestionView) -> None:
        self._page = open_page(view)
        self._overflows = False

    def draw(self, width: int, height: int) -> Drawn:
        drawn = draw_page(self._page, Occasion(), width, height)
        self._overflows = drawn.text_overflows
        return drawn

    def press(self, key: Key | Command | str) -> "Reply | None":
        field = self._page.field
        if key is Key.ENTER and isinstance(field, TextField) and not field.text.strip():
            return Answer("")
        self._page, reply = press(self._page, key, text_overflows=self._overflows)
        return reply
