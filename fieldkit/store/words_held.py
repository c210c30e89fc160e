"""Headquarters' words on a laptop: which counts, and what it changes (bundle-format 9.1, store-format 10)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fieldkit.cases.standing import (
    ChainHeld,
    Moment,
    OwnBundle,
    WordApplied,
    WordFacts,
    conclude,
    is_newer,
    is_newer_than_receipt,
)
from fieldkit.cases.words import Role
from fieldkit.result import Json
from fieldkit.store.core import Core

NEWEST = "SELECT hq_epoch, word, before, hq_time_ms, sha256, hq_audit, chains FROM words ORDER BY n DESC LIMIT 1"
RECEIPTS = "SELECT hq_epoch, max(hq_time_ms) FROM receipts GROUP BY hq_epoch"
OWN = """
SELECT b.epoch, b.seq, b.manifest_hash, b.received, b.again,
       EXISTS (SELECT 1 FROM receipts r WHERE r.manifest_hash = b.manifest_hash AND r.hq_epoch = ?
               AND r.outcome NOT LIKE 'quarantined%')
FROM bundles b ORDER BY b.n
"""


class HeldWords:
    """The words that this laptop has applied."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def newest_file(self) -> str:
        """Return the SHA-256 of the file of the word applied last, or nothing."""
        self._core.need(Role.FIELD)
        row = self._core.db.one(NEWEST)
        return str(row[4]) if row else ""

    def counts(self, facts: WordFacts) -> bool:
        """Return whether a word is the newest one known here, or newer."""
        return facts.sha256 == self.newest_file() or self._is_news(facts.moment)

    def apply(self, facts: WordFacts) -> WordApplied:
        """Apply a word if it is news: bundles wait again, or wait no more."""
        self._core.need(Role.FIELD)
        if not self._is_news(facts.moment):
            return WordApplied(new=False)
        again, held, behind = conclude(facts, self._own(facts), self._core.epoch)
        self._core.journal.append("word.applied", None, _body(facts, again, held))
        self._core.mark(sync=True)
        return WordApplied(True, tuple(b.seq for b in again), tuple(b.seq for b in held), behind)

    def after_late_receipt(self, hq_epoch: str, hq_time_ms: int) -> None:
        """Conclude once more from the word applied last, inside the transaction of a receipt, if that is of the time
        before the word."""
        facts = self._newest()
        if facts is None or not is_newer_than_receipt(facts.moment, hq_epoch, hq_time_ms):
            return
        again, _, _ = conclude(facts, self._own(facts), self._core.epoch)
        if again:
            self._core.journal.append("word.applied", None, _body(facts, again, ()))

    def _own(self, facts: WordFacts) -> list[OwnBundle]:
        return [
            OwnBundle(epoch, seq, manifest_hash, bool(received), bool(again), bool(sure))
            for epoch, seq, manifest_hash, received, again, sure in self._core.db.query(OWN, (facts.moment.hq_epoch,))
        ]

    def _newest(self) -> WordFacts | None:
        row = self._core.db.one(NEWEST)
        if row is None:
            return None
        hq_epoch, n, before, hq_time_ms, sha256, hq_audit, chains = row
        moment = Moment(hq_epoch, n, tuple(json.loads(before)), hq_time_ms)
        return WordFacts(moment, hq_audit, sha256, tuple(_chain(one) for one in json.loads(chains)))

    def _is_news(self, moment: Moment) -> bool:
        facts = self._newest()
        newer = facts is None or is_newer(moment, facts.moment)
        return newer and all(is_newer_than_receipt(moment, *told) for told in self._core.db.query(RECEIPTS))


def _chain(told: Mapping[str, Any]) -> ChainHeld:
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return ChainHeld(**{**told, **lists})


def _body(facts: WordFacts, again: Sequence[OwnBundle], held: Sequence[OwnBundle]) -> dict[str, Json]:
    return {
        "n": facts.moment.n,
        "hq_epoch": facts.moment.hq_epoch,
        "before": list(facts.moment.before),
        "hq_time_ms": facts.moment.hq_time_ms,
        "hq_audit": facts.hq_audit,
        "sha256": facts.sha256,
        "chains": [chain.as_json() for chain in facts.chains],
        "again": [bundle.manifest_hash for bundle in again],
        "held": [bundle.manifest_hash for bundle in held],
    }
