"""What marking a practice interview finds, item by item. docs/practice-format.md 5."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NamedTuple

from fieldkit.forms.model import Localised
from fieldkit.forms.values import AnswerValue
from fieldkit.practice.vignette import Given

PARTS: Final = ("answers", "elements", "situation", "steps", "conduct")


class Standing(Enum):
    """How one item stands beside the key."""

    AS_IN_KEY = "as_in_key"
    ACCEPTABLE = "acceptable"
    OPEN_RIGHTLY = "open_rightly"  # the person did not say, and that is what was recorded
    MISSED = "missed"  # the key has something that shows an element or a sign; it was not recorded
    OVER_READ = "over_read"  # something was recorded that the key does not have
    DIFFERENT = "different"
    LEFT_OPEN = "left_open"  # nothing that shows anything was lost, and nothing was recorded
    NOT_PUT = "not_put"  # an earlier answer closed it: no item
    NOT_SAID = "not_said"
    EXTRA = "extra"  # counts neither way: help and referral are never a mistake
    UNSAFE = "unsafe"
    KEPT = "kept"
    BREACH = "breach"
    UNKNOWN = "unknown"


RIGHT: Final = frozenset((Standing.AS_IN_KEY, Standing.ACCEPTABLE, Standing.OPEN_RIGHTLY, Standing.KEPT))
_NO_ITEM: Final = frozenset((Standing.NOT_PUT, Standing.EXTRA, Standing.UNSAFE))


class Item(NamedTuple):
    """One item flattened, for lists and figures: `id` is the same in every run of a vignette."""

    id: str
    part: str
    standing: Standing
    points: int
    possible: int


@dataclass(frozen=True, slots=True)
class AnswerMark:
    """One keyed question: what was recorded beside what the key has."""

    question: str
    standing: Standing
    given: AnswerValue
    right: Given
    why: Localised = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ElementMark:
    """One element, as it was judged."""

    element: str
    standing: Standing
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SituationMark:
    """The situation that was named, empty where none was; and the key's."""

    given: str
    right: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class StepMark:
    """One next step: right and chosen, missed, unsafe, or extra."""

    step: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class ConductMark:
    """One point of safe conduct. `question` and `way` are there where it is about how a question was asked."""

    point: str
    standing: Standing
    says: Localised = field(default_factory=dict)
    question: str = ""
    way: str = ""


class Part(NamedTuple):
    """Points and possible points of one part."""

    points: int
    possible: int


@dataclass(frozen=True, slots=True)
class Marks:
    """A whole run. There is no grade: parts say what was noticed and what was kept."""

    vignette: str
    answers: tuple[AnswerMark, ...]
    elements: tuple[ElementMark, ...]
    situation: SituationMark
    steps: tuple[StepMark, ...]
    conduct: tuple[ConductMark, ...]
    result: str
    result_is_right: bool

    @property
    def parts(self) -> Mapping[str, Part]:
        """Points by part; an unsafe step takes one from the steps, never below none."""
        found = {name: Part(0, 0) for name in PARTS}
        for item in self.items():
            was = found[item.part]
            found[item.part] = Part(was.points + item.points, was.possible + item.possible)
        return {name: Part(max(0, part.points), part.possible) for name, part in found.items()}

    @property
    def points(self) -> int:
        return sum(part.points for part in self.parts.values())

    @property
    def possible(self) -> int:
        return sum(part.possible for part in self.parts.values())

    @property
    def share(self) -> float:
        """The points by the possible ones, 0 to 1."""
        return self.points / self.possible if self.possible else 0.0

    def items(self) -> Iterator[Item]:
        """Yield every item, also those that count neither way."""
        for answer in self.answers:
            yield _item(f"answer:{answer.question}", "answers", answer.standing)
        for element in self.elements:
            yield _item(f"element:{element.element}", "elements", element.standing)
        yield _item("situation", "situation", self.situation.standing)
        for step in self.steps:
            yield _item(f"step:{step.step}", "steps", step.standing)
        for number, point in enumerate(self.conduct):
            name = f"way:{point.question}" if point.question else f"conduct:{number + 1}:{point.point}"
            yield _item(name, "conduct", point.standing)

    def named(self, standing: Standing) -> tuple[str, ...]:
        """Return the ids of the items that stand so."""
        return tuple(item.id for item in self.items() if item.standing is standing)


def _item(name: str, part: str, standing: Standing) -> Item:
    points = 1 if standing in RIGHT else -1 if standing is Standing.UNSAFE else 0
    return Item(name, part, standing, points, 0 if standing in _NO_ITEM else 1)
