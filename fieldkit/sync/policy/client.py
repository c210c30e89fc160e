"""The laptop's side: what a policy folder offers, checked by python-tuf's own client. docs/policy-format.md 7.

`Fetch` reads from a mailbox or over HTTP: `fetch(path, most)` gives a file's bytes by its path inside the policy folder
(`metadata/timestamp.json`), None where there is no such file, and never more than `most + 1` bytes: one too many says
that it is larger. What it raises comes out again as it is.
"""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from tuf.api import exceptions as tuf_errors
from tuf.ngclient import Updater, UpdaterConfig  # type: ignore[attr-defined]
from tuf.ngclient.fetcher import FetcherInterface

from fieldkit import errors
from fieldkit.sync.policy.repository import MOST_BYTES, MOST_TARGETS, TARGET_BYTES, TIMESTAMP, State, fits
from fieldkit.sync.policy.roots import MOST_ROOTS, ROOT_BYTES
from fieldkit.sync.policy.tuf_names import Metadata, Snapshot, TargetFile, Targets, Timestamp

Fetch: TypeAlias = Callable[[str, int], bytes | None]

TIMESTAMP_BYTES, SNAPSHOT_BYTES, TARGETS_BYTES = 16 * 1024, 64 * 1024, 1024 * 1024
_CONFIG = UpdaterConfig(
    max_root_rotations=MOST_ROOTS,
    max_delegations=0,
    root_max_length=ROOT_BYTES,
    timestamp_max_length=TIMESTAMP_BYTES,
    snapshot_max_length=SNAPSHOT_BYTES,
    targets_max_length=TARGETS_BYTES,
)
_MOST = {"timestamp": TIMESTAMP_BYTES, "snapshot": SNAPSHOT_BYTES, "targets": TARGETS_BYTES, "root": ROOT_BYTES}
_NOT_FOUND = 404
_BASE = "policy:/"


@dataclass(frozen=True, slots=True)
class Trusted:
    """What a laptop believes already: the newest root, and the state that it installed last, if any."""

    root: bytes
    state: State | None = None


class Refused(Exception):
    """The update ended; `root` is what the laptop must believe from now on all the same."""

    def __init__(self, error: errors.FieldkitError, root: bytes) -> None:
        super().__init__(str(error))
        self.error, self.root = error, root


@dataclass(frozen=True, slots=True)
class Offer:
    """A verified state. `read(path)` fetches one of its targets and checks it; the paths are those of section 4."""

    root: bytes
    state: State
    contents: Mapping[str, str]
    read: Callable[[str], bytes]


def is_news(fetch: Fetch, installed: State | None) -> bool | None:
    """Tell whether the folder's timestamp is another one than that of the installed state; None where there is none."""
    found = fetch(TIMESTAMP, TIMESTAMP_BYTES)
    return None if found is None else installed is None or found != installed.timestamp


@contextmanager
def offered(trusted: Trusted, fetch: Fetch, now_ms: int) -> Iterator[Offer]:
    """Give the state that the folder offers, while a private folder for python-tuf's working copy exists.

    Raises: Refused, with PolicyTooFewSignatures, PolicyRolledBack, PolicyMixed, PolicyExpired or PolicyDamaged inside,
    or with what `fetch` raised. Reading a target raises the same.
    """
    with tempfile.TemporaryDirectory(prefix="fieldkit-") as folder:
        place = Path(folder)
        _lay_out(trusted, place)
        reader = _Reader(fetch)
        updater = Updater(
            str(place),
            f"{_BASE}metadata",
            str(place / "files"),
            f"{_BASE}targets",
            reader,
            _CONFIG,
            bootstrap=trusted.root,
        )
        (place / "files").mkdir()
        # python-tuf has no way to give it the time; without it a dead clock would make an old state fresh (section 7)
        updater._trusted_set.reference_time = dt.datetime.fromtimestamp(now_ms / 1000, dt.timezone.utc)
        with _told(reader, place):
            updater.refresh()
            state = State(*((place / f"{name}.json").read_bytes() for name in ("timestamp", "snapshot", "targets")))
            found = _listed(state)
        read = _reading(updater, reader, place, found)
        yield Offer(_root_in(place), state, {path: file.hashes["sha256"] for path, file in found.items()}, read)


