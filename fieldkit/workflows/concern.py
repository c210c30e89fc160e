"""A concern: asked like an interview, kept in the memory of one process, sealed at the end. docs/tip-format.md 4.

It never meets a store. Leaving asks once and forgets; hiding, locking and a power cut forget at once.
"""

# ruff: noqa: ARG002 - the methods are those of a store's drafts

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from fieldkit.cases.drafting import Draft, DraftAnswer, DraftStart, DraftSummary, ExtraEvent, NoteOn, TrailRow
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import State, final_answers
from fieldkit.forms.values import NonAnswer, to_json
from fieldkit.ports import Clock, Instant
from fieldkit.result import Json
from fieldkit.sync.bundle.card import Card
from fieldkit.sync.bundle.tip import Tip
from fieldkit.workflows.asking import ask
from fieldkit.workflows.reopening import Device, day_of
from fieldkit.workflows.work import Forms, Screen, Work

FOCAL_POINT = "concerns_focal_point"
"""The question that decides who reads: yes, or not sure, or no answer where it was put, keeps the office out."""
_DROPPED = (NonAnswer.IRRELEVANT, NonAnswer.NOT_ASKED)


@dataclass(slots=True)
class MemoryDraft:
    """The one draft of a concern: what a store's drafts do, in memory. It is gone with the process."""

    start: DraftStart
    _answers: dict[str, Json] = field(default_factory=dict, repr=False)
    _history: list[DraftAnswer] = field(default_factory=list, repr=False)
    _trail: list[TrailRow] = field(default_factory=list, repr=False)
    _position: str | None = None
    _language: str = ""
    _typed: tuple[str, str] | None = field(default=None, repr=False)

    def step(
        self, draft_id: str, answers: Sequence[tuple[str, Json]], position: str | None, at: Instant, language: str
    ) -> None:
        for name, value in answers:
            self._answers[name] = value
            self._history.append(DraftAnswer(len(self._history) + 1, name, value, at, language))
            self._trail.append(TrailRow("answer", name, at, language))
        if position is not None:
            self._position = position
            self._trail.append(TrailRow("position", position, at, language))
        self._language, self._typed = language, None

    def typed(self, draft_id: str, name: str, text: str, at: Instant, language: str) -> None:
        self._typed = (name, text)

    def note(self, draft_id: str, name: str, note: NoteOn, at: Instant, language: str) -> None:
        """A concern carries no notes: its forms have a question for the person's own words."""

    def happened(self, draft_id: str, word: str, at: Instant, language: str) -> None:
        self._trail.append(TrailRow("event", word, at, language))

    def forget(self, draft_id: str, names: Collection[str]) -> None:
        for name in names:
            self._answers.pop(name, None)
        self._history = [row for row in self._history if row.name not in names]
        self._typed = None

    def load(self, draft_id: str) -> Draft:
        start = self.start
        given = {name: value for name, value in self._answers.items() if value is not None}
        saved = self._trail[-1].at if self._trail else start.started
        summary = DraftSummary(
            id=start.record_id,
            code=start.code,
            form=start.form,
            version=start.version,
            form_hash=start.form_hash,
            started=start.started,
            saved=saved,
            position=self._position,
            language=self._language or start.language,
            person="",
            answers=len(given),
        )
        return Draft(summary, {}, given, tuple(self._history), {}, tuple(self._trail), self._typed)

    def finish(
        self,
        draft_id: str,
        stub: Mapping[str, Json],
        content: Mapping[str, Json],
        identity: Mapping[str, Json] | None = None,
        events: Sequence[ExtraEvent] = (),
    ) -> NoReturn:
        raise AssertionError("a concern is sealed, never stored")


@dataclass(frozen=True, slots=True)
class Asking:
    """What a concern is asked with. `stay` asks, when the person leaves, whether to go on after all."""

    screen: Screen
    clock: Clock
    enter: Callable[[CompiledForm], None]
    device: Device
    stay: Callable[[str], bool]


def ask_concern(form: CompiledForm, language: str, asking: Asking) -> State | None:
    """Put the questions; the finished form, or None when the person left and everything was forgotten."""
    now = asking.clock.now()
    start = DraftStart("concern", "", form.form.form_id, form.form.version, form.form.form_hash, language, now)
    draft = MemoryDraft(start)
    work = Work(
        drafts=draft,
        clock=asking.clock,
        screen=asking.screen,
        enter=asking.enter,
        forms=Forms(form, None, None),
        use={},
        interviewer="",
        device=asking.device,
    )
    while True:
        state = ask(draft.load(start.record_id), "", form, work)
        if state is not None or not asking.stay(draft.load(start.record_id).summary.language):
            return state


def answers_of(state: State) -> dict[str, Json]:
    """Return what a concern says: what was answered, refused or left blank, nothing that did not apply."""
    return {key: to_json(value) for key, value in final_answers(state).items() if value not in _DROPPED}


def keeps_the_office_out(state: State) -> bool:
    """Return whether the focal point is concerned, or may be: only a clear no lets the office read. A form without the
    question goes to the office."""
    found = final_answers(state).get(FOCAL_POINT, NonAnswer.IRRELEVANT)
    return found not in ("no", *_DROPPED)


def readers(card: Card, *, office_out: bool) -> tuple[str, ...]:
    """Return who can open a concern; where the card names nobody outside the office, that is the office."""
    return card.concern_second if office_out and card.concern_second else tuple(card.recipients.get("concern", ()))


def tip_of(state: State, card: Card, now: Instant) -> Tip:
    """Return a finished concern as what travels: unsigned, of a day."""
    form = state.compiled.form
    return Tip(
        form=form.form_id,
        version=form.version,
        form_hash=form.form_hash,
        language=state.language,
        made=day_of(now).isoformat(),
        answers=answers_of(state),
        card=card.body_hash,
    )
