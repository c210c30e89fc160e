"""Seal what is finished into signed bundles, and say first what still needs this laptop.

One bundle holds one recipient class. The readable copy leaves with the bundle once a receipt has proven that HQ
opens bundles sealed to the same recipients; until then it leaves at that receipt. Headquarters may decide that it
always waits for the receipt (policy-format 5, `readable`).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from fieldkit import errors
from fieldkit.cases.rec_line import rec_line
from fieldkit.cases.words import BundleRow, NextBundle, PackedBundle, PendingItem, RecordRow
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.sync.bundle.card import CLASSES, Card, RecipientClass
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.policy_file import Readable
from fieldkit.sync.bundle.write import BundleDraft, write_bundle

REFERRAL_OFFERED = "referral_offered"
NOT_REPORTED, NOT_OFFERED = "not reported by voice", "referral not offered"
"""What an interview still needs this laptop for; the event of packing it all the same carries these words."""
Until: TypeAlias = Literal["proof", "new_key", "receipt"]
"""Why answers stay readable: headquarters has not opened a bundle of this class yet; it did, but of these keys it has
not shown it; it decided that they stay until each receipt."""
PART_BYTES = LIMITS.payload // 2
"""Plaintext bytes per bundle: even text that does not compress stays inside the sealed part's limit."""


class Records(Protocol):
    """What packing needs of the finished interviews."""

    def list(self) -> tuple[RecordRow, ...]: ...
    def pending(self) -> tuple[PendingItem, ...]: ...
    def event_kinds(self, record_id: str) -> frozenset[str]: ...


