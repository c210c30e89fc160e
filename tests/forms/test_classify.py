"""The result of an interview: three values, the age rule, reasons, gates. docs/form-language.md 7."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.forms.assess import combine
from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.expression.code import Surroundings
from fieldkit.forms.expression.convert import Value
from fieldkit.forms.expression.syntax import parse
from fieldkit.forms.expression.three_valued import Known, evaluate, kleene_and, kleene_or
from fieldkit.forms.interview import outcome, start
from fieldkit.forms.model import Localised
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri
from tests.forms.scenario import TODAY, Now, Scenario, compiled

VECTORS = Path(__file__).parents[3] / "shared/reference/instruments/amp_vectors.json"
LABELS = {
    "possible_trafficking": ResultLabel.POSSIBLE_TRAFFICKING,
    "elements_not_shown": ResultLabel.ELEMENTS_NOT_SHOWN,
    "insufficient_information": ResultLabel.NOT_ENOUGH_INFORMATION,
}

AMP = """\
form_id: amp
version: "1"
title: AMP
non_response: [dk, ref]
choices: {yn: {"yes": "Yes", "no": "No"}}
survey:
  - {name: age, type: integer, label: Age}
  - {name: act, type: select_one yn, label: Act, element: act, touches: ". = 'yes'", starts_clock: ". = 'yes'"}
  - {name: means, type: select_one yn, label: Means, element: means, touches: ". = 'yes'", starts_clock: ". = 'yes'"}
  - {name: purpose, type: select_one yn, label: Purpose, element: purpose, touches: ". = 'yes'"}
  - {name: own, type: select_one yn, label: Own}
classify:
  name: result
  age: {child: "${age} < 18", adult: "${age} >= 18"}
  elements:
    act: [{when: "${act} = 'yes'", says: {en: Act shown, fr: Acte}}]
    means: [{when: "${means} = 'yes'", says: Means shown}]
    purpose: [{when: "${purpose} = 'yes'", says: Purpose shown}]
  looks_like: [{when: "${act} = 'yes'", label: smuggling, says: More like smuggling}]
  urgent: "${means} = 'yes'"
  suspicion: "${own} = 'yes'"
  next_steps:
    - {when: "${act} = 'yes'", says: "Call {duty_phone}"}
    - {when: "${means} = 'yes' or true()", says: Always}
result: result
"""
FORM = compiled(AMP)
ANSWERS: dict[str, AnswerValue] = {"yes": "yes", "no": "no", "unknown": NonAnswer.DONT_KNOW}
AGES: dict[str, AnswerValue] = {"adult": 30, "child": 12, "unknown": NonAnswer.REFUSED}


def label(age: str, act: str, means: str, purpose: str, form: CompiledForm = FORM) -> ResultLabel:
    answers = {"age": AGES[age], "act": ANSWERS[act], "means": ANSWERS[means], "purpose": ANSWERS[purpose]}
    return outcome(start(form, language="en", today=TODAY, now=Now(), answers=answers)).label


def by_hand(age: str, act: str, means: str, purpose: str) -> ResultLabel:
    """Palermo's article 3 by cases, written without fieldkit's logic."""
    if age == "unknown":
        both = {by_hand("adult", act, means, purpose), by_hand("child", act, means, purpose)}
        return both.pop() if len(both) == 1 else ResultLabel.NOT_ENOUGH_INFORMATION
    needed = [act, purpose] if age == "child" else [act, means, purpose]
    if "no" in needed:
        return ResultLabel.ELEMENTS_NOT_SHOWN
    return ResultLabel.NOT_ENOUGH_INFORMATION if "unknown" in needed else ResultLabel.POSSIBLE_TRAFFICKING


@pytest.mark.parametrize("age", ["adult", "child", "unknown"])
def test_all_81_combinations_follow_the_age_rule(age: str) -> None:
    """Adult: act, means and purpose. Child: act and purpose. Unknown age: only if both readings agree."""
    words = ("yes", "no", "unknown")
    for act, means, purpose in itertools.product(words, repeat=3):
        assert by_hand(age, act, means, purpose) is label(age, act, means, purpose), (age, act, means, purpose)


def test_the_81_recorded_vectors_pass() -> None:
    """The vectors of the instruments reference, under fieldkit's labels."""
    if not VECTORS.exists():
        pytest.skip(f"{VECTORS.name} is not beside this checkout")
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    got = [label(v["age"], v["act"], v["means"], v["purpose"]) for v in vectors]
    assert len(vectors) == 81
    assert [LABELS[v["result"]] for v in vectors] == got


