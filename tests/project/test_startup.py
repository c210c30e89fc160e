"""What a call loads: old laptops wait for every module."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import sys
before = set(sys.modules)
from fieldkit.cli import main
status = main(sys.argv[1:])
import json
print(json.dumps([status, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""

ERRORS = (
    "base",
    "bundle",
    "crypto",
    "forms",
    "general",
    "intake",
    "interchange",
    "mailbox",
    "practice",
    "screens",
    "store",
    "sync",
    "work",
)
OUR_MODULES = [
    "fieldkit",
    "fieldkit.cli",
    "fieldkit.commands",
    "fieldkit.commands.command_table",
    "fieldkit.errors",
    *(f"fieldkit.errors.{part}" for part in ERRORS),
    "fieldkit.ports",
    "fieldkit.result",
]
"""All that the help page and the version may load of ours; of others' packages, nothing at all."""


def _loaded(arguments: list[str], home: Path) -> list[str]:
    line = [sys.executable, "-c", PROBE, *arguments]
    done = subprocess.run(line, cwd=home, check=True, capture_output=True, encoding="utf-8")
    status, modules = json.loads(done.stderr)
    assert status == 0
    return list(modules)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["hq", "--help"]], ids=" ".join)
def test_help_and_version_load_the_command_table_and_nothing_else(arguments: list[str], tmp_path: Path) -> None:
    """`fieldkit --help` loads no third-party module, no command and no database."""
    modules = _loaded(arguments, tmp_path)
    foreign = {m.split(".")[0] for m in modules} - set(sys.stdlib_module_names) - {"fieldkit"}
    assert set() == foreign
    assert [m for m in modules if m.split(".")[0] == "fieldkit"] == OUR_MODULES


def test_help_works_where_nothing_is_installed(tmp_path: Path) -> None:
    """`fieldkit --help` answers even when the libraries are broken or missing."""
    root = str(Path(__file__).resolve().parent.parent.parent)
    code = f"import sys; sys.path.insert(0, {root!r}); from fieldkit.cli import main; sys.exit(main(['--help']))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=tmp_path, check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
