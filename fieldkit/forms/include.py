"""Shared blocks: puts the questions and choices of `NAME.yaml` where a form says `- include: NAME`. form-language 9.

It works on nodes, before anything is read. What comes from a block keeps its place there: its lines are `BlockLine`s,
and `told` turns a problem at such a line into one that names the block's file.
"""

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fieldkit.forms.include_reviews import merged_reviews
from fieldkit.forms.problems import Place, Problem, Problems, quoted
from fieldkit.forms.words import BLOCK_KEYS, INCLUDE_KEYS
from fieldkit.forms.yaml_reader import List, Map, Node, Text, read_yaml

MAX_DEPTH = 5
MAX_INCLUDES = 200
MAX_BYTES = 4 << 20  # of all blocks together, each counted as often as it is included
_STRIDE = 10_000_000


class Included(NamedTuple):
    """A form with its blocks put in, and the files they came from."""

    root: Node
    used: Mapping[str, bytes]


class BlockLine(int):
    """A line of a block: as a number it comes after all lines of the form, as a text it names its file."""

    file: str
    line: int
    at: Place
    """Where the form includes the block."""

    def __add__(self, other: int) -> "BlockLine":
        return block_line(self.file, self.line + other, self.at)

    def __str__(self) -> str:
        return f"{self.line} of {self.file}"

    def __format__(self, _spec: str) -> str:
        return str(self)


def block_line(file: str, line: int, at: Place) -> BlockLine:
    made = BlockLine(_STRIDE * (at[0] + 1) + line)
    made.file, made.line, made.at = file, line, at
    return made


class _Mark(NamedTuple):
    """Stands for PyYAML's mark; lines and columns from 0."""

    line: int
    column: int


class Block(NamedTuple):
    """A block as it was read: its own nodes, and its survey with the blocks inside it put in."""

    root: Map
    survey: "list[Node]"


def expand(root: Node, files: Mapping[str, bytes], problems: Problems) -> Included:
    """Return the form with every block put in. What is wrong with an include is reported, and the include left out."""
    survey = root.entries.get("survey") if isinstance(root, Map) else None
    if not isinstance(root, Map) or not isinstance(survey, List) or not _has_includes(survey):
        return Included(root, {})
    run = _Expansion(files, problems, root)
    items = run.items(survey, ())
    entries: dict[str, Node] = {**root.entries, "survey": List(items, survey.mark)}
    if run.lists:
        entries["choices"] = run.choices()
    if run.blocks:
        entries = merged_reviews(entries, [(block.root, block.survey) for block in run.blocks], survey)
    keys = {key: root.keys.get(key, root.mark) for key in entries}
    return Included(Map(entries, keys, root.mark), run.used)


def hash_of(text: bytes, used: Mapping[str, bytes]) -> str:
    """Return the hash of a form's content: that of its file, or of the lines `name sha256` of all that it is made of.

    The form itself has the name `form`; the lines are sorted, each ends with a line feed. (form-language 1.6)
    """
    own = hashlib.sha256(text).hexdigest()
    if not used:
        return own
    lines = [f"form {own}\n", *(f"{name} {hashlib.sha256(data).hexdigest()}\n" for name, data in used.items())]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def told(problem: Problem) -> Problem:
    """Return a problem as people read it: one in a block stands at the form's `include` and says where it is."""
    line = problem.line
    if not isinstance(line, BlockLine):
        return problem
    what = f"in {line.file}, line {line.line}, column {problem.column}: {problem.what}"
    return dataclasses.replace(problem, line=line.at[0], column=line.at[1], what=what)


def _has_includes(survey: List) -> bool:
    waiting: list[Node] = [*survey.items]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Map):
            if "include" in item.entries:
                return True
            inner = item.entries.get("survey")
            waiting += inner.items if isinstance(inner, List) else []
    return False


