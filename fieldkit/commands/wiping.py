"""`fieldkit wipe`: destroy what is on this laptop, keys first. docs/store-format.md 15"""

import os
import sys
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.hiding import leave_nothing
from fieldkit.commands.open_marks import wipes_without_passphrase
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.store import wiping
from fieldkit.store.attempts import Attempts
from fieldkit.store.layout import Places
from fieldkit.store.slots_file import PRODUCTION, SlotsFile
from fieldkit.store.unlocking import read_slots, try_secret
from fieldkit.ui.error_words import error_words
from fieldkit.ui.messages import current, say


def wipe(
    ctx: typer.Context,
    now: Annotated[bool, typer.Option("--now", help="Do it. There is no way back.")] = False,
) -> Result:
    """Destroy everything that fieldkit keeps on this computer, keys first, within two seconds. There is no way back.

    Asks for a passphrase of this laptop, unless headquarters' rules say that none is needed, or a sitting is open. It
    works on a full disk and while another window is open. Cut short, the same command goes on.

    Example: fieldkit wipe --now
    """
    env: Env = ctx.obj
    if not now:
        return Result(data={"wiped": False}, lines=(say(current(), "wipe.would"),))
    if env.held is None:
        _allowed(env)
    left = wiping.wipe(env.home)
    if env.held is not None:
        _end_the_sitting(left)
    if left:
        raise errors.WipeIncomplete(left=", ".join(left[:5]))
    lines = _told()
    return Result(data={"wiped": True, "left": []}, lines=lines[:1], after=lines[1:])


def _allowed(env: Env) -> None:
    """Ask for a passphrase of any slot. Raises: WrongPassphrase, TooSoon."""
    slots = _slots(env)
    if slots is None or wipes_without_passphrase(env.home):
        return
    attempts = Attempts(Places(env.home).attempts, env.clock, env.platform)
    passphrase = env.passphrases.existing(say(current(), "passphrase.ask"))
    try_secret(slots, passphrase, by_recovery=False, label=None, attempts=attempts)


def _slots(env: Env) -> SlotsFile | None:
    """Return the keyslots; None where nobody could show that a passphrase is his: none is left, or none is readable."""
    try:
        return read_slots(Places(env.home), PRODUCTION)
    except errors.KeyslotsDamaged:
        return None


def _end_the_sitting(left: tuple[str, ...]) -> None:
    """End this process at once: closing in order would write the store's files anew, and it still knows the key."""
    leave_nothing()
    if left:
        incomplete = errors.WipeIncomplete(left=", ".join(left[:5]))
        print("\n".join(error_words(incomplete, current())), file=sys.stderr)  # noqa: T201
    print("\n".join(_told()), file=sys.stderr, flush=True)  # noqa: T201
    os._exit(errors.WipeIncomplete.exit_status if left else 0)


def _told() -> tuple[str, ...]:
    return tuple(say(current(), f"wipe.{one}") for one in ("done", "flash", "elsewhere", "tell"))
