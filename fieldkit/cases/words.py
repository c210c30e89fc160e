"""The words of the store: roles, profiles, states and the rows that pass between store and workflows. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, Protocol

from fieldkit.cases.versions import Versions
from fieldkit.cases.withdrawal import Withdrawn
from fieldkit.result import Json


class Role(Enum):
    """What a store is for; fixed when it is made (store-format 4)."""

    FIELD = "field"
    HQ = "hq"


class Profile(Enum):
    """Whether a store holds real interviews or practice; fixed when it is made (store-format 4)."""

    REAL = "real"
    PRACTICE = "practice"


class RecordState(Enum):
    """Where an interview is. The value is what people read."""

    ON_LAPTOP = "on this laptop"
    PACKED = "packed"
    HANDED_OVER = "handed over"
    RECEIVED = "received by HQ"


class BundleState(Enum):
    """Where a sealed bundle file is."""

    PACKED = "packed"
    HANDED_OVER = "handed over"
    RECEIVED = "received by HQ"


ItemKind = Literal["rec", "identity", "event"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a keyslot. The name lives inside the encrypted database only."""

    label: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One finished interview as the field laptop lists it; `stub` is the never-erased part (records.py of cases)."""

    id: str
    code: str
    form: str
    recipient_class: str
    state: RecordState
    readable: bool
    has_identity: bool
    finished_ms: int
    clock_start_ms: int | None
    voice_ms: int | None
    bundle_seq: int | None
    receipt: str | None
    pending_items: int
    stub: Mapping[str, Json]
    withdrawn: Withdrawn | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report made about a record, by voice or otherwise."""

    record_id: str
    by: str
    to: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class PendingItem:
    """Something that has not travelled yet. `n` (a journal entry) names it to `Outbox.add`.

    `body` is what the line carries besides "t" and "id": for "rec" {"stub", "content"}, for "identity" {"identity"},
    for "event" the event's own fields ("kind", "at", ...).
    """

    n: int
    kind: ItemKind
    record_id: str
    recipient_class: str
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class PackedBundle:
    """A sealed bundle to put into the outbox. `items` are the `n` of the PendingItems it carries; `records` are the
    (record id, revision hash) of its lines; `recipients` the key ids it is sealed to."""

    name: str
    data: bytes = field(repr=False)
    epoch: str
    seq: int
    prev: str
    manifest_hash: str
    recipients: tuple[str, ...]
    recipient_class: str
    items: tuple[int, ...]
    records: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BundleRow:
    """One bundle of this device. `sha256` is that of its sealed file, which is kept until long after the receipt;
    `again`: headquarters asks for it once more; `dropped_ms`: when the file was deleted here."""

    epoch: str
    seq: int
    manifest_hash: str
    name: str
    state: BundleState
    recipients: tuple[str, ...]
    recipient_class: str
    size: int
    packed_ms: int
    handed_over_ms: int | None
    handed_to: str | None
    receipt: str | None
    outcome: str | None
    records: int
    again: bool = False
    dropped_ms: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a verified receipt says, handed in by the workflow (receipt.py checked its signature and binding)."""

    receipt_hash: str
    epoch: str
    seq: int
    manifest_hash: str
    outcome: str
    number: str
    records: tuple[tuple[str, str, str], ...]
    missing: tuple[int, ...]
    recipients: tuple[str, ...]
    hq_time_ms: int
    hq_epoch: str
    high_water: int
    hq_audit: str


@dataclass(frozen=True, slots=True)
class ReceiptApplied:
    """What a receipt changed here. `new` is False for one that was applied before; `again` are bundles to offer again
    because HQ's high-water mark is lower than what HQ once confirmed, or because HQ asks for them."""

    new: bool
    received: tuple[str, ...]
    erased: tuple[str, ...]
    again: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NextBundle:
    """What the manifest of the next bundle needs from this store."""

    dev: str
    epoch: str
    seq: int
    prev: str
    rcpt: str
    audit: str


