"""Which question of a newer version of a form is which of the older one: by place, by name, by `renamed_from`."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from fieldkit.forms.model import Form, Group, Question, repeats_around
from fieldkit.forms.names import Item


class Pair(NamedTuple):
    """One question or group in both versions."""

    old: Item
    new: Item


class Matching:
    """Two versions of a form, item by item. Every old item is in one pair at most."""

    __slots__ = ("added", "dropped", "new", "new_of", "old", "pairs")

    def __init__(self, old: Form, new: Form) -> None:
        self.old = old
        self.new = new
        taken: set[str] = set()
        self.pairs: list[Pair] = []
        self.new_of: dict[str, Item] = {}
        """By the key of an old item."""
        self.added: list[Item] = []
        finder = _Finder(old, new)
        for item in new.items:
            found = finder.old_of(item, taken)
            if found is None:
                self.added.append(item)
                continue
            taken.add(_id(found))
            finder.groups[item.key] = found.key
            self.pairs.append(Pair(found, item))
            self.new_of[_id(found)] = item
        self.dropped = [item for item in old.items if _id(item) not in taken]

    def of(self, item: Item) -> Item | None:
        """Return what an old item has become."""
        return self.new_of.get(_id(item))

    def repeats_of(self, item: Item) -> "tuple[str | None, ...]":
        """Return the keys in the newer version of the repeats around an old item; None for one that is gone."""
        found = [self.of(repeat) for repeat in repeats_around(item.group)]
        return tuple(item.key if isinstance(item, Group) and item.repeat else None for item in found)


def _id(item: Item) -> str:
    return f"{'question' if isinstance(item, Question) else 'group'} {item.key}"


def renamed(pair: Pair) -> bool:
    return pair.old.name != pair.new.name


class _Finder:
    def __init__(self, old: Form, new: Form) -> None:
        self.groups: dict[str, str] = {}
        """The key of an old group by that of the new one."""
        self.inside: dict[tuple[str, str], list[Item]] = {}
        self.by_name: dict[str, list[Item]] = {}
        self.counts = Counter(item.name for item in new.items)
        self.renames = {item.renamed_from for item in new.items if item.renamed_from}
        for item in old.items:
            group = item.group.key if item.group else ""
            self.inside.setdefault((group, item.name), []).append(item)
            self.by_name.setdefault(item.name, []).append(item)

    def old_of(self, item: Item, taken: set[str]) -> Item | None:
        """Return the old item: the one it says it was, the one at its place, the only one of its name."""
        for found in self.candidates(item):
            if isinstance(found, Question) == isinstance(item, Question) and _id(found) not in taken:
                return found
        return None

    def candidates(self, item: Item) -> Iterator[Item]:
        group = self.groups.get(item.group.key, None) if item.group else ""
        if item.renamed_from:
            yield from self.named(item.renamed_from, group)
        if item.name not in self.renames:  # somebody else says that this was his name
            if group is not None:
                yield from self.inside.get((group, item.name), ())
            if self.counts[item.name] == 1:
                yield from self.only(item.name)

    def named(self, name: str, group: str | None) -> Iterator[Item]:
        if group is not None:
            yield from self.inside.get((group, name), ())
        yield from self.only(name)

    def only(self, name: str) -> list[Item]:
        found = self.by_name.get(name, [])
        return found if len(found) == 1 else []
