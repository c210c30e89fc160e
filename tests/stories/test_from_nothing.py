"""The main job on full screens of 80 columns and 24 rows: from an empty folder to "received by HQ"."""

import re

import pytest

from tests.stories.at_home import choose, command, go_on, home, interview, leave, read_page
from tests.stories.conftest import DEPUTY, DUTY, Place
from tests.stories.interviews import (
    AFTER,
    AGE,
    BEFORE_CONSENT,
    HELP,
    IDENTITY,
    NAME,
    OBSERVED,
    PROFILE,
    QUESTIONS,
    SERVICES,
    TOLD,
    says,
    walk,
)
from tests.stories.terminal import Terminal

OWN = "an own passphrase of mine"


def in_rw(name: str) -> str:
    return says(name, language="rw")


def fingerprint(window: Terminal) -> dict[str, str]:
    """The six groups as a person reads them off the screen."""
    return dict(re.findall(r"([1-6]): ([0-9A-Z]{4})", window.text))


def type_two_groups(window: Terminal, heard: dict[str, str]) -> None:
    """Type the two groups that are asked for, in small letters."""
    for _ in range(2):
        asked = window.asked(r"Group (\d), as you hear it:")
        window.enter(heard[asked.group(1)].lower())


def write_down(window: Terminal, title: str) -> list[str]:
    """Copy the indented lines of a secret from its screen to paper, and say that they are on paper."""
    window.expect(title, "Enter to go on.")
    paper = [row.strip() for row in window.screen() if re.fullmatch(r" {5}[A-Z0-9 -]+", row)]
    window.enter().expect("is it on paper?").enter()
    return paper


def set_up_headquarters(place: Place) -> tuple[str, dict[str, str]]:
    """Return headquarters' passphrase and its card's fingerprint."""
    with place.hq("hq", "init", "--name", "Protection office", "--person", "A. Focal") as window:
        identity = write_down(window, "Recovery identity")
        assert (identity[0], len(identity)) == ("AGE-SECRET-KEY-1", 5)
        for number, line in enumerate(identity, start=1):
            window.at(f"Line {number} of 5:")
            assert identity[1] not in window.everything
            window.enter(line.lower().replace(" ", "  "))
        window.expect("The recovery identity opened the sample bundle.", "Make one for me").enter()
        window.expect("Enter when it is written down:")
        passphrase = next(row.strip() for row in window.screen() if re.fullmatch(r" {4}([a-z]{6} ?){6}", row))
        window.enter().at("Type the passphrase:").enter(passphrase)
        write_down(window, "Recovery code")
        assert window.end() == 0
        assert window.shows("Headquarters' store is ready in")
        assert passphrase not in window.everything
        assert identity[1] not in window.everything
    with place.hq(*CARD) as window:
        window.at("Passphrase:").enter(passphrase)
        assert window.end() == 0
        assert window.shows("Approved for practice: border_quick_screen, after_result in en, rw")
        return passphrase, fingerprint(window)


CARD = (
    *("hq", "card", "-o", "hq.card", "--duty-phone", DUTY, "--deputy-phone", DEPUTY, "--use", "practice"),
    *("--approve", "border_quick_screen:en,rw", "--approve", "after_result:en,rw", "--approve", "identity_contact:en"),
)


def set_up_laptop(place: Place, heard: dict[str, str]) -> dict[str, str]:
    """Return the fingerprint of the laptop's request."""
    with place.laptop("init", "--hq", "hq.card", "--post", "Rusumo", "--person", "Uwase Béatrice") as window:
        window.expect("PILOT WITH INVENTED DATA ONLY.", "Headquarters on this card: Protection office")
        type_two_groups(window, heard)
        window.expect("I type my own").keys("down", "enter")
        window.at("New passphrase:").enter("too short")
        window.at("New passphrase:").enter(OWN)
        window.at("The same again:").enter(OWN)
        write_down(window, "Recovery code")
        assert window.end() == 0
        assert window.shows("Give device.request to headquarters and read out the groups they ask for:")
        assert OWN not in window.everything
        return fingerprint(window)


@pytest.mark.slow
def test_from_nothing_to_received_by_headquarters(empty: Place) -> None:
    """Headquarters and a laptop are set up, somebody is screened, and the laptop is told that headquarters has it."""
    place = empty
    hq_passphrase, heard = set_up_headquarters(place)
    request = set_up_laptop(place, heard)
    with place.hq("hq", "enrol", "device.request") as window:
        window.at("Passphrase:").enter(hq_passphrase)
        type_two_groups(window, request)
        assert window.end() == 0
        assert window.shows("is enrolled.")
    with place.laptop() as window:
        code = a_sitting(window)
    at_headquarters(place, hq_passphrase, code)
    with place.laptop("sync", "stick") as window:
        window.at("Passphrase:").enter(OWN)
        assert window.end() == 0
        assert window.shows("received by HQ R-000001-")
    with place.laptop("status") as window:
        window.at("Passphrase:").enter(OWN)
        assert window.end() == 0
        assert window.shows("1 received by HQ")
        assert window.shows("received by HQ (answers at HQ only)") or window.shows("answers at HQ only")
        assert not any(word in window.everything for word in TOLD)


