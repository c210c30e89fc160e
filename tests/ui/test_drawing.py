"""Drawn screens: always inside the width and height, never more than there is room for."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from fieldkit.forms.interview import Choice, QuestionView
from fieldkit.forms.values import NonAnswer
from fieldkit.ui.drawing import Drawn, Sheet, draw_page, draw_sheet
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import open_page, press
from fieldkit.ui.text import width_of
from tests.ui import views

OCCASION = Occasion({"en": "Border quick screen"}, "K7M-4QX", {"en": "practice"})
ALL = [views.BASE, views.TEXT, views.DATE, views.NUMBER, views.MANY, views.LONG_LIST, views.CONSENT, views.END]


def lines(drawn: Drawn) -> list[str]:
    return ["".join(text for _, text in row).rstrip() for row in drawn.rows]


def fits(drawn: Drawn, width: int, height: int) -> bool:
    return len(drawn.rows) <= height and max(map(width_of, lines(drawn)), default=0) <= width


def test_a_question_on_80_by_24_looks_like_this() -> None:
    """Form, code, progress, language; the question; how to answer; the fixed keys."""
    shown = lines(draw_page(press(open_page(views.MANY), "2")[0], OCCASION, 80, 24))
    assert [
        " Border quick screen                                K7M-4QX   4 of 15   English",
        "  PRACTICE - invented data only",
        "─" * 80,
        "",
        " Safety",
        "",
        " Who travels with the person?",
        "",
        " Look around before you answer.",
        "",
        "   1  [ ] Family",
        " > 2  [ ] An agent or broker",
        "   3  [ ] Nobody",
        *[""] * 7,
        "─" * 80,
        " Number or Up/Down, Space marks, then Enter.",
        " Ctrl with  P back  N skip  K don't know  R refused  T list  O note  W pause",
        " E hide answers  L language  U help  X save and leave  G DANGER NOW  Q hide all",
    ] == shown


@pytest.mark.parametrize("language", ["en", "rw", "fr", "sw", "rn"])
@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 24), (40, 12), (132, 50), (20, 8)])
def test_every_kind_of_question_fits(language: str, width: int, height: int) -> None:
    """Any question in any language stays inside the screen, with the list of languages over it as well."""
    for view in ALL:
        page = open_page(replace(view, language=language, error="An error " * 20, why="Because " * 9, reviewed=False))
        for shown in (page, press(page, Command.LANGUAGE)[0], press(page, Key.END)[0]):
            assert fits(draw_page(shown, OCCASION, width, height), width, height)


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("language", ["en", "rw", "fr", "sw"])
def test_the_fixed_keys_are_always_shown(language: str, width: int) -> None:
    """Leave and danger are on every screen, in the person's language, however long the question is."""
    for view in ALL:
        shown = "\n".join(lines(draw_page(open_page(replace(view, language=language)), OCCASION, width, 24)))
        assert all(f"{letter} " in shown for letter in "XG")


@given(
    st.text(max_size=3000),
    st.lists(st.text(max_size=200), max_size=40),
    st.sampled_from([(80, 24), (40, 24), (20, 10)]),
    st.lists(st.sampled_from([*Key, "1", " ", "e"]), max_size=8),
)
def test_no_text_of_a_form_breaks_the_screen(
    label: str, labels: list[str], size: tuple[int, int], keys: list[Key | str]
) -> None:
    """Whatever a form's author writes, rows stay inside the screen and the cursor too."""
    choices = tuple(Choice(str(i), text) for i, text in enumerate(labels))
    view: QuestionView = replace(views.MANY, label=label, choices=choices)
    page = open_page(view)
    for key in keys:
        page, _ = press(page, key, text_overflows=True)
    drawn = draw_page(page, OCCASION, *size)
    assert fits(drawn, *size)
    assert 0 <= drawn.cursor[0] < size[1]


def test_a_long_text_scrolls_and_says_so() -> None:
    """A consent text that is longer than the screen is read with Page Down."""
    page = open_page(views.CONSENT)
    first = draw_page(page, OCCASION, 80, 24)
    assert (first.text_overflows, " (more below: Page Down)" in lines(first)) == (True, True)
    for _ in range(20):
        page, _ = press(page, Key.PAGE_DOWN, text_overflows=True)
    last = draw_page(page, OCCASION, 80, 24)
    assert " (more above: Page Up)" in lines(last)
    assert any("Sentence 39" in line for line in lines(last))


def test_a_list_longer_than_the_screen_follows_the_arrow() -> None:
    """The part around the arrow is shown, and which part it is."""
    page = open_page(views.LONG_LIST)
    for key in ("1", "2", "0"):
        page, _ = press(page, key)
    shown = lines(draw_page(page, OCCASION, 80, 24))
    assert " > 120  Country P119" in shown
    assert any(line.endswith("of 249)") for line in shown)


def test_the_search_stays_in_view() -> None:
    """What is searched for is shown above the list, wherever the arrow is."""
    page = open_page(views.LONG_LIST)
    for key in (*"country", Key.END):
        page, _ = press(page, key)
    assert " Search: country" in lines(draw_page(page, OCCASION, 40, 24))


def test_the_cursor_stands_where_one_types() -> None:
    """A screen reader and a braille line follow the cursor."""
    page = open_page(views.TEXT)
    page, _ = press(page, "cook")
    drawn = draw_page(page, OCCASION, 80, 24)
    assert (lines(drawn)[drawn.cursor[0]], drawn.cursor[1]) == (" > cook", 7)


def test_a_day_is_read_back_part_by_part() -> None:
    """Day and month cannot be taken for each other."""
    page, _ = press(open_page(views.DATE), "3/4/2026")
    assert " Read as: day 3, month 4, year 2026" in lines(draw_page(page, OCCASION, 80, 24))


def test_a_non_answer_given_before_is_shown_in_words() -> None:
    """Going back shows what was recorded, also when that was a refusal."""
    page = open_page(replace(views.TEXT, value=NonAnswer.REFUSED))
    assert " Answer now: refused" in lines(draw_page(page, OCCASION, 80, 24))


def test_a_form_approved_for_the_field_has_no_banner() -> None:
    """The banner is there unless the language of the form is approved."""
    approved = Occasion({"en": "Form"}, "K7M-4QX", {"en": "field"})
    unknown = Occasion({"en": "Form"}, "K7M-4QX", {})
    banners = ["invented" in "\n".join(lines(draw_page(open_page(views.BASE), o, 80, 24))) for o in (approved, unknown)]
    assert banners == [False, True]


def test_a_reading_page_fits_and_keeps_its_indents() -> None:
    """List marks hang, so that a long step reads as one."""
    drawn = draw_sheet(Sheet("Result", ("- " + "word " * 12,), "Enter to go on.", "en"), 0, 40, 24)
    assert lines(drawn)[3:5] == [" - word word word word word word word", "   word word word word word"]
