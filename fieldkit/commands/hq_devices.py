"""`fieldkit hq enrol|devices`: which laptops headquarters believes."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from fieldkit import errors
from fieldkit.cases.words import DeviceRow, NewDevice, Role
from fieldkit.commands.files import read_named
from fieldkit.commands.hq_import import import_tools
from fieldkit.commands.hq_setup import card_hashes
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.publishing import published_state
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store
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
    """Accept a laptop. The person there reads out two of six groups, you type them. A laptop that changed its keys is
    believed by its former key's word instead, unless that was revoked or replaced.

    Bundles of this laptop that waited in quarantine are looked at again at once.

    Example: fieldkit hq enrol device.request
    """
    env: Env = ctx.obj
    asked = read_request(read_named(request))
    with opened(env, Role.HQ) as store:
        if asked.card_hash not in card_hashes(store):
            raise errors.OtherCard()
        by = _vouching(store, asked)
        env.terminal.say(f"Laptop {asked.device[:10]} at {asked.post!r}")
        if by == "voice" or fingerprint is not None:
            trust.confirm_fingerprint(asked.fingerprint, "the laptop's person", fingerprint, env.terminal, env.entropy)
        _believe(store, asked, post, by)
        published = published_state(store) is not None
        also = () if asked.rotates is None else (errors.Quarantine.FORGED.value,)
        again = importing.look_again(import_tools(store, env), also=also)
    return Result(
        data={"device": asked.device, "post": post or asked.post, "by": by, "from_quarantine": len(again)},
        lines=(
            *_told(asked, by),
            *((f"Bundles taken out of quarantine and imported: {len(again)}.",) if again else ()),
        ),
        after=("Next: fieldkit hq publish -o FOLDER, so that an intake knows it",) if published else (),
    )


def _vouching(store: Store, asked: Request) -> Literal["voice", "key", "known"]:
    """Return by what a request is believed: the former key's word, people's voices, or nothing because it is known."""
    row = next((row for row in store.devices.list() if row.device == asked.device), None)
    if row is None or asked.rotates is None or row.revoked_since is not None:
        return "voice"
    if row.key == asked.key.openssh():
        return "known"
    return "key" if row.key == asked.rotates.key.openssh() else "voice"


def _believe(store: Store, asked: Request, post: str | None, by: Literal["voice", "key", "known"]) -> None:
    """Enrol a laptop, or believe it by its new key from now on. Raises: DeviceConflict."""
    device = _device(asked, post)
    if by == "known":
        return
    if asked.rotates is None:
        store.devices.enrol(device)
        return
    former, known = asked.rotates.key.openssh(), store.devices.keys()
    if asked.device not in known:  # its keys changed before it was ever enrolled
        store.devices.enrol(replace(device, key=former))
    store.devices.rotate(device, former, asked.rotates.ended, by)


def _told(asked: Request, by: str) -> tuple[str, ...]:
    if asked.rotates is None:
        return (f"{asked.device[:10]} is enrolled.",)
    if by == "known":
        return (f"{asked.device[:10]} is known by this key already.",)
    changed = f"{asked.device[:10]} has new keys from now on; what the former one signed before stays good."
    if by == "voice":
        return (changed,)
    return (changed, "Its former key vouched for it. If nobody at that post changed keys: fieldkit hq revoke at once.")


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
        found, former = store.devices.list(), Counter(device for device, _ in store.devices.former_keys())
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
            "former_keys": former[d.device],
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
