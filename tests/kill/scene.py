"""Headquarters and one enrolled laptop with cheap keyslots, made with the real workflows."""

from pathlib import Path

from fieldkit import errors
from fieldkit.cases.words import NewDevice, Profile, Role
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.store import Machine, Store, create_store, open_store
from fieldkit.sync.bundle.card import Contacts, write_card
from fieldkit.workflows import trust
from fieldkit.workflows.importing import Hq
from tests.store.scene import CHEAP, SetClock, SystemEntropy

PASSPHRASES = ("first invented passphrase", "second invented passphrase")
CARD = "hq.card"
KEYS = "hq.keys"


def machine() -> Machine:
    return Machine(SetClock(), SystemEntropy(), SystemPlatform())


def create(home: Path, role: Role) -> Store:
    return create_store(
        home,
        role=role,
        profile=Profile.REAL,
        passphrase=PASSPHRASES[0],
        person="Invented Name",
        machine=machine(),
        bounds=CHEAP,
    )


def open_any(home: Path) -> Store:
    """Open a store with whichever of the two passphrases fits."""
    try:
        return open_store(home, PASSPHRASES[0], machine=machine(), bounds=CHEAP)
    except errors.WrongPassphrase:
        (home / "store" / "attempts.json").unlink(missing_ok=True)  # the delay is tried elsewhere
        return open_store(home, PASSPHRASES[1], machine=machine(), bounds=CHEAP)


def set_up(root: Path) -> None:
    """Make root/hq, root/laptop, root/stick and root/hq.card."""
    (root / "stick").mkdir()
    with create(root / "hq", Role.HQ) as hq, create(root / "laptop", Role.FIELD) as laptop:
        recovery = seal.recipient_of(seal.generate_identity())
        keys = trust.make_hq_keys(SystemEntropy(), SigningKey.from_seed(hq.identity.seed), recovery)
        hq.settings.put_json(KEYS, keys.to_json())
        contacts = Contacts("+250 700 000 000", "+250 700 000 001")
        card = trust.make_card(keys, "Invented", contacts, (), SetClock().now(), SystemEntropy())
        (root / CARD).write_bytes(write_card(card, keys.signing))
        me = laptop.identity
        public = SigningKey.from_seed(me.seed).public.openssh()
        recipient = seal.recipient_of(me.age_identity)
        hq.devices.enrol(NewDevice(me.device, public, recipient, laptop.epoch, "rusumo", "0" * 64))


def hq_tools(store: Store) -> Hq:
    """Return what headquarters imports with."""
    keys = trust.HqKeys.from_json(store.settings.get_json(KEYS), SigningKey.from_seed(store.identity.seed))
    return Hq(
        intake=store.intake,
        devices=store.devices,
        quarantine=store.quarantine,
        signers=trust.allowed_signers(keys.signing.public, store.devices.keys()),
        signing=keys.signing,
        identities=tuple(keys.identities.values()),
        now=SetClock().now,
        padding=SystemEntropy().token,
        words=store.words,
    )
