"""A form ready to run: every expression a closure over frames, every computation in the order of the graph.

What it is made of is described in `compiled`.
"""

from collections.abc import Iterator, Mapping, Sequence

from fieldkit.forms.compile_cells import cells_of, default_of, triggers_of
from fieldkit.forms.compiled import IS_COUNT, IS_SCOPE, CompiledForm, Offer, Step, Template
from fieldkit.forms.dependencies import (
    CONSENT,
    COUNT,
    GROUP,
    SAFETY,
    Graph,
    report_cycle,
    rule_formulas,
)
from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.closures import all_of
from fieldkit.forms.expression.code import (
    OWN_SCOPE,
    PARENT,
    Code,
    Run,
    Slot,
    as_any,
    as_boolean,
    as_number,
    as_text,
    first_of,
    of_type,
    reader,
    reference,
)
from fieldkit.forms.expression.compile import compile_tree
from fieldkit.forms.expression.syntax import parse
from fieldkit.forms.graph import order_of
from fieldkit.forms.inner_scopes import CandidateScope, PredicateScope, RowScope, where_row
from fieldkit.forms.layout import Layout
from fieldkit.forms.linking import Edge, link
from fieldkit.forms.model import (
    Form,
    Formula,
    Group,
    Question,
    Score,
    Table,
    repeats_around,
    wordings_of,
)
from fieldkit.forms.names import Context, Names
from fieldkit.forms.offers import offer_of
from fieldkit.forms.problems import Problems, invalid
from fieldkit.forms.scopes import FormScope

_WHOLE = frozenset(("int", "integer"))


def compile_form(form: Form) -> CompiledForm:
    """Return the form ready to run.

    Raises: FormInvalid, for a form that was not made by `load_form`.
    """
    if isinstance(form.program, CompiledForm):
        return form.program
    problems = Problems()
    compiled = compile_checked(form, problems, Names(form))
    if compiled is None or problems.any_error:
        raise invalid(form.file, problems.sorted())
    return compiled


def compile_checked(form: Form, problems: Problems, names: Names) -> CompiledForm | None:
    """Compile and report every mistake that has to do with names and types; None when there is no order (a cycle)."""
    graph = Graph(form, names)
    reads = graph.reads()
    order, found = order_of(reads)
    cycles = [cycle for cycle in found if not any(key.startswith(COUNT) for key in cycle)]  # those settle: 5.8
    for cycle in cycles:
        report_cycle(form, cycle, problems)
    return None if cycles else FormCompiler(form, problems, graph, reads, order).compiled()


