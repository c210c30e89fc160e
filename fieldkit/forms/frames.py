"""The frames of an interview: lists that hold what expressions read, one for the form and one for each instance."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from fieldkit.forms.compiled import Cell, CompiledForm, Template
from fieldkit.forms.expression.code import AROUND, EMPTY, IDS, PARENT, POSITION, Surroundings
from fieldkit.forms.expression.convert import Value, is_empty, number_text, text
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer

Frame: TypeAlias = list[Any]


def key_in(cell: Cell, frame: Frame) -> str:
    """Return the key of a question's answer in a frame: `town`, `town[2]`."""
    ids: str = frame[IDS]
    return cell.question.key + ids if ids else cell.question.key


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
    if isinstance(value, bool) or (isinstance(value, float) and number_text(value)[-1] == "y"):
        return text(value)  # true, Infinity: as text
    return value


def new_frame(template: Template, outer: Frame | None, around: Surroundings, ids: str, position: int) -> Frame:
    frame = list(template.empties)
    frame[AROUND], frame[PARENT], frame[POSITION], frame[IDS] = around, outer, float(position), ids
    for inner in template.inner:
        frame[inner.list_slot] = []
    return frame


def positions(frame: Frame) -> tuple[float, ...]:
    """Return the places of an instance: those of the instances around it, the outermost first, then its own."""
    found: list[float] = []
    at = frame
    while at[PARENT] is not None:
        found.append(at[POSITION])
        at = at[PARENT]
    return tuple(reversed(found))


def copied(frame: Frame, template: Template, outer: Frame | None = None) -> Frame:
    """Return a frame with everything in it, so that a change does not show in the old state."""
    made = frame.copy()
    made[PARENT] = outer
    for inner in template.inner:
        made[inner.list_slot] = [copied(instance, inner, made) for instance in frame[inner.list_slot]]
    return made


def frames_of(template: Template, root: Frame) -> list[Frame]:
    """Return all frames of a template, in the order of the form."""
    if template.outer is None:
        return [root]
    return [instance for outer in frames_of(template.outer, root) for instance in outer[template.list_slot]]


def instance_ids(template: Template, outer: Frame, answers: Mapping[str, AnswerValue]) -> tuple[str, ...]:
    """Return the ids of a repeat's instances: as stored, or those that a fresh interview has."""
    stored = answers.get(template.key + outer[IDS])
    if isinstance(stored, tuple):
        return stored
    if template.counted:
        return ()
    return tuple(str(n + 1) for n in range(1 if template.initial is None else len(template.initial)))


def filled(
    template: Template, outer: Frame | None, ids: str, position: int, around: Surroundings, answers: Mapping[str, Any]
) -> Frame:
    """Return a new frame with its instances inside, what once() froze put in, nothing computed yet."""
    frame = new_frame(template, outer, around, ids, position)
    for inner in template.inner:
        frame[inner.list_slot] = [
            filled(inner, frame, f"{ids}[{name}]", number, around, answers)
            for number, name in enumerate(instance_ids(inner, frame, answers), 1)
        ]
    return frame


def thaw(template: Template, frame: Frame, compiled: CompiledForm, answers: Mapping[str, AnswerValue]) -> None:
    """Put what once() fixed earlier back into a frame."""
    for cell in compiled.kept_cells:
        if cell.template == template.number:
            stored = answers.get(key_in(cell, frame))
            if stored is not None:
                frame[cell.kept_slot] = value_of(cell, stored)


def status_of(cell: Cell, value: Value, answers: Mapping[str, AnswerValue], frame: Frame) -> str:
    """Return what nr() gives: a code, or '' for an answer. (form-language 4.2)"""
    if not frame[cell.scope]:
        return NonAnswer.IRRELEVANT.value
    if cell.question.type is QuestionType.CALCULATE:
        return NonAnswer.BLANK.value if is_empty(value) else ""
    answer = answers.get(key_in(cell, frame), NonAnswer.NOT_ASKED)
    return answer.value if isinstance(answer, NonAnswer) else ""


def related(template: Template, frame: Frame, other: Template, root: Frame) -> list[Frame]:
    """Return the frames of another template that go with a frame: its own, those around it or inside it."""
    chain: dict[int, Frame] = {}
    at: Frame | None = frame
    mine: Template | None = template
    while at is not None and mine is not None:
        chain[mine.number] = at
        at, mine = at[PARENT], mine.outer
    downs: list[Template] = []
    up: Template = other
    while up.number not in chain and up.outer is not None:
        downs.append(up)
        up = up.outer
    found = [chain.get(up.number, root)]
    for down in reversed(downs):
        found = [instance for outer in found for instance in outer[down.list_slot]]
    return found


def frame_like(frame: Frame, template: Template, root: Frame) -> Frame:
    """Return the frame of a copied tree that stands where `frame` stood."""
    if template.outer is None:
        return root
    outer = frame_like(frame[PARENT], template.outer, root)
    ids = frame[IDS]
    return next(found for found in outer[template.list_slot] if found[IDS] == ids)
