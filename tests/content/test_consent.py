"""Safety, consent and assent on the shipped forms: what is said, what is asked, what is kept."""

import datetime as dt
import re

import pytest

from fieldkit.forms.interview import consent, start
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri
from tests.content.shipped import FORMS, LANGUAGES, blocks, questions, read
from tests.content.walking import Given, Now, Walked, compiled, screens, walk

SCREEN = compiled("border_quick_screen")
ASKED = questions(read("border_quick_screen"))
BEGUN: Given = {"post": "gatuna", "danger": "no", "alone": "yes", "safe": "yes"}
TOLD: Given = {"interpreter": "ours", "interviewer_sex": "any", "explained_by": "me", "consent_language": "sw"}
ADULT: Given = {**BEGUN, "maybe_child": "no", **TOLD}
CHILD: Given = {**BEGUN, "maybe_child": "under_16", **TOLD}


def kept(walked: Walked) -> set[str]:
    """Return the questions of which an answer is kept."""
    return {name for name, value in walked.answers.items() if not isinstance(value, NonAnswer)}


def test_what_is_passed_on_whatever_is_answered_is_said_before_anything_is_asked_for() -> None:
    """Limits first, then what the talk is about, then who explained, in which language, and only then: do you agree?"""
    asked = walk(SCREEN, {**ADULT, "consent": "yes", "age": "30"}).asked
    wanted = ["limits", "about_talk", "explained_by", "consent_language", "consent", "consent_mode", "age"]
    assert wanted == [name for name in asked if name in wanted]


def test_an_adult_passes_thirteen_screens_before_the_first_question() -> None:
    """docs/interview.md says how many: two to read aloud, eleven to press one key on."""
    shown = screens(SCREEN, {**ADULT, "consent": "yes", "age": "30"})
    before = [view.kind for view in shown[: [view.name for view in shown].index("age")]]
    assert (len(before), before.count("note")) == (13, 2)


@pytest.mark.parametrize("seems", ["under_18", "under_16", "unsure"])
def test_who_may_be_a_child_is_told_in_the_words_for_a_child(seems: str) -> None:
    """Unsure counts as a child: simple words hurt no adult."""
    asked = walk(SCREEN, {**BEGUN, "maybe_child": seems, "assent": "yes", "age": "17"}).asked
    assert {"limits_child", "about_child", "assent"} <= set(asked)
    assert not {"limits", "about_talk", "consent"} & set(asked)


