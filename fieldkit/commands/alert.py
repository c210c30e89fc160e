"""`fieldkit alert`: an urgent case told by one SMS, where nothing else gets through. docs/alert-format.md."""

from typing import Annotated

import typer

from fieldkit.cases.words import RecordRow, Role
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.opening import opened
from fieldkit.commands.published import policy_of
from fieldkit.commands.telling import tell_code
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.sync.bundle.alert import LEVELS, Alert, Level, grouped, seal_alert
from fieldkit.ui.messages import current, say

MADE = "alert_made"
"""The event that an alert leaves on the laptop: nothing else changes there."""
LINE = 3
"""Groups of eight in one line on the screen: few enough to keep one's place while typing."""


def alert(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The interview's code.")],
    level: Annotated[str, typer.Option(help="duty, urgent, or danger: somebody is in danger now.")] = "urgent",
) -> Result:
    """Print 96 characters that tell headquarters of an urgent case by SMS, from any phone.

    Where no voice and no data get through. It says which laptop, which case, since when and how urgent, sealed to
    headquarters. It delivers nothing: the interview follows with the next bundle, and the 24 hours go on.

    Example: fieldkit alert K7M-4QX --level danger
    """
    env: Env = ctx.obj
    wanted = _level(level)
    with opened(env, Role.FIELD) as store:
        row, now, card = store.records.get(code), env.clock.now(), card_of(store)
        since = now.utc_ms if row.clock_start_ms is None else row.clock_start_ms
        text = seal_alert(
            Alert(store.identity.device[2:10], row.code, since // 1000, wanted),
            store.identity.age_identity,
            card.recipients["case"][0],
            env.entropy.token(32),
        )
        store.records.add_event(row.id, MADE, now, {"level": wanted})
        phone = policy_of(store).alert_phone or card.contacts.duty_phone
    return _told(row, wanted, text, phone)


def _level(typed: str) -> Level:
    for known in LEVELS:
        if typed == known:
            return known
    raise typer.BadParameter(f"--level is one of {', '.join(LEVELS)}")


def _told(row: RecordRow, level: Level, text: str, phone: str) -> Result:
    groups, language = grouped(text), current()
    lines = [" ".join(groups[at : at + LINE]) for at in range(0, len(groups), LINE)]
    return Result(
        data={"code": row.code, "level": level, "text": text, "to": phone},
        lines=(say(language, "alert.send", phone=phone, code=tell_code(row.code)), "", *lines, ""),
        after=(say(language, "alert.delete"), say(language, "alert.after")),
    )
