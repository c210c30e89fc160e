"""Import at headquarters: one bundle, one transaction, the receipt inside it."""

from collections.abc import Callable

from fieldkit.ports import Instant
from fieldkit.store.words import ImportOutcome, IncomingBundle, IssuedReceipt


class Intake:
    """What has been imported here (role hq)."""

    def receipt_for(self, manifest_hash: str) -> IssuedReceipt | None:
        """Return the original receipt of a bundle imported before (the answer to a replay), or None."""
        raise NotImplementedError

    def import_bundle(
        self, bundle: IncomingBundle, received: Instant, make_receipt: Callable[[ImportOutcome], tuple[str, bytes]]
    ) -> tuple[ImportOutcome, IssuedReceipt]:
        """Store a verified bundle. `make_receipt` returns (file name, file bytes) of the receipt and runs inside the
        transaction: if it raises, nothing was imported.

        Raises: DeviceUnknown, DiskFull, StoreUnwritable. A manifest hash known already gives its first receipt again.
        """
        raise NotImplementedError

    def receipts(self, device: str) -> tuple[IssuedReceipt, ...]:
        """Return all receipts issued to a device, oldest first: any stick may carry them."""
        raise NotImplementedError

    def high_water(self, device: str) -> int:
        """Return the highest bundle number below which nothing of `device` is missing in its newest epoch."""
        raise NotImplementedError
