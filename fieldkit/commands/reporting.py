"""`fieldkit report-made`: somebody at headquarters was told by voice."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import RecordRow, Role
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import tell_code
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.ui.messages import current, say

VOICE = "voice"


def report_made(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The interview's code.")],
    to: Annotated[str, typer.Option(help="Who was told: role or staff name.")],
    by: Annotated[str, typer.Option(help="How: voice.")] = "voice",
    at: Annotated[str | None, typer.Option(help='When, if not now: "2026-11-22 14:05", local time.')] = None,
) -> Result:
    """Record that somebody at headquarters was told by voice. It travels with the next bundle.

    Example: fieldkit report-made K7M-4QX --by voice --to "duty officer" --at "2026-11-22 14:05"
    """
    env: Env = ctx.obj
    now = env.clock.now()
    moment = now if at is None else replace(now, utc_ms=_typed_time(at, now.utc_ms))
    with opened(env, Role.FIELD) as store:
        row = store.records.get(code)
        _after_the_beginning(moment.utc_ms, row)
        store.records.report_made(row.id, by=by, to=to, at=moment)
    return Result(
        data={"code": row.code, "by": by, "at_ms": moment.utc_ms},
        lines=(_told(row.code, by, moment.utc_ms),),
        warnings=() if by == VOICE else (say(current(), "report_made.not_voice"),),
    )


def _told(code: str, by: str, at_ms: int) -> str:
    how = say(current(), "report_made.voice") if by == VOICE else by
    return say(current(), "report_made.told", code=tell_code(code), by=how, when=day_and_time(at_ms))


def _after_the_beginning(utc_ms: int, row: RecordRow) -> None:
    """Refuse a report from before the interview: a mistyped day would meet its clock. Raises: TimeUnreadable."""
    started = row.stub.get("started")
    begun = started.get("utc_ms") if isinstance(started, Mapping) else None
    if isinstance(begun, int) and utc_ms < begun - begun % 60_000:  # typed times have no seconds
        raise errors.TimeUnreadable(why="it lies before the interview")


def _typed_time(typed: str, now_ms: int) -> int:
    """Return a typed local time in UTC milliseconds. Raises: TimeUnreadable."""
    import datetime as dt

    try:
        moment = dt.datetime.strptime(typed.strip(), "%Y-%m-%d %H:%M").astimezone()
    except ValueError:
        raise errors.TimeUnreadable(why="it is not of the form YYYY-MM-DD HH:MM") from None
    utc_ms = int(moment.timestamp() * 1000)
    if utc_ms > now_ms:
        raise errors.TimeUnreadable(why="it lies in the future")
    return utc_ms
