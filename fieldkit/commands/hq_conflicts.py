"""`fieldkit hq conflicts`: interviews that stand in several versions, and deciding field by field. store-format 13"""

from collections.abc import Sequence
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.merge import Field
from fieldkit.cases.versions import Beside, Conflict
from fieldkit.cases.words import InboxRow, Role
from fieldkit.commands.correcting import asked_for
from fieldkit.commands.moments import day_and_time, hours
from fieldkit.commands.opening import opened
from fieldkit.commands.reckoning import reckon
from fieldkit.commands.telling import form_words, result_words, tell_code
from fieldkit.commands.versions_told import WHY, author_of, told_versions
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store

COLUMNS = ("code", "form", "to decide", "since", "why", "meanwhile")
SHORTEST = 4
"""Characters of a revision that name a version."""


def conflicts(
    ctx: typer.Context,
    record: Annotated[str | None, typer.Argument(help="Code or id of the interview.")] = None,
    take: Annotated[str, typer.Option(help="The version whose value stands: its number or revision.")] = "",
    field: Annotated[
        list[str] | None, typer.Option(help="The field, as it is named in brackets; may be repeated.")
    ] = None,
    decide: Annotated[bool, typer.Option("--decide", help="Be asked field by field.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the decision about --field back.")] = False,
    reason: Annotated[str, typer.Option(help="Why; kept in the journal. Without it you are asked.")] = "",
    reveal: Annotated[bool, typer.Option("--reveal", help="Show values that identify somebody.")] = False,
    purpose: Annotated[str, typer.Option(help="Why you look; kept in the journal. Needed with --reveal.")] = "",
) -> Result:
    """List interviews that stand in two versions nobody has settled; with a CODE, show what differs, side by side.

    What only one version changed is merged. For what both changed a person says which value stands, and why. Until
    then the stricter result stands. Every version stays; decisions can be taken back.

    Example: fieldkit hq conflicts K7M-4QX --take 2 --field age --reason "asked the worker"
    """
    env: Env = ctx.obj
    if reveal and not purpose.strip():
        raise errors.ReasonMissing(what="--reveal")
    with opened(env, Role.HQ) as store:
        reckon(store)
        if record is None:
            return _listed(store, env)
        row = store.inbox.get(record)
        found = store.merging.beside(row, purpose.strip() or "conflicts")
        if not (take or undo or decide):
            return Result(_data(row, found), tuple(told_versions(store, row, found, reveal=reveal)))
        if decide:
            done = _asked(store, row, found, env, reveal=reveal)
        else:
            done = _decided(store, row, found, env, take, field or [], reason)
        reckon(store)
        return _after(store, row, done)


def _listed(store: Store, env: Env) -> Result:
    found, now = store.merging.open(), env.clock.now().utc_ms
    rows = tuple(_row(one, now) for one in found)
    return Result(
        data={"conflicts": [_summed(one) for one in found]},
        lines=(f"{len(found)} interviews in several versions that nobody has settled",),
        table=Table(COLUMNS, rows) if rows else None,
        after=("Look at one: fieldkit hq conflicts CODE",) if rows else (),
    )


def _row(one: Conflict, now: int) -> tuple[str, ...]:
    mark = "! " if one.risk.urgent else ""
    since = f"{day_and_time(one.since_ms)} ({hours(now - one.since_ms)})"
    meanwhile = result_words(one.risk.label) + (", urgent" if one.risk.urgent else "")
    return (mark + tell_code(one.code), form_words(one.form), str(one.open), since, WHY[one.why], meanwhile)


def _summed(one: Conflict) -> Json:
    return {
        "id": one.record_id,
        "code": one.code,
        "form": one.form,
        "open": one.open,
        "since_ms": one.since_ms,
        "why": one.why,
        "result": one.risk.label,
        "urgent": one.risk.urgent,
    }


def _data(row: InboxRow, found: Beside) -> dict[str, Json]:
    """Return names and times for --json: no value of any field."""
    versions: list[Json] = [
        {
            "revision": head.revision,
            "rev": head.rev,
            "device": head.device,
            "made_here": head.made_here,
            "author": None if head.content is None else author_of(head.content),
            "finished_ms": head.finished_ms,
            "received_ms": head.received_ms,
        }
        for head in found.heads
    ]
    return {
        "id": row.id,
        "code": row.code,
        "result": row.label,
        "urgent": row.urgent,
        "versions": versions,
        "open": sorted(field.name for field in found.merged.open),
        "decided": sorted(field.name for field in found.merged.chosen),
    }


def _decided(
    store: Store, row: InboxRow, found: Beside, env: Env, take: str, names: Sequence[str], reason: str
) -> list[str]:
    """Take one version's value for some fields, or take decisions back where `take` is empty."""
    if not names:
        raise typer.BadParameter("say which field: --field NAME")
    fields = [_field(found, name, back=not take) for name in names]
    revision = _revision(row, found, take) if take else ""
    why = asked_for(env, reason, "Why: ")
    for one in fields:
        if take:
            store.merging.decide(found, one, revision, why, env.clock.now())
        else:
            store.merging.undo(found, one, why, env.clock.now())
    return [one.name for one in fields]


def _asked(store: Store, row: InboxRow, found: Beside, env: Env, *, reveal: bool) -> list[str]:
    """Show everything, then ask for each open field which version stands; Enter leaves it open."""
    for line in told_versions(store, row, found, reveal=reveal):
        env.terminal.say(line)
    done = []
    for field in sorted(found.merged.open):
        answer = env.terminal.ask(f"{field.name}: which stands, by its number (Enter leaves it open): ").strip()
        if answer:
            revision = _revision(row, found, answer)
            store.merging.decide(found, field, revision, env.terminal.ask("Why: "), env.clock.now())
            done.append(field.name)
    return done


def _after(store: Store, row: InboxRow, done: Sequence[str]) -> Result:
    now = store.inbox.get(row.id)
    left = 0 if now.versions is None else now.versions.open
    code = tell_code(row.code)
    told = f"{code}: {len(done)} settled or taken back, {left} still to decide"
    meanwhile = f"result: {result_words(now.label)}" + (", urgent" if now.urgent else "")
    return Result(
        {"id": row.id, "code": row.code, "fields": list(done), "open": left, "result": now.label, "urgent": now.urgent},
        (told, meanwhile),
    )


def _field(found: Beside, name: str, *, back: bool) -> Field:
    """Return the open, or decided, field of a name. Raises: NotOpen."""
    among = found.merged.chosen if back else found.merged.open
    named = [field for field in among if field.name == name.strip()]
    if len(named) != 1:
        raise errors.NotOpen(field=name)
    return named[0]


def _revision(row: InboxRow, found: Beside, typed: str) -> str:
    """Return the revision that was named by its number or beginning. Raises: VersionUnknown."""
    wanted = typed.strip().lower()
    if wanted.isdecimal() and 1 <= int(wanted) <= len(found.heads):
        return found.heads[int(wanted) - 1].revision
    fitting = [head.revision for head in found.heads if len(wanted) >= SHORTEST and head.revision.startswith(wanted)]
    if len(fitting) != 1:
        raise errors.VersionUnknown(code=tell_code(row.code), revision=typed)
    return fitting[0]
