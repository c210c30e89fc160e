"""From tree to closure: types, arity, constant folding. Mistakes go to the scope's `report`; nothing is raised."""

import math
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.code import (
    COERCE,
    Code,
    Run,
    Scope,
    Slot,
    Surroundings,
    as_any,
    as_boolean,
    as_number,
    as_text,
    constant,
    reference,
)
from fieldkit.forms.expression.comparisons import compare
from fieldkit.forms.expression.convert import NAN, Value, is_empty, number_of_text, quotient, remainder
from fieldkit.forms.expression.functions import (
    PLAIN,
    REFUSED,
    RESERVED,
    SPECIAL,
    Function,
    Type,
    local_days,
    regex_matcher,
)
from fieldkit.forms.problems import quoted

_NOTHING = constant("", "text")  # stands in for a part with a mistake, so that the rest is still checked


def compile_tree(tree: syntax.Tree, scope: Scope) -> Code:
    """Return the compiled expression; after a reported mistake it must not be run."""
    return _Compiler(scope).code(tree)


class _Compiler:
    __slots__ = ("scope",)

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def code(self, tree: syntax.Tree) -> Code:
        made: Code = _MAKE[type(tree)](self, tree)
        return made

    def number(self, tree: syntax.Number) -> Code:
        return constant(tree.value, "number")

    def literal(self, tree: syntax.Literal) -> Code:
        return constant(tree.value, "text")

    def reference(self, tree: syntax.Reference) -> Code:
        slot = self.scope.resolve(tree.name, tree.at)
        return _NOTHING if slot is None else reference(slot)

    def itself(self, tree: syntax.Self) -> Code:
        slot = self.scope.own(tree.at)
        return _NOTHING if slot is None else reference(slot)

    def negation(self, tree: syntax.Negation) -> Code:
        operand = self.operand(tree.operand, "-")
        if isinstance(operand.constant, float):
            return constant(-operand.constant, "number")
        run = as_number(operand)
        return Code(lambda slots: -run(slots), "number")

    def chain(self, tree: syntax.Chain) -> Code:
        if tree.operators[0] in ("and", "or"):
            runs = tuple(as_boolean(self.code(part)) for part in tree.operands)
            return Code((_all if tree.operators[0] == "and" else _any)(runs), "bool")
        operands = [
            self.operand(part, operator)
            for part, operator in zip(tree.operands, (tree.operators[0], *tree.operators), strict=True)
        ]
        made = Code(_arithmetic([as_number(part) for part in operands], tree.operators), "number")
        return _fold(made, operands)

    def operand(self, tree: syntax.Tree, operator: str) -> Code:
        """Compile an operand of arithmetic and see that it can be a number. (form-language 5.2)"""
        made = self.code(tree)
        if made.type == "set" or (made.type == "date" and operator in ("*", "div", "mod")):
            kind = "a set of choices" if made.type == "set" else "a date"
            self.scope.report(
                tree.at, f"{operator!r} needs numbers, this is {kind}", "use count-selected() or another question"
            )
        elif isinstance(made.constant, str) and made is not _NOTHING and math.isnan(number_of_text(made.constant)):
            self.scope.report(tree.at, f"{operator!r} needs numbers, this is a text", "use concat() to join texts")
        return made

    def comparison(self, tree: syntax.Comparison) -> Code:
        left, right = self.code(tree.left), self.code(tree.right)
        if right.constant is not None:
            self.check_comparison(tree, left, right.constant)
        elif left.constant is not None:
            self.check_comparison(tree, right, left.constant)
        return _fold(Code(compare(tree.operator, left, right), "bool"), [left, right])

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
        choices = self.scope.choices_at(side.slot) if side.slot >= 0 else None
        if choices is not None and value not in choices and (side.type == "text" or " " not in value):
            what = f"{quoted(value)} is not a choice of this question"
            self.scope.report(at, what, self.scope.suggest(value, choices, "use a value of its list"), "warning")

    def call(self, tree: syntax.Call) -> Code:
        name, given = tree.name, len(tree.arguments)
        row = PLAIN.get(name)
        limits = (row.least, row.most) if row else SPECIAL.get(name)
        if limits is None:
            return self.unknown_function(tree)
        if not limits[0] <= given <= limits[1]:
            self.scope.report(
                tree.at, f"{name}() takes {_count(*limits)}, not {given}", "check the commas and brackets"
            )
            return _NOTHING
        if row is None:
            special: Code = _SPECIAL[name](self, tree)
            return special
        arguments = [self.code(part) for part in tree.arguments]
        tuned = _TUNED.get(name)
        return (tuned and tuned(self, tree, arguments)) or _apply(row, arguments)

    def unknown_function(self, tree: syntax.Call) -> Code:
        for part in tree.arguments:
            self.code(part)
        name = tree.name
        if name in REFUSED:
            self.scope.report(tree.at, f"{name}() is refused by ODK", REFUSED[name])
        elif name in RESERVED:
            self.scope.report(tree.at, f"{name}() is not in this version of fieldkit", "leave it out for now")
        else:
            what = f"there is no function {name[:40]}()"
            known = self.scope.suggest(name, [*PLAIN, *SPECIAL], "see docs/form-language.md 5.4")
            self.scope.report(tree.at, what, known)
        return _NOTHING

    # --- functions that need more than their arguments ---------------------------------------------------

    def branch(self, tree: syntax.Call) -> Code:
        test, yes, no = (self.code(part) for part in tree.arguments)
        run = as_boolean(test)
        kind: Type = yes.type if yes.type == no.type else "any"
        a, b = (yes.run, no.run) if kind != "any" else (as_any(yes), as_any(no))
        empties = kind == "number" and (yes.may_be_empty or no.may_be_empty)
        return Code(lambda slots: a(slots) if run(slots) else b(slots), kind, may_be_empty=empties)

    def coalesce(self, tree: syntax.Call) -> Code:
        parts = [self.code(part) for part in tree.arguments]
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
        value = as_text(self.code(tree.arguments[0]))
        choices = self.choices_named(tree.arguments[1])
        if choices is None:
            what = "jr:choice-name() needs the name of a select question in quotes"
            self.scope.report(tree.at, what, "write jr:choice-name(${x}, '${x}')")
            return _NOTHING
        return Code(lambda slots: _label(choices.get(value(slots)), slots[0]), "text")

    def choices_named(self, tree: syntax.Tree) -> Mapping[str, Mapping[str, str]] | None:
        if not isinstance(tree, syntax.Literal):
            return None
        name = tree.value.strip()
        return self.scope.choices(name[2:-1].strip()) if name.startswith("${") and name.endswith("}") else None

    def once(self, tree: syntax.Call) -> Code:
        inner = self.code(tree.arguments[0])
        kept, run = itemgetter(self.scope.kept()), as_any(inner)
        return Code(lambda slots: run(slots) if is_empty(value := kept(slots)) else value, "any")

    def status(self, tree: syntax.Call) -> Code:
        (argument,) = tree.arguments
        if not isinstance(argument, syntax.Reference):
            self.scope.report(tree.at, "nr() needs one question", "write nr(${name})")
            return _NOTHING
        if self.scope.resolve(argument.name, argument.at) is None:
            return _NOTHING
        return reference(Slot(self.scope.status(argument.name), "text"))

    def today(self, _tree: syntax.Call) -> Code:
        return Code(lambda slots: slots[0].today, "date")

    def now(self, _tree: syntax.Call) -> Code:
        return Code(lambda slots: slots[0].now, "date")

    def decimal_date_time(self, tree: syntax.Call) -> Code:
        run = as_any(self.code(tree.arguments[0]))
        return Code(lambda slots: local_days(run(slots), slots[0].offset_min), "number")

    # --- plain functions with a faster or stricter form --------------------------------------------------

    def selected(self, tree: syntax.Call, arguments: list[Code]) -> Code | None:
        chosen, value = arguments
        if isinstance(value.constant, str):
            self.check_choice(tree.at, chosen, value.constant.strip())
        if chosen.type in ("number", "date"):
            self.scope.report(tree.at, "selected() needs a select question", "compare with = instead")
            return _NOTHING
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
            return _NOTHING
        if chosen.type != "set":
            return None
        run = chosen.run
        return Code(lambda slots: float(len(run(slots))), "number")

    def regex(self, tree: syntax.Call, arguments: list[Code]) -> Code | None:
        subject, pattern = arguments
        if not isinstance(pattern.constant, str):
            return None
        matcher, run = regex_matcher(pattern.constant), as_text(subject)
        if matcher is None:
            what = f"{quoted(pattern.constant)} is not a regular expression that google-re2 takes"
            do = "check the brackets; look-around (?=, (?!) and back-references \\1 do not exist there"
            self.scope.report(tree.at, what, do)
            return _NOTHING
        return Code(lambda slots: matcher(run(slots)), "bool")


