"""Put the questions of one form until it is finished: one reply, one step, one commit, the next screen.

Besides answers a worker may look over everything, write a note, pause, check again whether it is safe, take the
agreement back, or go: pages that lie over the question and come back to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from fieldkit import errors
from fieldkit.cases.answer_keys import AFTER, IDENTITY, own_key
from fieldkit.cases.audit import TRUSTED_FROM_MS
from fieldkit.cases.drafting import Draft, NoteOn
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import (
    Answer,
    Danger,
    Distress,
    Event,
    Finish,
    Finished,
    Goto,
    Leave,
    Next,
    Noted,
    OutlineRow,
    Overview,
    Pause,
    QuestionView,
    QuickExit,
    Recheck,
    Remark,
    Reply,
    Save,
    State,
    Withdraw,
    consent,
    danger,
    final_answers,
    gate_keys,
    is_news,
    outline,
    safety,
    step,
    view,
)
from fieldkit.forms.messages import message
from fieldkit.forms.values import NonAnswer, Tri
from fieldkit.ports import Instant
from fieldkit.workflows.keeping import Keeper, read
from fieldkit.workflows.reopening import own_answers, reopened, started
from fieldkit.workflows.work import Work

LONG_MINUTES = 20
"""From this length on the help that cannot wait is named before the interview begins."""
SETTING_MS = 30 * 60 * 1000
"""After so long the setting counts as another one: whether it is safe is asked anew."""

_Given: TypeAlias = "Event | Leave | QuickExit | Recheck | Withdraw"
_NO_NOTE = NoteOn("", doubtful=False)


class TakesBack(Exception):
    """In a form that follows and asks for no agreement of its own, the person takes back that to the talk."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language


def to_consent(draft_id: str, form: CompiledForm, work: Work, language: str) -> None:
    """Stand again at the question of a screening in which the person agreed. Raises: GaveUp."""
    state = reopened(work.drafts.load(draft_id), "", form, work.clock.now(), language)
    key = _agreed_at(state)
    if key is not None:
        Keeper(draft_id, "", work).position(step(state, Goto(key))[0])


def ask(draft: Draft, prefix: str, form: CompiledForm, work: Work, language: str | None = None) -> State | None:
    """Put the questions of one form of a draft until it is finished; None when the worker left.

    Raises: GaveUp, TakesBack, SecondPersonNeeded.
    """
    passed = _passed(draft, prefix, form, work, language)
    if passed is not None:
        return passed
    work.enter(form)
    typed, code = _own_typed(draft, prefix), draft.summary.code
    talk = _Talk(Keeper(draft.summary.id, prefix, work), work, _own_notes(draft, prefix), typed, code=code)
    state = reopened(draft, prefix, form, work.clock.now(), language, work.device)
    if consent(state) is Tri.NO:  # the power may have gone between the no and the forgetting
        state = talk.forget(state)
        draft = work.drafts.load(draft.summary.id)
    entered = bool(prefix) and not _was_here(draft, prefix)
    talk.keeper.step(own_answers(draft.answers, prefix), state, moved=entered)
    first = talk.first_page(draft, state)
    if isinstance(first, Leave | QuickExit):
        talk.keeper.leaving(state, first)
        return None
    talk.back_to = _before_the_check(draft, state)
    return talk.go_on(talk.safe_again(state) if _another_setting(draft, state, work.clock.now()) else state)


