"""HQ's registry of field devices: enrolled, revoked, what of them has arrived."""

import json
from collections.abc import Sequence

from fieldkit import errors
from fieldkit.cases.standing import overlapping
from fieldkit.cases.words import DeviceRow, NewDevice, Role
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.database import Row
from fieldkit.store.missing import high_water, numbers
from fieldkit.sync.bundle.chain import Link

MISSING_SHOWN = 1000
LIST = """
SELECT d.device, d.key, d.age_recipient, d.post, d.enrolled_ms, d.revoked_since, c.last_ms, c.highest, c.missing,
       (SELECT count(*) FROM bundles_in b WHERE b.device = d.device AND b.unconfirmed = 1)
FROM devices d
LEFT JOIN chains c ON c.device = d.device
    AND c.last_n = (SELECT max(k.last_n) FROM chains k WHERE k.device = d.device)
"""

EPOCHS = "SELECT device, epoch, earliest_ms, latest_ms FROM epochs_in"


class Devices:
    """The devices this headquarters knows (role hq)."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def enrol(self, device: NewDevice) -> None:
        """Register a confirmed device; again with the same key is no error. Raises: DeviceConflict."""
        self._core.need(Role.HQ)
        known = self._core.db.one("SELECT key FROM devices WHERE device = ?", (device.device,))
        if known is not None and known[0] != device.key:
            raise errors.DeviceConflict(device=device.device)
        self._core.journal.append(
            "device.enrolled",
            None,
            {
                "device": device.device,
                "key": device.key,
                "age_recipient": device.age_recipient,
                "epoch": device.epoch,
                "post": device.post,
                "request_hash": device.request_hash,
            },
        )

    def revoke(self, device: str, since_seq: int, reason: str) -> None:
        """Refuse bundles of `device` numbered `since_seq` or higher in its newest epoch, in older ones what lies above
        the highest received, and every other epoch. Raises: DeviceUnknown."""
        row = self.get(device)
        sql = "SELECT epoch, highest + 1 FROM chains WHERE device = ? ORDER BY last_n"
        known: dict[str, Json] = dict(self._core.db.query(sql, (row.device,)))
        enrolled = self._core.db.query("SELECT epoch FROM devices WHERE device = ?", (row.device,))
        epochs = {**known, (list(known) or [enrolled[0][0]])[-1]: since_seq}
        body: dict[str, Json] = {"device": row.device, "since_seq": since_seq, "epochs": epochs, "reason": reason}
        self._core.journal.append("device.revoked", None, body)

    def get(self, device: str) -> DeviceRow:
        """Return one device by its principal or unique beginning. Raises: DeviceUnknown."""
        self._core.need(Role.HQ)
        found = [row for row in self.list() if row.device.startswith(device)]
        if len(found) != 1:
            raise errors.DeviceUnknown(device=device)
        return found[0]

    def list(self) -> tuple[DeviceRow, ...]:
        """Return all devices in the order of enrolment."""
        self._core.need(Role.HQ)
        clones = _side_by_side(self._core.db.query(EPOCHS + " ORDER BY device"))
        return tuple(_device(row, row[0] in clones) for row in self._core.db.query(LIST + " ORDER BY d.n"))

    def links(self, device: str) -> tuple[Link, ...]:
        """Return the bundles imported from `device`, for `chain.judge`."""
        self._core.need(Role.HQ)
        sql = "SELECT epoch, seq, manifest_hash, prev FROM bundles_in WHERE device = ? ORDER BY epoch, seq, n"
        return tuple(Link(*row) for row in self._core.db.query(sql, (device,)))

    def keys(self) -> dict[str, str]:
        """Return {device principal: OpenSSH public key text}, for `allowed_signers`."""
        return {row.device: row.key for row in self.list()}

    def revoked(self) -> dict[str, dict[str, int]]:
        """Return {device principal: {epoch: first refused bundle number}}; other epochs are refused whole."""
        self._core.need(Role.HQ)
        rows = self._core.db.query("SELECT device, revoked_epochs FROM devices WHERE revoked_epochs IS NOT NULL")
        return {device: json.loads(epochs) for device, epochs in rows}


def overlapping_epochs(core: Core, device: str) -> tuple[str, ...]:
    """Return the epochs of a device that were used side by side: perhaps two laptops use its identity."""
    rows = core.db.query(EPOCHS + " WHERE device = ?", (device,))
    return overlapping([(epoch, earliest, latest) for _, epoch, earliest, latest in rows])


def _side_by_side(rows: Sequence[Row]) -> frozenset[str]:
    by_device: dict[str, list[tuple[str, int, int]]] = {}
    for device, *epoch in rows:
        by_device.setdefault(device, []).append((epoch[0], epoch[1], epoch[2]))
    return frozenset(device for device, epochs in by_device.items() if overlapping(epochs))


def _device(row: Row, clones: bool) -> DeviceRow:
    device, key, recipient, post, enrolled, revoked, last, highest, missing, forks = row
    ranges = tuple((a, b) for a, b in json.loads(missing or "[]"))
    return DeviceRow(
        device=device,
        key=key,
        age_recipient=recipient,
        post=post,
        enrolled_ms=enrolled,
        revoked_since=revoked,
        last_received_ms=last,
        high_water=high_water(highest or 0, ranges),
        missing=numbers(ranges, MISSING_SHOWN),
        unconfirmed=forks,
        clones=clones,
    )
