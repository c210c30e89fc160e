"""A driver for interviews in tests: answer, expect, finish. The form stands in the test."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.forms.check import load_form
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import (
    Answer,
    Effect,
    Event,
    Finish,
    Goto,
    Next,
    QuestionView,
    Rejected,
    State,
    final_answers,
    outcome,
    start,
    step,
    view,
)
from fieldkit.forms.values import AnswerValue, NonAnswer

TODAY = dt.date(2026, 11, 22)

HEAD = """\
form_id: test
version: "1"
title: {en: Test}
choices:
  yn: {"yes": {en: "Yes", fr: Oui}, "no": {en: "No", fr: Non}}
  means: {force: {en: Force}, debt: {en: Debt}, none: {en: None of these}}
non_response: [dk, ref]
"""


@dataclass(frozen=True)
class Now:
    """A fixed moment: 2026-11-22 12:00 at two hours east of UTC."""

    utc_ms: int = 1_795_341_600_000
    offset_min: int = 120


def compiled(text: str) -> CompiledForm:
    """Return a compiled form; a text that begins with `survey:` gets HEAD in front."""
    return compile_form(load_form(HEAD + text if text.startswith(("survey:", "gates:")) else text, "test.yaml"))


class Scenario:
    """An interview that a test drives. `state` is replaced at every step."""

    def __init__(
        self, form: str | CompiledForm, *, language: str = "en", answers: Mapping[str, AnswerValue] | None = None
    ) -> None:
        self.compiled = compiled(form) if isinstance(form, str) else form
        self.state: State = start(self.compiled, language=language, today=TODAY, now=Now(), answers=answers)
        self.effects: tuple[Effect, ...] = ()

    def do(self, event: Event) -> "Scenario":
        self.state, self.effects = step(self.state, event)
        return self

    def answer(self, *raws: str | tuple[str, ...] | NonAnswer) -> "Scenario":
        """Answer the current question, and those after it."""
        for raw in raws:
            self.do(Answer(raw))
        return self

    @staticmethod
    def answered(state: State, key: str, raw: str) -> State:
        """Return the state after going to a question and answering it; unchanged where it does not apply."""
        state, _ = step(state, Goto(key))
        return step(state, Answer(raw))[0] if state.position == key else state

    def at(self, name: str, raw: str | tuple[str, ...] | NonAnswer) -> "Scenario":
        """Go to a question and answer it."""
        return self.do(Goto(name)).do(Answer(raw))

    def next(self) -> "Scenario":
        return self.do(Next())

    def finish(self) -> "Scenario":
        return self.do(Finish())

    @property
    def here(self) -> str | None:
        return self.state.position

    @property
    def view(self) -> QuestionView:
        return view(self.state)

    @property
    def outcome(self) -> Outcome:
        return outcome(self.state)

    @property
    def final(self) -> dict[str, AnswerValue]:
        return final_answers(self.state)

    def rejection(self) -> str | None:
        """Return the message of the last event if it was rejected."""
        return next((effect.message for effect in self.effects if isinstance(effect, Rejected)), None)
