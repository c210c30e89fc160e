"""Names in the survey sheet, and the `${name}` references to them in every sheet."""

from collections.abc import Sequence

from fieldkit.forms.interchange.columns import Path
from fieldkit.forms.interchange.items import COUNT, NAME, TYPE, Item
from fieldkit.forms.interchange.rules import Rules
from fieldkit.forms.interchange.workbook import CHOICES, ENTITIES, SETTINGS, SURVEY
from fieldkit.forms.problems import quoted
from fieldkit.forms.references import FULL_REFERENCE, is_xml_name, references_in

_META = "meta"
_TRIGGER = ("trigger",)


class NameRules(Rules):
    """Names are names, unique where they must be, and every reference means one of them."""

    def check(self) -> None:
        """Report everything."""
        self._siblings(self.survey.items)
        self._repeats()
        for item in self.survey.walk():
            self._name(item)
        self._references()

    def _name(self, item: Item) -> None:
        if item.name and not is_xml_name(item.name):
            do = "begin with a letter or _, then letters, digits, _, - and ."
            self.error(item, NAME, f"{quoted(item.name)} is not a name", do)
        if item.name == _META:
            self.error(item, NAME, "the name 'meta' belongs to the form itself", "choose another name")

    def _siblings(self, items: Sequence[Item]) -> None:
        """Names are unique within their group or repeat, those that ODK's tools add included."""
        seen: dict[str, Item] = {}
        for item in items:
            for name in _names_of(item):
                first = seen.setdefault(name, item)
                if first is not item:
                    what = f"the name {quoted(name)} is used twice here (first in row {first.row})"
                    self.error(item, NAME, what, "give one of the two another name")
            self._siblings(item.children)

    def _repeats(self) -> None:
        seen: dict[str, Item] = {}
        for item in self.survey.walk():
            if item.kind != "repeat":
                continue
            if item.name == self.sources.root:
                self.error(item, NAME, f"a repeat cannot be called {quoted(item.name)} like the form", "rename it")
            first = seen.setdefault(item.name, item)
            if first is not item and not self._same_siblings(first, item):
                what = f"the repeat {quoted(item.name)} is there twice (first in row {first.row})"
                self.error(item, NAME, what, "repeats need names of their own in the whole form")

    def _same_siblings(self, first: Item, second: Item) -> bool:
        """Return whether both stand in one block, which `_siblings` reports already."""
        blocks = [self.survey.items, *(item.children for item in self.survey.walk())]
        return any(sum(item is first or item is second for item in block) > 1 for block in blocks)

    def _references(self) -> None:
        """Every `${name}` is one name of the form. The type, name and trigger columns have rules of their own."""
        for item in self.survey.walk():
            self._in_row(item, (TYPE, NAME, _TRIGGER))
        for end in self.survey.ends:
            self._in_row(end, (TYPE, NAME))
        for path, text in self.sources.settings.items():
            self._in_text(SETTINGS, 2, path[0], text)
        for row, cells in self.sources.entities:
            for path, text in cells.items():
                if path[0] not in ("dataset", "repeat"):
                    self._in_text(ENTITIES, row, path[0], text)
        for choices in self.sources.lists.lists.values():
            for choice in choices:
                for path, text in choice.cells.items():
                    if path[0] in ("label", "media"):
                        self._in_text(CHOICES, choice.row, "::".join(path), text)

    def _in_row(self, item: Item, but: Sequence[Path]) -> None:
        for path, text in item.cells.items():
            if path not in but:
                self._in_text(SURVEY, item.row, self.survey.heading(*path), text)

    def _in_text(self, sheet: str, row: int, heading: str, text: str) -> None:
        for name, at in references_in(text):
            if not name:
                what = f"a reference is not closed or not a name: {quoted(text[at : at + 30])}"
                self.problems.error(sheet, row, heading, what, "write ${name} without spaces")
            elif not self.names[name]:
                do = self.problems.suggest(name, self.names, "name a question of the survey")
                self.problems.error(sheet, row, heading, f"there is no question {quoted(name)}", do)
            elif self.names[name] > 1:
                what = f"${{{name}}} could be any of {self.names[name]} questions or groups"
                self.problems.error(sheet, row, heading, what, "give the one that is meant a name of its own")


def _names_of(item: Item) -> list[str]:
    names = [item.name] if item.name else []
    count = item.cells.get(COUNT, "")
    if item.kind == "repeat" and count and not FULL_REFERENCE.match(count):
        names.append(f"{item.name}_count")  # ODK's tools put the expression into a calculate of this name
    if item.type.or_other:
        names.append(f"{item.name}_other")
    return names
