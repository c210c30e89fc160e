"""Where the questions of a plain document stand: in which groups and repeats, with what relevance."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fieldkit import errors
from fieldkit.forms.expression.syntax import Parsed, parse
from fieldkit.forms.interchange.plain import Fields, block_kind, items, text
from fieldkit.forms.plain_yaml import Plain


class Placed(NamedTuple):
    """A question, group or repeat. `around` are the names of the blocks around it, outermost first; `repeat` is the
    innermost repeat it is in, `path` its path from there."""

    name: str
    fields: Fields
    around: tuple[str, ...]
    repeat: str
    path: str

    @property
    def kind(self) -> str:
        return text(self.fields, "type")

    @property
    def calculated(self) -> bool:
        """Whether it is computed and never answered."""
        computed = self.kind in ("calculate", "hidden") and bool(text(self.fields, "calculation"))
        return computed and not text(self.fields, "trigger")


class SurveyIndex:
    """Finds what a name means: the first of that name, as rules read it."""

    def __init__(self, document: Mapping[str, Plain]) -> None:
        self.placed: dict[str, Placed] = {}
        for found in _walk(document, (), "", ""):
            self.placed.setdefault(found.name, found)

    def get(self, name: str) -> Placed | None:
        return self.placed.get(name)

    def blocks(self, found: Placed) -> list[Placed]:
        """Return the groups and repeats around something, the innermost last."""
        return [self.placed[name] for name in found.around if name in self.placed]

    def free_name(self, wanted: str) -> str:
        """Return a name that nothing in the form has."""
        while wanted in self.placed:
            wanted += "_"
        return wanted


def _walk(fields: Mapping[str, Plain], around: tuple[str, ...], repeat: str, path: str) -> Iterator[Placed]:
    for item in items(fields, "survey"):
        kind = block_kind(item)
        name = text(item, kind or "name")
        if not kind:
            yield Placed(name, item, around, repeat, path + name)
            continue
        inside = kind == "repeat"
        yield Placed(name, item, around, name if inside else repeat, path + name)
        yield from _walk(item, (*around, name), name if inside else repeat, "" if inside else f"{path}{name}/")


def parsed(expression: str) -> Parsed | None:
    """Return an expression's tree; None when it cannot be read, which the checker reports."""
    try:
        return parse(expression)
    except errors.ExpressionInvalid:
        return None
