"""One sitting of a knowledge test as values: what was chosen, how it stands, what changed since the one before.

docs/practice-format.md 6. Words are the interface's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from fieldkit.forms.values import NonAnswer
from fieldkit.practice.items import Answer, Bank, Item, Put, marked


class Stands(Enum):
    """How an item stands for the one who answered it."""

    RIGHT = "right"
    NOT_RIGHT = "not_right"
    NOT_KNOWN = "not_known"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Answered:
    """An item as it was put, what was chosen, and how it stood before the course.

    `before` None: not marked then, changed since, or not known here.
    """

    item: Item
    chosen: Answer
    right: bool | None
    before: bool | None = None

    @property
    def stands(self) -> Stands:
        if self.right is None:
            return Stands.LEFT_OUT
        if self.right:
            return Stands.RIGHT
        return Stands.NOT_KNOWN if self.chosen is NonAnswer.DONT_KNOW else Stands.NOT_RIGHT


@dataclass(frozen=True, slots=True)
class Change:
    """What changed for one person: how many items are now right, right no more, as before, and not compared."""

    gained: int
    lost: int
    same: int
    other: int


def answered(
    bank: Bank,
    put: Sequence[Put],
    answers: Mapping[str, Answer],
    before: Mapping[str, tuple[str, bool | None]] | None = None,
) -> tuple[Answered, ...]:
    """Return the items in the order in which they were put. `before`: fingerprint and mark by item of the first
    sitting; one with another fingerprint is another item."""
    right = marked(bank, [one.item.id for one in put], answers)
    return tuple(
        Answered(
            one.item,
            answers.get(one.item.id, NonAnswer.BLANK),
            right[one.item.id],
            _before(one.item, before or {}),
        )
        for one in put
    )


def changed(found: Iterable[Answered]) -> Change:
    """Return what changed since the first sitting."""
    pairs = [(one.before, one.right) for one in found]
    both = [(was, now) for was, now in pairs if was is not None and now is not None]
    gained, lost = both.count((False, True)), both.count((True, False))
    return Change(gained, lost, len(both) - gained - lost, len(pairs) - len(both))


def _before(item: Item, before: Mapping[str, tuple[str, bool | None]]) -> bool | None:
    fingerprint, right = before.get(item.id, ("", None))
    return right if fingerprint == item.fingerprint else None
