"""Hide answers: what was answered looks alike, and one can still answer."""

import datetime as dt
import io
from dataclasses import replace

import pytest

from fieldkit.forms.interview import Answer, Choice, Next, QuestionView
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.ui.drawing import draw_page
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import Page, open_page, press, reopen_page
from fieldkit.ui.plain import PlainScreen
from tests.ui import views

OCCASION = Occasion({"en": "Border quick screen"}, "K7M-4QX", {"en": "practice"})


def shown(page: Page) -> str:
    drawn = draw_page(page, OCCASION, 80, 24)
    return "\n".join("".join(text for _, text in row).rstrip() for row in drawn.rows)


def pressed(page: Page, *keys: Key | Command | str) -> Page:
    for key in keys:
        page, _ = press(page, key)
    return page


def optional(view: QuestionView, value: AnswerValue) -> Page:
    return open_page(replace(view, required=False, value=value), covered=True)


LONG = replace(views.BASE, choices=tuple(Choice(f"c{n}", f"Country {n}") for n in range(200)))


@pytest.mark.parametrize(
    ("view", "values"),
    [
        (views.BASE, ("yes", "no", NonAnswer.REFUSED, NonAnswer.DONT_KNOW, NonAnswer.NOT_ASKED)),
        (views.MANY, (("family",), ("family", "agent", "nobody"), NonAnswer.REFUSED, NonAnswer.NOT_ASKED)),
        (views.RANK, (("food", "rest", "pay"), ("pay", "rest", "food"), NonAnswer.NOT_ASKED)),
        (LONG, ("c0", "c150", NonAnswer.NOT_ASKED)),
        (views.TEXT, ("Aline", "a much longer answer that would fill the line")),
        (views.DATE, (dt.date(2026, 1, 2), dt.date(1999, 12, 31))),
    ],
)
def test_stored_answers_cannot_be_told_apart(view: QuestionView, values: tuple[AnswerValue, ...]) -> None:
    """Neither arrow nor marks nor the part of a list that is drawn, nor the length of a text."""
    screens = {shown(optional(view, value)) for value in values}
    assert len(screens) == 1
    assert "ANSWERS HIDDEN" in screens.pop()


def test_the_arrow_shows_after_a_key_so_that_one_can_choose() -> None:
    """What one presses now can be seen; Enter gives it."""
    page = pressed(optional(views.BASE, "yes"), "2")
    assert " > 2  No" in shown(page)
    assert Answer("no") == press(page, Key.ENTER)[1]


def test_of_the_marks_only_those_that_are_changed_can_be_seen() -> None:
    """The others keep their sign; nothing of them changes."""
    page = pressed(optional(views.MANY, ("family",)), "2", " ")
    assert ("   1  [.] Family" in shown(page), " > 2  [x] An agent" in shown(page)) == (True, True)
    assert Answer(("family", "agent")) == press(page, Key.ENTER)[1]


def test_what_is_typed_is_hidden_and_not_read_back() -> None:
    """Also while it is typed; the key shows it, and hides it again."""
    page = pressed(optional(views.DATE, NonAnswer.NOT_ASKED), *"3/4/2025")
    assert (" > (hidden)" in shown(page), "Read as" in shown(page), "2025" in shown(page)) == (True, False, False)
    open_ = pressed(page, Command.COVER)
    assert ("Read as: day 3" in shown(open_), "HIDDEN" in shown(open_)) == (True, False)
    assert " > (hidden)" in shown(pressed(open_, Command.COVER))
    assert Answer("2025-04-03") == press(page, Key.ENTER)[1]


def test_hiding_takes_the_arrow_away_again() -> None:
    """Whoever comes near sees nothing of what was just chosen."""
    page = pressed(open_page(views.BASE), "2", Command.COVER)
    assert " > " not in shown(page)
    assert Answer("no") == press(page, Key.ENTER)[1]
    marked = shown(pressed(open_page(views.MANY), "2", " ", Command.COVER))
    assert ("[x]" in marked, marked.count("[.]")) == (False, 3)


def test_shown_answers_notes_and_the_lines_of_a_list_are_hidden() -> None:
    """An answer that may only be read, the worker's note, the instances of a repeat and the one to be taken away."""
    assert "Answer: (hidden)" in shown(open_page(views.READ_ONLY, covered=True))
    noted = replace(views.TEXT, note="said it twice", doubtful=True)
    assert " ? doubtful\n * note: (hidden)" in shown(open_page(noted, covered=True))
    assert " ? doubtful\n * note: said it twice" in shown(open_page(noted))
    places = open_page(views.PLACES, covered=True)
    for page in (places, pressed(places, "1"), pressed(places, "1", Key.DELETE), pressed(places, "-", Key.ENTER)):
        assert ("Huye" in shown(page), "(hidden)" in shown(page)) == (False, True)


def test_plain_lines_ask_which_instance_goes_without_its_line() -> None:
    """Neither the list to choose from nor the question whether really says what tells an instance from the others."""
    said = io.StringIO()
    screen = PlainScreen(OCCASION, stdin=io.StringIO("-\n1\n1\n-1\n1\n0\n"), stderr=said, covered=True)
    screen.question(views.PLACES)
    assert ("Huye" in said.getvalue(), "(hidden)" in said.getvalue()) == (False, True)


def test_it_stays_on_in_another_language() -> None:
    """And the keys in the foot are those of the question as it is."""
    page = reopen_page(optional(views.TEXT, "Aline"), replace(views.TEXT, language="fr", value="Aline"))
    assert ("(masqué)" in shown(page), "Aline" in shown(page)) == (True, False)
    assert Next() == press(optional(views.BASE, "yes"), Command.SKIP)[1]


def test_plain_lines_do_not_write_stored_answers_nor_what_was_taken() -> None:
    """The command turns it on and off, and says so."""
    said = io.StringIO()
    screen = PlainScreen(OCCASION, stdin=io.StringIO(":e\n2\n1\n"), stderr=said)
    screen.question(replace(views.BASE, value="yes"))
    screen.question(replace(views.BASE, value="no"))
    before, _, hidden = said.getvalue().partition("ANSWERS HIDDEN")
    assert ("Answer now: Yes" in before, "= No" in hidden, "Answer now" in hidden) == (True, False, False)
    assert (screen.covered, "PRACTICE - invented data only - ANSWERS HIDDEN" in hidden) == (True, True)
