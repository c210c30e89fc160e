"""Write into a directory of services what a call has found out. docs/instruments/data.md."""

import datetime as dt
from typing import NamedTuple

from fieldkit.forms.edit_yaml import Edits, compose, entry, quote


class Call(NamedTuple):
    """What somebody learnt by calling; "" leaves a column as it is."""

    day: dt.date
    by: str
    phone: str
    hours: str = ""
    confidence: str = ""
    settled: bool = False


def verified(data: bytes, service: str, call: Call) -> bytes:
    """Return the file with one row changed and everything else as it was. The file has been read without a mistake."""
    import yaml

    text = data.decode("utf-8")
    rows = entry(compose(text), "services")
    assert isinstance(rows, yaml.SequenceNode)
    row = next(row for row in rows.value if getattr(entry(row, "id"), "value", "") == service)
    edits, behind = Edits(text), "phone"
    for key, value in _columns(call):
        edits.put_after(row, behind, key, value)
        behind = key if entry(row, key) is not None else behind
    return edits.applied().encode()


def _columns(call: Call) -> list[tuple[str, str]]:
    found = [("phone", quote(call.phone)), ("hours", quote(call.hours) if call.hours else "")]
    found += [("verified_on", call.day.isoformat()), ("verified_by", quote(call.by))]
    found += [("confidence", call.confidence), ("to_verify", "[]" if call.settled else "")]
    return [(key, value) for key, value in found if value]
