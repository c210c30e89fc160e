"""The interview as a state machine: `step(state, event) -> (state, effects)`. No I/O; a wrong answer is a value."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from fieldkit.forms.classify import Outcome
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri

# --- events: what the person did ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the current question: typed text, the chosen values, or a non-answer."""

    raw: str | tuple[str, ...] | NonAnswer


@dataclass(frozen=True, slots=True)
class Next:
    """Go on: past a note, past an answered question, or leave an optional question blank."""


@dataclass(frozen=True, slots=True)
class Back:
    """Go to the screen before."""


@dataclass(frozen=True, slots=True)
class Goto:
    """Go to a named question that applies."""

    name: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Show everything in another language of the form."""

    code: str


@dataclass(frozen=True, slots=True)
class Finish:
    """Check everything, drop what does not apply, give the outcome."""


Event: TypeAlias = "Answer | Next | Back | Goto | SetLanguage | Finish"

# --- replies that only the workflow and the screens know; `step` never sees them --------------------------


@dataclass(frozen=True, slots=True)
class Leave:
    """Save and leave; the interview can be resumed."""


@dataclass(frozen=True, slots=True)
class Danger:
    """Immediate danger: show the duty phone and what to do, now."""


@dataclass(frozen=True, slots=True)
class QuickExit:
    """Clear the screen and lock at once."""


Reply: TypeAlias = "Event | Leave | Danger | QuickExit"

# --- effects: what the caller must do ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Save:
    """Store this answer before the next question is drawn."""

    name: str
    value: AnswerValue


@dataclass(frozen=True, slots=True)
class Drop:
    """Forget this answer: it does not apply, or consent was refused. Only sent with Finish."""

    name: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The current question changed; None is the end, where the interview can be finished."""

    name: str | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The event was not accepted; `message` is in the interview's language where the form has one."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Everything required is answered; this is the result."""

    outcome: Outcome


Effect: TypeAlias = "Save | Drop | Moved | Rejected | Finished"

# --- what a screen shows -----------------------------------------------------------------------------------

Kind: TypeAlias = Literal["text", "integer", "decimal", "date", "select_one", "select_multiple", "note", "end"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: the stored value and the label in the current language."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One screen, ready to draw: text in the current language, ${x} filled, control characters removed.

    At the end (`at_end`) `name` is empty and `kind` is "end". `number` and `total` count the screens that apply.
    """

    name: str
    kind: Kind
    label: str
    hint: str
    why: str
    choices: tuple[Choice, ...]
    value: AnswerValue
    number: int
    total: int
    section: str
    required: bool
    allowed_non_answers: tuple[NonAnswer, ...]
    languages: tuple[str, ...]
    language: str
    language_missing: bool
    can_go_back: bool
    error: str | None
    reviewed: bool
    at_end: bool


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One question of the review list."""

    name: str
    section: str
    label: str
    value: AnswerValue
    value_text: str
    current: bool
    problem: str | None


class Moment(Protocol):
    """What `start` needs of `ports.Instant`."""

    @property
    def utc_ms(self) -> int: ...

    @property
    def offset_min(self) -> int: ...


class CompiledForm(Protocol):
    """Placeholder until fieldkit.forms.compile lands."""


class State:
    """An interview at one moment. Immutable for callers: `step` returns a new one."""

    language: str
    position: str | None  # name of the current question; None at the end
    error: str | None


def start(
    compiled: CompiledForm,
    *,
    language: str,
    today: dt.date,
    now: Moment,
    answers: Mapping[str, AnswerValue] | None = None,
) -> State:
    """Open an interview, or open it again with the stored answers (in the order they were first given).

    Raises: UnknownLanguage, AnswerDoesNotFit.
    """
    raise NotImplementedError


def step(state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    """Apply one event. `state` stays as it was."""
    raise NotImplementedError


def view(state: State) -> QuestionView:
    """Return what the screen shows now."""
    raise NotImplementedError


def outline(state: State) -> tuple[OutlineRow, ...]:
    """Return every question that applies, for review before finishing."""
    raise NotImplementedError


def outcome(state: State) -> Outcome:
    """Return what the answers so far show."""
    raise NotImplementedError


def final_answers(state: State) -> dict[str, AnswerValue]:
    """Return every question of the form with its value or the reason why there is none."""
    raise NotImplementedError


def safety(state: State) -> Tri:
    """Return whether it is safe to talk, by the form's `gates: {safety: ...}`; YES where the form has no such gate."""
    raise NotImplementedError


def consent(state: State) -> Tri:
    """Return whether the person agreed, by the form's `gates: {consent: ...}`; YES where the form has no such gate."""
    raise NotImplementedError
