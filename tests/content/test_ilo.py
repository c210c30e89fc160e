"""The labour assessments after the ILO indicators: strengths, rule, combinations, and what a missing answer does."""

import csv
import itertools
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.commands.beside import Beside
from fieldkit.forms.check import check_form, load_form
from fieldkit.forms.classify import Outcome, ResultLabel
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.dimensions import Dimensions
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri
from tests.content.answering import answers_of, fewer, result_of
from tests.content.shipped import FORMS, questions, read
from tests.content.walking import Given, compiled, walk

TABLE = Path(__file__).parent / "data" / "ilo_indicators.csv"
NAMES = ("ilo_adult_labour", "ilo_child_labour")
ADULT, CHILD = (compiled(name) for name in NAMES)
YES, NO = Tri.YES, Tri.NO
PREFIX = {
    "DR": "deceptive_recruitment",
    "CR": "coercive_recruitment",
    "VR": "recruitment_by_abuse_of_vulnerability",
    "EX": "exploitation",
    "CD": "coercion_at_destination",
    "VD": "abuse_of_vulnerability_at_destination",
}
TOLD: Given = {"danger": "no", "alone": "yes", "safe": "yes", "maybe_child": "no", "consent": "yes", "age": "30"}
NOTHING_BEFORE: Given = {"promise": "as_told", "forced": ("none",), "need_used": "no", "hold": ("none",)}
NOTHING_THERE: Given = {"work": ("none",), "kept": ("none",), "made": ("none",), "bound": ("none",)}
NOTHING: Given = {**TOLD, "stage": "there", "began": "asked", **NOTHING_BEFORE, **NOTHING_THERE}
POSITIVE: Mapping[str, Given] = {
    "DR": {"promise": "different", "told": ("nature_job_location_employer", "wages")},
    "CR": {"forced": ("violence_victim", "debt_bondage")},
    "VR": {"need_used": "yes", "need": ("economic", "family_situation", "illegal_status")},
    "EX": {"work": ("excessive_hours", "low_no_salary")},
    "CD": {"kept": ("documents_confiscated", "isolation")},
    "VD": {"bound": ("dependency", "unknown_area", "economic")},
}
SHOWN, NOT_SHOWN = ResultLabel.POSSIBLE_TRAFFICKING, ResultLabel.ELEMENTS_NOT_SHOWN
REVIEW, OPEN = ResultLabel.NEEDS_REVIEW, ResultLabel.NOT_ENOUGH_INFORMATION


def adult(*positive: str, **more: str) -> Outcome:
    """Walk an interview of somebody who has been at the work, in which only these dimensions are positive."""
    told: Given = {**NOTHING, **{k: v for name in positive for k, v in POSITIVE[name].items()}, **more}
    found = walk(ADULT, told).outcome
    assert {name for name, full in PREFIX.items() if found.elements[full] is YES} == set(positive)
    return found


# --- the indicators ---------------------------------------------------------------------------------------------


