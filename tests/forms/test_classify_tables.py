"""Facts and tables: what the answers look more like. docs/form-language.md 7.6, 7.11."""

import csv
from pathlib import Path

import pytest

from fieldkit.forms.check import check_form
from fieldkit.forms.classify import Outcome, ResultLabel
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri
from tests.forms.scenario import Scenario, compiled

SITUATIONS = Path(__file__).parents[3] / "shared/reference/instruments/decision_table.csv"

LINES = """\
      - {act: "yes", means: "no", purpose: "no", own_request: "yes", border: "yes", label: smuggling, says: Paid}
      - {taken: "yes", purpose: "no", label: abduction, says: Taken by force}
      - {sex_work: "yes", means: "no", age: adult, label: sex_work_without_means, says: Nobody controls it}
      - {bad_work: "yes", means: "no", label: labour_rights, says: A labour matter}
      - {at_home: "yes", act: "no", label: domestic_violence, says: Violence at home}
      - {bad_work: "yes", means: "yes", act: "no", label: forced_labour, says: Forced work without a recruiter}
      - {own_family: "yes", age: child, label: child_labour, says: Work of a child}
      - {adopted: "yes", age: child, purpose: "no", label: illegal_adoption, says: An adoption outside the law}
"""
FACTS = ("own_request", "border", "taken", "sex_work", "bad_work", "at_home", "own_family", "adopted")
FORM = (
    """\
form_id: tables
version: "1"
title: Tables
non_response: [dk, ref]
choices: {yn: {"yes": "Yes", "no": "No"}}
survey:
  - {name: age, type: integer, label: Age}
"""
    + "".join(
        f"  - {{name: q_{name}, type: select_one yn, label: X}}\n" for name in ("act", "means", "purpose", *FACTS)
    )
    + """\
classify:
  name: result
  age: {child: "${age} < 18", adult: "${age} >= 18"}
  elements:
"""
    + "".join(f"    {name}: [{{when: \"${{q_{name}}} = 'yes'\", says: X}}]\n" for name in ("act", "means", "purpose"))
    + "  facts:\n"
    + "".join(f"    {name}: \"${{q_{name}}} = 'yes'\"\n" for name in FACTS)
    + "  looks_like:\n    match: first\n    lines:\n"
    + LINES
)
FIRST = compiled(FORM)
ALL = compiled(FORM.replace("match: first", "match: all"))


def outcome(yes: str, *, age: int | None = 30, unknown: str = "", form: object = None) -> Outcome:
    """Answer yes to the names in a text, don't know to others, no to the rest."""
    answers: dict[str, AnswerValue] = {f"q_{name}": "no" for name in ("act", "means", "purpose", *FACTS)}
    answers |= {f"q_{name}": "yes" for name in yes.split()}
    answers |= {f"q_{name}": NonAnswer.DONT_KNOW for name in unknown.split()}
    if age is not None:
        answers["age"] = age
    return Scenario(ALL if form is ALL else FIRST, answers=answers).outcome


@pytest.mark.parametrize(
    ("situation", "age", "yes", "label", "looks_like"),
    [
        ("trafficking_adult", 30, "act means purpose", ResultLabel.POSSIBLE_TRAFFICKING, None),
        ("trafficking_child", 12, "act purpose", ResultLabel.POSSIBLE_TRAFFICKING, None),
        ("smuggling", 30, "act own_request border", ResultLabel.ELEMENTS_NOT_SHOWN, "smuggling"),
        ("abduction", 30, "act means taken", ResultLabel.ELEMENTS_NOT_SHOWN, "abduction"),
        ("sex_work_adult", 30, "sex_work", ResultLabel.ELEMENTS_NOT_SHOWN, "sex_work_without_means"),
        ("labour_law_violation", 30, "act bad_work", ResultLabel.ELEMENTS_NOT_SHOWN, "labour_rights"),
        ("forced_labour_no_trafficking_act", 30, "means bad_work", ResultLabel.ELEMENTS_NOT_SHOWN, "forced_labour"),
        ("domestic_violence", 30, "means at_home", ResultLabel.ELEMENTS_NOT_SHOWN, "domestic_violence"),
        ("child_labour", 12, "own_family", ResultLabel.ELEMENTS_NOT_SHOWN, "child_labour"),
        ("illegal_adoption", 3, "act adopted", ResultLabel.ELEMENTS_NOT_SHOWN, "illegal_adoption"),
    ],
)  # fmt: skip
def test_situations_of_the_reference_are_told_apart(
    situation: str, age: int, yes: str, label: ResultLabel, looks_like: str | None
) -> None:
    """Trafficking from smuggling, abduction, sex work without means, labour matters, violence at home."""
    if SITUATIONS.exists():
        with SITUATIONS.open(encoding="utf-8") as file:
            assert situation in {row["situation"] for row in csv.DictReader(file)}
    found = outcome(yes, age=age)
    assert (found.label, found.looks_like) == (label, looks_like)


