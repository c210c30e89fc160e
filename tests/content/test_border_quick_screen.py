"""Interviews on the border quick screen, and what each ends with."""

import pytest

from fieldkit.commands.beside import Beside
from fieldkit.forms.check import check_form
from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.values import NonAnswer, Tri
from tests.content.shipped import FORMS, LANGUAGES, NAMES, questions, read
from tests.content.walking import Given, compiled, screens, walk

SCREEN = compiled("border_quick_screen")
ASKED = questions(read("border_quick_screen"))
GROUP = {name: row["in"] for name, row in ASKED.items()}
DK, REF = NonAnswer.DONT_KNOW, NonAnswer.REFUSED
YES, NO, UNKNOWN = Tri.YES, Tri.NO, Tri.UNKNOWN

BEGUN: Given = {"post": "gatuna", "danger": "no", "alone": "yes", "safe": "yes"}
SAFE: Given = {**BEGUN, "maybe_child": "no", "consent": "yes"}
A_CHILD: Given = {**BEGUN, "maybe_child": "under_16", "assent": "yes"}
NOBODY_TO_ASK: Given = {"consent_by": "nobody", "consent_ground": "involved"}
NOTHING_SEEN: Given = {"seen": ("none",), "others_there": "no", "own_suspicion": "no"}

SMUGGLED_MAN: Given = {
    **SAFE,
    "age": "24",
    "sex": "man",
    "nationality": "BI",
    "direction": "entering",
    "company": "alone",
    "consent_purposes": ("referral", "statistics"),
    "offer": "no",
    "arranged_by": "carrier",
    "arrival": "own",
    "promise": "as_told",
    "could_refuse": "yes",
    "documents": "none",
    "pressure": ("none",),
    "can_leave": "yes",
    "debt": "no",
    "earnings": "no_work",
    "made_to": ("none",),
    "conditions": "no_work",
    "fear_return": "no",
    **NOTHING_SEEN,
    "help_wanted": ("none",),
    "share_identity": "no",
}
PROMISED_WORK: Given = {
    **SAFE,
    "age": "40",
    "sex": "woman",
    "nationality": "RW",
    "direction": "leaving",
    "company": "arranger",
    "offer": "yes",
    "arranged_by": "recruiter",
    "arrival": "handed",
    "knows_place": "no",
    "promise": DK,
    "could_refuse": "yes",
    "documents": "held",
    "pressure": ("none",),
    "can_leave": "yes",
    "debt": "yes",
    "earnings": "me",
    "made_to": ("none",),
    "conditions": "no_work",
    "fear_return": "no",
    "seen": ("steered",),
    "own_suspicion": "yes",
    "help_wanted": ("safe_place", "police"),
    "share_identity": "yes",
}
CHILD_WITH_AUNT: Given = {
    **A_CHILD,
    "interpreter": "ours",
    "explained_by": "interpreter",
    "consent_language": "rn",
    "consent_mode": "oral",
    "age": "14",
    **NOBODY_TO_ASK,
    "assent_referral": "yes",
    "sex": "woman",
    "nationality": "RW",
    "direction": "leaving",
    "company": "relative",
    "child_going": "work",
    "child_taken_by": "relative",
    "child_receiver": "no",
    "child_money": "unpaid",
    "child_home": "yes",
    "seen": ("spoken_for",),
    "child_seen": ("none",),
    "own_suspicion": "no",
}


@pytest.mark.parametrize("name", [*NAMES, "after_result"])
def test_the_checker_finds_nothing(name: str) -> None:
    """Every shipped form passes the check without an error, and its only warnings are of texts to review."""
    path = FORMS / f"{name}.yaml"
    problems = check_form(path.read_bytes(), name, Beside(path)).problems
    assert [problem for problem in problems if "no reviewed text in" not in problem.what] == []


def test_a_man_who_paid_to_cross_and_answers_everything_looks_like_smuggling() -> None:
    """No element is shown, so it ends there, with help that fits: it is a crime against the State, not against him."""
    found = walk(SCREEN, SMUGGLED_MAN).outcome
    assert (found.label, found.looks_like) == (ResultLabel.ELEMENTS_NOT_SHOWN, "smuggling")
    assert dict(found.elements) == {"act": NO, "means": NO, "purpose": NO}
    assert (found.touched, found.suspicion, found.clock_question, found.urgent) == ((), False, None, False)
    assert any(step.startswith("Paid crossing") for step in found.next_steps)


