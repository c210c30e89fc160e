"""One interview screen as a value: `press(page, key) -> (page, reply)`. No terminal, so every key can be tested."""

from dataclasses import dataclass, replace

from fieldkit.forms.interview import (
    Answer,
    Back,
    Choice,
    Danger,
    Finish,
    Leave,
    Next,
    Overview,
    Pause,
    QuestionView,
    QuickExit,
    Remark,
    Reply,
    SetLanguage,
)
from fieldkit.forms.values import NonAnswer
from fieldkit.ui import repeat_list
from fieldkit.ui.fields import MAX_TEXT, ChoiceField, Field, TextField
from fieldkit.ui.filling import CHOSEN, field_for, text_field
from fieldkit.ui.keys import TEXT_OF, Command, Key
from fieldkit.ui.messages import language_name, say
from fieldkit.ui.repeat_list import Removing
from fieldkit.ui.typed import answer_text, problem_of_typed, understood

NON_ANSWERS = {Command.DONT_KNOW: NonAnswer.DONT_KNOW, Command.REFUSED: NonAnswer.REFUSED}
AT_ONCE: dict[Command, Reply] = {
    Command.DANGER: Danger(),
    Command.LEAVE: Leave(),
    Command.QUICK_EXIT: QuickExit(),
}
"""Keys that work on every screen, whatever is half typed."""

PAGES: dict[Command, Reply] = {Command.JUMP: Overview(), Command.REMARK: Remark(), Command.PAUSE: Pause()}
"""Keys that open a page of their own; what is half typed is still there afterwards."""

UNANSWERED = (NonAnswer.BLANK, NonAnswer.NOT_ASKED, NonAnswer.IRRELEVANT)


@dataclass(frozen=True, slots=True)
class Page:
    """A question being answered. `languages` is the language list while it is open, `removing` what asks whether an
    instance is to be taken away. `covered`: answers are hidden; `touched`: something was filled in since then. `keys`
    and `how` take the place of the fixed keys and of how to answer, where a page is no question of a form.
    """

    view: QuestionView
    field: Field
    problem: str = ""
    languages: ChoiceField | None = None
    removing: Removing | None = None
    scroll: int = 0
    covered: bool = False
    touched: bool = False
    keys: tuple[Command, ...] | None = None
    how: str = ""


def open_page(view: QuestionView, *, covered: bool = False, typed: str = "") -> Page:
    """Return the screen of a question as it first shows; `typed` is what was being typed when it was last left."""
    field = field_for(view)
    if typed and isinstance(field, TextField):
        field = text_field(view, typed[:MAX_TEXT])
    return Page(view, field, problem=view.error or "", covered=covered)


def reopen_page(page: Page, view: QuestionView) -> Page:
    """Return the screen of the same question again (other language, answer not accepted), keeping what was typed."""
    fresh = replace(open_page(view), covered=page.covered, touched=page.touched)
    if isinstance(page.field, ChoiceField) and isinstance(fresh.field, ChoiceField) and view.kind != "repeat":
        same = [c.value for c in page.field.choices] == [c.value for c in view.choices]
        return replace(fresh, field=replace(page.field, choices=view.choices, query="", found=None)) if same else fresh
    if isinstance(page.field, TextField) and isinstance(fresh.field, TextField):
        return replace(fresh, field=page.field)
    return fresh


def press(
    page: Page, key: Key | Command | str, *, text_overflows: bool = False, columns: int = 0
) -> "tuple[Page, Reply | None]":
    """Return the screen after a key and, when the person is done with it, the reply. `columns`: how wide a typed row is
    drawn."""
    page = replace(page, problem="")
    if columns and isinstance(page.field, TextField):
        page = replace(page, field=replace(page.field, columns=columns))
    if isinstance(key, Command) and key in AT_ONCE:
        return page, AT_ONCE[key]
    if page.languages is not None:
        return _press_languages(page, page.languages, key)
    if page.removing is not None:
        return _press_removing(page, page.removing, key)
    if isinstance(key, Command):
        return command(page, key)
    if key is Key.ENTER:
        return _enter(page)
    inside = isinstance(page.field, TextField) and page.field.long
    if text_overflows and key in (Key.PAGE_UP, Key.PAGE_DOWN) and not inside:
        return replace(page, scroll=max(page.scroll + (4 if key is Key.PAGE_DOWN else -4), 0)), None
    return _fill(page, key)


