"""An interview's line as it travels, and read back into the stub that a store keeps. docs/bundle-format.md 6.4 to 6.6

A line is hashed by itself, whichever bundle carries it, so it says everything of itself; what it said twice, and what
follows from its beginning, is left out: a month of screenings must fit a bad link.
"""

from collections.abc import Mapping
from typing import Any, Final

from fieldkit import errors
from fieldkit.cases.audit_sum import travelling
from fieldkit.result import Json

FORM: Final = 2
"""The form of line that is written; a line without `v` is of form 1, which fieldkit 0.1 wrote."""
FROM_START: Final = ("finished", "clock_start")
"""Moments that are told from `started` on."""

_LINE: Final = frozenset(("t", "v", "id", "stub", "content"))
_STUB: Final = frozenset(
    ("code", "form", "version", "form_hash", "rev", "base", "state", "class", "started", *FROM_START)
)
_SPAN: Final = frozenset(("after_ms", "drift_ms"))


def rec_line(stub: Mapping[str, Json], content: Mapping[str, Json]) -> dict[str, Json]:
    """Return the line that carries an interview, or one revision of it."""
    return short_line(first_form(stub, content))


def first_form(stub: Mapping[str, Json], content: Mapping[str, Json]) -> dict[str, Json]:
    """Return the line of form 1, of what travels: an older fieldkit may have sent it."""
    return {"t": "rec", "id": stub["id"], "stub": dict(stub), "content": dict(travelling(content, stub))}


def short_line(line: Mapping[str, Json]) -> dict[str, Json]:
    """Return a line of form 1 in form 2."""
    stub: Any = line["stub"]
    short = {name: value for name, value in stub.items() if name != "id"}
    for name in FROM_START:
        if stub[name] is not None and _from_start(stub[name], stub["started"]):
            short[name] = _span(stub[name], stub["started"])
    return {**line, "v": FORM, "stub": short}


def full_line(line: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return a received line in form 1, whichever form it has. What else is in it is not looked at.

    Raises: MalformedRecord.
    """
    if line.get("t") != "rec" or "v" not in line:
        return line
    if type(line["v"]) is not int or line["v"] != FORM:
        raise _wrong("its form is none that this fieldkit knows")
    if line.keys() != _LINE:
        raise _wrong("the line has other fields than its form")
    stub: Any = line["stub"]
    if not isinstance(stub, Mapping) or stub.keys() != _STUB:
        raise _wrong("the stub has other fields than its form")
    moments = {name: _moment(stub[name], stub["started"], name) for name in FROM_START}
    return {"t": "rec", "id": line["id"], "stub": {**stub, **moments, "id": line["id"]}, "content": line["content"]}


def _span(at: Mapping[str, Any], began: Mapping[str, Any]) -> dict[str, Json]:
    after = at["mono_ms"] - began["mono_ms"]
    return {"after_ms": after, "drift_ms": at["utc_ms"] - began["utc_ms"] - after}


def _from_start(at: Mapping[str, Any], began: Mapping[str, Any]) -> bool:
    """Whether the clock of the beginning still counted."""
    same = at["boot"] == began["boot"] and at["offset_min"] == began["offset_min"]
    return bool(same and at["mono_ms"] >= began["mono_ms"])


def _moment(value: Any, began: Any, name: str) -> Json:
    """Return a moment of form 2 as an instant; one of another shape is left to whoever checks the line."""
    if value is None:
        return None
    try:
        if value.keys() == _SPAN:
            return _instant(value["after_ms"], value["drift_ms"], began)
        if not _from_start(value, began):
            return {**value}
    except (KeyError, TypeError, AttributeError):
        raise _wrong(f"stub.{name} is not a moment") from None
    raise _wrong(f"stub.{name} is not told from the start")


def _instant(after: Any, drift: Any, began: Any) -> dict[str, Json]:
    if not (type(after) is type(drift) is type(began["utc_ms"]) is type(began["mono_ms"]) is int and after >= 0):
        raise TypeError
    return {**began, "utc_ms": began["utc_ms"] + after + drift, "mono_ms": began["mono_ms"] + after}


def _wrong(what: str) -> errors.MalformedRecord:
    return errors.MalformedRecord(what=what)