def test_an_adult_promised_work_with_debt_and_papers_held_is_possible_trafficking() -> None:
    """The exploitation need not have happened: the aim is enough."""
    found = walk(SCREEN, PROMISED_WORK).outcome
    assert found.label is ResultLabel.POSSIBLE_TRAFFICKING
    assert (dict(found.elements), found.age) == ({"act": YES, "means": YES, "purpose": YES}, "adult")
    assert (found.suspicion, found.clock_question) == (True, "offer")
    assert {reason.question for reason in found.reasons} >= {"offer", "arrival", "documents", "debt"}
    assert found.looks_like is None


def test_a_child_taken_by_an_aunt_to_work_as_house_help_is_possible_trafficking() -> None:
    """For a child act and purpose are enough; means need not be shown, and the adult questions are not put."""
    walked = walk(SCREEN, CHILD_WITH_AUNT)
    assert (walked.outcome.label, walked.outcome.age) == (ResultLabel.POSSIBLE_TRAFFICKING, "child")
    assert walked.outcome.elements["means"] is NO
    assert walked.outcome.urgent
    assert [name for name in walked.asked if GROUP[name] == "adult"] == []
    assert len([name for name in walked.asked if GROUP[name] == "child" or name == "child_seen"]) == 6
    assert any("child protection" in step for step in walked.outcome.next_steps)


def test_missing_answers_end_as_not_enough_information() -> None:
    """Who says nothing beyond agreeing to talk has not said no to anything."""
    found = walk(SCREEN, {**SAFE, "age": "30"}).outcome
    assert found.label is ResultLabel.NOT_ENOUGH_INFORMATION
    assert set(found.elements.values()) == {UNKNOWN}


@pytest.mark.parametrize("silence", [DK, REF])
def test_one_unanswered_question_keeps_its_element_open(silence: NonAnswer) -> None:
    """Act and means are shown; one question about the purpose is not answered: that is open, not a no."""
    given: Given = {**SMUGGLED_MAN, "arranged_by": "other", "documents": "held", "debt": silence}
    found = walk(SCREEN, given).outcome
    assert (found.elements["purpose"], found.label) == (UNKNOWN, ResultLabel.NOT_ENOUGH_INFORMATION)
    assert found.settle == ("debt" if silence is DK else None)


def test_smuggling_that_turned_into_debt_bondage_is_possible_trafficking() -> None:
    """One changed fact changes the result: those he paid now demand work, and it is not as he was told."""
    found = walk(SCREEN, {**SMUGGLED_MAN, "debt": "yes", "promise": "different"}).outcome
    assert found.label is ResultLabel.POSSIBLE_TRAFFICKING


def test_a_refusal_keeps_the_post_and_nothing_of_the_person() -> None:
    """Who does not agree is not asked another question."""
    walked = walk(SCREEN, {**SAFE, "consent": "no", "observe": "no"})
    assert [name for name in walked.asked if GROUP[name] not in ("place", "start", "agreement", "closed")] == []
    kept = {name for name, value in walked.answers.items() if not isinstance(value, NonAnswer)}
    assert kept <= {"post", "danger", "alone", "safe", "maybe_child", "consent", "observe", "concern"}
    assert walked.outcome.label is ResultLabel.NOT_ENOUGH_INFORMATION
    assert not walked.outcome.suspicion


def test_after_a_refusal_the_worker_may_report_what_was_seen() -> None:
    """An observation report holds what the worker saw and suspects, and nothing that the person said."""
    given: Given = {
        **A_CHILD,
        "assent": "no",
        "observe": "yes",
        "seen": ("papers_held",),
        "child_seen": ("stranger",),
        "own_suspicion": "yes",
    }
    walked = walk(SCREEN, given)
    assert [name for name in walked.asked if GROUP[name] in ("profile", "adult", "child", "help")] == []
    assert walked.answers["child_seen"] == ("stranger",)
    assert (walked.outcome.suspicion, walked.outcome.clock_question) == (True, "child_seen")
    assert walked.outcome.label is ResultLabel.NOT_ENOUGH_INFORMATION


