"""Protocols of the world outside (clock, entropy, people, machine) and the frozen Env that carries them.

Nothing here does I/O; `fieldkit.ui` and `fieldkit.cli` supply the real parts.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

WhyHidden: TypeAlias = Literal["key", "idle", "suspend", "closed"]
"""Why everything is hidden: the key that does it; nobody was there; the laptop slept or the program was to be
suspended; the terminal was closed or the program told to end."""


class Hidden(Exception):
    """A prompt was left by hiding everything: whoever holds a key closes in order and ends."""

    def __init__(self, why: WhyHidden = "key") -> None:
        super().__init__(why)
        self.why: WhyHidden = why


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment as this device saw it. `utc_ms` wall clock (ms since 1970), `offset_min` of local time from UTC,
    `mono_ms` a clock that never jumps (valid within one `boot`), `boot` a short id of this boot."""

    utc_ms: int
    offset_min: int
    mono_ms: int
    boot: str

    def as_json(self) -> dict[str, int | str]:
        return {"utc_ms": self.utc_ms, "offset_min": self.offset_min, "mono_ms": self.mono_ms, "boot": self.boot}

    @staticmethod
    def from_json(data: Mapping[str, object]) -> "Instant":
        utc_ms, offset_min, mono_ms, boot = (data[k] for k in ("utc_ms", "offset_min", "mono_ms", "boot"))
        if not (isinstance(utc_ms, int) and isinstance(offset_min, int) and isinstance(mono_ms, int)):
            raise ValueError("an instant needs whole milliseconds")
        return Instant(utc_ms, offset_min, mono_ms, str(boot))


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> Instant: ...


class Entropy(Protocol):
    """Where randomness comes from."""

    def token(self, size: int) -> bytes:
        """Return `size` random bytes fit for keys."""
        ...


class Terminal(Protocol):
    """The person at the keyboard. Talk goes to stderr; data never goes through here. Whatever asks may raise Hidden."""

    interactive: bool
    plain: bool

    def say(self, *lines: str) -> None:
        """Show lines of talk."""
        ...

    def ask(self, prompt: str) -> str:
        """Return one typed line. Raises NotATerminal when nobody can type."""
        ...

    def choose(self, prompt: str, options: Sequence[tuple[str, str]]) -> str:
        """Return the value of one of `options` = (value, label)."""
        ...

    def confirm(self, prompt: str) -> bool:
        """Return True for yes. Never used where a mistaken y would harm: those ask for typed groups."""
        ...


PASSPHRASE_LENGTH = 15
"""The least characters of a passphrase: NIST SP 800-63B-4 for a password that stands alone."""


class Passphrases(Protocol):
    """Where passphrases come from: the terminal, or `--passphrase-file FILE|-`. Never argv, never the environment."""

    def existing(self, prompt: str) -> str:
        """Return the passphrase of an existing slot."""
        ...

    def new(self, prompt: str) -> str:
        """Return a new passphrase, own (typed twice) or generated (shown once, then typed)."""
        ...

    @property
    def can_retry(self) -> bool:
        """False when the source is a file: asking again would give the same answer."""
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file of a mailbox. `device` is the principal it belongs to, `d-` and 32 hex digits; `size` in bytes.

    `sha256` is the beginning of a bundle's SHA-256 (16 hex digits or more) where reading the file costs a journey, so
    that a known one is not fetched; empty elsewhere.
    """

    device: str
    name: str
    path: Path
    size: int
    sha256: str = ""


class EscrowPlace(Protocol):
    """Where a laptop's escrow is handed over: a stick, a folder or an intake."""

    def put_escrow(self, device: str, name: str, data: bytes) -> bool:
        """Write a device's escrow in the place of its older ones; False when the same bytes were there.

        Raises: as `Transport.put_bundle`.
        """
        ...


class Transport(EscrowPlace, Protocol):
    """A mailbox, whatever carries it: bundles go up, receipts come down. Spec: docs/mailbox.md."""

    def devices(self, first: Collection[str] = ()) -> Sequence[str]:
        """Return the devices that have bundles here, those of `first` before all others. Raises: MailboxUnreadable."""
        ...

    def bundles_of(self, device: str) -> Iterator[Parcel]:
        """Yield the bundles of one device, by name. Raises: MailboxUnreadable."""
        ...

    def holds(self, device: str, name: str) -> bytes | None:
        """Return what lies under a bundle's name, or None. Raises: MailboxUnreadable."""
        ...

    def receipts_of(self, device: str) -> Iterator[Parcel]:
        """Yield the receipts for one device, by number."""
        ...

    def read(self, parcel: Parcel) -> bytes:
        """Return a file's bytes. Raises: MailboxUnreadable."""
        ...

    def put_bundle(self, device: str, name: str, data: bytes) -> bool:
        """Write a bundle; False when the same bytes were there.

        Raises: MailboxFull, MailboxReadOnly, MailboxGone, MailboxCorruptsData.
        """
        ...

    def put_receipt(self, device: str, number: int, data: bytes) -> bool:
        """Write a receipt; False when the same bytes were there. Raises as `put_bundle`."""
        ...

    def word(self, device: str) -> bytes | None:
        """Return headquarters' word to a device, or None where there is none, or none that is new.

        Raises: MailboxUnreadable.
        """
        ...

    def policy_file(self, path: str, most: int) -> bytes | None:
        """Return a file of the policy folder by its path in it, at most `most` + 1 bytes; None where there is none.

        Raises: MailboxUnreadable.
        """
        ...

    def remove_bundle(self, device: str, name: str) -> bool:
        """Delete a device's own bundle after its receipt; False when it could not be deleted."""
        ...


class HqTransport(Transport, Protocol):
    """A mailbox as headquarters has it: its word to each laptop goes down, too."""

    def put_word(self, device: str, data: bytes) -> bool:
        """Write headquarters' word; False when the same bytes were there. Raises as `put_bundle`."""
        ...

    def is_served(self) -> bool:
        """Return whether this is a mailbox that laptops reach over a network."""
        ...

    def orders_file(self) -> bytes | None:
        """Return what headquarters left here of its orders, or None. Raises: MailboxUnreadable."""
        ...

    def put_orders_file(self, data: bytes) -> bool:
        """Write headquarters' orders over those before; False when the same bytes were there. As `put_bundle`."""
        ...

    def is_for(self, device: str) -> bool:
        """Return whether headquarters' word to a device belongs here. Raises: MailboxUnreadable."""
        ...


class Platform(Protocol):
    """What this operating system is asked for: see docs/platform.md for what each system really gives."""

    name: str

    def private_dir(self, path: Path) -> None:
        """Create `path` (and parents) readable by this user only."""
        ...

    def write_private(self, path: Path, data: bytes, *, sync: bool = True) -> None:
        """Replace `path` whole or not at all: temporary file, fsync, rename (bounded retry), fsync of the folder.

        Raises: DiskFull, UnwritablePlace.
        """
        ...

    def sync_dir(self, path: Path) -> None:
        """fsync a folder where the system has that."""
        ...

    def harden_process(self) -> None:
        """No core dumps, not debuggable by other processes, umask 077: as far as the system allows."""
        ...


@dataclass(frozen=True, slots=True)
class Env:
    """Everything a command may touch, built once by the command line and passed on."""

    home: Path
    clock: Clock
    entropy: Entropy
    terminal: Terminal
    passphrases: Passphrases
    platform: Platform
    json: bool = False
    held: object | None = None
    """The store that a sitting keeps open; commands take it through `commands.opening`."""
    present: Callable[[Sequence[str]], None] | None = None
    """Takes the lines that a command or an error says, where they are shown on a page instead of being printed."""
