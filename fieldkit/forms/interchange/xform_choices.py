"""Choices of an XForm: items and secondary instances become lists, CSV files, or expressions over nodes."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from fieldkit.forms.interchange.xform_body import Body
from fieldkit.forms.interchange.xform_model import Model
from fieldkit.forms.interchange.xform_paths import Names, location, resolved
from fieldkit.forms.interchange.xform_texts import TextReader, Texts
from fieldkit.forms.interchange.xform_xml import Element
from fieldkit.forms.interchange.yaml_text import Value
from fieldkit.forms.problems import Problems, quoted

_WORDS = {"select1": "select_one", "select": "select_multiple", "odk:rank": "rank"}
_ITEXT = re.compile(r"\s*jr:itext\(\s*([\w.-]+)\s*\)\s*\Z")
_RANDOMIZE = re.compile(r"\s*randomize\((.*?)(?:,\s*([^,()\[\]]+))?\)\s*\Z", re.DOTALL)
MAX_COLUMNS = 200  # a table is written out in full: rows of ever new columns would grow with their square
_RESERVED = frozenset(("name", "label", "media"))
_SOURCE = re.compile(r"jr://[\w-]+/(.+)\Z")


class Source(NamedTuple):
    """How a question says where its choices come from: the words after its type, and further keys."""

    list_name: str
    keys: Mapping[str, Value]
    from_file: bool = False


class Table(NamedTuple):
    """A secondary instance whose items are flat: rows of column -> text, each with the element it comes from."""

    root: str
    item: str
    rows: tuple[tuple[Element, dict[str, str]], ...]


@dataclass(slots=True)
class ChoicesReader:
    """Makes lists and files as questions ask for them."""

    model: Model
    body: Body
    texts: TextReader
    names: Names
    problems: Problems
    lists: dict[str, Value] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    file_of: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    external: list[Value] = field(default_factory=list)
    inline: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Decide for every secondary instance what it becomes."""
        uses = self._uses()
        for name, element in self.model.secondary.items():
            if element.get("src"):
                self._outside(name, element, uses)
                continue
            table = _table(element)
            if table is None:
                what = f"the instance {quoted(name)} is no flat list of items"
                self.problems.warn(element.place, f"{what}: it is kept as a file", "make it one")
                self._nested(name, element)
                continue
            self.tables[name] = table
            refs = uses.get(name) or {("name", _unasked_label(table))}
            rows = self._rows(table, *next(iter(refs))) if len(refs) == 1 else None
            if rows is None:
                self._as_file(name, table, refs, asked=name in uses)
            else:
                self.lists[name] = rows

    def source(self, control: Element, path: str) -> Source:
        """Return where the choices of a select, rank or query come from."""
        if query := control.get("query"):
            return self._of_nodes(control, path, query, "name", "label")
        itemset = control.child("itemset")
        if itemset is None:
            return self._of_items(control, path)
        value, label = _ref(itemset, "value") or "name", _ref(itemset, "label") or "label"
        nodes, shuffled = itemset.get("nodeset"), _RANDOMIZE.match(itemset.get("nodeset"))
        found = self._of_nodes(itemset, path, shuffled[1] if shuffled else nodes, value, label)
        if shuffled:
            seed = f" seed={self.names.reference(shuffled[2], path) or shuffled[2].strip()}" if shuffled[2] else ""
            before = f"{found.keys['parameters']} " if "parameters" in found.keys else ""
            found = found._replace(keys={**found.keys, "parameters": f"{before}randomize=true{seed}"})
        return found

    def shown(self, control: Element, path: str) -> Source:
        """Return the list that is shown beside a number line or a map, where nothing is chosen from it."""
        itemset = control.child("itemset")
        where = None if itemset is None else location(itemset.get("nodeset"))
        if itemset is None or where is None:
            return Source("", {})
        key = self.names.key(resolved(itemset.get("nodeset"), path) or "")
        name = where.instance or (f"${{{key}}}" if key else "")
        word = "tick_labelset" if control.name == "range" else "reference-geometry"
        last = where.steps[-1].predicates if where.steps else ()
        keys: dict[str, Value] = {"choice_filter": _all_of(last)} if last else {}
        return Source("", {**keys, "parameters": f"{word}={name}"}) if name else Source("", keys)

    def word(self, control: Element, source: Source) -> str:
        """Return the type as fieldkit writes it."""
        word = "select_one_external" if control.get("query") else _WORDS[control.name]
        if source.from_file:
            word += "_from_file"
        return f"{word} {source.list_name}".strip()

    # --- itemsets ----------------------------------------------------------------------------------------

    def _uses(self) -> dict[str, set[tuple[str, str]]]:
        found: dict[str, set[tuple[str, str]]] = {}
        for control in self.body.controls.values():
            for itemset in control.children("itemset") if control.name in _WORDS else ():
                shuffled = _RANDOMIZE.match(itemset.get("nodeset"))
                where = location(shuffled[1] if shuffled else itemset.get("nodeset"))
                if where is not None and where.instance is not None:
                    refs = (_ref(itemset, "value") or "name", _ref(itemset, "label") or "label")
                    found.setdefault(where.instance, set()).add(refs)
        return found

    def _of_nodes(self, element: Element, path: str, nodes: str, value: str, label: str) -> Source:
        where = location(nodes)
        if where is None or any(step.predicates for step in where.steps[:-1]):
            return Source("", {"choices_from": {"nodes": nodes.strip(), "value": value, "label": label}})
        last = where.steps[-1].predicates
        parts: dict[str, Value] = {}
        if last:
            parts["choice_filter"] = _all_of(last)
        if where.instance is None:
            return self._of_form_nodes(element, path, nodes, value, label, parts)
        if where.instance not in self.model.secondary and not element.get("query"):
            what = f"there is no instance {quoted(where.instance)}"
            self.problems.error(element.place, what, "add it to the model or correct the id")
        file = self.file_of.get(where.instance)
        if file is None:
            return Source(where.instance, parts)
        usual = ("id", "title") if file.endswith(".geojson") else ("name", "label")
        label = "label" if _ITEXT.match(label) else label
        named = {"value": value, "label": label}
        chosen = [f"{key}={ref}" for (key, ref), known in zip(named.items(), usual, strict=True) if ref != known]
        return Source(file, {**parts, **({"parameters": " ".join(chosen)} if chosen else {})}, from_file=True)

    def _of_form_nodes(
        self, element: Element, path: str, nodes: str, value: str, label: str, parts: Mapping[str, Value]
    ) -> Source:
        found = resolved(nodes, path)
        if found not in self.names.paths:
            self.problems.error(element.place, f"{quoted(nodes)} are no nodes of the form", "correct the nodeset")
        key = self.names.key(f"{found}/{value}")
        if found in self.body.repeats and value == label and key is not None:
            return Source(f"${{{key}}}", parts)
        return Source("", {"choices_from": {"nodes": nodes.strip(), "value": value, "label": label}})

    def _of_items(self, control: Element, path: str) -> Source:
        rows: list[tuple[str, Texts, dict[str, Texts]]] = []
        for item in control.children("item"):
            value, label = item.child("value"), item.child("label")
            text = "" if value is None else value.text.strip()
            rows.append((text, self.texts.label(label, path), self.texts.media(label, path)))
        made = _choices([(value, label, {"media": media} if media else {}) for value, label, media in rows])
        content = repr(made)
        if rows and content in self.inline:
            return Source(self.inline[content], {})
        name = path.rpartition("/")[2]
        if name in self.lists or name in self.model.secondary:
            name = f"{name}_{len(self.lists)}"
        self.lists[name] = made
        self.inline[content] = name
        return Source(name, {})

    # --- secondary instances -----------------------------------------------------------------------------

    def _rows(self, table: Table, value: str, label: str) -> "Value | None":
        """Return the choices of a list; None when its columns cannot be columns of a list."""
        itext = _ITEXT.match(label)
        plain = "" if itext else label
        columns = {column for _, row in table.rows for column in row}
        clash = {column for column in columns & _RESERVED if column not in (value, plain)}
        clash |= {column for column in (value, plain) if column in _RESERVED - {_usual(column, value)}}
        values = [row.get(value, "") for _, row in table.rows]
        if clash or not table.rows or not all(values):
            return None
        dropped = {"name", "label", itext[1] if itext and itext[1] != value else ""}
        made: list[tuple[str, Texts, dict[str, Value]]] = []
        for element, row in table.rows:
            more: dict[str, Value] = {key: text for key, text in row.items() if key not in dropped}
            made.append((row[value], self._label(element, row, label), {**self._media(row, itext), **more}))
        return _choices(made)

    def _label(self, element: Element, row: Mapping[str, str], label: str) -> Texts:
        itext = _ITEXT.match(label)
        if itext:
            return self.texts.of_id(row.get(itext[1], ""), self.model.root.path)
        child = element.child(label)
        return self.texts.label(child, self.model.root.path) if child is not None else row.get(label, "")

    def _media(self, row: Mapping[str, str], itext: re.Match[str] | None) -> dict[str, Value]:
        if itext is None:
            return {}
        pointer = Element("label", {"ref": f"jr:itext('{row.get(itext[1], '')}')"}, 0, 0)
        media = self.texts.media(pointer, self.model.root.path)
        return {"media": media} if media else {}

    def _as_file(self, name: str, table: Table, refs: set[tuple[str, str]], asked: bool) -> None:
        asked_for = [ref for pair in sorted(refs) for ref in pair if asked and not _ITEXT.match(ref)]
        columns = list(dict.fromkeys([*(column for _, row in table.rows for column in row), *asked_for]))
        itext = next((label for _, label in refs if _ITEXT.match(label)), "")
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        labels = [self._label(element, row, itext) for element, row in table.rows] if itext else []
        codes = sorted({code for label in labels if isinstance(label, dict) for code in label})
        writer.writerow([*columns, *(f"label::{code}" for code in codes), *(["label"] if labels and not codes else [])])
        for at, (_, row) in enumerate(table.rows):
            label = labels[at] if labels else {}
            texts = [label] if isinstance(label, str) else [label.get(code, "") for code in codes]
            writer.writerow([*(row.get(column, "") for column in columns), *texts])
        self.files[f"{name}.csv"] = out.getvalue().encode()
        self.file_of[name] = f"{name}.csv"
        if not asked:
            self.external.append({"name": name, "type": "csv-external"})

    def _outside(self, name: str, element: Element, uses: Mapping[str, object]) -> None:
        source = _SOURCE.match(element.get("src"))
        file = source[1] if source else element.get("src")
        stem, _, kind = file.rpartition(".")
        if element.get("src").startswith("jr://instance/last-saved"):
            self.problems.warn(element.place, "the last saved answers are not read", "use a default instead")
            return
        if kind in ("csv", "xml") and stem != name:
            what = f"the instance {quoted(name)} is in {quoted(file)}"
            self.problems.warn(element.place, what, "name the file after the instance")
        self.file_of[name] = file
        if name not in uses and kind in ("csv", "xml"):
            self.external.append({"name": name, "type": f"{kind}-external"})

    def _nested(self, name: str, element: Element) -> None:
        self.files[f"{name}.xml"] = "".join(_written(child) for child in element.children()).encode()
        self.file_of[name] = f"{name}.xml"
        self.external.append({"name": name, "type": "xml-external"})


