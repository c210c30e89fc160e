"""Weaknesses of the texts of a form: missing in a language, too long for 80 columns, seen by no fluent reader."""

from collections.abc import Iterator
from typing import NamedTuple

from fieldkit.forms.clean_text import width
from fieldkit.forms.model import Form, Group, Localised, Question
from fieldkit.forms.problems import Place, Problems, quoted
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.words import FILE_ENDINGS

CHOICE_COLUMNS = 70  # a choice stands on one line of 80, behind its number
LABEL_COLUMNS = 5 * 76  # five lines: more would push the choices off a screen of 24 lines
NOTE_COLUMNS = 12 * 76  # a note has the screen for itself


class Said(NamedTuple):
    """One text: what it is in words, where it stands, how wide it may be (0: no matter)."""

    texts: Localised
    place: Place
    what: str
    columns: int = 0

    def lacks(self, code: str) -> bool:
        """Return whether it is written in some language, but not in this one nor in one for all."""
        there = {code for code, text in self.texts.items() if text}
        return bool(there) and not there & {code, ""}


def warn_of_texts(form: Form, problems: Problems) -> None:
    wanted = set(form.languages)
    for said in texts_of(form):
        there = {code for code, text in said.texts.items() if text}
        if said.texts and not there and said.columns:
            problems.warn(said.place, f"{said.what} is empty", "write it; ODK refuses a form that has none")
        elif missing := [code for code in form.languages if len(wanted) > 1 and said.lacks(code)]:
            problems.warn(said.place, f"{said.what} is missing in {', '.join(missing)}", "translate it")
        if said.columns:
            _warn_of_width(said, problems)
    _warn_of_unreviewed(form, problems)


def _warn_of_width(said: Said, problems: Problems) -> None:
    for code, text in said.texts.items():
        if len(text) > said.columns // 2 and width(text) > said.columns:
            language = f" in {code}" if code else ""
            what = f"{said.what}{language} is {width(text)} columns wide, more than {said.columns}"
            problems.warn(said.place, what, "say it shorter, or put a part into `hint`")


def _warn_of_unreviewed(form: Form, problems: Problems) -> None:
    """One line for each language, and only where the form says what was reviewed."""
    if not form.reviewed:
        return
    for code in form.languages:
        if left := unreviewed_items(form, code):
            what = f"{len(left)} questions and groups have no reviewed text in {code}"
            problems.warn((0, 0), what, "have a fluent person read them, then list them under `reviewed:`")


def missing_texts(form: Form, code: str) -> tuple[str, ...]:
    """Return which texts the form lacks in a language, in words."""
    return tuple(said.what for said in texts_of(form) if said.lacks(code))


def unreviewed_items(form: Form, code: str) -> tuple[str, ...]:
    """Return the questions and groups with a text in a language that no fluent person has read."""
    return tuple(i.name for i in form.items if _has_text(i, code) and not form.is_reviewed(i.name, code))


def _has_text(item: Question | Group, code: str) -> bool:
    return item.label is not None and (code in item.label.texts or "" in item.label.texts)


def texts_of(form: Form) -> Iterator[Said]:
    """Yield every text of a form that a person reads; not those of a list that comes from a file."""
    yield Said(form.title, (1, 1), "the title")
    for item in form.items:
        keys = _QUESTION if isinstance(item, Question) else _GROUP
        for key in keys:
            template = getattr(item, key)
            if template:
                columns = 0 if key != "label" else NOTE_COLUMNS if _is_note(item) else LABEL_COLUMNS
                yield Said(template.texts, template.place, f"the {key} of {item.name}", columns)
    for name, choices in form.choices.items():
        if name.endswith(FILE_ENDINGS):
            continue  # shared data, with names of its own: docs/instruments/data.md
        for option in choices.options:
            what = f"the choice {quoted(option.value)} of {name}"
            yield Said(option.label, choices.place, what, CHOICE_COLUMNS)
    if form.classify:
        for items in (*form.classify.elements.values(), form.classify.next_steps):
            yield from (Said(item.says, (item.when.line, item.when.column), "`says`") for item in items)
        for line in form.classify.looks_like:
            yield Said(line.says, (line.when.line, line.when.column), "`says`")
        for texts, place in form.classify.decision.texts() if form.classify.decision else ():
            yield Said(texts, place, "a text of the rule")


def _is_note(item: Question | Group) -> bool:
    return isinstance(item, Question) and item.type is QuestionType.NOTE


_QUESTION = ("label", "hint", "guidance_hint", "why", "required_message", "constraint_message")
_GROUP = ("label", "hint", "summary")
