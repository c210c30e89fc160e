"""A concern in plain lines: what was written does not stay before the eyes of whoever comes next."""

from tests.stories.conftest import PASSPHRASE, Place
from tests.stories.terminal import Terminal
from tests.stories.test_concern import CANARY, FORM, LOCK, files


def wrote(window: Terminal) -> Terminal:
    """Read the first page, leave out what comes before the person's own words, and write them."""
    window.at(">").enter()
    while "In your own words" not in " ".join(window.at(">").said.split()):
        window.enter(":n")
    return window.enter(CANARY)


def test_nothing_stays_on_a_plain_screen_when_a_concern_is_sealed_or_forgotten(place: Place) -> None:
    """Whoever walks up to the laptop afterwards reads none of it, and nothing that says that there was one."""
    with place.laptop("--plain", "concern", FORM, "--language", "en") as window:
        wrote(window).at(">").enter(":x").at(">").enter("2")
        assert window.end() == 0
        assert CANARY not in window.text
    assert files(place) == []


def test_the_lock_screen_in_plain_lines_shows_nothing_of_a_concern_before_it(place: Place) -> None:
    """The locked laptop looks as it did."""
    with place.laptop("--plain") as window:
        window.at("Passphrase:").enter(PASSPHRASE)
        window.at(">").enter("lock").asked(LOCK)
        window.enter("c")
        window.at(">").enter("1").at(">").enter("1")
        wrote(window).at(">").enter(":x").at(">").enter("2")
        window.asked(LOCK)
        assert CANARY not in window.text
        window.enter("q")
        assert window.end() == 0
