"""The plain line mode through pipes: complete, line after line, and nothing a screen reader stumbles over."""

import subprocess
import sys

import pytest

from tests.ui.pty_screen import ROOT, PtyScreen


def run(typed: str, *questions: str, mode: str = "plain") -> tuple[list[str], str, int]:
    """Type lines through a pipe; return the replies, what was said, and the exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.drive", mode, "0", *questions],
        input=typed.encode(),
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    lines = done.stdout.decode().splitlines()
    replies = [line.removeprefix("reply: ") for line in lines if line.startswith("reply: ")]
    return replies, done.stderr.decode(), done.returncode


def test_a_question_is_read_from_top_to_bottom() -> None:
    """Progress first, then the warning, the question, the choices, how to answer, the commands."""
    assert tuple_until_end(run("", "MANY")) == (
        [],
        """
4 of 15, Border quick screen, K7M-4QX, English
PILOT TEXT - invented data only
Safety
Who travels with the person?
Look around before you answer.
  1  Family
  2  An agent or broker
  3  Nobody
Type the numbers with spaces between, like 1 3, then Enter.
:p back, :n skip, :k don't know, :r refused, :t list, :o note, :w pause, :e hide answers, :l language, :u help, \
:x save and leave, :g DANGER NOW, :q hide all
> \n""",
    )


def tuple_until_end(ran: tuple[list[str], str, int]) -> tuple[list[str], str]:
    replies, said, _ = ran
    return replies, said.split("Traceback")[0]


def test_an_interview_from_first_to_last_question() -> None:
    """Numbers, words, several numbers, text, a day, another language, finish."""
    typed = "3\n2\n1, 3\nwrong\n:l\n2\ncook\n22.11.2026\n\n"
    replies, said, status = run(typed, "BASE", "MANY", "TEXT", "DATE", "END")
    assert replies == [
        "Answer(raw='no')",
        "Answer(raw=('family', 'nobody'))",
        "Answer(raw='wrong')",
        "SetLanguage(code='rw')",
        "Answer(raw='cook')",
        "Answer(raw='2026-11-22')",
        "Finish()",
    ]
    assert status == 0
    for line in (
        "! Give a number from 1 to 2.",
        "= No",
        "! Between 0 and 120.",
        "= Read as: day 22, month 11, year 2026",
    ):
        assert line in said


def test_nothing_moves_the_cursor() -> None:
    """No escape, no carriage return, no box, no colour."""
    _, said, _ = run("1\n:g\n2\n\n:l\n1\nx\n", "BASE", "LONG_LIST", "TEXT")
    assert set() == {character for character in said if character in "\x1b\r\x08─│┌╭"}


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        (":k", "Answer(raw=<NonAnswer.DONT_KNOW: 'dk'>)"),
        (":r", "Answer(raw=<NonAnswer.REFUSED: 'ref'>)"),
        (":x", "Leave(typed='')"),
        (":Q", "QuickExit(typed='', why='key')"),
        ("::half", "Answer(raw=':half')"),
        ("  two words ", "Answer(raw='two words')"),
        ("\x1b[2Jcook", "Answer(raw='cook')"),
    ],
)
def test_commands_follow_a_colon(typed: str, reply: str) -> None:
    """Two colons begin an answer that starts with one."""
    assert [reply] == run(f"{typed}\n", "TEXT")[0]


def test_what_cannot_be_done_is_said_and_asked_again() -> None:
    """No line is taken for something else."""
    replies, said, _ = run(":z\n\n:p\n:n\n31/02/2026\n1/2/2026\n", "DATE")
    assert replies == ["Answer(raw='2026-02-01')"]
    assert [line.removeprefix("> ") for line in said.splitlines() if "! " in line] == [
        "! There is no command :z. Write :: to begin an answer with a colon.",
        "! Type an answer first.",
        "! This is the first question.",
        "! This question needs an answer; don't know or refused also counts.",
        "! That is not a day in the calendar. Write it as 22/11/2026.",
    ]


def test_a_long_list_is_searched_by_words() -> None:
    """Twenty are written out; a word that fits several lists them, one that fits one is taken and read back."""
    replies, said, _ = run("p1\np119\n", "LONG_LIST")
    assert replies == ["Answer(raw='c119')"]
    assert "229 more: type part of the word to search." in said
    assert "  120  Country P119\n" in said
    assert "= Country P119" in said


def test_danger_is_answered_in_lines() -> None:
    """What to do, whom to call, then the question again."""
    replies, said, _ = run(":g\n1\n", "BASE")
    assert replies == ["Danger()", "Answer(raw='yes')"]
    assert "  0780 000 001 (duty phone)\n" in said


def test_the_end_of_input_is_an_error_that_says_what_to_do() -> None:
    """A pipe that ends early never answers anything."""
    replies, said, status = run("1\n", "BASE", "TEXT")
    assert (replies, "NotATerminal" in said, status) == ([], True, 1)


def test_the_result_and_an_unfinished_interview_are_lines_too() -> None:
    """The reading pages need nothing typed; the offer needs a number."""
    assert (run("", "OUTCOME", mode="plain-sheet")[0], True) == (["Next()"], True)
    assert run("1\n", "RESUME", mode="plain-sheet")[0] == ["Answer(raw='d1')"]
    assert run("2\n", "RESUME", mode="plain-sheet")[0] == ["Answer(raw='')"]
    assert run("Aline\n", "ASK", mode="plain-sheet")[0] == ["Answer(raw='Aline')"]


def test_plain_mode_on_a_terminal_is_the_same() -> None:
    """Also where a terminal is there, plain lines stay plain."""
    with PtyScreen("plain", "0", "BASE") as screen:
        screen.wait("\n>")
        screen.send("2\r")
        assert screen.finish() == ["Answer(raw='no')"]
        assert b"\x1b" not in screen.raw
