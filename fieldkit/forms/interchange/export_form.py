"""A fieldkit form as an XLSForm workbook. Works from the YAML tree, so that what fieldkit does not read survives."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from fieldkit.forms.include import expand, told
from fieldkit.forms.interchange.import_survey import MEDIA, NESTED, PLAIN, TRANSLATED
from fieldkit.forms.interchange.lowering import lower
from fieldkit.forms.interchange.plain import Fields, block_kind, fields_of, items, text, walk, words
from fieldkit.forms.interchange.workbook import (
    CHOICES,
    ENTITIES,
    SETTINGS,
    SURVEY,
    Sheet,
    Workbook,
    sheet_of,
    workbook_of,
)
from fieldkit.forms.plain_yaml import Plain, plain
from fieldkit.forms.problems import Problems, TooManyProblems, invalid
from fieldkit.forms.words import UNVERSIONED
from fieldkit.forms.yaml_reader import Node

_SETTINGS = ("instance_name", "style", "public_key", "namespaces", "allow_choice_duplicates")
_NO_FILES: Mapping[str, bytes] = {}
_FIRST_COLUMNS = ("type", "name", "label", "hint", "guidance_hint", MEDIA)
Cells = dict[str, str]


def to_xlsform(root: Node, files: Mapping[str, bytes] = _NO_FILES) -> Workbook:
    """Return the workbook of a form; `files` holds the blocks it includes.

    Raises: FormInvalid when a block is missing or cannot be read.
    """
    problems = Problems()
    document: Plain = {}
    with suppress(TooManyProblems):
        document = plain(expand(root, files, problems).root)
    if problems.any_error:
        raise invalid("the form", [told(problem) for problem in problems.sorted()])
    return _Export(lower(document if isinstance(document, dict) else {})).workbook()


LOST = [
    "gates.danger",
    "tests",
    "use",
    "reviewed",
    "who_may_run",
    "recipient_class",
    "partial",
    "kind",
    "followed_by",
    "clock_from",
    "second_person",
    "due",
    "minutes",
    "kept_on_refusal",
    "source",
    "licence",
    "evidence",
]

LOST_ITEMS = ("choices_from", "summary", "initial", "fixed")
"""Keys of questions and repeats that have no column."""


def lost_in_export(root: Node) -> tuple[str, ...]:
    """Return the keys of a form that no column of a workbook holds."""
    document = plain(root)
    if not isinstance(document, dict):
        return ()
    found = {key for key in LOST if key in document}
    found.update(key for item in walk(document) for key in LOST_ITEMS if key in item)
    if "danger" in fields_of(document, "gates"):
        found.add("gates.danger")
    return tuple(key for key in (*LOST, *LOST_ITEMS) if key in found)


class _Export:
    """Writes one lowered document into sheets; `names` are the headings' names of languages."""

    def __init__(self, document: Fields) -> None:
        self.document = document
        self.names = {code: name for code, name in fields_of(document, "languages_named").items() if name}
        self.partial = {code: other for code, other in fields_of(document, "partial").items() if isinstance(other, str)}
        self.order = {code: at for at, code in enumerate(words(document, "languages"))}

    def workbook(self) -> Workbook:
        sheets = [_arranged(SURVEY, list(self.rows(self.document)), _FIRST_COLUMNS)]
        choices = list(self.choices())
        if choices:
            sheets.append(_arranged(CHOICES, choices, ("list_name", "name", "label", MEDIA)))
        sheets.append(sheet_of(SETTINGS, [self.settings()]))
        entities = [_cells(row) for row in items(self.document, ENTITIES)]
        if entities:
            sheets.append(sheet_of(ENTITIES, entities))
        extra = fields_of(self.document, "x")
        for name in extra:
            rows = [_cells(row) for row in items(extra, name)]
            if rows and name not in (SURVEY, CHOICES, SETTINGS, ENTITIES):
                sheets.append(sheet_of(name, rows))
        return workbook_of(sheets)

    # --- survey ------------------------------------------------------------------------------------------

    def rows(self, fields: Mapping[str, Plain]) -> Iterable[Cells]:
        for item in items(fields, SURVEY):
            kind = block_kind(item)
            if kind:
                yield {"type": f"begin_{kind}", "name": text(item, kind), **self.item(item)}
                yield from self.rows(item)
                yield {"type": f"end_{kind}"}
            elif "type" in item:
                yield {"type": text(item, "type"), "name": text(item, "name"), **self.item(item)}

    def item(self, item: Fields) -> Cells:
        found: Cells = {}
        for key in TRANSLATED.values():
            self.put(found, key, item.get(key))
        self.media(found, item)
        for key in PLAIN.values():
            if text(item, key):
                found[key] = text(item, key)
        for column in NESTED.values():
            found.update({f"{column}::{key}": value for key, value in _cells(fields_of(item, column)).items()})
        found.update(_cells(fields_of(item, "x")))
        return found

    def media(self, found: Cells, item: Mapping[str, Plain]) -> None:
        for kind, value in fields_of(item, MEDIA).items():
            self.put(found, f"{MEDIA}::{kind}", value)

    def put(self, found: Cells, column: str, value: "Plain | None") -> None:
        """Put a text under its heading, or one per language under `column::name of the language`; where a language has
        no text and another one stands in for it, the other's: ODK knows no fallback."""
        if isinstance(value, str) and value:
            found[column] = value
        elif isinstance(value, dict):
            for code in sorted({**value, **self.partial}, key=lambda code: self.order.get(code, len(self.order))):
                if words := text(value, code) or text(value, self.partial.get(code, "")):
                    found[f"{column}::{self.language(code)}"] = words

    def language(self, code: str) -> str:
        name = self.names.get(code, code)
        return name if isinstance(name, str) else code

    # --- the other sheets --------------------------------------------------------------------------------

    def choices(self) -> Iterable[Cells]:
        for list_name, choices in fields_of(self.document, CHOICES).items():
            if isinstance(choices, dict):
                for value, choice in choices.items():
                    yield {"list_name": list_name, "name": value, **self.choice(choice)}
            elif isinstance(choices, list):
                for row in choices:
                    if isinstance(row, dict):
                        yield {"list_name": list_name, "name": text(row, "name"), **self.columns(row)}

    def choice(self, choice: Plain) -> Cells:
        if isinstance(choice, dict) and ("label" in choice or "name" in choice):
            return self.columns(choice)
        found: Cells = {}
        self.put(found, "label", choice)
        return found

    def columns(self, row: Fields) -> Cells:
        found: Cells = {}
        self.put(found, "label", row.get("label"))
        self.media(found, row)
        found.update({key: value for key, value in _cells(row).items() if key not in ("name", "label")})
        return found

    def settings(self) -> Cells:
        document = self.document
        found: Cells = {"form_title": self.title(), "form_id": text(document, "form_id")}
        if text(document, "version") != UNVERSIONED:
            found["version"] = text(document, "version")
        if text(document, "default_language"):
            found["default_language"] = self.language(text(document, "default_language"))
        found.update({key: text(document, key) for key in _SETTINGS})
        found.update(_cells(fields_of(document, SETTINGS)))
        return {key: value for key, value in found.items() if value}

    def title(self) -> str:
        """XLSForm has one title: the default language's, or the first."""
        title = self.document.get("title", "")
        if isinstance(title, str):
            return title
        found = fields_of(self.document, "title")
        default = text(self.document, "default_language") or "en"
        return text(found, default) or next((text(found, code) for code in found), "")


def _cells(fields: Mapping[str, Plain]) -> Cells:
    return {key: value for key, value in fields.items() if isinstance(value, str) and value}


def _arranged(name: str, rows: list[Cells], first: tuple[str, ...]) -> Sheet:
    """Make a sheet whose columns stand in a fixed order, languages side by side."""
    columns = dict.fromkeys(column for row in rows for column in row)
    ranked = sorted(columns, key=lambda column: _rank(column.partition("::")[0], first))
    return sheet_of(name, rows, ranked or first[:3])


def _rank(column: str, first: tuple[str, ...]) -> int:
    return first.index(column) if column in first else len(first)
