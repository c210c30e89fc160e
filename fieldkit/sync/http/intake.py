"""What an intake does with requests whose sender is known: files in, files out, and no key to open any of them.

Spec: docs/http-format.md 4 to 7. Nothing here knows of HTTP but statuses; `server` is what speaks it.
"""

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.sync.bundle.escrow import LARGEST, Escrow, look_at
from fieldkit.sync.bundle.namespaces import BUNDLE
from fieldkit.sync.bundle.verify import Verified, verify
from fieldkit.sync.http.hello import (
    BEGINNING,
    MOST_BUNDLES,
    MOST_LISTED,
    Hello,
    Listed,
    Receipts,
    Reply,
    digest,
    number_of,
)
from fieldkit.sync.http.incoming import MIB, Incoming, Upload
from fieldkit.sync.http.listing import Folder, Listing
from fieldkit.sync.http.names import ESCROW_NAME, UPLOAD_NAME, Kind, Place
from fieldkit.sync.http.refusal import Refusal
from fieldkit.sync.http.registry import Registry
from fieldkit.sync.http.signing import Nonces

MOST_UPLOAD = 9 * MIB
QUOTA_MIB = 64
STORED_DAYS, PENDING_DEVICES = 16, 32
"""How many days' quota of one device may lie in `up/`, and of how many devices unfinished uploads may lie here."""
DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an upload is: bytes here, of how many, and whether it lies in the mailbox."""

    offset: int
    length: int
    stored: bool = False


class Ledger:
    """Bytes that came from each device today (UTC). Forgotten at a restart."""

    def __init__(self, quota: int) -> None:
        self.quota = quota
        self._day = 0
        self._bytes: dict[str, int] = {}

    def refuse_over(self, device: str, more: int, now_ms: int) -> None:
        """Raises: Refusal (429) when so many bytes more would be too many for today."""
        if now_ms // DAY_MS != self._day:
            self._day, self._bytes = now_ms // DAY_MS, {}
        if self._bytes.get(device, 0) + more > self.quota:
            raise Refusal(429, "quota")

    def count(self, device: str, came: int) -> None:
        """Note bytes that came, whatever becomes of them."""
        self._bytes[device] = self._bytes.get(device, 0) + came


class Intake:
    """A served mailbox folder. `now_ms` is its clock; `quota` in bytes for each device and day."""

    def __init__(self, folder: Folder, registry: Registry, now_ms: Callable[[], int], quota: int) -> None:
        self.folder, self.registry, self.now_ms = folder, registry, now_ms
        self.listing = Listing(folder)
        self.incoming = Incoming(folder.root, PENDING_DEVICES * quota)
        self.ledger = Ledger(quota)
        self.nonces = Nonces(self.incoming.secret())

    def hello(self, device: str, said: Hello) -> Reply:
        """Answer a hello: what is new for this device, and nothing where nothing is."""
        receipts = {name: facts.manifest_hash[:BEGINNING] for name, facts in self.listing.receipts(device).items()}
        here = _beginnings(self._here(device))
        word = self.listing.word(device)
        now = self.now_ms()
        return Reply(
            time_ms=now,
            nonce=self.nonces.fresh(now),
            down=_news(receipts, *said.down),
            up=None if digest(here) == said.up else tuple(sorted(here.items()))[:MOST_BUNDLES],
            word="" if word is None else hashlib.sha256(word).hexdigest()[:BEGINNING],
            policy=0 if self.registry.is_revoked(device) else self.listing.policy_version(),
        )

    def give(self, device: str, place: Place) -> bytes:
        """Return a file for this device. Raises: Refusal (403 for a revoked one that asks for policy, 404)."""
        if place.kind is Kind.POLICY:
            if self.registry.is_revoked(device):
                raise Refusal(403, "revoked")
            data = self.listing.policy(place.name)
        elif place.kind is Kind.WORD:
            data = self.listing.word(device)
        elif place.kind is Kind.RECEIPT:
            data = self.listing.receipt(device, place.name)
        else:
            data = self._own_file(device, place.name)
        if data is None:
            raise Refusal(404, "nothing")
        return data

    def begin(self, upload: Upload) -> Reached:
        """Begin an upload, or find it again. Raises: Refusal."""
        most = LARGEST if ESCROW_NAME.fullmatch(upload.name) else MOST_UPLOAD
        if not UPLOAD_NAME.fullmatch(upload.name) or not 0 < upload.length <= most:
            raise Refusal(413 if upload.length > most else 400, "upload")
        if upload.sha256 in self._here(upload.device).values():
            return Reached(upload.length, upload.length, stored=True)
        self.ledger.refuse_over(upload.device, upload.length - self.incoming.offset(upload), self.now_ms())
        if self.listing.stored_bytes(upload.device) + upload.length > STORED_DAYS * self.ledger.quota:
            raise Refusal(507, "full")
        self.incoming.begin(upload)
        return self.settle(upload)

    def reached(self, device: str, address: str) -> Reached:
        """Return how far an upload is. Raises: Refusal (404 when it was never begun, was refused, or is too old)."""
        upload = self.incoming.find(device, address)
        if upload is not None:
            return self.settle(upload)
        for name, found in self._here(device).items():
            if found.startswith(address):
                size = len(self._own_file(device, name) or b"")
                return Reached(size, size, stored=True)
        raise Refusal(404, "nothing")

    def settle(self, upload: Upload) -> Reached:
        """Put an upload into the mailbox if it is whole. Raises: Refusal (412, 422, 507)."""
        offset = self.incoming.offset(upload)
        if offset < upload.length:
            return Reached(offset, upload.length)
        data = self.incoming.whole(upload)
        is_escrow = ESCROW_NAME.fullmatch(upload.name) is not None
        try:
            if hashlib.sha256(data).hexdigest() != upload.sha256:
                raise Refusal(422, "hash")
            (self._check_escrow if is_escrow else self._check)(upload, data)
        except Refusal:
            self.incoming.drop(upload)
            raise
        try:
            (self.folder.put_escrow if is_escrow else self.folder.put_bundle)(upload.device, upload.name, data)
        except errors.FieldkitError:  # a full disk, a folder that is gone: what came is kept
            raise Refusal(507, "full") from None
        self.incoming.drop(upload)
        return Reached(upload.length, upload.length, stored=True)

    def remove(self, device: str, name: str) -> None:
        """Take a bundle away after its receipt. Raises: Refusal (404, 409)."""
        data = self._own_file(device, name)
        if data is None:
            raise Refusal(404, "nothing")
        mine = self._verified(device, data)
        answered = {facts.of for facts in self.listing.receipts(device).values()}
        if mine is None or mine.manifest_hash not in answered:
            raise Refusal(409, "receipt")
        if not self.folder.remove_bundle(device, name):
            raise Refusal(507, "full")

    def _check(self, upload: Upload, data: bytes) -> None:
        """Raises: Refusal (412, 422) unless this may be put under this name."""
        try:
            found = verify(data, self.registry.signers, namespace=BUNDLE, now_ms=None)
        except errors.BundleError as error:
            raise Refusal(422, error.quarantine.value) from None
        short = f"{found.manifest.epoch.removeprefix('e-')}-{found.manifest.seq:08d}"
        if upload.name not in (f"{short}.fkb", f"{short}-{found.manifest_hash[:16]}.fkb"):
            raise Refusal(422, "name")
        if found.manifest.dev != upload.device:
            raise Refusal(422, "unknown-device")
        there = self._own_file(upload.device, upload.name)
        if there is not None and there != data and self._verified(upload.device, there) is not None:
            raise Refusal(412, "name")

    def _check_escrow(self, upload: Upload, data: bytes) -> None:
        """Raises: Refusal (422) unless this is an escrow of that device and name, as it shows from outside."""
        found: Escrow | None = None
        for key in self.registry.keys_of(upload.device):
            with contextlib.suppress(errors.EscrowInvalid):
                found = look_at(data, key)
        if found is None or found.head.device != upload.device:
            raise Refusal(422, "escrow")
        if found.file_name != upload.name:
            raise Refusal(422, "name")

    def _here(self, device: str) -> dict[str, str]:
        """Return name -> SHA-256 of what of a device lies in `up/`."""
        return {**self.listing.bundles(device), **self.listing.escrows(device)}

    def _own_file(self, device: str, name: str) -> bytes | None:
        try:
            return self.folder.holds(device, name)
        except errors.MailboxUnreadable:
            return None

    def _verified(self, device: str, data: bytes) -> Verified | None:
        try:
            found = verify(data, self.registry.signers, namespace=BUNDLE, now_ms=None)
        except errors.BundleError:
            return None
        return found if found.manifest.dev == device else None


def _beginnings(hashes: Mapping[str, str]) -> dict[str, str]:
    return {name: sha256[:BEGINNING] for name, sha256 in hashes.items()}


def _news(receipts: Mapping[str, str], seen_to: int, seen: str) -> Receipts | None:
    """Return the receipts that are new to a laptop that has seen a list up to a number (http-format 4)."""
    before = {name: receipts[name] for name in receipts if number_of(name) <= seen_to}
    whole = digest(before) != seen
    fresh: list[Listed] = sorted((n, h) for n, h in receipts.items() if whole or n not in before)
    if not fresh and not whole:
        return None
    return Receipts(tuple(fresh[:MOST_LISTED]), whole, more=len(fresh) > MOST_LISTED)
