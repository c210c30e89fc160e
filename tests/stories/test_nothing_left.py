"""What somebody finds who comes to the laptop afterwards: nothing of an interview, on no kind of terminal."""

import re
import time
from pathlib import Path

import pytest

from tests.stories.at_home import choose, command, home, interview, leave, read_page
from tests.stories.conftest import PASSPHRASE, Place
from tests.stories.interviews import (
    AFTER,
    AGE,
    BEFORE_CONSENT,
    END,
    IDENTITY,
    PROFILE,
    SCREENING,
    SERVICES,
    TOLD,
    label,
    says,
    walk,
)
from tests.stories.terminal import Terminal

SEEN = (says("post"), label("post", "gatuna"), says("consent"), AGE.says, "Border quick screen", "possible trafficking")

kinds = pytest.mark.parametrize("second_screen", [True, False], ids=["with a second screen", "old console"])


def unlocked(place: Place, second_screen: bool) -> Terminal:
    return home(place.laptop(second_screen=second_screen).at("Passphrase:").enter(PASSPHRASE))


def nothing_of_it(window: Terminal) -> None:
    assert [words for words in (*SEEN, *TOLD) if words in " ".join(window.everything.split())] == []


@kinds
def test_leaving_an_interview_takes_it_off_the_screen_and_the_scrollback(place: Place, second_screen: bool) -> None:
    """After save and leave, of the interview only its code is left; after leaving, not even that."""
    with unlocked(place, second_screen) as window:
        interview(window)
        walk(window, (*BEFORE_CONSENT, AGE, *PROFILE[:2]))
        window.expect(PROFILE[2].says).keys("ctrl-x").expect("is saved and not finished.")
        nothing_of_it(window)
        read_page(window)
        assert leave(window) == 0
        nothing_of_it(window)
        assert "is saved and not finished." not in window.everything


def test_a_finished_interview_leaves_its_code_only(place: Place) -> None:
    """Not even the result stays behind: it was shown on its own page."""
    with unlocked(place, True) as window:
        interview(window)
        walk(window, SCREENING)
        window.expect("A hint for referral, not a finding.").enter()
        walk(window, (*SERVICES, *AFTER, *IDENTITY))
        window.expect("is finished and saved.")
        nothing_of_it(window)
        assert re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3} is finished and saved\.", window.text)


def neutral(window: Terminal) -> None:
    """The screen and all above it say nothing but to press Enter."""
    window.at("Press Enter.")
    assert window.everything.split() == ["Press", "Enter."]
    assert b"\x1b]" not in window.raw


def test_hide_all_locks_a_sitting(place: Place) -> None:
    """One key: the screen and all above it are empty, the store is closed, the next one needs the passphrase, and
    coming back shows no answer."""
    with unlocked(place, True) as window:
        (holder,) = window.children()
        interview(window)
        walk(window, (*BEFORE_CONSENT, AGE))
        window.expect(PROFILE[0].says).keys("ctrl-q")
        neutral(window)
        gone(holder)
        assert window.children() == []
        window.enter().at("Passphrase:")
        assert window.everything.split() == ["Passphrase:"]
        home(window.enter(PASSPHRASE))
        assert window.shows("at question 15 of 38")
        assert not any(window.shows(words) for words in (label("post", "gatuna"), AGE.says, PROFILE[0].says))
        assert not re.search(r"(?<![\d:-])23(?![\d:-])", window.text)  # the age; no hour, minute or day


def test_hide_all_without_a_sitting_leaves_a_plain_terminal(place: Place) -> None:
    """The command ends without a word, on an empty screen."""
    with place.laptop("screen").at("Passphrase:").enter(PASSPHRASE) as window:
        walk(window, BEFORE_CONSENT[:2])
        window.expect(BEFORE_CONSENT[2].says).keys("ctrl-q")
        assert window.end() == 0
        assert window.everything.split() == []


def test_lock_empties_the_screen_and_ends_the_process_that_held_the_key(place: Place) -> None:
    """What `show` showed over several pages was in no scrollback; the process with the key no longer exists."""
    with unlocked(place, False) as window:
        (holder,) = window.children()
        assert Path(f"/proc/{holder}").exists()
        interview(window)
        walk(window, SCREENING[: len(BEFORE_CONSENT) - 2])
        window.expect(says("consent")).type("2\r")
        for _ in range(12):  # the few pages after a refusal
            before = window.text
            window.type("\r" if window.shows(END.says) else "2\r").wait_for_change(before)
            if window.shows("is finished and saved."):
                break
        code = re.search(r"([0-9A-Z]{3}-[0-9A-Z]{3}) is finished", read_page(window))
        assert code
        assert label("post", "gatuna") in command(window, f"show {code[1]}", "status")
        assert label("post", "gatuna") not in window.everything
        choose(window, "Lock").asked(r"Press Enter to unlock, or type q and Enter to leave:")
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
