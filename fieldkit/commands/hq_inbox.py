"""`fieldkit inbox|show`, `fieldkit hq ack`: what has been reported, by urgency, with the 24-hour clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.audit import TRUSTED_FROM_MS
from fieldkit.cases.clock24 import Clock24, reckon
from fieldkit.cases.words import EarlierAck, InboxQuery, InboxRow, Role
from fieldkit.commands.first_line import pressing
from fieldkit.commands.hq_alert import sms_lines, sms_words
from fieldkit.commands.hq_matches import same_lines
from fieldkit.commands.hq_orders import UNSURE
from fieldkit.commands.linked import linked_lines, origin
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.screening import QUICK_SCREEN
from fieldkit.commands.telling import (
    answer_lines,
    event_lines,
    form_words,
    interview_lines,
    result_words,
    tell_code,
    told_text,
)
from fieldkit.commands.telling_consent import (
    correction_lines,
    revision_lines,
    shut_line,
    withdrawn_data,
    withdrawn_lines,
)
from fieldkit.commands.versions_told import NOT_SETTLED, merged_content, several_line
from fieldkit.crypto.fingerprint import normalise
from fieldkit.forms.classify import ResultLabel
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say
from fieldkit.ui.state_words import state_words

LOOKED_AT = 10_000
"""Rows sorted by urgency before the table is cut: newer interviews must not push a running clock off it."""
POST, TOLD = 60, 200
"""Characters of a post in the table, of the person told: both are free text of a laptop."""
OTHERS_SHOWN = 10
"""Lines of others about one interview that are listed."""
SLACK_MS = 10 * 60 * 1000
STANDINGS = {
    "fork": "! unconfirmed: two laptops use this identity",
    "foreign": "! unconfirmed: another laptop sent an interview of this id first",
}
COLUMNS = ("code", "result", "24 hours", "who knows", "post", "received")


def inbox(
    ctx: typer.Context,
    new: Annotated[bool, typer.Option("--new", help="Only what you have not opened.")] = False,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what nobody has acknowledged.")] = False,
    about: Annotated[str | None, typer.Option(help="Only forms about this code.")] = None,
    limit: Annotated[int, typer.Option(help="How many rows.", min=1, max=LOOKED_AT)] = 50,
) -> Result:
    """List the reports, most urgent and newest first. The first lines count what is in quarantine and what is overdue.

    24 hours: met when somebody was told by voice or a named person acknowledged within 24 hours of the first sign.

    Example: fieldkit inbox --new
    """
    env: Env = ctx.obj
    now = env.clock.now().utc_ms
    with opened(env, Role.HQ) as store:
        new_to = store.person if new else None
        query = InboxQuery(new_to=new_to, unacknowledged=waiting, about=about, limit=LOOKED_AT)
        sorted_rows = sorted(store.inbox.list(query), key=lambda row: _urgency(row, now))
        found, cut = sorted_rows[:limit], sum(_pressing(row) for row in sorted_rows[limit:])
        total, shut, waits = store.inbox.count(), store.inbox.count_withdrawn(), pressing(store, env)
        names, by_sms = {p.label: p.name for p in store.keyslots.people()}, sms_words(store)
        unsure = store.orders.unsure
    rows = tuple(_row(row, now, names, by_sms.get((row.device, row.code), ""), unsure) for row in found)
    lines = [*waits.lines, *([f"! {UNSURE}"] if unsure else [])]
    only = (", new to you" if new else "") + (f", about {tell_code(normalise(about))}" if about else "")
    lines.append(f"{len(found)} of {total} interviews{only}")
    lines += [f"{shut} of them with consent withdrawn: nothing of those is shown"] if shut else []
    if cut:
        lines.append(f"! {cut} more urgent ones do not fit here: --limit {len(found) + cut}")
    return Result(
        data={
            "quarantine": len(waits.held),
            "overdue": waits.late,
            "concerns_unread": waits.unread,
            "told_by_sms": len(waits.by_sms),
            "not_settled": len(waits.beside),
            "total": total,
            "unsure": unsure,
            "withdrawn": shut,
            "urgent_not_listed": cut,
            "rows": [_data(row, now) for row in found],
        },
        lines=tuple(lines),
        table=Table(COLUMNS, rows) if rows else None,
    )


def clock_of(row: InboxRow, now_ms: int) -> Clock24:
    """Return the 24-hour clock of one report. A device clock that was never set (before 2025) is suspect as well, and
    a report from before its clock began or from the future. Who acknowledged an earlier revision in time met it."""
    suspect = row.suspect or row.finished_ms < TRUSTED_FROM_MS
    if row.voice_ms is not None and row.clock_start_ms is not None:
        suspect = suspect or not row.clock_start_ms - SLACK_MS <= row.voice_ms <= now_ms + SLACK_MS
    earlier = row.earlier.at_ms if row.earlier is not None and row.earlier.clocked else None
    seen = row.acknowledged_ms if row.acknowledged_ms is not None else earlier
    return reckon(row.clock_start_ms, row.voice_ms, row.received_ms, seen, now_ms, suspect=suspect)


_ORDER = {"late": 0, "at risk": 1, "received, not yet seen": 2, "running": 3, "met": 4, "none": 5}


def _pressing(row: InboxRow) -> bool:
    return row.urgent and row.acknowledged_ms is None


def _urgency(row: InboxRow, now_ms: int) -> tuple[bool, bool, int, bool, int]:
    """Sort key: urgent and unacknowledged first, then by clock, then suspicion, then the newest.

    A clock that cannot be right comes behind those that can: a wrong date must not push a true report off the table.
    """
    clock = clock_of(row, now_ms)
    return (not _pressing(row), clock.suspect, _ORDER[clock.state], not row.suspicion, -row.received_ms)


def _row(row: InboxRow, now_ms: int, names: Mapping[str, str], by_sms: str, unsure: bool) -> tuple[str, ...]:
    mark = "! " if _pressing(row) else ""
    note = " (unconfirmed)" if row.unconfirmed else ""
    note += f" - {NOT_SETTLED}" if row.versions is not None and row.versions.open else ""
    child = {"yes": " - CHILD", "unknown": " - age unknown"}.get(row.child or "", "")
    child = "" if row.label == ResultLabel.NO_RESULT.value else child  # such a form need not be about a person
    return (
        mark + tell_code(row.code),
        ("consent withdrawn" if _shut(row) else _found(row, unsure=unsure)) + child + note,
        _clock_words(clock_of(row, now_ms)),
        "; ".join(part for part in (by_sms, _who_knows(row, names)) if part),
        told_text(row.post or "", POST),
        day_and_time(row.received_ms) + (" (made here)" if row.made_here else ""),
    )


def _found(row: InboxRow, *, unsure: bool) -> str:
    """Return the result, and of which form it is where that is not the quick screen. `unsure`: nothing is shown before
    orders are known, which is not to look like an erasure."""
    if unsure and row.label is None:
        return "(not shown yet)"
    if row.form == QUICK_SCREEN:
        return result_words(row.label)
    title = form_words(row.form)
    return f"{title}: no result" if row.label == ResultLabel.NO_RESULT.value else f"{title}: {result_words(row.label)}"


def _shut(row: InboxRow) -> bool:
    """Tell whether everything was withdrawn: nothing that was said is shown."""
    return row.withdrawn is not None and row.withdrawn.everything


def _who_knows(row: InboxRow, names: Mapping[str, str]) -> str:
    """Return who was told by voice and who has acknowledged, and when; "nobody yet" where nobody."""
    voice = f"told by voice {day_and_time(row.voice_ms)}" if row.voice_ms else ""
    if row.acknowledged_ms is None and row.earlier is not None:
        told = f"of this revision nobody yet; of revision {row.earlier.rev}: {_seen_by(row.earlier, names)}"
        return f"{voice}; {told}" if voice else told
    if row.acknowledged_ms is None:
        return voice or "nobody yet"
    seen = f"{names.get(row.acknowledged_by or '', row.acknowledged_by)} {day_and_time(row.acknowledged_ms)}"
    return f"{voice}; {seen}" if voice else seen


def _seen_by(ack: EarlierAck, names: Mapping[str, str]) -> str:
    return f"{names.get(ack.person, ack.person)} {day_and_time(ack.at_ms)}"


def _clock_words(clock: Clock24) -> str:
    if clock.state == "none":
        return "none"
    left = "" if clock.hours_left is None else f", {clock.hours_left} h left"
    if clock.hours_left is not None and clock.hours_left < 0:
        left = f" by {-clock.hours_left} h"
    return clock.state + ("" if clock.state == "met" else left) + (" (device clock suspect)" if clock.suspect else "")


def _data(row: InboxRow, now_ms: int) -> Json:
    clock = clock_of(row, now_ms)
    return {
        "id": row.id,
        "code": row.code,
        "device": row.device,
        "form": row.form,
        "state": row.state,
        "result": row.label,
        "urgent": row.urgent,
        "suspicion": row.suspicion,
        "child": row.child,
        "post": row.post,
        "day": row.day,
        "clock": {"state": clock.state, "due_ms": clock.due_ms, "suspect": clock.suspect},
        "reported_by_voice_ms": row.voice_ms,
        "received_ms": row.received_ms,
        "made_here": row.made_here,
        "about": row.about,
        "acknowledged_ms": row.acknowledged_ms,
        "earlier_revision_acknowledged_ms": row.earlier.at_ms if row.earlier else None,
        "revision": row.revision,
        "rev": row.rev,
        "unconfirmed": row.unconfirmed,
        "standing": row.standing,
        "readable": row.readable,
        "versions": None if row.versions is None else {"heads": list(row.versions.heads), "open": row.versions.open},
        "withdrawn": withdrawn_data(row.withdrawn),
    }


def ack(ctx: typer.Context, record: Annotated[str, typer.Argument(help="Code or id of the interview.")]) -> Result:
    """Acknowledge a report: you, by name, have seen it and see to it. This stops the 24-hour clock.

    Example: fieldkit hq ack K7M-4QX
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        row = store.inbox.acknowledge(store.inbox.get(record), env.clock.now())
        name = store.person_name
    clock = clock_of(row, env.clock.now().utc_ms)
    return Result(
        data={"id": row.id, "code": row.code, "acknowledged_ms": row.acknowledged_ms, "clock": clock.state},
        lines=(f"{tell_code(row.code)} acknowledged by {name}; 24 hours: {_clock_words(clock)}",),
    )


