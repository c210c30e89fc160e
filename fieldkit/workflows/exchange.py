"""A laptop's side of a mailbox: offer sealed bundles, take in headquarters' receipts."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from fieldkit import errors
from fieldkit.cases.own_identity import DeviceIdentity
from fieldkit.cases.standing import WordApplied, WordFacts
from fieldkit.cases.words import BundleRow, BundleState, ReceiptApplied, ReceiptFacts
from fieldkit.crypto import seal
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.ports import Instant, Parcel, Transport
from fieldkit.sync.bundle.card import Card
from fieldkit.sync.bundle.namespaces import BUNDLE
from fieldkit.sync.bundle.receipt import open_receipt
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.bundle.verify import verify
from fieldkit.workflows.standing import CarryOut, Refused, leave_orders, take_word

Told: TypeAlias = Mapping[str, Parcel]


class Outbox(Protocol):
    """What an exchange needs of the outbox."""

    def list(self) -> tuple[BundleRow, ...]: ...
    def waiting(self) -> tuple[BundleRow, ...]: ...
    def data(self, row: BundleRow) -> bytes: ...
    def handed_over(self, rows: Sequence[BundleRow], to: str, at: Instant) -> None: ...
    def receipt_hashes(self) -> frozenset[str]: ...
    def apply_receipt(self, receipt: ReceiptFacts, *, erase_readable: bool = True) -> ReceiptApplied: ...
    def apply_word(self, facts: WordFacts) -> WordApplied: ...
    def word_counts(self, facts: WordFacts) -> bool: ...


@dataclass(frozen=True, slots=True)
class Me:
    """This laptop: its principal, its age identity for receipts, the keys by which headquarters signs them; its present
    epoch, its own keys as signers, and how to open a new epoch. `age_identities` are also those before."""

    device: str
    age_identity: str = field(repr=False)
    signers: Signers
    epoch: str
    own_signer: Signers
    new_epoch: Callable[[str], str] = field(repr=False)
    age_identities: tuple[str, ...] = field(default=(), repr=False)


def this_laptop(identity: DeviceIdentity, epoch: str, card: Card, new_epoch: Callable[[str], str]) -> Me:
    """Return what an exchange needs to know of this laptop, from its store and headquarters' card."""
    keys = [PublicKey.from_openssh(one.key) for one in identity.former]
    keys.append(SigningKey.from_seed(identity.seed).public)
    own, hq = Signers(tuple(Signer(identity.device, (BUNDLE,), key) for key in keys)), Signers.parse(card.signers)
    return Me(identity.device, identity.age_identity, hq, epoch, own, new_epoch, identity.age_identities)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one exchange did. `receipts` are (number, outcome, interviews received); `refused` are receipt files that
    are not headquarters' word to this laptop; `foreign` the hashes of those that are, but for bundles that it does not
    know; `again` bundle numbers that headquarters asks for; `behind` that this data folder is an older copy, for which
    a new epoch was opened; `damaged` own sealed files that cannot be offered; `restored` numbers that wait again
    because headquarters was restored from a backup; `gone` numbers that headquarters asks for and whose sealed file is
    not kept any longer; `key_known` that headquarters seals receipts to this laptop's present key."""

    handed_over: tuple[str, ...]
    already_there: tuple[str, ...]
    receipts: tuple[tuple[str, str, int], ...]
    refused: tuple[tuple[str, errors.FieldkitError], ...]
    again: tuple[int, ...]
    read_only: bool
    behind: bool
    damaged: tuple[str, ...]
    restored: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    key_known: bool = False
    foreign: tuple[str, ...] = ()


def exchange(
    mailbox: Transport,
    outbox: Outbox,
    me: Me,
    now: Callable[[], Instant],
    place: str,
    progress: Callable[[int], None],
    orders: CarryOut = leave_orders,
) -> Exchanged:
    """Take in receipts first (so that nothing received is offered again), then headquarters' word, then offer every
    bundle without a receipt. `orders` carries out what headquarters orders; the same may come again.

    A write-protected mailbox still gives its receipts. Raises: MailboxFull, MailboxGone, MailboxUnreadable.
    """
    present = seal.key_id(seal.recipient_of(me.age_identity))
    sealed_to: set[str] = set()
    applied, refused, foreign = _take_receipts(mailbox, outbox, me, sealed_to)
    word, wrong = take_word(mailbox, outbox, me, orders)
    behind = me.epoch in foreign.values() or word.behind or _holds_unknown(mailbox, outbox, me)
    if behind:
        me.new_epoch("a mailbox or receipt holds bundles of this laptop that it does not know")
    came = {facts.seq for facts, _ in applied}
    again = tuple(sorted({seq for one in applied for seq in one[1].again} - came))
    told = _told(mailbox, me)
    offered, there, read_only, damaged = _offer(mailbox, outbox, me, told, again, now, place, progress)
    _tidy(mailbox, outbox, me, told, keep={*offered, *there})
    receipts = tuple((facts.number, facts.outcome, len(change.received)) for facts, change in applied if change.new)
    gone = tuple(row.seq for row in outbox.list() if row.again and row.dropped_ms is not None)
    known, refused = present in sealed_to, (*refused, *wrong)
    return Exchanged(
        offered,
        there,
        receipts,
        refused,
        again,
        read_only,
        behind,
        damaged,
        word.again,
        gone,
        known,
        tuple(foreign),
    )


