"""A form in words: an outline of its questions, languages, logic, scores, gates. Lines, not yet wrapped."""

from collections.abc import Iterator, Mapping

from fieldkit.forms.expression.convert import number_text
from fieldkit.forms.model import Classify, Form, Formula, Group, Localised, Question, Score, text_in
from fieldkit.forms.names import Item
from fieldkit.forms.tables import AGE, Decision
from fieldkit.forms.wording import in_words
from fieldkit.forms.words import ROLES

INDENT = "  "


def outline_lines(form: Form, language: str = "") -> Iterator[str]:
    """Yield the whole outline; labels in `language`, logic in English words."""
    yield from heading(form, language)
    yield from languages(form)
    yield from gates(form, language)
    yield "questions"
    yield from questions(form, language)
    for score in form.scores:
        yield from score_lines(form, score, language)
    if form.classify is not None:
        yield from classify_lines(form, form.classify, language)


def words_in(form: Form, texts: Localised, language: str) -> str:
    """Return a text in a language, "" for the form's default one."""
    wanted = language or form.default_language
    return text_in(texts, wanted, form.stand_in(wanted))


def heading(form: Form, language: str = "") -> Iterator[str]:
    title = words_in(form, form.title, language)
    asked = sum(question.type.takes_answer for question in form.questions)
    repeats = sum(group.repeat for group in form.groups)
    yield f"{form.form_id}, version {form.version}: {title}"
    counts = (
        (asked, "question"),
        (len(form.groups) - repeats, "group"),
        (repeats, "repeat"),
        (len(form.tests), "test"),
    )
    yield ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts)
    everybody = set(form.who_may_run) == set(ROLES)
    roles = "anybody" if everybody else " or ".join(role.replace("_", " ") for role in form.who_may_run)
    yield f"run by: {roles}; read by: {form.recipient_class}"
    if form.minutes is not None:
        yield f"takes about {form.minutes} minute{'' if form.minutes == 1 else 's'}"
    if form.kept_on_refusal:
        yield f"kept when consent is refused: {', '.join(form.kept_on_refusal)}"
    if form.instance_name is not None:
        yield f"called: {form.instance_name.text}"


def languages(form: Form) -> Iterator[str]:
    """Yield how much of each language is there and has been reviewed."""
    yield "languages"
    items = [item for item in form.items if item.label is not None]
    for code in form.languages:
        there = sum(code in item.label.texts or "" in item.label.texts for item in items if item.label is not None)
        reviewed = sum(form.is_reviewed(item.name, code) for item in items)
        use = form.use.get(code, "practice")
        yield f"{INDENT}{code}: {there} of {len(items)} labels, {reviewed} reviewed, use: {use}"


def gates(form: Form, language: str = "") -> Iterator[str]:
    found = [("safety", form.safety), ("consent", form.consent), ("danger", form.danger)]
    if any(gate for _, gate in found):
        yield "gates"
    for name, gate in found:
        if gate is not None:
            yield f"{INDENT}{name}: {in_words(gate, form, language)}"


# --- questions -----------------------------------------------------------------------------------------------


def questions(form: Form, language: str = "") -> Iterator[str]:
    lowered = {name for score in form.scores for name in (score.name, f"{score.name}_band")}
    for item in form.items:
        indent = INDENT * (1 + _depth(item))
        if isinstance(item, Question) and item.name in lowered:
            continue
        yield indent + (question_line(form, item) if isinstance(item, Question) else group_line(item, form, language))
        yield from (f"{indent}{INDENT}{INDENT}{line}" for line in logic(form, item, language))


def question_line(form: Form, question: Question) -> str:
    """Return a question's name, type, and the words that say how it is asked."""
    kind = question.type.value
    if question.type.has_choices:
        kind += f" {question.list_name} ({len(form.choices.get(question.list_name, {}))} choices)"
    told = [kind]
    told += ["required"] if question.required is not None and question.required.text == "true()" else []
    told += ["read only"] if question.read_only is not None and question.read_only.text == "true()" else []
    told += [f"or: {', '.join(way.value for way in question.non_response)}"] if question.non_response else []
    told += ["observation"] if question.observation else []
    told += [f"element: {question.element}"] if question.element else []
    told += [", ".join(question.flags)] if question.flags else []
    return f"{question.name}: {'; '.join(told)}"


