"""A vignette that is still to be written: all its keys, and each question of its form. docs/practice-format.md 9."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fieldkit.forms.compiled import Cell, CompiledForm
from fieldkit.forms.dependencies import questions_read
from fieldkit.forms.model import text_in
from fieldkit.practice.put_to import By, answered_by
from fieldkit.practice.run_form import question_cells
from fieldkit.practice.to_do import TODO
from fieldkit.practice.vignette import AUDIENCES, THEMES

_WIDE: Final = 110
_MOST_CHOICES: Final = 14

_HEAD: Final = """\
# Practice: a scene that is still to be written. Replace each text that begins with TODO, from top to bottom.
#   fieldkit practice check {name}.yaml       what is still to do, in this order, and what is wrong
#   fieldkit practice key {name}.yaml         do the interview: your answers become the key, at the end of this file
#   fieldkit practice preview {name}.yaml     read it as a trainee, as the one who plays, and with its key
# People and places are invented; nothing is graphic. All of it: docs/practice-format.md
"""
_SCRIPT: Final = """\
# What the person says when a question of the form is put: `says`; what the worker sees, where nobody is asked: `seen`.
# Delete the questions for which `otherwise` is enough. In place of `says` there can be
#   silent: "yes"              the person will not say
#   ways:                      2 or 3 ways to ask, one of them `open`, the others leading, blaming or unsafe
#     - {kind: open, ask: {en: "...", rw: "..."}, says: {en: "...", rw: "..."}}
#     - {kind: leading, ask: {en: "...", rw: "..."}, says: {en: "...", rw: "..."}}
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a scene before it is written; `theme` and `audience` may be empty."""

    name: str
    version: str
    theme: str
    audience: tuple[str, ...]
    languages: tuple[str, ...]


def scaffold(plan: Plan, compiled: CompiledForm) -> bytes:
    """Return the file."""
    return ("\n".join(_lines(plan, compiled)) + "\n").encode()


def _lines(plan: Plan, compiled: CompiledForm) -> Iterator[str]:
    def text(key: str, what: str, indent: int = 0) -> str:
        lines = (f"{code}: {_to_do(what)}" for code in plan.languages)
        inner = f"\n{' ' * (indent + 2)}"
        return f"{' ' * indent}{key}:{inner}{inner.join(lines)}"

    def step(what: str) -> str:
        return "  - " + "\n    ".join(f"{code}: {_to_do(what)}" for code in plan.languages)

    yield _HEAD.format(name=plan.name).rstrip()
    yield f"vignette: {plan.name}"
    yield f'version: "{plan.version}"'
    yield f"theme: {plan.theme or _to_do(f'{THEMES[0]} to {THEMES[-1]}, the theme that it is written on')}"
    yield text("title", "a title for the scene, at most 60 columns; it does not name the answer")
    yield f"form: {compiled.form.form_id}"
    yield f"languages: [{', '.join(plan.languages)}]"
    yield f"reviewed: {{{', '.join(f'{code}: none' for code in plan.languages)}}}   # all: a fluent reader read it"
    yield f"use: {{{', '.join(f'{code}: practice' for code in plan.languages)}}}"
    yield f"difficulty: {_to_do('1, 2 or 3')}"
    yield f"audience: [{', '.join(plan.audience) or _to_do('some of ' + ', '.join(AUDIENCES))}]"
    yield "# twin: NAME                 a scene that differs in one fact; then also"
    yield "# differs: {en: ..., rw: ...}   that fact, at most 200 columns"
    yield f"source: {_to_do('where the theme comes from; the scene itself is your own')}"
    yield text("content_note", "what may touch somebody, said before it begins, and that one may stop at any time")
    yield ""
    yield "# What the worker sees and knows before the first question: 2 to 6 steps, each at most 300 columns."
    yield "story:"
    yield step("where it is, what time, whom you see")
    yield step("what else you know before you begin to talk")
    yield ""
    yield _SCRIPT.rstrip()
    yield "script:"
    seen = _looked_at(compiled)
    for cell in question_cells(compiled):
        yield from _asked(cell, compiled, plan.languages[0])
        if answered_by(cell.question) is not By.PERSON or cell.key in seen:
            yield text("seen", "what you see or hear of it, at most 300 columns", 4)
        else:
            yield text("says", "the person's words, at most 300 columns", 4)
    yield "  # Any other question."
    yield "  otherwise:"
    yield text("says", "what the person says to any other question", 4)
    yield text("seen", "what you see where you look for anything else", 4)
    yield ""
    yield f"key: {_to_do(f'when the texts above stand: fieldkit practice key {plan.name}.yaml')}"


def _asked(cell: Cell, compiled: CompiledForm, language: str) -> Iterator[str]:
    """Yield a question's words, type and choices as comments, and its name."""
    question, form = cell.question, compiled.form
    label = question.label.texts if question.label is not None else {}
    words = " ".join(text_in(label, language, form.default_language).split())
    yield from (f"  # {line}" for line in _wrapped(f"{words or question.name} ({question.type.value})"))
    choices = list(form.choices.get(question.list_name, ()))
    if choices:
        more = f", and {len(choices) - _MOST_CHOICES} more" if len(choices) > _MOST_CHOICES else ""
        yield from (f"  #   {line}" for line in _wrapped(", ".join(choices[:_MOST_CHOICES]) + more))
    yield f"  {_name(question.name)}:"


def _looked_at(compiled: CompiledForm) -> set[str]:
    """Return the questions that the worker answers by looking: those of safety and danger."""
    form = compiled.form
    return {
        key
        for formula in (form.safety, form.danger)
        if formula is not None
        for key in questions_read(compiled.names, formula)
    }


def text_to_do(languages: Sequence[str], what: str) -> str:
    """Return a text that is still to be written, in each language."""
    return "{" + ", ".join(f"{code}: {_to_do(what)}" for code in languages) + "}"


def _to_do(what: str) -> str:
    return quoted_text(f"{TODO}: {what}")


def quoted_text(text: str) -> str:
    """Return a text as YAML in double quotes."""
    return json.dumps(text, ensure_ascii=False)


_NO_WORDS: Final = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n", "none"))


def _name(name: str) -> str:
    return quoted_text(name) if name.lower() in _NO_WORDS else name


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > _WIDE:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line
