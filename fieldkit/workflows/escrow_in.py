"""Headquarters takes in escrows: signed by an enrolled laptop, and sealed for officers who are none of its own."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

from fieldkit import errors
from fieldkit.crypto.sign import PublicKey
from fieldkit.ports import Instant, Parcel
from fieldkit.sync.bundle.escrow import Escrow, read_escrow


class EscrowMailbox(Protocol):
    """What is read of a mailbox."""

    def escrows_of(self, device: str) -> Iterable[Parcel]: ...
    def read(self, parcel: Parcel) -> bytes: ...


class EscrowBox(Protocol):
    """Where escrows are kept."""

    def add(self, escrow: Escrow, file: bytes, at: Instant) -> bool: ...


@dataclass(frozen=True, slots=True)
class EscrowDesk:
    """What escrows are taken in with. `keys` are the enrolled laptops' (OpenSSH text), `revoked` those that are no
    longer believed, `own` headquarters' recipients: whose escrow could be opened here alone is refused."""

    box: EscrowBox
    keys: Mapping[str, str]
    revoked: Set[str]
    own: Set[str]
    now: Callable[[], Instant]
    former: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Keys that laptops had before: what they signed is passed over without a word, a newer escrow follows."""


@dataclass(frozen=True, slots=True)
class EscrowsDone:
    """Escrows of one folder: devices with a new one, those that say that they were recovered, and files refused."""

    new: tuple[str, ...] = ()
    recovered: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def import_escrows(mailbox: EscrowMailbox, desk: EscrowDesk) -> EscrowsDone:
    """Take in the escrows of every enrolled laptop in a folder. Raises: DiskFull."""
    new: list[str] = []
    recovered: list[str] = []
    refused: list[tuple[str, str]] = []
    for device in sorted(desk.keys):
        for data in _files(mailbox, device, refused):
            try:
                escrow = _believed(device, data, desk)
            except errors.EscrowInvalid as error:
                refused += [] if _is_former(device, data, desk) else [(device, str(error))]
                continue
            if desk.box.add(escrow, data, desk.now()):
                new.append(device)
                recovered += [device] if escrow.why == "recovered" else []
    return EscrowsDone(tuple(new), tuple(recovered), tuple(refused))


def _files(mailbox: EscrowMailbox, device: str, refused: list[tuple[str, str]]) -> Iterator[bytes]:
    """Yield what lies there; one that cannot be read keeps no other one back."""
    try:
        parcels = tuple(mailbox.escrows_of(device))
    except errors.MailboxUnreadable as error:
        refused.append((device, str(error)))
        return
    for parcel in parcels:
        try:
            data = mailbox.read(parcel)
        except errors.MailboxUnreadable as error:
            refused.append((device, str(error)))
        else:
            yield data


def _is_former(device: str, data: bytes, desk: EscrowDesk) -> bool:
    """Tell whether a laptop signed this before it changed its key: it may lie on an old stick for long."""
    for key in desk.former.get(device, ()):
        with contextlib.suppress(errors.EscrowInvalid):
            return read_escrow(data, PublicKey.from_openssh(key)).head.device == device
    return False


def _believed(device: str, data: bytes, desk: EscrowDesk) -> Escrow:
    if device in desk.revoked:
        raise errors.EscrowInvalid(why="this laptop is revoked")
    escrow = read_escrow(data, PublicKey.from_openssh(desk.keys[device]))
    if escrow.head.device != device or escrow.why == "drill":
        raise errors.EscrowInvalid(why="it is another laptop's, or one of a drill")
    if set(escrow.officers) & desk.own:
        raise errors.EscrowInvalid(why="one of its officers is headquarters itself")
    return escrow
