"""A run beside its key: a perfect one scores all, an empty one none, and every deviation is named by its item."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.forms.model import NO_TEXT
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.practice.feedback import FEEDBACK, feedback
from fieldkit.practice.marking import key_judgement, mark
from fieldkit.practice.marks import RIGHT, Marks, Part, Standing
from fieldkit.practice.read_vignette import read_vignette
from fieldkit.practice.run_form import askable, question_cells
from fieldkit.practice.showing import same_answer
from fieldkit.practice.vignette import (
    ELEMENTS,
    HARMFUL_STEPS,
    HELPFUL_STEPS,
    SITUATIONS,
    STEPS_AFTER,
    STEPS_NOW,
)
from tests.practice.shipped import DEBT, IDS, changed, form_of, judgement_form, perfect, vignette

names = st.sampled_from(IDS)
PAID = "tea_by_the_shop"


def marked(name: str, answers: Mapping[str, AnswerValue], judgement: Mapping[str, AnswerValue]) -> Marks:
    return mark(vignette(name), form_of(name), answers, judgement)


def standing(marks: Marks, item: str) -> Standing:
    return {one.id: one.standing for one in marks.items()}[item]


def with_answer(name: str, question: str, value: AnswerValue) -> Marks:
    return marked(name, {**perfect(name), question: value}, key_judgement(vignette(name)))


@pytest.mark.parametrize("name", IDS)
def test_a_perfect_run_scores_all_and_an_empty_one_nothing(name: str) -> None:
    """The key's answers and the key's judgement; and nothing at all."""
    full = marked(name, perfect(name), key_judgement(vignette(name)))
    assert (full.points, full.share) == (full.possible, 1.0)
    assert all(item.standing in RIGHT for item in full.items())
    assert full.result_is_right
    empty = marked(name, {}, {})
    assert (empty.points, empty.share) == (0, 0.0)
    assert all(part.possible for part in empty.parts.values())


@given(names, st.data())
@settings(max_examples=60, deadline=None)
def test_each_single_deviation_is_reported_by_its_item(name: str, data: st.DataObject) -> None:
    """One answer other than the key's: its item says so, no other question is counted wrong, and the share falls."""
    keyed = vignette(name).key.answers
    question = data.draw(st.sampled_from(sorted(keyed)))
    cell = askable(form_of(name), question)
    assert cell is not None
    full = marked(name, perfect(name), key_judgement(vignette(name)))
    entry = vignette(name).script.get(question)
    silent = entry is not None and entry.silent
    values: list[AnswerValue] = (
        [NonAnswer.BLANK] if silent else [NonAnswer.BLANK, NonAnswer.DONT_KNOW, NonAnswer.REFUSED]
    )
    choices = list(form_of(name).form.choices.get(cell.question.list_name, ()))
    values += [(one,) if cell.question.type.value == "select_multiple" else one for one in choices]
    right = (keyed[question].right, *keyed[question].also)
    wrong = [value for value in values if not any(same_answer(value, one) for one in right)]
    found = with_answer(name, question, data.draw(st.sampled_from(wrong)))
    (item,) = [one for one in found.items() if one.id == f"answer:{question}"]
    assert (item.standing in RIGHT, item.points, item.possible) == (False, 0, 1)
    others = [one for one in found.answers if one.question != question]
    assert all(one.standing in RIGHT or one.standing is Standing.NOT_PUT for one in others)
    assert found.share < full.share
    told = [line for line in feedback(vignette(name), found) if line.facts.get("question") == question]
    assert any(line.id.startswith("answer.") for line in told)


@given(names, st.data())
@settings(max_examples=60, deadline=None)
def test_each_single_deviation_of_the_judgement_is_reported(name: str, data: st.DataObject) -> None:
    """A situation, an element, a step more or less."""
    key = vignette(name).key
    judgement = dict(key_judgement(vignette(name)))
    situation = data.draw(st.sampled_from([one for one in SITUATIONS if one not in key.situations]))
    found = marked(name, perfect(name), {**judgement, "situation": situation})
    assert standing(found, "situation") is Standing.DIFFERENT
    element = data.draw(st.sampled_from([one for one in ELEMENTS if one not in key.either]))
    other = tuple(one for one in ELEMENTS if (one in key.present) != (one == element))
    found = marked(name, perfect(name), {**judgement, "elements": other or ("none",)})
    wanted = Standing.MISSED if element in key.present else Standing.OVER_READ
    assert found.named(wanted) == (f"element:{element}",)
    gone = data.draw(st.sampled_from(key.right_steps))
    chosen = tuple(one for one in key.right_steps if one != gone)
    found = marked(name, perfect(name), {**judgement, "steps_now": chosen, "steps_after": ()})
    assert (standing(found, f"step:{gone}"), found.parts["steps"].points) == (Standing.MISSED, len(chosen))


