"""From tree to closure: types, arity, constant folding. Mistakes go to the scope's `report`; nothing is raised."""

import math
from collections.abc import Callable

from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.arguments import wrong_arguments
from fieldkit.forms.expression.closures import all_of, any_of, applied, applied_to_all, arithmetic, counted, folded
from fieldkit.forms.expression.code import (
    Code,
    Scope,
    as_boolean,
    as_number,
    as_text,
    constant,
)
from fieldkit.forms.expression.comparisons import compare
from fieldkit.forms.expression.convert import Value, boolean, number_of_text
from fieldkit.forms.expression.functions import (
    FLATTENS,
    NODE_SETS,
    PLAIN,
    REFUSED,
    RESERVED,
    SPECIAL,
)
from fieldkit.forms.expression.regular import matcher as matcher_of
from fieldkit.forms.expression.special import NOTHING, SPECIAL_FORMS, SpecialForms
from fieldkit.forms.problems import quoted


def compile_tree(tree: syntax.Tree, scope: Scope) -> Code:
    """Return the compiled expression; after a reported mistake it must not be run."""
    return _Compiler(scope).code(tree)


class _Compiler(SpecialForms):
    """Compiles one expression."""

    __slots__ = ()

    def code(self, tree: syntax.Tree) -> Code:
        made: Code = _MAKE[type(tree)](self, tree)
        return made

    def number(self, tree: syntax.Number) -> Code:
        return constant(tree.value, "number")

    def literal(self, tree: syntax.Literal) -> Code:
        return constant(tree.value, "text")

    def reference(self, tree: syntax.Reference) -> Code:
        return self.scope.reference(tree.name, tree.at) or NOTHING

    def itself(self, tree: syntax.Self) -> Code:
        return self.scope.own(tree.at) or NOTHING

    def path(self, tree: syntax.Path) -> Code:
        return self.scope.path(tree) or NOTHING

    def negation(self, tree: syntax.Negation) -> Code:
        operand = self.operand(tree.operand, "-")
        if isinstance(operand.constant, float):
            return constant(-operand.constant, "number")
        run = as_number(operand)
        return Code(lambda slots: -run(slots), "number")

    def chain(self, tree: syntax.Chain) -> Code:
        if tree.operators[0] in ("and", "or"):
            return self.logic(tree)
        operands = [
            self.operand(part, operator)
            for part, operator in zip(tree.operands, (tree.operators[0], *tree.operators), strict=True)
        ]
        made = Code(arithmetic([as_number(part) for part in operands], tree.operators), "number")
        return folded(made, operands)

    def logic(self, tree: syntax.Chain) -> Code:
        """Compile `and` or `or`; a constant that decides makes what follows it dead, and folds the whole."""
        deciding = tree.operators[0] == "or"
        dead, decided = self.dead, False
        runs = []
        for part in tree.operands:
            made = self.code(part)
            runs.append(as_boolean(made))
            if made.constant is not None and made is not NOTHING and boolean(made.constant) is deciding:
                decided = True
                self.dead += 1
        self.dead = dead
        if decided:
            return constant(deciding, "bool")
        return Code((any_of if deciding else all_of)(tuple(runs)), "bool")

    def mistake(self, at: int, what: str, do: str) -> None:
        """Report a mistake about a function."""
        self.scope.report(at, what, do, "warning" if self.dead else "error")

    def operand(self, tree: syntax.Tree, operator: str) -> Code:
        """Compile an operand of arithmetic and see that it can be a number. (form-language 5.2)"""
        made = self.code(tree)
        self.single(made, tree.at)
        if made.type == "set" or (made.type == "date" and operator in ("*", "div", "mod")):
            kind = "a set of choices" if made.type == "set" else "a date"
            self.scope.report(
                tree.at, f"{operator!r} needs numbers, this is {kind}", "use count-selected() or another question"
            )
        elif isinstance(made.constant, str) and made.constant and math.isnan(number_of_text(made.constant)):
            what = f"{operator!r} needs numbers, this is a text"
            self.scope.report(tree.at, what, "use concat() to join texts", "warning")
        return made

    def comparison(self, tree: syntax.Comparison) -> Code:
        left, right = self.code(tree.left), self.code(tree.right)
        if right.constant is not None:
            self.check_comparison(tree, left, right.constant)
        elif left.constant is not None:
            self.check_comparison(tree, right, left.constant)
        return folded(Code(compare(tree.operator, left, right), "bool"), [left, right])

    def check_comparison(self, tree: syntax.Comparison, side: Code, fixed: Value) -> None:
        if not isinstance(fixed, str) or not fixed or side.constant is not None:
            return
        if tree.operator in ("=", "!="):
            self.check_choice(tree.at, side, fixed)
        elif side.type == "date":
            what = "a loose text never counts as a date in this comparison"
            self.scope.report(tree.at, what, f"write date({fixed[:20]!r})", "warning")
        elif math.isnan(number_of_text(fixed)):
            what = f"{tree.operator!r} compares numbers, {quoted(fixed)} is none"
            self.scope.report(tree.at, what, "use = or !=, or a number", "warning")

    def check_choice(self, at: int, side: Code, value: str) -> None:
        """Warn of a value that the choice list does not have: the comparison can never be true."""
        choices = side.choices
        if choices is not None and value not in choices and (side.type == "text" or " " not in value):
            what = f"{quoted(value)} is not a choice of this question"
            self.scope.report(at, what, self.scope.suggest(value, choices, "use a value of its list"), "warning")

    def call(self, tree: syntax.Call) -> Code:
        name, given = tree.name, len(tree.arguments)
        row = None if name in SPECIAL else PLAIN.get(name)
        limits = (row.least, row.most) if row else SPECIAL.get(name)
        if limits is None:
            return self.unknown_function(tree)
        if not limits[0] <= given <= limits[1]:
            self.mistake(tree.at, f"{name}() takes {counted(*limits)}, not {given}", "check the commas and brackets")
            return NOTHING
        if row is None:
            special: Code = SPECIAL_FORMS[name](self, tree)
            return special
        arguments = [self.code(part) for part in tree.arguments]
        if self.has_mistake(tree, arguments):
            return NOTHING
        if name in FLATTENS and any(part.type == "nodes" for part in arguments):
            return applied_to_all(row, arguments)
        arguments = [self.single(part, tree.at) for part in arguments]
        tuned = _TUNED.get(name)
        return (tuned and tuned(self, tree, arguments)) or applied(row, arguments)

    def has_mistake(self, tree: syntax.Call, arguments: list[Code]) -> bool:
        """Report what the constants among the arguments cannot be."""
        name = tree.name
        if name in NODE_SETS and arguments[0].constant is not None and arguments[0] is not NOTHING:
            self.mistake(tree.at, f"{name}() needs a question or a path", f"write {name}(${{x}})")
            return True
        wrong = wrong_arguments(name, [part.constant for part in arguments])
        if wrong is not None:
            self.mistake(tree.at, *wrong)
        return wrong is not None

    def unknown_function(self, tree: syntax.Call) -> Code:
        for part in tree.arguments:
            self.code(part)
        name = tree.name
        if name in REFUSED:
            self.mistake(tree.at, f"{name}() is refused by ODK", REFUSED[name])
        elif name in RESERVED:
            self.mistake(tree.at, f"{name}() is not in fieldkit: it {RESERVED[name]}", "leave it out")
        else:
            what = f"there is no function {name[:40]}()"
            known = self.scope.suggest(name, [*PLAIN, *SPECIAL], "see docs/form-language.md 5.4")
            self.mistake(tree.at, what, known)
        return NOTHING

    # --- plain functions with a faster or stricter form --------------------------------------------------

    def selected(self, tree: syntax.Call, arguments: list[Code]) -> Code | None:
        chosen, value = arguments
        if isinstance(value.constant, str):
            self.check_choice(tree.at, chosen, value.constant.strip())
        if chosen.type in ("number", "date"):
            self.scope.report(tree.at, "selected() needs a select question", "compare with = instead")
            return NOTHING
        if chosen.type != "set":
            return None
        run, slot = chosen.run, chosen.slot
        if isinstance(value.constant, str):
            fixed = value.constant.strip()
            if slot >= 0:
                return Code(lambda slots: fixed in slots[slot], "bool")
            return Code(lambda slots: fixed in run(slots), "bool")
        wanted = as_text(value)
        return Code(lambda slots: wanted(slots).strip() in run(slots), "bool")

    def count_selected(self, tree: syntax.Call, arguments: list[Code]) -> Code | None:
        (chosen,) = arguments
        if chosen.type in ("number", "date"):
            self.scope.report(tree.at, "count-selected() needs a select_multiple question", "name one")
            return NOTHING
        if chosen.type != "set":
            return None
        run = chosen.run
        return Code(lambda slots: float(len(run(slots))), "number")

    def regex(self, _tree: syntax.Call, arguments: list[Code]) -> Code | None:
        subject, pattern = arguments
        if not isinstance(pattern.constant, str):
            return None
        matcher, run = matcher_of(pattern.constant), as_text(subject)
        return Code(lambda slots: matcher(run(slots)), "bool") if matcher is not None else None


_MAKE: dict[type, Callable[..., Code]] = {
    syntax.Number: _Compiler.number,
    syntax.Literal: _Compiler.literal,
    syntax.Reference: _Compiler.reference,
    syntax.Self: _Compiler.itself,
    syntax.Negation: _Compiler.negation,
    syntax.Chain: _Compiler.chain,
    syntax.Comparison: _Compiler.comparison,
    syntax.Call: _Compiler.call,
    syntax.Path: _Compiler.path,
}
_TUNED: dict[str, Callable[..., Code | None]] = {
    "selected": _Compiler.selected,
    "count-selected": _Compiler.count_selected,
    "regex": _Compiler.regex,
}
