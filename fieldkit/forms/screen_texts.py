"""The words of a screen: texts in the current language with answers put in, and answers in words."""

import re
from collections.abc import Mapping

from fieldkit.forms import value_words
from fieldkit.forms.clean_text import clean
from fieldkit.forms.compiled import Cell, Template
from fieldkit.forms.engine import State
from fieldkit.forms.expression.code import PARENT
from fieldkit.forms.expression.convert import is_empty, text
from fieldkit.forms.frames import Frame
from fieldkit.forms.model import Localised, Wording, text_in
from fieldkit.forms.values import NonAnswer

MAX_PUT_IN = 2_000  # characters of one answer inside a text for people
_PART = re.compile(r"\$\{\s{0,9}([^{}\s]+)\s{0,9}\}")


def value_text(state: State, cell: Cell, frame: Frame) -> str:
    """Return an answer in words: labels for choices; '' for a non-answer, which the screen puts in words."""
    answer = state.answer(cell, frame)
    if isinstance(answer, NonAnswer):
        return ""
    listed: Mapping[str, Localised] = state.compiled.form.choices.get(cell.question.list_name, {})
    return value_words.words(cell.question, answer, lambda value: words(state, listed.get(value, {})) or value)


def words(state: State, texts: Localised) -> str:
    return text_in(texts, state.language, state.compiled.form.stand_in(state.language))


def fill(state: State, wording: Wording | None, frame: Frame, number: int) -> str:
    """Return a text in the current language with the answers it names put in, as ODK writes them."""
    if wording is None:
        return ""
    found = words(state, wording.texts)
    for expression in wording.outputs:
        run = state.compiled.outputs.get((number, expression))
        if run is not None and expression in found:
            found = found.replace(expression, clean(run(frame)))
    if not wording.names:
        return found

    def put(part: re.Match[str]) -> str:
        cell = state.compiled.cell_of(part[1])
        if cell is None:
            return ""
        at = _frame_for(state, cell, frame, number)
        value = "" if at is None else at[cell.slot]
        return "" if is_empty(value) else clean(text(value)[:MAX_PUT_IN])

    return _PART.sub(put, found)


def _frame_for(state: State, cell: Cell, frame: Frame, number: int) -> Frame | None:
    """Return the frame of a question that a text names: an instance around the text, else the first one."""
    templates = state.compiled.templates
    at: Frame | None = frame
    mine: Template | None = templates[number]
    while mine is not None and at is not None:
        if mine.number == cell.template:
            return at
        at, mine = at[PARENT], mine.outer
    target = templates[cell.template]
    return state.root if target.outer is None else _first_frame(target, state.root)


def _first_frame(template: Template, root: Frame) -> Frame | None:
    if template.outer is None:
        return root
    outer = _first_frame(template.outer, root)
    instances = outer[template.list_slot] if outer is not None else []
    return instances[0] if instances else None
