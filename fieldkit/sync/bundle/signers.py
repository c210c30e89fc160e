"""Who may sign what, and since when not: our strict subset of OpenSSH's allowed_signers. docs/bundle-format.md 8.4.

The same file serves `ssh-keygen -Y verify`. A line is
`PRINCIPAL namespaces="A,B"[,valid-after="YYYYMMDDHHMMSSZ"][,valid-before="..."] ssh-ed25519 KEY`.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit import errors
from fieldkit.crypto.sign import PublicKey
from fieldkit.sync.bundle.limits import LIMITS

_LINE = re.compile(
    r"(?P<principal>hq|d-[0-9a-f]{32})"
    r' namespaces="(?P<namespaces>[a-z0-9@-]+(?:,[a-z0-9@-]+)*)"'
    r'(?:,valid-after="(?P<after>[0-9]{14})Z")?'
    r'(?:,valid-before="(?P<before>[0-9]{14})Z")?'
    r" (?P<key>ssh-ed25519 [A-Za-z0-9+/=]+)"
)
_TIME = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True)
class Signer:
    """One line. Times in ms since 1970, whole seconds; valid from `after_ms` on and before `before_ms`."""

    principal: str
    namespaces: tuple[str, ...]
    key: PublicKey
    after_ms: int | None = None
    before_ms: int | None = None

    def valid_at(self, at_ms: int | None) -> bool:
        """Tell whether the line counts at this time; None asks without regard to time."""
        if at_ms is None:
            return True
        return (self.after_ms is None or self.after_ms <= at_ms) and (self.before_ms is None or at_ms < self.before_ms)

    def line(self) -> str:
        """Return the line without its newline."""
        times = (("valid-after", self.after_ms), ("valid-before", self.before_ms))
        options = [f'namespaces="{",".join(self.namespaces)}"']
        options += [f'{name}="{_stamp(at)}Z"' for name, at in times if at is not None]
        return f"{self.principal} {','.join(options)} {self.key.openssh()}"


@dataclass(frozen=True, slots=True)
class Signers:
    """All lines of one file."""

    lines: tuple[Signer, ...] = ()

    @staticmethod
    def parse(text: str) -> "Signers":
        """Read a file. Empty lines and lines starting with # are passed over.

        Raises: SignersInvalid.
        """
        if len(text) > LIMITS.signers:
            raise errors.SignersInvalid(line=1, why=f"the file is larger than {LIMITS.signers} characters")
        numbered = enumerate(text.split("\n"), start=1)
        return Signers(tuple(_parse(line, n) for n, line in numbered if line and not line.startswith("#")))

    def text(self) -> str:
        """Return the file's text."""
        return "".join(f"{signer.line()}\n" for signer in self.lines)

    def lines_of(self, principal: str, namespace: str) -> tuple[Signer, ...]:
        """Return the lines of any time that let `principal` sign in `namespace`, in the file's order."""
        return tuple(s for s in self.lines if s.principal == principal and namespace in s.namespaces)

    def key_of(self, principal: str, namespace: str, at_ms: int | None) -> PublicKey | None:
        """Return the key of `principal` at this time: of the last line that fits, or None."""
        found = [s.key for s in self.lines_of(principal, namespace) if s.valid_at(at_ms)]
        return found[-1] if found else None

    def knows(self, principal: str) -> bool:
        """Tell whether any line, of any time and use, names `principal`."""
        return any(s.principal == principal for s in self.lines)


@dataclass(frozen=True, slots=True)
class Revoked:
    """Devices that are no longer believed: device -> {epoch: first sequence number that is not believed}; and former
    keys of devices that changed theirs: device -> {key: {epoch: first number not believed}}.

    An epoch of a revoked device or of a former key that is not listed is not believed at all: whoever stole the key
    could open a new one.
    """

    since: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ended: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)

    def since_number(self, device: str, epoch: str, key: PublicKey | None = None) -> int | None:
        """Return the first number not believed in this epoch of what `key` signed, or None where all is believed."""
        told = [self.since.get(device), None if key is None else self.ended.get(device, {}).get(key.openssh())]
        return min((epochs.get(epoch, 1) for epochs in told if epochs is not None), default=None)


def _parse(text: str, number: int) -> Signer:
    match = _LINE.fullmatch(text)
    if match is None:
        raise errors.SignersInvalid(line=number, why="it is not of the form that fieldkit writes")
    try:
        after, before = _milliseconds(match["after"]), _milliseconds(match["before"])
        key = PublicKey.from_openssh(match["key"])
    except (ValueError, errors.BadKey):
        raise errors.SignersInvalid(line=number, why="its key or time is malformed") from None
    return Signer(match["principal"], tuple(match["namespaces"].split(",")), key, after, before)


def _milliseconds(stamp: str | None) -> int | None:
    if stamp is None:
        return None
    moment = datetime.datetime.strptime(stamp, _TIME).replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp()) * 1000


def _stamp(at_ms: int) -> str:
    return datetime.datetime.fromtimestamp(at_ms // 1000, datetime.timezone.utc).strftime(_TIME)
