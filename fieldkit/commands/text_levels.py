"""What a form says of its languages: who has read what, and for what each may be used. docs/languages.md 7."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import typer
import yaml

from fieldkit import errors
from fieldkit.commands.beside import Beside
from fieldkit.commands.files import read_named, rewrite_named
from fieldkit.commands.library import is_block
from fieldkit.commands.text_files import whole_form
from fieldkit.commands.text_sheet import Change
from fieldkit.forms.check_texts import missing_texts, unreviewed_items
from fieldkit.forms.edit_yaml import Edits, entry, key_of
from fieldkit.forms.model import Form
from fieldkit.forms.passages import Passage, read_passages
from fieldkit.forms.problems import invalid
from fieldkit.forms.words import USES
from fieldkit.forms.yaml_reader import read_yaml
from fieldkit.ports import Platform
from fieldkit.result import Result
from fieldkit.ui.text import one_line

MOST_NAMED = 3
_LEAST = {"use": "practice", "reviewed": "none"}

# --- levels and reviews --------------------------------------------------------------------------------------


def settings(given: Sequence[str] | None) -> dict[str, str]:
    """Return language -> value of `rw=pilot`."""
    found: dict[str, str] = {}
    for each in given or ():
        language, equals, value = each.partition("=")
        if not (language and equals and value):
            raise typer.BadParameter(f"{one_line(each)!r} is not LANGUAGE=VALUE, as in rw=pilot")
        found[language] = value
    return found


def set_levels(
    paths: Sequence[Path], reviewed: Mapping[str, str], use: Mapping[str, str], platform: Platform
) -> Result:
    for level in use.values():
        if level not in USES:
            raise typer.BadParameter(f"there is no level {one_line(level)!r}; one of {', '.join(USES)}")
    changed = {path: _with_levels(path, reviewed, use) for path in paths}
    for path, data in changed.items():
        rewrite_named(path, data, platform)
    told = [
        f"{word} {language}={value}"
        for word, of in (("reviewed", reviewed), ("use", use))
        for language, value in of.items()
    ]
    lines = tuple(f"{path}: {', '.join(told)}" for path in changed)
    return Result(
        data={"files": [str(path) for path in changed], "reviewed": dict(reviewed), "use": dict(use)}, lines=lines
    )


def _with_levels(path: Path, reviewed: Mapping[str, str], use: Mapping[str, str]) -> bytes:
    """Return a form or block with its levels set.

    Raises: FormInvalid, UnknownLanguage, BadParameter for a name that is none, or a level that is not deserved yet.
    """
    data = read_named(path)
    block = is_block(data)
    if block and use:
        raise typer.BadParameter(f"{path.name} is a block: levels of use are those of forms")
    if not block:
        whole_form(path, data, Beside(path))
    elif problems := read_yaml(data)[1]:
        raise invalid(str(path), problems)
    _check_words(path, data, reviewed, use)
    read = {language: _list_of(value) for language, value in reviewed.items()}
    languages = read_passages(data).languages
    data = set_words(set_words(data, "reviewed", read, languages), "use", use, languages)
    if not block:
        _check_deserved(path, whole_form(path, data, Beside(path)), use)
    return data


def _check_words(path: Path, data: bytes, reviewed: Mapping[str, str], use: Mapping[str, str]) -> None:
    file = read_passages(data)
    for language in (*reviewed, *use):
        if language not in file.languages:
            raise errors.UnknownLanguage(form=path.stem, language=language, languages=", ".join(file.languages))
    names = {name for name, _ in _items(entry(file.root, "survey"))}
    for value in reviewed.values():
        lost = [name for name in value.split(",") if value not in ("all", "none") and name not in names]
        if lost:
            raise typer.BadParameter(f"{path.name} has no question or group {one_line(lost[0])!r} of its own")


def _check_deserved(path: Path, form: Form, use: Mapping[str, str]) -> None:
    for language in (language for language, level in use.items() if level == "field"):
        if left := [*unreviewed_items(form, language), *missing_texts(form, language)]:
            first = ", ".join(left[:MOST_NAMED])
            what = f"{path.name}: {len(left)} texts in {language} are missing or unreviewed ({first})"
            raise typer.BadParameter(f"{what}: not for the field yet; --use {language}=pilot, or first --reviewed")


def _list_of(value: str) -> str:
    return value if value in ("all", "none") else f"[{', '.join(value.split(','))}]"


def set_words(data: bytes, key: str, values: Mapping[str, str], languages: Sequence[str]) -> bytes:
    """Return a form with `key: {language: value}`; one word for all languages is spread over them."""
    if not values:
        return data
    file = read_passages(data)
    edits, now = Edits(file.text), entry(file.root, key)
    if isinstance(now, yaml.MappingNode) and now.value:
        for language, value in values.items():
            edits.put(now, language, value)
    else:
        spread = {**dict.fromkeys(languages, _word_of(now, _LEAST[key])), **values}
        told = ", ".join(f"{key_of(language)}: {value}" for language, value in spread.items())
        edits.put_after(file.root, "languages" if entry(file.root, "languages") else "title", key, f"{{{told}}}")
    return edits.applied().encode()


def _word_of(node: "yaml.Node | None", least: str) -> str:
    """Return what is said for all languages at once."""
    if isinstance(node, yaml.SequenceNode):
        return f"[{', '.join(item.value for item in node.value)}]"
    return str(getattr(node, "value", "")) or least


# --- a new text has no review any more --------------------------------------------------------------------------


def without_reviews(data: bytes, changes: Sequence[Change]) -> bytes:
    """Return a form or block in which no question counts as reviewed whose text, or whose choices, are new."""
    file = read_passages(data)
    said = entry(file.root, "reviewed")
    items = list(_items(entry(file.root, "survey")))
    values: dict[str, str] = {}
    for language in dict.fromkeys(change.language for change in changes):
        now = entry(said, language) if isinstance(said, yaml.MappingNode) else said
        before = _names(now, items)
        new = set(_touched([change.passage for change in changes if change.language == language], items))
        if before & new:
            left = [name for name, _ in items if name in before - new]
            values[language] = f"[{', '.join(left)}]" if left else "none"
    return set_words(data, "reviewed", values, file.languages)


def _names(said: "yaml.Node | None", items: Sequence[tuple[str, str]]) -> set[str]:
    """Return which names are reviewed."""
    if isinstance(said, yaml.SequenceNode):
        return {node.value for node in said.value}
    return {name for name, _ in items} if getattr(said, "value", "") == "all" else set()


def _touched(passages: Sequence[Passage], items: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the questions and groups of which a text, or a choice, is among these."""
    for passage in passages:
        if passage.path.startswith("choices."):
            yield from (name for name, kind in items if passage.owner in kind.split())
        else:
            yield passage.owner


def _items(rows: "yaml.Node | None") -> Iterator[tuple[str, str]]:
    """Yield name and type of every question and group of a survey."""
    for row in rows.value if isinstance(rows, yaml.SequenceNode) else ():
        kinds = (entry(row, key) for key in ("name", "group", "repeat", "score"))
        name = next((node.value for node in kinds if isinstance(node, yaml.ScalarNode)), "")
        kind = entry(row, "type")
        if name:
            yield name, str(kind.value) if isinstance(kind, yaml.ScalarNode) else ""
        yield from _items(entry(row, "survey"))
