"""Open the form of an unfinished interview again: with its answers, in its language, where it was left."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.cases.answer_keys import own_key
from fieldkit.cases.drafting import Draft
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Goto, Moved, Next, QuestionView, State, start, step, view
from fieldkit.forms.keys import name_of
from fieldkit.forms.values import AnswerValue, from_json
from fieldkit.ports import Entropy, Instant
from fieldkit.result import Json


@dataclass(frozen=True, slots=True)
class Device:
    """What a form may ask of the device: chance, and the properties that preloads read (deviceid, username)."""

    entropy: Entropy
    properties: Mapping[str, str]


def reopened(
    draft: Draft, prefix: str, form: CompiledForm, now: Instant, language: str | None, device: Device | None = None
) -> State:
    """Open the form with the stored answers, at the question and in the language where it was left."""
    wanted = _last_language(draft, prefix) or language or draft.summary.language
    chosen = wanted if wanted in form.form.languages else form.form.languages[0]
    state = started(form, chosen, now, own_answers(draft.answers, prefix), device)
    if draft.summary.position == prefix and not draft.summary.answered:
        return dataclasses.replace(state, position=None)  # at the end
    name = own_key(prefix, draft.summary.position or "")
    return _standing(state, name, answered=draft.summary.answered) if name else state


def _last_language(draft: Draft, prefix: str) -> str | None:
    """Return the language in which this form of the draft was shown last: those that follow may have fewer."""
    own = (row for row in reversed(draft.trail) if row.kind in ("answer", "position"))
    return next((row.language for row in own if row.language and own_key(prefix, row.name or "") is not None), None)


def started(
    form: CompiledForm, language: str, now: Instant, answers: Mapping[str, AnswerValue], device: Device | None
) -> State:
    """Open a form with these answers; without `device` it is only looked at, and has neither chance nor preloads."""
    if device is None:
        return start(form, language=language, today=day_of(now), now=now, answers=answers)
    asked = {cell.question.type.value for cell in form.cells}
    properties = {kind: value for kind, value in device.properties.items() if kind in asked}
    return start(
        form,
        language=language,
        today=day_of(now),
        now=now,
        answers=answers,
        entropy=device.entropy,
        properties=properties,
    )


def _standing(state: State, name: str, *, answered: bool) -> State:
    """Return the form at a question, or past it where the power went between its answer and the next one; at the list
    of a repeat where that was changed last."""
    there, _ = step(state, Goto(name))
    if there.position != name or there.error is not None:
        return state
    past, effects = step(there, Next())
    moved = any(isinstance(effect, Moved) for effect in effects)
    return past if answered and moved and name_of(name) in state.compiled.by_key else there


def reopened_view(draft: Draft, form: CompiledForm) -> QuestionView:
    """Return the question at which a draft's screening stands. Raises: AnswerDoesNotFit, UnknownLanguage."""
    return view(reopened(draft, "", form, draft.summary.saved, None))


def own_answers(answers: Mapping[str, Json], prefix: str) -> dict[str, AnswerValue]:
    """Return a draft's answers to one of its forms, by their keys there."""
    keys = {name: own_key(prefix, name) for name, value in answers.items() if value is not None}
    return {key: from_json(answers[name]) for name, key in keys.items() if key is not None}


def day_of(now: Instant) -> dt.date:
    """Return the local day of an instant."""
    local = dt.datetime.fromtimestamp(0, dt.timezone.utc) + dt.timedelta(
        milliseconds=now.utc_ms, minutes=now.offset_min
    )
    return local.date()
