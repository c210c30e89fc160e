"""`fieldkit hq enrol|devices`: which laptops headquarters believes."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import DeviceRow, NewDevice, Role
from fieldkit.commands.files import read_named
from fieldkit.commands.hq_import import import_tools
from fieldkit.commands.hq_setup import card_hashes
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.sync.bundle.card import Request, read_request
from fieldkit.workflows import importing, trust

DAY_MS = 24 * 3600 * 1000
SILENT_AFTER_DAYS = 7


def enrol(
    ctx: typer.Context,
    request: Annotated[Path, typer.Argument(help="The laptop's device.request.")],
    fingerprint: Annotated[
        str | None, typer.Option(help="All six groups, for scripts; people type the two they are asked for.")
    ] = None,
    post: Annotated[str | None, typer.Option(help="A label for the laptop's place, instead of its own.")] = None,
) -> Result:
    """Accept a laptop. The person there reads out two of six groups, you type them.

    Bundles of this laptop that waited in quarantine are looked at again at once.

    Example: fieldkit hq enrol device.request
    """
    env: Env = ctx.obj
    asked = read_request(read_named(request))
    with opened(env, Role.HQ) as store:
        if asked.card_hash not in card_hashes(store):
            raise errors.OtherCard()
        env.terminal.say(f"Laptop {asked.device[:10]} at {asked.post!r}")
        trust.confirm_fingerprint(asked.fingerprint, "the laptop's person", fingerprint, env.terminal, env.entropy)
        store.devices.enrol(_device(asked, post))
        again = importing.look_again(import_tools(store, env))
    return Result(
        data={"device": asked.device, "post": post or asked.post, "from_quarantine": len(again)},
        lines=(
            f"{asked.device[:10]} is enrolled.",
            *((f"{len(again)} bundles were taken out of quarantine and imported.",) if again else ()),
        ),
    )


def _device(asked: Request, post: str | None) -> NewDevice:
    return NewDevice(
        device=asked.device,
        key=asked.key.openssh(),
        age_recipient=asked.recipient,
        epoch=asked.epoch,
        post=post or asked.post,
        request_hash=trust.sha256_hex(asked.body),
    )


def devices(ctx: typer.Context) -> Result:
    """List the enrolled laptops. Those silent for over 7 days are marked.

    Example: fieldkit hq devices
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        found = store.devices.list()
    now = env.clock.now().utc_ms
    rows = tuple(_row(device, now) for device in found)
    data: list[Json] = [
        {
            "device": d.device,
            "post": d.post,
            "last_received_ms": d.last_received_ms,
            "silent": silent(d, now),
            "missing": list(d.missing),
            "high_water": d.high_water,
            "unconfirmed": d.unconfirmed,
            "clones": d.clones,
            "revoked_since": d.revoked_since,
        }
        for d in found
    ]
    return Result(
        data={"devices": data},
        lines=() if found else ("No laptop is enrolled yet.",),
        table=Table(("device", "post", "last received", "bundles", "missing", "note"), rows) if rows else None,
    )


def silent(device: DeviceRow, now_ms: int) -> bool:
    """Return whether nothing has come from a laptop for over 7 days."""
    return now_ms - (device.last_received_ms or device.enrolled_ms) > SILENT_AFTER_DAYS * DAY_MS


def _row(device: DeviceRow, now_ms: int) -> tuple[str, ...]:
    last = "never" if device.last_received_ms is None else day_and_time(device.last_received_ms)
    notes = []
    if silent(device, now_ms):
        notes.append("! SILENT over 7 days")
    if device.unconfirmed:
        notes.append("! two laptops use this identity")
    elif device.clones:
        notes.append("! perhaps two laptops use this identity")
    if device.revoked_since is not None:
        notes.append(f"revoked since {device.revoked_since}")
    missing = ", ".join(map(str, device.missing)) or "none"
    return (device.device[:10], device.post, last, str(device.high_water), missing, "; ".join(notes))
