"""`fieldkit status`: where everything is, in words. Codes, days and states only; never answers."""

from collections import Counter
from collections.abc import Sequence, Set

import typer

from fieldkit.cases.audit import TRUSTED_FROM_MS
from fieldkit.cases.clock24 import reckon
from fieldkit.cases.drafting import DraftSummary
from fieldkit.cases.words import RecordRow, RecordState, Role
from fieldkit.commands.hq_setup import newest_card
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import tell_code
from fieldkit.commands.telling_consent import what_words, where_words, withdrawn_data
from fieldkit.commands.unfinished import offers_of, told
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say, say_n
from fieldkit.ui.state_words import clock_words, state_words

DAY_MS = 24 * 3600 * 1000
HEADS = ("code", "finished", "where", "receipt", "clock")


def status(ctx: typer.Context) -> Result:
    """Say where everything is: unfinished, finished and not packed, packed, handed over, received by HQ.

    Example: fieldkit status
    """
    env: Env = ctx.obj
    with opened(env, Role.FIELD) as store:
        return overview(store, env)


def overview(store: Store, env: Env) -> Result:
    """Return the overview that `status` and a sitting's first screen show."""
    now, language = env.clock.now().utc_ms, current()
    drafts, records = store.drafts.list(), store.records.list()
    counts = Counter(row.state for row in records)
    lines = [
        *_unfinished_lines(store, drafts),
        say(language, "status.finished", counts=", ".join(_counted(counts, language))),
        *due_lines(records, now),
    ]
    warnings = []
    if clock_state(store, env) == "suspect":
        warnings.append(say(language, "status.clock"))
    if store.ballast_spent:
        warnings.append(say(language, "status.disk"))
    ordered = frozenset(one.record for one in store.heard_orders.applied() if one.order == "erase")
    rows = tuple(_row(row, now, ordered) for row in records[:50])
    return Result(
        data={
            "unfinished": len(drafts),
            "states": {state.value: counts[state] for state in RecordState},
            "interviews": [_data(row, now, ordered) for row in records],
            "clock": clock_state(store, env),
        },
        lines=tuple(lines),
        table=Table(heads(HEADS), rows) if rows else None,
        warnings=tuple(warnings),
    )


def _unfinished_lines(store: Store, drafts: Sequence[DraftSummary]) -> list[str]:
    language = current()
    if not drafts:
        return [say(language, "count.unfinished_none")]
    lines = [told(offer) for offer in offers_of(store, drafts, language)]
    go_on = say(language, "do.go_on", command="fieldkit screen")
    return [say_n(language, "status.open", len(drafts)), *(f"  {line}" for line in (*lines, go_on))]


def heads(names: Sequence[str]) -> tuple[str, ...]:
    """Return the heads of a table in the person's language."""
    return tuple(say(current(), f"head.{name}") if name else "" for name in names)


def _counted(counts: Counter[RecordState], language: str) -> list[str]:
    return [f"{counts[state]} {state_words(language, state)}" for state in RecordState]


def due_lines(records: Sequence[RecordRow], now_ms: int) -> list[str]:
    """Return what must still be told by voice, the first due first."""
    due = sorted((r for r in records if _task(r, now_ms).startswith("!")), key=lambda r: r.clock_start_ms or 0)
    if not due:
        return []
    lines = [f"  {tell_code(row.code)}  {_task(row, now_ms)}" for row in due]
    return [say(current(), "status.due"), *lines]


def _row(row: RecordRow, now_ms: int, ordered: Set[str]) -> tuple[str, ...]:
    return (
        tell_code(row.code),
        day_and_time(row.finished_ms),
        say(current(), "status.erased") if row.id in ordered else _where(row),
        row.receipt or "",
        _task(row, now_ms),
    )


def _where(row: RecordRow) -> str:
    """Return where an interview is; of a withdrawn one how far the word of that has come."""
    language = current()
    state = state_words(language, row.state)
    if row.withdrawn is None:
        return state if row.readable else say(language, "status.left", where=state)
    where, what = where_words(row.withdrawn), what_words(row.withdrawn)
    if row.withdrawn.everything:
        return say(language, "status.withdrawn", where=where)
    return say(language, "status.withdrawn_for", state=state, what=what, where=where)


def _task(row: RecordRow, now_ms: int) -> str:
    """Return what is due for an interview: the report by voice."""
    if row.clock_start_ms is None:
        return ""
    clock = reckon(row.clock_start_ms, row.voice_ms, None, None, now_ms)
    if clock.state == "met":
        return say(current(), "clock.told")
    due = f": {say(current(), 'clock.tell', when=day_and_time(clock.due_ms))}" if clock.due_ms else ""
    return f"! {clock_words(current(), clock.state)}{due}"


def _data(row: RecordRow, now_ms: int, ordered: Set[str]) -> Json:
    return {
        "id": row.id,
        "code": row.code,
        "form": row.form,
        "state": row.state.value,
        "readable": row.readable,
        "finished_ms": row.finished_ms,
        "receipt": row.receipt,
        "clock": reckon(row.clock_start_ms, row.voice_ms, None, None, now_ms).state,
        "withdrawn": withdrawn_data(row.withdrawn),
        "erased": row.id in ordered,
    }


def clock_state(store: Store, env: Env) -> str:
    """Return "ok", or "suspect" when the clock stands before 2025, HQ's card, or HQ's time in the newest receipt."""
    return "ok" if env.clock.now().utc_ms >= not_before_ms(store) else "suspect"


def not_before_ms(store: Store) -> int:
    """Return a time before which no clock can stand that is right: a day is given, for one that is set by hand."""
    card = newest_card(store)
    return max(TRUSTED_FROM_MS, card.made_ms if card else 0, store.outbox.last_hq_time_ms()) - DAY_MS
