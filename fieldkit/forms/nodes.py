"""Every node of an interview as XForms has it: groups, repeats, instances and questions, each with its path.

The benchmarks compare it with what other engines give, and tests look at it; an interview does not need it.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from fieldkit.forms.compiled import Cell, Template
from fieldkit.forms.engine import State
from fieldkit.forms.expression.code import IDS, OWN_SCOPE
from fieldkit.forms.frames import Frame, key_in
from fieldkit.forms.model import Group, Question
from fieldkit.forms.traversal import repeat_applies
from fieldkit.forms.values import AnswerValue, NonAnswer

NodeKind: TypeAlias = Literal["group", "repeat", "instance", "question"]


class Node(NamedTuple):
    """`path` counts instances from 1 (`/place[1]/town`); `key` is that of stored answers. `cell` is set for a
    question, `frame` is the one that the node stands in."""

    path: str
    key: str
    kind: NodeKind
    relevant: bool
    value: AnswerValue
    item: Question | Group
    frame: Frame
    cell: Cell | None = None


def nodes(state: State) -> Iterator[Node]:
    """Yield every node in the order of the form."""
    yield from _Walk(state).level(None, state.root, "")


class _Walk:
    """One walk. `children` are the items of each group by its key, '' for the form."""

    __slots__ = ("children", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self.children: dict[str, list[Question | Group]] = {}
        for item in state.compiled.form.items:
            self.children.setdefault(item.group.key if item.group else "", []).append(item)

    def level(self, group: Group | None, frame: Frame, path: str) -> Iterator[Node]:
        for item in self.children.get(group.key if group else "", []):
            here = f"{path}/{item.name}"
            if isinstance(item, Question):
                yield self.question(item, frame, here)
            elif item.repeat:
                yield from self.repeat(item, frame, here)
            else:
                relevant = bool(frame[self.state.compiled.scopes[item.key]])
                key = item.key + frame[IDS]
                yield Node(here, key, "group", relevant, NonAnswer.BLANK, item, frame)
                yield from self.level(item, frame, here)

    def question(self, item: Question, frame: Frame, path: str) -> Node:
        cell = self.state.compiled.by_key[item.key]
        relevant, value = bool(frame[cell.scope]), self.state.answer(cell, frame)
        return Node(path, key_in(cell, frame), "question", relevant, value, item, frame, cell)

    def repeat(self, item: Group, frame: Frame, path: str) -> Iterator[Node]:
        template: Template = self.state.compiled.repeats[item.key]
        key = item.key + frame[IDS]
        yield Node(path, key, "repeat", repeat_applies(template, frame), NonAnswer.BLANK, item, frame)
        for position, instance in enumerate(frame[template.list_slot], 1):
            here, relevant = f"{path}[{position}]", bool(instance[OWN_SCOPE])
            yield Node(here, item.key + instance[IDS], "instance", relevant, NonAnswer.BLANK, item, instance)
            yield from self.level(item, instance, here)