@pytest.mark.parametrize("name", ["limits_child", "about_child", "assent", "assent_referral"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_child_hears_short_sentences(name: str, language: str) -> None:
    """No sentence read to a child has more than sixteen words."""
    said = ASKED[name]["label"][language]
    assert [part for part in re.split(r"[.?!:]", said) if len(part.split()) > 16] == []


@pytest.mark.parametrize(("who", "gate"), [(ADULT, "consent"), (CHILD, "assent")])
def test_a_refusal_keeps_nothing_of_how_it_was_asked(who: Given, gate: str) -> None:
    """Interpreter, language and who explained go with the refusal; nothing else is asked of the person."""
    walked = walk(SCREEN, {**who, gate: "no", "observe": "no"})
    assert kept(walked) <= {"post", "danger", "alone", "safe", "maybe_child", gate, "observe", "concern"}
    assert not {"consent_mode", "consent_purposes", "assent_referral", "age"} & set(walked.asked)


@pytest.mark.parametrize(
    ("said", "gate"),
    [
        ({"maybe_child": "no", "consent": "yes"}, Tri.YES),
        ({"maybe_child": "no", "consent": "no"}, Tri.NO),
        ({"maybe_child": "unsure", "assent": "yes"}, Tri.YES),
        ({"maybe_child": "unsure", "assent": "no"}, Tri.NO),
        ({"maybe_child": "unsure", "consent": "yes"}, Tri.UNKNOWN),
        ({"maybe_child": "no"}, Tri.UNKNOWN),
        ({}, Tri.UNKNOWN),
    ],
)
def test_a_no_closes_the_gate_at_once(said: dict[str, AnswerValue], gate: Tri) -> None:
    """A refusal is a certain no, so that what was said before is deleted before the next question; an adult's yes from
    before the worker saw a child counts for nothing."""
    told: dict[str, AnswerValue] = {"alone": "yes", "safe": "yes", **said}
    state = start(SCREEN, language="en", today=dt.date(2026, 11, 22), now=Now(), answers=told)
    assert consent(state) is gate


def test_the_adult_with_a_child_is_never_asked_to_agree_for_it() -> None:
    """A parent or guardian who is not the companion, or nobody: with a reason."""
    choices = read("border_quick_screen")["choices"]
    assert list(choices["consent_by"]) == ["guardian", "nobody", "said_no"]
    assert "not the companion" in choices["consent_by"]["guardian"]["en"]
    assert list(choices["consent_ground"]) == ["vital", "involved", "unknown", "alone"]


@pytest.mark.parametrize(
    ("age", "asked"),
    [
        ({"age": "15"}, True),
        ({"age": "16"}, False),
        ({"age": NonAnswer.REFUSED, "age_band": "b0_15"}, True),
        ({"age": NonAnswer.REFUSED, "age_band": "b16_17"}, False),
        ({"age": NonAnswer.REFUSED, "age_band": "unknown"}, True),
        ({"age": NonAnswer.REFUSED, "age_band": "b18_30"}, False),
    ],
)
def test_under_16_is_another_line_than_under_18(age: Given, asked: bool) -> None:
    """Data protection asks for a parent under 16; who seems so and tells no age counts as under 16."""
    more: Given = {"consent_by": "guardian"} if asked else {}
    walked = walk(SCREEN, {**CHILD, "assent": "yes", **age, **more})
    assert ("consent_by" in walked.asked) is asked


def test_of_a_child_nothing_is_asked_but_whether_helpers_may_be_told() -> None:
    """Statistics and research are no questions for a child."""
    child = walk(SCREEN, {**CHILD, "assent": "yes", "age": "17", "assent_referral": "no"})
    assert "consent_purposes" not in child.asked
    adult = walk(SCREEN, {**ADULT, "consent": "yes", "age": "30", "consent_purposes": ("referral",)})
    assert "assent_referral" not in adult.asked


def test_none_of_the_purposes_stands_alone() -> None:
    """ "None" and a purpose cannot both be chosen."""
    assert ASKED["consent_purposes"]["constraint"] == "not(selected(., 'none') and count-selected(.) > 1)"


def test_an_interpreter_of_the_companion_stops_the_worker_not_the_machine() -> None:
    """A note says what to do; the worker decides."""
    asked = walk(SCREEN, {**ADULT, "interpreter": "companion", "consent": "yes", "age": "30"}).asked
    assert asked.index("interpreter_brought") == asked.index("interpreter") + 1
    assert "interpreter_brought" not in walk(SCREEN, {**ADULT, "consent": "yes", "age": "30"}).asked


@pytest.mark.parametrize(("wish", "noted"), [("woman", True), ("man", True), ("any", False), ("not_asked", False)])
def test_a_wish_for_a_woman_or_a_man_is_taken_up(wish: str, noted: bool) -> None:
    """The worker is told what can be done about it; where nobody can come, the person chooses."""
    asked = walk(SCREEN, {**ADULT, "interviewer_sex": wish, "consent": "yes", "age": "30"}).asked
    assert ("interviewer_wish" in asked) is noted


@pytest.mark.parametrize("name", blocks())
def test_a_shared_block_claims_no_review(name: str) -> None:
    """What nobody fluent has read says so, in blocks as in forms."""
    tree = read(f"blocks/{name}")
    assert (tree["block"], tree["reviewed"]) == (name, dict.fromkeys(tree["languages"], "none"))
    assert set(tree["title"]) == set(tree["languages"]) >= set(LANGUAGES)


def test_every_block_is_used() -> None:
    """A block that no form includes would be read by nobody."""
    text = "".join(path.read_text(encoding="utf-8") for path in FORMS.glob("**/*.yaml"))
    assert [name for name in blocks() if f"- include: {name}\n" not in text] == []
