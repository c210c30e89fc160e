"""Parts to make bundles from, good and bad. Everybody and everything here is made up; the keys open nothing else."""

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence

from fieldkit.cases.standing import ChainHeld, Moment
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey, sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import container, namespaces, payload
from fieldkit.sync.bundle.card import Approval, Card, Contacts, PolicyRoot, Request
from fieldkit.sync.bundle.container import Members
from fieldkit.sync.bundle.manifest import Manifest, read_manifest
from fieldkit.sync.bundle.namespaces import Kind, RequestNamespace
from fieldkit.sync.bundle.receipt import ReceiptBody, receipt_number
from fieldkit.sync.bundle.signers import Revoked, Signer, Signers
from fieldkit.sync.bundle.tip import Tip
from fieldkit.sync.bundle.word import Word
from fieldkit.sync.bundle.write import BundleDraft, Written, write_bundle

NOW = 1_795_000_000_000
DAY = 86_400_000

DEVICE_KEY = SigningKey.from_seed(b"1" * 32)
OTHER_KEY = SigningKey.from_seed(b"2" * 32)
HQ_KEY = SigningKey.from_seed(b"3" * 32)
STRANGER_KEY = SigningKey.from_seed(b"4" * 32)

DEVICE = "d-" + "7f" * 16
OTHER_DEVICE = "d-" + "0a" * 16
LAPSED_DEVICE = "d-" + "1e" * 16
ROTATED_DEVICE = "d-" + "2b" * 16
REVOKED_DEVICE = "d-" + "dd" * 16
STRANGER = "d-" + "99" * 16
EPOCH = "e-" + "5c" * 8
OLD_EPOCH = "e-" + "5b" * 8
HQ_EPOCH = "e-" + "48" * 8
ZEROS = "0" * 64

HQ_IDENTITY = "AGE-SECRET-KEY-1C8Q8PUYUXQM8T2VHP0XXE0H90EFF7406T5HMX3RU26ZAF2ZZXR4SJM98WY"
RECOVERY_IDENTITY = "AGE-SECRET-KEY-18MXWP6PYE0W5WELHRZZ4NNE4ZMSS2RF2SSZ5TUMFHKWEM30AJ6VS3JS3ZE"
STRANGER_IDENTITY = "AGE-SECRET-KEY-1SR0X4RMDA94NFLQUR8V2Y5SDREXT7Q6R434R2K8HY7R649ZSJMQQA3VD2V"
RECIPIENTS = (seal.recipient_of(HQ_IDENTITY), seal.recipient_of(RECOVERY_IDENTITY))
TO = tuple(sorted(map(seal.key_id, RECIPIENTS)))

SIGNERS = Signers(
    (
        Signer(DEVICE, (namespaces.BUNDLE, namespaces.PRACTICE), DEVICE_KEY.public, NOW - 90 * DAY, NOW + 90 * DAY),
        Signer(OTHER_DEVICE, (namespaces.BUNDLE,), OTHER_KEY.public),
        Signer(LAPSED_DEVICE, (namespaces.BUNDLE,), DEVICE_KEY.public, NOW - 90 * DAY, NOW - 30 * DAY),
        Signer(REVOKED_DEVICE, (namespaces.BUNDLE,), DEVICE_KEY.public),
        Signer(ROTATED_DEVICE, (namespaces.BUNDLE,), DEVICE_KEY.public),
        Signer(ROTATED_DEVICE, (namespaces.BUNDLE,), OTHER_KEY.public),
        Signer(namespaces.HEADQUARTERS, (namespaces.RECEIPT,), HQ_KEY.public),
    )
)
REVOKED = Revoked({REVOKED_DEVICE: {EPOCH: 5}}, {ROTATED_DEVICE: {DEVICE_KEY.public.openssh(): {OLD_EPOCH: 5}}})

