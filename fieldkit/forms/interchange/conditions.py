"""Conditions put together without needless parts, and written as an expression of XLSForm."""

from typing import NamedTuple, TypeAlias

YES, NO = "true()", "false()"


class AllOf(NamedTuple):
    parts: "tuple[Condition, ...]"


class AnyOf(NamedTuple):
    parts: "tuple[Condition, ...]"


Condition: TypeAlias = "str | AllOf | AnyOf"
"""A text is an expression that stands anywhere but beside `and`, `or` of its own: a comparison, a call."""


def all_of(*conditions: Condition) -> Condition:
    """Return what is true when all conditions are."""
    parts = dict.fromkeys(part for one in conditions for part in (one.parts if isinstance(one, AllOf) else (one,)))
    if NO in parts:
        return NO
    found = tuple(part for part in parts if part != YES and not _absorbed(part, AnyOf, parts))
    return AllOf(found) if len(found) > 1 else found[0] if found else YES


def any_of(*conditions: Condition) -> Condition:
    """Return what is true when one of the conditions is."""
    parts = dict.fromkeys(part for one in conditions for part in (one.parts if isinstance(one, AnyOf) else (one,)))
    if YES in parts:
        return YES
    found = tuple(part for part in parts if part != NO and not _absorbed(part, AllOf, parts))
    return AnyOf(found) if len(found) > 1 else found[0] if found else NO


def _absorbed(part: Condition, kind: "type[AllOf | AnyOf]", beside: "dict[Condition, None]") -> bool:
    """Return whether a part says nothing new: `a and (a or b)` is a, `a or (a and b)` too."""
    return isinstance(part, kind) and any(inner in beside for inner in part.parts)


def written(condition: Condition) -> str:
    """Return a condition as an expression."""
    if isinstance(condition, str):
        return condition
    word = " and " if isinstance(condition, AllOf) else " or "
    return word.join(part if isinstance(part, str) else f"({written(part)})" for part in condition.parts)


def choose(*cases: tuple[Condition, str], otherwise: str) -> str:
    """Return the expression that gives the text of the first condition that is true."""
    found = f"'{otherwise}'"
    for condition, text in reversed(cases):
        if condition == YES:
            found = f"'{text}'"
        elif condition != NO:
            found = f"if({written(condition)}, '{text}', {found})"
    return found
