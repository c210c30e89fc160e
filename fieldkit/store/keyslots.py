"""Who can open the store: add and remove persons, change a passphrase, recovery code (store-format 3)."""

from collections.abc import Callable
from dataclasses import replace

from fieldkit import errors
from fieldkit.cases.words import Person
from fieldkit.crypto import fingerprint, seal
from fieldkit.ports import PASSPHRASE_LENGTH
from fieldkit.result import Json
from fieldkit.store import key_change
from fieldkit.store.calibration import cost_here
from fieldkit.store.core import Core
from fieldkit.store.slots_file import (
    DEK_BYTES,
    HANDOVER_LIMIT,
    RECOVERY,
    Secret,
    Slot,
    SlotsFile,
    Unwrapped,
    hand_over,
    labels_used,
    unwrap,
    wrap,
)

FEWEST_DIFFERENT = 6
RECOVERY_BYTES = 16


class Keyslots:
    """The keyslots of an open store. Every change is journaled before and after; see store-format 3.4 for crashes."""

    def __init__(self, core: Core, label: str) -> None:
        self._core = core
        self._label = label

    def people(self) -> tuple[Person, ...]:
        """Return everybody who has or had a slot, with their names."""
        active = {slot.label for slot in self._core.slots.slots}
        rows = self._core.db.query("SELECT label, name FROM people")
        found = [Person(label, name or "", label in active) for label, name in rows]
        return tuple(sorted(found, key=lambda person: int(person.label.split()[1])))

    def has_recovery(self) -> bool:
        """Return whether a printed recovery code exists."""
        return any(slot.label == RECOVERY for slot in self._core.slots.slots)

    def add(self, name: str, passphrase: str) -> str:
        """Give a person a slot and return its label ("person 2"). Raises: WeakPassphrase, TooManySlots."""
        refuse_weak(passphrase)
        used = [person.label for person in self.people()] + [slot.label for slot in self._core.slots.slots]
        label = f"person {labels_used(used) + 1}"
        secret = Secret(passphrase, cost_here(self._core.bounds))
        slot = self._wrapped(label, secret, seal.generate_identity())

        def note() -> None:
            self._core.journal.append("person.added", None, {"label": label}, [name.encode()])

        self._change(self._core.slots.with_slot(slot), note, label, secret)
        return label

    def remove(self, label: str) -> None:
        """Take a person's slot away and re-key the store: a copied old slot opens nothing written from now on.

        Raises: SlotUnknown, LastSlot.
        """
        before = self._core.slots
        before.slot(label)
        rest = tuple(slot for slot in before.slots if slot.label != label)
        if label != RECOVERY and not any(slot.label != RECOVERY for slot in rest):
            raise errors.LastSlot(label=label)
        new = self._core.machine.entropy.token(DEK_BYTES)
        after = replace(before, generation=before.generation + 1, slots=rest)
        handed = tuple(self._handed_over(after, slot, new) for slot in rest)

        def note() -> None:
            if label != RECOVERY:
                self._core.journal.append("person.removed", None, {"label": label})

        self._change(replace(after, slots=handed), note, None, None, new)

    def passwd(self, old: str, new: str) -> None:
        """Rewrap the slot of the person who opened the store. Raises: WrongPassphrase, WeakPassphrase."""
        slot = self._core.slots.slot(self._label)
        if slot.cost is None:
            raise errors.SlotUnknown(label=self._label)
        refuse_weak(new)
        try:
            identity = unwrap(self._core.slots, slot, Secret(old, slot.cost)).identity
        except errors.WrongKey:
            raise errors.WrongPassphrase from None
        self._rewrap(self._label, new, identity)

    def new_recovery_code(self) -> str:
        """Make (or replace) the recovery slot and return the code to print: it is shown once and stored nowhere."""
        code = self._core.machine.entropy.token(RECOVERY_BYTES)
        secret = Secret(code.hex(), None)
        slot = self._wrapped(RECOVERY, secret, seal.generate_identity())
        self._change(self._core.slots.with_slot(slot), _nothing, RECOVERY, secret)
        return fingerprint.encode_code(code)

    def verify_recovery(self, code: str) -> None:
        """Check a typed recovery code against its slot; journaled.

        Raises: NoRecoveryCode, MistypedCode, WrongPassphrase.
        """
        if not self.has_recovery():
            raise errors.NoRecoveryCode
        secret = Secret(fingerprint.decode_code(code).hex(), None)
        try:
            unwrapped = unwrap(self._core.slots, self._core.slots.slot(RECOVERY), secret)
        except errors.WrongKey:
            raise errors.WrongPassphrase from None
        if self._core.dek not in unwrapped.deks:
            raise errors.WrongPassphrase
        self._core.journal.append("keys.recovery_verified", None, {"label": RECOVERY})

    def reset_passphrase(self, label: str, new: str) -> None:
        """Give `label` a new passphrase in a store opened by the recovery code. Raises: RecoveryOnly, SlotUnknown."""
        if self._label != RECOVERY:
            raise errors.RecoveryOnly
        self._core.slots.slot(label)
        refuse_weak(new)
        self._rewrap(label, new, seal.generate_identity())

    def renew(self, secret: Secret, unwrapped: Unwrapped) -> None:
        """Seal the own slot anew after others re-keyed the store: its handovers go (store-format 3.3)."""
        slot = self._wrapped(self._label, secret, unwrapped.identity)
        self._change(self._core.slots.with_slot(slot), _nothing, self._label, secret)

    def _rewrap(self, label: str, passphrase: str, identity: str) -> None:
        secret = Secret(passphrase, cost_here(self._core.bounds))
        slot = self._wrapped(label, secret, identity)
        self._change(self._core.slots.with_slot(slot), _nothing, label, secret)

    def _wrapped(self, label: str, secret: Secret, identity: str) -> Slot:
        return wrap(self._core.slots, label, secret, Unwrapped((self._core.dek,), identity), self._core.machine.entropy)

    def _handed_over(self, file: SlotsFile, slot: Slot, new: bytes) -> Slot:
        if len(slot.handovers) >= HANDOVER_LIMIT:
            raise errors.StoreError(what=f"{slot.label} must open the store once before somebody else is removed")
        return hand_over(file, slot, self._core.dek, new, self._core.machine.entropy)

    def _change(
        self,
        after: SlotsFile,
        note: Callable[[], None],
        label: str | None,
        secret: Secret | None,
        new_dek: bytes | None = None,
    ) -> None:
        """Bring a new file in, in the order of store-format 3.4; `label` with `secret` must open it."""

        def opened(file: SlotsFile) -> None:
            if label is not None and secret is not None:
                unwrap(file, file.slot(label), secret)

        key_change.bring_in(self._core, after, note, opened, new_dek)


def refuse_weak(passphrase: str) -> None:
    """Refuse a passphrase that is short or plain. Raises: WeakPassphrase."""
    if len(passphrase) < PASSPHRASE_LENGTH:
        raise errors.WeakPassphrase(why=f"it has fewer than {PASSPHRASE_LENGTH} characters")
    if len(set(passphrase)) < FEWEST_DIFFERENT:
        raise errors.WeakPassphrase(why=f"it has fewer than {FEWEST_DIFFERENT} different characters")


def _nothing() -> None:
    return


def recovered(core: Core) -> None:
    """Journal that the printed code was used."""
    body: dict[str, Json] = {"label": RECOVERY}
    core.journal.append("keys.recovered", None, body)
