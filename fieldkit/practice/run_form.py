"""Answers put through a form at a fixed moment: what the checks and the marking of a vignette read."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fieldkit.forms.classify import Outcome
from fieldkit.forms.compiled import Cell, CompiledForm
from fieldkit.forms.convert_answer import Misfit
from fieldkit.forms.engine import State
from fieldkit.forms.facts import Answered
from fieldkit.forms.given_answers import Filling
from fieldkit.forms.interview import force, outcome, start
from fieldkit.forms.model import Formula, Question
from fieldkit.forms.opening import converted
from fieldkit.forms.testing import DEFAULT_DAY, OFFSET_MIN, FixedEntropy
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.practice.vignette import Given

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class _Noon:
    utc_ms: int
    offset_min: int = OFFSET_MIN


@dataclass(frozen=True, slots=True)
class Run:
    """A form with answers. `unfit` says by question why an answer could not be one."""

    state: State
    unfit: Mapping[str, str]

    @property
    def compiled(self) -> CompiledForm:
        return self.state.compiled

    @property
    def outcome(self) -> Outcome:
        return outcome(self.state)

    def applies(self, cell: Cell) -> bool:
        """Return whether a question outside repeats is put with these answers."""
        return bool(self.state.root[cell.scope])

    def answer(self, cell: Cell) -> AnswerValue:
        return self.state.answer(cell)

    def truth(self, formula: Formula, own: str = "") -> bool | None:
        """Return a certain yes, a certain no, or None: unknown."""
        keys = self.compiled.keys(formula)
        own_cell = self.compiled.cell_of(own) if own else None
        return Answered(self.state, [*keys, *([own_cell.key] if own_cell else [])]).truth(formula, own)

    def with_answer(self, cell: Cell, raw: Given) -> "Run":
        """Return the same run with another answer to one question."""
        return Run(force(self.state, cell.key, raw), {})

    def value(self, cell: Cell, raw: Given) -> AnswerValue:
        """Return the answer that is written as `raw`; what does not fit is blank."""
        if isinstance(raw, NonAnswer):
            return raw
        found = converted(self.state, cell, self.state.root, raw)
        return NonAnswer.BLANK if isinstance(found, Misfit) else found


def question_cells(compiled: CompiledForm) -> Iterator[Cell]:
    """Yield the questions that take an answer and stand outside repeats, in the order of the form."""
    for cell in compiled.cells:
        if not cell.template and cell.question.type.takes_answer and not cell.question.calculation:
            yield cell


def askable(compiled: CompiledForm, name: str) -> Cell | None:
    """Return the question of a name, None where there is none that takes an answer outside repeats."""
    item = compiled.names.first.get(name)
    cell = compiled.by_key.get(item.key) if isinstance(item, Question) else None
    return None if cell is None or cell.template or not cell.question.type.takes_answer else cell


def run_given(compiled: CompiledForm, given: Mapping[str, Given], today: dt.date = DEFAULT_DAY) -> Run:
    """Return a run of answers as a key writes them, by name; everything else is left blank."""
    filling = Filling(_opened(compiled, today, {}))
    cells = {name: askable(compiled, name) for name in given}
    filling.fill({cell.key: given[name] for name, cell in cells.items() if cell is not None})
    return Run(filling.state, dict(filling.unfit))


def run_answers(compiled: CompiledForm, answers: Mapping[str, AnswerValue], today: dt.date = DEFAULT_DAY) -> Run:
    """Return a run of the answers of an interview, by key. Raises: AnswerDoesNotFit."""
    gone = (NonAnswer.NOT_ASKED, NonAnswer.IRRELEVANT)
    asked = {cell.key for cell in question_cells(compiled)}
    given = {key: value for key, value in answers.items() if key in asked and value not in gone}
    return Run(_opened(compiled, today, given), {})


def _opened(compiled: CompiledForm, today: dt.date, answers: Mapping[str, AnswerValue]) -> State:
    noon = ((today - _EPOCH).days * 24 + 12) * 3_600_000 - OFFSET_MIN * 60_000
    language = compiled.form.default_language
    language = language if language in compiled.form.languages else compiled.form.languages[0]
    return start(compiled, language=language, today=today, now=_Noon(noon), answers=answers, entropy=FixedEntropy())


def raw_of(value: AnswerValue) -> Given:
    """Return an answer as it would be given."""
    if isinstance(value, NonAnswer | tuple | str):
        return value
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
