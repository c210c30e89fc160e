"""The functions of expressions that need nothing but their arguments. Those that need more are built in `special`.

An implementation gets its arguments already turned into the kinds of its row, never raises, and has no side effects.
"""

import math
import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeAlias

from fieldkit.forms.expression import coding, dates, geo, numbers, regular
from fieldkit.forms.expression.convert import Value, boolean, date, is_empty, number, text

Type: TypeAlias = Literal["number", "text", "bool", "date", "set", "any", "nodes"]

COERCIONS: dict[str, Callable[[Any], Any]] = {"n": number, "t": text, "b": boolean, "d": date, "a": lambda value: value}


class Function(NamedTuple):
    """`kinds` has one letter per argument (n number, t text, b truth value, d date, a as it is); the last repeats."""

    name: str
    least: int
    most: int
    kinds: str
    result: Type
    run: Callable[..., Value]

    def letters(self, given: int) -> str:
        """Return the kinds of as many arguments as are given, one letter each."""
        return self.kinds[:given].ljust(given, self.kinds[-1:] or "a")


MANY = 1000
_SPACE = re.compile("[ \\t\\r\\n]+")
MAX_TEXT = 32_768  # characters of a text put together; a chain of concat() must not fill the memory


def _substr(whole: str, start: float, end: float = math.inf) -> str:
    return whole[_index(whole, start) : _index(whole, end)] if start == start and end == end else ""


def _index(whole: str, position: float) -> int:
    size = len(whole)
    if position < 0:
        position += size
    return int(max(0.0, min(float(size), position)))


def _before(whole: str, part: str) -> str:
    head, found, _ = whole.partition(part) if part else ("", "", "")
    return head if found else ""


def _after(whole: str, part: str) -> str:
    return whole.partition(part)[2] if part else whole


