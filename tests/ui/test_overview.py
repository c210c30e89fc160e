"""The list of all questions: jump, check for errors, review before finishing; keys, drawing, plain lines."""

import io
import time
from dataclasses import replace

import pytest

from fieldkit.forms.interview import Back, Danger, Finish, Goto, Leave, Next, OutlineRow, QuestionView, Reply
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.messages import LANGUAGES
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.overview import OverviewPage, open_overview, press
from fieldkit.ui.overview_drawing import draw_overview
from fieldkit.ui.plain import PlainScreen
from fieldkit.ui.text import width_of
from tests.ui import views

CLEAN = views.ROWS[:1]
MANY = tuple(
    OutlineRow(f"q{n}", f"Part {n // 20}", f"Question {n}", "x", f"answer {n}", n == 700, None) for n in range(2000)
)


def rows(page: OverviewPage, width: int = 80, height: int = 24) -> list[str]:
    drawn = draw_overview(page, Occasion({"en": "Form"}, "K7M-4QX"), width, height)
    return ["".join(text for _, text in row).rstrip() for row in drawn.rows]


def after(page: OverviewPage, *keys: Key | Command | str) -> "tuple[OverviewPage, Reply | None]":
    reply = None
    for key in keys:
        page, reply = press(page, key)
    return page, reply


def plain(view: QuestionView, typed: str, *, covered: bool = False) -> tuple[Reply, str]:
    said = io.StringIO()
    screen = PlainScreen(Occasion(), stdin=io.StringIO(typed), stderr=said, covered=covered)
    return screen.overview(view, views.ROWS), said.getvalue()


def test_each_question_has_a_row_with_its_answer_and_what_is_to_be_said_about_it() -> None:
    """Sections are headings; marks are signs and words."""
    assert rows(open_overview(views.TEXT, views.ROWS))[4:-4] == [
        " missing 1, to correct 1, refused 1, doubtful 1, notes 1, left open 1",
        "",
        "   %  [ ] only what is missing or doubtful",
        "",
        " About the person",
        "   1  How old is the person?               17",
        "   2  Where was the person born?           ! missing",
        "",
        " The journey",
        "   3  Who paid for it?                     A man from Huye  ? doubtful  * note",
        "   4  Was anything taken away?             refused",
        " > 5  What work was promised?              not asked",
        "   6  How much was paid?                   999  ! to correct",
        "",
        "   0  Back to the question",
        "",
    ]


@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        (("3", Key.ENTER), Goto("payer")),
        ((Key.UP, Key.ENTER), Goto("taken")),
        ((Key.HOME, Key.DOWN, Key.ENTER), Goto("age")),
        ((*"born", Key.ENTER), Goto("born")),
        ((*"journey", Key.DOWN, Key.ENTER), Goto("taken")),
        (("0", Key.ENTER), Next()),
        ((Key.END, Key.ENTER), Next()),
        ((Command.BACK,), Next()),
        ((Command.JUMP,), Next()),
        ((Command.DANGER,), Danger()),
        ((Command.LEAVE,), Leave()),
        ((Command.REFUSED,), None),
    ],
)
def test_a_number_an_arrow_or_letters_find_a_question(keys: tuple[Key | Command | str, ...], reply: Reply) -> None:
    """Enter goes there; back and list return to the question."""
    assert reply == after(open_overview(views.TEXT, views.ROWS), *keys)[1]


def test_one_line_leaves_only_what_is_missing_or_doubtful() -> None:
    """The check for errors, any time; numbers stay those of the whole list."""
    page, _ = after(open_overview(views.TEXT, views.ROWS), "%", Key.ENTER)
    shown = "\n".join(rows(page))
    assert "[x] only what is missing or doubtful" in shown
    assert tuple(part for part in ("   2  Where", "   3  Who paid", "   6  How much") if part in shown) == (
        "   2  Where",
        "   3  Who paid",
        "   6  How much",
    )
    assert "How old" not in shown
    assert Goto("paid") == after(page, "6", Key.ENTER)[1]
    assert "How old" in "\n".join(rows(after(page, " ")[0]))


def test_a_search_without_a_match_says_so() -> None:
    """Backspace widens it again."""
    page, _ = after(open_overview(views.TEXT, views.ROWS), *"bornx")
    assert page.problem == "Nothing matches."
    assert Goto("born") == after(page, Key.BACKSPACE, Key.ENTER)[1]


def test_a_space_in_a_search_without_a_match_is_one_of_its_words() -> None:
    """It does not turn on the line at which the arrow stands then."""
    page, _ = after(open_overview(views.TEXT, views.ROWS), *"thank the")
    assert (page.query, page.only) == ("thank the", False)