class Outbox(Protocol):
    """What packing needs of the outbox."""

    def next_bundle(self) -> NextBundle: ...
    def proven(self, recipients: Sequence[str]) -> bool: ...
    def has_opened(self, recipient_class: str) -> bool: ...
    def add(self, bundle: PackedBundle, *, erase_readable: bool) -> tuple[str, ...]: ...
    def list(self) -> tuple[BundleRow, ...]: ...


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An interview that still needs this laptop: `missing` says what was not done."""

    record_id: str
    code: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """One bundle made: its number, file size in bytes, interviews in it, and whose readable copy left this laptop;
    whose stays for now, and why. An interview with several revisions is one."""

    seq: int
    name: str
    size: int
    records: int
    recipient_class: str
    left: tuple[str, ...]
    stays: tuple[str, ...]
    until: Until


def unsettled(records: Records, asks_for_referral: Callable[[str], bool]) -> tuple[Unsettled, ...]:
    """Return the unpacked interviews with suspicion that nobody was told of by voice, or, where their form asks for
    that, without a referral offered."""
    rows = {row.id: row for row in records.list()}
    pending = records.pending()
    offered = {i.record_id for i in pending if i.kind == "event" and i.body.get("kind") == REFERRAL_OFFERED}
    found: dict[str, Unsettled] = {}
    for item in pending:
        row = rows.get(item.record_id)
        if item.kind == "rec" and row is not None and row.clock_start_ms is not None and row.id not in found:
            settled = row.id in offered or _offered_before(row, records) or not asks_for_referral(row.form)
            missing = _not_done(row, settled)
            if missing:
                found[row.id] = Unsettled(row.id, row.code, missing)
    return tuple(found.values())


def _offered_before(row: RecordRow, records: Records) -> bool:
    """Tell whether the referral was offered with an earlier revision, whose events have been packed."""
    rev = row.stub.get("rev")
    return isinstance(rev, int) and rev > 1 and REFERRAL_OFFERED in records.event_kinds(row.id)


def _not_done(row: RecordRow, offered: bool) -> tuple[str, ...]:
    voice = () if row.voice_ms is not None else (NOT_REPORTED,)
    return voice if offered else (*voice, NOT_OFFERED)


def pack(
    records: Records,
    outbox: Outbox,
    card: Card,
    key: SigningKey,
    made: Instant,
    clock_state: str,
    padding: Callable[[int], bytes],
    readable: Readable = "proof",
) -> tuple[Packed, ...]:
    """Seal everything pending, one bundle per recipient class and as many as the limits ask for. `readable` says when
    readable copies leave: at packing once headquarters has proven that it opens, or at each receipt only.

    Each bundle is stored whole before the next one is made; an interruption leaves the rest pending.
    Raises: NothingToPack, DiskFull.
    """
    pending = records.pending()
    if not pending:
        raise errors.NothingToPack()
    done = []
    for recipient_class in CLASSES:
        for part in _parts([item for item in pending if item.recipient_class == recipient_class]):
            done.append(_pack_one(part, recipient_class, outbox, card, key, made, clock_state, padding, readable))
    return tuple(done)


def _pack_one(
    part: Sequence[tuple[PendingItem, Mapping[str, Json]]],
    recipient_class: RecipientClass,
    outbox: Outbox,
    card: Card,
    key: SigningKey,
    made: Instant,
    clock_state: str,
    padding: Callable[[int], bytes],
    readable: Readable,
) -> Packed:
    recipients = card.recipients[recipient_class]
    following = outbox.next_bundle()
    draft = BundleDraft(
        dev=following.dev,
        epoch=following.epoch,
        seq=following.seq,
        prev=following.prev,
        rcpt=following.rcpt,
        audit=following.audit,
        policy=card.policy,
        made={**made.as_json(), "clock": clock_state},
        forms=_forms(part),
        records=[line for _, line in part],
    )
    written = write_bundle(draft, key, recipients, padding)
    key_ids = tuple(sorted(seal.key_id(r) for r in recipients))
    left = outbox.add(
        PackedBundle(
            name=written.name,
            data=written.data,
            epoch=following.epoch,
            seq=following.seq,
            prev=following.prev,
            manifest_hash=written.manifest_hash,
            recipients=key_ids,
            recipient_class=recipient_class,
            items=tuple(item.n for item, _ in part),
            records=tuple(
                revision for (item, _), revision in zip(part, written.revisions, strict=True) if item.kind == "rec"
            ),
        ),
        erase_readable=readable == "proof" and outbox.proven(key_ids),
    )
    interviews = tuple(dict.fromkeys(item.record_id for item, _ in part if item.kind == "rec"))
    return Packed(
        seq=following.seq,
        name=written.name,
        size=len(written.data),
        records=len(interviews),
        recipient_class=recipient_class,
        left=left,
        stays=tuple(one for one in interviews if one not in left),
        until=_until(outbox, recipient_class, readable),
    )


def _until(outbox: Outbox, recipient_class: RecipientClass, readable: Readable) -> Until:
    """Return what readable copies of a class wait for."""
    if readable != "proof":
        return "receipt"
    return "new_key" if outbox.has_opened(recipient_class) else "proof"


def _parts(items: Sequence[PendingItem]) -> list[list[tuple[PendingItem, Mapping[str, Json]]]]:
    """Split items so that each part stays inside one bundle's limits."""
    parts: list[list[tuple[PendingItem, Mapping[str, Json]]]] = []
    size = 0
    for item in items:
        line = _line(item)
        length = _length(line)
        if not parts or size + length > PART_BYTES or len(parts[-1]) >= LIMITS.records_per_bundle:
            parts.append([])
            size = 0
        parts[-1].append((item, line))
        size += length
    return parts


def _line(item: PendingItem) -> Mapping[str, Json]:
    stub, content = item.body.get("stub"), item.body.get("content")
    if item.kind == "rec" and isinstance(stub, Mapping) and isinstance(content, Mapping):
        return rec_line(stub, content)
    return {"t": item.kind, "id": item.record_id, **item.body}


def _length(line: Mapping[str, Json]) -> int:
    """Return how many bytes a line takes. Canonical JSON is as long as compact JSON: only the order differs."""
    return len(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()) + 1


def _forms(part: Sequence[tuple[PendingItem, Mapping[str, Json]]]) -> list[Json]:
    """Return the forms used, each once: {"id", "ver", "sha256"}."""
    seen: dict[str, Json] = {}
    for item, line in part:
        stub = line.get("stub")
        if item.kind == "rec" and isinstance(stub, Mapping):
            seen[str(stub["form_hash"])] = {"id": stub["form"], "ver": stub["version"], "sha256": stub["form_hash"]}
    return [seen[k] for k in sorted(seen)]
