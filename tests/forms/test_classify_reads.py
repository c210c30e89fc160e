"""What the expressions of a rule may read. docs/form-language.md 7.9."""

import pytest

from fieldkit.forms.check import check_form
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri
from tests.forms.scenario import Scenario

FORM = """\
form_id: reads
version: "1"
title: Reads
non_response: [dk, ref]
choices: {yn: {"yes": "Yes", "no": "No"}}
survey:
  - {name: age, type: integer, label: Age}
  - repeat: job
    label: Job
    survey:
      - {name: paid, type: select_one yn, label: Paid?, element: purpose, touches: ". = 'no'"}
      - {name: days, type: integer, label: Days}
classify:
  name: result
  elements:
    act: [{when: "ACT", says: X}]
    means: []
    purpose: []
"""


def told(expression: str) -> list[str]:
    found = check_form(FORM.replace("ACT", expression), "f.yaml").problems
    return [f"{p.line}:{p.column} {p.what}" for p in found if p.severity == "error"]


@pytest.mark.parametrize(
    "expression",
    [
        "${paid} = 'no'",
        "'no' = ${paid} or ${days} > ${age}",
        "sum(${days}) > 30 and max(${days}) < 90 and min(${days}) > 1",
        "count(${job}) > 2 or count-non-empty(${days}) = 3",
        "join(' ', ${paid}) = 'yes no'",
        "not(${paid} = 'no') and if(${age} > 17, ${days} > 3, true())",
    ],
)
def test_a_question_in_a_repeat_is_compared_or_read_all_together(expression: str) -> None:
    """A comparison holds when it holds for any instance."""
    assert told(expression) == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("selected(${paid}, 'no')", "16:30 'paid' is in a repeat: this would read its first instance only"),
        ("${days} + 1 > 3", "16:21 'days' is in a repeat: this would read its first instance only"),
        ("${paid} = ${days}", "16:31 'days' is in a repeat: this would read its first instance only"),
        ("nr(${paid}) = 'dk'", "16:24 'paid' is in a repeat: this would read its first instance only"),
        ("/data/age > 3", "16:19 a rule reads no paths"),
        ("../age > 3", "16:19 a rule reads no paths"),
        ("${job}[1]/days > 3", "16:21 a rule reads no paths"),
        ("position(${job}) > 1", "16:19 position() has no meaning in a rule, which has no place in the form"),
        ("random() > 1", "16:19 random() has no meaning in a rule, which has no place in the form"),
    ],
)
def test_one_instance_of_many_a_path_and_a_place_are_errors(expression: str, expected: str) -> None:
    """A rule stands outside all repeats; the message says what to write."""
    assert expected in told(expression)


def test_a_question_in_a_repeat_that_touches_is_read_over_all_instances() -> None:
    """`.` stands for every instance."""
    form = FORM.replace("ACT", "${paid} = 'yes'")
    answers: dict[str, AnswerValue] = {"job": ("1", "2"), "paid[1]": "yes", "paid[2]": "no"}
    assert Scenario(form, answers=answers).outcome.touched == ("act", "purpose")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("no", "yes", Tri.YES),
        ("no", "no", Tri.NO),
        ("no", NonAnswer.DONT_KNOW, Tri.UNKNOWN),
        (NonAnswer.REFUSED, "yes", Tri.YES),
    ],
)
def test_a_comparison_over_instances_has_three_values(first: AnswerValue, second: AnswerValue, expected: Tri) -> None:
    """Yes for one that holds; no only when every instance is known and none does."""
    form = FORM.replace("ACT", "${paid} = 'yes'")
    answers: dict[str, AnswerValue] = {"job": ("1", "2"), "paid[1]": first, "paid[2]": second}
    assert Scenario(form, answers=answers).outcome.elements["act"] is expected


@pytest.mark.parametrize(("ids", "expected"), [((), Tri.NO), (("1", "4"), Tri.NO), (("1", "4", "5"), Tri.YES)])
def test_the_number_of_instances_is_always_known(ids: tuple[str, ...], expected: Tri) -> None:
    """Whatever was answered in them."""
    answers: dict[str, AnswerValue] = {"job": ids}
    assert Scenario(FORM.replace("ACT", "count(${job}) > 2"), answers=answers).outcome.elements["act"] is expected
