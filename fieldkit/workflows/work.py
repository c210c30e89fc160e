"""What an interview works with: the screen, the store's drafts, the clock, the forms. Protocols, no logic."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from fieldkit import errors
from fieldkit.cases.drafting import Draft, ExtraEvent, NoteOn
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import OutlineRow, QuestionView, Reply
from fieldkit.ports import Clock, Instant
from fieldkit.result import Json
from fieldkit.workflows.reopening import Device


class Screen(Protocol):
    """What an interview needs of a screen; full, plain and scripted ones exist in `fieldkit.ui`."""

    def question(self, view: QuestionView, typed: str = "") -> Reply:
        """Put a question; `typed` is what was being typed here when the screen was locked."""
        ...

    def overview(self, view: QuestionView, rows: Sequence[OutlineRow]) -> Reply:
        """Show every question with its answer: Goto, Next (back to the question), at the end Finish or Back."""
        ...

    def remark(self, view: QuestionView, note: str, doubtful: bool) -> Reply:
        """Let the worker write a note on a question: Noted, or Next where nothing was changed."""
        ...

    def pause(self, language: str) -> Reply:
        """Stop for a while: Next, Distress, Recheck, Withdraw."""
        ...

    def distress(self, language: str) -> Reply:
        """Say what helps somebody who is upset, and whom to call; nothing locks meanwhile. Next."""
        ...

    def trouble(self, error: errors.FieldkitError, language: str) -> Reply:
        """Say that something could not be saved and what to do: Next tries again."""
        ...

    def before_long(self, language: str) -> Reply:
        """Say before a long interview which help cannot wait (72 hours, 5 days): Next."""
        ...

    def outcome(self, outcome: Outcome, language: str) -> Reply: ...

    def services(self, post: str | None, needs: Sequence[str], language: str) -> Reply:
        """Show the services nearest to a post, for these needs if there are any; then, if it is safe to carry paper,
        lines to copy by hand: Next."""
        ...

    def danger(self, language: str) -> Reply: ...


class Drafts(Protocol):
    """What an interview needs of the store."""

    def step(
        self, draft_id: str, answers: Sequence[tuple[str, Json]], position: str | None, at: Instant, language: str
    ) -> None: ...
    def typed(self, draft_id: str, name: str, text: str, at: Instant, language: str) -> None: ...
    def note(self, draft_id: str, name: str, note: NoteOn, at: Instant, language: str) -> None: ...
    def happened(self, draft_id: str, word: str, at: Instant, language: str) -> None: ...
    def forget(self, draft_id: str, names: Collection[str]) -> None: ...
    def load(self, draft_id: str) -> Draft: ...
    def finish(
        self,
        draft_id: str,
        stub: Mapping[str, Json],
        content: Mapping[str, Json],
        identity: Mapping[str, Json] | None = None,
        events: Sequence[ExtraEvent] = (),
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Forms:
    """The compiled forms of one interview. `after` is put to the worker; `identity` to the person, and only where
    headquarters approved it. None of the two where only the screening is put."""

    screening: CompiledForm
    after: CompiledForm | None
    identity: CompiledForm | None


@dataclass(frozen=True, slots=True)
class Work:
    """Everything an interview works with. `enter` tells the screen which form comes now. `take_back`
    withdraws the consent to the finished interview that is being revised, and ends the revision."""

    drafts: Drafts
    clock: Clock
    screen: Screen
    enter: Callable[[CompiledForm], None]
    forms: Forms
    use: Mapping[str, str]
    interviewer: str
    device: Device
    take_back: Callable[[], None] | None = None
    not_before_ms: int = 0
    """No clock that is right says less (ms since 1970)."""
    second_missing: bool = False
    """Whether who is here began it, and its form wants somebody else to finish it."""


@dataclass(frozen=True, slots=True)
class Done:
    """A finished interview: its stub and result. `None` result where the person refused or it was not safe to talk."""

    code: str
    state: str
    outcome: Outcome
