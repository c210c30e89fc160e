"""Checking and opening a container, in the one order that is safe. docs/bundle-format.md 7.2.

Nothing is decrypted before the sender is known, nothing decompressed before its size is. Bytes in, values out; only
subclasses of errors.BundleError leave here, whatever the bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fieldkit import errors
from fieldkit.crypto import seal
from fieldkit.crypto.sign import PublicKey, signature_namespace, verify_sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import container, lines, payload
from fieldkit.sync.bundle.fields import Fields
from fieldkit.sync.bundle.lines import Foot, Record, Records
from fieldkit.sync.bundle.manifest import (
    AnyManifest,
    Manifest,
    Payload,
    ReceiptManifest,
    manifest_hash,
    read_manifest,
    read_receipt_manifest,
)
from fieldkit.sync.bundle.namespaces import ALL_NAMESPACES, HEADQUARTERS, BundleNamespace, Kind
from fieldkit.sync.bundle.practice_mark import refuse_practice
from fieldkit.sync.bundle.signers import Revoked, Signers

__all__ = ["Check", "Examination", "Foot", "Opened", "Record", "Unverified", "Verified"]

Verdict: TypeAlias = Literal[
    "verified",
    "intact, signer unknown",
    "forged",
    "truncated",
    "unknown-device",
    "wrong-recipient",
    "revoked",
]
NOT_REVOKED = Revoked()


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `fieldkit bundle verify`: what was looked at, whether it holds, and a word about it."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Unverified:
    """What a container says of itself. Nothing in it is to be believed."""

    kind: Kind
    manifest: AnyManifest
    manifest_hash: str
    members: container.Members


@dataclass(frozen=True, slots=True)
class Verified:
    """A bundle whose signature, sender and sealed bytes were checked; made by `verify` only."""

    manifest: Manifest
    manifest_hash: str
    namespace: BundleNamespace
    signer: PublicKey
    payload: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """What was sealed. `records` are checked lines in order."""

    head: Mapping[str, Json]
    records: Records
    foot: Foot


@dataclass(frozen=True, slots=True)
class Examination:
    """Every check in order up to the first that fails, and the verdict. `error` is what stands against the file."""

    checks: tuple[Check, ...]
    verdict: Verdict
    kind: Kind
    manifest: AnyManifest | None
    manifest_hash: str | None
    error: errors.BundleError | None


def inspect(data: bytes, kind: Kind = Kind.BUNDLE) -> Unverified:
    """Take a container apart without trusting it: sizes, container, manifest.

    Raises: BundleLimit, BundleTruncated, BundleContainer, BundleManifest.
    """
    case = _Case(data, kind)
    for _, check in _SHAPE:
        check(case)
    return Unverified(kind, case.manifest, case.hash, case.members)


def verify(
    data: bytes,
    signers: Signers,
    *,
    namespace: BundleNamespace,
    now_ms: int | None,
    revoked: Revoked = NOT_REVOKED,
) -> Verified:
    """Check a bundle from the outside, without any key to open it.

    `now_ms` is the time of reception, against which validity dates count; None leaves them out.

    Raises: the first BundleError in the order of docs/bundle-format.md 7.2.
    """
    case = _checked(_Case(data, Kind.BUNDLE, namespace, signers, now_ms, revoked))
    assert isinstance(case.manifest, Manifest)
    return Verified(case.manifest, case.hash, namespace, case.signer, case.members.payload)


def examine(
    data: bytes,
    signers: Signers | None,
    *,
    namespaces: Sequence[str] | None = None,
    now_ms: int | None = None,
    revoked: Revoked = NOT_REVOKED,
) -> Examination:
    """Check a bundle or a receipt and say each check. Without `signers` the best verdict is "intact, signer unknown".

    `namespaces` are those accepted; by default real work and practice of the file's kind. Raises nothing.
    """
    kind = container.kind_of(data)
    case = _Case(data, kind, "", signers, now_ms, revoked)
    case.accepted = tuple(namespaces) if namespaces is not None else kind.namespaces
    done: list[Check] = []
    error: errors.BundleError | None = None
    for name, check in _ORDER:
        try:
            done.append(Check(name, True, check(case)))
        except errors.BundleSignerUnknown as unknown:  # the one finding that does not end the examination
            error = unknown
            done.append(Check(name, False, "not compared: no card or allowed_signers given"))
        except errors.BundleError as failure:
            error = failure
            done.append(Check(name, False, str(failure)))
            break
    return Examination(tuple(done), _verdict(error), kind, case.found, case.found_hash, error)


def open_bundle(verified: Verified, identities: Sequence[str]) -> Opened:
    """Unseal a verified bundle and check everything inside; every record was parsed once when this returns.

    Raises: BundleNotForUs, BundleSeal, BundleFrame, BundleLimit, BundleLines, BundleBinding.
    """
    manifest = verified.manifest
    content = open_payload(verified.payload, manifest.to, identities, Kind.BUNDLE)
    head, records, foot = lines.take_apart(content, _check_record)
    fields = bound_head(head, verified.namespace, manifest, Kind.BUNDLE)
    bind(fields.take("prev"), manifest.prev, "prev", Kind.BUNDLE)
    fields.take("made")
    fields.take("forms")
    fields.done()
    return Opened(head, records, foot)


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """A receipt whose signature, signer and sealed bytes were checked; made by `checked_receipt` only."""

    manifest: ReceiptManifest
    manifest_hash: str
    payload: bytes


def checked_receipt(data: bytes, signers: Signers, *, namespace: str, now_ms: int | None) -> VerifiedReceipt:
    """Check a receipt from the outside.

    Raises: the first BundleError in the order of docs/bundle-format.md 7.2.
    """
    case = _checked(_Case(data, Kind.RECEIPT, namespace, signers, now_ms))
    assert isinstance(case.manifest, ReceiptManifest)
    return VerifiedReceipt(case.manifest, case.hash, case.members.payload)


def open_payload(sealed: bytes, to: Sequence[str], identities: Sequence[str], kind: Kind) -> bytes:
    """Unseal and decompress.

    Raises: BundleNotForUs, BundleSeal, BundleFrame, BundleLimit.
    """
    ours = [i for i in identities if seal.key_id(seal.recipient_of(i)) in to]
    if not ours:
        raise errors.BundleNotForUs(what=kind.value)
    try:
        plaintext = seal.unseal(sealed, ours)
    except errors.WrongRecipient:
        raise errors.BundleNotForUs(what=kind.value) from None
    except errors.SealBroken:
        raise errors.BundleSeal(what=kind.value) from None
    return payload.decode(plaintext)


def bound_head(head: Mapping[str, Json], namespace: str, manifest: AnyManifest, kind: Kind) -> Fields:
    """Check that the head repeats the manifest; return what else it has.

    Raises: BundleBinding, BundleLines.
    """
    fields = Fields(head, lambda why: errors.BundleLines(line=1, why=why), "the head")
    fields.constant("t", "head")
    outside: dict[str, Json] = {
        "namespace": namespace,
        "dev": manifest.dev,
        "epoch": manifest.epoch,
        "seq": manifest.seq,
        "to": list(manifest.to),
    }
    for name, expected in outside.items():
        bind(fields.take(name), expected, name, kind)
    return fields


def bind(inside: Json, outside: Json, name: str, kind: Kind) -> None:
    """Raise BundleBinding (E_BIND) unless what is sealed says the same as the manifest."""
    if inside != outside or type(inside) is not type(outside):
        raise errors.BundleBinding(what=kind.value, field=name)


def _check_record(line: int, value: Mapping[str, Json]) -> None:
    wrong = lines.check_record(value)
    if wrong:
        raise errors.BundleLines(line=line, why=wrong)


class _Case:
    """The file on the table while the checks fill in what they learn."""

    def __init__(
        self,
        data: bytes,
        kind: Kind,
        namespace: str = "",
        signers: Signers | None = None,
        now_ms: int | None = None,
        revoked: Revoked = NOT_REVOKED,
    ) -> None:
        self.data, self.kind = data, kind
        self.accepted: tuple[str, ...] = (namespace,)
        self.signers, self.now_ms, self.revoked = signers, now_ms, revoked
        self.namespace = namespace
        self.found: AnyManifest | None = None
        self.found_hash: str | None = None
        self.members: container.Members
        self.signer: PublicKey

    @property
    def manifest(self) -> AnyManifest:
        assert self.found is not None
        return self.found

    @property
    def hash(self) -> str:
        assert self.found_hash is not None
        return self.found_hash


def _checked(case: _Case) -> _Case:
    for _, check in _ORDER:
        check(case)
    return case


def _container(case: _Case) -> str:
    refuse_practice(case.data)
    case.members = container.unpack(case.data, case.kind)
    return f"{len(case.data)} bytes, three members"


def _signature(case: _Case) -> str:
    armour = case.members.signature
    try:
        claimed = signature_namespace(armour)
        if claimed not in case.accepted:
            raise errors.BundleNamespace(found=_known(claimed), expected=" or ".join(case.accepted))
        case.signer = verify_sshsig(armour, case.members.manifest, claimed)
    except errors.BadSignature as error:
        raise errors.BundleSignature(why=error.facts["why"]) from None
    case.namespace = claimed
    return f"Ed25519 in {claimed}, key {case.signer.fingerprint[:16]}"


def _manifest(case: _Case) -> str:
    read = read_manifest if case.kind is Kind.BUNDLE else read_receipt_manifest
    case.found = read(case.members.manifest)
    case.found_hash = manifest_hash(case.members.manifest)
    return f"{case.found.dev} {case.found.epoch} number {case.found.seq}"


def _sender(case: _Case) -> str:
    who = case.manifest.dev if case.kind is Kind.BUNDLE else HEADQUARTERS
    if case.signers is None:
        raise errors.BundleSignerUnknown(what=case.kind.value)
    known = case.signers.lines_of(who, case.namespace)
    if not known:
        raise errors.BundleUnknownDevice(device=who)
    fitting = [line for line in known if line.key == case.signer]
    if not fitting:
        raise errors.BundleWrongSigner(device=who)
    if not any(line.valid_at(case.now_ms) for line in fitting):
        raise errors.BundleDeviceNotValid(device=who)
    since = case.revoked.since_number(who, case.manifest.epoch, case.signer)
    if since is not None and case.manifest.seq >= since:
        raise errors.BundleRevoked(device=who, since=since, seq=case.manifest.seq)
    return f"signed by {who}"


def _payload(case: _Case) -> str:
    said, found = case.manifest.payload, Payload.of(case.members.payload)
    if found.size != said.size:
        raise errors.BundlePayloadChanged(why=f"it has {found.size} bytes, not {said.size}")
    if found != said:
        raise errors.BundlePayloadChanged(why="its SHA-256 differs")
    return f"{said.size} bytes, sha256 {said.sha256}"


def _known(namespace: str) -> str:
    """Return a claimed namespace only if it is one of ours: anything else is a stranger's text."""
    return namespace if namespace in ALL_NAMESPACES else "another use"


def _verdict(error: errors.BundleError | None) -> Verdict:
    if error is None:
        return "verified"
    if isinstance(error, errors.BundleSignerUnknown):
        return "intact, signer unknown"
    return error.quarantine.value


_Step = tuple[str, Callable[[_Case], str]]
_SHAPE: tuple[_Step, ...] = (("container", _container), ("manifest", _manifest))
# bundle-format 7.2: the signature stands over bytes, so it is checked before the manifest is parsed
_ORDER: tuple[_Step, ...] = (
    ("container", _container),
    ("signature", _signature),
    ("manifest", _manifest),
    ("signer", _sender),
    ("payload", _payload),
)
