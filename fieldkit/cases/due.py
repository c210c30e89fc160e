"""What is due after interviews: which day an answer names, what is still open, and how it is told. Values only."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fieldkit.forms.keys import name_of
from fieldkit.forms.model import Form, text_in
from fieldkit.result import Json

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Dated:
    """An interview that can be read here, with those of its answers that were asked for; `done` are the (name, day) of
    what was due for it and is done."""

    record_id: str
    code: str
    form: str
    form_hash: str
    answers: Mapping[str, Json]
    done: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do: `name` as the form calls it, `day` on which it is due, `says` in somebody's language."""

    record_id: str
    code: str
    form: str
    title: str
    name: str
    day: dt.date
    says: str


def open_dues(dated: Dated, form: Form, language: str) -> Iterator[Due]:
    """Yield what is due for one interview and not done; what is on a day that moved since is due again."""
    for due in form.due:
        keys = due_keys(form, due.on)
        days = {day for key, value in dated.answers.items() if name_of(key) in keys and (day := day_in(value))}
        for day in sorted(days):
            if (due.name, day.isoformat()) not in dated.done:
                title = text_in(form.title, language, form.default_language)
                says = text_in(due.says, language, form.default_language)
                yield Due(dated.record_id, dated.code, dated.form, title, due.name, day, says)


def due_keys(form: Form, on: str) -> frozenset[str]:
    """Return the keys of the question that says when: its name, or with the groups before it."""
    return frozenset(question.key for question in form.questions if on in (question.name, question.key))


def day_in(value: Json) -> dt.date | None:
    """Return the day that an answer names: a day, the day of a moment, what a calculation gave; None for none."""
    if isinstance(value, Mapping):
        value = value.get("date") or value.get("datetime")
    if not isinstance(value, str) or not _DAY.match(value):
        return None
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return None
