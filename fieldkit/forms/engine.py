"""The state of an interview and how a change spreads through it: only what reads the change is computed again."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from fieldkit.forms.compiled import IS_COUNT, IS_SCOPE, Cell, CompiledForm, Template
from fieldkit.forms.convert_answer import Misfit, convert
from fieldkit.forms.expression.code import AROUND, EMPTY, IDS, PARENT, Surroundings
from fieldkit.forms.expression.convert import Value, is_empty, text
from fieldkit.forms.expression.dates import zone
from fieldkit.forms.frames import (
    Frame,
    answer_of,
    copied,
    filled,
    frame_like,
    frames_of,
    key_in,
    positions,
    related,
    status_of,
    thaw,
    value_of,
)
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer

MAX_INSTANCES = 250  # more than anybody lists in one interview; keeps a record within a bundle's line
MAX_FRAMES = 2_500  # instances of all repeats together: counted repeats inside counted repeats multiply
_MAX_TURNS = 200_000  # steps of one round: a form whose instances never settle stops there (form-language 5.8)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class State:
    """An interview at one moment. Immutable for callers: `step` copies before it changes anything.

    `answers` keeps the order in which questions were first answered, and what does not apply at the moment; a repeat
    has the ids of its instances there. `root` is the frame of the form (see `compiled`), with all others inside it.
    `unsettled`: computing stopped before it came to an end.
    """

    compiled: CompiledForm
    around: Surroundings
    answers: Mapping[str, AnswerValue]
    root: Frame
    position: str | None
    error: str | None = None
    unsettled: bool = False

    @property
    def language(self) -> str:
        return self.around.language

    def answer(self, cell: Cell, frame: Frame | None = None) -> AnswerValue:
        """Return the answer as it counts now: irrelevant where the question does not apply."""
        at = self.root if frame is None else frame
        if not at[cell.scope]:
            return NonAnswer.IRRELEVANT
        if cell.question.type is QuestionType.CALCULATE and not cell.triggered:
            return answer_of(at[cell.slot])
        found = self.answers.get(key_in(cell, at))
        if found is None:
            if cell.computed_slot or not cell.question.type.takes_answer:
                return answer_of(at[cell.slot])
            return NonAnswer.NOT_ASKED
        if cell.options is not None and not isinstance(found, NonAnswer):
            return answer_of(at[cell.slot])
        return found


# --- spreading -----------------------------------------------------------------------------------------------


class Spread:
    """One round of computing: the steps that wait, in the order of the graph, each for the frames that need it."""

    __slots__ = ("answers", "compiled", "frames", "queued", "root", "unsettled", "waiting")

    def __init__(self, compiled: CompiledForm, root: Frame, answers: "dict[str, AnswerValue]") -> None:
        self.compiled = compiled
        self.root = root
        self.answers = answers
        self.waiting: list[int] = []
        self.queued: set[int] = set()
        self.frames: dict[int, dict[int, Frame]] = {}
        self.unsettled = False

    def everything(self) -> None:
        """Let every step wait, for every frame there is."""
        for template in self.compiled.templates:
            for frame in frames_of(template, self.root):
                self.all_steps(template, frame)

    def all_steps(self, template: Template, frame: Frame) -> None:
        for number in template.steps:
            self.push(number, frame, template.depth)

    def push(self, number: int, frame: Frame, depth: int) -> None:
        if depth:
            self.frames.setdefault(number, {})[id(frame)] = frame
        if number not in self.queued:
            self.queued.add(number)
            heappush(self.waiting, number)

    def notify(self, template: Template, slot: int, frame: Frame) -> None:
        """Let whatever reads a slot of a frame wait."""
        for number in template.readers[slot]:
            if number not in self.queued:
                self.queued.add(number)
                heappush(self.waiting, number)
        for number, climb, downs in template.far[slot]:
            found = frame
            for _ in range(climb):
                found = found[PARENT]
            reached = [found]
            for at in downs:
                reached = [instance for outer in reached for instance in outer[at]]
            for instance in reached:
                self.push(number, instance, 1)

    def run(self) -> None:
        """Compute until nothing waits, or `unsettled` after too many steps."""
        steps, templates = self.compiled.steps, self.compiled.templates
        waiting, queued, root = self.waiting, self.queued, self.root
        turns = 0
        while waiting and turns < _MAX_TURNS:
            number = heappop(waiting)
            queued.discard(number)
            step = steps[number]
            if step.template == 0:
                turns += 1
                self.one(step.cell, step.slot, step.run, templates[0], root)
                continue
            frames = self.frames.pop(number, {})
            for frame in sorted(frames.values(), key=positions):
                turns += 1
                self.one(step.cell, step.slot, step.run, templates[step.template], frame)
        if waiting:
            self.unsettled = True
            waiting.clear()
            queued.clear()
            self.frames.clear()

    def one(self, cell: int, slot: int, run: Any, template: Template, frame: Frame) -> None:
        """Compute one slot of one frame."""
        if cell >= 0:
            self.value(self.compiled.cells[cell], run, template, frame)
        elif cell == IS_SCOPE:
            now = True if run is None else bool(run(frame))
            if now is not frame[slot]:
                frame[slot] = now
                self.notify(template, slot, frame)
        elif cell == IS_COUNT:
            self.resize(self.compiled.templates[slot], frame, run(frame))

    def value(self, cell: Cell, run: Any, template: Template, frame: Frame) -> None:
        if not frame[cell.scope]:
            value = EMPTY[cell.type]
        elif cell.computed_slot:
            value = self.computed(cell, run, frame)
        elif run is not None:
            value = run(frame)
        else:
            value = value_of(cell, self.answers.get(key_in(cell, frame)))
            if cell.options is not None and not is_empty(value):
                value = offered(cell, value, frame)
        if cell.status_slot or cell.kept_slot:
            self.mark(cell, value, template, frame)
        before = frame[cell.slot]
        if value == before and type(value) is type(before):
            return
        if value == value or before == before:  # not both NaN
            frame[cell.slot] = value
            self.notify(template, cell.slot, frame)

    def computed(self, cell: Cell, run: Any, frame: Frame) -> Value:
        """A calculation on a question that is also asked: it wins whenever it changes. (form-language 4.7)"""
        found: Value = run(frame)
        key, before = key_in(cell, frame), frame[cell.computed_slot]
        frame[cell.computed_slot] = found
        same = before is None or (found == before and type(found) is type(before)) or (found != found)
        if not same:
            self.answers.pop(key, None)
        given = self.answers.get(key)
        return found if given is None else value_of(cell, given)

    def mark(self, cell: Cell, value: Value, template: Template, frame: Frame) -> None:
        """Keep what nr() and once() read up to date."""
        if cell.kept_slot and not is_empty(value):
            frame[cell.kept_slot] = value
        if cell.status_slot:
            status = status_of(cell, value, self.answers, frame)
            if status != frame[cell.status_slot]:
                frame[cell.status_slot] = status
                self.notify(template, cell.status_slot, frame)

    def resize(self, template: Template, outer: Frame, wanted: float) -> None:
        """Make as many instances as `repeat_count` says; what was answered in those that go is kept aside."""
        count = int(min(max(wanted, 0.0), MAX_INSTANCES)) if wanted == wanted else 0
        instances: list[Frame] = outer[template.list_slot]
        before = len(instances)
        if count == before:
            return
        if count > before:
            count = min(count, before + self.room())
        outer[template.list_slot] = instances = instances[:count]
        for number in range(before, count):
            ids = f"{outer[IDS]}[{number + 1}]"
            frame = filled(template, outer, ids, number + 1, outer[AROUND], self.answers)
            instances.append(frame)
            self.fresh(template, frame)
        self.notify(self.compiled.templates[0] if template.outer is None else template.outer, template.list_slot, outer)

    def room(self) -> int:
        """Return how many instances the whole interview may still get."""
        there = sum(len(frames_of(template, self.root)) for template in self.compiled.templates)
        return max(0, MAX_FRAMES - there)

    def fresh(self, template: Template, frame: Frame) -> None:
        """Put in what once() froze, and let every step of a new frame and of those inside it wait."""
        thaw(template, frame, self.compiled, self.answers)
        self.all_steps(template, frame)
        for inner in template.inner:
            for instance in frame[inner.list_slot]:
                self.fresh(inner, instance)


def computed(state: State, answers: "dict[str, AnswerValue]") -> State:
    """Return the state with everything computed anew from these answers, which may be more than its own."""
    root, unsettled = compute_all(state.compiled, state.around, answers)
    return dataclasses.replace(state, root=root, unsettled=unsettled)


def compute_all(compiled: CompiledForm, around: Surroundings, answers: "dict[str, AnswerValue]") -> tuple[Frame, bool]:
    """Return the form's frame, everything computed from the answers, and whether that came to no end."""
    root = filled(compiled.templates[0], None, "", 1, around, answers)
    if compiled.kept_cells:
        for template in compiled.templates:
            for frame in frames_of(template, root):
                thaw(template, frame, compiled, answers)
    spread = Spread(compiled, root, answers)
    spread.everything()
    spread.run()
    return root, spread.unsettled


