"""From what a person typed or chose to a typed answer, or a word for why not."""

import datetime as dt
import math
import re
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from typing import TypeAlias

from fieldkit.forms.clean_text import clean
from fieldkit.forms.expression.convert import number_of_text, time_of_text
from fieldkit.forms.model import Question
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer

MAX_TEXT = 10_000
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}\Z")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{0,15})?|[.,][0-9]{1,15})\Z")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")
_YEAR = re.compile(r"(?P<year>[0-9]{4})\Z")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})(?:-[0-9]{1,2})?\Z")
_MONTH_FIRST = re.compile(r"(?P<month>[0-9]{1,2})[/.](?P<year>[0-9]{4})\Z")
OK = "OK"
"""The answer to an acknowledge question, as ODK stores it."""
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})\Z")


class Misfit(Enum):
    """Why something typed is not an answer to a question."""

    NOT_INTEGER = "not_integer"
    NOT_DECIMAL = "not_decimal"
    NOT_DATE = "not_date"
    NOT_TIME = "not_time"
    NOT_DATETIME = "not_datetime"
    NOT_A_CHOICE = "not_a_choice"
    NOT_IN_RANGE = "not_in_range"
    NOT_ALL_RANKED = "not_all_ranked"
    TOO_LONG = "too_long"


Converted: TypeAlias = "AnswerValue | Misfit"


def convert(
    question: Question, choices: Collection[str] | None, raw: str | tuple[str, ...], zone: dt.tzinfo = dt.timezone.utc
) -> Converted:
    """Return the typed answer; blank for nothing. A time without offset is at `zone`; `choices` None stands for a list
    that is not at hand, and takes any value. (form-language 3)"""
    if isinstance(raw, tuple) and not question.type.has_choices:
        raw = " ".join(raw)
    if choices is None:
        choices = raw.split() if isinstance(raw, str) else raw
    if isinstance(raw, tuple) or question.type in _SETS:
        return _chosen(question, choices, raw.split() if isinstance(raw, str) else raw)
    text = clean(raw).strip()
    if not text:
        return NonAnswer.BLANK
    read = _READ.get(question.type)
    if read is not None:
        return read(question, text, zone)
    if question.type is QuestionType.SELECT_ONE:
        return text if text in choices else Misfit.NOT_A_CHOICE
    return text if len(text) <= MAX_TEXT else Misfit.TOO_LONG


def _integer(_question: Question, text: str, _zone: dt.tzinfo) -> Converted:
    return int(text) if _INTEGER.match(text) else Misfit.NOT_INTEGER


def _decimal(_question: Question, text: str, _zone: dt.tzinfo) -> Converted:
    return float(text.replace(",", ".")) if _DECIMAL.match(text) else Misfit.NOT_DECIMAL


def bounds(question: Question) -> tuple[float, float, float]:
    """Return start, end and step of a range; XLSForm's 1, 10 and 1 where they are left out."""
    start, end, step = (number_of_text(question.parameters.get(key, "")) for key in ("start", "end", "step"))
    return (1.0 if start != start else start), (10.0 if end != end else end), (1.0 if step != step else abs(step))


def _range(question: Question, text: str, zone: dt.tzinfo) -> Converted:
    found = _decimal(question, text, zone)
    if not isinstance(found, float):
        return found
    start, end, step = bounds(question)
    low, high = min(start, end), max(start, end)
    steps = (found - start) / step if step else 0.0
    if not low <= found <= high or abs(steps - round(steps)) > 1e-9:
        return Misfit.NOT_IN_RANGE
    whole = found.is_integer() and all(value.is_integer() for value in (start, step))
    return int(found) if whole else found


def _acknowledge(_question: Question, text: str, _zone: dt.tzinfo) -> Converted:
    return OK if text.lower() in ("ok", "yes") else Misfit.NOT_A_CHOICE


