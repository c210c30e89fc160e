"""`fieldkit drafts`: what was not finished; go on with it, or give it up."""

from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.draft_forms import draft_by_code
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import tell_code
from fieldkit.commands.unfinished import offers_of
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table


def drafts(
    ctx: typer.Context,
    discard: Annotated[str | None, typer.Option(help="Give up an unfinished interview, by its code.")] = None,
    reason: Annotated[str, typer.Option(help="Why it is given up; kept in the journal.")] = "",
) -> Result:
    """List unfinished interviews: code, form, since when, where. Go on with one by `fieldkit screen --resume CODE`.

    Example: fieldkit drafts --discard K7M-4QX --reason "started by mistake"
    """
    env: Env = ctx.obj
    with opened(env, Role.FIELD) as store:
        found = store.drafts.list()
        offers = offers_of(store, found, "en")
        if discard is not None:
            if not reason.strip():
                raise errors.ReasonMissing(what="giving up an interview")
            given_up = draft_by_code(found, discard)
            store.drafts.discard(given_up.id, reason)
            return Result(
                data={"discarded": given_up.code}, lines=(f"{tell_code(given_up.code)} was deleted for good.",)
            )
    rows = tuple(
        (o.code, o.form, o.begun, f"{o.number} of {o.total}", d.language) for o, d in zip(offers, found, strict=True)
    )
    data: list[Json] = [
        {"code": d.code, "form": d.form, "started_ms": d.started.utc_ms, "position": d.position, "answers": d.answers}
        for d in found
    ]
    return Result(
        data={"drafts": data},
        lines=() if found else ("No interview is unfinished.",),
        table=Table(("code", "form", "begun", "at question", "language"), rows) if rows else None,
        after=("Go on with one: fieldkit screen --resume CODE",) if rows else (),
    )
