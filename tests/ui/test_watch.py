"""Who is there: the screen goes empty, locks, and closes in order when the program is told to end."""

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path

import pytest

from fieldkit.forms.interview import QuickExit
from fieldkit.ui.canvas import Canvas
from fieldkit.ui.watch import LONGEST_S, SHORTEST_S, Attention, LockRules, caught, gone, handed_on
from tests.ui.drive_canvas import Typing
from tests.ui.pty_screen import PtyScreen

CTRL = {letter: chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}
NEVER = "999"


def shown(*words: str, env: dict[str, str] | None = None) -> PtyScreen:
    return PtyScreen(*words, env=env, driver="tests.ui.drive_canvas")


def empty(screen: PtyScreen) -> None:
    """Read until nothing is on the screen."""
    until = time.monotonic() + 20
    while screen.text.strip() and time.monotonic() < until:
        screen.read()
    assert screen.text.strip() == ""


@pytest.mark.parametrize(
    ("setting", "rules"),
    [
        (None, LockRules(300, 120)),
        ({"idle_s": 600}, LockRules(600, 120)),
        ({"idle_s": 0, "blank_s": 10**9}, LockRules(SHORTEST_S, LONGEST_S)),
        ({"idle_s": "soon", "blank_s": True}, LockRules(300, 120)),
        ([1, 2], LockRules(300, 120)),
    ],
)
def test_a_policy_is_bounded(setting: object, rules: LockRules) -> None:
    """Between half a minute and an hour; what cannot be used counts as not said."""
    assert rules == LockRules.of(setting)


def test_idle_time_is_counted_from_the_last_key() -> None:
    """5 minutes without a key lock; a key begins anew; while the screen rests idle time does not run."""
    now = [0]
    attention = Attention(LockRules(300, 120), lambda: now[0])

    def after(seconds: int, *, rests: bool = False) -> str | None:
        why = None
        for _ in range(seconds):
            now[0] += 1000
            why = why or attention.lapse(rests=rests)
        return why

    assert (after(119), attention.blank) == (None, False)
    assert (after(1), attention.blank) == (None, True)
    assert after(179) is None
    attention.touched()
    assert (after(299), attention.blank) == (None, True)
    assert after(3600, rests=True) is None
    assert after(299) is None
    assert after(1) == "idle"


def test_a_gap_of_more_than_twenty_seconds_is_sleep() -> None:
    """The clock goes on while the laptop sleeps; the next tick sees it, whatever the rules say about idle time."""
    now = [0]
    attention = Attention(LockRules(3600, 3600), lambda: now[0])
    now[0] = 20_000
    assert attention.lapse() is None
    now[0] += 20_001
    assert attention.lapse(rests=True) == "suspend"


def test_without_a_key_everything_is_hidden_and_what_was_typed_goes_with_it() -> None:
    """Idle: the reply says why and holds the text; screen and scrollback are empty."""
    with shown("2", NEVER, "0", "QUESTION") as screen:
        screen.wait("QUESTION")
        screen.send("half a word")
        screen.wait("> half a word")
        assert screen.finish() == ["QuickExit(typed='half a word', why='idle')"]
        after = screen.raw.rpartition(b"\x1b[?1049l")[2]
        assert b"\x1b[3J" in after
        assert b"half" not in after.partition(b"reply")[0]


def test_while_it_rests_the_screen_goes_empty_and_does_not_lock() -> None:
    """A distress pause may be long. The key that brings the screen back does nothing else."""
    with shown("1", "2", "0", "REST", "QUESTION") as screen:
        screen.wait("REST")
        empty(screen)
        time.sleep(2)
        screen.send("\r")
        screen.wait("REST")
        screen.send("\r")
        screen.wait("QUESTION")
        assert screen.finish() == ["Next()", "QuickExit(typed='', why='idle')"]


@pytest.mark.parametrize(
    ("key", "reply"), [("g", "Danger()"), ("q", "QuickExit(typed='half', why='key')"), ("z", "why='suspend'")]
)
def test_danger_and_hiding_act_also_on_an_empty_screen(key: str, reply: str) -> None:
    """All other keys only bring the screen back."""
    with shown(NEVER, "1", "0", "QUESTION") as screen:
        screen.wait("QUESTION")
        screen.send("half")
        screen.wait("> half")
        empty(screen)
        screen.send("x")
        screen.wait("> half")
        assert "halfx" not in screen.text
        empty(screen)
        screen.send(CTRL[key])
        assert reply in screen.finish()[0]


