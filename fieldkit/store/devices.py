"""HQ's registry of field devices: enrolled, revoked, what of them has arrived."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from fieldkit import errors
from fieldkit.cases.standing import overlapping
from fieldkit.cases.words import DeviceRow, NewDevice, Role
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.database import Row
from fieldkit.store.missing import high_water, numbers
from fieldkit.sync.bundle.chain import Link
from fieldkit.sync.bundle.signers import Revoked

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

    def rotate(self, device: NewDevice, former: str, last: Mapping[str, int], by: Literal["key", "voice"]) -> None:
        """Believe an enrolled device by a new key from now on. `former` is the key before, `last` says for each epoch
        the first number that it no longer signs for. A device that was revoked is believed again, by the new key only.

        Raises: DeviceUnknown, DeviceConflict when the new key is somebody's already.
        """
        row = self.get(device.device)
        if self._core.db.one("SELECT 1 FROM device_keys WHERE key = ?", (device.key,)) is not None:
            raise errors.DeviceConflict(device=device.device)
        known: dict[str, str | None] = dict(
            self._core.db.query("SELECT key, ended FROM device_keys WHERE device = ?", (row.device,))
        )
        revoked, received = self.revoked().get(row.device), self._received(row.device)
        ended: dict[str, Json] = {}
        for key in sorted({*known, former}):
            text = known.get(key)
            before = None if text is None else json.loads(text)
            told = [epochs for epochs in (before, revoked, last if key == former else None) if epochs is not None]
            ended[key] = {**_lowest(told or [received])}
        body: dict[str, Json] = {
            "device": row.device,
            "key": device.key,
            "age_recipient": device.age_recipient,
            "epoch": device.epoch,
            "request_hash": device.request_hash,
            "by": by,
            "ended": ended,
        }
        self._core.journal.append("device.rotated", None, body)

    def revoke(self, device: str, since_seq: int | None, reason: str) -> int:
        """Refuse bundles of `device` numbered `since_seq` or higher in its newest epoch (None: above the highest
        received), in older ones what lies above the highest received, and every other epoch. Returns the number.

        Raises: DeviceUnknown.
        """
        row = self.get(device)
        epochs, newest = self._received(row.device), self._newest_epoch(row.device)
        since = epochs.get(newest, 1) if since_seq is None else since_seq
        named: dict[str, Json] = {**epochs, newest: since}
        body: dict[str, Json] = {"device": row.device, "since_seq": since, "epochs": named, "reason": reason}
        self._core.journal.append("device.revoked", None, body)
        return since

    def reinstate(self, device: str, reason: str) -> None:
        """Take a revocation back. Raises: DeviceUnknown, NotRevoked."""
        row = self.get(device)
        if row.revoked_since is None:
            raise errors.NotRevoked(device=row.device[:10])
        self._core.journal.append("device.reinstated", None, {"device": row.device, "reason": reason})

    def _received(self, device: str) -> dict[str, int]:
        """Return {epoch: one above the highest number received}."""
        return dict(self._core.db.query("SELECT epoch, highest + 1 FROM chains WHERE device = ?", (device,)))

    def _newest_epoch(self, device: str) -> str:
        """Return the epoch that was first seen last, in a request or a bundle."""
        sql = (
            "SELECT epoch FROM (SELECT epoch, n FROM device_keys WHERE device = ? UNION ALL"
            " SELECT epoch, min(n) FROM bundles_in WHERE device = ? GROUP BY epoch) ORDER BY n DESC LIMIT 1"
        )
        return str(self._core.db.query(sql, (device, device))[0][0])

    def get(self, device: str) -> DeviceRow:
        """Return one device by its principal or unique beginning. Raises: DeviceUnknown."""
        self._core.need(Role.HQ)
        begins = (device, device + "\x7f")
        found = self._core.db.query(LIST + " WHERE d.device >= ? AND d.device < ? LIMIT 2", begins)
        if len(found) != 1:
            raise errors.DeviceUnknown(device=device)
        return _device(found[0], bool(overlapping_epochs(self._core, found[0][0])))

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
        """Return {device principal: OpenSSH public key text} of the present keys."""
        return {row.device: row.key for row in self.list()}

    def former_keys(self) -> tuple[tuple[str, str], ...]:
        """Return (device principal, OpenSSH public key text) of the keys before the present ones, oldest first."""
        self._core.need(Role.HQ)
        sql = "SELECT device, key FROM device_keys WHERE ended IS NOT NULL ORDER BY n, device, key"
        return tuple((device, key) for device, key in self._core.db.query(sql))

    def revoked(self) -> dict[str, dict[str, int]]:
        """Return {device principal: {epoch: first refused bundle number}}; other epochs are refused whole."""
        self._core.need(Role.HQ)
        rows = self._core.db.query("SELECT device, revoked_epochs FROM devices WHERE revoked_epochs IS NOT NULL")
        return {device: json.loads(epochs) for device, epochs in rows}

    def refused(self) -> Revoked:
        """Return what is no longer believed: of revoked devices, and of former keys."""
        ended: dict[str, dict[str, dict[str, int]]] = {}
        sql = "SELECT device, key, ended FROM device_keys WHERE ended IS NOT NULL ORDER BY device, key"
        for device, key, epochs in self._core.db.query(sql):
            ended.setdefault(device, {})[key] = json.loads(epochs)
        return Revoked(self.revoked(), ended)


def _lowest(told: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return for each epoch that all of these name the lowest number: what one of them refuses is refused."""
    named = set(told[0]).intersection(*told[1:])
    return {epoch: min(epochs[epoch] for epochs in told) for epoch in sorted(named)}


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
