"""Adding and taking away instances of repeats."""

import dataclasses
from collections.abc import Iterator, Sequence

from fieldkit.forms.compiled import Template
from fieldkit.forms.engine import MAX_INSTANCES, State, computed, kept_values
from fieldkit.forms.events import Drop, Save
from fieldkit.forms.expression.code import IDS
from fieldkit.forms.frames import Frame, answer_of, instance_ids
from fieldkit.forms.keys import ids_of, name_of, suffix_of
from fieldkit.forms.messages import message
from fieldkit.forms.moves import Stepped, move, reject
from fieldkit.forms.opening import with_defaults
from fieldkit.forms.traversal import frame_at, is_screen, locate, may_change, stops_in
from fieldkit.forms.values import AnswerValue


def add_instance(state: State, repeat: str) -> Stepped:
    stop = locate(state, repeat)
    if stop is None or not isinstance(stop.entry, Template) or not is_screen(stop):
        return reject(state, repeat, message("not_here", state.language))
    template, outer = stop.entry, stop.frame
    ids = instance_ids(template, outer, state.answers)
    if not may_change(template) or len(ids) >= MAX_INSTANCES:
        return reject(state, repeat, message("no_more", state.language))
    fresh = str(1 + max((int(name) for name in (*ids, *_used(state, template, outer)) if name.isdigit()), default=0))
    listed = (*ids, fresh)
    made = recomputed(state, {**state.answers, repeat: listed})
    ids_inside = (*ids_of(outer[IDS]), fresh)
    added = frame_at(template, made.root, ids_inside)
    if added is not None:
        made = with_defaults(made, template, added)
    return move(made, _first_inside(made, template, ids_inside) or repeat, Save(repeat, listed))


def _first_inside(state: State, template: Template, ids: Sequence[str]) -> str | None:
    frame = frame_at(template, state.root, ids)
    stops = iter(()) if frame is None else stops_in(state.compiled, template, frame)
    return next((stop.key for stop in stops if is_screen(stop)), None)


def _used(state: State, template: Template, outer: Frame) -> Iterator[str]:
    """Yield the ids of instances that still have answers, also of those that are gone."""
    inside = {cell.question.key for cell in state.compiled.cells if cell.template == template.number}
    start = outer[IDS] + "["
    for key in state.answers:
        if name_of(key) in inside and suffix_of(key).startswith(start):
            yield suffix_of(key)[len(start) :].partition("]")[0]


def delete_instance(state: State, repeat: str, instance: str) -> Stepped:
    stop = locate(state, repeat)
    if stop is None or not isinstance(stop.entry, Template) or not may_change(stop.entry):
        return reject(state, repeat, message("not_here", state.language))
    template, outer = stop.entry, stop.frame
    ids = instance_ids(template, outer, state.answers)
    if instance not in ids:
        return reject(state, repeat, message("not_here", state.language))
    left = tuple(name for name in ids if name != instance)
    inside = keys_inside(state, template)
    start = f"{outer[IDS]}[{instance}]"
    gone = {key: None for key in state.answers if name_of(key) in inside and suffix_of(key).startswith(start)}
    answers = {key: value for key, value in state.answers.items() if key not in gone}
    made = recomputed(state, {**answers, repeat: left})
    drops = [Drop(key) for key in gone]
    return move(made, repeat, *drops, Save(repeat, left))


def keys_inside(state: State, template: Template) -> set[str]:
    """Return the keys of questions and repeats in a repeat, also in those inside it."""
    numbers = {template.number}
    keys: set[str] = set()
    for inner in state.compiled.templates:
        if inner.outer is not None and inner.outer.number in numbers:
            numbers.add(inner.number)
            keys.add(inner.key)
    return keys | {cell.question.key for cell in state.compiled.cells if cell.template in numbers}


def recomputed(state: State, answers: dict[str, AnswerValue]) -> State:
    """Return the state with these answers, everything computed anew and what once() has fixed kept."""
    made = dataclasses.replace(state, answers={**answers}, error=None)
    return computed(made, {**frozen(state), **answers})


def frozen(state: State) -> dict[str, AnswerValue]:
    """Return what once() has fixed so far, as answers."""
    return {key: answer_of(value) for key, value in kept_values(state).items()}
