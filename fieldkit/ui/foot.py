"""The foot of every screen: how to answer, then the fixed keys, always in the same order."""

from fieldkit.forms.interview import QuestionView
from fieldkit.ui.fields import ChoiceField, TextField
from fieldkit.ui.keys import Command, text_of
from fieldkit.ui.messages import say, short
from fieldkit.ui.page import AT_ONCE, Page, commands_shown
from fieldkit.ui.rows import NARROW, Row, Span, row, rule
from fieldkit.ui.text import shorten, width_of, wrap
from fieldkit.ui.typed import how_typed


def draw_foot(page: Page, width: int) -> list[Row]:
    """Draw how to answer, then the fixed keys: always shown, the same on every screen."""
    view = page.view
    over = page.languages or (page.removing.field if page.removing else None)
    how = page.how or " ".join(how_to_answer(view, over or page.field))
    rows = [rule(width), *(row("", line, 1) for line in wrap(how, width - 2))]
    return [*rows, *key_rows(keys_of(page), view.language, width)]


def keys_of(page: Page) -> tuple[Command, ...]:
    """Return the fixed keys that do something here."""
    if page.languages is not None or page.removing is not None:
        closes = Command.LANGUAGE if page.languages is not None else Command.BACK
        return tuple(key for key in Command if key in (*AT_ONCE, Command.HELP, closes))
    return commands_shown(page.view) if page.keys is None else page.keys


def how_to_answer(view: QuestionView, field: ChoiceField | TextField | None) -> tuple[str, ...]:
    """Return the sentences that say which keys answer this question."""
    if isinstance(field, ChoiceField):
        key = "how.repeat" if field.signs else "how.rank" if field.ranked else "how.many" if field.many else "how.one"
        how = say(view.language, key)
        return (how, say(view.language, "how.filter")) if field.searchable else (how,)
    if field is not None and field.multiline:
        return (say(view.language, "how.multiline"),)
    return (how_typed(view),)


def key_rows(keys: tuple[Command, ...], language: str, width: int) -> list[Row]:
    """Draw the fixed keys, each a letter and its words; on a narrow screen the short words."""
    words_of = say if width >= NARROW else short
    rows: list[Row] = []
    spans: list[Span] = [("", f" {say(language, 'key.with')}")]
    taken = width_of(spans[0][1])
    for key in keys:
        words = shorten(words_of(language, text_of(key)), width - 4)
        needed = 2 + 2 + width_of(words)
        if taken + needed > width - 1:
            rows.append(tuple(spans))
            spans, taken = [("", "")], -1
        letter = "class:danger" if key is Command.DANGER else "class:key"
        spans += [("", "  " if taken > 0 else " "), (letter, key.value.upper()), ("", f" {words}")]
        taken += needed
    return [*rows, tuple(spans)]
