"""Before and after a course, the same items and the same people: paired counts. No p-values: classes are small, and
what a trainer can act on is which item who lost. docs/agreement.md 6."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fieldkit.practice.difficulty import Right


@dataclass(frozen=True, slots=True)
class Paired:
    """The four counts of those who were marked both times, and how many were marked only once."""

    item: str
    stayed: int
    """Right before and right after."""
    gained: int
    """Wrong before, right after."""
    lost: int
    """Right before, wrong after."""
    missed: int
    """Wrong before and wrong after."""
    only_before: int = 0
    only_after: int = 0

    @property
    def of(self) -> int:
        """Return how many pairs there are."""
        return self.stayed + self.gained + self.lost + self.missed


@dataclass(frozen=True, slots=True)
class People:
    """How many people had more, as many, or fewer right after than before, over the items they were marked on twice."""

    more: int
    same: int
    fewer: int
    unpaired: int
    """People without one item that was marked both times."""


def paired(before: Right, after: Right, items: Sequence[str]) -> tuple[Paired, ...]:
    """Return the paired counts of each item. Who was marked only once is counted apart and never guessed."""
    people = sorted(before.keys() | after.keys())
    return tuple(_one(item, [(_mark(before, who, item), _mark(after, who, item)) for who in people]) for item in items)


def together(pairs: Iterable[Paired], name: str = "") -> Paired:
    """Return the counts of several items added up."""
    found = list(pairs)
    return Paired(
        name,
        sum(one.stayed for one in found),
        sum(one.gained for one in found),
        sum(one.lost for one in found),
        sum(one.missed for one in found),
        sum(one.only_before for one in found),
        sum(one.only_after for one in found),
    )


def counts_of(pair: Paired) -> tuple[int, int, int, int, int]:
    """Return the counts as they are shown: stayed, gained, lost, missed, and marked only once."""
    return (pair.stayed, pair.gained, pair.lost, pair.missed, pair.only_before + pair.only_after)


def people(before: Right, after: Right, items: Sequence[str]) -> People:
    """Return how many people got better, each compared with themselves."""
    changes = [_change(before, after, who, items) for who in sorted(before.keys() | after.keys())]
    known = [change for change in changes if change is not None]
    more, fewer = sum(change > 0 for change in known), sum(change < 0 for change in known)
    return People(more, len(known) - more - fewer, fewer, len(changes) - len(known))


def _change(before: Right, after: Right, who: str, items: Sequence[str]) -> int | None:
    marks = [(_mark(before, who, item), _mark(after, who, item)) for item in items]
    both = [(was, now) for was, now in marks if was is not None and now is not None]
    return sum(now for _, now in both) - sum(was for was, _ in both) if both else None


def _one(item: str, marks: Sequence[tuple[bool | None, bool | None]]) -> Paired:
    return Paired(
        item,
        stayed=marks.count((True, True)),
        gained=marks.count((False, True)),
        lost=marks.count((True, False)),
        missed=marks.count((False, False)),
        only_before=sum(was is not None and now is None for was, now in marks),
        only_after=sum(was is None and now is not None for was, now in marks),
    )


def _mark(right: Right, who: str, item: str) -> bool | None:
    return right.get(who, {}).get(item)
