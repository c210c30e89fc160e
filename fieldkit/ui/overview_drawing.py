"""Draw the list of all questions: only the rows that there is room for are made."""

from fieldkit.forms.interview import OutlineRow
from fieldkit.ui import overview
from fieldkit.ui.drawing import draw_head
from fieldkit.ui.foot import key_rows
from fieldkit.ui.messages import say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.overview import FIRST, ON, ONLY, OverviewPage
from fieldkit.ui.rows import CRAMPED, EMPTY, NARROW, Drawn, Row, Span, row, rule
from fieldkit.ui.text import chop, one_line, shorten, width_of, wrap


def draw_overview(page: OverviewPage, occasion: Occasion, width: int, height: int) -> Drawn:
    """Draw the list around its arrow, at most `height` rows."""
    width = max(width, 20)
    top = _top(page, occasion, width)
    foot = _foot(page, width)
    if height - len(top) - len(foot) < CRAMPED:
        top, foot = [*top[:1], *top[-1:]] if occasion.rehearsal else top[-2:], foot[-max(height // 3, 1) :]
    notes = [(("class:problem", f" ! {line}"),) for line in wrap(page.problem, width - 4) if page.problem]
    room = max(height - len(top) - len(foot) - len(notes), 1)
    shown, at = _around(page, width, room)
    rows = [*top, *shown, *([EMPTY] * (room - len(shown))), *notes, *foot][:height]
    return Drawn(tuple(rows), (min(len(top) + at, height - 1), 1))


def _top(page: OverviewPage, occasion: Occasion, width: int) -> list[Row]:
    language = page.view.language
    rows = draw_head(occasion, page.view, width, hidden=page.covered)
    rows += [row("class:question", line, 1) for line in wrap(overview.title_words(page), width - 2)]
    rows += [row("", line, 1) for line in wrap(overview.counted(page), width - 2)]
    if first := overview.first_to_read(page):
        rows += [row("class:problem", line, 1) for line in wrap(first, width - 2)]
    if page.query:
        typed = shorten(page.query, width // 2)
        rows += [(("", f" {say(language, 'search')}: "), ("class:typed", typed))]
    return [*rows, EMPTY]


def _foot(page: OverviewPage, width: int) -> list[Row]:
    language = page.view.language
    how = [row("", line, 1) for line in wrap(say(language, "how.overview"), width - 2)]
    return [rule(width), *how, *key_rows(overview.KEYS, language, width)]


def _around(page: OverviewPage, width: int, room: int) -> tuple[list[Row], int]:
    """Return the rows around the arrow, and on which of them it stands. Above it a third of the room at least."""
    own = _entry(page, page.at, width)
    above: list[list[Row]] = []
    below: list[list[Row]] = []
    up, down = page.at - 1, page.at + 1
    taken = len(own)
    while (up >= 0 or down < len(page.entries)) and taken < room:
        before = sum(map(len, above))
        if up >= 0 and (before < room // 3 or down >= len(page.entries)):
            above.insert(0, _entry(page, up, width))
            taken, up = taken + len(above[0]), up - 1
        else:
            below.append(_entry(page, down, width))
            taken, down = taken + len(below[-1]), down + 1
    rows = [*(line for entry in above for line in entry), *own, *(line for entry in below for line in entry)]
    at = sum(map(len, above)) + _heading_rows(page, page.at)
    first = max(len(rows) - room, 0) if down >= len(page.entries) else 0
    first = max(min(first, at), at - room + 1)
    return rows[first : first + room], at - first


def _heading_rows(page: OverviewPage, place: int) -> int:
    """Return how many rows stand over an entry that are not its own."""
    if page.entries[place] == len(page.rows):
        return 1
    return 2 if page.entries[place] != FIRST and heading_of(page, place) else 0


def _entry(page: OverviewPage, place: int, width: int) -> list[Row]:
    """Draw an entry, with the heading of its section where one begins."""
    number = page.entries[place]
    pointed = place == page.at
    if number == FIRST:
        return [_special(page, ONLY, overview.first_words(page), pointed, width)]
    if number == len(page.rows):
        return [EMPTY, _special(page, ON, overview.last_words(page), pointed, width)]
    return [*_heading(page, place, width), *_question(page, number, width, pointed=pointed)]


def heading_of(page: OverviewPage, place: int) -> str:
    """Return the heading over an entry; nothing where the entry before has the same."""
    here, before = _section(page, place), _section(page, place - 1)
    return here if here != before else ""


def _section(page: OverviewPage, place: int) -> str:
    number = page.entries[place] if place > 0 else FIRST
    if number == FIRST:
        return ""
    if place <= page.urgent:
        return say(page.view.language, "overview.first")
    return one_line(page.rows[number].section)


def _heading(page: OverviewPage, place: int, width: int) -> list[Row]:
    heading = heading_of(page, place)
    return [EMPTY, row("class:section", shorten(heading, width - 2), 1)] if heading else []


def _special(page: OverviewPage, sign: str, words: str, pointed: bool, width: int) -> Row:
    digits = len(str(len(page.rows)))
    style = "class:pointed" if pointed else ""
    arrow = ("class:arrow", " > " if pointed else "   ")
    return arrow, (style, f"{sign.rjust(digits)}  {shorten(words, width - digits - 6)}")


def _question(page: OverviewPage, number: int, width: int, *, pointed: bool) -> list[Row]:
    """Draw one question with its answer and marks: on one row, or where it is narrow on two."""
    line = page.rows[number]
    digits = len(str(len(page.rows)))
    style = "class:pointed" if pointed else ""
    lead: list[Span] = [("class:arrow", " > " if pointed else "   "), (style, f"{number + 1:>{digits}}  ")]
    indent = 3 + digits + 2
    if width < NARROW:
        label = (style, shorten(line.label, width - indent - 1))
        under = _told(page, line, width - indent - 1)
        return [(*lead, label), (("", " " * indent), *under)] if under else [(*lead, label)]
    half = (width - indent) // 2
    label_text = shorten(line.label, half - 2)
    gap = " " * (half - width_of(label_text))
    return [(*lead, (style, label_text), ("", gap), *_told(page, line, width - indent - half - 1))]


def _told(page: OverviewPage, line: OutlineRow, room: int) -> list[Span]:
    """Return the answer, shortened so that all marks have room after it."""
    said = overview.marks(line, page.view.language)
    needed = sum(width_of(mark) + 2 for mark in said)
    words = overview.answer_words(page, line)
    spans: list[Span] = []
    if words and room - needed >= 4:
        style = "class:covered" if page.covered else "class:typed"
        spans.append((style, shorten(words, room - needed)))
    marked = chop("  ".join(said), room)[0]
    if marked:
        spans += [("", "  ")] if spans else []
        spans.append(("class:problem" if line.problem else "class:doubt", marked))
    return spans
