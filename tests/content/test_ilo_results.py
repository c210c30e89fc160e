"""The labour assessments after the ILO indicators: combinations, how much is asked, children, missing answers."""

import itertools
from typing import TypeAlias

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.forms.classify import Outcome, ResultLabel
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.values import AnswerValue, NonAnswer
from tests.content.answering import answers_of, fewer, result_of
from tests.content.ilo import (
    ADULT,
    CHILD,
    KNOWN,
    NAMES,
    NO,
    NO_LISTS,
    NOT_SHOWN,
    NOTHING,
    NOTHING_BEFORE,
    OPEN,
    POSITIVE,
    PREFIX,
    REVIEW,
    RULED_OUT,
    SHOWN,
    TOLD,
    adult,
)
from tests.content.shipped import questions, read
from tests.content.walking import Given, walk

# --- adults: the combinations ------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [(), ("DR",), ("CR",), ("DR", "CR")])
def test_without_exploitation_and_coercion_at_the_work_nothing_is_shown(before: tuple[str, ...]) -> None:
    """First published combination, however the recruitment was. The source's own label reads otherwise."""
    assert adult(*before).label is NOT_SHOWN


def test_exploitation_alone_is_a_labour_matter() -> None:
    """Second combination: other help, offered all the same."""
    found = adult("EX")
    assert (found.label, found.looks_like) == (NOT_SHOWN, "labour_rights")
    assert any("labour inspector" in step for step in found.next_steps)


def test_deceit_and_exploitation_without_coercion_go_to_a_person() -> None:
    """Third combination: the source has a class of its own for it, short of trafficking for forced labour."""
    found = adult("DR", "EX")
    assert (found.label, found.looks_like) == (REVIEW, "deception_exploitation")


@pytest.mark.parametrize("before", [("DR",), ("CR",), ("DR", "CR")])
def test_recruitment_exploitation_and_coercion_are_possible_trafficking(before: tuple[str, ...]) -> None:
    """Fourth and fifth combination: deceived or forced, exploited, and coerced there."""
    found = adult(*before, "EX", "CD")
    assert (found.label, found.touched) == (SHOWN, ("means", "purpose"))


@pytest.mark.parametrize(
    ("dimensions_", "alike"),
    [
        (("EX", "CD"), "forced_labour"),
        (("EX", "VR"), "vulnerability"),
        (("EX", "VD"), "vulnerability"),
        (("EX", "CD", "VR", "VD"), "forced_labour"),
        (("EX", "CR"), None),
        (("CD",), None),
        (("CD", "DR", "CR"), None),
    ],
)
def test_what_the_source_leaves_undefined_needs_review(dimensions_: tuple[str, ...], alike: str | None) -> None:
    """Forced labour without a shown recruiter, vulnerability alone as the means, coercion alone: never a no."""
    found = adult(*dimensions_)
    assert (found.label, found.looks_like, found.suspicion) == (REVIEW, alike, True)


def test_every_combination_of_dimensions_has_the_result_of_the_table() -> None:
    """64 combinations: nothing beyond the published ones is possible trafficking or not shown."""
    for size in range(7):
        for names in itertools.combinations(PREFIX, size):
            on = set(names)
            wanted = REVIEW
            if {"EX", "CD"} <= on and on & {"DR", "CR"}:
                wanted = SHOWN
            elif not on & {"EX", "CD"} or on == {"EX"}:
                wanted = NOT_SHOWN
            assert adult(*names).label is wanted, names


def test_the_worked_example_of_deceit_hours_and_kept_papers() -> None:
    """Another job and pay than promised; long hours and low pay; papers kept and a threat to report."""
    told: Given = {
        **NOTHING,
        **POSITIVE["DR"],
        **POSITIVE["EX"],
        "kept": ("documents_confiscated",),
        "threats": ("threat_denunciation",),
    }
    assert walk(ADULT, told).outcome.label is SHOWN


def test_the_worked_example_of_poor_work() -> None:
    """Two medium of deceit, three medium of exploitation, wages kept back: a labour matter."""
    told: Given = {
        **NOTHING,
        "promise": "different",
        "told_work": ("wages",),
        "told_life": ("housing",),
        "work": ("low_no_salary",),
        "work_place": ("bad_living", "very_bad_working"),
        "threats": ("withholding_wages",),
    }
    found = walk(ADULT, told).outcome
    assert (found.label, found.looks_like) == (NOT_SHOWN, "labour_rights")


