"""The pages that people work from name commands and options that exist, and leave none of the needed ones out."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.commands.command_table import COMMANDS
from scripts import command_docs
from tests.project.checkout import ROOT

PAGES = ("README.md", *(f"docs/for-{who}.md" for who in ("hq", "workers", "focal-points", "trainers")))
COMMAND_WORDS = {command.words for command in COMMANDS}
EVERYWHERE = {"--home", "--json", "--plain", "--passphrase-file", "--version", "--help"}
WITH_VALUE = {"--home", "--passphrase-file"}


FIRST_WORDS = {words.split()[0] for words in COMMAND_WORDS}
SITTING = "for-focal-points"
"""The page whose reader types without the word `fieldkit`."""


def _written(page: Path) -> Iterator[str]:
    """Yield what stands in code on a page, one command each; a line that ends in a backslash goes on."""
    text = page.read_text(encoding="utf-8")
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    for block in fenced:
        yield from (line.split("  #")[0].strip() for line in block.replace("\\\n", " ").splitlines())
    for span in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)):
        yield from span.split("; ")


def _commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield (as it is written, its words behind `fieldkit` and the options that go anywhere)."""
    for written in _written(page):
        said = written.removeprefix("fieldkit> ")
        if said.startswith("fieldkit "):
            words = shlex.split(said)[1:]
        elif SITTING in page.name and said.split(" ")[0] in FIRST_WORDS:
            words = shlex.split(said)
        else:
            continue
        while words and words[0] in EVERYWHERE:
            words = words[2 if words[0] in WITH_VALUE else 1 :]
        if words:
            yield written, words


def _resolved(words: list[str]) -> str:
    return next((" ".join(words[:n]) for n in (3, 2, 1) if " ".join(words[:n]) in COMMAND_WORDS), "")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_on_the_page_exists_with_its_options(page: str) -> None:
    """Somebody who types what the page says is never told that there is no such command or option."""
    found = list(_commands(ROOT / page))
    assert found != []
    groups = {" ".join(words.split()[:-1]) for words in COMMAND_WORDS}
    unknown = [written for written, words in found if not _resolved(words) and " ".join(words) not in groups]
    assert unknown == []
    strange = []
    for written, words in found:
        if (command := _resolved(words)) == "":
            continue
        known = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", command_docs.help_of(command))) | EVERYWHERE
        strange += [f"{written}: {word}" for word in words if re.match(r"--?[a-z]", word) and word not in known]
    assert strange == []


def test_commands_of_headquarters_are_printed_with_what_they_need() -> None:
    """A line in a box on for-hq.md is whole: no option that its command requires is left out."""
    text = (ROOT / "docs" / "for-hq.md").read_text(encoding="utf-8")
    boxes = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)).replace("\\\n", " ")
    lines = [line for line in boxes.splitlines() if line.startswith("fieldkit ")]
    assert len(lines) > 30
    missing = []
    for line in lines:
        words = shlex.split(line.split("  #")[0])[1:]
        while words[0] in EVERYWHERE:
            words = words[2:]
        needed = _required(command_docs.help_of(_resolved(words)))
        missing += [f"{line}: {'/'.join(names)}" for names in needed if not set(names) & set(words)]
    assert missing == []


def _required(page: str) -> list[tuple[str, ...]]:
    """Return the options that a help page marks as required, each with all its names."""
    options = page.partition("\nOptions:\n")[2]
    entries = re.split(r"\n  (?=-)", "\n" + options)
    return [tuple(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", e.split("<")[0])) for e in entries if "[required]" in e]


def test_headquarters_page_names_every_command_of_headquarters() -> None:
    """Whoever has only this page and that for focal points finds each `hq` command on one of them."""
    both = "".join((ROOT / "docs" / f"for-{who}.md").read_text(encoding="utf-8") for who in ("hq", "focal-points"))
    there = re.sub(r"\s+", " ", both)
    assert sorted(words for words in COMMAND_WORDS if words.startswith("hq ") and words not in there) == []
