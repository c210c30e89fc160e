"""The command table, lazily loaded; `main(argv) -> exit status`; the only place that catches FieldkitError.

`--help` of the program and of a group is printed from the table alone: no command module is imported for it.
Global options may stand anywhere before `--`: people type `fieldkit inbox --json` and `fieldkit --json inbox` alike.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit import __version__
from fieldkit.commands.command_table import ANYONE, COMMANDS, HQ, WORKER, Command
from fieldkit.errors import FieldkitError
from fieldkit.ports import Env, Hidden
from fieldkit.result import Result

GLOBAL_OPTIONS = (
    ("--home DIR", "the data folder (else FIELDKIT_HOME, else your own)"),
    ("--json", "print data as a versioned JSON envelope"),
    ("--plain", "line after line, no colour, no cursor movement"),
    ("--passphrase-file FILE|-", "read passphrases from a file or stdin"),
    ("--version", "print the version"),
    ("--help", "this page, or a command's own"),
)


INTERRUPTED = 130
MOST_WORDS = 3
"""Words of the longest command: `practice class new`."""
HELD_SITTING = "_sitting"
"""The word with which a keyless parent starts the process that holds the key during a sitting."""
FROM_THE_LOCK = "_concern"
"""The word with which that parent, at its lock screen, starts the process that takes a concern and no passphrase."""
QUIETLY = "quietly"
"""Added to it where whoever stands there must not read more than `Passphrase:`."""


@dataclass(frozen=True, slots=True)
class Flags:
    """The global options of one call."""

    home: str | None = None
    json: bool = False
    plain: bool = False
    passphrase_file: str | None = None


class WrongUsage(Exception):
    """The words on the command line do not fit; exit status 2."""


def entry() -> None:
    """Run the console script. A reader that went away (`fieldkit inbox | head -1`) is no error, nor is a terminal that
    was closed."""
    status = main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:
        _silence_stdout()
    try:
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    sys.exit(status)


def _silence_stdout() -> None:
    """Send what is still buffered nowhere, or the interpreter's own flush at the end would fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(argv: Sequence[str], *, env: Env | None = None) -> int:
    """Run one command line and return its exit status. `env` is given inside a sitting."""
    flags = Flags(json="--json" in argv, plain="--plain" in argv)
    words = ""
    try:
        flags, rest = split_flags(argv)
        if rest == ["--version"]:
            print(f"fieldkit {__version__}")  # noqa: T201
            return 0
        words, rest = _command_words(rest)
        if not words:
            return _without_command(rest, flags, env)
        command = next((c for c in COMMANDS if c.words == words), None)
        if command is None:
            print(group_help(words))  # noqa: T201
            return 0
        return _render(words, _call(command, rest, env or _build_env(flags)), flags, env)
    except WrongUsage as error:
        return _tell([f"error: {error}", f"hint: fieldkit {words} --help".replace("  ", " ")], 2, env)
    except FieldkitError as error:
        return _show_error(words, error, flags, env)
    except Hidden as hidden:
        return _hidden(hidden, env)
    except KeyboardInterrupt:
        return _tell(["", _interrupted()], INTERRUPTED, env)
    except BrokenPipeError:
        _silence_stdout()
        return 0
    except Exception as error:
        return _show_bug(error, env)


def _tell(lines: Sequence[str], status: int, env: Env | None) -> int:
    """Say lines on stderr, or where this sitting shows what commands say; return the status."""
    if env is not None and env.present is not None:
        env.present(lines)
    else:
        print("\n".join(lines), file=sys.stderr)  # noqa: T201
    return status


def _hidden(hidden: Hidden, env: Env | None) -> int:
    """Say nothing: a prompt was left by hiding everything. The sitting around it locks."""
    from fieldkit.commands.hiding import leave_nothing, status_after

    if env is None:
        leave_nothing()
    return status_after(hidden.why, sitting=env is not None)


def split_flags(argv: Sequence[str]) -> tuple[Flags, list[str]]:
    """Take the global options out of `argv`. Raises WrongUsage when one lacks its value."""
    taken: dict[str, str | bool] = {}
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, _, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif word in ("--json", "--plain"):
            taken[word[2:]] = True
        elif name in ("--home", "--passphrase-file"):
            found = value or next(words, None)
            if found is None:
                raise WrongUsage(f"{name} needs a value")
            taken[name[2:].replace("-", "_")] = found
        else:
            rest.append(word)
    return Flags(**taken), rest  # type: ignore[arg-type]


def _command_words(rest: list[str]) -> tuple[str, list[str]]:
    """Split ["hq", "import", "x"] into ("hq import", ["x"]), the longest that is a command; a bare group gives
    ("hq", [...])."""
    known = {c.words for c in COMMANDS}
    groups = {" ".join(c.words.split()[:size]) for c in COMMANDS for size in range(1, len(c.words.split()))}
    for size in range(min(MOST_WORDS, len(rest)), 0, -1):
        words, left = " ".join(rest[:size]), rest[size:]
        if words in known:
            return words, left
        if words in groups:
            if not left or left[0] in ("--help", "-h"):
                return words, []
            raise WrongUsage(_unknown(f"{words} {left[0]}"))
    return "", rest


