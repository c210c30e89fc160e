"""The list of all questions as a value: jump to one, see what is missing, at the end the review before finishing.

Nothing here looks at more rows than it must: a form may have thousands, with its repeats.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fieldkit.forms.interview import Back, Finish, Goto, Next, OutlineRow, QuestionView, Reply
from fieldkit.forms.values import NonAnswer
from fieldkit.ui.covering import hidden_words
from fieldkit.ui.fields import PAGE
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.messages import say
from fieldkit.ui.page import AT_ONCE, UNANSWERED
from fieldkit.ui.text import fold, one_line

ONLY, ON = "%", "0"
"""The signs of the line that leaves only what is missing or doubtful, and of the last line."""

FIRST = -1
"""Stands among the rows for the line that leaves only some of them."""

KEYS = (
    Command.BACK,
    Command.COVER,
    Command.HELP,
    Command.LEAVE,
    Command.DANGER,
    Command.QUICK_EXIT,
)


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The list with an arrow. `entries`: positions of rows in the order in which they are listed, between the line that
    leaves only some (`FIRST`) and the last line (the number of rows). `at` is a place among the entries.

    `urgent` is how many of the listed rows stand at the front because they keep the interview from being finished.
    """

    view: QuestionView
    rows: tuple[OutlineRow, ...]
    folded: tuple[str, ...]
    entries: tuple[int, ...] = ()
    urgent: int = 0
    at: int = 0
    only: bool = False
    query: str = ""
    digits: str = ""
    problem: str = ""
    covered: bool = False


def open_overview(view: QuestionView, rows: Sequence[OutlineRow], *, covered: bool = False) -> OverviewPage:
    """Return the list as it first shows. The arrow is at the present question; at the end at the first one that is
    missing, or where none is at the last line."""
    folded = tuple(fold(f"{row.section} {row.label}") for row in rows)
    page = _listed(OverviewPage(view, tuple(rows), folded, problem=view.error or "", covered=covered))
    if view.at_end:
        return replace(page, at=1 if page.urgent else len(page.entries) - 1)
    here = next((place for place, row in enumerate(rows, start=1) if row.current), 1)
    return replace(page, at=min(here, len(page.entries) - 1))


def _listed(page: OverviewPage) -> OverviewPage:
    """Return the page with its entries anew: what search and first line leave; at the end, missing ones first."""
    wanted = fold(page.query.strip())
    found = [
        number
        for number, row in enumerate(page.rows)
        if (not page.only or row.problem or row.doubtful) and (not wanted or wanted in page.folded[number])
    ]
    urgent = [number for number in found if page.rows[number].problem] if page.view.at_end else []
    ahead = frozenset(urgent)
    rest = [number for number in found if number not in ahead]
    return replace(page, entries=(FIRST, *urgent, *rest, len(page.rows)), urgent=len(urgent))


def press(page: OverviewPage, key: Key | Command | str) -> "tuple[OverviewPage, Reply | None]":
    """Return the list after a key and, when the person is done with it, the reply."""
    page = replace(page, problem="")
    if isinstance(key, Command):
        return _command(page, key)
    if key is Key.ENTER or (key == " " and page.entries[page.at] == FIRST and not _nothing_found(page)):
        return _enter(page)
    if isinstance(key, Key):
        return _move(page, key), None
    if key in (ONLY, ON) and not (key == ON and page.digits):
        return replace(page, at=0 if key == ONLY else len(page.entries) - 1, digits=""), None
    if key.isdecimal() and key.isascii():
        return _number(page, key), None
    if key.isprintable() and (key != " " or page.query):
        return searched(page, (page.query + key)[:60]), None
    return page, None


def _command(page: OverviewPage, key: Command) -> "tuple[OverviewPage, Reply | None]":
    if key in AT_ONCE:
        return page, AT_ONCE[key]
    if key in (Command.BACK, Command.JUMP):
        return page, Back() if page.view.at_end else Next()
    if key is Command.COVER:
        return replace(page, covered=not page.covered), None
    return page, None


def _nothing_found(page: OverviewPage) -> bool:
    """Return whether a search found nothing: the arrow stands on the first line then, and a space is searched for."""
    return bool(page.query) and len(page.entries) <= 2


