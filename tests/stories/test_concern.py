"""Somebody without a passphrase gives a concern at the lock screen; headquarters reads it as unauthenticated."""

import re

from fieldkit.ui.messages import say
from tests.stories.at_home import choose, home, leave, read_page
from tests.stories.conftest import PASSPHRASE, Place
from tests.stories.interviews import label, says
from tests.stories.terminal import Terminal

FORM = "staff_concern"
LOCK = r"Press Enter to unlock, or type q and Enter to leave:"
CANARY = "canary under the mango tree"
BEFORE = ("danger", "giver", "what", "know", "when_it", "province", "role")


def at_the_lock(place: Place) -> Terminal:
    """A laptop that a worker has locked."""
    window = place.laptop().at("Passphrase:").enter(PASSPHRASE)
    choose(home(window), "Lock").asked(LOCK)
    return window


def begun(window: Terminal) -> Terminal:
    """The first question of a concern about staff, from the choice of the form."""
    choose(window, say("en", "concern.staff_concern")).expect(
        "Until the end nothing is saved", "Their sign: 1:"
    ).enter()
    return window.expect(says("danger", FORM))


def written(window: Terminal) -> Terminal:
    """Leave out what comes first, say that the office is not concerned, write something, and stand at the review."""
    for name in BEFORE:
        window.expect(says(name, FORM)[:60]).keys("ctrl-n")
    choose(window, label("concerns_focal_point", "no", FORM)).expect(says("who_it_is", FORM)[:40]).keys("ctrl-n")
    window.expect("In your own words").type(CANARY + "\r").type("\r")
    for name in ("needs_help", "afraid", "already", "wants_contact"):
        window.expect(says(name, FORM)[:50]).keys("ctrl-n")
    return window.expect("this is sealed").enter().expect("Before finishing")


def files(place: Place) -> list[str]:
    folder = place.folder / "laptop" / "tips"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_from_the_lock_screen_to_headquarters(place: Place) -> None:
    """No passphrase is asked for; the file is sealed; the lock screen is back; nothing of it stays on the screen."""
    with at_the_lock(place) as window:
        begun(choose(window.enter("c"), "English"))
        choose(written(window), "Finish the interview")
        assert "Nobody can read it on this laptop" in read_page(window)
        window.asked(LOCK)
        assert CANARY not in window.everything
        home(window.enter().at("Passphrase:").enter(PASSPHRASE))
        assert leave(window) == 0
    (name,) = files(place)
    assert re.fullmatch("[0-9a-f]{32}[.]fkt", name)
    assert place.run("laptop", "sync", "stick").returncode == 0
    assert b"1 new concerns" in place.run("hq", "hq", "import", "stick").stdout
    listed = place.run("hq", "hq", "concerns").stdout.decode()
    assert "unauthenticated" in listed
    tip_id = re.search("t-[0-9a-f]{12}", listed)
    assert tip_id
    shown = place.run("hq", "hq", "concerns", "show", tip_id[0], "--purpose", "test").stdout.decode()
    assert CANARY in shown


def test_leaving_asks_once_and_forgets(place: Place) -> None:
    """Going on keeps what was answered; leaving leaves no file, no draft and no trace."""
    with at_the_lock(place) as window:
        begun(choose(window.enter("c"), "English")).expect("leave, forget all").enter("2").expect(
            says("giver", FORM)
        ).keys("ctrl-x")
        choose(window.expect("Leave and forget everything?"), "Go on").expect(says("giver", FORM)).keys("ctrl-p")
        window.expect(says("danger", FORM)).keys("ctrl-x")
        choose(window.expect("Leave and forget everything?"), "Leave; forget").asked(LOCK)
        window.enter("q")
        assert window.end() == 0
    assert files(place) == []


def test_hiding_everything_says_nothing_and_forgets(place: Place) -> None:
    """After the key that hides, the screen offers nothing: c is no word there."""
    with at_the_lock(place) as window:
        begun(choose(window.enter("c"), "English")).keys("ctrl-q").at("Press Enter.")
        assert window.everything.split() == ["Press", "Enter."]
        window.enter("c").at("Passphrase:")
        assert window.everything.split() == ["Passphrase:"]
        home(window.enter(PASSPHRASE))
        assert leave(window) == 0
    assert files(place) == []


def test_home_has_a_line_for_it_and_asks_whether_the_laptop_may_be_named(place: Place) -> None:
    """In a sitting the person decides; signed, headquarters sees which laptop it came from."""
    window = place.laptop().at("Passphrase:").enter(PASSPHRASE)
    with window:
        begun(choose(home(window), say("en", "home.concern")))
        choose(written(window), "Finish the interview")
        choose(window.expect("May headquarters know"), "Yes, sign it")
        assert "It is sealed" in read_page(window)
        assert leave(home(window)) == 0
    place.run("laptop", "sync", "stick")
    place.run("hq", "hq", "import", "stick")
    assert b"signature valid" in place.run("hq", "hq", "concerns").stdout


def test_at_a_terminal_without_a_passphrase(place: Place) -> None:
    """`fieldkit concern` in plain lines; where nobody outside is named, it says so before anything is sealed."""
    window = place.laptop("concern", "retaliation_report", "--plain")
    with window:
        window.expect("Language of these screens").enter("1")
        window.expect("Until the end nothing is saved", says("danger", "retaliation_report"))
        for _ in range(6):
            window.enter(":n")
        window.expect("cover it up").enter("3")
        for _ in range(3):
            window.enter(":n")
        window.expect("this is sealed").enter()
        window.expect("Before finishing").enter("0")
        window.expect("The office that it is about could read this").enter("2")
        assert window.end() == 0
    assert files(place) == []
