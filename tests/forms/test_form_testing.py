"""`fieldkit form test` and the `tests:` of a form: docs/form-tools.md 2."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit import errors
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.model import TestCase
from fieldkit.forms.testing import TestReport, places_in, run_tests
from fieldkit.forms.yaml_reader import read_yaml
from tests.forms.form_commands import Desk

HEAD = """\
form_id: visit
version: "1"
title: Visit
non_response: [dk]
choices:
  yn: {"yes": "Yes", "no": "No"}
  needs: {food: Food, water: Water, rest: Rest}
survey:
  - {name: agrees, type: select_one yn, label: Agrees, required: "yes"}
  - group: person
    relevant: "${agrees} = 'yes'"
    survey:
      - {name: age, type: integer, label: Age, constraint: ". < 120"}
      - {name: born, type: date, label: Born}
      - {name: weight, type: decimal, label: Weight}
      - {name: needs, type: select_multiple needs, label: Needs}
      - {name: order, type: rank needs, label: Order}
      - {name: at, type: time, label: At}
      - {name: seen, type: dateTime, label: Seen}
  - repeat: place
    relevant: "${agrees} = 'yes'"
    label: Place
    survey:
      - {name: town, type: text, label: Town}
      - repeat: stay
        label: Stay
        survey:
          - {name: nights, type: integer, label: Nights}
  - {name: total, type: calculate, calculation: "sum(${nights})"}
  - {name: half, type: calculate, calculation: "${total} div 2"}
  - {name: tomorrow, type: calculate, calculation: "format-date(today() + 1, '%Y-%m-%d')"}
  - {name: chance, type: calculate, calculation: "random()"}
  - score: risk
    add:
      - {when: "${age} < 18", points: 2}
      - {when: "${total} > 10", points: 3}
    bands: {low: 0, high: 5}
  - {name: child, type: note, label: A child, relevant: "${age} < 18"}
