"""Carry an answer from one version of a question to another: kept as it is, converted, or dropped with a reason."""

import datetime as dt
from collections.abc import Collection
from typing import Literal, NamedTuple, TypeAlias

from fieldkit.forms.convert_answer import Misfit, convert, fits
from fieldkit.forms.model import Question
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer, decimal_text

How: TypeAlias = Literal["kept", "converted", "dropped"]


class Carried(NamedTuple):
    """What becomes of an answer; `value` is None where it is dropped. `why` names types and choices, no answer."""

    how: How
    value: AnswerValue | None
    why: str = ""


_TEXTS = (QuestionType.TEXT, QuestionType.BARCODE)
_SAID = {NonAnswer.DONT_KNOW: "don't know", NonAnswer.REFUSED: "refused"}


def carried(old: Question | None, new: Question, choices: Collection[str], value: AnswerValue) -> Carried:
    """Return what becomes of a stored answer. `old` is None where the older version is not at hand."""
    if not new.type.takes_answer:
        return _unasked(old, new, value)
    if isinstance(value, NonAnswer):
        if value in _SAID and value not in new.non_response:
            return Carried("dropped", None, f"it no longer takes the answer: {_SAID[value]}")
        return Carried("kept", value)
    if old is not None and old.type.has_choices and new.type.has_choices and isinstance(value, tuple):
        return _chosen(old, new, choices, value)
    same = old is None or old.type is new.type or _same_values(old.type, new.type)
    if same and fits(new, choices, value):
        return Carried("kept", value)
    return _converted(old, new, choices, value)


def _unasked(old: Question | None, new: Question, value: AnswerValue) -> Carried:
    if old is not None and old.type is new.type and new.type is not QuestionType.NOTE:
        return Carried("kept", value)
    if old is None and fits(new, (), value):
        return Carried("kept", value)
    return Carried("dropped", None, f"it is a {new.type.value} now: nobody is asked")


def _same_values(old: QuestionType, new: QuestionType) -> bool:
    """Return whether what the older type stored means the same for the newer one."""
    numbers = (QuestionType.DECIMAL, QuestionType.RANGE)
    return (old in _TEXTS and new in _TEXTS) or (old is QuestionType.INTEGER and new in numbers)


def _chosen(old: Question, new: Question, choices: Collection[str], value: tuple[str, ...]) -> Carried:
    left = tuple(part for part in value if part in choices or not choices)
    if new.type is QuestionType.RANK:
        whole = old.type is new.type and left == value and (len(left) == len(choices) or not choices)
        return Carried("kept", value) if whole else Carried("dropped", None, "its choices are no longer the same")
    if left == value and new.type is not QuestionType.SELECT_ONE and fits(new, choices, value):
        return Carried("kept", value)
    if new.type is QuestionType.SELECT_ONE:
        one = len(value) == 1 and len(left) == 1
        return Carried("converted", left[0]) if one else Carried("dropped", None, "it takes one choice now")
    if not left:
        return Carried("dropped", None, "its choices are no longer all there")
    return Carried("converted", left, "without the choices that are gone")


def _converted(old: Question | None, new: Question, choices: Collection[str], value: AnswerValue) -> Carried:
    raw = _raw(new, value)
    found = convert(new, choices, raw)
    if isinstance(found, Misfit | NonAnswer) or not fits(new, choices, found):
        return Carried("dropped", None, _why(old, new))
    return Carried("converted", found, _way(old, new))


def _raw(new: Question, value: AnswerValue) -> str | tuple[str, ...]:
    match value:
        case tuple():
            return " ".join(value) if new.type in _TEXTS else value
        case str():
            return (value,) if new.type is QuestionType.SELECT_MULTIPLE else value
        case float():
            return decimal_text(value)
        case dt.datetime():
            return value.date().isoformat() if new.type is QuestionType.DATE else value.isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)


def _way(old: Question | None, new: Question) -> str:
    return f"from {old.type.value} to {new.type.value}" if old is not None and old.type is not new.type else ""


def _why(old: Question | None, new: Question) -> str:
    if new.type.has_choices and (old is None or old.type is new.type):
        return "the choice is no longer there"
    return f"it does not fit the type {new.type.value}"
