"""keyslots.json: its format, limits, and one slot's wrapping and unwrapping (store-format 3)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.crypto import canonical, derive, seal
from fieldkit.ports import Entropy
from fieldkit.result import Json

FILE_LIMIT = 512 * 1024
SLOT_LIMIT = 16
HANDOVER_LIMIT = 64
DEK_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
RECOVERY = "recovery"
HEX32 = re.compile(r"\A[0-9a-f]{32}\Z")
HEX24 = re.compile(r"\A[0-9a-f]{24}\Z")
LABEL = re.compile(r"\A(?:recovery|person [1-9][0-9]{0,5})\Z")
STORE_ID = re.compile(r"\As-[0-9a-f]{32}\Z")
FILE_KEYS = {"v", "store", "role", "profile", "generation", "slots"}
SLOT_KEYS = {"label", "kind", "kdf", "aead", "nonce", "recipient", "sealed", "handovers"}


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id's price."""

    memory_kib: int
    iterations: int
    lanes: int

    def within(self, low: "Cost", high: "Cost") -> bool:
        """Return whether every part lies between `low` and `high`."""
        mine, least, most = self._parts(), low._parts(), high._parts()
        return all(a <= b <= c for a, b, c in zip(least, mine, most, strict=True))

    def _parts(self) -> tuple[int, int, int]:
        return self.memory_kib, self.iterations, self.lanes


@dataclass(frozen=True, slots=True)
class CostBounds:
    """What a reader accepts and where calibration ends (store-format 3.2). Only tests use other than PRODUCTION."""

    floor: Cost
    ceiling: Cost
    calibrate_to: Cost


PRODUCTION = CostBounds(Cost(65536, 3, 4), Cost(1048576, 16, 16), Cost(262144, 3, 4))