_MAKE: dict[type, Callable[..., Code]] = {
    syntax.Number: _Compiler.number,
    syntax.Literal: _Compiler.literal,
    syntax.Reference: _Compiler.reference,
    syntax.Self: _Compiler.itself,
    syntax.Negation: _Compiler.negation,
    syntax.Chain: _Compiler.chain,
    syntax.Comparison: _Compiler.comparison,
    syntax.Call: _Compiler.call,
}
_SPECIAL: dict[str, Callable[..., Code]] = {
    "if": _Compiler.branch,
    "coalesce": _Compiler.coalesce,
    "jr:choice-name": _Compiler.choice_name,
    "once": _Compiler.once,
    "nr": _Compiler.status,
    "today": _Compiler.today,
    "now": _Compiler.now,
    "decimal-date-time": _Compiler.decimal_date_time,
}
_TUNED: dict[str, Callable[..., Code | None]] = {
    "selected": _Compiler.selected,
    "count-selected": _Compiler.count_selected,
    "regex": _Compiler.regex,
}


def _count(least: int, most: int) -> str:
    if least == most:
        return "no argument" if least == 0 else f"{least} argument{'s' if least > 1 else ''}"
    return f"{least} or more arguments" if most > least + 5 else f"{least} to {most} arguments"


def _label(labels: Mapping[str, str] | None, around: Surroundings) -> str:
    if not labels:
        return ""
    return labels.get(around.language) or labels.get("") or labels.get(around.default_language, "")


