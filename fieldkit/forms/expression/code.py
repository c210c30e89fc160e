"""What an expression compiles to, and how compiled parts turn into another type. Closures read a list of slots.

Slot 0 holds the `Surroundings`; every other slot one answer or calculation, empty as ''. () or NaN by its type.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple, Protocol, TypeAlias

from fieldkit.forms.expression.convert import (
    NAN,
    Value,
    boolean,
    date,
    days,
    number,
    number_of_text,
    number_text,
    text,
)
from fieldkit.forms.expression.functions import Type
from fieldkit.forms.problems import Severity

Slots: TypeAlias = list[Any]
Run: TypeAlias = Callable[[Slots], Any]

EMPTY: Mapping[Type, Value] = {"number": NAN, "text": "", "bool": "", "date": "", "set": (), "any": ""}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an expression may know besides answers."""

    today: dt.date
    now: dt.datetime
    offset_min: int
    language: str
    default_language: str


class Code(NamedTuple):
    """A compiled part. `constant` is its value if it never changes; `slot` its place if it is one answer;
    `may_be_empty` is True for a number whose NaN means "no answer" and reads as ''."""

    run: Run
    type: Type
    constant: "Value | None" = None
    slot: int = -1
    may_be_empty: bool = False


class Slot(NamedTuple):
    """Where a name's value is, and its type."""

    at: int
    type: Type


class Scope(Protocol):
    """How names are found. Repeats will have another scope than the flat one."""

    def resolve(self, name: str, at: int) -> Slot | None:
        """Return the slot of a name; None (and a problem reported) if there is none."""
        ...

    def own(self, at: int) -> Slot | None:
        """Return the slot of `.`."""
        ...

    def status(self, name: str) -> int:
        """Return the slot that holds the nr() code of a name."""
        ...

    def kept(self) -> int:
        """Return the slot where once() finds its first value."""
        ...

    def choices(self, name: str) -> Mapping[str, Mapping[str, str]] | None:
        """Return value -> language -> label of a select; None for any other question."""
        ...

    def choices_at(self, slot: int) -> Mapping[str, Mapping[str, str]] | None:
        """Return the choices of the select whose answer is in `slot`."""
        ...

    def report(self, at: int, what: str, do: str, severity: Severity = "error") -> None:
        """Take note of a mistake."""
        ...

    def suggest(self, word: str, known: Iterable[str], otherwise: str) -> str:
        """Return "did you mean ...?", or `otherwise`."""
        ...


def constant(value: Value, kind: Type) -> Code:
    return Code(lambda _slots: value, kind, value)


def reference(slot: Slot) -> Code:
    kind: Type = "any" if slot.type == "bool" else slot.type  # a truth value that does not apply is ''
    return Code(itemgetter(slot.at), kind, None, slot.at, kind == "number")


def as_number(code: Code) -> Run:
    run, kind = code.run, code.type
    if kind == "number":
        return run
    if code.constant is not None:
        fixed = number(code.constant)
        return lambda _slots: fixed
    if kind == "bool":
        return lambda slots: 1.0 if run(slots) else 0.0
    if kind == "date":
        return lambda slots: days(run(slots))
    if kind == "text":
        return lambda slots: number_of_text(run(slots))
    return lambda slots: number(run(slots))


def as_text(code: Code) -> Run:
    run, kind = code.run, code.type
    if kind == "text":
        return run
    if code.constant is not None:
        fixed = text(code.constant)
        return lambda _slots: fixed
    if kind == "set":
        return lambda slots: " ".join(run(slots))
    if kind == "number" and code.may_be_empty:
        return lambda slots: number_text(value) if (value := run(slots)) == value else ""
    return lambda slots: text(run(slots))


def as_boolean(code: Code) -> Run:
    run, kind = code.run, code.type
    if kind == "bool":
        return run
    if code.constant is not None:
        fixed = boolean(code.constant)
        return lambda _slots: fixed
    if kind == "number":
        return lambda slots: (value := run(slots)) == value and value != 0
    if kind == "any":
        return lambda slots: boolean(run(slots))
    return lambda slots: bool(run(slots))


def as_date(code: Code) -> Run:
    run = code.run
    return run if code.type == "date" else lambda slots: date(run(slots))


def as_any(code: Code) -> Run:
    """Return a run whose empty number is '', for places that take values of every type."""
    run = code.run
    if code.may_be_empty:
        return lambda slots: value if (value := run(slots)) == value else ""
    return run


COERCE: Mapping[str, Callable[[Code], Run]] = {
    "n": as_number,
    "t": as_text,
    "b": as_boolean,
    "d": as_date,
    "a": as_any,
}
