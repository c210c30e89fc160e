"""What the store's tests share: a machine with a clock that can be set, cheap keyslots, invented interviews."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from fieldkit.cases.drafting import DraftStart, ExtraEvent
from fieldkit.cases.words import IncomingBundle, IncomingRecord, NewDevice, PackedBundle, Profile, ReceiptFacts, Role
from fieldkit.crypto import canonical
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.slots_file import Cost, CostBounds
from fieldkit.store.store import Machine, Store, create_store, open_store

CHEAP = CostBounds(Cost(64, 1, 1), Cost(1048576, 16, 8), Cost(64, 1, 1))
"""Argon2id at next to nothing: only tests pass this; the product's default is PRODUCTION."""

PASSPHRASE = "invented words for a test"
FORM = {"form": "border_quick_screen", "version": "1", "form_hash": "ab" * 32}


@dataclass(slots=True)
class SetClock:
    """A clock that stands still until a test moves it."""

    utc_ms: int = 1_795_000_000_000
    mono_ms: int = 1_000
    boot: str = "boot-1"

    def now(self) -> Instant:
        return Instant(self.utc_ms, 120, self.mono_ms, self.boot)

    def forward(self, seconds: float) -> None:
        self.utc_ms += int(seconds * 1000)
        self.mono_ms += int(seconds * 1000)


class SystemEntropy:
    """The real source of randomness."""

    def token(self, size: int) -> bytes:
        return secrets.token_bytes(size)


@dataclass(slots=True)
class Scene:
    """One home folder and the machine it is on."""

    home: Path
    clock: SetClock = field(default_factory=SetClock)

    @property
    def machine(self) -> Machine:
        return Machine(self.clock, SystemEntropy(), SystemPlatform())

    @property
    def folder(self) -> Path:
        return self.home / "store"

    def create(self, role: Role = Role.FIELD, profile: Profile = Profile.REAL) -> Store:
        return create_store(
            self.home,
            role=role,
            profile=profile,
            passphrase=PASSPHRASE,
            person="Invented Name",
            machine=self.machine,
            bounds=CHEAP,
        )

    def open(self, secret: str = PASSPHRASE, *, by_recovery: bool = False, despite_loss: bool = False) -> Store:
        return open_store(
            self.home, secret, machine=self.machine, by_recovery=by_recovery, despite_loss=despite_loss, bounds=CHEAP
        )


def record_id(number: int) -> str:
    """Return a record id with a number that a person can see."""
    return f"{number:08x}-0000-4000-8000-{number:012x}"


def code(number: int) -> str:
    return f"K{number % 100_000:05d}"


def stub(number: int, at: Instant, **changes: Json) -> dict[str, Json]:
    """Return the never-erased part of an invented interview."""
    plain: dict[str, Json] = {
        **FORM,
        "id": record_id(number),
        "code": code(number),
        "rev": 1,
        "base": None,
        "state": "finished",
        "class": "case",
        "started": dict(at.as_json()),
        "finished": dict(at.as_json()),
        "clock_start": dict(at.as_json()),
    }
    return {**plain, **changes}


def content(note: str = "blue door", **result: Json) -> dict[str, Json]:
    """Return the erasable part of an invented interview."""
    shown: dict[str, Json] = {
        "label": "possible_trafficking",
        "elements": {"act": "yes"},
        "age": "adult",
        "touched": ["act"],
        "reasons": ["offer"],
        "looks_like": None,
        "urgent": False,
        "suspicion": True,
        **result,
    }
    return {
        "language": "en",
        "use": "practice",
        "answers": {"offer": "yes", "note": note},
        "result": shown,
        "profile": {"post": "rusumo", "child": "no", "day": "2026-11-22"},
        "interviewer": "person 1",
    }


def start_draft(store: Store, number: int, at: Instant) -> str:
    return store.drafts.start(
        DraftStart(record_id(number), code(number), FORM["form"], FORM["version"], FORM["form_hash"], "en", at)
    )


