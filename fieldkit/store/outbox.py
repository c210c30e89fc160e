"""Sealed bundles of this laptop: numbers, files, states, receipts."""

from collections.abc import Sequence
from pathlib import Path

from fieldkit.ports import Instant
from fieldkit.store.words import BundleRow, NextBundle, PackedBundle, ReceiptApplied, ReceiptFacts


class Outbox:
    """The bundles this store has made (role field)."""

    def next_bundle(self) -> NextBundle:
        """Return what the next manifest needs: device, epoch, number, previous hash, newest receipt, journal head."""
        raise NotImplementedError

    def proven(self, recipients: Sequence[str]) -> bool:
        """Return whether a receipt proves that HQ opened a bundle sealed to exactly these key ids."""
        raise NotImplementedError

    def add(self, bundle: PackedBundle, *, erase_readable: bool) -> tuple[str, ...]:
        """Keep the sealed file (fsynced), then journal it in one transaction; its items are no longer pending.

        With `erase_readable` the readable copies of its records go in the same transaction, else at the receipt.
        Returns the ids of records whose readable copy is gone. Raises: BundleOutOfTurn, DiskFull, StoreUnwritable.
        """
        raise NotImplementedError

    def list(self) -> tuple[BundleRow, ...]:
        """Return all bundles of this device, oldest first."""
        raise NotImplementedError

    def waiting(self) -> tuple[BundleRow, ...]:
        """Return the bundles without a receipt, oldest first: what a sync offers."""
        raise NotImplementedError

    def path(self, row: BundleRow) -> Path:
        """Return where the sealed file is."""
        raise NotImplementedError

    def data(self, row: BundleRow) -> bytes:
        """Return the sealed file, checked against its hash. Raises: OutboxFileDamaged."""
        raise NotImplementedError

    def handed_over(self, rows: Sequence[BundleRow], to: str, at: Instant) -> None:
        """Journal that these bundles were written and read back at `to` (a word for the place, no path)."""
        raise NotImplementedError

    def receipt_hashes(self) -> frozenset[str]:
        """Return the hashes of the receipts already applied."""
        raise NotImplementedError

    def apply_receipt(self, receipt: ReceiptFacts, *, erase_readable: bool = True) -> ReceiptApplied:
        """Apply a verified receipt: state, proven recipients, readable copies, in one transaction. Idempotent.

        Raises: ReceiptNotOurs when epoch, number and manifest hash name no bundle of this device.
        """
        raise NotImplementedError
