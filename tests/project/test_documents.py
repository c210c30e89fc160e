"""Pages generated from the code say what the code says."""

import inspect
import re
import string
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.commands.command_table import COMMANDS, Command
from scripts import command_docs, exit_codes
from tests.project.checkout import ROOT

CLASSES = exit_codes.error_classes()
MISSING = set(command_docs.missing_modules())
READY = [c for c in COMMANDS if c.words not in MISSING]


FREE = {*range(3, 126), *range(166, 255)}
"""126 to 165 are the shell's: not executable, not found, ended by a signal."""


def test_each_expected_error_has_its_own_exit_status_and_code() -> None:
    """A script can tell every expected error from every other by exit status alone."""
    statuses = [c.exit_status for c in CLASSES]
    codes = [c.code for c in CLASSES]
    assert sorted(s for s in set(statuses) if statuses.count(s) > 1) == []
    assert sorted(c for c in set(codes) if codes.count(c) > 1) == []
    assert [c.__name__ for c in CLASSES if c.exit_status not in FREE] == []
    assert [c.__name__ for c in CLASSES if not re.fullmatch(r"FK-\d{3}", c.code)] == []


def test_an_error_class_without_a_code_is_only_a_family() -> None:
    """An error that can be raised has a code; one without is only the parent of others."""
    everything = [c for c in vars(errors).values() if inspect.isclass(c) and issubclass(c, errors.FieldkitError)]
    parents = {base for c in everything for base in c.__bases__}
    assert [c.__name__ for c in everything if "code" not in vars(c) and c not in parents] == []


@pytest.mark.parametrize("error", CLASSES, ids=lambda c: c.code)
def test_an_error_says_what_is_wrong_and_what_to_do(error: type[errors.FieldkitError]) -> None:
    """A message starts in lower case, has no full stop; a hint follows, and both are filled by named facts."""
    assert error.message
    assert error.hint
    first = error.message[0]
    assert not first.isupper() or error.message.split()[0].isupper()
    assert not error.message.endswith(".")
    facts = [name for text in (error.message, error.hint) for _, name, _, _ in string.Formatter().parse(text) if name]
    assert [name for name in facts if not name.isidentifier()] == []
    filled = error(**dict.fromkeys(facts, "x"))
    assert "{" not in str(filled) + filled.advice


def test_docs_exit_codes_is_what_the_error_classes_say() -> None:
    """docs/exit-codes.md is generated; `make docs` writes it anew."""
    assert exit_codes.render() == exit_codes.PAGE.read_text(encoding="utf-8")


def test_every_command_of_the_table_has_its_module() -> None:
    """The help page lists no command that does not exist."""
    assert set() == MISSING


@pytest.mark.parametrize("command", READY, ids=lambda c: c.words)
def test_a_commands_help_describes_it_and_gives_an_example(command: Command) -> None:
    """`fieldkit COMMAND --help` ends in an example that starts with the command itself."""
    text = command_docs.help_of(command.words)
    assert text.startswith(f"Usage: fieldkit {command.words}")
    examples = [line.split("Example:", 1)[1].strip() for line in text.splitlines() if "Example:" in line]
    assert examples != []
    shape = re.compile(rf"fieldkit (--home \S+ )?{command.words}( |$)")
    assert [e for e in examples if not shape.match(e)] == []


@pytest.mark.skipif(bool(MISSING), reason="docs/commands.md is written when every command exists")
def test_docs_commands_is_what_the_help_pages_say() -> None:
    """docs/commands.md is generated; `make docs` writes it anew."""
    assert command_docs.render() == command_docs.PAGE.read_text(encoding="utf-8")


def _links(page: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [
        t for t in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text) if "://" not in t and not t.startswith("mailto:")
    ]


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda p: p.name)
def test_a_page_links_only_to_files_that_exist(page: Path) -> None:
    """Every relative link in the documents leads somewhere."""
    assert [link for link in _links(page) if not (page.parent / link).exists()] == []


def test_every_test_that_the_threat_model_names_exists() -> None:
    """A promise in docs/threat-model.md names the tests that hold it, and they are there."""
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    named = sorted(set(re.findall(r"`(tests/[\w/]+(?:\.py)?)(?:::(\w+))?`", text)))
    assert named != []
    assert [place for place, name in named if not _holds(ROOT / place, name)] == []


def test_every_promise_of_the_threat_model_has_its_test() -> None:
    """No promise is left without the name of a test that holds it."""
    lines = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8").splitlines()
    promises = [line for line in lines if re.match(r"\| P\d+ \|", line)]
    assert promises != []
    assert [line.split("|")[1].strip() for line in promises if "`tests/" not in line or "`tests/...`" in line] == []


def _holds(place: Path, name: str) -> bool:
    if place.suffix != ".py":
        return place.is_dir()
    return place.is_file() and (not name or f"def {name}(" in place.read_text(encoding="utf-8"))


def test_the_release_day_is_the_one_in_the_changelog() -> None:
    """`doctor` calls a clock wrong that stands before the day of this release, as CHANGELOG.md has it."""
    from fieldkit import __version__
    from fieldkit.commands.doctor_machine import RELEASED

    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {__version__} - {RELEASED.isoformat()}" in changelog.splitlines()
