"""Rows of the survey sheet as questions, groups and repeats of a fieldkit form."""

from collections.abc import Iterable, Mapping

from fieldkit.forms.interchange.columns import Path
from fieldkit.forms.interchange.items import LABEL, NAME, TYPE, Item
from fieldkit.forms.interchange.languages import Languages
from fieldkit.forms.interchange.lower_attributes import restore
from fieldkit.forms.interchange.question_rules import triggers_in
from fieldkit.forms.interchange.sources import Sources
from fieldkit.forms.interchange.translated import text_of
from fieldkit.forms.interchange.types import SPELLINGS
from fieldkit.forms.interchange.workbook import SURVEY
from fieldkit.forms.interchange.yaml_text import Origin, Value
from fieldkit.forms.words import GROUP_KEYS, REPEAT_KEYS

# Column path -> key, in the order in which the keys are written.
TRANSLATED: Mapping[Path, str] = {
    LABEL: "label",
    ("hint",): "hint",
    ("guidance_hint",): "guidance_hint",
    ("bind", "jr:requiredMsg"): "required_message",
    ("bind", "jr:constraintMsg"): "constraint_message",
}
PLAIN: Mapping[Path, str] = {
    ("bind", "relevant"): "relevant",
    ("bind", "required"): "required",
    ("bind", "constraint"): "constraint",
    ("bind", "calculate"): "calculation",
    ("default",): "default",
    ("bind", "readonly"): "read_only",
    ("control", "appearance"): "appearance",
    ("control", "jr:count"): "repeat_count",
    ("parameters",): "parameters",
    ("choice_filter",): "choice_filter",
    ("trigger",): "trigger",
    ("bind", "entities:saveto"): "save_to",
}
NESTED: Mapping[str, str] = {"bind": "bind", "control": "body", "instance": "instance"}
MEDIA = "media"
_ORDER = [
    "group",
    "repeat",
    "name",
    "type",
    "label",
    "hint",
    "guidance_hint",
    "relevant",
    "required",
    "required_message",
    "constraint",
    "constraint_message",
    "calculation",
    "default",
    "read_only",
    "appearance",
    "repeat_count",
    "parameters",
    "choice_filter",
    "trigger",
    "media",
    "bind",
    "body",
    "instance",
    "save_to",
    "flags",
    "observation",
    "element",
    "touches",
    "starts_clock",
    "renamed_from",
    "x",
    "survey",
]


def survey_of(sources: Sources, languages: Languages) -> list[Value]:
    """Return the value of `survey:`; languages are met in the order of the columns."""
    languages.expect_columns(sources.survey.columns.headings, is_translated)
    return _items(sources.survey.items, languages)


def is_translated(path: Path) -> bool:
    """Return whether a column of this path may stand once for each language."""
    return path in TRANSLATED or (len(path) == 2 and path[0] == MEDIA)


def _items(items: Iterable[Item], languages: Languages) -> list[Value]:
    return [_item(item, languages) for item in items]


def _item(item: Item, languages: Languages) -> Value:
    found: dict[str, Value] = {}
    if item.kind == "question":
        found["name"] = item.name
        found["type"] = item.type.written
    else:
        found[item.kind] = item.name
        found["survey"] = _items(item.children, languages)
    for path, key in TRANSLATED.items():
        text = text_of(item.cells, path, languages)
        if text is not None:
            found[key] = text
    media = media_of(item.cells, languages)
    if media:
        found[MEDIA] = media
    _other_cells(item, found)
    if item.kind != "question":
        _keep_aside(found, REPEAT_KEYS if item.kind == "repeat" else GROUP_KEYS, languages)
    written = Origin(SURVEY, item.row)
    written.update((key, found[key]) for key in _ORDER if key in found)
    return written


def _other_cells(item: Item, found: dict[str, Value]) -> None:
    extra: dict[str, Value] = {}
    nested: dict[str, dict[str, Value]] = {}
    for path, text in item.cells.items():
        key = PLAIN.get(path)
        if (
            path in (TYPE, NAME)
            or path in TRANSLATED
            or is_translated(path[:-1])
            or (path[0] == MEDIA and len(path) > 1)
        ):
            continue
        if key == "repeat_count" and item.kind != "repeat":
            nested.setdefault("body", {})["jr:count"] = text
        elif key is not None:
            found[key] = ", ".join(f"${{{name}}}" for name in triggers_in(text)) if key == "trigger" else text
        elif path[0] in NESTED and len(path) > 1:
            nested.setdefault(NESTED[path[0]], {})["::".join(path[1:])] = text
        else:
            extra["::".join(path)] = text
    if item.type.spelling:
        _spell(item, found, extra)
    found.update(nested)
    restore(found)
    if extra:
        found["x"] = extra


def _keep_aside(found: dict[str, Value], known: Mapping[str, None], languages: Languages) -> None:
    """Put what a block has no key for, such as `required`, under `x` by its column."""
    kept = found.get("x")
    aside: dict[str, Value] = dict(kept) if isinstance(kept, Mapping) else {}
    for key in [key for key in found if key not in known]:
        value = found.pop(key)
        if isinstance(value, Mapping):
            aside.update({f"{key}::{languages.name(code)}": text for code, text in value.items()})
        else:
            aside[key] = value
    if aside:
        found["x"] = aside


def _spell(item: Item, found: dict[str, Value], extra: dict[str, Value]) -> None:
    """Write out what an unusual spelling of a type adds, and keep the spelling."""
    extra["type"] = item.type.spelling
    if item.type.spelling in SPELLINGS and "parameters" in found:  # under this spelling nobody reads them
        extra["parameters"] = found.pop("parameters")
    if item.type.constraint:
        found.setdefault("constraint", item.type.constraint)
    if item.type.hint:
        found.setdefault("hint", item.type.hint)


def media_of(cells: Mapping[Path, str], languages: Languages) -> dict[str, Value]:
    """Return kind -> file name, per language where it is."""
    kinds = dict.fromkeys(path[1] for path in cells if path[0] == MEDIA and len(path) > 1)
    found = {kind: text_of(cells, (MEDIA, kind), languages) for kind in kinds}
    return {kind: text for kind, text in found.items() if text is not None}