@dataclass(slots=True)
class _Talk:
    """One form being asked. `typed` is what was being typed when the screen was locked; `back_to` the question at which
    the interview goes on once the setting has been checked again; `reviewing`: one came here from the review."""

    keeper: Keeper
    work: Work
    notes: dict[str, NoteOn]
    typed: dict[str, str]
    back_to: str = ""
    reviewing: bool = False
    code: str = ""

    def first_page(self, draft: Draft, state: State) -> Reply:
        """Say before a long interview what cannot wait; note that an older one goes on."""
        if _was_here(draft, self.keeper.prefix):
            self.keeper.happened("resumed", state.language)
            return Next()
        if (state.compiled.form.minutes or 0) < LONG_MINUTES or self.keeper.prefix or "revises" in draft.extra:
            return Next()
        screen, language = self.work.screen, state.language
        return read(lambda: screen.before_long(language), language, screen)

    def go_on(self, state: State) -> State | None:
        """Ask until the form is finished or the worker leaves."""
        while True:
            reply = self._reply(state)
            if isinstance(reply, Leave | QuickExit):
                self.keeper.leaving(state, reply)
                return None
            if isinstance(reply, Recheck):
                state = self.safe_again(state)
                continue
            if isinstance(reply, Withdraw) and self.keeper.prefix and not gate_keys(state, "consent"):
                raise TakesBack(state.language)
            before = state
            state, effects = step(state, self._consent_question(state) if isinstance(reply, Withdraw) else reply)
            if self._waits() and any(isinstance(effect, Finished) for effect in effects):
                self.keeper.position(before)
                raise errors.SecondPersonNeeded(code=self.code)
            if isinstance(reply, Next):  # going past an answer does not give it again
                given = before.answers
                effects = tuple(e for e in effects if not (isinstance(e, Save) and given.get(e.name) == e.value))
            state = self._onward(before, state, reply)
            moved = (state.position, state.language) != (before.position, before.language)
            self.keeper.step(before.answers, state, effects, moved=moved)
            if any(isinstance(effect, Finished) for effect in effects):
                return state
            stood, state = state.position, self._settled(before, state)
            if state.position != stood:
                self.keeper.position(state)
            if danger(state) and not danger(before):
                seen = self.work.screen.danger(state.language)
                if isinstance(seen, Leave | QuickExit):
                    self.keeper.leaving(state, seen)
                    return None

    def safe_again(self, state: State) -> State:
        """Ask anew whether it is safe to talk, then go on where the interview stood. A form without that question goes
        on as it is."""
        keys = [key for key in gate_keys(state, "safety") if key in state.answers]
        if not keys:
            return state
        self.back_to = self.back_to or state.position or ""
        left = {key: answer for key, answer in state.answers.items() if key not in keys}
        fresh = started(state.compiled, state.language, self.work.clock.now(), left, self.work.device)
        asked, _ = step(fresh, Goto(keys[0]))
        self.keeper.happened("rechecked", state.language)
        self.keeper.step(state.answers, asked, moved=True)
        return asked

    # --- what is done at one screen ---

    def _reply(self, state: State) -> _Given:
        """Show where the interview stands until something is done with it; other pages may come in between."""
        while True:
            shown = self._view(state)
            given: Reply | None = self._put(shown, state)
            while isinstance(given, Danger | Overview | Remark | Pause | Distress):
                given = self._page(given, shown, state)
            if given is not None and not isinstance(given, Noted):
                return given

    def _waits(self) -> bool:
        """Return whether this may not be finished by who is here."""
        return self.work.second_missing and not self.keeper.prefix

    def _put(self, shown: QuestionView, state: State) -> Reply:
        if shown.at_end:
            given = self.work.screen.overview(shown, self._rows(state))
            self.reviewing = isinstance(given, Goto)
            return given
        return self.work.screen.question(shown, self.typed.pop(shown.name, ""))

    def _page(self, wanted: Reply, shown: QuestionView, state: State) -> Reply | None:
        """Show a page over the question; None when it leads back there."""
        screen, language = self.work.screen, state.language
        match wanted:
            case Danger():
                reply = screen.danger(language)
            case Overview():
                reply = screen.overview(shown, self._rows(state))
            case Remark():
                return self._remark(shown, language)
            case Distress():
                self.keeper.happened("distress", language)
                reply = screen.distress(language)
            case _:
                self.keeper.happened("paused", language)
                reply = screen.pause(language)
        if isinstance(wanted, Pause | Distress) and isinstance(reply, Next):
            self.keeper.happened("resumed", language)
        return None if isinstance(reply, Next) else reply

    def _remark(self, shown: QuestionView, language: str) -> Reply | None:
        note = self.notes.get(shown.name, _NO_NOTE)
        reply = self.work.screen.remark(shown, note.text, note.doubtful)
        if not isinstance(reply, Noted):
            return None if isinstance(reply, Next) else reply
        self.notes[shown.name] = NoteOn(reply.text, reply.doubtful)
        self.keeper.note(shown.name, self.notes[shown.name], language)
        return None

    def _view(self, state: State) -> QuestionView:
        shown = view(state)
        if shown.at_end and self._waits():
            return replace(shown, hint=message("second_person", state.language))
        note = self.notes.get(shown.name)
        return shown if note is None else replace(shown, note=note.text, doubtful=note.doubtful)

    def _rows(self, state: State) -> Sequence[OutlineRow]:
        """Return every question that applies, with the worker's notes."""
        rows = outline(state)
        if not self.notes:
            return rows
        notes = [self.notes.get(row.name, _NO_NOTE) for row in rows]
        return [replace(row, note=n.text, doubtful=n.doubtful) for row, n in zip(rows, notes, strict=True)]

    def _consent_question(self, state: State) -> Event:
        """Return the way to the question in which the person agreed."""
        return Goto(_agreed_at(state) or state.position or "")

    # --- what follows from an answer ---

    def _onward(self, before: State, state: State, reply: _Given) -> State:
        """From a question that one came to from the review: on through what its answer opened, then back to the review,
        not once more through everything behind it."""
        answered = isinstance(reply, Answer | Next) and state.position != before.position
        if self.reviewing and answered and not is_news(before, state):
            return replace(state, position=None)
        return state

    def _settled(self, before: State, state: State) -> State:
        """Forget what may not be kept once consent is refused; go back to where the setting was checked again."""
        if consent(state) is Tri.NO and consent(before) is not Tri.NO:
            state = self.forget(state)
        if not self.back_to:
            return state
        gate = gate_keys(state, "safety")
        if state.position not in gate and before.position in gate:
            back, self.back_to = self.back_to, ""
            if safety(state) is Tri.YES:
                return step(state, Goto(back))[0]
        return state

    def forget(self, state: State) -> State:
        """Delete what may not be kept without consent, here and in the draft, as soon as consent is refused: also what
        was answered in instances that are gone, and notes."""
        final, keeper = final_answers(state), self.keeper

        def kept(key: str | None) -> bool:
            return key is None or final.get(key, NonAnswer.IRRELEVANT) is not NonAnswer.IRRELEVANT

        draft = self.work.drafts.load(keeper.draft_id)
        stored = {row.name for row in draft.history} | set(draft.notes) | {draft.typed[0] if draft.typed else ""}
        gone = {name for name in stored if name and not kept(own_key(keeper.prefix, name))}
        left = {key: value for key, value in state.answers.items() if kept(key)}
        keeper.forget(gone, state.language)  # also where nothing is left: an older version's copy of the draft goes too
        self.notes = {key: note for key, note in self.notes.items() if kept(key)}
        self.typed.clear()
        if len(left) == len(state.answers):
            return state
        opened = started(state.compiled, state.language, self.work.clock.now(), left, self.work.device)
        return step(opened, Goto(state.position))[0] if state.position else opened


