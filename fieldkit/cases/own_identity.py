"""Who a store is to others: its keys, and those that it had before."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FormerKey:
    """A key that this laptop had before: its public half, its age identity, and {epoch: last number that it signed}."""

    key: str
    age_identity: str = field(repr=False)
    last: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """Who this store is to others: principal, Ed25519 seed, age identity for receipts (or, at HQ, for bundles).
    `former` are a laptop's keys before, oldest first; `former_seed` is the newest of them until HQ knows the present.
    """

    device: str
    seed: bytes = field(repr=False)
    age_identity: str = field(repr=False)
    former: tuple[FormerKey, ...] = ()
    former_seed: bytes | None = field(default=None, repr=False)

    @property
    def age_identities(self) -> tuple[str, ...]:
        """All identities that something may have been sealed to, the present one first."""
        return (self.age_identity, *(one.age_identity for one in reversed(self.former)))

    @property
    def known_seed(self) -> bytes:
        """The signing key that headquarters surely knows: what is no bundle is signed with it."""
        return self.former_seed or self.seed
