"""Headquarters' side of a mailbox: import every bundle, put aside what cannot be, answer each with a receipt.

One bundle, one transaction, its receipt inside. Gapped and reordered bundles are imported at once; a replay gets the
first receipt; a validly signed fork is imported as unconfirmed. Quarantine changes nothing else and stays visible.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from fieldkit import errors
from fieldkit.cases.words import (
    DeviceRow,
    ImportOutcome,
    IncomingBundle,
    IssuedReceipt,
    QuarantineRow,
)
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import HqTransport, Instant, Parcel, Transport
from fieldkit.result import Json
from fieldkit.sync.bundle.chain import ChainVerdict, Link, judge
from fieldkit.sync.bundle.namespaces import BUNDLE
from fieldkit.sync.bundle.receipt import ReceiptBody, was_word, write_receipt
from fieldkit.sync.bundle.signers import Revoked, Signers
from fieldkit.sync.bundle.verify import Verified, inspect, open_bundle, verify
from fieldkit.workflows.orders import Answered, Desk, hear_orders, leave_orders_file, let_go
from fieldkit.workflows.standing import Orders, Words, no_orders, write_words

ORDERS_NAME = "orders.fko"
MALFORMED = "malformed"
"""Signed by an enrolled laptop, and yet a line is no record or out of bounds: another version, or a stolen key."""
RETRIED = ("unknown-device", "wrong-recipient", "revoked", MALFORMED)
"""Quarantine words whose reason can end: an enrolment, an old key put back, a revocation taken back, an update."""

REFUSED = (errors.BundleError, errors.MalformedRecord, errors.BundleOverflow)
"""What a file is put aside for. A record out of shape, or a receipt that cannot be made, comes out only while it is
stored, in the same transaction."""

SERVED_DAYS = 14
"""How long an answered bundle stays in a served mailbox where the policy says nothing. docs/mailbox.md"""
LATEST_MS = 7_258_118_400_000
"""1 January 2200: as of lines (store-format 6)."""

NO_ROOM = (errors.DiskFull, errors.StoreUnwritable, errors.QuarantineFull)
"""Why a bad file may not be kept. It must not keep the good ones behind it from being imported."""


class Intake(Protocol):
    """What importing needs of the store."""

    def receipt_for(self, manifest_hash: str) -> IssuedReceipt | None: ...
    def import_bundle(
        self, bundle: IncomingBundle, received: Instant, make_receipt: Callable[[ImportOutcome], tuple[str, bytes]]
    ) -> tuple[ImportOutcome, IssuedReceipt]: ...
    def receipts(self, device: str) -> tuple[IssuedReceipt, ...]: ...


class Devices(Protocol):
    """What importing needs of the registry."""

    def get(self, device: str) -> DeviceRow: ...
    def list(self) -> tuple[DeviceRow, ...]: ...
    def links(self, device: str) -> tuple[Link, ...]: ...
    def refused(self) -> Revoked: ...


class QuarantineBox(Protocol):
    """What importing needs of the quarantine."""

    def add(self, name: str, data: bytes, word: str, why: str, device: str | None, at: Instant) -> QuarantineRow: ...
    def get(self, quarantine_id: str) -> QuarantineRow: ...
    def data(self, quarantine_id: str) -> bytes: ...
    def imported(self, data: bytes) -> None: ...
    def remove(self, quarantine_id: str, reason: str) -> None: ...
    def waiting_for(self, words: Sequence[str]) -> tuple[QuarantineRow, ...]: ...


@dataclass(frozen=True, slots=True)
class Hq:
    """What headquarters imports with. `identities` are its age identities of all classes, old ones too; `orders` gives
    what a device is ordered to do, `desk` looks after orders; in served mailboxes what was answered stays for
    `served_days`."""

    intake: Intake
    devices: Devices
    quarantine: QuarantineBox
    signers: Signers
    signing: SigningKey = field(repr=False)
    identities: tuple[str, ...] = field(repr=False)
    now: Callable[[], Instant]
    padding: Callable[[int], bytes]
    words: Words
    orders: Orders = no_orders
    desk: Desk | None = None
    served_days: int = SERVED_DAYS


@dataclass(frozen=True, slots=True)
class Imported:
    """The fate of one bundle file. `what` is new, replay, unconfirmed, quarantined, not kept or unreadable.

    `why` gives the reason of the last three; `new` and `duplicate` count interviews; `foreign` counts lines about
    interviews of another laptop; `clones` says that perhaps two laptops use this identity.
    """

    name: str
    device: str
    what: str
    new: int = 0
    duplicate: int = 0
    urgent: int = 0
    foreign: int = 0
    missing: tuple[int, ...] = ()
    word: str = ""
    why: str = ""
    receipt: IssuedReceipt | None = None
    clones: bool = False


@dataclass(frozen=True, slots=True)
class StickDone:
    """One folder after import: its bundles, whether all receipts are on it, and how many answered bundles were deleted
    from it."""

    bundles: tuple[Imported, ...]
    receipts_written: int
    unwritten: str
    removed: int = 0


def import_stick(mailbox: HqTransport, hq: Hq, progress: Callable[[int], None]) -> StickDone:
    """Import every bundle of one folder, then write the receipts its devices have not shown to hold."""
    done: list[Imported] = []
    unheard = hear_orders(mailbox, hq.desk) if hq.desk is not None else ""
    if unheard:
        done.append(Imported(ORDERS_NAME, "", "unreadable", why=unheard))
    answered: list[Answered] = []
    for device in mailbox.devices(first=[signer.principal for signer in hq.signers.lines]):
        try:
            for found in mailbox.bundles_of(device):
                progress(1)
                done.append(_import_parcel(mailbox, found, hq))
                if (receipt := done[-1].receipt) is not None:
                    answered.append(Answered(device, found.name, receipt))
        except errors.MailboxUnreadable as error:  # this folder; the others are looked at all the same
            done.append(Imported("", device, "unreadable", why=str(error)))
    if hq.desk is not None:
        hq.desk.catch_up()
    written, unwritten = _answer(mailbox, hq, done)
    removed = 0
    if hq.desk is not None:
        removed = let_go(mailbox, hq.desk, answered, written, hq.now().utc_ms, hq.served_days)
        unwritten = unwritten or leave_orders_file(mailbox, hq.desk)
    return StickDone(tuple(done), len(written), unwritten, removed)


def _import_parcel(mailbox: Transport, found: Parcel, hq: Hq) -> Imported:
    try:
        data = mailbox.read(found)
    except errors.MailboxUnreadable as error:
        return Imported(found.name, found.device, "unreadable", why=str(error))
    return import_file(found.name, found.device, data, hq)


def import_file(name: str, folder_device: str, data: bytes, hq: Hq) -> Imported:
    """Import one bundle file, or put it into quarantine with its word. Raises nothing that is the file's fault."""
    now = hq.now()
    try:
        verified = _verified(data, hq, now)
        earlier = hq.intake.receipt_for(verified.manifest_hash)
        if earlier is not None:
            return Imported(name, earlier.device, "replay", receipt=earlier, duplicate=1)
        done = _import(name, data, verified, hq, now)
    except errors.BundleRevoked as error:  # what was received before stays received, and keeps its receipt
        earlier = hq.intake.receipt_for(inspect(data).manifest_hash)
        if earlier is not None:
            return Imported(name, earlier.device, "replay", receipt=earlier, duplicate=1)
        return _put_aside(name, folder_device, data, error, hq, now)
    except REFUSED as error:
        return _put_aside(name, folder_device, data, error, hq, now)
    hq.quarantine.imported(data)
    return done


