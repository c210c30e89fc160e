"""The way through an interview: which screens there are, in the order of the form and of the instances of repeats."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from fieldkit.forms.compiled import Cell, CompiledForm, Template
from fieldkit.forms.engine import State
from fieldkit.forms.expression.code import AROUND, IDS, OWN_SCOPE, PARENT, POSITION
from fieldkit.forms.frames import Frame, key_in, new_frame
from fieldkit.forms.keys import ids_of, name_of, suffix_of
from fieldkit.forms.question_types import COMPUTED


class Stop(NamedTuple):
    """One place on the way: a question in its frame, or the list of a repeat's instances (`entry` is the template,
    `frame` the one around it)."""

    entry: "Cell | Template"
    frame: Frame

    @property
    def key(self) -> str:
        if isinstance(self.entry, Cell):
            return key_in(self.entry, self.frame)
        ids: str = self.frame[IDS]
        return self.entry.key + ids


Stops: TypeAlias = Iterator[Stop]


def locate(state: State, key: str) -> Stop | None:
    """Return the stop that a key names, None if there is none (any more)."""
    name, ids = name_of(key), ids_of(suffix_of(key))
    compiled = state.compiled
    cell = compiled.by_key.get(name)
    template = compiled.templates[cell.template] if cell is not None else compiled.repeats.get(name)
    if template is None:
        return None
    frame = frame_at(template if cell is not None else template.outer, state.root, ids)
    if frame is None:
        return None
    return Stop(cell if cell is not None else template, frame)


def frame_at(template: Template | None, root: Frame, ids: Sequence[str]) -> Frame | None:
    """Return the frame with these instance ids, outermost first."""
    if template is None or template.outer is None:
        return root if not ids else None
    if not ids:
        return None
    outer = frame_at(template.outer, root, ids[:-1])
    if outer is None:
        return None
    wanted = f"{outer[IDS]}[{ids[-1]}]"
    return next((found for found in outer[template.list_slot] if found[IDS] == wanted), None)


def after(state: State, stop: Stop | None) -> Stops:
    """Yield what comes after a stop, asked or not; None is before the first."""
    compiled = state.compiled
    if stop is None:
        return stops_in(compiled, compiled.templates[0], state.root)
    template, index = _place(compiled, stop)
    return _after(compiled, template, stop.frame, index)


def before(state: State, stop: Stop | None) -> Stops:
    """Yield what comes before a stop, nearest first; None is the end."""
    compiled = state.compiled
    if stop is None:
        return _whole_back(compiled, compiled.templates[0], state.root)
    template, index = _place(compiled, stop)
    if isinstance(stop.entry, Template):
        return _before_list(compiled, stop.entry, stop.frame, template)
    return _before(compiled, template, stop.frame, index)


def _place(compiled: CompiledForm, stop: Stop) -> tuple[Template, int]:
    entry = stop.entry
    if isinstance(entry, Cell):
        return compiled.templates[entry.template], entry.entry
    return entry.outer or compiled.templates[0], entry.index


def stops_in(compiled: CompiledForm, template: Template, frame: Frame, start: int = 0) -> Stops:
    for entry in template.entries[start:]:
        if isinstance(entry, int):
            yield Stop(compiled.cells[entry], frame)
        else:
            for instance in frame[entry.list_slot]:
                yield from stops_in(compiled, entry, instance)
            yield Stop(entry, frame)


def cells_in(state: State) -> Iterator[tuple[Cell, Frame]]:
    """Yield every question with its frame, in the order of the form and of the instances."""
    for entry, frame in after(state, None):
        if isinstance(entry, Cell):
            yield entry, frame


def _whole_back(compiled: CompiledForm, template: Template, frame: Frame, end: int | None = None) -> Stops:
    for entry in reversed(template.entries[:end]):
        if isinstance(entry, int):
            yield Stop(compiled.cells[entry], frame)
        else:
            yield Stop(entry, frame)
            for instance in reversed(frame[entry.list_slot]):
                yield from _whole_back(compiled, entry, instance)


def _after(compiled: CompiledForm, template: Template, frame: Frame, index: int) -> Stops:
    yield from stops_in(compiled, template, frame, index + 1)
    if template.outer is None:
        return
    outer = frame[PARENT]
    for instance in outer[template.list_slot][int(frame[POSITION]) :]:
        yield from stops_in(compiled, template, instance)
    yield Stop(template, outer)
    yield from _after(compiled, template.outer, outer, template.index)


def _before(compiled: CompiledForm, template: Template, frame: Frame, index: int) -> Stops:
    yield from _whole_back(compiled, template, frame, index)
    if template.outer is None:
        return
    outer = frame[PARENT]
    for instance in reversed(outer[template.list_slot][: int(frame[POSITION]) - 1]):
        yield from _whole_back(compiled, template, instance)
    yield from _before(compiled, template.outer, outer, template.index)


def _before_list(compiled: CompiledForm, repeat: Template, frame: Frame, template: Template) -> Stops:
    for instance in reversed(frame[repeat.list_slot]):
        yield from _whole_back(compiled, repeat, instance)
    yield from _before(compiled, template, frame, repeat.index)


def is_screen(stop: Stop) -> bool:
    """Return whether a stop is shown now: a question or note that applies, or the list of a repeat that may grow."""
    entry, frame = stop
    if isinstance(entry, Cell):
        return bool(frame[entry.scope]) and entry.question.type not in COMPUTED and entry.question.label is not None
    return repeat_applies(entry, frame) and may_change(entry)


def may_change(template: Template) -> bool:
    """Return whether a person may add and delete instances."""
    return not template.counted and template.repeat is not None and not template.repeat.fixed


def repeat_applies(template: Template, outer: Frame) -> bool:
    """Return whether a repeat applies in a frame; with no instance there, as it would for a new one."""
    instances = outer[template.list_slot]
    if instances:
        return any(instance[OWN_SCOPE] for instance in instances)
    return template.applies is None or bool(template.applies(new_frame(template, outer, outer[AROUND], outer[IDS], 1)))


def first_after(state: State, stop: Stop | None) -> Stop | None:
    return next((found for found in after(state, stop) if is_screen(found)), None)


def first_before(state: State, stop: Stop | None) -> Stop | None:
    return next((found for found in before(state, stop) if is_screen(found)), None)


def all_screens(state: State) -> list[Stop]:
    """Return every screen that applies, in order."""
    return [stop for stop in after(state, None) if is_screen(stop)]
