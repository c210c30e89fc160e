"""The interview screen of a real terminal, in the workflow's words: ask, show the result, danger, unfinished ones."""

from collections.abc import Sequence

from fieldkit.forms.classify import Outcome
from fieldkit.forms.interview import Answer, Choice, Danger, Leave, Next, QuestionView, QuickExit, Reply, SetLanguage
from fieldkit.forms.values import NonAnswer
from fieldkit.ui.canvas import Canvas
from fieldkit.ui.drawing import Drawn, Sheet, draw_page, draw_sheet
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.messages import say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import Page, open_page, press, reopen_page
from fieldkit.ui.sheets import NEW, Contact, DraftOffer, danger_lines, offer_choices, offer_lines, outcome_lines
from fieldkit.ui.watch import LockRules


class FullScreen:
    """One question a screen. Nothing is drawn before the first call; `close` gives the terminal back as it was."""

    def __init__(self, occasion: Occasion, rules: LockRules | None = None) -> None:
        self.occasion = occasion
        self._canvas = Canvas(rules)
        self._again: Page | None = None

    def __enter__(self) -> "FullScreen":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def question(self, view: QuestionView) -> Reply:
        """Draw one question and return what the person did. What was typed survives a change of language, a danger
        page, and an answer that was not accepted.

        Raises: KeyboardInterrupt, NotATerminal.
        """
        before = self._again
        same = before is not None and (before.view.name, before.view.kind) == (view.name, view.kind)
        scene = _Question(reopen_page(before, view) if before and same else open_page(view), self.occasion)
        reply = self._canvas.show(scene)
        self._again = scene.page if isinstance(reply, SetLanguage | Danger | Answer) else None
        return reply

    def outcome(self, outcome: Outcome, language: str, extra: Sequence[str] = ()) -> Reply:
        """Show the result with its reasons and next steps, then `extra`. Next, Leave or QuickExit comes back."""
        banner = self.occasion.banner(language)
        lines = (*outcome_lines(outcome, language, banner=banner), *extra)
        return self.note(lines, language, title=say(language, "result.title"))

    def danger(self, contacts: Sequence[Contact], language: str) -> Reply:
        """Show what to do in immediate danger and whom to call."""
        how = say(language, "danger.back")
        title, keys = say(language, "danger.title"), (Command.LEAVE, Command.QUICK_EXIT)
        return self._canvas.show(_Reading(Sheet(title, danger_lines(language, contacts), how, language, keys)))

    def note(self, lines: Sequence[str], language: str, title: str = "") -> Reply:
        """Show lines to read until Enter."""
        return self._canvas.show(_Reading(Sheet(title, tuple(lines), say(language, "how.note"), language)))

    def choose(self, title: str, lines: Sequence[str], options: Sequence[tuple[str, str]], language: str) -> Reply:
        """Ask for one of `options` = (value, label): Answer(value), Leave, Danger or QuickExit comes back."""
        return self._menu(menu_view(title, lines, language, options))

    def ask(self, title: str, lines: Sequence[str], language: str) -> Reply:
        """Ask for a line of text that leaves no trace in the terminal: Answer(text), Leave, Danger or QuickExit."""
        return self._menu(menu_view(title, lines, language))

    def resume_offer(self, offers: Sequence[DraftOffer], language: str) -> Reply:
        """Offer the unfinished interviews: Answer(draft id), Answer(NEW), Leave, Danger or QuickExit comes back."""
        options = [(choice.value, choice.label) for choice in offer_choices(offers, language)]
        return self.choose(say(language, "resume.title"), offer_lines(offers, language), options, language)

    def _menu(self, view: QuestionView) -> Reply:
        return self._canvas.show(_Question(open_page(view), Occasion()))

    def close(self) -> None:
        """Give the terminal back as it was before the first question; forget what was typed."""
        self._again = None
        self._canvas.close()


def menu_view(
    title: str, lines: Sequence[str], language: str, options: Sequence[tuple[str, str]] | None = None
) -> QuestionView:
    """Return a choice, or a line to type, that belongs to no form, as something the question screens can draw."""
    return QuestionView(
        name="",
        kind="text" if options is None else "select_one",
        label=title,
        hint="\n".join(lines),
        why="",
        choices=tuple(Choice(value, label) for value, label in options or ()),
        value=NonAnswer.NOT_ASKED,
        number=0,
        total=0,
        section="",
        required=True,
        allowed_non_answers=(),
        languages=(language,),
        language=language,
        language_missing=False,
        can_go_back=False,
        error=None,
        reviewed=True,
        at_end=False,
    )


class _Question:
    """A question on the canvas."""

    def __init__(self, page: Page, occasion: Occasion) -> None:
        self.page = page
        self._occasion = occasion
        self._overflows = False

    def draw(self, width: int, height: int) -> Drawn:
        drawn = draw_page(self.page, self._occasion, width, height)
        self._overflows = drawn.text_overflows
        return drawn

    def press(self, key: Key | Command | str) -> "Reply | None":
        self.page, reply = press(self.page, key, text_overflows=self._overflows)
        return reply


class _Reading:
    """A page that is only read: Enter goes on, Page Up and Down scroll."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._scroll = sheet, 0

    def draw(self, width: int, height: int) -> Drawn:
        drawn = draw_sheet(self._sheet, self._scroll, width, height)
        self._scroll = drawn.scroll
        return drawn

    def press(self, key: Key | Command | str) -> "Reply | None":
        replies: dict[Key | Command | str, Reply] = {
            Key.ENTER: Next(),
            Command.LEAVE: Leave(),
            Command.QUICK_EXIT: QuickExit(),
        }
        steps: dict[Key | Command | str, int] = {Key.PAGE_DOWN: 8, Key.DOWN: 1, Key.PAGE_UP: -8, Key.UP: -1}
        self._scroll = max(self._scroll + steps.get(key, 0), 0)
        return replies.get(key)


__all__ = ["NEW", "Contact", "DraftOffer", "FullScreen", "menu_view"]