def _enter(page: OverviewPage) -> "tuple[OverviewPage, Reply | None]":
    entry = page.entries[page.at]
    if entry == FIRST:
        return replace(_listed(replace(page, only=not page.only, digits="")), at=0), None
    if entry == len(page.rows):
        return page, Finish() if page.view.at_end else Next()
    return page, Goto(page.rows[entry].name)


def _move(page: OverviewPage, key: Key) -> OverviewPage:
    if key is Key.BACKSPACE and page.query:
        return searched(page, page.query[:-1])
    last = len(page.entries) - 1
    steps = {Key.UP: -1, Key.DOWN: 1, Key.PAGE_UP: -PAGE, Key.PAGE_DOWN: PAGE, Key.HOME: -last, Key.END: last}
    return replace(page, at=min(max(page.at + steps.get(key, 0), 0), last), digits="")


def _number(page: OverviewPage, digit: str) -> OverviewPage:
    """Move to a number. A search may leave 16 and not 1: its first digit waits."""
    numbers = {str(entry + 1): entry for entry in page.entries if 0 <= entry < len(page.rows)}
    for digits in (page.digits + digit, digit):
        if digits in numbers:
            return replace(page, at=page.entries.index(numbers[digits]), digits=digits)
        if any(number.startswith(digits) for number in numbers):
            return replace(page, digits=digits)
    return replace(page, at=len(page.entries) - 1, digits="") if digit == ON else page


def searched(page: OverviewPage, query: str) -> OverviewPage:
    """Return the list with what a word leaves of it, the arrow at the first question."""
    found = _listed(replace(page, query=query, digits=""))
    some = len(found.entries) > 2
    problem = "" if some else say(page.view.language, "problem.no_match")
    return replace(found, at=1 if some else 0, problem=problem)


# --- what is said about a row, and about all of them -------------------------------------------------------------


def answer_words(page: OverviewPage, row: OutlineRow) -> str:
    """Return an answer in words: what was answered, or which non-answer; nothing where only a mark says it."""
    if isinstance(row.value, NonAnswer):
        if row.value in UNANSWERED:
            return "" if row.problem else say(page.view.language, f"nr.{row.value.value}")
        return hidden_words(page.view.language) if page.covered else say(page.view.language, f"nr.{row.value.value}")
    return hidden_words(page.view.language) if page.covered else one_line(row.value_text)


def marks(row: OutlineRow, language: str) -> tuple[str, ...]:
    """Return what has to be said about a row: each a sign and a word."""
    found = [
        *([f"mark.{'missing' if row.value in UNANSWERED else 'wrong'}"] if row.problem else []),
        *(["mark.doubtful"] if row.doubtful else []),
        *(["mark.note"] if row.note else []),
    ]
    return tuple(say(language, key) for key in found)


def counted(page: OverviewPage) -> str:
    """Return how many rows there are of each kind that a worker should look at."""
    rows, language = page.rows, page.view.language
    counts = {
        "missing": sum(1 for row in rows if row.problem and row.value in UNANSWERED),
        "wrong": sum(1 for row in rows if row.problem and row.value not in UNANSWERED),
        "refused": 0 if page.covered else sum(1 for row in rows if row.value is NonAnswer.REFUSED),
        "dk": 0 if page.covered else sum(1 for row in rows if row.value is NonAnswer.DONT_KNOW),
        "doubtful": sum(1 for row in rows if row.doubtful),
        "noted": sum(1 for row in rows if row.note),
        "open": sum(1 for row in rows if not row.problem and row.value in UNANSWERED),
    }
    said = [say(language, f"overview.{key}", count=count) for key, count in counts.items() if count]
    nothing = counts["missing"] + counts["wrong"] == 0
    return ", ".join([*([say(language, "overview.nothing_missing")] if nothing else []), *said])


def first_words(page: OverviewPage) -> str:
    """Return the line that leaves only what is missing or doubtful, with its mark."""
    return f"[{'x' if page.only else ' '}] {say(page.view.language, 'overview.only')}"


def last_words(page: OverviewPage) -> str:
    """Return what the last line does."""
    return say(page.view.language, "overview.finish" if page.view.at_end else "overview.back")


def first_to_read(page: OverviewPage) -> str:
    """Return what the review has to say before anybody finishes; nothing in the list of all questions."""
    return f"! {page.view.hint}" if page.view.at_end and page.view.hint else ""


def title_words(page: OverviewPage) -> str:
    """Return what the list is: all questions, or the review before finishing."""
    return say(page.view.language, "overview.review" if page.view.at_end else "overview.title")
