"""Sealed bundles of this laptop: numbers, files, states, receipts (store-format 10)."""

import builtins
import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.standing import WordApplied, WordFacts
from fieldkit.cases.words import BundleRow, BundleState, NextBundle, PackedBundle, ReceiptApplied, ReceiptFacts, Role
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.database import Row
from fieldkit.store.journal import NO_HASH
from fieldkit.store.letting_go import LettingGo
from fieldkit.store.records import erase_records
from fieldkit.store.settings import Settings
from fieldkit.store.words_held import HeldWords

LIST = """
SELECT b.epoch, b.seq, b.manifest_hash, b.name, b.recipients, b.class, b.size, b.packed_ms, b.handed_over_ms,
       b.handed_to, b.receipt, b.outcome, b.received, b.again, b.dropped_ms, b.sha256,
       (SELECT count(DISTINCT record) FROM bundle_records r WHERE r.manifest_hash = b.manifest_hash)
FROM bundles b
"""
NEWEST_RECEIPT = """
SELECT receipt_hash, hq_time_ms FROM receipts ORDER BY CAST(substr(number, 3) AS INTEGER) DESC LIMIT 1
"""
"""By its number ("R-000042-7" is 42): headquarters counts up, also after a restore; its clock may have been ahead."""
NEWEST_WORD = "SELECT hq_time_ms FROM words ORDER BY n DESC LIMIT 1"
QUARANTINED = "quarantined"
ASIDE = ".aside"
"""Ending of a sealed file that the database does not know: kept, never offered."""


