"""How a row of the inbox looks while several versions stand beside each other: the stricter risk. store-format 13"""

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

from fieldkit.cases.versions import Versions
from fieldkit.cases.words import EarlierAck, InboxRow
from fieldkit.store.database import Database, Row

WAITING = """(i.current = 1 AND i.standing = 'confirmed' AND i.id IN (
    SELECT m.record FROM merges m WHERE m.urgent = 1 AND EXISTS (
        SELECT 1 FROM merge_heads h LEFT JOIN acks k ON k.record = h.record AND k.revision = h.revision
        WHERE h.record = m.record AND k.at_ms IS NULL)))"""
"""Urgent in one of several versions, of which not all were acknowledged."""
MERGES = "SELECT record, open, since_ms, label, urgent, suspicion, child, clock_start_ms FROM merges ORDER BY record"
HEADS = "SELECT record, revision FROM merge_heads ORDER BY record, revision"
DECISIONS = """
SELECT content FROM merge_choices WHERE record = ?1 UNION SELECT content FROM merge_reckoned WHERE record = ?1
UNION SELECT content FROM match_verdicts WHERE a = ?1 OR b = ?1 ORDER BY content
"""


class Several(NamedTuple):
    """A record's row of `merges`, and its heads."""

    row: Row
    heads: tuple[str, ...]


def several_of(db: Database) -> dict[str, Several]:
    """Return what stands in several versions, by record: few, whatever is in the inbox."""
    rows = {row[0]: row for row in db.query(MERGES)}
    heads: dict[str, list[str]] = {}
    for record, revision in db.query(HEADS) if rows else ():
        heads.setdefault(record, []).append(revision)
    return {record: Several(row, tuple(heads[record])) for record, row in rows.items()}


def of_decisions(db: Database, record: str) -> list[str]:
    """Return the contents that say what was decided or reckoned about an interview, and are still here."""
    found = [row[0] for row in db.query(DECISIONS, (record,))]
    here = "SELECT 1 FROM contents WHERE id = ? AND payload IS NOT NULL"
    return [content_id for content_id in found if db.one(here, (content_id,)) is not None]


def stricter_row(row: InboxRow, several: Several | None, acks: Sequence[Row]) -> InboxRow:
    """Return a confirmed, current row with the risk that stands while there are several versions."""
    if several is None or row.unconfirmed or not row.current:
        return row
    _, open_, since, label, urgent, suspicion, child, clock = several.row
    shut = row.withdrawn is not None and row.withdrawn.everything
    found = dataclasses.replace(
        row,
        versions=None if shut else Versions(several.heads, open_, since),
        urgent=bool(urgent),
        suspicion=bool(suspicion),
        label=None if shut else label,
        child=None if shut else child,
        clock_start_ms=clock,
    )
    return _still_to_acknowledge(found, several.heads, acks) if urgent else found


def _still_to_acknowledge(row: InboxRow, heads: Sequence[str], acks: Sequence[Row]) -> InboxRow:
    """An acknowledgement of one version is none of the others."""
    acked = {ack[1] for ack in acks}
    if acked >= set(heads):
        return row
    own = [ack for ack in acks if ack[2] == row.device and ack[3] <= row.fork]
    earlier = [EarlierAck(ack[4], ack[5], ack[6], bool(ack[7])) for ack in own]
    return dataclasses.replace(row, acknowledged_ms=None, acknowledged_by=None, earlier=next(iter(earlier), None))
