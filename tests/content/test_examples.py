"""docs/examples.md: three interviews as a new user has them. The page is what the program draws."""

import sys

import pytest

from fieldkit.cases.words import Role
from fieldkit.commands.command_lines import help_lines
from scripts import examples
from scripts.example_stage import HEIGHT, WIDTH


@pytest.mark.skipif(sys.platform == "win32", reason="local time cannot be set for one process there")
def test_the_page_of_examples_is_what_the_program_draws() -> None:
    """After a change of a form, a text or a screen: `python scripts/examples.py`, then read what has changed."""
    page = examples.PAGE.read_text(encoding="utf-8")
    assert examples.render() == page
    assert [row for row in page.splitlines() if "Ikirundi" in row and "Ikiganiro kigufi" not in row] == []
    drawn = [block for block in page.split("```")[1::2] if "fieldkit>" not in block]
    assert max(len(row) for block in drawn for row in block.splitlines()) <= WIDTH
    assert max(len(block.strip("\n").splitlines()) for block in drawn) <= HEIGHT


@pytest.mark.parametrize("role", [Role.FIELD, Role.HQ])
def test_the_words_of_help_stand_on_one_line_each(role: Role) -> None:
    """A line that is broken loses its columns, and is read as two commands."""
    assert [line for line in help_lines(role) if len(line) > WIDTH - 2] == []
