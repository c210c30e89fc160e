"""Text made safe and cut to measure: control characters out, lines wrapped by display width. No output happens here."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

_ESCAPES = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: window title, clipboard, links
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # DCS, SOS, PM, APC strings
    r"|[\x1b]\[[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor
    r"|\x9b[0-?]*[ -/]*[@-~]?"  # CSI as one C1 character
    r"|\x1b[ -/]*[0-~]?"  # every other escape
)
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction overrides: text that reads otherwise than it is
    "\u2028\u2029\ufeff\ud800-\udfff]"
)


_SPACE_IN_NUMBER = re.compile(r"(?<=\d) (?=\d{2,})")
_GLUE = "\ue000"
"""Stands for a space that no line ends at: one column wide, no blank to `split`, in no alphabet."""

Thing = TypeVar("Thing")
READABLE = 100
"""The widest line of prose, also on a wide screen."""


def clean(text: str) -> str:
    """Return text without terminal escapes, control and direction characters; line ends stay, tabs become spaces."""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return _CONTROLS.sub("", _ESCAPES.sub("", text))


def one_line(text: str) -> str:
    """Return cleaned text on one line, spaces not doubled."""
    return " ".join(clean(text).split())


def width_of(text: str) -> int:
    """Return how many columns a text takes."""
    from wcwidth import wcswidth

    return len(text) if text.isascii() else max(wcswidth(text), 0)


def some_of(things: Sequence[Thing], most: int, line: Callable[[Thing], str], rest: Callable[[int], str]) -> list[str]:
    """Return a line for each of so many things, and one that counts the `rest`: a flood of one kind must hide nothing
    else that is said."""
    more = len(things) - most
    return [*map(line, things[:most]), *([rest(more)] if more > 0 else [])]


def wrap(text: str, width: int) -> tuple[str, ...]:
    """Break cleaned text into lines of at most `width` columns, at spaces where there are any, but not inside a number
    written in groups: a telephone number that goes on in the next line is dialled wrong or copied by half."""
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        lines.extend(_wrap_paragraph(paragraph, max(width, 2)))
    return tuple(lines)


def wrap_indented(line: str, width: int) -> tuple[str, ...]:
    """Wrap one line, keeping its own indent, and a list mark before it, on the lines that follow. One that fits stays
    as it is: a row of a table keeps its columns."""
    line = clean(line)
    if width_of(line) <= width and "\n" not in line:
        return (line,)
    body = line.lstrip(" ")
    indent = len(line) - len(body)
    hang = 2 if body.startswith(("- ", "! ", "+ ", "? ")) else 0
    parts = wrap(body[hang:], width - indent - hang)
    first = " " * indent + body[:hang] + parts[0]
    return (first, *(" " * (indent + hang) + part for part in parts[1:]))


def _wrap_paragraph(paragraph: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in _words(paragraph, width):
        candidate = f"{line} {word}" if line else word
        if width_of(candidate) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = chop(word, width)
        lines.extend(full)
    return [part.replace(_GLUE, " ") for part in (*lines, line)]


def _words(paragraph: str, width: int) -> list[str]:
    """Return what no line is broken inside; a number in groups that no line can hold is broken like other words."""
    glued = _SPACE_IN_NUMBER.sub(_GLUE, paragraph).split()
    kept = [word if width_of(word) <= width else word.replace(_GLUE, " ") for word in glued]
    return [part for word in kept for part in word.split(" ")]


def chop(text: str, width: int) -> list[str]:
    """Cut text into pieces of at most `width` columns wherever they fall; at least one piece."""
    if text.isascii():
        return [text[start : start + width] for start in range(0, len(text), width)] or [""]
    pieces, piece, taken = [], "", 0
    for character in text:
        columns = width_of(character)
        if taken + columns > width and piece:
            pieces.append(piece)
            piece, taken = "", 0
        piece, taken = piece + character, taken + columns
    return [*pieces, piece]


def shorten(text: str, width: int) -> str:
    """Return text on one line of at most `width` columns; three dots say that something was cut."""
    text = one_line(text)
    if width_of(text) <= width:
        return text
    return chop(text, max(width - 3, 1))[0].rstrip() + "..."[: max(width, 0)]


def fold(text: str) -> str:
    """Return text as it is compared in a search: no accents, no case."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def fitted(lines: Sequence[str], columns: int) -> list[str]:
    """Return lines with those that are wider than the screen wrapped at spaces; the others stay as they are."""
    width = max(min(columns, READABLE) - 1, 10)
    return [
        part for line in lines for part in (wrap_indented(line, width) if width_of(clean(line)) > width else (line,))
    ]