class Outbox:
    """The bundles this store has made (role field)."""

    def __init__(self, core: Core, settings: Settings) -> None:
        self._core = core
        self._settings = settings
        self._letting_go = LettingGo(core)
        self._words = HeldWords(core)

    def next_bundle(self) -> NextBundle:
        """Return what the next manifest needs: device, epoch, number, previous hash, newest receipt, journal head."""
        self._core.need(Role.FIELD)
        head, db = self._core.journal.head(), self._core.db
        last = db.one("SELECT seq, manifest_hash FROM bundles WHERE epoch = ? ORDER BY seq DESC LIMIT 1", (head.epoch,))
        receipt = db.one(NEWEST_RECEIPT)
        seq, prev = last or (0, NO_HASH)
        device = (self._settings.get("device.principal") or b"").decode()
        return NextBundle(device, head.epoch, seq + 1, prev, receipt[0] if receipt else NO_HASH, head.hash)

    def proven(self, recipients: Sequence[str]) -> bool:
        """Return whether a receipt proves that HQ opened a bundle sealed to exactly these key ids."""
        wanted = set(recipients)
        return any(sealed_to == wanted for sealed_to, _ in self._opened())

    def has_opened(self, recipient_class: str) -> bool:
        """Return whether a receipt proves that HQ opened a bundle of this class, whichever keys it was sealed to."""
        return any(of_class == recipient_class for _, of_class in self._opened())

    def _opened(self) -> Iterator[tuple[set[str], str]]:
        """Yield what each bundle that HQ opened by its own keys was sealed to, and its class."""
        sql = (
            "SELECT b.recipients, b.class, r.recipients, r.outcome FROM receipts r JOIN bundles b USING (manifest_hash)"
        )
        for sealed, of_class, opened_by, outcome in self._core.db.query(sql):
            sealed_to, opened = set(json.loads(sealed)), set(json.loads(opened_by))
            if opened and opened <= sealed_to and not _refused(outcome):
                yield sealed_to, of_class

    def add(self, bundle: PackedBundle, *, erase_readable: bool) -> tuple[str, ...]:
        """Keep the sealed file (fsynced), then journal it in one transaction; its items are no longer pending.

        With `erase_readable` the readable copies of its records go in the same transaction, else at the receipt.
        Returns the ids of records whose readable copy is gone. Raises: BundleOutOfTurn, DiskFull, StoreUnwritable.
        """
        following = self.next_bundle()
        if (bundle.epoch, bundle.seq, bundle.prev) != (following.epoch, following.seq, following.prev):
            raise errors.BundleOutOfTurn(seq=bundle.seq)
        self._keep_file(bundle)

        def work() -> tuple[str, ...]:
            self._core.journal.append("bundle.packed", None, _packed_body(bundle))
            return self._erase_carried(bundle.manifest_hash, "packed") if erase_readable else ()

        erased = self._core.db.run("the packed bundle", work)
        self._core.settle()
        return erased

    def list(self) -> tuple[BundleRow, ...]:
        """Return all bundles of this device, oldest first."""
        self._core.need(Role.FIELD)
        return tuple(_bundle(row) for row in self._core.db.query(LIST + " ORDER BY b.n"))

    def waiting(self) -> tuple[BundleRow, ...]:
        """Return the bundles without a receipt, or asked for again, oldest first: what a sync offers. What was dropped
        cannot be offered."""
        self._core.need(Role.FIELD)
        sql = LIST + " WHERE (b.received = 0 OR b.again = 1) AND b.dropped_ms IS NULL ORDER BY b.n"
        return tuple(_bundle(row) for row in self._core.db.query(sql))

    def path(self, row: BundleRow) -> Path:
        """Return where the sealed file is."""
        return self._core.places.outbox / row.name

    def data(self, row: BundleRow) -> bytes:
        """Return the sealed file, checked against its hash. Raises: OutboxFileDamaged."""
        found = self._core.db.one("SELECT sha256 FROM bundles WHERE manifest_hash = ?", (row.manifest_hash,))
        try:
            data = self.path(row).read_bytes()
        except OSError:
            raise errors.OutboxFileDamaged(name=row.name) from None
        if found is None or hashlib.sha256(data).hexdigest() != found[0]:
            raise errors.OutboxFileDamaged(name=row.name)
        return data

    def handed_over(self, rows: Sequence[BundleRow], to: str, at: Instant) -> None:
        """Journal that these bundles were written and read back at `to` (a word for the place, no path)."""
        if not rows:
            return
        hashes: builtins.list[Json] = [row.manifest_hash for row in rows]
        self._core.journal.append("bundle.handed_over", None, {"manifest_hashes": hashes, "to": to, "at_ms": at.utc_ms})

    def last_hq_time_ms(self) -> int:
        """Return headquarters' time in its newest receipt or word, ms since 1970; 0 without: it cannot be earlier.

        The newest by its number, not by its time: a clock that was ahead once, and was put right, counts no more.
        """
        receipt, word = self._core.db.one(NEWEST_RECEIPT), self._core.db.number(NEWEST_WORD)
        return max(receipt[1] if receipt else 0, word)

    def receipt_hashes(self) -> frozenset[str]:
        """Return the hashes of the receipts already applied."""
        return frozenset(row[0] for row in self._core.db.query("SELECT receipt_hash FROM receipts"))

    def apply_receipt(self, receipt: ReceiptFacts, *, erase_readable: bool = True) -> ReceiptApplied:
        """Apply a verified receipt: state, proven recipients, readable copies, in one transaction. Idempotent.

        Raises: ReceiptNotOurs when epoch, number and manifest hash name no bundle of this device.
        """
        sql = "SELECT manifest_hash FROM bundles WHERE epoch = ? AND seq = ? AND manifest_hash = ?"
        if self._core.db.one(sql, (receipt.epoch, receipt.seq, receipt.manifest_hash)) is None:
            raise errors.ReceiptNotOurs(seq=receipt.seq)
        if receipt.receipt_hash in self.receipt_hashes():
            return ReceiptApplied(False, (), (), ())
        again = self._asked_again(receipt)

        def work() -> tuple[str, ...]:
            self._core.journal.append("receipt.applied", None, _receipt_body(receipt, again))
            self._words.after_late_receipt(receipt.hq_epoch, receipt.hq_time_ms)
            return self._erase_received(receipt) if erase_readable and not _refused(receipt.outcome) else ()

        erased = self._core.db.run("the receipt", work)
        if erased:
            self._core.settle()
        received = tuple(dict.fromkeys(record for record, _, _ in receipt.records))
        return ReceiptApplied(True, received, erased, again)

    def apply_word(self, facts: WordFacts) -> WordApplied:
        """Apply a verified word of headquarters, if it is newer than what is known, in one transaction. Idempotent."""
        return self._words.apply(facts)

    def word_counts(self, facts: WordFacts) -> bool:
        """Return whether a word is the newest known, or newer: then its orders are to be carried out."""
        return self._words.counts(facts)

    def word_held(self) -> str:
        """Return the SHA-256 of the word's file that was applied last, or nothing."""
        return self._words.newest_file()

    def drop(self, rows: Sequence[BundleRow], reason: str) -> None:
        """Delete sealed files for good, journaled first: a crash in between is finished at the next unlock."""
        self._letting_go.drop([row.manifest_hash for row in rows], reason)

    def drop_older(self, days: int, now_ms: int) -> tuple[int, ...]:
        """Delete the sealed files whose receipt is older than so many days, by this laptop's clock (`now_ms`) and by
        headquarters' newest time both; return their numbers. docs/mailbox.md"""
        self._core.need(Role.FIELD)
        return self._letting_go.drop_older(days, min(now_ms, self.last_hq_time_ms()))

    def tidy(self) -> None:
        """Put aside sealed files that no committed entry names; delete half-written ones (store-format 10).

        Such a bundle was left by a crash before anybody got it, or the database is older than it: then it may be the
        only copy of an interview.
        """
        self._letting_go.finish()
        known = {row[0] for row in self._core.db.query("SELECT name FROM bundles")}
        for path in self._core.places.outbox.glob("*"):
            if path.name in known or path.suffix == ASIDE or not path.is_file():
                continue
            with contextlib.suppress(OSError):
                if path.suffix == ".fkb":
                    path.replace(
                        path.with_name(f"{path.stem}-{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}{ASIDE}")
                    )
                else:
                    path.unlink()

    def check(self) -> None:
        """Check that every sealed file that was not dropped is here and whole. Raises: OutboxFileDamaged."""
        for row in self._core.db.query(LIST + " WHERE b.dropped_ms IS NULL ORDER BY b.n"):
            self.data(_bundle(row))

    def _keep_file(self, bundle: PackedBundle) -> None:
        path, platform = self._core.places.outbox / bundle.name, self._core.machine.platform
        if path.parent != self._core.places.outbox or path.suffix != ".fkb":
            raise errors.StoreError(what="a bundle name that is no name of a bundle")
        try:
            platform.write_private(path, bundle.data)
        except errors.DiskFull:
            if not self._core.db.ballast.give_up():
                raise
            platform.write_private(path, bundle.data)

    def _erase_carried(self, manifest_hash: str, reason: str) -> tuple[str, ...]:
        sql = "SELECT DISTINCT record FROM items WHERE bundle = ? AND kind <> 'event' ORDER BY record"
        records = [row[0] for row in self._core.db.query(sql, (manifest_hash,))]
        return erase_records(self._core, self._all_packed(records), reason)

    def _erase_received(self, receipt: ReceiptFacts) -> tuple[str, ...]:
        sql = (
            "SELECT DISTINCT i.record FROM items i JOIN bundles b ON b.manifest_hash = i.bundle"
            " WHERE i.bundle = ? AND i.kind <> 'event' AND b.received = 1 ORDER BY i.record"
        )
        records = [row[0] for row in self._core.db.query(sql, (receipt.manifest_hash,))]
        return erase_records(self._core, self._all_packed(records), f"received {receipt.number}")

    def _all_packed(self, records: Sequence[str]) -> builtins.list[str]:
        """A record with something readable that has not travelled (another class, a later identity) stays."""
        sql = "SELECT count(*) FROM items WHERE record = ? AND kind <> 'event' AND bundle IS NULL AND readable = 1"
        return [record for record in records if self._core.db.number(sql, (record,)) == 0]

    def _asked_again(self, receipt: ReceiptFacts) -> tuple[int, ...]:
        """Numbers HQ misses, and after a restore of HQ (new HQ epoch, lower mark) all above its mark."""
        sql = "SELECT seq FROM bundles WHERE epoch = ? ORDER BY seq"
        mine = [row[0] for row in self._core.db.query(sql, (receipt.epoch,))]
        before = self._core.db.one(
            "SELECT max(r.high_water) FROM receipts r JOIN bundles b USING (manifest_hash)"
            " WHERE b.epoch = ? AND r.hq_epoch <> ?",
            (receipt.epoch, receipt.hq_epoch),
        )
        restored = before is not None and (before[0] or 0) > receipt.high_water
        sql = "SELECT seq FROM bundles WHERE received = 1 AND epoch = ?"
        received = {row[0] for row in self._core.db.query(sql, (receipt.epoch,))}
        lost = {seq for seq in received if restored and seq > receipt.high_water and seq != receipt.seq}
        return tuple(seq for seq in mine if seq in receipt.missing or seq in lost)


