"""The list of a repeat: open an instance, add one, take one away, go on; keys, plain lines and a real terminal."""

import io
from dataclasses import replace

import pytest

from fieldkit.forms.interview import (
    AddInstance,
    Danger,
    DeleteInstance,
    Goto,
    InstanceRow,
    Next,
    Reply,
    SetLanguage,
)
from fieldkit.ui.drawing import draw_page
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.messages import LANGUAGES
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import Page, commands_shown, open_page
from fieldkit.ui.plain import PlainScreen
from tests.ui import views
from tests.ui.places_form import opened
from tests.ui.pty_screen import PtyScreen
from tests.ui.small_form import walked
from tests.ui.views import after


def rows(page: Page, width: int = 80) -> list[str]:
    return ["".join(text for _, text in row).rstrip() for row in draw_page(page, Occasion(), width, 24).rows]


def test_every_instance_has_a_line_and_what_can_be_done_follows() -> None:
    """A line tells an instance from the others and says when something in it is missing."""
    shown = rows(open_page(replace(views.PLACES, number=0, total=0)))
    assert [row for row in shown if row.startswith("   ") and row.strip()] == [
        "   1  Huye",
        "   2  nothing answered yet (not complete)",
        "   +  Add one more",
        "   -  Take one away",
        "   0  Go on",
    ]


@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        (("2", Key.ENTER), Goto("town[4]")),
        ((Key.DOWN, Key.ENTER), Goto("town[1]")),
        (("+", Key.ENTER), AddInstance("place")),
        (("0", Key.ENTER), Next()),
        ((Key.UP, Key.ENTER), Next()),
        ((Command.SKIP,), Next()),
        ((Key.ENTER,), None),
        (("-", Key.ENTER, "2", Key.ENTER, "2", Key.ENTER), DeleteInstance("place", "4")),
        (("1", Key.DELETE, "2", Key.ENTER), DeleteInstance("place", "1")),
        (("-", Key.ENTER, "2", Key.ENTER, "1", Key.ENTER), None),
        (("-", Key.ENTER, "2", Key.ENTER, Key.ENTER), None),
        (("-", Key.ENTER, Command.DANGER), Danger()),
    ],
)
def test_signs_and_arrows_say_what_is_done_and_enter_does_it(
    keys: tuple[Key | str, ...], reply: "Reply | None"
) -> None:
    """A number opens, + adds, - takes away, 0 goes on; nothing is chosen beforehand."""
    assert reply == after(views.PLACES, *keys)[1]


def test_taking_away_shows_which_one_and_what_goes() -> None:
    """The line of the instance stands in the question; everything answered in it goes with it."""
    page, _ = after(views.PLACES, "1", Key.DELETE)
    shown = rows(page)
    assert " Take this one away? 1: Huye" in shown
    assert " Everything that was answered in it goes, also in the lists inside it. It does" in shown
    assert " Ctrl with  P back  U help  X save and leave  G DANGER NOW  Q hide all" in shown


def test_back_leaves_the_question_and_keeps_everything() -> None:
    """The list stands there again."""
    page, reply = after(views.PLACES, "1", Key.DELETE, Command.BACK)
    assert (page.removing, reply) == (None, None)


def test_an_empty_list_offers_nothing_to_take_away() -> None:
    """There is only adding and going on."""
    view = replace(views.PLACES, instances=())
    assert [choice.value for choice in open_page(view).field.choices] == ["+", "0"]  # type: ignore[union-attr]
    assert None is after(view, "-", Key.ENTER)[1]


def test_a_long_list_of_instances_is_numbered_through_and_searched() -> None:
    """The twelfth is typed digit by digit; letters search; the signs work all the same."""
    many = tuple(InstanceRow(str(n), n, f"Town {chr(64 + n)}", f"town[{n}]", False) for n in range(1, 15))
    view = replace(views.PLACES, instances=many)
    assert Goto("town[12]") == after(view, "1", "2", Key.ENTER)[1]
    assert Goto("town[3]") == after(view, *"own c", Key.ENTER)[1]
    assert AddInstance("place") == after(view, "+", Key.ENTER)[1]


def test_an_instance_without_questions_cannot_be_opened() -> None:
    """It says so instead of going nowhere."""
    view = replace(views.PLACES, instances=(InstanceRow("1", 1, "", "", False),))
    page, reply = after(view, "1", Key.ENTER)
    assert (reply, page.problem) == (None, "No question is put there.")


