"""The answers of a stored interview under their questions, a repeat instance by instance, in the order of the form."""

import re
from collections.abc import Iterator, Mapping

from fieldkit import errors
from fieldkit.cases.answer_keys import instances_named
from fieldkit.forms.flags import identifying_keys
from fieldkit.forms.keys import last_id, name_of
from fieldkit.forms.model import Form, Group, Question, Wording, text_in
from fieldkit.forms.value_words import words
from fieldkit.forms.values import AnswerValue, NonAnswer, from_json
from fieldkit.result import Json
from fieldkit.ui.messages import current, say, say_n

SHOWN = 2_000
"""Characters of one answer that are shown."""
_PART = re.compile(r"\$\{\s{0,9}([^{}\s]+)\s{0,9}\}")
_SILENT = (NonAnswer.IRRELEVANT, NonAnswer.NOT_ASKED)


def told_answers(form: Form | None, answers: Mapping[str, Json], *, identifying: bool) -> list[str]:
    """Return the questions with their answers; what was left out or did not apply is not told.

    What identifies somebody, or is made of such an answer, is told only where `identifying`: elsewhere it needs
    --reveal. Without the form nobody knows what does, and no value is told.
    """
    if form is None and not identifying:
        return [f"  {say(current(), 'told.hidden', key=told_text(key))}" for key in answers]
    if form is None:
        told = ((key, stored_value(value)) for key, value in answers.items())
        return [
            line
            for key, value in told
            if value not in _SILENT
            for line in (f"  {told_text(key)}", f"      {told_text(_words(None, None, value))}")
        ]
    return list(_Telling(form, answers, identifying=identifying).level(None, "", "  "))


class _Telling:
    """One walk through the form, as deep as its repeats are."""

    def __init__(self, form: Form, answers: Mapping[str, Json], *, identifying: bool) -> None:
        self.form = form
        self.answers = answers
        self.hidden: frozenset[str] = frozenset() if identifying else identifying_keys(form)
        self.by_name: dict[str, Question] = {}
        for question in form.questions:
            self.by_name.setdefault(question.name, question)
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
        if question.key in self.hidden:
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

    def filled(self, template: Wording | None, ids: str) -> str:
        """Return a text with the answers it names put in, but none that identifies somebody and stays hidden."""
        if template is None:
            return ""
        text = text_in(template.texts, current(), self.form.stand_in(current()))
        return told_text(_PART.sub(lambda part: self.named(part[1], ids), text))

    def named(self, name: str, ids: str) -> str:
        """Return the answer that a text names, seen from an instance: in it, or in one around it."""
        question = self.by_name.get(name)
        if question is None or question.key in self.hidden:
            return "..."
        while (stored := self.answers.get(question.key + ids)) is None and ids:
            ids = ids.removesuffix(f"[{last_id(ids)}]")
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
    return text if len(text) <= most else f"{text[:most]}... {say_n(current(), 'told.more', len(text) - most)}"


def stored_value(stored: Json) -> AnswerValue:
    """Return a stored answer; one that cannot be read must not keep the others from being read."""
    try:
        return from_json(stored)
    except errors.StoredAnswerUnreadable:
        return say(current(), "told.not_readable")


def question_words(form: Form | None, key: str) -> str:
    """Return a question's label, or its key where there is none; `key` may name an instance."""
    question = next((q for q in form.questions if q.key == name_of(key)), None) if form else None
    if form is None or question is None or question.label is None:
        return key
    return text_in(question.label.texts, current(), form.stand_in(current()))


def _words(form: Form | None, question: Question | None, value: AnswerValue) -> str:
    """Return an answer in words; without its form as it is stored."""
    if isinstance(value, NonAnswer):
        return say(current(), f"told.{value.value}")
    if form is None or question is None:
        return words(None, value)
    return words(question, value, lambda part: choice_words(form, question, part))


def choice_words(form: Form, question: Question, value: str) -> str:
    """Return a choice in the person's language; its value where it has no words."""
    texts = form.choices[question.list_name].get(value) if question.list_name in form.choices else None
    return text_in(texts, current(), form.stand_in(current())) if texts else value
