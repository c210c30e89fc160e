"""What is wrong with single questions: what their type needs, forbids or cannot take."""

from collections.abc import Mapping, Sequence

from fieldkit.forms.convert_answer import Misfit, convert
from fieldkit.forms.expression import syntax
from fieldkit.forms.model import Form, Question
from fieldkit.forms.names import Item, Names, Wrong, start_of
from fieldkit.forms.parameters import parameter_faults
from fieldkit.forms.problems import Problems, quoted
from fieldkit.forms.question_types import COMPUTED, NEEDS_DEVICE, QuestionType
from fieldkit.forms.words import FILE_ENDINGS


def check_questions(form: Form, names: Names, problems: Problems) -> None:
    lists = {name: list(choices) for name, choices in form.choices.items()}
    for question in form.questions:
        _check_shape(question, problems)
        if question.default is not None:
            _check_default(form, question, problems)
        if question.parameters:
            _check_parameters(question, lists, problems)
        for parsed in question.trigger:
            _check_trigger(question, parsed.tree, names, problems)
    _check_choices(form, problems)


def _check_shape(question: Question, problems: Problems) -> None:
    kind, place = question.type, question.place
    if kind is QuestionType.CALCULATE and question.calculation is None and question.default is None:
        problems.error(place, f"the calculate {quoted(question.name)} has no `calculation`", "add it")
    if kind is QuestionType.NOTE:
        for key in ("required", "constraint"):
            if getattr(question, key) is not None:
                problems.warn(place, f"`{key}` means nothing on a {kind.value}", "leave it out")
    computed = question.calculation is not None or question.trigger or kind in COMPUTED
    if not computed and question.label is None and question.hint is None and not question.media:
        problems.error(place, f"{quoted(question.name)} has no `label`", "say what is asked")
    if question.constraint_message is not None and question.constraint is None:
        problems.warn(place, "a `constraint_message` without `constraint`", "add the constraint")
    if kind in NEEDS_DEVICE:
        _check_device(question, problems)


def _check_device(question: Question, problems: Problems) -> None:
    """What a terminal cannot take is skipped; a form that insists on it can never be finished."""
    what = f"`{question.type.value}` cannot be asked in a terminal"
    if question.required is not None:
        do = "leave `required` out, or use text or a choice list"
        problems.error(question.place, f"{what}, and it is required", do)
    else:
        problems.warn(question.place, f"{what}: it is skipped, and kept for export", "use text or a choice list")


def _check_default(form: Form, question: Question, problems: Problems) -> None:
    default = question.default
    if not isinstance(default, str) or not default or not question.type.takes_answer:
        return
    choices = form.choices.get(question.list_name)
    if question.type.has_choices and choices is None:
        return
    if isinstance(convert(question, choices or {}, default), Misfit):
        problems.warn(question.place, f"the default {quoted(default)} does not fit, and stays blank", "correct it")


def _check_parameters(question: Question, lists: Mapping[str, Sequence[str]], problems: Problems) -> None:
    from_file = "_from_file" if question.type.has_choices and question.list_name.endswith(FILE_ENDINGS) else ""
    kind = question.type.value + from_file
    for what, do in parameter_faults(kind, question.parameters, question.appearance, lists):
        problems.error(question.place, what, do)


def _check_trigger(question: Question, tree: syntax.Tree, names: Names, problems: Problems) -> None:
    """A trigger is a question that somebody answers."""
    found: Item | Wrong | None = names.named(tree.name, 0, question) if isinstance(tree, syntax.Reference) else None
    if isinstance(tree, syntax.Path):
        trail = names.walk(tree, start_of(question), question)
        found = trail if isinstance(trail, Wrong) else trail.target
    if isinstance(found, Wrong):
        do = problems.suggest(found.name, names.first, "add the question, or correct the name")
        problems.error(question.place, f"`trigger` names {quoted(found.name)}, which is no question", do)
    elif not isinstance(found, Question) or found.type is QuestionType.CALCULATE:
        problems.error(question.place, "`trigger` must name a question that is asked", "name one with an answer")


def _check_choices(form: Form, problems: Problems) -> None:
    """A list for select_multiple or rank has no spaces in its values, and each value once."""
    sets = {q.list_name: q for q in form.questions if q.type in (QuestionType.SELECT_MULTIPLE, QuestionType.RANK)}
    for name, choices in form.choices.items():
        for value in choices:
            if name in sets and any(sign.isspace() for sign in value):
                what = f"the value {quoted(value)} of {quoted(name)} has a space"
                problems.error(choices.place, what, "use _ and put words in the label")
        if len(choices) < len(choices.options) and not form.allow_choice_duplicates and not name.endswith(".csv"):
            twice = _first_twice([option.value for option in choices.options])
            do = "give each its own value, or set `allow_choice_duplicates: yes`"
            problems.error(choices.place, f"the list {quoted(name)} has {quoted(twice)} twice", do)


def _first_twice(values: Sequence[str]) -> str:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return ""