def test_age_refused_or_unknown_with_means_no_is_not_enough_information() -> None:
    """A child would need no means: the readings differ, so nothing is decided."""
    assert label("unknown", "yes", "no", "yes") is ResultLabel.NOT_ENOUGH_INFORMATION
    assert label("unknown", "yes", "no", "no") is ResultLabel.ELEMENTS_NOT_SHOWN


@pytest.mark.parametrize("kind", [NonAnswer.BLANK, NonAnswer.DONT_KNOW, NonAnswer.REFUSED, None])
def test_no_non_answer_counts_as_no(kind: NonAnswer | None) -> None:
    """Blank, don't know, refused and never asked all leave the element unknown."""
    answers: dict[str, AnswerValue] = {"age": 30, "means": "yes", "purpose": "yes"}
    if kind is not None:
        answers["act"] = kind
    found = Scenario(FORM, answers=answers).outcome
    assert (found.label, found.elements["act"]) == (ResultLabel.NOT_ENOUGH_INFORMATION, Tri.UNKNOWN)


def test_nothing_answered_is_not_enough_information() -> None:
    """Never "elements not shown" from an empty form."""
    found = Scenario(FORM).outcome
    assert (
        found.label,
        found.age,
        found.touched,
        found.suspicion,
    ) == (ResultLabel.NOT_ENOUGH_INFORMATION, "unknown", (), False)


def test_an_outcome_says_why_and_what_next() -> None:
    """Reasons in the language of the interview, with fallback; urgent, clock and next steps."""
    answers: dict[str, AnswerValue] = {"age": 30, "means": "yes", "act": "yes", "purpose": "yes"}
    found = Scenario(FORM, answers=answers).outcome
    assert [(reason.question, reason.text) for reason in found.reasons] == [
        ("act", "Act shown"),
        ("means", "Means shown"),
        ("purpose", "Purpose shown"),
    ]
    assert found.touched == ("act", "means", "purpose")
    assert (found.urgent, found.suspicion, found.clock_question) == (True, True, "means")
    assert found.next_steps == ("Call {duty_phone}", "Always")
    assert (found.looks_like, found.settle) == (None, None)


def test_looks_like_is_shown_only_without_a_suspicion_of_trafficking() -> None:
    """It helps where elements are not shown or information is missing."""
    found = Scenario(FORM, answers={"age": 30, "act": "yes", "means": "no", "purpose": "no"}).outcome
    assert (found.looks_like, found.looks_like_text) == ("smuggling", "More like smuggling")


def test_a_workers_own_suspicion_is_enough_for_suspicion() -> None:
    """Without any element."""
    found = Scenario(FORM, answers={"own": "yes"}).outcome
    assert (found.suspicion, found.touched, found.clock_question) == (True, (), None)


def test_the_question_that_could_settle_it_is_named_but_never_a_refused_one() -> None:
    """A person who refused is not asked again; don't know comes last; then the age."""
    yes: dict[str, AnswerValue] = {"age": 30, "act": "yes", "means": "yes", "purpose": "yes"}
    assert Scenario(FORM, answers={**yes, "means": NonAnswer.BLANK}).outcome.settle == "means"
    assert Scenario(FORM, answers={**yes, "means": NonAnswer.REFUSED}).outcome.settle is None
    both: dict[str, AnswerValue] = {**yes, "act": NonAnswer.DONT_KNOW, "purpose": NonAnswer.BLANK}
    assert Scenario(FORM, answers=both).outcome.settle == "purpose"
    assert Scenario(FORM, answers={**yes, "age": NonAnswer.BLANK, "means": "no"}).outcome.settle == "age"
    child: dict[str, AnswerValue] = {"age": 9, "act": "yes", "purpose": NonAnswer.BLANK}
    assert Scenario(FORM, answers=child).outcome.settle == "purpose"