class _Expansion:
    """One run. `lists` are the choice lists of blocks; `path` is the chain of blocks around what is read."""

    def __init__(self, files: Mapping[str, bytes], problems: Problems, root: Map) -> None:
        self.files = files
        self.problems = problems
        self.used: dict[str, bytes] = {}
        self.blocks: list[Block] = []
        self.lists: dict[str, Node] = {}
        own = root.entries.get("choices")
        self.own = own if isinstance(own, Map) else None
        self.languages = _listed(root) if isinstance(root, Map) else frozenset()
        self.parsed: dict[str, tuple[Node | None, tuple[Problem, ...]]] = {}
        self.count = self.size = 0

    def items(self, survey: List, path: tuple[str, ...], at: Place | None = None) -> list[Node]:
        """Return the items of a survey with blocks put in; `at` is the form's include that is being followed."""
        found: list[Node] = []
        for item in survey.items:
            if not isinstance(item, Map):
                found.append(item)
            elif "include" in item.entries:
                found += self.block(item, path, at)
            else:
                inner = item.entries.get("survey")
                found.append(item)
                if isinstance(inner, List) and _has_includes(inner):
                    entries: dict[str, Node] = {**item.entries, "survey": List(self.items(inner, path, at), inner.mark)}
                    found[-1] = Map(entries, item.keys, item.mark)
        return found

    def block(self, item: Map, path: tuple[str, ...], at: Place | None) -> list[Node]:
        """Return the questions of one block."""
        for key in item.entries.keys() - INCLUDE_KEYS.keys():
            self.problems.error(item.key_place(key), f"`{key}` cannot stand beside `include`", "put it into the block")
        name = item.entries["include"]
        if not isinstance(name, Text) or not name.value:
            self.problems.error(name.place, "`include` must be the name of a block", "write `- include: consent`")
            return []
        if not self.may_include(name, path):
            return []
        file = f"{name.value}.yaml"
        root = self.read(file, at or item.place)
        if root is None:
            return []
        self.used[file] = self.files[file]
        return self.contents(root, name.value, (*path, name.value), at or item.place)

    def looks_like_block(self, file: str) -> bool:
        return file.endswith(".yaml") and (self.files.get(file) or b"").lstrip().startswith(b"block:")

    def may_include(self, name: Text, path: tuple[str, ...]) -> bool:
        """Report an include that cannot be followed: unknown, in a cycle, too deep, too many."""
        file, place = f"{name.value}.yaml", name.place
        data = self.files.get(file)  # what cannot be read counts as missing
        if name.value in path:
            cycle = " -> ".join((*path[path.index(name.value) :], name.value))
            self.problems.error(place, f"a block includes itself: {cycle}", "leave one of these includes out")
        elif data is None:
            blocks = [found.removesuffix(".yaml") for found in self.files if self.looks_like_block(found)]
            otherwise = f"put {file} beside the form, or into its folder `blocks`"
            do = self.problems.suggest(name.value, blocks, otherwise)
            self.problems.error(place, f"there is no block {quoted(name.value)}", do)
        elif len(path) >= MAX_DEPTH:
            self.problems.error(place, f"blocks inside blocks go deeper than {MAX_DEPTH}", "include fewer in a row")
        elif self.count >= MAX_INCLUDES or self.size + len(data) > MAX_BYTES:
            self.problems.error(place, f"more than {MAX_INCLUDES} blocks, or {MAX_BYTES} bytes", "include fewer")
        else:
            self.count += 1
            self.size += len(data)
            return True
        return False

    def read(self, file: str, at: Place) -> Map | None:
        """Return a block's nodes with their places in its file."""
        if file not in self.parsed:
            self.parsed[file] = read_yaml(self.files[file])
        root, found = self.parsed[file]
        for problem in found:
            report = self.problems.error if problem.severity == "error" else self.problems.warn
            report((block_line(file, problem.line, at), problem.column), problem.what, problem.do)
        if root is None:
            return None
        placed = _placed(root, file, at)
        if not isinstance(placed, Map):
            self.problems.error(placed.place, "a block is a mapping of keys", "start with `block:` and its name")
            return None
        known = _listed(placed)
        more = known - self.languages if self.languages else frozenset()
        own = _without(placed, known, more) if more else placed
        return own if isinstance(own, Map) else None

    def contents(self, root: Map, name: str, path: tuple[str, ...], at: Place) -> list[Node]:
        """Take a block's choices, and return its questions."""
        for key in root.entries:
            if key not in BLOCK_KEYS:
                do = self.problems.suggest(key, BLOCK_KEYS, "the keys of a block are in docs/form-language.md 9")
                self.problems.error(root.key_place(key), f"unknown key {quoted(key)} in a block", do)
        own = root.entries.get("block")
        if not isinstance(own, Text) or own.value != name:
            self.problems.error(
                (own or root).place, f"the block does not say its name {quoted(name)}", f"`block: {name}`"
            )
        self.take_lists(root)
        survey = root.entries.get("survey")
        if survey is None and "choices" not in root.entries:
            self.problems.error(root.place, "the block has neither `survey:` nor `choices:`", "add its questions")
        if survey is not None and not isinstance(survey, List):
            self.problems.error(survey.place, "`survey` must be a list", "begin each question with `- name:`")
        found = self.items(survey, path, at) if isinstance(survey, List) else []
        self.blocks.append(Block(root, survey.items if isinstance(survey, List) else []))
        return found

    def take_lists(self, root: Map) -> None:
        """Take a block's choice lists: one that is there already must be the same."""
        lists = root.entries.get("choices")
        if lists is None:
            return
        if not isinstance(lists, Map):
            self.problems.error(lists.place, "`choices` must be a mapping", "write list names, each with its values")
            return
        for name, node in lists.entries.items():
            known = self.lists.get(name) or (self.own.entries.get(name) if self.own else None)
            if known is None:
                self.lists[name] = node
            elif _content(known) != _content(node):
                what = f"the list {quoted(name)} is not the same as in line {known.place[0]}"
                self.problems.error(lists.key_place(name), what, "give one of the two another name")

    def choices(self) -> Map:
        """Return the form's choices with those of its blocks behind them."""
        entries = {**self.own.entries} if self.own else {}
        keys: dict[str, Any] = {**self.own.keys} if self.own else {}
        for name, node in self.lists.items():
            entries[name] = node
            keys[name] = node.mark
        mark = self.own.mark if self.own else next(iter(self.lists.values())).mark
        return Map(entries, keys, mark)


