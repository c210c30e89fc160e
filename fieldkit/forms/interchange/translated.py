"""Texts in languages: columns `label` and `label::fr` of one row become a plain text, or one text per language."""

from collections.abc import Mapping

from fieldkit.forms.interchange.columns import Path
from fieldkit.forms.interchange.languages import Languages
from fieldkit.forms.interchange.yaml_text import Value


def text_of(cells: Mapping[Path, str], path: Path, languages: Languages) -> "Value | None":
    """Return the text of a translatable column; None when the row has none.

    A text without language beside others is in the default language, unless that has a text of its own.
    """
    named = {cell[-1]: text for cell, text in cells.items() if len(cell) == len(path) + 1 and cell[:-1] == path}
    plain = cells.get(path)
    if not named:
        return plain
    if plain is not None:
        named.setdefault(languages.default, plain)
    return {languages.code(name): text for name, text in named.items()}