def test_at_the_end_it_is_the_review_and_what_is_missing_comes_first() -> None:
    """The arrow stands at the first question that keeps the interview from being finished."""
    page = open_overview(views.END, views.ROWS)
    shown = rows(page)
    assert " Before finishing: look through the answers" in shown
    start = shown.index(" Missing or to correct")
    assert shown[start + 1 : start + 3] == [
        " > 2  Where was the person born?           ! missing",
        "   6  How much was paid?                   999  ! to correct",
    ]
    assert "   0  Finish the interview" in shown
    assert (Goto("born"), Finish(), Back()) == tuple(
        after(page, *keys)[1] for keys in ((Key.ENTER,), ("0", Key.ENTER), (Command.BACK,))
    )


def test_when_nothing_is_missing_enter_finishes() -> None:
    """As on the last screen of a form that is not reviewed."""
    page = open_overview(views.END, CLEAN)
    assert " nothing is missing" in rows(page)
    assert Finish() == after(page, Key.ENTER)[1]


def test_hidden_answers_cannot_be_told_apart() -> None:
    """Neither what was answered nor whether it was refused; what is missing still is."""
    page, _ = after(open_overview(views.TEXT, views.ROWS), Command.COVER)
    shown = "\n".join(rows(page))
    assert not [word for word in ("17", "Huye", "refused", "999") if word in shown]
    assert "ANSWERS HIDDEN" in shown
    assert ("   1  How old is the person?               (hidden)" in shown, "! missing" in shown) == (True, True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 24), (40, 12), (20, 8)])
def test_the_list_fits_every_screen_with_its_arrow(language: str, width: int, height: int) -> None:
    """Wherever the arrow is, its row is drawn, and nothing runs over the edge."""
    for view in (views.TEXT, views.END):
        page = open_overview(replace(view, language=language), views.ROWS)
        for keys in ((), (Key.HOME,), (Key.END,), ("6",)):
            drawn = draw_overview(after(page, *keys)[0], Occasion({"en": "Form"}, "K7M-4QX"), width, height)
            texts = ["".join(text for _, text in row) for row in drawn.rows]
            assert (len(texts) <= height, max(map(width_of, texts)) <= width) == (True, True)
            assert texts[drawn.cursor[0]].startswith(" > ")


def test_two_thousand_questions_stay_quick() -> None:
    """Only the rows that there is room for are drawn."""
    page = open_overview(views.TEXT, MANY)
    rows(page)
    begun = time.perf_counter()
    for key in (Key.END, Key.PAGE_UP, "1", "9", "9", "9", Key.DOWN, Key.HOME, *"on 19"):
        page, _ = press(page, key)
        rows(page)
    assert time.perf_counter() - begun < 14 * 0.03
    assert " > 700  Question 699" not in rows(page)


def test_plain_lines_list_search_and_jump() -> None:
    """The same rows, numbers and signs; an empty line goes back to the question."""
    reply, said = plain(views.TEXT, "paid\n3\n")
    assert Goto("payer") == reply
    assert "The journey\n  3  Who paid for it?: A man from Huye  ? doubtful  * note\n" in said
    assert "  5  What work was promised?: not asked  (here)\n" in said
    assert Next() == plain(views.TEXT, "\n")[0]
    assert "Nothing matches." in plain(views.TEXT, "xyz\n:t\n")[1]
    assert "  1  How old" not in plain(views.TEXT, "%\n0\n")[1].split("[x]")[1]


def test_plain_lines_never_finish_by_accident() -> None:
    """While something is missing, an empty line says so; 0 tries."""
    reply, said = plain(views.END, "\n0\n")
    assert (Finish(), True) == (reply, "! Something is missing: give its number, or 0 to try to finish." in said)
    assert Back() == plain(views.END, ":p\n")[0]
    screen = PlainScreen(Occasion(), stdin=io.StringIO("\n"), stderr=io.StringIO())
    assert Finish() == screen.overview(views.END, CLEAN)


def test_plain_lines_hide_answers_in_the_list() -> None:
    """From the start, or with the command."""
    for said in (plain(views.TEXT, "0\n", covered=True)[1], plain(views.TEXT, ":e\n0\n")[1].split("ANSWERS HIDDEN")[1]):
        assert ("17" in said, "(hidden)" in said) == (False, True)


def test_what_stands_against_finishing_is_told_over_the_review_only() -> None:
    """A form that a second person must finish says so where one would finish it, on a full screen and in lines."""
    said = "! Somebody else has to finish it"
    end = replace(views.END, hint=said.removeprefix("! "))
    assert said in "\n".join(rows(open_overview(end, CLEAN)))
    assert said not in "\n".join(rows(open_overview(replace(views.TEXT, hint=end.hint), views.ROWS)))
    assert said in plain(end, "0\n")[1]
    assert said not in plain(views.END, "0\n")[1]