# --- headquarters ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device as enrolled: from a confirmed device.request."""

    device: str
    key: str
    age_recipient: str
    epoch: str
    post: str
    request_hash: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One enrolled device. `key` is its OpenSSH public key text; `revoked_since` a bundle number or None."""

    device: str
    key: str
    age_recipient: str
    post: str
    enrolled_ms: int
    revoked_since: int | None
    last_received_ms: int | None
    high_water: int
    missing: tuple[int, ...]
    unconfirmed: int
    clones: bool = False


class ReceivedLine(Protocol):
    """One line of an opened bundle, as whoever opened it gives it: a large bundle parses its lines one at a time."""

    @property
    def raw(self) -> bytes: ...
    @property
    def value(self) -> Mapping[str, Json]: ...


@dataclass(frozen=True, slots=True)
class IncomingRecord:
    """One line of an opened bundle: its bytes as received and their parsed value."""

    raw: bytes = field(repr=False)
    value: Mapping[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class IncomingBundle:
    """A verified and opened bundle. `unconfirmed` marks a validly signed fork."""

    name: str
    device: str
    epoch: str
    seq: int
    prev: str
    manifest_hash: str
    rcpt: str
    audit: str
    policy: int
    recipients: tuple[str, ...]
    size: int
    unconfirmed: bool
    records: Sequence[ReceivedLine]
    made_ms: int | None = None
    """When it was packed by the sender's clock; None where that was suspect."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did; everything the receipt must say. `records` = (id, revision hash, "new" or
    "duplicate" or "applied"); bundle-format 9 says what is applied."""

    number: str
    outcome: str
    records: tuple[tuple[str, str, str], ...]
    missing: tuple[int, ...]
    high_water: int
    hq_time_ms: int
    hq_epoch: str
    hq_audit: str
    new: int
    duplicate: int
    urgent: int
    foreign: int = 0
    """Lines about interviews that another laptop sent first: kept, and they change nothing."""
    clones: bool = False
    """Two epochs of this device are used side by side: perhaps two laptops use its identity."""


@dataclass(frozen=True, slots=True)
class IssuedReceipt:
    """A receipt HQ made: its file as sent, again and again if asked."""

    number: str
    device: str
    epoch: str
    seq: int
    manifest_hash: str
    outcome: str
    name: str
    data: bytes = field(repr=False)
    issued_ms: int


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """One bundle file that could not be accepted; `word` is forged, truncated, unknown-device ..."""

    id: str
    name: str
    word: str
    why: str
    sha256: str
    size: int
    device: str | None
    since_ms: int


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """What to list. `new_to` = a person's label: only what that person has not opened."""

    new_to: str | None = None
    unacknowledged: bool = False
    record_id: str | None = None
    code: str | None = None
    every_revision: bool = False
    about: str | None = None
    limit: int = 200


Standing = Literal["confirmed", "fork", "foreign"]
"""Where a received revision stands: sent in order by its laptop, in a fork, or by one that did not send it first."""


@dataclass(frozen=True, slots=True)
class EarlierAck:
    """An acknowledgement of another revision of the same interview; `clocked`: a 24-hour clock ran for that one."""

    rev: int
    person: str
    at_ms: int
    clocked: bool


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One interview at headquarters. What derives from erased content is None; the times feed `clock24.reckon`.

    `child` is "yes", "no" or "unknown"; `suspect` says that the device's clock cannot be trusted. `unconfirmed` is
    every standing but "confirmed". `acknowledged_ms` is of this revision, or of an earlier one where this one is no
    more urgent; else `earlier` tells it. `about` is the code of an interview or case, as the answers name it.
    """

    id: str
    revision: str
    rev: int
    current: bool
    code: str
    device: str
    bundle_seq: int | None
    form: str
    version: str
    state: str
    finished_ms: int
    clock_start_ms: int | None
    voice_ms: int | None
    received_ms: int
    acknowledged_ms: int | None
    acknowledged_by: str | None
    label: str | None
    urgent: bool
    suspicion: bool
    child: str | None
    post: str | None
    day: str | None
    language: str | None
    use: str | None
    suspect: bool
    unconfirmed: bool
    readable: bool
    has_identity: bool
    seen_by: tuple[str, ...]
    stub: Mapping[str, Json]
    standing: Standing
    fork: bool
    content_id: str
    earlier: EarlierAck | None
    withdrawn: Withdrawn | None = None
    """What was withdrawn of consent; with everything, what was said is None and not given out."""
    about: str | None = None
    versions: Versions | None = None
    """Where several newest versions stand beside each other; label, urgency, suspicion, child and clock are then the
    strictest of them until they are settled."""

    @property
    def made_here(self) -> bool:
        """No bundle brought it."""
        return self.bundle_seq is None
