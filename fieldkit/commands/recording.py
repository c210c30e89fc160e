"""The answers of a practice interview as an answers file: to be replayed, or put into a form's `tests:`."""

from collections.abc import Mapping
from typing import TypeAlias

import yaml

from fieldkit.forms.compiled import CompiledForm, Template
from fieldkit.forms.question_types import COMPUTED
from fieldkit.result import Json

Told: TypeAlias = "str | list[str] | dict[str, str] | dict[str, Told] | list[dict[str, Told]]"
_NEVER_GIVEN = ("irrelevant", "not_asked", "blank")


def answers_file(compiled: CompiledForm, answers: Mapping[str, Json], result: str) -> bytes:
    """Return the file, UTF-8. Above the answers stands what came of them, as a test would expect it."""
    told = _inside(compiled, compiled.templates[0], "", answers)
    form = compiled.form
    head = (
        f"# Recorded in practice with {form.form_id}, version {form.version}. Invented people only.\n"
        f"# Replay: fieldkit practice {form.form_id} --answers THIS_FILE\n"
        "# As a test of the form: under `tests:`, these answers under `answers:`, and\n"
        f"#   expect: {{result: {result}}}\n"
    )
    body = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, default_style=None) if told else "{}\n"
    return (head + body).encode()


def _inside(compiled: CompiledForm, template: Template, ids: str, answers: Mapping[str, Json]) -> "dict[str, Told]":
    """Return the answers of the form, or of one instance of a repeat, those of its repeats as lists of instances."""
    found: dict[str, Told] = {}
    for entry in template.entries:
        if isinstance(entry, int):
            question = compiled.cells[entry].question
            told = _told(answers.get(question.key + ids))
            if told is not None and question.type not in COMPUTED:
                _put(found, question.key, told)
        elif isinstance(listed := answers.get(entry.key + ids), list | tuple):
            _put(found, entry.key, [_inside(compiled, entry, f"{ids}[{one}]", answers) for one in listed])
    return found


def _put(found: "dict[str, Told]", key: str, told: "Told") -> None:
    """Put a value under its name; where several questions have the name, under its group."""
    *groups, name = key.split("/")
    for group in groups:
        inner = found.setdefault(group, {})
        assert isinstance(inner, dict)
        found = inner  # type: ignore[assignment]
    found[name] = told


def _told(value: Json) -> "Told | None":
    """Return an answer as a person would type it; None for what was never given."""
    match value:
        case None | bool():
            return None
        case {"nr": str(word)}:
            return None if word in _NEVER_GIVEN else {"nr": word}
        case Mapping():
            return next((str(one) for one in value.values()), None)
        case list() | tuple():
            return [str(one) for one in value]
        case _:
            return str(value)
