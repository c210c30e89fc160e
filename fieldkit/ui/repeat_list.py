"""The list of a repeat as something to choose from: open an instance, add one, take one away, go on."""

from dataclasses import dataclass

from fieldkit.forms.interview import AddInstance, Choice, DeleteInstance, Goto, InstanceRow, Next, QuestionView, Reply
from fieldkit.ui.fields import ChoiceField
from fieldkit.ui.messages import say
from fieldkit.ui.text import one_line

ADD, REMOVE, ON = "+", "-", "0"
"""The signs of what can be done, beside the numbers of the instances."""

KEEP, GO = "keep", "go"


@dataclass(frozen=True, slots=True)
class Removing:
    """An instance being taken away: which one (`row` is None), then whether really."""

    field: ChoiceField
    row: InstanceRow | None = None


def list_field(view: QuestionView) -> ChoiceField:
    """Return the list: the instances with their numbers, then what can be done. Nothing is chosen beforehand."""
    actions = [ADD, *([REMOVE] if view.instances else []), ON]
    texts = {ADD: "repeat.add", REMOVE: "repeat.remove", ON: "repeat.on"}
    rows = _rows(view)
    choices = (*rows, *(Choice(sign, say(view.language, texts[sign])) for sign in actions))
    return ChoiceField(choices, signs=(*(row.value for row in rows), *actions))


def _rows(view: QuestionView) -> tuple[Choice, ...]:
    return tuple(Choice(str(row.position), row_words(view, row)) for row in view.instances)


def row_words(view: QuestionView, row: InstanceRow) -> str:
    """Return what tells an instance from the others, and whether something in it is still wrong."""
    words = one_line(row.summary) or say(view.language, "repeat.empty")
    return f"{words} {say(view.language, 'repeat.problem')}" if row.problem else words


def chosen(view: QuestionView, sign: str) -> "Reply | Removing | None":
    """Return what comes of a line of the list; None where an instance has no question to open."""
    if sign == ADD:
        return AddInstance(view.name)
    if sign == ON:
        return Next()
    if sign == REMOVE:
        return removing(view)
    first = view.instances[int(sign) - 1].first
    return Goto(first) if first else None


def removing(view: QuestionView, sign: str = "") -> Removing:
    """Begin to take an instance away: the one with this number, the only one, or one still to be chosen."""
    row = view.instances[int(sign) - 1] if sign.isdecimal() else None
    if row is None and len(view.instances) == 1:
        row = view.instances[0]
    if row is None:
        return Removing(ChoiceField(_rows(view)))
    keep = Choice(KEEP, say(view.language, "repeat.keep"))
    return Removing(ChoiceField((keep, Choice(GO, say(view.language, "repeat.go")))), row)


def removed(view: QuestionView, step: Removing, value: str) -> "Reply | Removing | None":
    """Return what comes of a choice on the way: the next question, the deletion, or None to keep it."""
    if step.row is None:
        return removing(view, value)
    return DeleteInstance(view.name, step.row.instance) if value == GO else None


def question(view: QuestionView, step: Removing) -> tuple[str, str]:
    """Return what is asked on the way to taking one away, and what goes with it."""
    if step.row is None:
        return say(view.language, "repeat.which"), ""
    row = f"{step.row.position}: {row_words(view, step.row)}"
    return say(view.language, "repeat.sure", row=row), say(view.language, "repeat.goes")
