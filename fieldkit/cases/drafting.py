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
class DraftSummary:
    """One line of the list of drafts: which interview, from when, at which question, begun by whom (person label).

    `answered`: the question at `position` was the last thing answered, so the interview stands after it.
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


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole draft. `answers` is the latest value by question; `history` every row in order."""

    summary: DraftSummary
    extra: Mapping[str, Json]
    answers: Mapping[str, Json]
    history: Sequence[DraftAnswer]


@dataclass(frozen=True, slots=True)
class ExtraEvent:
    """Something that happened during the interview and travels as an event line, e.g. kind "report_made"."""

    kind: str
    at: Instant
    body: Mapping[str, Json]
