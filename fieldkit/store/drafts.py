"""Unfinished interviews: one committed transaction per answer, each answer with a running MAC (store-format 7)."""

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
class DraftAnswer:
    """One stored answer. `value` None means that the answer was dropped."""

    n: int
    name: str
    value: Json
    at: Instant
    language: str


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """One line of the list of drafts: which interview, from when, at which question, begun by whom (person label)."""

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


class Drafts:
    """The drafts of this store."""

    def start(self, draft: DraftStart) -> str:
        """Open a draft and return its id (the record id)."""
        raise NotImplementedError

    def put(self, draft_id: str, name: str, answer: Json, at: Instant, language: str) -> None:
        """Commit one answer; when this returns it survives a power cut. None drops an earlier answer.

        Raises: DraftUnknown, DiskFull, StoreUnwritable.
        """
        raise NotImplementedError

    def position(self, draft_id: str, name: str | None) -> None:
        """Remember at which question the interview stands; None is the end."""
        raise NotImplementedError

    def load(self, draft_id: str) -> Draft:
        """Return a draft after checking its MACs. Raises: DraftUnknown, DraftDamaged."""
        raise NotImplementedError

    def list(self) -> tuple[DraftSummary, ...]:
        """Return all drafts, newest first."""
        raise NotImplementedError

    def discard(self, draft_id: str, reason: str) -> None:
        """Delete a draft for good; only the fact and the reason stay. Raises: DraftUnknown."""
        raise NotImplementedError

    def finish(
        self,
        draft_id: str,
        stub: Mapping[str, Json],
        content: Mapping[str, Json],
        identity: Mapping[str, Json] | None = None,
        events: Sequence[ExtraEvent] = (),
    ) -> None:
        """Turn a draft into a record: stub, content, identity and events in one transaction, the draft gone.

        `stub["id"]` must be the draft's record id. Also used for a refusal: pass only what is kept.
        Raises: DraftUnknown, DiskFull, StoreUnwritable.
        """
        raise NotImplementedError
