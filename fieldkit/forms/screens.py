"""What an interview shows: the current question, and the list of all of them. Text in, text out; nothing is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from fieldkit.forms.clean_text import clean
from fieldkit.forms.compiled import Cell, Template
from fieldkit.forms.convert_answer import OK, bounds
from fieldkit.forms.engine import State
from fieldkit.forms.expression.code import IDS, PARENT, POSITION
from fieldkit.forms.flags import identifying_keys
from fieldkit.forms.frames import Frame, positions
from fieldkit.forms.keys import last_id
from fieldkit.forms.messages import message
from fieldkit.forms.model import Group, Option, Question, text_in
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.screen_texts import fill, value_text, words
from fieldkit.forms.traversal import Stop, all_screens, is_screen, locate, stops_in
from fieldkit.forms.values import AnswerValue, NonAnswer, decimal_text

Kind: TypeAlias = Literal[
    "text",
    "integer",
    "decimal",
    "date",
    "time",
    "datetime",
    "select_one",
    "select_multiple",
    "rank",
    "note",
    "repeat",
    "end",
]
_KINDS: Mapping[QuestionType, Kind] = {
    QuestionType.TEXT: "text",
    QuestionType.BARCODE: "text",
    QuestionType.INTEGER: "integer",
    QuestionType.DECIMAL: "decimal",
    QuestionType.DATE: "date",
    QuestionType.TIME: "time",
    QuestionType.DATETIME: "datetime",
    QuestionType.SELECT_ONE: "select_one",
    QuestionType.SELECT_MULTIPLE: "select_multiple",
    QuestionType.RANK: "rank",
    QuestionType.ACKNOWLEDGE: "select_one",
    QuestionType.NOTE: "note",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: the stored value and the label in the current language."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """One instance in the list of a repeat: its id, its place from 1, a line that tells it from the others, the key
    of its first screen, and what is still wrong in it."""

    instance: str
    position: int
    summary: str
    first: str
    problem: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One screen, ready to draw: text in the current language, ${x} filled, control characters removed.

    At the end (`at_end`) `name` is empty and `kind` is "end". `number` and `total` count the screens that apply.
    A question that may only be read has kind "note" and its answer in `shown`; the list of a repeat has `instances`.
    `bounds` is what limits a typed answer: start, end and step of a range (`1 5 0.5`), or which part of a date is asked
    for (`month-year`, `year`). `multiline`: the text may have several lines. `note` and `doubtful` are the worker's
    own; the workflow fills them in. `heard`: in practice, what the invented person says, or what is seen.
    """

    name: str
    kind: Kind
    label: str
    hint: str
    why: str
    choices: tuple[Choice, ...]
    value: AnswerValue
    number: int
    total: int
    section: str
    required: bool
    allowed_non_answers: tuple[NonAnswer, ...]
    languages: tuple[str, ...]
    language: str
    language_missing: bool
    can_go_back: bool
    error: str | None
    reviewed: bool
    at_end: bool
    instances: tuple[InstanceRow, ...] = ()
    shown: str = ""
    guidance: str = ""
    bounds: str = ""
    multiline: bool = False
    note: str = ""
    doubtful: bool = False
    heard: str = ""


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One question of the review list. `note` and `doubtful` are the worker's own; the workflow fills them in."""

    name: str
    section: str
    label: str
    value: AnswerValue
    value_text: str
    current: bool
    problem: str | None
    note: str = ""
    doubtful: bool = False


# --- what a question is like now -------------------------------------------------------------------------------


def is_read_only(cell: Cell, frame: Frame) -> bool:
    return cell.read_only is not None and bool(cell.read_only(frame))


def is_required(cell: Cell, frame: Frame) -> bool:
    return cell.required is not None and bool(cell.required(frame))


def problem_of(state: State, cell: Cell, frame: Frame) -> str | None:
    """Return what keeps an applicable question from being finished, in words. (form-language 4.3, 4.4)"""
    found = violation(state, cell, frame)
    if found is None:
        return None
    return required_message(state, cell, frame) if found == "required" else constraint_message(state, cell, frame)


