"""Banks of questions for a knowledge test: what a bank holds, which items are drawn, in which order, and their marks.

The core draws no lots: the caller hands in a seed, and SHAKE-256 stretches it, so that every laptop puts the same items
to the same class. docs/practice-format.md 6.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final, TypeAlias

from fieldkit.forms.model import Localised
from fieldkit.forms.problems import Place
from fieldkit.forms.values import NonAnswer

TOPICS: Final = (
    *("elements", "child", "consent", "privacy", "signs", "look_alikes", "referral", "data", "distress", "duty"),
)
"""What an item is about."""
_DOMAIN: Final = b"fieldkit practice items 1\0"
_WORD: Final = 8

Answer: TypeAlias = str | NonAnswer
"""The code of a choice, or why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of a test, with the one right choice and why it is right. `theme` is one of TOPICS."""

    id: str
    theme: str
    audience: tuple[str, ...]
    question: Localised
    choices: Mapping[str, Localised]
    right: str
    why: Localised
    place: Place = (1, 1)

    @property
    def fingerprint(self) -> str:
        """Return what stays the same as long as the item asks the same: its texts, choices and right choice."""
        parts = [self.id, self.right, *_texts(self.question)]
        for code in sorted(self.choices):
            parts += [code, *_texts(self.choices[code])]
        framed = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        return hashlib.sha256(framed).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """The items of one or more audiences, in the order of the file."""

    id: str
    version: str
    title: Localised
    languages: tuple[str, ...]
    audience: tuple[str, ...]
    source: str
    items: tuple[Item, ...]
    use: Mapping[str, str] = field(default_factory=dict)
    reviewed: Mapping[str, bool] = field(default_factory=dict)

    def item(self, name: str) -> Item | None:
        return next((one for one in self.items if one.id == name), None)


@dataclass(frozen=True, slots=True)
class Put:
    """An item as it is put: its choices in the order in which they are shown."""

    item: Item
    choices: tuple[str, ...]


def for_audience(bank: Bank, audience: str = "") -> tuple[Item, ...]:
    """Return the items for an audience; "" is everybody."""
    return tuple(one for one in bank.items if not audience or audience in one.audience)


def drawn(bank: Bank, seed: bytes, size: int = 0, audience: str = "") -> tuple[str, ...]:
    """Return the ids of the items of a test, in the order of the file. The same seed draws the same before and after.

    A `size` of 0, or of more than there are, takes all.
    """
    names = [one.id for one in for_audience(bank, audience)]
    if not 0 < size < len(names):
        return tuple(names)
    kept = set(shuffled(names, seed, "drawn")[:size])
    return tuple(name for name in names if name in kept)


def sheet(bank: Bank, names: Iterable[str], seed: bytes) -> tuple[Put, ...]:
    """Return the items as one person gets them, shuffled, each with its choices shuffled. Unknown names are left out.

    With another seed after the course nobody can learn the place of the right answer.
    """
    wanted = {name: item for name in names if (item := bank.item(name)) is not None}
    found = [wanted[name] for name in shuffled(sorted(wanted), seed, "items")]
    return tuple(Put(one, shuffled(sorted(one.choices), seed, f"choices {one.id}")) for one in found)


def marked(bank: Bank, names: Iterable[str], answers: Mapping[str, Answer]) -> dict[str, bool | None]:
    """Return for each item whether it was answered rightly. Don't know is not right; what is left out is not marked."""
    return {name: _mark(bank.item(name), answers.get(name, NonAnswer.BLANK)) for name in names}


def fingerprints(bank: Bank, names: Iterable[str]) -> dict[str, str]:
    """Return the fingerprint of each item that was put, to be kept with its marks."""
    return {one.id: one.fingerprint for one in map(bank.item, names) if one is not None}


def shuffled(names: Sequence[str], seed: bytes, label: str) -> tuple[str, ...]:
    """Return the names in an order that a seed and a label fix; every order is equally likely."""
    left = list(names)
    draws = _draws(seed, label)
    for last in range(len(left) - 1, 0, -1):
        other = next(draw % (last + 1) for draw in draws if draw < _even(last + 1))
        left[last], left[other] = left[other], left[last]
    return tuple(left)


def _even(size: int) -> int:
    """Return the bound below which a draw, taken modulo `size`, prefers no number."""
    whole = 1 << (8 * _WORD)
    return whole - whole % size


def _draws(seed: bytes, label: str) -> Iterator[int]:
    start = _DOMAIN + len(seed).to_bytes(4, "big") + seed + label.encode()
    for number in count():
        block = hashlib.shake_256(start + b"\0" + number.to_bytes(8, "big")).digest(_WORD)
        yield int.from_bytes(block, "big")


def _mark(item: Item | None, answer: Answer) -> bool | None:
    if item is None or answer is NonAnswer.BLANK or answer is NonAnswer.REFUSED:
        return None
    return answer == item.right


def _texts(text: Localised) -> list[str]:
    return [part for code in sorted(text) for part in (code, text[code])]
