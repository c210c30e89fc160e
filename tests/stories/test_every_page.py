"""Danger, Ctrl-C, Ctrl-Z and a closed window on the pages around the questions: list, note, pause, services, home."""

from tests.stories.at_home import choose, go_on, home, interview, progress, read_page
from tests.stories.conftest import DEPUTY, DUTY, PASSPHRASE, Place
from tests.stories.interviews import BEFORE_CONSENT, SERVICES, says, walk
from tests.stories.terminal import Terminal
from tests.stories.test_windows import NOT_ALONE, unlocked

CALLED = ("Immediate danger", f"{DUTY} (duty phone", f"{DEPUTY} (deputy")
LISTED, NOTING, PAUSED = "All questions", "Note on:", "There is no hurry."


def at_list(window: Terminal) -> str:
    window.keys("ctrl-t").expect(LISTED)
    return LISTED


def at_note(window: Terminal) -> str:
    window.keys("ctrl-o").expect(NOTING).type("a canary")
    window.wait_for(lambda: window.shows("> a canary") or window.shows("> (hidden)"))
    return NOTING


def at_pause(window: Terminal) -> str:
    window.keys("ctrl-w").expect(PAUSED)
    return PAUSED


def at_distress(window: Terminal) -> str:
    at_pause(window)
    choose(window, "The person is upset").expect("You can say:")
    return "You can say:"


PAGES = (at_list, at_note, at_pause, at_distress)


def covered_result(window: Terminal) -> Terminal:
    """The result of an interview that was gone on with: its answers are hidden, so it is shown on request."""
    return window.expect("Show the result on the screen now?").type("2\r").expect("A hint for referral, not a finding.")


def to_services(window: Terminal) -> str:
    """From `alone` on."""
    walk(window, NOT_ALONE[2:])
    covered_result(window).enter().expect(SERVICES[0].says)
    return SERVICES[0].says


def test_danger_is_one_key_away_on_every_page(place: Place) -> None:
    """Before consent and after it, over list, note, pause, the result and the services: what to do and whom to call;
    an answer that says so shows it at once. Enter leads back."""
    with unlocked(place, "screen") as window:
        window.expect(says("post")).keys("ctrl-g").expect(*CALLED).enter()
        window.expect(says("post")).type("1\r").expect(says("danger")).type("1\r")
        window.expect(*CALLED).enter().expect(says("alone")).keys("ctrl-p").expect(says("danger")).type("2\r")
        for page in PAGES:
            page(window.expect(says("alone")))
            window.keys("ctrl-g").expect(*CALLED).enter()
        window.expect(says("alone")).keys("ctrl-l").expect("Language of the questions").keys("ctrl-g").expect(*CALLED)
        window.enter()
        walk(window, NOT_ALONE[2:])
        for words in ("A hint for referral, not a finding.", SERVICES[0].says):
            window.expect(words).keys("ctrl-g").expect(*CALLED).enter()
            window.expect(words).enter()
        window.expect(SERVICES[1].says).keys("ctrl-g").expect(*CALLED).enter()
        walk(window, SERVICES)  # they are shown again from their first page on
        window.expect(says("referral_offered", "after_result"))


def test_ctrl_c_on_a_page_of_an_interview_goes_home_and_loses_nothing(place: Place) -> None:
    """In a sitting: list, note, pause, services; then the very question again."""
    with unlocked(place) as window:
        walk(interview(window), BEFORE_CONSENT[:2])
        at = progress(window.expect(says("alone")))
        for page in PAGES[:3]:
            page(window.expect(says("alone")))
            window.keys("ctrl-c").expect("interrupted: what was saved before is safe")
            read_page(window)
            home(window).expect(f"at question {at}")
            go_on(window).expect(says("alone"), at)
        to_services(window)
        window.keys("ctrl-c").expect("interrupted")
        read_page(window)
        covered_result(go_on(window).expect("Before finishing").enter())


def test_ctrl_z_on_a_page_of_an_interview_hides_it_and_loses_nothing(place: Place) -> None:
    """As the key that hides all does: an empty screen, the passphrase, home, the very question, nothing of the note."""
    with unlocked(place) as window:
        walk(interview(window), BEFORE_CONSENT[:2])
        for page in (at_note, to_services):
            page(window.expect(says("alone")))
            window.keys("ctrl-z").at("Press Enter.")
            assert window.everything.split() == ["Press", "Enter."]
            home(window.enter().at("Passphrase:").enter(PASSPHRASE))
            go_on(window).expect("ANSWERS HIDDEN", gone="canary")
        window.expect("Before finishing")


def test_a_window_closed_on_a_page_leaves_no_process_and_no_open_store(place: Place) -> None:
    """Note, services: the next one goes on where the interview stood; a result is shown again."""

    def settled() -> bool:
        return not list((place.folder / "laptop").rglob("*-wal"))

    window = interview(unlocked(place))
    walk(window, BEFORE_CONSENT[:2])
    at = progress(window.expect(says("alone")))
    at_note(window)
    window.hang_up()
    assert settled()
    window = go_on(home(unlocked(place)).expect(f"at question {at}")).expect("ANSWERS HIDDEN", gone="canary")
    to_services(window)
    window.hang_up()
    assert settled()
    with unlocked(place) as window:
        covered_result(go_on(window).expect("Before finishing").enter())
