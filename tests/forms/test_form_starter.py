"""`fieldkit form new`: docs/form-tools.md 4."""

from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.forms.check import check_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.starter import starter
from fieldkit.forms.testing import run_tests
from tests.forms.form_commands import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("languages", [("en",), ("rw",), ("en", "rw", "fr", "sw"), ("fr", "lg")], ids="+".join)
def test_a_new_form_passes_its_check_and_its_tests(languages: tuple[str, ...]) -> None:
    """In every choice of languages: no error, no warning but for reviews, every part reached by its tests."""
    checked = check_form(starter("visit", languages), "visit.yaml")
    assert [problem for problem in checked.problems if "reviewed" not in problem.what] == []
    assert checked.form is not None
    assert (checked.form.languages, checked.form.default_language) == (languages, languages[0])
    report = run_tests(compile_form(checked.form))
    assert [run.name for run in report.runs if not run.passed] == []
    coverage = report.coverage
    reached = (coverage.never_shown, coverage.never_chosen, coverage.never_true, coverage.never_false, coverage.bands)
    assert reached == ((), {}, (), (), {})


def test_a_new_form_is_written_and_never_written_over(desk: Desk) -> None:
    """A file that is there stays, unless --force says otherwise."""
    target = desk.folder / "visit.yaml"
    said = desk.do("form", "new", "visit", "-o", str(target), "--language", "en, rw")
    assert (said.status, said.lines[0]) == (0, f"wrote {target}")
    assert desk.do("form", "check", "--no-warnings", str(target)).status == 0
    assert desk.do("form", "test", str(target)).status == 0
    target.write_text("mine", encoding="utf-8")
    assert desk.do("form", "new", "visit", "-o", str(target)).status == errors.UnwritablePlace.exit_status
    assert target.read_text(encoding="utf-8") == "mine"
    assert desk.do("form", "new", "visit", "-o", str(target), "--force").status == 0
    assert target.read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(
    "words",
    [("2visit",), ("a visit",), ("../visit",), ("",), ("visit", "--language", "English"), ("visit", "--language", ",")],
)
def test_a_name_or_language_that_cannot_be_is_an_error(desk: Desk, words: tuple[str, ...]) -> None:
    """Nothing is written."""
    said = desk.do("form", "new", *words, "-o", str(desk.folder / "x.yaml"))
    assert said.status == errors.StarterImpossible.exit_status
    assert not (desk.folder / "x.yaml").exists()


def test_a_folder_that_is_not_there_is_an_error(desk: Desk) -> None:
    """The file is not made anywhere else."""
    said = desk.do("form", "new", "visit", "-o", str(desk.folder / "none" / "x.yaml"))
    assert said.status == errors.UnwritablePlace.exit_status
