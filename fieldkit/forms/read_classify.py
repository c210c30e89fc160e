"""Reads the `classify:` block: form-language 7."""

from collections.abc import Iterable, Mapping

from fieldkit.forms.model import Classify, Formula, Item, LooksLike
from fieldkit.forms.problems import quoted
from fieldkit.forms.reading import Reader
from fieldkit.forms.words import CLASSIFY_KEYS, ELEMENTS, ITEM_KEYS, LOOKS_LIKE_KEYS
from fieldkit.forms.yaml_reader import List, Map


class ClassifyReader(Reader):
    __slots__ = ()

    def classify(self, root: Map) -> Classify | None:
        node = self.mapping(root, "classify", CLASSIFY_KEYS, "classify")
        if node is None:
            return None
        age = self.mapping(node, "age", {"child": 0, "adult": 0}, "age")
        found = Classify(
            name=self.identifier(node, "name"),
            child=self.formula(age, "child") if age else None,
            adult=self.formula(age, "adult") if age else None,
            elements=self.elements(node),
            looks_like=self.look_alikes(node),
            urgent=self.formula(node, "urgent"),
            suspicion=self.formula(node, "suspicion"),
            next_steps=self.items(node, "next_steps"),
        )
        result = self.text(root, "result")
        if result and result != found.name:
            what = f"`result` names {quoted(result)}, which is no classification"
            self.problems.error(root.entries["result"].place, what, f"write `result: {found.name}`")
        return found

    def elements(self, node: Map) -> dict[str, tuple[Item, ...]]:
        elements = self.mapping(node, "elements", dict.fromkeys(ELEMENTS), "elements")
        if elements is None:
            self.problems.error(node.place, "`classify` has no `elements:`", "add act, means and purpose")
            return dict.fromkeys(ELEMENTS, ())
        return {name: self.items(elements, name) for name in ELEMENTS}

    def lines(self, node: Map, key: str, known: Mapping[str, object]) -> "Iterable[Map]":
        value = node.entries.get(key)
        if value is None:
            return
        if not isinstance(value, List):
            self.problems.error(value.place, f"`{key}` must be a list", "begin each line with `- when:`")
            return
        for item in value.items:
            if isinstance(item, Map):
                self.keys(item, known, {}, f"`{key}`")
                yield item
            else:
                self.problems.error(item.place, f"a line of `{key}` is a mapping", "write {when: ..., says: ...}")

    def items(self, node: Map, key: str) -> tuple[Item, ...]:
        found = []
        for line in self.lines(node, key, ITEM_KEYS):
            when = self.when(line)
            if when is not None:
                found.append(Item(when, self.needed_text(line, "says")))
        return tuple(found)

    def when(self, line: Map) -> Formula | None:
        if "when" not in line.entries:
            self.problems.error(line.place, "`when` is missing", "add `when:` with an expression")
        return self.formula(line, "when")

    def look_alikes(self, node: Map) -> tuple[LooksLike, ...]:
        found = []
        for line in self.lines(node, "looks_like", LOOKS_LIKE_KEYS):
            when, label = self.when(line), self.identifier(line, "label")
            if when is not None:
                found.append(LooksLike(when, label, self.needed_text(line, "says")))
        return tuple(found)
