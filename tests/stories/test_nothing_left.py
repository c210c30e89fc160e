"""What somebody finds who comes to the laptop afterwards: nothing of an interview, on no kind of terminal."""

import re
import time
from pathlib import Path

import pytest

from tests.stories.conftest import PASSPHRASE, Place
from tests.stories.interviews import AFTER, AGE, BEFORE_CONSENT, IDENTITY, PROFILE, SCREENING, TOLD, label, says, walk
from tests.stories.terminal import Terminal

SEEN = (says("post"), label("post", "gatuna"), says("consent"), AGE.says, "Border quick screen", "possible trafficking")

kinds = pytest.mark.parametrize("second_screen", [True, False], ids=["with a second screen", "old console"])


def unlocked(place: Place, second_screen: bool) -> Terminal:
    return place.laptop(second_screen=second_screen).at("Passphrase:").enter(PASSPHRASE).at("fieldkit>")


def nothing_of_it(window: Terminal) -> None:
    assert [words for words in (*SEEN, *TOLD) if words in " ".join(window.everything.split())] == []


@kinds
def test_leaving_an_interview_takes_it_off_the_screen_and_the_scrollback(place: Place, second_screen: bool) -> None:
    """After save and leave, the lines of the sitting are there, and of the interview only its code."""
    with unlocked(place, second_screen) as window:
        window.enter("screen")
        walk(window, (*BEFORE_CONSENT, AGE, *PROFILE[:2]))
        window.expect(PROFILE[2].says).keys("ctrl-x").at("fieldkit>")
        nothing_of_it(window)
        assert window.shows("is saved and not finished.")


def test_a_finished_interview_leaves_its_code_only(place: Place) -> None:
    """Not even the result stays behind: it was shown on its own page."""
    with unlocked(place, True) as window:
        window.enter("screen")
        walk(window, SCREENING)
        window.expect("A hint for referral, not a finding.").enter()
        walk(window, (*AFTER, *IDENTITY))
        window.at("fieldkit>")
        nothing_of_it(window)
        assert re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3} is finished and saved\.", window.text)


def test_hide_all_locks_a_sitting(place: Place) -> None:
    """One key: the screen and all above it are empty, the store is closed, the next one needs the passphrase."""
    with unlocked(place, True) as window:
        (holder,) = window.children()
        window.enter("screen")
        walk(window, (*BEFORE_CONSENT, AGE))
        window.expect(PROFILE[0].says).keys("ctrl-q").expect("Locked.")
        nothing_of_it(window)
        assert "fieldkit" not in window.everything
        gone(holder)
        window.asked(r"Press Enter to unlock, or type q and Enter to leave:")
        window.enter().at("Passphrase:").enter(PASSPHRASE).at("fieldkit>")
        assert window.shows("at question 15 of 38")


def test_hide_all_without_a_sitting_leaves_a_plain_terminal(place: Place) -> None:
    """The command ends without a word, on an empty screen."""
    with place.laptop("screen").at("Passphrase:").enter(PASSPHRASE) as window:
        walk(window, BEFORE_CONSENT[:2])
        window.expect(BEFORE_CONSENT[2].says).keys("ctrl-q")
        assert window.end() == 0
        assert window.everything.split() == []


def test_lock_empties_the_screen_and_ends_the_process_that_held_the_key(place: Place) -> None:
    """Also what `show` wrote over several screens is gone; the process with the key no longer exists."""
    with unlocked(place, False) as window:
        (holder,) = window.children()
        assert Path(f"/proc/{holder}").exists()
        window.enter("screen")
        walk(window, SCREENING[: len(BEFORE_CONSENT) - 2])
        window.expect(says("consent")).type("2\r")
        for _ in range(12):  # the few pages after a refusal
            before = window.text
            window.type("2\r").wait_for_change(before)
            if window.shows("is finished and saved."):
                break
        window.at("fieldkit>")
        code = re.search(r"([0-9A-Z]{3}-[0-9A-Z]{3}) is finished", window.text)
        assert code
        window.enter(f"show {code[1]}").at("fieldkit>").enter("help").at("fieldkit>").enter("status").at("fieldkit>")
        assert label("post", "gatuna") in window.everything
        window.enter("lock").asked(r"Press Enter to unlock, or type q and Enter to leave:")
        assert next(row for row in window.everything.split("\n") if row.strip()) == "Locked."
        nothing_of_it(window)
        assert window.children() == []
        gone(holder)
        window.enter("q")
        assert window.end() == 0


def gone(pid: int) -> None:
    until = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()
