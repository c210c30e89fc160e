"""What a form's test answers, put into an interview in the order of the form. form-tools 2."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from fieldkit.forms.compiled import Cell, CompiledForm, Template
from fieldkit.forms.convert_answer import Misfit
from fieldkit.forms.engine import State
from fieldkit.forms.events import AddInstance, DeleteInstance
from fieldkit.forms.expression.code import IDS
from fieldkit.forms.frames import Frame
from fieldkit.forms.interview import force, step
from fieldkit.forms.keys import last_id
from fieldkit.forms.messages import message, misfit_message
from fieldkit.forms.model import Group, Question, TestAnswers, repeats_around
from fieldkit.forms.names import Item, Names
from fieldkit.forms.opening import converted
from fieldkit.forms.problems import quoted
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.traversal import locate
from fieldkit.forms.values import NonAnswer

Raw: TypeAlias = str | tuple[str, ...] | NonAnswer
Given: TypeAlias = "dict[str, Raw | list[Given]]"
"""Answers by the key of a question, and rows by the key of a repeat, all of one repeat's instance."""
Path: TypeAlias = tuple[str | int, ...]

MAX_ROWS = 200  # instances in one test: each is added as a person would, and a form is not trusted to be short
_NOT_GIVEN = (QuestionType.CALCULATE, QuestionType.NOTE)


class Wrong(NamedTuple):
    """A mistake in a test: where in it, what is wrong, what to do; `known` are the names it may have meant."""

    path: Path
    what: str
    do: str
    name: str = ""
    known: tuple[str, ...] = ()


def non_answer(value: object) -> NonAnswer | None:
    """Return the non-answer that `{nr: dk}` stands for."""
    if isinstance(value, Mapping) and set(value) == {"nr"}:
        return next((one for one in NonAnswer if one.value == value["nr"]), None)
    return None


class AnswersReader:
    """Turns the nested answers of a test into answers by key, collecting what is wrong with them."""

    def __init__(self, compiled: CompiledForm) -> None:
        self.names = compiled.names
        self.wrong: list[Wrong] = []
        self.count = 0

    def read(self, answers: Mapping[str, TestAnswers], group: Group | None, path: Path) -> Given:
        """Return the answers under a group, a repeat's instance, or the form itself."""
        found: Given = {}
        for name, value in answers.items():
            item = self.item(name, group, (*path, name))
            if isinstance(item, Group) and not item.repeat:
                found.update(self.nested(value, item, (*path, name)))
            elif isinstance(item, Group):
                found[item.key] = list(self.rows(value, item, (*path, name)))
            elif item is not None:
                raw = self.raw(value, item, (*path, name))
                if raw is not None:
                    found[item.key] = raw
        return found

    def item(self, name: str, group: Group | None, path: Path) -> Item | None:
        """Return what a name means: a child of the group, or the only one of that name in the same instance."""
        found = named(self.names, name, group)
        if found is None:
            known = tuple(self.names.first)
            self.wrong.append(Wrong(path, f"{quoted(name)} is no question here", "correct the name", name, known))
        return found

    def nested(self, value: TestAnswers, group: Group, path: Path) -> Given:
        if isinstance(value, Mapping):
            return self.read(value, group, path)
        self.wrong.append(Wrong(path, f"{quoted(group.name)} is a group", "write {question: answer} under it"))
        return {}

    def rows(self, value: TestAnswers, repeat: Group, path: Path) -> Iterator[Given]:
        rows = (value,) if isinstance(value, Mapping) else value
        if isinstance(rows, str) or not all(isinstance(row, Mapping) for row in rows):
            what = f"{quoted(repeat.name)} is a repeat"
            self.wrong.append(Wrong(path, what, "write a list: one {question: answer} for each instance"))
            return
        self.count += len(rows)
        if self.count > MAX_ROWS:
            what = f"the test has more than {MAX_ROWS} instances"
            self.wrong.append(Wrong(path, what, "a few show the same"))
            return
        for number, row in enumerate(rows):
            if isinstance(row, Mapping):
                yield self.read(row, repeat, (*path, number))

    def raw(self, value: TestAnswers, question: Question, path: Path) -> Raw | None:
        if question.type in _NOT_GIVEN:
            what = f"{quoted(question.name)} is a {question.type.value}: nobody answers it"
            self.wrong.append(Wrong(path, what, "leave it out, or put it under `expect`"))
            return None
        if isinstance(value, str):
            return value
        if isinstance(value, tuple):
            texts = tuple(part for part in value if isinstance(part, str))
            if len(texts) == len(value):
                return texts
        found = non_answer(value)
        if found is None:
            what = f"this is no answer to {quoted(question.name)}"
            self.wrong.append(Wrong(path, what, "write a text, [a, b], or {nr: dk}, {nr: ref}, {nr: blank}"))
        return found


