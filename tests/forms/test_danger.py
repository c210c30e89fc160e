"""The danger gate of a form: what was said of immediate danger is known at once."""

import datetime as dt

from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.interview import Answer, State, danger, start, step
from fieldkit.forms.values import NonAnswer
from fieldkit.ports import Instant

FORM = """
form_id: small
version: "1"
title: "Small"
non_response: ["dk"]
choices:
  yn: {"yes": "Yes", "no": "No"}
survey:
  - {name: now, type: select_one yn, label: "Anybody in danger?"}
  - {name: next, type: text, label: "Next"}
gates:
  danger: "${now} = 'yes'"
"""


def _answered(raw: str | NonAnswer) -> State:
    compiled = compile_form(load_form(FORM, "small"))
    state = start(compiled, language="en", today=dt.date(2026, 11, 22), now=Instant(0, 0, 0, ""))
    assert danger(state) is False
    return step(state, Answer(raw))[0]


def test_a_yes_to_the_danger_question_is_danger() -> None:
    """The danger gate is open as soon as its answer is a certain yes."""
    assert danger(_answered("yes")) is True


def test_no_and_not_known_are_no_danger_page() -> None:
    """A no, or not knowing, does not bring the danger page up; its key is there on every screen."""
    assert [danger(_answered(raw)) for raw in ("no", NonAnswer.DONT_KNOW)] == [False, False]


def test_a_form_without_the_gate_has_no_danger() -> None:
    """A form without a danger gate shows the page only when its key is pressed."""
    compiled = compile_form(load_form(FORM.split("gates:", maxsplit=1)[0], "small"))
    state = start(compiled, language="en", today=dt.date(2026, 11, 22), now=Instant(0, 0, 0, ""))
    assert danger(step(state, Answer("yes"))[0]) is False


def test_an_unknown_name_in_the_danger_gate_is_refused() -> None:
    """The checker names a danger gate that reads a question which is not there."""
    from fieldkit.forms.check import check_form

    checked = check_form(FORM.replace("${now} =", "${nwo} ="), "small")
    assert any("nwo" in problem.what for problem in checked.problems)
    assert checked.form is None
