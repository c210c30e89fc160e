"""Text of several lines: typing, moving, pasting, drawing, plain lines."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from fieldkit.forms.interview import Answer, Leave, QuestionView, Reply
from fieldkit.ui import lines
from fieldkit.ui.drawing import draw_page
from fieldkit.ui.fields import TextField
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import Page, commands_shown, open_page, press
from fieldkit.ui.plain import PlainScreen
from fieldkit.ui.text import width_of
from tests.ui import views
from tests.ui.views import after


def rows(page: Page, width: int = 80) -> list[str]:
    return ["".join(text for _, text in row).rstrip() for row in draw_page(page, Occasion(), width, 24).rows]


def plain(view: QuestionView, typed: str, kept: str = "") -> tuple[Reply, str]:
    said = io.StringIO()
    return PlainScreen(Occasion(), stdin=io.StringIO(typed), stderr=said).question(view, kept), said.getvalue()


def test_enter_begins_a_line_and_on_an_empty_line_at_the_end_gives_the_answer() -> None:
    """An answer of several lines keeps its line ends, and nothing after the last one."""
    assert Answer("first\nsecond") == after(views.LETTER, *"first", Key.ENTER, *"second", Key.ENTER, Key.ENTER)[1]
    page, reply = after(views.LETTER, Key.ENTER)
    assert (reply, page.problem) == (None, "Type an answer first.")


def test_an_empty_line_in_the_middle_is_part_of_the_text() -> None:
    """Only the end gives the answer: paragraphs can be written by going back up."""
    keys = ("a\nb", Key.UP, Key.END, Key.ENTER, Key.ENTER, "x", Key.DOWN, Key.END, Key.ENTER, Key.ENTER)
    assert Answer("a\n\nx\nb") == after(views.LETTER, *keys)[1]


def test_a_paste_keeps_its_line_ends_and_never_gives_the_answer() -> None:
    """Windows and old line ends become one kind; escapes are dropped."""
    page, reply = after(views.LETTER, "one\r\ntwo\rthree\n\n\x1b[31mfour\n")
    assert (reply, page.field) == (None, TextField("one\ntwo\nthree\n\nfour\n", 20, multiline=True))


def test_up_down_home_and_end_move_between_the_rows_that_are_seen() -> None:
    """A long line is wrapped at spaces, and the arrows follow what is drawn."""
    page = open_page(replace(views.LETTER, value="alpha beta gamma\nend"))
    for key in (Key.UP, Key.HOME, Key.DELETE, "G", Key.UP, "-"):
        page, _ = press(page, key, columns=12)
    assert page.field == TextField("a-lpha beta Gamma\nend", 2, multiline=True, columns=12)
    page, _ = press(page, Key.PAGE_DOWN, columns=12)
    page, _ = press(page, Key.END, columns=12)
    assert press(page, "!", columns=12)[0].field == TextField("a-lpha beta Gamma\nend!", 22, True, 12)


def test_the_rows_are_drawn_as_they_were_typed() -> None:
    """The arrow stands at the first row only; the cursor is where one types."""
    page, _ = after(views.LETTER, "first\n\nthird")
    assert rows(page)[rows(page).index(" > first") :][:3] == [" > first", "", "   third"]
    drawn = draw_page(page, Occasion(), 80, 24)
    assert (rows(page)[drawn.cursor[0]], drawn.cursor[1]) == ("   third", 8)
    assert " Type; Enter makes a new line. Enter on an empty line at the end gives the" in rows(page)


@given(st.text(max_size=300), st.integers(4, 30), st.lists(st.sampled_from([*Key, "x", "é\n", "漢"]), max_size=12))
def test_no_text_gets_lost_between_the_rows(text: str, columns: int, keys: list[Key | str]) -> None:
    """Rows hold every character but the spaces and line ends at which they were broken, and fit the columns."""
    field = TextField("", 0, multiline=True, columns=columns).press(text)
    for key in keys:
        field = field.press(key)
    found = lines.rows_of(field.text, columns)
    assert 0 <= field.cursor <= len(field.text)
    assert [row.start for row in found[1:]] == [row.next for row in found[:-1]]
    assert all(field.text[row.end : row.next] in ("", " ", "\n") for row in found)
    assert all(width_of(field.text[row.start : row.end]) <= max(columns, 2) for row in found)


@pytest.mark.parametrize("width", [80, 40])
def test_a_full_text_fits_the_screen_and_can_still_be_given(width: int) -> None:
    """4,000 characters scroll around the cursor; Enter gives them, for no line can be added."""
    page, _ = after(views.LETTER, "word " * 900)
    assert page.problem == "That is too long: at most 4000 characters."
    assert len(rows(page, width)) == 24
    assert max(map(width_of, rows(page, width))) <= width
    assert isinstance(press(page, Key.ENTER)[1], Answer)


def test_a_text_that_has_lines_already_keeps_them_whatever_the_form_says_now() -> None:
    """A new version of a form without `multiline` does not join them."""
    view = replace(views.TEXT, value="one\ntwo")
    assert Answer("one\ntwo") == after(view, Key.ENTER, Key.ENTER)[1]
    assert "   two" in rows(open_page(view))


def test_plain_lines_are_taken_until_an_empty_one() -> None:
    """Two colons begin a line that starts with one; a command works on every line."""
    reply, said = plain(views.LETTER, "first\n::second\n\n")
    assert Answer("first\n:second") == reply
    assert "Type line after line; an empty line ends the answer." in said
    assert Leave("first") == plain(views.LETTER, "first\n:x\n")[0]


def test_what_was_typed_before_locking_is_there_again() -> None:
    """Full screens put it into the line, plain lines say it; there an empty line gives it."""
    assert Answer("half done") == press(open_page(views.TEXT, typed="half done"), Key.ENTER)[1]
    reply, said = plain(views.TEXT, "\n", "half")
    assert (Answer("half"), True) == (reply, "Typed before and not yet given: half\nAn empty line gives it" in said)
    assert Answer("other") == plain(views.TEXT, "other\n", "half")[0]
    assert Answer("one\ntwo") == plain(views.LETTER, "two\n\n", "one")[0]


def test_the_fixed_keys_are_the_same_for_every_kind_of_question() -> None:
    """In the same order; the list, note, pause, cover and help among them."""
    wanted = (Command.JUMP, Command.REMARK, Command.PAUSE, Command.COVER, Command.LANGUAGE, Command.HELP)
    for view in (views.BASE, views.TEXT, views.LETTER, views.DATE, views.PLACES, views.CONSENT):
        assert tuple(key for key in commands_shown(view) if key in wanted) == wanted
    assert Command.REMARK not in commands_shown(views.END)
