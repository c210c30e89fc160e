"""Bundles as an attacker, a broken stick or another headquarters would make them, from real ones."""

import dataclasses
import os
from pathlib import Path

from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.status import clock_state
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey, sshsig
from fieldkit.sync.bundle import container, namespaces
from fieldkit.sync.bundle.container import Members
from fieldkit.sync.bundle.namespaces import BundleNamespace, Kind
from fieldkit.sync.bundle.write import BundleDraft, Written, write_bundle
from fieldkit.workflows import packing
from tests.flow.world import Machine


def key_of(machine: Machine) -> SigningKey:
    """Return a laptop's signing key."""
    return SigningKey.from_seed(machine.open().identity.seed)


def flipped(data: bytes, at: int) -> bytes:
    """Return `data` with one bit of one byte turned."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def signed_by(data: bytes, other: Machine, namespace: BundleNamespace = namespaces.BUNDLE) -> bytes:
    """Return a bundle whose signature was taken off and replaced by another laptop's own, good signature."""
    members = container.unpack(data, Kind.BUNDLE)
    signature = sshsig(key_of(other), members.manifest, namespace)
    return container.pack(Kind.BUNDLE, Members(members.manifest, signature, members.payload))


def packed_for_strangers(machine: Machine) -> Path:
    """Pack on `machine` by a card that another headquarters' recipients were put into; return the sealed file."""
    store, env = machine.open(), machine.env()
    strangers = tuple(seal.recipient_of(seal.generate_identity()) for _ in range(2))
    card = dataclasses.replace(card_of(store), recipients=dict.fromkeys(card_of(store).recipients, strangers))
    (packed,) = packing.pack(
        store.records, store.outbox, card, key_of(machine), machine.clock.now(), clock_state(store, env), os.urandom
    )
    return machine.files / "outbox" / packed.name


def drafted(machine: Machine, **changes: object) -> Written:
    """Write, by a laptop's own key and to headquarters, a bundle that the laptop itself would never make."""
    store = machine.open()
    following = store.outbox.next_bundle()
    draft = BundleDraft(
        dev=following.dev,
        epoch=following.epoch,
        seq=following.seq,
        prev=following.prev,
        rcpt=following.rcpt,
        audit=following.audit,
        policy=1,
        made={**machine.clock.now().as_json(), "clock": "ok"},
        forms=[],
        records=[],
    )
    wanted = dataclasses.replace(draft, **changes)  # type: ignore[arg-type]
    return write_bundle(wanted, key_of(machine), card_of(store).recipients["case"], os.urandom)


def put(stick: Path, machine: Machine, name: str, data: bytes) -> Path:
    """Put a file into a laptop's folder on a stick, as anybody who holds the stick can."""
    folder = stick / "up" / machine.device.removeprefix("d-")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name