def _placed(node: Node, file: str, at: Place) -> Node:
    """Return a copy of a block's node whose marks say which file they are of."""

    def mark(old: Any) -> Any:
        return _Mark(block_line(file, old.line, at), old.column)

    match node:
        case Text():
            return Text(node.value, mark(node.mark), node.style)
        case List():
            return List([_placed(item, file, at) for item in node.items], mark(node.mark))
        case Map():
            entries = {key: _placed(item, file, at) for key, item in node.entries.items()}
            return Map(entries, {key: mark(old) for key, old in node.keys.items()}, mark(node.mark))


def _listed(root: Map) -> frozenset[str]:
    """Return the languages that a form or a block lists."""
    languages = root.entries.get("languages")
    return (
        frozenset(code.value for code in languages.items if isinstance(code, Text))
        if isinstance(languages, List)
        else frozenset()
    )


def _without(node: Node, known: frozenset[str], more: frozenset[str]) -> Node:
    """Return a block's node without the languages that its form does not have: a block may have more. A mapping of
    nothing but texts in languages that the block lists is a text, or says something of each language."""
    match node:
        case Text():
            return node
        case List():
            return List([_without(item, known, more) for item in node.items], node.mark)
        case Map():
            told = node.entries.keys() <= known and all(
                isinstance(value, Text | List) for value in node.entries.values()
            )
            kept = {key: value for key, value in node.entries.items() if not (told and key in more)}
            return Map({key: _without(value, known, more) for key, value in kept.items()}, node.keys, node.mark)


def _content(node: Node) -> object:
    """Return what a node says, wherever it stands."""
    match node:
        case Text():
            return node.value
        case List():
            return [_content(item) for item in node.items]
        case Map():
            return list(_pairs(node))


def _pairs(node: Map) -> Iterator[tuple[str, object]]:
    return ((key, _content(item)) for key, item in node.entries.items())
