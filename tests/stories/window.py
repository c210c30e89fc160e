"""A terminal window as a person has it: a second screen for full-screen programs, and a scrollback that keeps the rest.

pyte knows neither; without them a test could not tell what stays behind when a program has left.
"""

from copy import deepcopy
from typing import Any

import pyte

SECOND_SCREEN = 1049 << 5
"""xterm's private mode 1049, as pyte counts private modes."""
BRACKETED_PASTE = 2004 << 5


class Window(pyte.Screen):
    """A screen with scrollback. `second=False` is a terminal without a second screen, like an old Linux console."""

    def __init__(self, columns: int, rows: int, *, second: bool = True) -> None:
        self.past: list[str] = []
        self._second = second
        self._first_screen: tuple[Any, Any] | None = None
        super().__init__(columns, rows)

    @property
    def rows_shown(self) -> list[str]:
        """The rows of the screen, right ends trimmed."""
        return [row.rstrip() for row in self.display]

    @property
    def everything(self) -> str:
        """All that somebody can see by scrolling up: the past, the screen, and the screen behind a full screen."""
        behind = [] if self._first_screen is None else [self._text(row) for row in self._first_screen[0].values()]
        return "\n".join([*self.past, *behind, *self.rows_shown])

    @property
    def pastes_in_brackets(self) -> bool:
        return BRACKETED_PASTE in self.mode

    def index(self) -> None:
        """Keep the line that leaves at the top, except on the second screen."""
        bottom = self.lines - 1 if self.margins is None else self.margins.bottom
        if self.cursor.y == bottom and self._first_screen is None:
            self.past.append(self._text(self.buffer[0]))
        super().index()

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        """3 erases the scrollback as well, as xterm does."""
        super().erase_in_display(how, *args, **kwargs)
        if how == 3:
            self.past.clear()

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        super().set_mode(*modes, **kwargs)
        if self._second and 1049 in modes and self._first_screen is None:
            self._first_screen = (deepcopy(self.buffer), deepcopy(self.cursor))
            super().erase_in_display(2)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        if 1049 in modes and self._first_screen is not None:
            self.buffer, self.cursor = self._first_screen
            self._first_screen = None
            self.dirty.update(range(self.lines))

    def _text(self, row: Any) -> str:
        return "".join(row[column].data for column in range(self.columns)).rstrip()
