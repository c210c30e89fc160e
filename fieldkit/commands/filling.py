"""`fieldkit fill`: fill in a form that is no screening; without a form, which ones may be begun here."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.cases.words import Role
from fieldkit.commands.home_lists import begin_lines
from fieldkit.commands.opening import opened
from fieldkit.commands.screening import interviewed
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say


def fill(
    ctx: typer.Context,
    form: Annotated[str | None, typer.Argument(help="The form's name; without it the forms are listed.")] = None,
    language: Annotated[str | None, typer.Option(help="Language to begin in; can be changed at any question.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
    resume: Annotated[str | None, typer.Option(help="Go on with what was not finished, by its code.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Begin a new one without asking about unfinished ones.")] = False,
) -> Result:
    """Fill in a form: a case, a report, something of the organisation. Every answer is saved as in an interview.

    Without a form it lists those that you may begin here, by kind. The same as `fieldkit screen FORM`.

    Example: fieldkit fill incident_report
    """
    env: Env = ctx.obj
    with opened(env, Role.FIELD) as store:
        if form is None and resume is None:
            return _forms(store)
        return interviewed(store, env, form or "", language, answers, resume, new=new)


def _forms(store: Store) -> Result:
    """List what may be begun here: kind, form, title."""
    found = begin_lines(store, current())
    named = [(form.kind, form.value.partition(" ")[0], form.title) for form in found]
    data: list[Json] = [{"kind": kind, "form": name, "title": title} for kind, name, title in named]
    rows = tuple((say(current(), f"kind.{kind}"), name, title) for kind, name, title in named)
    return Result(
        data={"forms": data},
        lines=() if rows else (say(current(), "home.no_form"),),
        table=Table(("kind", "form", "title"), rows) if rows else None,
        after=("Next: fieldkit fill FORM",) if rows else (),
    )
