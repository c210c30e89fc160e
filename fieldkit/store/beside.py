"""The versions of one interview at headquarters, read out of the tables for merging. store-format 13"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fieldkit import errors
from fieldkit.cases.merge import Choice, Field, Version, heads_of
from fieldkit.cases.rec_line import full_line
from fieldkit.crypto import canonical
from fieldkit.store.database import Database, Row
from fieldkit.store.quick_json import quick_text

MOST_LINES = 256
"""Lines of one record whose contents are read; of one with more only the heads, so that no base is known."""
TAKE_PART = """
SELECT i.revision, i.rev, i.stub, i.content, i.received_ms, i.urgent, i.suspicion, i.label, i.child, i.clock_start_ms,
       i.device, coalesce(b.epoch, '')
FROM inbox i LEFT JOIN bundles_in b ON b.n = i.n
WHERE i.id = ? AND i.fork = 0 AND (i.standing = 'confirmed' OR b.n IS NULL) ORDER BY i.revision, i.n
"""
"""The confirmed lane of the laptop that the record belongs to, and headquarters' own."""
PAYLOAD = "SELECT payload FROM contents WHERE id = ?"
CHOICES = "SELECT n, heads, revision, content FROM merge_choices WHERE record = ? ORDER BY n"
RECKONED = "SELECT heads, after, content FROM merge_reckoned WHERE record = ? ORDER BY n DESC"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one record that take part: their rows by revision, and as versions."""

    rows: Mapping[str, Row]
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a form gave for one set of heads and decisions; `said` is the entry's content."""

    heads: tuple[str, ...]
    after: int
    said: Mapping[str, Any]


def lines_of(db: Database, record: str) -> Lines | None:
    """Return the lines of a record if more than one head is among them, with the contents that are still here."""
    rows: dict[str, Row] = {}
    for row in db.query(TAKE_PART, (record,)):
        rows.setdefault(row[0], row)
    versions = tuple(Version(revision, _base(row), row[1]) for revision, row in rows.items())
    if len(rows) < 2 or len(heads_of(versions)) < 2:
        return None
    read = set(heads_of(versions)) if len(rows) > MOST_LINES else set(rows)
    lost = {one.base for one in versions if one.base is not None} - set(rows)
    full = tuple(_read(db, one, rows[one.revision][3], lost) if one.revision in read else one for one in versions)
    return Lines(rows, full) if len(heads_of(full)) > 1 else None


def _base(row: Row) -> str | None:
    base: str | None = json.loads(row[2])["base"]
    return base


def _read(db: Database, version: Version, content_id: str, lost: set[str]) -> Version:
    row = db.one(PAYLOAD, (content_id,))
    if row is None or row[0] is None:
        return version
    line = json.loads(bytes(row[0]).decode())
    return replace(version, content=line["content"], also=_first_form(line) if lost and "v" in line else "")


def _first_form(line: Mapping[str, Any]) -> str:
    """Return the hash of form 1 of a line: a revision that was begun before an update names it. bundle-format 6.6"""
    try:
        return hashlib.sha256(canonical.dumps(full_line(line))).hexdigest()
    except errors.MalformedRecord:  # pragma: no cover - what was taken in is well formed
        return ""


def choices_of(db: Database, record: str) -> tuple[tuple[Choice, ...], int]:
    """Return the decisions about a record that can be read, in order, and the number of the newest."""
    found: list[Choice] = []
    newest = 0
    for n, heads, revision, content_id in db.query(CHOICES, (record,)):
        said = _json(db, content_id)
        found.append(Choice(Field(said["part"], said["key"]), tuple(json.loads(heads)), revision))
        newest = n
    return tuple(found), newest


def reckoned_of(db: Database, record: str) -> tuple[Reckoned, ...]:
    """Return what forms gave for a record, the newest first."""
    rows = db.query(RECKONED, (record,))
    return tuple(Reckoned(tuple(json.loads(heads)), after, _json(db, content)) for heads, after, content in rows)


def computed_by(reckoned: Sequence[Reckoned]) -> frozenset[str]:
    """Return the keys of answers that the form computes, as the newest reckoning names them."""
    return frozenset(reckoned[0].said["computed"]) if reckoned else frozenset()


def heads_text(heads: Sequence[str]) -> str:
    """Return heads as a column holds them."""
    return quick_text(list(heads))


def _json(db: Database, content_id: str) -> Mapping[str, Any]:
    """Return a content that a row of a projection says is here."""
    row = db.one(PAYLOAD, (content_id,))
    assert row is not None
    said: Mapping[str, Any] = json.loads(bytes(row[0]).decode())
    return said