@dataclass(slots=True)
class _Reader(FetcherInterface):
    """python-tuf's way to `fetch`. `last` is the file asked for last, `data` what came."""

    fetch_file: Fetch
    last: str = ""
    data: bytes = b""
    raised: errors.FieldkitError | None = field(default=None)

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.last, self.data = url.removeprefix(_BASE), b""
        try:
            found = self.fetch_file(self.last, _most(self.last))
        except errors.FieldkitError as error:
            self.raised = error
            raise
        if found is None:
            raise tuf_errors.DownloadHTTPError("there is no such file", _NOT_FOUND)
        self.data = found
        return iter((found,))


def _most(path: str) -> int:
    name = path.rsplit("/", 1)[-1].removesuffix(".json").rpartition(".")[2]
    return _MOST.get(name, TARGET_BYTES) if path.startswith("metadata/") else TARGET_BYTES


def _lay_out(trusted: Trusted, place: Path) -> None:
    """Put what is believed where python-tuf looks for it."""
    if trusted.state is not None:
        for name in ("timestamp", "snapshot", "targets"):
            (place / f"{name}.json").write_bytes(getattr(trusted.state, name))


def _root_in(place: Path) -> bytes:
    """Return the newest root that was verified."""
    found = (place / "root_history").glob("*.root.json")
    return max(found, key=lambda path: int(path.name.partition(".")[0])).read_bytes()


def _listed(state: State) -> dict[str, TargetFile]:
    """Return the targets that fieldkit knows. Raises: PolicyDamaged."""
    listed = Metadata[Targets].from_bytes(state.targets).signed.targets
    found = {path: file for path, file in listed.items() if fits(path)}
    if len(listed) > MOST_TARGETS or sum(file.length for file in found.values()) > MOST_BYTES:
        raise errors.PolicyDamaged(why=_TOO_MUCH)
    if any(file.length > TARGET_BYTES or list(file.hashes) != ["sha256"] for file in found.values()):
        raise errors.PolicyDamaged(why=_TOO_MUCH)
    return found


def _reading(updater: Updater, reader: _Reader, place: Path, files: Mapping[str, TargetFile]) -> Callable[[str], bytes]:
    def read(path: str) -> bytes:
        with _told(reader, place):
            # by its hash: on Windows a path may be too long
            name = place / "files" / hashlib.sha256(path.encode()).hexdigest()
            return Path(updater.download_target(files[path], str(name))).read_bytes()

    return read


_TOO_MUCH = "it is larger than it may be"
_MISSING = "a file is missing"
_CUT = "a file was cut or changed"


@contextmanager
def _told(reader: _Reader, place: Path) -> Iterator[None]:
    """Turn what python-tuf says into an error of ours. Raises: Refused."""
    try:
        yield
    except errors.FieldkitError as error:
        raise Refused(error, _root_in(place)) from None
    except (tuf_errors.RepositoryError, tuf_errors.DownloadError, RecursionError) as error:
        raise Refused(reader.raised or _error_of(error, reader), _root_in(place)) from None


def _error_of(error: Exception, reader: _Reader) -> errors.FieldkitError:
    """Return ours for one of python-tuf's. A version that does not fit is a rollback in the root and the timestamp,
    which nothing but their number ties to what was taken before; below them it is a file of another state."""
    if isinstance(error, tuf_errors.ExpiredMetadataError):
        return errors.PolicyExpired()
    if isinstance(error, tuf_errors.UnsignedMetadataError):
        return errors.PolicyTooFewSignatures()
    if isinstance(error, tuf_errors.BadVersionNumberError):
        of_the_top = reader.last == TIMESTAMP or reader.last.endswith("root.json")
        return errors.PolicyRolledBack() if of_the_top else errors.PolicyMixed()
    if isinstance(error, tuf_errors.LengthOrHashMismatchError) and _is_metadata(reader):
        return errors.PolicyMixed()
    if isinstance(error, tuf_errors.DownloadLengthMismatchError):
        return errors.PolicyDamaged(why=_TOO_MUCH)
    return errors.PolicyDamaged(why=_MISSING if isinstance(error, tuf_errors.DownloadHTTPError) else _CUT)


def _is_metadata(reader: _Reader) -> bool:
    """Tell whether what came last is whole metadata, though not the one that was named."""
    kinds: dict[str, type[Snapshot | Targets | Timestamp]] = {"snapshot": Snapshot, "targets": Targets}
    kind = next((kinds[name] for name in kinds if reader.last.endswith(f"{name}.json")), None)
    try:
        return kind is not None and isinstance(Metadata.from_bytes(reader.data).signed, kind)
    except tuf_errors.RepositoryError:
        return False
