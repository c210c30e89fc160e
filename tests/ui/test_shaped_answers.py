"""Days with times, parts of a date, scales, orders, and questions that may only be read."""

import datetime as dt
import io
from dataclasses import replace

import pytest

from fieldkit.forms.interview import Answer, Choice, Next, QuestionView, Reply
from fieldkit.forms.values import NonAnswer
from fieldkit.ui.dates import read_day, read_moment, read_time
from fieldkit.ui.drawing import draw_page, how_to_answer
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import Page, open_page, press
from fieldkit.ui.plain import PlainScreen
from fieldkit.ui.typed import how_typed, read_back
from tests.ui import views
from tests.ui.views import after

RWANDA = dt.timezone(dt.timedelta(hours=2))


def shown(page: Page) -> str:
    return "\n".join("".join(text for _, text in row).rstrip() for row in draw_page(page, Occasion(), 80, 24).rows)


def plain(view: QuestionView, typed: str) -> tuple[Reply, str]:
    said = io.StringIO()
    return PlainScreen(Occasion(), stdin=io.StringIO(typed), stderr=said).question(view), said.getvalue()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:30", "14:30"),
        (" 9:05 ", "09:05"),
        ("14.30", "14:30"),
        ("14h30", "14:30"),
        ("14 h 30", "14:30"),
        ("9h", "09:00"),
        ("14 30", "14:30"),
        ("2:30 pm", "14:30"),
        ("12 a.m.", "00:00"),
        ("14:30:05", "14:30:05"),
        ("14:30:00.000+02:00", "14:30:00+02:00"),
        ("0:00", "00:00"),
        ("24:00", None),
        ("14:60", None),
        ("13 pm", None),
        ("14", None),
        ("half past two", None),
        ("", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, read: str | None) -> None:
    """Hours and minutes with a colon, a point, an h or a space; a bare number is no time."""
    assert read == read_time(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("22/11/2026 14:30", (dt.date(2026, 11, 22), "14:30")),
        ("22 11 2026, 9h", (dt.date(2026, 11, 22), "09:00")),
        ("2026-11-22T14:30:00.000+02:00", (dt.date(2026, 11, 22), "14:30:00+02:00")),
        ("22/11/2026", None),
        ("31/02/2026 14:30", None),
        ("14:30", None),
    ],
)
def test_a_day_with_a_time_needs_both(typed: str, read: object) -> None:
    """The day comes first."""
    assert read == read_moment(typed)


@pytest.mark.parametrize(
    ("typed", "month", "year"),
    [
        ("11/2026", dt.date(2026, 11, 1), dt.date(2026, 11, 1)),
        ("2026-11", dt.date(2026, 11, 1), dt.date(2026, 11, 1)),
        ("2026", None, dt.date(2026, 1, 1)),
        ("22/11/2026", dt.date(2026, 11, 22), dt.date(2026, 11, 22)),
        ("13/2026", None, None),
    ],
)
def test_a_partial_date_may_leave_the_rest_out(typed: str, month: dt.date | None, year: dt.date | None) -> None:
    """Only where the form asks for a month or a year."""
    assert (month, year, typed.count("/") > 1) == (
        read_day(typed, "month-year"),
        read_day(typed, "year"),
        read_day(typed) is not None,
    )


@pytest.mark.parametrize(
    ("view", "typed", "back", "raw"),
    [
        (views.TIME, "2:30 pm", "Read as: 14:30 of the 24-hour clock", "14:30"),
        (
            views.MOMENT,
            "22/11/2026 9h",
            "Read as: day 22, month 11, year 2026, 09:00 of the 24-hour clock",
            "2026-11-22 09:00",
        ),
        (views.MONTH, "11/2026", "Read as: month 11, year 2026", "2026-11-01"),
        (views.YEAR, "2026", "Read as: year 2026", "2026-01-01"),
        (views.SCALE, "2.5", "", "2.5"),
    ],
)
def test_what_was_understood_is_read_back(view: QuestionView, typed: str, back: str, raw: str) -> None:
    """Part by part, on the full screen and in plain lines; the same answer either way."""
    page, _ = after(view, typed)
    assert back == read_back(view, typed)
    assert back in shown(page)
    reply, said = plain(view, f"{typed}\n")
    assert Answer(raw) == press(page, Key.ENTER)[1] == reply
    assert (f"= {back}\n" in said) is bool(back)


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (views.TIME, "That is not a time of day. Write it as 14:30."),
        (views.MOMENT, "That is not a day with a time. Write it as 22/11/2026 14:30."),
        (views.MONTH, "That is not a month of a year. Write it as 11/2026."),
        (views.YEAR, "That is not a year. Write it with four digits: 2026."),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(view: QuestionView, problem: str) -> None:
    """Nothing is taken for something else."""
    page, reply = after(view, "99", Key.ENTER)
    assert (None, problem) == (reply, page.problem)


