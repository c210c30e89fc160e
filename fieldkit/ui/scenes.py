"""What the canvas shows: a question, the list of all of them, a note, a page to read; the help page over any of them.

Each keeps a value (`Page`, `OverviewPage`, ...) that a key replaces. `typed` is what is being typed as an answer, to be
kept when the screen is left; `rests` says that nobody need be there.
"""

from dataclasses import replace
from typing import Protocol

from fieldkit.forms.interview import Danger, Leave, Next, Noted, QuestionView, QuickExit, Reply
from fieldkit.ui import overview
from fieldkit.ui.drawing import Drawn, draw_page, draw_sheet
from fieldkit.ui.help import help_sheet
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.overview_drawing import draw_overview
from fieldkit.ui.page import Page, press, typed_in
from fieldkit.ui.remark import press_remark
from fieldkit.ui.sheet import Sheet

_STEPS: dict[Key | Command | str, int] = {Key.PAGE_DOWN: 8, Key.DOWN: 1, Key.PAGE_UP: -8, Key.UP: -1}
_LEAVES: dict[Key | Command | str, Reply] = {
    Command.LEAVE: Leave(),
    Command.DANGER: Danger(),
    Command.QUICK_EXIT: QuickExit(),
}


class Inner(Protocol):
    """A scene that the help page can lie over."""

    typed: str
    rests: bool

    @property
    def about(self) -> tuple[str, QuestionView | None]:
        """The language, and the question that is shown."""
        ...

    def draw(self, width: int, height: int) -> Drawn: ...

    def press(self, key: Key | Command | str) -> "Reply | None": ...


class QuestionScene:
    """A question, or a menu."""

    rests = False

    def __init__(self, page: Page, occasion: Occasion) -> None:
        self.page = page
        self.typed = typed_in(page)
        self._occasion = occasion
        self._drawn = Drawn((), (0, 0))

    @property
    def about(self) -> tuple[str, QuestionView | None]:
        return self.page.view.language, self.page.view

    def draw(self, width: int, height: int) -> Drawn:
        self._drawn = draw_page(self.page, self._occasion, width, height)
        return self._drawn

    def press(self, key: Key | Command | str) -> "Reply | None":
        seen = self._drawn
        self.page, reply = press(self.page, key, text_overflows=seen.text_overflows, columns=seen.columns)
        self.typed = typed_in(self.page)
        return reply


class RemarkScene(QuestionScene):
    """A note on a question. What is typed here is no answer."""

    def __init__(self, page: Page, note: str, doubtful: bool, occasion: Occasion) -> None:
        super().__init__(page, occasion)
        self._before = Noted(note, doubtful)
        self.typed = ""

    def press(self, key: Key | Command | str) -> "Reply | None":
        seen = self._drawn
        self.page, reply = press_remark(self.page, key, text_overflows=seen.text_overflows, columns=seen.columns)
        return Next() if reply == self._before else reply


class OverviewScene:
    """The list of all questions."""

    typed = ""
    rests = False

    def __init__(self, page: overview.OverviewPage, occasion: Occasion) -> None:
        self.page = page
        self._occasion = occasion

    @property
    def about(self) -> tuple[str, QuestionView | None]:
        return self.page.view.language, replace(self.page.view, kind="repeat", multiline=False)

    def draw(self, width: int, height: int) -> Drawn:
        return draw_overview(self.page, self._occasion, width, height)

    def press(self, key: Key | Command | str) -> "Reply | None":
        self.page, reply = overview.press(self.page, key)
        return reply


class SheetScene:
    """A page that is only read: Enter goes on, Page Up and Down scroll."""

    typed = ""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._scroll = sheet, 0
        self.rests = sheet.rests

    @property
    def about(self) -> tuple[str, QuestionView | None]:
        return self._sheet.language, None

    def draw(self, width: int, height: int) -> Drawn:
        drawn = draw_sheet(self._sheet, self._scroll, width, height)
        self._scroll = drawn.scroll
        return drawn

    def press(self, key: Key | Command | str) -> "Reply | None":
        self._scroll = max(self._scroll + _STEPS.get(key, 0), 0)
        if key in (Command.LEAVE, Command.QUICK_EXIT) or key in self._sheet.keys:
            return _LEAVES.get(key)
        return Next() if key is Key.ENTER else None


class Helped:
    """Any scene, with the help page over it while that is open. Danger, hide all and leave work there, too."""

    def __init__(self, inner: Inner, occasion: Occasion | None = None) -> None:
        self._inner = inner
        self._occasion = occasion or Occasion()
        self._help: SheetScene | None = None
        self.typed = inner.typed
        self.rests = inner.rests

    def draw(self, width: int, height: int) -> Drawn:
        return (self._help or self._inner).draw(width, height)

    def press(self, key: Key | Command | str) -> "Reply | None":
        if self._help is None and key is Command.HELP:
            language, view = self._inner.about
            sheet = help_sheet(language, view)
            self._help = SheetScene(replace(sheet, mark=self._occasion.mark(language)))
            return None
        if self._help is not None and key not in _LEAVES:
            closes = key in (Key.ENTER, Command.HELP, Command.BACK)
            self._help = None if closes or self._help.press(key) is not None else self._help
            return None
        reply = self._inner.press(key)
        self.typed = self._inner.typed
        return reply