def _refused(outcome: str) -> bool:
    return outcome.startswith(QUARANTINED)


def _packed_body(bundle: PackedBundle) -> dict[str, Json]:
    return {
        "name": bundle.name,
        "epoch": bundle.epoch,
        "seq": bundle.seq,
        "prev": bundle.prev,
        "manifest_hash": bundle.manifest_hash,
        "sha256": hashlib.sha256(bundle.data).hexdigest(),
        "size": len(bundle.data),
        "recipients": sorted(bundle.recipients),
        "class": bundle.recipient_class,
        "items": list(bundle.items),
        "records": [list(pair) for pair in bundle.records],
    }


def _receipt_body(receipt: ReceiptFacts, again: tuple[int, ...]) -> dict[str, Json]:
    return {
        "receipt_hash": receipt.receipt_hash,
        "epoch": receipt.epoch,
        "seq": receipt.seq,
        "manifest_hash": receipt.manifest_hash,
        "outcome": receipt.outcome,
        "number": receipt.number,
        "records": [list(line) for line in receipt.records],
        "missing": list(receipt.missing),
        "recipients": sorted(receipt.recipients),
        "hq_time_ms": receipt.hq_time_ms,
        "hq_epoch": receipt.hq_epoch,
        "high_water": receipt.high_water,
        "hq_audit": receipt.hq_audit,
        "again": list(again),
    }


def _bundle(row: Row) -> BundleRow:
    epoch, seq, manifest_hash, name, to, class_, size, packed, handed, place, receipt, outcome = row[:12]
    received, again, gone, sha256, n = row[12:]
    state = BundleState.PACKED if handed is None else BundleState.HANDED_OVER
    return BundleRow(
        epoch=epoch,
        seq=seq,
        manifest_hash=manifest_hash,
        name=name,
        state=BundleState.RECEIVED if received and not again else state,
        recipients=tuple(json.loads(to)),
        recipient_class=class_,
        size=size,
        packed_ms=packed,
        handed_over_ms=handed,
        handed_to=place,
        receipt=receipt,
        outcome=outcome,
        records=n,
        again=bool(again),
        dropped_ms=gone,
        sha256=sha256,
    )
