"""Orders as commands meet them: headquarters' desk at an import, a laptop that carries them out at a sync."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.orders import Keeping
from fieldkit.commands.moments import day
from fieldkit.commands.published import policy_of
from fieldkit.commands.standing_here import kept_days
from fieldkit.commands.telling import tell_code
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.heard_orders import CarriedOut
from fieldkit.store.orders import Orders
from fieldkit.store.orders_file import file_beside, read_file
from fieldkit.store.store import Store
from fieldkit.sync.bundle.orders import orders_of
from fieldkit.ui.messages import current, say, say_n
from fieldkit.workflows.importing import SERVED_DAYS


class Desk:
    """Headquarters' orders at an import."""

    def __init__(self, orders: Orders, env: Env) -> None:
        self._orders = orders
        self._env = env

    def hear(self, data: bytes) -> object:
        return self._orders.hear(data)

    def catch_up(self) -> object:
        return self._orders.catch_up(self._env.clock.now())

    def carried_by(self, manifest_hash: str, device: str) -> bool:
        return self._orders.carried_by(manifest_hash, device)

    def file(self) -> bytes | None:
        self._orders.keep_file()
        return self._orders.file()

    def for_device(self, device: str) -> Sequence[Mapping[str, Json]]:
        """Return what headquarters' word orders a device."""
        return self._orders.for_device(device, self._env.clock.now().utc_ms)


def served_days(store: Store) -> int:
    """Return how long an answered bundle stays in a served mailbox."""
    return policy_of(store).days("payloads") or SERVED_DAYS


def keeping_of(store: Store) -> Keeping:
    """Return how long copies are kept, by the policy of this store."""
    policy, usual = policy_of(store), Keeping()
    sealed, backups = policy.days("laptop_sealed") or usual.sealed, policy.days("backups") or usual.backups
    return Keeping(sealed, backups, policy.days("quarantine"))


def drop_old_quarantine(store: Store, env: Env) -> tuple[str, ...]:
    """Take out of quarantine what is older than the policy lets it become; nothing where it names no number."""
    days = policy_of(store).days("quarantine")
    if days is None:
        return ()
    before = env.clock.now().utc_ms - days * 24 * 3600 * 1000
    old = [row.id for row in store.quarantine.list() if row.since_ms <= before]
    for one in old:
        store.quarantine.remove(one, f"older than {days} days")
    return tuple(old)


def carrying_out(store: Store, env: Env, done: list[CarriedOut]) -> Callable[[Sequence[Mapping[str, Json]]], None]:
    """Return what carries out the orders of a word; what was done is added to `done`."""

    def carry_out(orders: Sequence[Mapping[str, Json]]) -> None:
        done.extend(store.heard_orders.carry_out(orders_of(orders), env.clock.now(), kept_days(store)))

    return carry_out


def with_orders(told: Result, done: Sequence[CarriedOut], dropped: Sequence[int]) -> Result:
    """Add to what a sync says: which interviews headquarters ordered to be erased, and what still holds them."""
    language, lines = current(), []
    for one in done:
        lines.append(say(language, f"orders.{one.order.order}", code=tell_code(one.code)))
        if one.sealed and one.until_ms is not None:
            lines.append(say_n(language, "orders.until", one.sealed, day=day(one.until_ms)))
        elif one.sealed:
            lines.append(say_n(language, "orders.waits", one.sealed))
    if dropped:
        lines.append(say_n(language, "orders.dropped", len(dropped)))
    after = (say(language, "orders.next"),) if done else ()
    data = dict(told.data) if isinstance(told.data, Mapping) else {}
    data["orders"] = [{"code": one.code, "sealed": one.sealed, "until_ms": one.until_ms} for one in done]
    return replace(told, data=data, lines=(*told.lines, *lines), after=(*told.after, *after))


def orders_at(place: Path) -> bytes:
    """Return the orders file that is named, or lies in a mailbox or data folder. Raises: UnreadableFile."""
    candidates = (place / "down" / file_beside(place).name, file_beside(place)) if place.is_dir() else (place,)
    for path in candidates:
        if (data := read_file(path)) is not None:
            return data
    raise errors.UnreadableFile(path=place, why="there is no file of orders")
