"""Not everybody is asked everything: a child, somebody who is not alone, somebody who says no or takes it back."""

import json
import re

from fieldkit.commands.demo_stories import PROMISED_WORK
from tests.stories.at_home import COMMANDS, choose, command, home, interview, read_page
from tests.stories.conftest import DUTY, Place
from tests.stories.interviews import (
    AFTER,
    AGE,
    BEFORE_CONSENT,
    CHILD,
    END,
    PROFILE,
    QUESTIONS,
    SERVICES,
    label,
    one,
    says,
    walk,
)
from tests.stories.terminal import Terminal
from tests.stories.test_windows import NOT_ALONE, unlocked

CONSENT = one("consent", "yes")
REFUSED = (one("consent", "no"),)
NO_REPORT = (one("observe", "no"), END)
SHUT = "nothing that was said is shown"


def code_of(window: Terminal) -> str:
    """The interview's code in the head of its screens."""
    return next(word for word in window.screen()[0].split() if word[3:4] == "-")


def result(window: Terminal) -> str:
    """Read the result to its end and go on."""
    return " ".join(read_page(window.expect("A hint for referral, not a finding.")).split())


def saved(window: Terminal) -> str:
    """Read that it is saved and go on; return its code."""
    found = re.search(r"(\S{3}-\S{3}) is finished and saved\.", read_page(window.expect("is finished and saved.")))
    assert found
    return found[1]


def test_a_child_gets_the_quick_part_in_its_own_words_and_is_referred(place: Place) -> None:
    """A child is told and asked in short words and says yes itself; under 16 it is written down who agreed, or why
    nobody was asked; no question for adults is put; then the referral."""
    adults = [says(name) for name in ("limits", "about_talk", "consent", "consent_purposes", "offer")]
    with unlocked(place) as window:
        interview(window)
        for step in CHILD:
            window.expect(step.says)
            assert not any(window.shows(words) for words in adults), window.text
            if step.name == "consent_ground":
                code = code_of(window)
            window.type(step.keys())
        seen = result(window)
        assert "possible trafficking: refer" in seen
        assert "URGENT" in seen
        assert f"Tell the focal point now: {DUTY}" in seen
        walk(window, (*SERVICES, *AFTER))
        assert saved(window) == code
        kept = command(window, f"consent show {code}")
        for words in ("the child agreed: yes", "agreed by: nobody", "ground, without a guardian: involved"):
            assert words in " ".join(kept.split())


def test_nobody_is_asked_where_somebody_listens(place: Place) -> None:
    """Not alone: no question is put to the person, what was seen may be noted, and whom to call is said."""
    with unlocked(place, "screen") as window:
        for step in NOT_ALONE:
            window.expect(step.says)
            assert not any(window.shows(says(name)) for name in ("limits", "consent", "age"))
            window.type(step.keys())
        seen = result(window)
        assert "not assessed: not safe to talk" in seen
        assert DUTY in seen


def test_a_refusal_keeps_the_place_and_nothing_that_was_said(place: Place) -> None:
    """After a no the questions end; of the interview stay its form, its day and where it was."""
    with unlocked(place) as window:
        walk(interview(window), (*BEFORE_CONSENT[:-2], *REFUSED))
        window.expect(says("refused_note")).keys("ctrl-t")
        window.expect("All questions", label("post", "gatuna"), gone=label("interviewer_sex", "any")).keys("ctrl-t")
        window.expect(says("refused_note")).enter()
        walk(window, (NO_REPORT[0],))
        window.expect(END.says)
        code = code_of(window)
        window.enter()
        assert "No talk was agreed" in result(window)
        walk(window, SERVICES)
        assert saved(window) == code
        shown = " ".join(command(window, f"show {code}").split())
        assert label("post", "gatuna") in shown
        assert label("interviewer_sex", "any") not in shown
        assert says("explained_by") not in shown


def test_the_agreement_can_be_taken_back_in_the_middle(place: Place) -> None:
    """Pause, the person takes it back: the question of consent again; after a no every answer is gone."""
    with unlocked(place) as window:
        walk(interview(window), (*BEFORE_CONSENT, AGE, *PROFILE))
        window.expect(QUESTIONS[0].says).keys("ctrl-w")
        choose(window, "The person takes the agreement back").expect(CONSENT.says).type("2\r")
        window.expect(says("refused_note")).enter()
        window.expect(NO_REPORT[0].says).keys("ctrl-t")
        window.expect("All questions", label("consent", "no"), gone=label("interviewer_sex", "any"))
        code = code_of(window)
        window.type("how old").expect("Nothing matches").keys("ctrl-p")
        walk(window, NO_REPORT)
        result(window)
        walk(window, SERVICES)
        assert saved(window) == code
        shown = " ".join(command(window, f"show {code}").split())
        assert label("post", "gatuna") in shown
        assert label("company", "arranger") not in shown
        assert "23" not in shown.replace(code, "").replace("2026", "").split()


def finished(place: Place) -> str:
    """An interview that was finished, with all its answers; return its code."""
    file = place.folder / "answers.json"
    file.write_text(json.dumps(dict(PROMISED_WORK)), encoding="utf-8")
    done = place.run("laptop", "--json", "screen", "--answers", str(file))
    assert done.returncode == 0, done.stderr.decode()
    code = json.loads(done.stdout)["data"]["code"]
    return f"{code[:3]}-{code[3:]}"


def test_consent_that_is_withdrawn_later_blocks_at_headquarters_and_comes_back_by_receipt(place: Place) -> None:
    """By the code alone, typed twice; headquarters shows nothing any more; the laptop learns that it was applied."""
    code = finished(place)
    for home_of, said in (("laptop", "pack\nsync stick\nexit\n"), ("hq", f"hq import stick\nshow {code}\nexit\n")):
        done = place.run(home_of, "--plain", said=said)
        assert done.returncode == 0, done.stderr.decode()
    assert label("arrival", "handed") in done.stdout.decode()
    with unlocked(place) as window:
        choose(home(window), "Other commands").expect(COMMANDS).enter("sync stick")
        assert "received by HQ" in read_page(window)
        window.expect(COMMANDS).enter(f"consent withdraw {code}")
        window.expect(f"This takes back the consent for {code}.", "Type the code to do it").enter(code.lower())
        read_page(window.expect("consent was withdrawn for everything. Where it is: waits to be packed"))
        window.expect(COMMANDS).enter()
        assert "headquarters" in command(window, "pack", "sync stick", "status").lower()
    done = place.run("hq", "--plain", said=f"hq import stick\nshow {code}\nexit\n")
    assert SHUT in done.stdout.decode()
    assert label("arrival", "handed") not in done.stdout.decode()
    done = place.run("laptop", "--plain", said="sync stick\nstatus\nexit\n")
    assert "withdrawn: applied at HQ" in done.stdout.decode()
