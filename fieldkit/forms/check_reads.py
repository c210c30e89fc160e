"""What the expressions of a rule may read: `${name}`, and questions in repeats only all together. form-language 7.9."""

from collections.abc import Iterator
from typing import NamedTuple

from fieldkit.forms.dependencies import rule_formulas
from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.functions import SPECIAL, ZONED
from fieldkit.forms.model import Form, Question, repeats_around
from fieldkit.forms.names import Item, Names
from fieldkit.forms.problems import Problems, quoted

READ_IN_RULES = frozenset(("nr", "if", "count", "coalesce", "once", "today", "now", "jr:choice-name", *ZONED))
TOGETHER = ("sum", "count", "count-non-empty", "max", "min", "join")
_DO = f"compare it (any instance), or write one of: {', '.join(TOGETHER)}"


class Wrong(NamedTuple):
    at: int
    what: str
    do: str


def check_reads(form: Form, names: Names, problems: Problems) -> None:
    """Report paths in the rules of a form, one instance of many, and functions that need a place in the form."""
    for formula, own in rule_formulas(form):
        for wrong in _Reading(names, own).wrong(formula.parsed.tree, alone=True):
            problems.error(formula.place(wrong.at), wrong.what, wrong.do)


class _Reading:
    """Looks through one expression; `own` is the question that `.` stands for."""

    def __init__(self, names: Names, own: Question | None) -> None:
        self.names = names
        self.own = own

    def wrong(self, tree: syntax.Tree, *, alone: bool) -> Iterator[Wrong]:
        """Yield what is wrong; `alone`: a set of values would stand here for its first."""
        match tree:
            case syntax.Path(_, _, _, at):
                yield Wrong(at, "a rule reads no paths", "write ${name}, or put the path into a calculate")
            case syntax.Reference(name, at):
                yield from self.reference(self.names.first.get(name), name, at, alone)
            case syntax.Self(at):
                yield from self.reference(self.own, ".", at, alone)
            case syntax.Comparison(_, left, right, _):
                yield from self.wrong(left, alone=False)
                yield from self.wrong(right, alone=self.is_set(left))
            case syntax.Call(name, arguments, at):
                yield from self.call(name, arguments, at)
            case _:
                for part in syntax.parts(tree):
                    yield from self.wrong(part, alone=True)

    def reference(self, item: Item | None, name: str, at: int, alone: bool) -> Iterator[Wrong]:
        if item is not None and alone and _is_set(item):
            yield Wrong(at, f"{quoted(name)} is in a repeat: this would read its first instance only", _DO)

    def call(self, name: str, arguments: tuple[syntax.Tree, ...], at: int) -> Iterator[Wrong]:
        if name in SPECIAL and name not in READ_IN_RULES:
            what = f"{name}() has no meaning in a rule, which has no place in the form"
            yield Wrong(at, what, "put it into a calculate and name that")
            return
        for part in arguments:
            yield from self.wrong(part, alone=name not in TOGETHER)

    def is_set(self, tree: syntax.Tree) -> bool:
        item: Item | None = None
        if isinstance(tree, syntax.Reference):
            item = self.names.first.get(tree.name)
        elif isinstance(tree, syntax.Self):
            item = self.own
        return item is not None and _is_set(item)


def _is_set(item: Item) -> bool:
    return bool(repeats_around(item))
