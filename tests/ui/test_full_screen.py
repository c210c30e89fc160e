"""The full screen in a real pseudo-terminal: what a person sees, and what stays behind."""

import time

import pytest

from tests.ui.pty_screen import PtyScreen

CTRL = {letter: chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}


def test_an_interview_from_first_to_last_question() -> None:
    """Numbers, arrows, Space, typed text with editing, a refusal of the form, another language, danger, finish."""
    with PtyScreen("full", "0", "BASE", "MANY", "TEXT", "DATE", "END") as screen:
        screen.wait("1 of 15")
        screen.send("\r")
        screen.wait("! Choose an answer first")
        screen.send("2")
        screen.wait(" > 2  No")
        screen.send(CTRL["l"])
        screen.wait("Language of the questions")
        screen.send("2\r")
        screen.wait("1 kuri 15", gone="Language of")
        assert " > 2  No" in screen.lines
        screen.send(CTRL["g"])
        screen.wait("0780 000 001 (duty phone)")
        screen.send("\r")
        screen.wait("1 kuri 15", gone="0780")
        screen.send("\r")
        screen.wait("Who travels")
        screen.send("\x1b[B \x1b[B\x1b[B \r")
        screen.wait("What work")
        screen.send("wrong\r")
        screen.wait("! Between 0 and 120.")
        screen.send("\x7f\x7f\x7f\x7f\x7fcok\x1b[Do\r")
        screen.wait("On which day")
        screen.send("22.11.2026")
        screen.wait("Read as: day 22, month 11, year 2026")
        screen.send("\r")
        screen.wait("That was the last question.")
        screen.send("\r")
        assert screen.finish() == [
            "SetLanguage(code='rw')",
            "Danger()",
            "Answer(raw='no')",
            "Answer(raw=('family', 'nobody'))",
            "Answer(raw='wrong')",
            "Answer(raw='cook')",
            "Answer(raw='2026-11-22')",
            "Finish()",
        ]


@pytest.mark.parametrize(("key", "reply"), [("k", "NonAnswer.DONT_KNOW"), ("r", "NonAnswer.REFUSED"), ("x", "Leave(")])
def test_the_fixed_keys_work_inside_text(key: str, reply: str) -> None:
    """A control key is a command also where letters are typed."""
    with PtyScreen("full", "0", "TEXT") as screen:
        screen.wait("What work")
        screen.send("half" + CTRL[key])
        assert reply in screen.finish()[0]


def test_keys_that_editors_and_shells_use_do_nothing_here() -> None:
    """Ctrl with A, B, D, F, S, V, Y and Escape neither type, nor suspend, nor end the program."""
    with PtyScreen("full", "0", "TEXT") as screen:
        screen.wait("What work")
        screen.send("co" + "".join(CTRL[letter] for letter in "abdfsvy") + "\x1b")
        time.sleep(0.7)  # a lone Escape is held back for a moment, in case more of a key follows
        screen.send("ok")
        screen.wait("> cook")
        screen.send("\r")
        assert screen.finish() == ["Answer(raw='cook')"]


def test_ctrl_c_interrupts_and_gives_the_terminal_back() -> None:
    """The caller sees the interruption; the alternate screen is left."""
    with PtyScreen("full", "0", "TEXT") as screen:
        screen.wait("What work")
        screen.send("secret" + CTRL["c"])
        screen.finish()
        assert "KeyboardInterrupt" in screen.text
        assert screen.raw.count(b"\x1b[?1049h") == screen.raw.count(b"\x1b[?1049l") == 1


def test_hide_all_clears_the_screen_at_once() -> None:
    """One key: what was on the screen is gone before anything else happens."""
    with PtyScreen("full", "0", "TEXT", "TEXT") as screen:
        screen.wait("What work")
        screen.send("secret" + CTRL["q"])
        assert "QuickExit(" in screen.finish()[0]
        assert b"\x1b[2J" in screen.raw
        assert "secret" not in screen.text.partition("reply: ")[0]


def test_nothing_is_written_outside_the_alternate_screen() -> None:
    """No question and no answer lands in the scrollback; no window title is set."""
    with PtyScreen("full", "0", "TEXT") as screen:
        screen.wait("What work")
        screen.send("secret\r")
        screen.finish()
        before, _, rest = screen.raw.partition(b"\x1b[?1049h")
        _, _, after = rest.partition(b"\x1b[?1049l")
        assert b"What work" not in before + after
        assert (screen.title, b"\x1b]" in screen.raw) == ("", False)


