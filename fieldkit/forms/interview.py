"""The interview as a state machine: `step(state, event) -> (state, effects)`. No I/O; a wrong answer is a value."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Protocol, TypeAlias

from fieldkit import errors
from fieldkit.forms.assess import assess, gate, in_danger
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compile import Cell, CompiledForm
from fieldkit.forms.convert_answer import Misfit, convert, fits
from fieldkit.forms.dependencies import gate_questions
from fieldkit.forms.engine import State, answer_of, compute_all, with_answer
from fieldkit.forms.events import (
    Answer,
    Back,
    Danger,
    Drop,
    Effect,
    Event,
    Finish,
    Finished,
    Goto,
    Leave,
    Moved,
    Next,
    QuickExit,
    Rejected,
    Reply,
    Save,
    SetLanguage,
)
from fieldkit.forms.expression.code import Surroundings
from fieldkit.forms.expression.convert import is_empty, text
from fieldkit.forms.messages import message
from fieldkit.forms.model import QuestionType
from fieldkit.forms.screens import (
    Choice,
    Kind,
    OutlineRow,
    QuestionView,
    allowed,
    constraint_message,
    is_screen,
    outline,
    problem_of,
    required_message,
    view,
)
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri

__all__ = [
    "Answer",
    "Back",
    "Choice",
    "CompiledForm",
    "Danger",
    "Drop",
    "Effect",
    "Event",
    "Finish",
    "Finished",
    "Goto",
    "Kind",
    "Leave",
    "Moved",
    "Next",
    "OutlineRow",
    "QuestionView",
    "QuickExit",
    "Rejected",
    "Reply",
    "Save",
    "SetLanguage",
    "State",
    "consent",
    "danger",
    "final_answers",
    "outcome",
    "outline",
    "safety",
    "start",
    "step",
    "view",
]

# --- opening -----------------------------------------------------------------------------------------------


class Moment(Protocol):
    """What `start` needs of `ports.Instant`."""

    @property
    def utc_ms(self) -> int: ...

    @property
    def offset_min(self) -> int: ...


def start(
    compiled: CompiledForm,
    *,
    language: str,
    today: dt.date,
    now: Moment,
    answers: Mapping[str, AnswerValue] | None = None,
) -> State:
    """Open an interview, or open it again with the stored answers (in the order they were first given).

    Opened again it stands at the first question without an answer after the last one that has one.
    Raises: UnknownLanguage, AnswerDoesNotFit.
    """
    form = compiled.form
    if language not in form.languages:
        raise errors.UnknownLanguage(form=form.form_id, language=language, languages=", ".join(form.languages))
    given = dict(answers or {})
    for name, value in given.items():
        _check_fit(compiled, name, value)
    around = Surroundings(today, _local(now), now.offset_min, language, form.default_language)
    slots, applies = compute_all(compiled, around, given)
    state = State(compiled, around, given, slots, applies, None)
    state = _with_defaults(state)
    return dataclasses.replace(state, position=_first_position(state, answers or {}))


def _local(now: Moment) -> dt.datetime:
    zone = dt.timezone(dt.timedelta(minutes=now.offset_min))
    return dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc).astimezone(zone) + dt.timedelta(milliseconds=now.utc_ms)


def _check_fit(compiled: CompiledForm, name: str, value: AnswerValue) -> None:
    cell = compiled.by_name.get(name)
    form = compiled.form
    if cell is None or not fits(cell.question, form.choices.get(cell.question.list_name, {}), value):
        raise errors.AnswerDoesNotFit(question=name, form=form.form_id, version=form.version)


def _with_defaults(state: State) -> State:
    """Put in defaults, in the order of the form: a later one may read an earlier one."""
    for cell in state.compiled.cells:
        if cell.default is None or cell.question.name in state.answers:
            continue
        value = cell.default(state.slots)
        answer = NonAnswer.BLANK if is_empty(value) else _converted(state, cell, text(value))
        if not isinstance(answer, Misfit | NonAnswer):
            state = with_answer(state, cell, answer) or state
    return state


def _first_position(state: State, given: Mapping[str, AnswerValue]) -> str | None:
    last = max((state.compiled.by_name[name].number for name in given), default=-1)
    return _screen_after(state, last)


def _screen_after(state: State, index: int) -> str | None:
    for cell in state.compiled.cells[index + 1 :]:
        if is_screen(state, cell):
            return cell.question.name
    return None


def _screen_before(state: State, index: int) -> str | None:
    for cell in reversed(state.compiled.cells[:index]):
        if is_screen(state, cell):
            return cell.question.name
    return None


# --- one step ----------------------------------------------------------------------------------------------

Stepped: TypeAlias = tuple[State, tuple[Effect, ...]]


def step(state: State, event: Event) -> Stepped:
    """Apply one event. `state` stays as it was."""
    match event:
        case Answer(raw):
            return _answer(state, raw)
        case Next():
            return _next(state)
        case Back():
            return _move(state, _screen_before(state, _index(state)) or state.position)
        case Goto(name):
            return _goto(state, name)
        case SetLanguage(code):
            return _set_language(state, code)
        case Finish():
            return _finish(state)


def _index(state: State) -> int:
    """Return where the current question stands in the form; past the last one at the end."""
    return len(state.compiled.cells) if state.position is None else state.compiled.by_name[state.position].number


def _move(state: State, name: str | None, *before: Effect) -> Stepped:
    return dataclasses.replace(state, position=name, error=None), (*before, Moved(name))


def _reject(state: State, name: str, why: str) -> Stepped:
    return dataclasses.replace(state, error=why), (Rejected(name, why),)


def _answer(state: State, raw: str | tuple[str, ...] | NonAnswer) -> Stepped:
    cell = None if state.position is None else state.compiled.by_name[state.position]
    if cell is None or not cell.question.type.takes_answer:
        return _reject(state, state.position or "", message("no_question", state.language))
    name = cell.question.name
    answer = raw if isinstance(raw, NonAnswer) else _converted(state, cell, raw)
    if isinstance(answer, Misfit):
        return _reject(state, name, message(answer.value, state.language))
    if isinstance(answer, NonAnswer) and answer not in allowed(state, cell):
        blank = answer is NonAnswer.BLANK
        return _reject(state, name, required_message(state, cell) if blank else message("not_allowed", state.language))
    answered = with_answer(state, cell, answer)
    if answered is None:
        return _reject(state, name, constraint_message(_candidate(state, cell, answer), cell))
    saves = (Save(name, answer), *_kept(state, answered))
    return _move(answered, _screen_after(answered, cell.number), *saves)


def _converted(state: State, cell: Cell, raw: str | tuple[str, ...]) -> "AnswerValue | Misfit":
    return convert(cell.question, state.compiled.form.choices.get(cell.question.list_name, {}), raw)


def _candidate(state: State, cell: Cell, answer: AnswerValue) -> State:
    """Return the state as if the answer held, so that a message may name it."""
    slots = state.slots.copy()
    slots[cell.slot] = float(answer) if isinstance(answer, int) else answer
    return dataclasses.replace(state, slots=slots)


def _kept(before: State, after: State) -> tuple[Save, ...]:
    """Return what once() fixed by this answer: it must survive a restart."""
    return tuple(
        Save(cell.question.name, answer_of(after.slots[cell.kept_slot]))
        for cell in after.compiled.kept_cells
        if is_empty(before.slots[cell.kept_slot]) and not is_empty(after.slots[cell.kept_slot])
    )


def _next(state: State) -> Stepped:
    if state.position is None:
        return state, ()
    cell = state.compiled.by_name[state.position]
    answer = state.answer(cell)
    after = _screen_after(state, cell.number)
    if not cell.question.type.takes_answer:
        return _move(state, after)
    if answer in (NonAnswer.NOT_ASKED, NonAnswer.BLANK):
        return _answer(state, NonAnswer.BLANK)
    problem = problem_of(state, cell)
    if problem is not None:
        return _reject(state, cell.question.name, problem)
    return _move(state, after, Save(cell.question.name, answer))  # a default becomes an answer here


def _goto(state: State, name: str) -> Stepped:
    cell = state.compiled.by_name.get(name)
    if cell is None or not is_screen(state, cell):
        return _reject(state, name, message("not_here", state.language))
    return _move(state, name)


def _set_language(state: State, code: str) -> Stepped:
    if code not in state.compiled.form.languages:
        return _reject(state, state.position or "", message("no_language", state.language))
    around = dataclasses.replace(state.around, language=code)
    answers = {**state.answers, **_once(state)}
    slots, applies = compute_all(state.compiled, around, answers)  # jr:choice-name() reads the language
    return dataclasses.replace(state, around=around, slots=slots, applies=applies, error=None), ()


def _once(state: State) -> dict[str, AnswerValue]:
    """Return what once() has fixed so far."""
    return {cell.question.name: answer_of(state.slots[cell.kept_slot]) for cell in state.compiled.kept_cells}


def _finish(state: State) -> Stepped:
    for cell in state.compiled.cells:
        if is_screen(state, cell) and cell.question.type.takes_answer:
            problem = problem_of(state, cell)
            if problem is not None:
                name = cell.question.name
                stopped = dataclasses.replace(state, position=name, error=problem)
                return stopped, (Rejected(name, problem), Moved(name))
    kept = _kept_at_the_end(state)
    drops = tuple(Drop(name) for name in state.answers if name not in kept)
    slots, applies = compute_all(state.compiled, state.around, {**_once(state), **kept})
    finished = dataclasses.replace(state, answers=kept, slots=slots, applies=applies, position=None, error=None)
    return finished, (*drops, Finished(outcome(finished)))


def _kept_at_the_end(state: State) -> dict[str, AnswerValue]:
    """Return the answers that apply; without consent only those that the form keeps. (form-language 4.5, 6.2)"""
    refused = _refused_names(state)
    return {
        name: answer
        for name, answer in state.answers.items()
        if name not in refused and state.applies[state.compiled.by_name[name].scope]
    }


def _refused_names(state: State) -> set[str]:
    """Return the questions whose answers are not kept, because there is no consent."""
    form = state.compiled.form
    if consent(state) is Tri.YES:
        return set()
    kept = {*form.kept_on_refusal, *gate_questions(form)}
    return {q.name for q in form.questions if q.type.takes_answer and not q.observation and q.name not in kept}


# --- what it comes to --------------------------------------------------------------------------------------


def outcome(state: State) -> Outcome:
    """Return what the answers so far show."""
    return assess(state)


def final_answers(state: State) -> dict[str, AnswerValue]:
    """Return every question of the form with its value or the reason why there is none."""
    refused = _refused_names(state)
    return {
        cell.question.name: NonAnswer.IRRELEVANT if cell.question.name in refused else state.answer(cell)
        for cell in state.compiled.cells
        if cell.question.type is not QuestionType.NOTE
    }


def safety(state: State) -> Tri:
    """Return whether it is safe to talk, by the form's `gates: {safety: ...}`; YES where the form has no such gate."""
    return gate(state, "safety")


def danger(state: State) -> bool:
    """Return whether somebody is said to be in immediate danger, by the form's `gates: {danger: ...}`."""
    return in_danger(state)


def consent(state: State) -> Tri:
    """Return whether the person agreed, by the form's `gates: {consent: ...}`; YES where the form has no such gate."""
    return gate(state, "consent")
