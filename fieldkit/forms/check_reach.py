"""What a form has and nobody will ever see: questions, choices, bands that nothing reaches, rules nothing fulfils.

Only what can be shown is said: a test that is too clever for these rules is taken to be possible.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.convert_answer import bounds
from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.convert import MIRROR, number_of_text
from fieldkit.forms.model import Question, Score
from fieldkit.forms.problems import Problems, quoted
from fieldkit.forms.question_types import QuestionType

_NUMBERS = (QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.RANGE)


def warn_of_the_unreachable(compiled: CompiledForm, problems: Problems) -> None:
    form = compiled.form
    for item in form.items:
        if item.relevant is not None and not possible(item.relevant.parsed.tree, compiled, None):
            what = f"{quoted(item.name)} can never appear"
            problems.warn(item.relevant.place(0), what, "correct `relevant`, or leave it out")
        if isinstance(item, Question):
            _warn_of_constraint(item, compiled, problems)
            _warn_of_choices(item, compiled, problems)
    for score in form.scores:
        _warn_of_bands(score, problems)


def _warn_of_constraint(question: Question, compiled: CompiledForm, problems: Problems) -> None:
    rule = question.constraint
    if rule is not None and not possible(rule.parsed.tree, compiled, question):
        what = f"no answer of type {question.type.value} can fulfil this `constraint`"
        problems.warn(rule.place(0), what, "correct it")


def _warn_of_choices(question: Question, compiled: CompiledForm, problems: Problems) -> None:
    """Warn of choices whose column never equals any value of the select that the filter compares it with."""
    rule, choices = question.choice_filter, compiled.form.choices.get(question.list_name)
    found = None if rule is None else _column_and_select(rule.parsed.tree, compiled)
    if rule is None or choices is None or found is None:
        return
    column, values = found
    lost = [option.value for option in choices.options if option.columns.get(column, "") not in values]
    if lost:
        shown = ", ".join(lost[:5]) + (" ..." if len(lost) > 5 else "")
        what = f"{len(lost)} choices can never be reached: {shown}"
        problems.warn(rule.place(0), what, f"look at their column {quoted(column)}")


def _column_and_select(tree: syntax.Tree, compiled: CompiledForm) -> "tuple[str, set[str]] | None":
    if not isinstance(tree, syntax.Comparison) or tree.operator != "=":
        return None
    for left, right in ((tree.left, tree.right), (tree.right, tree.left)):
        if isinstance(left, syntax.Path) and len(left.steps) == 1 and isinstance(right, syntax.Reference):
            cell = compiled.cell_of(right.name)
            choices = None if cell is None else compiled.form.choices.get(cell.question.list_name)
            if cell is not None and choices is not None and cell.question.type is QuestionType.SELECT_ONE:
                return left.steps[0].name, set(choices)
    return None


def _warn_of_bands(score: Score, problems: Problems) -> None:
    most = sum(line.points for line in score.contributions if line.points > 0)
    least = sum(line.points for line in score.contributions if line.points < 0)
    above = list(score.bands.items())
    if not above:
        return
    for (band, start), following in zip(above, [*above[1:], ("", math.inf)], strict=True):
        if start > most or following[1] <= least:
            what = f"the score {quoted(score.name)} goes from {least:g} to {most:g} and never reaches {quoted(band)}"
            problems.warn(score.place, what, "correct points or bands")


# --- can an expression ever be true? ---------------------------------------------------------------------------


class _Range(NamedTuple):
    """What is left of a number after comparisons: from, to, and whether the ends belong to it."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def narrowed(self, operator: str, value: float) -> "_Range":
        if operator in ("<", "<=") and (value, operator == "<=") < (self.high, not self.high_open):
            return self._replace(high=value, high_open=operator == "<")
        if operator in (">", ">=") and (-value, operator == ">=") < (-self.low, not self.low_open):
            return self._replace(low=value, low_open=operator == ">")
        if operator == "=":
            return self.narrowed("<=", value).narrowed(">=", value)
        return self

    def is_empty(self, *, whole: bool) -> bool:
        low, high = self.low, self.high
        if whole and math.isfinite(low):
            low = math.floor(low) + 1 if self.low_open else math.ceil(low)
        if whole and math.isfinite(high):
            high = math.ceil(high) - 1 if self.high_open else math.floor(high)
        return low > high or (low == high and not whole and (self.low_open or self.high_open))


