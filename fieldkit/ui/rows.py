"""Rows of styled text, and how the parts of a screen share the height there is. No terminal is touched here.

Style names are those of `canvas.STYLE`. Nothing is said by colour alone: the arrow, [x], "!" and words carry it too.
"""

from dataclasses import dataclass
from typing import TypeAlias

from fieldkit.ui.messages import say
from fieldkit.ui.text import shorten

Span: TypeAlias = "tuple[str, str]"
Row: TypeAlias = "tuple[Span, ...]"

NARROW = 60
"""Columns from which on form, code, progress and language share a line."""

CRAMPED = 6
"""Rows for the question below which head and keys give way."""

LEAST = 4
"""Rows of a list that stay where the words of a practice interview need the room: three lines, and which they are."""

EMPTY: Row = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished screen: at most `height` rows, where the cursor stands, whether the text needs Page Down, how many
    columns a typed row has."""

    rows: tuple[Row, ...]
    cursor: tuple[int, int]
    text_overflows: bool = False
    scroll: int = 0
    columns: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows, one of which (`at` = row, column) is where the person works; `top` stays when the rows scroll."""

    rows: tuple[Row, ...]
    at: tuple[int, int] = (0, 0)
    top: tuple[Row, ...] = ()


def fit(
    head: list[Row],
    text: list[Row],
    field: Block,
    notes: list[Row],
    foot: list[Row],
    size: tuple[int, int],
    scroll: int,
    language: str,
    first: int = 0,
) -> Drawn:
    """Put the parts together in the height there is: first the air goes, then text scrolls, then the list does. The
    `first` rows of the text are seen before it scrolls: for them the list gives way, down to LEAST rows."""
    width, height = size
    room = height - len(head) - len(foot) - len(field.top)
    airy = room >= len(text) + len(field.rows) + len(notes) + 3 + (1 if notes else 0)
    air = [EMPTY] if airy else []
    below = [*(air if notes else []), *notes]
    room = max(room - len(below) - 2 * len(air), 2)
    wanted = len(field.rows)
    for_field = wanted if len(text) + wanted + 1 <= room else min(wanted, max(room // 2, room - len(text) - 1))
    if first:
        after = 1 if len(text) > first else 0  # the line that says that there is more
        for_field = min(for_field, max(room - 1 - first - after, min(wanted, LEAST)))
    for_text = max(room - for_field - 1, 1)
    shown_text, scroll = _scroll(text, scroll, for_text, language, width)
    shown_field, at_row = _window(field, for_field, language)
    rows = [*head, *air, *shown_text, EMPTY, *field.top]
    cursor = (len(rows) + at_row, field.at[1])
    rows += [*shown_field, *below]
    rows += [EMPTY] * (height - len(rows) - len(foot))
    rows = [*rows[: max(height - len(foot), 0)], *foot][:height]
    return Drawn(tuple(rows), (min(cursor[0], height - 1), cursor[1]), len(text) > for_text, scroll)


def _scroll(text: list[Row], scroll: int, room: int, language: str, width: int) -> tuple[list[Row], int]:
    if len(text) <= room:
        return text, 0
    room = max(room - 1, 1)
    scroll = min(scroll, len(text) - room)
    marks = [
        *([say(language, "more.above")] if scroll > 0 else []),
        *([say(language, "more.below")] if scroll < len(text) - room else []),
    ]
    line = shorten(f"({', '.join(marks)})", width - 2)
    return [*text[scroll : scroll + room], row("class:hint", line, 1)], scroll


def _window(field: Block, room: int, language: str) -> tuple[list[Row], int]:
    rows, at = list(field.rows), field.at[0]
    if len(rows) <= room:
        return rows, at
    room = max(room - 1, 1)
    first = min(max(at - room // 2, 0), len(rows) - room)
    line = say(language, "shown", first=first + 1, last=first + room, total=len(rows))
    return [*rows[first : first + room], row("class:hint", f"({line})", 3)], at - first


def row(style: str, text: str, indent: int = 0) -> Row:
    return ((style, " " * indent + text),)


def rule(width: int) -> Row:
    return (("class:rule", "\u2500" * width),)
