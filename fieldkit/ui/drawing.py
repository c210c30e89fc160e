"""Draw a screen of the interview as rows of styled text that fit a width and a height. No terminal is touched here.

Style names are those of `canvas.STYLE`. Nothing is said by colour alone: the arrow, [x], "!" and words carry it too.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from fieldkit.forms.interview import Choice, QuestionView
from fieldkit.forms.values import NonAnswer
from fieldkit.ui import repeat_list
from fieldkit.ui.fields import ChoiceField, TextField
from fieldkit.ui.keys import TEXT_OF, Command
from fieldkit.ui.messages import say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import AT_ONCE, UNANSWERED, Page, commands_shown
from fieldkit.ui.text import chop, clean, shorten, width_of, wrap, wrap_indented
from fieldkit.ui.typed import how_typed, read_back

Span: TypeAlias = "tuple[str, str]"
Row: TypeAlias = "tuple[Span, ...]"

NARROW = 60
"""Columns from which on form, code, progress and language share a line."""

CRAMPED = 6
"""Rows for the question below which head and keys give way."""

EMPTY: Row = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished screen: at most `height` rows, where the cursor stands, whether the text needs Page Down."""

    rows: tuple[Row, ...]
    cursor: tuple[int, int]
    text_overflows: bool = False
    scroll: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that is only read; `how` says what Enter does, `keys` are the commands it knows besides."""

    title: str
    lines: tuple[str, ...]
    how: str
    language: str
    keys: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows, one of which (`at` = row, column) is where the person works; `top` stays when the rows scroll."""

    rows: tuple[Row, ...]
    at: tuple[int, int] = (0, 0)
    top: tuple[Row, ...] = ()


