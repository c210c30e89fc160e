"""`fieldkit hq alert`: what arrived by SMS, at headquarters. docs/alert-format.md."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.alerts import AlertFacts, AlertRow
from fieldkit.cases.clock24 import reckon
from fieldkit.cases.words import DeviceRow, InboxRow, Role
from fieldkit.commands.hq_setup import hq_keys
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import tell_code, told_text
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store
from fieldkit.sync.bundle.alert import LEVELS, MOST_TEXT, OpenedAlert, open_alert

POST = 60
SHOWN = 10
"""Cases told by SMS that stand in the first lines of the inbox."""
LISTED = 50
LEVEL_WORDS = {"danger": "IN DANGER NOW", "urgent": "urgent", "duty": "duty to report"}


def alert(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="The SMS as it arrived, or - to paste it; without it: a list.")] = "",
    close: Annotated[str, typer.Option(help="Wait no more for the interview of this code or id.")] = "",
    reason: Annotated[str, typer.Option(help="Why it will not arrive; kept in the journal. Needed with --close.")] = "",
) -> Result:
    """Open an alert that came by SMS: which laptop, which case, since when, how urgent.

    Spaces, line breaks, a sender or one wrong character do no harm. It stands on top of the inbox until the interview
    arrives. It is no delivery, and does not stop the 24 hours: ring the post.

    Example: fieldkit hq alert -
    """
    env: Env = ctx.obj
    if close:
        return _close(env, close, reason)
    with opened(env, Role.HQ) as store:  # the passphrase first: whoever types it into the SMS would show it
        return _take(store, env, _pasted(env) if text == "-" else text) if text else _listed(store, env)


def _pasted(env: Env) -> str:
    """Return what was pasted: all of stdin, at a terminal until an empty line."""
    if not env.terminal.interactive:
        return sys.stdin.read(MOST_TEXT)
    env.terminal.say("Paste or type the SMS, then Enter on an empty line.")
    lines: list[str] = []
    while (line := env.terminal.ask("")).strip():
        lines.append(line)
    return "\n".join(lines)


def _take(store: Store, env: Env, pasted: str) -> Result:
    found = open_alert(pasted, tuple(hq_keys(store).identities.values()))
    device = _sender(store.devices.list(), found)
    said, now = found.alert, env.clock.now()
    facts = AlertFacts(
        found.id, device.device, said.code, said.at_s * 1000, said.level, device.revoked_since is not None
    )
    new = store.alerts.add(facts, now)
    row = next(one for one in store.alerts.of(device.device, said.code) if one.id == found.id)
    return _told(row, device, now.utc_ms, new=new, mended=found.mended)


def _sender(devices: Sequence[DeviceRow], found: OpenedAlert) -> DeviceRow:
    """Return the enrolled laptop that made it. Raises: AlertForged."""
    for device in devices:
        if device.device[2:10] == found.alert.device and found.is_from(device.age_recipient):
            return device
    raise errors.AlertForged(device=f"d-{found.alert.device}", code=tell_code(found.alert.code))


def _told(row: AlertRow, device: DeviceRow, now_ms: int, *, new: bool, mended: bool) -> Result:
    lines = [
        f"{tell_code(row.code)}   {LEVEL_WORDS[row.level]}",
        f"From {told_text(device.post, POST)} ({row.device[:10]}), told by SMS",
    ]
    if not new:
        lines.insert(0, f"This very SMS was taken in before, {day_and_time(row.received_ms)}. Nothing changed.")
    show = f"fieldkit show {tell_code(row.code)}"
    if row.record:  # its own clock may be met already: two answers to one question would be one too many
        lines.append(f"The interview is here, and says how its 24 hours stand: {show}")
    else:
        lines += [f"24 hours: {clock_words(row, now_ms)}", "The interview is not here yet."]
    warnings = ["one character was wrong and was put right"] if mended else []
    if row.revoked:
        warnings.append("unconfirmed: this laptop was revoked; whoever has it can have sent this")
    after = () if row.record else (f"Ring the post. Next: fieldkit hq import FOLDER, then {show}",)
    return Result({**as_json(row, now_ms), "new": new, "mended": mended}, tuple(lines), None, after, tuple(warnings))


def clock_words(row: AlertRow, now_ms: int) -> str:
    """Return how the 24 hours of an alert stand: an SMS meets nothing. No clock runs for a time in the future."""
    if row.at_ms > now_ms:
        return "not known, the laptop's clock is ahead"
    clock = reckon(row.at_ms, None, None, None, now_ms)
    left = 0 if clock.hours_left is None else clock.hours_left
    return f"late by {-left} h" if left < 0 else f"{clock.state}, {left} h left"


def as_json(row: AlertRow, now_ms: int) -> dict[str, Json]:
    """Return an alert for --json."""
    return {
        "id": row.id,
        "device": row.device,
        "code": row.code,
        "level": row.level,
        "at_ms": row.at_ms,
        "clock": clock_words(row, now_ms),
        "received_ms": row.received_ms,
        "revoked": row.revoked,
        "record": row.record,
        "closed": row.closed,
    }


def waiting(store: Store) -> tuple[AlertRow, ...]:
    """Return the cases of which nothing but an SMS is known, one row each with its highest level: the worst and then
    the oldest first."""
    worst: dict[tuple[str, str], AlertRow] = {}
    for row in store.alerts.list():
        before = worst.get((row.device, row.code))
        if row.waits and (before is None or _rank(row) > _rank(before)):
            worst[row.device, row.code] = row
    return tuple(sorted(worst.values(), key=lambda row: (-_rank(row), row.revoked, row.at_ms)))


def _rank(row: AlertRow) -> int:
    return [str(level) for level in LEVELS].index(row.level)


def inbox_lines(store: Store, now_ms: int) -> list[str]:
    """Return what stands in the first lines of the inbox."""
    rows, posts = waiting(store), {one.device: one.post for one in store.devices.list()}
    if not rows:
        return []
    lines = [f"! {len(rows)} told by SMS, not yet received:"]
    for row in rows[:SHOWN]:
        note = " (unconfirmed: revoked laptop)" if row.revoked else ""
        post = told_text(posts.get(row.device, ""), POST)
        told = f"{tell_code(row.code)}  {LEVEL_WORDS[row.level]}{note}, {post}"
        lines.append(f"!   {told}; 24 hours: {clock_words(row, now_ms)}")
    return lines + ([f"!   and {len(rows) - SHOWN} more: fieldkit hq alert"] if len(rows) > SHOWN else [])


def sms_words(store: Store) -> dict[tuple[str, str], str]:
    """Return for each (device, code) that an SMS told of when the first came: for the inbox's column of who knows."""
    told = {(row.device, row.code): row.received_ms for row in store.alerts.list() if row.record}
    return {case: f"told by SMS {day_and_time(at_ms)}" for case, at_ms in told.items()}


