"""Dimensions and the table of results over them. docs/form-language.md 7.10, 7.11."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.forms.check import check_form
from fieldkit.forms.classify import Outcome, ResultLabel
from fieldkit.forms.dimensions import Counts, Least, Strength, is_positive, judge
from fieldkit.forms.tables import OutcomeLine, decide, first_match
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri
from tests.forms.scenario import Scenario, compiled

ILO_RULE = Path(__file__).parents[3] / "shared/reference/instruments/ilo_rule.json"
RULE = (Least(strong=2), Least(strong=1, medium_or_weak=1), Least(medium=3), Least(medium=2, weak=1))

FORM = """\
form_id: dims
version: "1"
title: Dims
non_response: [dk, ref]
choices:
  yn: {"yes": "Yes", "no": "No"}
  held: {papers: Papers, wages: Wages, none: None}
dimensions:
  set: adult
  evidence: {en: Strengths from a secondary source, fr: Forces de seconde main}
  positive_if: [{strong: 2}, {strong: 1, medium_or_weak: 1}, {medium: 3}, {medium: 2, weak: 1}]
  named:
    deception: {label: {en: Deceptive recruitment}, element: means}
    exploitation: {label: {en: Exploitation}, element: purpose}
survey:
  - {name: age, type: integer, label: Age}
  - name: about_work
    type: select_one yn
    label: Deceived about the work?
    indicators: {dimension: deception, strength: strong}
  - name: about_pay
    type: select_one yn
    label: Deceived about the pay?
    relevant: "${about_work} = 'yes'"
    indicators: {dimension: deception, strength: {adult: medium, child: strong}}
  - name: held
    type: select_multiple held
    label: What was kept?
    indicators:
      - {dimension: exploitation, strength: strong, when: "selected(., 'papers')", says: {en: Papers were kept}}
      - {dimension: exploitation, strength: weak, when: "selected(., 'wages')"}
classify:
  name: result
  age: {child: "${age} < 18", adult: "${age} >= 18"}
  outcomes:
    - {exploitation: "no", result: elements_not_shown}
    - {age: child, exploitation: "yes", result: possible_trafficking}
    - {exploitation: "yes", deception: "yes", result: possible_trafficking}
    - {exploitation: "yes", deception: "no", result: elements_not_shown, label: labour_rights, says: A labour matter}
"""
LABOUR = '    - {exploitation: "yes", deception: "no"'
DIMS = compiled(FORM)


def outcome(**answers: AnswerValue) -> Outcome:
    return Scenario(DIMS, answers=answers).outcome


# --- the rule --------------------------------------------------------------------------------------------------


def vectors() -> list[tuple[Counts, bool]]:
    if not ILO_RULE.exists():
        pytest.skip(f"{ILO_RULE.name} is not beside this checkout")
    rule: dict[str, Any] = json.loads(ILO_RULE.read_text(encoding="utf-8"))
    exhaustive = rule["vectors_exhaustive_S0-2_M0-3_W0-3"]
    return [
        *((Counts(v["strong"], v["medium"], v["weak"]), v["positive"]) for v in exhaustive),
        *((Counts(v["S"], v["M"], v["W"]), v["expect"]) for v in rule["boundary_vectors"]),
    ]


def test_the_recorded_vectors_of_the_dimension_rule_pass() -> None:
    """48 combinations and 8 boundaries."""
    found = vectors()
    assert len(found) == 56
    assert [expected for _, expected in found] == [is_positive(RULE, counts) for counts, _ in found]


def test_the_rule_of_a_form_is_that_of_the_reference() -> None:
    """It is written as data in both."""
    if not ILO_RULE.exists():
        pytest.skip(f"{ILO_RULE.name} is not beside this checkout")
    written = json.loads(ILO_RULE.read_text(encoding="utf-8"))["dimension_positive_if_any"]
    decision = DIMS.form.classify and DIMS.form.classify.decision
    assert decision
    assert decision.dimensions
    as_written = tuple(Least(**{key.removesuffix("_min"): n for key, n in line.items()}) for line in written)
    assert as_written == decision.dimensions.positive_if == RULE


STRENGTHS = st.sampled_from(list(Strength))
TRUTHS = st.sampled_from([True, False, None])


@given(st.lists(st.tuples(STRENGTHS, TRUTHS), max_size=7))
def test_a_dimension_is_decided_when_all_that_is_open_could_not_change_it(found: list[tuple[Strength, Any]]) -> None:
    """Compared with trying every completion."""
    open_at = [at for at, (_, known) in enumerate(found) if known is None]
    results = set()
    for guess in itertools.product((True, False), repeat=len(open_at)):
        truths = dict(enumerate(known for _, known in found)) | dict(zip(open_at, guess, strict=True))
        counts = Counts()
        for at, (strength, _) in enumerate(found):
            counts = counts.plus(strength) if truths[at] else counts
        results.add(is_positive(RULE, counts))
    assert judge(RULE, found).positive is (results.pop() if len(results) == 1 else None)


# --- three values ----------------------------------------------------------------------------------------------


def test_a_dimension_is_unknown_while_an_open_answer_could_make_it_positive() -> None:
    """Don't know and refused stay open as well: neither is a no."""
    assert outcome(about_work="yes").elements["deception"] is Tri.UNKNOWN
    assert outcome(about_work="yes", about_pay=NonAnswer.REFUSED).elements["deception"] is Tri.UNKNOWN
    assert outcome(about_work="yes", about_pay="yes").elements["deception"] is Tri.YES
    assert outcome(about_work="yes", about_pay="no").elements["deception"] is Tri.NO


