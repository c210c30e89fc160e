"""Home on a field laptop: what was not finished, what is due, what can be done, in one's own language and look."""

import re

import pytest

from fieldkit.cases.drafting import DraftStart
from fieldkit.commands.environment import MachineClock
from fieldkit.commands.library import form_file
from fieldkit.ui.messages import LANGUAGES, say
from tests.stories.at_home import choose, command, go_on, home, interview, leave, progress, read_page
from tests.stories.conftest import DUTY, PASSPHRASE, WORKER, Place
from tests.stories.interviews import AGE, BEFORE_CONSENT, END, PROFILE, SERVICES, label, one, says, walk
from tests.stories.store_here import opened
from tests.stories.terminal import Terminal
from tests.stories.test_windows import NOT_ALONE

COLLEAGUE = "an invented passphrase of another"


def unlocked(place: Place, *words: str, passphrase: str = PASSPHRASE, **window: object) -> Terminal:
    return place.laptop(*words, **window).at("Passphrase:").enter(passphrase)


def begun(place: Place, code: str, passphrase: str = PASSPHRASE) -> None:
    """An interview that somebody began and left at its first question."""
    file = form_file("border_quick_screen")
    with opened(place, passphrase=passphrase) as store:
        version = store.drafts.list()[0].version if store.drafts.list() else "1"
        now = MachineClock().now()
        store.drafts.start(DraftStart(code * 6, code, file.id, version, file.sha256, "en", now))


def test_home_lists_what_was_not_finished_and_goes_on_with_it(place: Place) -> None:
    """In words: form, code, when, at which question. Choosing it puts the very question again."""
    with unlocked(place) as window:
        walk(interview(window), (*BEFORE_CONSENT, AGE))
        at = progress(window.expect(PROFILE[0].says))
        window.keys("ctrl-x")
        code = re.search(r"([0-9A-Z]{3}-[0-9A-Z]{3}) is saved", read_page(window))
        assert code
        home(window).expect(f"1 Go on: Border quick screen, {code[1]}, begun 20", f"at question {at}")
        assert not window.shows(label("post", "gatuna"))
        go_on(window).expect(PROFILE[0].says, at).keys("ctrl-x")
        read_page(window)
        assert leave(window) == 0


def test_ones_own_interviews_come_first_and_many_are_a_line_further(place: Place) -> None:
    """A colleague's is named as such and comes after; from the fifth on they are behind one line."""
    with opened(place) as store:
        store.keyslots.add("Umugezi", COLLEAGUE)
    begun(place, "AAAAAA")
    begun(place, "BBBBBB", COLLEAGUE)
    with home(unlocked(place)) as window:
        words = " ".join(window.text.split())
        assert words.index("AAA-AAA") < words.index("BBB-BBB")
        assert re.search(r"AAA-AAA, begun \S+ \S+, at question 1 of \d+ 2 Go on", words)
        assert "(begun by Umugezi)" in words
    with home(unlocked(place, passphrase=COLLEAGUE)) as window:
        words = " ".join(window.text.split())
        assert words.index("BBB-BBB") < words.index("AAA-AAA")
        assert f"(begun by {WORKER})" in words
    for code in ("CCCCCC", "DDDDDD", "EEEEEE"):
        begun(place, code)
    with home(unlocked(place)) as window:
        assert window.text.count("Go on:") == 3
        choose(window, "All unfinished interviews (5)").expect("Which interview?", "BBB-BBB", "AAA-AAA")
        choose(window, "Go on: Border quick screen, CCC-CCC").expect(says("post"), "CCC-CCC")


def test_what_is_due_is_told_with_the_time_left(place: Place) -> None:
    """Told nobody by voice: home says how long there is, and makes an SMS where nobody can be rung; who was told is
    written there; then both are off the list."""
    with unlocked(place) as window:
        walk(interview(window), NOT_ALONE)
        window.expect("A hint for referral, not a finding.").enter()
        after = "after_result"
        told = (one("referral_offered", "not_possible", after), one("told_by_voice", "no", after), END)
        walk(window, (*SERVICES, *told))
        assert f"Call the duty phone {DUTY} now" in " ".join(read_page(window).split())
        home(window).expect("Finished: 1 not packed")
        assert re.search(r"Told by voice: \S{3}-\S{3} \(still 23 h 5\d min\)", window.text)
        choose(window, "Nobody can be rung")
        assert re.search(r"one SMS to \+?[\d ]+, from any phone", " ".join(read_page(window).split()))
        choose(home(window), "Told by voice").expect("Whom did you tell?", DUTY).enter("duty officer")
        assert "told by voice" in read_page(window)
        assert not {"Told by voice", "Nobody can be rung"} & set(
            re.findall("Told by voice|Nobody .* rung", home(window).text)
        )
        choose(window, "Look at a finished interview").expect("Which interview?", "on this laptop").type("1\r")
        assert label("seen", "afraid") in " ".join(read_page(window).split())
        home(window)
        assert label("seen", "afraid") not in window.everything
        assert leave(window) == 0


