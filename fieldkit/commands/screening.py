"""`fieldkit screen`: begin an interview, or go on with one that was not finished."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.cases.drafting import DraftSummary
from fieldkit.cases.words import Role
from fieldkit.commands.beginning import begin, screen_for
from fieldkit.commands.conducting import AnyScreen, conduct
from fieldkit.commands.contacts import contacts_of, office_of
from fieldkit.commands.draft_forms import own_draft
from fieldkit.commands.hiding import hidden
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.library import form_file
from fieldkit.commands.opening import opened
from fieldkit.commands.unfinished import offers_of
from fieldkit.forms.interview import Answer, Danger, Leave, QuickExit
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say, say_n

QUICK_SCREEN = "border_quick_screen"


class Left(Exception):
    """The worker left before an interview was chosen."""

    def __init__(self, reply: Leave | QuickExit) -> None:
        super().__init__()
        self.reply = reply


def screen(
    ctx: typer.Context,
    form: Annotated[str, typer.Argument(help="The form's name.")] = QUICK_SCREEN,
    language: Annotated[str | None, typer.Option(help="Language to begin in; can be changed at any question.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
    resume: Annotated[str | None, typer.Option(help="Go on with this unfinished interview, by its code.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Begin a new one without asking about unfinished ones.")] = False,
) -> Result:
    """Interview a person. Every answer is saved before the next question is drawn; leave and go on at any time.

    Shows which of act, means and purpose were touched: a hint for referral, never a legal finding.

    Example: fieldkit screen border_quick_screen --language rw
    """
    env: Env = ctx.obj
    with opened(env, Role.FIELD) as store:
        return interviewed(store, env, form, language, answers, resume, new=new)


def interviewed(
    store: Store, env: Env, form: str, language: str | None, answers: Path | None, resume: str | None, *, new: bool
) -> Result:
    """Begin an interview with a form, or go on with an unfinished one, and conduct it."""
    office = office_of(card_of(store))
    if resume is None:
        env.terminal.say(*others(store))
    with closing(screen_for(env, answers)) as shown:
        try:
            draft = None if new else chosen_draft(store, shown, form, language, resume)
        except Left as left:
            if isinstance(left.reply, QuickExit):
                return hidden(env, left.reply)
            return Result({"state": "left"}, (say(current(), "drafts.none_begun"),))
        shown.covered = draft is not None  # who comes back need not be alone: no answer shows until asked for
        if draft is None:
            draft = begin(store, office, form_file(form), language, env)
        return conduct(store, office, draft, shown, env)


def others(store: Store) -> tuple[str, ...]:
    """Say how many unfinished interviews are other people's: they are not offered."""
    count = sum(draft.person != store.person for draft in store.drafts.list())
    return (say_n(current(), "drafts.others", count),) if count else ()


def chosen_draft(
    store: Store, shown: AnyScreen, form: str, language: str | None, resume: str | None
) -> DraftSummary | None:
    """Return the unfinished interview to go on with, or None to begin a new one. Only own ones are offered.

    Raises: DraftUnknown, RecordAmbiguous, DraftOfAnother.
    """
    if resume is not None:
        return own_draft(store, resume)
    own = [d for d in store.drafts.list() if d.form == form and d.person == store.person]
    if not own:
        return None
    wanted = language or own[0].language
    offers, office = offers_of(store, own, wanted), office_of(card_of(store))
    while True:
        chosen = shown.resume_offer(offers, wanted)
        if isinstance(chosen, Danger):
            chosen = shown.danger(contacts_of(office, wanted), wanted)
        if isinstance(chosen, Leave | QuickExit):
            raise Left(chosen)
        if isinstance(chosen, Answer):
            return next((d for d in own if d.id == chosen.raw), None)
