"""The pages around the questions in a real pseudo-terminal."""

import pytest

from tests.ui.pty_screen import PtyScreen

CTRL = {letter: chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}


def test_the_keys_for_list_note_and_pause_open_their_pages() -> None:
    """The caller is told which; what was typed stays with the question."""
    for letter, reply in (("t", "Overview()"), ("o", "Remark()"), ("w", "Pause()")):
        with PtyScreen("full", "0", "TEXT") as screen:
            screen.wait("What work")
            screen.send("half" + CTRL[letter])
            assert screen.finish() == [reply]


@pytest.mark.parametrize("columns", [80, 40])
def test_the_list_is_searched_and_a_question_chosen(columns: int) -> None:
    """Letters, an arrow, Enter; marks are words."""
    with PtyScreen("full-sheet", "0", "OVERVIEW", columns=columns) as screen:
        screen.wait("! to correct")
        assert "? doubtful  * note" in screen.text
        screen.send("paid")
        screen.wait("Search: paid", gone="What work")
        screen.send("\r")
        assert screen.finish() == ["Goto(name='payer')"]


def test_the_review_stands_at_what_is_missing() -> None:
    """Enter goes there; nothing is finished by a key that bounces."""
    with PtyScreen("full-sheet", "0", "REVIEW") as screen:
        screen.wait(" > 2  Where was the person born?")
        screen.send("\r")
        assert screen.finish() == ["Goto(name='born')"]


def test_answers_are_hidden_and_shown_by_one_key() -> None:
    """What is typed disappears from the screen, and is still the answer."""
    with PtyScreen("full", "0", "TEXT") as screen:
        screen.wait("What work")
        screen.send("waitress")
        screen.wait("> waitress")
        screen.send(CTRL["e"])
        screen.wait("ANSWERS HIDDEN", gone="waitress")
        screen.send("!")
        screen.wait("> (hidden)")
        screen.send(CTRL["e"])
        screen.wait("> waitress!", gone="HIDDEN")
        screen.send("\r")
        assert screen.finish() == ["Answer(raw='waitress!')"]


def test_help_lies_over_the_question_and_goes_away() -> None:
    """What was typed is still there."""
    with PtyScreen("full", "0", "TEXT", columns=40) as screen:
        screen.wait("What work")
        screen.send("cook" + CTRL["u"])
        screen.wait("The keys, everywhere the same")
        screen.send("\x1b[6~")
        screen.wait("more above")
        screen.send("\r")
        screen.wait("> cook")
        screen.send("\r")
        assert screen.finish() == ["Answer(raw='cook')"]


def test_a_text_of_several_lines_is_written_and_pasted() -> None:
    """Enter begins a line, also in a paste; an empty line at the end gives it all."""
    with PtyScreen("full", "0", "LETTER", columns=40) as screen:
        screen.wait("What happened?")
        screen.send("first\r\x1b[200~second\r\nthird\x1b[201~")
        screen.wait("   third")
        screen.send("\r\r")
        assert screen.finish() == ["Answer(raw='first\\nsecond\\nthird')"]


def test_a_note_is_written_and_the_answer_marked() -> None:
    """The key for notes marks on the page itself."""
    with PtyScreen("full-sheet", "0", "REMARK") as screen:
        screen.wait("> heard twice")
        screen.send("!" + CTRL["o"])
        screen.wait(" ? doubtful")
        screen.send("\r\r")
        assert screen.finish() == ["Noted(text='heard twice!', doubtful=True)"]


@pytest.mark.parametrize(
    ("page", "seen", "keys", "reply"),
    [
        ("PAUSE", "The person is upset: what helps", "2\r", "Distress()"),
        ("DISTRESS", "You decide what you tell", "\r", "Next()"),
        ("BEFORE", "Within 72 hours", CTRL["g"], "Danger()"),
        ("TROUBLE", "The disk of this laptop is full", CTRL["x"], "Leave(typed='')"),
    ],
)
@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}])
def test_the_pages_about_care_are_read_at_forty_columns(
    page: str, seen: str, keys: str, reply: str, env: dict[str, str]
) -> None:
    """With and without colour."""
    with PtyScreen("full-sheet", "0", page, columns=40, env=env) as screen:
        screen.wait("G DANGER NOW")
        assert seen in " ".join(screen.text.split())
        screen.send(keys)
        assert screen.finish() == [reply]


def test_the_slip_comes_only_after_a_yes() -> None:
    """The services, the question about paper, then numbers and hours."""
    with PtyScreen("full-sheet", "0", "SERVICES") as screen:
        screen.wait("(not yet verified")
        screen.send("\r")
        screen.wait("is it safe for you to carry paper?")
        screen.send("1\r")
        screen.wait("Copy by hand")
        seen = " ".join(screen.text.split())
        assert ("0788 111 222 Mon-Fri 8:00-17:00" in seen, "Health" in seen) == (True, False)
        screen.send("\r")
        assert screen.finish() == ["Next()"]


@pytest.mark.parametrize("page", ["OVERVIEW", "REMARK", "TROUBLE", "PAUSE"])
def test_plain_pages_hide_on_ctrl_z_too(page: str) -> None:
    """Wherever a line is waited for; nothing but lines is left."""
    with PtyScreen("plain-sheet", "0", page) as screen:
        screen.wait("\n>")
        screen.send(CTRL["z"])
        assert screen.finish() == ["QuickExit(typed='', why='suspend')"]