def _apply(row: Function, arguments: list[Code]) -> Code:
    kinds = row.kinds.ljust(len(arguments), row.kinds[-1:]) if row.kinds else ""
    runs = tuple(COERCE[kind](argument) for kind, argument in zip(kinds, arguments, strict=False))
    return _fold(Code(_applied(row.run, runs), row.result), arguments)


def _applied(work: Callable[..., Any], runs: tuple[Run, ...]) -> Run:
    match runs:
        case ():
            return lambda _slots: work()
        case (a,):
            return lambda slots: work(a(slots))
        case (a, b):
            return lambda slots: work(a(slots), b(slots))
        case _:
            return lambda slots: work(*[run(slots) for run in runs])


def _fold(code: Code, arguments: list[Code]) -> Code:
    for argument in arguments:
        if argument.constant is None:
            return code
    return constant(code.run([]), code.type)


def _all(runs: tuple[Run, ...]) -> Run:
    match runs:
        case (a, b):
            return lambda slots: a(slots) and b(slots)
        case (a, b, c):
            return lambda slots: a(slots) and b(slots) and c(slots)
        case _:
            return lambda slots: all(run(slots) for run in runs)


def _any(runs: tuple[Run, ...]) -> Run:
    match runs:
        case (a, b):
            return lambda slots: a(slots) or b(slots)
        case (a, b, c):
            return lambda slots: a(slots) or b(slots) or c(slots)
        case _:
            return lambda slots: any(run(slots) for run in runs)


OPERATIONS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "div": quotient,
    "mod": remainder,
}


def _arithmetic(runs: list[Run], operators: tuple[str, ...]) -> Run:
    first, *rest = runs
    if len(rest) == 1:
        (second,), operate = rest, OPERATIONS[operators[0]]
        if operators[0] == "+":
            return lambda slots: first(slots) + second(slots)
        return lambda slots: operate(first(slots), second(slots))
    if set(operators) == {"+"}:
        return lambda slots: sum([run(slots) for run in runs])
    steps = [(OPERATIONS[operator], run) for operator, run in zip(operators, rest, strict=True)]

    def run(slots: Any) -> float:
        value: float = first(slots)
        for operate, part in steps:
            value = operate(value, part(slots))
        return value

    return run


__all__ = ["NAN", "compile_tree"]