tests:
"""


def ran(tests: str) -> TestReport:
    """Run tests on the form."""
    data = HEAD + tests
    compiled = compile_form(load_form(data, "visit.yaml"))
    return run_tests(compiled, places_in(read_yaml(data)[0]))


def one(answers: str, expect: str, more: str = "") -> list[tuple[str, str, str]]:
    """Run one test and return what came otherwise."""
    (run,) = ran(f"  - answers: {answers}\n    expect: {expect}\n{more}").runs
    assert run.problems == ()
    return [tuple(found) for found in run.mismatches]  # type: ignore[misc]


def wrong(answers: str, expect: str, more: str = "") -> list[tuple[int, int, str, str]]:
    """Run one test that cannot run, and return place, what is wrong and what to do."""
    (run,) = ran(f"  - answers: {answers}\n    expect: {expect}\n{more}").runs
    assert not run.passed
    return [(problem.line, problem.column, problem.what, problem.do) for problem in run.problems]


FIRST = HEAD.count("\n") + 1
YES = '"agrees": "yes"'


# --- answers -------------------------------------------------------------------------------------------------


def test_answers_are_nested_by_group_and_repeat() -> None:
    """A group is a mapping, a repeat a list of mappings, one for each instance."""
    answers = (
        f"{{{YES}, person: {{age: 12}}, place: [{{town: A, stay: [{{nights: 3}}, {{nights: 4}}]}}, "
        "{town: B, stay: [{nights: 5}]}]}"
    )
    assert one(answers, "{total: 12, risk: 5, risk_band: high, visible: [child]}") == []


def test_a_name_that_the_form_has_once_needs_no_group() -> None:
    """`age` alone is found, wherever it is, as long as it is in no further repeat."""
    assert one(f"{{{YES}, age: 12}}", "{risk: 2, person: {age: 12}}") == []


def test_one_mapping_is_a_repeat_with_one_instance() -> None:
    """A list with one entry can be left out."""
    assert one(f"{{{YES}, place: {{town: A}}}}", "{place: 1, town: A}") == []


def test_an_empty_list_is_a_repeat_without_instances() -> None:
    """A fresh interview has one instance; a test can take it away."""
    assert one(f"{{{YES}, place: []}}", "{place: 0}") == []


def test_non_answers_are_written_as_in_an_answers_file() -> None:
    """{nr: dk}; the other ones can be expected: blank, ref, not_asked, irrelevant."""
    assert one(f"{{{YES}, age: {{nr: dk}}}}", "{age: {nr: dk}, born: {nr: not_asked}}") == []
    assert one('{agrees: "no"}', "{age: {nr: irrelevant}}") == []
    assert one(f"{{{YES}, age: {{nr: blank}}}}", "{age: {nr: blank}}") == []


def test_the_text_nr_dk_is_a_text() -> None:
    """Only the mapping is a non-answer: what a person types stays what it is."""
    assert one(f'{{{YES}, place: [{{town: "nr:dk"}}]}}', '{town: "nr:dk"}') == []


def test_a_repeat_that_cannot_grow_fails_the_test() -> None:
    """Rows for instances that nobody could add do not vanish."""
    assert one('{agrees: "no", place: [{town: A}, {town: B}]}', '{agrees: "no"}') == [("place", "2 instances", "1")]


# --- what is compared ----------------------------------------------------------------------------------------


def test_values_are_compared_by_their_kind() -> None:
    """Numbers as numbers, chosen values in any order, ranks in order, days and times as such."""
    answers = (
        f'{{{YES}, age: 7, weight: "21.50", needs: [water, food], born: 2019-02-01, '
        'order: [rest, food, water], at: "14:30", seen: "2026-01-02 08:00"}'
    )
    expect = (
        '{age: "7.0", weight: 21.5, needs: [food, water], born: 2019-02-01, order: [rest, food, water], '
        'at: "14:30", seen: "2026-01-02 08:00", half: 0}'
    )
    assert one(answers, expect) == []


@pytest.mark.parametrize(
    ("expect", "mismatch"),
    [
        ("{age: 8}", ("age", "8", "7")),
        ("{age: {nr: dk}}", ("age", "{nr: dk}", "7")),
        ("{needs: [food]}", ("needs", "[food]", "[food, water]")),
        ("{order: [food, rest, water]}", ("order", "[food, rest, water]", "[rest, food, water]")),
        ("{born: 2019-02-02}", ("born", "2019-02-02", "2019-02-01")),
        ("{born: nonsense}", ("born", "nonsense", "2019-02-01")),
        ('{at: "14:31"}', ("at", "14:31", "14:30:00.000+02:00")),
        ("{risk_band: high}", ("risk_band", "high", "low")),
        ("{visible: [place, agrees], hidden: [child]}", ("child", "hidden", "visible")),
        ("{invalid: [age]}", ("age", "invalid", "valid")),
        ("{weight: 3}", ("weight", "3", "{nr: not_asked}")),
        ("{place: 2}", ("place", "2 instances", "1")),
        ("{town: [A, B]}", ("town", "2 instances", "1")),
    ],
)
def test_what_came_instead_is_told(expect: str, mismatch: tuple[str, str, str]) -> None:
    """The name, what was expected, what came."""
    answers = f'{{{YES}, age: 7, needs: [water, food], born: 2019-02-01, order: [rest, food, water], at: "14:30"}}'
    assert one(answers, expect) == [mismatch]


def test_instances_can_be_expected_one_by_one() -> None:
    """A question in a repeat is expected as a list, the repeat as rows, one instance by its place."""
    answers = (
        f"{{{YES}, place: [{{town: A, stay: [{{nights: 1}}]}}, {{town: B, stay: [{{nights: 2}}, {{nights: 3}}]}}]}}"
    )
    expect = (
        '{town: [A, B], "town[2]": B, nights: [1, 2, 3], "nights[2][2]": 3, place: [{town: A}, {town: B, stay: 2}]}'
    )
    assert one(answers, expect) == []
    assert one(answers, '{"town[1]": B}') == [("town[1]", "B", "A")]


def test_an_answer_that_the_form_refuses_fails_unless_it_is_expected() -> None:
    """A test cannot rest on an answer that nobody could give; `invalid:` says that it is meant."""
    assert one(f"{{{YES}, age: 200}}", "{invalid: [age]}") == []
    assert one(f"{{{YES}, age: 200}}", "{risk: 0}") == [("age", "a possible answer", "the constraint refuses it")]
    assert one(f"{{{YES}, age: old}}", "{risk: 0}") == [
        ("age", "an answer that fits", "refused: Write a whole number, such as 17")
    ]
    assert one(f"{{{YES}, age: {{nr: ref}}}}", "{invalid: [age]}") == []


def test_a_required_question_without_an_answer_is_invalid() -> None:
    """`invalid:` covers what keeps the interview from its end."""
    assert one("{}", "{invalid: [agrees]}") == []


def test_the_day_and_the_language_of_a_test_can_be_set() -> None:
    """`today:` moves the clock; without it every run has the same day."""
    assert one("{}", "{tomorrow: 2026-01-16}") == []
    assert one("{}", "{tomorrow: 2024-02-29}", "    today: 2024-02-28\n    language: en\n") == []


def test_chance_is_the_same_in_every_run() -> None:
    """random() and uuid() draw from fixed bytes in tests."""
    values = {one("{}", "{chance: 2}")[0][2] for _ in range(3)}
    assert len(values) == 1
    assert values != {"{nr: blank}"}


# --- tests that are wrong themselves -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "expect", "found"),
    [
        ("{agees: a}", "{risk: 0}", (FIRST, 15, "'agees' is no question here", "did you mean 'agrees'?")),
        (
            "{person: {aeg: 3}}",
            "{risk: 0}",
            (FIRST, 24, "'aeg' is no question here", "did you mean 'age'?"),
        ),
        ("{place: [{tow: A}]}", "{risk: 0}", (FIRST, 24, "'tow' is no question here", "did you mean 'town'?")),
        ("{town: A}", "{risk: 0}", (FIRST, 15, "'town' is no question here", "did you mean 'town'?")),
        ("{person: 3}", "{risk: 0}", (FIRST, 15, "'person' is a group", "write {question: answer} under it")),
        (
            "{place: A}",
            "{risk: 0}",
            (FIRST, 15, "'place' is a repeat", "write a list: one {question: answer} for each instance"),
        ),
        (
            "{risk: 3}",
            "{risk: 0}",
            (FIRST, 15, "'risk' is a calculate: nobody answers it", "leave it out, or put it under `expect`"),
        ),
        (
            "{age: {nr: dont_know}}",
            "{risk: 0}",
            (FIRST, 15, "this is no answer to 'age'", "write a text, [a, b], or {nr: dk}, {nr: ref}, {nr: blank}"),
        ),
        ("{}", "{rsik: 0}", (FIRST + 1, 14, "'rsik' is no question", "did you mean 'risk'?")),
        ("{}", "{visible: [chld]}", (FIRST + 1, 14, "'chld' is no question", "did you mean 'child'?")),
        ("{}", "{person: {agee: 1}}", (FIRST + 1, 23, "'agee' is no question", "did you mean 'age'?")),
        (
            "{}",
            "{result: possible_traficking}",
            (FIRST + 1, 14, "'possible_traficking' is no result", "did you mean 'possible_trafficking'?"),
        ),
        ("{}", "{result: {lable: x}}", (FIRST + 1, 14, "a result has no 'lable'", "did you mean 'label'?")),
        ("{}", "{elements: {akt: yes}}", (FIRST + 1, 14, "'akt' is no element", "did you mean 'act'?")),
        ("{}", "{elements: {act: maybe}}", (FIRST + 1, 14, "'maybe' is no answer", "use: yes, no, unknown")),
        ("{}", "{elements: all}", (FIRST + 1, 14, "this must be a mapping", "write {act: yes, means: unknown}")),
        ("{}", "{}", (FIRST, 5, "the test 'test 1' expects nothing", "add `expect:` with names and values")),
    ],
)
def test_a_mistake_in_a_test_is_told_with_its_place(
    answers: str, expect: str, found: tuple[int, int, str, str]
) -> None:
    """The test does not run; what is wrong stands at its own line and column."""
    assert wrong(answers, expect) == [found]


def test_a_day_that_is_none_and_a_language_the_form_lacks_are_told() -> None:
    """`today` and `language` are looked at before the test runs."""
    assert wrong("{}", "{risk: 0}", "    today: 28/02/2024\n    language: fr\n") == [
        (FIRST + 3, 5, "the form has no language 'fr'", "use one of: en"),
        (FIRST + 2, 5, "'28/02/2024' is no day", "write it as 2026-11-22"),
    ]


def test_a_test_has_a_bounded_number_of_instances() -> None:
    """A form from a stick cannot keep the program busy with its tests; nested ones count as well."""
    rows = ", ".join(["{stay: [{}, {}]}"] * 67)
    ((_, _, what, do), *_) = wrong(f"{{place: [{rows}]}}", "{risk: 0}")
    assert (what, do) == ("the test has more than 200 instances", "a few show the same")


@pytest.mark.parametrize("day", ["20240228", "2024-2-28", "2024-W09-3", "2024-02-30", "tomorrow"])
def test_a_day_is_written_in_one_way_only(day: str) -> None:
    """Whatever the Python that runs it reads besides."""
    ((_, _, what, do),) = wrong("{}", "{risk: 0}", f"    today: {day}\n")
    assert (what, do) == (f"'{day}' is no day", "write it as 2026-11-22")


_NAMES = st.sampled_from(
    [
        "agrees",
        "person",
        "age",
        "place",
        "stay",
        "town",
        "nights",
        "needs",
        "risk",
        "child",
        "town[2]",
        "nights[9999999]",
        "nr",
        "visible",
        "hidden",
        "invalid",
        "result",
        "elements",
        "label",
        "act",
        "a/b",
    ]
)
_SCALARS = st.one_of(st.text(max_size=6), st.sampled_from(["yes", "12", "dk", "9" * 5000, "2026-02-30", "[", "age"]))
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.dictionaries(_NAMES, inner, max_size=3), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=8,
)
PLAIN = compile_form(load_form(HEAD.removesuffix("tests:\n"), "visit.yaml"))


@given(st.dictionaries(_NAMES, _VALUES, max_size=4), st.dictionaries(_NAMES, _VALUES, max_size=4), _SCALARS)
@settings(max_examples=150, deadline=None)
def test_whatever_a_test_says_it_runs_or_says_why_not(
    answers: dict[str, Any], expect: dict[str, Any], today: str
) -> None:
    """Tests come from the same stranger as the form: nothing in them stops the program."""
    case = TestCase("any", (1, 1), answers, expect, today=today)
    form = dataclasses.replace(PLAIN.form, tests=(case,))
    (run,) = run_tests(dataclasses.replace(PLAIN, form=form)).runs
    assert run.passed or run.mismatches or run.problems


# --- results of a classification -----------------------------------------------------------------------------

CLASSIFIED = """\
form_id: sorts
version: "1"
title: Sorts
choices:
  yn: {"yes": "Yes", "no": "No"}
