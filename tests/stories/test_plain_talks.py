"""The same talks in plain lines: nothing that full screens can do is missing, and no escape sequence is sent."""

import re

from fieldkit.ui.messages import say
from tests.stories.conftest import DUTY, Place
from tests.stories.interviews import (
    AFTER,
    AGE,
    BEFORE_CONSENT,
    CHILD,
    END,
    PLAIN_SERVICES,
    PROFILE,
    QUESTIONS,
    Step,
    key,
    label,
    says,
    walk_plain,
)
from tests.stories.terminal import Terminal
from tests.stories.test_plain_lines import lines_only
from tests.stories.test_who_is_asked import NO_REPORT, REFUSED, finished
from tests.stories.test_windows import NOT_ALONE, unlocked

CALLED = f"{DUTY} (duty phone"


def talk(place: Place, *words: str) -> Terminal:
    return unlocked(place, "--plain", *(words or ("screen", "--new")))


def heard(window: Terminal) -> str:
    """Wait for the next prompt; return what was written since the last line, on one line."""
    return " ".join(window.at(">").said.split())


def told(window: Terminal, line: str) -> str:
    """Type a line, return what is said."""
    window.at(">").enter(line)
    return heard(window)


def numbered(window: Terminal, words: str) -> str:
    """The number of the line that begins with these words, among what was written last."""
    found = re.search(rf"^ *(\d+)  {re.escape(words)}", window.at(">").said, re.MULTILINE)
    assert found, window.said
    return found[1]


def jump(window: Terminal, words: str) -> str:
    """Jump to a question by its number in the list."""
    told(window, ":t")
    return told(window, numbered(window, words))


def ended(window: Terminal) -> None:
    assert window.end() == 0
    lines_only(window)


def test_a_child_and_somebody_who_is_not_alone_in_lines(place: Place) -> None:
    """A child: the quick part and the referral. Not alone: no question. Both say whom to call."""
    with talk(place) as window:
        walk_plain(window, CHILD)
        said = heard(window)
        assert "possible trafficking: refer" in said
        assert f"Tell the focal point now: {DUTY}" in said
        walk_plain(window, (*PLAIN_SERVICES, *AFTER))
        ended(window)
    with talk(place) as window:
        walk_plain(window, NOT_ALONE)
        assert "not assessed: not safe to talk" in heard(window)
        assert says("consent") not in window.everything
        window.enter("2").at(">").enter(":x")
        ended(window)


def test_a_refusal_and_an_agreement_that_is_taken_back_in_lines(place: Place) -> None:
    """After a no, at once or in the middle, the list has nothing left of what was said."""
    for middle in (False, True):
        with talk(place) as window:
            if middle:
                walk_plain(window, (*BEFORE_CONSENT, AGE, *PROFILE[:2]))
                told(window, ":w")
                assert says("consent") in told(window, numbered(window, say("en", "pause.withdraw")))
                window.enter("2")
            else:
                walk_plain(window, (*BEFORE_CONSENT[:-2], *REFUSED))
            walk_plain(window, (Step(says("refused_note"), "read"),))
            listed = told(window, ":t")
            assert label("post", "gatuna") in listed
            assert label("interviewer_sex", "any") not in listed
            assert AGE.says not in listed
            window.enter()
            walk_plain(window, NO_REPORT)
            assert "No talk was agreed" in heard(window)
            window.enter("2")
            ended(window)


def test_danger_is_one_line_away_everywhere_in_lines(place: Place) -> None:
    """Before consent, in the list, in a note, in a pause; an answer that says so shows it at once."""
    with talk(place) as window:
        assert CALLED in told(window, ":g")
        window.enter("1")
        assert CALLED in told(window, "1")
        for page in (":t", ":o", ":w", ":l"):
            told(window, page)
            assert CALLED in told(window, ":g")
            assert says("alone") in heard(window)
        window.enter(":x")
        ended(window)


def test_an_earlier_answer_a_note_and_the_review_in_lines(place: Place) -> None:
    """Note and doubt are said; what is missing keeps it open; an answer is changed by the list, what it hid is gone."""
    with talk(place) as window:
        walk_plain(window, (*BEFORE_CONSENT, key("age", "k")))
        told(window, ":p")
        told(window, ":o")
        told(window, numbered(window, "Write a note"))
        window.enter("looks tired").at(">").enter()
        assert "looks tired" in heard(window)
        told(window, ":o")
        assert "? doubtful" in told(window, numbered(window, "Mark the answer as doubtful"))
        assert says("share_identity") in jump(window, says("share_identity"))
        told(window, ":n")
        assert "missing 1" in told(window, "")
        assert "doubtful 1" in heard(window)
        told(window, "%")
        assert says("post") not in window.said
        assert "Something is missing" in told(window, "")
        told(window, "how old")
        assert AGE.says in told(window, numbered(window, AGE.says))
        assert PROFILE[0].says in told(window, "23")
        listed = told(window, ":t")
        assert "nothing is missing, doubtful 1, notes 1" in listed
        assert says("age_band") not in listed
        window.enter().at(">").enter(":x")
        ended(window)


def test_pause_check_and_hidden_answers_in_lines(place: Place) -> None:
    """Upset: what helps, then the same question. Safe again: the same question. Hidden: no answer is read back."""
    with talk(place) as window:
        walk_plain(window, (*BEFORE_CONSENT, AGE, *PROFILE))
        assert QUESTIONS[0].says in heard(window)
        told(window, ":w")
        assert "Feel your feet on the ground." in told(window, "2")
        assert QUESTIONS[0].says in told(window, "")
        told(window, ":w")
        assert says("alone") in told(window, "3")
        window.enter("1")
        assert says("safe") in heard(window)
        window.enter("1")
        assert QUESTIONS[0].says in heard(window)
        assert "ANSWERS HIDDEN" in told(window, ":e")
        assert label("company", "arranger") not in told(window, ":t")
        assert QUESTIONS[0].says in told(window, "")
        told(window, ":w")
        told(window, "3")
        assert says("not_safe") in told(window, "2")
        told(window, "")
        window.enter("2")
        assert END.says in heard(window)
        window.enter(":x")
        ended(window)


def test_a_revision_in_lines(place: Place) -> None:
    """The list of all answers first; the one that is wrong is changed; the result is worked out anew."""
    code = finished(place)
    with talk(place, "revise", code, "--reason", "the age was mistyped") as window:
        assert END.says in heard(window)
        told(window, ":e")
        assert "23" in told(window, numbered(window, AGE.says))
        assert END.says in told(window, "24")
        assert "possible trafficking: refer" in told(window, "")
        window.enter("2")
        ended(window)