def offered(cell: Cell, value: Value, frame: Frame) -> Value:
    """Return an answer without the choices that `choice_filter` leaves out at the moment. (form-language 3.6)"""
    if cell.options is None:
        return value
    names = {option.value for option in cell.options(frame)}
    if isinstance(value, tuple):
        return tuple(part for part in value if part in names)
    return value if value in names else ""


# --- one answer ----------------------------------------------------------------------------------------------


def holds(cell: Cell, answer: AnswerValue, frame: Frame) -> bool:
    """Return whether a question's constraint holds for an answer; always for a non-answer. (form-language 4.4)"""
    if cell.constraint is None or isinstance(answer, NonAnswer):
        return True
    before = frame[cell.slot]
    frame[cell.slot] = value_of(cell, answer)
    try:
        return bool(cell.constraint(frame))
    finally:
        frame[cell.slot] = before


def with_answer(state: State, cell: Cell, frame: Frame, answer: AnswerValue) -> tuple[State, dict[str, AnswerValue]]:
    """Return the state after an answer, and what else was stored by it: triggered and frozen values by key."""
    compiled = state.compiled
    answers = dict(state.answers)
    root = copied(state.root, compiled.templates[0])
    at = frame_like(frame, compiled.templates[cell.template], root)
    spread = Spread(compiled, root, answers)
    more = put(spread, cell, at, answer)
    unsettled = state.unsettled or spread.unsettled
    made = State(compiled, state.around, answers, root, state.position, unsettled=unsettled)
    if compiled.kept_cells:
        fixed = kept_values(state)
        more.update((key, answer_of(value)) for key, value in kept_values(made).items() if fixed.get(key) != value)
    return made, more