def violation(state: State, cell: Cell, frame: Frame) -> Literal["required", "constraint"] | None:
    """Return which of its two rules a question that applies breaks."""
    answer = state.answer(cell, frame)
    if answer in (NonAnswer.BLANK, NonAnswer.NOT_ASKED):
        return "required" if is_required(cell, frame) else None
    if cell.constraint is not None and not isinstance(answer, NonAnswer) and not cell.constraint(frame):
        return "constraint"
    return None


def required_message(state: State, cell: Cell, frame: Frame) -> str:
    return fill(state, cell.question.required_message, frame, cell.template) or message("required", state.language)


def constraint_message(state: State, cell: Cell, frame: Frame) -> str:
    return fill(state, cell.question.constraint_message, frame, cell.template) or message("constraint", state.language)


def allowed(cell: Cell, frame: Frame) -> tuple[NonAnswer, ...]:
    """Return the non-answers that a question takes now."""
    if not cell.question.type.takes_answer or is_read_only(cell, frame):
        return ()
    blank = () if is_required(cell, frame) else (NonAnswer.BLANK,)
    return (*blank, *cell.question.non_response)


def options_now(state: State, cell: Cell, frame: Frame) -> Sequence[Option]:
    """Return the choices that a question offers now, in their order."""
    if cell.options is not None:
        return cell.options(frame)
    listed = state.compiled.form.choices.get(cell.question.list_name)
    return () if listed is None else listed.options


def has_list(state: State, cell: Cell) -> bool:
    """Return whether a select has choices at hand; without them (a file is missing) its value is typed."""
    return cell.options is not None or cell.question.list_name in state.compiled.form.choices


def choices(state: State, cell: Cell, frame: Frame) -> tuple[Choice, ...]:
    if cell.question.type is QuestionType.ACKNOWLEDGE:
        return (Choice(OK, message("acknowledge", state.language)),)
    return tuple(Choice(o.value, clean(words(state, o.label))) for o in options_now(state, cell, frame))


# --- screens ---------------------------------------------------------------------------------------------------


def view(state: State) -> QuestionView:
    """Return what the screen shows now."""
    screens = all_screens(state)
    stop = None if state.position is None else locate(state, state.position)
    if stop is None:
        return _end(state, len(screens))
    here = (screen.entry is stop.entry and screen.frame is stop.frame for screen in screens)
    number = next((number for number, is_here in enumerate(here, 1) if is_here), 1)
    if isinstance(stop.entry, Cell):
        return _question(state, stop.entry, stop.frame, number, len(screens))
    return _list(state, stop.entry, stop.frame, number, len(screens))


def _question(state: State, cell: Cell, frame: Frame, number: int, total: int) -> QuestionView:
    form, question = state.compiled.form, cell.question
    label = question.label.texts if question.label else {}
    read_only = question.type is not QuestionType.NOTE and is_read_only(cell, frame)
    return QuestionView(
        name=Stop(cell, frame).key,
        kind="note" if read_only else _kind(state, cell),
        label=fill(state, question.label, frame, cell.template),
        hint=fill(state, question.hint, frame, cell.template),
        why=fill(state, question.why, frame, cell.template),
        choices=() if read_only else choices(state, cell, frame),
        value=state.answer(cell, frame),
        number=number,
        total=total,
        section=section(state, question.group, frame),
        required=is_required(cell, frame),
        allowed_non_answers=allowed(cell, frame),
        languages=form.languages,
        language=state.language,
        language_missing=state.language not in label and "" not in label,
        can_go_back=number > 1,
        error=state.error,
        reviewed=form.is_reviewed(question.name, state.language),
        at_end=False,
        shown=value_text(state, cell, frame) if read_only else "",
        guidance=fill(state, question.guidance_hint, frame, cell.template),
        bounds="" if read_only else _bounds(question),
        multiline=question.type is QuestionType.TEXT and "multiline" in question.appearance.split(),
    )


def _bounds(question: Question) -> str:
    if question.type is QuestionType.RANGE:
        return " ".join(decimal_text(bound) for bound in bounds(question))
    parts = question.appearance.split() if question.type is QuestionType.DATE else []
    return next((part for part in ("month-year", "year") if part in parts), "")


