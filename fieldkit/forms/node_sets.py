"""Closures that collect and filter sets of nodes: frames of instances, rows of tables."""

from collections.abc import Mapping
from typing import Any

from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.code import POSITION, Code, Nodes, Run, as_boolean, as_number
from fieldkit.forms.model import Group


def within(group: Group | None, outer: Group) -> bool:
    found = group
    while found is not None:
        if found.key == outer.key:
            return True
        found = found.group
    return False


def base_group(fixed: list[Group]) -> Group | None:
    return fixed[-2] if len(fixed) > 1 else None


def node_values(frames: Run, at: int, scope: int) -> Code:
    """Only nodes that apply are in a set. (form-language 4.6)"""
    return Code(
        lambda frame: [found[at] for found in frames(frame) if found[scope]], "nodes", nodes=Nodes(frames, at, scope)
    )


def base_of(hops: tuple[int, ...]) -> Run:
    def run(frame: Any) -> Any:
        for hop in hops:
            frame = frame[hop]
        return [frame]

    return run


def entered(run: Run, list_slot: int) -> Run:
    return lambda frame: [instance for found in run(frame) for instance in found[list_slot]]


def numbered(run: Run, number: Run) -> Run:
    """Keep the instance with a number."""

    def chosen(frame: Any) -> Any:
        wanted = number(frame)
        return [found for found in run(frame) if found[POSITION] == wanted]

    return chosen


def where(run: Run, code: Code) -> Run:
    """Keep the candidates for which a predicate holds: a number means a position, anything else a truth value."""
    by_position = code.type == "number"
    test = as_number(code) if by_position else as_boolean(code)

    def kept(frame: Any) -> Any:
        found, around = run(frame), frame[0]
        if by_position:
            return [c for i, c in enumerate(found, 1) if test([around, c, float(i), frame]) == i]
        return [c for i, c in enumerate(found, 1) if test([around, c, float(i), frame])]

    return kept


def column_of(tree: syntax.Tree) -> str:
    plain = isinstance(tree, syntax.Path) and tree.start is None and len(tree.steps) == 1
    return tree.steps[0].name if isinstance(tree, syntax.Path) and plain else ""


def indexed_rows(run: Run, column: str, wanted: Run) -> Run:
    indexes: dict[int, dict[str, list[Mapping[str, str]]]] = {}

    def kept(frame: Any) -> Any:
        rows = run(frame)
        index = indexes.get(id(rows))
        if index is None:
            index = {}
            for row in rows:
                index.setdefault(row.get(column, ""), []).append(row)
            if isinstance(rows, tuple):
                indexes[id(rows)] = index
        return index.get(wanted([frame[0], None, 0.0, frame]), [])

    return kept
