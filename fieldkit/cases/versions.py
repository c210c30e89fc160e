"""Interviews that stand in several versions, and pairs that may be one person, as the store lists them. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fieldkit.cases.merge import Merged
from fieldkit.cases.stricter import Risk
from fieldkit.result import Json

Why = Literal["copied", "here", "twice"]
"""Why two versions stand beside each other: two stores of one laptop (a copied disk, a restored backup), a version that
headquarters made, or one laptop that changed it twice from one state."""


@dataclass(frozen=True, slots=True)
class Versions:
    """That an interview has several newest versions: their hashes, how many fields nobody has settled, and since when
    the newest of them is here."""

    heads: tuple[str, ...]
    open: int
    since_ms: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """One interview of which something is not settled. `risk` is the stricter one, which stands meanwhile."""

    record_id: str
    code: str
    form: str
    open: int
    since_ms: int
    why: Why
    risk: Risk


@dataclass(frozen=True, slots=True)
class Head:
    """One version: where and when it came from, who made it and why, and its content (None once erased)."""

    revision: str
    rev: int
    device: str
    made_here: bool
    finished_ms: int
    received_ms: int
    stub: Mapping[str, Json] = field(repr=False)
    content: Mapping[str, Json] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything of one interview that stands in several versions. `after` is the number of the newest decision."""

    record_id: str
    heads: tuple[Head, ...]
    merged: Merged = field(repr=False)
    after: int

    @property
    def readable(self) -> tuple[Head, ...]:
        return tuple(head for head in self.heads if head.content is not None)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two interviews that may be with one person: records and codes, points and reasons in words."""

    records: tuple[str, str]
    codes: tuple[str, str]
    points: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The pairs to look at, the most alike first; `common` counts keys that too many share to tell anybody apart."""

    pairs: tuple[Pair, ...]
    common: int


Verdict = Literal["same", "different", "open"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided about a pair."""

    records: tuple[str, str]
    codes: tuple[str, str]
    verdict: Verdict
    person: str
    at_ms: int
    reason: str