@pytest.mark.parametrize(
    ("before", "result"), [((), NOT_SHOWN), (("DR",), REVIEW), (("CR",), REVIEW), (("VR",), REVIEW)]
)
def test_who_is_not_there_yet_is_no_successful_migrant(before: tuple[str, ...], result: ResultLabel) -> None:
    """The published combinations are of people who have been at the work; deceit or force on the way needs review."""
    told: Given = {**TOLD, "stage": "not_yet", "began": "offered", **NOTHING_BEFORE}
    assert walk(ADULT, {**told, **{k: v for n in before for k, v in POSITIVE[n].items()}}).outcome.label is result


def test_a_child_is_asked_nothing_and_goes_to_a_person() -> None:
    """This form is for adults; child protection comes the same day."""
    told: Given = {"alone": "yes", "safe": "yes", "maybe_child": "no", "consent": "yes", "age": "17"}
    walked = walk(ADULT, told)
    groups = {name: row["in"] for name, row in questions(read(NAMES[0])).items()}
    assert {groups[name] for name in walked.asked} & {
        "person",
        "start_of_work",
        "recruited",
        "at_work",
        "help",
    } == set()
    assert (walked.outcome.label, walked.outcome.age) == (REVIEW, "child")
    assert any("child protection" in step for step in walked.outcome.next_steps)


# --- how much is asked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "count"),
    [
        (NOTHING, 13),
        ({**NOTHING, **POSITIVE["DR"], **POSITIVE["VR"], **POSITIVE["EX"], **POSITIVE["CD"]}, 17),
        ({**TOLD, "stage": "not_yet", "began": "offered", **NOTHING_BEFORE}, 7),
        ({**TOLD, "stage": "not_yet", "began": "nobody"}, 2),
    ],
)
def test_far_fewer_questions_than_indicators_are_asked(told: Given, count: int) -> None:
    """Thirteen with nothing to tell, seventeen in a grave case, seven before arrival, two for who goes alone."""
    groups = {name: row["in"] for name, row in questions(read(NAMES[0])).items()}
    asked = [name for name in walk(ADULT, told).asked if groups[name] in ("start_of_work", "recruited", "at_work")]
    assert len(asked) == count


# --- children ---------------------------------------------------------------------------------------------------


def child(**more: str | tuple[str, ...] | NonAnswer) -> Outcome:
    return walk(CHILD, {**KNOWN, **more}).outcome


def test_for_a_child_act_and_exploitation_are_enough() -> None:
    """Means are never needed: all five other dimensions may be unknown, or ruled out."""
    exploited: Given = {"work": ("excessive_hours", "low_no_salary")}
    assert child(**exploited).label is SHOWN
    assert child(**{**NO_LISTS, **RULED_OUT, **exploited}).label is SHOWN


def test_what_is_not_ticked_is_not_a_no() -> None:
    """The sources may not know: only what they rule out is not shown."""
    assert child(**NO_LISTS).label is OPEN
    assert child(**NO_LISTS, **RULED_OUT).label is NOT_SHOWN
    assert child(**{**NO_LISTS, **RULED_OUT, "work_rest": NonAnswer.DONT_KNOW}).label is OPEN


def test_each_indicator_stays_open_until_its_dimension_is_ruled_out() -> None:
    """All 65 of them, also where none of the list is known to be so; ruled out, none is left open."""
    assert sum(sum(each.open) for each in child(**NO_LISTS).dimensions) == 65
    assert sum(sum(each.open) for each in child(**NO_LISTS, **RULED_OUT).dimensions) == 0


@pytest.mark.parametrize(
    ("more", "alike"),
    [
        ({"act": "no", "work": ("excessive_hours", "low_no_salary")}, "child_labour"),
        ({**NO_LISTS, **RULED_OUT, "forced": ("violence_victim", "abduction_sale")}, None),
        ({**NO_LISTS, **RULED_OUT, "kept": ("isolation", "debt_bondage")}, None),
    ],
)
def test_force_or_exploitation_alone_is_never_a_no_for_a_child(more: Given, alike: str | None) -> None:
    """A person looks at it."""
    found = child(**more)
    assert (found.label, found.looks_like) == (REVIEW, alike)