def _put_aside(
    name: str, folder_device: str, data: bytes, error: errors.FieldkitError, hq: Hq, now: Instant
) -> Imported:
    """Put a file into quarantine; where there is no room for it the import goes on and says so."""
    word = _word(error)
    try:
        hq.quarantine.add(name, data, word, f"{error.code} {error}", folder_device, now)
    except NO_ROOM as full:
        return Imported(name, folder_device, "not kept", word=word, why=f"{error}; not kept: {full}")
    return Imported(name, folder_device, "quarantined", word=word, why=str(error))


def _word(error: errors.FieldkitError) -> str:
    return error.quarantine.value if isinstance(error, errors.BundleError) else MALFORMED


def _verified(data: bytes, hq: Hq, now: Instant) -> Verified:
    return verify(data, hq.signers, namespace=BUNDLE, now_ms=now.utc_ms, revoked=hq.devices.refused())


def _import(name: str, data: bytes, verified: Verified, hq: Hq, now: Instant, *, decided: bool = False) -> Imported:
    """Import a verified bundle. `decided`: a person took it in though nobody vouches for it any more."""
    manifest = verified.manifest
    links = hq.devices.links(manifest.dev)
    verdict = judge(links, manifest, verified.manifest_hash)
    opened = open_bundle(verified, hq.identities)
    bundle = IncomingBundle(
        name=name,
        device=manifest.dev,
        epoch=manifest.epoch,
        seq=manifest.seq,
        prev=manifest.prev,
        manifest_hash=verified.manifest_hash,
        rcpt=manifest.rcpt,
        audit=manifest.audit,
        policy=manifest.policy,
        recipients=manifest.to,
        size=len(data),
        unconfirmed=decided or verdict.kind == "fork",
        records=opened.records,
        made_ms=_made_ms(opened.head),
    )
    device = hq.devices.get(manifest.dev)
    outcome, receipt = hq.intake.import_bundle(bundle, now, lambda o: _receipt(o, bundle, device, verdict, hq))
    interviews = {line.revision for line in opened.records if line.t == "rec"}
    fates = [was for _, revision, was in outcome.records if revision in interviews]
    return Imported(
        name,
        manifest.dev,
        "unconfirmed" if bundle.unconfirmed else "new",
        new=fates.count("new"),
        duplicate=fates.count("duplicate"),
        urgent=outcome.urgent,
        foreign=outcome.foreign,
        missing=outcome.missing,
        receipt=receipt,
        clones=outcome.clones,
    )


