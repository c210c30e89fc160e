"""What an import looks at as a whole: settings, survey, lists, entities, and the workbook they came from."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fieldkit.forms.interchange.cells import FALSE_WORDS, TRUE_WORDS, clean_cell
from fieldkit.forms.interchange.columns import Path, read_columns
from fieldkit.forms.interchange.items import Survey, read_survey
from fieldkit.forms.interchange.lists import Lists, read_lists
from fieldkit.forms.interchange.sheet_problems import SheetProblems
from fieldkit.forms.interchange.workbook import ENTITIES, EXTERNAL_CHOICES, SETTINGS, Row, Workbook

DEFAULT_ROOT = "data"


class Sources(NamedTuple):
    """A workbook, read. `settings` by column path; `external` are the values of every list of external_choices."""

    workbook: Workbook
    settings: Mapping[Path, str]
    survey: Survey
    lists: Lists
    entities: Sequence[tuple[int, Mapping[Path, str]]]
    external: frozenset[str]

    def setting(self, *path: str) -> str:
        return self.settings.get(path, "")

    def says_yes(self, key: str) -> bool:
        return self.setting(key) in TRUE_WORDS

    @property
    def root(self) -> str:
        """The name of the form's root element."""
        return self.setting("name") or DEFAULT_ROOT


def read_sources(workbook: Workbook, problems: SheetProblems) -> Sources:
    """Read all sheets, reporting what is wrong with each taken alone."""
    settings = _settings(workbook, problems)
    duplicates = settings.get(("allow_choice_duplicates",), "no") in TRUE_WORDS
    lists = read_lists(workbook, duplicates, problems)
    squeeze = settings.get(("clean_text_values",), "yes") not in FALSE_WORDS
    survey = read_survey(workbook, squeeze, problems)
    for key, value in survey.settings.items():
        settings[(key,)] = value
    entities = _entities(workbook, problems)
    return Sources(workbook, settings, survey, lists, entities, _external(workbook))


def _settings(workbook: Workbook, problems: SheetProblems) -> dict[Path, str]:
    """Return the first row of settings; ODK's tools read no other. `form_id` goes before an `id_string` beside it."""
    sheet = workbook.sheet(SETTINGS)
    if {"form_id", "id_string"} <= set(sheet.columns):
        rows = tuple(Row(row.number, {k: v for k, v in row.cells.items() if k != "id_string"}) for row in sheet.rows)
        sheet = sheet._replace(columns=tuple(c for c in sheet.columns if c != "id_string"), rows=rows)
    columns = read_columns("settings", sheet, problems)
    if not sheet.rows:
        return {}
    return {columns.paths[heading]: clean_cell(text, False) for heading, text in sheet.rows[0].cells.items()}


def _entities(workbook: Workbook, problems: SheetProblems) -> list[tuple[int, Mapping[Path, str]]]:
    sheet = workbook.sheet(ENTITIES)
    columns = read_columns("entities", sheet, problems)
    return [
        (row.number, {columns.paths[heading]: clean_cell(text, False) for heading, text in row.cells.items()})
        for row in sheet.rows
    ]


def _external(workbook: Workbook) -> frozenset[str]:
    rows = workbook.sheet(EXTERNAL_CHOICES).rows
    return frozenset(row.cells.get("list_name") or row.cells.get("list name") or "" for row in rows) - {""}
