"""The field of a question, holding the answer that it has now."""

from fieldkit.forms.interview import QuestionView
from fieldkit.ui.fields import ChoiceField, Field, TextField
from fieldkit.ui.repeat_list import list_field
from fieldkit.ui.typed import answer_text

CHOSEN = ("select_one", "select_multiple", "rank")


def field_for(view: QuestionView) -> Field:
    """Return the field of a question, holding the answer that it has now."""
    if view.kind in ("note", "end"):
        return None
    if view.kind == "repeat":
        return list_field(view)
    if view.kind in CHOSEN:
        return _choice_field(view)
    return text_field(view, answer_text(view))


def text_field(view: QuestionView, text: str) -> TextField:
    """Return a typed field that holds a text. Line ends that are already there are kept, whatever the form says now."""
    return TextField(text, len(text), multiline=view.kind == "text" and (view.multiline or "\n" in text))


def _choice_field(view: QuestionView) -> ChoiceField:
    values = [choice.value for choice in view.choices]
    if view.kind != "select_one":
        given = tuple(v for v in view.value if v in values) if isinstance(view.value, tuple) else ()
        if view.kind == "rank":
            return ChoiceField(view.choices, ranked=True, order=given)
        return ChoiceField(view.choices, many=True, marked=frozenset(given))
    cursor = values.index(view.value) if isinstance(view.value, str) and view.value in values else None
    return ChoiceField(view.choices, cursor=cursor)
