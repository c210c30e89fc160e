"""A look into a prepared laptop's store between two sittings, and what only a policy would change."""

from collections.abc import Iterator
from contextlib import contextmanager

from fieldkit.cases.words import Profile, Role
from fieldkit.commands.environment import MachineClock, MachineEntropy
from fieldkit.commands.manner import POLICY
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.store import Machine, Store, open_store
from tests.stories.conftest import PASSPHRASE, Place


@contextmanager
def opened(place: Place, home: str = "laptop", passphrase: str = PASSPHRASE) -> Iterator[Store]:
    machine = Machine(MachineClock(), MachineEntropy(), SystemPlatform())
    role = Role.HQ if home == "hq" else Role.FIELD
    with open_store(place.folder / home, passphrase, machine=machine, role=role, profile=Profile.REAL) as store:
        yield store


def lock_after(place: Place, idle: float, blank: float, home: str = "laptop") -> None:
    """Set the policy: seconds without a key until the store locks, and until the screen goes empty."""
    with opened(place, home) as store:
        store.settings.put_json(POLICY, {"idle_s": idle, "blank_s": blank})
