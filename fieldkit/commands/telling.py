"""How a stored interview is told to a person: its result and reasons in words, its answers under their questions."""

import datetime as dt
from collections.abc import Mapping, Sequence

from fieldkit import errors
from fieldkit.cases.codes import tell_code
from fieldkit.commands.form_heads import head_of
from fieldkit.commands.library import form_here
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.telling_answers import question_words, stored_value, told_answers, told_text
from fieldkit.commands.telling_talk import talk_lines
from fieldkit.forms.check import load_form
from fieldkit.forms.classify import Outcome, ResultLabel
from fieldkit.forms.compile import compile_form
from fieldkit.forms.interview import outcome, start
from fieldkit.forms.keys import name_of
from fieldkit.forms.model import Form
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import NonAnswer
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.messages import FALLBACK, current, say

__all__ = ["answer_lines", "event_lines", "form_words", "interview_lines", "result_words", "tell_code", "told_text"]


TOLD_APART = ("report_made", "consent_withdrawn", "correction")
"""Events that have lines of their own: reports by voice, withdrawals, notes."""


def result_words(label: str | None) -> str:
    """Return a stored result label in words; an erased one says so."""
    language = current()
    if label is None:
        return say(language, "told.erased")
    found = next((one for one in ResultLabel if one.value == label), None)
    if found is None:
        return label
    return found.words if language == FALLBACK else say(language, f"result.{found.value}")


def form_words(form_id: str) -> str:
    """Return a form's title; its name where it is not on this machine."""
    found = form_here(form_id)
    try:
        return form_id if found is None else told_text(head_of(found).titled(current()))
    except errors.FormError:
        return form_id


def event_lines(events: Sequence[Mapping[str, Json]]) -> list[str]:
    """Return what happened to a record after its result, oldest first; but for what is told apart from these."""
    told = []
    for event in events:
        at, kind = event.get("at"), str(event.get("kind")).replace("_", " ")
        moment = at.get("utc_ms") if isinstance(at, Mapping) else None
        when = f"{day_and_time(moment)}  " if isinstance(moment, int) else ""
        detail = ", ".join(told_text(event[key]).replace("_", " ") for key in ("answer", "because") if key in event)
        if event.get("kind") not in TOLD_APART:
            told.append(f"{when}{kind}: {detail}" if detail else f"{when}{kind}")
    return told


def interview_lines(form_id: str, stub: Mapping[str, Json], content: Mapping[str, Json]) -> list[str]:
    """Return result, reasons, every answer of one interview, the worker's notes, and how the talk went."""
    result, answers = content.get("result"), content.get("answers")
    form, language = form_of(form_id), current()
    found = _outcome(form, str(stub.get("form_hash")), content)
    lines = _result_lines(form, result, found) if isinstance(result, Mapping) and _has_result(result) else []
    if content.get("checked_by"):
        begun, checked = told_text(content.get("interviewer")), told_text(content.get("checked_by"))
        lines += ["", say(language, "told.checked", begun=begun, checked=checked)]
    if isinstance(answers, Mapping):
        lines += ["", say(language, "told.answers"), *told_answers(form, answers, identifying=False)]
    lines += _notes(form, content.get("notes"))
    if isinstance(audit := content.get("audit"), Mapping):
        lines += ["", say(language, "told.talk"), *(f"  {line}" for line in talk_lines(audit, stub))]
    return [*lines, "", say(language, "told.hint")] if _has_result(result) else lines


def _language(form: Form) -> str:
    """Return the person's language where the form has it, else the form's own."""
    return current() if current() in form.languages else form.default_language


def _word(kind: str, word: Json) -> str:
    """Return a stored word of a result (`element.`, `tri.`, `age.`) in the person's language; in English as stored."""
    key = f"{kind}.{word}"
    return say(current(), key) if current() != FALLBACK and key in TEXTS else str(word)