def recorded() -> dict[str, str]:
    """Return strengths by code, as the secondary source has them."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row["code"]: row["strength"] for row in csv.DictReader(lines)}


def dimensions(form: CompiledForm) -> Dimensions:
    rule = form.form.classify
    assert rule
    assert rule.decision
    assert rule.decision.dimensions
    return rule.decision.dimensions


def shipped(name: str) -> list[tuple[str, str]]:
    """Return codes and strengths of a form: the question has the first half of a code, the choice the second."""
    asked, found = questions(read(name)), []
    for each in dimensions(compiled(name)).indicators:
        prefix = asked[each.question]["x"]["code"]
        value = re.search(r"selected\(\., '(\w+)'\)", each.when.text)
        assert value
        assert PREFIX[prefix.split(".")[1]] == each.dimension
        found.append((f"{prefix}.{value[1]}", each.strength.value))
    return found


@pytest.mark.parametrize(("name", "set_", "count"), [(NAMES[0], "AL", 67), (NAMES[1], "CL", 65)])
def test_every_indicator_of_the_set_is_there_once_with_its_strength(name: str, set_: str, count: int) -> None:
    """67 for adults, 65 for children; a strength belongs to the set and the dimension."""
    found = shipped(name)
    assert len(found) == count
    assert dict(found) == {code: strength for code, strength in recorded().items() if code.startswith(set_)}


def test_the_same_act_weighs_differently_before_and_at_the_work() -> None:
    """Papers kept: medium at recruitment, strong at the place of work. For a child most coercion there is strong."""
    adults, children = dict(shipped(NAMES[0])), dict(shipped(NAMES[1]))
    assert (adults["AL.CR.documents_confiscated"], adults["AL.CD.documents_confiscated"]) == ("medium", "strong")
    assert (adults["AL.CD.strong_influence"], children["CL.CD.strong_influence"]) == ("medium", "strong")
    assert (adults["AL.DR.education"], children["CL.DR.education"]) == ("weak", "strong")


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_of_a_list_of_indicators_is_an_indicator_or_none(name: str) -> None:
    """Nothing can be ticked that does not count."""
    tree = read(name)
    for row in questions(tree).values():
        if "indicators" in row:
            values = set(tree["choices"][row["type"].split()[1]])
            counted = {re.findall(r"selected\(\., '(\w+)'\)", each["when"])[0] for each in row["indicators"]}
            assert values - counted == {"none"}


@pytest.mark.parametrize("name", NAMES)
def test_the_checker_finds_nothing(name: str) -> None:
    """The form passes the check, and its only warnings are of texts to review."""
    path = FORMS / f"{name}.yaml"
    problems = check_form(path.read_bytes(), name, Beside(path)).problems
    assert [problem for problem in problems if "no reviewed text in" not in problem.what] == []


@pytest.mark.parametrize(("form", "told"), [(ADULT, TOLD), (CHILD, {"under_18": "known"})])
def test_every_result_says_that_the_strengths_were_not_compared(form: CompiledForm, told: Given) -> None:
    """Until a person has compared them with the publication."""
    found = walk(form, told).outcome.evidence
    assert "secondary source" in found
    assert "no person has compared" in found


# --- the rule of a dimension ------------------------------------------------------------------------------------


def positive(strong: int, medium: int, weak: int) -> bool:
    """The rule as a formula; the form has it as four combinations."""
    return strong >= 2 or (strong >= 1 and medium + weak >= 1) or medium >= 3 or (medium >= 2 and weak >= 1)


BOUNDARIES = [
    (1, 0, 0, False),
    (1, 0, 1, True),
    (0, 2, 0, False),
    (0, 2, 1, True),
    (0, 1, 9, False),
    (0, 0, 9, False),
    (0, 3, 0, True),
    (2, 0, 0, True),
]
EXHAUSTIVE = [(s, m, w, positive(s, m, w)) for s, m, w in itertools.product(range(3), range(4), range(4))]


@cache
def plain(name: str) -> CompiledForm:
    """Return a form with nine indicators of each strength in one dimension, under a shipped form's own rule."""
    rule = "".join(f"    - {{{', '.join(f'{k}: {v}' for k, v in line.items())}}}\n" for line in _rule(name))
    rows = "".join(
        f"  - {{name: {kind}_{n}, type: select_one yn, label: X, indicators: {{dimension: it, strength: {kind}}}}}\n"
        for kind in ("strong", "medium", "weak")
        for n in range(9)
    )
    text = (
        'form_id: plain\nversion: "1"\ntitle: X\nchoices: {yn: {"yes": "Yes", "no": "No"}}\n'
        f"dimensions:\n  named: {{it: {{label: X}}}}\n  positive_if:\n{rule}survey:\n{rows}"
        'classify:\n  name: result\n  outcomes:\n    - {it: "yes", result: possible_trafficking}\n'
    )
    return compile_form(load_form(text, "plain"))


def _rule(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = read(name)["dimensions"]["positive_if"]
    return found


def test_there_are_48_combinations_and_8_boundaries() -> None:
    """Strong 0 to 2, medium 0 to 3, weak 0 to 3."""
    assert (len(EXHAUSTIVE), sum(each[3] for each in EXHAUSTIVE), len(BOUNDARIES)) == (48, 38, 8)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("strong", "medium", "weak", "expected"), [*EXHAUSTIVE, *BOUNDARIES])
def test_a_dimension_is_positive_by_the_published_rule(
    name: str, strong: int, medium: int, weak: int, expected: bool
) -> None:
    """Two strong; a strong and any other; three medium; two medium and a weak. Nothing is added up."""
    counts = {"strong": strong, "medium": medium, "weak": weak}
    answers = {f"{kind}_{n}": "yes" if n < count else "no" for kind, count in counts.items() for n in range(9)}
    assert result_of(plain(name), answers).elements["it"] is (YES if expected else NO)


