"""Walk an interview on a shipped form as a screen would: one question at a time, in the order the form puts them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from fieldkit.commands.beside import Beside
from fieldkit.forms.check import load_form
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import (
    Answer,
    Finish,
    Finished,
    Moved,
    Next,
    QuestionView,
    State,
    final_answers,
    start,
    step,
    view,
)
from fieldkit.forms.values import AnswerValue, NonAnswer
from tests.content.shipped import FORMS

Given: TypeAlias = "Mapping[str, str | tuple[str, ...] | NonAnswer]"


@dataclass(frozen=True, slots=True)
class Now:
    """A fixed moment, 22 November 2026."""

    utc_ms: int = 1_795_305_600_000
    offset_min: int = 120


@dataclass(frozen=True, slots=True)
class Walked:
    """The end of a walk: what was put, in order, and what came out."""

    asked: tuple[str, ...]
    outcome: Outcome
    answers: Mapping[str, AnswerValue]


def compiled(name: str) -> CompiledForm:
    """Return a shipped form, checked and compiled."""
    path = FORMS / f"{name}.yaml"
    return compile_form(load_form(path.read_bytes(), path.name, Beside(path)))


def walk(form: CompiledForm, given: Given, language: str = "en") -> Walked:
    """Answer what is given, leave everything else blank, and finish. An answer that is never asked for is a mistake."""
    state, shown = _to_the_end(form, given, language)
    asked = tuple(each.name for each in shown)
    assert set(given) <= set(asked), set(given) - set(asked)
    state, effects = step(state, Finish())
    found = [effect.outcome for effect in effects if isinstance(effect, Finished)]
    assert len(found) == 1, effects
    return Walked(asked, found[0], final_answers(state))


def screens(form: CompiledForm, given: Given, language: str = "en") -> list[QuestionView]:
    """Return every screen of a walk, as it was drawn."""
    return _to_the_end(form, given, language)[1]


def _to_the_end(form: CompiledForm, given: Given, language: str) -> tuple[State, list[QuestionView]]:
    state = start(form, language=language, today=dt.date(2026, 11, 22), now=Now())
    shown: list[QuestionView] = []
    while not view(state).at_end:
        shown.append(view(state))
        name = shown[-1].name
        state, effects = step(state, Answer(given[name]) if name in given else Next())
        assert any(isinstance(effect, Moved) for effect in effects), f"{name}: {effects}"
    return state, shown