@dataclass(frozen=True, slots=True)
class Handover:
    """A new DEK for a slot whose passphrase was not there when the store was re-keyed."""

    generation: int
    nonce: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to get at the DEK. `cost` None: the printed recovery code."""

    label: str
    cost: Cost | None
    salt: bytes
    nonce: bytes
    recipient: str
    sealed: bytes
    handovers: tuple[Handover, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotsFile:
    """The whole file."""

    store: str
    role: Role
    profile: Profile
    generation: int
    slots: tuple[Slot, ...]

    def slot(self, label: str) -> Slot:
        """Return one slot. Raises: SlotUnknown."""
        for slot in self.slots:
            if slot.label == label:
                return slot
        raise errors.SlotUnknown(label=label)

    def with_slot(self, slot: Slot) -> "SlotsFile":
        """Return the file with `slot` added, or put in the place of the one with its label."""
        others = tuple(s for s in self.slots if s.label != slot.label)
        if len(others) >= SLOT_LIMIT:
            raise errors.TooManySlots(limit=SLOT_LIMIT)
        return replace(self, slots=(*others, slot))

    def as_bytes(self) -> bytes:
        """Return the file's bytes."""
        return canonical.dumps(
            {
                "v": 1,
                "store": self.store,
                "role": self.role.value,
                "profile": self.profile.value,
                "generation": self.generation,
                "slots": [_slot_json(slot) for slot in self.slots],
            }
        )

    def digest(self) -> str:
        """Return the SHA-256 of the file's bytes."""
        return hashlib.sha256(self.as_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What a slot gives: the DEKs to try, newest first, and the slot's own age identity."""

    deks: tuple[bytes, ...]
    identity: str

    def __repr__(self) -> str:
        return "Unwrapped(...)"


def wrap(file: SlotsFile, label: str, secret: "Secret", unwrapped: Unwrapped, entropy: Entropy) -> Slot:
    """Return a fresh slot for the newest DEK, with a new salt and nonce and no handovers."""
    salt, nonce = entropy.token(SALT_BYTES), entropy.token(NONCE_BYTES)
    recipient = seal.recipient_of(unwrapped.identity)
    empty = Slot(label, secret.cost, salt, nonce, recipient, b"")
    key = secret.key(salt)
    plain = unwrapped.deks[0] + unwrapped.identity.encode()
    return replace(empty, sealed=derive.aead_encrypt(key, nonce, plain, _slot_aad(file, empty)))


def unwrap(file: SlotsFile, slot: Slot, secret: "Secret") -> Unwrapped:
    """Open a slot and follow its handovers. Raises: WrongKey, KeyslotsDamaged."""
    key = replace(secret, cost=slot.cost).key(slot.salt)
    plain = derive.aead_decrypt(key, slot.nonce, slot.sealed, _slot_aad(file, slot))
    dek, identity = plain[:DEK_BYTES], plain[DEK_BYTES:].decode()
    deks = [dek]
    for handover in slot.handovers:
        deks.insert(0, _take_over(file, slot, handover, deks[0], identity))
    return Unwrapped(tuple(deks), identity)


def hand_over(file: SlotsFile, slot: Slot, old: bytes, new: bytes, entropy: Entropy) -> Slot:
    """Return `slot` with a handover from the old to the new DEK of `file.generation`."""
    nonce = entropy.token(NONCE_BYTES)
    key = derive.hkdf(old, "fieldkit handover")
    sealed = derive.aead_encrypt(
        key, nonce, seal.seal(new, [slot.recipient]), _handover_aad(file, slot, file.generation)
    )
    return replace(slot, handovers=(*slot.handovers, Handover(file.generation, nonce, sealed)))


@dataclass(frozen=True, slots=True)
class Secret:
    """A passphrase with its cost, or (cost None) the 16 bytes of a recovery code in hex."""

    text: str
    cost: Cost | None

    def __repr__(self) -> str:
        return "Secret(...)"

    def key(self, salt: bytes) -> bytes:
        """Return the key that wraps a slot (store-format 3.2)."""
        if self.cost is None:
            return derive.hkdf(bytes.fromhex(self.text), f"fieldkit recovery {salt.hex()}")
        memory, iterations, lanes = self.cost.memory_kib, self.cost.iterations, self.cost.lanes
        return derive.argon2id(self.text, salt, memory_kib=memory, iterations=iterations, lanes=lanes)


def parse(data: bytes, bounds: CostBounds) -> SlotsFile:
    """Read the file's bytes strictly. Raises: KeyslotsDamaged."""
    try:
        if len(data) > FILE_LIMIT:
            raise _Refused("it is too large")
        return _file(canonical.loads_object(data, what="keyslots.json"), bounds)
    except errors.MalformedJson:
        raise errors.KeyslotsDamaged(why="it is not what fieldkit writes") from None
    except _Refused as refusal:
        raise errors.KeyslotsDamaged(why=str(refusal)) from None


class _Refused(ValueError):
    """A part of the file that cannot be; the message carries no secret."""


def _take_over(file: SlotsFile, slot: Slot, handover: Handover, old: bytes, identity: str) -> bytes:
    key = derive.hkdf(old, "fieldkit handover")
    aad = _handover_aad(file, slot, handover.generation)
    try:
        dek = seal.unseal(derive.aead_decrypt(key, handover.nonce, handover.sealed, aad), [identity])
    except (errors.WrongKey, errors.WrongRecipient, errors.SealBroken):
        raise errors.KeyslotsDamaged(why=f"the handover {handover.generation} of {slot.label} does not open") from None
    if len(dek) != DEK_BYTES:
        raise errors.KeyslotsDamaged(why=f"the handover {handover.generation} of {slot.label} is not a key")
    return dek


def _slot_aad(file: SlotsFile, slot: Slot) -> bytes:
    bound = {k: v for k, v in _slot_json(slot).items() if k not in ("sealed", "handovers")}
    return canonical.dumps(
        {"v": 1, "store": file.store, "role": file.role.value, "profile": file.profile.value, **bound}
    )


def _handover_aad(file: SlotsFile, slot: Slot, generation: int) -> bytes:
    return canonical.dumps({"v": 1, "store": file.store, "label": slot.label, "generation": generation})


def _slot_json(slot: Slot) -> dict[str, Json]:
    kdf: dict[str, Json] = {"alg": "hkdf-sha256", "salt": slot.salt.hex()}
    if slot.cost is not None:
        kdf = {
            "alg": "argon2id",
            "memory_kib": slot.cost.memory_kib,
            "iterations": slot.cost.iterations,
            "lanes": slot.cost.lanes,
            "salt": slot.salt.hex(),
        }
    return {
        "label": slot.label,
        "kind": "recovery" if slot.cost is None else "person",
        "kdf": kdf,
        "aead": "aes-256-gcm",
        "nonce": slot.nonce.hex(),
        "recipient": slot.recipient,
        "sealed": base64.b64encode(slot.sealed).decode(),
        "handovers": [_handover_json(handover) for handover in slot.handovers],
    }


def _handover_json(handover: Handover) -> dict[str, Json]:
    sealed = base64.b64encode(handover.sealed).decode()
    return {"generation": handover.generation, "nonce": handover.nonce.hex(), "sealed": sealed}


def _file(data: Mapping[str, Json], bounds: CostBounds) -> SlotsFile:
    _need(set(data) == FILE_KEYS and data["v"] == 1, "its keys are not those of version 1")
    store, generation, slots = data["store"], data["generation"], data["slots"]
    _need(isinstance(store, str) and bool(STORE_ID.match(store)), "the store's id is wrong")
    _need(_is_int(generation, 0, 2**31), "the generation is wrong")
    _need(isinstance(slots, list) and 1 <= len(slots) <= SLOT_LIMIT, "the number of slots is wrong")
    try:
        role, profile = Role(data["role"]), Profile(data["profile"])
    except ValueError:
        raise _Refused("role or profile is unknown") from None
    assert isinstance(store, str)
    assert isinstance(generation, int)
    assert isinstance(slots, list)
    parsed = tuple(_slot(slot, bounds) for slot in slots)
    _need(len({slot.label for slot in parsed}) == len(parsed), "a label is there twice")
    return SlotsFile(store, role, profile, generation, parsed)


def _slot(data: Json, bounds: CostBounds) -> Slot:
    _need(isinstance(data, Mapping) and set(data) == SLOT_KEYS, "a slot has other keys")
    assert isinstance(data, Mapping)
    label, handovers, recipient = data["label"], data["handovers"], data["recipient"]
    _need(isinstance(label, str) and bool(LABEL.match(label)), "a label is wrong")
    _need(isinstance(recipient, str) and data["aead"] == "aes-256-gcm", "a slot's cipher is unknown")
    _need(isinstance(handovers, list) and len(handovers) <= HANDOVER_LIMIT, "the handovers are wrong")
    assert isinstance(handovers, list)
    cost, salt = _kdf(data["kdf"], bounds)
    _need(data["kind"] == ("recovery" if cost is None else "person"), "a slot's kind is wrong")
    _need((label == RECOVERY) == (cost is None), "a label does not fit its kind")
    nonce = _hex(data["nonce"], HEX24)
    parts = tuple(_handover(handover) for handover in handovers)
    return Slot(str(label), cost, salt, nonce, str(recipient), _base64(data["sealed"]), parts)


def _handover(data: Json) -> Handover:
    _need(isinstance(data, Mapping) and set(data) == {"generation", "nonce", "sealed"}, "a handover has other keys")
    assert isinstance(data, Mapping)
    generation = data["generation"]
    _need(_is_int(generation, 1, 2**31), "a handover's generation is wrong")
    assert isinstance(generation, int)
    return Handover(generation, _hex(data["nonce"], HEX24), _base64(data["sealed"]))


def _kdf(data: Json, bounds: CostBounds) -> tuple[Cost | None, bytes]:
    _need(isinstance(data, Mapping) and "salt" in data, "a slot has no salt")
    assert isinstance(data, Mapping)
    if data.get("alg") == "hkdf-sha256" and set(data) == {"alg", "salt"}:
        return None, _hex(data["salt"], HEX32)
    keys = {"alg", "memory_kib", "iterations", "lanes", "salt"}
    _need(data.get("alg") == "argon2id" and set(data) == keys, "a slot's key derivation is unknown")
    numbers = [data[name] for name in ("memory_kib", "iterations", "lanes")]
    _need(all(_is_int(number, 0, 2**31) for number in numbers), "a slot's cost is wrong")
    cost = Cost(*(number for number in numbers if isinstance(number, int)))
    _need(cost.within(bounds.floor, bounds.ceiling), "a slot's cost is below the floor or above the ceiling")
    return cost, _hex(data["salt"], HEX32)


def _need(holds: bool, why: str) -> None:
    if not holds:
        raise _Refused(why)


def _is_int(value: Json, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _hex(value: Json, shape: re.Pattern[str]) -> bytes:
    _need(isinstance(value, str) and bool(shape.match(value)), "a hexadecimal value is wrong")
    return bytes.fromhex(str(value))


def _base64(value: Json) -> bytes:
    try:
        return base64.b64decode(str(value).encode(), validate=True)
    except binascii.Error:
        raise _Refused("a base64 value is wrong") from None


def labels_used(labels: Sequence[str]) -> int:
    """Return the highest N of the labels `person N`."""
    return max((int(label.split()[1]) for label in labels if label != RECOVERY), default=0)