def _unknown(words: str) -> str:
    import difflib

    near = difflib.get_close_matches(words, [c.words for c in COMMANDS], n=1)
    return f"there is no command {words!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def _without_command(rest: list[str], flags: Flags, env: Env | None) -> int:
    if rest and rest[0] in ("--help", "-h"):
        print(program_help())  # noqa: T201
        return 0
    if rest == [FROM_THE_LOCK]:
        from fieldkit.commands.concern import at_the_lock

        return at_the_lock(_build_env(flags))
    if rest in ([HELD_SITTING], [HELD_SITTING, QUIETLY]):
        from fieldkit.commands.sitting import hold

        known = frozenset(command.words for command in COMMANDS)
        run = lambda argv, held: main(argv, env=held)  # noqa: E731
        return hold(_build_env(flags), run=run, known=known, quietly=QUIETLY in rest)
    if rest:
        raise WrongUsage(_unknown(rest[0]))
    if env is not None:
        return 0
    from fieldkit.commands.sitting import sit

    return sit(_build_env(flags), passphrase_file=flags.passphrase_file)


def program_help() -> str:
    """Return the text of `fieldkit --help`."""
    parts = [
        "Usage: fieldkit [OPTIONS] COMMAND [ARGS]...",
        "",
        "Screen people for signs of trafficking, offline; bring what was found to HQ,",
        "sealed and signed. Without a command it opens a sitting: one unlock, the same",
        "commands inside.",
        "Use invented data only until retention of records and requests for access are",
        "built.",
    ]
    for section in (WORKER, HQ, ANYONE):
        parts += ["", f"{section}:", *_rows([(c.words, c.about) for c in COMMANDS if c.section == section])]
    parts += ["", "Options, anywhere on the line:", *_rows(GLOBAL_OPTIONS)]
    parts += ["", "Example: fieldkit screen border_quick_screen"]
    return "\n".join(parts)


def group_help(group: str) -> str:
    """Return the text of `fieldkit GROUP --help`."""
    rows = [(c.words, c.about) for c in COMMANDS if c.words.startswith(group + " ")]
    return "\n".join([f"Usage: fieldkit {group} COMMAND [ARGS]...", "", *_rows(rows)])


def _rows(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(left) for left, _ in rows)
    return [f"  {left:<{width}}  {right}" for left, right in rows]


def _build_env(flags: Flags) -> Env:
    from fieldkit.commands.environment import build_env

    return build_env(flags.home, json=flags.json, plain=flags.plain, passphrase_file=flags.passphrase_file)


def _call(command: Command, rest: list[str], env: Env) -> Result:
    """Parse `rest` with typer against the command's own function, and run it."""
    import importlib

    import typer

    module, _, function = command.place.partition(":")
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(epilog="Global options (--home, --json, --plain, --passphrase-file): fieldkit --help")(
        getattr(importlib.import_module(f"fieldkit.commands.{module}"), function)
    )
    usage_error: type[Exception] = typer.BadParameter.__bases__[0]  # typer's own copy of click's UsageError
    try:
        result = typer.main.get_command(app).main(
            rest, prog_name=f"fieldkit {command.words}", standalone_mode=False, obj=env
        )
    except typer.Abort:
        raise KeyboardInterrupt from None
    except usage_error as error:
        raise WrongUsage(error.format_message()) from None  # type: ignore[attr-defined]
    if result == INTERRUPTED:  # typer turns Ctrl-C into a returned status when it is not standing alone
        raise KeyboardInterrupt
    return result if isinstance(result, Result) else Result()


def _render(words: str, result: Result, flags: Flags, env: Env | None) -> int:
    from fieldkit.ui.render import show, told

    if env is not None and env.present is not None and not flags.json:
        env.present(told(result))
    else:
        show(result, words, as_json=flags.json, plain=flags.plain or (env is not None and env.terminal.plain))
    return result.exit_status


def _show_error(words: str, error: FieldkitError, flags: Flags, env: Env | None) -> int:
    from fieldkit.ui.render import show_error, told_error

    if env is not None and env.present is not None and not flags.json:
        env.present(told_error(error))
    else:
        show_error(error, words, as_json=flags.json, plain=flags.plain)
    return error.exit_status


def _interrupted() -> str:
    from fieldkit.ui.messages import current, say

    return say(current(), "talk.interrupted")


def _show_bug(error: Exception, env: Env | None) -> int:
    """Say that this is a bug. Shows the kind of error and where in our code it arose, never a value."""
    import traceback

    ours = [f for f in traceback.extract_tb(error.__traceback__) if "fieldkit" in f.filename]
    where = f"{ours[-1].filename.rpartition('fieldkit')[2]}:{ours[-1].lineno}" if ours else "unknown place"
    return _tell(_bug_lines(f"{type(error).__name__} at fieldkit{where}"), 1, env)


def _bug_lines(where: str) -> tuple[str, ...]:
    from fieldkit.ui.messages import current, say

    return (say(current(), "talk.bug", where=where), say(current(), "talk.bug_next"))