def _made_ms(head: Mapping[str, Json]) -> int | None:
    """Return when a bundle was packed by its laptop's clock; None where the laptop took that for suspect."""
    made = head.get("made")
    told = made.get("utc_ms") if isinstance(made, Mapping) and made.get("clock") == "ok" else None
    fits = isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= LATEST_MS
    return told if fits and isinstance(told, int) else None


def _receipt(
    outcome: ImportOutcome, bundle: IncomingBundle, device: DeviceRow, verdict: ChainVerdict, hq: Hq
) -> tuple[str, bytes]:
    """Sign and seal the receipt of one import; it says which recipients were proven to open."""
    body = ReceiptBody(
        device=bundle.device,
        epoch=bundle.epoch,
        seq=bundle.seq,
        manifest_hash=bundle.manifest_hash,
        outcome=outcome.outcome,
        number=outcome.number,
        records=tuple((i, revision, was_word(was)) for i, revision, was in outcome.records),
        missing=tuple(sorted({*outcome.missing, *verdict.missing})),
        hq_time_ms=outcome.hq_time_ms,
        hq_epoch=outcome.hq_epoch,
        high_water=outcome.high_water,
        hq_audit=outcome.hq_audit,
        recipients=_proven(bundle.recipients, hq.identities),
    )
    written = write_receipt(body, hq.signing, device.age_recipient, hq.padding)
    return f"{receipt_file_number(body.number):08d}.fkr", written.data


def _proven(to: Sequence[str], identities: Sequence[str]) -> tuple[str, ...]:
    """Return the key ids of a bundle that headquarters holds the identities of."""
    ours = {seal.key_id(seal.recipient_of(identity)) for identity in identities}
    return tuple(key_id for key_id in to if key_id in ours)


