"""Compare what came of an interview with what a form's test expects. form-tools 2.2."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fieldkit.forms.classify import Outcome
from fieldkit.forms.compiled import Cell
from fieldkit.forms.convert_answer import Misfit, convert
from fieldkit.forms.engine import State
from fieldkit.forms.expectations import (
    LISTS,
    NUMBERED,
    RESULT,
    WANTED_ELEMENTS,
    bare_name,
    expected_item,
    item_of,
    label_of,
    listed,
)
from fieldkit.forms.expression.code import IDS, OWN_SCOPE
from fieldkit.forms.expression.convert import date_of_text, number_of_text, same_number, text as text_of, time_of_text
from fieldkit.forms.expression.dates import zone
from fieldkit.forms.frames import Frame, frames_of, key_in, positions
from fieldkit.forms.given_answers import Filling, non_answer
from fieldkit.forms.interview import outcome
from fieldkit.forms.keys import ids_of
from fieldkit.forms.model import Group, Question, TestAnswers
from fieldkit.forms.names import Item
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.screens import violation
from fieldkit.forms.values import AnswerValue, NonAnswer

_COUNT = re.compile(r"[0-9]{1,6}\Z")


class Mismatch(NamedTuple):
    """One expectation that did not hold."""

    about: str
    expected: str
    got: str


class Comparison:
    """One filled interview, compared with what its test expects."""

    def __init__(self, filling: Filling) -> None:
        self.filling = filling
        self.state: State = filling.state
        self.names = self.state.compiled.names

    def mismatches(self, expect: Mapping[str, TestAnswers]) -> Iterator[Mismatch]:
        invalid = set(listed(expect.get("invalid", ())))
        yield from self.refused(invalid)
        for repeat, (rows, instances) in self.filling.short.items():
            yield Mismatch(repeat, f"{rows} instances", str(instances))
        for name, value in expect.items():
            if name in LISTS:
                yield from self.listed(name, listed(value))
            elif name == RESULT:
                yield from _result_mismatches(outcome(self.state), value)
            elif name == WANTED_ELEMENTS and isinstance(value, Mapping):
                found = outcome(self.state)
                shown = {**found.elements, **found.facts}
                for element, word in value.items():
                    got = shown[element].value if element in shown else ""
                    if got != word:
                        yield Mismatch(element, str(word), got or "no such element")
            else:
                yield from self.item(name, value, None, "")

    def refused(self, invalid: set[str]) -> Iterator[Mismatch]:
        """Yield the answers that a person could not have given, unless the test says that they are invalid."""
        named_invalid = {key for name in invalid for key in self.keys(name)}
        for key, why in self.filling.unfit.items():
            if key not in named_invalid:
                yield Mismatch(key, "an answer that fits", f"refused: {why}")
        for cell, frame in self.cells():
            broken = violation(self.state, cell, frame) if frame[cell.scope] else None
            if broken == "constraint" and key_in(cell, frame) not in named_invalid:
                yield Mismatch(key_in(cell, frame), "a possible answer", "the constraint refuses it")

    def cells(self) -> Iterator[tuple[Cell, Frame]]:
        for cell in self.state.compiled.cells:
            if cell.constraint is not None:
                for frame in frames_of(self.state.compiled.templates[cell.template], self.state.root):
                    yield cell, frame

    def keys(self, name: str) -> list[str]:
        item = item_of(self.names, bare_name(name))
        if not isinstance(item, Question):
            return []
        cell = self.state.compiled.by_key[item.key]
        return [key_in(cell, frame) for frame in self.frames(item, name)]

    # --- visible, hidden, invalid

    def listed(self, word: str, names: tuple[str, ...]) -> Iterator[Mismatch]:
        for name in names:
            item = item_of(self.names, bare_name(name))
            if item is None:
                continue
            if word == "invalid":
                if not self.is_invalid(item, name):
                    yield Mismatch(name, "invalid", "valid")
            elif self.is_visible(item, name) != (word == "visible"):
                yield Mismatch(name, word, "hidden" if word == "visible" else "visible")

    def is_visible(self, item: Item, name: str) -> bool:
        """Return whether something applies in at least one instance."""
        if isinstance(item, Group) and item.repeat:
            return any(frame[OWN_SCOPE] for frame in self.frames(item, name))
        compiled = self.state.compiled
        scope = compiled.by_key[item.key].scope if isinstance(item, Question) else compiled.scopes[item.key]
        return any(frame[scope] for frame in self.frames(item, name))

    def is_invalid(self, item: Item, name: str) -> bool:
        if not isinstance(item, Question):
            return False
        cell = self.state.compiled.by_key[item.key]
        frames = [frame for frame in self.frames(item, name) if frame[cell.scope]]
        return any(
            key_in(cell, frame) in self.filling.unfit or violation(self.state, cell, frame) is not None
            for frame in frames
        )

    def frames(self, item: Item, name: str, ids: str = "") -> list[Frame]:
        """Return the instances that a name means: all, or by places: `town[2]`."""
        compiled = self.state.compiled
        template = compiled.template_at(item if isinstance(item, Group) else item.group)
        found = frames_of(template, self.state.root)
        places = NUMBERED.match(name)
        if places is not None:
            wanted = tuple(float(place) for place in ids_of(places["places"]))
            return [frame for frame in found if positions(frame) == wanted]
        return [frame for frame in found if frame[IDS].startswith(ids)]

    # --- values

    def item(self, name: str, value: TestAnswers, group: Group | None, ids: str) -> Iterator[Mismatch]:
        item = expected_item(self.names, name, group)
        if isinstance(item, Question):
            yield from self.values(item, name, value, ids)
        elif isinstance(item, Group) and not item.repeat and isinstance(value, Mapping):
            for inner, one in value.items():
                yield from self.item(inner, one, item, ids)
        elif isinstance(item, Group):
            yield from self.rows(item, name, value, ids)

    def rows(self, repeat: Group, name: str, value: TestAnswers, ids: str) -> Iterator[Mismatch]:
        """A repeat is expected as a list of its instances, or as their number."""
        frames = self.frames(repeat, name, ids)
        rows = (value,) if isinstance(value, Mapping) else value
        wanted = int(rows) if isinstance(rows, str) and _COUNT.match(rows) else len(rows)
        if wanted != len(frames):
            yield Mismatch(name, f"{wanted} instances", str(len(frames)))
        elif not isinstance(rows, str):
            for row, frame in zip(rows, frames, strict=True):
                if isinstance(row, Mapping):
                    for inner, one in row.items():
                        yield from self.item(inner, one, repeat, frame[IDS])

    def values(self, question: Question, name: str, value: TestAnswers, ids: str) -> Iterator[Mismatch]:
        cell = self.state.compiled.by_key[question.key]
        frames = self.frames(question, name, ids)
        deeper = bool(cell.template) and len(ids_of(ids)) < self.state.compiled.templates[cell.template].depth
        expected = value if deeper and isinstance(value, tuple) and not NUMBERED.match(name) else (value,)
        if len(expected) != len(frames):
            yield Mismatch(name, f"{len(expected)} instances", str(len(frames)))
            return
        for wanted, frame in zip(expected, frames, strict=True):
            got = self.state.answer(cell, frame)
            if not same(question, got, wanted, self.state.around.offset_min):
                about = name if len(frames) == 1 and not frame[IDS] else key_in(cell, frame)
                yield Mismatch(about, told(wanted), told(got))


def same(question: Question, got: AnswerValue, wanted: TestAnswers, offset_min: int = 0) -> bool:
    """Compare by the kind of answer: numbers as numbers, chosen values in any order, dates as dates."""
    expected = non_answer(wanted)
    if expected is not None or isinstance(got, NonAnswer):
        return got is expected or (wanted == "" and isinstance(got, NonAnswer) and got not in _SAID)
    if isinstance(got, tuple):
        parts = tuple(wanted.split()) if isinstance(wanted, str) else tuple(map(str, wanted))
        return parts == got if question.type is QuestionType.RANK else sorted(parts) == sorted(got)
    if not isinstance(wanted, str):
        return False
    if isinstance(got, int | float):
        return same_number(float(got), number_of_text(wanted))
    if isinstance(got, str):
        return got == wanted
    return _same_moment(question, got, wanted, zone(offset_min))


_SAID = (NonAnswer.DONT_KNOW, NonAnswer.REFUSED)


def _same_moment(question: Question, got: dt.date | dt.time, wanted: str, zone: dt.tzinfo) -> bool:
    read = convert(question, (), wanted, zone) if question.type.takes_answer else None
    if read is None or isinstance(read, Misfit | NonAnswer):
        read = time_of_text(wanted) if isinstance(got, dt.time) else date_of_text(wanted, zone)
    if isinstance(read, dt.time) and isinstance(got, dt.time):
        return read.replace(tzinfo=read.tzinfo or zone) == got
    return type(read) is type(got) and read == got


def told(value: object) -> str:
    """Return a value as a test writes it."""
    if isinstance(value, NonAnswer):
        return f"{{nr: {value.value}}}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {told(part)}" for name, part in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(told(part) for part in value) + "]"
    if isinstance(value, int | float):
        return text_of(float(value))
    return (text_of(value) or "''") if isinstance(value, str | dt.date | dt.time) else str(value)


def _result_mismatches(found: Outcome, value: TestAnswers) -> Iterator[Mismatch]:
    wanted = value if isinstance(value, Mapping) else {"label": value}
    got: dict[str, object] = {
        "label": found.label.value,
        "urgent": "yes" if found.urgent else "no",
        "suspicion": "yes" if found.suspicion else "no",
        "age": found.age,
        "looks_like": found.looks_like or "",
        "touched": found.touched,
        "clock": found.clock_question or "",
        "settle": found.settle or "",
    }
    for key, expected in wanted.items():
        seen = got.get(key, "")
        label = label_of(expected) if key == "label" and isinstance(expected, str) else None
        same_set = (
            isinstance(expected, tuple) and isinstance(seen, tuple) and sorted(map(str, expected)) == sorted(seen)
        )
        if (label.value if label else expected) != seen and not same_set:
            about = RESULT if key == "label" else f"{RESULT} {key}"
            yield Mismatch(about, told(label.value if label else expected), told(seen))
