"""Comparisons compiled by the types of their sides; the common ones read their slot directly."""

from collections.abc import Callable
from typing import Any

from fieldkit.forms.expression.code import Code, Run, as_any, as_boolean, as_number, as_text
from fieldkit.forms.expression.convert import HOLDS, MIRROR, TOLERANCE, equal, number_of_text, same_number


def compare(operator: str, left: Code, right: Code) -> Run:
    """Return the closure of one comparison. (form-language 5.2, 5.3)"""
    if "nodes" in (left.type, right.type):
        return _any_node(operator, left, right)
    if operator == "=":
        return _equal(left, right)
    if operator == "!=":
        same = _equal(left, right)
        return lambda slots: not same(slots)
    if left.constant is not None and right.constant is None:
        return _order(MIRROR[operator], right, left)
    return _order(operator, left, right)


def _any_node(operator: str, left: Code, right: Code) -> Run:
    """XPath: a set of nodes compares true as soon as one of its nodes does; no node, never."""
    a, b = _values(left), _values(right)
    holds = HOLDS[operator]
    return lambda slots: any(holds(x, y) for x in a(slots) for y in b(slots))


def _values(code: Code) -> Run:
    run = code.run if code.type == "nodes" else as_any(code)
    if code.type == "nodes":
        return lambda slots: [value if value == value else "" for value in run(slots)]
    return lambda slots: (run(slots),)


def _equal(left: Code, right: Code) -> Run:
    if left.constant is not None and right.constant is None:
        left, right = right, left
    kinds = {left.type, right.type}
    if "bool" in kinds:
        a, b = as_boolean(left), as_boolean(right)
        return lambda slots: a(slots) == b(slots)
    if "any" in kinds or kinds == {"date"}:
        a, b = as_any(left), as_any(right)
        return lambda slots: equal(a(slots), b(slots))
    if "number" in kinds:
        return _equal_numbers(left, right)
    return _equal_texts(left, right)


def _equal_texts(left: Code, right: Code) -> Run:
    a = as_text(left)
    if isinstance(right.constant, str):
        fixed, slot = right.constant, left.slot
        if left.type == "text" and slot >= 0:
            return lambda slots: slots[slot] == fixed
        return lambda slots: a(slots) == fixed
    b = as_text(right)
    return lambda slots: a(slots) == b(slots)


def _equal_numbers(left: Code, right: Code) -> Run:
    if left.may_be_empty or right.may_be_empty:
        if {left.type, right.type} == {"number"}:
            return _equal_answers(left, right)
        if right.type == "number":
            left, right = right, left
        return _number_and_text(left, right)
    a, b = as_number(left), as_number(right)
    return lambda slots: same_number(a(slots), b(slots))


def _equal_answers(left: Code, right: Code) -> Run:
    """Two numbers of which one may be no answer: two empty ones are equal."""
    slot = left.slot
    if isinstance(right.constant, float) and slot >= 0:
        fixed = right.constant
        return lambda slots: (value := slots[slot]) == fixed or -TOLERANCE < value - fixed < TOLERANCE
    a, b = left.run, right.run
    both = left.may_be_empty and right.may_be_empty

    def run(slots: Any) -> bool:
        x, y = a(slots), b(slots)
        return same_number(x, y) or (both and x != x and y != y)

    return run


def _number_and_text(answer: Code, other: Code) -> Run:
    """A number that may be no answer, beside a text: no answer equals '' and nothing else."""
    a, b = answer.run, as_text(other)
    if other.constant == "" and answer.slot >= 0:
        slot = answer.slot
        return lambda slots: (value := slots[slot]) != value

    def run(slots: Any) -> bool:
        x, y = a(slots), b(slots)
        return y == "" if x != x else same_number(x, number_of_text(y))

    return run


def _order(operator: str, left: Code, right: Code) -> Run:
    if {left.type, right.type} <= {"date", "any"}:
        holds, one, other = HOLDS[operator], as_any(left), as_any(right)
        return lambda slots: holds(one(slots), other(slots))
    a, b = as_number(left), as_number(right)
    if right.constant is not None:
        fixed = b([])
        if left.type == "number" and left.slot >= 0:
            return _ORDER_SLOT[operator](left.slot, fixed)
        return _ORDER_FIXED[operator](a, fixed)
    return _ORDER[operator](a, b)


_ORDER_SLOT: dict[str, Callable[[int, float], Run]] = {
    "<": lambda i, c: lambda slots: slots[i] < c,
    "<=": lambda i, c: lambda slots: slots[i] <= c,
    ">": lambda i, c: lambda slots: slots[i] > c,
    ">=": lambda i, c: lambda slots: slots[i] >= c,
}
_ORDER_FIXED: dict[str, Callable[[Run, float], Run]] = {
    "<": lambda a, c: lambda slots: a(slots) < c,
    "<=": lambda a, c: lambda slots: a(slots) <= c,
    ">": lambda a, c: lambda slots: a(slots) > c,
    ">=": lambda a, c: lambda slots: a(slots) >= c,
}
_ORDER: dict[str, Callable[[Run, Run], Run]] = {
    "<": lambda a, b: lambda slots: a(slots) < b(slots),
    "<=": lambda a, b: lambda slots: a(slots) <= b(slots),
    ">": lambda a, b: lambda slots: a(slots) > b(slots),
    ">=": lambda a, b: lambda slots: a(slots) >= b(slots),
}
