"""What a class's results say, ready to be shown: the values, and the words for them. No person is in it.

The words stand with the interface (`ui/catalogue_report.py`): it hands in its way of saying them (`Say`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fieldkit.practice.agreement import Agreement, Figure
from fieldkit.practice.difficulty import Difficulty
from fieldkit.practice.gold import Readiness
from fieldkit.practice.paired import Paired, People


class Say(Protocol):
    """How a text is said: by its key, with its facts filled in."""

    def __call__(self, key: str, /, **facts: object) -> str:
        """Return the text."""


@dataclass(frozen=True, slots=True)
class Report:
    """A class's results. `names` gives the title of an item where its id would not be understood; `notes` are
    sentences of whoever hands the report out, in its language: how far its texts are reviewed."""

    course: str
    day: str = ""
    difficulty: tuple[Difficulty, ...] = ()
    agreement: Agreement | None = None
    paired: tuple[Paired, ...] = ()
    people: People | None = None
    gold: Mapping[Readiness, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def name(self, item: str) -> str:
        """Return what an item is called."""
        return self.names.get(item, item)


def value_text(figure: Figure, say: Say) -> str:
    """Return a figure's value, or why it has none."""
    if figure.value is None:
        return say(figure.why.value) if figure.why else ""
    return number(figure.value, say)


def interval_text(figure: Figure, say: Say) -> str:
    """Return a figure's interval in words."""
    if figure.interval is None:
        return say("no_interval") if figure.value is not None else ""
    return say("between", low=number(figure.interval.low, say), high=number(figure.interval.high, say))


def number(value: float, say: Say) -> str:
    """Return a figure with two decimals: more would pretend to know more than a class can tell."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace(".", say("decimal"))


def about(agreement: Agreement, say: Say) -> tuple[str, ...]:
    """Return the sentences that belong to an agreement table: how much it rests on, and what to be wary of."""
    facts = say("raters", raters=agreement.raters, items=agreement.items, missing=agreement.missing)
    key = "used_of" if agreement.offered else "used"
    used = say(key, used=agreement.used, offered=agreement.offered)
    notes = [f"{facts} {used}", say("beside")]
    if any(figure.interval for figure in agreement.figures):
        notes.append(say("intervals"))
    return (*notes, say("few")) if agreement.few else tuple(notes)


def people_text(people: People, say: Say) -> str:
    """Return how many people got better, each compared with themselves."""
    text = say("people", more=people.more, same=people.same, fewer=people.fewer)
    return f"{text} {say('unpaired', unpaired=people.unpaired)}" if people.unpaired else text
