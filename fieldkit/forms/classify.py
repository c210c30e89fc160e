"""The result of an interview: three-valued elements, the age rule, reasons, what to do next. Never a legal finding."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

from fieldkit.forms.dimensions import Counts
from fieldkit.forms.values import Tri

Age: TypeAlias = Literal["child", "adult", "unknown"]


class ResultLabel(Enum):
    """The only results fieldkit gives. The value is stored; `words` is what people read (English)."""

    POSSIBLE_TRAFFICKING = "possible_trafficking"
    NOT_ENOUGH_INFORMATION = "not_enough_information"
    ELEMENTS_NOT_SHOWN = "elements_not_shown"
    NEEDS_REVIEW = "needs_review"
    NOT_ASSESSED_NOT_SAFE = "not_assessed_not_safe"
    NO_RESULT = "no_result"
    """Of a form that has no rule for one: it only writes down."""

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    ResultLabel.POSSIBLE_TRAFFICKING: "possible trafficking: refer",
    ResultLabel.NOT_ENOUGH_INFORMATION: "not enough information",
    ResultLabel.ELEMENTS_NOT_SHOWN: "elements not shown in what was answered",
    ResultLabel.NEEDS_REVIEW: "needs review",
    ResultLabel.NOT_ASSESSED_NOT_SAFE: "not assessed: not safe to talk",
    ResultLabel.NO_RESULT: "no result: written down only",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was shown: the question, the element or dimension it counts for, the form's own words for it."""

    question: str
    element: str
    text: str


class Alike(NamedTuple):
    """Something that the answers look more like: a word that is stored, and the form's words for people."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class DimensionFound:
    """One dimension: its name for people, whether it is positive, how many indicators are shown and still open."""

    name: str
    label: str
    positive: Tri
    shown: Counts
    open: Counts


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers show so far. `next_steps` may hold {duty_phone} and {deputy_phone} for the caller to fill.

    `elements` has the dimensions as well, by name. `looks_like` is the first of `alike`, `looks_like_text` the words
    of all; `evidence` is what the form says about the source of its rule, and belongs to every result that is shown;
    `settle_text` is the question named by `settle`, as it is put.
    """

    label: ResultLabel
    elements: Mapping[str, Tri]
    age: Age
    touched: tuple[str, ...]
    reasons: tuple[Reason, ...]
    looks_like: str | None
    looks_like_text: str | None
    urgent: bool
    suspicion: bool
    clock_question: str | None
    settle: str | None
    next_steps: tuple[str, ...]
    alike: tuple[Alike, ...] = ()
    dimensions: tuple[DimensionFound, ...] = ()
    facts: Mapping[str, Tri] = field(default_factory=dict)
    evidence: str = ""
    settle_text: str = ""
