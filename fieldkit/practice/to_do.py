"""What is still to be written in a practice file: scalars that begin with TODO. docs/practice-format.md 9."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from fieldkit.forms.problems import Place, Problem, Problems, TooManyProblems
from fieldkit.forms.yaml_reader import List, Map, Node, Text

TODO: Final = "TODO"
_TODO: Final = re.compile(r"TODO\b[\s:]*")
_WRITE_IT: Final = "replace it"


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing that is still to be written: which key, in which languages, what; and the place of every scalar."""

    path: str
    languages: tuple[str, ...]
    what: str
    places: tuple[Place, ...]


def is_to_do(node: "Node | None") -> bool:
    """Return whether a node stands for something that is still to be written."""
    return isinstance(node, Text) and is_to_do_text(node.value)


def is_to_do_text(text: str) -> bool:
    """Return whether a text stands for one that is still to be written."""
    return _TODO.match(text) is not None


def to_dos(root: "Node | None") -> tuple[ToDo, ...]:
    """Return what is still to be written, in the order of the file."""
    return tuple(_in(root, "", languages_of(root)))


def languages_of(root: "Node | None") -> tuple[str, ...]:
    """Return the languages that a file names, as far as they can be read."""
    listed = root.entries.get("languages") if isinstance(root, Map) else None
    return tuple(item.value for item in listed.items if isinstance(item, Text)) if isinstance(listed, List) else ()


def told_to_dos(found: Sequence[ToDo]) -> tuple[Problem, ...]:
    """Return each as a mistake, numbered in the order of work."""
    problems = Problems()
    with suppress(TooManyProblems):
        for number, one in enumerate(found, start=1):
            told = f" in {', '.join(one.languages)}" if one.languages else ""
            problems.error(one.places[0], f"to do {number} of {len(found)}: `{one.path}`{told}", one.what or _WRITE_IT)
    return problems.sorted()


def _in(node: "Node | None", path: str, languages: Sequence[str]) -> Iterator[ToDo]:
    match node:
        case Text() if is_to_do(node):
            yield ToDo(path, (), _what(node), (node.place,))
        case List():
            for number, item in enumerate(node.items, start=1):
                inside = f"{path}.{number}" if isinstance(item, Map) else path
                yield from _in(item, inside, languages)
        case Map() if is_text(node, languages):
            open_ = {code: value for code, value in node.entries.items() if isinstance(value, Text) and is_to_do(value)}
            if open_:
                first = next(iter(open_.values()))
                yield ToDo(path, tuple(open_), _what(first), tuple(value.place for value in open_.values()))
        case Map():
            for key, value in node.entries.items():
                yield from _in(value, f"{path}.{key}" if path else key, languages)


def is_text(node: Map, languages: Sequence[str]) -> bool:
    """Return whether a mapping is one text in several languages."""
    return bool(node.entries) and all(key in languages for key in node.entries)


def _what(node: Text) -> str:
    return " ".join(_TODO.sub("", node.value, count=1).split())


def missing_texts(root: "Node | None") -> dict[str, list[str]]:
    """Return by language the texts that are not written in it: left out, empty, or still to do."""
    languages = languages_of(root)
    found: dict[str, list[str]] = {code: [] for code in languages}
    for path, node in _texts(root, "", languages):
        for code in languages:
            value = node.entries.get(code)
            if not isinstance(value, Text) or not value.value.strip() or is_to_do(value):
                found[code].append(path)
    return {code: paths for code, paths in found.items() if paths}


def _texts(node: "Node | None", path: str, languages: Sequence[str]) -> Iterator[tuple[str, Map]]:
    """Yield every text of a file with its path; what is said of a language by code is none."""
    if isinstance(node, List):
        for number, item in enumerate(node.items, start=1):
            yield from _texts(item, f"{path}.{number}", languages)
    elif isinstance(node, Map) and path not in ("use", "reviewed"):
        if is_text(node, languages):
            yield path, node
            return
        for key, value in node.entries.items():
            yield from _texts(value, f"{path}.{key}" if path else key, languages)