def test_first_match_says_nothing_while_an_earlier_line_is_open() -> None:
    """An answer that is still missing must not change what was said."""
    assert outcome("bad_work", unknown="taken").looks_like is None
    assert outcome("bad_work").looks_like == "labour_rights"


def test_all_matches_says_every_line_that_holds_for_certain() -> None:
    """In the order of the form; what is open is left out."""
    found = outcome("bad_work sex_work", unknown="taken", form=ALL)
    assert [alike.label for alike in found.alike] == ["sex_work_without_means", "labour_rights"]
    assert found.looks_like == "sex_work_without_means"
    assert found.looks_like_text == "Nobody controls it; A labour matter"


def test_a_column_of_age_is_open_while_the_age_is_not_known() -> None:
    """A child is never taken for an adult."""
    assert outcome("sex_work", age=None, form=ALL).alike == ()


def test_facts_have_three_values_and_are_part_of_the_outcome() -> None:
    """For those who want to see how a table was read."""
    found = outcome("border", unknown="taken")
    assert (found.facts["border"], found.facts["taken"], found.facts["adopted"]) == (Tri.YES, Tri.UNKNOWN, Tri.NO)


def test_a_line_may_have_an_expression_beside_its_cells() -> None:
    """Both must hold."""
    form = FORM.replace('{taken: "yes", purpose', '{when: "${age} > 40", taken: "yes", purpose')

    def said(age: int) -> str | None:
        answers: dict[str, AnswerValue] = {f"q_{name}": "no" for name in ("act", "means", "purpose", *FACTS)}
        return Scenario(compiled(form), answers={**answers, "q_taken": "yes", "age": age}).outcome.looks_like

    assert (said(50), said(30)) == ("abduction", None)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("match: first", "match: best", "`match` cannot be 'best'"),
        ('{taken: "yes"', "{taken: maybe", "`taken` cannot be 'maybe'"),
        ('{taken: "yes"', '{takne: "yes"', "unknown key 'takne'"),
        ("age: adult", "age: old", "`age` cannot be 'old'"),
        ('    border: "', '    act: "', "'act' is the name of something else"),
        ('    border: "', '    a b: "', "'a b' is not a name"),
        ("says: Taken by force", "says: Not trafficked", "a result never says that somebody is not a victim"),
        (LINES, "      - just text\n", "a line of `looks_like` is a mapping"),
    ],
)
def test_what_is_wrong_with_a_table_is_an_error(old: str, new: str, expected: str) -> None:
    """With its place."""
    assert old in FORM
    problems = [p.what for p in check_form(FORM.replace(old, new), "f.yaml").problems if p.severity == "error"]
    assert expected in problems


def test_a_table_of_results_has_at_most_ten_columns() -> None:
    """It is looked at with every combination of what is unknown."""
    cells = ", ".join(f'{name}: "yes"' for name in ("act", "means", "purpose", *FACTS))
    wide = FORM + f"  outcomes:\n    - {{{cells}, result: needs_review}}\n"
    problems = [p.what for p in check_form(wide, "f.yaml").problems if p.severity == "error"]
    assert problems == ["`outcomes` has 11 columns, more than 10"]
