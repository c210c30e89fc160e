"""Draw a screen of the interview as rows of styled text that fit a width and a height. No terminal is touched here.

Style names are those of `canvas.STYLE`. Nothing is said by colour alone: the arrow, [x], "!" and words carry it too.
"""

from dataclasses import replace

from fieldkit.forms.interview import QuestionView
from fieldkit.forms.values import NonAnswer
from fieldkit.ui import repeat_list
from fieldkit.ui.covering import covered
from fieldkit.ui.field_drawing import columns_for, draw_choices, draw_text
from fieldkit.ui.fields import ChoiceField, TextField
from fieldkit.ui.foot import draw_foot, how_to_answer, key_rows
from fieldkit.ui.messages import say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import UNANSWERED, Page
from fieldkit.ui.rows import CRAMPED, EMPTY, NARROW, Block, Drawn, Row, fit, row, rule
from fieldkit.ui.sheet import Sheet
from fieldkit.ui.text import clean, one_line, shorten, width_of, wrap, wrap_indented
from fieldkit.ui.typed import read_back

__all__ = ["Block", "Drawn", "Row", "Sheet", "draw_foot", "draw_page", "draw_sheet", "how_to_answer"]


def draw_page(page: Page, occasion: Occasion, width: int, height: int) -> Drawn:
    """Draw a question, or what lies over it: the list of languages, the question whether to take an instance away."""
    width = max(width, 20)
    foot = draw_foot(page, width)
    page = covered(page) if page.covered else page
    view = page.view
    head = draw_head(occasion, view, width, hidden=page.covered)
    if height - len(head) - len(foot) < CRAMPED:
        head, foot = head[:1], foot[-max(height // 2, 1) :]
    text, field = _asked(page, width, max(height - len(head) - len(foot), 3))
    notes = _notes_below(page, width)
    first = 0
    if view.heard and page.languages is None and page.removing is None:
        room = height - len(head) - len(foot) - len(field.top) - len(field.rows) - len(notes) - 3
        text, first = _heard_first(view, text, width, room)
    drawn = fit(head, text, field, notes, foot, (width, height), page.scroll, view.language, first)
    return replace(drawn, columns=columns_for(width))


def _asked(page: Page, width: int, room: int) -> tuple[list[Row], Block]:
    """Draw the question and the field, or what lies over both."""
    view = page.view
    if page.languages is not None:
        text = [row("class:question", line, 1) for line in wrap(say(view.language, "language.title"), width - 2)]
        return text, draw_choices(page.languages, width, view.language)
    if page.removing is not None:
        label, hint = repeat_list.question(view, page.removing)
        over = replace(view, label=label, hint=hint, why="", guidance="")
        return _question_text(over, width), draw_choices(page.removing.field, width, view.language)
    return _question_text(view, width), _draw_field(page, width, room)


def draw_sheet(sheet: Sheet, scroll: int, width: int, height: int) -> Drawn:
    """Draw a page of text that is only read: the result, immediate danger, a notice."""
    width = max(width, 20)
    title = [row("class:title", line, 1) for line in wrap(sheet.title, width - 2)] if sheet.title else []
    head = [*_mark(sheet.mark, width), *title]
    text = [
        row("class:problem" if line.startswith("! ") else "", part, 1)
        for line in sheet.lines
        for part in wrap_indented(line, width - 2)
    ]
    foot = [rule(width), *(row("", line, 1) for line in wrap(sheet.how, width - 2))]
    foot += key_rows(sheet.keys, sheet.language, width) if sheet.keys else []
    size = (width, height)
    return fit([*head, rule(width)] if head else [], text, Block(()), [], foot, size, scroll, sheet.language)


def draw_head(occasion: Occasion, view: QuestionView, width: int, *, hidden: bool = False) -> list[Row]:
    """Draw form, code, progress and language; then what must be said about the text, and whether answers are hidden."""
    title, facts = occasion.title(view.language), occasion.facts(view)
    if not title and not facts:
        mark = _mark(occasion.mark(view.language), width)
        return [*mark, rule(width)] if mark else []
    rows = _mark(occasion.mark(view.language), width)
    rows += _facts(title, "   ".join(facts), width)
    banner = banner_below(occasion, view.language, hidden=hidden)
    remarks = " - ".join(occasion.remarks(view))
    if banner and remarks and width_of(banner) + width_of(remarks) + 6 <= width:
        rows.append((("", " "), ("class:banner", f" {banner} "), ("", f"  {remarks}")))
    else:
        rows.extend((("", " "), ("class:banner", f" {line} ")) for line in wrap(banner, width - 4) if line)
        rows.extend(row("", line, 1) for line in wrap(remarks, width - 2) if line)
    return [*rows, rule(width)]


def _mark(mark: str, width: int) -> list[Row]:
    """Draw over the whole width that this is practice: above everything, and in a colour that nothing else has."""
    return [(("class:practice", f" {line}".ljust(width)),) for line in wrap(mark, width - 2) if line]


def banner_below(occasion: Occasion, language: str, *, hidden: bool) -> str:
    """Return the banner below the form's title; that this is practice stands above it already."""
    if occasion.rehearsal:
        return say(language, "covered") if hidden else ""
    return banner_of(occasion, language, hidden=hidden)


def banner_of(occasion: Occasion, language: str, *, hidden: bool) -> str:
    """Return that data must be invented, and that answers are hidden, as far as they are."""
    return " - ".join(filter(None, (occasion.banner(language), say(language, "covered") if hidden else "")))


def _facts(title: str, right: str, width: int) -> list[Row]:
    """Draw title and facts on one line where they fit."""
    room = width - 2 - width_of(right) - 3
    if width < NARROW or room < 12:
        rows: list[Row] = [row("class:title", shorten(title, width - 2), 1)]
        return rows + [row("", line, 1) for line in wrap(right, width - 2)]
    title = shorten(title, room)
    gap = " " * (width - 2 - width_of(title) - width_of(right))
    return [(("class:title", f" {title}"), ("", f"{gap}{right}"))]


def _question_text(view: QuestionView, width: int) -> list[Row]:
    rows: list[Row] = []
    if view.section:
        rows += [row("class:section", line, 1) for line in wrap(view.section, width - 2)] + [EMPTY]
    label = say(view.language, "end.title") if view.at_end else view.label
    rows += [row("class:question", line, 1) for line in wrap(label, width - 2)]
    if view.heard:
        rows += [EMPTY, *(row("class:heard", line, 1) for line in wrap(view.heard, width - 2))]
    if shown := shown_words(view):
        rows += [EMPTY, *(row("class:typed", line, 3) for line in wrap(shown, width - 4))]
    for extra in filter(None, [view.hint, *remarks(view)]):
        rows += [EMPTY, *(row("class:hint", line, 1) for line in wrap(extra, width - 2))]
    return rows


def _heard_first(view: QuestionView, text: list[Row], width: int, room: int) -> tuple[list[Row], int]:
    """Return a text and how many of its rows end with what was heard, which is seen whole before anything else: where
    there is not room for all, the section's title goes, and the air."""
    if len(text) > room:
        text = [line for line in _question_text(replace(view, section=""), width) if line != EMPTY]
    last = max(at for at, line in enumerate(text) if line and line[0][0] == "class:heard")
    return text, last + 1


def remarks(view: QuestionView) -> list[str]:
    """Return what stands below a question besides its hint: why it is asked, how to ask it, what the end is."""
    return [
        *([say(view.language, "why", why=view.why)] if view.why else []),
        *([say(view.language, "guidance", guidance=view.guidance)] if view.guidance else []),
        *([say(view.language, "end.text")] if view.at_end else []),
    ]


def shown_words(view: QuestionView) -> str:
    """Return the answer of a question that may only be read."""
    return say(view.language, "answer", answer=view.shown) if view.shown else ""


def _draw_field(page: Page, width: int, room: int) -> Block:
    if isinstance(page.field, ChoiceField):
        return draw_choices(page.field, width, page.view.language)
    if isinstance(page.field, TextField):
        style = "class:covered" if page.covered else "class:typed"
        return draw_text(page.field, width, max(room // 2, 1), style)
    return Block(())


def _notes_below(page: Page, width: int) -> list[Row]:
    rows: list[Row] = []
    if page.languages is None and page.removing is None:
        said = _read_as(page) or _answer_now(page)
        rows += [row("class:hint", line, 1) for line in wrap(said, width - 2)] if said else []
        rows += [row("class:doubt", shorten(mark, width - 2), 1) for mark in own_marks(page.view)]
    for index, line in enumerate(wrap(page.problem or "", width - 4) if page.problem else ()):
        rows.append((("class:problem", f" {'!' if index == 0 else ' '} {line}"),))
    return rows


def own_marks(view: QuestionView) -> list[str]:
    """Return what the worker put on a question: doubtful, and the note's own words."""
    note = f"{say(view.language, 'mark.note')}: {one_line(view.note)}" if view.note else ""
    return [*([say(view.language, "mark.doubtful")] if view.doubtful else []), *([note] if note else [])]


def _read_as(page: Page) -> str:
    return read_back(page.view, page.field.text) if isinstance(page.field, TextField) else ""


def _answer_now(page: Page) -> str:
    words = value_words(page.view)
    return say(page.view.language, "answer_now", answer=words) if words else ""


def value_words(view: QuestionView) -> str:
    """Return the answer stored for this question in words: a choice's label or a non-answer; else nothing."""
    value = view.value
    if isinstance(value, NonAnswer):
        return (
            ""
            if value in UNANSWERED or view.kind in ("note", "repeat", "end")
            else say(view.language, f"nr.{value.value}")
        )
    if view.kind == "select_one":
        return next((clean(choice.label) for choice in view.choices if choice.value == value), "")
    return ""
