"""What an answer can be: a typed value or one of five non-answers; how both are written as JSON."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TypeAlias

from fieldkit import errors
from fieldkit.result import Json


class NonAnswer(Enum):
    """Why there is no answer. The five are never mixed up with each other, nor with "no"."""

    BLANK = "blank"  # put, and left empty
    DONT_KNOW = "dk"
    REFUSED = "ref"
    NOT_ASKED = "not_asked"  # never reached
    IRRELEVANT = "irrelevant"  # dropped, because other answers made the question not apply


class Tri(Enum):
    """Kleene's three truth values, as they are shown and stored."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


AnswerValue: TypeAlias = str | int | float | dt.date | dt.time | tuple[str, ...] | NonAnswer
"""A date with time is a dt.datetime with an offset; a repeat has the ids of its instances as a tuple."""


def decimal_text(value: float) -> str:
    """Write a finite number without exponent: 1.5, 100000000000000000000, 0.000001."""
    text = format(Decimal(repr(value)), "f")
    return text[:-2] if text.endswith(".0") else text


def to_json(value: AnswerValue) -> Json:
    """Return the stored form of an answer. No floats are ever stored: a decimal travels as text."""
    match value:
        case NonAnswer():
            return {"nr": value.value}
        case tuple():
            return list(value)
        case dt.datetime():
            return {"datetime": value.isoformat(timespec="milliseconds")}
        case dt.time():
            return {"time": value.isoformat(timespec="milliseconds")}
        case dt.date():
            return {"date": value.isoformat()}
        case float():
            return {"dec": decimal_text(value)}
        case _:
            return value


def from_json(data: Json) -> AnswerValue:
    """Return the answer that `to_json` wrote.

    Raises: StoredAnswerUnreadable.
    """
    if isinstance(data, str) or (isinstance(data, int) and not isinstance(data, bool)):
        return data
    if isinstance(data, Sequence) and all(isinstance(part, str) for part in data):
        return tuple(str(part) for part in data)
    if isinstance(data, Mapping) and len(data) == 1:
        ((kind, text),) = data.items()
        if isinstance(text, str):
            return _tagged(kind, text)
    raise errors.StoredAnswerUnreadable()


def _tagged(kind: str, text: str) -> AnswerValue:
    try:
        if kind == "nr":
            return NonAnswer(text)
        if kind == "date":
            return dt.date.fromisoformat(text)
        if kind == "datetime":
            moment = dt.datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                return moment
        if kind == "time":
            return dt.time.fromisoformat(text)
        if kind == "dec":
            number = float(Decimal(text))
            if math.isfinite(number):
                return number
    except (ValueError, InvalidOperation, OverflowError):
        pass
    raise errors.StoredAnswerUnreadable()
