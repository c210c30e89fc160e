"""Interviews that may be with one person (role hq): suggestions with reasons, and what people decide. store-format 14

Identities are compared in here and leave only as reasons in words.
"""

import json
from collections.abc import Mapping
from itertools import combinations, groupby

from fieldkit import errors
from fieldkit.cases.alike import NEAR_DAYS, Alike, Likeness, compare, days_apart, likeness_of
from fieldkit.cases.versions import Decided, Pair, Suggestions, Verdict
from fieldkit.cases.words import InboxRow, Role
from fieldkit.crypto import canonical
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.beside import PAYLOAD
from fieldkit.store.core import Core
from fieldkit.store.database import Row
from fieldkit.store.inbox import IDENTITY
from fieldkit.store.settings import Settings
from fieldkit.store.unsure import refuse_unsure

MOST, MOST_PART, MOST_FACTS = 60, 20, 8
"""Records that may share a key, of each kind: beyond that it tells nobody apart."""
FACTS = "facts:"
LIMIT = "CASE substr(key, 1, 5) WHEN 'facts' THEN ? WHEN 'part:' THEN ? ELSE ? END"
SHARED = f"""
SELECT key, record FROM match_keys WHERE key IN (
    SELECT key FROM match_keys GROUP BY key HAVING count(DISTINCT record) BETWEEN 2 AND {LIMIT})
ORDER BY key, record
"""  # noqa: S608
COMMON = f"""
SELECT count(*) FROM (SELECT key FROM match_keys GROUP BY key HAVING count(DISTINCT record) > {LIMIT})
"""  # noqa: S608
CURRENT = """
SELECT i.content, i.device, i.code, i.about FROM inbox i
WHERE i.id = ? AND i.current = 1 AND i.standing = 'confirmed' AND i.fork = 0
    AND NOT EXISTS (SELECT 1 FROM withdrawals_in w WHERE w.record = i.id)
    AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.record = i.id AND o.device = i.device)
"""
VERDICTS = "SELECT a, b, verdict, person, at_ms, content FROM match_verdicts {} ORDER BY at_ms, a, b"
CODE = "SELECT code FROM inbox WHERE id = ? ORDER BY fork, n LIMIT 1"


class _One:
    """One interview while it is compared."""

    __slots__ = ("about", "code", "device", "likeness")

    def __init__(self, row: Row, likeness: Likeness) -> None:
        _, self.device, self.code, self.about = row
        self.likeness = likeness


class Matching:
    """Suggestions that two interviews are with one person."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def suggestions(self, most: int) -> Suggestions:
        """Return pairs that nobody has decided about, the most alike first; how many were given is journaled.

        Raises: OrdersUnsure.
        """
        self._core.need(Role.HQ)
        refuse_unsure(Settings(self._core))
        decided = {(row[0], row[1]) for row in self._core.db.query(VERDICTS.format("WHERE verdict <> 'open'"))}
        known: dict[str, _One | None] = {}
        found = [
            self._pair(pair, known, alike)
            for pair, only_facts in self._candidates().items()
            if pair not in decided and (alike := self._compared(pair, known, only_facts=only_facts)) is not None
        ]
        pairs = tuple(sorted(found, key=lambda one: (-one.points, one.records))[:most])
        self._core.journal.append("match.listed", None, {"pairs": len(pairs)})
        return Suggestions(pairs, self._core.db.number(COMMON, (MOST_FACTS, MOST_PART, MOST)))

    def decide(self, one: InboxRow, other: InboxRow, verdict: Verdict, reason: str, at: Instant) -> None:
        """Journal what a person decided about two interviews. Raises: NotAPair, ReasonMissing."""
        self._core.need(Role.HQ)
        if not reason.strip():
            raise errors.ReasonMissing(what="deciding about two interviews")
        if one.id == other.id or one.unconfirmed or other.unconfirmed:
            raise errors.NotAPair
        low, high = sorted((one.id, other.id))
        body: dict[str, Json] = {"other": high, "verdict": verdict, "at_ms": at.utc_ms}
        self._core.journal.append("match.decided", low, body, [canonical.dumps({"reason": reason.strip()})])

    def decided(self, record: str | None = None) -> tuple[Decided, ...]:
        """Return what was decided, oldest first: about one interview, or all."""
        self._core.need(Role.HQ)
        where, values = ("", ()) if record is None else ("WHERE a = ?1 OR b = ?1", (record,))
        return tuple(self._verdict(row) for row in self._core.db.query(VERDICTS.format(where), values))

    def _candidates(self) -> dict[tuple[str, str], bool]:
        """Return the pairs that share a key; True where they share nothing but facts."""
        found: dict[tuple[str, str], bool] = {}
        rows = self._core.db.each(SHARED, (MOST_FACTS, MOST_PART, MOST))
        for key, group in groupby(rows, key=lambda row: str(row[0])):
            facts = key.startswith(FACTS)
            for pair in combinations(dict.fromkeys(str(row[1]) for row in group), 2):
                found[pair] = facts and found.get(pair, True)
        return found

    def _compared(self, pair: tuple[str, str], known: dict[str, "_One | None"], *, only_facts: bool) -> Alike | None:
        for record in pair:
            if record not in known:
                known[record] = self._one(record)
        one, other = known[pair[0]], known[pair[1]]
        if one is None or other is None or one.about == other.code or other.about == one.code:
            return None
        apart = days_apart(one.likeness, other.likeness)
        if only_facts and (one.device == other.device or apart is None or apart > NEAR_DAYS):
            return None
        alike = compare(one.likeness, other.likeness)
        return alike if alike.listed else None

    def _one(self, record: str) -> "_One | None":
        row = self._core.db.one(CURRENT, (record,))
        if row is None:
            return None
        newest = self._core.db.one(IDENTITY, (record, row[1], 0))
        content, identity = self._line(row[0], "content"), self._line(newest[0], "identity") if newest else None
        return _One(row, likeness_of(content, identity))

    def _line(self, content_id: str, part: str) -> Mapping[str, Json] | None:
        row = self._core.db.one(PAYLOAD, (content_id,))
        if row is None or row[0] is None:
            return None
        found: Mapping[str, Json] = json.loads(bytes(row[0]))[part]
        return found

    @staticmethod
    def _pair(pair: tuple[str, str], known: Mapping[str, "_One | None"], alike: Alike) -> Pair:
        codes = tuple(one.code for one in (known[pair[0]], known[pair[1]]) if one is not None)
        return Pair(pair, (codes[0], codes[1]), alike.points, alike.reasons)

    def _verdict(self, row: Row) -> Decided:
        a, b, verdict, person, at_ms, content_id = row
        payload = self._core.journal.content(content_id)
        reason = "" if payload is None else str(json.loads(payload)["reason"])
        return Decided((a, b), (self._code(a), self._code(b)), verdict, person, at_ms, reason)

    def _code(self, record: str) -> str:
        row = self._core.db.one(CODE, (record,))
        return str(row[0]) if row else ""