@given(names, st.lists(st.sampled_from(HELPFUL_STEPS), unique=True))
@settings(max_examples=60, deadline=None)
def test_help_and_referral_are_never_a_mistake(name: str, steps: list[str]) -> None:
    """Whatever is offered besides what the key has takes nothing away."""
    judgement = {**key_judgement(vignette(name)), "steps_now": (*vignette(name).key.right_steps, *steps)}
    found = marked(name, perfect(name), judgement)
    assert found.share == 1.0
    assert set(found.named(Standing.EXTRA)) == {
        f"step:{one}" for one in set(steps) - set(vignette(name).key.right_steps)
    }
    assert not any(FEEDBACK[line.id] in ("look", "care") for line in feedback(vignette(name), found))


@pytest.mark.parametrize("name", IDS)
def test_what_does_harm_takes_away_from_the_steps_and_never_more(name: str) -> None:
    """Each unsafe step takes one of the right ones; the other parts stay."""
    key = vignette(name).key
    unsafe = key.unsafe_steps
    found = marked(name, perfect(name), {**key_judgement(vignette(name)), "steps_now": (*key.right_steps, *unsafe)})
    assert found.named(Standing.UNSAFE) == tuple(f"step:{one}" for one in unsafe)
    right = len(key.right_steps)
    assert found.parts["steps"] == Part(max(0, right - len(unsafe)), right)
    assert found.points == found.possible - min(right, len(unsafe))
    care = [line.facts["step"] for line in feedback(vignette(name), found) if line.tone == "care"]
    assert care == list(unsafe)


def test_missed_over_read_left_open_and_different_are_told_apart() -> None:
    """The form itself says what a value shows."""
    assert standing(with_answer(DEBT, "debt", "no"), "answer:debt") is Standing.MISSED
    assert standing(with_answer(DEBT, "debt", NonAnswer.DONT_KNOW), "answer:debt") is Standing.MISSED
    assert standing(with_answer(DEBT, "pressure", ("none",)), "answer:pressure") is Standing.MISSED
    assert standing(with_answer(DEBT, "pressure", ("threat", "hurt")), "answer:pressure") is Standing.OVER_READ
    assert standing(with_answer(DEBT, "pressure", ("hurt",)), "answer:pressure") is Standing.DIFFERENT
    assert standing(with_answer(DEBT, "pressure", ("watched", "threat")), "answer:pressure") is Standing.ACCEPTABLE
    assert standing(with_answer(DEBT, "pressure", ("watched",)), "answer:pressure") is Standing.MISSED
    assert standing(with_answer(DEBT, "seen", ("none",)), "answer:seen") is Standing.MISSED
    assert standing(with_answer(DEBT, "earnings", "other"), "answer:earnings") is Standing.ACCEPTABLE
    assert standing(with_answer(DEBT, "arranged_by", "recruiter"), "answer:arranged_by") is Standing.DIFFERENT
    assert standing(with_answer(PAID, "debt", "yes"), "answer:debt") is Standing.OVER_READ
    assert standing(with_answer(PAID, "danger", "yes"), "answer:danger") is Standing.OVER_READ
    assert standing(with_answer(PAID, "debt", NonAnswer.REFUSED), "answer:debt") is Standing.LEFT_OPEN
    assert standing(with_answer(PAID, "conditions", "bad"), "answer:conditions") is Standing.DIFFERENT


def test_one_slip_is_counted_once() -> None:
    """What an earlier answer closed is no item."""
    found = with_answer(DEBT, "pressure", ("none",))
    assert standing(found, "answer:by_family") is Standing.NOT_PUT
    assert found.parts["answers"] == Part(len(found.answers) - 2, len(found.answers) - 1)


def test_a_talk_that_is_not_safe_breaks_its_points() -> None:
    """A certain no is a breach; what is not known is neither."""
    found = with_answer(DEBT, "alone", "no")
    assert standing(found, "conduct:1:privacy") is Standing.BREACH
    assert standing(found, "conduct:2:escort") is Standing.UNKNOWN
    assert (found.result, found.result_is_right) == ("not_assessed_not_safe", False)


def test_how_a_question_was_asked_is_a_point_of_conduct() -> None:
    """Only where the trainee chose a way: in pairs there is none."""
    judged = key_judgement(vignette(DEBT))
    asked = {"debt": "open", "pressure": "leading", "consent": "unsafe", "age": "open"}
    found = mark(vignette(DEBT), form_of(DEBT), perfect(DEBT), judged, asked=asked)
    assert [standing(found, f"way:{name}") for name in ("debt", "pressure", "consent")] == [
        Standing.KEPT,
        Standing.BREACH,
        Standing.BREACH,
    ]
    assert "way:age" not in {item.id for item in found.items()}
    assert found.points == found.possible - 2
    tones = {line.facts.get("question"): line.tone for line in feedback(vignette(DEBT), found) if "asking" in line.id}
    assert tones == {"debt": "well", "pressure": "look", "consent": "care"}


