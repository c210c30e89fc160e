"""Missing answers on the border quick screen: leaving one out may undecide a result, and never weakens it."""

from hypothesis import given, settings, strategies as st

from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.values import AnswerValue
from tests.content.answering import answers_of, fewer, result_of
from tests.content.walking import compiled

SCREEN = compiled("border_quick_screen")
BEGUN: dict[str, AnswerValue] = {
    "post": "gatuna",
    "danger": "no",
    "alone": "yes",
    "safe": "yes",
    "maybe_child": "no",
    "consent": "yes",
}
WHO = st.sampled_from((("adult", 30), ("child", 12)))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(WHO, st.data())
def test_leaving_answers_out_can_only_undecide(who: tuple[str, int], data: st.DataObject) -> None:
    """What is left out gives the same result or "not enough information"; never a weaker or another one."""
    told: dict[str, AnswerValue] = {**BEGUN, "age": who[1]}
    answers = data.draw(answers_of(SCREEN, told, [who[0]]))
    less = data.draw(fewer(answers, told))
    assert result_of(SCREEN, less).label in (result_of(SCREEN, answers).label, ResultLabel.NOT_ENOUGH_INFORMATION)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(WHO, st.data())
def test_every_answer_given_decides(who: tuple[str, int], data: st.DataObject) -> None:
    """When everything was answered, the result is one of the two that decide."""
    answers = data.draw(answers_of(SCREEN, {**BEGUN, "age": who[1]}, [who[0]]))
    assert result_of(SCREEN, answers).label in (ResultLabel.POSSIBLE_TRAFFICKING, ResultLabel.ELEMENTS_NOT_SHOWN)
