"""The manifests: what whoever holds the stick can read. docs/bundle-format.md 5.

No names, no place, no counts, no time of day, and not which class of recipients.
"""

import hashlib
from dataclasses import dataclass
from typing import TypeAlias

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.sync.bundle.fields import DEVICE, EPOCH, HASH, KEY_ID, NO_HASH, Fields
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.namespaces import Kind

VERSION = 1
SUITE = "age1-x25519+sshsig-ed25519-sha512+zstd"


@dataclass(frozen=True, slots=True)
class Payload:
    """What the signature says about payload.age: SHA-256 in hex and size in bytes."""

    sha256: str
    size: int

    @staticmethod
    def of(data: bytes) -> "Payload":
        return Payload(hashlib.sha256(data).hexdigest(), len(data))

    def as_json(self) -> dict[str, Json]:
        return {"sha256": self.sha256, "size": self.size}


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of a bundle. `to` are key ids in ascending order; `prev` and `rcpt` are 64 zeros for none."""

    dev: str
    epoch: str
    seq: int
    prev: str
    payload: Payload
    to: tuple[str, ...]
    rcpt: str
    audit: str
    policy: int

    def as_json(self) -> dict[str, Json]:
        return {
            "v": VERSION,
            "suite": SUITE,
            "kind": Kind.BUNDLE.value,
            "dev": self.dev,
            "epoch": self.epoch,
            "seq": self.seq,
            "prev": self.prev,
            "payload": self.payload.as_json(),
            "to": list(self.to),
            "rcpt": self.rcpt,
            "audit": self.audit,
            "policy": self.policy,
        }

    def to_bytes(self) -> bytes:
        return canonical.dumps(self.as_json())

    @property
    def file_name(self) -> str:
        """The name in a mailbox: `<epoch>-<sequence>.fkb`."""
        return f"{self.epoch.removeprefix('e-')}-{self.seq:08d}.fkb"


@dataclass(frozen=True, slots=True)
class ReceiptManifest:
    """The manifest of a receipt: which device and which of its bundles, not what became of it.

    `of` is the hash of that bundle's manifest.
    """

    dev: str
    epoch: str
    seq: int
    of: str
    payload: Payload
    to: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        return {
            "v": VERSION,
            "suite": SUITE,
            "kind": Kind.RECEIPT.value,
            "dev": self.dev,
            "epoch": self.epoch,
            "seq": self.seq,
            "of": self.of,
            "payload": self.payload.as_json(),
            "to": list(self.to),
        }

    def to_bytes(self) -> bytes:
        return canonical.dumps(self.as_json())


AnyManifest: TypeAlias = Manifest | ReceiptManifest


def manifest_hash(data: bytes) -> str:
    """Return the name of a bundle in chains and receipts: SHA-256 of its manifest's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def read_manifest(data: bytes) -> Manifest:
    """Read manifest.json.

    Raises: BundleManifest.
    """
    fields = _fields(data, Kind.BUNDLE)
    manifest = Manifest(
        dev=fields.text("dev", DEVICE),
        epoch=fields.text("epoch", EPOCH),
        seq=fields.number("seq", 1, LIMITS.sequence),
        prev=fields.text("prev", HASH),
        payload=_payload(fields),
        to=_recipients(fields, LIMITS.least_recipients),
        rcpt=fields.text("rcpt", HASH),
        audit=fields.text("audit", HASH),
        policy=fields.number("policy"),
    )
    fields.done()
    if (manifest.seq == 1) != (manifest.prev == NO_HASH):  # bundle-format 5.1: only the first has nothing before it
        fields.refuse("has a prev that does not fit its seq")
    return manifest


def read_receipt_manifest(data: bytes) -> ReceiptManifest:
    """Read receipt.json.

    Raises: BundleManifest.
    """
    fields = _fields(data, Kind.RECEIPT)
    manifest = ReceiptManifest(
        dev=fields.text("dev", DEVICE),
        epoch=fields.text("epoch", EPOCH),
        seq=fields.number("seq", 1, LIMITS.sequence),
        of=fields.text("of", HASH),
        payload=_payload(fields),
        to=_recipients(fields, 1),
    )
    fields.done()
    return manifest


def _fields(data: bytes, kind: Kind) -> Fields:
    try:
        value = canonical.loads_canonical(data, what="the manifest")
    except errors.MalformedJson as error:
        raise errors.BundleManifest(why=error.facts["why"]) from None
    fields = Fields(value, lambda why: errors.BundleManifest(why=why))
    fields.constant("v", VERSION)
    fields.constant("suite", SUITE)
    fields.constant("kind", kind.value)
    return fields


def _payload(fields: Fields) -> Payload:
    inner = fields.inner("payload")
    payload = Payload(inner.text("sha256", HASH), inner.number("size", 1, LIMITS.payload))
    inner.done()
    return payload


def _recipients(fields: Fields, least: int) -> tuple[str, ...]:
    to = fields.texts("to", KEY_ID, least, LIMITS.most_recipients)
    if list(to) != sorted(set(to)):
        fields.refuse("names its recipients twice or out of order")
    return to