def test_saving_and_leaving_hands_on_what_was_typed() -> None:
    """It is kept with the interview."""
    with shown(NEVER, NEVER, "0", "QUESTION") as screen:
        screen.wait("QUESTION")
        screen.send("half" + CTRL["x"])
        assert screen.finish() == ["Leave(typed='half')"]


def test_a_laptop_that_slept_is_locked(tmp_path: Path) -> None:
    """The clock jumped while nothing ran."""
    slept = tmp_path / "slept"
    with shown(NEVER, NEVER, "0", "QUESTION", env={"FIELDKIT_SLEEP": str(slept)}) as screen:
        screen.wait("QUESTION")
        slept.touch()
        assert screen.finish() == ["QuickExit(typed='', why='suspend')"]


def test_the_key_that_wakes_a_laptop_shows_and_answers_nothing() -> None:
    """It may come before the tick that sees the gap: what was on the screen is hidden all the same."""
    now = [0]
    canvas = Canvas(LockRules(3600, 3600), clock=lambda: now[0])
    with contextlib.closing(asyncio.new_event_loop()) as loop:
        canvas._reply = loop.create_future()
    canvas._scene = typing = Typing("QUESTION")
    canvas._press("a")
    now[0] += 3 * 60 * 60 * 1000
    canvas._press("b")
    assert (canvas._reply.result(), typing.typed) == (QuickExit("a", "suspend"), "a")


def test_a_signal_that_comes_after_the_last_scene_is_minded_by_whoever_asks_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While an interview is being finished nobody is asked: told to end, the sitting must not show home again."""
    monkeypatch.setattr(Canvas, "_application", lambda _: object())
    last, following = Canvas(LockRules()), Canvas(LockRules())
    last._open()
    os.kill(os.getpid(), signal.SIGTERM)
    last.close()
    assert following.show(Typing("HOME")) == QuickExit("", "closed")
    following.close()
    assert handed_on() is None


@pytest.mark.parametrize(("name", "why"), [("SIGTSTP", "suspend"), ("SIGHUP", "closed"), ("SIGTERM", "closed")])
@pytest.mark.parametrize("pause", ["0", "1.5"])
def test_signals_hide_and_let_the_caller_store_what_was_typed(name: str, why: str, pause: str) -> None:
    """At once while a scene is shown; one that comes in between is told to the next scene, which is not drawn."""
    number = getattr(signal, name)
    with shown(NEVER, NEVER, pause, "FIRST", "SECOND") as screen:
        screen.wait("FIRST")
        screen.send("one\r")
        if pause == "0":
            screen.wait("SECOND")
            screen.send("half")
            screen.wait("> half")
        else:
            time.sleep(0.5)
        assert screen.process.pid is not None
        os.kill(screen.process.pid, number)
        typed = "half" if pause == "0" else ""
        assert screen.finish() == ["Answer(raw='one')", f"QuickExit(typed='{typed}', why='{why}')"]
        assert (b"SECOND" in screen.raw) is (pause == "0")


def test_a_second_hang_up_does_not_cut_the_closing_short() -> None:
    """The terminal tells every process of a sitting, and the waiting one hands its own on."""
    with shown(NEVER, NEVER, "0", "QUESTION", env={"FIELDKIT_CLOSING": "1"}) as screen:
        screen.wait("QUESTION")
        assert screen.process.pid is not None
        os.kill(screen.process.pid, signal.SIGHUP)
        empty(screen)
        time.sleep(0.3)
        os.kill(screen.process.pid, signal.SIGHUP)
        assert screen.finish() == ["QuickExit(typed='', why='closed')"]


def test_a_hang_up_after_the_terminal_was_missed_does_not_cut_the_closing_short() -> None:
    """The end of the input can come before the signal does, which the other process of a sitting hands on."""
    before = signal.getsignal(signal.SIGHUP)
    try:
        with caught(lambda why: None):
            gone()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_nothing_ticks_faster_than_once_a_second() -> None:
    """An old battery: waiting costs next to nothing."""
    with shown(NEVER, NEVER, "0", "QUESTION") as screen:
        screen.wait("QUESTION")

        def used() -> int:
            fields = Path(f"/proc/{screen.process.pid}/stat").read_text().rpartition(")")[2].split()
            return int(fields[11]) + int(fields[12])

        before = used()
        time.sleep(3)
        assert used() - before <= 10  # hundredths of a second
        screen.send(CTRL["x"])
        screen.finish()