def sms_lines(store: Store, row: InboxRow) -> tuple[str, ...]:
    """Return what came by SMS about an interview, the newest first."""
    return tuple(
        f"told by SMS: {LEVEL_WORDS[one.level]}, {day_and_time(one.received_ms)}"
        for one in store.alerts.of(row.device, row.code)[:SHOWN]
    )


def _listed(store: Store, env: Env) -> Result:
    now, rows = env.clock.now().utc_ms, store.alerts.list()
    shown = tuple(
        (
            tell_code(row.code),
            LEVEL_WORDS[row.level] + (" (revoked laptop)" if row.revoked else ""),
            clock_words(row, now) if row.waits else "",
            day_and_time(row.received_ms),
            "received" if row.record else "closed" if row.closed is not None else "not yet received",
            row.id[:8],
        )
        for row in rows[:LISTED]
    )
    columns = ("code", "level", "24 hours", "SMS", "interview", "id")
    return Result(
        data={"alerts": [as_json(row, now) for row in rows]},
        lines=() if rows else ("No alert came by SMS. To take one in: fieldkit hq alert -",),
        table=Table(columns, shown) if shown else None,
    )


def _close(env: Env, name: str, reason: str) -> Result:
    if not reason.strip():
        raise errors.ReasonMissing(what="--close")
    with opened(env, Role.HQ) as store:
        row = store.alerts.get(name)
        store.alerts.close(row, reason)
    return Result(data={"code": row.code}, lines=(f"{tell_code(row.code)} is waited for no more.",))
