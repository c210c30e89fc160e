"""Who can open the store: add and remove persons, change a passphrase, recovery code (store-format 3)."""

from fieldkit.store.words import Person


class Keyslots:
    """The keyslots of an open store. Every change is journaled before and after; see store-format 3.4 for crashes."""

    def people(self) -> tuple[Person, ...]:
        """Return everybody who has or had a slot, with their names."""
        raise NotImplementedError

    def has_recovery(self) -> bool:
        """Return whether a printed recovery code exists."""
        raise NotImplementedError

    def add(self, name: str, passphrase: str) -> str:
        """Give a person a slot and return its label ("person 2"). Raises: WeakPassphrase, TooManySlots."""
        raise NotImplementedError

    def remove(self, label: str) -> None:
        """Take a person's slot away and re-key the store: a copied old slot opens nothing written from now on.

        Raises: SlotUnknown, LastSlot.
        """
        raise NotImplementedError

    def passwd(self, old: str, new: str) -> None:
        """Rewrap the slot of the person who opened the store. Raises: WrongPassphrase, WeakPassphrase."""
        raise NotImplementedError

    def new_recovery_code(self) -> str:
        """Make (or replace) the recovery slot and return the code to print: it is shown once and stored nowhere."""
        raise NotImplementedError

    def verify_recovery(self, code: str) -> None:
        """Check a typed recovery code against its slot; journaled. Raises: MistypedCode, WrongPassphrase."""
        raise NotImplementedError

    def reset_passphrase(self, label: str, new: str) -> None:
        """Give `label` a new passphrase in a store opened by the recovery code. Raises: RecoveryOnly, SlotUnknown."""
        raise NotImplementedError
