"""What one event comes to: the new state, standing somewhere, and what the caller must do about it."""

import dataclasses
from typing import TypeAlias

from fieldkit.forms.engine import State
from fieldkit.forms.events import Effect, Moved, Rejected
from fieldkit.forms.traversal import Stop, first_after, locate

Stepped: TypeAlias = tuple[State, tuple[Effect, ...]]


def move(state: State, name: str | None, *before: Effect) -> Stepped:
    return dataclasses.replace(state, position=name, error=None), (*before, Moved(name))


def move_after(state: State, stop: Stop, *before: Effect) -> Stepped:
    here = locate(state, stop.key)
    found = first_after(state, here) if here is not None else None
    return move(state, None if found is None else found.key, *before)


def reject(state: State, name: str, why: str) -> Stepped:
    return dataclasses.replace(state, error=why), (Rejected(name, why),)