def put(spread: Spread, cell: Cell, frame: Frame, answer: AnswerValue) -> dict[str, AnswerValue]:
    """Put an answer into frames and answers that belong to nobody else yet; return what it triggered, by key."""
    key, answers, compiled = key_in(cell, frame), spread.answers, spread.compiled
    if isinstance(answers.get(key), NonAnswer):
        del answers[key]  # the order is that of answers: the 24-hour clock looks for the first
    answers[key] = answer
    before = frame[cell.slot]
    spread.push(cell.step, frame, compiled.templates[cell.template].depth)
    spread.run()
    more: dict[str, AnswerValue] = {}
    if cell.question.key in compiled.triggers and not _same(before, frame[cell.slot]):
        _pull(spread, cell, frame, more, {key})
    return more


def _same(a: Value, b: Value) -> bool:
    return (a == b and type(a) is type(b)) or (a != a and b != b)


def _pull(spread: Spread, cell: Cell, frame: Frame, more: dict[str, AnswerValue], done: set[str]) -> None:
    """Compute what waits for this question's change, each once, in the question's instance or in all inside it."""
    compiled = spread.compiled
    pulled: list[tuple[Cell, Frame, Value]] = []
    for other in compiled.triggers.get(cell.question.key, ()):
        if other.triggered is None:
            continue
        for at in related(compiled.templates[cell.template], frame, compiled.templates[other.template], spread.root):
            key = key_in(other, at)
            if not at[other.scope] or key in done:
                continue
            done.add(key)
            pulled.append((other, at, at[other.slot]))
            spread.answers[key] = more[key] = _fitting(other, other.triggered(at), at)
            spread.push(other.step, at, compiled.templates[other.template].depth)
    spread.run()
    for other, at, before in pulled:
        if not _same(before, at[other.slot]):
            _pull(spread, other, at, more, done)


def _fitting(cell: Cell, value: Value, frame: Frame) -> AnswerValue:
    """Return a computed value as an answer that its question can have; blank where it does not fit."""
    answer = answer_of(value)
    if isinstance(answer, NonAnswer) or not cell.question.type.takes_answer:
        return answer
    found = convert(cell.question, None, text(value), zone(frame[AROUND].offset_min))
    return NonAnswer.BLANK if isinstance(found, Misfit) else found


def kept_values(state: State) -> dict[str, Value]:
    """Return what once() has fixed so far, by key."""
    return {
        key_in(cell, frame): frame[cell.kept_slot]
        for cell in state.compiled.kept_cells
        for frame in frames_of(state.compiled.templates[cell.template], state.root)
        if not is_empty(frame[cell.kept_slot])
    }
