"""Take consent back: the word of it for the next bundle, and the end of what can be read here. store-format 7.6"""

from collections.abc import Sequence

from fieldkit import errors
from fieldkit.cases.drafting import ExtraEvent
from fieldkit.cases.withdrawal import KIND, Withdrawn, withdrawn_of
from fieldkit.cases.words import Role
from fieldkit.ports import Instant
from fieldkit.store.core import Core
from fieldkit.store.drafts import Drafts, append_event
from fieldkit.store.revising import newest_stub
from fieldkit.store.withdrawn import withdrawn_here, withdrawn_of_record

REASON = "consent withdrawn"
UNSAID = """
SELECT content FROM items i WHERE record = ?1 AND readable = 1 AND n NOT IN (SELECT n FROM withdrawals) AND (
    kind <> 'event' OR NOT (
        n IN (SELECT n FROM reports)
        AND EXISTS (SELECT 1 FROM items r WHERE r.record = ?1 AND r.kind = 'rec' AND r.bundle IS NOT NULL)))
"""
"""What goes when everything is withdrawn: content, identity, and events; a report made of an interview that
headquarters has, or will have, stays."""


class Withdrawals:
    """The withdrawals of consent to what was made here: on a laptop, or at headquarters."""

    def __init__(self, core: Core, drafts: Drafts) -> None:
        self._core = core
        self._drafts = drafts

    def of(self, record_id: str) -> Withdrawn | None:
        """Return what was withdrawn of an interview, None for nothing."""
        if self._core.role is Role.HQ:
            return withdrawn_of_record(self._core, record_id)
        return withdrawn_here(self._core, record_id).get(record_id)

    def withdraw(self, record_id: str, purposes: Sequence[str], by: str, at: Instant) -> Withdrawn:
        """Journal a withdrawal of a finished interview; no purposes is everything, and then nothing of it can be read
        here any more. All in one transaction; what was withdrawn before is not withdrawn twice. At headquarters it is
        shut like what a laptop withdrew: not given out.

        Raises: RecordUnknown, NotMadeHere, DiskFull, StoreUnwritable; then nothing was changed.
        """
        if newest_stub(self._core, record_id) is None:
            at_hq = self._core.role is Role.HQ
            raise errors.NotMadeHere(id=record_id[:13]) if at_hq else errors.RecordUnknown(id=record_id)
        wanted, before = withdrawn_of(purposes), self.of(record_id)
        if before is None or not before.of >= wanted:
            event = ExtraEvent(KIND, at, {"purposes": sorted(set(purposes)), "by": by})
            everything = withdrawn_of(()) == wanted
            self._drafts.run("the withdrawal", lambda: self._withdraw(record_id, event, everything))
            self._core.settle()
        found = self.of(record_id)
        assert found is not None
        return found

    def _withdraw(self, record_id: str, event: ExtraEvent, everything: bool) -> None:
        append_event(self._core, record_id, event)
        if not everything:
            return
        contents = [row[0] for row in self._core.db.query(UNSAID, (record_id,))]
        if contents:
            self._core.journal.erase(contents, REASON)
        if self._core.db.one("SELECT 1 FROM drafts WHERE id = ?", (record_id,)) is not None:
            self._drafts.drop(record_id, REASON)
