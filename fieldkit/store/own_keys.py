"""This store's own keys: who it is to others, and a laptop's change of them (store-format 4, bundle-format 8.2)."""

from collections.abc import Mapping

from fieldkit import errors
from fieldkit.cases.own_identity import DeviceIdentity, FormerKey
from fieldkit.cases.words import Role
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.creating import new_epoch
from fieldkit.store.settings import Settings

SEED, IDENTITY, FORMER, FORMER_SEED = "device.seed", "device.age_identity", "device.former", "device.former_seed"
MOST_EPOCHS = 64
"""Of more epochs than a request may name, the newest are named. bundle-format 8.2"""
SIGNED = "SELECT epoch, max(seq) FROM bundles GROUP BY epoch ORDER BY max(n) DESC"
REASON = "this laptop's keys were changed"


class OwnKeys:
    """The keys of an open store."""

    def __init__(self, core: Core, settings: Settings) -> None:
        self._core = core
        self._settings = settings

    @property
    def identity(self) -> DeviceIdentity:
        """Device principal, signing seed and age identity, and those before: never leaving the store."""
        device, seed, age = (self._settings.get(name) or b"" for name in ("device.principal", SEED, IDENTITY))
        return DeviceIdentity(device.decode(), seed, age.decode(), self._former(), self._settings.get(FORMER_SEED))

    def rotate(self) -> str:
        """Make new keys and open a new epoch, in which they sign, in one transaction; return the epoch.

        Raises: RotationPending while headquarters does not know the last change, WrongRole, DiskFull.
        """
        self._core.need(Role.FIELD)
        identity = self.identity
        if identity.former_seed is not None:
            raise errors.RotationPending()
        former = FormerKey(SigningKey.from_seed(identity.seed).public.openssh(), identity.age_identity, self._signed())
        epoch = new_epoch(self._core.machine)
        body: dict[str, Json] = {"reason": REASON, "breaks": [], "lost": [], "answers_lost": 0}

        def work() -> None:
            self._settings.put(FORMER, canonical.dumps([_as_json(one) for one in (*identity.former, former)]))
            self._settings.put(FORMER_SEED, identity.seed)
            self._settings.put(SEED, self._core.machine.entropy.token(32))
            self._settings.put(IDENTITY, seal.generate_identity().encode())
            self._core.journal.append("epoch.opened", None, body, epoch=epoch)

        self._core.db.run("the new keys", work)
        self._core.settle()
        return epoch

    def known_at_headquarters(self) -> None:
        """Forget the former signing key: a receipt showed that headquarters knows the present one."""
        if self._settings.get(FORMER_SEED) is not None:
            self._settings.delete(FORMER_SEED)
            self._core.settle()

    def _signed(self) -> dict[str, int]:
        """Return {epoch: highest number} of what the present key signed."""
        before = {epoch for one in self._former() for epoch in one.last}
        rows = [row for row in self._core.db.query(SIGNED) if row[0] not in before]
        return dict(rows[:MOST_EPOCHS])

    def _former(self) -> tuple[FormerKey, ...]:
        found = self._settings.get_json(FORMER)
        return tuple(_former(one) for one in found if isinstance(one, Mapping)) if isinstance(found, list) else ()


def _as_json(one: FormerKey) -> Json:
    return {"key": one.key, "age_identity": one.age_identity, "last": dict(one.last)}


def _former(value: Mapping[str, Json]) -> FormerKey:
    last = value["last"]
    numbers = {epoch: seq for epoch, seq in last.items() if isinstance(seq, int)} if isinstance(last, Mapping) else {}
    return FormerKey(str(value["key"]), str(value["age_identity"]), numbers)
