"""What an interview shows: the current question, and the list of all of them. Text in, text out; nothing is drawn."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fieldkit.forms.compile import Cell
from fieldkit.forms.engine import State
from fieldkit.forms.expression.convert import is_empty, text
from fieldkit.forms.messages import message
from fieldkit.forms.model import Localised, QuestionType, Template, text_in
from fieldkit.forms.values import AnswerValue, NonAnswer, decimal_text
from fieldkit.forms.yaml_reader import clean

Kind: TypeAlias = Literal["text", "integer", "decimal", "date", "select_one", "select_multiple", "note", "end"]
_KINDS: Mapping[QuestionType, Kind] = {
    QuestionType.TEXT: "text",
    QuestionType.INTEGER: "integer",
    QuestionType.DECIMAL: "decimal",
    QuestionType.DATE: "date",
    QuestionType.SELECT_ONE: "select_one",
    QuestionType.SELECT_MULTIPLE: "select_multiple",
    QuestionType.NOTE: "note",
}
_PART = re.compile(r"\$\{\s*([^{}\s]*)\s*\}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: the stored value and the label in the current language."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One screen, ready to draw: text in the current language, ${x} filled, control characters removed.

    At the end (`at_end`) `name` is empty and `kind` is "end". `number` and `total` count the screens that apply.
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


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One question of the review list."""

    name: str
    section: str
    label: str
    value: AnswerValue
    value_text: str
    current: bool
    problem: str | None


def is_screen(state: State, cell: Cell) -> bool:
    """Return whether a question is put or shown now."""
    return state.applies[cell.scope] and cell.question.type is not QuestionType.CALCULATE


def is_required(state: State, cell: Cell) -> bool:
    return cell.required is not None and bool(cell.required(state.slots))


def problem_of(state: State, cell: Cell) -> str | None:
    """Return what keeps an applicable question from being finished, in words. (form-language 4.3, 4.4)"""
    answer = state.answer(cell)
    if answer in (NonAnswer.BLANK, NonAnswer.NOT_ASKED):
        return required_message(state, cell) if is_required(state, cell) else None
    if cell.constraint is not None and not isinstance(answer, NonAnswer) and not cell.constraint(state.slots):
        return constraint_message(state, cell)
    return None


def required_message(state: State, cell: Cell) -> str:
    return _fill(state, cell.question.required_message) or message("required", state.language)


def constraint_message(state: State, cell: Cell) -> str:
    return _fill(state, cell.question.constraint_message) or message("constraint", state.language)


def allowed(state: State, cell: Cell) -> tuple[NonAnswer, ...]:
    """Return the non-answers that a question takes now."""
    if not cell.question.type.takes_answer:
        return ()
    blank = () if is_required(state, cell) else (NonAnswer.BLANK,)
    return (*blank, *cell.question.non_response)


def view(state: State) -> QuestionView:
    """Return what the screen shows now."""
    form = state.compiled.form
    screens = [cell for cell in state.compiled.cells if is_screen(state, cell)]
    if state.position is None:
        return _end(state, len(screens))
    cell = state.compiled.by_name[state.position]
    question = cell.question
    number = sum(other.number <= cell.number for other in screens)
    label = question.label.texts if question.label else {}
    return QuestionView(
        name=question.name,
        kind=_KINDS[question.type],
        label=_fill(state, question.label),
        hint=_fill(state, question.hint),
        why=_fill(state, question.why),
        choices=choices(state, cell),
        value=state.answer(cell),
        number=number,
        total=len(screens),
        section=section(state, cell),
        required=is_required(state, cell),
        allowed_non_answers=allowed(state, cell),
        languages=form.languages,
        language=state.language,
        language_missing=state.language not in label and "" not in label,
        can_go_back=number > 1,
        error=state.error,
        reviewed=form.is_reviewed(question.name, state.language),
        at_end=False,
    )


def _end(state: State, total: int) -> QuestionView:
    return QuestionView(
        name="",
        kind="end",
        label=text_in(state.compiled.form.title, state.language, state.compiled.form.default_language),
        hint="",
        why="",
        choices=(),
        value=NonAnswer.NOT_ASKED,
        number=total,
        total=total,
        section="",
        required=False,
        allowed_non_answers=(),
        languages=state.compiled.form.languages,
        language=state.language,
        language_missing=False,
        can_go_back=total > 0,
        error=state.error,
        reviewed=True,
        at_end=True,
    )


def choices(state: State, cell: Cell) -> tuple[Choice, ...]:
    listed = state.compiled.form.choices.get(cell.question.list_name, {})
    return tuple(Choice(value, _words(state, texts)) for value, texts in listed.items())


def section(state: State, cell: Cell) -> str:
    """Return the label of the nearest group around a question that has one."""
    group = cell.question.group
    while group is not None and group.label is None:
        group = group.group
    return _fill(state, group.label) if group else ""


def outline(state: State) -> tuple[OutlineRow, ...]:
    """Return every question that applies, for review before finishing."""
    return tuple(
        OutlineRow(
            name=cell.question.name,
            section=section(state, cell),
            label=_fill(state, cell.question.label),
            value=state.answer(cell),
            value_text=value_text(state, cell),
            current=cell.question.name == state.position,
            problem=problem_of(state, cell),
        )
        for cell in state.compiled.cells
        if is_screen(state, cell) and cell.question.type.takes_answer
    )


def value_text(state: State, cell: Cell) -> str:
    """Return an answer in words: labels for choices; '' for a non-answer, which the screen puts in words."""
    answer = state.answer(cell)
    listed = state.compiled.form.choices.get(cell.question.list_name, {})
    match answer:
        case NonAnswer():
            return ""
        case tuple():
            return ", ".join(_words(state, listed.get(value, {})) or value for value in answer)
        case float():
            return decimal_text(answer)
        case str() if listed:
            return _words(state, listed.get(answer, {})) or answer
        case _:
            return str(answer)


def _words(state: State, texts: Localised) -> str:
    return text_in(texts, state.language, state.compiled.form.default_language)


def _fill(state: State, template: Template | None) -> str:
    """Return a text in the current language with the answers it names put in, as ODK writes them."""
    if template is None:
        return ""
    words = _words(state, template.texts)
    if not template.names:
        return words

    def put(found: re.Match[str]) -> str:
        cell = state.compiled.by_name.get(found[1])
        value = "" if cell is None else state.slots[cell.slot]
        return "" if is_empty(value) else clean(text(value))

    return _PART.sub(put, words)
