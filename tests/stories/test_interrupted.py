"""What goes wrong at a terminal: wrong passphrases, Ctrl-C at every kind of prompt, a closed window, a power cut."""

import re
from collections.abc import Callable

import pytest

from fieldkit.crypto.fingerprint import encode_code
from fieldkit.errors import MistypedCode, WrongPassphrase
from tests.stories.at_home import choose, go_on, home, interview, leave, read_page
from tests.stories.conftest import DUTY, PASSPHRASE, Place
from tests.stories.interviews import AGE, BEFORE_CONSENT, PROFILE, QUESTIONS, label, says, walk
from tests.stories.terminal import Terminal


def unlocked(place: Place, *words: str) -> Terminal:
    return place.laptop(*words).at("Passphrase:").enter(PASSPHRASE)


@pytest.mark.slow
def test_three_wrong_passphrases_end_it_and_the_wait_grows(place: Place) -> None:
    """A wrong passphrase may be tried again, three times in one call; the wait before the next try doubles."""
    with place.laptop() as window:
        for _ in range(3):
            window.at("Passphrase:").enter("not the passphrase")
        assert window.end() == WrongPassphrase.exit_status
        assert window.shows("That passphrase does not open this store. Try again.")
        assert "not the passphrase" not in window.everything
    with place.laptop("status") as window:
        window.at("Passphrase:").enter("not it either").at("Passphrase:")
        waits = [int(seconds) for seconds in re.findall(r"typed before: wait (\d+) seconds", window.text)]
        assert 1 < max(waits) <= 8  # what is left of 4 or 8 seconds, however slow this machine is
        window.enter(PASSPHRASE)
        assert window.end() == 0
        assert window.shows("No interview is unfinished.")


def at_hidden_prompt(place: Place) -> Terminal:
    return place.laptop().at("Passphrase:")


def at_home(place: Place) -> Terminal:
    return home(unlocked(place))


def at_command(place: Place) -> Terminal:
    return choose(at_home(place), "Other commands").expect("Type a command, then Enter.")


def at_question(place: Place) -> Terminal:
    window = unlocked(place, "screen")
    walk(window, BEFORE_CONSENT[:2])
    return window.expect(BEFORE_CONSENT[2].says)


def at_danger_page(place: Place) -> Terminal:
    return at_question(place).keys("ctrl-g").expect(DUTY)


def at_plain_question(place: Place) -> Terminal:
    window = place.laptop("--plain", "screen").at("Passphrase:").enter(PASSPHRASE).at(">")
    return window.enter("1").at(">").enter("2").at(">")


@pytest.mark.parametrize(
    "prompt",
    [at_hidden_prompt, at_home, at_command, at_question, at_danger_page, at_plain_question],
)
def test_ctrl_c_ends_with_130_at_every_prompt(place: Place, prompt: Callable[[Place], Terminal]) -> None:
    """Ctrl-C ends the command with status 130; the passphrase still opens the store and every answer is there."""
    with prompt(place) as window:
        window.keys("ctrl-c")
        assert window.end() == 130
        assert "interrupted: what was saved before is safe" in window.said
        assert window.said.count("interrupted") == 1
        assert "\x1b[?1049h" not in window.raw.decode() or window.raw.rfind(b"1049l") > window.raw.rfind(b"1049h")
    status = place.run("laptop", "status")
    answered = prompt in (at_question, at_danger_page, at_plain_question)
    assert status.returncode == 0, status.stderr.decode()
    assert ("at question 3 of 3" in status.stdout.decode()) is answered


def test_ctrl_c_while_a_passphrase_is_changed_changes_nothing(place: Place) -> None:
    """At the choice, at the hidden lines and at the passphrase that is shown; a sitting goes on afterwards."""
    with at_command(place) as window:
        for keys, prompt in ((), "Make one for me"), (("down", "enter"), "New passphrase:"), (("enter",), "Enter when"):
            window.enter("key passwd").at("Your passphrase once more:").enter(PASSPHRASE).expect("Make one for me")
            if keys:
                window.keys(*keys).expect(prompt)
            window.keys("ctrl-c").expect("interrupted: what was saved before is safe")
            read_page(window)
            window.expect("Type a command, then Enter.")
        choose(home(window.enter()), "Lock").expect("Press Enter to unlock")
        home(window.enter().at("Passphrase:").enter(PASSPHRASE))


def test_ctrl_c_while_headquarters_sets_up_leaves_nothing(empty: Place) -> None:
    """Before the paper was typed back nothing has been made: set-up can begin again."""
    with empty.hq("hq", "init", "--name", "Protection office") as window:
        window.expect("Recovery identity", "Enter to go on.").enter().expect("is it on paper?").enter()
        window.at("Line 1 of 5:").keys("ctrl-c")
        assert window.end() == 130
    assert not (empty.folder / "hq").exists()


