"""Reads choice lists, and tables from CSV files: form-language 3.4 and 3.5."""

import csv
import io
from collections.abc import Iterator, Mapping

from fieldkit.forms.clean_text import clean
from fieldkit.forms.model import NO_TEXT, ChoiceList, Localised, Option, Table, text_in
from fieldkit.forms.problems import Place, Problems, quoted
from fieldkit.forms.reading import Reader
from fieldkit.forms.yaml_reader import List, Map, Node, Text

MAX_ROWS = 200_000
MAX_CELL = 10_000
Files = Mapping[str, bytes]
"""What lies beside a form, by file name: CSV files and blocks to include."""
NO_FILES: Files = {}


class ChoicesReader(Reader):
    """Reads `choices:`."""

    __slots__ = ()

    def choices(self, root: Map) -> dict[str, ChoiceList]:
        lists = root.entries.get("choices")
        if lists is None:
            return {}
        if not isinstance(lists, Map):
            self.problems.error(lists.place, "`choices` must be a mapping", "write list: {value: text}")
            return {}
        return {
            name: ChoiceList(tuple(self.options(name, node)), lists.key_place(name))
            for name, node in lists.entries.items()
        }

    def options(self, name: str, node: Node) -> Iterator[Option]:
        if isinstance(node, Map) and node.entries:
            for value, text in node.entries.items():
                self.check_value(value, node.key_place(value))
                yield self.option(value, text)
        elif isinstance(node, List) and node.items:
            for row in node.items:
                if isinstance(row, Map):
                    value = self.needed(row, "name")
                    self.check_value(value, row.place)
                    yield self.option(value, row)
                else:
                    self.problems.error(row.place, "a choice is a mapping", "begin it with `- name:`")
        elif isinstance(node, Text):
            self.problems.error(node.place, f"the list {quoted(name)} must be a mapping", "write value: text")
        else:
            self.problems.warn(node.place, f"the list {quoted(name)} is empty", "add choices: value: text")

    def check_value(self, value: str, place: Place) -> None:
        if not value:
            self.problems.error(place, "a choice has no value", "write value: text")

    def option(self, value: str, node: Node) -> Option:
        """A choice is a text, or a mapping with `label` and the columns that `choice_filter` reads."""
        if not isinstance(node, Map) or not ("label" in node.entries or "name" in node.entries):
            label = self.localised(node, "a choice")
            return Option(value, label, self.columns(value, label, {}))
        found = node.entries.get("label")
        label = self.localised(found, "a choice") if found is not None else NO_TEXT
        return Option(value, label, self.columns(value, label, node.entries))

    def columns(self, value: str, label: Localised, entries: Mapping[str, Node]) -> dict[str, str]:
        found = {"name": value, "label": text_in(label, self.default_language, self.default_language)}
        for key, node in entries.items():
            if key not in ("name", "label", "media") and isinstance(node, Text):
                found[key] = node.value
        return found


def read_table(data: bytes, name: str, place: Place, problems: Problems) -> Table | None:
    """Return the rows of a CSV file (UTF-8, comma or semicolon, first row names the columns)."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.error(place, f"{quoted(name)} is not UTF-8 text", "save it as CSV UTF-8")
        return None
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as wrong:
        problems.error(place, f"{quoted(name)} is not a CSV file: {wrong}", "look for a quote that is not closed")
        return None
    rows = [row for row in rows if any(row)]
    if not rows or len(rows) > MAX_ROWS or len(set(rows[0])) < len(rows[0]):
        what = "has no rows" if not rows else "has too many rows" if len(rows) > MAX_ROWS else "names a column twice"
        problems.error(place, f"{quoted(name)} {what}", "correct the file")
        return None
    columns = tuple(clean(cell.strip()) for cell in rows[0])
    return Table(columns, tuple(_row(columns, row) for row in rows[1:]))


def _row(columns: tuple[str, ...], cells: list[str]) -> Mapping[str, str]:
    padded = cells + [""] * (len(columns) - len(cells))
    return {column: clean(cell.strip()[:MAX_CELL]) for column, cell in zip(columns, padded, strict=False)}


def options_of(table: Table, value: str, label: str) -> ChoiceList:
    """Return a table's rows as choices; a column `label::rw` is the label in that language."""
    languages = {
        column.rpartition("(")[2].rstrip(")").strip(): column
        for column in table.columns
        if column.startswith(f"{label}::")
    }
    found = []
    for row in table.rows:
        texts = {code.removeprefix(f"{label}::"): row[column] for code, column in languages.items()}
        columns = {**row, "name": row.get(value, ""), "label": row.get(label, next(iter(texts.values()), ""))}
        found.append(Option(columns["name"], texts or {"": columns["label"]}, columns))
    return ChoiceList(tuple(found))
