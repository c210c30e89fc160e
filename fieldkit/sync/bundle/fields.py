"""Reading a JSON object by an exact grammar: every field named, typed and bounded, none left over."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from fieldkit import errors
from fieldkit.crypto import seal
from fieldkit.result import Json

DEVICE = re.compile(r"d-[0-9a-f]{32}")
EPOCH = re.compile(r"e-[0-9a-f]{16}")
HASH = re.compile(r"[0-9a-f]{64}")
KEY_ID = re.compile(r"k-[0-9a-f]{16}")
RECORD_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NONCE = re.compile(r"[0-9a-f]{32}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LABEL = re.compile(r"[^\x00-\x1f\x7f-\x9f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]{1,200}")
"""One line of text for people: no control characters and nothing that turns the direction of writing."""
ANY = re.compile(r".{1,1000}", re.DOTALL)
NO_HASH = "0" * 64

MAX_NUMBER = 2**53 - 1


class Fields:
    """Takes the fields of one object. `fail` makes the error from a reason that carries field names, never values."""

    def __init__(self, value: Json, fail: Callable[[str], errors.FieldkitError], where: str = "it") -> None:
        self._fail, self._where = fail, where
        if not isinstance(value, Mapping):
            self.refuse("is not an object")
        self._value: Mapping[str, Json] = value
        self._left = set(value)

    def refuse(self, why: str) -> NoReturn:
        """Raise the error of this document."""
        raise self._fail(f"{self._where} {why}")

    def take(self, name: str) -> Json:
        """Return a field of any type."""
        if name not in self._left:
            self.refuse(f"lacks {name}")
        self._left.discard(name)
        return self._value[name]

    def has(self, name: str) -> bool:
        """Tell whether an optional field is there and was not taken yet."""
        return name in self._left

    def text(self, name: str, grammar: re.Pattern[str]) -> str:
        """Return a text that the grammar matches whole."""
        value = self.take(name)
        if not isinstance(value, str) or not grammar.fullmatch(value):
            self.refuse(f"has a malformed {name}")
        return value

    def optional_text(self, name: str, grammar: re.Pattern[str]) -> str | None:
        """Return null or a text that the grammar matches whole."""
        return None if self.is_null(name) else self.text(name, grammar)

    def is_null(self, name: str) -> bool:
        """Tell whether a field is there and null, and take it if so."""
        if self._value.get(name, "") is not None:
            return False
        self._left.discard(name)
        return True

    def number(self, name: str, low: int = 0, high: int = MAX_NUMBER) -> int:
        """Return a whole number from `low` to `high`."""
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(f"has a malformed {name}")
        return value

    def constant(self, name: str, expected: str | int) -> None:
        """Accept one value only. A true is no 1."""
        value = self.take(name)
        if value != expected or type(value) is not type(expected):
            self.refuse(f"has another {name} than {expected}")

    def items(self, name: str, low: int, high: int) -> Sequence[Json]:
        """Return a list of `low` to `high` items."""
        value = self.take(name)
        if not isinstance(value, list) or not low <= len(value) <= high:
            self.refuse(f"has a malformed {name}")
        return value

    def texts(self, name: str, grammar: re.Pattern[str], low: int, high: int) -> tuple[str, ...]:
        """Return a list of texts that the grammar matches whole."""
        items = self.items(name, low, high)
        found = [v for v in items if isinstance(v, str) and grammar.fullmatch(v)]
        if len(found) != len(items):
            self.refuse(f"has a malformed {name}")
        return tuple(found)

    def numbers(self, name: str, low: int, high: int, most: int) -> tuple[int, ...]:
        """Return a list of at most `most` whole numbers from `low` to `high`."""
        items = self.items(name, 0, most)
        found = [v for v in items if isinstance(v, int) and not isinstance(v, bool) and low <= v <= high]
        if len(found) != len(items):
            self.refuse(f"has a malformed {name}")
        return tuple(found)

    def inner(self, name: str) -> "Fields":
        """Return the fields of an object inside."""
        return Fields(self.take(name), self._fail, name)

    def each(self, name: str, low: int, high: int) -> "list[Fields]":
        """Return the fields of every object of a list."""
        return [Fields(value, self._fail, name) for value in self.items(name, low, high)]

    def done(self) -> None:
        """Refuse fields that nobody took."""
        if self._left:
            self.refuse("has a field that is not in the format")


def recipient_of(fields: Fields) -> str:
    """Return the field `recipient`: an age recipient that something can be sealed to."""
    recipient = fields.text("recipient", ANY)
    try:
        seal.check_recipient(recipient)
    except errors.BadKey:
        fields.refuse("has a malformed recipient")
    return recipient
