"""An XLSForm workbook as a fieldkit form in YAML. The verdict on the sheet is ours: no other tool is asked."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from fieldkit.forms.interchange.import_choices import choices_of
from fieldkit.forms.interchange.import_survey import survey_of
from fieldkit.forms.interchange.languages import Languages
from fieldkit.forms.interchange.sheet_problems import SheetProblem, SheetProblems, TooMany
from fieldkit.forms.interchange.sources import Sources
from fieldkit.forms.interchange.workbook import (
    CHOICES,
    ENTITIES,
    SETTINGS,
    SURVEY,
    Sheet,
    Workbook,
)
from fieldkit.forms.interchange.workbook_rules import read_and_check
from fieldkit.forms.interchange.yaml_text import Value, write_yaml
from fieldkit.forms.words import UNVERSIONED

_FORM_ID = re.compile(r"[^A-Za-z0-9_.-]")
# Settings with a key of their own in a fieldkit form; every other one stays under `settings:` as it was written.
_OWN_KEYS = ("instance_name", "style", "public_key", "namespaces", "allow_choice_duplicates")
_READ_SHEETS = (SURVEY, CHOICES, SETTINGS, ENTITIES)


class Imported(NamedTuple):
    """The form as YAML, what is wrong with the workbook, and the sheet row that a line of the YAML begins.

    With an error among the problems the text is what could be made of the workbook, or empty.
    """

    text: str
    problems: tuple[SheetProblem, ...]
    origins: Mapping[int, tuple[str, int]]

    @property
    def accepted(self) -> bool:
        return all(problem.severity != "error" for problem in self.problems)

    def origin(self, line: int) -> tuple[str, int] | None:
        """Return the sheet and row that a line of the text came from."""
        before = [first for first in self.origins if first <= line]
        return self.origins[max(before)] if before else None


def from_xlsform(workbook: Workbook, name: str = "data") -> Imported:
    """Turn a workbook into a form; `name` is the form's id where the settings give none. Raises nothing."""
    problems = SheetProblems()
    try:
        sources = read_and_check(workbook, problems)
    except TooMany:
        sources = None
    found = tuple(sorted(problems.found, key=lambda one: (_order(one.sheet), one.row)))
    if sources is None:
        return Imported("", found, {})
    written = write_yaml(_document(sources, name))
    return Imported(written.text(), found, written.origins)


def _order(sheet: str) -> int:
    return _READ_SHEETS.index(sheet) if sheet in _READ_SHEETS else len(_READ_SHEETS)


def _document(sources: Sources, name: str) -> dict[str, Value]:
    default = sources.setting("default_language")
    languages = Languages(default)
    survey = survey_of(sources, languages)
    choices = choices_of(sources.lists, languages)
    document: dict[str, Value] = {}
    form_id = sources.setting("id_string") or name
    document["form_id"] = _FORM_ID.sub("_", form_id)
    document["version"] = sources.setting("version") or UNVERSIONED
    document["title"] = sources.setting("title") or form_id
    if default:
        document["default_language"] = languages.code(default)
    if languages.codes:
        document["languages"] = languages.codes
    if languages.names:
        document["languages_named"] = languages.names
    for key in _OWN_KEYS:
        if sources.setting(key):
            document[key] = sources.setting(key)
    settings = _other_settings(sources, document, form_id)
    if settings:
        document["settings"] = settings
    if choices:
        document["choices"] = choices
    document["survey"] = survey
    document.update(_kept(sources.workbook))
    return document


def _other_settings(sources: Sources, document: Mapping[str, Value], form_id: str) -> dict[str, Value]:
    read = ("id_string", "version", "title", "default_language", *_OWN_KEYS)
    settings: dict[str, Value] = {
        "::".join(path): text for path, text in sources.settings.items() if path[0] not in read or len(path) > 1
    }
    if document["form_id"] != form_id:
        settings["form_id"] = form_id
    if sources.setting("version") == UNVERSIONED:
        settings["version"] = UNVERSIONED
    return settings


def _kept(workbook: Workbook) -> dict[str, Value]:
    """Return what is kept for the way back and not read: entities, and every sheet that is no part of a form."""
    kept: dict[str, Value] = {}
    entities = workbook.sheet(ENTITIES)
    if entities.rows:
        kept["entities"] = _rows(entities)
    others: dict[str, Value] = {
        sheet.name: _rows(sheet) for name, sheet in workbook.sheets.items() if name not in _READ_SHEETS and sheet.rows
    }
    if others:
        kept["x"] = others
    return kept


def _rows(sheet: Sheet) -> list[Value]:
    return [dict(row.cells) for row in sheet.rows]