def test_a_question_that_cannot_apply_counts_as_not_shown() -> None:
    """Deceived about the work: no. So the question about the pay is never put."""
    assert outcome(about_work="no").elements["deception"] is Tri.NO
    assert outcome(about_work=NonAnswer.DONT_KNOW).elements["deception"] is Tri.UNKNOWN


def test_a_dimension_can_be_no_before_all_is_answered() -> None:
    """What is open could not be enough: one weak indicator alone."""
    form = compiled(
        FORM.replace("dimension: exploitation, strength: strong, when", "dimension: deception, strength: weak, when")
    )
    assert Scenario(form).outcome.elements["exploitation"] is Tri.NO


def test_the_strength_of_an_indicator_depends_on_the_set_of_the_form() -> None:
    """The same questions in the form for children: the second indicator is strong there."""
    child = FORM.replace("set: adult", "set: child")
    (deception, _) = Scenario(child, answers={"about_work": "yes", "about_pay": "yes"}).outcome.dimensions
    assert (deception.shown, deception.label) == (Counts(strong=2), "Deceptive recruitment")
    other = Scenario(FORM.replace("set: adult", "set: third"), answers={"about_work": "yes"}).outcome
    assert other.elements["deception"] is Tri.NO  # the third set has one indicator of it only


def test_every_result_carries_the_evidence_note_in_the_language_of_the_interview() -> None:
    """Until a person has compared the strengths with the publication."""
    assert outcome().evidence == "Strengths from a secondary source"
    assert Scenario(DIMS, language="fr").outcome.evidence == "Forces de seconde main"


def test_a_result_names_the_indicators_that_were_shown() -> None:
    """In their own words, or those of the question."""
    found = outcome(about_work="yes", held=("papers", "wages"))
    assert [(reason.question, reason.element, reason.text) for reason in found.reasons] == [
        ("about_work", "deception", "Deceived about the work?"),
        ("held", "exploitation", "Papers were kept"),
        ("held", "exploitation", "What was kept?"),
    ]


def test_a_positive_dimension_touches_its_element() -> None:
    """So the interview is a suspicion."""
    found = outcome(held=("papers", "wages"))
    assert (found.touched, found.suspicion) == (("purpose",), True)


ANSWERED = st.fixed_dictionaries(
    {
        "age": st.sampled_from([12, 30]),
        "about_work": st.sampled_from(["yes", "no"]),
        "about_pay": st.sampled_from(["yes", "no"]),
        "held": st.sampled_from([("none",), ("papers",), ("papers", "wages")]),
    }
)


