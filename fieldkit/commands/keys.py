"""`fieldkit key ...`: who can open this store."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands.files import read_named
from fieldkit.commands.opening import opened
from fieldkit.ports import Env
from fieldkit.result import Result, Table


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


def typed_code(env: Env, code_file: Path | None) -> str:
    """Return the printed code as it was typed, or from a file for scripts."""
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