def _agreed_at(state: State) -> str | None:
    """Return the question in which the person agreed: the last of those that decide it; None if none was answered."""
    return next((key for key in reversed(gate_keys(state, "consent")) if key in state.answers), None)


def _was_here(draft: Draft, prefix: str) -> bool:
    """Return whether the draft stood in this form before."""
    if prefix:
        return (draft.summary.position or "").startswith(prefix)
    if not draft.extra.keys() & {"revises", "about"}:
        return bool(draft.trail or draft.history)
    begun = draft.summary.started  # when a revision took its answers over, or the code that it is about was given
    return any(row.kind == "event" or (row.kind == "answer" and row.at != begun) for row in draft.trail)


def _own_notes(draft: Draft, prefix: str) -> dict[str, NoteOn]:
    """Return the notes on questions of this form, by their keys there."""
    return {key: note for name, note in draft.notes.items() if (key := own_key(prefix, name)) is not None}


def _own_typed(draft: Draft, prefix: str) -> dict[str, str]:
    name, text = draft.typed or ("", "")
    key = own_key(prefix, name) if name else None
    return {} if key is None else {key: text}


def _before_the_check(draft: Draft, state: State) -> str:
    """Return where the interview stood when it was left while its safety was being checked again; "" else."""
    gate = gate_keys(state, "safety")
    names = [row.name for row in draft.trail if row.kind == "position" or row.name == "rechecked"]
    if state.position not in gate or "rechecked" not in names:
        return ""
    checked = len(names) - names[::-1].index("rechecked") - 1
    if any(own_key("", name or "") not in gate for name in names[checked + 1 :]):
        return ""  # that check is over: one came to this question by another way
    before = reversed(names[:checked])
    return next((key for name in before if (key := own_key("", name or "")) and key not in gate), "")


def _another_setting(draft: Draft, state: State, now: Instant) -> bool:
    """Return whether an interview that goes on may be in another setting than the one it was safe in: half an hour has
    passed, or a clock that jumped, or was never set, cannot tell."""
    saved = draft.summary.saved
    if "revises" in draft.extra or not draft.history or safety(state) is not Tri.YES:
        return False  # of a finished interview the setting is that of the talk
    if now.boot != saved.boot and min(now.utc_ms, saved.utc_ms) < TRUSTED_FROM_MS:
        return True
    passed = now.mono_ms - saved.mono_ms if now.boot == saved.boot else now.utc_ms - saved.utc_ms
    return not 0 <= passed < SETTING_MS


def _passed(draft: Draft, prefix: str, form: CompiledForm, work: Work, language: str | None) -> State | None:
    """Return a form's finished state when the draft stands in a later form: it is not put a second time."""
    later = (AFTER, IDENTITY) if prefix == "" else (IDENTITY,) if prefix == AFTER else ()
    if not (draft.summary.position or "").startswith(later):
        return None
    state, effects = step(reopened(draft, prefix, form, work.clock.now(), language, work.device), Finish())
    return state if any(isinstance(effect, Finished) for effect in effects) else None