@given(ANSWERED, st.sets(st.sampled_from(["age", "about_work", "about_pay", "held"])), st.booleans())
@settings(deadline=None)
def test_a_result_from_fewer_answers_is_never_contradicted_by_more(
    full: dict[str, Any], removed: set[str], refused: bool
) -> None:
    """Results and dimensions only go from unknown to known."""
    part = {name: value for name, value in full.items() if name not in removed}
    if refused:
        part |= dict.fromkeys(removed, NonAnswer.REFUSED)
    fewer, more = outcome(**part), outcome(**full)
    assert fewer.label in (ResultLabel.NOT_ENOUGH_INFORMATION, more.label)
    for name, known in fewer.elements.items():
        assert known in (Tri.UNKNOWN, more.elements[name])


def test_the_open_question_of_a_dimension_is_named_as_the_one_to_ask() -> None:
    """Of those that could still decide."""
    assert outcome(age=30, held=("papers", "wages"), about_work="yes").settle == "about_pay"
    assert outcome(held=("papers", "wages"), about_work="no").settle == "age"


# --- the table of results --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ResultLabel.NOT_ENOUGH_INFORMATION),
        ({"held": ("none",)}, ResultLabel.ELEMENTS_NOT_SHOWN),
        ({"age": 12, "held": ("papers", "wages")}, ResultLabel.POSSIBLE_TRAFFICKING),
        ({"held": ("papers", "wages")}, ResultLabel.NOT_ENOUGH_INFORMATION),
        ({"held": ("papers", "wages"), "about_work": "yes", "about_pay": "yes"}, ResultLabel.POSSIBLE_TRAFFICKING),
        ({"age": 30, "held": ("papers", "wages"), "about_work": "no"}, ResultLabel.ELEMENTS_NOT_SHOWN),
        ({"held": ("papers", "wages"), "about_work": "no"}, ResultLabel.NOT_ENOUGH_INFORMATION),
    ],
)
def test_the_table_gives_a_result_that_no_missing_answer_could_change(
    answers: dict[str, AnswerValue], expected: ResultLabel
) -> None:
    """Also for an age that is not known: both readings must agree."""
    assert outcome(**answers).label is expected


def test_a_line_may_say_what_it_looks_more_like() -> None:
    """Beside its result."""
    found = outcome(age=30, held=("papers", "wages"), about_work="no")
    assert (found.looks_like, found.looks_like_text) == ("labour_rights", "A labour matter")


def test_a_combination_that_the_table_does_not_have_needs_review() -> None:
    """A source that leaves it undefined never becomes a no."""
    form = FORM[: FORM.index(LABOUR)]
    answers: dict[str, AnswerValue] = {"age": 30, "held": ("papers", "wages"), "about_work": "no"}
    found = Scenario(form, answers=answers).outcome
    assert (found.label, found.suspicion) == (ResultLabel.NEEDS_REVIEW, True)


ILO_LINES = """\
    - {exploitation: "no", coercion: "no", result: elements_not_shown}
    - {exploitation: "yes", coercion: "no", deception: "no", coercive: "no", result: elements_not_shown}
    - {exploitation: "yes", coercion: "no", deception: "yes", result: possible_trafficking}
    - {exploitation: "yes", coercion: "yes", deception: "yes", result: possible_trafficking}
    - {exploitation: "yes", coercion: "yes", coercive: "yes", result: possible_trafficking}
"""
ILO_NAMES = {
    "exploitation": "exploitation",
    "coercion": "coercion_at_destination",
    "deception": "deceptive_recruitment",
    "coercive": "coercive_recruitment",
}
ILO_LABELS = {
    "elements not shown": ResultLabel.ELEMENTS_NOT_SHOWN,
    "exploited migrant": ResultLabel.ELEMENTS_NOT_SHOWN,
    "victim of deception": ResultLabel.POSSIBLE_TRAFFICKING,
    "victim of trafficking": ResultLabel.POSSIBLE_TRAFFICKING,
}
ILO = (
    FORM[: FORM.index("  named:")]
    + "  named:\n"
    + "".join(f"    {name}: {{label: {name}}}\n" for name in ILO_NAMES)
    + "survey:\n"
    + "".join(
        f"  - {{name: {name}_{n}, type: select_one yn, label: X, indicators: {{dimension: {name}, strength: {s}}}}}\n"
        for name in ILO_NAMES
        for n, s in enumerate(("strong", "medium"))
    )
    + "classify:\n  name: result\n  outcomes:\n"
    + ILO_LINES
)


