"""Run an interview: ask, commit every answer before the next question is drawn, resume, finish in one transaction.

One draft carries up to three forms under one code: the screening itself, what the worker did after its result
(`after_result`), and - only with consent - the identity and safe contact (`identity_contact`). The answers of
the last two are kept in the draft as `after/KEY` and `identity/KEY`, so that a power cut loses none of them either.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from fieldkit import errors
from fieldkit.cases.answer_keys import AFTER, IDENTITY, own_key, stored_key
from fieldkit.cases.drafting import Draft, DraftAnswer, ExtraEvent, NoteOn
from fieldkit.cases.records import Content, Stub, result_of
from fieldkit.crypto.canonical import dumps
from fieldkit.forms.assess import read_by_rules
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import (
    Danger,
    Drop,
    Effect,
    Event,
    Finish,
    Finished,
    Goto,
    Leave,
    OutlineRow,
    QuestionView,
    QuickExit,
    Reply,
    Save,
    State,
    consent,
    danger,
    final_answers,
    outcome,
    safety,
    start,
    step,
    view,
)
from fieldkit.forms.keys import name_of
from fieldkit.forms.question_types import COMPUTED
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri, to_json
from fieldkit.ports import Clock, Instant
from fieldkit.result import Json
from fieldkit.sync.bundle.limits import KIB, LIMITS
from fieldkit.workflows.reopening import Device, day_of, own_answers, reopened, started


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call: a word for who it is, and the number."""

    who: str
    phone: str


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

    def services(self, language: str) -> Reply:
        """Show the nearest services, then, if it is safe to carry paper, lines to copy by hand: Next."""
        ...

    def danger(self, language: str) -> Reply: ...


class Drafts(Protocol):
    """What an interview needs of the store."""

    def put(self, draft_id: str, name: str, answer: Json, at: Instant, language: str) -> None: ...
    def position(self, draft_id: str, name: str | None) -> None: ...
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
    headquarters approved it: None otherwise."""

    screening: CompiledForm
    after: CompiledForm
    identity: CompiledForm | None


@dataclass(frozen=True, slots=True)
class Work:
    """Everything an interview works with. `enter` tells the screen which form comes now."""

    drafts: Drafts
    clock: Clock
    screen: Screen
    enter: Callable[[CompiledForm], None]
    forms: Forms
    use: Mapping[str, str]
    interviewer: str
    device: Device


@dataclass(frozen=True, slots=True)
class Done:
    """A finished interview: its stub and result. `None` result where the person refused or it was not safe to talk."""

    code: str
    state: str
    outcome: Outcome


def run(draft_id: str, work: Work) -> Done | None:
    """Take a draft from where it stands to its end; None when the worker left it for later.

    Raises: DiskFull (what was answered is safe), AnswerRefused and AnswerMissing (scripted), KeyboardInterrupt.
    """
    draft = work.drafts.load(draft_id)
    screened = _ask(draft, "", work.forms.screening, work)
    if screened is None:
        return None
    found = outcome(screened)
    resumed = (draft.summary.position or "").startswith((AFTER, IDENTITY))  # then the result was seen before
    has_result = screened.compiled.form.classify is not None or safety(screened) is Tri.NO
    if has_result and not resumed and isinstance(work.screen.outcome(found, screened.language), Leave | QuickExit):
        return None
    after = _follow_up(draft_id, AFTER, work.forms.after, found.suspicion, screened.language, work)
    if after is None:
        return None
    shares = final_answers(screened).get("share_identity") == "yes" and consent(screened) is Tri.YES
    identity = _follow_up(draft_id, IDENTITY, work.forms.identity, shares, screened.language, work)
    if identity is None:
        return None
    return _finish(work.drafts.load(draft_id), screened, found, after, identity, work)


def _follow_up(
    draft_id: str, prefix: str, form: CompiledForm | None, wanted: bool, language: str, work: Work
) -> dict[str, AnswerValue] | None:
    """Ask a further form of the same draft when it applies; its answers, {} when it does not apply or its own consent
    was not given, None when left."""
    if form is None or not wanted:
        return {}
    state = _ask(work.drafts.load(draft_id), prefix, form, work, language)
    if state is None:
        return None
    return final_answers(state) if consent(state) is Tri.YES else {}


def _ask(draft: Draft, prefix: str, form: CompiledForm, work: Work, language: str | None = None) -> State | None:
    """Put the questions of one form until it is finished; None when the worker left."""
    passed = _passed(draft, prefix, form, work, language)
    if passed is not None:
        return passed
    work.enter(form)
    draft_id = draft.summary.id
    state = reopened(draft, prefix, form, work.clock.now(), language, work.device)
    _commit_untold(own_answers(draft.answers, prefix), state, (), draft_id, prefix, work)
    while True:
        reply = _reply(state, work.screen)
        if isinstance(reply, Leave | QuickExit):
            _stand_at(state, draft_id, prefix, work)
            return None
        before = state
        state, effects = step(state, reply)
        _commit_untold(before.answers, state, effects, draft_id, prefix, work)
        _commit(effects, draft_id, prefix, state.language, work)
        if any(isinstance(effect, Finished) for effect in effects):
            return state
        if consent(state) is Tri.NO and consent(before) is not Tri.NO:
            state = _forget(state, draft_id, prefix, work)
        if danger(state) and not danger(before) and isinstance(work.screen.danger(state.language), Leave | QuickExit):
            _stand_at(state, draft_id, prefix, work)
            return None
        if (state.position, state.language) != (before.position, before.language):
            _stand_at(state, draft_id, prefix, work)


def _stand_at(state: State, draft_id: str, prefix: str, work: Work) -> None:
    """Remember in the draft at which question the form stands."""
    work.drafts.position(draft_id, stored_key(prefix, state.position) if state.position else prefix)


def _passed(draft: Draft, prefix: str, form: CompiledForm, work: Work, language: str | None) -> State | None:
    """Return a form's finished state when the draft stands in a later form: it is not put a second time."""
    later = (AFTER, IDENTITY) if prefix == "" else (IDENTITY,) if prefix == AFTER else ()
    if not (draft.summary.position or "").startswith(later):
        return None
    state, effects = step(reopened(draft, prefix, form, work.clock.now(), language, work.device), Finish())
    return state if any(isinstance(effect, Finished) for effect in effects) else None


