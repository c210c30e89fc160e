"""A concern that is cut short: a key too much, a killed process, a closed window. Nothing of it is anywhere."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stories.at_home import choose
from tests.stories.conftest import Place
from tests.stories.interviews import label, says
from tests.stories.terminal import Terminal
from tests.stories.test_concern import BEFORE, CANARY, FORM, at_the_lock, begun, files

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")


def writing(place: Place) -> Terminal:
    """Own words half written, at a locked laptop."""
    window = begun(choose(at_the_lock(place).enter("c"), "English"))
    for name in BEFORE:
        window.expect(says(name, FORM)[:60]).keys("ctrl-n")
    choose(window, label("concerns_focal_point", "no", FORM)).expect(says("who_it_is", FORM)[:40]).keys("ctrl-n")
    window.expect("In your own words").type(CANARY)
    return window.expect(CANARY)


def on_disk(place: Place) -> list[Path]:
    found = [path for path in place.folder.rglob("*") if path.is_file()]
    return [path for path in found if CANARY.encode() in path.read_bytes()]


def killed(window: Terminal) -> None:
    (taking,) = window.children()
    os.kill(taking, signal.SIGKILL)


def stopped(window: Terminal) -> None:
    window.keys("ctrl-z")


def interrupted(window: Terminal) -> None:
    window.keys("ctrl-c")


@pytest.mark.parametrize("cut", [killed, stopped, interrupted])
def test_the_locked_laptop_shows_nothing_of_it_and_goes_on(place: Place, cut: Callable[[Terminal], None]) -> None:
    """kill -9, Ctrl-Z, Ctrl-C: the screen and the scrollback are empty, the disk holds nothing, it is still locked."""
    with writing(place) as window:
        cut(window)
        window.wait_for(lambda: window.line.strip().endswith(("Press Enter.", "to leave:")))
        assert CANARY not in window.everything
        window.enter().at("Passphrase:")
    assert on_disk(place) == []
    assert files(place) == []


def test_closing_the_window_ends_it(place: Place) -> None:
    """No process goes on with what was written."""
    with writing(place) as window:
        (pid,) = window.children()
        window.process.kill(signal.SIGHUP)
        window.wait_for(lambda: not _lives(pid))
    assert on_disk(place) == []
    assert files(place) == []


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
