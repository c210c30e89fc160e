"""The forms that ship, and the example of the document, pass the check."""

import re
from pathlib import Path

import pytest

from fieldkit.forms.check import check_form
from tests.forms.scenario import HEAD, Scenario, compiled

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "forms").glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_form_has_no_mistake(path: Path) -> None:
    """Nor any warning: every text is there in every language of the form."""
    assert [problem.located(path.name) for problem in check_form(path.read_bytes(), path.name).problems] == []


def _blocks() -> list[str]:
    page = (ROOT / "docs" / "form-language.md").read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)


def test_the_example_of_the_document_is_a_form_that_runs() -> None:
    """docs/form-language.md is tried out, not only read."""
    talk = Scenario(compiled(_blocks()[0])).answer("yes", "15")
    assert talk.here == "ask_guardian"


def test_the_classify_example_of_the_document_is_read() -> None:
    """Its questions stand in the test."""
    names = ("age", "arranged", "paid", "danger_now", "own_suspicion")
    rows = "".join(f"  - {{name: {name}, type: text, label: X}}\n" for name in names)
    assert [
        p for p in check_form(HEAD + "survey:\n" + rows + _blocks()[1], "doc").problems if p.severity == "error"
    ] == []