def _all_of(predicates: tuple[str, ...]) -> str:
    return predicates[0] if len(predicates) == 1 else " and ".join(f"({one})" for one in predicates)


def _usual(column: str, value: str) -> str:
    return "name" if column == value else "label"


def _unasked_label(table: Table) -> str:
    """Return where the labels of a list are that no question asks: XLSForm's converter names a text id in `itextId`."""
    return "jr:itext(itextId)" if any("itextId" in row for _, row in table.rows) else "label"


def _ref(itemset: Element, name: str) -> str:
    child = itemset.child(name)
    return "" if child is None else child.get("ref").strip().removeprefix("./")


def _choices(rows: list[tuple[str, Texts, dict[str, Value]]]) -> Value:
    """Return `{value: text}`, or rows when a value is repeated or missing."""
    values = [value for value, _, _ in rows]
    if len(set(values)) < len(values) or "" in values or not rows:
        return [{"name": value, "label": label, **more} for value, label, more in rows]
    return {value: {"label": label, **more} if more else label for value, label, more in rows}


def _table(element: Element) -> Table | None:
    """Return the rows of a secondary instance; None when it is not a flat list of items."""
    roots = list(element.children())
    items = list(roots[0].children()) if len(roots) == 1 else []
    if len({item.local for item in items}) > 1 or len(roots) > 1:
        return None
    rows = []
    for item in items:
        leaves = list(item.children())
        row = {name.rpartition(":")[2]: text for name, text in item.attributes.items()}
        for leaf in leaves:
            if any(True for _ in leaf.children()) and leaf.local != "label":
                return None
            row.setdefault(leaf.local, leaf.text.strip())
        rows.append((item, row))
    if len({column for _, row in rows for column in row}) > MAX_COLUMNS:
        return None
    return Table(roots[0].local if roots else "root", items[0].local if items else "item", tuple(rows))


def _written(element: Element) -> str:
    inner = "".join(_escaped(part) if isinstance(part, str) else _written(part) for part in element.content)
    attributes = "".join(f' {name.rpartition(":")[2]}="{_escaped(text)}"' for name, text in element.attributes.items())
    return f"<{element.local}{attributes}>{inner}</{element.local}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
