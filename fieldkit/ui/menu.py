"""A choice, or a line to type, that belongs to no form, as something the question screens can draw."""

from collections.abc import Sequence

from fieldkit.forms.interview import Choice, QuestionView
from fieldkit.forms.values import NonAnswer


def menu_view(
    title: str, lines: Sequence[str], language: str, options: Sequence[tuple[str, str]] | None = None
) -> QuestionView:
    """Return a choice, or a line to type, that belongs to no form, as something the question screens can draw."""
    return QuestionView(
        name="",
        kind="text" if options is None else "select_one",
        label=title,
        hint="\n".join(lines),
        why="",
        choices=tuple(Choice(value, label) for value, label in options or ()),
        value=NonAnswer.NOT_ASKED,
        number=0,
        total=0,
        section="",
        required=True,
        allowed_non_answers=(),
        languages=(language,),
        language=language,
        language_missing=False,
        can_go_back=False,
        error=None,
        reviewed=True,
        at_end=False,
    )