def test_ctrl_c_at_the_fingerprint_leaves_nothing(place: Place) -> None:
    """A laptop whose set-up was interrupted at a group has no store and no request."""
    (place.folder / "device.request").unlink()
    with place._open("other", ("init", "--hq", "hq.card"), {}) as window:
        window.asked(r"Group (\d), as you hear it:")
        window.keys("ctrl-c")
        assert window.end() == 130
    assert not (place.folder / "other").exists()
    assert not (place.folder / "device.request").exists()


def test_a_wrong_group_is_refused_and_nothing_is_made(place: Place) -> None:
    """Two wrong groups: the words say what to do, no passphrase is asked for, no store is made."""
    with place._open("other", ("init", "--hq", "hq.card"), {}) as window:
        for _ in range(2):
            window.asked(r"Group (\d), as you hear it:")
            window.enter("ZZZZ")
        assert window.end() not in (0, 1)
        assert "error: " in window.said
    assert not (place.folder / "other").exists()


def test_ctrl_c_at_the_recovery_code_does_not_hide_what_was_made(place: Place) -> None:
    """The laptop is set up by then: its fingerprint is shown all the same, and how to get another code."""
    with place._open("other", ("init", "--hq", "hq.card", "--fingerprint", _card(place)), {}) as window:
        window.expect("I type my own").keys("down", "enter").at("New passphrase:").enter(PASSPHRASE)
        window.at("The same again:").enter(PASSPHRASE).expect("Recovery code").keys("ctrl-c")
        assert window.end() == 130
        assert window.shows("Fingerprint  1: ")
        assert window.shows("fieldkit key verify-recovery --new")


def _card(place: Place) -> str:
    from fieldkit.sync.bundle.card import read_card

    return "".join(read_card((place.folder / "hq.card").read_bytes()).fingerprint)


def in_the_middle(window: Terminal) -> None:
    """Answer up to the first question after the profile, in Kinyarwanda from the age on."""
    walk(window, (*BEFORE_CONSENT, AGE))
    choose(window.expect(PROFILE[0].says).keys("ctrl-l").expect("Language of the questions"), "Ikinyarwanda")
    for step, name in zip(PROFILE, ("consent_purposes", "sex", "nationality", "direction", "company"), strict=True):
        window.expect(says(name, language="rw")).type(step.keys())
    window.expect(says("offer", language="rw")).type("1")
    window.expect(" > 1")


def power_cut(window: Terminal) -> None:
    window.kill()


def closed_window(window: Terminal) -> None:
    window.hang_up()


@pytest.mark.parametrize("accident", [power_cut, closed_window])
def test_an_interview_survives_a_power_cut_and_a_closed_window(
    place: Place, accident: Callable[[Terminal], None]
) -> None:
    """The next start says in words which interview was not finished, from when, at which question, and goes on there
    in the same language. The answer that was chosen but not given is not there; every one that was given is."""
    window = interview(unlocked(place))
    in_the_middle(window)
    code = re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3}", window.screen()[0])
    assert code
    accident(window)
    left = [path.name for path in (place.folder / "laptop").rglob("*") if path.suffix in (".part", ".tmp")]
    assert left == []
    began = r"\d{4}-\d\d-\d\d \d\d:\d\d"
    with home(unlocked(place)) as window:
        words = " ".join(window.text.split())
        assert re.search(rf" 1 Go on: Border quick screen, {code[0]}, begun {began}, at question 20 of 38 ", words)
        assert "begun by" not in words
        go_on(window)
        window.expect(says("offer", language="rw"), "20 kuri 38", "   1  " + label("offer", "yes", language="rw"))
        window.keys("ctrl-p").expect(says("company", language="rw"))
        window.keys("ctrl-n").expect(says("offer", language="rw")).type(QUESTIONS[0].keys())
        window.expect(says("arranged_by", language="rw")).keys("ctrl-x")
        read_page(window)
        assert leave(window) == 0


def test_danger_and_leaving_work_where_unfinished_interviews_are_offered(place: Place) -> None:
    """The keys that the page names do what they say there too: whom to call, and out."""
    with at_question(place) as window:
        window.keys("ctrl-x")
        assert window.end() == 0
    with unlocked(place, "screen").expect("Not finished", "G DANGER NOW") as window:
        window.keys("ctrl-g").expect(DUTY).enter().expect("Not finished", gone=DUTY).keys("ctrl-x")
        assert window.end() == 0
        assert window.shows("No interview was begun.")


def test_a_slip_in_the_recovery_code_is_told_and_the_code_asked_for_again(place: Place) -> None:
    """Ended, the whole code would be typed at the shell's prompt next: seen, and kept in its history."""
    with place.laptop("key", "drill").at("Passphrase:").enter(PASSPHRASE) as window:
        window.at("Recovery code, as it stands on paper:").enter("74Q0-PVWG")
        window.expect(MistypedCode.hint).at("Recovery code, as it stands on paper:").enter(encode_code(bytes(16)))
        assert window.end() == WrongPassphrase.exit_status