survey:
  - {name: safe, type: select_one yn, label: Safe, observation: "yes"}
  - {name: moved, type: select_one yn, label: Moved, element: act, touches: "${moved} = 'yes'"}
  - {name: forced, type: select_one yn, label: Forced}
  - {name: used, type: select_one yn, label: Used}
  - {name: paid, type: select_one yn, label: Paid}
gates: {safety: "${safe} = 'yes'"}
classify:
  name: sorted
  age: {adult: "${safe} != ''"}
  elements:
    act: [{when: "${moved} = 'yes'", says: Moved}]
    means: [{when: "${forced} = 'yes'", says: Forced}]
    purpose: [{when: "${used} = 'yes'", says: Used}]
  looks_like: [{when: "${paid} = 'yes'", label: smuggling, says: Paid}]
tests:
  - answers: {safe: "yes", moved: "yes", forced: "yes", used: "yes"}
    expect: {result: possible_trafficking, elements: {act: "yes", means: "yes"}}
  - answers: {safe: "yes", moved: "no", forced: "no", used: "no", paid: "yes"}
    expect: {result: {label: elements not shown in what was answered, looks_like: smuggling, urgent: "no", touched: []}}
  - answers: {safe: "yes", moved: "yes"}
    expect: {result: elements_not_shown, elements: {act: unknown}}
