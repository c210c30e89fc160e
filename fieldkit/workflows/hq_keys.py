"""What headquarters holds inside its encrypted store, and how its keys are changed. docs/bundle-format.md 8.5."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fieldkit import errors
from fieldkit.crypto import seal
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.result import Json
from fieldkit.sync.bundle.card import CLASSES, RecipientClass
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.namespaces import CARD, HEADQUARTERS, RECEIPT, WORD
from fieldkit.sync.bundle.signers import Signer

DAY_MS = 24 * 3600 * 1000
RECEIPTS_KEPT_DAYS = 400
"""How long receipts of a former signing key are believed by laptops that take a newer card. bundle-format 8.4"""
OVER_DAYS = 30
"""How long a former identity is over before it is deleted: a wrong clock must end none. bundle-format 8.5"""
IDENTITIES_KEPT_DAYS = 730
"""How long a former identity opens what laptops and sticks still bring. bundle-format 8.5"""


@dataclass(frozen=True, slots=True)
class FormerSigning:
    """A signing key that was replaced, and until when its receipts are believed (ms since 1970, a whole second)."""

    key: PublicKey
    until_ms: int


@dataclass(frozen=True, slots=True)
class FormerIdentity:
    """An age identity that was replaced, its class, and until when it opens (ms since 1970)."""

    recipient_class: str
    identity: str = field(repr=False)
    until_ms: int

    @property
    def key_id(self) -> str:
        return seal.key_id(seal.recipient_of(self.identity))


@dataclass(frozen=True, slots=True)
class Further:
    """Somebody else who opens bundles of a class. The label stays here; the card has the recipient alone."""

    recipient_class: str
    recipient: str
    label: str


@dataclass(frozen=True, slots=True)
class HqKeys:
    """What headquarters holds inside its encrypted store. `identities` maps a class to its age identity; the recovery
    identity is never among them: only its recipient is kept. `policy_root` is the root of trust of a beginner's
    headquarters, None once officers have theirs (policy-format 2). `replaced` tells that `signing` is not the store's
    first key."""

    signing: SigningKey
    policy_root: SigningKey | None
    identities: Mapping[str, str] = field(repr=False)
    recovery_recipient: str
    former_signing: tuple[FormerSigning, ...] = ()
    former_identities: tuple[FormerIdentity, ...] = field(default=(), repr=False)
    further: tuple[Further, ...] = ()
    former_recovery: tuple[str, ...] = ()
    replaced: bool = False

    def recipients(self, recipient_class: str) -> tuple[str, ...]:
        """Return the age recipients of a class: headquarters, the offline recovery identity, and further ones."""
        further = (one.recipient for one in self.further if one.recipient_class == recipient_class)
        return (seal.recipient_of(self.identities[recipient_class]), self.recovery_recipient, *further)

    def openers(self, now_ms: int, recipient_class: str | None = None) -> tuple[str, ...]:
        """Return the identities that open what comes now, of one class or of all: the present ones first."""
        wanted = [c for c in self.identities if recipient_class in (None, c)]
        former = (o.identity for o in self.former_identities if o.recipient_class in wanted and now_ms < o.until_ms)
        return (*(self.identities[c] for c in wanted), *former)

    def lines(self, now_ms: int) -> tuple[Signer, ...]:
        """Return headquarters' lines of allowed_signers: former keys for receipts, the present one last."""
        former = (Signer(HEADQUARTERS, (RECEIPT, WORD), o.key, None, o.until_ms) for o in self.former_signing)
        kept = tuple(line for line in former if line.valid_at(now_ms))
        return (*kept, Signer(HEADQUARTERS, (RECEIPT, CARD, WORD), self.signing.public))

    def with_new_signing(self, seed: bytes, now_ms: int) -> "HqKeys":
        """Return the keys with another signing key; the former one's receipts go on being believed for a while."""
        until = (now_ms // 1000 + RECEIPTS_KEPT_DAYS * DAY_MS // 1000) * 1000
        former = (*self.former_signing, FormerSigning(self.signing.public, until))
        return replace(self, signing=SigningKey.from_seed(seed), former_signing=former, replaced=True)

    def with_new_identities(self, classes: Collection[str], until_ms: int) -> "HqKeys":
        """Return the keys with new identities of these classes; the former ones open until then."""
        former = tuple(FormerIdentity(c, self.identities[c], until_ms) for c in self.identities if c in classes)
        fresh = {c: seal.generate_identity() if c in classes else one for c, one in self.identities.items()}
        return replace(self, identities=fresh, former_identities=(*self.former_identities, *former))

    def with_recovery(self, recipient: str) -> "HqKeys":
        """Return the keys with another recovery recipient."""
        former = (*self.former_recovery, self.recovery_recipient)
        return replace(self, recovery_recipient=recipient, former_recovery=former)

    def with_further(self, one: Further) -> "HqKeys":
        """Return the keys with a further recipient. Raises: RecipientRefused."""
        there = self.recipients(one.recipient_class)
        if one.recipient in there:
            raise errors.RecipientRefused(why="this one opens that class already")
        if len(there) >= LIMITS.most_recipients:
            raise errors.RecipientRefused(why=f"a class has at most {LIMITS.most_recipients}")
        return replace(self, further=(*self.further, one))

    def without_further(self, key_id: str, classes: Collection[str]) -> "HqKeys":
        """Return the keys without a further recipient in these classes. Raises: RecipientRefused."""
        left = tuple(o for o in self.further if o.recipient_class not in classes or seal.key_id(o.recipient) != key_id)
        if len(left) == len(self.further):
            office = any(key_id == seal.key_id(r) for c in self.identities for r in self.recipients(c)[:2])
            why = "headquarters and its recovery identity always stay" if office else f"{key_id} is not among them"
            raise errors.RecipientRefused(why=why)
        return replace(self, further=left)

    def over(self, now_ms: int) -> frozenset[str]:
        """Return the key ids of former identities whose time is over."""
        return frozenset(one.key_id for one in self.former_identities if now_ms >= one.until_ms)

    def without(self, key_ids: Collection[str]) -> "HqKeys":
        """Return the keys without these former identities."""
        return replace(self, former_identities=tuple(o for o in self.former_identities if o.key_id not in key_ids))

    def to_json(self) -> dict[str, Json]:
        """Return what is kept in the encrypted store (store-format 4); the store's first signing key is not in here."""
        said: dict[str, Json] = {
            "policy_root": self.policy_root.seed.hex() if self.policy_root else "",
            "identities": dict(self.identities),
            "recovery_recipient": self.recovery_recipient,
        }
        optional: dict[str, Json] = {
            "signing": self.signing.seed.hex() if self.replaced else "",
            "former_signing": [{"key": o.key.openssh(), "until_ms": o.until_ms} for o in self.former_signing],
            "former_identities": [
                {"class": o.recipient_class, "identity": o.identity, "until_ms": o.until_ms}
                for o in self.former_identities
            ],
            "further": [{"class": o.recipient_class, "recipient": o.recipient, "label": o.label} for o in self.further],
            "former_recovery": list(self.former_recovery),
        }
        return {**said, **{name: value for name, value in optional.items() if value}}

    @staticmethod
    def from_json(data: Json, signing: SigningKey) -> "HqKeys":
        """Return what `to_json` gave. `signing` is the store's first key. Raises: NotHeadquarters."""
        if not isinstance(data, Mapping) or not isinstance(data["identities"], Mapping):
            raise errors.NotHeadquarters()
        root, own = bytes.fromhex(str(data["policy_root"])), bytes.fromhex(str(data.get("signing", "")))
        recovery = data.get("former_recovery", [])
        return HqKeys(
            signing=SigningKey.from_seed(own) if own else signing,
            policy_root=SigningKey.from_seed(root) if root else None,
            identities={str(name): str(identity) for name, identity in data["identities"].items()},
            recovery_recipient=str(data["recovery_recipient"]),
            former_signing=tuple(
                FormerSigning(PublicKey.from_openssh(str(o["key"])), _number(o["until_ms"]))
                for o in _each(data, "former_signing")
            ),
            former_identities=tuple(
                FormerIdentity(str(o["class"]), str(o["identity"]), _number(o["until_ms"]))
                for o in _each(data, "former_identities")
            ),
            further=tuple(
                Further(str(o["class"]), str(o["recipient"]), str(o["label"])) for o in _each(data, "further")
            ),
            former_recovery=tuple(map(str, recovery)) if isinstance(recovery, list) else (),
            replaced=bool(own),
        )


def classes_named(names: Sequence[str]) -> tuple[RecipientClass, ...]:
    """Return the classes of these names, all where none is given. Raises: RecipientRefused."""
    strange = sorted(set(names) - set(CLASSES))
    if strange:
        raise errors.RecipientRefused(why=f"there is no class {strange[0]!r}; classes: {', '.join(CLASSES)}")
    return tuple(c for c in CLASSES if not names or c in names)


def _each(data: Mapping[str, Json], name: str) -> list[Mapping[str, Json]]:
    found = data.get(name, [])
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _number(value: Json) -> int:
    return value if isinstance(value, int) else 0
