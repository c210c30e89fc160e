"""ODK entities, which fieldkit keeps and does not run: what their sheet must say, and where each can be stored.

Every entity needs a group, a repeat or the form itself to be stored in, and each of these holds one. What an entity
takes its values from must stand in one repeat, or around it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from fieldkit.forms.interchange.columns import ENTITY_COLUMNS, Path
from fieldkit.forms.interchange.items import Item
from fieldkit.forms.interchange.sheet_problems import SheetProblems
from fieldkit.forms.interchange.sources import Sources
from fieldkit.forms.interchange.workbook import ENTITIES, SURVEY
from fieldkit.forms.problems import quoted
from fieldkit.forms.references import is_xml_name, references_in

SAVE_TO: Path = ("bind", "entities:saveto")
_EXPRESSIONS = ("entity_id", "create_if", "update_if", "label")
_RESERVED = "__"

Place: TypeAlias = tuple[tuple[str, str], ...]
"""The blocks around a row from the outside in, each (kind, name); () is the form itself."""


class _Source(NamedTuple):
    """A question that gives an entity a value: by `save_to` (`prop`), or because an expression names it."""

    place: Place
    row: int
    prop: str
    question: str


class _Wanted(NamedTuple):
    """Where an entity would be stored: the innermost block, the repeat (or form) around it, all places of save_to."""

    name: str
    row: int
    place: Place
    scope: Place
    saved: tuple[Place, ...]


class EntityRules:
    """Checks the entities sheet and the save_to column against each other."""

    def __init__(self, sources: Sources, problems: SheetProblems) -> None:
        self.sources = sources
        self.problems = problems
        self.declared: dict[str, int] = {}
        self.used: dict[str, list[_Source]] = {}

    def check(self) -> None:
        """Report everything."""
        before = len(self.problems.found)
        named = self._declarations()
        for item, place in _placed(self.sources.survey.items, ()):
            self._save_to(item, place)
            for name in named.get(item.name, ()):
                self.used.setdefault(name, []).append(_Source(place, item.row, "", item.name))
        if len(self.problems.found) == before:  # otherwise what follows would only repeat it
            self._places()

    def _error(self, row: int, column: str, what: str, do: str) -> None:
        self.problems.error(ENTITIES, row, column, what, do)

    # --- the sheet ---------------------------------------------------------------------------------------

    def _declarations(self) -> Mapping[str, list[str]]:
        """Return question -> the entities whose expressions name it."""
        named: dict[str, list[str]] = {}
        for row, cells in self.sources.entities:
            name = cells.get(("dataset",), "")
            self._columns(row, cells)
            self._name(row, name)
            self._actions(row, {path[0]: text for path, text in cells.items()})
            for column in _EXPRESSIONS:
                for found in references_in(cells.get((column,), "")):
                    if name not in named.setdefault(found.name, []):
                        named[found.name].append(name)
        return named

    def _columns(self, row: int, cells: Mapping[Path, str]) -> None:
        for path in cells:
            if path[0] not in ENTITY_COLUMNS:
                do = self.problems.suggest(
                    path[0], ENTITY_COLUMNS, "use list_name, label, entity_id, create_if, update_if"
                )
                self._error(row, path[0], f"entities have no column {quoted(path[0])}", do)

    def _name(self, row: int, name: str) -> None:
        if not name:
            self._error(row, "list_name", "an entity list has no name", "give it one")
        elif name.startswith(_RESERVED) or "." in name or not is_xml_name(name):
            do = "use letters, digits, _ and -; not two _ at the start, no dot"
            self._error(row, "list_name", f"{quoted(name)} cannot be the name of an entity list", do)
        elif name in self.declared:
            what = f"the entity list {quoted(name)} is there twice (first in row {self.declared[name]})"
            self._error(row, "list_name", what, "delete one of the two rows")
        self.declared.setdefault(name, row)

    def _actions(self, row: int, has: Mapping[str, str]) -> None:
        if has.get("update_if") and not has.get("entity_id"):
            self._error(row, "entity_id", "update_if without entity_id", "say which entity is updated")
        elif has.get("entity_id") and has.get("create_if") and not has.get("update_if"):
            self._error(row, "update_if", "create_if and entity_id without update_if", "add update_if")
        elif not has.get("entity_id") and not has.get("label"):
            self._error(row, "label", "a new entity has no label", "say how it is called")

    # --- the column save_to ------------------------------------------------------------------------------

    def _save_to(self, item: Item, place: Place) -> None:
        text = item.cells.get(SAVE_TO)
        if not text:
            return
        name, found, prop = text.partition("#")
        if not found:
            name, prop = next(iter(self.declared), ""), text
        wrong = self._wrong_save_to(item, name, prop, bool(found))
        if wrong:
            self.problems.error(SURVEY, item.row, self.sources.survey.heading(*SAVE_TO), *wrong)
        else:
            self.used.setdefault(name, []).append(_Source(place, item.row, prop, item.name))

    def _wrong_save_to(self, item: Item, name: str, prop: str, named: bool) -> tuple[str, str] | None:
        if not self.declared:
            return "save_to without an entities sheet", "add the sheet, or leave the column out"
        if "#" in prop:
            return f"{quoted(item.cells[SAVE_TO])} has more than one #", "write list_name#property"
        if not named and len(self.declared) > 1:
            return "save_to does not say which entity list is meant", "write list_name#property"
        if name not in self.declared:
            do = self.problems.suggest(name, self.declared, "add it to the sheet `entities`")
            return f"there is no entity list {quoted(name)}", do
        if item.kind != "question":
            return f"a {item.kind} cannot be saved to an entity", "save the questions in it"
        if prop.lower() in ("name", "label") or prop.startswith(_RESERVED) or not is_xml_name(prop):
            return f"{quoted(prop)} cannot be the name of a property", "not name, not label, not two _ at the start"
        twice = next((source for source in self.used.get(name, ()) if source.prop == prop), None)
        if twice is not None:
            return f"the property {quoted(prop)} is saved twice (first in row {twice.row})", "choose another name"
        return None

    # --- where entities are stored -----------------------------------------------------------------------

    def _places(self) -> None:
        """Give every entity a block of its own, from the inside out, within its repeat or the form."""
        by_scope: dict[Place, list[_Wanted]] = {}
        for name, used in self.used.items():
            wanted = self._wanted(name, used)
            if wanted is None:
                return
            by_scope.setdefault(wanted.scope, []).append(wanted)
        for name, row in self.declared.items():
            if name not in self.used:
                by_scope.setdefault((), []).append(_Wanted(name, row, (), (), ()))
        if [len(found) for found in by_scope.values()] == [1] and () in by_scope:
            return  # one entity of the form as a whole is stored in the form
        taken: dict[Place, str] = {}
        for scope, found in by_scope.items():
            for wanted in sorted(found, key=lambda one: one.row):
                self._store(wanted, scope, taken)

    def _wanted(self, name: str, used: Sequence[_Source]) -> _Wanted | None:
        row = self.declared[name]
        deepest = max(used, key=lambda source: _repeats(source.place))
        scope = _scope(deepest.place)
        saved = [source for source in used if source.prop]
        wanted_scope = _scope(max(saved, key=lambda source: _repeats(source.place)).place) if saved else scope
        for source in used:
            own = _scope(source.place)
            if scope[: len(own)] != own or (source.prop and own != wanted_scope):
                self._out_of_reach(name, row, source, deepest)
                return None
        if saved:
            place = max(_common([s.place for s in saved]), wanted_scope, key=len)
        else:
            place = max((s.place for s in used if _scope(s.place) == scope), key=len)
        return _Wanted(name, row, place, scope, tuple(dict.fromkeys(source.place for source in saved)))

    def _out_of_reach(self, name: str, row: int, source: _Source, deepest: _Source) -> None:
        what = f"the entity {quoted(name)} takes values from {_said(source.place)} and from {_said(deepest.place)}"
        do = "copy one of them with a calculate into the block of the other"
        if source.prop:
            self.problems.error(SURVEY, source.row, "save_to", what, do)
        else:
            self._error(row, "label", what, do)

    def _store(self, wanted: _Wanted, scope: Place, taken: dict[Place, str]) -> None:
        for depth in range(len(wanted.place), len(scope) - 1, -1):
            place = wanted.place[:depth]
            if place not in taken:
                taken[place] = wanted.name
                for saved in wanted.saved:  # nobody else may stand between a property and its entity
                    taken.update({saved[:inner]: wanted.name for inner in range(depth, len(saved) + 1)})
                return
            if any(saved in taken for saved in wanted.saved):
                break
        what = f"no group, repeat or form is free to store the entity {quoted(wanted.name)}: each stores one"
        self._error(wanted.row, "list_name", what, "put its questions into a group of their own")


def _placed(items: Sequence[Item], place: Place) -> Iterator[tuple[Item, Place]]:
    for item in items:
        yield item, place
        yield from _placed(item.children, (*place, (item.kind, item.name)))


def _scope(place: Place) -> Place:
    """Return the place of the nearest repeat around, or the form."""
    for depth in range(len(place), 0, -1):
        if place[depth - 1][0] == "repeat":
            return place[:depth]
    return ()


def _repeats(place: Place) -> int:
    return sum(kind == "repeat" for kind, _ in place)


def _common(places: Sequence[Place]) -> Place:
    first = places[0]
    length = min(len(place) for place in places)
    for depth in range(length):
        if any(place[depth] != first[depth] for place in places):
            return first[:depth]
    return first[:length]


def _said(place: Place) -> str:
    return "/".join(name for _, name in place) or "the form"
