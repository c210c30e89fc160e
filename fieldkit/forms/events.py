"""What a person does in an interview (events), and what the caller must do about it (effects)."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from fieldkit.forms.classify import Outcome
from fieldkit.forms.values import AnswerValue, NonAnswer

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
class AddInstance:
    """Add one more instance to a repeat, by the key of its list, and go to its first question."""

    repeat: str


@dataclass(frozen=True, slots=True)
class DeleteInstance:
    """Take an instance away with everything answered in it. `instance` is its id."""

    repeat: str
    instance: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Show everything in another language of the form."""

    code: str


@dataclass(frozen=True, slots=True)
class Finish:
    """Check everything, drop what does not apply, give the outcome."""


Event: TypeAlias = Answer | Next | Back | Goto | AddInstance | DeleteInstance | SetLanguage | Finish

# --- replies that only the workflow and the screens know; `step` never sees them --------------------------


@dataclass(frozen=True, slots=True)
class Leave:
    """Save and leave; the interview can be resumed. `typed` is what was being typed, to be kept with the draft."""

    typed: str = ""


@dataclass(frozen=True, slots=True)
class Danger:
    """Immediate danger: show the duty phone and what to do, now."""


@dataclass(frozen=True, slots=True)
class QuickExit:
    """Clear the screen and lock at once: by the key that hides all; because nobody was there (`idle`), the laptop slept
    or the program was to be suspended (`suspend`), or the terminal was closed (`closed`). `typed` as in `Leave`."""

    typed: str = ""
    why: Literal["key", "idle", "suspend", "closed"] = "key"


@dataclass(frozen=True, slots=True)
class Overview:
    """Show every question with its answer, to jump to one and to see what is missing."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Write a note on the current question, or mark its answer as doubtful."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What the note on a question says now, and whether its answer is marked as doubtful."""

    text: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop for a while: show what can be done now."""


@dataclass(frozen=True, slots=True)
class Distress:
    """The person is upset: a pause that offers what to say and the help lines."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """The setting changed: ask anew whether it is safe to talk."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The person takes the agreement back: go to the question that asks for it."""


Reply: TypeAlias = (
    Event | Leave | Danger | QuickExit | Overview | Remark | Noted | Pause | Distress | Recheck | Withdraw
)

# --- effects: what the caller must do ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Save:
    """Store this answer before the next question is drawn."""

    name: str
    value: AnswerValue


@dataclass(frozen=True, slots=True)
class Drop:
    """Forget this answer: it does not apply, its instance was deleted, or consent was refused."""

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


Effect: TypeAlias = Save | Drop | Moved | Rejected | Finished
