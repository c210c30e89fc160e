"""Location paths in an XForm: taken apart, resolved to the node they name, and put as `${name}`."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from fieldkit.forms.expression.outputs import closing

_STEP = re.compile(r"\s*(\.\.|\.|\*|@?[\w:.-]+)\s*")
_INSTANCE = re.compile(r"""instance\(\s*(?:'([^']*)'|"([^"]*)")\s*\)\s*""")
_CURRENT = re.compile(r"current\(\s*\)\s*")

_PLAIN_PATH = re.compile(r"(?<![\w'\"./$\]-])(?:(?:\.\./)+|/[\w.-]+/)[\w.-]+(?:/[\w.-]+)*(?![\w.(\[/-])")


class Step(NamedTuple):
    """A child's name, `..`, `.` or `*`, and the texts of its predicates."""

    name: str
    predicates: tuple[str, ...]


class Location(NamedTuple):
    """`instance` is the id in front of the path, if any; `absolute` a path from the root of the form."""

    instance: str | None
    absolute: bool
    steps: tuple[Step, ...]


def location(text: str) -> Location | None:
    """Take a path apart; None when the text is more than a path."""
    rest = text.strip()
    instance = _INSTANCE.match(rest)
    start = instance or _CURRENT.match(rest)
    if start:
        rest = rest[start.end() :]
        if rest and not rest.startswith("/"):
            return None
        steps = _steps(rest[1:]) if rest else ()
    else:
        steps = _steps(rest.removeprefix("/"))
    if steps is None:
        return None
    identifier = (instance[1] or instance[2] or "") if instance else None
    return Location(identifier, not start and rest.startswith("/"), steps)


def _steps(text: str) -> tuple[Step, ...] | None:
    steps = []
    at = 0
    while True:
        name = _STEP.match(text, at)
        if name is None:
            return None
        at = name.end()
        predicates = []
        while at < len(text) and text[at] == "[":
            end = closing(text, at)
            if end is None:
                return None
            predicates.append(text[at + 1 : end].strip())
            at = end + 1
            at += len(text[at:]) - len(text[at:].lstrip())
        steps.append(Step(name[1], tuple(predicates)))
        if at == len(text):
            return tuple(steps)
        if text[at] != "/":
            return None
        at += 1


def resolved(text: str, context: str) -> str | None:
    """Return the path of the node that `text` names, read from the node `context`; predicates are left out."""
    found = location(text)
    if found is None or found.instance is not None:
        return None
    parts = [] if found.absolute else context.split("/")[1:]
    for step in found.steps:
        if step.name == "..":
            if not parts:
                return None
            parts.pop()
        elif step.name == "*":
            return None
        elif step.name != ".":
            parts.append(step.name.rpartition(":")[2])
    return "/" + "/".join(parts)


class Names:
    """The keys of a form's nodes: the name alone, or with its groups where a name is used more than once."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = frozenset(paths)
        self.counts = Counter(path.rpartition("/")[2] for path in self.paths)

    def key(self, path: str) -> str | None:
        """Return the key of the node at `path`, None when there is no such node."""
        if path not in self.paths:
            return None
        above, _, name = path.rpartition("/")
        outer = None if self.counts[name] == 1 else self.key(above)
        return name if outer is None else f"{outer}/{name}"

    def reference(self, text: str, context: str) -> str | None:
        """Return `${key}` for a text that is nothing but the path of a node without predicates."""
        found = location(text)
        if found is None or any(step.predicates for step in found.steps):
            return None
        path = resolved(text, context)
        key = None if path is None else self.key(path)
        return None if key is None else f"${{{key}}}"

    def named(self, text: str, context: str) -> str:
        """Return an expression with the plain paths in it put as `${key}`: it is read from another place."""
        return _PLAIN_PATH.sub(lambda found: self.reference(found[0], context) or found[0], text)
