"""Reads the `classify:` block: form-language 7."""

import re
from collections.abc import Iterable, Iterator, Mapping

from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.dimensions import Dimensions
from fieldkit.forms.expression.syntax import parse
from fieldkit.forms.model import Classify, Formula, Item, Localised, LooksLike
from fieldkit.forms.problems import Place, quoted
from fieldkit.forms.reading import Reader
from fieldkit.forms.tables import AGE, MAX_COLUMNS, Decision, OutcomeLine, columns_of, unreachable
from fieldkit.forms.words import ALIKE_KEYS, CLASSIFY_KEYS, ELEMENTS, ITEM_KEYS, LOOKS_LIKE_KEYS, OUTCOME_KEYS
from fieldkit.forms.yaml_reader import List, Map, Node, Text

RESULTS = tuple(label.value for label in ResultLabel if label is not ResultLabel.NOT_ASSESSED_NOT_SAFE)
"""What a line of `outcomes:` may give. A list of signs gives "not enough information" where it found none: their
absence shows nothing. What is not safe comes from the gate alone."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_MATCHES = ("first", "all")
_CELLS: Mapping[str, bool] = {"yes": True, "no": False}
_AGES: Mapping[str, bool] = {"child": True, "adult": False}
# Design: no result, in whatever language, says that somebody is not a victim.
_DENIES = re.compile(
    r"\bnot[ _](?:an?[ _])?(?:victim|traffick)|\bno[ _](?:victim|traffick)|\bpas (?:une? )?(?:victime|traite)"
    r"|\bsi (?:mwathirika|mhanga)\b",
    re.IGNORECASE,
)


class ClassifyReader(Reader):
    __slots__ = ()

    def classify(self, root: Map, dimensions: Dimensions | None) -> Classify | None:
        node = self.mapping(root, "classify", CLASSIFY_KEYS, "classify")
        if node is None:
            if dimensions is not None:
                self.problems.error(dimensions.place, "`dimensions` without `classify:`", "say what they decide there")
            return None
        age = self.mapping(node, "age", {"child": 0, "adult": 0}, "age")
        elements = self.elements(node)
        for dimension in dimensions.named.values() if dimensions else ():
            self.column_name(dimension.name, dimension.place, ())
        facts = self.facts(node, (*elements, *(dimensions.named if dimensions else ())))
        columns = (*elements, *(dimensions.named if dimensions else ()), *facts, AGE)
        lines, match = self.alike_lines(node)
        found = Classify(
            name=self.identifier(node, "name"),
            child=self.formula(age, "child") if age else None,
            adult=self.formula(age, "adult") if age else None,
            elements=elements,
            looks_like=tuple(self.look_alikes(lines, columns)),
            urgent=self.formula(node, "urgent"),
            suspicion=self.formula(node, "suspicion"),
            next_steps=self.items(node, "next_steps"),
            decision=Decision(facts, dimensions, self.outcomes(node, columns), match),
        )
        result = self.text(root, "result")
        if result and result != found.name:
            what = f"`result` names {quoted(result)}, which is no classification"
            self.problems.error(root.entries["result"].place, what, f"write `result: {found.name}`")
        return found

    # --- elements and facts ------------------------------------------------------------------------------

    def elements(self, node: Map) -> dict[str, tuple[Item, ...]]:
        elements = self.mapping(node, "elements", dict.fromkeys(ELEMENTS), "elements")
        if elements is None:
            if "outcomes" in node.entries and "elements" not in node.entries:
                return {}
            self.problems.error(node.place, "`classify` has no `elements:`", "add act, means and purpose")
            return dict.fromkeys(ELEMENTS, ())
        return {name: self.items(elements, name) for name in ELEMENTS}

    def facts(self, node: Map, taken: tuple[str, ...]) -> dict[str, Formula]:
        """Read the named expressions that tables use as columns."""
        value = node.entries.get("facts")
        if value is None:
            return {}
        if not isinstance(value, Map):
            self.problems.error(value.place, "`facts` must be a mapping", "write `border: \"${crossed} = 'yes'\"`")
            return {}
        found = {}
        for name in value.entries:
            self.column_name(name, value.key_place(name), taken)
            formula = self.formula(value, name)
            if formula is not None:
                found[name] = formula
        return found

    def column_name(self, name: str, place: Place, taken: tuple[str, ...]) -> None:
        reserved = {*taken, *ELEMENTS, AGE, *LOOKS_LIKE_KEYS, *OUTCOME_KEYS}
        if name in reserved:
            self.problems.error(place, f"{quoted(name)} is the name of something else", "give it another name")
        elif not _NAME.match(name):
            self.problems.error(place, f"{quoted(name)} is not a name", "use letters, digits, _, - and .")

    # --- tables ------------------------------------------------------------------------------------------

    def outcomes(self, node: Map, columns: tuple[str, ...]) -> tuple[OutcomeLine, ...]:
        lines = tuple(self.outcome_lines(node, columns))
        used = columns_of(lines)
        if len(used) > MAX_COLUMNS:
            place = node.entries["outcomes"].place
            what = f"`outcomes` has {len(used)} columns, more than {MAX_COLUMNS}"
            self.problems.error(place, what, "put several into one fact")
            return ()
        for number in unreachable(lines):
            self.problems.warn(lines[number].place, "the lines above always match first", "move it up or remove it")
        return lines

    def outcome_lines(self, node: Map, columns: tuple[str, ...]) -> Iterator[OutcomeLine]:
        for line in self.lines(node.entries.get("outcomes"), "outcomes", {**OUTCOME_KEYS, **dict.fromkeys(columns)}):
            result = self.word(line, "result", RESULTS)
            if "result" not in line.entries:
                self.problems.error(line.place, "`result` is missing", f"write one of: {', '.join(RESULTS)}")
            label = self.identifier(line, "label") if "label" in line.entries else ""
            says: Localised = self.said(line) if label or "says" in line.entries else {}
            if says and not label:
                self.problems.error(line.place, "`label` is missing", "name what it looks like in one word")
            cells = self.cells(line, columns)
            if result:
                yield OutcomeLine(line.place, cells, result, label, says)

    def alike_lines(self, node: Map) -> "tuple[Node | None, str]":
        """Return the lines of `looks_like` and how they are read: a list, or a mapping of `match` and `lines`."""
        value = node.entries.get("looks_like")
        if not isinstance(value, Map):
            return value, ""
        self.keys(value, ALIKE_KEYS, "looks_like")
        return value.entries.get("lines"), self.word(value, "match", _MATCHES) or "first"

    def look_alikes(self, lines: "Node | None", columns: tuple[str, ...]) -> Iterator[LooksLike]:
        for line in self.lines(lines, "looks_like", {**LOOKS_LIKE_KEYS, **dict.fromkeys(columns)}):
            cells = self.cells(line, columns)
            when = self.formula(line, "when") if cells and "when" not in line.entries else self.when(line)
            if when is None and cells:
                when = Formula("true()", parse("true()"), *line.place, exact=False)
            label = self.identifier(line, "label")
            if when is not None:
                yield LooksLike(when, label, self.said(line), cells)

    def cells(self, line: Map, columns: tuple[str, ...]) -> dict[str, bool]:
        """Read the columns of a line: yes or no; of the age, child or adult. One that is left out may be either."""
        found = {}
        for name in columns:
            if name in line.entries:
                words = _AGES if name == AGE else _CELLS
                word = self.word(line, name, tuple(words))
                if word:
                    found[name] = words[word]
        return found

    # --- lines -------------------------------------------------------------------------------------------

    def lines(self, value: "Node | None", key: str, known: Mapping[str, object]) -> "Iterable[Map]":
        if value is None:
            return
        if not isinstance(value, List):
            self.problems.error(value.place, f"`{key}` must be a list", "begin each line with `- when:`")
            return
        for item in value.items:
            if isinstance(item, Map):
                self.keys(item, known, f"`{key}`")
                yield item
            else:
                self.problems.error(item.place, f"a line of `{key}` is a mapping", "write {when: ..., says: ...}")

    def items(self, node: Map, key: str) -> tuple[Item, ...]:
        found = []
        for line in self.lines(node.entries.get(key), key, ITEM_KEYS):
            when = self.when(line)
            if when is not None:
                found.append(Item(when, self.said(line)))
        return tuple(found)

    def when(self, line: Map) -> Formula | None:
        if "when" not in line.entries:
            self.problems.error(line.place, "`when` is missing", "add `when:` with an expression")
        return self.formula(line, "when")

    def said(self, line: Map) -> Localised:
        """Read `says`, and refuse a text or name that denies: missing answers are no proof of anything."""
        texts = self.needed_text(line, "says")
        label = line.entries.get("label")
        for text in (*texts.values(), label.value if isinstance(label, Text) else ""):
            if _DENIES.search(text):
                what = "a result never says that somebody is not a victim"
                self.problems.error(line.place, what, "say what the answers look more like")
        return texts
