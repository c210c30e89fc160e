"""Plain values as YAML in block style that fieldkit's strict reader reads back to the same values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = "str | Sequence[Value] | Mapping[str, Value]"

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
# Words that other YAML readers take for truth values or nothing; ours does not, an editor may.
_LOADED = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
MAX_KEY = 1_000
"""YAML itself ends a key after 1,024 characters."""


class Origin(dict[str, Value]):
    """A mapping that knows which row of which sheet it was made of."""

    def __init__(self, sheet: str, row: int) -> None:
        super().__init__()
        self.sheet = sheet
        self.row = row


class Lines:
    """The text so far, line by line, and where mappings with an origin begin."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.origins: dict[int, tuple[str, int]] = {}

    def text(self) -> str:
        return "\n".join((*self.lines, ""))


def write_yaml(document: Mapping[str, Value]) -> Lines:
    """Return a document as block-style lines, every value in quotes."""
    out = Lines()
    _mapping(out, document, 0, "")
    return out


def _mapping(out: Lines, values: Mapping[str, Value], depth: int, first: str) -> None:
    """Write keys; `first` is what stands before the first key on its line (a dash of a list)."""
    if isinstance(values, Origin):
        out.origins[len(out.lines) + 1] = (values.sheet, values.row)
    for key, value in values.items():
        lead = first or "  " * depth
        first = ""
        if not isinstance(value, str) and value:
            out.lines.append(f"{lead}{_key(key)}:")
            _inner(out, value, depth + 1)
        else:
            out.lines.append(f"{lead}{_key(key)}: {_leaf(value)}")


def _inner(out: Lines, value: Value, depth: int) -> None:
    if isinstance(value, Mapping):
        _mapping(out, value, depth, "")
        return
    for item in value:
        dash = "  " * depth + "- "
        if isinstance(item, Mapping) and item:
            _mapping(out, item, depth + 1, dash)
        else:
            out.lines.append(f"{dash}{_leaf(item)}")


def _leaf(value: Value) -> str:
    if isinstance(value, str):
        return quoted_text(value)
    return "{}" if isinstance(value, Mapping) else "[]"


def _key(key: str) -> str:
    return key if _PLAIN_KEY.match(key) and key.lower() not in _LOADED else quoted_text(key)


def quoted_text(text: str) -> str:
    """Return a text in double quotes with every character escaped that YAML could read otherwise."""
    return '"' + "".join(_escaped(text)) + '"'


def _escaped(text: str) -> Iterator[str]:
    for character in text:
        if character in _ESCAPED:
            yield _ESCAPED[character]
        elif character.isprintable() and character != "\ufeff":
            yield character
        else:
            code = ord(character)
            yield f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
