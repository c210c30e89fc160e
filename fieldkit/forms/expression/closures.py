"""The closures that compiled expressions are made of: functions applied, truth values joined, numbers reckoned."""

from collections.abc import Callable
from typing import Any

from fieldkit.forms.expression.code import AROUND, COERCE, EMPTY, Code, Run, constant
from fieldkit.forms.expression.convert import quotient, remainder
from fieldkit.forms.expression.functions import COERCIONS, Function


def random_seed(slots: Any) -> float:
    """Return a seed from the entropy port; without one, always the same."""
    make = slots[AROUND].random
    return 1.0 if make is None else float(int(make() * 2**31))


_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MOST_SIGNS = 256


def random_text(make: Callable[[], float] | None, size: float) -> str:
    """Return that many random letters and digits, at most 256; '' where nothing random may be made."""
    if make is None or not size >= 1:
        return ""
    return "".join(_SIGNS[int(make() * len(_SIGNS))] for _ in range(int(min(size, _MOST_SIGNS))))


def counted(least: int, most: int) -> str:
    if least == most:
        return "no argument" if least == 0 else f"{least} argument{'s' if least > 1 else ''}"
    return f"{least} or more arguments" if most > least + 5 else f"{least} to {most} arguments"


def applied(row: Function, arguments: list[Code]) -> Code:
    kinds = row.letters(len(arguments))
    runs = tuple(COERCE[kind](argument) for kind, argument in zip(kinds, arguments, strict=False))
    return folded(Code(called(row.run, runs), row.result), arguments)


_NEEDS_VALUES = frozenset(("join", "checklist", "weighted-checklist", "distance", "area"))
"""Functions that mean nothing over an empty set of nodes: they are empty there."""


def applied_to_all(row: Function, arguments: list[Code]) -> Code:
    """Apply a function to every value of its sets of nodes, one after the other."""
    kinds = row.letters(len(arguments))
    runs = [
        (argument.run, COERCIONS[kind]) if argument.type == "nodes" else (COERCE[kind](argument), None)
        for kind, argument in zip(kinds, arguments, strict=False)
    ]
    work = row.run

    def run(slots: Any) -> Any:
        values: list[Any] = []
        for part, coerce in runs:
            if coerce is None:
                values.append(part(slots))
            else:
                values += [coerce(value if value == value else "") for value in part(slots)]
        return EMPTY[row.result] if len(values) < row.least and row.name in _NEEDS_VALUES else work(*values)

    return Code(run, row.result)


def called(work: Callable[..., Any], runs: tuple[Run, ...]) -> Run:
    match runs:
        case ():
            return lambda _slots: work()
        case (a,):
            return lambda slots: work(a(slots))
        case (a, b):
            return lambda slots: work(a(slots), b(slots))
        case _:
            return lambda slots: work(*[run(slots) for run in runs])


def folded(code: Code, arguments: list[Code]) -> Code:
    for argument in arguments:
        if argument.constant is None:
            return code
    return constant(code.run([]), code.type)


def all_of(runs: tuple[Run, ...]) -> Run:
    match runs:
        case (a,):
            return a
        case (a, b):
            return lambda slots: a(slots) and b(slots)
        case (a, b, c):
            return lambda slots: a(slots) and b(slots) and c(slots)
        case _:
            return lambda slots: all(run(slots) for run in runs)


def any_of(runs: tuple[Run, ...]) -> Run:
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


def arithmetic(runs: list[Run], operators: tuple[str, ...]) -> Run:
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
