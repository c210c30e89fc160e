"""`fieldkit key ...`: who can open this store."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.files import read_named
from fieldkit.commands.opening import opened, patiently
from fieldkit.crypto.fingerprint import decode_code
from fieldkit.ports import Env
from fieldkit.result import Result, Table
from fieldkit.ui.error_words import error_words
from fieldkit.ui.messages import current, say


def list_(ctx: typer.Context) -> Result:
    """List who has a passphrase here, and whether a recovery code was printed.

    Example: fieldkit key list
    """
    env: Env = ctx.obj
    with opened(env) as store:
        people, recovery = store.keyslots.people(), store.keyslots.has_recovery()
    language = current()
    code = say(language, "keys.printed" if recovery else "keys.no_code")
    rows = tuple((p.label, p.name, say(language, "keys.can_open" if p.active else "keys.removed")) for p in people)
    return Result(
        data={"people": [{"label": p.label, "active": p.active} for p in people], "recovery_code": recovery},
        table=Table(tuple(say(language, f"head.{name}") for name in ("slot", "name", "state")), rows),
        after=(say(language, "keys.code", what=code),),
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
        label = store.keyslots.add(name, env.passphrases.new(say(current(), "passphrase.for_added")))
    return Result(data={"label": label}, lines=(say(current(), "keys.added", label=label),))


def passwd(ctx: typer.Context) -> Result:
    """Change your own passphrase.

    Example: fieldkit key passwd
    """
    env: Env = ctx.obj
    with opened(env) as store:
        old = env.passphrases.existing(say(current(), "passphrase.again"))
        store.keyslots.passwd(old, env.passphrases.new(say(current(), "passphrase.your_new")))
        label = store.person
    return Result(data={"label": label}, lines=(say(current(), "keys.changed"),))


def typed_code(env: Env, code_file: Path | None) -> str:
    """Return the printed code as it was typed, or from a file for scripts.

    A slip of the hand is told here, and the code asked for again. No key is tried before the check characters fit.

    Raises: MistypedCode after the last try.
    """
    if code_file is not None:
        return read_named(code_file).decode("utf-8", "replace").strip()

    def once() -> str:
        code = env.passphrases.existing(say(current(), "code.ask_paper"))
        decode_code(code)
        return code

    return patiently(env, once, (errors.MistypedCode,), lambda slip: error_words(slip, current()))


def not_on_paper() -> str:
    """Warn of a printed code that nobody has confirmed to be on paper."""
    return say(current(), "code.not_on_paper")


def show_first_code(env: Env, code: str) -> bool:
    """Show the code of a store that was made just now; False after Ctrl-C, which must not hide what was made."""
    try:
        show_recovery_code(env, code)
    except KeyboardInterrupt:
        return False
    return True


def show_recovery_code(env: Env, code: str) -> None:
    """Show a code once, for paper. It is stored nowhere."""
    language = current()
    show_secret(
        env,
        say(language, "code.title"),
        (
            say(language, "code.write"),
            say(language, "code.keep"),
            "",
            f"    {code}",
            "",
            say(language, "code.opens"),
            say(language, "code.once"),
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
            shown.note(lines, current(), title=title)
        if env.terminal.confirm(say(current(), "code.on_paper", title=title)):
            return
