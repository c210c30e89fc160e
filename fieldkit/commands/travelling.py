"""`fieldkit travel on|off|status`: a laptop that crosses a border holds nothing that anybody there can open.

docs/store-format.md 14; docs/decisions/0027-travel-ends-with-the-officers.md
"""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.escrow_here import keep_escrow, officers_of
from fieldkit.commands.mailboxes import Place
from fieldkit.commands.opening import opened
from fieldkit.commands.packing import pack_all
from fieldkit.commands.recovering import recovered, slot_named
from fieldkit.commands.syncing import hand_over
from fieldkit.commands.unfinished import offers_of, told
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.layout import Places
from fieldkit.store.store import Store, closed_for_travel
from fieldkit.store.wiping import destroy_slots
from fieldkit.sync.mailbox import Mailbox
from fieldkit.ui.messages import current, say

WORD = "travel"
"""What is typed to close a laptop: a y would be typed by mistake."""


def on(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="A stick or folder to hand everything over to first.")] = None,
    because: Annotated[
        str, typer.Option(help="Why interviews that still need this laptop are packed all the same.")
    ] = "",
    really: Annotated[bool, typer.Option("--really", help="Do not ask, for scripts.")] = False,
) -> Result:
    """Close this laptop before a border or checkpoint: pack everything, then destroy every way to open it here.

    Two of headquarters' three recovery officers open it again (fieldkit travel off). Without named officers it is
    refused: pack and sync instead, what was packed leaves.

    Example: fieldkit travel on /media/stick
    """
    env: Env = ctx.obj
    if env.held is not None:
        raise errors.NotInASitting(command="travel on")
    place = Place("folder", str(Mailbox(folder).root)) if folder is not None else None
    with opened(env, Role.FIELD) as store:
        officers = officers_of(store)
        if not officers:
            raise errors.NoEscrow()
        drafts = _drafts(store)
        env.terminal.say(say(current(), "travel.warn"), *_listed(drafts))
        if not really and env.terminal.ask(say(current(), "travel.ask")).strip().lower() != WORD:
            return Result(data={"closed": False}, lines=(say(current(), "travel.not"),))
        packed = pack_all(store, because, env)
        warnings = list(keep_escrow(store))
        if not store.escrow.current(officers):
            raise errors.NoEscrow()
        if place is not None:
            warnings += hand_over(store, env, place).warnings
        waiting = len(store.outbox.waiting())
        store.escrow.began_travel()
    left = destroy_slots(env.home)
    if left:
        raise errors.WipeIncomplete(left=", ".join(left))
    after = [say(current(), "travel.seen"), *([say(current(), "travel.waits")] if waiting else [])]
    data: dict[str, Json] = {"closed": True, "packed": len(packed), "waiting": waiting, "drafts": len(drafts)}
    return Result(data=data, lines=(say(current(), "travel.on"),), after=tuple(after), warnings=tuple(warnings))


def _drafts(store: Store) -> list[str]:
    return [told(offer) for offer in offers_of(store, store.drafts.list(), current())]


def _listed(drafts: list[str]) -> list[str]:
    return [say(current(), "travel.drafts"), *(f"  {draft}" for draft in drafts)] if drafts else []


def off(
    ctx: typer.Context,
    label: Annotated[str, typer.Argument(help="Whose passphrase to set.")] = "person 1",
    escrow: Annotated[Path | None, typer.Option(help="What two officers opened: their file.")] = None,
    spoken: Annotated[
        bool, typer.Option("--spoken", help="Type the two codes that the second officer reads out.")
    ] = False,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Go on where something is missing; headquarters sees it.")
    ] = False,
) -> Result:
    """Open a laptop that was closed for travel, with what two officers opened: --escrow FILE, or --spoken.

    It gets a new key and a new epoch; set a passphrase, then give the others theirs.

    Example: fieldkit travel off --spoken
    """
    env: Env = ctx.obj
    if not closed_for_travel(env.home):
        raise errors.NotClosedForTravel()
    return recovered(env, slot_named(label), escrow, spoken=spoken, accept_loss=accept_loss)


def status(ctx: typer.Context) -> Result:
    """Say whether this laptop is closed for travel, or can be. Needs no passphrase.

    Example: fieldkit travel status
    """
    env: Env = ctx.obj
    closed, escrow = closed_for_travel(env.home), Places(env.home).escrow.exists()
    can = "travel.can" if escrow else "travel.cannot"
    lines = ("travel.on", "travel.seen") if closed else ("travel.open", can)
    return Result(data={"closed": closed, "escrow": escrow}, lines=tuple(say(current(), line) for line in lines))
