"""The first line of the inbox: what must not be overlooked."""

from collections.abc import Sequence

from fieldkit.cases.versions import Conflict
from fieldkit.cases.words import QuarantineRow
from fieldkit.commands.moments import hours
from fieldkit.commands.versions_told import NOT_SETTLED, WHY


def first_line(held: Sequence[QuarantineRow], unread: int, beside: Sequence[Conflict], now: int) -> list[str]:
    """Return what is in quarantine, what nobody has read, what stands in two versions, each with its age; no line where
    there is nothing."""
    told = []
    if held:
        oldest = hours(now - min(row.since_ms for row in held))
        told.append(f"{len(held)} bundles in quarantine, the oldest for {oldest}: fieldkit hq quarantine")
    if unread:
        told.append(f"{unread} concerns that nobody has read: fieldkit hq concerns")
    if beside:
        oldest = hours(now - min(one.since_ms for one in beside))
        why = " / ".join(sorted({WHY[one.why] for one in beside}))
        told.append(f"{len(beside)} in {NOT_SETTLED} ({why}), the oldest for {oldest}: fieldkit hq conflicts")
    return [f"! {'; '.join(told)}"] if told else []