"""


def test_results_are_expected_by_value_or_in_words() -> None:
    """`result:` takes the label or its words; `elements:` yes, no or unknown; further facts under `result:`."""
    report = run_tests(compile_form(load_form(CLASSIFIED, "sorts.yaml")))
    assert [run.passed for run in report.runs] == [True, True, False]
    assert [tuple(found) for found in report.runs[2].mismatches] == [
        ("result", "elements_not_shown", "not_enough_information"),
        ("act", "unknown", "yes"),
    ]


def test_results_that_no_test_reached_are_named() -> None:
    """The closed gate of safety is a result of its own."""
    report = run_tests(compile_form(load_form(CLASSIFIED, "sorts.yaml")))
    assert report.coverage.results == ("not_assessed_not_safe",)
    assert report.coverage.looks_like == ()


# --- coverage ------------------------------------------------------------------------------------------------


def test_what_no_test_reached_is_named() -> None:
    """Questions never shown, choices never chosen, conditions never true or never false, bands never reached."""
    coverage = ran(f"  - answers: {{{YES}, age: 40, needs: [food]}}\n    expect: {{risk: 0}}\n").coverage
    assert (coverage.shown, coverage.questions) == (10, 11)
    assert coverage.never_shown == ("child",)
    assert coverage.never_chosen == {"agrees": ("no",), "needs": ("water", "rest"), "order": ("food", "water", "rest")}
    assert coverage.never_true == ("child",)
    assert coverage.never_false == ("person", "place")
    assert coverage.bands == {"risk": ("high",)}


def test_coverage_adds_up_over_the_tests() -> None:
    """What one test reached, another need not."""
    first = f"  - {{answers: {{{YES}, age: 7}}, expect: {{risk: 2}}}}\n"
    second = '  - {answers: {agrees: "no"}, expect: {risk: 0}}\n'
    coverage = ran(first + second).coverage
    assert (coverage.never_shown, coverage.never_true, coverage.never_false) == ((), (), ())


def test_behind_a_closed_gate_a_condition_counts_as_not_tried() -> None:
    """Nothing is asked there, whatever the condition says."""
    gated = CLASSIFIED[: CLASSIFIED.index("tests:")].replace(
        "label: Paid}", "label: Paid, relevant: \"${used} = 'yes'\"}"
    )
    test = 'tests:\n  - {answers: {safe: "no"}, expect: {result: not_assessed_not_safe}}\n'
    report = run_tests(compile_form(load_form(gated + test, "sorts.yaml")))
    assert (report.failed, report.coverage.never_false) == (0, ("paid",))


DIMENSIONS = """\
form_id: dims
version: "1"
title: Dims
choices: {yn: {"yes": "Yes", "no": "No"}}
dimensions:
  set: adult
  evidence: Invented strengths
  positive_if: [{strong: 1}]
  named:
    deceived: {label: Deceived, element: means}
    exploited: {label: Exploited, element: purpose}