def test_referral_is_right_even_where_trafficking_is_wrong() -> None:
    """A crossing is taken for trafficking, and help is offered: the feedback says that this was right."""
    judged = {
        **key_judgement(vignette(PAID)),
        "situation": "trafficking_adult",
        "steps_now": ("refer_now", "offer_help"),
    }
    told = [line.id for line in feedback(vignette(PAID), marked(PAID, perfect(PAID), judged), 754)]
    assert told.index("situation.other") < told.index("situation.why") < told.index("situation.referral_right")
    alone = marked(PAID, perfect(PAID), {**judged, "steps_now": ("none",), "steps_after": ("none",)})
    assert "situation.referral_right" not in [line.id for line in feedback(vignette(PAID), alone)]


def test_feedback_is_kind_and_concrete() -> None:
    """First what was noticed; then question by question; the one that settles; the time. No grade among the words."""
    lines = feedback(vignette(DEBT), with_answer(DEBT, "debt", "no"), 754)
    assert (lines[0].id, dict(lines[0].facts)) == ("answers.right", {"points": 24, "possible": 25})
    assert (lines[1].id, dict(lines[1].facts)) == (
        "answer.missed",
        {"question": "debt", "given": "no", "right": "yes"},
    )
    assert lines[1].text == vignette(DEBT).key.answers["debt"].why != NO_TEXT
    assert (lines[-2].id, dict(lines[-2].facts)) == ("settles.ask", {"question": "debt"})
    assert (lines[-1].id, dict(lines[-1].facts)) == ("time", {"minutes": 13})
    assert not any(word in name for name in FEEDBACK for word in ("grade", "pass", "fail", "victim", "score"))


def test_nothing_said_of_the_elements_is_one_line() -> None:
    """Not three."""
    found = marked(DEBT, perfect(DEBT), {"situation": "i_do_not_know"})
    told = [line.id for line in feedback(vignette(DEBT), found)]
    assert [one for one in told if one.startswith("element")] == ["elements.not_said"]
    assert "situation.not_said" in told


def test_the_judgement_form_asks_what_marking_reads() -> None:
    """Its choices are the codes of keys; each list of steps mixes help with harm."""
    form = judgement_form().form
    assert [cell.question.name for cell in question_cells(judgement_form())] == [
        *("situation", "elements", "steps_now", "steps_after", "settling"),
    ]
    assert tuple(form.choices["situation"]) == (*SITUATIONS, "i_do_not_know")
    assert tuple(form.choices["element"]) == (*ELEMENTS, "none")
    assert tuple(form.choices["step_now"]) == (*STEPS_NOW, "none")
    assert tuple(form.choices["step_after"]) == (*STEPS_AFTER, "none")
    for steps in (STEPS_NOW, STEPS_AFTER):
        assert set(steps) & set(HARMFUL_STEPS)
        assert set(steps) & set(HELPFUL_STEPS)


def test_silence_is_recorded_as_silence() -> None:
    """Refused and don't know both; a value is read into it, a blank is only left open."""
    data, _ = changed(
        DEBT,
        ("  promise:\n    says:", '  promise:\n    silent: "yes"\n  by_road:\n    says:'),
        ("promise: {right: different, why", "promise: {right: {nr: ref}, why"),
    )
    quiet = read_vignette(data, f"{DEBT}.yaml")
    found = {}
    for value in (NonAnswer.REFUSED, NonAnswer.DONT_KNOW, NonAnswer.BLANK, "different", "as_told"):
        marks = mark(quiet, form_of(DEBT), {**perfect(DEBT), "promise": value}, key_judgement(quiet))
        found[value] = standing(marks, "answer:promise")
    assert found == {
        NonAnswer.REFUSED: Standing.OPEN_RIGHTLY,
        NonAnswer.DONT_KNOW: Standing.OPEN_RIGHTLY,
        NonAnswer.BLANK: Standing.LEFT_OPEN,
        "different": Standing.OVER_READ,
        "as_told": Standing.DIFFERENT,
    }


def test_what_a_key_leaves_open_counts_both_ways() -> None:
    """An element that lawyers argue about, a second situation, a second result."""
    data, _ = changed(
        PAID,
        (
            "  situation: smuggling",
            "  either: [act]\n  situation: smuggling\n  also_situation: [at_risk_no_elements_yet]",
        ),
        ("  result: elements_not_shown", "  result: elements_not_shown\n  also_result: [not_enough_information]"),
    )
    open_key = read_vignette(data, f"{PAID}.yaml")
    judged = {**key_judgement(open_key), "situation": "at_risk_no_elements_yet", "elements": ("act",)}
    refused = dict.fromkeys(("offer", "pressure", "debt"), NonAnswer.REFUSED)
    found = mark(open_key, form_of(PAID), {**perfect(PAID), **refused}, judged)
    assert [standing(found, one) for one in ("element:act", "situation")] == [Standing.ACCEPTABLE] * 2
    assert (found.result, found.result_is_right) == ("not_enough_information", True)
    told = [line.id for line in feedback(open_key, found)]
    assert {"element.either", "situation.also_right"} <= set(told)
    assert "situation.referral_right" not in told