RECORD_ID = "3f6f0a52-5d0c-4a4e-9d3f-0c6a1f6f9b11"
RECORDS: tuple[dict[str, Json], ...] = (
    {"t": "rec", "id": RECORD_ID, "stub": {"code": "K7M4QX"}, "content": {"answers": {"sex": "woman"}}},
    {"t": "identity", "id": RECORD_ID, "identity": {"safe_to_call": "no"}},
    {"t": "event", "id": RECORD_ID, "kind": "report_made"},
    {"t": "erase", "id": "0d9c6a1f-52b7-4a55-8a3e-6f1b2c3d4e5f"},
)
MADE: Json = {"utc_ms": NOW, "offset_min": 120, "mono_ms": 5, "boot": "b1"}
FORMS: tuple[Json, ...] = ({"id": "border_quick_screen", "version": "1", "sha256": "5b" * 32},)


def zeros(size: int) -> bytes:
    """Padding of no meaning."""
    return bytes(size)


def draft(
    seq: int = 1, prev: str = ZEROS, records: Sequence[Mapping[str, Json]] = RECORDS, dev: str = DEVICE
) -> BundleDraft:
    """A bundle's draft that is right in every way."""
    return BundleDraft(dev, EPOCH, seq, prev, ZEROS, "a" * 64, 7, MADE, FORMS, records)


def bundle(seq: int = 1, prev: str = ZEROS, records: Sequence[Mapping[str, Json]] = RECORDS) -> Written:
    """A bundle that is right in every way."""
    return write_bundle(draft(seq, prev, records), DEVICE_KEY, RECIPIENTS, zeros)


def head(**changes: Json) -> dict[str, Json]:
    """A head line, and what is changed in it. A change to None takes the field out."""
    fields: dict[str, Json] = {
        "t": "head",
        "namespace": namespaces.BUNDLE,
        "dev": DEVICE,
        "epoch": EPOCH,
        "seq": 1,
        "prev": ZEROS,
        "to": list(TO),
        "made": MADE,
        "forms": list(FORMS),
    }
    return _changed(fields, changes)


def content(head_line: Mapping[str, Json], lines: Sequence[bytes], foot: Mapping[str, Json] | None = None) -> bytes:
    """The lines, with a foot that fits unless another is given."""
    before = b"".join(line + b"\n" for line in (canonical.dumps(head_line), *lines))
    right: dict[str, Json] = {"t": "foot", "n": len(lines), "sha256": hashlib.sha256(before).hexdigest()}
    return before + canonical.dumps(foot or right) + b"\n"


def record_lines() -> list[bytes]:
    """The good records as lines."""
    return [canonical.dumps(record) for record in RECORDS]


def good_content() -> bytes:
    """Lines that are right in every way."""
    return content(head(), record_lines())


def manifest_json(sealed: bytes, **changes: Json) -> dict[str, Json]:
    """A manifest over `sealed`, and what is changed in it. A change to None takes the field out."""
    size: Json = {"sha256": hashlib.sha256(sealed).hexdigest(), "size": len(sealed)}
    fields: dict[str, Json] = {
        "v": 1,
        "suite": "age1-x25519+sshsig-ed25519-sha512+zstd",
        "kind": "bundle",
        "dev": DEVICE,
        "epoch": EPOCH,
        "seq": 1,
        "prev": ZEROS,
        "payload": size,
        "to": list(TO),
        "rcpt": ZEROS,
        "audit": "a" * 64,
        "policy": 7,
    }
    return _changed(fields, changes)


def signed(manifest: bytes, sealed: bytes, key: SigningKey = DEVICE_KEY, namespace: str = namespaces.BUNDLE) -> bytes:
    """A container around any manifest and payload, with a good signature."""
    return container.pack(Kind.BUNDLE, Members(manifest, sshsig(key, manifest, namespace), sealed))


def around(plaintext: bytes, recipients: Sequence[str] = RECIPIENTS) -> bytes:
    """A signed bundle around any plaintext of age."""
    sealed = seal.seal(plaintext, recipients)
    return signed(canonical.dumps(manifest_json(sealed)), sealed)


