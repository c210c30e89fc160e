"""Progress of work that takes over a second: a bar on a terminal, now and then a line in plain mode, else nothing."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from fieldkit.ui.messages import current, say
from fieldkit.ui.streams import can_draw, colour_wanted, is_terminal
from fieldkit.ui.text import one_line

PATIENCE = 1.0
"""Seconds before anything is shown."""

EVERY = 5.0
"""Seconds between two lines in plain mode."""

Advance = Callable[[int], None]


@contextmanager
def progress(
    label: str,
    total: int,
    *,
    plain: bool = False,
    stderr: TextIO | None = None,
    seconds: Callable[[], float] = time.monotonic,
) -> Iterator[Advance]:
    """Yield a function to call with the number of steps done since the last call."""
    err = stderr or sys.stderr
    if not is_terminal(err):
        yield lambda _: None
    elif plain or not can_draw():
        yield _lines(one_line(label), total, err, seconds)
    else:
        with _bar(one_line(label), total, err, seconds) as advance:
            yield advance


def _lines(label: str, total: int, err: TextIO, seconds: Callable[[], float]) -> Advance:
    done, due = 0, seconds() + PATIENCE

    def advance(steps: int) -> None:
        nonlocal done, due
        done += steps
        if seconds() >= due:
            due = seconds() + EVERY
            err.write(f"{label}: {say(current(), 'of', number=done, total=total)}\n")
            err.flush()

    return advance


@contextmanager
def _bar(label: str, total: int, err: TextIO, seconds: Callable[[], float]) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(file=err, no_color=not colour_wanted(), highlight=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(30), MofNCompleteColumn())
    bar = Progress(*columns, console=console, transient=True)
    task, begun = bar.add_task(label, total=total), seconds()

    def advance(steps: int) -> None:
        bar.advance(task, steps)
        if not bar.live.is_started and seconds() - begun >= PATIENCE:
            bar.start()

    try:
        yield advance
    finally:
        bar.stop()
