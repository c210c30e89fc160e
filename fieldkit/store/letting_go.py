"""Sealed files that are not kept any longer: the journal says so, then they go (store-format 10)."""

import contextlib
import json
from collections.abc import Sequence

from fieldkit.result import Json
from fieldkit.store.core import Core

DAY_MS = 24 * 3600 * 1000
RECEIVED = """
SELECT b.manifest_hash, b.seq, r.hq_time_ms, e.header
FROM bundles b JOIN receipts r USING (manifest_hash) JOIN entries e ON e.n = r.n
WHERE b.received = 1 AND b.again = 0 AND b.outcome = 'accepted' AND b.dropped_ms IS NULL ORDER BY b.n
"""


class LettingGo:
    """Deletes sealed files of the outbox for good."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def drop(self, manifest_hashes: Sequence[str], reason: str) -> None:
        """Journal that these files are not kept any longer, then delete them."""
        if not manifest_hashes:
            return
        body: dict[str, Json] = {"manifest_hashes": list(manifest_hashes), "reason": reason}
        self._core.journal.append("bundle.dropped", None, body)
        self._core.mark(sync=True)
        self.finish()

    def drop_older(self, days: int, now_ms: int) -> tuple[int, ...]:
        """Drop what was received at least so many days before `now_ms`, by the later of the two clocks at its newest
        receipt; return the numbers."""
        newest: dict[tuple[str, int], int] = {}
        for manifest_hash, seq, hq_time_ms, header in self._core.db.query(RECEIVED):
            told = max(hq_time_ms, json.loads(header)["at"]["utc_ms"], newest.get((manifest_hash, seq), 0))
            newest[(manifest_hash, seq)] = told
        old = [bundle for bundle, told_ms in newest.items() if told_ms <= now_ms - days * DAY_MS]
        self.drop([manifest_hash for manifest_hash, _ in old], f"received over {days} days ago")
        return tuple(seq for _, seq in old)

    def finish(self) -> None:
        """Delete the files of bundles that were dropped; one that cannot be deleted goes at the next unlock."""
        for (name,) in self._core.db.query("SELECT name FROM bundles WHERE dropped_ms IS NOT NULL"):
            with contextlib.suppress(OSError):
                (self._core.places.outbox / name).unlink(missing_ok=True)
