"""Hide answers from whoever looks over the shoulder: a page with everything that was answered taken out of it.

The page that is drawn is not the one that is pressed: nothing of an answer changes. What is hidden looks alike,
whatever it is and however long; what a person changes on this screen can be seen, or nobody could choose.
"""

from dataclasses import replace

from fieldkit.forms.interview import InstanceRow, QuestionView
from fieldkit.forms.values import NonAnswer
from fieldkit.ui.fields import ChoiceField, Field, TextField
from fieldkit.ui.filling import field_for
from fieldkit.ui.messages import say
from fieldkit.ui.page import Page
from fieldkit.ui.repeat_list import Removing, list_field


def covered(page: Page) -> Page:
    """Return a page as it may be drawn while answers are hidden."""
    view = covered_view(page.view)
    return replace(page, view=view, field=_field(page, view), removing=_removing(page.removing, view))


def covered_view(view: QuestionView) -> QuestionView:
    """Return a question without its stored answer, note and instances' lines."""
    hidden = hidden_words(view.language)
    return replace(
        view,
        value=NonAnswer.NOT_ASKED,
        shown=hidden if view.shown else "",
        note=hidden if view.note else "",
        instances=tuple(_instance(row, hidden) for row in view.instances),
    )


def covered_step(view: QuestionView, step: Removing) -> Removing:
    """Return what asks which instance goes, and whether really, without the lines of the instances."""
    return _removing(step, covered_view(view)) or step


def hidden_words(language: str) -> str:
    """Return what stands where an answer is hidden."""
    return f"({say(language, 'hidden')})"


def _instance(row: InstanceRow, hidden: str) -> InstanceRow:
    return replace(row, summary=hidden if row.summary else "")


def _field(page: Page, view: QuestionView) -> Field:
    field = page.field
    if isinstance(field, TextField):
        text = hidden_words(view.language) if field.text else ""
        return TextField(text, len(text))
    if field is None:
        return None
    if view.kind == "repeat":
        field = replace(field, choices=list_field(view).choices)
    return _choices(page, field)


def _choices(page: Page, field: ChoiceField) -> ChoiceField:
    """Return the choices without the arrow until something was pressed; of the marks, only those that were changed."""
    field = field if page.touched else replace(field, cursor=None)
    stored = field_for(page.view)
    if not isinstance(stored, ChoiceField) or not (field.many or field.ranked):
        return field
    every = frozenset(choice.value for choice in field.choices)
    changed = field.marked ^ stored.marked if field.many else every if field.order != stored.order else frozenset()
    return replace(field, masked=every - changed if page.touched else every)


def _removing(step: Removing | None, view: QuestionView) -> Removing | None:
    if step is None:
        return None
    rows = {row.position: row for row in view.instances}
    if step.row is not None:
        return replace(step, row=rows[step.row.position])
    return replace(step, field=replace(step.field, choices=list_field(view).choices[: len(rows)]))
