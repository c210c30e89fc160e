"""The interview screen of a real terminal, in the workflow's words: ask, list, note, pause, show the result, danger."""

from collections.abc import Sequence
from dataclasses import replace

from fieldkit.forms.interview import (
    Answer,
    Danger,
    OutlineRow,
    Overview,
    Pause,
    QuestionView,
    Remark,
    Reply,
    SetLanguage,
)
from fieldkit.ui.around import PagesAround
from fieldkit.ui.canvas import Canvas
from fieldkit.ui.menu import menu_view
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.overview import open_overview
from fieldkit.ui.page import Page, open_page, reopen_page
from fieldkit.ui.remark import open_remark
from fieldkit.ui.scenes import Helped, Inner, OverviewScene, QuestionScene, RemarkScene, SheetScene
from fieldkit.ui.sheet import Sheet
from fieldkit.ui.sheets import NEW, Contact, DraftOffer, ServiceLine
from fieldkit.ui.watch import LockRules

_COMES_BACK = (SetLanguage, Danger, Answer, Overview, Remark, Pause)
"""Replies after which the same question may come again, with what was typed."""


class FullScreen(PagesAround):
    """One question a screen. Nothing is drawn before the first call; `close` gives the terminal back as it was.

    `covered`: answers are hidden; the key for that turns it on and off.
    """

    def __init__(self, occasion: Occasion, rules: LockRules | None = None, *, covered: bool = False) -> None:
        self.occasion = occasion
        self.covered = covered
        self._canvas = Canvas(rules)
        self._again: Page | None = None

    def __enter__(self) -> "FullScreen":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def question(self, view: QuestionView, typed: str = "") -> Reply:
        """Draw one question and return what the person did. What was typed survives a change of language, a page that
        was opened over it, and an answer that was not accepted; `typed` is what was typed before the screen was locked.

        Raises: KeyboardInterrupt, NotATerminal.
        """
        scene = QuestionScene(self._page(view, typed), self.occasion)
        self.half_typed = ""
        reply = self._show(scene)
        self.covered = scene.page.covered
        self._again = scene.page if isinstance(reply, _COMES_BACK) else None
        self.half_typed = "" if isinstance(reply, Answer) else scene.typed
        return reply

    def _show(self, scene: Inner) -> Reply:
        return self.kept(self._canvas.show(Helped(scene, self.occasion)))

    def _page(self, view: QuestionView, typed: str) -> Page:
        before = self._again
        if before is None or typed or (before.view.name, before.view.kind) != (view.name, view.kind):
            return open_page(view, covered=self.covered, typed=typed)
        page = reopen_page(before, view)
        return replace(page, covered=self.covered, touched=page.touched and page.covered == self.covered)

    def overview(self, view: QuestionView, rows: Sequence[OutlineRow]) -> Reply:
        """Draw the list of all questions: Goto, Next; at the end Finish or Back."""
        scene = OverviewScene(open_overview(view, rows, covered=self.covered), self.occasion)
        reply = self._show(scene)
        self.covered = scene.page.covered
        return reply

    def remark(self, view: QuestionView, note: str, doubtful: bool) -> Reply:
        """Let the worker write a note on a question: Noted, or Next where nothing was changed."""
        scene = RemarkScene(open_remark(view, note, doubtful, covered=self.covered), note, doubtful, self.occasion)
        reply = self._show(scene)
        self.covered = scene.page.covered
        return reply

    def read(self, sheet: Sheet) -> Reply:
        """Show a page to read until Enter."""
        return self._show(SheetScene(replace(sheet, mark=self.occasion.mark(sheet.language))))

    def choose(self, title: str, lines: Sequence[str], options: Sequence[tuple[str, str]], language: str) -> Reply:
        """Ask for one of `options` = (value, label): Answer(value), Leave, Danger or QuickExit comes back."""
        return self._menu_page(menu_view(title, lines, language, options))

    def ask(self, title: str, lines: Sequence[str], language: str) -> Reply:
        """Ask for a line of text that leaves no trace in the terminal: Answer(text), Leave, Danger or QuickExit."""
        return self._menu_page(menu_view(title, lines, language))

    def _menu_page(self, view: QuestionView) -> Reply:
        return self._show(QuestionScene(open_page(view), self.occasion.outside()))

    def close(self) -> None:
        """Give the terminal back as it was before the first question; forget what was typed."""
        self._again, self.half_typed = None, ""
        self._canvas.close()


__all__ = ["NEW", "Contact", "DraftOffer", "FullScreen", "ServiceLine", "menu_view"]