def around_content(lines: bytes) -> bytes:
    """A signed bundle around any lines."""
    return around(payload.encode(lines, zeros))


def with_manifest(**changes: Json) -> bytes:
    """A signed bundle whose manifest is changed."""
    sealed = seal.seal(payload.encode(good_content(), zeros), RECIPIENTS)
    return signed(canonical.dumps(manifest_json(sealed, **changes)), sealed)


def manifest_of(data: bytes) -> Manifest:
    """The manifest of a bundle that is known to be whole."""
    return read_manifest(container.unpack(data, Kind.BUNDLE).manifest)


def receipt_body(outcome: str = "accepted", number: str = receipt_number(42)) -> ReceiptBody:
    """A receipt's body that is right in every way."""
    return ReceiptBody(
        device=DEVICE,
        epoch=EPOCH,
        seq=3,
        manifest_hash="c" * 64,
        outcome=outcome,
        number=number,
        records=((RECORD_ID, "d" * 64, "new"), (RECORD_ID, "e" * 64, "duplicate")),
        missing=(1, 2),
        hq_time_ms=NOW,
        hq_epoch=HQ_EPOCH,
        high_water=3,
        hq_audit="b" * 64,
        recipients=TO,
    )


def card() -> Card:
    """Headquarters' card, right in every way."""
    return Card(
        name="Invented headquarters",
        key=HQ_KEY.public,
        recipients={"case": RECIPIENTS, "concern": RECIPIENTS, "organisation": ()},
        policy_root=PolicyRoot((HQ_KEY.public.openssh(),), 1),
        policy=7,
        contacts=Contacts("+250 700 000 001", "0700 000 002", dpo="Invented officer"),
        approvals=(Approval("border_quick_screen", "5b" * 32, "en", "practice", "Invented approver", "2026-11-01"),),
        signers=Signers((SIGNERS.lines[-1],)).text(),
        made_ms=NOW,
        nonce="ab" * 16,
    )


def tip() -> Tip:
    """A concern that is right in every way."""
    answers: dict[str, Json] = {"what": ["bribe"], "own_words": "invented", "concerns_focal_point": "no"}
    return Tip("staff_concern", "2026.11.1", "5b" * 32, "rw", "2026-11-25", answers, "ab" * 32)


CHAINS = (
    ChainHeld(EPOCH, 7, 3, (4, 6), "0123456789abcdef"),
    ChainHeld(OLD_EPOCH, 2, 2, (), "fedcba9876543210"),
)
NAMED_CHAINS = (
    dataclasses.replace(CHAINS[0], named_from=5, each=("00112233445566aa", "00112233445566bb", "8899aabbccddeeff")),
    CHAINS[1],
)
ORDER: dict[str, Json] = {
    "order": "erase",
    "record": RECORD_ID,
    "n": 1,
    "why": "asked for",
    "urgent": False,
    "by": None,
}


def word() -> Word:
    """Headquarters' word, right in every way."""
    moment = Moment(HQ_EPOCH, 3, ("e-" + "47" * 8,), NOW)
    return Word(DEVICE, moment, "ef" * 32, CHAINS, (ORDER,))


def request() -> Request:
    """A device's request, right in every way."""
    return Request(
        device=DEVICE,
        key=DEVICE_KEY.public,
        recipient=RECIPIENTS[0],
        epoch=EPOCH,
        post="Invented post",
        card_hash=card().body_hash,
        made_ms=NOW,
        nonce="cd" * 16,
    )


def rotated(
    last: Mapping[str, int] | None = None,
    former: SigningKey = DEVICE_KEY,
    namespace: RequestNamespace = namespaces.REQUEST,
) -> Request:
    """A request for another key, for which the former one vouches, right in every way."""
    asked = dataclasses.replace(request(), key=OTHER_KEY.public)
    return asked.vouched(former, {OLD_EPOCH: 12} if last is None else last, namespace)


def _changed(fields: dict[str, Json], changes: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}
