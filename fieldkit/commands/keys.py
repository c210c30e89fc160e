"""`fieldkit key ...`: who can open this store."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Profile
from fieldkit.commands.files import read_named
from fieldkit.commands.opening import machine_of, opened
from fieldkit.ports import Env
from fieldkit.result import Result, Table
from fieldkit.store.store import open_store


def list_(ctx: typer.Context) -> Result:
    """List who has a passphrase here, and whether a recovery code was printed.

    Example: fieldkit key list
    """
    env: Env = ctx.obj
    with opened(env) as store:
        people, recovery = store.keyslots.people(), store.keyslots.has_recovery()
    rows = tuple((p.label, p.name, "can open" if p.active else "removed") for p in people)
    return Result(
        data={"people": [{"label": p.label, "active": p.active} for p in people], "recovery_code": recovery},
        table=Table(("slot", "name", "state"), rows),
        after=("Recovery code: " + ("printed" if recovery else "none - run: fieldkit key verify-recovery --new"),),
    )


def add(
    ctx: typer.Context, name: Annotated[str, typer.Argument(help="The person's name; kept inside the store.")]
) -> Result:
    """Give another person a passphrase of their own on this laptop.

    Everybody with a passphrase can read the interviews that have not been packed yet.

    Example: fieldkit key add "Second worker"
    """
    env: Env = ctx.obj
    with opened(env) as store:
        label = store.keyslots.add(name, env.passphrases.new("New passphrase for the added person"))
    return Result(data={"label": label}, lines=(f"{label} can open this store now.",))


def remove(
    ctx: typer.Context, label: Annotated[str, typer.Argument(help='The slot, for example "person 2" or 2.')]
) -> Result:
    """Take a person's passphrase away and re-key the store.

    Example: fieldkit key remove 2
    """
    env: Env = ctx.obj
    slot = f"person {label}" if label.isdigit() else label
    with opened(env) as store:
        store.keyslots.remove(slot)
    return Result(
        data={"label": slot},
        lines=(f"{slot} can no longer open this store; it has a new key.",),
        warnings=("copies of the folder made before now still open with the old passphrase",),
    )


def passwd(ctx: typer.Context) -> Result:
    """Change your own passphrase.

    Example: fieldkit key passwd
    """
    env: Env = ctx.obj
    with opened(env) as store:
        old = env.passphrases.existing("Your passphrase once more: ")
        store.keyslots.passwd(old, env.passphrases.new("Your new passphrase"))
        label = store.person
    return Result(data={"label": label}, lines=("The passphrase was changed.",))


def recover(
    ctx: typer.Context, label: Annotated[str, typer.Argument(help="Whose passphrase to set anew.")] = "person 1"
) -> Result:
    """Open the store with the printed recovery code and set a new passphrase. Headquarters will see that it was done.

    Example: fieldkit key recover "person 1"
    """
    env: Env = ctx.obj
    if env.held is not None:
        raise errors.NotInASitting(command="key recover")
    slot = f"person {label}" if label.isdigit() else label
    code = env.passphrases.existing("Recovery code (dashes and capitals do not matter): ")
    with open_store(
        env.home, code, machine=machine_of(env), profile=Profile.REAL, by_recovery=True, label=slot
    ) as store:
        store.keyslots.reset_passphrase(slot, env.passphrases.new("New passphrase"))
    return Result(data={"label": slot}, lines=(f"{slot} has a new passphrase. The recovery code still works.",))


def verify_recovery(
    ctx: typer.Context,
    new: Annotated[bool, typer.Option("--new", help="Make a new code first; the old one stops working.")] = False,
    code_file: Annotated[Path | None, typer.Option(help="Read the code from a file, for scripts.")] = None,
) -> Result:
    """Try the printed recovery code without changing anything: a drill to repeat every few months.

    Example: fieldkit key verify-recovery
    """
    env: Env = ctx.obj
    with opened(env) as store:
        if new:
            show_recovery_code(env, store.keyslots.new_recovery_code())
        store.keyslots.verify_recovery(_typed_code(env, code_file))
    return Result(data={"works": True}, lines=("The recovery code works. Put it back in its envelope.",))


def _typed_code(env: Env, code_file: Path | None) -> str:
    if code_file is not None:
        return read_named(code_file).decode("utf-8", "replace").strip()
    return env.passphrases.existing("Recovery code, as it stands on paper: ")


NOT_ON_PAPER = "nobody said that the recovery code is on paper; make another: fieldkit key verify-recovery --new"


def show_first_code(env: Env, code: str) -> bool:
    """Show the code of a store that was made just now; False after Ctrl-C, which must not hide what was made."""
    try:
        show_recovery_code(env, code)
    except KeyboardInterrupt:
        return False
    return True


def show_recovery_code(env: Env, code: str) -> None:
    """Show a code once, for paper. It is stored nowhere."""
    show_secret(
        env,
        "Recovery code",
        (
            "Write it on paper now, with today's date.",
            "Keep the paper away from this computer.",
            "",
            f"    {code}",
            "",
            "It opens this store when a passphrase is forgotten.",
            "It will not be shown again.",
        ),
    )


def show_secret(env: Env, title: str, lines: tuple[str, ...]) -> None:
    """Show a secret until it is on paper, on a screen that leaves nothing behind; as lines for scripts and in plain."""
    if env.terminal.plain or not env.terminal.interactive or not env.passphrases.can_retry:
        env.terminal.say("", title, *lines)
        return
    from fieldkit.ui.occasion import Occasion
    from fieldkit.ui.screen import FullScreen

    while True:
        with FullScreen(Occasion()) as shown:
            shown.note(lines, "en", title=title)
        if env.terminal.confirm(f"{title}: is it on paper?"):
            return
