"""What must not be overlooked at headquarters: above the inbox, and first of all after unlocking."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.cases.alerts import AlertRow
from fieldkit.cases.versions import Conflict
from fieldkit.cases.words import QuarantineRow
from fieldkit.commands.due import overdue
from fieldkit.commands.hq_alert import inbox_lines, waiting
from fieldkit.commands.moments import hours
from fieldkit.commands.versions_told import NOT_SETTLED, WHY
from fieldkit.ports import Env
from fieldkit.store.store import Store


@dataclass(frozen=True, slots=True)
class Pressing:
    """What waits for a person: `by_sms` cases of which nothing but an SMS is known, `held` in quarantine, `unread`
    concerns, `beside` in versions that nobody has settled, `late` things overdue; `lines` say it."""

    by_sms: Sequence[AlertRow]
    held: Sequence[QuarantineRow]
    unread: int
    beside: Sequence[Conflict]
    late: int
    lines: tuple[str, ...]


def pressing(store: Store, env: Env) -> Pressing:
    """Look at everything that waits; no line where there is nothing."""
    now = env.clock.now()
    held, unread, beside = store.quarantine.list(), store.tips.unread(), store.merging.open()
    late = overdue(store, now)
    lines = [*inbox_lines(store, now.utc_ms), *_counted(held, unread, beside, now.utc_ms)]
    lines += [f"! {late} overdue: fieldkit due"] if late else []
    return Pressing(waiting(store), held, unread, beside, late, tuple(lines))


def number_of(count: int, what: str) -> str:
    """Return a count with its word: "1 bundle", "2 bundles"."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _counted(held: Sequence[QuarantineRow], unread: int, beside: Sequence[Conflict], now: int) -> list[str]:
    """Return what is in quarantine, what nobody has read, what stands in two versions, each with its age."""
    told = []
    if held:
        oldest = hours(now - min(row.since_ms for row in held))
        told.append(f"{number_of(len(held), 'bundle')} in quarantine, the oldest for {oldest}: fieldkit hq quarantine")
    if unread:
        told.append(f"{number_of(unread, 'concern')} that nobody has read: fieldkit hq concerns")
    if beside:
        oldest = hours(now - min(one.since_ms for one in beside))
        why = " / ".join(sorted({WHY[one.why] for one in beside}))
        told.append(f"{len(beside)} in {NOT_SETTLED} ({why}), the oldest for {oldest}: fieldkit hq conflicts")
    return [f"! {'; '.join(told)}"] if told else []
