"""An unfinished interview as it passes between store and workflow: what it is pinned to, its answers, its events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldkit.ports import Instant
from fieldkit.result import Json


@dataclass(frozen=True, slots=True)
class DraftStart:
    """What an interview is pinned to when it starts. `record_id` (UUID4 text) and `code` are minted by the caller."""

    record_id: str
    code: str
    form: str
    version: str
    form_hash: str
    language: str
    started: Instant
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptForm:
    """The text of one version of a form: its file under the name "", and every file that it reads under its own."""

    form_hash: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class DraftPin:
    """The version that a draft is moved to; `forms` names the versions of the forms that follow the screening."""

    form: str
    version: str
    form_hash: str
    forms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """One stored answer. `value` None means that the answer was dropped."""

    n: int
    name: str
    value: Json
    at: Instant
    language: str


@dataclass(frozen=True, slots=True)
class NoteOn:
    """A worker's own note on a question, and whether the answer is marked as doubtful."""

    text: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One thing that happened in an interview, in order: `kind` is answer, position, event (`name` is the word: paused,
    distress, resumed, left, hidden, ...), remark or form."""

    kind: str
    name: str | None
    at: Instant
    language: str | None


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """One line of the list of drafts: which interview, from when, at which question, whose it is (person label).

    `answered`: the question at `position` was the last thing answered, so the interview stands after it. `aside`: its
    owner set it aside; it is listed last.
    """

    id: str
    code: str
    form: str
    version: str
    form_hash: str
    started: Instant
    saved: Instant
    position: str | None
    language: str
    person: str
    answers: int
    answered: bool = False
    aside: bool = False
    begun_by: str = ""
    """Who began it, whosever it is now."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole draft. `answers` is the latest value by question; `history` every answer in order; `trail` everything
    that happened; `typed` the question where something was being typed when the screen was locked, and the text."""

    summary: DraftSummary
    extra: Mapping[str, Json]
    answers: Mapping[str, Json]
    history: Sequence[DraftAnswer]
    notes: Mapping[str, NoteOn] = field(default_factory=dict)
    trail: Sequence[TrailRow] = ()
    typed: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ExtraEvent:
    """Something that happened during the interview and travels as an event line, e.g. kind "report_made"."""

    kind: str
    at: Instant
    body: Mapping[str, Json]