survey:
  - {name: age, type: integer, label: Age}
  - {name: lied, type: select_one yn, label: Lied, indicators: {dimension: deceived, strength: strong}}
  - name: used
    type: select_one yn
    label: Used
    indicators: [{dimension: exploited, strength: strong, when: "${used} = 'yes'", says: It was used}]
classify:
  name: result
  age: {child: "${age} < 18", adult: "${age} >= 18"}
  facts: {known_age: "${age} > 0"}
  outcomes:
    - {exploited: "no", result: elements_not_shown}
    - {exploited: "yes", deceived: "yes", result: possible_trafficking}
    - {exploited: "yes", deceived: "no", age: adult, result: elements_not_shown, label: labour, says: A labour matter}
"""


def test_dimensions_and_facts_are_expected_like_elements() -> None:
    """`elements:` takes every column that the form's table of outcomes may have."""
    known = '{deceived: "yes", exploited: unknown, known_age: "no"}'
    test = f'tests:\n  - answers: {{age: 20, lied: "yes"}}\n    expect: {{elements: {known}}}\n'
    (run,) = run_tests(compile_form(load_form(DIMENSIONS + test, "dims.yaml"))).runs
    assert [tuple(found) for found in run.mismatches] == [("known_age", "no", "yes")]


def test_outcomes_and_dimensions_that_no_test_reached_are_named() -> None:
    """What the table can give, what it may look like instead, which dimension never came out positive."""
    test = 'tests:\n  - {answers: {age: 20, lied: "yes", used: "no"}, expect: {result: elements_not_shown}}\n'
    report = run_tests(compile_form(load_form(DIMENSIONS + test, "dims.yaml")))
    assert report.failed == 0
    assert report.coverage.dimensions == ("exploited",)
    assert report.coverage.looks_like == ("labour",)
    assert report.coverage.results == ("possible_trafficking", "needs_review", "not_enough_information")