def test_when_it_is_not_safe_no_question_is_put() -> None:
    """Only what the worker sees is noted, and the result says that nothing was assessed."""
    given: Given = {
        "post": "unofficial",
        "danger": "no",
        "alone": "no",
        "observe": "yes",
        "may_be_child": "unsure",
        "seen": ("steered", "afraid"),
        "child_seen": ("many",),
        "others_there": "yes",
        "own_suspicion": "yes",
    }
    walked = walk(SCREEN, given)
    assert "not_safe" in walked.asked
    assert {GROUP[name] for name in walked.asked} == {"place", "start", "closed", "observed"}
    assert walked.outcome.label is ResultLabel.NOT_ASSESSED_NOT_SAFE
    assert (walked.outcome.suspicion, walked.outcome.urgent) == (True, True)
    assert any("do not confront" in step for step in walked.outcome.next_steps)


def test_when_the_age_is_not_known_only_the_child_part_is_put() -> None:
    """Who may be a child is protected as one; the result holds only if it would hold for an adult too."""
    given: Given = {
        **SAFE,
        "age": REF,
        "age_band": "unknown",
        "child_going": "work",
        "child_taken_by": "other",
        "child_receiver": "yes",
        "child_money": "other",
        "child_home": "yes",
        **NOTHING_SEEN,
        "child_seen": ("none",),
    }
    walked = walk(SCREEN, given)
    assert [name for name in walked.asked if GROUP[name] == "adult"] == []
    assert (walked.outcome.age, walked.outcome.label) == ("unknown", ResultLabel.NOT_ENOUGH_INFORMATION)
    assert (walked.outcome.elements["act"], walked.outcome.elements["purpose"]) == (YES, YES)
    assert (walked.outcome.suspicion, walked.outcome.urgent) == (True, True)
    assert any(step.startswith("A child, or the age is not known") for step in walked.outcome.next_steps)
    assert walk(SCREEN, {**given, "child_home": "no"}).outcome.label is ResultLabel.POSSIBLE_TRAFFICKING


def test_an_unknown_age_with_nothing_shown_stays_open() -> None:
    """Six answers from somebody who may be an adult do not rule out what only the adult questions could show."""
    given: Given = {
        **SAFE,
        "age": DK,
        "age_band": "unknown",
        "child_going": "market",
        "child_taken_by": "parent",
        "child_receiver": "no",
        "child_money": "no_work",
        "child_home": "yes",
        **NOTHING_SEEN,
        "child_seen": ("none",),
    }
    assert walk(SCREEN, given).outcome.label is ResultLabel.NOT_ENOUGH_INFORMATION


@pytest.mark.parametrize("age", [{"age": "13", **NOBODY_TO_ASK}, {"age": REF, "age_band": "b0_15", **NOBODY_TO_ASK}])
def test_a_child_going_to_market_with_its_mother_is_not_suspected(age: Given) -> None:
    """What is common in border trade counts for nothing by itself."""
    given: Given = {
        **SAFE,
        **age,
        "child_going": "market",
        "child_taken_by": "parent",
        "child_receiver": "no",
        "child_money": "no_work",
        "child_home": "yes",
        **NOTHING_SEEN,
        "child_seen": ("none",),
    }
    found = walk(SCREEN, given).outcome
    assert (found.label, found.suspicion) == (ResultLabel.ELEMENTS_NOT_SHOWN, False)


def test_a_parent_who_takes_a_child_to_the_street_counts_as_an_act() -> None:
    """Sending a child to beg for one's profit is trafficking also when a parent does it."""
    given: Given = {**A_CHILD, "age": "9", **NOBODY_TO_ASK, "child_going": "street", "child_taken_by": "parent"}
    assert walk(SCREEN, given).outcome.label is ResultLabel.POSSIBLE_TRAFFICKING


def test_the_age_band_counts_like_the_age() -> None:
    """An adult by band gets the adult questions and can end where an adult by years would."""
    given = {**SMUGGLED_MAN, "age": DK, "age_band": "b18_30"}
    found = walk(SCREEN, given).outcome
    assert (found.age, found.label, found.looks_like) == ("adult", ResultLabel.ELEMENTS_NOT_SHOWN, "smuggling")


