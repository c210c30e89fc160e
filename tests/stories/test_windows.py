"""Terminals as they are in the field: narrow, without colours, resized, pasted into, and names as people have them."""

import re

from tests.stories.at_home import choose, command, home, interview, leave, read_page
from tests.stories.conftest import PASSPHRASE, WORKER, Place
from tests.stories.interviews import (
    AGE,
    BEFORE_CONSENT,
    END,
    PLAIN_SERVICES,
    PROFILE,
    SERVICES,
    Step,
    key,
    label,
    many,
    one,
    read,
    says,
    walk,
)
from tests.stories.terminal import KEYS, Terminal

NOT_ALONE = (
    one("post", "gatuna"),
    one("danger", "no"),
    one("alone", "no"),
    read("not_safe"),
    one("observe", "yes"),
    one("may_be_child", "no"),
    key("others_there", "k"),
    many("seen", "afraid"),
    one("own_suspicion", "yes"),
    END,
)
"""The shortest way to a line of text: signs seen, nobody asked; then whom the worker told by voice."""
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


def unlocked(place: Place, *words: str, **window: object) -> Terminal:
    return place.laptop(*words, **window).at("Passphrase:").enter(PASSPHRASE)


def to_whom(window: Terminal) -> Terminal:
    """Go on to the question that takes a line of text."""
    walk(window, NOT_ALONE)
    window.expect("A hint for referral, not a finding.").enter()
    told = (one("referral_offered", "not_possible", "after_result"), one("told_by_voice", "yes", "after_result"))
    walk(window, (*SERVICES, *told))
    return window.expect(says("voice_to", "after_result"))


def test_forty_columns_show_question_choices_and_danger(place: Place) -> None:
    """On a window half as wide every question and every choice is whole, no word is cut, the danger key is in view."""
    with unlocked(place, "screen", columns=40) as window:
        for step in (*BEFORE_CONSENT, AGE, *PROFILE):
            window.expect(" ".join(step.says.split()[:20]), "G DANGER NOW")
            window.type(step.keys())
        window.expect(says("offer"), label("offer", "yes")).keys("ctrl-x")
        assert window.end() == 0


def test_no_color_takes_every_colour_away(place: Place) -> None:
    """With NO_COLOR no colour is sent, in prompts, questions, results and tables; bold and reverse may stay."""
    with unlocked(place, env={"NO_COLOR": "1"}) as window:
        to_whom(interview(window)).type("duty officer\r")
        walk(window, (END,))
        read_page(window)
        command(window, "status")
        choose(home(window), "Other commands").expect("Type a command").enter("key passwd")
        window.at("Your passphrase once more:").enter(PASSPHRASE).expect("Make one for me").keys("ctrl-c")
        read_page(window)
        window.expect("Type a command").enter()
        assert leave(window) == 0
        assert COLOUR.findall(window.raw) == []


def test_a_resized_window_is_drawn_anew(place: Place) -> None:
    """Smaller, larger, back: the question, what is half typed and the keys stay in view, nothing is drawn twice."""
    with unlocked(place, "screen") as window:
        walk(window, BEFORE_CONSENT)
        window.expect(AGE.says).type("2").expect("> 2")
        for columns, rows in ((40, 18), (132, 40), (60, 16), (80, 24)):
            window.resize(columns, rows)
            window.expect(AGE.says, "> 2", "G DANGER NOW")
            assert window.text.count("> 2") == 1
        window.type("3\r").expect(PROFILE[0].says).keys("ctrl-x")
        assert window.end() == 0


def test_ten_kilobytes_pasted_into_a_line_of_text(place: Place) -> None:
    """A paste never presses Enter, however many lines it has; what is too long is said, and can be corrected."""
    pasted = "umurimo wa Béatrice\r\nigice cya kabiri " * 280
    assert len(pasted.encode()) > 10_000
    with unlocked(place, "screen") as window:
        to_whom(window).paste(pasted).expect("! That is too long: at most 4,000 characters.", "igice cya kabiri")
        window.enter().expect(END.says).keys("ctrl-p").expect(says("voice_to", "after_result"), "Béatrice")
        window.keys(*["backspace"] * 3).type("END").expect("END")
        window.enter().expect(END.says).enter()
        assert window.end() == 0
        assert window.shows("is finished and saved.")


def test_ten_kilobytes_pasted_in_plain_mode(place: Place) -> None:
    """The line is refused as too long and asked for again; the interview goes on."""
    with unlocked(place, "--plain", "screen") as window:
        for step in (*NOT_ALONE, *PLAIN_SERVICES, *TOLD):
            window.at(">").enter(step.line())
        window.at(">").paste("umurimo " * 1300 + "\r").expect("! That is too long: at most 4,000 characters.")
        window.at(">").enter("duty officer").at(">").enter()
        assert window.end() == 0


TOLD: tuple[Step, ...] = (
    one("referral_offered", "not_possible", "after_result"),
    one("told_by_voice", "yes", "after_result"),
)


def test_names_as_people_have_them(place: Place) -> None:
    """Accents, combining marks, wide letters: shown whole, deleted by the letter; escape sequences do nothing."""
    with unlocked(place) as window:
        assert WORKER in command(window, "key list")
        to_whom(interview(window)).type("Nyiramāna 李明x").expect("> Nyiramāna 李明x")
        window.keys("backspace", "backspace").expect("> Nyiramāna 李", gone="明").type("\x1b[31mé").enter()
        window.expect(END.says).keys("ctrl-p").expect("Nyiramāna 李")
        window.type(KEYS["enter"]).expect(END.says).enter()
        read_page(window)
        assert leave(window) == 0
    stick = place.folder / "clé de Béatrice"
    stick.mkdir()
    with unlocked(place) as window:
        choose(home(window), "Pack finished interviews")
        read_page(window)
        choose(home(window), "Hand over").expect("Which stick, folder or address?").enter("clé de Béatrice")
        assert "handed over, not received: " in read_page(window)
        assert leave(window) == 0
    assert len(list(stick.rglob("*.fkb"))) == 1
