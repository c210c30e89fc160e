"""`fieldkit fill`: fill a form, on a laptop as a field worker, at headquarters as the focal point."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from fieldkit import errors
from fieldkit.cases.drafting import DraftSummary
from fieldkit.cases.words import Role
from fieldkit.commands.beginning import asks_about, begin, screen_for
from fieldkit.commands.conducting import AnyScreen, conduct
from fieldkit.commands.contacts import office_of
from fieldkit.commands.draft_forms import own_draft
from fieldkit.commands.hiding import hidden
from fieldkit.commands.home_lists import begin_lines
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.library import FormFile, form_file
from fieldkit.commands.opening import opened
from fieldkit.commands.screening import Left, chosen_draft, others
from fieldkit.commands.status import heads
from fieldkit.commands.telling import tell_code
from fieldkit.crypto.fingerprint import ALPHABET, normalise
from fieldkit.forms.check import load_form
from fieldkit.forms.interview import QuickExit
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.applied_hq import ABOUT, CODE_LENGTH
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say


def fill(
    ctx: typer.Context,
    form: Annotated[str, typer.Argument(help="The form's name; without it those are listed that you may begin.")] = "",
    language: Annotated[str | None, typer.Option(help="Language to begin in; can be changed at any question.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
    resume: Annotated[str | None, typer.Option(help="Go on with this unfinished one, by its code.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Begin a new one without asking about unfinished ones.")] = False,
    about: Annotated[str, typer.Option(help="Code of the screening or case that it is about.")] = "",
) -> Result:
    """Fill a form: on a laptop those for field workers, at headquarters those for the focal point.

    Without a form it lists those that you may begin here, by kind.
    Every answer is saved before the next question is drawn; leave and go on at any time. At headquarters what is
    finished stands in the inbox at once, and nothing is packed. The form must be approved on the card, as on laptops.

    Example: fieldkit fill case_intake --about K7M-4QX
    """
    env: Env = ctx.obj
    if not form and resume is None:
        with opened(env) as store:
            return _forms(store)
    code = _code(about)
    with opened(env) as store:
        wanted = _Wanted(None if resume is not None else form_file(form), language, resume, new, code)
        warnings = _doubts(store, wanted)
        if env.terminal.interactive:
            env.terminal.say(*(say(current(), "talk.warning", what=line) for line in warnings))
        with closing(screen_for(env, answers, _given(wanted))) as shown:
            result = _filled(store, wanted, shown, env)
    return replace(result, warnings=(*result.warnings, *warnings))


def _forms(store: Store) -> Result:
    """List what may be begun here: kind, form, title."""
    found = begin_lines(store, current())
    named = [(form.kind, form.value.partition(" ")[0], form.title) for form in found]
    data: list[Json] = [{"kind": kind, "form": name, "title": title} for kind, name, title in named]
    rows = tuple((say(current(), f"kind.{kind}"), name, title) for kind, name, title in named)
    return Result(
        data={"forms": data},
        lines=() if rows else (say(current(), "home.no_form"),),
        table=Table(heads(("kind", "form", "title")), rows) if rows else None,
        after=(say(current(), "do.next", command="fieldkit fill FORM"),) if rows else (),
    )


class _Wanted(NamedTuple):
    """What was asked for. `file` is None where an unfinished one was named by its code."""

    file: FormFile | None
    language: str | None
    resume: str | None
    new: bool
    about: str


def _filled(store: Store, wanted: _Wanted, shown: AnyScreen, env: Env) -> Result:
    """Choose the unfinished one to go on with, or begin a new one, and run it."""
    office = office_of(card_of(store))
    try:
        draft = _unfinished(store, wanted, shown, env)
    except Left as left:
        if isinstance(left.reply, QuickExit):
            return hidden(env, left.reply)
        return Result({"state": "left"}, (say(current(), "fill.none_begun"),))
    shown.covered = draft is not None  # who comes back need not be alone: no answer shows until asked for
    if draft is None:
        assert wanted.file is not None
        draft = begin(store, office, wanted.file, wanted.language, env, wanted.about)
    return conduct(store, office, draft, shown, env)


def _unfinished(store: Store, wanted: _Wanted, shown: AnyScreen, env: Env) -> DraftSummary | None:
    """Return what to go on with; None to begin a new one, as always where it is about a code.

    Raises: DraftUnknown, RecordAmbiguous, DraftOfAnother, Left.
    """
    if wanted.file is None:
        return own_draft(store, wanted.resume or "")
    env.terminal.say(*others(store))
    if wanted.new or wanted.about:
        return None
    return chosen_draft(store, shown, wanted.file.id, wanted.language, None)


def _code(about: str) -> str:
    """Return a typed code in its one spelling; "" where none was typed."""
    code = normalise(about)
    if code and (len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET)):
        raise typer.BadParameter("--about takes a code of six letters and digits, as in K7M-2QX")
    return code


def _uses(wanted: _Wanted) -> bool:
    """Return whether a code was given and the form asks for one."""
    file = wanted.file
    return bool(wanted.about) and file is not None and asks_about(load_form(file.data, file.id, file.beside))


def _given(wanted: _Wanted) -> Mapping[str, str]:
    return {ABOUT: tell_code(wanted.about)} if _uses(wanted) else {}


def _doubts(store: Store, wanted: _Wanted) -> tuple[str, ...]:
    """Return what is odd about a code that a form is to be about: it is said, and the form is filled all the same."""
    if not wanted.about:
        return ()
    known = () if _is_known(store, wanted.about) else (say(current(), "fill.not_here", code=tell_code(wanted.about)),)
    return known if _uses(wanted) else (*known, say(current(), "fill.not_used"))


def _is_known(store: Store, code: str) -> bool:
    """Return whether an interview of this code, finished or not, is in this store."""
    if any(draft.code == code for draft in store.drafts.list()):
        return True
    if store.role is Role.HQ:
        return store.inbox.has_code(code)
    try:
        store.records.get(code)
    except errors.RecordUnknown:
        return False
    except errors.RecordAmbiguous:
        pass
    return True