def test_the_bounds_of_a_scale_stand_where_it_says_how_to_answer() -> None:
    """Lowest, highest and the step, unless that is one; a scale may be written from high to low."""
    assert how_typed(views.SCALE) == "Type a number from 1 to 5, then Enter. In steps of 0.5."
    assert how_typed(replace(views.SCALE, bounds="10 0 1")) == "Type a number from 0 to 10, then Enter."


def test_a_time_that_is_there_can_be_passed_without_change() -> None:
    """Enter leaves it as it is stored, with its seconds and its place on earth; another one replaces it."""
    stored = replace(views.TIME, value=dt.time(8, 30, 0, 5000, RWANDA))
    assert (Next(), Answer("09:30")) == (
        after(stored, Key.ENTER)[1],
        after(stored, Key.HOME, Key.DELETE, Key.DELETE, "09", Key.ENTER)[1],
    )
    moment = replace(views.MOMENT, value=dt.datetime(2026, 11, 22, 8, 30, 5, tzinfo=RWANDA))
    assert "> 2026-11-22 08:30:05" in shown(open_page(moment))
    assert "Answer now: 08:30\n" in plain(stored, ":n\n")[1]


def test_space_gives_the_next_place_and_takes_it_back() -> None:
    """The last place needs no key; taking one out moves the others up."""
    page, _ = after(views.RANK, "3", " ", "1", " ", "3", " ")
    assert "   1  [1] Food" in shown(page)
    assert "   2  [ ] Rest" in shown(page)
    assert None is press(page, Key.ENTER)[1]
    assert press(page, Key.ENTER)[0].problem == "Give every choice a place, each once."
    assert Answer(("food", "pay", "rest")) == press(press(page, " ")[0], Key.ENTER)[1]


def test_half_an_order_is_not_left_behind_by_accident() -> None:
    """Skip says so; an order that was given is passed as it is."""
    page, reply = after(views.RANK, "3", " ", Command.SKIP)
    assert (reply, page.problem) == (None, "Enter keeps what you marked; take the marks away to leave it out.")
    given = replace(views.RANK, value=("pay", "food", "rest"))
    assert (Next(), Answer(("pay", "food", "rest"))) == (after(given, Command.SKIP)[1], after(given, Key.ENTER)[1])
    taken = after(given, "1", " ", "2", " ", "3", " ", Command.SKIP)[1]
    assert Answer(NonAnswer.BLANK) == taken


def test_plain_lines_take_an_order_as_numbers() -> None:
    """Each once; the last need not be typed; the order is read back."""
    reply, said = plain(views.RANK, "1 1\n3\n1 9\n3 1\n")
    assert Answer(("pay", "food", "rest")) == reply
    assert said.count("! Give every choice a place, each once.") == 3
    assert "= 1  Pay\n= 2  Food\n= 3  Rest\n" in said
    assert "Answer now: Pay, Rest, Food" in plain(replace(views.RANK, value=("pay", "rest", "food")), ":n\n")[1]


def test_how_to_give_an_order_is_said() -> None:
    """With the keys that do it."""
    field = open_page(views.RANK).field
    assert how_to_answer(views.RANK, field) == ("Number or Up/Down, Space gives the next place, then Enter.",)


def test_a_question_that_may_only_be_read_shows_its_answer() -> None:
    """With why it is there and what the interviewer is to do; Enter goes on."""
    page, reply = after(views.READ_ONLY, Key.ENTER)
    assert Next() == reply
    for line in ("   Answer: Huye", " Why we ask: To be sure.", " For the interviewer: Read it out."):
        assert line in shown(page)
    reply, said = plain(views.READ_ONLY, "\n")
    assert Next() == reply
    assert "The first town\nAnswer: Huye\nWhy we ask: To be sure.\nFor the interviewer: Read it out.\n" in said


def test_a_list_of_416_sectors_keeps_to_the_screen() -> None:
    """After each key, also with accents. How fast is in benchmarks/interview.py."""
    names = [f"Umurenge wa Kéntarama {number}" for number in range(416)]
    page = open_page(replace(views.LONG_LIST, choices=tuple(Choice(name, name) for name in names)))
    for key in (*"umurenge", Key.END, Key.PAGE_UP, Key.BACKSPACE):
        page, _ = press(page, key)
        assert 20 < len(draw_page(page, Occasion(), 80, 24).rows) <= 24


def test_a_list_of_416_sectors_is_searched_and_numbered() -> None:
    """Letters leave what fits, three digits reach the last one."""
    names = [f"Sector {chr(65 + n % 26)}{chr(97 + n // 26)}" for n in range(416)]
    view = replace(views.LONG_LIST, choices=tuple(replace(views.LONG_LIST.choices[0], value=n, label=n) for n in names))
    assert Answer("Sector Qc") == after(view, *"r qc", Key.ENTER)[1]
    assert Answer("Sector Zp") == after(view, "4", "1", "6", Key.ENTER)[1]