def a_sitting(window: Terminal) -> str:
    """Unlock once; interview, leave, go on, finish, pack and hand over; lock; unlock again. Return the code."""
    home(window.at("Passphrase:").enter(OWN))
    assert not window.shows("Go on:")
    interview(window)
    danger_before_consent(window)
    walk(window, BEFORE_CONSENT)
    change_language_and_go_back(window)
    walk(window, PROFILE)
    code = leave_and_go_on(window)
    walk(window, (*QUESTIONS, *OBSERVED, *HELP))
    window.expect("Answers are hidden. Show the result on the screen now?", gone="possible trafficking").type("2\r")
    read_the_result(window)
    walk(window, (*SERVICES, *AFTER))
    walk(window, IDENTITY)
    assert f"{code} is finished and saved." in read_page(window)
    home(window).expect("Finished: 1 not packed, 0 packed")
    assert "Finished interviews: 1 on this laptop, 0 packed" in command(window, "status")
    choose(window, "Pack finished interviews for headquarters (1)")
    assert "Bundle 1: 1 interview," in read_page(window)
    choose(home(window), "Hand over to headquarters (1)").expect("Which stick, folder or address?").enter("stick")
    assert "handed over, not received: " in read_page(window)
    lock_and_unlock(window)
    return code


def danger_before_consent(window: Terminal) -> None:
    """The danger key works on the first screen, and brings one back to it."""
    window.expect(BEFORE_CONSENT[0].says, "G DANGER NOW").keys("ctrl-g")
    window.expect("Immediate danger", f"{DUTY} (duty phone", f"{DEPUTY} (deputy").enter()


def change_language_and_go_back(window: Terminal) -> None:
    """Another language in the middle; back; the answer that was given stands there and is changed."""
    window.expect(AGE.says).keys("ctrl-l").expect("Language of the questions").type("2\r")
    window.expect(in_rw("age"), "Ikinyarwanda").type("32\r")
    window.expect(in_rw("consent_purposes")).keys("ctrl-p")
    window.expect(in_rw("age"), "> 32").keys("backspace", "backspace").type("23")
    window.expect("> 23").keys("ctrl-l").expect("Ururimi rw'ibibazo").type("1\r")
    window.expect(AGE.says, "> 23").enter()


def leave_and_go_on(window: Terminal) -> str:
    """Save and leave in the middle; the next `screen` says what was not finished, and goes on at the same question."""
    window.expect(QUESTIONS[0].says, "20 of 38").keys("ctrl-x").expect("is saved and not finished.")
    assert not window.shows(QUESTIONS[0].says)
    left = re.search(r"([0-9A-Z]{3}-[0-9A-Z]{3}) is saved and not finished\.", read_page(window))
    assert left
    home(window).expect(f"Go on: Border quick screen, {left[1]}, begun 20", "at question 20 of 38")
    go_on(window)
    return left[1]


def read_the_result(window: Terminal) -> None:
    """The result in words with what to do next and the duty phone; nothing of it is a finding."""
    window.expect("possible trafficking: refer", "A hint for referral, not a finding.", "URGENT")
    seen = window.text
    while window.shows("more below"):
        before = window.text
        window.keys("page down").wait_for_change(before)
        seen += window.text
    assert f"Tell the focal point now: {DUTY}" in " ".join(seen.split())
    window.enter()


def lock_and_unlock(window: Terminal) -> None:
    """Locking leaves an empty screen; unlocking asks for the passphrase again."""
    choose(home(window), "Lock").expect("Locked.", "Press Enter to unlock")
    assert [row for row in window.screen() if row][:1] == ["Locked."]
    home(window.enter().at("Passphrase:").enter(OWN))
    assert window.shows("1 handed over")
    assert leave(window) == 0


def at_headquarters(place: Place, passphrase: str, code: str) -> None:
    """Import, look at the table, open the interview, acknowledge."""
    with place.hq() as window:
        window.at("Passphrase:").enter(passphrase).at("fieldkit>").enter("hq import stick").at("fieldkit>")
        assert window.shows("! 1 urgent: fieldkit inbox")
        window.enter("inbox").at("fieldkit>")
        assert window.shows(f"! {code}")
        window.enter(f"show {code}").at("fieldkit>")
        assert "Result: possible trafficking: refer" in window.said
        assert NAME not in window.said
        window.enter(f"show {code} --reveal --purpose referral").at("fieldkit>")
        assert NAME in window.said
        window.enter(f"hq ack {code}").at("fieldkit>")
        assert window.shows(f"{code} acknowledged by A. Focal; 24 hours: met")
        window.enter("exit")
        assert window.end() == 0
