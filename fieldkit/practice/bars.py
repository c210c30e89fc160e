"""A class's results as plain lines for a terminal: at most 80 columns, no colour, numbers beside every bar."""

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from fieldkit.practice.agreement import Agreement, Figure
from fieldkit.practice.gold import Readiness
from fieldkit.practice.paired import Paired, counts_of, together
from fieldkit.practice.report import Report, Say, about, interval_text, people_text, value_text

COLUMNS = 80
_BAR = 25
_NAME = 33
_GLUE = "\u00a0"
_MARKS = {"stayed": "=", "gained": "+", "lost": "-", "missed": ".", "once": "?"}
"""Marks of the counts of a pair, told apart by shape. Those marked only once are no part of the bar."""


def lines(report: Report, say: Say, *, bars: bool = True) -> tuple[str, ...]:
    """Return a report as lines. Without `bars` only names and numbers are left, for whoever has them read aloud."""
    return tuple(line.rstrip() for line in _lines(report, say, bars))


def _lines(report: Report, say: Say, bars: bool) -> Iterator[str]:
    yield from _prose(f"{say('with', name=say('title'), what=plain(report.course))} {plain(report.day)}")
    yield from _prose(say("practice"))
    for note in report.notes:
        yield from _prose(plain(note))
    if report.difficulty:
        yield from _headed(say("difficulty"), _items(report, say, bars))
    if report.agreement:
        yield from _agreement(report.agreement, say, bars)
    if report.paired:
        yield from _pairs(report, say, bars)
    if report.gold:
        yield from _headed(say("gold"), _gold(report, say))


def _headed(title: str, body: "list[str]") -> Iterator[str]:
    yield ""
    yield from _prose(title)
    yield from body


def _prose(text: str) -> list[str]:
    """Return text as lines. A sign that has a space before it, as in French, does not begin a line."""
    glued = re.sub(r"(?<=\S) (?=[:;!?%])", _GLUE, text)
    return [line.replace(_GLUE, " ") for line in textwrap.wrap(glued, COLUMNS - 1)]


def _items(report: Report, say: Say, bars: bool) -> list[str]:
    counts = [say("of", right=one.right, of=one.of) if one.of else "" for one in report.difficulty]
    width = max(12, *map(len, counts))
    size = min(_BAR, COLUMNS - 6 - _NAME - width)
    rows = []
    for one, count in zip(report.difficulty, counts, strict=True):
        drawn = bar(one.share, size) if bars and one.share is not None else ""
        rows.append(_row(report.name(one.item), f"{count or say('nobody'):>{width}}", drawn))
    return rows


def _row(name: str, value: str, drawn: str) -> str:
    return f"  {_cut(name, _NAME):<{_NAME}} {value}  {drawn}"


def bar(share: float, width: int) -> str:
    """Return a bar for a share of one. It is full only where all are right and empty only where none is."""
    full = round(share * width)
    full = max(full, 1) if share > 0 else full
    full = min(full, width - 1) if share < 1 else full
    return "#" * full + "." * (width - full)


def _agreement(agreement: Agreement, say: Say, bars: bool) -> Iterator[str]:
    yield from _headed(say("agreement"), _figures(agreement.figures, say, bars))
    for note in about(agreement, say):
        yield from _prose(note)


def _figures(figures: Sequence[Figure], say: Say, bars: bool) -> list[str]:
    """Return a line for each figure. Names and words are as long as a language has them; the bar takes what is left."""
    name = max(len(say(figure.coefficient.value)) for figure in figures)
    between = max(len(interval_text(figure, say)) for figure in figures)
    size = min(_BAR, COLUMNS - 1 - (2 + name + 1 + 5 + 2 + between + 1 + 6 + 1))
    rows = []
    for figure in figures:
        head = f"  {say(figure.coefficient.value):<{name}} "
        if figure.value is None:
            rows.append(head + value_text(figure, say))
            continue
        drawn = span(figure, size) if bars else ""
        numbers = f"{value_text(figure, say):>5}  {interval_text(figure, say):<{between}} n={figure.items:<4}"
        rows.append(f"{head}{numbers} {drawn}")
    return rows


def span(figure: Figure, width: int) -> str:
    """Return a figure on a line from 0 to 1: `o` the value, `-` its interval; `<` says that it is below 0."""
    if figure.value is None:
        return ""
    around = figure.interval
    low, high = (around.low, around.high) if around else (figure.value, figure.value)
    cells = ["-" if _at(low, width) <= at <= _at(high, width) else "." for at in range(width)]
    cells[_at(figure.value, width)] = "<" if figure.value < 0 else "o"
    return "".join(cells)


def _at(value: float, width: int) -> int:
    return round(min(max(value, 0.0), 1.0) * (width - 1))


def _pairs(report: Report, say: Say, bars: bool) -> Iterator[str]:
    rows = [*report.paired, together(report.paired, say("all_items"))]
    legend = [f"  {mark} {say(key)}" for key, mark in _MARKS.items()] if bars else []
    yield from _headed(say("paired"), legend)
    for pair in rows:
        yield from _drawn(pair, report) if bars else _told(pair, report, say)
    if report.people:
        yield from _prose(people_text(report.people, say))


def _drawn(pair: Paired, report: Report) -> Iterator[str]:
    counts = "  ".join(f"{mark} {count}" for mark, count in zip(_MARKS.values(), counts_of(pair), strict=True))
    yield f"  {_cut(report.name(pair.item), _NAME):<{_NAME}} {counts}"
    if pair.of:
        yield f"  {'':<{_NAME}} {_stack(pair, _BAR)}"


def _told(pair: Paired, report: Report, say: Say) -> list[str]:
    counts = ", ".join(f"{say(key)} {count}" for key, count in zip(_MARKS, counts_of(pair), strict=True))
    return _prose(say("with", name=plain(report.name(pair.item)), what=counts))


def _stack(pair: Paired, width: int) -> str:
    """Return the four counts as one bar; rounding is done on the borders, so that it always has its width."""
    text, done = "", 0
    for mark, count in zip(_MARKS.values(), counts_of(pair)[:4], strict=False):
        done += count
        text += mark * (round(done * width / pair.of) - len(text))
    return text


def _gold(report: Report, say: Say) -> list[str]:
    shown = (Readiness.READY, Readiness.NOT_YET, Readiness.NOT_FULL)
    return [_row(say(state.value), f"{report.gold.get(state, 0):>12}", "") for state in shown]


def _cut(text: str, width: int) -> str:
    text = plain(text)
    return text if len(text) <= width else text[: width - 3].rstrip() + "..."


def plain(text: str) -> str:
    """Return text on one line without control, format and direction characters."""
    kept = "".join(" " if character in "\n\t" else character for character in unicodedata.normalize("NFC", text))
    return " ".join("".join(c for c in kept if unicodedata.category(c)[0] != "C").split())
