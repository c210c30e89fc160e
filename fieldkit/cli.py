"""The command table, lazily loaded; `main(argv) -> exit status`; the only place that catches FieldkitError.

`--help` of the program and of a group is printed from the table alone: no command module is imported for it.
Global options may stand anywhere before `--`: people type `fieldkit inbox --json` and `fieldkit --json inbox` alike.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit import __version__
from fieldkit.errors import FieldkitError
from fieldkit.ports import Env, Hidden
from fieldkit.result import Result


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table: the words a person types, where the function lives, one line of help."""

    words: str
    place: str
    about: str
    section: str


_WORKER, _HQ, _ANYONE = "Field laptop", "Headquarters", "Anyone"

COMMANDS: tuple[Command, ...] = (
    Command("init", "device:init", "set up this laptop from headquarters' card", _WORKER),
    Command("request", "device:request", "write device.request again for headquarters", _WORKER),
    Command("screen", "screening:screen", "interview a person with a screening form", _WORKER),
    Command("drafts", "drafts:drafts", "list unfinished interviews; hand over, take or discard one", _WORKER),
    Command(
        "draft upgrade", "drafts_upgrade:upgrade", "move an unfinished interview to its form's new version", _WORKER
    ),
    Command("correct", "correcting:correct", "send a note to an interview that has left this laptop", _WORKER),
    Command("consent withdraw", "consent:withdraw", "take consent back, by the code alone", _WORKER),
    Command("consent show", "consent:show", "what was consented to, and what was withdrawn", _WORKER),
    Command("status", "status:status", "what waits to be packed, handed over, received", _WORKER),
    Command("practice", "practice:practice", "practise with an invented person; nothing is kept or sent", _ANYONE),
    Command("practice list", "vignettes:list_", "list the scenes that can be practised", _ANYONE),
    Command("practice pair", "practice:pair", "two practise: one plays the person, one asks", _ANYONE),
    Command("practice card", "practice_card:card", "the card of the one who plays the person", _ANYONE),
    Command("practice check", "practice_check:check", "check vignettes and their answer keys", _ANYONE),
    Command("practice certificate", "practice_certificate:certificate", "check somebody's certificate", _ANYONE),
    Command("practice test", "knowledge:knowledge_test", "questions before and after a course, from a bank", _ANYONE),
    Command("practice new", "practice_new:new", "begin a scene of your own: a file to be filled", _ANYONE),
    Command(
        "practice preview", "practice_preview:preview", "read a scene as trainee, as player, and with its key", _ANYONE
    ),
    Command("practice key", "practice_key:key", "fill a scene's answer key by doing the interview", _ANYONE),
    Command("practice class new", "practice_class:new", "make a class on the trainer's laptop, in a folder", _ANYONE),
    Command("practice class join", "practice_class:join", "join a class from the folder that is passed round", _ANYONE),
    Command("practice class open", "practice_class:open_", "open the assessment with the trainer's code", _ANYONE),
    Command("practice class give", "practice_class:give", "hand over results that wait on this laptop", _ANYONE),
    Command("practice class show", "practice_class:show", "show the code for the board again", _ANYONE),
    Command("practice class type", "class_gather:type_", "take in a result line that was read out", _ANYONE),
    Command("practice class gather", "class_gather:gather", "the class's figures, from everybody's results", _ANYONE),
    Command("practice class capacity", "class_capacity:capacity", "scores for headquarters, of who agrees", _ANYONE),
    Command(
        "practice class certificate", "class_certificate:certificate", "a certificate, for that person alone", _ANYONE
    ),
    Command("practice class due", "class_due:due", "for whom a refresher is due, over all classes", _ANYONE),
    Command("revise", "revising:revise", "correct a finished interview as a new revision", _WORKER),
    Command("report-made", "reporting:report_made", "record that somebody was told by voice", _WORKER),
    Command("pack", "packing:pack", "seal finished interviews into a signed bundle", _WORKER),
    Command("sync", "syncing:sync", "exchange bundles and receipts: a folder, stick or address", _WORKER),
    Command("receipts", "receipts_here:receipts", "list receipts; check a number on paper", _WORKER),
    Command("alert", "alert:alert", "tell headquarters of an urgent case by one SMS", _WORKER),
    Command("concern", "concern:concern", "complain, or report revenge; needs no passphrase", _ANYONE),
    Command("key add", "keys:add", "give another person a passphrase on this laptop", _WORKER),
    Command("key remove", "key_removal:remove", "take a person's passphrase away and re-key the store", _WORKER),
    Command("key passwd", "keys:passwd", "change a passphrase", _WORKER),
    Command("key list", "keys:list_", "list the people and the recovery code of this store", _WORKER),
    Command("key recover", "recovering:recover", "open with the printed code, or what two officers opened", _WORKER),
    Command("key verify-recovery", "recovering:verify_recovery", "try the printed recovery code", _WORKER),
    Command("key drill", "recovering:drill", "try the ways back in; doctor says when it is due", _WORKER),
    Command("travel on", "travelling:on", "close this laptop before a border; nothing here opens it", _WORKER),
    Command("travel off", "travelling:off", "open it again with what two officers opened", _WORKER),
    Command("travel status", "travelling:status", "whether it is closed, or can be", _WORKER),
    Command("wipe", "wiping:wipe", "destroy everything on this computer, keys first", _WORKER),
    Command("hq prepare", "hq_prepare:prepare", "folders, certificate and service, set up by IT", _HQ),
    Command("key rotate-device", "device:rotate", "change this laptop's own keys", _WORKER),
    Command("hq init", "hq_setup:init", "create headquarters' store, keys and recovery identity", _HQ),
    Command("hq card", "hq_setup:card", "write headquarters' signed public card", _HQ),
    Command("hq signers", "hq_setup:signers", "write the allowed_signers file for stock ssh-keygen", _HQ),
    Command("hq enrol", "hq_devices:enrol", "accept a laptop's device.request", _HQ),
    Command("hq revoke", "hq_revoking:revoke", "believe nothing more of a laptop", _HQ),
    Command("hq devices", "hq_devices:devices", "list enrolled laptops, the silent ones marked", _HQ),
    Command("hq lost", "hq_lost:lost", "a laptop is lost: what was readable on it, what to do", _HQ),
    Command("hq escrow", "hq_lost:escrow", "give out a laptop's escrow, for two officers", _HQ),
    Command("hq import", "hq_import:import_", "import bundles from sticks or folders", _HQ),
    Command("hq serve", "hq_serve:serve", "take bundles over the network; needs no passphrase", _HQ),
    Command("hq quarantine", "hq_import:quarantine", "list what was put aside, and why", _HQ),
    Command("hq concerns", "hq_concerns:concerns", "list, read and pass on concerns", _HQ),
    Command("hq capacity", "hq_capacity:capacity", "take in who was trained; who is due for a refresher", _HQ),
    Command("hq alert", "hq_alert:alert", "open an alert that came by SMS", _HQ),
    Command("hq conflicts", "hq_conflicts:conflicts", "two versions of one interview: decide which stands", _HQ),
    Command("hq matches", "hq_matches:matches", "interviews that may be with one person: decide", _HQ),
    Command("hq ack", "hq_inbox:ack", "acknowledge a report by name", _HQ),
    Command("hq erase", "hq_orders:erase", "erase an interview, by order, wherever copies are", _HQ),
    Command("hq orders", "hq_orders:orders", "what was ordered to be erased; what is left, where", _HQ),
    Command("hq rotate recipients", "hq_rotating:recipients", "open bundles by new identities from now on", _HQ),
    Command("hq rotate signing", "hq_rotating:signing", "sign receipts and cards by a new key", _HQ),
    Command("hq recipient add", "hq_rotating:add", "let somebody else open bundles of a class", _HQ),
    Command("hq recipient remove", "hq_rotating:remove", "take a further recipient away", _HQ),
    Command("hq recipient list", "hq_rotating:list_", "who opens bundles of each class", _HQ),
    Command("hq recovery replace", "hq_rotating:replace", "make another offline recovery identity", _HQ),
    Command("hq policy", "hq_policy:show", "what was decided, published, and who holds the root of trust", _HQ),
    Command("hq policy set", "hq_policy:set_", "decide something for all laptops", _HQ),
    Command("hq policy add", "hq_policy:add", "a form or directory of headquarters' own", _HQ),
    Command("hq policy remove", "hq_policy:remove", "go back to the form or directory in the package", _HQ),
    Command("hq policy root", "hq_policy:root", "make or take a root of trust of several officers", _HQ),
    Command("hq publish", "publishing:publish", "publish card, rules and forms into a mailbox, signed", _HQ),
    Command("hq officer new", "officers:new", "make an officer's key, on any offline laptop", _HQ),
    Command("hq officer sign", "officers:sign", "sign a root of trust as an officer", _HQ),
    Command("hq receipt", "hq_audit:receipt", "check a receipt number that was read out; what it covered", _HQ),
    Command("hq audit", "hq_audit:audit", "compare this history with what laptops have proof of", _HQ),
    Command("hq backup", "backups:hq_backup", "the same as backup", _HQ),
    Command("hq restore", "backups:hq_restore", "the same as restore", _HQ),
    Command("key open-escrow", "recovering:open_escrow", "open a laptop's escrow as one of its officers", _HQ),
    Command("inbox", "hq_inbox:inbox", "reports by urgency, with the 24-hour clock", _HQ),
    Command("show", "hq_inbox:show", "one whole interview with the reasons for its result", _HQ),
    Command("fill", "filling:fill", "fill any other form, on a laptop or at headquarters", _ANYONE),
    Command("due", "due:due", "what is due after interviews, overdue first", _ANYONE),
    Command("form list", "forms:list_", "list the forms on this machine", _ANYONE),
    Command("form check", "forms:check", "check form files and say what is wrong where", _ANYONE),
    Command("form test", "form_test:run", "run the tests of forms; say what none of them reached", _ANYONE),
    Command("form show", "form_tools:show", "show a form in words: outline, logic, scores, languages", _ANYONE),
    Command("form new", "form_tools:new", "write a commented form to begin with", _ANYONE),
    Command("form diff", "form_tools:diff", "what changed between two versions, and for answers", _ANYONE),
    Command("form texts", "form_texts:texts", "texts by language: missing, unreviewed, wrong; sheets", _ANYONE),
    Command("form import", "form_exchange:import_", "make a form of an XLSForm or XForm file", _ANYONE),
    Command("form export", "form_exchange:export", "write a form as XLSForm or XForm, for Kobo and ODK", _ANYONE),
    Command("form schema", "form_tools:schema", "write the JSON Schema for completion in editors", _ANYONE),
    Command("language check", "languages:check", "how far the texts are in each language", _ANYONE),
    Command("language set", "languages:set_", "choose the language of your screens", _ANYONE),
    Command("language export", "languages:export", "write the interface's texts for translators", _ANYONE),
    Command("directory list", "directories:list_", "services that help, and which may be shown", _ANYONE),
    Command("directory near", "directories:near", "who helps near a place, and why others are not shown", _ANYONE),
    Command("directory verify", "directories:verify", "write down that somebody called a service", _ANYONE),
    Command("bundle verify", "bundles:verify", "check a bundle's signature, hashes and order", _ANYONE),
    Command("store check", "stores:check", "verify the store's chain, contents and projections", _ANYONE),
    Command("store rebuild", "stores:rebuild", "compute every projection anew from the journal", _ANYONE),
    Command("store accept-loss", "stores:accept_loss", "go on after a loss was found; opens a new epoch", _ANYONE),
    Command("backup", "backups:backup", "write an encrypted, verified copy of the store", _ANYONE),
    Command("restore", "backups:restore", "restore a backup into an empty folder", _ANYONE),
    Command("doctor", "doctor:doctor", "look at disk, swap, folder, clock and terminal", _ANYONE),
    Command("demo", "demo:demo", "the main job end to end, with invented data", _ANYONE),
)

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
        "Use invented data only until retention and data-subject rights are built.",
    ]
    for section in (_WORKER, _HQ, _ANYONE):
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
    lines = (
        f"error: this is a bug in fieldkit ({type(error).__name__} at fieldkit{where})",
        "hint: what was saved before is safe; note the line above and tell the people who look after fieldkit",
    )
    return _tell(lines, 1, env)