def possible(tree: syntax.Tree, compiled: CompiledForm, own: Question | None) -> bool:
    """Return False only where an expression can be shown never to be true; `own` is what `.` stands for."""
    match tree:
        case syntax.Call("false", _, _):
            return False
        case syntax.Number(value, _):
            return value != 0
        case syntax.Literal(value, _):
            return bool(value)
        case syntax.Chain(operands, ("or", *_), _):
            return any(possible(part, compiled, own) for part in operands)
        case syntax.Chain(operands, ("and", *_), _):
            return all(possible(part, compiled, own) for part in operands) and _together(operands, compiled, own)
        case syntax.Comparison(operator, left, right, _):
            return _comparison(operator, left, right, compiled, own) and _together((tree,), compiled, own)
        case syntax.Call("selected", (chosen, syntax.Literal(value, _)), _):
            return _has_choice(chosen, value.strip(), compiled, own)
        case _:
            return True


def _question(tree: syntax.Tree, compiled: CompiledForm, own: Question | None) -> Question | None:
    if isinstance(tree, syntax.Self):
        return own
    cell = compiled.cell_of(tree.name) if isinstance(tree, syntax.Reference) else None
    return None if cell is None else cell.question


def _comparison(
    operator: str, left: syntax.Tree, right: syntax.Tree, compiled: CompiledForm, own: Question | None
) -> bool:
    if isinstance(left, syntax.Literal | syntax.Number) and not isinstance(right, syntax.Literal | syntax.Number):
        return _comparison(MIRROR[operator], right, left, compiled, own)
    question = _question(left, compiled, own)
    if question is None or not isinstance(right, syntax.Literal) or not right.value:
        return True
    if operator == "=" and question.type is QuestionType.SELECT_ONE:
        return _has_choice(left, right.value, compiled, own)
    if question.type in _NUMBERS and operator != "!=":
        return not math.isnan(number_of_text(right.value))
    return True


def _has_choice(tree: syntax.Tree, value: str, compiled: CompiledForm, own: Question | None) -> bool:
    question = _question(tree, compiled, own)
    choices = None if question is None else compiled.form.choices.get(question.list_name)
    return choices is None or value in choices


def _together(operands: tuple[syntax.Tree, ...], compiled: CompiledForm, own: Question | None) -> bool:
    """Return whether comparisons of one question with constants can all hold at once."""
    ranges: dict[str, _Range] = {}
    words: dict[str, str] = {}
    for question, operator, value in _facts(operands, compiled, own):
        if question.type in _NUMBERS and isinstance(value, float):
            ranges[question.key] = ranges.get(question.key, _start(question)).narrowed(operator, value)
            if ranges[question.key].is_empty(whole=question.type is QuestionType.INTEGER):
                return False
        elif question.type is not QuestionType.SELECT_ONE or operator != "=" or not isinstance(value, str):
            continue
        elif words.setdefault(question.key, value) != value:
            return False
    return True


def _start(question: Question) -> _Range:
    if question.type is not QuestionType.RANGE:
        return _Range()
    start, end, _ = bounds(question)
    return _Range(min(start, end), max(start, end))


def _facts(
    operands: tuple[syntax.Tree, ...], compiled: CompiledForm, own: Question | None
) -> "Iterator[tuple[Question, str, float | str]]":
    for part in operands:
        if isinstance(part, syntax.Comparison):
            for operator, left, right in (
                (part.operator, part.left, part.right),
                (MIRROR[part.operator], part.right, part.left),
            ):
                question = _question(left, compiled, own)
                if question is not None:
                    value = _constant(right)
                    if value is not None:
                        yield question, operator, value


def _constant(tree: syntax.Tree) -> float | str | None:
    match tree:
        case syntax.Number(value, _):
            return value
        case syntax.Negation(syntax.Number(value, _), _):
            return -value
        case syntax.Literal(text, _):
            found = number_of_text(text)
            return text if math.isnan(found) else found
        case _:
            return None
