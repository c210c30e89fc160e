"""Alerts by SMS at headquarters: what is told, and not yet received (role hq)."""

from fieldkit import errors
from fieldkit.cases.alerts import AlertFacts, AlertRow
from fieldkit.cases.words import Role
from fieldkit.crypto import fingerprint
from fieldkit.ports import Instant
from fieldkit.store.core import Core
from fieldkit.store.database import Row

LIST = """SELECT a.id, a.device, a.code, a.at_ms, a.level, a.revoked, a.received_ms, a.received_by, a.closed,
       (SELECT i.id FROM inbox i WHERE i.code = a.code AND i.device = a.device ORDER BY i.fork, i.n LIMIT 1)
FROM alerts a"""
ORDER = " ORDER BY a.n DESC"


class AlertBox:
    """The alerts of this headquarters. An alert belongs to the interview of its code that its own laptop sent: found
    anew at each look, so it is linked by itself when that arrives."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def add(self, facts: AlertFacts, at: Instant) -> bool:
        """Journal an alert; False when this very one was taken before."""
        self._core.need(Role.HQ)
        if self._core.db.one("SELECT 1 FROM alerts WHERE id = ?", (facts.id,)) is not None:
            return False
        self._core.journal.append(
            "alert.received",
            None,
            {
                "id": facts.id,
                "device": facts.device,
                "code": facts.code,
                "at_ms": facts.at_ms,
                "level": facts.level,
                "revoked": facts.revoked,
                "received_ms": at.utc_ms,
            },
        )
        self._core.settle()
        return True

    def list(self) -> tuple[AlertRow, ...]:
        """Return all alerts, the newest first."""
        return self._rows("", ())

    def of(self, device: str, code: str) -> tuple[AlertRow, ...]:
        """Return the alerts of a laptop about a code, the newest first."""
        return self._rows(" WHERE a.device = ? AND a.code = ?", (device, code))

    def get(self, name: str) -> AlertRow:
        """Return the newest alert about a code, or the one of an id or its beginning. Raises: RecordUnknown."""
        code, start = fingerprint.normalise(name), name.strip().lower()
        found = self._rows(" WHERE a.code = ? OR (a.id >= ? AND a.id < ?)", (code, start, start + "\x7f"))
        if not found or not start:
            raise errors.RecordUnknown(id=name)
        return found[0]

    def close(self, alert: AlertRow, reason: str) -> None:
        """Journal that the interview of every alert like this one is waited for no more."""
        for one in self.of(alert.device, alert.code):
            if one.closed is None:
                self._core.journal.append("alert.closed", None, {"id": one.id, "reason": reason})
        self._core.settle()

    def _rows(self, where: str, values: tuple[str, ...]) -> tuple[AlertRow, ...]:
        self._core.need(Role.HQ)
        found = self._core.db.query(LIST + where + ORDER, values)
        return tuple(_row(row) for row in found)


def _row(row: Row) -> AlertRow:
    id_, device, code, at_ms, level, revoked, received_ms, received_by, closed, record = row
    return AlertRow(id_, device, code, at_ms, level, bool(revoked), received_ms, received_by, closed, record)
