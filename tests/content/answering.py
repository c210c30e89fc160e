"""Random answers to a form, and leaving some of them out: for properties that every form with a result must have."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import TypeAlias

from hypothesis import strategies as st

from fieldkit.forms.classify import Outcome
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import final_answers, outcome, start
from fieldkit.forms.model import Question
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer
from tests.content.walking import Now

Answers: TypeAlias = "Mapping[str, AnswerValue]"
OPEN = st.sampled_from((NonAnswer.BLANK, NonAnswer.DONT_KNOW, NonAnswer.REFUSED, NonAnswer.NOT_ASKED))
MOST = 4
"""Enough choices of one list to make any dimension positive."""


def answers_of(
    form: CompiledForm, told: Answers, groups: Collection[str] = ()
) -> st.SearchStrategy[dict[str, AnswerValue]]:
    """Draw an answer to every question with choices that is not told already, of these groups or of the whole form.
    What does not apply to the answers drawn is left out, as in an interview."""
    drawn = {
        cell.key: _answer(form, cell.question)
        for cell in form.cells
        if cell.question.list_name
        and cell.key not in told
        and (not groups or (cell.question.group and cell.question.group.name in groups))
    }
    return st.fixed_dictionaries(drawn).map(lambda found: _applying(form, {**told, **found}))


def _answer(form: CompiledForm, question: Question) -> st.SearchStrategy[AnswerValue]:
    """`none` stands alone, and comes as often as all others together: most people have little to tell."""
    values = list(form.form.choices[question.list_name])
    if question.type is QuestionType.SELECT_ONE:
        return st.sampled_from(values)
    some = st.lists(st.sampled_from([v for v in values if v != "none"]), min_size=1, max_size=MOST, unique=True)
    chosen: st.SearchStrategy[AnswerValue] = some.map(tuple)
    return st.one_of(st.just(("none",)), chosen) if "none" in values else chosen


def _applying(form: CompiledForm, answers: Answers) -> dict[str, AnswerValue]:
    final = final_answers(start(form, language="en", today=dt.date(2026, 11, 22), now=Now(), answers=answers))
    return {key: value for key, value in answers.items() if not isinstance(final.get(key), NonAnswer)}


def result_of(form: CompiledForm, answers: Answers) -> Outcome:
    """Return what the form finds in these answers, whatever is missing."""
    kept = {key: value for key, value in answers.items() if value is not NonAnswer.NOT_ASKED}
    return outcome(start(form, language="en", today=dt.date(2026, 11, 22), now=Now(), answers=kept))


@st.composite
def fewer(draw: st.DrawFn, answers: Answers, told: Answers) -> dict[str, AnswerValue]:
    """Take away some of the answers, but none of those told: blank, don't know, refused or never asked."""
    names = sorted(set(answers) - set(told))
    gone = draw(st.sets(st.sampled_from(names), min_size=1)) if names else set()
    return {name: draw(OPEN) if name in gone else value for name, value in answers.items()}
