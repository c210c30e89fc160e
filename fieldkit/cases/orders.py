"""Orders to end an interview: what they are, and where copies may remain until when. Values only. bundle-format 9.2"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal, TypeAlias

from fieldkit.result import Json

OrderKind: TypeAlias = Literal["erase", "withdraw"]
DONE: Final = "order_done"
"""The kind of event by which a laptop answers."""
DAY_MS: Final = 24 * 3600 * 1000
ANSWER_DAYS: Final = 30
"""A laptop has answered by then, and a withdrawal has been decided on."""
MAILBOX_DAYS: Final = 90
"""A stick that comes back has come back by then."""
TOLD_DAYS: Final = 365
"""How long a word tells of an order that was carried out."""


class Place(Enum):
    """Where a copy may remain. The value is the word that commands take."""

    LAPTOP = "laptop"
    SEALED = "sealed"
    MAILBOXES = "mailboxes"
    HEADQUARTERS = "headquarters"
    QUARANTINE = "quarantine"
    BACKUPS = "backups"


KEEPABLE: Final = (Place.HEADQUARTERS, Place.QUARANTINE, Place.BACKUPS)
"""Where headquarters may decide to keep a copy."""


class CopyState(Enum):
    """How far a copy is. The value is what people read."""

    DONE = "done"
    WAITING = "waiting"
    OVERDUE = "overdue"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Order:
    """One order as it travels: `n` is headquarters' number, `made_ms` ms since 1970."""

    order: OrderKind
    record: str
    n: int
    made_ms: int

    def as_json(self) -> dict[str, Json]:
        return {"order": self.order, "record": self.record, "n": self.n, "made_ms": self.made_ms}


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """An order as headquarters has it: about an interview of `device`; `kept` names places where a copy stays."""

    order: Order
    device: str
    kept: tuple[Place, ...] = ()

    def as_json(self) -> dict[str, Json]:
        return {**self.order.as_json(), "device": self.device, "kept": [place.value for place in self.kept]}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a laptop said when it carried an order out: sealed files that still hold the interview, until when (ms)."""

    at_ms: int
    sealed: int
    until_ms: int | None


@dataclass(frozen=True, slots=True)
class Keeping:
    """Days that copies are kept, as the policy says; None where nothing is dropped by age."""

    sealed: int = 30
    backups: int = 90
    quarantine: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What headquarters knows of the copies of one interview. Times are ms since 1970.

    `made_here`: at headquarters, so that no laptop has it. `received`: when bundles with it came; `heard_ms`: when
    anything of the laptop came last; `quarantined`: since when files of that laptop wait; `backups`: when those were
    made that may hold it.
    """

    standing: StandingOrder
    made_here: bool
    erased: bool
    answer: Answer | None = None
    heard_ms: int = 0
    received: tuple[int, ...] = ()
    quarantined: tuple[int, ...] = ()
    backups: tuple[int, ...] = ()
    noted: Mapping[Place, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Copy:
    """One place: `until_ms` when it should be gone (None: nobody can say), what removes it, who must do it."""

    place: Place
    state: CopyState
    until_ms: int | None
    removed_by: str
    who: str


def copies(known: Known, keeping: Keeping, now_ms: int) -> tuple[Copy, ...]:
    """Return every place where a copy may remain, also those where it is gone."""
    there = () if known.made_here else (_laptop(known), _sealed(known, keeping), _mailboxes(known))
    every = (*there, _headquarters(known), *_quarantine(known, keeping), *_backups(known, keeping))
    return tuple(_judged(one, known, now_ms) for one in every)


def _judged(copy: Copy, known: Known, now_ms: int) -> Copy:
    """Say of a copy that waits whether it is kept, was seen to, or is overdue."""
    if copy.state is not CopyState.WAITING:
        return copy
    state, until = CopyState.WAITING, copy.until_ms
    if copy.place in known.noted:
        state, until = CopyState.DONE, known.noted[copy.place]
    elif copy.place in known.standing.kept:
        state, until = CopyState.KEPT, None
    elif until is not None and until < now_ms:
        state = CopyState.OVERDUE
    return Copy(copy.place, state, until, copy.removed_by, copy.who)


def _laptop(known: Known) -> Copy:
    how, who = "the laptop, at its next sync; its answer comes with the bundle after that", "the worker who has it"
    if known.answer is not None:
        return Copy(Place.LAPTOP, CopyState.DONE, known.answer.at_ms, how, who)
    return Copy(Place.LAPTOP, CopyState.WAITING, known.standing.order.made_ms + ANSWER_DAYS * DAY_MS, how, who)


def _sealed(known: Known, keeping: Keeping) -> Copy:
    """The laptop drops a sealed file by age when it is opened: what was heard of it afterwards says that it was."""
    how = "the laptop: at once where nothing else is in the file, else when its time is over"
    answer, who = known.answer, "nobody: it goes by itself when the laptop is opened"
    if answer is not None and answer.sealed == 0:
        return Copy(Place.SEALED, CopyState.DONE, answer.at_ms, how, who)
    until = answer.until_ms if answer is not None else None
    if until is None:
        newest = max((known.standing.order.made_ms, *known.received))
        until = newest + keeping.sealed * DAY_MS
    state = CopyState.DONE if answer is not None and known.heard_ms > until else CopyState.WAITING
    return Copy(Place.SEALED, state, until, how, who)


def _mailboxes(known: Known) -> Copy:
    how = "the laptop at its next sync, or headquarters at its next import, from each stick, folder and served mailbox"
    until = known.standing.order.made_ms + MAILBOX_DAYS * DAY_MS
    return Copy(Place.MAILBOXES, CopyState.WAITING, until, how, "whoever carries sticks; ask the post for lost ones")


def _headquarters(known: Known) -> Copy:
    if known.erased:
        how = "headquarters, when it was ordered"
        return Copy(Place.HEADQUARTERS, CopyState.DONE, known.standing.order.made_ms, how, "nothing more is to be done")
    until = known.standing.order.made_ms + ANSWER_DAYS * DAY_MS
    how = "it is shut: given out to nobody; `fieldkit hq erase` erases it"
    return Copy(Place.HEADQUARTERS, CopyState.WAITING, until, how, "the focal point decides")


def _quarantine(known: Known, keeping: Keeping) -> Sequence[Copy]:
    if not known.quarantined:
        return ()
    until = None if keeping.quarantine is None else max(known.quarantined) + keeping.quarantine * DAY_MS
    how = "`fieldkit hq quarantine --discard`: what a sealed file holds cannot be seen"
    return (Copy(Place.QUARANTINE, CopyState.WAITING, until, how, "whoever looks after the quarantine"),)


def _backups(known: Known, keeping: Keeping) -> Sequence[Copy]:
    if not known.backups:
        return ()
    until = max(known.backups) + keeping.backups * DAY_MS
    how = f"deleting {_so_many(len(known.backups))}; restored before that, it is erased again before anything is read"
    return (Copy(Place.BACKUPS, CopyState.WAITING, until, how, "who keeps the backups"),)


def _so_many(count: int) -> str:
    return "the backup that was made before" if count == 1 else f"the {count} backups that were made before"
