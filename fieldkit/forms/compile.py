"""A form ready to run: every expression a closure over slots, every computation in the order of the graph.

A slot holds what expressions read (empty when a question does not apply). A scope is a place that applies or not: the
form itself (0), its gates, groups and questions. A step computes one scope or one value; steps are in graph order, so
running all of them computes everything, and running those that read what changed computes what changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fieldkit.forms.dependencies import (
    CONSENT,
    GROUP,
    SAFETY,
    classify_formulas,
    gated_names,
    names_in,
    reads_of,
    report_cycle,
)
from fieldkit.forms.expression.code import EMPTY, Code, Run, Slot, as_any, as_boolean
from fieldkit.forms.expression.compile import compile_tree
from fieldkit.forms.expression.functions import Type
from fieldkit.forms.graph import order_of
from fieldkit.forms.model import Form, Formula, Group, Localised, Question, QuestionType
from fieldkit.forms.problems import Place, Problems, Severity, invalid, quoted

SURROUNDINGS_SLOT = 0
FORM_SCOPE, SAFETY_SCOPE, CONSENT_SCOPE, BOTH_SCOPE = 0, 1, 2, 3
_FIRST_FREE_SCOPE = 4

_TYPES: Mapping[QuestionType, Type] = {
    QuestionType.TEXT: "text",
    QuestionType.INTEGER: "number",
    QuestionType.DECIMAL: "number",
    QuestionType.DATE: "date",
    QuestionType.SELECT_ONE: "text",
    QuestionType.SELECT_MULTIPLE: "set",
    QuestionType.NOTE: "text",
    QuestionType.CALCULATE: "any",
}


class Cell(NamedTuple):
    """One question at run time. `status_slot` and `kept_slot` are 0 unless nr() or once() needs them."""

    question: Question
    number: int
    slot: int
    scope: int
    type: Type
    step: int
    required: Run | None
    constraint: Run | None
    default: Run | None
    status_slot: int
    kept_slot: int


class Step(NamedTuple):
    """Computes a scope (`cell` is -1) from its parents and `run`, or the value of a cell."""

    scope: int
    cell: int
    parent: int
    gate: int
    run: Run | None


@dataclass(frozen=True, slots=True)
class CompiledForm:
    form: Form
    cells: tuple[Cell, ...]
    by_name: Mapping[str, Cell]
    steps: tuple[Step, ...]
    readers: tuple[tuple[int, ...], ...]
    """By slot: the steps that read it."""
    followers: tuple[tuple[int, ...], ...]
    """By scope: the steps that depend on whether it applies."""
    empties: tuple[object, ...]
    """By slot: its value before anything is answered."""
    order: tuple[str, ...]
    """The keys of the graph, each after what it reads."""
    reads: Mapping[str, tuple[str, ...]]
    kept_cells: tuple[Cell, ...]
    """The calculations that once() freezes."""


def compile_form(form: Form) -> CompiledForm:
    """Return the form ready to run.

    Raises: FormInvalid, for a form that was not made by `load_form`.
    """
    if isinstance(form.program, CompiledForm):
        return form.program
    problems = Problems()
    compiled = compile_checked(form, problems)
    if compiled is None or problems.any_error:
        raise invalid(form.file, problems.sorted())
    return compiled


def compile_checked(form: Form, problems: Problems) -> CompiledForm | None:
    """Compile and report every mistake that has to do with names and types; None when there is no order (a cycle)."""
    reads = reads_of(form)
    order, cycles = order_of(reads)
    for cycle in cycles:
        report_cycle(form, cycle, problems)
    return None if cycles else _Compiler(form, problems, reads, order).compiled()


# --- scopes of names -------------------------------------------------------------------------------------------


class _FlatScope:
    """Finds names in a form without repeats, on behalf of one formula."""

    __slots__ = ("compiler", "formula", "question")

    def __init__(self, compiler: "_Compiler", formula: Formula, question: Question | None) -> None:
        self.compiler = compiler
        self.formula = formula
        self.question = question

    def resolve(self, name: str, at: int) -> Slot | None:
        slot = self.compiler.slots.get(name)
        if slot is None:
            self.unknown(name, at)
        return slot

    def unknown(self, name: str, at: int) -> None:
        if name in self.compiler.group_scopes:
            self.report(at, f"${{{name}}} is a group", "name one of its questions")
            return
        do = self.suggest(name, self.compiler.slots, "add the question, or correct the name")
        self.report(at, f"there is no question {quoted(name)}", do)

    def own(self, at: int) -> Slot | None:
        if self.question is None:
            self.report(at, "'.' stands for no question here", "write ${name}")
            return None
        if self.formula is self.question.calculation:
            self.report(at, "'.' in a calculation would read itself", "write once(...) to keep the first value")
            return None
        return self.compiler.slots.get(self.question.name)

    def status(self, name: str) -> int:
        return self.compiler.extra_slot(self.compiler.status_slots, name)

    def kept(self) -> int:
        if self.question is None or self.question.type is not QuestionType.CALCULATE:
            self.report(0, "once() works in a calculation only", "put it in a calculate")
            return SURROUNDINGS_SLOT
        return self.compiler.extra_slot(self.compiler.kept_slots, self.question.name)

    def choices(self, name: str) -> Mapping[str, Localised] | None:
        return self.compiler.choices.get(name)

    def choices_at(self, slot: int) -> Mapping[str, Localised] | None:
        return self.compiler.choices_by_slot.get(slot)

    def suggest(self, word: str, known: Iterable[str], otherwise: str) -> str:
        return self.compiler.problems.suggest(word, known, otherwise)

    def report(self, at: int, what: str, do: str, severity: Severity = "error") -> None:
        place: Place = self.formula.place(at)
        if severity == "error":
            self.compiler.problems.error(place, what, do)
        else:
            self.compiler.problems.warn(place, what, do)


# --- compiling -------------------------------------------------------------------------------------------------


class _Compiler:
    """Compiles one form. `slots` grows types as calculations are compiled in graph order."""

    def __init__(
        self, form: Form, problems: Problems, reads: Mapping[str, tuple[str, ...]], order: Sequence[str]
    ) -> None:
        self.form = form
        self.problems = problems
        self.reads = reads
        self.order = order
        self.slots = {q.name: Slot(i + 1, _TYPES[q.type]) for i, q in enumerate(form.questions)}
        self.slot_count = len(form.questions) + 1
        self.status_slots: dict[str, int] = {}
        self.kept_slots: dict[str, int] = {}
        selects = [q for q in form.questions if q.list_name in form.choices]
        self.choices = {q.name: form.choices[q.list_name] for q in selects}
        self.choices_by_slot = {self.slots[q.name].at: form.choices[q.list_name] for q in selects}
        self.group_scopes = {g.name: _FIRST_FREE_SCOPE + i for i, g in enumerate(form.groups)}
        self.question_scope = _FIRST_FREE_SCOPE + len(form.groups)
        self.gated = gated_names(form)
        self.steps: list[Step] = []
        self.step_names: list[tuple[str, ...]] = []
        self.value_steps: dict[str, int] = {}
        self.gates_added = 0

    def extra_slot(self, kind: dict[str, int], name: str) -> int:
        if name not in kind:
            kind[name] = self.slot_count
            self.slot_count += 1
        return kind[name]

    def code(self, formula: Formula, question: Question | None = None) -> Code:
        return compile_tree(formula.parsed.tree, _FlatScope(self, formula, question))

    def truth(self, formula: Formula | None, question: Question | None = None) -> Run | None:
        return None if formula is None else as_boolean(self.code(formula, question))

    def compiled(self) -> CompiledForm:
        self.add_steps()
        cells = tuple(self.cells())
        self.check_three_valued()
        return CompiledForm(
            form=self.form,
            cells=cells,
            by_name={cell.question.name: cell for cell in cells},
            steps=tuple(self.steps),
            readers=self.readers(),
            followers=self.followers(),
            empties=self.empties(),
            order=tuple(self.order),
            reads=self.reads,
            kept_cells=tuple(cell for cell in cells if cell.kept_slot),
        )

    # --- steps in graph order

    def add_steps(self) -> None:
        groups = {GROUP + group.name: group for group in self.form.groups}
        questions = {question.name: (index, question) for index, question in enumerate(self.form.questions)}
        self.add_gates()
        for key in self.order:
            if key in groups:
                group = groups[key]
                run = self.truth(group.relevant)
                self.add(self.scope_step(group, self.group_scopes[group.name], run), names_in(group.relevant))
            elif key in questions:
                self.add_question(*questions[key])
            elif key in (SAFETY, CONSENT):
                self.add_gate(key)

    def add(self, step: Step, names: tuple[str, ...]) -> None:
        self.steps.append(step)
        self.step_names.append(names)

    def add_gates(self) -> None:
        """A gate that the form does not have is always open."""
        for scope, gate in ((SAFETY_SCOPE, self.form.safety), (CONSENT_SCOPE, self.form.consent)):
            if gate is None:
                self.add_gate_step(scope, None)

    def add_gate(self, key: str) -> None:
        safety = key == SAFETY
        formula = self.form.safety if safety else self.form.consent
        scope = SAFETY_SCOPE if safety else CONSENT_SCOPE
        self.add_gate_step(scope, formula)

    def add_gate_step(self, scope: int, formula: Formula | None) -> None:
        self.add(Step(scope, -1, FORM_SCOPE, FORM_SCOPE, self.truth(formula)), names_in(formula))
        self.gates_added += 1
        if self.gates_added == 2:
            self.add(Step(BOTH_SCOPE, -1, SAFETY_SCOPE, CONSENT_SCOPE, None), ())

    def scope_step(self, item: Question | Group, scope: int, run: Run | None) -> Step:
        parent = self.group_scopes[item.group.name] if item.group else FORM_SCOPE
        gate = FORM_SCOPE
        if isinstance(item, Question) and item.name in self.gated:
            gate = {(True, False): SAFETY_SCOPE, (False, True): CONSENT_SCOPE}.get(self.gated[item.name], BOTH_SCOPE)
        return Step(scope, -1, parent, gate, run)

    def add_question(self, index: int, question: Question) -> None:
        scope = self.question_scope + index
        run = self.truth(question.relevant)
        self.add(self.scope_step(question, scope, run), names_in(question.relevant))
        value: Run | None = None
        if question.calculation is not None:
            code = self.code(question.calculation, question)
            value = as_any(code) if code.type == "any" else code.run
            self.slots[question.name] = Slot(index + 1, code.type)
        self.value_steps[question.name] = len(self.steps)
        self.add(Step(scope, index, FORM_SCOPE, FORM_SCOPE, value), names_in(question.calculation))

    # --- cells and tables

    def cells(self) -> Iterator[Cell]:
        parts = [
            (
                self.truth(question.required, question),
                self.truth(question.constraint, question),
                self.default(question),
            )
            for question in self.form.questions
        ]
        for index, question in enumerate(self.form.questions):
            required, constraint, default = parts[index]
            slot = self.slots[question.name]
            yield Cell(
                question=question,
                number=index,
                slot=slot.at,
                scope=self.question_scope + index,
                type=slot.type,
                step=self.value_steps[question.name],
                required=required,
                constraint=constraint,
                default=default,
                status_slot=self.status_slots.get(question.name, 0),
                kept_slot=self.kept_slots.get(question.name, 0),
            )

    def default(self, question: Question) -> Run | None:
        if isinstance(question.default, Formula):
            return as_any(self.code(question.default))
        if question.default is None:
            return None
        fixed = question.default
        return lambda _slots: fixed

    def check_three_valued(self) -> None:
        """Compile the expressions that `classify` interprets, only to find their mistakes."""
        for question in self.form.questions:
            self.truth(question.touches, question)
            self.truth(question.starts_clock, question)
        for formula in classify_formulas(self.form):
            self.truth(formula)

    def readers(self) -> tuple[tuple[int, ...], ...]:
        found: list[list[int]] = [[] for _ in range(self.slot_count)]
        for number, names in enumerate(self.step_names):
            for name in dict.fromkeys(names):
                if name in self.slots:
                    found[self.slots[name].at].append(number)
                if name in self.status_slots:
                    found[self.status_slots[name]].append(number)
        return tuple(map(tuple, found))

    def followers(self) -> tuple[tuple[int, ...], ...]:
        found: list[list[int]] = [[] for _ in range(self.question_scope + len(self.form.questions))]
        for number, step in enumerate(self.steps):
            sources = {step.scope} if step.cell >= 0 else {step.parent, step.gate}
            for source in sources:
                found[source].append(number)
        return tuple(map(tuple, found))

    def empties(self) -> tuple[object, ...]:
        values: list[object] = [""] * self.slot_count
        values[SURROUNDINGS_SLOT] = None
        for slot in self.slots.values():
            values[slot.at] = EMPTY[slot.type]
        return tuple(values)