def ilo_outcome(**dimensions: bool | None) -> Outcome:
    words: dict[bool | None, AnswerValue] = {True: "yes", False: "no", None: NonAnswer.DONT_KNOW}
    answers = {f"{name}_{n}": words[known] for name, known in dimensions.items() for n in range(2)}
    return Scenario(compiled(ILO), answers=answers).outcome


def ilo(**dimensions: bool | None) -> ResultLabel:
    return ilo_outcome(**dimensions).label


def test_a_result_that_needs_review_is_a_suspicion() -> None:
    """Also where no element was touched."""
    found = ilo_outcome(exploitation=True, coercion=True, deception=False, coercive=False)
    assert (found.label, found.touched, found.suspicion) == (ResultLabel.NEEDS_REVIEW, (), True)


def test_the_recorded_outcomes_of_the_labour_set_pass_under_our_labels() -> None:
    """A source's own words for a result become one of ours; what it leaves undefined needs review."""
    if not ILO_RULE.exists():
        pytest.skip(f"{ILO_RULE.name} is not beside this checkout")
    rule: dict[str, Any] = json.loads(ILO_RULE.read_text(encoding="utf-8"))
    (rows,) = (value for key, value in rule.items() if key.startswith("labour_outcomes_adult"))
    assert len(rows) == 5
    for row in rows:
        expected = next(label for words, label in ILO_LABELS.items() if row["class"].startswith(words))
        assert ilo(**{name: row[source] for name, source in ILO_NAMES.items()}) is expected, row
    assert ilo(exploitation=True, coercion=True, deception=False, coercive=False) is ResultLabel.NEEDS_REVIEW


COLUMNS = ("a", "b", "c")
CELLS = st.dictionaries(st.sampled_from(COLUMNS), st.booleans())
LINES = st.lists(st.tuples(CELLS, st.sampled_from(["x", "y"])), max_size=5)
KNOWNS = st.fixed_dictionaries(dict.fromkeys(COLUMNS, TRUTHS))


@given(LINES, KNOWNS, st.data())
@settings(deadline=None)
def test_knowing_more_never_gives_a_result_that_was_not_possible(
    written: list[tuple[dict[str, bool], str]], knowns: dict[str, bool | None], data: st.DataObject
) -> None:
    """Lines and results only fall away."""
    lines = [OutcomeLine((1, 1), cells, result, "", {}) for cells, result in written]
    more = {name: data.draw(st.booleans()) if known is None else known for name, known in knowns.items()}
    before, after = decide(lines, knowns, "z"), decide(lines, more, "z")
    assert after.results <= before.results
    assert (len(after.results), after.lines) == (1, (first_match(lines, more),))


SIGNS = """
form_id: signs
version: "1"
title: Signs
non_response: [dk]
choices: {yn: {yes: "Yes", no: "No"}}
survey:
  - {name: held, type: select_one yn, label: Are papers held by another?}
  - {name: planned, type: select_one yn, label: Is it only planned?}
classify:
  name: result
  elements: {act: [], means: [{when: "${held} = 'yes'", says: Papers are held}], purpose: []}
  facts: {planned: "${planned} = 'yes'"}
  outcomes:
    - {means: yes, planned: yes, result: needs_review, label: planned, says: not yet done}
    - {means: yes, result: needs_review}
    - {result: not_enough_information}
"""


def signs(**answers: AnswerValue) -> Outcome:
    return Scenario(SIGNS, answers=answers).outcome


def test_a_list_of_signs_may_end_in_not_enough_information_when_it_found_none() -> None:
    """That nothing was seen shows nothing; what was seen is for a person to review."""
    assert signs(held="no", planned="no").label is ResultLabel.NOT_ENOUGH_INFORMATION
    assert signs(held="yes", planned="no").label is ResultLabel.NEEDS_REVIEW