GATED = AMP.replace(
    "survey:\n",
    """gates: {safety: "${safe} = 'yes'", consent: "${agrees} = 'yes'"}
survey:
  - {name: safe, type: select_one yn, label: Safe?, observation: yes}
  - {name: agrees, type: select_one yn, label: Agrees?}
""",
).replace("element: act,", "element: act, observation: yes,")
NO_TO_ALL: dict[str, AnswerValue] = {"age": 30, "act": "no", "means": "no", "purpose": "no"}


def gated(**answers: AnswerValue) -> ResultLabel:
    return Scenario(compiled(GATED), answers={**answers, **NO_TO_ALL}).outcome.label


def test_not_safe_is_its_own_result() -> None:
    """Whatever was observed."""
    assert gated(safe="no") is ResultLabel.NOT_ASSESSED_NOT_SAFE
    assert gated(safe=NonAnswer.DONT_KNOW) is ResultLabel.NOT_ASSESSED_NOT_SAFE
    assert gated() is ResultLabel.NOT_ENOUGH_INFORMATION


def test_without_consent_nothing_counts_as_not_shown() -> None:
    """A refusal says nothing about trafficking."""
    assert gated(safe="yes", agrees="no") is ResultLabel.NOT_ENOUGH_INFORMATION
    assert gated(safe="yes") is ResultLabel.NOT_ENOUGH_INFORMATION
    assert gated(safe="yes", agrees="yes") is ResultLabel.ELEMENTS_NOT_SHOWN


FOLLOW_UP = (
    AMP.replace(
        "  - {name: own,",
        """  - {name: promised, type: select_one yn, label: Promised, relevant: "${act} = 'yes'"}
  - {name: kept, type: select_one yn, label: Kept, relevant: "${promised} = 'yes'"}
  - {name: own,""",
    )
    .replace(
        "    means: [",
        """    means:
      - {when: "not(${kept} = 'yes')", says: Not kept}
      - """,
    )
    .replace("says: Means shown}]", "says: Means shown}")
)


def test_a_question_that_cannot_apply_any_more_counts_as_no_and_never_as_yes() -> None:
    """Its parent was answered no; with the parent unknown it stays unknown, down the whole chain."""
    form = compiled(FOLLOW_UP)
    base: dict[str, AnswerValue] = {"age": 30, "means": "no", "purpose": "no"}

    def means(**answers: AnswerValue) -> Tri:
        return Scenario(form, answers={**base, **answers}).outcome.elements["means"]

    assert means(act="no") is Tri.NO
    assert means(act=NonAnswer.DONT_KNOW) is Tri.UNKNOWN
    assert means(act="yes") is Tri.UNKNOWN
    assert means(act="yes", promised="no") is Tri.NO
    assert means(act="yes", promised=NonAnswer.REFUSED) is Tri.UNKNOWN
    assert means(act="yes", promised="yes") is Tri.UNKNOWN
    assert means(act="yes", promised="yes", kept="no") is Tri.YES
    assert means(act="yes", promised="yes", kept="yes") is Tri.NO
    assert means(act="yes", promised="no", kept="no") is Tri.NO  # an answer that does not apply any more shows nothing


def test_without_consent_a_question_that_was_not_put_leaves_its_element_unknown() -> None:
    """Hidden by the refusal is not the same as ruled out by an answer."""
    form = compiled(GATED.replace("element: means,", "element: means, relevant: \"${agrees} = 'yes'\","))
    answers: dict[str, AnswerValue] = {"safe": "yes", "agrees": "no"}
    assert Scenario(form, answers=answers).outcome.elements["means"] is Tri.UNKNOWN


