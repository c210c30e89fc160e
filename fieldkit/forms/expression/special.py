"""Functions that need more than the values of their arguments: where they stand, what is known, chance, tables."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.arguments import depends_on_zone
from fieldkit.forms.expression.closures import random_seed, random_text
from fieldkit.forms.expression.code import (
    AROUND,
    COERCE,
    Code,
    Scope,
    as_any,
    as_boolean,
    as_number,
    as_text,
    constant,
    first_of,
    reference,
)
from fieldkit.forms.expression.convert import NAN, boolean, is_empty
from fieldkit.forms.expression.functions import (
    COERCIONS,
    ZONED,
    Type,
)
from fieldkit.forms.expression.shuffling import shuffled
from fieldkit.forms.model import text_in

NOTHING = constant("", "text")
"""Stands in for a part with a mistake, so that the rest is still checked."""


class SpecialForms(ABC):
    """`dead` is above 0 inside a part that can never run: a mistake about functions there is a warning."""

    __slots__ = ("dead", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.dead = 0

    @abstractmethod
    def code(self, tree: syntax.Tree) -> Code:
        """Compile any part."""

    @abstractmethod
    def has_mistake(self, tree: syntax.Call, arguments: list[Code]) -> bool:
        """Report what the constants among the arguments cannot be."""

    def part(self, tree: syntax.Tree) -> Code:
        """Compile a part of which one value is wanted."""
        return self.single(self.code(tree), tree.at)

    def single(self, made: Code, at: int) -> Code:
        """Return one value; warn where that means the first instance of many. (form-language 5.6)"""
        if made.nodes is not None and made.nodes.all_of:
            what = f"${{{made.nodes.all_of}}} is asked in a repeat: from outside this means the first one only"
            self.scope.report(
                at, what, "write sum(), max(), join() ..., or indexed-repeat() for one of them", "warning"
            )
        return first_of(made)

    def branch(self, tree: syntax.Call) -> Code:
        test = self.code(tree.arguments[0])
        known = None if test.constant is None or test is NOTHING else boolean(test.constant)
        yes = self.if_dead(tree.arguments[1], known is False)
        no = self.if_dead(tree.arguments[2], known is True)
        if known is not None:
            return yes if known else no
        run = as_boolean(test)
        kind: Type = yes.type if yes.type == no.type else "any"
        a, b = (yes.run, no.run) if kind != "any" else (as_any(yes), as_any(no))
        empties = kind == "number" and (yes.may_be_empty or no.may_be_empty)
        return Code(lambda slots: a(slots) if run(slots) else b(slots), kind, may_be_empty=empties)

    def if_dead(self, tree: syntax.Tree, dead: bool) -> Code:
        self.dead += dead
        made = self.part(tree)
        self.dead -= dead
        return made

    def coalesce(self, tree: syntax.Call) -> Code:
        parts = [self.part(part) for part in tree.arguments]
        kind: Type = parts[0].type if len({part.type for part in parts}) == 1 else "any"
        runs = [part.run for part in parts] if kind != "any" else [as_any(part) for part in parts]
        last = runs.pop()

        def run(slots: Any) -> Any:
            for part in runs:
                value = part(slots)
                if not is_empty(value):
                    return value
            return last(slots)

        return Code(run, kind, may_be_empty=kind == "number")

    def choice_name(self, tree: syntax.Call) -> Code:
        value, named = as_text(self.code(tree.arguments[0])), tree.arguments[1]
        labels = self.scope.labels(named.value.strip()) if isinstance(named, syntax.Literal) else None
        if labels is None:
            what = "jr:choice-name() needs the name of a select question in quotes"
            self.scope.report(tree.at, what, "write jr:choice-name(${x}, '${x}')")
            return NOTHING
        found = labels

        def label(slots: Any) -> str:
            texts, around = found(slots, value(slots)), slots[AROUND]
            return text_in(texts, around.language, around.default_language) if texts else ""

        return Code(label, "text")

    def once(self, tree: syntax.Call) -> Code:
        inner = self.code(tree.arguments[0])
        kept, run = itemgetter(self.scope.kept(tree.at)), as_any(inner)
        return Code(lambda slots: run(slots) if is_empty(value := kept(slots)) else value, "any")

    def status(self, tree: syntax.Call) -> Code:
        (argument,) = tree.arguments
        if not isinstance(argument, syntax.Reference):
            self.scope.report(tree.at, "nr() needs one question", "write nr(${name})")
            return NOTHING
        slot = self.scope.status(argument.name, argument.at)
        return NOTHING if slot is None else reference(slot)

    # --- functions over nodes and tables

    def count(self, tree: syntax.Call) -> Code:
        made = self.code(tree.arguments[0])
        nodes = made.nodes
        if nodes is None:
            if made is not NOTHING:
                self.scope.report(tree.at, "count() counts nodes", "name a repeat or a question")
            return NOTHING
        frames, scope = nodes.frames, nodes.scope
        if scope < 0:
            return Code(lambda slots: float(len(frames(slots))), "number")
        return Code(lambda slots: float(sum([frame[scope] for frame in frames(slots)])), "number")

    def position(self, tree: syntax.Call) -> Code:
        run = self.scope.position(tree.arguments[0] if tree.arguments else None, tree.at)
        return NOTHING if run is None else Code(run, "number")

    def indexed(self, tree: syntax.Call) -> Code:
        if len(tree.arguments) % 2 == 0:
            what = "indexed-repeat() takes a question, then pairs of repeat and number"
            self.scope.report(tree.at, what, "write indexed-repeat(${x}, ${repeat}, 1)")
            return NOTHING
        return self.scope.indexed(tree) or NOTHING

    def current(self, tree: syntax.Call) -> Code:
        return self.code(syntax.Path(tree, False, (), tree.at))

    def instance(self, tree: syntax.Call) -> Code:
        self.scope.report(tree.at, "instance() stands alone", "write instance('list')/root/item[...]/column")
        return NOTHING

    def pulldata(self, tree: syntax.Call) -> Code:
        names = [part.value if isinstance(part, syntax.Literal) else None for part in tree.arguments[:3]]
        key = as_text(self.code(tree.arguments[3]))
        table, column, key_column = names
        if table is None or column is None or key_column is None:
            what = "the first three arguments of pulldata() are texts in quotes"
            self.scope.report(tree.at, what, "write pulldata('file', 'column', 'key column', ${x})")
            return NOTHING
        find = self.scope.lookup(table, column, key_column, tree.at)
        if find is None:
            return NOTHING
        found = find
        return Code(lambda slots: found(key(slots)), "text")

    def random(self, _tree: syntax.Call) -> Code:
        return Code(
            lambda slots: NAN if (make := slots[AROUND].random) is None else make(), "number", may_be_empty=True
        )

    def uuid(self, tree: syntax.Call) -> Code:
        """uuid() is an RFC 4122 identifier, uuid(n) a text of n characters."""
        if not tree.arguments:
            return Code(lambda slots: "" if (make := slots[AROUND].uuid) is None else make(), "text")
        size = as_number(self.part(tree.arguments[0]))
        return Code(lambda slots: random_text(slots[AROUND].random, size(slots)), "text")

    def randomize(self, tree: syntax.Call) -> Code:
        made, *seeds = [self.code(part) for part in tree.arguments]
        if made.nodes is None:
            self.scope.report(tree.at, "randomize() takes a set of nodes", "use `parameters: randomize=true`")
            return NOTHING
        run, seed = made.run, as_number(seeds[0]) if seeds else random_seed
        return Code(lambda slots: shuffled(run(slots), seed(slots)), "nodes", nodes=made.nodes)

    def in_zone(self, tree: syntax.Call) -> Code:
        """Dates and times: the last argument of the work is the device's offset from UTC."""
        row = ZONED[tree.name]
        arguments = [self.part(part) for part in tree.arguments]
        constants = [part.constant for part in arguments]
        if self.has_mistake(tree, arguments):
            return NOTHING
        kinds = row.letters(len(arguments))
        if None not in constants and not depends_on_zone(tree.name, constants):
            fixed = [COERCIONS[kind](value) for kind, value in zip(kinds, constants, strict=False)]
            return constant(row.run(*fixed, 0), row.result)
        runs = tuple(COERCE[kind](argument) for kind, argument in zip(kinds, arguments, strict=False))
        work = row.run
        return Code(lambda slots: work(*[run(slots) for run in runs], slots[AROUND].offset_min), row.result)

    def today(self, _tree: syntax.Call) -> Code:
        return Code(lambda slots: slots[AROUND].today, "date")

    def now(self, _tree: syntax.Call) -> Code:
        return Code(lambda slots: slots[AROUND].now, "date")


SPECIAL_FORMS: dict[str, Callable[..., Code]] = {
    "if": SpecialForms.branch,
    "coalesce": SpecialForms.coalesce,
    "jr:choice-name": SpecialForms.choice_name,
    "once": SpecialForms.once,
    "nr": SpecialForms.status,
    "today": SpecialForms.today,
    "now": SpecialForms.now,
    "count": SpecialForms.count,
    "position": SpecialForms.position,
    "indexed-repeat": SpecialForms.indexed,
    "current": SpecialForms.current,
    "instance": SpecialForms.instance,
    "pulldata": SpecialForms.pulldata,
    "random": SpecialForms.random,
    "uuid": SpecialForms.uuid,
    "randomize": SpecialForms.randomize,
    **dict.fromkeys(ZONED, SpecialForms.in_zone),
}
