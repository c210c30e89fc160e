"""The page for form authors shows what the program says: docs/form-tools.md."""

import re
import shlex
from pathlib import Path

import pytest

from fieldkit.forms.starter import starter
from tests.forms.form_commands import Desk

PAGE = Path(__file__).parents[2] / "docs" / "form-tools.md"
STARTER = starter("market_visit", ("en", "rw"))


def replaced(*changes: tuple[str, str]) -> str:
    text = STARTER
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


def files() -> dict[str, str]:
    """Return the forms that the page speaks of: the starter, and the starter with something changed."""
    head, tests = STARTER.split("tests:\n")
    return {
        "market_visit.yaml": STARTER,
        "broken.yaml": replaced(
            ("select_multiple needs", "select_multiple need"), ("${people} >= 10", "${peopel} >= 10")
        ),
        "wrong.yaml": replaced(
            ("      urgency: 3\n", "      urgency: 4\n"), ("hidden: [come_back]\n", "hidden: [come_bak]\n")
        ),
        "half.yaml": head + "tests:\n" + tests[: tests.index("  - name: a small household")],
        "market_visit-2.yaml": replaced(
            ('version: "1"', 'version: "2"'),
            ("      - name: people\n", "      - name: members\n        renamed_from: people\n"),
            ("${people}", "${members}"),
            ("        people: ", "        members: "),
            ("[people, needs", "[members, needs"),
            ("nothing", "none_needed"),
            ("points: 2", "points: 3"),
        ),
    }


def sessions() -> list[tuple[str, str]]:
    """Return each command of the page with the output that it shows."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "output"), sessions(), ids=[command for command, _ in sessions()])
def test_the_page_shows_what_the_command_says(
    command: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each example is run, and what it prints stands on the page."""
    desk = Desk(tmp_path)
    for name, text in files().items():
        if not command.startswith("fieldkit form new"):
            desk.write(name, text)
    monkeypatch.chdir(tmp_path)
    assert desk.do(*shlex.split(command)[1:]).out == output