def command(page: Page, key: Command) -> "tuple[Page, Reply | None]":
    """Do what one of the fixed keys asks, or say why it cannot be done."""
    view = page.view
    match key:
        case Command.BACK if view.can_go_back:
            return page, Back()
        case Command.BACK if view.total:
            return _problem(page, "problem.first"), None
        case Command.SKIP:
            return (page, Next()) if view.kind == "repeat" else _skip(page)
        case Command.LANGUAGE if len(view.languages) > 1:
            return replace(page, languages=_language_field(view)), None
        case Command.LANGUAGE if view.total:
            return _problem(page, "problem.one_language"), None
        case Command.COVER if view.total:
            return replace(page, covered=not page.covered, touched=False), None
        case _ if key in PAGES and _offered(view, key):
            return page, PAGES[key]
        case _ if NON_ANSWERS.get(key) in view.allowed_non_answers:
            return page, Answer(NON_ANSWERS[key])
        case _:
            way = say(view.language, TEXT_OF[key])
            return _problem(page, "problem.not_offered" if view.total else "problem.no_key", way=way), None


def commands_shown(view: QuestionView) -> tuple[Command, ...]:
    """Return the fixed keys that do something on this question, in the order in which they are always shown."""
    return tuple(key for key in Command if _offered(view, key))


def _offered(view: QuestionView, key: Command) -> bool:
    if key in NON_ANSWERS:
        return NON_ANSWERS[key] in view.allowed_non_answers
    asked = view.total > 0  # else it is a menu, and no question of a form
    return {
        Command.BACK: view.can_go_back,
        Command.SKIP: may_skip(view),
        Command.LANGUAGE: len(view.languages) > 1,
        Command.JUMP: asked,
        Command.REMARK: asked and bool(view.name),
        Command.PAUSE: asked,
        Command.COVER: asked,
    }.get(key, True)


def may_skip(view: QuestionView) -> bool:
    """Return whether one can go on without giving an answer now."""
    return view.kind not in ("note", "end") and (not view.required or view.value not in UNANSWERED)


def typed_in(page: Page) -> str:
    """Return what is being typed and was not given as an answer; nothing for a stored answer that was not changed."""
    if not isinstance(page.field, TextField) or page.view.kind in CHOSEN or not page.view.total:
        return ""
    return "" if page.field.text == answer_text(page.view) else page.field.text


def answer_of(page: Page) -> str | tuple[str, ...] | None:
    """Return what would be given as the answer, or None where nothing usable was filled in."""
    given = page.field.answer() if page.field is not None else None
    return understood(page.view, given) if isinstance(page.field, TextField) and isinstance(given, str) else given


def _fill(page: Page, key: Key | str) -> "tuple[Page, Reply | None]":
    if page.field is None:
        return page, None
    pointed = page.field.cursor if isinstance(page.field, ChoiceField) else None
    if page.view.kind == "repeat" and key is Key.DELETE and pointed is not None and pointed < len(page.view.instances):
        return replace(page, removing=repeat_list.removing(page.view, str(pointed + 1))), None
    field = page.field.press(key)
    if isinstance(field, TextField) and isinstance(key, str) and len(field.text) >= MAX_TEXT:
        return _problem(replace(page, field=field), "problem.too_long", most=MAX_TEXT), None
    touched = page.touched or field != page.field
    if isinstance(field, ChoiceField) and not field.visible():
        return _problem(replace(page, field=field, touched=touched), "problem.no_match"), None
    return replace(page, field=field, touched=touched), None


