"""What measurements of headquarters share: an office, invented devices that it has enrolled, bundles made before."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.generate import screenings
from fieldkit.cases.words import NewDevice, Profile, Role
from fieldkit.commands.environment import MachineClock, MachineEntropy
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.store.core import Machine
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.slots_file import Cost, CostBounds
from fieldkit.store.store import Store, create_store, open_store
from fieldkit.sync.bundle.card import Card, Contacts
from fieldkit.sync.bundle.fields import NO_HASH
from fieldkit.sync.bundle.write import BundleDraft, Written, write_bundle
from fieldkit.workflows import trust
from fieldkit.workflows.importing import Hq, import_file

MACHINE = Machine(MachineClock(), MachineEntropy(), SystemPlatform())
CHEAP = CostBounds(Cost(64, 1, 1), Cost(1048576, 16, 16), Cost(64, 1, 1))
"""Argon2id at next to nothing: it is paid once per unlock and not measured here."""
PASSPHRASE = "invented words to measure by"


@dataclass(frozen=True, slots=True)
class Device:
    """An invented laptop without a store: its principal, key, age identity and epoch."""

    principal: str
    key: SigningKey = field(repr=False)
    identity: str = field(repr=False)
    epoch: str

    @property
    def folder(self) -> str:
        """Return the name of its folder in a mailbox."""
        return self.principal.removeprefix("d-")


def new_store(home: Path, role: Role) -> Store:
    """Make a store at little cost."""
    return create_store(
        home, role=role, profile=Profile.REAL, passphrase=PASSPHRASE, person="x", machine=MACHINE, bounds=CHEAP
    )


def opened(home: Path) -> Store:
    """Open such a store again."""
    return open_store(home, PASSPHRASE, machine=MACHINE, bounds=CHEAP)


def new_office(home: Path) -> Store:
    """Make a headquarters with keys."""
    store = new_store(home, Role.HQ)
    recovery = seal.recipient_of(seal.generate_identity())
    keys = trust.make_hq_keys(MACHINE.entropy, SigningKey.from_seed(store.identity.seed), recovery)
    store.settings.put_json("keys", keys.to_json())
    return store


def keys_of(hq: Store) -> trust.HqKeys:
    """Return the keys of such a headquarters."""
    found: Json = hq.settings.get_json("keys")
    return trust.HqKeys.from_json(found, SigningKey.from_seed(hq.identity.seed))


def card_of(hq: Store) -> Card:
    """Return a card of it."""
    contacts = Contacts("+250 700 000 000", "+250 700 000 001")
    return trust.make_card(keys_of(hq), "Measured office", contacts, (), MACHINE.clock.now(), MACHINE.entropy)


def tools_of(hq: Store) -> Hq:
    """Return what its imports work with."""
    keys = keys_of(hq)
    return Hq(
        intake=hq.intake,
        devices=hq.devices,
        quarantine=hq.quarantine,
        signers=trust.allowed_signers(keys.signing.public, hq.devices.keys()),
        signing=keys.signing,
        identities=tuple(keys.identities.values()),
        now=MACHINE.clock.now,
        padding=MACHINE.entropy.token,
        words=hq.words,
    )


def imported(tools: Hq, data: bytes) -> None:
    """Import one bundle file that must be new."""
    done = import_file("x.fkb", "", data, tools)
    if done.what != "new":
        raise RuntimeError(f"not imported: {done.what} {done.why}")


def new_devices(hq: Store, count: int) -> list[Device]:
    """Make invented devices and enrol them."""
    found = []
    for _ in range(count):
        token = MACHINE.entropy.token
        key, identity = SigningKey.from_seed(token(32)), seal.generate_identity()
        device = Device(f"d-{token(16).hex()}", key, identity, f"e-{token(8).hex()}")
        public, recipient = key.public.openssh(), seal.recipient_of(identity)
        hq.devices.enrol(NewDevice(device.principal, public, recipient, device.epoch, "post", "0" * 64))
        found.append(device)
    return found


def bundles_of(device: Device, recipients: tuple[str, ...], size: int, count: int, seed: int) -> Iterator[Written]:
    """Make a chain of bundles with so many screenings each, by the library, without a store behind them."""
    prev = NO_HASH
    for number in range(1, count + 1):
        made: Json = {**MACHINE.clock.now().as_json(), "clock": "ok"}
        records = list(screenings(size, seed * 100_003 + number))
        draft = BundleDraft(device.principal, device.epoch, number, prev, NO_HASH, NO_HASH, 1, made, (), records)
        written = write_bundle(draft, device.key, recipients, MACHINE.entropy.token)
        prev = written.manifest_hash
        yield written