def _take_receipts(
    mailbox: Transport, outbox: Outbox, me: Me, sealed_to: set[str]
) -> tuple[list[tuple[ReceiptFacts, ReceiptApplied]], Refused, Mapping[str, str]]:
    """Apply receipts; the last value has the hashes of those for bundles that are not known here, with the epoch of
    each: whoever has the stick gives a file its name. Adds the key ids that they were sealed to."""
    foreign: dict[str, str] = {}
    known = outbox.receipt_hashes()
    applied: list[tuple[ReceiptFacts, ReceiptApplied]] = []
    refused: list[tuple[str, errors.FieldkitError]] = []
    for found in mailbox.receipts_of(me.device):
        try:
            facts = _facts(mailbox.read(found), me, sealed_to)
        except (errors.BundleError, errors.MailboxUnreadable) as error:
            refused.append((found.name, error))
            continue
        try:
            if facts.receipt_hash not in known:
                applied.append((facts, outbox.apply_receipt(facts)))
        except errors.ReceiptNotOurs:
            foreign[facts.receipt_hash] = facts.epoch
    return applied, tuple(refused), foreign


def _holds_unknown(mailbox: Transport, outbox: Outbox, me: Me) -> bool:
    """Tell whether a bundle of this very epoch, validly signed by this laptop's key, is not in its outbox.

    Then the data folder is an older copy, or another laptop uses a copy of it (store-format 8).
    """
    rows = outbox.list()
    hashes = {row.manifest_hash for row in rows}
    files = {row.sha256 for row in rows}
    for parcel in mailbox.bundles_of(me.device):
        if not parcel.name.startswith(me.epoch.removeprefix("e-")) or _is_one_of(parcel, files):
            continue
        try:
            found = verify(mailbox.read(parcel), me.own_signer, namespace=BUNDLE, now_ms=None)
        except (errors.BundleError, errors.MailboxUnreadable):
            continue
        if found.manifest.epoch == me.epoch and found.manifest_hash not in hashes:
            return True
    return False


def _is_one_of(parcel: Parcel | None, files: Set[str]) -> bool:
    """Tell whether a mailbox that tells hashes tells that of one of these files: then nobody has to fetch it."""
    beginning = "" if parcel is None else parcel.sha256
    return bool(beginning) and any(sha256.startswith(beginning) for sha256 in files)


def _told(mailbox: Transport, me: Me) -> Told:
    """Return the bundles whose hashes a mailbox tells, by name: none where it is a folder, which is cheap to read."""
    return {parcel.name: parcel for parcel in mailbox.bundles_of(me.device) if parcel.sha256}


def _facts(data: bytes, me: Me, sealed_to: set[str]) -> ReceiptFacts:
    """Verify a receipt file and return what it says to this laptop."""
    receipt = open_receipt(data, me.signers, me.age_identities or (me.age_identity,), device=me.device)
    body = receipt.body
    sealed_to.update(receipt.to)
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
    told: Told,
    again: Sequence[int],
    now: Callable[[], Instant],
    place: str,
    progress: Callable[[int], None],
) -> tuple[tuple[str, ...], tuple[str, ...], bool, tuple[str, ...]]:
    """Return what was written, what was there already, whether the mailbox is read-only, and damaged own files."""
    waiting = list(outbox.waiting())
    waiting += [row for row in outbox.list() if row.seq in again and row not in waiting and row.dropped_ms is None]
    written: list[str] = []
    there: list[str] = []
    damaged: list[str] = []
    for row in sorted(waiting, key=lambda r: r.seq):
        progress(1)
        try:
            new = mailbox.put_bundle(me.device, _free_name(mailbox, row, me, told), outbox.data(row))
        except errors.MailboxReadOnly:
            return tuple(written), tuple(there), True, tuple(damaged)
        except errors.OutboxFileDamaged:  # one bad file keeps no later report back
            damaged.append(row.name)
            continue
        outbox.handed_over([row], place, now())  # one by one: a stick pulled out later does not unsay this one
        (written if new else there).append(row.name)
    return tuple(written), tuple(there), False, tuple(damaged)


def _free_name(mailbox: Transport, row: BundleRow, me: Me, told: Told) -> str:
    """Return the bundle's name, or a longer one where another whole bundle of this laptop has it (mailbox: Layout).

    What is there may be the only copy of somebody's interview: it is never written over.
    """
    if _is_one_of(told.get(row.name), {row.sha256}):
        return row.name
    there = mailbox.holds(me.device, row.name)
    if there is None:
        return row.name
    return row.name if verified_hash(there, me) in (None, row.manifest_hash) else _long_name(row)


def verified_hash(data: bytes, me: Me) -> str | None:
    """Return the manifest hash of a bundle that this laptop's key has signed; None for half files and junk."""
    try:
        return verify(data, me.own_signer, namespace=BUNDLE, now_ms=None).manifest_hash
    except errors.BundleError:
        return None


def _long_name(row: BundleRow) -> str:
    return row.name.replace(".fkb", f"-{row.manifest_hash[:16]}.fkb")


def _tidy(mailbox: Transport, outbox: Outbox, me: Me, told: Told, keep: Set[str]) -> None:
    """Delete own bundles whose receipt is held, and not those just offered again (mailbox: who deletes what)."""
    for row in outbox.list():
        if row.state is BundleState.RECEIVED and row.outcome == "accepted" and row.name not in keep:
            _remove_own(mailbox, row, me, told)


def _remove_own(mailbox: Transport, row: BundleRow, me: Me, told: Told) -> None:
    """Delete exactly this bundle, under either of its names; another one of the same name stays."""
    for name in (row.name, _long_name(row)):
        if _is_one_of(told.get(name), {row.sha256}):
            mailbox.remove_bundle(me.device, name)
            continue
        there = mailbox.holds(me.device, name)
        if there is not None and verified_hash(there, me) == row.manifest_hash:
            mailbox.remove_bundle(me.device, name)


def place_word(folder: Path) -> str:
    """Return a word for where bundles went: the folder's last name, never the whole path."""
    return folder.resolve().name or "folder"
