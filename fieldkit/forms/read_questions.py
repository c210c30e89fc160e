"""Reads questions: their types, texts, expressions and parameters. form-language 3."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldkit import errors
from fieldkit.forms.expression.syntax import (
    Chain,
    Comparison,
    Literal,
    Negation,
    Number,
    Parsed,
    Path,
    Reference,
    Tree,
    parse,
)
from fieldkit.forms.model import (
    NO_TEXT,
    ChoiceList,
    ChoicesFrom,
    Formula,
    Group,
    Localised,
    Option,
    Question,
    Table,
    Wording,
)
from fieldkit.forms.parameters import read_parameters
from fieldkit.forms.problems import Place, quoted
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.read_choices import ChoicesReader, Files, options_of, read_table
from fieldkit.forms.read_dimensions import DimensionsReader
from fieldkit.forms.reading import FALSE, TRUE
from fieldkit.forms.values import NonAnswer
from fieldkit.forms.words import (
    ELEMENTS,
    EXTERNAL,
    FLAGS,
    FROM_FILE,
    NO_TYPES,
    QUESTION_KEYS,
    TYPES,
)
from fieldkit.forms.yaml_reader import List, Map, Node, Text

OR_OTHER = " or_other"


@dataclass(slots=True)
class QuestionReader(DimensionsReader, ChoicesReader):
    """Reads one question after the other; `found` collects them, `lists` and `tables` what they choose from."""

    files: Files = field(default_factory=dict)
    found: list[Question | Group] = field(default_factory=list)
    lists: dict[str, ChoiceList] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    used: dict[str, bytes] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    non_response: tuple[NonAnswer, ...] = ()
    indicators: list[tuple[str, Map]] = field(default_factory=list)

    def initial(self, node: Map) -> tuple[Mapping[str, Formula | str], ...]:
        """Read the instances that a fresh interview starts with: a list of rows of defaults by name."""
        rows = node.entries["initial"]
        if not isinstance(rows, List) or not all(isinstance(row, Map) for row in rows.items):
            self.problems.error(rows.place, "`initial` must be a list of rows", "write [{name: value}], or []")
            return ()
        return tuple(dict(self.initial_row(row)) for row in rows.items if isinstance(row, Map))

    def initial_row(self, row: Map) -> Iterator[tuple[str, Formula | str]]:
        for name, value in row.entries.items():
            if isinstance(value, Map):
                yield from self.initial_row(value)
            elif isinstance(value, Text):
                yield name, self.default(row, name) or ""

    def is_external(self, node: Map) -> bool:
        """Read `type: csv-external`: it names a table, and is no question."""
        kind = node.entries.get("type")
        if not isinstance(kind, Text) or kind.value not in EXTERNAL:
            return False
        name = self.identifier(node, "name")
        if kind.value == "csv-external":
            self.table(f"{name}.csv", node.place)
        else:
            self.missing.add(name)  # kept for export; nothing here reads XML
        return True

    def question(self, node: Map, group: Group | None) -> None:
        if "type" in node.entries and not node.entries.keys() <= QUESTION_KEYS.keys():
            self.keys(node, QUESTION_KEYS, "a question")
        name = self.identifier(node, "name")
        values: dict[str, Any] = {}
        for key in node.entries:
            read = _QUESTION_PARTS.get(key)
            if read is not None:
                values[key] = read(self, node, key)
        if "bind" in node.entries:
            values["bind_type"] = self.bind(node, "bind")
        if "x" in node.entries and _has_key(node.entries["x"], "media"):
            values["media"] = True
        if "indicators" in node.entries:
            self.take_indicators(node, name)
        kind, list_name, other = self.type(node, values.get("parameters", NO_TEXT))
        values.setdefault("non_response", self.non_response if kind.takes_answer else ())
        if list_name.startswith("${"):
            values["choices_from"], list_name = self.from_question(list_name, node), ""
        question = Question(
            name=name, key=name, type=kind, place=node.place, group=group, list_name=list_name, **values
        )
        self.found.append(question)
        if other:
            self.found.append(self.other(question))

    # --- types -------------------------------------------------------------------------------------------

    def type(self, node: Map, parameters: Mapping[str, str]) -> tuple[QuestionType, str, bool]:
        """Return type, list and or_other; after a mistake text, so that the name does not count as missing as well."""
        written = self.needed(node, "type")
        if not written:
            return QuestionType.TEXT, "", False
        place = node.entries["type"].place
        kind = TYPES.get(written)
        if kind is not None and not kind.has_choices:
            return kind, "", False
        word, _, rest = written.partition(" ")
        if word in FROM_FILE or (word in TYPES and TYPES[word].has_choices):
            return self.select(node, word, rest.strip(), parameters)
        self.unknown_type(written, place)
        return QuestionType.TEXT, "", False

    def select(self, node: Map, word: str, rest: str, parameters: Mapping[str, str]) -> tuple[QuestionType, str, bool]:
        """Read what a select chooses from: a list, a file, or other answers."""
        kind, place = FROM_FILE.get(word) or TYPES[word], node.entries["type"].place
        other = rest.endswith(OR_OTHER)
        name = rest.removesuffix(OR_OTHER)
        if name.startswith("${"):
            return kind, name, False
        if not name and "choices_from" in node.entries:
            return kind, "", False
        if not name:
            self.problems.error(place, f"`{word}` needs the name of a list", f"write `{word} LIST`")
        elif word == "select_one_external":
            do = "write select_one with `choice_filter`: it does the same"
            self.problems.warn(place, "`select_one_external` is kept for export, and shows no choices here", do)
            return kind, "", False
        elif word in FROM_FILE:
            self.file_choices(name, parameters, place)
        elif name not in self.lists and name.endswith(" or other"):
            self.problems.error(place, "`or other` is written `or_other`", f"write `{word} {name[:-9]} or_other`")
        elif name not in self.lists:
            do = self.problems.suggest(name, self.lists, "add it under `choices:`")
            self.problems.error(place, f"there is no list {quoted(name)}", do)
        return kind, self.with_other(name) if other else name, other

    def from_question(self, reference: str, node: Map) -> ChoicesFrom | None:
        """Read `select_one ${name}`: a choice for each answer to a question in a repeat."""
        name = reference.removeprefix("${").removesuffix("}").strip()
        try:
            parsed = parse(reference)
        except errors.ExpressionInvalid:
            self.unknown_type(reference, node.place)
            return None
        return ChoicesFrom(Formula(reference, parsed, *node.place, exact=False), name, name)

    def unknown_type(self, written: str, place: Place) -> None:
        word = written.partition(" ")[0]
        do = NO_TYPES.get(written) or NO_TYPES.get(word)
        what = f"unknown type {quoted(written)}"
        known = [*TYPES, *FROM_FILE, *EXTERNAL]
        self.problems.error(place, what, do or self.problems.suggest(word, known, f"use one of: {', '.join(TYPES)}"))

    def file_choices(self, file: str, parameters: Mapping[str, str], place: Place) -> None:
        """Make the choice list that a file holds."""
        if not file.endswith(".csv"):
            what = f"choices from {quoted(file)} are kept for export, and not shown here"
            self.problems.warn(place, what, "save them as CSV to ask this question")
            return
        if file in self.lists:
            return
        table = self.table(file, place)
        value, label = parameters.get("value", "name"), parameters.get("label", "label")
        if table is None:
            return
        if value not in table.columns:
            do = self.problems.suggest(value, table.columns, "name it with parameters: value=COLUMN label=COLUMN")
            self.problems.error(place, f"{quoted(file)} has no column {quoted(value)}", do)
        self.lists[file] = options_of(table, value, label)

    def table(self, file: str, place: Place) -> Table | None:
        stem = file.removesuffix(".csv")
        if stem not in self.tables:
            data = self.files.get(file)
            if data is None:
                self.problems.warn(place, f"the file {quoted(file)} is not beside the form", "put it there")
                self.missing.add(stem)
                return None
            self.used[file] = data
            table = read_table(data, file, place, self.problems)
            if table is None:
                return None
            self.tables[stem] = table
        return self.tables[stem]

    def with_other(self, list_name: str) -> str:
        """Return the name of the list with a choice `other` at its end."""
        found = self.lists.get(list_name)
        if found is None or "other" in found:
            return list_name
        option = Option("other", OTHER, {"name": "other", "label": OTHER["en"]})
        self.lists[list_name + OR_OTHER] = ChoiceList((*found.options, option), found.place)
        return list_name + OR_OTHER

    def other(self, question: Question) -> Question:
        """Return the text question that `or_other` stands for."""
        text = f"selected(${{{question.name}}}, 'other')"
        return Question(
            name=f"{question.name}_other",
            key=f"{question.name}_other",
            type=QuestionType.TEXT,
            place=question.place,
            group=question.group,
            label=Wording(SPECIFY, ()),
            relevant=Formula(text, parse(text), *question.place, exact=False),
            non_response=self.non_response,
            flags=("free_text",),
        )

    # --- parts of a question -----------------------------------------------------------------------------

    def boolean(self, node: Map, key: str) -> Formula | None:
        """`yes` and `no` are words here; anything else is an expression."""
        value = node.entries[key]
        if not isinstance(value, Text):
            return self.formula(node, key)
        if value.value.lower() in FALSE:
            return None
        if value.value.lower() in TRUE:
            always = self.parsed.setdefault("true()", parse("true()"))
            return Formula("true()", always, *value.place, False)
        return self.formula_of(value)

    def default(self, node: Map, key: str) -> Formula | str | None:
        value = node.entries[key]
        if isinstance(value, Text) and is_computed_default(value.value):
            return self.formula_of(value)
        return self.text(node, key)

    def choices_from(self, node: Map, key: str) -> ChoicesFrom | None:
        found = self.mapping(node, key, _CHOICES_FROM, f"`{key}`")
        nodes = self.formula(found, "nodes") if found is not None else None
        if found is None or nodes is None:
            return None
        return ChoicesFrom(nodes, self.needed(found, "value"), self.needed(found, "label"))

    def trigger(self, node: Map, key: str) -> tuple[Parsed, ...]:
        """Read the questions whose change computes this one: `${a}`, several with commas or spaces between."""
        written = [part for part in re.split(r"[\s,]+", self.text(node, key)) if part]
        found = []
        for part in written:
            try:
                parsed = parse(part)
            except errors.ExpressionInvalid:
                parsed = None
            if parsed is None or not _names_a_node(parsed.tree):
                place = node.entries[key].place
                self.problems.error(place, f"`{key}` cannot be {quoted(part)}", "write ${name} of a question")
                break
            found.append(parsed)
        return tuple(found)

    def bind(self, node: Map, key: str) -> str:
        """Of `bind` only the type is read here; the rest is kept for export."""
        value = node.entries[key]
        found = value.entries.get("type") if isinstance(value, Map) else None
        return found.value if isinstance(found, Text) else ""

    def parameters(self, node: Map, key: str) -> Mapping[str, str]:
        """Read `start=1 end=5`: pairs with spaces, commas or semicolons between."""
        pairs, wrong = read_parameters(self.text(node, key))
        if wrong:
            self.problems.error(node.entries[key].place, f"`{key}` has {quoted(wrong)}", "write name=value")
        return pairs


def _has_key(node: Node, key: str) -> bool:
    return isinstance(node, Map) and key in node.entries


def _names_a_node(tree: Tree) -> bool:
    return isinstance(tree, Reference) or (isinstance(tree, Path) and (tree.absolute or tree.steps[0].name == ".."))


def is_computed_default(text: str) -> bool:
    """Return whether a default is an expression, as XLSForm tells it: it has a reference, call, path or operator, and
    no loose words. (form-language 3.2)"""
    if "${" in text:
        return True
    if not _PERHAPS.search(text[:_MAX_DEFAULT]):
        return False
    try:
        tree = parse(text).tree
    except errors.ExpressionInvalid:
        return False
    return not isinstance(tree, Number | Literal) and not _has_loose_words(tree)


def _has_loose_words(tree: Tree) -> bool:
    match tree:
        case Path(None, False, steps, _):
            return steps[0].name not in ("..", ".")
        case Chain(operands, _, _):
            return any(_has_loose_words(part) for part in operands)
        case Comparison(_, left, right, _):
            return _has_loose_words(left) or _has_loose_words(right)
        case Negation(operand, _):
            return _has_loose_words(operand)
        case _:
            return False


OTHER: Localised = {"en": "Other", "fr": "Autre", "rw": "Ikindi", "sw": "Nyingine"}
SPECIFY: Localised = {"en": "Specify other.", "fr": "Précisez", "rw": "Sobanura ikindi", "sw": "Taja nyingine"}
_PERHAPS = re.compile(r"[A-Za-z][\w:-]{0,40}\(|[*+=<>]|\s(?:-|div|mod|and|or)\s|\A\s{0,9}(?:\.\.)?/")
_MAX_DEFAULT = 4096
_CHOICES_FROM = dict.fromkeys(("nodes", "value", "label"))

_QUESTION_PARTS: Mapping[str, Callable[[QuestionReader, Map, str], Any]] = {
    "label": QuestionReader.wording,
    "hint": QuestionReader.wording,
    "guidance_hint": QuestionReader.wording,
    "why": QuestionReader.wording,
    "relevant": QuestionReader.formula,
    "required": QuestionReader.boolean,
    "required_message": QuestionReader.wording,
    "constraint": QuestionReader.formula,
    "constraint_message": QuestionReader.wording,
    "calculation": QuestionReader.formula,
    "default": QuestionReader.default,
    "read_only": QuestionReader.boolean,
    "appearance": QuestionReader.text,
    "parameters": QuestionReader.parameters,
    "choice_filter": QuestionReader.formula,
    "choices_from": QuestionReader.choices_from,
    "trigger": QuestionReader.trigger,
    "media": lambda _reader, _node, _key: True,
    "non_response": lambda reader, node, _key: reader.non_answers(node),
    "flags": lambda reader, node, key: reader.words(node, key, FLAGS),
    "observation": QuestionReader.truth,
    "element": lambda reader, node, key: reader.word(node, key, (*ELEMENTS, "sign")),
    "touches": QuestionReader.formula,
    "starts_clock": QuestionReader.formula,
    "renamed_from": QuestionReader.text,
}
