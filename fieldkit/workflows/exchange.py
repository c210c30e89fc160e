"""A laptop's side of a mailbox: offer sealed bundles, take in headquarters' receipts."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from fieldkit import errors
from fieldkit.cases.words import BundleRow, BundleState, ReceiptApplied, ReceiptFacts
from fieldkit.ports import Instant, Transport
from fieldkit.sync.bundle.receipt import open_receipt
from fieldkit.sync.bundle.signers import Signers


class Outbox(Protocol):
    """What an exchange needs of the outbox."""

    def list(self) -> tuple[BundleRow, ...]: ...
    def waiting(self) -> tuple[BundleRow, ...]: ...
    def data(self, row: BundleRow) -> bytes: ...
    def handed_over(self, rows: Sequence[BundleRow], to: str, at: Instant) -> None: ...
    def receipt_hashes(self) -> frozenset[str]: ...
    def apply_receipt(self, receipt: ReceiptFacts, *, erase_readable: bool = True) -> ReceiptApplied: ...


@dataclass(frozen=True, slots=True)
class Me:
    """This laptop: its principal, its age identity for receipts, and the keys by which headquarters signs them."""

    device: str
    age_identity: str = field(repr=False)
    signers: Signers


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one exchange did. `receipts` are (number, outcome, interviews received); `refused` are receipt files that
    are not headquarters' word to this laptop; `again` bundle numbers that headquarters asks for."""

    handed_over: tuple[str, ...]
    already_there: tuple[str, ...]
    receipts: tuple[tuple[str, str, int], ...]
    refused: tuple[tuple[str, str], ...]
    again: tuple[int, ...]
    read_only: bool


def exchange(
    mailbox: Transport,
    outbox: Outbox,
    me: Me,
    now: Callable[[], Instant],
    place: str,
    progress: Callable[[int], None],
) -> Exchanged:
    """Take in receipts first (so that nothing received is offered again), then offer every bundle without one.

    A write-protected mailbox still gives its receipts. Raises: MailboxFull, MailboxGone, MailboxUnreadable.
    """
    applied, refused = _take_receipts(mailbox, outbox, me)
    again = tuple(sorted({seq for one in applied for seq in one[1].again}))
    offered, there, read_only = _offer(mailbox, outbox, me, again, now, place, progress)
    _tidy(mailbox, outbox, me, keep={*offered, *there})
    receipts = tuple((facts.number, facts.outcome, len(change.received)) for facts, change in applied if change.new)
    return Exchanged(offered, there, receipts, refused, again, read_only)


def _take_receipts(
    mailbox: Transport, outbox: Outbox, me: Me
) -> tuple[list[tuple[ReceiptFacts, ReceiptApplied]], tuple[tuple[str, str], ...]]:
    known = outbox.receipt_hashes()
    applied: list[tuple[ReceiptFacts, ReceiptApplied]] = []
    refused: list[tuple[str, str]] = []
    for found in mailbox.receipts_of(me.device):
        try:
            facts = _facts(mailbox.read(found), me)
            if facts.receipt_hash not in known:
                applied.append((facts, outbox.apply_receipt(facts)))
        except (errors.BundleError, errors.ReceiptNotOurs, errors.MailboxUnreadable) as error:
            refused.append((found.name, str(error)))
    return applied, tuple(refused)


def _facts(data: bytes, me: Me) -> ReceiptFacts:
    """Verify a receipt file and return what it says to this laptop."""
    receipt = open_receipt(data, me.signers, [me.age_identity], device=me.device)
    body = receipt.body
    return ReceiptFacts(
        receipt_hash=receipt.manifest_hash,
        epoch=body.epoch,
        seq=body.seq,
        manifest_hash=body.manifest_hash,
        outcome=body.outcome,
        number=body.number,
        records=body.records,
        missing=body.missing,
        recipients=body.recipients,
        hq_time_ms=body.hq_time_ms,
        hq_epoch=body.hq_epoch,
        high_water=body.high_water,
        hq_audit=body.hq_audit,
    )


def _offer(
    mailbox: Transport,
    outbox: Outbox,
    me: Me,
    again: Sequence[int],
    now: Callable[[], Instant],
    place: str,
    progress: Callable[[int], None],
) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    waiting = list(outbox.waiting())
    waiting += [row for row in outbox.list() if row.seq in again and row not in waiting]
    written: list[str] = []
    there: list[str] = []
    for row in sorted(waiting, key=lambda r: r.seq):
        progress(1)
        try:
            new = mailbox.put_bundle(me.device, row.name, outbox.data(row))
        except errors.MailboxReadOnly:
            return tuple(written), tuple(there), True
        outbox.handed_over([row], place, now())  # one by one: a stick pulled out later does not unsay this one
        (written if new else there).append(row.name)
    return tuple(written), tuple(there), False


def _tidy(mailbox: Transport, outbox: Outbox, me: Me, keep: Set[str]) -> None:
    """Delete own bundles whose receipt is held, and not those just offered again (mailbox: who deletes what)."""
    for row in outbox.list():
        if row.state is BundleState.RECEIVED and row.outcome == "accepted" and row.name not in keep:
            mailbox.remove_bundle(me.device, row.name)


def place_word(folder: Path) -> str:
    """Return a word for where bundles went: the folder's last name, never the whole path."""
    return folder.resolve().name or "folder"
