"""Answers in words, on the screen and where a stored interview is told."""

import datetime as dt
from collections.abc import Callable
from typing import TypeAlias

from fieldkit.forms.model import Question
from fieldkit.forms.values import decimal_text

Given: TypeAlias = str | int | float | dt.date | dt.time | tuple[str, ...]
"""An answer that is none of the non-answers: those have words of their own wherever they are told."""


def words(question: Question | None, value: Given, label_of: Callable[[str], str] = str) -> str:
    """Return an answer in words: days and times in digits, in the time of where it was given.

    `label_of` turns a value that was chosen, or a text, into what people read.
    """
    match value:
        case str():
            return label_of(value)
        case tuple():
            return ", ".join(label_of(part) for part in value)
        case float():
            return decimal_text(value)
        case dt.datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case dt.time():
            return f"{value:%H:%M}"
        case dt.date():
            return _day(question, value)
        case _:
            return str(value)


def _day(question: Question | None, day: dt.date) -> str:
    """A partial date is shown as it was asked for."""
    shown = question.appearance.split() if question is not None else ()
    return f"{day:%Y-%m}" if "month-year" in shown else f"{day:%Y}" if "year" in shown else day.isoformat()