def test_a_child_that_somebody_takes_to_work_goes_to_a_person_before_it_arrives() -> None:
    """What is only planned counts too."""
    found = walk(CHILD, {"under_18": "known", "act": "yes", "stage": "not_yet"}).outcome
    assert (found.label, found.looks_like) == (REVIEW, "planned")


def test_no_question_of_the_child_form_is_put_to_a_child() -> None:
    """It has no consent, first says whom not to ask, and asks for the source of each part."""
    rows = questions(read(NAMES[1]))
    assert next(iter(rows)) == "how"
    assert "Put no question to the child" in rows["how"]["label"]["en"]
    assert CHILD.form.consent is None
    assert [name for name, row in rows.items() if row["type"].endswith(" known_from")] == [
        "start_known",
        "work_known",
        "kept_known",
    ]


@pytest.mark.parametrize(
    ("name", "roles"), [(NAMES[0], ["field_worker", "focal_point"]), (NAMES[1], ["child_protection", "focal_point"])]
)
def test_who_may_run_it(name: str, roles: list[str]) -> None:
    """The child form is for trained child-protection workers and the focal point."""
    assert read(name)["who_may_run"] == roles


# --- missing answers --------------------------------------------------------------------------------------------

BEGUN: dict[str, AnswerValue] = {**TOLD, "age": 30}
THERE: dict[str, AnswerValue] = {"stage": "there", "began": "offered"}
EXPLOITED: dict[str, AnswerValue] = {**POSITIVE["EX"], **POSITIVE["CD"]}
BOTH = pytest.mark.parametrize(
    ("form", "told", "more"),
    [
        (ADULT, BEGUN, [{}, {**THERE, **EXPLOITED}, {**THERE, **EXPLOITED, **POSITIVE["DR"]}]),
        (CHILD, {"under_18": "known"}, [{}, {**KNOWN, **EXPLOITED}]),
    ],
)
Told: TypeAlias = "dict[str, AnswerValue]"


@BOTH
@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data())
def test_leaving_answers_out_can_only_undecide(
    form: CompiledForm, told: Told, more: list[Told], data: st.DataObject
) -> None:
    """So a result of an unfinished interview, "needs review" too, is that of everything still to come."""
    answers = data.draw(answers_of(form, {**told, **data.draw(st.sampled_from(more))}))
    less = data.draw(fewer(answers, told))
    assert result_of(form, less).label in (result_of(form, answers).label, OPEN)


@BOTH
@settings(max_examples=80, deadline=None, derandomize=True)
@given(data=st.data())
def test_every_answer_given_decides(form: CompiledForm, told: Told, more: list[Told], data: st.DataObject) -> None:
    """When every question that applies was answered, the result is one of the three that do not ask for more."""
    answers = data.draw(answers_of(form, {**told, **data.draw(st.sampled_from(more))}))
    assert result_of(form, answers).label in (SHOWN, NOT_SHOWN, REVIEW)


@BOTH
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_what_is_ticked_besides_never_weakens_a_result(
    form: CompiledForm, told: Told, more: list[Told], data: st.DataObject
) -> None:
    """One more indicator may show more; it never turns possible trafficking into anything else."""
    answers = data.draw(answers_of(form, {**told, **more[-1]}))
    lists = [name for name, value in answers.items() if name in NO_LISTS and value != ("none",)]
    name = data.draw(st.sampled_from(lists))
    every = tuple(v for v in form.form.choices[form.by_key[name].question.list_name] if v != "none")
    assert result_of(form, answers).label is SHOWN
    assert result_of(form, {**answers, name: every}).label is SHOWN


def test_nobody_who_says_none_to_everything_is_suspected() -> None:
    """No indicator, no suspicion, no clock."""
    found = walk(ADULT, NOTHING).outcome
    assert (found.label, found.suspicion, found.clock_question) == (NOT_SHOWN, False, None)
    assert set(found.elements.values()) == {NO}
