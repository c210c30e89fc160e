"""Receipts (.fkr): headquarters' signed answer to one bundle, sealed to its device. docs/bundle-format.md 9."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fieldkit import errors
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey, sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import container, lines, namespaces, verify, write
from fieldkit.sync.bundle.fields import EPOCH, HASH, KEY_ID, RECORD_ID, Fields
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.manifest import Payload, ReceiptManifest, manifest_hash, read_receipt_manifest
from fieldkit.sync.bundle.namespaces import Kind, ReceiptNamespace
from fieldkit.sync.bundle.payload import LEVEL, QUICK_LEVEL
from fieldkit.sync.bundle.signers import Signers

FEW = 100
"""Records of a receipt that is compressed as well as can be: a day's work on a thin line."""
_OUTCOME = re.compile(rf"accepted|unconfirmed|quarantined:(?:{'|'.join(q.value for q in errors.Quarantine)})")
_WAS = re.compile("new|duplicate|applied")
_NUMBER = re.compile(r"R-[0-9]{6,12}-[0-9]")
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
"""The quasigroup of Damm's check digit: every single wrong digit and every swap of neighbours is noticed."""

Was: TypeAlias = Literal["new", "duplicate", "applied"]
_WORDS: dict[str, Was] = {"new": "new", "duplicate": "duplicate", "applied": "applied"}


@dataclass(frozen=True, slots=True)
class ReceiptBody:
    """What headquarters says about one bundle.

    `outcome` is accepted, unconfirmed, or quarantined:WORD. `number` is for people (see `receipt_number`). `records`
    are (record id, revision hash, new or duplicate or applied). `missing` are sequence numbers asked for. `high_water`
    is the highest sequence number headquarters holds of this epoch. `recipients` are the key ids, of those that the
    bundle was sealed to, whose identities headquarters holds: by one of them it was opened. `hq_time_ms` is the time of
    reception, ms since 1970.
    """

    device: str
    epoch: str
    seq: int
    manifest_hash: str
    outcome: str
    number: str
    records: tuple[tuple[str, str, Was], ...]
    missing: tuple[int, ...]
    hq_time_ms: int
    hq_epoch: str
    high_water: int
    hq_audit: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenReceipt:
    """A receipt's bytes, its manifest and that manifest's hash (what the device's next manifests name as `rcpt`)."""

    data: bytes
    manifest: ReceiptManifest
    manifest_hash: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt that was checked and opened; `to` are the key ids that it was sealed to."""

    body: ReceiptBody
    manifest_hash: str
    to: tuple[str, ...] = ()


def receipt_number(count: int) -> str:
    """Return the number that people write down: R, the count, and a check digit (Damm)."""
    digits = f"{count:06d}"
    return f"R-{digits}-{_check_digit(digits)}"


def is_receipt_number(text: str) -> bool:
    """Tell whether a typed receipt number is free of slips."""
    return bool(_NUMBER.fullmatch(text)) and _check_digit(text[2:-2]) == text[-1]


def write_receipt(
    body: ReceiptBody,
    key: SigningKey,
    recipient: str,
    padding: Callable[[int], bytes],
    *,
    namespace: ReceiptNamespace = namespaces.RECEIPT,
) -> WrittenReceipt:
    """Seal `body` to the device's recipient and sign it with headquarters' key.

    Raises: BundleOverflow, BadKey, ValueError for a body that breaks the format (a mistake of the caller).
    """
    to = (seal.key_id(recipient),)
    head = _head(body, namespace, to)
    records = [_record(r) for r in body.records]
    content = lines.assemble(canonical.dumps(head), records)
    level = LEVEL if len(records) <= FEW else QUICK_LEVEL
    sealed = write.seal_content(content, [recipient], padding, level)
    manifest = ReceiptManifest(body.device, body.epoch, body.seq, body.manifest_hash, Payload.of(sealed), to)
    outside = manifest.to_bytes()
    _refuse_unreadable(outside, head, body.records)
    members = container.Members(outside, sshsig(key, outside, namespace), sealed)
    return WrittenReceipt(container.pack(Kind.RECEIPT, members), manifest, manifest_hash(outside))


def open_receipt(
    data: bytes,
    signers: Signers,
    identities: Sequence[str],
    *,
    device: str,
    namespace: ReceiptNamespace = namespaces.RECEIPT,
    now_ms: int | None = None,
) -> Receipt:
    """Check and open a receipt for `device`. A laptop's clock may be wrong, so validity dates do not count by default.

    Raises: BundleError.
    """
    case = verify.checked_receipt(data, signers, namespace=namespace, now_ms=now_ms)
    if case.manifest.dev != device:
        raise errors.BundleNotForUs(what="receipt")
    content = verify.open_payload(case.payload, case.manifest.to, identities, Kind.RECEIPT)
    records: list[tuple[str, str, Was]] = []
    head, _, _ = lines.take_apart(content, lambda line, value: records.append(_got(line, value)))
    fields = verify.bound_head(head, namespace, case.manifest, Kind.RECEIPT)
    verify.bind(fields.take("of"), case.manifest.of, "of", Kind.RECEIPT)
    return Receipt(_body(fields, case.manifest, tuple(records)), case.manifest_hash, case.manifest.to)


def _head(body: ReceiptBody, namespace: str, to: Sequence[str]) -> dict[str, Json]:
    return {
        "t": "head",
        "namespace": namespace,
        "dev": body.device,
        "epoch": body.epoch,
        "seq": body.seq,
        "of": body.manifest_hash,
        "to": list(to),
        "outcome": body.outcome,
        "number": body.number,
        "missing": list(body.missing),
        "hq_time_ms": body.hq_time_ms,
        "hq_epoch": body.hq_epoch,
        "high_water": body.high_water,
        "hq_audit": body.hq_audit,
        "recipients": list(body.recipients),
    }


def _record(record: tuple[str, str, Was]) -> bytes:
    """Spell a line in canonical form: `_refuse_unreadable` sees that nothing in it would have to be escaped."""
    return f'{{"id":"{record[0]}","revision":"{record[1]}","t":"got","was":"{record[2]}"}}'.encode()


def _got(line: int, value: Mapping[str, Json]) -> tuple[str, str, Was]:
    fields = Fields(value, lambda why: errors.BundleLines(line=line, why=why))
    fields.constant("t", "got")
    found = fields.text("id", RECORD_ID), fields.text("revision", HASH)
    was = was_word(fields.text("was", _WAS))
    fields.done()
    return (*found, was)


def was_word(text: str) -> Was:
    """Return what became of a record as the type of a receipt's words. Raises: KeyError for any other."""
    return _WORDS[text]