def named(names: Names, name: str, group: Group | None) -> Item | None:
    """Return a child of `group` by name, or the form's only item of that name if it is in the same instance."""
    found = names.children.get(group.key if group else "", {}).get(name)
    if found is not None:
        return found
    other = names.first.get(name)
    if other is None or name in names.twice:
        return None
    return other if _repeats(other.group) == _repeats(group) else None


def _repeats(group: Group | None) -> tuple[str, ...]:
    return tuple(repeat.key for repeat in repeats_around(group))


@dataclass(slots=True)
class Filling:
    """An interview that is being filled. `unfit` says by key why an answer could not be one; `short` names the
    repeats that could not get as many instances as the test has rows."""

    state: State
    unfit: dict[str, str] = field(default_factory=dict)
    short: dict[str, tuple[int, int]] = field(default_factory=dict)
    _inside: dict[str, list[Item]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in self.state.compiled.form.items:
            if isinstance(item, Question) or item.repeat:
                around = _repeats(item.group)
                self._inside.setdefault(around[-1] if around else "", []).append(item)

    def fill(self, given: Given, repeat: str = "", ids: str = "") -> None:
        """Put in the answers of one instance, in the order of the form."""
        for item in self._inside.get(repeat, ()):
            value = given.get(item.key)
            if isinstance(value, list):
                self.rows(item.key, value, ids)
            elif value is not None:
                self.answer(item.key + ids, value)

    def rows(self, repeat: str, rows: list[Given], ids: str) -> None:
        self.resize(repeat + ids, len(rows))
        instances = self.instances(repeat + ids)
        if len(instances) < len(rows):
            self.short[repeat + ids] = (len(rows), len(instances))
        for row, instance in zip(rows, [frame[IDS] for frame in instances], strict=False):
            self.fill(row, repeat, instance)

    def resize(self, key: str, wanted: int) -> None:
        """Add and delete instances as a person would; a repeat with a count of its own stays as it is."""
        while (count := len(self.instances(key))) != wanted:
            event = AddInstance(key) if count < wanted else self.last(key)
            self.state, _ = step(self.state, event)
            if len(self.instances(key)) == count:
                return

    def last(self, key: str) -> DeleteInstance:
        return DeleteInstance(key, last_id(self.instances(key)[-1][IDS]))

    def instances(self, key: str) -> list[Frame]:
        stop = locate(self.state, key)
        if stop is None or not isinstance(stop.entry, Template):
            return []
        found: list[Frame] = stop.frame[stop.entry.list_slot]
        return found

    def answer(self, key: str, raw: Raw) -> None:
        stop = locate(self.state, key)
        if stop is None or not isinstance(stop.entry, Cell):
            return
        why = self.misfit(stop.entry, stop.frame, raw)
        if why:
            self.unfit[key] = why
        self.state = force(self.state, key, raw)

    def misfit(self, cell: Cell, frame: Frame, raw: Raw) -> str:
        if isinstance(raw, NonAnswer):
            known = raw is NonAnswer.BLANK or raw in cell.question.non_response
            return "" if known else message("not_allowed", "en")
        if not cell.question.type.takes_answer:
            return ""
        found = converted(self.state, cell, frame, raw)
        return misfit_message(found, cell.question, "en") if isinstance(found, Misfit) else ""
