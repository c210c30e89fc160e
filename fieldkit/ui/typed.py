"""What a person typed for a number, a day or a time: how to write it, what was understood, the same in words."""

import datetime as dt

from fieldkit.forms.interview import QuestionView
from fieldkit.forms.values import NonAnswer, decimal_text
from fieldkit.ui.dates import read_day, read_moment, read_time
from fieldkit.ui.messages import say
from fieldkit.ui.text import clean

_HOW = {
    "integer": "how.number",
    "decimal": "how.number",
    "date": "how.date",
    "time": "how.time",
    "datetime": "how.datetime",
    "note": "how.note",
    "end": "how.end",
}
SHAPED = ("date", "time", "datetime")
"""Kinds that people write in several ways."""


def how_typed(view: QuestionView) -> str:
    """Return how an answer is typed, with the bounds of a range and the parts of a partial date."""
    language, bounds = view.language, view.bounds
    if view.kind == "date" and bounds:
        return say(language, f"how.{bounds}")
    if view.kind in ("integer", "decimal") and bounds:
        start, end, step = bounds.split()
        low, high = sorted((start, end), key=float)
        how = say(language, "how.range", low=low, high=high)
        return how if step == "1" else f"{how} {say(language, 'how.step', step=step)}"
    return say(language, _HOW.get(view.kind, "how.text"))


def understood(view: QuestionView, text: str) -> str | None:
    """Return a typed answer as the form reads it, or None for what is no day or time."""
    if view.kind == "date":
        day = read_day(text, view.bounds)
        return day.isoformat() if day else None
    if view.kind == "time":
        return read_time(text)
    if view.kind == "datetime":
        moment = read_moment(text)
        return f"{moment[0].isoformat()} {moment[1]}" if moment else None
    return text


def problem_of_typed(view: QuestionView) -> str:
    """Return which text says that what was typed is no day or time."""
    return f"problem.{view.bounds}" if view.kind == "date" and view.bounds else f"problem.{view.kind}"


def read_back(view: QuestionView, text: str) -> str:
    """Return a day or time part by part, so that day and month cannot be taken for each other; nothing for others."""
    found = understood(view, text) if view.kind in SHAPED else None
    if not found:
        return ""
    day, _, clock = (found if view.kind == "datetime" else f" {found}" if view.kind == "time" else found).partition(" ")
    parts = _day_parts(view, day) if day else []
    if clock:
        parts.append(say(view.language, "part.time", clock=clock))
    return say(view.language, "read_as", parts=", ".join(parts))


def _day_parts(view: QuestionView, day: str) -> list[str]:
    year, month, number = (int(part) for part in day.split("-"))
    shown = {"year": ("year",), "month-year": ("month", "year")}.get(view.bounds, ("day", "month", "year"))
    values = {"day": number, "month": month, "year": year}
    return [say(view.language, f"part.{part}", number=str(values[part])) for part in shown]


def answer_text(view: QuestionView) -> str:
    """Return the present answer as it would be typed; nothing for a non-answer."""
    value = view.value
    match value:
        case NonAnswer() | tuple():
            return ""
        case float():
            return decimal_text(value)
        case dt.datetime():
            return f"{value:%Y-%m-%d} {_clock(value)}"
        case dt.time():
            return _clock(value)
        case dt.date():
            day = value.isoformat()
            return {"year": day[:4], "month-year": day[:7]}.get(view.bounds, day)
        case _:
            return clean(str(value))


def _clock(value: dt.time | dt.datetime) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