def test_the_clock_starts_at_the_answer_that_was_given_first() -> None:
    """Not at the first question of the form, and not at an earlier don't know."""
    talk = Scenario(FORM, answers={"age": 30}).at("act", NonAnswer.DONT_KNOW).at("means", "yes").at("act", "yes")
    assert talk.outcome.clock_question == "means"


THROUGH = AMP.replace(
    "  - {name: own,", '  - {name: minor, type: calculate, calculation: "if(${age} < 18, 1, 0)"}\n  - {name: own,'
)
THROUGH = THROUGH.replace('child: "${age} < 18"', 'child: "${minor} = 1"').replace(
    'adult: "${age} >= 18"', 'adult: "${minor} = 0"'
)


@pytest.mark.parametrize(("age", "expected"), [(12, "child"), (30, "adult"), (NonAnswer.DONT_KNOW, "unknown")])
def test_a_calculation_does_not_turn_unknown_into_no(age: AnswerValue, expected: str) -> None:
    """`if(${age} < 18, 1, 0)` is 0 for an empty age in the form, and unknown in classify."""
    assert expected == Scenario(compiled(THROUGH), answers={"age": age}).outcome.age


# --- three-valued evaluation ----------------------------------------------------------------------------------


class Known3:
    """Facts from a dict; a name that is not in it is unknown."""

    def __init__(self, values: dict[str, Value]) -> None:
        self.values = values
        moment = Scenario(FORM).state.around
        self.around: Surroundings = moment

    def value(self, name: str) -> Known:
        return self.values.get(name)

    def status(self, name: str) -> str | None:
        return "" if name in self.values else None

    def choices(self, name: str) -> dict[str, Localised]:
        return {"a": {"": "A"}}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("${u} = 'x'", None),
        ("${u} != 'x'", None),
        ("${u} < 1 or ${a} = 1", True),
        ("${u} < 1 and ${a} = 2", False),
        ("not(${u} = 1)", None),
        ("selected(${u}, 'x')", None),
        ("selected(${m}, 'x') and not(selected(${m}, 'z'))", True),
        ("if(${u} = 1, 1, 1) = 1", None),
        ("if(${a} = 1, 'x', ${u}) = 'x'", True),
        ("coalesce(${u}, ${a}) = 1", None),
        ("coalesce('', ${a}) = 1", True),
        ("nr(${u}) = 'dk'", None),
        ("nr(${a}) = ''", True),
        ("${u} * 0 = 0", None),
        ("-${a} = -1 and ${a} + 1 > 1 and ${a} >= 1 and ${a} <= 1", True),
        ("today() = date('2026-11-22') and decimal-date-time(today()) < number(now())", True),
        ("jr:choice-name('a', '${q}') = 'A' and jr:choice-name('b', '${q}') = ''", True),
        ("once(${a}) = 1", True),
        ("count-selected(${m}) = 2", True),
    ],
)
def test_a_comparison_with_a_non_answer_is_unknown(expression: str, expected: bool | None) -> None:
    """Kleene's and, or, not over it."""
    facts = Known3({"a": 1.0, "m": ("x", "y")})
    assert expected is evaluate(parse(expression).tree, facts)


TRUTHS = st.sampled_from([True, False, None])


@given(st.lists(TRUTHS, max_size=5))
def test_and_and_or_are_kleenes(truths: list[bool | None]) -> None:
    """Negating every part and the whole turns one into the other."""

    def negate(truth: bool | None) -> bool | None:
        return None if truth is None else not truth

    assert kleene_and(*truths) is negate(kleene_or(*map(negate, truths)))


