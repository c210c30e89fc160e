"""Prompts outside an interview, in lines and on a terminal; progress of long work."""

import io

import pytest

from fieldkit import errors
from fieldkit.ui.progress import progress
from fieldkit.ui.terminal import LineTerminal
from tests.ui.pty_screen import PtyScreen

OPTIONS = [("a", "The first"), ("b", "The second")]


def line_terminal(typed: str) -> tuple[LineTerminal, io.StringIO]:
    said = io.StringIO()
    return LineTerminal(stdin=io.StringIO(typed), stderr=said), said


@pytest.mark.parametrize("typed", ["2", "b", "the second", "9\nx\n2"])
def test_in_lines_one_chooses_by_number_or_by_word(typed: str) -> None:
    """What is neither is asked again."""
    terminal, said = line_terminal(typed + "\n")
    assert terminal.choose("Which?", OPTIONS) == "b"
    assert said.getvalue().startswith("Which?\n  1  The first\n  2  The second\nNumber: ")


def test_in_lines_yes_and_no_are_words() -> None:
    """Anything else is asked again."""
    terminal, _ = line_terminal("maybe\nYES\nn\n")
    assert (terminal.confirm("Go on?"), terminal.confirm("Go on?")) == (True, False)


def test_the_end_of_input_is_an_error_that_names_the_question() -> None:
    """A pipe that ends never says yes."""
    terminal, _ = line_terminal("")
    with pytest.raises(errors.NotATerminal, match="this needs somebody to type: Name of the post"):
        terminal.ask("Name of the post:")


def test_talk_cannot_steer_the_terminal() -> None:
    """Escapes in a name that is shown are dropped."""
    terminal, said = line_terminal("\x1b[2Jabc\n")
    terminal.say("post \x1b[31mRusumo\x9b0m")
    assert (said.getvalue(), terminal.ask("?")) == ("post Rusumo\n", "abc")


@pytest.mark.parametrize(
    ("what", "shows", "keys", "reply"),
    [
        ("ask", "Name of the post:", "Rusumo\r", "'Rusumo'"),
        ("choose", "2) The second", "2\r", "'b'"),
        ("choose", "2) The second", "\x1b[B\r", "'b'"),
        ("confirm", "2) No", "2\r", "False"),
    ],
)
def test_on_a_terminal_questionary_asks(what: str, shows: str, keys: str, reply: str) -> None:
    """Numbers and arrows choose; no question about the cursor is sent to the terminal."""
    with PtyScreen("term", "0", what) as screen:
        screen.wait(shows)
        screen.send(keys)
        assert [reply] == screen.finish()
        assert b"\x1b[6n" not in screen.raw


@pytest.mark.parametrize("what", ["ask", "choose", "existing"])
def test_ctrl_c_at_a_prompt_interrupts(what: str) -> None:
    """Every prompt hands the interruption on."""
    with PtyScreen("term", "0", what) as screen:
        screen.wait("?" if what == "choose" else ":")
        screen.send("\x03")
        screen.finish()
        assert b"KeyboardInterrupt" in screen.raw


def test_a_dumb_terminal_gets_plain_lines() -> None:
    """TERM=dumb cannot move its cursor: no escape is sent."""
    with PtyScreen("term", "0", "choose", env={"TERM": "dumb"}) as screen:
        screen.wait("Number:")
        screen.send("1\r")
        assert (screen.finish(), b"\x1b" in screen.raw) == (["'a'"], False)


@pytest.mark.parametrize(("name", "kind"), [("dumb", "(True, True)"), ("xterm", "(True, False)")])
def test_a_terminal_that_cannot_draw_counts_as_plain(name: str, kind: str) -> None:
    """Where somebody types but nothing can be drawn, the interview is in lines as well."""
    with PtyScreen("term", "0", "kind", env={"TERM": name}) as screen:
        assert [kind] == screen.finish()


def test_progress_is_drawn_after_a_second_and_taken_away() -> None:
    """Short work shows nothing; long work shows how far it is."""
    with PtyScreen("progress", "0") as screen:
        screen.wait("2/4")
        screen.finish()
        assert "importing" not in screen.text


def test_progress_in_plain_mode_is_a_line_now_and_then() -> None:
    """No bar and no spinner."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    said, clock = Terminal(), iter([0.0, 0.5, 1.5, 1.5, 2.0, 7.0, 7.0])
    with progress("importing", 4, plain=True, stderr=said, seconds=lambda: next(clock)) as advance:
        for _ in range(4):
            advance(1)
    assert said.getvalue() == "importing: 2 of 4\nimporting: 4 of 4\n"


def test_without_a_terminal_progress_says_nothing() -> None:
    """A log stays clean."""
    said = io.StringIO()
    with progress("importing", 2, stderr=said) as advance:
        advance(2)
    assert said.getvalue() == ""