def _chosen(question: Question, choices: Collection[str], values: Collection[str]) -> Converted:
    if not all(value in choices for value in values):
        return Misfit.NOT_A_CHOICE
    if question.type is QuestionType.RANK:
        whole = len(values) == len(choices) == len(set(values))
        return tuple(values) if whole else Misfit.NOT_ALL_RANKED if values else NonAnswer.BLANK
    if question.type is QuestionType.SELECT_MULTIPLE:
        wanted = set(values)
        return tuple(value for value in choices if value in wanted) or NonAnswer.BLANK
    if len(values) > 1:
        return Misfit.NOT_A_CHOICE
    return next(iter(values), NonAnswer.BLANK)


def _date(question: Question, text: str, _zone: dt.tzinfo) -> Converted:
    if question.appearance:
        words = question.appearance.split()
        partial = _YEAR.match(text) if "year" in words else None
        if partial is None and ("month-year" in words or "year" in words):
            partial = _MONTH_FIRST.match(text) or _YEAR_FIRST.match(text)
        if partial is not None:
            parts = partial.groupdict(default="1")
            return _day(parts["year"], parts.get("month", "1"), "1")
    return _whole_date(text)


def _whole_date(text: str) -> dt.date | Misfit:
    iso, day_first = _ISO.match(text), _DAY_FIRST.match(text)
    if iso:
        return _day(iso[1], iso[2], iso[3])
    return _day(day_first[3], day_first[2], day_first[1]) if day_first else Misfit.NOT_DATE


def _day(year: str, month: str, day: str) -> dt.date | Misfit:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return Misfit.NOT_DATE


def _time(_question: Question, text: str, zone: dt.tzinfo) -> Converted:
    found = time_of_text(text if ":" in text else text.replace(".", ":").replace("h", ":"))
    if isinstance(found, str):
        return Misfit.NOT_TIME
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _datetime(question: Question, text: str, zone: dt.tzinfo) -> Converted:
    day_text, _, clock = text.replace("T", " ").partition(" ")
    day, time = _whole_date(day_text), _time(question, clock.strip(), zone)
    if not isinstance(day, dt.date) or not isinstance(time, dt.time):
        return Misfit.NOT_DATETIME
    return dt.datetime.combine(day, time)


_SETS = (QuestionType.SELECT_MULTIPLE, QuestionType.RANK)
_READ: Mapping[QuestionType, Callable[[Question, str, dt.tzinfo], Converted]] = {
    QuestionType.INTEGER: _integer,
    QuestionType.DECIMAL: _decimal,
    QuestionType.RANGE: _range,
    QuestionType.DATE: _date,
    QuestionType.TIME: _time,
    QuestionType.DATETIME: _datetime,
    QuestionType.ACKNOWLEDGE: _acknowledge,
}


def fits(question: Question, choices: Collection[str], value: AnswerValue) -> bool:
    """Return whether a stored value is an answer that this question can have."""
    if isinstance(value, NonAnswer):
        return True
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    match question.type:
        case QuestionType.INTEGER:
            return isinstance(value, int) and number and abs(value) < 10**15
        case QuestionType.DECIMAL | QuestionType.RANGE:
            return number
        case QuestionType.DATE:
            return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        case QuestionType.TIME:
            return isinstance(value, dt.time)
        case QuestionType.DATETIME:
            return isinstance(value, dt.datetime)
        case QuestionType.SELECT_ONE:
            return isinstance(value, str) and (value in choices or not choices)
        case QuestionType.SELECT_MULTIPLE | QuestionType.RANK:
            return isinstance(value, tuple) and (all(part in choices for part in value) or not choices)
        case QuestionType.TEXT | QuestionType.BARCODE | QuestionType.ACKNOWLEDGE:
            return isinstance(value, str) and len(value) <= MAX_TEXT
        case QuestionType.CALCULATE | QuestionType.HIDDEN:
            return True
        case QuestionType.START | QuestionType.END | QuestionType.TODAY:
            return isinstance(value, dt.date)
        case _:
            return question.type is not QuestionType.NOTE and isinstance(value, str) and len(value) <= MAX_TEXT