def _answer(mailbox: HqTransport, hq: Hq, done: Iterable[Imported]) -> tuple[set[str], str]:
    """Write receipts back, then the word to each laptop; return the numbers that are on the stick and why something
    is not."""
    wanted: dict[str, IssuedReceipt] = {}
    for device in sorted({one.device for one in done if one.receipt is not None}):
        wanted |= {receipt.number: receipt for receipt in hq.intake.receipts(device)}
    written: set[str] = set()
    unwritten = ""
    for receipt in wanted.values():
        try:
            mailbox.put_receipt(receipt.device, receipt_file_number(receipt.number), receipt.data)
            written.add(receipt.number)
        except (errors.MailboxFull, errors.MailboxReadOnly) as error:
            return written, str(error)
        except errors.FieldkitError as error:  # one bad place on the stick keeps no other receipt back
            unwritten = str(error)
    said = write_words(mailbox, hq.devices.list(), hq.words, hq.signing, hq.orders, hq.now(), hq.padding)
    return written, unwritten or said


def receipt_file_number(number: str) -> int:
    """Return the running number inside a receipt number: "R-000042-7" is 42."""
    return int(number.split("-")[1])


def take_in(hq: Hq, quarantine_id: str, reason: str) -> Imported:
    """Import what a revoked laptop sent, as unconfirmed: a person decided that it should be read.

    Raises: QuarantineUnknown, NotForAPerson, and what stands against the file besides.
    """
    row, now = hq.quarantine.get(quarantine_id), hq.now()
    if row.word != errors.Quarantine.REVOKED.value:
        raise errors.NotForAPerson(id=row.id, word=row.word)
    data = hq.quarantine.data(row.id)
    verified = verify(data, hq.signers, namespace=BUNDLE, now_ms=now.utc_ms)
    done = _import(row.name, data, verified, hq, now, decided=True)
    hq.quarantine.remove(row.id, f"taken in: {reason}")
    return done


def look_again(hq: Hq, *, also: Sequence[str] = ()) -> tuple[Imported, ...]:
    """Re-examine what waits in quarantine for a reason that may have ended, and for the words of `also`; what can be
    imported now is."""
    done = []
    for row in hq.quarantine.waiting_for((*RETRIED, *also)):
        data = hq.quarantine.data(row.id)
        now = hq.now()
        try:
            verified = _verified(data, hq, now)
            if hq.intake.receipt_for(verified.manifest_hash) is None:
                done.append(_import(row.name, data, verified, hq, now))
        except REFUSED:
            continue
        hq.quarantine.remove(row.id, "imported")
    return tuple(done)


def device_table(sticks: Mapping[str, StickDone]) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the table at the end: folder, device, new, known, missing, put aside, urgent, safe."""
    rows, names = [], _short_names(sticks)
    for folder, stick in sticks.items():
        for device in sorted({one.device for one in stick.bundles}):
            own = [one for one in stick.bundles if one.device == device]
            missing = sorted({seq for one in own for seq in one.missing})
            aside = Counter(
                one.word or one.what for one in own if one.what in ("quarantined", "not kept", "unreadable")
            )
            quarantined = [word if times == 1 else f"{word} x{times}" for word, times in aside.items()]
            rows.append(
                (
                    names[folder],
                    device[:10],
                    str(sum(one.new for one in own)),
                    str(sum(one.duplicate for one in own)),
                    ", ".join(map(str, missing)) or "none",
                    ", ".join(quarantined) or "none",
                    str(sum(one.urgent for one in own)),
                    "no: " + stick.unwritten if stick.unwritten else "yes",
                )
            )
    return tuple(rows)


def _short_names(folders: Iterable[str]) -> dict[str, str]:
    """Return each folder's last name, or the whole of it where two have the same."""
    last = {folder: PurePath(folder).name or folder for folder in folders}
    count = Counter(last.values())
    return {folder: name if count[name] == 1 else folder for folder, name in last.items()}
