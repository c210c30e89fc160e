"""A page that is only read, as a value: lines, what Enter does, which fixed keys it knows."""

from dataclasses import dataclass

from fieldkit.ui.keys import Command

LEAVING = (Command.HELP, Command.LEAVE, Command.DANGER, Command.QUICK_EXIT)
"""The keys of a page that belongs to an interview."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that is only read; `how` says what Enter does, `keys` are the commands it knows besides.

    `rests`: nothing locks while it is shown. `waits`: plain mode waits for Enter, too. `mark` stands above it all: that
    this is practice.
    """

    title: str
    lines: tuple[str, ...]
    how: str
    language: str
    keys: tuple[Command, ...] = ()
    rests: bool = False
    waits: bool = False
    mark: str = ""
