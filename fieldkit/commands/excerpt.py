"""The line of a form where something is wrong, with a caret under the place."""

import re
import shutil

from fieldkit.ui.text import clean, width_of

WIDTH = 79
INDENT = 4
_CUT = "..."
_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What YAML counts as the end of a line."""


def lines_of(data: bytes) -> list[str]:
    """Return the lines of a file as YAML counts them; what is no UTF-8 shows as a sign of its own."""
    return _LINE_ENDS.split(data.decode("utf-8-sig", "replace"))


def excerpt(lines: list[str], line: int, column: int) -> tuple[str, ...]:
    """Return the line and a caret line, both indented; nothing where the place is the whole file.

    `column` counts characters from 1. Escapes go, a tab takes four columns, and a long line is cut around the place.
    """
    if not 1 <= line <= len(lines) or column < 1:
        return ()
    raw = lines[line - 1]
    before, after = _shown(raw[: column - 1]), _shown(raw[column - 1 :])
    if not (before + after).strip():
        return ()
    room = min(WIDTH, shutil.get_terminal_size((WIDTH + 1, 24)).columns - 1) - INDENT
    if width_of(before + after) > room:
        before, after = _cut_around(before, after, room)
    return " " * INDENT + (before + after).rstrip(), " " * (INDENT + width_of(before)) + "^"


def _shown(text: str) -> str:
    return clean(text.replace("\t", "    "))


def _cut_around(before: str, after: str, room: int) -> tuple[str, str]:
    """Keep two thirds of the room before the place at most; what is cut is three dots."""
    least = min(width_of(after), room // 3)
    before = _end_of(before, room - least)
    return before, _start_of(after, room - width_of(before))


def _end_of(text: str, room: int) -> str:
    if width_of(text) <= room:
        return text
    kept = text
    while kept and width_of(kept) > room - len(_CUT):
        kept = kept[max(1, (width_of(kept) - room) // 2) :]
    return _CUT + kept


def _start_of(text: str, room: int) -> str:
    if width_of(text) <= room:
        return text
    kept = text
    while kept and width_of(kept) > room - len(_CUT):
        kept = kept[: -max(1, (width_of(kept) - room) // 2)]
    return kept + _CUT