def test_danger_and_going_back_work_on_every_page(place: Place) -> None:
    """Whom to call is one key away at home and where a folder is asked for; leaving a page goes back home."""
    with home(unlocked(place)) as window:
        window.keys("ctrl-g").expect(DUTY).enter().expect("What do you want to do?", gone=DUTY)
        choose(window, "Hand over").expect("Which stick, folder or address?").keys("ctrl-g").expect(DUTY)
        window.enter().expect("Which stick, folder or address?", gone=DUTY).keys("ctrl-x")
        choose(home(window), "Look at a finished interview").expect("No interview is finished yet.")
        window.keys("ctrl-g").expect(DUTY).enter().expect("No interview is finished yet.", gone=DUTY)
        assert "No interview is finished yet." in read_page(window)
        choose(home(window), "Language of these screens").expect("Kiswahili")
        choose(window, "Back")
        assert leave(window) == 0


def test_screens_speak_the_language_that_a_person_chose(place: Place) -> None:
    """Kept for the next time. Interviews begin in it where headquarters approved it."""
    with home(unlocked(place)) as window:
        choose(window, "Language of these screens").expect("Ikinyarwanda")
        choose(window, "Ikinyarwanda").expect("Urashaka gukora iki?")
        choose(window, "Tangira ikiganiro").expect(says("post", language="rw")).keys("ctrl-x")
        window.expect("nticyarangiye. Komeza:").enter().expect("Urashaka gukora iki?", "Komeza:")
    with unlocked(place).expect("Urashaka gukora iki?") as window:
        choose(window, "Ururimi rw'iyi paji").expect("français")
        choose(window, "français").expect("Que voulez-vous faire ?")
        choose(window, "Reprendre :").expect(says("post", language="rw"))


def test_looks_differ_in_colour_only(place: Place) -> None:
    """Three looks; all say the same. The variable and NO_COLOR win over what was chosen."""
    seen = {}
    with home(unlocked(place)) as window:
        window.keys("down").expect(" > 1")
        seen["Dark"] = (window.text, window.colours())
        for look in ("Dim", "High contrast"):
            choose(window, "Look of the screen").expect("Dim, for the night")
            choose(window, look)
            home(window).keys("down").expect(" > 1")
            seen[look] = (window.text, window.colours())
    texts, colours = zip(*seen.values(), strict=True)
    assert len(set(texts)) == 1
    assert len(set(map(frozenset, colours))) == 3
    for env, wanted in (({"FIELDKIT_THEME": "dark"}, seen["Dark"][1]), ({"NO_COLOR": "1"}, {"default"})):
        with home(unlocked(place, env=env)) as window:
            window.keys("down").expect(" > 1")
            assert window.colours() == wanted
            assert window.text == seen["Dark"][0]


@pytest.mark.parametrize("columns", [40, 132])
def test_home_fits_its_window(place: Place, columns: int) -> None:
    """Every line can be reached at 40 columns; no word is cut."""
    with home(unlocked(place, columns=columns)) as window:
        window.keys("up").expect("Close and leave").enter()
        assert window.end() == 0


def test_what_other_commands_say_leaves_nothing_in_the_scrollback(place: Place) -> None:
    """Tables, help pages, errors and JSON are shown on pages; only the pages of home stay until one leaves."""
    with unlocked(place, second_screen=False) as window:
        seen = command(window, "key list", "status --help", "no such thing", "pack", "status --json")
        for words in (WORKER, "Usage: fieldkit status", "there is no command", "nothing waits to be packed"):
            assert words in " ".join(seen.split()), words
        assert '"command": "status"' in seen
        assert WORKER not in window.everything
        assert leave(window) == 0
        assert WORKER not in window.everything


def test_handing_over_as_usual_is_one_choice(place: Place) -> None:
    """The first time one names the folder; then home says when it was, and offers the same place, or another."""
    with unlocked(place) as window:
        home(window).expect("Last handed over: never. Rules from headquarters: none yet.")
        choose(window, "Hand over").expect("Which stick, folder or address?").enter("stick")
        assert "Nothing waits, and no new receipt is here." in read_page(window)
        home(window).expect("Last handed over: 20")
        choose(window, "Hand over").expect(
            "Where do you hand over?", "As usual: stick", "Another stick, folder or address"
        )
        choose(window, "As usual: stick")
        assert "Nothing waits, and no new receipt is here." in read_page(window)
        choose(home(window), "Hand over").expect("Where do you hand over?")
        choose(window, "Another stick, folder or address").expect("Which stick, folder or address?").keys("ctrl-x")
        assert leave(home(window)) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_is_said_in_each_language_and_in_lines(place: Place, language: str) -> None:
    """In plain mode, which a screen reader reads: when it was handed over last, and how old the rules are."""
    with opened(place) as store:
        store.settings.put_json(f"language.{store.person}", language)
    never, none = say(language, "home.never"), say(language, "home.rules_none")
    with unlocked(place, "--plain") as window:
        window.expect(say(language, "home.synced", day=never, rules=none), say(language, "home.title"))