def _translate(whole: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for i, sign in enumerate(old):
        table.setdefault(ord(sign), new[i] if i < len(new) else None)
    return whole.translate(table)


def selected_at(chosen: str, position: float) -> str:
    parts = chosen.split()
    return parts[int(position)] if 0 <= position < len(parts) else ""


def _count_filled(*values: Value) -> float:
    return float(sum(not is_empty(value) for value in values))


def _joined(separator: str, *parts: str) -> str:
    return separator.join(parts)[:MAX_TEXT]


def _regex(whole: str, pattern: str) -> bool:
    found = regular.matcher(pattern)
    return found is not None and found(whole)


def _checklist(least: float, most: float, *said: bool) -> bool:
    return _within(least, float(sum(said)), most)


def _weighted_checklist(least: float, most: float, *pairs: Value) -> bool:
    """Add the weights (every second value) of what is true."""
    return _within(
        least, sum((number(w) for said, w in zip(pairs[::2], pairs[1::2], strict=False) if boolean(said)), 0.0), most
    )


def _within(least: float, found: float, most: float) -> bool:
    """Whether a sum lies between both limits; -1 is no limit."""
    return (least == -1 or found >= least) and (most == -1 or found <= most)


_ROWS: tuple[Function, ...] = (
    Function("true", 0, 0, "", "bool", lambda: True),
    Function("false", 0, 0, "", "bool", lambda: False),
    Function("not", 1, 1, "b", "bool", lambda x: not x),
    Function("boolean", 1, 1, "b", "bool", lambda x: x),
    Function("boolean-from-string", 1, 1, "t", "bool", lambda x: x in ("true", "1")),
    Function("number", 1, 1, "n", "number", lambda x: x),
    Function("string", 1, 1, "t", "text", lambda x: x),
    Function("int", 1, 1, "n", "number", numbers.whole),
    Function("round", 1, 2, "an", "number", numbers.rounded),
    Function("abs", 1, 1, "n", "number", abs),
    Function("pow", 2, 2, "n", "number", numbers.power),
    Function("sqrt", 1, 1, "n", "number", numbers.guarded(math.sqrt)),
    Function("exp", 1, 1, "n", "number", numbers.guarded(math.exp)),
    Function("exp10", 1, 1, "n", "number", lambda x: numbers.power(10.0, x)),
    Function("log", 1, 1, "n", "number", numbers.logarithm(math.log)),
    Function("log10", 1, 1, "n", "number", numbers.logarithm(math.log10)),
    Function("sin", 1, 1, "n", "number", numbers.guarded(math.sin)),
    Function("cos", 1, 1, "n", "number", numbers.guarded(math.cos)),
    Function("tan", 1, 1, "n", "number", numbers.guarded(math.tan)),
    Function("asin", 1, 1, "n", "number", numbers.guarded(math.asin)),
    Function("acos", 1, 1, "n", "number", numbers.guarded(math.acos)),
    Function("atan", 1, 1, "n", "number", math.atan),
    Function("atan2", 2, 2, "n", "number", math.atan2),
    Function("pi", 0, 0, "", "number", lambda: math.pi),
    Function("min", 1, MANY, "n", "number", numbers.extreme(min)),
    Function("max", 1, MANY, "n", "number", numbers.extreme(max)),
    Function("sum", 1, 1, "a", "number", numbers.total),
    Function("count-non-empty", 1, 1, "a", "number", _count_filled),
    Function("checklist", 2, MANY, "nnb", "bool", _checklist),
    Function("weighted-checklist", 2, MANY, "nna", "bool", _weighted_checklist),
    Function("count-selected", 1, 1, "t", "number", lambda x: float(len(x.split()))),
    Function("selected", 2, 2, "t", "bool", lambda x, value: value.strip() in x.split()),
    Function("selected-at", 2, 2, "tn", "text", selected_at),
    Function("string-length", 1, 1, "t", "number", lambda x: float(len(x))),
    Function("concat", 0, MANY, "t", "text", lambda *xs: _joined("", *xs)),
    Function("join", 1, MANY, "t", "text", _joined),
    Function("substr", 2, 3, "tn", "text", _substr),
    Function("substring-before", 2, 2, "t", "text", _before),
    Function("substring-after", 2, 2, "t", "text", _after),
    Function("contains", 2, 2, "t", "bool", lambda x, part: part in x),
    Function("starts-with", 2, 2, "t", "bool", str.startswith),
    Function("ends-with", 2, 2, "t", "bool", str.endswith),
    Function("translate", 3, 3, "t", "text", _translate),
    Function("normalize-space", 1, 1, "t", "text", lambda x: " ".join(_SPACE.split(x.strip(" \t\r\n")))),
    Function("regex", 2, 2, "t", "bool", _regex),
    Function("digest", 2, 3, "t", "text", coding.digest),
    Function("base64-decode", 1, 1, "t", "text", coding.base64_decode),
    Function("distance", 1, MANY, "t", "number", geo.distance),
    Function("area", 1, MANY, "t", "number", geo.area),
)

PLAIN: dict[str, Function] = {row.name: row for row in _ROWS}

# Functions whose run() gets the device's offset from UTC as one more, last argument.
ZONED: dict[str, Function] = {
    row.name: row
    for row in (
        Function("date", 1, 1, "a", "date", dates.day),
        Function("date-time", 1, 1, "a", "date", dates.date_time),
        Function("format-date", 2, 2, "at", "text", dates.format_date),
        Function("format-date-time", 2, 2, "at", "text", dates.format_date),
        Function("decimal-date-time", 1, 1, "a", "number", dates.decimal_date_time),
        Function("decimal-time", 1, 1, "a", "number", dates.decimal_time),
    )
}

# Functions that take all values of a set of nodes as so many arguments; all others take the first node's value.
FLATTENS = frozenset(
    ("sum", "min", "max", "count-non-empty", "join", "concat", "checklist", "weighted-checklist", "distance", "area")
)

# Functions that ODK gives nothing but a set of nodes.
NODE_SETS = frozenset(("sum", "count", "count-non-empty"))

# Functions that need more than their arguments: (least, most) arguments. Built in `special`, read in `three_valued`.
SPECIAL: dict[str, tuple[int, int]] = {
    "if": (3, 3),
    "coalesce": (2, MANY),
    "jr:choice-name": (2, 2),
    "once": (1, 1),
    "nr": (1, 1),
    "today": (0, 0),
    "now": (0, 0),
    "position": (0, 1),
    "count": (1, 1),
    "indexed-repeat": (3, 7),
    "instance": (1, 1),
    "current": (0, 0),
    "pulldata": (4, 4),
    "random": (0, 0),
    "randomize": (1, 2),
    "uuid": (0, 1),
    **{row.name: (row.least, row.most) for row in ZONED.values()},
}

# ODK's functions that are not here, and why. form-language 5.7.
RESERVED = {
    "geofence": "needs a position, which a terminal does not have",
    "intersects": "needs lines on a map, which a terminal does not have",
    "extract-signed": "checks a signature over scanned data, which fieldkit does not scan",
}

# XPath functions that ODK refuses, and what to write.
REFUSED = {
    "floor": "write int(x)",
    "ceiling": "write int(x) + 1 where x is not whole",
    "substring": "write substr(x, from, to): it counts from 0",
    "last": "write count(...)",
    "lang": "leave it out",
    "name": "leave it out",
    "local-name": "leave it out",
    "namespace-uri": "leave it out",
    "id": "leave it out",
}