def test_the_keys_of_the_list_are_those_of_an_optional_question() -> None:
    """All but don't know and refused, in the order in which they are always shown."""
    expected = tuple(key for key in Command if key not in (Command.DONT_KNOW, Command.REFUSED))
    assert expected == commands_shown(views.PLACES)
    assert SetLanguage("rw") == after(views.PLACES, Command.LANGUAGE, "2", Key.ENTER)[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80])
def test_the_list_and_its_question_fit_every_language_and_width(language: str, width: int) -> None:
    """Nothing runs over the edge, and every line of the list is there without scrolling."""
    view = replace(views.PLACES, language=language)
    for keys in ((), ("1", Key.DELETE), ("-", Key.ENTER)):
        drawn = draw_page(after(view, *keys)[0], Occasion({"en": "Places"}, "K7M-4QX"), width, 24)
        assert not drawn.text_overflows
        assert max(len("".join(text for _, text in row)) for row in drawn.rows) <= width


def test_plain_lines_open_add_and_take_away() -> None:
    """Signs are typed; `-2` asks about the second at once; what is kept is asked again."""
    first = "Huye\n8h30\n-\n1\nx\n0\n"
    others = "+\nMuhanga\n:n\n0\n+\nKarongi\n:n\n0\n"
    typed = first + others + "-2\n2\n2\nRubavu\n:n\n0\n0\n" + "0\n2 3\n4\n:n\n:n\n\n\n"
    said = io.StringIO()
    found = walked(opened(), PlainScreen(Occasion(), stdin=io.StringIO(typed), stderr=said))
    assert {key: value for key, value in found.items() if key.startswith(("place", "town["))} == {
        "place": ("1", "3"),
        "town[1]": "Huye",
        "town[3]": "Rubavu",
    }
    assert "! Give one of the signs in the list.\n" in said.getvalue()
    assert "Take this one away? 2: Muhanga\n" in said.getvalue()


def test_the_full_screen_opens_adds_and_takes_away() -> None:
    """From the first instance to the record, with a list inside a list and a list that is counted."""
    with PtyScreen("full-places", "0") as screen:
        screen.wait("Which town?")
        screen.send("Huye\r")
        screen.wait("Shifts in Huye 1")
        screen.send("8h30\r")
        screen.wait("   1  08:30")
        screen.send("+\r")
        screen.wait("Shifts in Huye 2")
        screen.send("25:00\r")
        screen.wait("! That is not a time of day.")
        screen.send("\x7f\x7f\x7f\x7f\x7f14:30\r")
        screen.wait("   2  14:30")
        screen.send("0\r")
        screen.wait("   1  Huye")
        screen.send("+\r")
        screen.wait("worked 2")
        screen.send("Nyanza\r")
        screen.wait("Shifts in Nyanza 1")
        screen.send("\x0e")
        screen.wait("   1  nothing answered yet")
        screen.send("-\r")
        screen.wait("Take this one away? 1: nothing answered yet")
        screen.send("2\r")
        screen.wait("   +  Add one more", gone="Take this")
        screen.send("0\r")
        screen.wait("   2  Nyanza")
        screen.send("1\r")
        screen.wait("> Huye")
        screen.send("\x7f\x7f\x7f\x7fMusanze\r")
        screen.wait("Shifts in Musanze 1")
        for shown in ("Shifts in Musanze 2", "   2  14:30", "> Nyanza", "   +  Add one more", "   1  Musanze"):
            screen.send("\x0e")
            screen.wait(shown)
        for answer, shown in (("0", "How many children?"), ("1", "Child 1"), ("4", "What comes first?")):
            screen.send(f"{answer}\r")
            screen.wait(shown)
        screen.send("3 1 \r")
        for answer, shown in (
            ("", "Type a number from 1 to 5"),
            ("4\r", "When did the person leave?"),
            ("22.11.2026 7 pm", "Read as: day 22, month 11, year 2026, 19:00 of the 24-hour clock"),
            ("\r", "Which month?"),
            ("11/2026", "Read as: month 11, year 2026"),
            ("\r", "Answer: Musanze"),
            ("\r", "That was the last question."),
        ):
            screen.send(answer)
            screen.wait(shown)
        screen.send("\r")
        assert screen.finish() == [
            "place=('1', '2')",
            "shift[1]=('1', '2')",
            "shift[2]=()",
            "child=('1',)",
            "town[1]=Musanze",
            "begins[1][1]=08:30:00+02:00",
            "begins[1][2]=14:30:00+02:00",
            "town[2]=Nyanza",
            "children=1",
            "age[1]=4",
            "needs=('pay', 'food', 'rest')",
            "fear=4",
            "left=2026-11-22 19:00:00+02:00",
            "born=2026-11-01",
            "town_again=Musanze",
        ]
