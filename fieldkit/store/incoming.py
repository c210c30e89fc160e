"""What is kept of a received line: its revision and the stub fields that are never erased. Values only."""

import hashlib
from collections.abc import Mapping
from typing import TypedDict

from fieldkit import errors
from fieldkit.cases.words import IncomingRecord
from fieldkit.result import Json

TEXTS = ("code", "form", "version", "form_hash", "state", "class")
INSTANT = ("utc_ms", "offset_min", "mono_ms", "boot")
INSTANT_TYPES = [int, int, int, str]


class Line(TypedDict, total=False):
    """One object of `records` in the body of `bundle.imported` (store-format 6)."""

    t: str
    id: str
    revision: str
    stub: dict[str, Json]
    again: bool
    kind: str
    by: str | None
    at_ms: int | None


def line_of(record: IncomingRecord) -> Line:
    """Return what the journal keeps of a line. Raises: MalformedRecord."""
    value = record.value
    type_, id_ = value.get("t"), value.get("id")
    if not (isinstance(type_, str) and isinstance(id_, str)):
        raise errors.MalformedRecord(what="it has no type or no id")
    line = Line(t=type_, id=id_, revision=hashlib.sha256(record.raw).hexdigest())
    if type_ == "rec":
        line["stub"], line["again"] = _stub(id_, value.get("stub")), False
    elif type_ != "identity":
        kind, by = value.get("kind"), value.get("by")
        line["kind"] = kind if isinstance(kind, str) else type_
        line["by"] = by if isinstance(by, str) else None
        line["at_ms"] = _moment(value.get("at"))
    return line


def _stub(record_id: str, value: Json) -> dict[str, Json]:
    if not isinstance(value, Mapping) or value.get("id") != record_id:
        raise errors.MalformedRecord(what="its stub is missing or names another record")
    rev, base = value.get("rev"), value.get("base")
    if not isinstance(rev, int) or isinstance(rev, bool) or not (base is None or isinstance(base, str)):
        raise errors.MalformedRecord(what="its revision is wrong")
    texts: dict[str, Json] = {name: _text(value.get(name), name) for name in TEXTS}
    clock = value.get("clock_start")
    times: dict[str, Json] = {name: _instant(value.get(name), name) for name in ("started", "finished")}
    start = None if clock is None else _instant(clock, "clock_start")
    return {**texts, **times, "id": record_id, "rev": rev, "base": base, "clock_start": start}


def _text(value: Json, name: str) -> str:
    if not isinstance(value, str):
        raise errors.MalformedRecord(what=f"its {name} is missing")
    return value


def _instant(value: Json, name: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise errors.MalformedRecord(what=f"its {name} is missing")
    types = [type(value.get(part)) for part in INSTANT]
    if types != INSTANT_TYPES or len(value) != len(INSTANT):
        raise errors.MalformedRecord(what=f"its {name} is no moment")
    return value


def _moment(value: Json) -> int | None:
    """An event's time: milliseconds, or an instant."""
    found = value.get("utc_ms") if isinstance(value, Mapping) else value
    return found if isinstance(found, int) and not isinstance(found, bool) else None
