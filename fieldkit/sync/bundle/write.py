"""Making a bundle: bytes out, nothing stored. docs/bundle-format.md 3 to 6."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey, sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import container, lines, namespaces, payload
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.manifest import Manifest, Payload, manifest_hash, read_manifest
from fieldkit.sync.bundle.namespaces import BundleNamespace, Kind


@dataclass(frozen=True, slots=True)
class BundleDraft:
    """What a bundle will say. Each record is a JSON object with `t` (one of lines.RECORD_TYPES) and `id`.

    All records are for one class of recipients: the caller chose it, and nothing outside tells which.
    """

    dev: str
    epoch: str
    seq: int
    prev: str
    rcpt: str
    audit: str
    policy: int
    made: Json
    forms: Sequence[Json]
    records: Sequence[Mapping[str, Json]]
    namespace: BundleNamespace = namespaces.BUNDLE


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle's bytes, manifest, manifest hash, mailbox name, and (id, revision hash) of each record in order."""

    data: bytes
    manifest: Manifest
    manifest_hash: str
    name: str
    revisions: tuple[tuple[str, str], ...]


def write_bundle(
    draft: BundleDraft, key: SigningKey, recipients: Sequence[str], padding: Callable[[int], bytes]
) -> Written:
    """Seal `draft` to every one of `recipients` (two or more `age1...`) and sign it with the device's key.

    `padding(n)` gives n bytes of no meaning. Sealing itself is random: two calls differ.

    Raises: BundleOverflow when it must be split, BadKey for a recipient that is none, ValueError for a draft that
    breaks the format (a mistake of the caller).
    """
    to = key_ids(recipients)
    records = [_record_line(record) for record in draft.records]
    content = lines.assemble(canonical.dumps(head_of(draft, to)), records)
    sealed = seal_content(content, recipients, padding)
    manifest = Manifest(
        draft.dev,
        draft.epoch,
        draft.seq,
        draft.prev,
        Payload.of(sealed),
        to,
        draft.rcpt,
        draft.audit,
        draft.policy,
    )
    outside = manifest.to_bytes()
    _refuse_unreadable(outside)
    members = container.Members(outside, sshsig(key, outside, draft.namespace), sealed)
    return Written(
        container.pack(Kind.BUNDLE, members),
        manifest,
        manifest_hash(outside),
        manifest.file_name,
        tuple(_revisions(draft.records, records)),
    )


def head_of(draft: BundleDraft, to: Sequence[str]) -> dict[str, Json]:
    """Return the first line: it repeats what the manifest says, so that neither can be moved to another."""
    return {
        "t": "head",
        "namespace": draft.namespace,
        "dev": draft.dev,
        "epoch": draft.epoch,
        "seq": draft.seq,
        "prev": draft.prev,
        "to": list(to),
        "made": draft.made,
        "forms": list(draft.forms),
    }


def key_ids(recipients: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of two or more different recipients, in ascending order.

    Raises: ValueError.
    """
    to = tuple(sorted(map(seal.key_id, recipients)))
    if len(set(to)) != len(to) or not LIMITS.least_recipients <= len(to) <= LIMITS.most_recipients:
        raise ValueError(f"a bundle has {LIMITS.least_recipients} to {LIMITS.most_recipients} different recipients")
    return to


def seal_content(
    content: bytes, recipients: Sequence[str], padding: Callable[[int], bytes], level: int = payload.LEVEL
) -> bytes:
    """Compress with a level of zstd, pad and seal.

    Raises: BundleOverflow, BadKey.
    """
    sealed = seal.seal(payload.encode(content, padding, level), recipients)
    if len(sealed) > LIMITS.payload:
        raise errors.BundleOverflow(what="the sealed part in bytes", found=len(sealed), limit=LIMITS.payload)
    return sealed


def _record_line(record: Mapping[str, Json]) -> bytes:
    wrong = lines.check_record(record)
    if wrong:
        raise ValueError(f"not a record: {wrong}")
    return canonical.dumps(record)


def _refuse_unreadable(outside: bytes) -> None:
    """Hold the manifest against the reader's grammar, so that nothing is written that nobody would accept."""
    try:
        read_manifest(outside)
    except errors.BundleManifest as error:
        raise ValueError(str(error)) from None


def _revisions(records: Sequence[Mapping[str, Json]], raw: Iterable[bytes]) -> Iterable[tuple[str, str]]:
    for record, line in zip(records, raw, strict=True):
        yield str(record["id"]), hashlib.sha256(line).hexdigest()
