"""What one answer of a practice interview shows: an element, a sign, a danger. The form's own rules say it."""

from collections.abc import Iterator

from fieldkit.forms.compiled import Cell
from fieldkit.forms.dependencies import questions_read
from fieldkit.forms.model import Formula
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.practice.run_form import Run, raw_of
from fieldkit.practice.vignette import Given

_SETS = (QuestionType.SELECT_MULTIPLE, QuestionType.RANK)


def values_of(answer: AnswerValue) -> tuple[AnswerValue, ...]:
    """Return the values that an answer has: those of a set, one, or none."""
    if isinstance(answer, NonAnswer):
        return ()
    return answer if isinstance(answer, tuple) else (answer,)


def same_answer(one: AnswerValue, other: AnswerValue) -> bool:
    """Return whether two answers are the same; the values of a set in any order."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return set(one) == set(other)
    return one == other and isinstance(one, NonAnswer) == isinstance(other, NonAnswer)


def shows(run: Run, cell: Cell, value: AnswerValue) -> bool:
    """Return whether one value shows something, where everything else is as in the run and the question alone is not
    enough of a reason: without an answer to it the same is not shown."""
    raw: Given = raw_of(value)
    if cell.question.type in _SETS and isinstance(raw, str):
        raw = (raw,)
    before = set(_shown(run.with_answer(cell, NonAnswer.BLANK), cell))
    return bool(set(_shown(run.with_answer(cell, raw), cell)) - before)


def _shown(run: Run, cell: Cell) -> Iterator[str]:
    """Yield what of the form's rules holds and reads this question."""
    question = cell.question
    if question.touches is not None and run.truth(question.touches, question.name) is True:
        yield "touches"
    for number, formula in enumerate(_rules(run)):
        if cell.key in questions_read(run.compiled.names, formula) and run.truth(formula) is True:
            yield f"rule {number}"
    for reason in run.outcome.reasons:
        if reason.question in (cell.key, question.name):
            yield f"reason {reason.element} {reason.text}"


def _rules(run: Run) -> Iterator[Formula]:
    form = run.compiled.form
    if form.danger is not None:
        yield form.danger
    if form.classify is not None:
        yield from (item.when for items in form.classify.elements.values() for item in items)
