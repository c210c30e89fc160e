"""What is kept of a received line: its revision and the stub fields that are never erased. Values only."""

import hashlib
from collections.abc import Mapping
from typing import Any, TypedDict

from fieldkit.cases.audit_sum import is_clock_wrong
from fieldkit.cases.line_check import check_line
from fieldkit.cases.orders import DONE
from fieldkit.cases.rec_line import full_line
from fieldkit.cases.withdrawal import KIND as WITHDRAWN
from fieldkit.cases.words import ReceivedLine
from fieldkit.crypto.canonical import MAX_INT
from fieldkit.result import Json

STUB = (
    "id",
    "code",
    "form",
    "version",
    "form_hash",
    "rev",
    "base",
    "state",
    "class",
    "started",
    "finished",
    "clock_start",
)
SUSPECT = "suspect"
BY = 40
"""Characters of the means of a report: "voice"."""


class Line(TypedDict, total=False):
    """One object of `records` in the body of `bundle.imported` (store-format 6)."""

    t: str
    id: str
    revision: str
    stub: dict[str, Json]
    again: bool
    clock: str
    kind: str
    by: str | None
    at_ms: int | None
    of: list[str]
    done: dict[str, Json]


def line_of(record: ReceivedLine) -> Line:
    """Return what the journal keeps of a line. Raises: MalformedRecord."""
    value: Mapping[str, Any] = full_line(record.value)
    check_line(value)
    type_ = value["t"]
    line = Line(t=type_, id=value["id"], revision=hashlib.sha256(record.raw).hexdigest())
    if type_ == "rec":
        stub = value["stub"]
        line["stub"], line["again"] = {name: stub[name] for name in STUB}, False
        if is_clock_wrong(value["content"].get("audit") or {}):
            line["clock"] = SUSPECT
    elif type_ != "identity":
        line["kind"] = value["kind"] if type_ == "event" else type_
        by = value.get("by")
        line["by"] = by if isinstance(by, str) and len(by) <= BY else None
        line["at_ms"] = value["at"]["utc_ms"] if type_ == "event" else None
        if is_withdrawal(line):
            purposes = value.get("purposes")
            line["of"] = [str(one) for one in purposes] if isinstance(purposes, list | tuple) else []
        if is_answer(line) and (done := _done(value)) is not None:
            line["done"] = done
    return line


def is_withdrawal(line: Line) -> bool:
    """Return whether a line takes consent back."""
    return line["t"] == "event" and line["kind"] == WITHDRAWN


def is_answer(line: Line) -> bool:
    """Return whether a line says that an order was carried out."""
    return line["t"] == "event" and line["kind"] == DONE


def _done(value: Mapping[str, Any]) -> dict[str, Json] | None:
    """Return what a laptop says of an order, None where it is not what bundle-format 6.4 has."""
    kind, number, sealed, until = (value.get(name) for name in ("order", "number", "sealed", "until_ms"))
    fits = kind in ("erase", "withdraw") and _count(number) and _count(sealed) and (until is None or _count(until))
    return {"order": kind, "number": number, "sealed": sealed, "until_ms": until} if fits else None


def _count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_INT
