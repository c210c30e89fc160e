"""Write docs/commands.md from each command's --help. `python scripts/command_docs.py [--check]`."""

import contextlib
import importlib.util
import io
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fieldkit import cli  # noqa: E402
from fieldkit.commands.command_table import COMMANDS  # noqa: E402

PAGE = ROOT / "docs" / "commands.md"
HEAD = """# Commands

Generated from each command's `--help` by `scripts/command_docs.py`: edit the docstrings, not this page.
What a command's exit status means: [exit-codes.md](exit-codes.md).

"""


def missing_modules() -> list[str]:
    """Return the command words whose module does not exist yet."""
    return [c.words for c in COMMANDS if not _exists(c.place.partition(":")[0])]


def _exists(module: str) -> bool:
    return importlib.util.find_spec(f"fieldkit.commands.{module}") is not None


def help_of(words: str) -> str:
    """Return what `fieldkit WORDS --help` prints at 80 columns."""
    out = io.StringIO()
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with contextlib.redirect_stdout(out):
            status = cli.main([*words.split(), "--help"])
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
    if status != 0:
        raise SystemExit(f"fieldkit {words} --help ended with {status}")
    return "\n".join(line.rstrip() for line in out.getvalue().strip().splitlines())


def render() -> str:
    """Return the whole page."""
    parts = [HEAD, _block("fieldkit", help_of(""))]
    for section in dict.fromkeys(c.section for c in COMMANDS):
        parts.append(f"## {section}\n\n")
        parts += [_block(f"fieldkit {c.words}", help_of(c.words)) for c in COMMANDS if c.section == section]
    return "".join(parts).rstrip("\n") + "\n"


def _block(title: str, text: str) -> str:
    return f"### {title}\n\n```text\n{text}\n```\n\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether it is up to date."""
    if missing := missing_modules():
        print(f"no module yet for: {', '.join(missing)}", file=sys.stderr)
        return 1
    page = render()
    if "--check" in arguments:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        print("up to date" if page == current else "docs/commands.md is out of date: make docs")
        return int(page != current)
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
