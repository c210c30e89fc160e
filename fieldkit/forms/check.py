"""Check a form: everything that is wrong with it, at once, each with its place and what to do."""

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.forms.compile import CompiledForm, compile_checked
from fieldkit.forms.convert_answer import Misfit, convert
from fieldkit.forms.dependencies import classify_formulas
from fieldkit.forms.expression import syntax
from fieldkit.forms.model import Form, Formula, Localised, Question, QuestionType, Template
from fieldkit.forms.problems import Place, Problem, Problems, TooManyProblems, invalid, quoted
from fieldkit.forms.read_form import read_form
from fieldkit.forms.yaml_reader import read_yaml


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check; `form` is None when there is an error among the problems."""

    form: Form | None
    problems: tuple[Problem, ...]


def check_form(text: str | bytes, name: str) -> Checked:
    """Read and check a form called `name` in messages. Raises nothing."""
    root, found = read_yaml(text)
    problems = Problems()
    form: Form | None = None
    try:
        for problem in found:
            problems.found.append(problem)
        if root is not None:
            data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
            form = read_form(root, name, hashlib.sha256(data).hexdigest(), problems)
        compiled = None if form is None else _check(form, problems)
        if form is not None and compiled is not None:
            form = dataclasses.replace(compiled.form, program=compiled)
    except TooManyProblems:
        form = None
    return Checked(None if problems.any_error else form, problems.sorted())


def load_form(text: str | bytes, name: str) -> Form:
    """Return the checked form.

    Raises: FormInvalid, which carries all problems.
    """
    checked = check_form(text, name)
    if checked.form is None:
        raise invalid(name, checked.problems)
    return checked.form


def _check(form: Form, problems: Problems) -> CompiledForm | None:
    _check_names(form, problems)
    for question in form.questions:
        _check_question(form, question, problems)
    _check_lists(form, problems)
    _check_named(form, problems)
    compiled = compile_checked(form, problems)
    _warn_of_empty_comparisons(form, problems)
    _warn_of_translations(form, problems)
    return compiled


def _check_names(form: Form, problems: Problems) -> None:
    """Every name of a question or group is used once: `${name}` must mean one thing."""
    seen: dict[str, Place] = {}
    for item in sorted(form.everything(), key=lambda item: item.place):
        first = seen.setdefault(item.name, item.place)
        if item.name and first != item.place:
            what = f"the name {quoted(item.name)} is used twice (first in line {first[0]})"
            problems.error(item.place, what, "give one of the two another name")
    if not form.questions and not problems.any_error:
        problems.error((1, 1), "the form has no questions", "add some under `survey:`")


def _check_question(form: Form, question: Question, problems: Problems) -> None:
    kind, place = question.type, question.place
    if question.list_name and question.list_name not in form.choices:
        do = problems.suggest(question.list_name, form.choices, "add it under `choices:`")
        problems.error(place, f"there is no list {quoted(question.list_name)}", do)
    if kind is QuestionType.CALCULATE:
        if question.calculation is None:
            problems.error(place, f"the calculate {quoted(question.name)} has no `calculation`", "add it")
    elif question.calculation is not None:
        problems.error(place, "`calculation` belongs to the type calculate", "make it a calculate of its own")
    if kind is not QuestionType.CALCULATE and question.label is None:
        problems.error(place, f"{quoted(question.name)} has no `label`", "say what is asked")
    if not kind.takes_answer:
        for key in ("required", "constraint", "default"):
            if getattr(question, key) is not None:
                problems.error(place, f"`{key}` means nothing on a {kind.value}", "leave it out")
    _check_default(form, question, problems)
    for template in (
        question.label,
        question.hint,
        question.why,
        question.required_message,
        question.constraint_message,
    ):
        if template is not None and template.names:
            _check_template(form, template, place, problems)
    if question.constraint_message is not None and question.constraint is None:
        problems.warn(place, "a `constraint_message` without `constraint`", "add the constraint")


def _check_default(form: Form, question: Question, problems: Problems) -> None:
    default = question.default
    if not isinstance(default, str) or not question.type.takes_answer:
        return
    if isinstance(convert(question, form.choices.get(question.list_name, {}), default), Misfit):
        problems.error(question.place, f"the default {quoted(default)} does not fit", "correct it")


def _check_template(form: Form, template: Template, place: Place, problems: Problems) -> None:
    names = {question.name for question in form.questions}
    for name in template.names:
        if name not in names:
            do = problems.suggest(name, names, "correct the name")
            problems.error(place, f"a text names {quoted(name)}, which is no question", do)


def _check_lists(form: Form, problems: Problems) -> None:
    used = {question.list_name for question in form.questions}
    for name in form.choices:
        if name not in used:
            problems.warn((0, 0), f"nothing uses the list {quoted(name)}", "remove it")


def _check_named(form: Form, problems: Problems) -> None:
    """Names given in lists must be questions."""
    names = {question.name for question in form.questions}
    everything = {item.name for item in form.everything()}
    reviewed: Iterable[str] = (name for group in form.reviewed.values() if group for name in group)
    for key, listed, known in (
        ("kept_on_refusal", form.kept_on_refusal, names),
        ("reviewed", reviewed, everything),
    ):
        for name in listed:
            if name not in known:
                do = problems.suggest(name, known, "correct the name")
                problems.error((0, 0), f"`{key}` names {quoted(name)}, which is no question", do)


def _warn_of_empty_comparisons(form: Form, problems: Problems) -> None:
    """`${x} = ''` is never true where a blank is unknown. (form-language 7.8)"""
    formulas = list(classify_formulas(form))
    for question in form.questions:
        formulas += [formula for formula in (question.touches, question.starts_clock) if formula is not None]
    for formula in formulas:
        for at in _empty_comparisons(formula):
            what = "a comparison with '' is never known in classify: a blank is unknown there"
            problems.warn(formula.place(at), what, "write nr(${x}) = 'dk' or the like")


def _empty_comparisons(formula: Formula) -> list[int]:
    found = []
    waiting: list[syntax.Tree] = [formula.parsed.tree]
    while waiting:
        tree = waiting.pop()
        match tree:
            case syntax.Comparison(_, left, right, at):
                if _is_empty(left, right) or _is_empty(right, left):
                    found.append(at)
                waiting += [left, right]
            case syntax.Chain(operands, _, _):
                waiting += operands
            case syntax.Call(name, arguments, _):
                waiting += arguments if name != "nr" else ()
            case syntax.Negation(operand, _):
                waiting.append(operand)
    return found


def _is_empty(side: syntax.Tree, other: syntax.Tree) -> bool:
    """Return whether a comparison is with ''; nr(${x}) = '' asks whether there is an answer, which is known."""
    asks = isinstance(other, syntax.Call) and other.name == "nr"
    return isinstance(side, syntax.Literal) and not side.value and not asks


def _warn_of_translations(form: Form, problems: Problems) -> None:
    wanted = set(form.languages)
    if len(wanted) < 2:
        return
    for texts, place, what in _texts(form):
        if texts and "" not in texts and not wanted <= texts.keys():
            missing = ", ".join(code for code in form.languages if code not in texts)
            problems.warn(place, f"{what} is missing in {missing}", "translate it")


def _texts(form: Form) -> Iterable[tuple[Mapping[str, str], Place, str]]:
    title: Localised = form.title
    yield title, (1, 1), "the title"
    for group in form.groups:
        if group.label:
            yield group.label.texts, group.place, f"the label of {group.name}"
    for q in form.questions:
        parts = (q.label, q.hint, q.why, q.required_message, q.constraint_message)
        for key, template in zip(
            ("label", "hint", "why", "required_message", "constraint_message"), parts, strict=True
        ):
            if template:
                yield template.texts, q.place, f"the {key} of {q.name}"
    for name, choices in form.choices.items():
        for value, texts in choices.items():
            yield texts, (0, 0), f"the choice {quoted(value)} of {name}"
    if form.classify:
        for items in (*form.classify.elements.values(), form.classify.next_steps):
            yield from ((item.says, (item.when.line, item.when.column), "`says`") for item in items)
        for line in form.classify.looks_like:
            yield line.says, (line.when.line, line.when.column), "`says`"
