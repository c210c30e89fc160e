"""Readers of a form as plain values, kind by kind: what the lowerings change and the sheets are written from."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from fieldkit.forms.plain_yaml import Plain

Fields: TypeAlias = "dict[str, Plain]"

BLOCKS = ("group", "repeat")


def text(fields: Mapping[str, Plain], key: str) -> str:
    """Return a text; "" when there is none."""
    found = fields.get(key, "")
    return found if isinstance(found, str) else ""


def items(fields: Mapping[str, Plain], key: str) -> list[Fields]:
    """Return a list of mappings; anything else in it is left out."""
    found = fields.get(key, [])
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def fields_of(fields: Mapping[str, Plain], key: str) -> Fields:
    """Return a mapping; an empty one when there is none."""
    found = fields.get(key, {})
    return found if isinstance(found, dict) else {}


def words(fields: Mapping[str, Plain], key: str) -> list[str]:
    """Return a list of words; one word alone is a list of one."""
    found = fields.get(key, [])
    listed = found if isinstance(found, list) else [found] if found else []
    return [word for word in listed if isinstance(word, str)]


def walk(fields: Mapping[str, Plain]) -> Iterator[Fields]:
    """Yield every question and block below `survey:` in document order."""
    for item in items(fields, "survey"):
        yield item
        yield from walk(item)


def questions(document: Mapping[str, Plain]) -> Iterator[Fields]:
    """Yield the questions."""
    return (item for item in walk(document) if "name" in item and "type" in item)


def block_kind(item: Mapping[str, Plain]) -> str:
    """Return `group` or `repeat`; "" for what is neither."""
    return next((kind for kind in BLOCKS if kind in item), "")


def mapped_survey(fields: Mapping[str, Plain], change: Callable[[Fields], list[Fields]]) -> Fields:
    """Return the mapping with `change` applied to every item below `survey:`, what is innermost first."""
    found: list[Plain] = []
    for item in items(fields, "survey"):
        found += change(mapped_survey(item, change) if "survey" in item else dict(item))
    return {**fields, "survey": found}
