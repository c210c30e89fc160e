"""Which choices a select offers: its list, filtered, in random order, or made of other answers. form-language 3.2."""

from collections.abc import Sequence
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from fieldkit import errors
from fieldkit.forms.compiled import Offer
from fieldkit.forms.expression.closures import random_seed
from fieldkit.forms.expression.code import Run, as_boolean, as_number, as_text, reference
from fieldkit.forms.expression.compile import compile_tree
from fieldkit.forms.expression.shuffling import shuffled
from fieldkit.forms.expression.syntax import parse
from fieldkit.forms.inner_scopes import RowScope, index_of
from fieldkit.forms.model import ChoiceList, ChoicesFrom, Formula, Group, Option, Question, table_of
from fieldkit.forms.node_sets import holding, indexed
from fieldkit.forms.scopes import FormScope

if TYPE_CHECKING:
    from fieldkit.forms.compile import FormCompiler


def offer_of(compiler: "FormCompiler", question: Question) -> Offer | None:
    """Return which choices a frame offers, in which order: by `choice_filter` and `parameters: randomize`."""
    if question.choices_from is not None:
        return _from_nodes(compiler, question, question.choices_from)
    choices = compiler.form.choices.get(question.list_name)
    if choices is None:
        return None
    offered = _chosen(compiler, question, question.choice_filter, choices) if question.choice_filter else None
    if question.parameters.get("randomize") != "true":
        return offered
    options, seed = choices.options, _seed(compiler, question)
    return lambda frame: shuffled(options if offered is None else offered(frame), seed(frame))


def _from_nodes(compiler: "FormCompiler", question: Question, given: ChoicesFrom) -> Offer:
    """Return the choices that other answers make: one for each node, such as the people named in a repeat."""
    scope = FormScope(compiler, given.nodes, question)
    frames, item = scope.candidates(given.nodes.parsed.tree, question.choice_filter)
    if isinstance(item, Group):
        value, label = _child_text(compiler, item, given.value), _child_text(compiler, item, given.label)
    else:
        value, label = itemgetter(given.value), itemgetter(given.label)

    def offered(frame: Any) -> Sequence[Option]:
        made = [(value(found), label(found)) for found in frames(frame)]
        return [Option(name, {"": text}, {"name": name, "label": text}) for name, text in made]

    return offered


def _child_text(compiler: "FormCompiler", group: Group, name: str) -> Run:
    """Return the text of a question in a group or repeat, read in the frame of that group."""
    child = compiler.names.children[group.key].get(name)
    if not isinstance(child, Question):
        compiler.problems.error(group.place, f"{group.name!r} has no question {name[:40]!r}", "correct the name")
        return lambda _frame: ""
    slot = compiler.slots[child.key]
    compiler.noted.append((compiler.template_at(child.group).number, slot.at, 0))
    return as_text(reference(slot))


def _chosen(compiler: "FormCompiler", question: Question, formula: Formula, choices: ChoiceList) -> Offer:
    options, columns = choices.options, attrgetter("columns")
    scope = RowScope(FormScope(compiler, formula, question), table_of(choices))
    tree = formula.parsed.tree
    by_column = index_of(tree, scope)
    if by_column is not None:
        return indexed(options, *by_column, columns)
    return holding(lambda _frame: options, as_boolean(compile_tree(tree, scope)), columns)


def _seed(compiler: "FormCompiler", question: Question) -> Run:
    """Return the seed of a random order: `seed=` as a number or `${x}`."""
    given = question.parameters.get("seed", "")
    if not given:
        return random_seed
    try:
        formula = Formula(given, parse(given), *question.place, exact=False)
    except errors.ExpressionInvalid:
        compiler.problems.error(question.place, f"the seed {given[:40]!r} cannot be read", "write a number or ${name}")
        return random_seed
    return as_number(compiler.code(formula, question))
