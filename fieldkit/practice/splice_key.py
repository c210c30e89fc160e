"""Put an answer key into a vignette's file and leave everything else as it is. docs/practice-format.md 9."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fieldkit.forms.plain_yaml import plain
from fieldkit.forms.yaml_reader import Map, read_yaml

if TYPE_CHECKING:
    import yaml

_BOM: Final = b"\xef\xbb\xbf"
_STEP: Final = 2
_COMMENTS: Final = re.compile(r"(?:[ ]+#[^\n]*(?:\n|\Z))+")
"""Comments right below the key, indented as its parts are."""
_OTHER: Final = "something else in the file would change with it"


class NoPlace(Exception):
    """The key has no place of its own in the file. `why` is said to its author."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Split:
    """A file as text around its key: what stands before, the parts of the key as they are written, what stands after.

    A part is `name: value` with its lines, indented by `_STEP` columns; `answers` are those of the answers likewise.
    """

    mark: bytes
    before: str
    after: str
    line_end: str
    there: bool
    parts: Mapping[str, str]
    answers: Mapping[str, str]


def split(data: bytes) -> Split:
    """Return a file around its key. It was read without mistakes of YAML. Raises: NoPlace."""
    import yaml

    mark = _BOM if data.startswith(_BOM) else b""
    text = data[len(mark) :].decode()
    line_end = "\r\n" if "\r\n" in text else "\n"
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style or root.start_mark.column:
        raise NoPlace("its keys do not stand on lines of their own, from the first column")
    found = next(((key, value) for key, value in root.value if key.value == "key"), None)
    if found is None:
        ended = text if not text or text.endswith("\n") else text + line_end
        return Split(mark, ended, "", line_end, False, {}, {})
    key, value = found
    start, end = key.start_mark.index - key.start_mark.column, _line_end(text, _end(value, text))
    below = _COMMENTS.match(text, end)
    end = below.end() if below is not None else end
    parts = _parts(value, text)
    answers = next((inner for name, inner in _pairs(value) if name.value == "answers"), None)
    return Split(mark, text[:start], text[end:], line_end, True, parts, _parts(answers, text) if answers else {})


def joined(around: Split, block: str) -> bytes:
    """Return the file with another key. `block` has its lines, the last one ended, with plain newlines."""
    own = block.replace("\r\n", "\n").replace("\n", around.line_end)
    return around.mark + (around.before + own + around.after).encode()


def must_keep(old: bytes, new: bytes) -> None:
    """Look whether a file with another key says the same outside it. Raises: NoPlace."""
    before, _ = read_yaml(old)
    after, wrong = read_yaml(new)
    if wrong or not isinstance(before, Map) or not isinstance(after, Map) or "key" not in after.entries:
        raise NoPlace(_OTHER)
    kept = [{name: plain(node) for name, node in root.entries.items() if name != "key"} for root in (before, after)]
    if kept[0] != kept[1]:
        raise NoPlace(_OTHER)


# --- where things end ------------------------------------------------------------------------------------------


def _pairs(node: Any) -> "list[tuple[yaml.Node, yaml.Node]]":
    return node.value if node.id == "mapping" else []


def _parts(node: Any, text: str) -> dict[str, str]:
    """Return each entry of a mapping as it is written, at a column of `_STEP`."""
    return {str(key.value): _part(key, value, text, in_flow=bool(node.flow_style)) for key, value in _pairs(node)}


def _part(key: Any, value: Any, text: str, *, in_flow: bool) -> str:
    end = _end(value, text)
    if in_flow:
        return f"{' ' * _STEP}{text[key.start_mark.index : end]}\n"
    column = key.start_mark.column
    lines = (
        text[key.start_mark.index - column : _line_end(text, end)].replace("\r\n", "\n").removesuffix("\n").split("\n")
    )
    return "".join(f"{_shifted(line, _STEP - column)}\n" for line in lines)


def _shifted(line: str, by: int) -> str:
    """Return a line moved to the right, or as far to the left as it can go."""
    if not line.strip():
        return line
    indent = len(line) - len(line.lstrip(" "))
    return " " * max(0, indent + by) + line[indent:]


def _end(node: Any, text: str) -> int:
    """Return where a node ends, without the space, the lines and the comments behind it."""
    last = node.value[-1] if node.id != "scalar" and not node.flow_style and node.value else None
    if last is not None:
        return _end(last[1] if node.id == "mapping" else last, text)
    end = int(node.end_mark.index)
    if node.id == "scalar" and node.style in ("|", ">"):
        return len(text[:end].rstrip())
    return end


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
