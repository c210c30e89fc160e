"""`fieldkit hq revoke`: a laptop is no longer believed from a number on. docs/bundle-format.md 8.4."""

from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import DeviceRow, Role
from fieldkit.commands.hq_import import import_tools
from fieldkit.commands.hq_key_change import PUBLISH
from fieldkit.commands.opening import opened
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.store.store import Store
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.workflows import importing

LEAST_TYPED = 6
"""Digits of the pseudonym that must be typed: as many as lists show at least."""


def revoke(
    ctx: typer.Context,
    device: Annotated[str, typer.Argument(help="The laptop: d- and enough digits to tell it from the others.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the journal.")],
    since: Annotated[
        int | None,
        typer.Option(
            min=1, max=LIMITS.sequence, help="The first bundle number not believed; else the next that would come."
        ),
    ] = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="It was a mistake: believe the laptop again.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
) -> Result:
    """Believe nothing more of a laptop that was stolen, lost or in strange hands.

    What was received stays. What comes later is put aside as revoked, and a person decides about each file. Laptops
    and whoever checks bundles learn it from the policy: publish it.

    Example: fieldkit hq revoke d-7f3a9c --reason "stolen on the bus"
    """
    env: Env = ctx.obj
    if not reason.strip():
        raise errors.ReasonMissing(what="revoking a laptop")
    with opened(env, Role.HQ) as store:
        row = store.devices.get(device)
        if take_back:
            return _taken_back(store, row, reason, env)
        highest = _highest(store, row)
        if not yes:
            _confirm(row, highest, env)
        first = store.devices.revoke(row.device, since, reason)
    return _told(row, first, highest)


def _highest(store: Store, row: DeviceRow) -> int:
    return max((link.seq for link in store.devices.links(row.device)), default=0)


def _confirm(row: DeviceRow, highest: int, env: Env) -> None:
    """Have the beginning of the pseudonym typed. Raises: NotConfirmed, NotATerminal."""
    env.terminal.say(
        f"Laptop {row.device} at {row.post!r}; highest bundle received: {highest or 'none'}",
        "From now on nothing new of it is believed. What was received stays.",
    )
    typed = env.terminal.ask(f"Type the first {LEAST_TYPED} signs behind d- to go on: ").strip().lower()
    digits = typed.removeprefix("d-")
    if len(digits) < LEAST_TYPED or not row.device.removeprefix("d-").startswith(digits):
        raise errors.NotConfirmed(what="revoking this laptop")


def _told(row: DeviceRow, first: int, highest: int) -> Result:
    lines = [f"{row.device[:10]} is not believed from bundle {first} on in its newest epoch, and in no other epoch."]
    if first <= highest:
        lines.append(f"Bundles up to {highest} came before now and stay: look at what those from {first} on brought.")
    return Result(
        data={"device": row.device, "since": first, "highest_received": highest},
        lines=(*lines, "What comes later is put aside as revoked: fieldkit hq quarantine, --take-in or --discard."),
        after=(
            PUBLISH,
            "When the laptop is in good hands again: fieldkit key rotate-device there, then hq enrol, by voice",
        ),
    )


def _taken_back(store: Store, row: DeviceRow, reason: str, env: Env) -> Result:
    store.devices.reinstate(row.device, reason)
    freed = importing.look_again(import_tools(store, env))
    return Result(
        data={"device": row.device, "since": None, "from_quarantine": len(freed)},
        lines=(
            f"{row.device[:10]} is believed again.",
            *((f"Bundles taken out of quarantine and imported: {len(freed)}.",) if freed else ()),
        ),
        after=(PUBLISH,),
    )
