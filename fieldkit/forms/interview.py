"""The interview as a state machine: `step(state, event) -> (state, effects)`. No I/O; a wrong answer is a value."""

import dataclasses
from typing import Literal

from fieldkit.forms.assess import assess, gate, in_danger
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compiled import Cell, CompiledForm
from fieldkit.forms.convert_answer import Misfit
from fieldkit.forms.dependencies import gate_questions, questions_read
from fieldkit.forms.engine import State, computed, holds, with_answer
from fieldkit.forms.events import (
    AddInstance,
    Answer,
    Back,
    Danger,
    DeleteInstance,
    Distress,
    Drop,
    Effect,
    Event,
    Finish,
    Finished,
    Goto,
    Leave,
    Moved,
    Next,
    Noted,
    Overview,
    Pause,
    QuickExit,
    Recheck,
    Rejected,
    Remark,
    Reply,
    Save,
    SetLanguage,
    Withdraw,
)
from fieldkit.forms.expression.code import IDS
from fieldkit.forms.expression.convert import text
from fieldkit.forms.frames import Frame, frames_of, key_in
from fieldkit.forms.instances import add_instance, delete_instance, frozen, keys_inside
from fieldkit.forms.keys import last_id, name_of
from fieldkit.forms.messages import message, misfit_message
from fieldkit.forms.model import Question
from fieldkit.forms.moves import Stepped, move, move_after, reject
from fieldkit.forms.opening import converted, filled_instances, start
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.screens import (
    Choice,
    InstanceRow,
    Kind,
    OutlineRow,
    QuestionView,
    allowed,
    constraint_message,
    is_read_only,
    outline,
    problem_of,
    required_message,
    view,
)
from fieldkit.forms.traversal import Stop, all_screens, cells_in, first_before, is_screen, locate
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri

__all__ = [
    "AddInstance",
    "Answer",
    "Back",
    "Choice",
    "CompiledForm",
    "Danger",
    "DeleteInstance",
    "Distress",
    "Drop",
    "Effect",
    "Event",
    "Finish",
    "Finished",
    "Goto",
    "InstanceRow",
    "Kind",
    "Leave",
    "Moved",
    "Next",
    "Noted",
    "OutlineRow",
    "Overview",
    "Pause",
    "QuestionView",
    "QuickExit",
    "Recheck",
    "Rejected",
    "Remark",
    "Reply",
    "Save",
    "SetLanguage",
    "State",
    "Withdraw",
    "consent",
    "danger",
    "final_answers",
    "force",
    "gate_keys",
    "instance_name",
    "is_news",
    "outcome",
    "outline",
    "safety",
    "start",
    "step",
    "view",
]

# --- one step ----------------------------------------------------------------------------------------------


def step(state: State, event: Event) -> Stepped:
    """Apply one event. `state` stays as it was."""
    match event:
        case Answer(raw):
            return _answer(state, raw)
        case Next():
            return _next(state)
        case Back():
            found = first_before(state, _stop(state))
            return move(state, state.position if found is None else found.key)
        case Goto(name):
            return _goto(state, name)
        case AddInstance(repeat):
            return add_instance(state, repeat)
        case DeleteInstance(repeat, instance):
            return delete_instance(state, repeat, instance)
        case SetLanguage(code):
            return _set_language(state, code)
        case Finish():
            return _finish(state)


def _stop(state: State) -> Stop | None:
    return None if state.position is None else locate(state, state.position)


def _answer(state: State, raw: str | tuple[str, ...] | NonAnswer) -> Stepped:
    stop = _stop(state)
    if stop is None or not isinstance(stop.entry, Cell):
        return reject(state, state.position or "", message("no_question", state.language))
    cell, frame, name = stop.entry, stop.frame, stop.key
    if not cell.question.type.takes_answer or is_read_only(cell, frame):
        return reject(state, name, message("no_question", state.language))
    answer = raw if isinstance(raw, NonAnswer) else converted(state, cell, frame, raw)
    if isinstance(answer, Misfit):
        return reject(state, name, misfit_message(answer, cell.question, state.language))
    if isinstance(answer, NonAnswer) and answer not in allowed(cell, frame):
        blank = answer is NonAnswer.BLANK
        why = required_message(state, cell, frame) if blank else message("not_allowed", state.language)
        return reject(state, name, why)
    if not holds(cell, answer, frame):
        shown, at = _candidate(state, stop, answer)
        return reject(state, name, constraint_message(shown, cell, at))
    answered, more = with_answer(state, cell, frame, answer)
    answered = filled_instances(state, answered)
    saves = (Save(name, answer), *(Save(key, value) for key, value in more.items()))
    return move_after(answered, stop, *saves)


