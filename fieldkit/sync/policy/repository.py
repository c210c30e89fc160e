"""Headquarters' side: the signed metadata of one state of the policy, and the files that carry it.

docs/policy-format.md 2 to 4. Values in, values out: who writes them into a mailbox is `commands.publishing`.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.sync.policy.keys import signer_of, tuf_key
from fieldkit.sync.policy.tuf_names import Metadata, MetaFile, Snapshot, TargetFile, Targets, Timestamp

TIMESTAMP_LASTS = dt.timedelta(days=120)
TARGETS_LAST = dt.timedelta(days=365)
RENEWED_BEFORE = dt.timedelta(days=180)
"""Targets and snapshot that would expire sooner are signed anew, also where nothing changed."""
AFTER_RESTORE = 1_000
"""How much higher versions go on after a restore: more than there were publications since the backup."""
TIMESTAMP = "metadata/timestamp.json"
ROOT_NAME = re.compile(r"metadata/([0-9]{1,9})\.root\.json")

TARGET_PATH = re.compile(
    r"hq\.card|allowed_signers|revoked\.json|policy\.json|directory\.yaml"
    r"|forms/(?P<form>[a-z][a-z0-9_]{0,63})/(?P<file>[a-z0-9][a-z0-9_.-]{0,63})"
)
"""What may be a target; others are passed over."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
MOST_TARGETS, MOST_BYTES, TARGET_BYTES = 1_000, 32 * 1024 * 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class State:
    """The signed metadata of one state."""

    timestamp: bytes
    snapshot: bytes
    targets: bytes

    @property
    def version(self) -> int:
        """The version of its targets."""
        return Metadata[Targets].from_bytes(self.targets).signed.version

    @property
    def counted(self) -> int:
        """The version of its timestamp."""
        return Metadata[Timestamp].from_bytes(self.timestamp).signed.version

    @property
    def expires_ms(self) -> int:
        """Until when laptops install from it, ms since 1970."""
        return int(Metadata[Timestamp].from_bytes(self.timestamp).signed.expires.timestamp()) * 1000

    @property
    def contents(self) -> dict[str, str]:
        """{target path: SHA-256 in hex}."""
        return {path: file.hashes["sha256"] for path, file in _files(self.targets).items()}

    def names(self) -> frozenset[str]:
        """The files of a policy folder that belong to this state."""
        found = {f"targets/{name}" for file in _files(self.targets).values() for name in file.get_prefixed_paths()}
        return frozenset(found | set(self.metadata()))

    def metadata(self) -> dict[str, bytes]:
        """{name in the policy folder: bytes}, in the order in which they are written."""
        snapshot = Metadata[Snapshot].from_bytes(self.snapshot).signed.version
        return {
            f"metadata/{self.version}.targets.json": self.targets,
            f"metadata/{snapshot}.snapshot.json": self.snapshot,
            TIMESTAMP: self.timestamp,
        }


def fits(path: str) -> bool:
    """Tell whether a target may have this path, also on FAT and Windows."""
    match = TARGET_PATH.fullmatch(path)
    return match is not None and not any(_DEVICE.fullmatch(part) for part in match.groups() if part)


def place_of(path: str, data: bytes) -> str:
    """Return where a target's content lies in the policy folder."""
    return f"targets/{TargetFile.from_data(path, data).get_prefixed_paths()[0]}"


def next_state(before: State | None, files: Mapping[str, bytes], key: SigningKey, now_ms: int, least: int = 1) -> State:
    """Return the state that holds `files`, signed by the policy key. `least` is the lowest version it may have.

    Where nothing changed only the timestamp is new: laptops then fetch nothing else.
    """
    now = _moment(now_ms)
    if before is not None and _stands(before, files, key.public, now, least):
        targets, snapshot = before.targets, before.snapshot
    else:
        version = max(least, before.counted + 1 if before else 1)
        listed = {path: TargetFile.from_data(path, data) for path, data in sorted(files.items())}
        targets = _signed(Metadata(Targets(version=version, expires=now + TARGETS_LAST, targets=listed)), key)
        meta = {"targets.json": _meta(version, targets)}
        snapshot = _signed(Metadata(Snapshot(version=version, expires=now + TARGETS_LAST, meta=meta)), key)
    counted = max(least, before.counted + 1 if before else 1)
    named = _meta(Metadata[Snapshot].from_bytes(snapshot).signed.version, snapshot)
    stamp = Timestamp(version=counted, expires=now + TIMESTAMP_LASTS, snapshot_meta=named)
    return State(_signed(Metadata(stamp), key), snapshot, targets)


def version_found(timestamp: bytes | None, key: PublicKey) -> int:
    """Return the version of a timestamp that lies in a folder, 0 where this key did not sign it."""
    try:
        found = Metadata[Timestamp].from_bytes(timestamp or b"")
        tuf_key(key).verify_signature(found.signatures[tuf_key(key).keyid], found.signed_bytes)
    except Exception:  # whatever lies there: what we did not sign counts for nothing
        return 0
    return int(found.signed.version) if isinstance(found.signed, Timestamp) else 0


def _stands(before: State, files: Mapping[str, bytes], key: PublicKey, now: dt.datetime, least: int) -> bool:
    """Tell whether targets and snapshot can stay as they are."""
    same = before.contents == {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    signed = Metadata[Snapshot].from_bytes(before.snapshot)
    own = set(signed.signatures) == {tuf_key(key).keyid}
    return same and own and signed.signed.expires > now + RENEWED_BEFORE and before.counted >= least - 1


def _files(targets: bytes) -> Mapping[str, TargetFile]:
    return Metadata[Targets].from_bytes(targets).signed.targets


def _meta(version: int, data: bytes) -> MetaFile:
    """Without a length: a file of another state is then told apart from one that was cut (section 7)."""
    return MetaFile(version, None, {"sha256": hashlib.sha256(data).hexdigest()})


def _signed(metadata: "Metadata[Targets] | Metadata[Snapshot] | Metadata[Timestamp]", key: SigningKey) -> bytes:
    metadata.sign(signer_of(key))
    return bytes(metadata.to_bytes())


def _moment(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms // 1000, dt.timezone.utc)
