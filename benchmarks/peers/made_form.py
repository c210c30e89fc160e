"""A made-up form that can be written in two languages: as fieldkit's YAML and as the sheets of an XLSForm."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Row: TypeAlias = Mapping[str, str]
"""One row of a survey sheet, by XLSForm's column names; texts for people are English words."""

Sheets: TypeAlias = dict[str, list[dict[str, str]]]

TEXTS = ("label", "hint", "constraint_message")
NON_RESPONSE = "non_response"
LANGUAGE_NAMES = {"en": "English", "fr": "French", "rw": "Kinyarwanda", "sw": "Swahili"}
ENGLISH = ("en",)


class Given(NamedTuple):
    """One answer as it is typed: `kind` is the question's type, `value` has choices with blanks between them."""

    name: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class MadeForm:
    form_id: str
    title: str
    rows: tuple[Row, ...]
    choices: Mapping[str, tuple[str, ...]]
    answers: tuple[Given, ...]


def in_language(words: str, code: str) -> str:
    """Return words that differ from language to language, as a translation does."""
    return words if code == "en" else f"{words} [{LANGUAGE_NAMES[code]}]"


# --- fieldkit ------------------------------------------------------------------------------------------------


def as_yaml(form: MadeForm, languages: Sequence[str] = ENGLISH) -> str:
    """Return the form as an author writes it: one key a line, expressions and texts in quotes."""
    lines = [f"form_id: {form.form_id}", 'version: "1"', *_text("title", form.title, languages, "")]
    lines.append("choices:")
    for name, values in form.choices.items():
        lines.append(f"  {name}:")
        for value in values:
            lines += _text(_quoted(value), value.title(), languages, "    ")
    lines.append("survey:")
    lines += _survey(form.rows, languages)
    return "\n".join(lines) + "\n"


def _survey(rows: Sequence[Row], languages: Sequence[str]) -> Iterator[str]:
    pad = "  "
    for row in rows:
        kind = row["type"]
        if kind == "end_group":
            pad = pad[4:]
            continue
        opened = kind == "begin_group"
        yield f"{pad}- {'group' if opened else 'name'}: {row['name']}"
        for column, value in row.items():
            yield from _column(column, value, opened, languages, pad + "  ")
        if opened:
            yield f"{pad}  survey:"
            pad += "    "


def _column(column: str, value: str, group: bool, languages: Sequence[str], pad: str) -> list[str]:
    if column == "name" or (column == "type" and group):
        return []
    if column in TEXTS:
        return _text(column, value, languages, pad)
    if column == NON_RESPONSE:
        return [f"{pad}{column}: [{', '.join(value.split())}]"]
    return [f"{pad}{column}: {value if column == 'type' else _quoted(value)}"]


def _text(key: str, words: str, languages: Sequence[str], pad: str) -> list[str]:
    """Return the lines of a text; a form in one language says it without a code, as authors do."""
    if len(languages) == 1:
        return [f"{pad}{key}: {_quoted(words)}"]
    return [f"{pad}{key}:", *(f"{pad}  {code}: {_quoted(in_language(words, code))}" for code in languages)]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# --- XLSForm -------------------------------------------------------------------------------------------------


def as_xlsform(form: MadeForm, languages: Sequence[str] = ENGLISH) -> Sheets:
    """Return the form's sheets, each a list of rows, as pyxform takes them."""
    choices = [
        {"list_name": name, "name": value, **_translated("label", value.title(), languages)}
        for name, values in form.choices.items()
        for value in values
    ]
    settings = {"form_id": form.form_id, "form_title": form.title, "version": "1"}
    if len(languages) > 1:
        settings["default_language"] = _header_language("en")
    return {
        "survey": [_sheet_row(row, languages) for row in form.rows],
        "choices": choices,
        "settings": [settings],
    }


def _sheet_row(row: Row, languages: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, value in row.items():
        found |= _translated(column, value, languages) if column in TEXTS else {column: value}
    return found


def _translated(column: str, words: str, languages: Sequence[str]) -> dict[str, str]:
    if len(languages) == 1:
        return {column: words}
    return {f"{column}::{_header_language(code)}": in_language(words, code) for code in languages}


def _header_language(code: str) -> str:
    return f"{LANGUAGE_NAMES[code]} ({code})"
