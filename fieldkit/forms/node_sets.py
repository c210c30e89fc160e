"""Closures that collect and filter sets of nodes: frames of instances, rows of tables."""

from collections.abc import Callable, Sequence
from typing import Any

from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.code import AROUND, IDS, PARENT, POSITION, Code, Nodes, Run, as_boolean, as_number
from fieldkit.forms.model import Group

# The frame of a predicate has the candidate in the place of the frame around, and the whole path's frame behind it.
CANDIDATE, OUTER = PARENT, IDS


def within(group: Group | None, outer: Group) -> bool:
    found = group
    while found is not None:
        if found.key == outer.key:
            return True
        found = found.group
    return False


def base_group(fixed: list[Group]) -> Group | None:
    return fixed[-2] if len(fixed) > 1 else None


def node_values(frames: Run, at: int, scope: int, all_of: str = "") -> Code:
    """Only nodes that apply are in a set. (form-language 5.6)"""
    return Code(
        lambda frame: [found[at] for found in frames(frame) if found[scope]],
        "nodes",
        nodes=Nodes(frames, scope, all_of),
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


def predicate_frame(candidate: Any, position: int, frame: Any) -> list[Any]:
    """Return the frame on which a predicate runs: CANDIDATE is a frame or a row, OUTER the frame of the whole path."""
    return [frame[AROUND], candidate, float(position), frame]


def itself(candidate: Any) -> Any:
    return candidate


def where(run: Run, code: Code) -> Run:
    """Keep the candidates for which a predicate holds: a number means a position, anything else a truth value."""
    if code.type != "number":
        return holding(run, as_boolean(code))
    number = as_number(code)
    return lambda frame: [c for i, c in enumerate(run(frame), 1) if number(predicate_frame(c, i, frame)) == i]


def holding(run: Run, test: Run, row_of: Callable[[Any], Any] = itself) -> Run:
    """Keep the candidates for whose row a test holds."""
    return lambda frame: [c for i, c in enumerate(run(frame), 1) if test(predicate_frame(row_of(c), i, frame))]


def column_of(tree: syntax.Tree) -> str:
    plain = isinstance(tree, syntax.Path) and tree.start is None and len(tree.steps) == 1
    return tree.steps[0].name if isinstance(tree, syntax.Path) and plain else ""


def indexed(candidates: Sequence[Any], column: str, wanted: Run, row_of: Callable[[Any], Any] = itself) -> Run:
    """Keep the candidates whose column has the wanted text, by an index that the first use makes."""
    index: dict[str, list[Any]] = {}

    def kept(frame: Any) -> Any:
        if not index:
            for candidate in candidates:
                index.setdefault(row_of(candidate).get(column, ""), []).append(candidate)
        return index.get(wanted(predicate_frame(None, 0, frame)), [])

    return kept


def equal_rows(run: Run, column: str, wanted: Run) -> Run:
    """Keep the rows whose column has the wanted text."""

    def kept(frame: Any) -> Any:
        text = wanted(predicate_frame(None, 0, frame))
        return [row for row in run(frame) if row.get(column, "") == text]

    return kept
