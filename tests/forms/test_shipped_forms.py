"""The forms that ship, and the example of the document, pass the check."""

import re
from pathlib import Path

import pytest

from fieldkit.commands.beside import Beside
from fieldkit.forms.check import check_form, load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.testing import run_tests
from tests.forms.scenario import HEAD, Scenario, compiled

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "forms").glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_form_has_no_mistake(path: Path) -> None:
    """Nor any warning but one for each language, that nobody fluent has reviewed its texts yet."""
    found = [problem.what for problem in check_form(path.read_bytes(), path.name, Beside(path)).problems]
    assert [what for what in found if "no reviewed text in" not in what] == []
    assert len(found) == len(load_form(path.read_bytes(), path.name, Beside(path)).languages)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_form_passes_its_own_tests(path: Path) -> None:
    """What `fieldkit form test` runs."""
    report = run_tests(compile_form(load_form(path.read_bytes(), path.name, Beside(path))))
    assert [(run.name, run.mismatches, run.problems) for run in report.runs if not run.passed] == []


PAGE = (ROOT / "docs" / "form-language.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FORMS = {block.split("\n", 1)[0].removeprefix("form_id: "): block for block in BLOCKS if block.startswith("form_id:")}
FILES = {name: text.encode() for name, text in re.findall(r"```(?:csv|yaml) (\S+)\n(.*?)```", PAGE, re.DOTALL)}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_the_document_passes_its_own_tests(name: str) -> None:
    """docs/form-language.md is tried out, not only read."""
    report = run_tests(compile_form(load_form(FORMS[name], name, FILES)))
    assert [(run.name, run.mismatches, run.problems) for run in report.runs if not run.passed] == []
    assert report.runs


def test_the_example_of_the_document_is_a_form_that_runs() -> None:
    """Its first form can be interviewed."""
    talk = Scenario(compiled(BLOCKS[0])).answer("yes", "15")
    assert talk.here == "ask_guardian"


def test_the_classify_example_of_the_document_is_read() -> None:
    """Its questions stand in the test."""
    names = ("age", "arranged", "paid", "danger_now", "own_suspicion")
    rows = "".join(f"  - {{name: {name}, type: text, label: X}}\n" for name in names)
    rule = next(block for block in BLOCKS if block.startswith("classify:"))
    found = check_form(HEAD + "survey:\n" + rows + rule, "doc").problems
    assert [problem for problem in found if problem.severity == "error"] == []