def _reply(state: State, screen: Screen) -> Event | Leave | QuickExit:
    """Put the current question until something is done with it; the danger page may come in between."""
    while isinstance(reply := screen.question(view(state)), Danger):
        seen = screen.danger(state.language)
        if isinstance(seen, Leave | QuickExit):
            return seen
    return reply


def _forget(state: State, draft_id: str, prefix: str, work: Work) -> State:
    """Delete what may not be kept without consent, here and in the draft, as soon as consent is refused: also what was
    answered in instances that are gone."""
    final = final_answers(state)

    def kept(key: str | None) -> bool:
        return key is None or final.get(key, NonAnswer.IRRELEVANT) is not NonAnswer.IRRELEVANT

    stored = {row.name for row in work.drafts.load(draft_id).history}
    gone = {name for name in stored if not kept(own_key(prefix, name))}
    left = {key: value for key, value in state.answers.items() if kept(key)}
    work.drafts.forget(draft_id, gone)  # also where nothing is left: an older version's copy of the draft goes with it
    if len(left) == len(state.answers):
        return state
    opened = started(state.compiled, state.language, work.clock.now(), left, work.device)
    return step(opened, Goto(state.position))[0] if state.position else opened


def _commit(effects: Sequence[Effect], draft_id: str, prefix: str, language: str, work: Work) -> None:
    """Store answers before the next question is drawn."""
    for effect in effects:
        if isinstance(effect, Save | Drop):
            value = to_json(effect.value) if isinstance(effect, Save) else None
            work.drafts.put(draft_id, stored_key(prefix, effect.name), value, work.clock.now(), language)


def _commit_untold(
    before: Mapping[str, AnswerValue], state: State, effects: Sequence[Effect], draft_id: str, prefix: str, work: Work
) -> None:
    """Store what no effect tells: what a preload or default put into a question that has no screen, and that a
    calculation took away an answer. Opened again, the form must not compute the first anew nor find the second."""
    told = {effect.name for effect in effects if isinstance(effect, Save | Drop)}
    computed = {cell.question.key for cell in state.compiled.cells if cell.question.type in COMPUTED}
    fresh = [key for key, value in state.answers.items() if before.get(key) != value and name_of(key) in computed]
    gone = [key for key in before if key not in state.answers]
    for key in (*fresh, *gone):
        if key not in told:
            value = to_json(state.answers[key]) if key in state.answers else None
            work.drafts.put(draft_id, stored_key(prefix, key), value, work.clock.now(), state.language)


