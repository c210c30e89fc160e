"""A text of several lines as it is drawn: where each row begins and ends, and how the cursor moves between rows."""

from dataclasses import dataclass

from fieldkit.ui.text import width_of


@dataclass(frozen=True, slots=True)
class Span:
    """One drawn row: the characters from `start` up to `end`; `next` is where the following row starts."""

    start: int
    end: int
    next: int


def rows_of(text: str, columns: int) -> tuple[Span, ...]:
    """Return the rows of a text that is wrapped at spaces; a line end always begins a new row. At least one row."""
    rows: list[Span] = []
    start = 0
    for line in text.split("\n"):
        rows.extend(_wrapped(line, start, max(columns, 2)))
        start += len(line) + 1
    return tuple(rows)


def _wrapped(line: str, offset: int, columns: int) -> list[Span]:
    rows: list[Span] = []
    start = 0
    while True:
        fits = _fitting(line, start, columns)
        if fits >= len(line):
            return [*rows, Span(offset + start, offset + len(line), offset + len(line) + 1)]
        space = line.rfind(" ", start, fits + 1)
        end, following = (space, space + 1) if space > start else (fits, fits)
        rows.append(Span(offset + start, offset + end, offset + following))
        start = following


def _fitting(line: str, start: int, columns: int) -> int:
    """Return how far the characters from `start` on fit into the columns; at least one character does."""
    if line.isascii():
        return max(start + columns, start + 1)
    taken, at = 0, start
    while at < len(line):
        taken += width_of(line[at])
        if taken > columns:
            return max(at, start + 1)
        at += 1
    return at


def row_at(rows: tuple[Span, ...], cursor: int) -> int:
    """Return on which row the cursor stands."""
    return next((number for number, row in enumerate(rows) if cursor < row.next), len(rows) - 1)


def moved(text: str, cursor: int, columns: int, steps: int) -> int:
    """Return where the cursor stands some rows further down (or up), as near to its column as the row allows."""
    rows = rows_of(text, columns)
    at = row_at(rows, cursor)
    target = rows[min(max(at + steps, 0), len(rows) - 1)]
    return min(target.start + cursor - rows[at].start, _last(target))


def line_start(text: str, cursor: int, columns: int) -> int:
    """Return where the row with the cursor begins."""
    rows = rows_of(text, columns)
    return rows[row_at(rows, cursor)].start


def line_end(text: str, cursor: int, columns: int) -> int:
    """Return where the row with the cursor ends."""
    rows = rows_of(text, columns)
    return _last(rows[row_at(rows, cursor)])


def _last(row: Span) -> int:
    """Return the last place of the cursor on a row: one that was cut inside a word ends before its last character."""
    return row.end if row.end < row.next else max(row.end - 1, row.start)
