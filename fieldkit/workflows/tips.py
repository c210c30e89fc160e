"""Headquarters' side of concerns: take in what lies on a stick, each file once. docs/tip-format.md 5."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

from fieldkit import errors
from fieldkit.cases.tips import TipFacts, TipStanding
from fieldkit.ports import Instant, Parcel
from fieldkit.sync.bundle.tip import OpenedTip, Tip, open_tip, tip_id

MOST_NEW = 500
"""New files taken in by one import: a stick full of noise must not keep headquarters busy."""
MOST_SEEN = 4096
"""Files that a mailbox gives at once: of more, some by chance."""
CROWDED = f"it holds {MOST_SEEN} files or more: not all were looked at; clear the folder, ask for it again"


class TipMailbox(Protocol):
    """What taking in concerns needs of a mailbox."""

    def tips(self) -> Sequence[Parcel]: ...
    def read(self, parcel: Parcel) -> bytes: ...


class Box(Protocol):
    """What taking in concerns needs of the store."""

    def knows(self, data: bytes) -> bool: ...
    def add_opened(self, tip_id: str, file: bytes, facts: TipFacts, line: bytes, at: Instant) -> None: ...
    def add_sealed(self, tip_id: str, file: bytes, at: Instant) -> bool: ...


@dataclass(frozen=True, slots=True)
class TipDesk:
    """What headquarters takes concerns in with. `keys` are the enrolled laptops' public keys in OpenSSH's text."""

    box: Box
    identities: tuple[str, ...] = field(repr=False)
    keys: Mapping[str, str]
    revoked: Set[str]
    now: Callable[[], Instant]


@dataclass(slots=True)
class TipsDone:
    """What became of the concerns of one folder. `refused` are (name, why); `left` wait for the next import."""

    new: int = 0
    known: int = 0
    sealed: int = 0
    left: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def import_tips(mailbox: TipMailbox, desk: TipDesk) -> TipsDone:
    """Take in every concern of a folder; a bad file keeps no other back."""
    done = TipsDone()
    try:
        found = mailbox.tips()
    except errors.MailboxUnreadable as error:
        done.refused.append(("up/tips", str(error)))
        return done
    if len(found) >= MOST_SEEN:
        done.refused.append(("up/tips", CROWDED))
    for parcel in found:
        if done.new + done.sealed >= MOST_NEW:
            done.left += 1
            continue
        try:
            _take(mailbox.read(parcel), parcel.name, desk, done)
        except (errors.MailboxUnreadable, errors.DiskFull, errors.StoreUnwritable) as error:
            done.refused.append((parcel.name, str(error)))
    return done


def _take(data: bytes, name: str, desk: TipDesk, done: TipsDone) -> None:
    if desk.box.knows(data):
        done.known += 1
        return
    try:
        opened = open_tip(data, desk.identities)
    except errors.WrongRecipient:
        if desk.box.add_sealed(tip_id(data), data, desk.now()):
            done.sealed += 1
        else:
            done.refused.append((name, "no room for more sealed files: pass those on that are here"))
        return
    except (errors.TipInvalid, errors.PracticeForReal) as error:
        done.refused.append((name, str(error)))
        return
    desk.box.add_opened(tip_id(data), data, _facts(opened, desk), opened.raw, desk.now())
    done.new += 1


def _facts(opened: OpenedTip, desk: TipDesk) -> TipFacts:
    tip = opened.tip
    standing = standing_of(tip, desk.keys, desk.revoked)
    return TipFacts(tip.form, tip.version, tip.language, tip.made, standing, tip.device, tip.card)


def standing_of(tip: Tip, keys: Mapping[str, str], revoked: Set[str]) -> TipStanding:
    """Return what the signature of a concern is worth. tip-format 3"""
    if tip.device is None:
        return "none"
    signer = tip.signer()
    if signer is None:
        return "invalid"
    if tip.device not in keys:
        return "unknown-device"
    if signer.openssh() != keys[tip.device]:
        return "invalid"
    return "revoked" if tip.device in revoked else "valid"
