"""What an expression compiles to, and how compiled parts turn into another type. Closures read a frame: a list.

Slot 0 of a frame holds the `Surroundings`, slot 1 the frame around it (None for the form's own), slot 2 its position
among its siblings (from 1), slot 3 the ids of its instances as `[1][2]`; every further slot one answer, calculation,
scope or list of instances. An empty value is '', () or NaN by its type.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple, Protocol, TypeAlias

from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.convert import (
    NAN,
    Value,
    boolean,
    date,
    days,
    number,
    number_of_text,
    text,
)
from fieldkit.forms.expression.functions import Type
from fieldkit.forms.problems import Severity

Slots: TypeAlias = list[Any]
Run: TypeAlias = Callable[[Slots], Any]
AROUND, PARENT, POSITION, IDS, OWN_SCOPE = range(5)

EMPTY: Mapping[Type, Value] = {"number": NAN, "text": "", "bool": "", "date": "", "set": (), "any": "", "nodes": ""}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an expression may know besides answers."""

    today: dt.date
    now: dt.datetime
    offset_min: int
    language: str
    default_language: str
    """What is shown where a text is missing in `language`."""
    random: Callable[[], float] | None = None
    """A number from 0 up to 1 from the entropy port; None where nothing random may be made."""
    uuid: Callable[[], str] | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    """What preloads read: deviceid, username, phonenumber, email."""


class Nodes(NamedTuple):
    """A set of nodes: the frames (or rows) in which they stand, and the slot of their scope there; -1 where every node
    counts."""

    frames: Run
    scope: int = -1
    all_of: str = ""
    """The question of which these are all answers, from outside its repeat and unfiltered."""


class Code(NamedTuple):
    """A compiled part. `constant` is its value if it never changes; `slot` its place if it is one answer of the same
    frame; `may_be_empty` is True for a number whose NaN means "no answer" and reads as ''. `nodes` is set for a part
    of type "nodes", whose run gives a list of values; `choices` for an answer to a select."""

    run: Run
    type: Type
    constant: "Value | None" = None
    slot: int = -1
    may_be_empty: bool = False
    nodes: Nodes | None = None
    choices: Mapping[str, Mapping[str, str]] | None = None


class Slot(NamedTuple):
    """Where a name's value is: the slot, its type, and the hops from the frame in hand to the frame that has it."""

    at: int
    type: Type
    hops: tuple[int, ...] = ()
    choices: Mapping[str, Mapping[str, str]] | None = None


Labels: TypeAlias = Callable[[Slots, str], "Mapping[str, str] | None"]


class Scope(Protocol):
    """How names are found, on behalf of one formula. What means nothing is reported, and None returned."""

    def reference(self, name: str, at: int) -> Code | None:
        """Return the code of `${name}`."""
        ...

    def own(self, at: int) -> Code | None:
        """Return the code of `.`."""
        ...

    def path(self, path: syntax.Path) -> Code | None:
        """Return the code of a path."""
        ...

    def indexed(self, call: syntax.Call) -> Code | None:
        """Return the code of indexed-repeat()."""
        ...

    def position(self, of: syntax.Tree | None, at: int) -> Run | None:
        """Return the position of an instance among its siblings."""
        ...

    def status(self, name: str, at: int) -> Slot | None:
        """Return the slot that holds the nr() code of a name."""
        ...

    def kept(self, at: int) -> int:
        """Return the slot where once() finds its first value."""
        ...

    def labels(self, text: str) -> Labels | None:
        """Return value -> labels of the select that a text such as '${x}' names."""
        ...

    def lookup(self, table: str, column: str, key: str, at: int) -> "Callable[[str], str] | None":
        """Return key -> value of the first row of a table that has it."""
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
    run = reader(slot.hops, slot.at)
    return Code(run, kind, None, -1 if slot.hops else slot.at, kind == "number", None, slot.choices)


def reader(hops: tuple[int, ...], at: int) -> Run:
    """Return the closure that goes along `hops` and reads a slot there."""
    match hops:
        case ():
            return itemgetter(at)
        case (a,):
            return lambda frame: frame[a][at]
        case (a, b):
            return lambda frame: frame[a][b][at]

    def run(frame: Slots) -> Any:
        for hop in hops:
            frame = frame[hop]
        return frame[at]

    return run


def first_of(code: Code) -> Code:
    """Return a set of nodes as its first value, '' for none: what XPath makes of it where one value is wanted."""
    if code.type != "nodes":
        return code
    run = code.run
    return Code(lambda frame: values[0] if (values := run(frame)) else "", "any", may_be_empty=True)


def as_number(code: Code) -> Run:
    code = first_of(code)
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
    code = first_of(code)
    run, kind = code.run, code.type
    if kind == "text":
        return run
    if code.constant is not None:
        fixed = text(code.constant)
        return lambda _slots: fixed
    if kind == "set":
        return lambda slots: " ".join(run(slots))
    if kind in ("number", "any") and code.may_be_empty:
        return lambda slots: text(value) if (value := run(slots)) == value else ""
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
    if kind == "nodes":
        return lambda slots: len(run(slots)) > 0
    return lambda slots: bool(run(slots))


def as_date(code: Code) -> Run:
    code = first_of(code)
    run = code.run
    return run if code.type == "date" else lambda slots: date(run(slots))


def as_any(code: Code) -> Run:
    """Return a run whose empty number is '', for places that take values of every type."""
    code = first_of(code)
    run = code.run
    if code.may_be_empty:
        return lambda slots: value if (value := run(slots)) == value else ""
    return run


def of_type(code: Code, kind: Type) -> Run:
    """Return a run that gives values of one type, for a slot that has that type."""
    match kind:
        case "number":
            return as_number(code)
        case "date":
            return as_date(code)
        case "set":
            text_run = as_text(code)
            return lambda slots: tuple(text_run(slots).split())
        case "text":
            return as_text(code)
        case _:
            return as_any(code)


COERCE: Mapping[str, Callable[[Code], Run]] = {
    "n": as_number,
    "t": as_text,
    "b": as_boolean,
    "d": as_date,
    "a": as_any,
}