def _enter(page: Page) -> "tuple[Page, Reply | None]":
    if page.field is None:
        return page, Finish() if page.view.at_end else Next()
    if isinstance(page.field, TextField) and page.field.multiline and not _at_end_of(page.field):
        return _fill(page, Key.ENTER)
    given = answer_of(page)
    if page.view.kind == "repeat" and isinstance(given, str):
        return _follow(page, repeat_list.chosen(page.view, given))
    if given is not None:
        return page, Next() if _as_stored(page) else Answer(given)
    if isinstance(page.field, ChoiceField):
        return _problem(page, _nothing_chosen(page.field)), None
    return _problem(page, problem_of_typed(page.view) if page.field.answer() else "problem.type"), None


def _at_end_of(field: TextField) -> bool:
    """Return whether Enter gives a text of several lines as the answer: on an empty line at its end, or when full."""
    return field.at_empty_end or len(field.text) >= MAX_TEXT


def _nothing_chosen(field: ChoiceField) -> str:
    return "problem.rank" if field.ranked else "problem.mark" if field.many else "problem.choose"


def _as_stored(page: Page) -> bool:
    """Return whether a time is left as it is: typed anew it would lose its seconds' parts and its place on earth."""
    timed = page.view.kind in ("time", "datetime") and page.view.value not in UNANSWERED
    return timed and isinstance(page.field, TextField) and page.field.answer() == answer_text(page.view)


def _follow(page: Page, found: "Reply | Removing | None") -> "tuple[Page, Reply | None]":
    """Do what a line of a repeat's list says."""
    if isinstance(found, Removing):
        return replace(page, removing=found), None
    return (page, found) if found is not None else (_problem(page, "problem.nothing_there"), None)


def _press_removing(page: Page, removing: Removing, key: Key | Command | str) -> "tuple[Page, Reply | None]":
    closed = replace(page, removing=None)
    if isinstance(key, Command):
        return closed, None
    if key is not Key.ENTER:
        return replace(page, removing=replace(removing, field=removing.field.press(key))), None
    value = removing.field.answer()
    if not isinstance(value, str):
        return _problem(page, "problem.choose"), None
    found = repeat_list.removed(page.view, removing, value)
    return (replace(page, removing=found), None) if isinstance(found, Removing) else (closed, found)


def _skip(page: Page) -> "tuple[Page, Reply | None]":
    view, initial = page.view, field_for(page.view)
    if page.field is None:
        return (page, None) if view.at_end else (page, Next())
    changed = not isinstance(initial, ChoiceField) or initial.many or initial.ranked
    changed = changed and initial is not None and _filled(page.field) != _filled(initial)
    if changed and _filled(page.field):
        return _problem(page, "problem.marked" if isinstance(page.field, ChoiceField) else "problem.typed"), None
    if view.required and (changed or view.value in UNANSWERED):
        return _needs_answer(page), None
    return page, Answer(NonAnswer.BLANK) if changed else Next()


def _filled(field: ChoiceField | TextField) -> str | tuple[str, ...] | None:
    """Return what is filled in, be it half an order."""
    return field.order if isinstance(field, ChoiceField) and field.ranked else field.answer()


def _needs_answer(page: Page) -> Page:
    language = page.view.language
    ways = [say(language, TEXT_OF[k]) for k, v in NON_ANSWERS.items() if v in page.view.allowed_non_answers]
    if not ways:
        return _problem(page, "problem.no_skip")
    return _problem(page, "problem.no_skip_but", ways=f" {say(language, 'or')} ".join(ways))


def _language_field(view: QuestionView) -> ChoiceField:
    choices = tuple(Choice(code, language_name(code)) for code in view.languages)
    return ChoiceField(choices, cursor=view.languages.index(view.language) if view.language in view.languages else None)


def _press_languages(page: Page, field: ChoiceField, key: Key | Command | str) -> "tuple[Page, Reply | None]":
    if isinstance(key, Command):
        return replace(page, languages=None), None
    if key is not Key.ENTER:
        return replace(page, languages=field.press(key)), None
    code = field.answer()
    closed = replace(page, languages=None)
    if not isinstance(code, str) or code == page.view.language:
        return closed, None
    return closed, SetLanguage(code)


def _problem(page: Page, key: str, **facts: object) -> Page:
    return replace(page, problem=say(page.view.language, key, **facts))
