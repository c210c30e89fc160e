"""The shipped forms as plain data, and every text for people in them with its place. Needs no engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

FORMS = Path(__file__).parents[2] / "forms"
LANGUAGES = ("en", "fr", "rw", "sw")
SOME = ("rn",)
"""Languages that have the texts around consent only; the others are shown in Kinyarwanda."""
NAMES = ("border_quick_screen", "identity_contact")
ALL = tuple(path.stem for path in sorted(FORMS.glob("*.yaml")))
"""Every form that ships."""

Tree: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One text for people: the path of keys that leads to it, and its words by language."""

    place: tuple[str, ...]
    words: dict[str, str]

    @property
    def key(self) -> str:
        return self.place[-1]

    def __str__(self) -> str:
        return ".".join(self.place)


@cache
def read(name: str) -> Tree:
    """Return a form with every scalar as text, its blocks put in. Read once and shared: not to be changed."""
    tree = _plain(FORMS / f"{name}.yaml")
    return {**tree, **_whole(tree)}


def _plain(path: Path) -> Tree:
    tree: Tree = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return tree


def _whole(tree: Tree) -> Tree:
    """Return choices and survey with those of the blocks."""
    choices = dict(tree.get("choices", {}))
    survey: list[Tree] = []
    for row in tree.get("survey", []):
        if "include" in row:
            inner = _whole(_plain(FORMS / "blocks" / f"{row['include']}.yaml"))
            survey += inner["survey"]
        elif "group" in row or "repeat" in row:
            inner = _whole(row)
            survey.append({**row, "survey": inner["survey"]})
        else:
            survey.append(row)
            continue
        choices |= inner["choices"]
    return {"choices": choices, "survey": survey}


def blocks() -> list[str]:
    """Return the names of the shared blocks that ship."""
    return sorted(path.stem for path in (FORMS / "blocks").glob("*.yaml"))


def texts(tree: Tree) -> list[Said]:
    """Return every text for people, in the order of the file."""
    return list(
        _texts(
            {key: value for key, value in tree.items() if key not in ("use", "reviewed", "partial", "x", "tests")}, ()
        )
    )


def _texts(node: Any, place: tuple[str, ...]) -> Iterator[Said]:
    if isinstance(node, dict) and node and set(node) <= {*LANGUAGES, *SOME}:
        yield Said(place, node)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, (*place, key))
    elif isinstance(node, list):
        for value in node:
            own = value.get("name") or value.get("group") or "-" if isinstance(value, dict) else "-"
            yield from _texts(value, (*place, own))


def questions(tree: Tree) -> dict[str, Tree]:
    """Return every question that is put or shown, by name, with the group or repeat it stands in under "in"."""
    return {row["name"]: row for row in _rows(tree["survey"], "") if row["type"] not in ("calculate", "hidden")}


def _rows(survey: list[Tree], group: str) -> Iterator[Tree]:
    for row in survey:
        if "survey" in row:
            yield from _rows(row["survey"], row.get("group") or row["repeat"])
        elif "score" not in row:
            yield {**row, "in": group}
