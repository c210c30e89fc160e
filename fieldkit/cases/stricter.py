"""Which of two results, or of two consents, stands while nobody has settled which version is right. store-format 13

Everything here only ever picks or narrows: it makes no result and no permission that no version has.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldkit.result import Json

LABELS: Final = (
    "possible_trafficking",
    "needs_review",
    "not_enough_information",
    "not_assessed_not_safe",
    "elements_not_shown",
    "no_result",
)
"""The strictest first. What says that something is still open stands before what says that little was shown: the cost
of one question too many is an hour, and of one too few a person."""
CHILD: Final = ("yes", "unknown", "no")
"""An unknown age is protected as a child's."""
WORDS: Final = ("no", "withheld", "not asked", "yes")
"""What a consent says of a purpose, the narrowest first. Only a yes allows anything."""


@dataclass(frozen=True, slots=True)
class Risk:
    """What of a result decides who must act, and how soon. `label` and `child` are None where they were erased."""

    label: str | None
    urgent: bool
    suspicion: bool
    child: str | None


NO_RISK: Final = Risk(None, urgent=False, suspicion=False, child=None)


def strictest(risks: Iterable[Risk]) -> Risk:
    """Return the strictest of each part; the order does not matter, and none gives `NO_RISK`."""
    every = tuple(risks)
    return Risk(
        label=_first(LABELS, (one.label for one in every)),
        urgent=any(one.urgent for one in every),
        suspicion=any(one.suspicion for one in every),
        child=_first(CHILD, (one.child for one in every)),
    )


def risk_of(content: Mapping[str, Json]) -> Risk:
    """Return the risk that one content states."""
    result, profile = _part(content, "result"), _part(content, "profile")
    label, child = result.get("label"), profile.get("child")
    return Risk(
        label if isinstance(label, str) else None,
        result.get("urgent") is True,
        result.get("suspicion") is True,
        child if isinstance(child, str) else None,
    )


def allowed(consent: Json) -> Mapping[str, str]:
    """Return what a record of consent says: `given`, `assent`, `by` and a word for each purpose. Without a record
    nothing was asked."""
    if not isinstance(consent, Mapping):
        return {}
    purposes = _part(consent, "purposes")
    plain = {name: str(consent[name]) for name in ("given", "assent", "by") if name in consent}
    return {**plain, **{f"purposes/{name}": str(word) for name, word in purposes.items()}}


def is_within(consent: Json, other: Json) -> bool:
    """Tell whether everything that `consent` allows is allowed by `other` too."""
    return _yeses(consent) <= _yeses(other)


def narrowest(consents: Sequence[Json]) -> dict[str, str]:
    """Return the narrowest word for each purpose, and as `given`, of several records; {} for none."""
    names = sorted({name for one in consents for name in _words(one)})
    return {name: min((_words(one).get(name, "not asked") for one in consents), key=_rank) for name in names}


def _words(consent: Json) -> Mapping[str, str]:
    said = allowed(consent)
    purposes = {name.removeprefix("purposes/"): word for name, word in said.items() if name.startswith("purposes/")}
    return {**purposes, **({"given": said["given"]} if "given" in said else {})}


def _yeses(consent: Json) -> frozenset[str]:
    return frozenset(name for name, word in _words(consent).items() if word == "yes")


def _rank(word: str) -> tuple[int, str]:
    return (WORDS.index(word) if word in WORDS else 0, word)


def _first(order: Sequence[str], found: Iterable[str | None]) -> str | None:
    """Return the strictest known word; one that is not known here stands before all, for nobody can tell."""
    words = {word for word in found if word is not None}
    strange = sorted(words - set(order))
    return strange[0] if strange else next((word for word in order if word in words), None)


def _part(value: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    part = value.get(name)
    return part if isinstance(part, Mapping) else {}
