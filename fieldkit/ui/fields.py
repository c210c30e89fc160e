"""What a person is filling in, a list of choices or a line of text, as a value: a key gives a new one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from fieldkit.forms.interview import Choice
from fieldkit.ui import lines
from fieldkit.ui.keys import Key
from fieldkit.ui.text import clean, fold

MAX_TEXT = 4000
"""Characters in one typed answer."""

FILTER_FROM = 10
"""Lists from this length on can be searched by typing letters."""

PAGE = 8
"""How many choices Page Up and Page Down pass over."""


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """A list with an arrow. Nothing is chosen beforehand: Enter pressed twice must not answer the next question.

    `many`: Space marks. `ranked`: Space gives the next place. `signs` stand before the choices instead of numbers.
    `found` is what the search leaves, worked out once for each key; None is the whole list. `masked`: choices whose
    marks are hidden.
    """

    choices: tuple[Choice, ...]
    many: bool = False
    ranked: bool = False
    order: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    cursor: int | None = None
    marked: frozenset[str] = frozenset()
    query: str = ""
    digits: str = ""
    found: tuple[int, ...] | None = None
    masked: frozenset[str] = frozenset()

    @property
    def searchable(self) -> bool:
        return len(self.choices) >= FILTER_FROM

    def visible(self) -> Sequence[int]:
        """Return the positions of the choices that the search leaves."""
        return range(len(self.choices)) if self.found is None else self.found

    def sign(self, position: int) -> str:
        """Return what is typed for a choice: its number, or its own sign."""
        return self.signs[position] if self.signs else str(position + 1)

    def mark(self, position: int) -> str:
        """Return whether a choice is marked, or its place in the order."""
        value = self.choices[position].value
        if value in self.masked:
            return "[.] "
        if self.ranked:
            width = len(str(len(self.choices)))
            return f"[{str(self.order.index(value) + 1) if value in self.order else '':>{width}}] "
        return ("[x] " if value in self.marked else "[ ] ") if self.many else ""

    def answer(self) -> str | tuple[str, ...] | None:
        """Return the chosen value, the marked values in the order of the list, the whole order, or None.

        The last place of an order needs no key: one choice is left for it.
        """
        if self.ranked:
            left = [c.value for c in self.choices if c.value not in self.order]
            return (*self.order, *left) if len(left) < 2 and self.order else None
        if self.many:
            return tuple(c.value for c in self.choices if c.value in self.marked) or None
        return None if self.cursor is None else self.choices[self.cursor].value

    def press(self, key: Key | str) -> "ChoiceField":
        """Return the field after a key or a typed character."""
        if isinstance(key, Key):
            return self._move(key)
        if (key.isdecimal() and key.isascii()) or key in self.signs:
            return self._number(key)
        if key == " " and (self.many or self.ranked):
            return self._toggle()
        if self.searchable and key.isprintable() and (key != " " or self.query):
            return self._search((self.query + key)[:60])
        return self

    def _move(self, key: Key) -> "ChoiceField":
        if key is Key.BACKSPACE and self.query:
            return self._search(self.query[:-1])
        steps = {Key.UP: -1, Key.DOWN: 1, Key.PAGE_UP: -PAGE, Key.PAGE_DOWN: PAGE, Key.HOME: -9999, Key.END: 9999}
        visible = self.visible()
        if key not in steps or not visible:
            return self
        if self.cursor is None or self.cursor not in visible:
            place = len(visible) - 1 if key is Key.UP or key is Key.END else 0
        else:
            place = min(max(visible.index(self.cursor) + steps[key], 0), len(visible) - 1)
        return replace(self, cursor=visible[place], digits="")

    def _number(self, digit: str) -> "ChoiceField":
        """Move to a number. A search may leave 16 and not 1: its first digit waits and points at nothing yet."""
        signs = {self.sign(position): position for position in self.visible()}
        for digits in (self.digits + digit, digit):
            if digits in signs:
                return replace(self, cursor=signs[digits], digits=digits)
            if any(sign.startswith(digits) for sign in signs):
                return replace(self, cursor=None, digits=digits)
        return self

    def _toggle(self) -> "ChoiceField":
        if self.cursor is None:
            return self
        value = self.choices[self.cursor].value
        if self.ranked:
            taken = value in self.order
            order = tuple(v for v in self.order if v != value) if taken else (*self.order, value)
            return replace(self, order=order, digits="")
        return replace(self, marked=self.marked ^ {value}, digits="")

    def _search(self, query: str) -> "ChoiceField":
        wanted = fold(query.strip())
        visible = tuple(i for i, choice in enumerate(self.choices) if wanted in fold(choice.label))
        field = replace(self, query=query, digits="", found=visible if wanted else None)
        cursor = visible[0] if len(visible) == 1 else self.cursor
        return replace(field, cursor=cursor if cursor in visible else None)


@dataclass(frozen=True, slots=True)
class TextField:
    """One typed answer and the place of the cursor in it.

    `multiline`: Enter makes a new line, until it is pressed on an empty one at the end. `columns` is how wide a row was
    drawn: the keys move between rows as they are seen.
    """

    text: str = ""
    cursor: int = 0
    multiline: bool = False
    columns: int = 75

    def answer(self) -> str | None:
        return self.text.strip() or None

    @property
    def at_empty_end(self) -> bool:
        """Whether the cursor stands on an empty line after everything that was typed."""
        return self.cursor == len(self.text) and (not self.text or self.text.endswith("\n"))

    @property
    def long(self) -> bool:
        """Whether the page keys are needed to move in it."""
        return self.multiline and len(lines.rows_of(self.text, self.columns)) > PAGE

    def press(self, key: Key | str) -> "TextField":
        """Return the field after a key, a typed character or a pasted text. Line ends become spaces, except in a text
        of several lines."""
        if isinstance(key, Key):
            return self._edit(key)
        typed = clean(key.replace("\r\n", "\n").replace("\r", "\n"))
        typed = typed if self.multiline else typed.replace("\n", " ")
        return self._put(typed[: MAX_TEXT - len(self.text)])

    def _put(self, typed: str) -> "TextField":
        text = self.text[: self.cursor] + typed + self.text[self.cursor :]
        return replace(self, text=text, cursor=self.cursor + len(typed))

    def _edit(self, key: Key) -> "TextField":
        before, after = self.text[: self.cursor], self.text[self.cursor :]
        if key is Key.ENTER and self.multiline:
            return self.press("\n")
        if key is Key.BACKSPACE and before:
            return replace(self, text=before[:-1] + after, cursor=self.cursor - 1)
        if key is Key.DELETE:
            return replace(self, text=before + after[1:])
        return replace(self, cursor=self._moved(key))

    def _moved(self, key: Key) -> int:
        sideways = {Key.LEFT: max(self.cursor - 1, 0), Key.RIGHT: min(self.cursor + 1, len(self.text))}
        if key in sideways:
            return sideways[key]
        if not self.multiline:
            return {Key.HOME: 0, Key.END: len(self.text)}.get(key, self.cursor)
        steps = {Key.UP: -1, Key.DOWN: 1, Key.PAGE_UP: -PAGE, Key.PAGE_DOWN: PAGE}
        if key in steps:
            return lines.moved(self.text, self.cursor, self.columns, steps[key])
        ends = {Key.HOME: lines.line_start, Key.END: lines.line_end}
        return ends[key](self.text, self.cursor, self.columns) if key in ends else self.cursor


Field: TypeAlias = "ChoiceField | TextField | None"
