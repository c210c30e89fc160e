"""Interviews made at headquarters: the lines that a bundle would carry, journaled there. store-format 7.7"""

from collections.abc import Mapping, Sequence

from fieldkit import errors
from fieldkit.cases.drafting import ExtraEvent
from fieldkit.cases.rec_line import rec_line
from fieldkit.cases.words import IncomingRecord
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.incoming import Line, line_of
from fieldkit.store.settings import Settings

PRINCIPAL = "device.principal"
MADE, NOTED = "record.made", "record.noted"
OWN = "SELECT stub, content, revision FROM inbox WHERE id = ? AND device = ? AND fork = 0 AND current = 1"


def own_device(core: Core) -> str:
    """Return this store's own principal: the lane of what is made here."""
    return (Settings(core).get(PRINCIPAL) or b"").decode()


def keep_made(
    core: Core,
    stub: Mapping[str, Json],
    content: Mapping[str, Json],
    identity: Mapping[str, Json] | None,
    events: Sequence[ExtraEvent],
) -> None:
    """Journal a finished interview, or a revision of one, inside a transaction. Raises: MalformedRecord."""
    record_id = str(stub["id"])
    lines = [rec_line(stub, content)]
    if identity is not None:
        lines.append({"t": "identity", "id": record_id, "identity": identity})
    lines += [_event_line(record_id, event) for event in events]
    finished = stub["finished"]
    assert isinstance(finished, Mapping)
    _append(core, MADE, record_id, lines, finished["utc_ms"])


def note_event(core: Core, record_id: str, event: ExtraEvent) -> None:
    """Journal what happened to an interview that was made here, inside a transaction or in one of its own.

    Raises: NotMadeHere.
    """
    if core.db.one(OWN, (record_id, own_device(core))) is None:
        raise errors.NotMadeHere(id=record_id[:13])
    _append(core, NOTED, record_id, [_event_line(record_id, event)], event.at.utc_ms)


def _event_line(record_id: str, event: ExtraEvent) -> dict[str, Json]:
    return {**event.body, "t": "event", "id": record_id, "kind": event.kind, "at": event.at.as_json()}


def _append(core: Core, kind: str, record_id: str, lines: Sequence[dict[str, Json]], received_ms: Json) -> None:
    raw = [canonical.dumps(line) for line in lines]
    # Read back as headquarters reads a bundle's: what it would refuse of a laptop it does not make itself.
    parsed = [canonical.loads_object(data, what="an interview made here") for data in raw]
    kept = [_marked(core, line_of(IncomingRecord(*both))) for both in zip(raw, parsed, strict=True)]
    body: dict[str, Json] = {
        "device": own_device(core),
        "received_ms": received_ms,
        "records": [{**line} for line in kept],  # type: ignore[dict-item]
    }
    core.journal.append(kind, record_id, body, raw)


def _marked(core: Core, line: Line) -> Line:
    """A further revision says so: the projection then looks which one is current."""
    if line["t"] == "rec":
        line["again"] = core.db.one("SELECT 1 FROM inbox WHERE id = ?", (line["id"],)) is not None
    return line
