"""In the middle of an interview: another language, an earlier answer, a note, a pause, a check, a correction."""

import re

from fieldkit.ui.messages import say
from tests.stories.at_home import COMMANDS, choose, command, home, interview, progress
from tests.stories.conftest import Place
from tests.stories.interviews import (
    AFTER,
    AGE,
    BEFORE_CONSENT,
    END,
    HELP,
    OBSERVED,
    PROFILE,
    QUESTIONS,
    SERVICES,
    key,
    label,
    many,
    one,
    says,
    walk,
)
from tests.stories.terminal import Terminal
from tests.stories.test_who_is_asked import finished, result, saved
from tests.stories.test_windows import unlocked

DISTRESS = "Feel your feet on the ground."
AGREED = (*BEFORE_CONSENT, AGE)


def go_to(window: Terminal, name: str, words: str) -> Terminal:
    """Jump to a question by a search in the list of all of them."""
    window.expect("W pause").keys("ctrl-t").expect("All questions").type(words).expect(f"Search: {words}").enter()
    return window.expect(says(name))


def pause(window: Terminal, name: str) -> Terminal:
    return choose(window.keys("ctrl-w").expect("There is no hurry."), say("en", f"pause.{name}"))


def test_another_language_in_the_middle_keeps_what_was_typed_and_marked(place: Place) -> None:
    """Question, choices, keys and pages change; the number that was typed and the marks stay."""
    with unlocked(place, "screen") as window:
        walk(window, BEFORE_CONSENT)
        window.expect(AGE.says).type("23").expect("> 23")
        choose(window.keys("ctrl-l").expect("Language of the questions"), "Kiswahili")
        window.expect(says("age", language="sw"), "> 23", say("sw", "key.danger")).enter()
        purposes, mark = "consent_purposes", "[x] "
        window.expect(says(purposes, language="sw")).type("2 ")
        window.expect(mark + label(purposes, "statistics", language="sw"))
        choose(window.keys("ctrl-l"), "français")
        window.expect(says(purposes, language="fr"), mark + label(purposes, "statistics", language="fr"))
        window.keys("ctrl-w").expect(say("fr", "pause.title"), say("fr", "pause.distress")).enter().enter()


def test_an_earlier_answer_is_changed_and_hides_what_depended_on_it(place: Place) -> None:
    """By the list to the question; what no longer applies is neither asked nor listed nor kept; back by the list."""
    with unlocked(place) as window:
        walk(interview(window), (*AGREED, *PROFILE, *QUESTIONS[:9]))
        total = int(progress(window.expect(QUESTIONS[9].says)).split()[-1])
        window.keys("ctrl-t").expect(says("by_family")[:30], label("by_family", "no")).keys("ctrl-t")
        window.expect(QUESTIONS[9].says)
        go_to(window, "pressure", "any of this to make").type("1 4 5 ")
        window.expect("[x] " + label("pressure", "none")).enter()
        window.expect(QUESTIONS[9].says)
        assert int(progress(window).split()[-1]) == total - 1
        window.keys("ctrl-t").expect("All questions", label("pressure", "none"), gone=says("by_family")[:30])
        window.keys("ctrl-t").expect(QUESTIONS[9].says)
        rest = (*OBSERVED, many("help_wanted", "talk"), one("share_identity", "no"), HELP[2], END)
        walk(window, (*QUESTIONS[9:], *rest))
        assert "Threats against" not in result(window)
        walk(window, (*SERVICES, *AFTER))
        shown = " ".join(command(window, f"show {saved(window)}").split())
        assert label("documents", "held") in shown
        assert says("by_family") not in shown


def test_the_review_marks_what_is_missing_and_what_is_doubtful(place: Place) -> None:
    """A note and a doubt are marked at the question and in the list; what is missing comes first."""
    with unlocked(place, "screen") as window:
        walk(window, (*BEFORE_CONSENT, key("age", "k")))
        window.expect(says("age_band")).keys("ctrl-p").expect(AGE.says).keys("ctrl-o")
        window.expect("Note on: How old are you?").type("looks tired").keys("ctrl-o").expect("? doubtful").type("\r\r")
        window.expect(AGE.says, "* note: looks tired", "? doubtful")
        go_to(window, "share_identity", "pass on your name").keys("ctrl-n")
        window.expect(HELP[2].says).enter()
        window.expect(END.says, "missing 1", "doubtful 1", "notes 1", "Missing or to correct")
        assert re.search(r" > +\d+  About how old is the person\? +! missing", window.text)
        window.type("%\r").expect("[x] only what is missing or doubtful", "? doubtful  * note", gone=says("post")[:20])
        window.type("0\r").expect(says("age_band"), "! ").type("3\r")
        go_to(window, "share_identity", "pass on your name").keys("ctrl-n")
        window.expect(HELP[2].says).enter()
        window.expect(END.says, "nothing is missing", "doubtful 1", gone="! missing").enter()
        assert "not enough information" in result(window)


