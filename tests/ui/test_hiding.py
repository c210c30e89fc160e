"""Hiding everything at every prompt that reads a line: by key, by signal, because nobody typed."""

import os
import signal
import time

import pytest

from tests.ui.pty_screen import PtyScreen

CTRL = {letter: chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}
PROMPTS = ("ask", "choose", "confirm", "unseen")
NEVER = "999"


def at(name: str, idle: str = NEVER, *plain: str) -> PtyScreen:
    screen = PtyScreen(name, idle, *plain, driver="tests.ui.drive_prompts")
    screen.wait(":")
    screen.wait(">" if name == "menu" else "1" if name in ("choose", "confirm") else ":")
    return screen


def hidden(screen: PtyScreen, why: str) -> None:
    """The prompt ended so, and nothing that was on the screen is there or above it."""
    assert screen.finish() == [f"hidden {why}"]
    assert "canary" not in screen.text
    assert b"\x1b[3J" in screen.raw
    assert b"\x1b]" not in screen.raw


@pytest.mark.parametrize("name", PROMPTS)
@pytest.mark.parametrize(("key", "why"), [("q", "key"), ("z", "suspend")])
def test_one_key_hides_at_every_prompt(name: str, key: str, why: str) -> None:
    """Also with something half typed; Ctrl-Z stops no process that could keep a key."""
    with at(name) as screen:
        screen.send("half" if name in ("ask", "unseen") else "")
        screen.send(CTRL[key])
        hidden(screen, why)


@pytest.mark.parametrize("name", PROMPTS)
@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGHUP, signal.SIGTERM])
def test_a_signal_hides_at_every_prompt(name: str, number: signal.Signals) -> None:
    """The caller closes the store in order; no signal cuts that short."""
    with at(name) as screen:
        assert screen.process.pid is not None
        os.kill(screen.process.pid, number)
        hidden(screen, "suspend" if number is signal.SIGTSTP else "closed")


@pytest.mark.parametrize("name", PROMPTS)
def test_a_prompt_that_nobody_answers_locks(name: str) -> None:
    """Idle time runs from when it was asked."""
    with at(name, "2") as screen:
        screen.send("x")
        hidden(screen, "idle")


@pytest.mark.parametrize("name", ["ask", "choose", "menu"])
def test_plain_lines_lock_too_and_send_nothing_but_lines(name: str) -> None:
    """A reading call is interrupted; half a line is dropped, it does not reach whoever reads next."""
    with at(name, "2", "plain") as screen:
        screen.send("half a line")
        assert ["QuickExit(typed='', why='idle')" if name == "menu" else "hidden idle"] == screen.finish()
        assert b"\x1b" not in screen.raw


@pytest.mark.parametrize(("keys", "why"), [(":q\r", "key"), (CTRL["z"], "suspend")])
def test_plain_lines_hide_by_word_and_by_ctrl_z(keys: str, why: str) -> None:
    """`:q` is the word in lines; Ctrl-Z is the terminal's own signal there."""
    with at("ask", NEVER, "plain") as screen:
        screen.send(keys)
        assert screen.finish() == [f"hidden {why}"]


def test_an_unseen_line_is_edited_blindly() -> None:
    """Backspace, Ctrl-U, accents; a paste of several lines never presses Enter. Nothing is shown."""
    with at("unseen") as screen:
        screen.send("all wrong" + CTRL["u"] + "canarx\x7fy é \x1b[200~two\r\nlines\x1b[201~!\x1b[A\r")
        assert screen.finish() == ["'canary é two  lines!'"]
        before = screen.raw.rpartition(b"reply")[0].replace(b"canary before", b"")
        assert b"canar" not in before
        assert b"*" not in before


def test_danger_is_told_before_any_passphrase() -> None:
    """Ctrl-G says what to do and whom to call; what was typed stays."""
    for name in ("unseen", "ask"):
        with at(name) as screen:
            screen.send("half" + CTRL["g"])
            screen.wait("Call now: 112")
            assert "Do not confront anybody." in screen.text
            screen.send(" and half\r")
            assert screen.finish() == ["'half and half'"]


def test_ctrl_c_interrupts_an_unseen_line_and_its_end_is_no_answer() -> None:
    """The terminal is given back as it was."""
    for key, named in (("c", b"KeyboardInterrupt"), ("d", b"NotATerminal")):
        with at("unseen") as screen:
            screen.send(CTRL[key])
            screen.finish()
            assert named in screen.raw


def test_what_was_typed_before_the_prompt_is_no_passphrase() -> None:
    """Keys that somebody pressed while nothing asked are dropped."""
    with PtyScreen("unseen", NEVER, driver="tests.ui.drive_prompts") as screen:
        time.sleep(0.05)
        screen.send("too early\r")
        screen.wait("Passphrase:")
        time.sleep(0.2)
        screen.send("now\r")
        assert screen.finish() == ["'now'"]
