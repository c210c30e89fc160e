"""What stands behind a select: a list, a file, an external list; and lists that are used in two ways."""

import re
from collections.abc import Iterable

from fieldkit.forms.interchange.items import APPEARANCE, TYPE, Item
from fieldkit.forms.interchange.rules import Rules
from fieldkit.forms.interchange.workbook import CHOICES, EXTERNAL_CHOICES
from fieldkit.forms.parameters import read_parameters
from fieldkit.forms.problems import quoted
from fieldkit.forms.references import references_in
from fieldkit.forms.words import FILE_ENDINGS

_SEARCH = re.compile(r"search\(.*?\)")
_ALIKE = 0.75


class ListRules(Rules):
    """Every list that is asked for is there, and fits what asks for it."""

    def check(self) -> None:
        """Report everything."""
        for item in self.survey.questions():
            if item.type.is_select:
                self._list(item)
                self._or_other(item)
        self._searches()
        self._geometries()

    def _list(self, item: Item) -> None:
        kind, name = item.type.kind, item.type.list_name
        if kind.endswith("_from_file"):
            stem, dot, ending = name.rpartition(".")
            if dot + ending not in FILE_ENDINGS or "." in stem.strip("."):
                what = f"{quoted(name)} is no file of choices"
                self.error(item, TYPE, what, f"name a file that ends in {', '.join(FILE_ENDINGS)}")
        elif kind == "select_one_external":
            self._known_list(item, self.sources.external, EXTERNAL_CHOICES)
        elif not any(found.name for found in references_in(name)):
            self._known_list(item, self.list_values, CHOICES)
        spaced = [v for v in self.list_values.get(name, ()) if " " in v] if kind == "select_multiple" else []
        if spaced:
            what = f"the choice {quoted(spaced[0])} of {quoted(name)} has a space: several answers are kept with spaces"
            self.error(item, TYPE, what, "write _ instead of the space")

    def _or_other(self, item: Item) -> None:
        name = item.type.list_name
        if item.type.or_other and item.get("choice_filter"):
            do = "add a choice and a text question instead of or_other"
            self.error(item, ("choice_filter",), "or_other does not go with a choice_filter", do)
        if item.type.or_other and self._some_unlabelled(name):
            do = "give every choice a label"
            self.error(item, TYPE, f"or_other needs a label on every choice of {quoted(name)}", do)

    def _some_unlabelled(self, name: str) -> bool:
        """Return whether some choices have labels in languages and others none: `Other` cannot be put beside them."""
        labels = [[path for path in c.cells if path[0] == "label"] for c in self.sources.lists.lists.get(name, ())]
        return any(len(path) > 1 for paths in labels for path in paths) and not all(labels)

    def _known_list(self, item: Item, known: Iterable[str], sheet: str) -> None:
        name = item.type.list_name
        if name in known:
            return
        do = self.problems.suggest(name, known, f"add its choices to the sheet `{sheet}`")
        near = [s for s in self.sources.workbook.sheets if s not in (CHOICES, EXTERNAL_CHOICES) and _alike(s, sheet)]
        if not self.sources.workbook.sheet(sheet).rows and near:
            do = f"rename the sheet {quoted(near[0])} to `{sheet}`"
        self.error(item, TYPE, f"there is no list {quoted(name)}", do)

    def _searches(self) -> None:
        plain: dict[str, Item] = {}
        searching = []
        for item in self.survey.questions():
            if not item.type.is_select:
                continue
            if _SEARCH.search(item.cells.get(APPEARANCE, "")):
                searching.append(item)
            elif not item.type.kind.endswith(("_from_file", "_external")):
                plain.setdefault(item.type.list_name, item)
        for item in searching:
            other = plain.get(item.type.list_name)
            if item.type.kind.endswith("_from_file"):
                self.error(item, APPEARANCE, "search() does not go with choices from a file", "leave it out")
            elif other is not None:
                what = f"the list {quoted(item.type.list_name)} is searched here but not in row {other.row}"
                self.error(item, APPEARANCE, what, "use search() in both, or a list of its own")

    def _geometries(self) -> None:
        lists = (i.type.list_name for i in self.survey.questions() if i.type.kind != "select_one_external")
        stems = {name.rpartition(".")[0] or name for name in lists}
        stems |= {item.name for item in self.survey.questions() if item.type.kind.endswith("-external")}
        datasets = {cells.get(("dataset",), "") for _, cells in self.sources.entities}
        repeats = {f"${{{item.name}}}" for item in self.survey.walk() if item.kind == "repeat"}
        known = (stems | datasets | self.list_values.keys() | repeats) - {""}
        for item in self.survey.questions():
            value = _geometry(item)
            if value is not None and value not in known:
                what = f"reference-geometry names {quoted(value)}, which is no list, file or ${{repeat}}"
                self.error(item, ("parameters",), what, "name a choice list, an attached file, or ${repeat}")


def _geometry(item: Item) -> str | None:
    if item.type.kind not in ("geopoint", "geotrace", "geoshape"):
        return None
    pairs, wrong = read_parameters(item.get("parameters"))
    return None if wrong else pairs.get("reference-geometry")


def _alike(one: str, other: str) -> bool:
    from difflib import SequenceMatcher

    return not one.startswith("_") and SequenceMatcher(None, one, other).ratio() > _ALIKE
