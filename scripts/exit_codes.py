"""Write docs/exit-codes.md from the error classes. `python scripts/exit_codes.py [--check]`."""

import inspect
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fieldkit import errors  # noqa: E402

PAGE = ROOT / "docs" / "exit-codes.md"
HEAD = """# Exit statuses and error codes

Generated from `fieldkit/errors/` by `scripts/exit_codes.py`: edit the classes, not this page.

Every expected error has a code (`FK-nnn`), its own exit status, a message and a hint. The message goes to stderr as
`error:` and `hint:`; with `--json` both stand in the envelope under `error`. Names in braces are filled in: file
names, numbers, names of forms and questions. No message carries an answer, a name, a passphrase or a key.

| exit status | meaning |
| --- | --- |
| 0 | done |
| 1 | a bug in fieldkit: the message names the kind of error and the place in our code, never a value |
| 2 | wrong usage: unknown command or option, missing argument |
| 8, 9 | inside a sitting only, from the process that holds the key to the one that waits: locked; hidden, say nothing |
| 10 | hidden without the key for it: nobody was there, sleep, suspension, hang-up; what was answered is safe |
| 130 | interrupted by Ctrl-C; what was saved before is safe |

| exit status | code | when | message | hint |
| --- | --- | --- | --- | --- |
"""


def error_classes() -> list[type[errors.FieldkitError]]:
    """Return every error class of the catalogue that can be raised itself, by exit status."""
    classes = [c for c in vars(errors).values() if inspect.isclass(c) and issubclass(c, errors.FieldkitError)]
    return sorted((c for c in classes if "code" in vars(c) and c is not errors.FieldkitError), key=_order)


def _order(error: type[errors.FieldkitError]) -> tuple[int, str]:
    return error.exit_status, error.code


def render() -> str:
    """Return the whole page."""
    return HEAD + "".join(_row(c) for c in error_classes())


def _row(error: type[errors.FieldkitError]) -> str:
    when = " ".join((inspect.getdoc(error) or "").split())
    cells = (str(error.exit_status), error.code, when, error.message, error.hint)
    return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether it is up to date."""
    page = render()
    if "--check" in arguments:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        print("up to date" if page == current else "docs/exit-codes.md is out of date: make docs")
        return int(page != current)
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
