"""What a person is filling in, a list of choices or a line of text, as a value: a key gives a new one."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from fieldkit.forms.interview import Choice, QuestionView
from fieldkit.forms.values import NonAnswer, decimal_text
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
    """A list with an arrow. Nothing is chosen beforehand: Enter pressed twice must not answer the next question."""

    choices: tuple[Choice, ...]
    many: bool = False
    cursor: int | None = None
    marked: frozenset[str] = frozenset()
    query: str = ""
    digits: str = ""

    @property
    def searchable(self) -> bool:
        return len(self.choices) >= FILTER_FROM

    def visible(self) -> tuple[int, ...]:
        """Return the positions of the choices that the search leaves."""
        wanted = fold(self.query.strip())
        return tuple(i for i, choice in enumerate(self.choices) if wanted in fold(choice.label))

    def answer(self) -> str | tuple[str, ...] | None:
        """Return the chosen value, the marked values in the order of the list, or None."""
        if self.many:
            return tuple(c.value for c in self.choices if c.value in self.marked) or None
        return None if self.cursor is None else self.choices[self.cursor].value

    def press(self, key: Key | str) -> "ChoiceField":
        """Return the field after a key or a typed character."""
        if isinstance(key, Key):
            return self._move(key)
        if key.isdecimal() and key.isascii():
            return self._number(key)
        if key == " " and self.many:
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
        visible = self.visible()
        for digits in (self.digits + digit, digit):
            if int(digits) - 1 in visible:
                return replace(self, cursor=int(digits) - 1, digits=digits)
        return self

    def _toggle(self) -> "ChoiceField":
        if self.cursor is None:
            return self
        return replace(self, marked=self.marked ^ {self.choices[self.cursor].value}, digits="")

    def _search(self, query: str) -> "ChoiceField":
        field = replace(self, query=query, digits="")
        visible = field.visible()
        cursor = visible[0] if len(visible) == 1 else self.cursor
        return replace(field, cursor=cursor if cursor in visible else None)


@dataclass(frozen=True, slots=True)
class TextField:
    """One typed answer and the place of the cursor in it."""

    text: str = ""
    cursor: int = 0

    def answer(self) -> str | None:
        return self.text.strip() or None

    def press(self, key: Key | str) -> "TextField":
        """Return the field after a key, a typed character or a pasted text; line ends become spaces."""
        if isinstance(key, Key):
            return self._edit(key)
        typed = clean(key.replace("\r\n", "\n").replace("\r", "\n")).replace("\n", " ")
        typed = typed[: MAX_TEXT - len(self.text)]
        return TextField(self.text[: self.cursor] + typed + self.text[self.cursor :], self.cursor + len(typed))

    def _edit(self, key: Key) -> "TextField":
        before, after = self.text[: self.cursor], self.text[self.cursor :]
        moves = {
            Key.LEFT: max(self.cursor - 1, 0),
            Key.RIGHT: min(self.cursor + 1, len(self.text)),
            Key.HOME: 0,
            Key.END: len(self.text),
        }
        if key in moves:
            return TextField(self.text, moves[key])
        if key is Key.BACKSPACE and before:
            return TextField(before[:-1] + after, self.cursor - 1)
        if key is Key.DELETE:
            return TextField(before + after[1:], self.cursor)
        return self


Field: TypeAlias = "ChoiceField | TextField | None"


def field_for(view: QuestionView) -> Field:
    """Return the field of a question, holding the answer that it has now."""
    if view.kind in ("note", "end"):
        return None
    if view.kind in ("select_one", "select_multiple"):
        return _choice_field(view)
    text = answer_text(view)
    return TextField(text, len(text))


def _choice_field(view: QuestionView) -> ChoiceField:
    if view.kind == "select_multiple":
        marked = frozenset(view.value) if isinstance(view.value, tuple) else frozenset()
        return ChoiceField(view.choices, many=True, marked=marked)
    values = [choice.value for choice in view.choices]
    cursor = values.index(view.value) if isinstance(view.value, str) and view.value in values else None
    return ChoiceField(view.choices, cursor=cursor)


def answer_text(view: QuestionView) -> str:
    """Return the present answer as it would be typed; nothing for a non-answer."""
    value = view.value
    if isinstance(value, NonAnswer | tuple):
        return ""
    if isinstance(value, float):
        return decimal_text(value)
    return clean(str(value))