def _candidate(state: State, stop: Stop, answer: AnswerValue) -> tuple[State, Frame]:
    """Return the state as if the answer held, and its frame, so that a message may name it."""
    if not isinstance(stop.entry, Cell):
        return state, stop.frame
    made, _ = with_answer(state, stop.entry, stop.frame, answer)
    found = locate(made, stop.key)
    return made, stop.frame if found is None else found.frame


def force(state: State, key: str, raw: str | tuple[str, ...] | NonAnswer) -> State:
    """Put in an answer without asking whether it may be: for tests of forms. What does not fit the type is blank.

    The question keeps the answer although its constraint does not hold; `problem_of` tells. Unknown keys do nothing.
    """
    stop = locate(state, key)
    if stop is None or not isinstance(stop.entry, Cell):
        return state
    answer = raw if isinstance(raw, NonAnswer) else converted(state, stop.entry, stop.frame, raw)
    if isinstance(answer, Misfit):
        answer = NonAnswer.BLANK
    answered, _ = with_answer(state, stop.entry, stop.frame, answer)
    return filled_instances(state, answered)


def _next(state: State) -> Stepped:
    stop = _stop(state)
    if stop is None:
        return state, ()
    cell, frame = stop
    if not isinstance(cell, Cell) or not cell.question.type.takes_answer or is_read_only(cell, frame):
        return move_after(state, stop)
    answer = state.answer(cell, frame)
    if answer in (NonAnswer.NOT_ASKED, NonAnswer.BLANK):
        return _answer(state, NonAnswer.BLANK)
    problem = problem_of(state, cell, frame)
    if problem is not None:
        return reject(state, stop.key, problem)
    return move_after(state, stop, Save(stop.key, answer))  # a default becomes an answer here


def _goto(state: State, name: str) -> Stepped:
    stop = locate(state, name)
    if stop is None or not is_screen(stop):
        return reject(state, name, message("not_here", state.language))
    return move(state, name)


def _set_language(state: State, code: str) -> Stepped:
    form = state.compiled.form
    if code not in form.languages:
        return reject(state, state.position or "", message("no_language", state.language))
    around = dataclasses.replace(state.around, language=code, default_language=form.stand_in(code))
    made = dataclasses.replace(state, around=around, answers=dict(state.answers), error=None)
    return computed(made, {**state.answers, **frozen(state)}), ()  # jr:choice-name() reads the language


def _finish(state: State) -> Stepped:
    for stop in all_screens(state):
        cell, frame = stop
        if isinstance(cell, Cell) and cell.question.type.takes_answer and not is_read_only(cell, frame):
            problem = problem_of(state, cell, frame)
            if problem is not None:
                stopped = dataclasses.replace(state, position=stop.key, error=problem)
                return stopped, (Rejected(stop.key, problem), Moved(stop.key))
    ended = _with_end(state)
    kept = _kept_at_the_end(ended)
    drops = tuple(Drop(name) for name in ended.answers if name not in kept)
    closed = dataclasses.replace(ended, answers=kept, position=None, error=None)
    refused = _refused_keys(ended)
    fixed = {key: value for key, value in frozen(ended).items() if name_of(key) not in refused}
    finished = computed(closed, {**fixed, **kept})
    return finished, (*drops, Finished(outcome(finished)))


def _with_end(state: State) -> State:
    """Put the moment of finishing into the questions of type `end`."""
    for cell, frame in list(cells_in(state)):
        if cell.question.type is QuestionType.END:
            at = locate(state, key_in(cell, frame))
            if at is not None:
                state = with_answer(state, cell, at.frame, state.around.now)[0]
    return state