class FormCompiler(Layout):
    """Compiles one form. `slots` grows types as calculations are compiled in graph order."""

    def __init__(
        self,
        form: Form,
        problems: Problems,
        graph: Graph,
        reads: Mapping[str, tuple[str, ...]],
        order: Sequence[str],
    ) -> None:
        super().__init__(form, graph)
        self.problems = problems
        self.reads = reads
        self.order = order
        self.gate_slots: dict[str, int] = {}
        self.computed_slots: dict[str, int] = {}
        self.value_steps: dict[str, int] = {}
        self.offers: dict[str, Offer] = {}
        self.steps: list[Step] = []
        self.noted: list[tuple[int, int, int]] = []
        """What the expression in hand reads: template, slot, depth of the frame that is fixed."""
        self.edges: list[Edge] = []
        self.codes: dict[str, Code] = {}
        self.is_flat = len(self.templates) == 1 and not self.names.twice
        """Without repeats and double names every name means one slot of one frame."""

    # --- what the scopes of expressions ask

    def flat_code(self, name: str) -> Code | None:
        """Return the code of a question in a form without repeats; None for any other name."""
        item = self.names.first.get(name)
        if not isinstance(item, Question):
            return None
        slot = self.slots[name]
        self.noted.append((0, slot.at, 0))
        found = self.codes.get(name)
        if found is None or found.type != slot.type:
            found = self.codes[name] = reference(slot)
        return found

    def note(self, item: Question | Group, slot: Slot, base: Group | None) -> None:
        group = item if isinstance(item, Group) and item.repeat else item.group
        self.noted.append((self.template_at(group).number, slot.at, len(repeats_around(base))))

    def note_instances(self, repeat: Group, base: Group | None) -> None:
        outer = self.by_repeat[repeat.key].outer
        if outer is not None:
            self.noted.append((outer.number, self.by_repeat[repeat.key].list_slot, len(repeats_around(base))))

    def in_predicate(self, predicate: syntax.Tree, scope: FormScope, item: Question | Group) -> Code:
        """Compile what stands in `[...]` behind a question or repeat."""
        return compile_tree(predicate, PredicateScope(scope, item))

    def in_candidate(self, chosen: Formula, context: Context, repeat: Group) -> Code:
        """Compile a `choice_filter` over the instances of a repeat."""
        return compile_tree(chosen.parsed.tree, CandidateScope(FormScope(self, chosen, context), repeat))

    def in_rows(self, rows: Run | None, predicate: syntax.Tree, scope: FormScope, table: Table) -> Run:
        """Return the rows of a table (or those of `rows`) for which a predicate holds."""
        return where_row(rows, predicate, RowScope(scope, table))

    # --- compiling

    def code(self, formula: Formula, context: Context = None) -> Code:
        return compile_tree(formula.parsed.tree, FormScope(self, formula, context))

    def truth(self, formula: Formula | None, context: Context = None) -> Run | None:
        return None if formula is None else as_boolean(self.code(formula, context))

    def compiled(self) -> CompiledForm:
        self.add_steps()
        cells = tuple(cells_of(self))
        self.add_initial()
        self.check_three_valued()
        name = self.form.instance_name
        made = CompiledForm(
            form=self.form,
            names=self.names,
            cells=cells,
            by_key={cell.question.key: cell for cell in cells},
            templates=tuple(self.templates),
            repeats=self.by_repeat,
            steps=tuple(self.steps),
            scopes=self.scopes,
            order=tuple(self.order),
            reads=self.reads,
            kept_cells=tuple(cell for cell in cells if cell.kept_slot),
            triggers=triggers_of(self, cells),
            instance_name=None if name is None else as_any(self.code(name)),
            outputs=dict(self.outputs()),
            looked_up=frozenset(self.looked_up),
        )
        link(self.templates, self.steps, self.edges)
        return made

    def add_steps(self) -> None:
        by_key = {item.key if isinstance(item, Question) else GROUP + item.key: item for item in self.form.items}
        numbers = {question.key: number for number, question in enumerate(self.form.questions)}
        self.add_gates()
        for key in self.order:
            item = by_key.get(key)
            if isinstance(item, Question):
                self.add_question(numbers[key], item)
            elif isinstance(item, Group):
                self.add_scope(item)
            elif key in (SAFETY, CONSENT):
                self.add_gate(key)
            else:
                self.add_count(by_key[GROUP + key.removeprefix(COUNT)])

    def add(self, step: Step) -> int:
        """Add a step, and who must run it: whatever the expression just compiled has read."""
        self.steps.append(step)
        self.edges.append((len(self.steps) - 1, tuple(dict.fromkeys(self.noted))))
        self.noted.clear()
        self.templates[step.template].steps.append(len(self.steps) - 1)
        return len(self.steps) - 1

    def add_gates(self) -> None:
        if self.form.safety is not None or self.form.consent is not None:
            self.gate_slots = {key: self.templates[0].place_for(True) for key in (SAFETY, CONSENT)}

    def add_gate(self, key: str) -> None:
        run = self.truth(self.form.safety if key == SAFETY else self.form.consent)
        self.add(Step(0, self.gate_slots[key], IS_SCOPE, run))

    def add_scope(self, item: Question | Group) -> None:
        """Add the step of a scope of its own: the scope around it, its gates, its own condition."""
        repeat = isinstance(item, Group) and item.repeat
        outer = self.outer_scope(item)
        if not repeat and self.scopes[item.key] == outer:
            return
        template = self.by_repeat[item.key] if repeat else self.template_at(item.group)
        parts = [] if outer == OWN_SCOPE and template.depth == 0 else [self.outer_reader(item, outer, template)]
        parts += self.gate_readers(item, template)
        own = self.truth(item.relevant, item)
        if own is not None:
            parts.append(own)
        whole = all_of(tuple(parts)) if parts else None
        if repeat:
            template.applies = whole
        self.add(Step(template.number, self.scopes[item.key], IS_SCOPE, whole))

    def outer_reader(self, item: Question | Group, outer: int, template: Template) -> Run:
        repeat = isinstance(item, Group) and item.repeat
        self.noted.append((self.template_at(item.group).number, outer, template.depth - bool(repeat)))
        return reader((PARENT,) if repeat else (), outer)

    def gate_readers(self, item: Question | Group, template: Template) -> Iterator[Run]:
        safety, consent = self.gated.get(item.key, (False, False))
        for key, behind in ((SAFETY, safety), (CONSENT, consent)):
            if behind:
                self.noted.append((0, self.gate_slots[key], 0))
                yield reader((PARENT,) * template.depth, self.gate_slots[key])

    def add_count(self, item: Question | Group) -> None:
        """Add the step that makes as many instances as `repeat_count` says while the repeat applies around it."""
        if not isinstance(item, Group) or item.repeat_count is None:
            return
        template = self.by_repeat[item.key]
        outer = template.outer or self.templates[0]
        wanted = as_number(self.code(item.repeat_count, item._replace(repeat=False)))
        self.add(Step(outer.number, template.number, IS_COUNT, wanted))

    def add_question(self, number: int, question: Question) -> None:
        self.add_scope(question)
        template = self.template_at(question.group)
        scope = self.scopes[question.key]
        value: Run | None = None
        if question.calculation is not None and not question.trigger:
            value = self.value(question, question.calculation)
        offered = offer_of(self, question) if question.type.has_choices else None
        if offered is not None:
            self.offers[question.key] = offered
        slot = self.slots[question.key].at
        self.noted.append((template.number, scope, template.depth))
        self.value_steps[question.key] = self.add(Step(template.number, slot, number, value))

    def value(self, question: Question, formula: Formula) -> Run:
        score = next((score for score in self.form.scores if score.name == question.name), None)
        if score is not None and question.place == score.place:
            self.slots[question.key] = self.slots[question.key]._replace(type="number")
            return self.points(score, question)
        code = first_of(self.code(formula, question))
        slot = self.slots[question.key]
        if question.type.takes_answer:
            self.computed_slots[question.key] = self.template_at(question.group).place_for(None)
            return of_type(code, slot.type)
        if question.bind_type in _WHOLE:
            run = as_number(code)
            self.slots[question.key] = slot._replace(type="number")
            return lambda frame: float(int(value)) if abs(value := run(frame)) < 1e300 else value
        self.slots[question.key] = slot._replace(type=code.type)
        return as_any(code) if code.type == "any" else code.run

    def points(self, score: Score, question: Question) -> Run:
        """Sum a score line by line, so that a mistake is told at its own `when`."""
        lines = [(as_boolean(self.code(line.when, question)), line.points) for line in score.contributions]
        return lambda frame: sum([points for holds, points in lines if holds(frame)], 0.0)

    # --- texts, first instances, rules

    def outputs(self) -> "Iterator[tuple[tuple[int, str], Run]]":
        """Compile the expressions in texts for people: instance('list')/root/item[...]/column."""
        for item in self.form.items:
            for words in wordings_of(item):
                for text in words.outputs:
                    formula = Formula(text, parse(text), *item.place, exact=False)
                    group = item if isinstance(item, Group) else item.group
                    yield (self.template_at(group).number, text), as_text(self.code(formula, item))
        self.noted.clear()

    def add_initial(self) -> None:
        """Compile what the first instances of a repeat start with."""
        for template in self.templates:
            rows = template.repeat.initial if template.repeat else None
            if rows is not None:
                template.initial = tuple(
                    {
                        found.key: default_of(self, found, given)
                        for name, given in row.items()
                        if (found := self.inside(template, name)) is not None
                    }
                    for row in rows
                )
        self.noted.clear()

    def inside(self, template: Template, name: str) -> Question | None:
        """Return the question of a repeat with this name."""
        questions = [self.form.questions[entry] for entry in template.entries if isinstance(entry, int)]
        return next((question for question in questions if question.name == name), None)

    def check_three_valued(self) -> None:
        """Compile the expressions that `classify` interprets, only to find their mistakes."""
        for formula, own in rule_formulas(self.form):
            self.truth(formula, own)
        self.noted.clear()
