"""The orders of a store, kept beside it, so that a restored backup can apply them again. store-format 18.2"""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.orders import StandingOrder
from fieldkit.store.core import Core
from fieldkit.store.settings import Settings
from fieldkit.sync.bundle.orders import FILE_NAME, MAX_FILE, read_orders, write_orders

IDENTITY = "device.age_identity"


def file_beside(home: Path) -> Path:
    """Return where the orders of the store in `home` lie: outside the store itself."""
    return home / FILE_NAME


def keep_file(core: Core, settings: Settings, orders: Sequence[StandingOrder]) -> None:
    """Write the file if it does not say the same already. A full disk postpones it to the next unlock."""
    path = file_beside(core.places.home)
    try:
        if set(orders_in(core, settings, path.read_bytes())) == set(orders):
            return
    except (OSError, errors.OrdersFileInvalid):
        pass  # missing, damaged, or of a store that was here before: written anew
    identity = _identity(settings)
    data = write_orders(orders, core.id, core.mac_key, identity, core.machine.entropy.token)
    with contextlib.suppress(errors.DiskFull, errors.UnwritablePlace):
        core.machine.platform.write_private(path, data)


def orders_in(core: Core, settings: Settings, data: bytes) -> tuple[StandingOrder, ...]:
    """Return what a file of this store's orders says. Raises: OrdersFileInvalid."""
    return read_orders(data, core.id, core.mac_key, _identity(settings))


def read_file(path: Path) -> bytes | None:
    """Return the bytes of a file of orders, None where there is none; one byte more than it may have says so."""
    try:
        with open(path, "rb") as file:
            return file.read(MAX_FILE + 1)
    except OSError:
        return None


def _identity(settings: Settings) -> str:
    return (settings.get(IDENTITY) or b"").decode()
