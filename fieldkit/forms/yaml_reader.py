"""The strict YAML reader: text in, nodes with line and column out. Every scalar is text; nothing is resolved.

PyYAML's C parser composes, its pure-Python one where the C library is missing. See docs/form-language.md section 1.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from fieldkit.forms.clean_text import clean
from fieldkit.forms.problems import Place, Problem, Problems, TooManyProblems, quoted

if TYPE_CHECKING:
    import yaml

MAX_BYTES = 1 << 20
MAX_DEPTH = 20

_SAFE_DEPTH = 5_000  # libyaml takes about 300 bytes of stack for a level

# Where an anchor, alias could stand. Only a file that matches is scanned event by event.
_PERHAPS_ANCHOR = re.compile(r"[&*](?<![^\s,\[{:?-].)\S")

_QUOTE = "put the text in quotes"


# Slotted by hand and not frozen: a form has thousands of these; a frozen dataclass costs four times as much to make.
class Text:
    """A scalar."""

    __slots__ = ("mark", "style", "value")

    def __init__(self, value: str, mark: "yaml.Mark", style: str | None) -> None:
        self.value = value
        self.mark = mark
        self.style = style

    @property
    def place(self) -> Place:
        return self.mark.line + 1, self.mark.column + 1

    def place_of(self, offset: int) -> Place:
        """Return where the character at `offset` stands, exact for a text on one line."""
        if self.style in ("|", ">"):
            return self.place
        return self.mark.line + 1, self.mark.column + 1 + offset + (1 if self.style else 0)


class List:
    """A sequence."""

    __slots__ = ("items", "mark")

    def __init__(self, items: "list[Node]", mark: "yaml.Mark") -> None:
        self.items = items
        self.mark = mark

    @property
    def place(self) -> Place:
        return self.mark.line + 1, self.mark.column + 1


class Map:
    """A mapping: `entries` in the order of the file, `keys` for where each key stands."""

    __slots__ = ("entries", "keys", "mark")

    def __init__(self, entries: "dict[str, Node]", keys: "dict[str, yaml.Mark]", mark: "yaml.Mark") -> None:
        self.entries = entries
        self.keys = keys
        self.mark = mark

    @property
    def place(self) -> Place:
        return self.mark.line + 1, self.mark.column + 1

    def key_place(self, key: str) -> Place:
        mark = self.keys[key]
        return mark.line + 1, mark.column + 1


Node: TypeAlias = Text | List | Map


def read_yaml(data: str | bytes) -> "tuple[Node | None, tuple[Problem, ...]]":
    """Return the document and everything wrong with it; no document when it cannot be read at all."""
    problems = Problems()
    try:
        return _read(data, problems)
    except TooManyProblems:
        return None, problems.sorted()


def _read(data: str | bytes, problems: Problems) -> "tuple[Node | None, tuple[Problem, ...]]":
    text = _decode(data, problems)
    root = None if text is None else _compose(text, problems)
    if text is None or root is None:
        return None, problems.sorted()
    if _PERHAPS_ANCHOR.search(text):
        _refuse_anchors(text, problems)
    if problems.any_error:  # aliases make one node appear in many places: stop before walking
        return None, problems.sorted()
    return _Converter(problems).node(root), problems.sorted()


def _decode(data: str | bytes, problems: Problems) -> str | None:
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        problems.error((0, 0), f"the file is {size} bytes, more than {MAX_BYTES}", "split the form")
        return None
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
        text.encode("utf-8")  # lone surrogates
    except UnicodeDecodeError as broken:
        line = broken.object.count(b"\n", 0, broken.start) + 1
        problems.error((line, 1), "the file is not UTF-8 text", "save it as UTF-8 in the editor")
        return None
    except UnicodeEncodeError:
        problems.error((1, 1), "the text has half of a character pair", "save it as UTF-8 in the editor")
        return None
    return text


class _TooDeep(Exception):
    """Raised inside the composer, before its own recursion can exhaust the stack."""


class _Plain:
    """Resolver hooks for the composer: tag nothing, count depth."""

    depth = 0

    def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
        return ""

    def descend_resolver(self, _parent: object, _index: object) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH + 1:
            raise _TooDeep

    def ascend_resolver(self) -> None:
        self.depth -= 1


def _composer(text: str) -> Any:
    import yaml

    if not yaml.__with_libyaml__:
        return _python_composer()(text)
    return (_flat_composer() if _is_surely_flat(text) else _c_composer())(text)


def _is_surely_flat(text: str) -> bool:
    """Return whether a text cannot nest so deep that composing it, without counting, would exhaust the C stack.

    A block needs a further column for at least every second level; `{` right after `$` opens no mapping.
    """
    widest = max(map(len, text.splitlines()), default=0)
    return 2 * widest + text.count("[") + text.count("{") - text.count("${") < _SAFE_DEPTH


@lru_cache(maxsize=1)
def _flat_composer() -> Any:
    """The composer without a count of depth: calling back for each node would take a tenth of the whole load."""
    from yaml.cyaml import CParser  # type: ignore[attr-defined]

    class Composer(CParser):
        resolve = descend_resolver = ascend_resolver = "".format  # takes anything, gives ""

    return Composer


@lru_cache(maxsize=1)
def _c_composer() -> Any:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]

    class Composer(_Plain, CParser):
        pass

    return Composer


@lru_cache(maxsize=1)
def _python_composer() -> Any:
    from yaml.composer import Composer as PyComposer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class Composer(_Plain, Reader, Scanner, Parser, PyComposer):
        def __init__(self, text: str) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)
            PyComposer.__init__(self)

    return Composer


def _compose(text: str, problems: Problems) -> "yaml.Node | None":
    import yaml

    try:
        root: yaml.Node | None = _composer(text).get_single_node()
    except _TooDeep:
        problems.error(_first_too_deep(text), f"nested deeper than {MAX_DEPTH}", "flatten it")
    except yaml.reader.ReaderError as bad:
        place = _place_of_offset(text, bad.position)
        problems.error(place, "a control character is not allowed here", "delete it")
    except yaml.MarkedYAMLError as bad:
        if _is_too_deep(text):
            problems.error(_first_too_deep(text), f"nested deeper than {MAX_DEPTH}", "flatten it")
        elif (opened := _unclosed(text, _place_of(bad)[0])) is not None:
            problems.error(opened, "the text that begins here has no closing quote in its line", "add the quote")
        else:
            problems.error(_place_of(bad), _what(bad), _advice(bad, _sign_at(text, _place_of(bad))))
    except (yaml.YAMLError, RecursionError, ValueError):
        problems.error((1, 1), "this is not YAML that fieldkit reads", "compare it with a shipped form")
    else:
        if root is None:
            problems.error((1, 1), "the file is empty", "start from a shipped form")
        return root
    return None


def _is_too_deep(text: str) -> bool:
    """Return whether a text that cannot be read nests too deep before the place where reading ends."""
    import yaml

    try:
        (_c_composer() if yaml.__with_libyaml__ else _python_composer())(text).get_single_node()
    except _TooDeep:
        return True
    except yaml.YAMLError:
        return False
    return False


def _place_of(bad: "yaml.MarkedYAMLError") -> Place:
    mark = bad.problem_mark or bad.context_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _mark_place(mark: "Any") -> Place:
    return mark.line + 1, mark.column + 1


def _place_of_offset(text: str, offset: int) -> Place:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _what(bad: "yaml.MarkedYAMLError") -> str:
    if bad.context == "expected a single document in the stream":
        return "a second document starts here"
    if bad.problem and "alias" in bad.problem:
        return "an alias (*) is used"
    if bad.problem and "anchor" in bad.problem:
        return "an anchor (&) is used twice"
    return f"the YAML cannot be read: {bad.problem or bad.context}"


def _sign_at(text: str, place: Place) -> str:
    lines = text.split("\n")
    line = lines[place[0] - 1] if place[0] <= len(lines) else ""
    return line[place[1] - 1 : place[1]]


def _advice(bad: "yaml.MarkedYAMLError", sign: str) -> str:
    problem = bad.problem or ""
    if bad.context == "expected a single document in the stream":
        return "keep one form in one file"
    if "alias" in problem or "anchor" in problem:
        return f"write it out, or {_QUOTE}"
    if sign == "\t":
        return "indent with spaces, not tabs"
    if "cannot start any token" in problem:
        return f"{_QUOTE}: it begins with a sign that YAML keeps for itself"
    if "mapping values" in problem:
        return f"{_QUOTE} if it holds a colon; otherwise correct the indentation"
    if "expected ',' or" in problem:
        return f"{_QUOTE}: it holds a comma, a bracket or a number sign"
    return "check the indentation and the quotes of this line and the one before"


_OPENED = re.compile(r"""^[ ]*(?:- )?[\w.:-]+:[ ]+(["'])(.*)$""")
_LOOK_BACK = 40


def _unclosed(text: str, line: int) -> Place | None:
    """Return where a quoted text begins that is not closed in its own line, in the lines before a mistake.

    YAML lets a quoted text run over lines: one that was never closed shows as something wrong further down.
    """
    lines = text.split("\n")
    for number in range(min(line, len(lines)), max(0, line - _LOOK_BACK), -1):
        found = _OPENED.match(lines[number - 1])
        if found is not None:
            rest = found[2].replace('\\"', "").replace("''", "") if found[1] == "'" else found[2].replace('\\"', "")
            if found[1] not in rest:
                return number, found.start(1) + 1
    return None


def _events(text: str) -> Any:
    import yaml

    return yaml.parse(text, Loader=yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader)


def _first_too_deep(text: str) -> Place:
    import yaml

    depth = 0
    for event in _events(text):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return _mark_place(event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return 1, 1


def _refuse_anchors(text: str, problems: Problems) -> None:
    import yaml

    for event in _events(text):
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            sign = "an alias (*" if isinstance(event, yaml.AliasEvent) else "an anchor (&"
            place = _mark_place(event.start_mark)
            problems.error(place, f"{sign}{clean(anchor)[:40]}) is used", f"write it out, or {_QUOTE}")


class _Converter:
    """Turns composed nodes into ours, in one walk that finds tags, double keys, and what is nested too deep."""

    __slots__ = ("depth", "problems")

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.depth = 0

    def node(self, node: Any) -> Node:
        self.depth += 1
        made = self._node(node)
        self.depth -= 1
        return made

    def _node(self, node: Any) -> Node:
        if node.tag:
            self._tagged(node)
        kind = node.id  # "scalar", "sequence" or "mapping"
        mark = node.start_mark
        if self.depth > MAX_DEPTH and kind != "scalar":
            self.problems.error(_mark_place(mark), f"nested deeper than {MAX_DEPTH}", "flatten it")
            return Text("", mark, None)
        if kind == "scalar":
            value = node.value
            return Text(value if value.isprintable() else clean(value), mark, node.style)
        if kind == "sequence":
            convert = self.node
            return List([convert(item) for item in node.value], mark)
        return self._mapping(node)

    def _mapping(self, node: "yaml.Node") -> Map:
        entries: dict[str, Node] = {}
        keys: dict[str, yaml.Mark] = {}
        for key, value in node.value:
            name = key.value
            if key.id != "scalar":
                self.problems.error(_mark_place(key.start_mark), "a key must be plain text", _QUOTE)
                continue
            if key.tag:
                self._tagged(key)
            if not name.isprintable():
                name = clean(name)
            if name in entries:
                what = f"the key {quoted(name)} is given twice (first in line {keys[name].line + 1})"
                self.problems.error(_mark_place(key.start_mark), what, "keep one of the two")
            # The usual case in line: one call for each scalar would take a tenth of the whole load.
            if value.id == "scalar" and not value.tag and value.value.isprintable():
                entries[name] = Text(value.value, value.start_mark, value.style)
            else:
                entries[name] = self.node(value)
            keys[name] = key.start_mark
        return Map(entries, keys, node.start_mark)

    def _tagged(self, node: "yaml.Node") -> None:
        place = _mark_place(node.start_mark)
        self.problems.error(place, f"a tag ({quoted(clean(node.tag))}) is used", f"leave it out, or {_QUOTE}")
