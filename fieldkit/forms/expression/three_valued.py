"""Expressions with three values: yes, no, unknown. `None` is unknown; it is never mixed up with no, empty or false.

An interpreter, not a compiler: it runs a few dozen expressions when a result is asked for. form-language 7.1.
"""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.closures import OPERATIONS
from fieldkit.forms.expression.code import Surroundings
from fieldkit.forms.expression.convert import HOLDS, Value, boolean, number, text
from fieldkit.forms.expression.functions import COERCIONS, FLATTENS, PLAIN, ZONED
from fieldkit.forms.model import Localised, text_in

Known: TypeAlias = Value | None
Facet: TypeAlias = "Known | list[Known]"
"""What is known of a name: one value, or one for each instance of the repeat that the question is in."""


class Facts(Protocol):
    """What is known about the answers."""

    @property
    def around(self) -> Surroundings: ...

    def value(self, name: str) -> Facet:
        """Return what an answer or calculation is known to be."""
        ...

    def status(self, name: str) -> str | None:
        """Return what nr() gives, None while an answer may still come."""
        ...

    def choices(self, name: str) -> Mapping[str, Localised]: ...


def evaluate(tree: syntax.Tree, facts: Facts, own: str = "") -> Facet:
    """Return the value of an expression, None when it is unknown; `own` is the question that `.` stands for."""
    return _Run(facts, own).value(tree)


def truth(tree: syntax.Tree, facts: Facts, own: str = "") -> bool | None:
    """Return the truth value of an expression, None when it is unknown."""
    value = evaluate(tree, facts, own)
    if isinstance(value, list):
        return len(value) > 0
    return None if value is None else boolean(value)


def kleene_and(*truths: bool | None) -> bool | None:
    """Return no as soon as one is no, yes when all are yes, otherwise unknown."""
    if False in truths:
        return False
    return None if None in truths else True


def kleene_or(*truths: bool | None) -> bool | None:
    """Return yes as soon as one is yes, no when all are no, otherwise unknown."""
    if True in truths:
        return True
    return None if None in truths else False


class _Run:
    __slots__ = ("facts", "own")

    def __init__(self, facts: Facts, own: str) -> None:
        self.facts = facts
        self.own = own

    def value(self, tree: syntax.Tree) -> Facet:
        match tree:
            case syntax.Number(value, _) | syntax.Literal(value, _):
                return value
            case syntax.Reference(name, _):
                return self.facts.value(name)
            case syntax.Self(_):
                return self.facts.value(self.own)
            case syntax.Negation(operand, _):
                inner = self.one(operand)
                return None if inner is None else -number(inner)
            case syntax.Comparison(operator, left, right, _):
                return self.comparison(operator, self.value(left), self.value(right))
            case syntax.Chain(operands, operators, _):
                return self.chain(operands, operators)
            case syntax.Call(name, arguments, _):
                return self.call(name, arguments)
            case syntax.Path():
                return None  # paths are not written in rules (form-language 7.9)

    def one(self, tree: syntax.Tree) -> Known:
        """Return one value: of a set the first, as XPath does."""
        found = self.value(tree)
        return found if not isinstance(found, list) else found[0] if found else ""

    def comparison(self, operator: str, left: Facet, right: Facet) -> bool | None:
        holds = HOLDS[operator]
        pairs = [(a, b) for a in _listed(left) for b in _listed(right)]
        return kleene_or(*(None if a is None or b is None else holds(a, b) for a, b in pairs))

    def chain(self, operands: tuple[syntax.Tree, ...], operators: tuple[str, ...]) -> Known:
        if operators[0] in ("and", "or"):
            truths = [None if (value := self.one(part)) is None else boolean(value) for part in operands]
            return kleene_and(*truths) if operators[0] == "and" else kleene_or(*truths)
        values = [self.one(part) for part in operands]
        if None in values:
            return None
        first, *rest = [number(value) for value in values if value is not None]
        for operator, value in zip(operators, rest, strict=True):
            first = OPERATIONS[operator](first, value)
        return first

    def call(self, name: str, arguments: tuple[syntax.Tree, ...]) -> Facet:
        if name == "nr":
            (argument,) = arguments
            return self.facts.status(argument.name) if isinstance(argument, syntax.Reference) else None
        if name == "if":
            test = self.one(arguments[0])
            return None if test is None else self.value(arguments[1 if boolean(test) else 2])
        if name == "count":
            return float(len(_listed(self.value(arguments[0]))))
        if name in FLATTENS:
            values = [value for part in arguments for value in _listed(self.value(part))]
        else:
            values = [self.one(part) for part in arguments]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        special = _SPECIAL.get(name)
        return special(self, known, arguments) if special else _plain(self, name, known)

    def choice_name(self, values: list[Value], _arguments: tuple[syntax.Tree, ...]) -> Known:
        labels = self.facts.choices(text(values[1])[2:-1].strip()).get(text(values[0]))
        return text_in(labels, self.facts.around.language, self.facts.around.default_language) if labels else ""


def _listed(facet: Facet) -> list[Known]:
    return facet if isinstance(facet, list) else [facet]


def _plain(run: _Run, name: str, values: list[Value]) -> Known:
    row = ZONED.get(name) or PLAIN.get(name)
    if row is None:
        return None  # what needs its place in the form is not for rules (form-language 7.9)
    kinds = row.letters(len(values))
    coerced = [COERCIONS[kind](value) for kind, value in zip(kinds, values, strict=False)]
    return row.run(*coerced, *((run.facts.around.offset_min,) if name in ZONED else ()))


_SPECIAL: Mapping[str, Callable[[_Run, list[Value], tuple[syntax.Tree, ...]], Known]] = {
    "coalesce": lambda _run, values, _: next((v for v in values if v not in ("", ())), values[-1]),
    "once": lambda _run, values, _: values[0],
    "today": lambda run, _values, _: run.facts.around.today,
    "now": lambda run, _values, _: run.facts.around.now,
    "jr:choice-name": _Run.choice_name,
}