def _finish(
    draft: Draft,
    screened: State,
    found: Outcome,
    after: Mapping[str, AnswerValue],
    identity: Mapping[str, AnswerValue],
    work: Work,
) -> Done:
    """Write stub, content, identity and events in one transaction."""
    now = work.clock.now()
    started = _clock_start(draft, work.forms.screening, found)
    state = _state_word(screened)
    form = work.forms.screening.form
    stub = Stub(
        id=draft.summary.id,
        code=draft.summary.code,
        form=form.form_id,
        version=form.version,
        form_hash=draft.summary.form_hash,
        rev=1,
        base=None,
        state=state,
        recipient_class=form.recipient_class,
        started=draft.summary.started,
        finished=now,
        clock_start=started,
    )
    answers = _passed_on(screened, state)
    content = Content(
        language=screened.language,
        use=work.use.get(screened.language, "practice"),
        answers={name: to_json(value) for name, value in answers.items()},
        result=result_of(found),
        profile={"post": _text(answers.get("post")), "child": _child(found), "day": day_of(now).isoformat()},
        interviewer=work.interviewer,
    )
    _see_that_it_travels(content, draft.summary.code)
    kept = {name: to_json(value) for name, value in identity.items()} or None
    work.drafts.finish(draft.summary.id, stub.to_json(), content.to_json(), kept, _events(after, now))
    return Done(draft.summary.code, state, found)


_AROUND = 16 * KIB
"""Bytes of a bundle's line that are not answers."""


def _see_that_it_travels(content: Content, code: str) -> None:
    """Refuse to finish what no bundle could carry, while the answers can still be shortened. bundle-format 7

    Raises: InterviewTooLong, which names the longest questions and no answer.
    """
    size, most = len(dumps(content.to_json())), LIMITS.line - _AROUND
    if size > most:
        longest = sorted(content.answers, key=lambda name: len(dumps(content.answers[name])), reverse=True)[:3]
        raise errors.InterviewTooLong(code=code, size=size, most=most, questions=", ".join(longest))


def _state_word(screened: State) -> str:
    """Return finished, observation (signs reported without a talk and without identity), or refused."""
    if safety(screened) is not Tri.NO and consent(screened) is Tri.YES:
        return "finished"
    observed = safety(screened) is Tri.NO or final_answers(screened).get("observe") == "yes"
    return "observation" if observed else "refused"


def _passed_on(screened: State, state: str) -> dict[str, AnswerValue]:
    """Return what leaves the draft: all final answers, but of a refused interview only what its form lists."""
    answers, kept = final_answers(screened), screened.compiled.form.kept_on_refusal
    if state != "refused":
        return answers
    return {key: answers[key] for key in answers if name_of(key) in kept or name_of(key).rpartition("/")[2] in kept}


def _child(found: Outcome) -> str:
    return {"child": "yes", "adult": "no", "unknown": "unknown"}[found.age]


def _text(value: AnswerValue | None) -> str | None:
    return value if isinstance(value, str) else None


def _events(after: Mapping[str, AnswerValue], now: Instant) -> list[ExtraEvent]:
    """Return what the worker did after the result, as events that travel with the interview."""
    events = []
    if isinstance(offered := after.get("referral_offered"), str) and offered != "not_yet":
        events.append(ExtraEvent("referral_offered", now, {"answer": offered}))
    if after.get("told_by_voice") == "yes" and isinstance(to := after.get("voice_to"), str):
        events.append(ExtraEvent("report_made", now, {"by": "voice", "to": to}))
    return events


def _clock_start(draft: Draft, form: CompiledForm, found: Outcome) -> Instant | None:
    """Return when the 24 hours began: at the first answer after which an element was touched or suspicion noted.

    Interviews whose result shows no suspicion have none. Replays the answers in the order they were given.
    """
    if not found.suspicion:
        return None
    given: dict[str, Json] = {}
    rows: Sequence[DraftAnswer] = [row for row in draft.history if own_key("", row.name) is not None]
    decisive = read_by_rules(form) | form.repeats.keys()
    for row in rows:
        given[row.name] = row.value
        if name_of(own_key("", row.name) or "") not in decisive:
            continue
        state = start(form, language=row.language, today=day_of(row.at), now=row.at, answers=own_answers(given, ""))
        reached = outcome(state)
        if reached.clock_question is not None or reached.suspicion:
            return row.at
    return rows[-1].at if rows else draft.summary.started
