"""docs/for-trainers.md is what a trainer has in the room: its lines work as printed, its day fits its class."""

import re
import shlex

import pytest

from fieldkit.commands.command_table import COMMANDS
from tests.practice.shipped import IDS, vignette
from tests.project.checkout import ROOT

PAGE = (ROOT / "docs" / "for-trainers.md").read_text(encoding="utf-8")
HELP = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
BANKS = {path.stem for path in (ROOT / "forms" / "practice" / "banks").glob("*.yaml")}
LINES = [
    line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines() if line.strip()
]
WORDS = {command.words for command in COMMANDS}
DAY = PAGE.partition("## 8. A day")[2].partition("## 9.")[0]
ASSESSED = re.findall(r"--assessment (\S+)", "\n".join(LINES))[0].split(",")


def command_of(words: list[str]) -> str:
    """Return the longest name of a command that a line begins with."""
    return max((name for end in range(1, 4) if (name := " ".join(words[1 : 1 + end])) in WORDS), key=len, default="")


@pytest.mark.parametrize("line", LINES)
def test_a_printed_line_names_a_command_its_options_and_scenes_that_are_there(line: str) -> None:
    """A trainer types what the page says."""
    words = shlex.split(line, comments=True)
    name = command_of(words)
    assert name, line
    page = HELP.partition(f"### fieldkit {name}\n")[2].partition("\n### ")[0]
    known = {*IDS, *BANKS, *(path.stem for path in (ROOT / "forms").glob("*.yaml"))}
    for word in words[1:]:
        if word.startswith("--") and word != "--json":
            assert re.search(rf"{re.escape(word)}\b", page), f"{word} of {name}"
        elif re.fullmatch(r"[a-z]+(_[a-z]+)+(,[a-z_]+)*", word) and word != "border_officer" and word != "our_market":
            assert set(word.split(",")) <= known, word


def test_the_scenes_of_the_day_are_there() -> None:
    """Each scene that the plan names can be practised."""
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", DAY))
    assert named <= set(IDS)


def test_nobody_practises_before_what_is_assessed_later() -> None:
    """Neither the scene nor its twin stands in the plan of the day."""
    for name in ASSESSED:
        assert name not in DAY
        assert not vignette(name).twin or vignette(name).twin not in DAY


def test_what_the_plan_calls_no_trafficking_is_none_by_its_key() -> None:
    """Late wages, violence at home, a fraud: in the order in which the scenes stand."""
    (row,) = [line for line in DAY.splitlines() if "Not trafficking" in line]
    found = [vignette(name).key.situation for name in re.findall(r"`([a-z_]+)`", row)]
    assert found == ["labour_abuse", "gbv_not_trafficking", "fraud"]
