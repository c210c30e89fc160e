"""What headquarters' word means to this laptop, in words; sealed files that are not kept any longer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.published import policy_of
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say, say_n

if TYPE_CHECKING:
    from fieldkit.workflows.exchange import Exchanged

KEPT_DAYS = 30
"""How long a sealed file stays after its receipt where the policy says nothing. docs/mailbox.md"""


def kept_days(store: Store) -> int:
    """Return for how many days this laptop keeps sealed files after their receipt."""
    return policy_of(store).days("laptop_sealed") or KEPT_DAYS


def drop_old(store: Store, env: Env) -> tuple[int, ...]:
    """Delete the sealed files of a laptop that need not be kept; return their numbers."""
    if store.role is not Role.FIELD or store.loss is not None:
        return ()
    try:
        return store.outbox.drop_older(kept_days(store), env.clock.now().utc_ms)
    except (errors.DiskFull, errors.StoreUnwritable):  # then they stay for now: nobody is kept from working for it
        return ()


def with_standing(told: Result, done: "Exchanged", let_go: int, days: int) -> Result:
    """Add to what a sync says: what waits again, what can be given no more, what was let go."""
    lines, warnings = [], []
    if done.restored:
        lines.append(say(current(), "standing.again", numbers=numbers(done.restored)))
    if let_go:
        lines.append(say_n(current(), "standing.let_go", let_go))
    if done.gone:
        warnings.append(say(current(), "standing.gone", numbers=numbers(done.gone), days=str(days)))
    return replace(told, lines=(*told.lines, *lines), warnings=(*told.warnings, *warnings))


def numbers(found: Sequence[int]) -> str:
    """Return bundle numbers as they are told."""
    return ", ".join(map(str, found))