def draw_page(page: Page, occasion: Occasion, width: int, height: int) -> Drawn:
    """Draw a question, or what lies over it: the list of languages, the question whether to take an instance away."""
    width = max(width, 20)
    view = page.view
    head = draw_head(occasion, view, width)
    foot = draw_foot(page, width)
    if height - len(head) - len(foot) < CRAMPED:
        head, foot = head[:1], foot[-max(height // 2, 1) :]
    if page.languages is not None:
        text = [_row("class:question", line, 1) for line in wrap(say(view.language, "language.title"), width - 2)]
        field = draw_choices(page.languages, width, view.language)
    elif page.removing is not None:
        label, hint = repeat_list.question(view, page.removing)
        text = _question_text(replace(view, label=label, hint=hint, why="", guidance=""), width)
        field = draw_choices(page.removing.field, width, view.language)
    else:
        text = _question_text(view, width)
        field = _draw_field(page, width, max(height - len(head) - len(foot), 3))
    notes = _notes_below(page, width)
    return _fit(head, text, field, notes, foot, (width, height), page.scroll, view.language)


def draw_sheet(sheet: Sheet, scroll: int, width: int, height: int) -> Drawn:
    """Draw a page of text that is only read: the result, immediate danger, a notice."""
    width = max(width, 20)
    head = [_row("class:title", line, 1) for line in wrap(sheet.title, width - 2)] + [_rule(width)]
    text = [
        _row("class:problem" if line.startswith("! ") else "", part, 1)
        for line in sheet.lines
        for part in wrap_indented(line, width - 2)
    ]
    foot = [_rule(width), *(_row("", line, 1) for line in wrap(sheet.how, width - 2))]
    foot += _key_rows(sheet.keys, sheet.language, width) if sheet.keys else []
    size = (width, height)
    return _fit(head if sheet.title else [], text, Block(()), [], foot, size, scroll, sheet.language)


def draw_head(occasion: Occasion, view: QuestionView, width: int) -> list[Row]:
    """Draw form, code, progress and language; then what must be said about the text."""
    title, facts = occasion.title(view.language), occasion.facts(view)
    if not title and not facts:
        return []
    rows: list[Row] = []
    right = "   ".join(facts)
    room = width - 2 - width_of(right) - 3
    if width >= NARROW and room >= 12:
        title = shorten(title, room)
        gap = " " * (width - 2 - width_of(title) - width_of(right))
        rows.append((("class:title", f" {title}"), ("", f"{gap}{right}")))
    else:
        rows.append(_row("class:title", shorten(title, width - 2), 1))
        rows.extend(_row("", line, 1) for line in wrap("  ".join(facts), width - 2))
    banner = occasion.banner(view.language)
    remarks = " - ".join(occasion.remarks(view))
    if banner and remarks and width_of(banner) + width_of(remarks) + 6 <= width:
        rows.append((("", " "), ("class:banner", f" {banner} "), ("", f"  {remarks}")))
    else:
        rows.extend((("", " "), ("class:banner", f" {line} ")) for line in wrap(banner, width - 4) if line)
        rows.extend(_row("", line, 1) for line in wrap(remarks, width - 2) if line)
    return [*rows, _rule(width)]


def draw_foot(page: Page, width: int) -> list[Row]:
    """Draw how to answer, then the fixed keys: always shown, the same on every screen."""
    view = page.view
    over = page.languages or (page.removing.field if page.removing else None)
    how = " ".join(how_to_answer(view, over or page.field))
    rows = [_rule(width), *(_row("", line, 1) for line in wrap(how, width - 2))]
    keys = commands_shown(view)
    if over is not None:
        closes = Command.LANGUAGE if page.languages is not None else Command.BACK
        keys = tuple(key for key in Command if key in (*AT_ONCE, closes))
    return [*rows, *_key_rows(keys, view.language, width)]


def how_to_answer(view: QuestionView, field: ChoiceField | TextField | None) -> tuple[str, ...]:
    """Return the sentences that say which keys answer this question."""
    if isinstance(field, ChoiceField):
        key = "how.repeat" if field.signs else "how.rank" if field.ranked else "how.many" if field.many else "how.one"
        how = say(view.language, key)
        return (how, say(view.language, "how.filter")) if field.searchable else (how,)
    return (how_typed(view),)


def _key_rows(keys: tuple[Command, ...], language: str, width: int) -> list[Row]:
    rows: list[Row] = []
    spans: list[Span] = [("", f" {say(language, 'key.with')}")]
    taken = width_of(spans[0][1])
    for key in keys:
        words = shorten(say(language, TEXT_OF[key]), width - 4)
        needed = 2 + 2 + width_of(words)
        if taken + needed > width - 1:
            rows.append(tuple(spans))
            spans, taken = [("", "")], -1
        letter = "class:danger" if key is Command.DANGER else "class:key"
        spans += [("", "  " if taken > 0 else " "), (letter, key.value.upper()), ("", f" {words}")]
        taken += needed
    return [*rows, tuple(spans)]


def _question_text(view: QuestionView, width: int) -> list[Row]:
    rows: list[Row] = []
    if view.section:
        rows += [_row("class:section", line, 1) for line in wrap(view.section, width - 2)] + [EMPTY]
    label = say(view.language, "end.title") if view.at_end else view.label
    rows += [_row("class:question", line, 1) for line in wrap(label, width - 2)]
    if shown := shown_words(view):
        rows += [EMPTY, *(_row("class:typed", line, 3) for line in wrap(shown, width - 4))]
    for extra in filter(None, [view.hint, *remarks(view)]):
        rows += [EMPTY, *(_row("class:hint", line, 1) for line in wrap(extra, width - 2))]
    return rows


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
        return draw_text(page.field, width, max(room // 2, 1))
    return Block(())


def draw_text(field: TextField, width: int, most: int) -> Block:
    """Draw the typed line, folded where it is long, and at most `most` rows of it around the cursor."""
    columns = max(width - 5, 4)
    before = chop(field.text[: field.cursor], columns)
    pieces = chop(field.text, columns)
    row, column = len(before) - 1, width_of(before[-1])
    if column >= columns:
        row, column = row + 1, 0
    pieces += [""] * (row + 1 - len(pieces))
    first = min(max(row - most + 1, 0), max(len(pieces) - most, 0))
    rows = tuple(
        (("class:arrow", " > " if first + i == 0 else "   "), ("class:typed", piece))
        for i, piece in enumerate(pieces[first : first + most])
    )
    return Block(rows, (row - first, 3 + column))


def draw_choices(field: ChoiceField, width: int, language: str) -> Block:
    """Draw the choices that the search leaves; `_window` shows the part around the arrow."""
    visible = field.visible()
    rows: list[Row] = []
    starts: list[int] = []
    for position in visible:
        starts.append(len(rows))
        rows.extend(_choice_rows(field, position, width))
    top: tuple[Row, ...] = ()
    if field.query:
        searched = shorten(field.query, width // 2)
        top = ((("", f" {say(language, 'search')}: "), ("class:typed", searched)),)
    place = visible.index(field.cursor) if field.cursor in visible else 0
    at = starts[place] if starts else 0
    return Block(tuple(rows), (at, 1), top)


def _choice_rows(field: ChoiceField, position: int, width: int) -> list[Row]:
    choice: Choice = field.choices[position]
    pointed = position == field.cursor
    number = field.sign(position).rjust(len(str(len(field.choices))))
    mark = field.mark(position)
    indent = 3 + len(number) + 2 + len(mark)
    style = "class:pointed" if pointed else ""
    first, *rest = wrap(choice.label, width - indent - 1)
    arrow = ("class:arrow", " > " if pointed else "   ")
    rows: list[Row] = [(arrow, (style, f"{number}  {mark}{first}"))]
    return rows + [(("", " " * indent), (style, line)) for line in rest]


def _notes_below(page: Page, width: int) -> list[Row]:
    rows: list[Row] = []
    said = _read_as(page) or _answer_now(page)
    if said and page.languages is None and page.removing is None:
        rows += [_row("class:hint", line, 1) for line in wrap(said, width - 2)]
    for index, line in enumerate(wrap(page.problem or "", width - 4) if page.problem else ()):
        rows.append((("class:problem", f" {'!' if index == 0 else ' '} {line}"),))
    return rows


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


def _fit(
    head: list[Row],
    text: list[Row],
    field: Block,
    notes: list[Row],
    foot: list[Row],
    size: tuple[int, int],
    scroll: int,
    language: str,
) -> Drawn:
    """Put the parts together in the height there is: first the air goes, then text scrolls, then the list does."""
    width, height = size
    room = height - len(head) - len(foot) - len(field.top)
    airy = room >= len(text) + len(field.rows) + len(notes) + 3 + (1 if notes else 0)
    air = [EMPTY] if airy else []
    below = [*(air if notes else []), *notes]
    room = max(room - len(below) - 2 * len(air), 2)
    wanted = len(field.rows)
    for_field = wanted if len(text) + wanted + 1 <= room else min(wanted, max(room // 2, room - len(text) - 1))
    shown_text, scroll = _scroll(text, scroll, max(room - for_field - 1, 1), language, width)
    shown_field, at_row = _window(field, for_field, language)
    rows = [*head, *air, *shown_text, EMPTY, *field.top]
    cursor = (len(rows) + at_row, field.at[1])
    rows += [*shown_field, *below]
    rows += [EMPTY] * (height - len(rows) - len(foot))
    rows = [*rows[: max(height - len(foot), 0)], *foot][:height]
    overflows = len(text) > max(room - for_field - 1, 1)
    return Drawn(tuple(rows), (min(cursor[0], height - 1), cursor[1]), overflows, scroll)


def _scroll(text: list[Row], scroll: int, room: int, language: str, width: int) -> tuple[list[Row], int]:
    if len(text) <= room:
        return text, 0
    room = max(room - 1, 1)
    scroll = min(scroll, len(text) - room)
    marks = [
        *([say(language, "more.above")] if scroll > 0 else []),
        *([say(language, "more.below")] if scroll < len(text) - room else []),
    ]
    line = shorten(f"({', '.join(marks)})", width - 2)
    return [*text[scroll : scroll + room], _row("class:hint", line, 1)], scroll


def _window(field: Block, room: int, language: str) -> tuple[list[Row], int]:
    rows, at = list(field.rows), field.at[0]
    if len(rows) <= room:
        return rows, at
    room = max(room - 1, 1)
    first = min(max(at - room // 2, 0), len(rows) - room)
    line = say(language, "shown", first=first + 1, last=first + room, total=len(rows))
    return [*rows[first : first + room], _row("class:hint", f"({line})", 3)], at - first


def _row(style: str, text: str, indent: int = 0) -> Row:
    return ((style, " " * indent + text),)


def _rule(width: int) -> Row:
    return (("class:rule", "\u2500" * width),)
