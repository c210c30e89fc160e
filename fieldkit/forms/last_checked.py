"""The forms that were checked last: a command asks for the same form several times, a sitting for the same few.

Reading one takes longer than the rest of most commands. What is found here is the same as what reading would give: the
same bytes, and everything that was looked for beside the form is as it was then; it is looked at again each time.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from fieldkit.forms.read_choices import Files

MOST = 8
"""A large form is about 1.5 MB in memory; an interview has three forms, each under one or two names."""
LARGEST = 1 << 18
"""Bytes of a form with all that was read beside it: a hostile one must not stay in memory. Shipped ones have half."""
Found = TypeVar("Found")


class Watched(Mapping[str, bytes]):
    """The files beside a form, and what was asked of them."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.read: dict[str, bytes | None] = {}
        self.looked_for: dict[str, bool] = {}
        self.listed = False

    def __getitem__(self, name: str) -> bytes:
        data = self.read[name] = self._files.get(name)
        if data is None:
            raise KeyError(name)
        return data

    def __contains__(self, name: object) -> bool:
        there = name in self._files
        if isinstance(name, str):
            self.looked_for[name] = there
        return there

    def __iter__(self) -> Iterator[str]:
        self.listed = True
        return iter(self._files)

    def __len__(self) -> int:
        self.listed = True
        return len(self._files)

    @property
    def size(self) -> int:
        """How many bytes were read."""
        return sum(len(data) for data in self.read.values() if data is not None)

    def same_in(self, files: Files) -> bool:
        """Whether asking these files the same would be answered the same; they notice that they were asked."""
        looked = all((name in files) == there for name, there in self.looked_for.items())
        return looked and all(files.get(name) == data for name, data in self.read.items())


class _Key(NamedTuple):
    """`kind` keeps text and bytes apart, which Python may not compare."""

    name: str
    warn: bool
    kind: type
    text: str | bytes


class _Kept(NamedTuple, Generic[Found]):
    beside: Watched
    found: Found


class LastChecked(Generic[Found]):
    """What was found for the forms that were checked last, the oldest first."""

    def __init__(self) -> None:
        self._kept: dict[_Key, _Kept[Found]] = {}

    def get(self, text: str | bytes, name: str, files: Files, *, warn: bool) -> Found | None:
        """Return what was found, with or without warnings as it was asked for; None where it is not known."""
        key = _Key(name, warn, type(text), text)
        kept = self._kept.get(key)
        if kept is None or not kept.beside.same_in(files):
            return None
        self._kept[key] = self._kept.pop(key, kept)
        return kept.found

    def keep(self, text: str | bytes, name: str, files: Files, *, warn: bool, check: Callable[[Files], Found]) -> Found:
        """Check, and keep what was found, unless it depends on which files there are at all: only mistakes ask that."""
        beside = Watched(files)
        found = check(beside)
        if not beside.listed and len(text) + beside.size <= LARGEST:
            self._kept[_Key(name, warn, type(text), text)] = _Kept(beside, found)
            while len(self._kept) > MOST:
                self._kept.pop(next(iter(self._kept)), None)
        return found

    def forget(self) -> None:
        """Keep nothing: for whoever measures how long a check takes."""
        self._kept.clear()
