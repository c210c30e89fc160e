"""`fieldkit correct`: a note to an interview whose answers can no longer be changed on this laptop."""

from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.line_check import TEXT
from fieldkit.cases.words import Role
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import tell_code
from fieldkit.commands.telling_consent import CORRECTION
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.ui.messages import current, say


def asked_for(env: Env, given: str, prompt: str) -> str:
    """Return what an option gave; without it, what is typed now: arguments can be read by other programs."""
    if not given.strip() and env.terminal.interactive:
        given = env.terminal.ask(prompt)
    return given.strip()


def correct(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The interview's code.")],
    note: Annotated[str, typer.Option(help="What is to be corrected, in your words. Without it you are asked.")] = "",
    anyway: Annotated[bool, typer.Option("--anyway", help="Also while the answers can still be changed.")] = False,
) -> Result:
    """Write a note to an interview whose answers have left this laptop. It travels with the next bundle.

    Headquarters shows it beside the interview; no answer is changed. While the answers can still be read here, change
    them instead: fieldkit revise CODE. What stands after --note can be read by every program of this computer, and
    your shell keeps it: leave it out, and type what a person said when you are asked.

    Example: fieldkit correct K7M-4QX
    """
    env: Env = ctx.obj
    with opened(env, Role.FIELD) as store:
        row = store.records.get(code)
        shown = tell_code(row.code)
        if row.withdrawn is not None and row.withdrawn.everything:
            raise errors.ConsentWithdrawn(code=shown)
        if row.readable and not anyway:
            raise errors.AnswersStillHere(code=shown)
        text = asked_for(env, note, say(current(), "correct.ask"))
        if not text:
            raise errors.ReasonMissing(what="a correction")
        if len(text) > TEXT:
            raise typer.BadParameter(f"the note has {len(text)} characters, at most {TEXT}")
        store.records.add_event(row.id, CORRECTION, env.clock.now(), {"text": text, "by": store.person})
    return Result(
        {"code": row.code, "state": "waits to be packed"},
        (say(current(), "correct.saved", code=shown),),
        after=(say(current(), "do.next", command="fieldkit pack"),),
    )
