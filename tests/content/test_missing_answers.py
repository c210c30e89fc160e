"""Missing answers on the border quick screen: leaving one out may undecide a result, and never weakens it."""

import datetime as dt

from hypothesis import given, settings, strategies as st

from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.interview import outcome, start
from fieldkit.forms.values import AnswerValue, NonAnswer
from tests.content.shipped import questions, read
from tests.content.walking import Now, compiled

SCREEN = compiled("border_quick_screen")
FORM = read("border_quick_screen")
BEGUN: dict[str, AnswerValue] = {
    "post": "gatuna",
    "danger": "no",
    "alone": "yes",
    "safe": "yes",
    "maybe_child": "no",
    "consent": "yes",
}
OPEN = st.sampled_from((NonAnswer.BLANK, NonAnswer.DONT_KNOW, NonAnswer.REFUSED, NonAnswer.NOT_ASKED))


def _answers(group: str) -> st.SearchStrategy[dict[str, AnswerValue]]:
    rows = {name: row["type"] for name, row in questions(FORM).items() if row["in"] == group}
    return st.fixed_dictionaries({name: _answer(type_) for name, type_ in rows.items()})


def _answer(type_: str) -> st.SearchStrategy[AnswerValue]:
    kind, choices = type_.split()
    values = [value for value in FORM["choices"][choices] if value != "none" or kind == "select_one"]
    if kind == "select_one":
        return st.sampled_from(values)
    some = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple)
    return st.one_of(st.just(("none",)), some)


def _label(answers: dict[str, AnswerValue]) -> ResultLabel:
    kept = {name: value for name, value in answers.items() if value is not NonAnswer.NOT_ASKED}
    return outcome(start(SCREEN, language="en", today=dt.date(2026, 11, 22), now=Now(), answers=kept)).label


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.data())
def test_leaving_answers_out_can_only_undecide(data: st.DataObject) -> None:
    """What is left out gives the same result or "not enough information"; never a weaker or another one."""
    group, age = data.draw(st.sampled_from((("adult", 30), ("child", 12))))
    told: dict[str, AnswerValue] = {**BEGUN, "age": age, **data.draw(_answers(group))}
    gone = data.draw(
        st.sets(st.sampled_from([name for name in told if name not in BEGUN and name != "age"]), min_size=1)
    )
    fewer = {name: data.draw(OPEN) if name in gone else value for name, value in told.items()}
    assert _label(fewer) in (_label(told), ResultLabel.NOT_ENOUGH_INFORMATION)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from((("adult", 30), ("child", 12))), st.data())
def test_every_answer_given_decides(who: tuple[str, int], data: st.DataObject) -> None:
    """When everything was answered, the result is one of the two that decide."""
    told: dict[str, AnswerValue] = {**BEGUN, "age": who[1], **data.draw(_answers(who[0]))}
    assert _label(told) in (ResultLabel.POSSIBLE_TRAFFICKING, ResultLabel.ELEMENTS_NOT_SHOWN)
