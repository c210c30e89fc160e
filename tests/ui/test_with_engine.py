"""The three kinds of screen in front of the real interview engine: the same answers whichever way they are given."""

import datetime as dt
import io
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.commands.beside import Beside
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.interview import start, view
from fieldkit.forms.plain_yaml import read_plain
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.ports import Instant
from fieldkit.ui.drawing import draw_page
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import open_page
from fieldkit.ui.plain import PlainScreen
from fieldkit.ui.script import AnswersScript, load_answers
from tests.ui.pty_screen import ROOT, PtyScreen
from tests.ui.small_form import answers

EXPECTED: dict[str, AnswerValue] = {
    "travelling": "yes",
    "company": ("family", "agent"),
    "age": 17,
    "crossed": dt.date(2026, 11, 20),
}


def test_a_script_gives_the_answers_of_its_file(tmp_path: Path) -> None:
    """YAML as docs/interview.md shows it."""
    path = tmp_path / "answers.yaml"
    path.write_text("travelling: yes\ncompany: [family, agent]\nage: 17\ncrossed: 20/11/2026\n", encoding="utf-8")
    assert answers(AnswersScript(load_answers(path, read_plain))) == EXPECTED


def test_a_script_stops_at_the_first_answer_that_the_form_refuses(tmp_path: Path) -> None:
    """The error names the question and the form's own message, not the answer."""
    path = tmp_path / "answers.json"
    path.write_text('{"travelling": "no", "age": 999}', encoding="utf-8")
    with pytest.raises(errors.AnswerRefused) as caught:
        answers(AnswersScript(load_answers(path, read_plain)))
    assert str(caught.value) == "the answer to age was not accepted: Between 0 and 120."


def test_plain_lines_give_the_same_answers() -> None:
    """A constraint is said in the chosen language, and going back keeps what was answered."""
    typed = "\n1\n1 2\n:l\n2\n999\n17\n:p\n\n:n\n20/11/2026\n\n"
    said = io.StringIO()
    screen = PlainScreen(Occasion({"en": "Small form"}, "K7M-4QX"), stdin=io.StringIO(typed), stderr=said)
    assert answers(screen) == EXPECTED
    assert "! Entre 0 et 120." in said.getvalue()


def test_the_full_screen_gives_the_same_answers() -> None:
    """Numbers, marks, a refused number, another language in the middle, a day."""
    with PtyScreen("full-engine", "0") as screen:
        screen.wait("Hello.")
        screen.send("\r")
        screen.wait("Is the person travelling?")
        screen.send("1\r")
        screen.wait("With whom?")
        screen.send("1 2 \r")
        screen.wait("How old?")
        screen.send("999\r")
        screen.wait("! Between 0 and 120.")
        screen.send("\x0c")
        screen.wait("Language of the questions")
        screen.send("2\r")
        screen.wait("Quel âge ?")
        screen.send("\x7f\x7f\x7f17\r")
        screen.wait("Quel jour ?")
        screen.send("20/11/2026\r")
        screen.wait("C'était la dernière question.")
        screen.send("\r")
        assert [repr(EXPECTED)] == screen.finish()


def test_not_travelling_leaves_the_question_about_company_out() -> None:
    """A question that does not apply is not shown; optional ones can be skipped."""
    screen = PlainScreen(Occasion(), stdin=io.StringIO("\n2\n:k\n:n\n\n"), stderr=io.StringIO())
    assert answers(screen) == {
        "travelling": "no",
        "company": NonAnswer.IRRELEVANT,
        "age": NonAnswer.DONT_KNOW,
        "crossed": NonAnswer.BLANK,
    }


@pytest.mark.parametrize("language", ["en", "rw", "fr", "sw"])
@pytest.mark.parametrize("path", sorted((ROOT / "forms").glob("*.yaml")), ids=lambda path: str(path.stem))
def test_every_first_screen_of_a_shipped_form_fits_without_scrolling(path: Path, language: str) -> None:
    """At 80 by 24 nobody has to page through the text of a question."""
    compiled = compile_form(load_form(path.read_bytes(), path.stem, Beside(path)))
    state = start(compiled, language=language, today=dt.date(2026, 11, 22), now=Instant(0, 120, 0, "b"))
    drawn = draw_page(open_page(view(state)), Occasion(compiled.form.title, "K7M-4QX"), 80, 24)
    assert (drawn.text_overflows, len(drawn.rows)) == (False, 24)