def test_a_question_that_only_chooses_between_words_is_not_named_as_the_one_to_ask() -> None:
    """Whether it is only planned changes the words, never the result."""
    assert signs(planned=NonAnswer.BLANK).settle == "held"
    assert (signs(held=NonAnswer.DONT_KNOW).settle, signs(held=NonAnswer.DONT_KNOW).settle_text) == (
        "held",
        "Are papers held by another?",
    )
    assert (signs(held="no").settle, signs(held="no").settle_text) == (None, "")


# --- what the checker says -------------------------------------------------------------------------------------


def told(text: str, severity: str = "error") -> list[str]:
    found = check_form(text, "f.yaml").problems
    return [f"{p.line}:{p.column} {p.what}" for p in found if p.severity == severity]


def test_the_form_of_these_tests_has_no_mistakes() -> None:
    """Neither has the one for the labour set."""
    assert (told(FORM), told(ILO)) == ([], [])


INDICATOR = "{dimension: deception, strength: strong}"
LINE = '{exploitation: "no", result: elements_not_shown}'
DENIED = "a result never says that somebody is not a victim"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (INDICATOR, "{dimension: decepton, strength: strong}", "there is no dimension 'decepton'"),
        (INDICATOR, "{dimension: deception}", "`strength` is missing"),
        (INDICATOR, "{dimension: deception, strength: big}", "`strength` cannot be 'big'"),
        (INDICATOR, "strong", "an indicator is a mapping"),
        ("  set: adult\n", "", "strengths by set in a form without a set"),
        ("{strong: 2}", "{strong: two}", "`strong` must be a whole number above 0"),
        ("{strong: 2}", "{}", "a combination says how many"),
        ("{strong: 2}", "{heavy: 2}", "unknown key 'heavy'"),
        ("{label: {en: Deceptive recruitment}, element: means}", "D", "a dimension is a mapping of keys"),
        ("element: means", "element: menas", "`element` cannot be 'menas'"),
        ("    exploitation: {label", "    purpose: {label", "'purpose' is the name of something else"),
        (LINE, '{exploitatoin: "no", result: elements_not_shown}', "unknown key 'exploitatoin'"),
        (LINE, "{exploitation: maybe, result: elements_not_shown}", "`exploitation` cannot be 'maybe'"),
        (LINE, '{exploitation: "no"}', "`result` is missing"),
        (LINE, "{result: not_a_victim}", "`result` cannot be 'not_a_victim'"),
        ("label: labour_rights, says", "says", "`label` is missing"),
        ("says: A labour matter", "says: This person is not a victim", DENIED),
        ("says: A labour matter", "says: {fr: Pas une victime}", DENIED),
        ("label: labour_rights", "label: not_trafficking", DENIED),
    ],
)
def test_what_is_wrong_with_dimensions_and_outcomes_is_an_error(old: str, new: str, expected: str) -> None:
    """Each with its place."""
    assert old in FORM
    assert any(line.endswith(expected) for line in told(FORM.replace(old, new))), told(FORM.replace(old, new))


def test_indicators_and_dimensions_and_classify_need_each_other() -> None:
    """None is of any use alone."""
    without = FORM[: FORM.index("dimensions:")] + FORM[FORM.index("survey:") :]
    assert any("`indicators` in a form without `dimensions:`" in line for line in told(without))
    assert any("`dimensions` without `classify:`" in line for line in told(FORM[: FORM.index("classify:")]))


def test_a_dimension_that_can_never_be_positive_and_a_line_that_never_matches_are_warnings() -> None:
    """Somebody has forgotten something."""
    lonely = FORM.replace("      - {dimension: exploitation, strength: weak, when: \"selected(., 'wages')\"}\n", "")
    wanted = "the dimension 'exploitation' can never be positive: 1 strong, 0 medium, 0 weak"
    assert any(line.endswith(wanted) for line in told(lonely, "warning"))
    twice = FORM + '    - {exploitation: "no", deception: "no", result: needs_review}\n'
    assert any(line.endswith("the lines above always match first") for line in told(twice, "warning"))