STRONG = ("documents_confiscated", "debt_bondage")
MEDIUM = ("threats_violence_victim", "violence_family", "threat_denunciation")


@pytest.mark.parametrize(("strong", "medium", "weak", "expected"), [each for each in EXHAUSTIVE if each[2] < 2])
def test_the_shipped_questions_come_to_the_same(strong: int, medium: int, weak: int, expected: bool) -> None:
    """Coercion at the place of work has enough strong and medium indicators, and one weak."""
    kept = (*STRONG[:strong], *MEDIUM[:medium], *("threat_inform_family",) * weak) or ("none",)
    found = walk(ADULT, {**NOTHING, "kept": kept}).outcome.elements["coercion_at_destination"]
    assert found is (YES if expected else NO)


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
        "kept": ("documents_confiscated", "threat_denunciation"),
    }
    assert walk(ADULT, told).outcome.label is SHOWN


def test_the_worked_example_of_poor_work() -> None:
    """Two medium of deceit, three medium of exploitation, wages kept back: a labour matter."""
    told: Given = {
        **NOTHING,
        "promise": "different",
        "told": ("wages", "housing"),
        "work": ("low_no_salary", "bad_living", "very_bad_working"),
        "made": ("withholding_wages",),
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
    assert {groups[name] for name in walked.asked} & {"start_of_work", "recruited", "at_work"} == set()
    assert (walked.outcome.label, walked.outcome.age) == (REVIEW, "child")
    assert any("child protection" in step for step in walked.outcome.next_steps)


# --- how much is asked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "count"),
    [
        (NOTHING, 10),
        ({**NOTHING, **POSITIVE["DR"], **POSITIVE["VR"], **POSITIVE["EX"], **POSITIVE["CD"]}, 12),
        ({**TOLD, "stage": "not_yet", "began": "offered", **NOTHING_BEFORE}, 6),
        ({**TOLD, "stage": "not_yet", "began": "nobody"}, 2),
    ],
)
def test_far_fewer_questions_than_indicators_are_asked(told: Given, count: int) -> None:
    """Ten for somebody with nothing to tell, twelve for a typical case, six before arrival, two for who goes alone."""
    groups = {name: row["in"] for name, row in questions(read(NAMES[0])).items()}
    asked = [name for name in walk(ADULT, told).asked if groups[name] in ("start_of_work", "recruited", "at_work")]
    assert len(asked) == count


# --- children ---------------------------------------------------------------------------------------------------

RESTS = ("told_rest", "forced_rest", "need_rest", "work_rest", "kept_rest", "bound_rest")
RULED_OUT: Given = dict.fromkeys(RESTS, "ruled_out")
    ("told_rest", "forced_rest", "need_rest", "work_rest", "kept_rest", "bound_rest"), "ruled_out"
)
NO_LISTS: Given = dict.fromkeys(("told", "forced", "need", "hold", "work", "kept", "made", "bound"), ("none",))
KNOWN: Given = {"under_18": "known", "act": "yes", "stage": "there"}


def child(**more: str | tuple[str, ...] | NonAnswer) -> Outcome:
    return walk(CHILD, {**KNOWN, **more}).outcome


def test_for_a_child_act_and_exploitation_are_enough() -> None:
    """Means are never needed: all five other dimensions may be unknown, or ruled out."""
    exploited: Given = {"work": ("excessive_hours", "no_education")}
    assert child(**exploited).label is SHOWN
    assert child(**{**NO_LISTS, **RULED_OUT, **exploited}).label is SHOWN


def test_what_is_not_ticked_is_not_a_no() -> None:
    """The sources may not know: only what they rule out is not shown."""
    assert child(**NO_LISTS).label is OPEN
    assert child(**NO_LISTS, **RULED_OUT).label is NOT_SHOWN
    assert child(**{**NO_LISTS, **RULED_OUT, "work_rest": NonAnswer.DONT_KNOW}).label is OPEN


@pytest.mark.parametrize(
    ("more", "alike"),
    [
        ({"act": "no", "work": ("excessive_hours", "hazardous_work")}, "child_labour"),
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