def finish(
    store: Store,
    number: int,
    at: Instant,
    *,
    note: str = "blue door",
    identity: Mapping[str, Json] | None = None,
    events: tuple[ExtraEvent, ...] = (),
) -> str:
    """Start, answer and finish one interview; return its record id."""
    draft_id = start_draft(store, number, at)
    store.drafts.put(draft_id, "offer", "yes", at, "en")
    store.drafts.finish(draft_id, stub(number, at), content(note), identity, events)
    return draft_id


def pack(
    store: Store,
    *,
    erase_readable: bool = False,
    recipients: tuple[str, ...] = ("k-1", "k-2"),
    records: tuple[tuple[str, str], ...] | None = None,
) -> PackedBundle:
    """Put everything pending into one bundle; its bytes, and unless given the hashes of its lines, are invented: the
    store does not look inside."""
    following, items = store.outbox.next_bundle(), store.records.pending()
    data = canonical.dumps([[item.n, item.kind] for item in items])
    bundle = PackedBundle(
        name=f"{following.epoch}-{following.seq:08d}.fkb",
        data=data,
        epoch=following.epoch,
        seq=following.seq,
        prev=following.prev,
        manifest_hash=sha256(data + following.epoch.encode() + bytes([following.seq])).hexdigest(),
        recipients=recipients,
        recipient_class="case",
        items=tuple(item.n for item in items),
        records=records or tuple((item.record_id, sha256(canonical.dumps(item.body)).hexdigest()) for item in items),
    )
    store.outbox.add(bundle, erase_readable=erase_readable)
    return bundle


def receipt(bundle: PackedBundle, number: str = "R-000001-3", **changes: object) -> ReceiptFacts:
    """Return the facts of a receipt for a bundle."""
    facts: dict[str, object] = {
        "receipt_hash": sha256(number.encode()).hexdigest(),
        "epoch": bundle.epoch,
        "seq": bundle.seq,
        "manifest_hash": bundle.manifest_hash,
        "outcome": "accepted",
        "number": number,
        "records": tuple((record, revision, "new") for record, revision in bundle.records),
        "missing": (),
        "recipients": ("k-1",),
        "hq_time_ms": 1_795_000_100_000,
        "hq_epoch": "e-" + "1" * 16,
        "high_water": bundle.seq,
        "hq_audit": "c" * 64,
    }
    return ReceiptFacts(**{**facts, **changes})  # type: ignore[arg-type]


# --- headquarters ------------------------------------------------------------------------------------------

DEVICE = "d-" + "1" * 32


def enrol(store: Store, device: str = DEVICE, key: str = "ssh-ed25519 AAAA") -> None:
    store.devices.enrol(NewDevice(device, key, "age1invented", "e-" + "2" * 16, "rusumo", "d" * 64))


def line(value: Mapping[str, Json]) -> IncomingRecord:
    return IncomingRecord(canonical.dumps(value), value)


def rec_line(number: int, at: Instant, note: str = "blue door", rev: int = 1, **result: Json) -> IncomingRecord:
    return line(
        {"t": "rec", "id": record_id(number), "stub": stub(number, at, rev=rev), "content": content(note, **result)}
    )


def incoming(seq: int, *records: IncomingRecord, device: str = DEVICE, unconfirmed: bool = False) -> IncomingBundle:
    return IncomingBundle(
        name=f"{seq:08d}.fkb",
        device=device,
        epoch="e-" + "2" * 16,
        seq=seq,
        prev="0" * 64,
        manifest_hash=sha256(json.dumps([device, seq, unconfirmed]).encode()).hexdigest(),
        rcpt="0" * 64,
        audit="e" * 64,
        policy=1,
        recipients=("k-1", "k-2"),
        size=100,
        unconfirmed=unconfirmed,
        records=records,
    )