def show(
    ctx: typer.Context,
    record: Annotated[str, typer.Argument(help="Code or id of the interview.")],
    reveal: Annotated[bool, typer.Option("--reveal", help="Show identity and safe contact too.")] = False,
    purpose: Annotated[str, typer.Option(help="Why you look; kept in the journal. Needed with --reveal.")] = "",
) -> Result:
    """Show one whole interview with the reasons for its result. Every look is kept in the journal.

    Identity and safe contact stay hidden until --reveal with a purpose. --json never carries identifying or free text.

    Example: fieldkit show K7M-4QX --reveal --purpose "referral to the one stop centre"
    """
    env: Env = ctx.obj
    if reveal and not purpose.strip():
        raise errors.ReasonMissing(what="--reveal")
    with opened(env) as store:
        if store.role is Role.HQ:
            return _show_at_hq(store, record, reveal, purpose, env)
        return _show_on_laptop(store, record, reveal, purpose)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One interview to be shown: what lists may say of it, and the parts that only this page shows."""

    id: str
    code: str
    form: str
    stub: Mapping[str, Json]
    head: tuple[str, ...]
    content: Json
    identity: Mapping[str, Json] | None
    has_identity: bool
    data: Json
    shut: bool = False


def _show_at_hq(store: Store, record: str, reveal: bool, purpose: str, env: Env) -> Result:
    row, now = store.inbox.get(record), env.clock.now().utc_ms
    content = _content_at_hq(store, row, purpose or "show")
    line = store.inbox.reveal(row, purpose) if reveal else None
    identity, events = line.get("identity") if line else None, store.inbox.events(row)
    head = (
        f"{tell_code(row.code)}   {form_words(row.form)}",
        origin(row),
        f"24 hours: {_clock_words(clock_of(row, now))}",
        *(
            f"told by {told_text(r.by, POST)}: {told_text(r.to, TOLD)}, {day_and_time(r.at_ms)}"
            for r in store.inbox.reports(row)
        ),
        *sms_lines(store, row),
        *_earlier_line(store, row),
        *((STANDINGS[row.standing],) if row.unconfirmed else ()),
        *several_line(row),
        *revision_lines(tell_code(row.code), row.rev, content),
        *withdrawn_lines(row.withdrawn),
        *event_lines(events),
        *correction_lines(events),
        *_unconfirmed_lines(store, row),
        *linked_lines(store, row),
        *same_lines(store, row),
    )
    sheet = _Sheet(
        id=row.id,
        code=row.code,
        form=row.form,
        stub=row.stub,
        head=head,
        content=content,
        identity=identity if isinstance(identity, Mapping) else None,
        has_identity=row.has_identity,
        data=_data(row, now),
        shut=_shut(row),
    )
    return _shown(sheet, reveal, f"The answers were erased. When and why: fieldkit hq orders {tell_code(row.code)}")


def _content_at_hq(store: Store, row: InboxRow, purpose: str) -> Json:
    """Return what an interview says, of several versions the merged view; each that is read is journaled."""
    if row.versions is not None:
        return merged_content(row, store.merging.beside(row, purpose))
    value = store.inbox.read(row, purpose)
    return value.get("content") if value else None


def _earlier_line(store: Store, row: InboxRow) -> tuple[str, ...]:
    if row.earlier is None:
        return ()
    names = {person.label: person.name for person in store.keyslots.people()}
    told = f"revision {row.earlier.rev} was acknowledged by {_seen_by(row.earlier, names)}"
    return (f"! {told}; this is revision {row.rev}, which nobody has acknowledged",)


def _unconfirmed_lines(store: Store, row: InboxRow) -> list[str]:
    """Return what others, or forks, sent about this interview: told apart, because it changes nothing."""
    found = store.inbox.unconfirmed(row, OTHERS_SHOWN + 1)
    told = []
    for line in found[:OTHERS_SHOWN]:
        when = "" if line.at_ms is None else f" {day_and_time(line.at_ms)}"
        name = f"{row.id[:13]}:{line.revision[:8]}"
        what = f"an interview: fieldkit show {name}" if line.what == "rec" else line.what.replace("_", " ") + when
        told.append(f"! unconfirmed, changes nothing: laptop {line.device[:10]} sent {what}")
    return [*told, "! and more"] if len(found) > OTHERS_SHOWN else told


def _show_on_laptop(store: Store, record: str, reveal: bool, purpose: str) -> Result:
    row = store.records.get(record)
    shut = row.withdrawn is not None and row.withdrawn.everything
    if reveal and shut:
        raise errors.ConsentWithdrawn(code=tell_code(row.code))
    state = state_words(current(), row.state)
    if row.receipt:
        state = say(current(), "told.state_receipt", state=state, receipt=row.receipt)
    content, rev = store.records.content(row.id, purpose=purpose or "show"), row.stub.get("rev")
    sheet = _Sheet(
        id=row.id,
        code=row.code,
        form=row.form,
        stub=row.stub,
        head=(
            f"{tell_code(row.code)}   {form_words(row.form)}",
            state,
            *revision_lines(tell_code(row.code), rev if isinstance(rev, int) else 1, content),
            *withdrawn_lines(row.withdrawn),
        ),
        content=content,
        identity=store.records.identity(row.id, purpose=purpose) if reveal else None,
        has_identity=row.has_identity,
        data={
            "id": row.id,
            "code": row.code,
            "state": row.state.value,
            "receipt": row.receipt,
            "withdrawn": withdrawn_data(row.withdrawn),
        },
        shut=shut,
    )
    return _shown(sheet, reveal, say(current(), "told.gone"))


def _shown(sheet: _Sheet, reveal: bool, gone: str) -> Result:
    lines = list(sheet.head)
    if sheet.shut:
        lines.append(shut_line())
    elif isinstance(sheet.content, Mapping):
        lines += interview_lines(sheet.form, sheet.stub, sheet.content)
    else:
        lines.append(gone)
    if sheet.has_identity and not reveal:
        lines += ["", say(current(), "told.apart")]
    if reveal:
        told = answer_lines("identity_contact", sheet.identity) if sheet.identity else None
        lines += ["", say(current(), "told.identity"), *(told or [f"  {say(current(), 'told.no_identity')}"])]
    return Result(data={"record": sheet.data, "has_identity": sheet.has_identity}, lines=tuple(lines))