def test_a_pause_for_somebody_who_is_upset_comes_back_to_the_same_question(place: Place) -> None:
    """What can be said, whom to call, no hurry; then the very question, with what was typed."""
    with unlocked(place, "screen") as window:
        walk(window, BEFORE_CONSENT)
        window.expect(AGE.says).type("2").expect("> 2")
        pause(window, "distress").expect("The person is upset", DISTRESS).keys("ctrl-g").expect("Immediate danger")
        window.enter().expect(AGE.says, "> 2")
        pause(window, "distress").expect(DISTRESS).enter().expect(AGE.says, "> 2")
        pause(window, "on").expect(AGE.says, "> 2")
        pause(window, "leave")
        assert window.end() == 0
        assert window.shows("is saved and not finished.")


def test_a_check_whether_it_is_safe_goes_on_at_the_same_question_or_closes_them_all(place: Place) -> None:
    """Safe: alone and safe are asked anew, then the very question. Not safe: nothing more is asked or listed."""
    alone, safe = BEFORE_CONSENT[2:4]
    with unlocked(place, "screen") as window:
        walk(window, (*AGREED, *PROFILE))
        at = progress(window.expect(QUESTIONS[0].says))
        pause(window, "recheck")
        walk(window, (alone, safe))
        assert progress(window.expect(QUESTIONS[0].says)) == at
        pause(window, "recheck")
        walk(window, (one("alone", "no"),))
        window.expect(says("not_safe")).keys("ctrl-t").expect("All questions", gone=AGE.says).keys("ctrl-t")
        window.expect(says("not_safe")).enter()
        walk(window, (one("observe", "no"), END))
        assert "not assessed: not safe to talk" in result(window)


def test_hidden_answers_stay_hidden_through_questions_list_and_coming_back(place: Place) -> None:
    """While it is on nothing that was answered is on any screen, whatever was typed; choices can still be made."""
    with unlocked(place) as window:
        walk(interview(window), BEFORE_CONSENT)
        window.expect(AGE.says).keys("ctrl-e").expect("ANSWERS HIDDEN").type("97").expect("hidden", gone="97")
        window.enter().expect(PROFILE[0].says, gone="97").keys("ctrl-p").expect(AGE.says, "hidden", gone="97")
        window.keys("ctrl-t").expect("All questions", "hidden", gone="97").expect(gone=label("interviewer_sex", "any"))
        window.keys("ctrl-t").expect(AGE.says).keys("ctrl-e").expect("> 97", gone="ANSWERS HIDDEN").keys("ctrl-q")
        window.at("Press Enter.").enter().at("Passphrase:").enter("an invented passphrase")
        choose(home(window), "Go on:").expect(AGE.says, "ANSWERS HIDDEN", gone="97").keys("ctrl-e").expect("> 97")


def test_half_as_wide_in_the_middle_of_every_page(place: Place) -> None:
    """Question, list, note and pause are drawn anew at 40 columns: what was typed and the danger key stay in view."""
    with unlocked(place, "screen") as window:
        walk(window, BEFORE_CONSENT)
        window.expect(AGE.says).type("2").expect("> 2")
        pages = (("", "> 2"), ("ctrl-t", "All questions"), ("ctrl-o", "Note on:"), ("ctrl-w", "There is no hurry."))
        for open_key, words in pages:
            if open_key:
                window.keys(open_key).expect(words)
            if open_key == "ctrl-o":
                window.type("half a note").expect("half a note")
            window.resize(40, 24)
            window.expect(words, "G DANGER NOW", *(["half a note"] if open_key == "ctrl-o" else []))
            assert max(map(len, window.screen())) <= 40
            window.resize(80, 24)
            window.expect(words, "G DANGER NOW")
            if open_key:
                window.type("1\r") if open_key == "ctrl-w" else window.keys("ctrl-p")
                window.expect(AGE.says, "> 2")


def test_a_finished_interview_is_corrected_as_a_revision_that_says_why(place: Place) -> None:
    """All its answers as a list; the one that is wrong is changed; the first version stays, with the reason beside."""
    code = finished(place)
    with unlocked(place) as window:
        choose(home(window), "Other commands").expect(COMMANDS).enter(f'revise {code} --reason "the age was mistyped"')
        window.expect(END.says, code, "ANSWERS HIDDEN").keys("ctrl-e").expect(END.says, gone="ANSWERS HIDDEN")
        window.type("how old").expect("Search: how old").enter()
        window.expect(AGE.says, "> 23").keys("backspace").type("4\r")
        window.expect(END.says, "Finish the interview").enter()
        result(window)
        walk(window, SERVICES)
        assert saved(window) == code
        window.expect(COMMANDS).enter()
        shown = " ".join(command(window, f"show {code}").split())
        assert "the age was mistyped" in shown
        assert "24" in shown.split()