def test_the_workers_own_suspicion_is_enough() -> None:
    """Nothing was said, but the worker suspects: the 24 hours begin and the focal point is to be told."""
    found = walk(SCREEN, {**SMUGGLED_MAN, "own_suspicion": "yes"}).outcome
    assert (found.suspicion, found.clock_question, found.touched) == (True, "own_suspicion", ())
    assert any(step.startswith("Tell the focal point now: {duty_phone}") for step in found.next_steps)


@pytest.mark.parametrize(
    ("changed", "looks_like"),
    [
        ({"arranged_by": "self", "pressure": ("hurt",), "by_family": "yes"}, "domestic_violence"),
        ({"arranged_by": "self", "pressure": ("taken",), "by_family": "no"}, "abduction"),
        ({"arranged_by": "self", "made_to": ("marriage",)}, "forced_marriage"),
        ({"arranged_by": "self", "conditions": "bad", "earnings": "me"}, "labour_rights"),
        ({"arranged_by": "self", "made_to": ("work",), "pressure": ("threat",), "by_family": "no"}, "forced_labour"),
        ({"arranged_by": "self", "offer": "yes", "knows_place": "yes"}, "risky_offer"),
    ],
)
def test_what_it_looks_more_like(changed: Given, looks_like: str) -> None:
    """Where the elements are not shown, the result names the situation that fits better, and its help."""
    found = walk(SCREEN, {**SMUGGLED_MAN, **changed}).outcome
    assert (found.label, found.looks_like) == (ResultLabel.ELEMENTS_NOT_SHOWN, looks_like)


@pytest.mark.parametrize(
    ("signs", "clock"),
    [(("afraid", "hurt"), None), (("learnt",), None), (("papers_held",), "seen"), (("steered",), "seen")],
)
def test_signs_decide_no_element_but_signs_of_control_start_the_clock(
    signs: tuple[str, ...], clock: str | None
) -> None:
    """Fear and tiredness have many reasons; papers held by somebody else are reported within 24 hours."""
    found = walk(SCREEN, {**SMUGGLED_MAN, "seen": signs}).outcome
    assert (found.label, found.touched, found.clock_question) == (ResultLabel.ELEMENTS_NOT_SHOWN, ("sign",), clock)
    assert any(step.startswith("You saw signs") for step in found.next_steps)


def test_who_fears_return_is_led_to_protection() -> None:
    """UNHCR or MINEMA first, and nobody in the country of origin is informed without agreement."""
    steps = walk(SCREEN, {**SMUGGLED_MAN, "fear_return": "yes"}).outcome.next_steps
    assert any("UNHCR or MINEMA" in step and "inform nobody in the country of origin" in step for step in steps)


def test_immediate_danger_is_urgent_before_consent() -> None:
    """Danger is asked of the worker first, and counts without any agreement."""
    found = walk(SCREEN, {"post": "nemba", "danger": "yes", "alone": "no", "observe": "no"}).outcome
    assert (found.urgent, found.suspicion) == (True, False)
    assert found.next_steps[0].startswith("Immediate danger")


@pytest.mark.parametrize("language", LANGUAGES)
def test_result_reasons_and_steps_are_in_the_language_of_the_interview(language: str) -> None:
    """Nothing falls back to English."""
    found = walk(SCREEN, PROMISED_WORK, language).outcome
    rules = read("border_quick_screen")["classify"]
    said = {item["says"][language] for items in rules["elements"].values() for item in items}
    signs = {ASKED[name]["label"][language] for name in ("seen", "child_seen")}
    assert {reason.text for reason in found.reasons} <= said | signs
    assert set(found.next_steps) <= {item["says"][language] for item in rules["next_steps"]}


def test_every_question_but_the_gates_can_be_refused() -> None:
    """Don't know and prefers not to say are offered everywhere but for safety and agreement."""
    asked = [shown for shown in screens(SCREEN, PROMISED_WORK) if shown.kind != "note"]
    assert [shown.name for shown in asked if not {DK, REF} <= set(shown.allowed_non_answers)] == [
        "alone",
        "safe",
        "maybe_child",
        "consent",
    ]
