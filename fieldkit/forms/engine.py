"""The state of an interview and how a change spreads through it: only what reads the change is computed again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any

from fieldkit.forms.compile import SURROUNDINGS_SLOT, Cell, CompiledForm
from fieldkit.forms.expression.code import EMPTY, Surroundings
from fieldkit.forms.expression.convert import Value, is_empty, number_text, text
from fieldkit.forms.model import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class State:
    """An interview at one moment. Immutable for callers: `step` copies before it changes anything.

    `answers` keeps the order in which questions were first answered, and what does not apply at the moment.
    `slots` is what expressions read, `applies` says for every scope whether it applies (see `compile`).
    """

    compiled: CompiledForm
    around: Surroundings
    answers: Mapping[str, AnswerValue]
    slots: list[Any]
    applies: list[bool]
    position: str | None
    error: str | None = None

    @property
    def language(self) -> str:
        return self.around.language

    def answer(self, cell: Cell) -> AnswerValue:
        """Return the answer as it counts now: irrelevant where the question does not apply."""
        if not self.applies[cell.scope]:
            return NonAnswer.IRRELEVANT
        if cell.question.type is QuestionType.CALCULATE:
            return answer_of(self.slots[cell.slot])
        return self.answers.get(cell.question.name, NonAnswer.NOT_ASKED)


def value_of(cell: Cell, answer: AnswerValue | None) -> Value:
    """Return what expressions read for an answer; empty for a non-answer. (form-language 4.2)"""
    if answer is None or isinstance(answer, NonAnswer):
        return EMPTY[cell.type]
    return float(answer) if isinstance(answer, int) else answer


def answer_of(value: Value) -> AnswerValue:
    """Return the answer that a computed value is stored as."""
    if is_empty(value):
        return NonAnswer.BLANK
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, bool | dt.datetime) or (isinstance(value, float) and number_text(value)[-1] == "y"):
        return text(value)  # true, a moment, Infinity: as text
    return value


def compute_all(
    compiled: CompiledForm, around: Surroundings, answers: Mapping[str, AnswerValue]
) -> tuple[list[Any], list[bool]]:
    """Return slots and scopes, everything computed from the answers."""
    slots = list(compiled.empties)
    slots[SURROUNDINGS_SLOT] = around
    for cell in compiled.cells:
        if cell.kept_slot and cell.question.name in answers:
            slots[cell.kept_slot] = value_of(cell, answers[cell.question.name])
        if cell.status_slot:
            slots[cell.status_slot] = NonAnswer.NOT_ASKED.value
    applies = [False] * len(compiled.followers)
    applies[0] = True
    spread(compiled, slots, applies, answers, list(range(len(compiled.steps))))
    return slots, applies


def spread(
    compiled: CompiledForm,
    slots: list[Any],
    applies: list[bool],
    answers: Mapping[str, AnswerValue],
    waiting: list[int],
) -> None:
    """Run the steps in `waiting`, and whatever reads what they change, in graph order. Changes both lists in place."""
    steps, cells, readers, followers = compiled.steps, compiled.cells, compiled.readers, compiled.followers
    heapify(waiting)
    last = -1
    while waiting:
        number = heappop(waiting)
        if number == last:
            continue
        last = number
        scope, index, parent, gate, run = steps[number]
        if index < 0:
            now = applies[parent] and applies[gate] and (run is None or run(slots))
            if now is not applies[scope]:
                applies[scope] = now
                for follower in followers[scope]:
                    heappush(waiting, follower)
            continue
        cell = cells[index]
        if not applies[scope]:
            value = EMPTY[cell.type]
        elif run is not None:
            value = run(slots)
        else:
            value = value_of(cell, answers.get(cell.question.name))
        if cell.status_slot or cell.kept_slot:
            _mark(cell, value, answers, slots, applies, readers, waiting)
        before = slots[cell.slot]
        if value == before and type(value) is type(before):
            continue
        if value == value or before == before:  # not both NaN
            slots[cell.slot] = value
            for reader in readers[cell.slot]:
                heappush(waiting, reader)


def _mark(
    cell: Cell,
    value: Value,
    answers: Mapping[str, AnswerValue],
    slots: list[Any],
    applies: list[bool],
    readers: tuple[tuple[int, ...], ...],
    waiting: list[int],
) -> None:
    """Keep what nr() and once() read up to date."""
    if cell.kept_slot and not is_empty(value):
        slots[cell.kept_slot] = value
    if cell.status_slot:
        status = status_of(cell, value, answers, applies[cell.scope])
        if status != slots[cell.status_slot]:
            slots[cell.status_slot] = status
            for reader in readers[cell.status_slot]:
                heappush(waiting, reader)


def status_of(cell: Cell, value: Value, answers: Mapping[str, AnswerValue], applies: bool) -> str:
    """Return what nr() gives: a code, or '' for an answer. (form-language 4.2)"""
    if not applies:
        return NonAnswer.IRRELEVANT.value
    if cell.question.type is QuestionType.CALCULATE:
        return NonAnswer.BLANK.value if is_empty(value) else ""
    answer = answers.get(cell.question.name, NonAnswer.NOT_ASKED)
    return answer.value if isinstance(answer, NonAnswer) else ""


def with_answer(state: State, cell: Cell, answer: AnswerValue) -> State | None:
    """Return the state after an answer; None if the question's constraint does not hold for it."""
    name, slots = cell.question.name, state.slots.copy()
    slots[cell.slot] = value_of(cell, answer)
    if cell.constraint is not None and not isinstance(answer, NonAnswer) and not cell.constraint(slots):
        return None  # form-language 4.4
    slots[cell.slot] = state.slots[cell.slot]
    answers = dict(state.answers)
    if isinstance(answers.get(name), NonAnswer):
        del answers[name]  # the order is that of answers: the 24-hour clock looks for the first
    answers[name] = answer
    applies = state.applies.copy()
    spread(state.compiled, slots, applies, answers, [cell.step])
    return State(state.compiled, state.around, answers, slots, applies, state.position)
