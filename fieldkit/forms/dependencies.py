"""What of a form reads what: the keys of the graph, the gates and who stands behind them."""

from collections.abc import Iterator

from fieldkit.forms.expression import syntax
from fieldkit.forms.graph import closure
from fieldkit.forms.model import Form, Formula, Group, Question, repeats_around
from fieldkit.forms.names import Context, Item, Names, Trail, Wrong, parts_of, start_of
from fieldkit.forms.problems import Problems
from fieldkit.forms.question_types import QuestionType

SAFETY, CONSENT = "gate safety", "gate consent"  # graph keys; no question's key has a space
GROUP, COUNT = "group ", "count "


class Graph:
    """Finds who reads whom in one form. Keys: a question's own, GROUP + a group's, COUNT + a counted repeat's."""

    __slots__ = ("form", "gated", "names")

    def __init__(self, form: Form, names: Names) -> None:
        self.form = form
        self.names = names
        self.gated = gated_keys(form, names)

    def reads(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for key, gate in ((SAFETY, self.form.safety), (CONSENT, self.form.consent)):
            if gate is not None:
                found[key] = tuple(self.of(gate, None))
        for item in self.form.items:
            if isinstance(item, Group):
                self.add_group(item, found)
            else:
                found[item.key] = (*self.scope_reads(item), *self.value_reads(item))
        return found

    def add_group(self, group: Group, found: dict[str, tuple[str, ...]]) -> None:
        outer = self.scope_reads(group)
        if group.repeat_count is not None:
            found[COUNT + group.key] = (*self.outer(group), *self.of(group.repeat_count, group))
            outer = (*outer, COUNT + group.key)
        found[GROUP + group.key] = outer

    def outer(self, item: Item) -> tuple[str, ...]:
        return (GROUP + item.group.key,) if item.group else ()

    def scope_reads(self, item: Item) -> tuple[str, ...]:
        gates: tuple[str, ...] = ()
        if self.gated:
            safety, consent = self.gated.get(item.key, (False, False))
            gates = ((SAFETY,) if safety else ()) + ((CONSENT,) if consent else ())
        if item.relevant is None:
            return (*self.outer(item), *gates)
        return (*self.outer(item), *self.of(item.relevant, item), *gates)

    def value_reads(self, question: Question) -> list[str]:
        found: list[str] = []
        if question.calculation is not None and not question.trigger:
            found += self.of(question.calculation, question)
        if question.choice_filter is not None:
            found += self.of(question.choice_filter, question)
        return found

    def of(self, formula: Formula, context: Context) -> list[str]:
        """Return the keys that an expression reads. A read through a filter of a repeat's instances may reach other
        instances of its own question: it makes no edge, and is settled while computing. (form-language 5.8)"""
        parsed = formula.parsed
        if not parsed.paths and "indexed-repeat" not in parsed.functions:
            return self.keys(parsed.names, context)
        found: list[str] = []
        for trail in trails(parsed.tree, self.names, context):
            if not any(down.predicates for down in trail.downs):
                found += [self.key(item) for item in parts_of(trail) if item is not context]
        return found

    def keys(self, names: tuple[str, ...], context: Context) -> list[str]:
        items = [self.names.named(name, 0, context) for name in names]
        return [self.key(item) for item in items if not isinstance(item, Wrong)]

    def key(self, item: Item) -> str:
        return item.key if isinstance(item, Question) else GROUP + item.key


def trails(tree: syntax.Tree, names: Names, context: Context) -> Iterator[Trail]:
    """Yield the way of every reference and path in an expression; those that mean nothing are left out."""
    match tree:
        case syntax.Reference(name, at):
            item = names.named(name, at, context)
            if not isinstance(item, Wrong):
                yield names.trail_to(item, context)
        case syntax.Path():
            yield from _path_trails(tree, names, context)
        case _:
            indexed = isinstance(tree, syntax.Call) and tree.name == "indexed-repeat"
            for part in syntax.parts(tree)[2::2] if indexed else syntax.parts(tree):
                yield from trails(part, names, context)


def _path_trails(path: syntax.Path, names: Names, context: Context) -> Iterator[Trail]:
    for step in path.steps:
        for predicate in step.predicates:
            yield from trails(predicate, names, context)
    start = path_start(path, names, context)
    if start is None:
        if path.start is not None:
            yield from trails(path.start, names, context)
        return
    trail = names.walk(path, start, context)
    if not isinstance(trail, Wrong):
        yield trail


def path_start(path: syntax.Path, names: Names, context: Context) -> Trail | None:
    """Return where a path begins: at the context, a named question; None for instance() and what is no node."""
    match path.start:
        case None | syntax.Self() | syntax.Call("current", _, _):
            return start_of(context)
        case syntax.Reference(name, at):
            item = names.named(name, at, context)
            return None if isinstance(item, Wrong) else names.trail_to(item, context)
        case syntax.Path():
            inner = path_start(path.start, names, context)
            found = None if inner is None else names.walk(path.start, inner, context)
            return None if isinstance(found, Wrong) else found
        case _:
            return None


def names_in(formula: Formula | None) -> tuple[str, ...]:
    return formula.parsed.names if formula else ()


def gated_keys(form: Form, names: Names) -> dict[str, tuple[bool, bool]]:
    """Return key -> (behind the safety gate, behind the consent gate). (form-language 6.1 to 6.3)"""
    found: dict[str, tuple[bool, bool]] = {}
    if form.safety is None and form.consent is None:
        return found
    safety, consent = questions_read(names, form.safety), questions_read(names, form.consent)
    last_safety, last_consent = _last(form, safety), _last(form, consent)
    for index, question in enumerate(form.questions):
        if question.observation or question.type is QuestionType.CALCULATE:
            continue
        stays = safety | consent if question.type is QuestionType.NOTE else set()
        if stays.intersection(names_in(question.relevant)):
            continue
        after_safety = bool(safety) and index > last_safety
        after_consent = bool(consent) and index > last_consent and question.name not in form.kept_on_refusal
        if after_safety or after_consent:
            found[question.key] = (after_safety, after_consent)
    found.update(_gated_repeats(form, found))
    return found


def _gated_repeats(form: Form, gated: dict[str, tuple[bool, bool]]) -> dict[str, tuple[bool, bool]]:
    """Return the repeats of which everything that is shown stands behind a gate: their lists stand there too."""
    inside: dict[str, list[str]] = {}
    for question in form.questions:
        if question.type is not QuestionType.CALCULATE:
            for repeat in repeats_around(question):
                inside.setdefault(repeat.key, []).append(question.key)
    found = {}
    for key, keys in inside.items():
        behind = [gated.get(question, (False, False)) for question in keys]
        safety, consent = all(gate[0] for gate in behind), all(gate[1] for gate in behind)
        if safety or consent:
            found[key] = (safety, consent)
    return found


def questions_read(names: Names, formula: Formula | None) -> set[str]:
    """Return the keys of the questions that an expression reads, also through calculations."""

    def named(found: Formula | None) -> list[str]:
        return [item.key for name in names_in(found) if (item := _question(names, name)) is not None]

    def calculated_from(key: str) -> list[str]:
        item = names.by_key[key]
        return named(item.calculation) if isinstance(item, Question) else []

    return closure(named(formula), calculated_from)


def _question(names: Names, name: str) -> Question | None:
    """Return the question that a name means, seen from the form itself."""
    for item in (names.first.get(name), names.by_key.get(name)):
        if isinstance(item, Question):
            return item
    return None


def gate_questions(form: Form, names: Names) -> frozenset[str]:
    """Return the keys of all questions that decide a gate."""
    return frozenset(questions_read(names, form.safety) | questions_read(names, form.consent))


def _last(form: Form, keys: set[str]) -> int:
    return max((index for index, question in enumerate(form.questions) if question.key in keys), default=-1)


def report_cycle(form: Form, cycle: list[str], problems: Problems) -> None:
    places = {item.key if isinstance(item, Question) else GROUP + item.key: item.place for item in form.items}
    gates = {SAFETY: form.safety, CONSENT: form.consent}
    first = cycle[0]
    gate = gates.get(first)
    place = (gate.line, gate.column) if gate else places.get(first.replace(COUNT, GROUP), (0, 0))
    path = " -> ".join(cycle)
    problems.error(place, f"a cycle: {path}", "let one of them stop reading the other")


def rule_formulas(form: Form) -> Iterator[tuple[Formula, Question | None]]:
    """Yield every three-valued expression of a form, with the question that `.` means in it."""
    yield from ((formula, None) for formula in classify_formulas(form))
    for question in form.questions:
        for own in (question.touches, question.starts_clock):
            if own is not None:
                yield own, question


def classify_formulas(form: Form) -> Iterator[Formula]:
    """Yield every three-valued expression of the form's classification, and of its danger gate."""
    if form.danger is not None:
        yield form.danger
    rule = form.classify
    if rule is None:
        return
    for single in (rule.child, rule.adult, rule.urgent, rule.suspicion):
        if single is not None:
            yield single
    for items in rule.elements.values():
        yield from (item.when for item in items)
    yield from (line.when for line in rule.looks_like)
    if rule.decision is not None:
        yield from rule.decision.formulas()
    yield from (item.when for item in rule.next_steps)
