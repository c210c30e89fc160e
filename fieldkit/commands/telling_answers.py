"""The answers of a stored interview under their questions, a repeat instance by instance, in the order of the form."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from fieldkit import errors
from fieldkit.cases.answer_keys import instances_named
from fieldkit.forms.keys import name_of
from fieldkit.forms.model import Form, Group, Question, Template, text_in
from fieldkit.forms.values import AnswerValue, NonAnswer, decimal_text, from_json
from fieldkit.result import Json

LANGUAGE = "en"
SHOWN = 2_000
"""Characters of one answer that are shown."""
_NON_ANSWERS = {
    NonAnswer.BLANK: "(left blank)",
    NonAnswer.DONT_KNOW: "(does not know)",
    NonAnswer.REFUSED: "(prefers not to say)",
    NonAnswer.NOT_ASKED: "(not asked)",
    NonAnswer.IRRELEVANT: "(did not apply)",
}
_PART = re.compile(r"\$\{\s*([^{}\s]*)\s*\}")
_SILENT = (NonAnswer.IRRELEVANT, NonAnswer.NOT_ASKED)


def told_answers(form: Form | None, answers: Mapping[str, Json], *, identifying: bool) -> list[str]:
    """Return the questions with their answers; what was left out or did not apply is not told.

    Questions flagged identifying are told only where `identifying`: elsewhere they need --reveal.
    """
    if form is None:
        told = ((key, stored_value(value)) for key, value in answers.items())
        return [
            line
            for key, value in told
            if value not in _SILENT
            for line in (f"  {told_text(key)}", f"      {told_text(_plain_words(value))}")
        ]
    return list(_Telling(form, answers, identifying=identifying).level(None, "", "  "))


class _Telling:
    """One walk through the form, as deep as its repeats are."""

    def __init__(self, form: Form, answers: Mapping[str, Json], *, identifying: bool) -> None:
        self.form = form
        self.answers = answers
        self.identifying = identifying
        self.children: dict[str, list[Question | Group]] = {}
        for item in form.items:
            self.children.setdefault(item.group.key if item.group else "", []).append(item)

    def level(self, group: Group | None, ids: str, indent: str) -> Iterator[str]:
        """Yield the lines of what stands in a group, or in one instance of a repeat."""
        for item in self.children.get(group.key if group else "", []):
            if isinstance(item, Question):
                yield from self.question(item, ids, indent)
            elif item.repeat:
                yield from self.repeat(item, ids, indent)
            else:
                yield from self.level(item, ids, indent)

    def question(self, question: Question, ids: str, indent: str) -> Iterator[str]:
        stored = self.answers.get(question.key + ids)
        if stored is None or not question.type.takes_answer:
            return
        if "identifying" in question.flags and not self.identifying:
            return
        value = stored_value(stored)
        if value not in _SILENT:
            yield indent + (self.filled(question.label, ids) or question.key)
            yield f"{indent}    {told_text(_words(self.form, question, value))}"

    def repeat(self, repeat: Group, ids: str, indent: str) -> Iterator[str]:
        """Yield each instance under a heading with its place; an instance is in the list or has answers."""
        heading = self.filled(repeat.label, ids) or repeat.name
        for place, name in enumerate(self.instances(repeat, ids), start=1):
            yield f"{indent}{heading} {place}"
            yield from self.level(repeat, f"{ids}[{name}]", indent + "  ")

    def filled(self, template: Template | None, ids: str) -> str:
        """Return a text with the answers it names put in, but none that identifies somebody and stays hidden."""
        if template is None:
            return ""
        text = text_in(template.texts, LANGUAGE, self.form.default_language)
        return told_text(_PART.sub(lambda part: self.named(part[1], ids), text))

    def named(self, name: str, ids: str) -> str:
        """Return the answer that a text names, seen from an instance: in it, or in one around it."""
        question = next((q for q in self.form.questions if q.name == name), None)
        if question is None or ("identifying" in question.flags and not self.identifying):
            return "..."
        while (stored := self.answers.get(question.key + ids)) is None and ids:
            ids = ids.rpartition("[")[0]
        value = NonAnswer.BLANK if stored is None else stored_value(stored)
        return "..." if isinstance(value, NonAnswer) else _words(self.form, question, value)

    def instances(self, repeat: Group, ids: str) -> tuple[str, ...]:
        listed = stored_value(self.answers.get(repeat.key + ids, []))
        if isinstance(listed, tuple) and listed:
            return listed
        inside = [item for item in self.form.items if _is_within(item, repeat)]
        return tuple(
            dict.fromkeys(name for item in inside for name in instances_named(item.key, ids, self.answers.keys()))
        )


def _is_within(item: "Question | Group | None", repeat: Group) -> bool:
    while item is not None and item.group is not None:
        item = item.group
        if item.key == repeat.key:
            return True
    return False


def told_text(value: Json, most: int = SHOWN) -> str:
    """Return a text of somebody else's on one line, cut where it would fill the screen; what was cut is said."""
    text = " ".join(str(value).split())
    return text if len(text) <= most else f"{text[:most]}... ({len(text) - most} more characters)"


def stored_value(stored: Json) -> AnswerValue:
    """Return a stored answer; one that cannot be read must not keep the others from being read."""
    try:
        return from_json(stored)
    except errors.StoredAnswerUnreadable:
        return "(not readable)"


def question_words(form: Form | None, key: str) -> str:
    """Return a question's label, or its key where there is none; `key` may name an instance."""
    question = next((q for q in form.questions if q.key == name_of(key)), None) if form else None
    if form is None or question is None or question.label is None:
        return key
    return text_in(question.label.texts, LANGUAGE, form.default_language)


def _words(form: Form, question: Question, value: AnswerValue) -> str:
    if isinstance(value, tuple):
        return ", ".join(_choice(form, question, part) for part in value)
    if isinstance(value, str):
        return _choice(form, question, value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        parts = question.appearance.split()
        return f"{value:%Y-%m}" if "month-year" in parts else f"{value:%Y}" if "year" in parts else value.isoformat()
    return _plain_words(value)


def _plain_words(value: AnswerValue) -> str:
    """Return an answer without its question: days and times in digits, in the time of where it was given."""
    match value:
        case NonAnswer():
            return _NON_ANSWERS[value]
        case dt.datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case dt.time():
            return f"{value:%H:%M}"
        case float():
            return decimal_text(value)
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)


def _choice(form: Form, question: Question, value: str) -> str:
    texts = form.choices[question.list_name].get(value) if question.list_name in form.choices else None
    return text_in(texts, LANGUAGE, form.default_language) if texts else value
