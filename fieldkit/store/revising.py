"""Revisions of a finished interview: when one may begin, and the stub that it gets. store-format 7.5"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from fieldkit import errors
from fieldkit.cases.codes import tell_code
from fieldkit.cases.drafting import DraftStart
from fieldkit.cases.rec_line import first_form, short_line
from fieldkit.cases.records import revision_hash
from fieldkit.cases.words import Role
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.store.core import Core, as_object
from fieldkit.store.made import OWN, own_device
from fieldkit.store.settings import Settings
from fieldkit.store.unsure import refuse_unsure
from fieldkit.store.withdrawn import refuse_withdrawn

REVISES = "revises"
"""The key of a draft's `extra` that makes it a revision: {"rev", "base", "reason"}."""

NEWEST = "SELECT content FROM items WHERE record = ? AND kind = 'rec' ORDER BY n DESC LIMIT 1"


class Revised(NamedTuple):
    """What a revision is based on: stub and content of the newest one, and the hash of its line in a bundle."""

    stub: Mapping[str, Json]
    content: Mapping[str, Json]
    base: str


def newest_stub(core: Core, record_id: str) -> dict[str, Any] | None:
    """Return the stub of a record's newest revision, None where nothing of that id was finished."""
    if core.role is Role.HQ:
        row = core.db.one(OWN, (record_id, own_device(core)))
    else:
        row = core.db.one("SELECT stub FROM records WHERE id = ?", (record_id,))
    return dict(json.loads(row[0])) if row else None


def may_begin(core: Core, draft: DraftStart) -> None:
    """See that a draft is a new interview, or the one revision of the newest state of a record.

    Raises: RevisionOpen, ConsentWithdrawn, StoreError for what no command of ours asks for.
    """
    if core.db.one("SELECT 1 FROM drafts WHERE id = ?", (draft.record_id,)) is not None:
        raise errors.RevisionOpen(code=tell_code(draft.code))
    stub, revises = newest_stub(core, draft.record_id), draft.extra.get(REVISES)
    if stub is None and revises is None:
        return
    if stub is None or not isinstance(revises, Mapping) or revises.get("rev") != stub["rev"]:
        raise errors.StoreError(what="a revision is of the newest state of a finished interview")
    refuse_withdrawn(core, draft.record_id, draft.code)


def based_on(core: Core, record_id: str) -> Revised:
    """Return the newest revision of a record. Raises: AnswersNotHere, ConsentWithdrawn, RecordUnknown, OrdersUnsure."""
    stub = newest_stub(core, record_id)
    if stub is None:
        raise errors.RecordUnknown(id=record_id)
    refuse_withdrawn(core, record_id, stub["code"])
    refuse_unsure(Settings(core))
    if core.role is Role.HQ:
        return _made_here(core, record_id, stub)
    row = core.db.one(NEWEST, (record_id,))
    payload = core.journal.content(row[0]) if row else None
    if payload is None:
        raise errors.AnswersNotHere(code=stub["code"])
    content = as_object(payload)
    return Revised(stub, content, _line_hash(core, stub, content))


def _line_hash(core: Core, stub: Mapping[str, Json], content: Mapping[str, Json]) -> str:
    """Return the hash of a revision's line: the one that a bundle carried, in the form that was written then."""
    first = first_form(stub, content)
    now, before = (revision_hash(canonical.dumps(line)) for line in (short_line(first), first))
    sent = core.db.one("SELECT 1 FROM bundle_records WHERE record = ? AND revision = ?", (stub["id"], before))
    return now if sent is None else before


def _made_here(core: Core, record_id: str, stub: Mapping[str, Json]) -> Revised:
    """Return the newest revision that was made here: its line lies in the journal as it is hashed."""
    _, content_id, revision = core.db.one(OWN, (record_id, own_device(core))) or (None, "", "")
    payload = core.journal.content(content_id)
    if payload is None:
        raise errors.AnswersNotHere(code=stub["code"])
    content = as_object(payload)["content"]
    assert isinstance(content, Mapping)
    return Revised(stub, content, revision)


def revised_stub(core: Core, extra: Mapping[str, Any], stub: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the stub that is kept: of a revision its number, its base, the begin and no later start of the clock."""
    revises, before = extra.get(REVISES), newest_stub(core, str(stub["id"]))
    if revises is None or before is None:
        return stub
    both: tuple[Any, ...] = (before["clock_start"], stub["clock_start"])
    clocks = [clock for clock in both if clock is not None]
    return {
        **stub,
        "rev": revises["rev"] + 1,
        "base": revises["base"],
        "started": before["started"],
        "clock_start": min(clocks, key=lambda clock: clock["utc_ms"], default=None),
    }
