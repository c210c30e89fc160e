"""What a column heading means: `label::English (en)` is the path (label, English (en)). XLSForm's aliases are here."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from fieldkit.forms.interchange.sheet_problems import SheetProblems
from fieldkit.forms.interchange.types import MEDIA_KINDS, SETTING_ROWS
from fieldkit.forms.interchange.workbook import Sheet
from fieldkit.forms.problems import quoted

Path: TypeAlias = tuple[str, ...]

_MEDIA: Mapping[str, Path] = {kind: ("media", kind) for kind in MEDIA_KINDS}
SURVEY_ALIASES: Mapping[str, Path] = {
    "command": ("type",),
    "tag": ("name",),
    "value": ("name",),
    "caption": ("label",),
    "relevant": ("bind", "relevant"),
    "relevance": ("bind", "relevant"),
    "required": ("bind", "required"),
    "required_message": ("bind", "jr:requiredMsg"),
    "requiredmsg": ("bind", "jr:requiredMsg"),
    "constraint": ("bind", "constraint"),
    "constraint_message": ("bind", "jr:constraintMsg"),
    "constraining_message": ("bind", "jr:constraintMsg"),
    "calculation": ("bind", "calculate"),
    "calculate": ("bind", "calculate"),
    "read_only": ("bind", "readonly"),
    "readonly": ("bind", "readonly"),
    "noapperrorstring": ("bind", "jr:noAppErrorString"),
    "no_app_error_string": ("bind", "jr:noAppErrorString"),
    "save_to": ("bind", "entities:saveto"),
    "body": ("control",),
    "appearance": ("control", "appearance"),
    "count": ("control", "jr:count"),
    "repeat_count": ("control", "jr:count"),
    "jr:count": ("control", "jr:count"),
    "autoplay": ("control", "autoplay"),
    "rows": ("control", "rows"),
    "compact_tag": ("instance", "odk:tag"),
    **_MEDIA,
}
_SURVEY_KNOWN = frozenset(
    [
        "type",
        "name",
        "label",
        "hint",
        "guidance_hint",
        "default",
        "parameters",
        "choice_filter",
        "trigger",
        "media",
        "bind",
        "control",
        "instance",
        "sms_field",
        "query",
        "actions",
        "itemset",
        "list_name",
        "choices",
        "extra_data",
        "parent",
    ]
)
LIST_ALIASES: Mapping[str, Path] = {
    "caption": ("label",),
    "list_name": ("list name",),
    "value": ("name",),
    **_MEDIA,
}
_LIST_KNOWN = frozenset(("name", "label", "media", "sms_option", "parent", "extra_data"))
SETTINGS_ALIASES: Mapping[str, Path] = {word: (key,) for word, key in SETTING_ROWS.items()}
_SETTINGS_KNOWN = frozenset(
    [
        "name",
        "title",
        "id_string",
        "version",
        "default_language",
        "instance_name",
        "style",
        "public_key",
        "namespaces",
        "allow_choice_duplicates",
        "submission_url",
        "auto_send",
        "auto_delete",
        "client_editable",
        "omit_instanceID",
        "attribute",
        "clean_text_values",
        "sms_keyword",
        "instance_xmlns",
        "add_none_option",
        "delimiter",
        "label",
        "hint",
        "bind",
        "control",
        "media",
        "type",
        "instance",
        "flat",
    ]
)
ENTITY_ALIASES: Mapping[str, Path] = {"list_name": ("dataset",)}
ENTITY_COLUMNS = frozenset(("dataset", "entity_id", "create_if", "update_if", "repeat", "label"))

_GRAMMARS: Mapping[str, tuple[Mapping[str, Path], frozenset[str]]] = {
    "survey": (SURVEY_ALIASES, _SURVEY_KNOWN),
    "choices": (LIST_ALIASES, _LIST_KNOWN),
    "settings": (SETTINGS_ALIASES, _SETTINGS_KNOWN),
    "entities": (ENTITY_ALIASES, ENTITY_COLUMNS),
}


class Columns(NamedTuple):
    """The path of every heading of a sheet, and back."""

    paths: Mapping[str, Path]
    headings: Mapping[Path, str]


def read_columns(kind: str, sheet: Sheet, problems: SheetProblems) -> Columns:
    """Read the headings of a sheet; report two that mean the same column, and ones with nothing in them."""
    aliases, known = _GRAMMARS[kind]
    double = any("::" in heading for heading in sheet.columns)
    paths: dict[str, Path] = {}
    headings: dict[Path, str] = {}
    for heading in sheet.columns:
        path = path_of(heading, double, aliases, known)
        if path in headings:
            what = f"{quoted(headings[path])} and {quoted(heading)} are two names of one column"
            problems.error(sheet.name, 1, heading, what, "keep one of the two")
        paths[heading] = path
        headings.setdefault(path, heading)
    return Columns(paths, headings)


def path_of(heading: str, double: bool, aliases: Mapping[str, Path], known: frozenset[str]) -> Path:
    """Return the path of one heading; `double` when the sheet separates with `::` somewhere."""
    for word in (heading, _snake(heading)):
        if word in known and word not in aliases:
            return (word,)
    parts = _split(heading, double)
    first = _snake(parts[0])
    if first in aliases:
        return (*aliases[first], *parts[1:])
    if first in known:
        return (first, *parts[1:])
    return parts


def _split(heading: str, double: bool) -> Path:
    if double or "::" in heading:
        return tuple(part.strip() for part in heading.split("::"))
    parts = [part.strip() for part in heading.split(":")]
    if "jr" in parts[:-1]:  # jr: is a namespace, not a separator
        at = parts.index("jr")
        parts[at : at + 2] = [f"jr:{parts[at + 1]}"]
    return tuple(parts)


def _snake(text: str) -> str:
    return "_".join(text.split()).lower()
