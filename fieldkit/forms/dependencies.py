"""What of a form reads what: the keys of the graph, the gates and who stands behind them."""

from collections.abc import Iterator

from fieldkit.forms.model import Form, Formula, Group, Question, QuestionType
from fieldkit.forms.problems import Problems

SAFETY, CONSENT, GROUP = "gate safety", "gate consent", "group "  # graph keys; no question's name has a space


def reads_of(form: Form) -> dict[str, tuple[str, ...]]:
    """Return who reads whom: questions, groups and gates by their graph keys."""
    gated = gated_names(form)
    found: dict[str, tuple[str, ...]] = {}
    for key, gate in ((SAFETY, form.safety), (CONSENT, form.consent)):
        if gate is not None:
            found[key] = gate.parsed.names
    for group in form.groups:
        found[GROUP + group.name] = _scope_reads(group)
    for question in form.questions:
        names = _scope_reads(question) + names_in(question.calculation)
        safety, consent = gated.get(question.name, (False, False))
        found[question.name] = names + ((SAFETY,) if safety else ()) + ((CONSENT,) if consent else ())
    return found


def names_in(formula: Formula | None) -> tuple[str, ...]:
    return formula.parsed.names if formula else ()


def _scope_reads(item: Question | Group) -> tuple[str, ...]:
    outer = (GROUP + item.group.name,) if item.group else ()
    return outer + names_in(item.relevant)


def gated_names(form: Form) -> dict[str, tuple[bool, bool]]:
    """Return name -> (behind the safety gate, behind the consent gate). (form-language 6.1 to 6.3)"""
    found: dict[str, tuple[bool, bool]] = {}
    if form.safety is None and form.consent is None:
        return found
    safety, consent = gate_names(form, form.safety), gate_names(form, form.consent)
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
            found[question.name] = (after_safety, after_consent)
    return found


def gate_names(form: Form, gate: Formula | None) -> set[str]:
    """Return the questions that a gate reads, also through calculations."""
    calculations = {q.name: names_in(q.calculation) for q in form.questions if q.calculation}
    found: set[str] = set()
    waiting = list(names_in(gate))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(calculations.get(name, ()))
    return found


def gate_questions(form: Form) -> frozenset[str]:
    """Return the names of all questions that decide a gate."""
    return frozenset(gate_names(form, form.safety) | gate_names(form, form.consent))


def _last(form: Form, names: set[str]) -> int:
    return max((index for index, question in enumerate(form.questions) if question.name in names), default=-1)


def report_cycle(form: Form, cycle: list[str], problems: Problems) -> None:
    places = {q.name: q.place for q in form.questions}
    places.update((GROUP + g.name, g.place) for g in form.groups)
    gates = {SAFETY: form.safety, CONSENT: form.consent}
    first = cycle[0]
    gate = gates.get(first)
    place = (gate.line, gate.column) if gate else places.get(first, (0, 0))
    path = " -> ".join(cycle)
    problems.error(place, f"a cycle: {path}", "let one of them stop reading the other")


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
    yield from (item.when for item in rule.next_steps)