def group_line(group: Group, form: Form, language: str) -> str:
    label = words_in(form, group.label.texts, language) if group.label else ""
    count = f", {group.repeat_count.text} times" if group.repeat_count is not None else ""
    return f"{'repeat' if group.repeat else 'group'} {group.name}{f': {label}' if label else ''}{count}"


def logic(form: Form, item: Item, language: str = "") -> Iterator[str]:
    """Yield the conditions of a question or group in words."""
    own = item if isinstance(item, Question) else None

    def told(formula: Formula) -> str:
        return in_words(formula, form, language, own)

    if item.relevant is not None:
        yield f"asked when {told(item.relevant)}"
    if own is None:
        return
    if own.required is not None and own.required.text != "true()":
        yield f"required when {told(own.required)}"
    if own.constraint is not None:
        yield f"must hold: {told(own.constraint)}"
    if own.choice_filter is not None:
        yield f"choices where {told(own.choice_filter)}"
    if own.calculation is not None:
        yield f"= {told(own.calculation)}"
    if own.default is not None:
        yield f"begins with {own.default.text if isinstance(own.default, Formula) else own.default}"
    if own.touches is not None:
        yield f"touches {own.element or 'an element'} when {told(own.touches)}"
    if own.starts_clock is not None:
        yield f"starts the 24 hours when {told(own.starts_clock)}"


def _depth(item: Item) -> int:
    depth, group = 0, item.group
    while group is not None:
        depth, group = depth + 1, group.group
    return depth


# --- scores and classification -------------------------------------------------------------------------------


def score_lines(form: Form, score: Score, language: str = "") -> Iterator[str]:
    yield f"score {score.name}"
    for line in score.contributions:
        note = words_in(form, line.note, language)
        yield f"{INDENT}{line.points:+g} when {in_words(line.when, form, language)}{f' ({note})' if note else ''}"
    for band, least in score.bands.items():
        yield f"{INDENT}{band}: from {number_text(least)}"


def classify_lines(form: Form, rule: Classify, language: str = "") -> Iterator[str]:
    yield f"classification {rule.name}"
    for name, single in (
        ("a child when", rule.child),
        ("an adult when", rule.adult),
        ("urgent when", rule.urgent),
        ("suspicion when", rule.suspicion),
    ):
        if single is not None:
            yield f"{INDENT}{name} {in_words(single, form, language)}"
    for element, items in rule.elements.items():
        if not items:
            continue
        yield f"{INDENT}{element}, any of"
        yield from (f"{INDENT}{INDENT}{in_words(item.when, form, language)}" for item in items)
    if rule.decision is not None:
        yield from decision_lines(form, rule.decision, language)
    for line in rule.looks_like:
        told = [in_words(line.when, form, language)] if not line.cells or line.when.text != "true()" else []
        yield f"{INDENT}looks like {line.label} when {' and '.join([*told, *_cells(line.cells)])}"


def decision_lines(form: Form, decision: Decision, language: str = "") -> Iterator[str]:
    """Yield facts, dimensions with their indicators, and the table of outcomes."""
    for name, formula in decision.facts.items():
        yield f"{INDENT}{name} when {in_words(formula, form, language)}"
    for name in decision.dimensions.named if decision.dimensions else ():
        yield f"{INDENT}dimension {name}"
        for indicator in decision.dimensions.of(name) if decision.dimensions else ():
            yield f"{INDENT}{INDENT}{indicator.strength.value}: {in_words(indicator.when, form, language)}"
    for line in decision.outcomes:
        alike = f" (looks like {line.label})" if line.label else ""
        yield f"{INDENT}{line.result}{alike} when {' and '.join(_cells(line.cells)) or 'nothing above holds'}"


def _cells(cells: Mapping[str, bool]) -> Iterator[str]:
    for name, wanted in cells.items():
        if name == AGE:
            yield f"{name} is {'child' if wanted else 'adult'}"
        else:
            yield f"{name} is {'yes' if wanted else 'no'}"
