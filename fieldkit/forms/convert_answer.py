"""From what a person typed or chose to a typed answer, or a word for why not."""

import datetime as dt
import math
import re
from collections.abc import Collection
from enum import Enum

from fieldkit.forms.model import Question, QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.forms.yaml_reader import clean

MAX_TEXT = 10_000
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}\Z")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{0,15})?|[.,][0-9]{1,15})\Z")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})\Z")


class Misfit(Enum):
    """Why something typed is not an answer to a question."""

    NOT_INTEGER = "not_integer"
    NOT_DECIMAL = "not_decimal"
    NOT_DATE = "not_date"
    NOT_A_CHOICE = "not_a_choice"
    TOO_LONG = "too_long"


def convert(question: Question, choices: Collection[str], raw: str | tuple[str, ...]) -> "AnswerValue | Misfit":
    """Return the typed answer; blank for nothing. (form-language 3)"""
    if isinstance(raw, tuple) or question.type is QuestionType.SELECT_MULTIPLE:
        return _chosen(question, choices, raw.split() if isinstance(raw, str) else raw)
    text = clean(raw).strip()
    if not text:
        return NonAnswer.BLANK
    match question.type:
        case QuestionType.INTEGER:
            return int(text) if _INTEGER.match(text) else Misfit.NOT_INTEGER
        case QuestionType.DECIMAL:
            return float(text.replace(",", ".")) if _DECIMAL.match(text) else Misfit.NOT_DECIMAL
        case QuestionType.DATE:
            return _date(text)
        case QuestionType.SELECT_ONE:
            return text if text in choices else Misfit.NOT_A_CHOICE
        case _:
            return text if len(text) <= MAX_TEXT else Misfit.TOO_LONG


def _chosen(question: Question, choices: Collection[str], values: Collection[str]) -> "AnswerValue | Misfit":
    if not all(value in choices for value in values):
        return Misfit.NOT_A_CHOICE
    if question.type is QuestionType.SELECT_MULTIPLE:
        wanted = set(values)
        return tuple(value for value in choices if value in wanted) or NonAnswer.BLANK
    if len(values) > 1:
        return Misfit.NOT_A_CHOICE
    return next(iter(values), NonAnswer.BLANK)


def _date(text: str) -> dt.date | Misfit:
    iso, day_first = _ISO.match(text), _DAY_FIRST.match(text)
    try:
        if iso:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if day_first:
            return dt.date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
    except ValueError:
        pass
    return Misfit.NOT_DATE


def fits(question: Question, choices: Collection[str], value: AnswerValue) -> bool:
    """Return whether a stored value is an answer that this question can have."""
    if isinstance(value, NonAnswer):
        return True
    match question.type:
        case QuestionType.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15
        case QuestionType.DECIMAL:
            return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        case QuestionType.DATE:
            return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        case QuestionType.SELECT_ONE:
            return isinstance(value, str) and value in choices
        case QuestionType.SELECT_MULTIPLE:
            return isinstance(value, tuple) and all(part in choices for part in value)
        case QuestionType.TEXT:
            return isinstance(value, str) and len(value) <= MAX_TEXT
        case _:
            return question.type is QuestionType.CALCULATE
