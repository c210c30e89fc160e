"""Drives one fieldkit interview the way the peers' recordings do: by reference, value in ODK's spelling."""

import datetime as dt
import random
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from fieldkit.forms.check import check_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.events import AddInstance, Answer, DeleteInstance, Event, Goto, Rejected
from fieldkit.forms.expression.convert import text as text_of
from fieldkit.forms.interview import State, force, start, step
from fieldkit.forms.model import Group, Question
from fieldkit.forms.nodes import Node, nodes
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.screen_texts import fill
from fieldkit.forms.screens import choices, violation
from fieldkit.forms.values import AnswerValue, NonAnswer

Recorded: TypeAlias = "str | int | float | bool | Sequence[str] | None"

_NOW = dt.datetime(2026, 11, 22, 4, 30, tzinfo=dt.timezone.utc)
_SESSION = dt.timedelta(hours=1)
"""The recordings were made about `_NOW`; what their own clock said is not recorded."""
_UUID = re.compile(r"(uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_TIME = re.compile(r"(?:(\d{4}-\d\d-\d\d)T)?(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)?\Z")
_MANY = (QuestionType.SELECT_MULTIPLE, QuestionType.RANK)


class Moment(NamedTuple):
    """When every recorded interview takes place here."""

    utc_ms: int = int(_NOW.timestamp() * 1000)
    offset_min: int = 0


class Dice:
    """Random bytes that are the same in every run."""

    def __init__(self) -> None:
        self.random = random.Random(1)

    def token(self, size: int) -> bytes:
        return self.random.randbytes(size)


class Shown(NamedTuple):
    """What a person, or an expression, finds at one node."""

    relevant: bool
    value: str
    label: str
    choices: tuple[tuple[str, str], ...]
    violation: str


class FormRefused(Exception):
    """Raised when the form has errors; the message lists the first ones."""


class Interview:
    """One interview over the nodes of a form. `forced` counts the answers that no person could have given."""

    def __init__(self, text: str, files: Mapping[str, bytes]) -> None:
        checked = check_form(text, "form.yaml", files)
        wrong = [f"{p.line}: {p.what}" for p in checked.problems if p.severity == "error"]
        if checked.form is None or not isinstance(checked.form.program, CompiledForm):
            raise FormRefused("; ".join(wrong[:3]))
        language = checked.form.default_language
        self.forced = 0
        self.state: State = start(
            checked.form.program, language=language, today=_NOW.date(), now=Moment(), entropy=Dice()
        )

    def nodes(self) -> dict[str, Node]:
        """Return every node by its path: `/place[1]/town`."""
        return {node.path: node for node in nodes(self.state)}

    def answer(self, path: str, value: Recorded) -> str:
        """Answer as a person does; what a person could not answer (no label, against a rule) is put in by force.

        Return "" or why it could not be done.
        """
        node = self.nodes().get(path)
        if node is None or not isinstance(node.item, Question):
            return "there is no such question"
        given = raw(node.item, value)
        if self.take(Goto(node.key)) or self.take(Answer(given)):
            self.state = force(self.state, node.key, given)
            self.forced += 1
        return ""

    def add(self, path: str) -> str:
        """Add an instance; return "" or why it was refused."""
        node = self.nodes().get(path)
        return "there is no such repeat" if node is None else self.take(AddInstance(node.key))

    def remove(self, path: str) -> str:
        """Delete an instance; return "" or why it was refused."""
        found = self.nodes()
        repeat, instance = found.get(path.rpartition("[")[0]), found.get(path)
        if repeat is None or instance is None:
            return "there is no such instance"
        return self.take(DeleteInstance(repeat.key, instance.key.rpartition("[")[2].rstrip("]")))

    def take(self, event: Event) -> str:
        self.state, effects = step(self.state, event)
        return next((effect.message for effect in effects if isinstance(effect, Rejected)), "")

    def seen(self, node: Node) -> Shown:
        """Return what the node shows now."""
        cell, state = node.cell, self.state
        offered = choices(state, cell, node.frame) if cell and cell.question.type.has_choices else ()
        wrong = violation(state, cell, node.frame) if cell and node.relevant else None
        return Shown(
            node.relevant,
            written(node.value),
            fill(state, node.item.label, node.frame, self._template(node)),
            tuple((choice.value, choice.label) for choice in offered),
            wrong or "",
        )

    def _template(self, node: Node) -> int:
        """Return the number of the template that the node's frame is of."""
        compiled, around = self.state.compiled, node.item
        if node.cell is not None:
            return node.cell.template
        if isinstance(around, Group) and node.kind == "repeat":
            outer = compiled.repeats[around.key].outer
            return 0 if outer is None else outer.number
        group = around if isinstance(around, Group) else None
        while group is not None and not group.repeat:
            group = group.group
        return compiled.repeats[group.key].number if group is not None else 0


def raw(question: Question, value: Recorded) -> "str | tuple[str, ...] | NonAnswer":
    """Return a recorded answer as a person gives it."""
    if value is None or value == "" or value == [] or (value is False and question.type is QuestionType.ACKNOWLEDGE):
        return NonAnswer.BLANK
    if value is True:
        return "OK" if question.type is QuestionType.ACKNOWLEDGE else "1"
    if value is False:
        return "0"
    if isinstance(value, str | int | float):
        written = str(value)
        return tuple(written.split()) if question.type in _MANY else written
    return tuple(value) if question.type in _MANY else " ".join(value)


def written(value: AnswerValue) -> str:
    """Return an answer as it stands in an ODK submission."""
    if isinstance(value, NonAnswer):
        return ""
    if isinstance(value, tuple):
        return " ".join(value)
    return text_of(float(value) if isinstance(value, int) else value)


def same(expected: str, got: str) -> bool:
    """Whether two values are one: random ids by their shape, times by their moment, numbers by their size."""
    if expected == got or (_UUID.match(expected) and _UUID.match(got)):
        return True
    if _TIME.match(expected) and _TIME.match(got):
        return _moment(expected, got) == _moment(got, expected) or (_is_now(got) and _near_now(expected))
    try:
        return float(expected) == float(got)
    except ValueError:
        return False


def _is_now(got: str) -> bool:
    return "T" in got and dt.datetime.fromisoformat(got) == _NOW


def _near_now(expected: str) -> bool:
    try:
        return abs(dt.datetime.fromisoformat(expected.replace("Z", "+00:00")) - _NOW) < _SESSION
    except (ValueError, TypeError):
        return False


def _moment(text: str, other: str) -> tuple[str, str, float, str]:
    """Return the parts of a time; its zone counts only where both have one."""
    found, second = _TIME.match(text), _TIME.match(other)
    assert found is not None
    assert second is not None
    zone = (found[4] or "").replace("Z", "+00:00") if second[4] else ""
    return found[1] or "", found[2], float(f"0.{found[3] or 0}"), zone


def inner(reference: str) -> str:
    """Return a reference without the form's root element, which fieldkit's paths do not have."""
    return "/" + reference.split("/", 2)[2] if reference.count("/") > 1 else ""
