"""Choice lists as a fieldkit form writes them: `value: text`, or with more columns, or as rows."""

from collections.abc import Sequence

from fieldkit.forms.interchange.import_survey import MEDIA, is_translated, media_of
from fieldkit.forms.interchange.languages import Languages
from fieldkit.forms.interchange.lists import Choice, Lists
from fieldkit.forms.interchange.translated import text_of
from fieldkit.forms.interchange.workbook import CHOICES
from fieldkit.forms.interchange.yaml_text import MAX_KEY, Origin, Value

LABEL = "label"
OWN_COLUMNS = ("name", LABEL, MEDIA)


def choices_of(lists: Lists, languages: Languages) -> dict[str, Value]:
    """Return the value of `choices:`."""
    languages.expect_columns(lists.columns.headings, is_translated)
    return {name: _list(choices, languages) for name, choices in lists.lists.items()}


def _list(choices: Sequence[Choice], languages: Languages) -> Value:
    written = {choice.value: _choice(choice, languages) for choice in choices}
    if len(written) == len(choices) and all(len(value) < MAX_KEY for value in written):
        return written
    return [_row(choice, languages) for choice in choices]


def _choice(choice: Choice, languages: Languages) -> Value:
    columns = _columns(choice, languages)
    label = columns.get(LABEL, "")
    if set(columns) <= {LABEL} and not (isinstance(label, dict) and LABEL in label):
        return label
    columns.setdefault(LABEL, "")  # its presence tells columns from languages
    return {LABEL: columns.pop(LABEL), **columns}


def _row(choice: Choice, languages: Languages) -> Value:
    row = Origin(CHOICES, choice.row)
    row["name"] = choice.value
    row.update(_columns(choice, languages))
    return row


def _columns(choice: Choice, languages: Languages) -> dict[str, Value]:
    found: dict[str, Value] = {}
    label = text_of(choice.cells, (LABEL,), languages)
    if label is not None:
        found[LABEL] = label
    media = media_of(choice.cells, languages)
    if media:
        found[MEDIA] = media
    for path, text in choice.cells.items():
        if path[0] not in OWN_COLUMNS or path == (MEDIA,):
            found.setdefault("::".join(path), text)
    return found