# --- the command ---------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_failed_test_is_told_with_its_place_and_ends_with_its_own_status(desk: Desk) -> None:
    """file:line:column, the test's name, what was expected and what came."""
    form = desk.write("visit.yaml", HEAD + '  - {name: adults, answers: {agrees: "no"}, expect: {risk: 3}}\n')
    said = desk.do("form", "test", form)
    assert said.status == errors.FormTestsFailed.exit_status
    assert said.lines[:3] == [
        f"{form}:{FIRST}:5: failed: adults",
        "    risk: expected 3, got 0",
        f"{form}: 0 of 1 tests passed",
    ]


def test_passed_tests_are_counted_and_coverage_follows(desk: Desk) -> None:
    """What no test reached fits 80 columns, and can be left out."""
    form = desk.write("visit.yaml", HEAD + f"  - {{answers: {{{YES}, age: 40}}, expect: {{risk: 0}}}}\n")
    said = desk.do("form", "test", form)
    assert said.status == 0
    assert said.lines[:2] == [f"{form}: 1 of 1 tests passed", "  shown: 10 of 11 questions"]
    assert max(len(line) for line in said.lines[1:]) < 80
    assert desk.do("form", "test", "--no-coverage", form).lines == [f"{form}: 1 of 1 tests passed"]


def test_a_form_with_mistakes_cannot_be_tested(desk: Desk) -> None:
    """Its mistakes are shown, and the status is that of failed tests."""
    form = desk.write("visit.yaml", HEAD.replace("${agrees}", "${agres}"))
    said = desk.do("form", "test", form)
    assert said.status == errors.FormTestsFailed.exit_status
    assert "did you mean 'agrees'?" in said.out
    assert said.lines[-1] == f"{form}: its tests cannot run before this is corrected"


def test_a_form_without_tests_says_so(desk: Desk) -> None:
    """Nothing failed, and nothing was shown to work."""
    form = desk.write("visit.yaml", HEAD.replace("tests:\n", ""))
    said = desk.do("form", "test", form)
    assert (said.status, said.lines) == (0, [f"{form}: no tests; write some under `tests:`"])


def test_programs_get_every_run_and_the_coverage(desk: Desk) -> None:
    """--json: name, place, passed, mismatches, problems; coverage by kind."""
    form = desk.write("visit.yaml", HEAD + '  - {answers: {agrees: "no"}, expect: {risk: 3}}\n')
    data = desk.do("--json", "form", "test", form).data
    (run,) = data["forms"][0]["tests"]
    assert (run["passed"], run["line"], run["mismatches"]) == (
        False,
        FIRST,
        [{"about": "risk", "expected": "3", "got": "0"}],
    )
    assert data["failed"] == 1
    assert data["forms"][0]["coverage"]["bands"] == {"risk": ["high"]}
