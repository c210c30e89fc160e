"""The end of an interview: what of it is kept, as stub, content, identity and events, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fieldkit import errors
from fieldkit.cases.answer_keys import AFTER, own_key
from fieldkit.cases.audit import audit_of
from fieldkit.cases.consent import consent_of
from fieldkit.cases.drafting import Draft, DraftAnswer, ExtraEvent
from fieldkit.cases.records import Content, Stub, result_of
from fieldkit.crypto.canonical import dumps
from fieldkit.forms.classify import Outcome
from fieldkit.forms.interview import State, consent, final_answers, gate_keys, safety
from fieldkit.forms.keys import name_of
from fieldkit.forms.question_types import COMPUTED
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri, to_json
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.sync.bundle.limits import KIB, LIMITS
from fieldkit.workflows.clock_start import clock_start
from fieldkit.workflows.keeping import keep
from fieldkit.workflows.reopening import day_of
from fieldkit.workflows.work import Done, Work


@dataclass(frozen=True, slots=True)
class Followed:
    """The answers to the forms that follow a screening; empty where one did not apply."""

    after: Mapping[str, AnswerValue]
    identity: Mapping[str, AnswerValue]


def finish(draft: Draft, screened: State, found: Outcome, followed: Followed, work: Work) -> Done:
    """Write stub, content, identity and events in one transaction."""
    now = work.clock.now()
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
        clock_start=clock_start(draft, screened, found, now),
    )
    answers = _passed_on(screened, state)
    content = Content(
        language=screened.language,
        use=work.use.get(screened.language, "practice"),
        answers={name: to_json(value) for name, value in answers.items()},
        result=result_of(found),
        profile={"post": text_of(answers.get("post")), "child": _child(found), "day": _day(draft, now)},
        interviewer=draft.summary.begun_by or work.interviewer,
        checked_by=_checked_by(work),
        revision=_revision(draft, work),
    )
    if state != "refused":  # of a refusal only that it was one, where and when
        content = replace(
            content,
            consent=_consent(draft, answers, screened, now),
            notes=_notes(draft, answers, followed.after),
            audit=audit_of(draft, now, lambda key: _is_asked(screened, key), work.not_before_ms).to_json(),
        )
    _see_that_it_travels(content, draft.summary.code)
    kept = {name: to_json(value) for name, value in followed.identity.items()} or None
    parts = (stub.to_json(), content.to_json(), kept, _events(followed.after, now))
    keep(work, screened.language, lambda: work.drafts.finish(draft.summary.id, *parts))
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


def _consent(
    draft: Draft, answers: Mapping[str, AnswerValue], screened: State, now: Instant
) -> Mapping[str, Json] | None:
    """Return the record of consent; its moment is that of the answer."""
    gate = frozenset(gate_keys(screened, "consent"))
    rows = [row for row in draft.history if own_key("", row.name) in gate]
    agreed = _of_then(draft, "agreed")
    if isinstance(agreed, Mapping) and not _changed(draft, rows):
        at = Instant.from_json(agreed)
    else:
        at = rows[-1].at if rows else now
    text = f"{draft.summary.form} {draft.summary.version} {draft.summary.form_hash[:16]}"
    return consent_of(answers, text=text, language=screened.language, at=at)


def _of_then(draft: Draft, name: str) -> Json:
    """Return what a revision keeps of the interview as it was; None for the first one. store-format 7.5"""
    revises = draft.extra.get("revises")
    return revises.get(name) if isinstance(revises, Mapping) else None


def _changed(draft: Draft, rows: Sequence[DraftAnswer]) -> bool:
    """Return whether an answer of a revision is another one than it began with."""
    began = {row.name: row.value for row in rows if row.at == draft.summary.started}
    return {row.name: row.value for row in rows if row.value is not None} != began


def _day(draft: Draft, now: Instant) -> str:
    """Return the day of the talk, which an edit on a later day does not move."""
    day = _of_then(draft, "day")
    return day if isinstance(day, str) else day_of(now).isoformat()


def _notes(draft: Draft, answers: Mapping[str, AnswerValue], after: Mapping[str, AnswerValue]) -> Mapping[str, Json]:
    """Return the worker's notes on questions whose answers are passed on; none on who the person is, for that is kept
    apart and would be read here without a reason."""
    found: dict[str, Json] = {}
    for name, note in draft.notes.items():
        own, later = own_key("", name), own_key(AFTER, name)
        value = answers.get(own) if own is not None else after.get(later) if later is not None else None
        if value is not None and value is not NonAnswer.IRRELEVANT:
            found[name if own is None else own] = {"text": note.text, "doubt": note.doubtful}
    return found


def _is_asked(screened: State, key: str) -> bool:
    question = screened.compiled.by_key.get(name_of(key))
    return question is None or question.question.type not in COMPUTED


def _checked_by(work: Work) -> str:
    """Return who finished, where that must be somebody else than who began."""
    return work.interviewer if work.forms.screening.form.second_person else ""


def _revision(draft: Draft, work: Work) -> Mapping[str, Json] | None:
    """Return why a finished interview was changed, and by whom; None for the first revision."""
    revises = draft.extra.get("revises")
    return {"reason": revises["reason"], "author": work.interviewer} if isinstance(revises, Mapping) else None


def took_back(screened: State) -> bool:
    """Return whether it was safe to talk and the person did not agree."""
    return safety(screened) is not Tri.NO and consent(screened) is not Tri.YES


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


def text_of(value: AnswerValue | None) -> str | None:
    """Return an answer that is a text, else None."""
    return value if isinstance(value, str) else None


def _events(after: Mapping[str, AnswerValue], now: Instant) -> list[ExtraEvent]:
    """Return what the worker did after the result, as events that travel with the interview."""
    events = []
    if isinstance(offered := after.get("referral_offered"), str) and offered != "not_yet":
        events.append(ExtraEvent("referral_offered", now, {"answer": offered}))
    if after.get("told_by_voice") == "yes" and isinstance(to := after.get("voice_to"), str):
        events.append(ExtraEvent("report_made", now, {"by": "voice", "to": to}))
    return events
