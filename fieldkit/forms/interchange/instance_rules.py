"""Secondary instances: two sources of rows must not have one name."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fieldkit.forms.interchange.items import APPEARANCE, CALCULATE, NAME, TYPE, Item, walk
from fieldkit.forms.interchange.sheet_problems import SheetProblems
from fieldkit.forms.interchange.sources import Sources
from fieldkit.forms.interchange.workbook import SURVEY
from fieldkit.forms.problems import quoted

_PULLDATA = re.compile(r"pulldata\s*\(\s*(.*?),")
_FORMULAS = (
    CALCULATE,
    ("bind", "constraint"),
    ("bind", "readonly"),
    ("bind", "required"),
    ("bind", "relevant"),
    ("choice_filter",),
    ("default",),
)


class _Source(NamedTuple):
    name: str
    file: str
    row: int  # 0 for a choice list, which has no row of the survey
    heading: str
    declared: bool = False


def check_instances(sources: Sources, problems: SheetProblems) -> None:
    """Report files, external instances and choice lists that share a name and are not the same thing."""
    _check_outside_repeats(sources, sources.survey.items, problems)
    seen: dict[str, _Source] = {}
    declared: dict[str, _Source] = {}
    for source in _all(sources):
        first = seen.setdefault(source.name, source)
        if first.file != source.file:
            here, other = (source, first) if source.row else (first, source)
            what = f"{quoted(source.name)} is {_said(here)} here and {_said(other)} elsewhere"
            problems.error(SURVEY, here.row, here.heading, what, "give one of the two another name")
        elif source.declared and declared.setdefault(source.name, source) is not source:
            what = f"the file {quoted(source.name)} is declared twice (first in row {first.row})"
            problems.error(SURVEY, source.row, source.heading, what, "delete one of the two rows")


def _check_outside_repeats(sources: Sources, items: Iterable[Item], problems: SheetProblems) -> None:
    """A file belongs to the form as a whole; ODK's tools cannot have one for each instance of a repeat."""
    for item in items:
        inside = item.children if item.kind != "repeat" else ()
        _check_outside_repeats(sources, inside, problems)
        for held in walk(item.children) if item.kind == "repeat" else ():
            if held.type.kind.endswith("-external"):
                what = f"the file {quoted(held.name)} is declared inside the repeat {quoted(item.name)}"
                problems.error(SURVEY, held.row, sources.survey.heading(*TYPE), what, "move the row out of the repeat")


def _said(source: _Source) -> str:
    return f"the file {source.file}" if source.file else "a choice list"


def _all(sources: Sources) -> Iterator[_Source]:
    searched = set()
    for item in sources.survey.walk():
        yield from _pulled(sources, item)
        if item.type.kind.endswith("_from_file"):
            stem = item.type.list_name.rpartition(".")[0]
            yield _Source(stem, item.type.list_name, item.row, sources.survey.heading(*TYPE))
        elif item.type.kind.endswith("-external"):
            ending = item.type.kind.partition("-")[0]
            yield _Source(item.name, f"{item.name}.{ending}", item.row, sources.survey.heading(*NAME), True)
        if "search(" in item.cells.get(APPEARANCE, ""):
            searched.add(item.type.list_name)
    for name in sources.lists.lists:
        if name not in searched:
            yield _Source(name, "", 0, "")


def _pulled(sources: Sources, item: Item) -> Iterator[_Source]:
    for path in _FORMULAS:
        for match in _PULLDATA.finditer(item.cells.get(path, "")):
            stem = match[1].replace("'", "").replace('"', "").strip()
            yield _Source(stem, f"{stem}.csv", item.row, sources.survey.heading(*path))
