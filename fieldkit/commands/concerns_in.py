"""What headquarters takes concerns in with, what an import says of them, what other lists read out of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fieldkit.commands.hq_setup import hq_keys
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store
from fieldkit.sync.bundle.tip import read_line
from fieldkit.ui.text import some_of
from fieldkit.workflows.tips import TipDesk, TipsDone

TOLD = 20
"""Files of one folder that were not taken in and are told one by one."""


def tip_desk(store: Store, env: Env) -> TipDesk:
    """Return what concerns are taken in with."""
    identities = hq_keys(store).openers(env.clock.now().utc_ms)
    return TipDesk(store.tips, identities, store.devices.keys(), frozenset(store.devices.revoked()), env.clock.now)


def with_concerns(told: Result, tips: Mapping[str, TipsDone]) -> Result:
    """Return what an import says, with what became of the concerns."""
    new, sealed = (sum(getattr(one, what) for one in tips.values()) for what in ("new", "sealed"))
    left = sum(one.left for one in tips.values())
    after = [f"! {new} new concerns: fieldkit hq concerns"] if new else []
    after += (
        [f"{sealed} sealed concerns are for the second recipient: fieldkit hq concerns pass FOLDER"] if sealed else []
    )
    after += [f"{left} concerns wait for the next import of the same folder"] if left else []
    refused = [line for folder, one in tips.items() for line in _refused(folder, one)]
    total = sum(len(one.refused) for one in tips.values())
    found: dict[str, Json] = {"new": new, "sealed": sealed, "refused": total, "left": left}
    data: dict[str, Json] = {**told.data, "concerns": found}
    lines = told.lines if not new + sealed else tuple(line for line in told.lines if line != "No bundle was found.")
    return replace(told, data=data, lines=lines, after=(*told.after, *after), warnings=(*told.warnings, *refused))


def _refused(folder: str, one: TipsDone) -> list[str]:
    """Return why files were not taken in: of a folder full of junk not every one."""
    return some_of(
        one.refused,
        TOLD,
        lambda file: f"{folder}: {file[0]}: {file[1]}",
        lambda more: f"{folder}: up/tips: {more} more files that are no sealed concern",
    )


@dataclass(frozen=True, slots=True)
class ConcernIn:
    """One concern as lists of what is due need it: its id, form, day, and its answers. Show nothing of the answers
    but the days that the form's `due` names: reading a concern is an entry of its own (`hq concerns show`)."""

    id: str
    form: str
    version: str
    form_hash: str
    made: str
    received_ms: int
    read: bool
    answers: Mapping[str, Json] = field(repr=False)


def concerns_in(store: Store, form: str | None = None) -> tuple[ConcernIn, ...]:
    """Return the concerns that headquarters could open, of one form or of all."""
    found = []
    for row, line in store.tips.lines():
        tip = read_line(line)
        if form in (None, tip.form):
            of = (row.id, tip.form, tip.version, tip.form_hash, tip.made)
            found.append(ConcernIn(*of, row.received_ms, row.read_ms is not None, tip.answers))
    return tuple(found)
