"""The judgement form: its own tests pass, its screens fit, its words hurt nobody; it is in no list of forms."""

import datetime as dt

import pytest
import yaml

from fieldkit.commands.library import form_here, forms_here
from fieldkit.forms.interview import Goto, start, step, view
from fieldkit.forms.testing import run_tests
from fieldkit.practice.run_form import question_cells
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.trap_words import gendered_in, told_traps
from tests.content.shipped import LANGUAGES, texts
from tests.content.test_screens_fit import too_long
from tests.content.walking import Now
from tests.practice.shipped import PRACTICE, judgement_form


def _text() -> str:
    return (PRACTICE / "judgement.yaml").read_text(encoding="utf-8")


def test_its_own_tests_reach_everything() -> None:
    """Every question and choice."""
    report = run_tests(judgement_form())
    assert (report.failed, len(report.runs) > 10) == (0, True)
    assert report.coverage.never_chosen == {}
    assert not report.coverage.never_shown


def test_it_is_no_form_that_anybody_may_choose() -> None:
    """It is put after a vignette only."""
    assert "judgement" not in forms_here()
    assert form_here("judgement") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_and_none_is_a_trap(language: str) -> None:
    """Nor assumes the sex of anybody; choices fit a line."""
    for said in texts(yaml.load(_text(), Loader=yaml.BaseLoader)):
        words = said.words[language]
        assert list(told_traps(language, words, said.words["en"])) == [], str(said)
        assert gendered_in(language, words) == (), str(said)
        if said.place[0] == "choices":
            assert len(words) <= 70, f"{said}: {len(words)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_its_questions_is_seen_whole(language: str) -> None:
    """On 80 columns and 24 rows; longer lists scroll."""
    form = judgement_form()
    state = start(form, language=language, today=dt.date(2026, 11, 22), now=Now())
    for cell in question_cells(form):
        shown = view(step(state, Goto(cell.key))[0])
        assert (shown.name, too_long(shown, Occasion())) == (cell.question.name, [])