def _kind(state: State, cell: Cell) -> Kind:
    question = cell.question
    if question.type.has_choices and not has_list(state, cell):
        return "text"
    if question.type is not QuestionType.RANGE:
        return _KINDS[question.type]
    start, _, step = bounds(question)
    return "integer" if start.is_integer() and step.is_integer() else "decimal"


def _list(state: State, template: Template, frame: Frame, number: int, total: int) -> QuestionView:
    form, repeat = state.compiled.form, template.repeat
    label = repeat.label if repeat else None
    texts = label.texts if label else {}
    inside = template.outer.number if template.outer else 0
    return QuestionView(
        name=Stop(template, frame).key,
        kind="repeat",
        label=fill(state, label, frame, inside) or template.key,
        hint=fill(state, repeat.hint if repeat else None, frame, inside),
        why="",
        choices=(),
        value=NonAnswer.NOT_ASKED,
        number=number,
        total=total,
        section=section(state, repeat.group if repeat else None, frame),
        required=False,
        allowed_non_answers=(NonAnswer.BLANK,),
        languages=form.languages,
        language=state.language,
        language_missing=bool(texts) and state.language not in texts and "" not in texts,
        can_go_back=number > 1,
        error=state.error,
        reviewed=form.is_reviewed(template.key, state.language),
        at_end=False,
        instances=tuple(instance_rows(state, template, frame)),
    )


def instance_rows(state: State, template: Template, frame: Frame) -> "list[InstanceRow]":
    """Return a line for each instance: the form's `summary`, or its first answers."""
    found = []
    for position, instance in enumerate(frame[template.list_slot], 1):
        stops = [s for s in stops_in(state.compiled, template, instance) if is_screen(s)]
        cells = [(s.entry, s.frame) for s in stops if isinstance(s.entry, Cell)]
        found.append(
            InstanceRow(
                instance=last_id(instance[IDS]),
                position=position,
                summary=_summary(state, template, instance, cells),
                first=stops[0].key if stops else "",
                problem=any(violation(state, cell, at) is not None for cell, at in cells),
            )
        )
    return found


def _summary(state: State, template: Template, instance: Frame, cells: "list[tuple[Cell, Frame]]") -> str:
    hidden = identifying_keys(state.compiled.form)
    shown = (value_text(state, cell, frame) for cell, frame in cells if cell.question.key not in hidden)
    first = ", ".join(islice((text for text in shown if text), 3))
    if template.repeat is not None and template.repeat.summary is not None and first:
        return fill(state, template.repeat.summary, instance, template.number)
    return first


def _end(state: State, total: int) -> QuestionView:
    form = state.compiled.form
    return QuestionView(
        name="",
        kind="end",
        label=clean(text_in(form.title, state.language, form.stand_in(state.language))),
        hint="",
        why="",
        choices=(),
        value=NonAnswer.NOT_ASKED,
        number=total,
        total=total,
        section="",
        required=False,
        allowed_non_answers=(),
        languages=form.languages,
        language=state.language,
        language_missing=False,
        can_go_back=total > 0,
        error=state.error,
        reviewed=True,
        at_end=True,
    )


def section(state: State, group: Group | None, frame: Frame) -> str:
    """Return the label of the nearest group around a question that has one; of a repeat with the instance's place."""
    while group is not None and group.label is None:
        group = group.group
    if group is None:
        return ""
    template = state.compiled.template_at(group)
    at: Frame | None = frame
    depth = len(positions(frame))
    while depth > template.depth and at is not None:
        at, depth = at[PARENT], depth - 1
    label = fill(state, group.label, at or frame, template.number)
    return f"{label} {int(at[POSITION])}" if group.repeat and at is not None else label


def outline(state: State) -> tuple[OutlineRow, ...]:
    """Return every question that applies, for review before finishing."""
    found = []
    for stop in all_screens(state):
        cell, frame = stop
        if isinstance(cell, Cell) and cell.question.type.takes_answer:
            found.append(
                OutlineRow(
                    name=stop.key,
                    section=section(state, cell.question.group, frame),
                    label=fill(state, cell.question.label, frame, cell.template),
                    value=state.answer(cell, frame),
                    value_text=value_text(state, cell, frame),
                    current=stop.key == state.position,
                    problem=problem_of(state, cell, frame),
                )
            )
    return tuple(found)