def test_keys_typed_before_a_question_is_seen_answer_nothing() -> None:
    """While an answer is stored, an impatient Enter is dropped; a call for help is not."""
    with PtyScreen("full", "1", "BASE", "MANY", "TEXT") as screen:
        screen.wait("alone")
        screen.send("1\r")
        time.sleep(0.3)
        screen.send("1 \r" + CTRL["g"])
        screen.wait("0780 000 001")
        screen.send("\r")
        screen.wait("   1  [ ] Family", gone="0780")
        screen.send(CTRL["x"])
        assert screen.finish() == ["Answer(raw='yes')", "Danger()", "Leave(typed='')"]


def test_a_paste_of_ten_kilobytes_stays_one_answer() -> None:
    """Line ends in a paste do not answer the questions that follow."""
    with PtyScreen("full", "0", "TEXT", "MANY") as screen:
        screen.wait("What work")
        screen.send("\x1b[200~" + "1\n" * 5_000 + "\x1b[201~")
        screen.wait("! That is too long")
        screen.send("\r")
        screen.wait("Who travels")
        screen.send(CTRL["x"])
        assert len(screen.finish()) == 2


def test_names_keep_their_accents() -> None:
    """UTF-8 goes in and comes out."""
    with PtyScreen("full", "0", "TEXT") as screen:
        screen.wait("What work")
        screen.send("Élodie Nyiransabimana ñ 漢")
        screen.wait("> Élodie Nyiransabimana ñ 漢")
        screen.send("\r")
        assert screen.finish() == ["Answer(raw='Élodie Nyiransabimana ñ 漢')"]


@pytest.mark.parametrize("name", ["BASE", "TEXT", "MANY", "LONG_LIST", "CONSENT", "END"])
def test_every_screen_is_whole_at_forty_columns(name: str) -> None:
    """Title, progress and the danger key are there; nothing runs over the edge."""
    with PtyScreen("full", "0", name, columns=40) as screen:
        screen.wait("G DANGER NOW")
        assert screen.lines[0] == " Border quick screen"
        assert "of 15 English" in screen.lines[1]
        screen.send(CTRL["x"])
        assert screen.finish() == ["Leave(typed='')"]


def test_the_screen_follows_the_window() -> None:
    """Made narrower, the question is drawn again for the new width."""
    with PtyScreen("full", "0", "BASE") as screen:
        screen.wait("1 of 15   English")
        screen.resize(24, 40)
        screen.wait("K7M-4QX 1 of 15 English")
        assert " nobody listen?" in screen.lines
        screen.send(CTRL["x"])
        assert screen.finish() == ["Leave(typed='')"]


def test_without_colour_the_screen_says_the_same() -> None:
    """NO_COLOR takes the colours away and nothing else."""
    shown: list[tuple[str, set[str]]] = []
    for env in ({}, {"NO_COLOR": "1"}):
        with PtyScreen("full", "0", "MANY", env=env) as screen:
            screen.wait("Who travels")
            screen.send("2 ")
            screen.wait(" > 2  [x]")
            shown.append((screen.text, screen.colours() - {"default"}))
            screen.send(CTRL["x"])
            screen.finish()
    (with_colour, colours), (without, none) = shown
    assert (with_colour, set()) == (without, none)
    assert colours


def test_the_result_is_shown_in_words() -> None:
    """Label, what it is not, elements, reasons, next steps."""
    with PtyScreen("full-sheet", "0", "OUTCOME") as screen:
        screen.wait("possible trafficking: refer")
        assert " A hint for referral, not a finding." in screen.lines
        assert " ! URGENT: report by voice today." in screen.lines
        assert " - means: not shown in what was answered" in screen.lines
        assert " - Somebody else arranged the journey (act)" in screen.lines
        screen.send("\r")
        assert screen.finish() == ["Next()"]


def test_an_unfinished_interview_is_offered_in_words() -> None:
    """Which one, from when, at which question; go on, or begin a new one."""
    with PtyScreen("full-sheet", "0", "RESUME") as screen:
        screen.wait("Border quick screen, K7M-4QX, begun 2026-11-22 13:05, at question 7 of 15")
        screen.send("1\r")
        assert screen.finish() == ["Answer(raw='d1')"]
