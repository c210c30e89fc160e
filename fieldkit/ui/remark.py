"""The worker's own note on a question as a page: a text of several lines, and whether the answer is doubtful."""

from dataclasses import replace

from fieldkit.forms.interview import Answer, Next, Noted, QuestionView, Reply
from fieldkit.ui.fields import TextField
from fieldkit.ui.filling import text_field
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.menu import menu_view
from fieldkit.ui.messages import say
from fieldkit.ui.page import Page, press
from fieldkit.ui.text import one_line

KEYS = (
    Command.BACK,
    Command.REMARK,
    Command.COVER,
    Command.HELP,
    Command.LEAVE,
    Command.DANGER,
    Command.QUICK_EXIT,
)


def open_remark(view: QuestionView, note: str, doubtful: bool, *, covered: bool = False) -> Page:
    """Return the page for a note on a question, with what it says now."""
    language = view.language
    title = say(language, "remark.title", question=one_line(view.label))
    paper = replace(menu_view(title, (say(language, "remark.hint"),), language), multiline=True, doubtful=doubtful)
    return Page(paper, text_field(paper, note), covered=covered, keys=KEYS, how=say(language, "how.remark"))


def press_remark(
    page: Page, key: Key | Command | str, *, text_overflows: bool = False, columns: int = 0
) -> "tuple[Page, Reply | None]":
    """Return the page after a key and, when the person is done with it, what the note says now."""
    match key:
        case Command.BACK:
            return page, Next()
        case Command.REMARK:
            return replace(page, view=replace(page.view, doubtful=not page.view.doubtful)), None
        case Command.COVER:
            return replace(page, covered=not page.covered), None
        case Key.ENTER if isinstance(page.field, TextField) and not page.field.text.strip():
            return page, Noted("", page.view.doubtful)
    page, reply = press(page, key, text_overflows=text_overflows, columns=columns)
    if isinstance(reply, Answer) and isinstance(reply.raw, str):
        return page, Noted(reply.raw, page.view.doubtful)
    return page, reply