def _body(fields: Fields, manifest: ReceiptManifest, records: tuple[tuple[str, str, Was], ...]) -> ReceiptBody:
    body = ReceiptBody(
        device=manifest.dev,
        epoch=manifest.epoch,
        seq=manifest.seq,
        manifest_hash=manifest.of,
        outcome=fields.text("outcome", _OUTCOME),
        number=fields.text("number", _NUMBER),
        records=records,
        missing=fields.numbers("missing", 1, LIMITS.sequence, LIMITS.missing),
        hq_time_ms=fields.number("hq_time_ms"),
        hq_epoch=fields.text("hq_epoch", EPOCH),
        high_water=fields.number("high_water", 0, LIMITS.sequence),
        hq_audit=fields.text("hq_audit", HASH),
        recipients=fields.texts("recipients", KEY_ID, 0, LIMITS.most_recipients),
    )
    fields.done()
    if not is_receipt_number(body.number):
        fields.refuse("has a malformed number")
    return body


def _refuse_unreadable(outside: bytes, head: Mapping[str, Json], records: Sequence[tuple[str, str, Was]]) -> None:
    """Hold the receipt against the reader's grammar, so that nothing is written that no device would accept."""
    fields = Fields(head, lambda why: errors.BundleLines(line=1, why=why), "the head")
    for name in ("t", "namespace", "dev", "epoch", "seq", "of", "to"):
        fields.take(name)
    try:
        for n, (record, revision, was) in enumerate(records, 2):
            if not (RECORD_ID.fullmatch(record) and HASH.fullmatch(revision) and _WAS.fullmatch(was)):
                raise errors.BundleLines(line=n, why="it is no line of a receipt")
        _body(fields, read_receipt_manifest(outside), tuple(records))
    except errors.BundleError as error:
        raise ValueError(str(error)) from None


def _check_digit(digits: str) -> str:
    check = "0"
    for digit in digits:
        check = _DAMM[int(check)][int(digit)]
    return check