def _kept_at_the_end(state: State) -> dict[str, AnswerValue]:
    """Return the answers that apply; without consent only those that the form keeps. (form-language 4.5, 6.2)"""
    refused = _refused_keys(state)
    alive = {
        key_in(cell, frame) for cell, frame in cells_in(state) if cell.question.key not in refused and frame[cell.scope]
    }
    lists = {
        template.key + outer[IDS]
        for template in state.compiled.templates
        if template.outer is not None and template.key not in refused
        for outer in frames_of(template.outer, state.root)
    }
    return {key: answer for key, answer in state.answers.items() if key in alive or key in lists}


def _holds_answers(question: Question) -> bool:
    """Return whether what somebody said may be kept in a question: also by once() and triggers, in what is hidden."""
    if question.type is QuestionType.CALCULATE:
        formula = question.calculation
        return bool(question.trigger) or (formula is not None and "once" in formula.parsed.functions)
    return question.type is not QuestionType.NOTE


def _refused_keys(state: State) -> set[str]:
    """Return the questions and repeats whose answers are not kept, because there is no consent."""
    form = state.compiled.form
    if consent(state) is Tri.YES:
        return set()
    kept = {*form.kept_on_refusal, *gate_questions(form, state.compiled.names)}
    refused = {
        q.key
        for q in form.questions
        if _holds_answers(q) and not q.observation and q.name not in kept and q.key not in kept
    }
    lists = {t.key for t in state.compiled.templates if t.repeat and keys_inside(state, t) <= refused}
    return refused | lists


# --- what it comes to --------------------------------------------------------------------------------------


def outcome(state: State) -> Outcome:
    """Return what the answers so far show."""
    return assess(state)


def final_answers(state: State) -> dict[str, AnswerValue]:
    """Return every question of the form with its value or the reason why there is none, instance by instance, and
    the ids of every repeat's instances."""
    refused = _refused_keys(state)
    found: dict[str, AnswerValue] = {
        template.key + outer[IDS]: tuple(last_id(i[IDS]) for i in outer[template.list_slot])
        for template in state.compiled.templates
        if template.outer is not None and template.key not in refused
        for outer in frames_of(template.outer, state.root)
    }
    for cell, frame in cells_in(state):
        if cell.question.type is not QuestionType.NOTE:
            gone = cell.question.key in refused
            found[key_in(cell, frame)] = NonAnswer.IRRELEVANT if gone else state.answer(cell, frame)
    return found


def instance_name(state: State) -> str:
    """Return what the form calls this interview, by its `instance_name`; '' where it has none."""
    run = state.compiled.instance_name
    return "" if run is None else text(run(state.root))


def safety(state: State) -> Tri:
    """Return whether it is safe to talk, by the form's `gates: {safety: ...}`; YES where the form has no such gate."""
    return gate(state, "safety")


def danger(state: State) -> bool:
    """Return whether somebody is said to be in immediate danger, by the form's `gates: {danger: ...}`."""
    return in_danger(state)


def consent(state: State) -> Tri:
    """Return whether the person agreed, by the form's `gates: {consent: ...}`; YES where the form has no such gate."""
    return gate(state, "consent")


def is_news(before: State, state: State) -> bool:
    """Return whether the present screen was not there before, or asks what has never been asked."""
    stop = _stop(state)
    was = None if stop is None else locate(before, stop.key)
    if stop is None or was is None or not is_screen(was):
        return stop is not None
    cell, frame = stop
    asks = isinstance(cell, Cell) and cell.question.type.takes_answer and not is_read_only(cell, frame)
    return asks and isinstance(cell, Cell) and state.answer(cell, frame) is NonAnswer.NOT_ASKED


def gate_keys(state: State, name: Literal["safety", "consent"]) -> tuple[str, ...]:
    """Return the questions that decide a gate, in the order they are asked in; none where the form has no gate."""
    form = state.compiled.form
    decide = questions_read(state.compiled.names, form.safety if name == "safety" else form.consent)
    return tuple(question.key for question in form.questions if question.key in decide)
