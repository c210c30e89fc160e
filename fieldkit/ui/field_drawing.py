"""Draw what a person is filling in: a typed line, a text of several lines, a list of choices."""

from fieldkit.forms.interview import Choice
from fieldkit.ui import lines
from fieldkit.ui.fields import ChoiceField, TextField
from fieldkit.ui.messages import say
from fieldkit.ui.rows import Block, Row
from fieldkit.ui.text import chop, shorten, width_of, wrap


def columns_for(width: int) -> int:
    """Return how many columns a typed row has on a screen of this width."""
    return max(width - 5, 4)


def draw_text(field: TextField, width: int, most: int, style: str = "class:typed") -> Block:
    """Draw what is typed, folded where it is long, and at most `most` rows of it around the cursor."""
    pieces, row, column = _written(field, columns_for(width)) if field.multiline else _folded(field, columns_for(width))
    first = min(max(row - most + 1, 0), max(len(pieces) - most, 0))
    rows = tuple(
        (("class:arrow", " > " if first + i == 0 else "   "), (style, piece))
        for i, piece in enumerate(pieces[first : first + most])
    )
    return Block(rows, (row - first, 3 + column))


def _folded(field: TextField, columns: int) -> tuple[list[str], int, int]:
    """Return one long line cut into rows, and the row and column of the cursor."""
    before = chop(field.text[: field.cursor], columns)
    pieces = chop(field.text, columns)
    row, column = len(before) - 1, width_of(before[-1])
    if column >= columns:
        row, column = row + 1, 0
    return pieces + [""] * (row + 1 - len(pieces)), row, column


def _written(field: TextField, columns: int) -> tuple[list[str], int, int]:
    """Return a text of several lines as rows, and the row and column of the cursor."""
    rows = lines.rows_of(field.text, columns)
    at = lines.row_at(rows, field.cursor)
    return [field.text[r.start : r.end] for r in rows], at, width_of(field.text[rows[at].start : field.cursor])


def draw_choices(field: ChoiceField, width: int, language: str) -> Block:
    """Draw the choices that the search leaves; `_window` shows the part around the arrow."""
    visible = field.visible()
    rows: list[Row] = []
    starts: list[int] = []
    for position in visible:
        starts.append(len(rows))
        rows.extend(_choice_rows(field, position, width))
    top: tuple[Row, ...] = ()
    if field.query:
        searched = shorten(field.query, width // 2)
        top = ((("", f" {say(language, 'search')}: "), ("class:typed", searched)),)
    place = visible.index(field.cursor) if field.cursor in visible else 0
    at = starts[place] if starts else 0
    return Block(tuple(rows), (at, 1), top)


def _choice_rows(field: ChoiceField, position: int, width: int) -> list[Row]:
    choice: Choice = field.choices[position]
    pointed = position == field.cursor
    number = field.sign(position).rjust(len(str(len(field.choices))))
    mark = field.mark(position)
    indent = 3 + len(number) + 2 + len(mark)
    style = "class:pointed" if pointed else ""
    first, *rest = wrap(choice.label, width - indent - 1)
    arrow = ("class:arrow", " > " if pointed else "   ")
    rows: list[Row] = [(arrow, (style, f"{number}  {mark}{first}"))]
    return rows + [(("", " " * indent), (style, line)) for line in rest]
