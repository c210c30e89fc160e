"""What the answers make known, and which questions certainly cannot apply any more. form-language 7.1, 7.2."""

from collections.abc import Iterable, Mapping

from fieldkit.forms.compile import Cell, CompiledForm
from fieldkit.forms.dependencies import CONSENT, GROUP, SAFETY
from fieldkit.forms.engine import State, status_of, value_of
from fieldkit.forms.expression.code import Surroundings
from fieldkit.forms.expression.convert import is_empty
from fieldkit.forms.expression.three_valued import Known, evaluate as evaluate_tree, kleene_and, truth
from fieldkit.forms.graph import all_read
from fieldkit.forms.model import Formula, Group, Localised, Question, QuestionType
from fieldkit.forms.values import NonAnswer

_OPEN = (NonAnswer.BLANK.value, NonAnswer.NOT_ASKED.value, NonAnswer.IRRELEVANT.value)  # an answer may still come


class Answered:
    """What is known when every non-answer is unknown: the reading of classify."""

    __slots__ = ("_known", "compiled", "state")

    def __init__(self, state: State, names: Iterable[str]) -> None:
        self.state = state
        self.compiled: CompiledForm = state.compiled
        self._known: dict[str, Known] = {}
        self._compute(all_read(names, state.compiled.reads))

    @property
    def around(self) -> Surroundings:
        return self.state.around

    def _compute(self, needed: set[str]) -> None:
        for key in self.compiled.order:
            if key in needed and key in self.compiled.by_name:
                self._known[key] = self._value(self.compiled.by_name[key])

    def _value(self, cell: Cell) -> Known:
        if not self.state.applies[cell.scope]:
            return None
        return self._computed(cell) if cell.question.calculation else self._given(cell)

    def _computed(self, cell: Cell) -> Known:
        formula = cell.question.calculation
        return None if formula is None else _or_empty(evaluate_tree(formula.parsed.tree, self, cell.question.name))

    def _given(self, cell: Cell) -> Known:
        answer = self.state.answers.get(cell.question.name)
        return None if answer is None or isinstance(answer, NonAnswer) else value_of(cell, answer)

    def value(self, name: str) -> Known:
        return self._known.get(name)

    def status(self, name: str) -> str | None:
        cell = self.compiled.by_name[name]
        if cell.question.calculation:
            return None if self.value(name) is None else ""
        slot = self.state.slots[cell.slot]
        found = status_of(cell, slot, self.state.answers, self.state.applies[cell.scope])
        return None if found in _OPEN else found

    def choices(self, name: str) -> Mapping[str, Localised]:
        return self.compiled.form.choices[self.compiled.by_name[name].question.list_name]

    def truth(self, formula: Formula | None, own: str = "") -> bool | None:
        """Return what is known about an expression; None also where the form has none."""
        return None if formula is None else truth(formula.parsed.tree, self, own)


class Reachable(Answered):
    """What is known about which questions can apply: one that certainly cannot reads as empty, as in the form."""

    __slots__ = ("_applies",)

    def __init__(self, state: State, names: Iterable[str]) -> None:
        self._applies: dict[str, bool | None] = {}
        super().__init__(state, names)

    def _compute(self, needed: set[str]) -> None:
        groups = {GROUP + group.name: group for group in self.compiled.form.groups}
        for key in self.compiled.order:
            if key not in needed or key in (SAFETY, CONSENT):
                continue
            if key in groups:
                self._applies[key] = self._scope(groups[key])
            else:
                cell = self.compiled.by_name[key]
                self._applies[key] = self._scope(cell.question)
                self._known[key] = self._reading(cell)

    def _scope(self, item: Question | Group) -> bool | None:
        outer = True if item.group is None else self._applies.get(GROUP + item.group.name)
        return kleene_and(outer, True if item.relevant is None else self.truth(item.relevant))

    def _reading(self, cell: Cell) -> Known:
        if self._applies[cell.question.name] is False:
            return ""
        return super()._value(cell)

    def cannot_apply(self, name: str) -> bool:
        """Return whether a question is certainly not put, whatever else is answered."""
        return self._applies.get(name) is False


def _or_empty(value: Known) -> Known:
    """A calculation that is not a number is empty: known, and no number. (form-language 5.3)"""
    return "" if value is not None and is_empty(value) else value


def leaves(compiled: CompiledForm, formula: Formula) -> list[str]:
    """Return the questions that an expression reads, also through calculations, in the order of the form."""
    found: set[str] = set()
    waiting = list(formula.parsed.names)
    while waiting:
        name = waiting.pop()
        cell = compiled.by_name.get(name)
        if cell is None or name in found:
            continue
        found.add(name)
        if cell.question.calculation:
            waiting += cell.question.calculation.parsed.names
    calculate = QuestionType.CALCULATE
    return [
        name
        for name in sorted(found, key=lambda name: compiled.by_name[name].number)
        if compiled.by_name[name].question.type is not calculate
    ]