ATOMS = st.sampled_from(
    [
        "${a} = 'yes'", "${b} = 'no'", "${a} != ${b}", "${n} < 18", "${n} >= 18", "selected(${m}, 'x')",
        "count-selected(${m}) > 1", "string-length(${a}) = 2", "if(${n} > 5, ${a}, ${b}) = 'yes'",
        "coalesce(${a}, ${b}) = 'no'", "nr(${a}) = ''", "${n} + 1 > ${k}", "contains(${b}, 'e')",
    ]
)  # fmt: skip
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} and {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} or {pair[1]})"),
        inner.map(lambda one: f"not({one})"),
        st.tuples(inner, inner, inner).map(lambda three: f"boolean(if({three[0]}, {three[1]}, {three[2]}))"),
    ),
    max_leaves=8,
)
YES_NO = st.sampled_from(["yes", "no"])
NUMBERS = st.sampled_from([3.0, 17.0, 18.0, 40.0])
VALUES = st.fixed_dictionaries(
    {"a": YES_NO, "b": YES_NO, "n": NUMBERS, "k": NUMBERS, "m": st.sampled_from([("x",), ("x", "y"), ("y",)])}
)


@given(EXPRESSIONS, VALUES, st.sets(st.sampled_from("abnkm")))
def test_adding_an_answer_may_decide_and_removing_one_may_only_undecide(
    expression: str, values: dict[str, Value], removed: set[str]
) -> None:
    """What fewer answers decide, more answers never change."""
    tree = parse(expression).tree
    fewer = evaluate(tree, Known3({name: value for name, value in values.items() if name not in removed}))
    assert fewer is None or fewer == evaluate(tree, Known3(values))


ANSWER = st.sampled_from(["yes", "no"])
ORDER = [Tri.UNKNOWN, Tri.NO, Tri.YES]


@given(
    st.fixed_dictionaries({"act": ANSWER, "means": ANSWER, "purpose": ANSWER, "promised": ANSWER, "kept": ANSWER}),
    st.sampled_from([12, 30]),
    st.sets(st.sampled_from(["age", "act", "means", "purpose", "promised", "kept"])),
    st.sampled_from([None, NonAnswer.BLANK, NonAnswer.DONT_KNOW, NonAnswer.REFUSED]),
)
@settings(deadline=None)
def test_a_result_from_fewer_answers_is_never_contradicted_by_more(
    given_answers: dict[str, str], age: int, removed: set[str], instead: NonAnswer | None
) -> None:
    """The same for whole forms with skip logic: labels and elements only go from unknown to known."""
    full: dict[str, AnswerValue] = {"age": age, **given_answers}
    part = {name: value for name, value in full.items() if name not in removed}
    if instead is not None:
        part |= dict.fromkeys(removed, instead)
    form = compiled(FOLLOW_UP)
    fewer, more = Scenario(form, answers=part).outcome, Scenario(form, answers=full).outcome
    if fewer.label is not ResultLabel.NOT_ENOUGH_INFORMATION:
        assert fewer.label is more.label
    assert fewer.elements.keys() == more.elements.keys() == {"act", "means", "purpose"}
    for name, truth in fewer.elements.items():
        assert truth in (Tri.UNKNOWN, more.elements[name])


@given(st.sampled_from(["child", "adult", "unknown"]), TRUTHS, TRUTHS, TRUTHS)
def test_the_age_rule_is_monotone(age: str, act: bool | None, means: bool | None, purpose: bool | None) -> None:
    """An unknown age never decides what one of the two readings would decide otherwise."""
    from typing import Literal, cast

    found = combine(cast(Literal["child", "adult", "unknown"], age), act, means, purpose)
    if age == "unknown" and found is not None:
        assert found is combine("child", act, means, purpose)
        assert found is combine("adult", act, means, purpose)


def test_no_result_says_that_somebody_is_not_a_victim() -> None:
    """Results are hints for help, never findings."""
    words = [label.words for label in ResultLabel]
    expected = [
        "possible trafficking: refer",
        "not enough information",
        "elements not shown in what was answered",
        "needs review",
        "not assessed: not safe to talk",
        "no result: written down only",
    ]
    assert expected == words
