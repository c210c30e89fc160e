"""What a class's results say, ready to be shown: the values, and the words for them. No person is in it.

The English words stand here; the interface hands in its own way of saying them (`Say`), with the same keys and facts.
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
    """A class's results. `names` gives the title of an item where its id would not be understood."""

    course: str
    day: str = ""
    difficulty: tuple[Difficulty, ...] = ()
    agreement: Agreement | None = None
    paired: tuple[Paired, ...] = ()
    people: People | None = None
    gold: Mapping[Readiness, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, item: str) -> str:
        """Return what an item is called."""
        return self.names.get(item, item)


ENGLISH: Mapping[str, str] = {
    "title": "How the class did",
    "practice": "PRACTICE. Invented stories; nothing here is about a real person.",
    "decimal": ".",
    "of": "{right} of {of}",
    "difficulty": "Each item: how many had it right",
    "nobody": "nobody was marked",
    "agreement": "How far the class agrees",
    "raters": "Raters: {raters}. Items that two or more rated: {items}. Missing ratings: {missing}.",
    "used": "Categories used: {used}.",
    "used_of": "Categories used: {used} of {offered}.",
    "percent": "Percent agreement",
    "cohen": "Cohen's kappa",
    "fleiss": "Fleiss' kappa",
    "ac1": "Gwet's AC1",
    "alpha": "Krippendorff's alpha",
    "between": "{low} to {high}",
    "no_interval": "no interval",
    "no_items": "no value: no item was rated by two people",
    "one_rater": "no value: fewer than two raters",
    "not_two": "no value: only for two raters",
    "one_category": "no value: only one category was used",
    "few": "! Fewer than 10 items. One item more or less moves these figures far: talk about the items instead.",
    "beside": "Kappa and alpha come out low when almost all give the same answer, AC1 does not: read them together.",
    "intervals": "Interval: 95 %, from drawing the items anew. It tells of other items, not of other people.",
    "paired": "Before and after: the same people, the same items",
    "stayed": "right both times",
    "gained": "right only after",
    "lost": "right only before",
    "missed": "right neither time",
    "once": "marked only once",
    "all_items": "All items",
    "people": "People with more right after: {more}. As many: {same}. Fewer: {fewer}.",
    "unpaired": "Not marked both times on any item: {unpaired}.",
    "gold": "Before field work: 9 of 10 as in the key, on a full set",
    "ready": "reached",
    "not_yet": "not yet",
    "not_full": "set not full",
    "item": "Item",
    "right": "Right",
    "share": "Share",
    "figure": "Figure",
    "value": "Value",
    "interval": "Interval",
    "n": "Items",
    "people_count": "People",
}


def english(key: str, /, **facts: object) -> str:
    """Return an English text of a report."""
    return ENGLISH[key].format(**facts)


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
