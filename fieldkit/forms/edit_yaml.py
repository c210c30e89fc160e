"""Change single values of a YAML file where they stand: comments, order and every other sign stay as they are.

The file must be one that `read_yaml` takes without a mistake: then it has no anchors, tags or deep nesting.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_WORDS_OF_YAML = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))
"""What other readers take for something else than a text."""


def compose(text: str) -> "yaml.MappingNode":
    """Return the root mapping with the marks of every value, as PyYAML composes it."""
    import yaml

    loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
    root = yaml.compose(text.removeprefix("\ufeff"), Loader=loader)
    if not isinstance(root, yaml.MappingNode):
        raise ValueError("not a mapping")
    return root


def entry(node: "yaml.Node | None", key: str) -> "yaml.Node | None":
    """Return a mapping's value; None where there is none."""
    import yaml

    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def quote(value: str) -> str:
    """Return a text in double quotes, on one line; what YAML takes for the end of a line is written out."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    safe = _UNSAFE.sub(lambda found: "\\u{:04x}".format(ord(found[0])), escaped)  # noqa: UP032 - Python 3.10
    return f'"{safe}"'


def key_of(name: str) -> str:
    """Return a key as it is written: in quotes only where other readers would misread it."""
    return name if _PLAIN_KEY.match(name) and name.lower() not in _WORDS_OF_YAML else quote(name)


class Edits:
    """Changes of one file, put in all at once. Each names the place in the text as it was."""

    def __init__(self, text: str) -> None:
        self._bom = "\ufeff" if text.startswith("\ufeff") else ""
        self._text = text.removeprefix("\ufeff")
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._changes: list[tuple[int, int, str]] = []

    def replace(self, node: "yaml.Node", rendered: str) -> None:
        """Put a rendered value in place of one that is there."""
        begin, end = node.start_mark.index, self._end_of(node)
        before = "" if begin == 0 or self._text[begin - 1] in " \n[{," else " "  # `key:` with nothing behind it
        self._changes.append((begin, end, before + rendered))

    def put(self, node: "yaml.MappingNode", key: str, rendered: str) -> None:
        """Set a key of a mapping: change its value, or add it behind the last one."""
        import yaml

        found = entry(node, key)
        if isinstance(found, yaml.CollectionNode) and not found.flow_style:
            name = next(name for name, value in node.value if value is found)
            colon = self._text.index(":", name.end_mark.index)  # what stood on lines below goes beside the key
            self._changes.append((colon + 1, self._end_of(found), f" {rendered}"))
        elif found is not None:
            self.replace(found, rendered)
        elif node.flow_style:
            self._add_in_flow(node, f"{key_of(key)}: {rendered}")
        else:
            self._add_line(node.value[-1][1], node.start_mark.column, f"{key_of(key)}: {rendered}")

    def put_after(self, node: "yaml.MappingNode", neighbour: str, key: str, rendered: str) -> None:
        """Set a key of a block mapping; a new one goes on the line below a neighbour, or at the end."""
        at = entry(node, neighbour)
        if entry(node, key) is not None or at is None or node.flow_style:
            self.put(node, key, rendered)
        else:
            self._add_line(at, node.start_mark.column, f"{key_of(key)}: {rendered}")

    def applied(self) -> str:
        """Return the changed text. Changes at one place are put in, in the order in which they were asked for."""
        out, at = [], 0
        for begin, end, new in sorted(self._changes, key=lambda change: change[:2]):
            if begin < at:
                raise ValueError("two changes of one place")
            out += [self._text[at:begin], new]
            at = end
        return self._bom + "".join([*out, self._text[at:]])

    def _add_in_flow(self, node: "yaml.MappingNode", rendered: str) -> None:
        if node.value:
            at = self._end_of(node.value[-1][1])
            self._changes.append((at, at, f", {rendered}"))
        else:
            at = node.start_mark.index + 1
            self._changes.append((at, at, rendered))

    def _add_line(self, last: "yaml.Node", column: int, rendered: str) -> None:
        """Add a line below that in which a value ends; a comment behind the value stays with it."""
        end = self._end_of(last)
        line_end = self._text.find("\n", end)
        at = len(self._text) if line_end < 0 else line_end - (1 if self._text[line_end - 1 : line_end] == "\r" else 0)
        self._changes.append((at, at, f"{self._newline}{' ' * column}{rendered}"))

    def _end_of(self, node: "yaml.Node") -> int:
        """Return where a value ends: PyYAML lets what stands in a block end where the next thing begins."""
        import yaml

        if isinstance(node, yaml.ScalarNode):
            if node.style not in ("|", ">"):
                return node.end_mark.index
            begin, end = node.start_mark.index, node.end_mark.index
            return begin + len(self._text[begin:end].rstrip())
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            return node.end_mark.index
        last = node.value[-1]
        return self._end_of(last[1] if isinstance(node, yaml.MappingNode) else last)
