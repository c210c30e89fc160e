"""Show what a command returned: lines and tables for people, JSON for machines, errors with what to do next."""

import io
import json
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from fieldkit.errors import FieldkitError
from fieldkit.result import Json, Result, Table, envelope, error_envelope
from fieldkit.ui.error_words import error_lines, error_words
from fieldkit.ui.messages import FALLBACK, current, say
from fieldkit.ui.streams import colour_wanted, columns_of, is_terminal
from fieldkit.ui.text import clean, fitted, one_line, width_of

_STACK_BELOW = 60
_HIDDEN_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def show(
    result: Result,
    command: str,
    *,
    as_json: bool = False,
    plain: bool = False,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> None:
    """Write a result: data to stdout, warnings to stderr."""
    out, err = stdout or sys.stdout, stderr or sys.stderr
    if as_json:
        write_json(envelope(command, result), out)
        return
    for line in _fitting(result.lines, out, plain):
        out.write(clean(line) + "\n")
    if result.table is not None:
        show_table(result.table, out, plain=plain)
    for line in _fitting(result.after, out, plain):
        out.write(clean(line) + "\n")
    out.flush()
    warnings = [say(current(), "talk.warning", what=clean(warning)) for warning in result.warnings]
    for line in _fitting(warnings, err, plain):
        err.write(line + "\n")
    err.flush()


def show_error(
    error: FieldkitError,
    command: str,
    *,
    as_json: bool = False,
    plain: bool = False,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> None:
    """Write an error with its code, then what to do, on stderr, in the person's language; with --json the envelope on
    stdout as well, and all of it in English: that is for programs."""
    err = stderr or sys.stderr
    if as_json:
        envelope = error_envelope(command, error.code, clean(str(error)), clean(error.advice))
        write_json(envelope, stdout or sys.stdout)
    told = [clean(line) for line in error_lines(error, FALLBACK if as_json else current())]
    for line in _fitting(told, err, plain):
        err.write(line + "\n")
    err.flush()


class _Page(io.StringIO):
    """Lines on their way to a page; the canvas sees to what the terminal cannot show."""

    encoding = "utf-8"


def told(result: Result) -> tuple[str, ...]:
    """Return a result as lines for a page of the full screen, its table as wide as the terminal."""
    lines = list(result.lines)
    if result.table is not None:
        drawn = _Page()
        _fitted_table(result.table, drawn, shutil.get_terminal_size((80, 24)).columns - 2)
        lines += [*([""] if lines else []), *drawn.getvalue().rstrip("\n").split("\n")]
    return tuple(clean(line) for line in (*lines, *result.after, *(f"! {warning}" for warning in result.warnings)))


def told_error(error: FieldkitError) -> tuple[str, ...]:
    """Return an error as lines for a page of the full screen."""
    message, advice = error_words(error, current())
    told_lines = (f"! {message} [{error.code}]", *((advice,) if advice else ()))
    return tuple(clean(line) for line in told_lines)


def _fitting(lines: Sequence[str], stream: TextIO, plain: bool) -> Sequence[str]:
    """Wrap lines at words on a terminal; in plain mode, in files and pipes each line stays whole."""
    return lines if plain or not is_terminal(stream) else fitted(lines, columns_of(stream))


def write_json(value: Mapping[str, Json], out: TextIO) -> None:
    """Write JSON; characters that a terminal acts on become \\u escapes: the data stays whole, the screen safe."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    out.write(_HIDDEN_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n")
    out.flush()


def show_table(table: Table, out: TextIO, *, plain: bool = False) -> None:
    """Draw a table on a terminal; elsewhere one line per row with tabs, headings first."""
    if plain or not is_terminal(out):
        for row in (table.columns, *table.rows):
            out.write("\t".join(one_line(cell) for cell in row) + "\n")
        return
    _fitted_table(table, out, shutil.get_terminal_size((80, 24)).columns)


def _fitted_table(table: Table, out: TextIO, width: int) -> None:
    if width < _STACK_BELOW and len(table.columns) > 3:
        _stacked(table, out)
        return
    _drawn(table, out, width)


def _stacked(table: Table, out: TextIO) -> None:
    """Write each row as `column: value` lines: a grid of narrow columns cannot be read."""
    for row in table.rows:
        for name, cell in zip(table.columns, row, strict=True):
            out.write(f"{one_line(name)}: {one_line(cell)}\n")
        out.write("\n")


def _drawn(table: Table, out: TextIO, width: int) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    console = Console(file=out, width=width, no_color=not colour_wanted(), highlight=False, emoji=False, markup=False)
    shape = box.SIMPLE_HEAD if (out.encoding or "").lower().replace("-", "") == "utf8" else box.ASCII2
    grid = Grid(box=shape, pad_edge=False, show_edge=False)
    whole = _whole(table, width)
    for name in table.columns:
        grid.add_column(Text(one_line(name)), overflow="fold", no_wrap=name in whole)
    for row in table.rows:
        grid.add_row(*(Text(one_line(cell)) for cell in row))
    console.print(grid)


def _whole(table: Table, width: int) -> tuple[str, ...]:
    """Return the columns of names and codes, which are typed elsewhere and are not broken: those without a space, from
    the left, as long as a quarter of the width is left to the others."""
    found, left = [], width * 3 // 4
    for number, name in enumerate(table.columns):
        cells = [row[number] for row in table.rows]
        left -= 0 if any(map(_spaced, cells)) else 3 + max(map(width_of, (name, *cells)))
        if left >= 0 and not any(map(_spaced, cells)):
            found.append(name)
    return tuple(found)


def _spaced(cell: str) -> bool:
    return " " in one_line(cell).strip()