def _has_result(result: Json) -> bool:
    return not isinstance(result, Mapping) or result.get("label") != ResultLabel.NO_RESULT.value


def _notes(form: Form | None, notes: Json) -> list[str]:
    """Return the worker's own notes, each under its question."""
    if not isinstance(notes, Mapping):
        return []
    lines = ["", say(current(), "told.notes")]
    for key, note in notes.items():
        if isinstance(note, Mapping):
            doubt = say(current(), "told.doubt") if note.get("doubt") else ""
            words = ": ".join(filter(None, (doubt, told_text(note.get("text")))))
            lines.append(f"  {told_text(question_words(form, key))}: {words}")
    return lines


def _outcome(form: Form | None, form_hash: str, content: Mapping[str, Json]) -> Outcome | None:
    """Reckon the outcome anew for its words, if this is the very text of the form that was used. The stored result
    stays what is shown; this gives the reasons in words."""
    if form is None or form.form_hash != form_hash or not isinstance(content.get("answers"), Mapping):
        return None
    kept = {key: stored_value(value) for key, value in given_answers(form, content).items()}
    moment = Instant(0, 0, 0, "")
    try:
        return outcome(
            start(compile_form(form), language=_language(form), today=dt.date(1970, 1, 1), now=moment, answers=kept)
        )
    except errors.FieldkitError:
        return None


def given_answers(form: Form, content: Mapping[str, Json]) -> dict[str, Json]:
    """Return the stored answers that somebody gave, and what instances there are: nothing that the form computes."""
    answers = content.get("answers")
    asked = {q.key for q in form.questions if q.type is not QuestionType.CALCULATE}
    asked |= {group.key for group in form.groups if group.repeat}
    kept = {} if not isinstance(answers, Mapping) else {k: v for k, v in answers.items() if name_of(k) in asked}
    never = (NonAnswer.IRRELEVANT, NonAnswer.NOT_ASKED)
    return {key: value for key, value in kept.items() if stored_value(value) not in never}


def _result_lines(form: Form | None, result: Mapping[str, Json], found: Outcome | None) -> list[str]:
    label, elements, reasons = result.get("label"), result.get("elements"), result.get("reasons")
    language, words = current(), result_words(label if isinstance(label, str) else None)
    lines = ["", say(language, "told.result", what=words)]
    names = {found_one.name: found_one.label for found_one in found.dimensions} if found is not None else {}
    if isinstance(elements, Mapping):
        told = (
            f"{names.get(name) or _word('element', name)}: {_word('tri', truth)}" for name, truth in elements.items()
        )
        lines.append("  " + ", ".join(told))
    lines.append(f"  {say(language, 'told.age', what=_word('age', result.get('age')))}")
    if found is not None and found.label.value == label:
        shown = [reason for reason in found.reasons if reason.element != "sign"]
        lines += [f"  - {one.text} ({names.get(one.element) or _word('element', one.element)})" for one in shown]
        lines += [f"  {say(language, 'told.looks', what=found.looks_like_text)}"] if found.looks_like_text else []
        lines += [f"  {say(language, 'told.settle', what=found.settle_text)}"] if found.settle_text else []
        lines += [f"  {found.evidence}"] if found.evidence else []
        return lines
    lines += [
        f"  - {question_words(form, str(name))}" for name in (reasons if isinstance(reasons, list | tuple) else ())
    ]
    alike = result.get("looks_like")
    return [*lines, f"  {say(language, 'told.looks', what=alike)}"] if alike else lines


def answer_lines(form_id: str, answers: Mapping[str, Json]) -> list[str]:
    """Return questions with their answers, in the form's order; what was left out or did not apply is not told."""
    return told_answers(form_of(form_id), answers, identifying=True)


def form_of(form_id: str) -> Form | None:
    """Return a form as it is on this machine; None where it is not, or cannot be read."""
    found = form_here(form_id)
    try:
        return load_form(found.data, found.id, found.beside) if found else None
    except errors.FormError:
        return None
