"""When the 24 hours of an interview began: at the answer that showed something, or when the form is told they did."""

import datetime as dt
from collections.abc import Sequence

from fieldkit.cases.answer_keys import own_key
from fieldkit.cases.drafting import Draft, DraftAnswer
from fieldkit.forms.assess import read_by_rules
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import State, final_answers, outcome, start
from fieldkit.forms.keys import name_of
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.workflows.reopening import day_of, own_answers

TOLD = ""
"""The boot of a moment that somebody told, which no clock of this device measured. (bundle-format 6.4)"""


def clock_start(draft: Draft, screened: State, found: Outcome, now: Instant) -> Instant | None:
    """Return when the 24 hours began; None where none run.

    A form with `clock_from` starts them whatever its result: at that answer, never later than the interview was begun,
    and then where it is unanswered. (form-language 7.5)
    """
    form = screened.compiled.form
    told = final_answers(screened).get(form.clock_from, NonAnswer.IRRELEVANT) if form.clock_from else None
    if told is None or told is NonAnswer.IRRELEVANT:
        return _first_sign(draft, screened.compiled, found)
    begun = draft.summary.started
    named = _told(told, now)
    return named if named is not None and named.utc_ms < begun.utc_ms else begun


def _told(value: AnswerValue, now: Instant) -> Instant | None:
    """Return the moment of an answer, of a day its midnight here; None where there is none."""
    here = dt.timezone(dt.timedelta(minutes=now.offset_min))
    if isinstance(value, dt.datetime):
        moment = value
    elif isinstance(value, dt.date):
        moment = dt.datetime.combine(value, dt.time(), here)
    else:
        return None
    since = moment - dt.datetime.fromtimestamp(0, dt.timezone.utc)
    utc_ms = min(max(since // dt.timedelta(milliseconds=1), 0), now.utc_ms)
    return Instant(utc_ms, now.offset_min, 0, TOLD)


def _first_sign(draft: Draft, form: CompiledForm, found: Outcome) -> Instant | None:
    """Return the first answer after which an element was touched or suspicion noted.

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
