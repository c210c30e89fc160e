"""Nobody is there, somebody comes near, the lid or the window is closed: what is seen, and what holds the key then."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.commands.hiding import LEFT_ALONE
from fieldkit.ui.messages import LANGUAGES, say
from tests.stories.at_home import TITLE, choose, home, interview, progress
from tests.stories.conftest import DUTY, PASSPHRASE, Place
from tests.stories.interviews import AGE, BEFORE_CONSENT, PROFILE, says, walk
from tests.stories.store_here import lock_after
from tests.stories.terminal import Terminal

NEVER = 3600
UNLOCK = r"Press Enter to unlock, or type q and Enter to leave:"
ROOT = str(Path(__file__).parents[2])


def sitting(place: Place, *words: str, idle: float = NEVER, blank: float = NEVER, hq: bool = False) -> Terminal:
    """A sitting whose store locks after so many seconds."""
    if min(idle, blank) < NEVER:
        lock_after(place, idle, blank, "hq" if hq else "laptop")
    env = {"PYTHONPATH": ROOT + os.pathsep + os.environ.get("PYTHONPATH", "")}
    window = (place.hq if hq else place.laptop)(*words, module="tests.stories.with_rules", env=env)
    return window.at("Passphrase:").enter(PASSPHRASE)


def gone(window: Terminal, holder: int) -> None:
    """The process that held the key no longer exists, nor another one that could."""
    until = time.monotonic() + 10
    while Path(f"/proc/{holder}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(f"/proc/{holder}").exists()
    assert window.children() == []


def neutral(window: Terminal) -> None:
    """Nothing is on the screen or above it but `Press Enter.`: no name of the program, no word about locks."""
    window.at("Press Enter.")
    assert window.everything.split() == ["Press", "Enter."]
    assert b"\x1b]" not in window.raw


def locked(window: Terminal, *, hq: bool = False) -> None:
    """The screen says how to come back and, on a field laptop, how a concern is given; nothing else."""
    window.asked(UNLOCK)
    offered = [] if hq else [say(language, "lock.concern") for language in LANGUAGES]
    words = window.everything.split()
    assert words == " ".join(["Locked.", *offered, "Press Enter to unlock, or type q and Enter to leave:"]).split()
    assert b"\x1b]" not in window.raw


# --- the places where one can be in a sitting ---


def at_home(window: Terminal) -> Terminal:
    return home(window)


def at_text(window: Terminal) -> Terminal:
    walk(interview(window), BEFORE_CONSENT)
    return window.expect(AGE.says).type("2").expect("> 2")


def at_filter(window: Terminal) -> Terminal:
    return interview(window).expect(says("post")).type("gat").expect("Search: gat")


def at_danger(window: Terminal) -> Terminal:
    return interview(window).expect(says("post")).keys("ctrl-g").expect(DUTY)


def at_folder(window: Terminal) -> Terminal:
    return choose(home(window), "Hand over").expect("Which stick, folder or address?").type("canary").expect("> canary")


def at_command(window: Terminal) -> Terminal:
    return choose(home(window), "Other commands").expect("Type a command").type("canary").expect("> canary")


def at_passphrase(window: Terminal) -> Terminal:
    choose(home(window), "Other commands").expect("Type a command").enter("key passwd")
    return window.at("Your passphrase once more:").type("canary")


def at_library_prompt(window: Terminal) -> Terminal:
    choose(home(window), "Other commands").expect("Type a command").enter("key passwd")
    return window.at("Your passphrase once more:").enter(PASSPHRASE).expect("Make one for me")


PLACES = (at_home, at_text, at_filter, at_danger, at_folder, at_command, at_passphrase, at_library_prompt)


@pytest.mark.parametrize("somewhere", PLACES)
@pytest.mark.parametrize("key", ["ctrl-q", "ctrl-z"])
def test_one_key_hides_everything_wherever_one_is(place: Place, somewhere: Callable[[Terminal], Terminal], key: str):  # type: ignore[no-untyped-def]
    """Inside text, a search, a passphrase, on the danger page, at home: a screen that says nothing; Enter, the
    passphrase, and one is at home. The shell gets no stopped program."""
    with sitting(place) as window:
        home(window)
        (holder,) = window.children()
        somewhere(window).keys(key)
        neutral(window)
        gone(window, holder)
        window.enter().at("Passphrase:")
        assert window.everything.split() == ["Passphrase:"]
        home(window.enter(PASSPHRASE))
        assert not window.shows("canary")
        choose(window, "Close and leave")
        assert window.end() == 0


@pytest.mark.parametrize("somewhere", PLACES)
def test_without_a_key_it_locks_wherever_one_is(place: Place, somewhere: Callable[[Terminal], Terminal]) -> None:
    """Nobody there: the store is closed, the screen says how to come back."""
    with sitting(place, idle=3) as window:
        home(window)
        (holder,) = window.children()
        somewhere(window)
        locked(window)
        gone(window, holder)
        home(window.enter().at("Passphrase:").enter(PASSPHRASE))


def test_the_screen_goes_empty_and_any_key_brings_it_back(place: Place) -> None:
    """The key does nothing else; danger is one key all the same."""
    with sitting(place, blank=1) as window:
        home(window).wait_for(lambda: not window.text.strip())
        window.enter().expect(TITLE)
        at_text(window).wait_for(lambda: not window.text.strip())
        window.enter().expect(AGE.says, "> 2").wait_for(lambda: not window.text.strip())
        window.keys("ctrl-g").expect(DUTY)


def test_headquarters_lines_lock_and_hide_as_well(place: Place) -> None:
    """At the prompt of headquarters: Ctrl-Q says nothing, Ctrl-Z neither, being idle locks."""
    for key in ("ctrl-q", "ctrl-z"):
        with sitting(place, hq=True) as window:
            window.at("fieldkit>").enter("inbox").at("fieldkit>").keys(key)
            neutral(window)
    with sitting(place, hq=True, idle=2) as window:
        window.at("fieldkit>").type("half a line")
        locked(window, hq=True)
        assert not window.shows("half")


@pytest.mark.parametrize(("typed", "says_locked"), [(":q\r", False), ("\x1a", False), ("", True)])
def test_plain_lines_lock_and_hide_without_an_escape_sequence(place: Place, typed: str, says_locked: bool) -> None:
    """Half a line that was typed reaches nobody; what is on the window is pushed out of sight, not erased."""
    with sitting(place, "--plain", idle=2 if says_locked else NEVER) as window:
        window.at(">")
        (holder,) = window.children()
        window.type("q" if says_locked else typed)  # with Enter it would leave the lock screen
        if says_locked:
            window.asked(UNLOCK)
        else:
            window.at("Press Enter.")
            assert window.text.split() == ["Press", "Enter."]
        gone(window, holder)
        window.enter().at("Passphrase:").enter(PASSPHRASE).at(">")
        assert b"\x1b" not in window.raw


def test_hiding_works_before_anybody_unlocked(place: Place) -> None:
    """At the very first passphrase: nothing says that one was asked for."""
    with place.laptop().at("Passphrase:") as window:
        window.type("half").keys("ctrl-q")
        neutral(window)
        home(window.enter().at("Passphrase:").enter(PASSPHRASE))


@pytest.mark.parametrize("way", ["q", "ctrl-c"])
def test_the_neutral_screen_is_left_without_a_word(place: Place, way: str) -> None:
    """q and Enter, or Ctrl-C: the terminal is empty."""
    with sitting(place) as window:
        home(window).keys("ctrl-q").at("Press Enter.")
        window.enter("q") if way == "q" else window.keys("ctrl-c")
        assert window.end() == 0
        assert window.everything.split() == []


@pytest.mark.parametrize("quietly", [True, False])
def test_three_wrong_passphrases_at_the_lock_lead_back_to_the_lock(place: Place, quietly: bool) -> None:
    """Ended, the next try would be typed at the shell's prompt, seen and kept in its history; and after `hide all` an
    error would say what this is."""
    with sitting(place) as window:
        home(window)
        window.keys("ctrl-q") if quietly else choose(window, "Lock")
        window.asked("Press Enter." if quietly else UNLOCK)
        window.enter()
        for _ in range(2):
            window.at("Passphrase:").enter("not this one at all").expect("does not open this store")
        window.at("Passphrase:").enter("not this one at all")
        if quietly:
            neutral(window)
        else:
            window.asked(UNLOCK)
            assert window.shows("the sealed envelope holds a recovery code")
            assert "FK-204" not in window.everything
        home(window.enter().at("Passphrase:").enter(PASSPHRASE))


def test_enter_once_too_often_asks_for_the_passphrase_again(place: Place) -> None:
    """At the first passphrase and at the lock screen."""
    with place.laptop().at("Passphrase:").enter() as window:
        window.expect("type it, nothing is shown, then Enter").at("Passphrase:").enter(PASSPHRASE)
        choose(home(window), "Lock").asked(UNLOCK)
        window.enter().at("Passphrase:").enter()
        home(window.expect("type it, nothing is shown, then Enter").at("Passphrase:").enter(PASSPHRASE))


def test_nobody_is_told_to_type_before_the_terminal_stops_showing_it(place: Place) -> None:
    """Whoever reads the first line and types at once had the passphrase on the screen."""
    with place.laptop() as window:
        until = time.monotonic() + 20
        while b"Type your passphrase" not in window.raw and time.monotonic() < until:
            window._read(0.005)
        assert not window.process.getecho()
        home(window.at("Passphrase:").enter(PASSPHRASE))


# --- commands outside a sitting ---


def at_question(place: Place, *words: str) -> Terminal:
    window = place.laptop(*words, "screen").at("Passphrase:").enter(PASSPHRASE)
    if words:
        return window.at(">").enter("1").at(">").enter("2").at(">")
    walk(window, BEFORE_CONSENT[:2])
    return window.expect(BEFORE_CONSENT[2].says)


@pytest.mark.parametrize(("key", "status"), [("ctrl-q", 0), ("ctrl-z", LEFT_ALONE)])
def test_a_command_that_is_hidden_ends_on_an_empty_screen(place: Place, key: str, status: int) -> None:
    """By the key for it with 0, by Ctrl-Z with a status of its own; also at its passphrase."""
    with place.laptop("screen").at("Passphrase:") as window:
        window.type("canary").keys(key)
        assert window.end() == status
        assert window.everything.split() == []
    with at_question(place) as window:
        window.keys(key)
        assert window.end() == status
        assert window.everything.split() == []
    assert "at question 3 of 3" in place.run("laptop", "status").stdout.decode()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGTSTP])
@pytest.mark.parametrize("words", [(), ("--plain",)], ids=["full", "plain"])
def test_signals_close_the_store_in_order(place: Place, number: signal.Signals, words: tuple[str, ...]) -> None:
    """The database is settled as after leaving: nothing waits in its log, and the status says what happened."""
    with at_question(place, *words) as window:
        assert window.process.pid is not None
        os.kill(window.process.pid, number)
        assert window.end() == LEFT_ALONE
    assert not list((place.folder / "laptop").rglob("*-wal"))
    assert "at question 3 of 3" in place.run("laptop", "status").stdout.decode()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_sitting_that_is_told_to_end_ends_its_holder_first(place: Place, number: signal.Signals) -> None:
    """The process that waits hands the signal on, and goes when the one with the key is gone."""
    with sitting(place) as window:
        at_text(window)
        (holder,) = window.children()
        assert window.process.pid is not None
        os.kill(window.process.pid, number)
        assert window.end() == LEFT_ALONE
        assert window.everything.split() == []
        assert not Path(f"/proc/{holder}").exists()
    assert not list((place.folder / "laptop").rglob("*-wal"))


def test_a_closed_window_closes_the_store_in_order(place: Place) -> None:
    """SIGHUP from the terminal itself."""
    window = at_text(sitting(place))
    at = progress(window)
    window.hang_up()
    assert not list((place.folder / "laptop").rglob("*-wal"))
    assert f"at question {at}" in place.run("laptop", "status").stdout.decode()


def test_a_killed_holder_leaves_a_usable_and_empty_terminal(place: Place) -> None:
    """kill -9 of the process with the key, its screen full: the other one gives the terminal back, empty."""
    with at_text(sitting(place)) as window:
        (holder,) = window.children()
        os.kill(holder, signal.SIGKILL)
        assert window.end() == 128 + signal.SIGKILL
        assert window.everything.split() == []
        assert window.raw.rfind(b"1049l") > window.raw.rfind(b"1049h")


def test_no_window_title_and_no_name_are_left(place: Place) -> None:
    """After hiding and leaving, neither the scrollback nor the title of the window names the program."""
    with sitting(place) as window:
        walk(interview(window), (*BEFORE_CONSENT, AGE))
        window.expect(PROFILE[0].says).keys("ctrl-q").at("Press Enter.").enter("q")
        assert window.end() == 0
        assert re.search(rb"\x1b\]|\x1bP|\x1bk", window.raw) is None
        assert window.everything.split() == []


def hung_up(window: Terminal) -> None:
    window.hang_up()


def hidden(window: Terminal) -> None:
    window.keys("ctrl-q").at("Press Enter.").enter("q")
    assert window.end() == 0


def told_to_end(window: Terminal) -> None:
    assert window.process.pid is not None
    os.kill(window.process.pid, signal.SIGTERM)
    assert window.end() == LEFT_ALONE


@pytest.mark.parametrize("ending", [hung_up, hidden, told_to_end])
def test_what_was_being_typed_is_there_again_and_only_at_its_question(
    place: Place, ending: Callable[[Terminal], None]
) -> None:
    """Half an answer is kept, encrypted; coming back shows it at the question, covered until one asks for it."""
    ending(at_text(sitting(place)))
    with home(sitting(place)) as window:
        choose(window, "Go on:").expect(AGE.says)
        assert not re.search(r"> 2\b", window.text)
        window.keys("ctrl-e").expect("> 2")
