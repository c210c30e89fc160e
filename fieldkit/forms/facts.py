"""What the answers make known, and which questions certainly cannot apply any more. form-language 7.1, 7.2."""

from collections.abc import Iterable, Mapping

from fieldkit.forms.compiled import Cell, CompiledForm
from fieldkit.forms.dependencies import CONSENT, COUNT, GROUP, SAFETY, questions_read
from fieldkit.forms.engine import State
from fieldkit.forms.expression.code import OWN_SCOPE, Surroundings
from fieldkit.forms.expression.convert import is_empty
from fieldkit.forms.expression.three_valued import Facet, Known, evaluate as evaluate_tree, kleene_and, truth
from fieldkit.forms.frames import Frame, frames_of, status_of, value_of
from fieldkit.forms.graph import all_read
from fieldkit.forms.model import Formula, Group, Localised, Question
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import NonAnswer

_OPEN = (NonAnswer.BLANK.value, NonAnswer.NOT_ASKED.value, NonAnswer.IRRELEVANT.value)  # an answer may still come


class Answered:
    """What is known when every non-answer is unknown: the reading of classify. A question in a repeat has a list of
    what is known, one for each instance."""

    __slots__ = ("_known", "compiled", "state")

    def __init__(self, state: State, keys: Iterable[str]) -> None:
        self.state = state
        self.compiled: CompiledForm = state.compiled
        self._known: dict[str, Facet] = {}
        self._compute(all_read(keys, state.compiled.reads))

    @property
    def around(self) -> Surroundings:
        return self.state.around

    def _compute(self, needed: set[str]) -> None:
        for key in self.compiled.order:
            if key in needed and key in self.compiled.by_key:
                self._known[key] = self._value(self.compiled.by_key[key])

    def _value(self, cell: Cell) -> Facet:
        if cell.template:
            frames = frames_of(self.compiled.templates[cell.template], self.state.root)
            return [self._instance(cell, frame) for frame in frames]
        if not self.state.root[cell.scope]:
            return None
        return self._computed(cell) if _is_computed(cell) else self._given(cell, self.state.root)

    def _instance(self, cell: Cell, frame: Frame) -> Known:
        """In a repeat a calculation counts as it stands; an empty one is unknown."""
        if not frame[cell.scope]:
            return None
        value = frame[cell.slot]
        return (None if is_empty(value) else value) if _is_computed(cell) else self._given(cell, frame)

    def _computed(self, cell: Cell) -> Facet:
        formula = cell.question.calculation
        return None if formula is None else _or_empty(evaluate_tree(formula.parsed.tree, self, cell.question.name))

    def _given(self, cell: Cell, frame: Frame) -> Known:
        answer = self.state.answer(cell, frame)
        return None if isinstance(answer, NonAnswer) else value_of(cell, answer)

    def value(self, name: str) -> Facet:
        cell = self.compiled.cell_of(name)
        if cell is None:
            return self._instances(name)
        return self._known.get(cell.question.key)

    def _instances(self, name: str) -> Facet:
        """Return one empty text for each instance of a repeat that applies, so that count(${repeat}) can be asked."""
        repeat = self.compiled.names.first.get(name)
        template = self.compiled.repeats.get(repeat.key) if repeat is not None else None
        if template is None:
            return None
        return ["" for frame in frames_of(template, self.state.root) if frame[OWN_SCOPE]]

    def is_missing(self, key: str) -> bool:
        """Return whether an answer outside repeats may still come."""
        return self._known.get(key) is None and not self.compiled.by_key[key].template

    def status(self, name: str) -> str | None:
        cell = self.compiled.cell_of(name)
        if cell is None or cell.template:
            return None
        if _is_computed(cell):
            return None if self.value(name) is None else ""
        root = self.state.root
        found = status_of(cell, root[cell.slot], self.state.answers, root)
        return None if found in _OPEN else found

    def choices(self, name: str) -> Mapping[str, Localised]:
        cell = self.compiled.cell_of(name)
        return {} if cell is None else self.compiled.form.choices.get(cell.question.list_name, {})

    def truth(self, formula: Formula | None, own: str = "") -> bool | None:
        """Return what is known about an expression; None also where the form has none."""
        return None if formula is None else truth(formula.parsed.tree, self, own)


def _is_computed(cell: Cell) -> bool:
    return cell.question.calculation is not None and not cell.triggered and not cell.computed_slot


class Reachable(Answered):
    """What is known about which questions can apply: one that certainly cannot reads as empty, as in the form."""

    __slots__ = ("_applies",)

    def __init__(self, state: State, keys: Iterable[str]) -> None:
        self._applies: dict[str, bool | None] = {}
        super().__init__(state, keys)

    def _compute(self, needed: set[str]) -> None:
        groups = {GROUP + group.key: group for group in self.compiled.form.groups}
        for key in self.compiled.order:
            if key not in needed or key in (SAFETY, CONSENT) or key.startswith(COUNT):
                continue
            if key in groups:
                self._applies[key] = self._scope(groups[key])
            else:
                cell = self.compiled.by_key[key]
                self._applies[key] = self._scope(cell.question)
                self._known[key] = self._reading(cell)

    def _scope(self, item: Question | Group) -> bool | None:
        outer = True if item.group is None else self._applies.get(GROUP + item.group.key)
        own = item.relevant
        if own is not None and own.parsed.paths:
            return kleene_and(outer, None)
        return kleene_and(outer, True if own is None else self.truth(own))

    def _reading(self, cell: Cell) -> Facet:
        if self._applies[cell.question.key] is False:
            return ""
        return super()._value(cell)

    def cannot_apply(self, key: str) -> bool:
        """Return whether a question is certainly not put, whatever else is answered."""
        return self._applies.get(key) is False


def _or_empty(value: Facet) -> Facet:
    """A calculation that is not a number is empty: known, and no number. (form-language 5.3)"""
    return "" if value is not None and not isinstance(value, list) and is_empty(value) else value


def leaves(compiled: CompiledForm, formula: Formula) -> list[str]:
    """Return the keys of the questions that an expression reads, also through calculations, in the form's order."""
    cells = [compiled.by_key[key] for key in questions_read(compiled.names, formula)]
    return [cell.key for cell in sorted(cells, key=_number) if cell.question.type is not QuestionType.CALCULATE]


def _number(cell: Cell) -> int:
    return cell.number
