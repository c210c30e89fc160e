"""Every question of every shipped form on a terminal of 80 columns and 24 rows, in four languages."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from functools import cache

import pytest

from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.engine import State
from fieldkit.forms.events import Goto, SetLanguage
from fieldkit.forms.given_answers import AnswersReader, Filling
from fieldkit.forms.interview import QuestionView, start, step, view
from fieldkit.forms.nodes import nodes
from fieldkit.ui.drawing import draw_page
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import open_page
from fieldkit.ui.text import clean
from tests.content.shipped import ALL, LANGUAGES, questions, read
from tests.content.walking import Now, compiled

WIDTH, HEIGHT = 80, 24
AT_ONCE = 9
"""Choices that are seen at once: as many as have a digit of their own. In longer lists one scrolls, or types."""
LEAST = 5
"""Choices of a longer list that are seen at once."""
TODAY = dt.date(2026, 11, 22)


@cache
def form_of(name: str) -> CompiledForm:
    return compiled(name)


@cache
def reached(name: str) -> dict[str, State]:
    """Return for each question an interview that stands on it: found in those of the form's own tests."""
    form, found = form_of(name), {}
    for state in _interviews(form):
        for node in nodes(state):
            if node.cell is not None and node.cell.key not in found:
                here = step(state, Goto(node.key))[0]
                if here.position == node.key:
                    found[node.cell.key] = here
    return found


def _interviews(form: CompiledForm) -> Iterator[State]:
    for case in form.form.tests:
        filling = Filling(start(form, language="en", today=TODAY, now=Now()))
        filling.fill(AnswersReader(form).read(case.answers, None, ()))
        yield filling.state


def too_long(shown: QuestionView, occasion: Occasion) -> list[str]:
    """Return what of a question cannot be seen without scrolling."""
    page = open_page(shown)
    drawn = draw_page(page, occasion, WIDTH, HEIGHT)
    text = " ".join(" ".join(clean("".join(part for _, part in row)).split()) for row in drawn.rows)
    missing = [] if drawn.text_overflows is False else ["its text"]
    unseen = [choice.label for choice in shown.choices if " ".join(choice.label.split())[:40] not in text]
    if len(shown.choices) - len(unseen) < min(len(shown.choices), LEAST if len(shown.choices) > AT_ONCE else AT_ONCE):
        missing.append(f"choices: {unseen}")
    return missing


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL)
def test_a_question_is_seen_whole(name: str, language: str) -> None:
    """Label, hint and up to nine choices stand on one screen, below the head and above the keys."""
    occasion = Occasion(read(name)["title"], "K7M-4QX", dict.fromkeys(LANGUAGES, "practice"))
    found = {}
    for key, state in reached(name).items():
        missing = too_long(view(step(state, SetLanguage(language))[0]), occasion)
        if missing:
            found[key] = missing
    assert found == {}


@pytest.mark.parametrize("name", ALL)
def test_nearly_every_question_was_looked_at(name: str) -> None:
    """A question that no test of its form reaches is not looked at above."""
    assert len(reached(name)) >= 0.9 * len(questions(read(name)))


def test_what_does_not_fit_is_found() -> None:
    """A long label and a thirteenth line of choices."""
    state = reached("border_quick_screen")["alone"]
    shown = dataclasses.replace(view(state), label="word " * 400)
    assert "its text" in too_long(shown, Occasion())
