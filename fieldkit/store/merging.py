"""Interviews that stand in several versions at headquarters (role hq): what is open, and what people decide.

store-format 13
"""

import json
from collections.abc import Iterator, Mapping

from fieldkit import errors
from fieldkit.cases.codes import tell_code
from fieldkit.cases.merge import Field, content_of, merge
from fieldkit.cases.stricter import Risk
from fieldkit.cases.versions import Beside, Conflict, Head, Why
from fieldkit.cases.words import InboxRow, Role
from fieldkit.crypto import canonical
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.beside import choices_of, computed_by, lines_of, reckoned_of
from fieldkit.store.core import Core
from fieldkit.store.database import Row
from fieldkit.store.settings import Settings
from fieldkit.store.unsure import is_ended, is_unsure, refuse_unsure
from fieldkit.store.withdrawn import withdrawn_of_record

OPEN = """
SELECT m.record, i.code, i.stub, m.open, m.since_ms, m.label, m.urgent, m.suspicion, m.child
FROM merges m JOIN inbox i ON i.id = m.record AND i.standing = 'confirmed' AND i.current = 1 AND i.fork = 0
WHERE m.open > 0 ORDER BY m.urgent DESC, m.since_ms, m.record
"""
HEADS = """
SELECT DISTINCT i.device, coalesce(b.epoch, '') FROM merge_heads h JOIN inbox i
    ON i.id = h.record AND i.revision = h.revision AND i.fork = 0
LEFT JOIN bundles_in b ON b.n = i.n WHERE h.record = ?
"""
SEVERAL = "SELECT record FROM merges ORDER BY record"


class Merging:
    """What stands in several versions here."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def open(self) -> tuple[Conflict, ...]:
        """Return the interviews of which something is not settled: urgent ones first, then the longest open. Those of
        which everything was withdrawn are left out."""
        self._core.need(Role.HQ)
        return tuple(self._conflict(row) for row in self._core.db.query(OPEN) if not self._shut(row[0]))

    def beside(self, row: InboxRow, purpose: str) -> Beside:
        """Return all versions of an interview with what they agree on; each version read is journaled as a look.

        Raises: NoVersions when there is one version, or everything was withdrawn.
        """
        found = self._beside(row.id)
        if found is None:
            raise errors.NoVersions(code=tell_code(row.code))
        for head in found.readable:
            self._core.journal.append("record.read", row.id, {"purpose": purpose, "revision": head.revision})
        return found

    def decide(self, found: Beside, field: Field, revision: str, reason: str, at: Instant) -> None:
        """Journal for which version's value somebody decided. Raises: NotOpen, ReasonMissing."""
        self._needs(reason)
        if revision not in found.merged.open.get(field, {}):
            raise errors.NotOpen(field=field.name)
        self._decided(found, field, revision, reason, at)

    def undo(self, found: Beside, field: Field, reason: str, at: Instant) -> None:
        """Journal that a decision is taken back: the field is open again. Raises: NotOpen, ReasonMissing."""
        self._needs(reason)
        if field not in found.merged.chosen:
            raise errors.NotOpen(field=field.name)
        self._decided(found, field, None, reason, at)

    def unreckoned(self) -> Iterator[Beside]:
        """Yield the interviews whose versions no form was run over yet, as they stand now.

        No look that is journaled: whoever asks may show nothing of them.
        """
        self._core.need(Role.HQ)
        for (record,) in () if is_unsure(Settings(self._core)) else self._core.db.query(SEVERAL):
            found = self._beside(record)
            if found is not None and found.readable and not self._is_reckoned(found):
                yield found

    def contents(self, record: str) -> tuple[Mapping[str, Json], ...]:
        """Return what an interview in several versions comes to: merged, once as each readable version has what is
        open. No look that is journaled: whoever asks may show no answer."""
        self._core.need(Role.HQ)
        found = self._beside(record)
        heads = () if found is None else found.readable
        return tuple(content_of(found.merged, head.content) for head in heads if found and head.content is not None)

    def reckon(self, found: Beside, computed: frozenset[str], risk: Risk) -> None:
        """Journal what the form gave over the merged answers. Raises: DiskFull."""
        said: dict[str, Json] = {
            "computed": sorted(computed),
            "label": risk.label,
            "urgent": risk.urgent,
            "suspicion": risk.suspicion,
            "child": risk.child,
        }
        body: dict[str, Json] = {"heads": list(found.merged.heads), "after": found.after}
        self._core.journal.append("merge.reckoned", found.record_id, body, [canonical.dumps(said)])

    def _needs(self, reason: str) -> None:
        self._core.need(Role.HQ)
        if not reason.strip():
            raise errors.ReasonMissing(what="deciding between versions")

    def _decided(self, found: Beside, field: Field, revision: str | None, reason: str, at: Instant) -> None:
        said: dict[str, Json] = {"part": field.part, "key": field.key, "reason": reason.strip()}
        body: dict[str, Json] = {"heads": list(found.merged.heads), "revision": revision, "at_ms": at.utc_ms}
        self._core.journal.append("merge.decided", found.record_id, body, [canonical.dumps(said)])

    def _beside(self, record: str) -> Beside | None:
        self._core.need(Role.HQ)
        refuse_unsure(Settings(self._core))
        lines = None if self._shut(record) else lines_of(self._core.db, record)
        if lines is None:
            return None
        choices, newest = choices_of(self._core.db, record)
        merged = merge(lines.versions, choices, computed_by(reckoned_of(self._core.db, record)))
        contents = {one.revision: one.content for one in lines.versions}
        heads = tuple(_head(lines.rows[head], contents[head]) for head in merged.heads)
        ordered = tuple(sorted(heads, key=lambda head: (head.received_ms, head.rev, head.revision)))
        return Beside(record, ordered, merged, newest)

    def _is_reckoned(self, found: Beside) -> bool:
        every = reckoned_of(self._core.db, found.record_id)
        return any((one.heads, one.after) == (found.merged.heads, found.after) for one in every)

    def _conflict(self, row: Row) -> Conflict:
        record, code, stub, open_, since, label, urgent, suspicion, child = row
        risk = Risk(label, bool(urgent), bool(suspicion), child)
        return Conflict(record, code, json.loads(stub)["form"], open_, since, self._why(record), risk)

    def _why(self, record: str) -> Why:
        found = self._core.db.query(HEADS, (record,))
        if any(not epoch for _, epoch in found):
            return "here"
        return "copied" if len(found) > 1 else "twice"

    def _shut(self, record: str) -> bool:
        found = withdrawn_of_record(self._core, record)
        return (found is not None and found.everything) or is_ended(self._core.db, record)


def _head(row: Row, content: Mapping[str, Json] | None) -> Head:
    revision, rev, text, _, received = row[:5]
    stub = json.loads(text)
    finished = stub["finished"]["utc_ms"]
    return Head(revision, rev, row[10], not row[11], finished, received, stub, content)
