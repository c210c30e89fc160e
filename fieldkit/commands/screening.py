"""`fieldkit screen`: begin an interview, or go on with one that was not finished."""

import uuid
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.drafting import DraftStart, DraftSummary
from fieldkit.cases.words import Role
from fieldkit.commands.conducting import AFTER_RESULT, IDENTITY, AnyScreen, conduct, contacts_of, hidden
from fieldkit.commands.draft_forms import files_to_keep, own_draft
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.library import approved_languages, form_file
from fieldkit.commands.opening import opened
from fieldkit.commands.unfinished import offers_of
from fieldkit.crypto.fingerprint import ALPHABET
from fieldkit.forms.check import load_form
from fieldkit.forms.interview import Answer, Danger, Leave, QuickExit
from fieldkit.ports import Entropy, Env
from fieldkit.result import Result
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import Card
from fieldkit.ui.occasion import Occasion

QUICK_SCREEN = "border_quick_screen"
FIELD_WORKER, FOCAL_POINT = "field_worker", "focal_point"
CODE_LENGTH = 6


class Left(Exception):
    """The worker left before an interview was chosen, by the key that hides all or by the other."""

    def __init__(self, *, hidden: bool) -> None:
        super().__init__()
        self.hidden = hidden


def screen(
    ctx: typer.Context,
    form: Annotated[str, typer.Argument(help="The form's name.")] = QUICK_SCREEN,
    language: Annotated[str | None, typer.Option(help="Language to begin in; can be changed at any question.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
    resume: Annotated[str | None, typer.Option(help="Go on with this unfinished interview, by its code.")] = None,
) -> Result:
    """Interview a person. Every answer is saved before the next question is drawn; leave and go on at any time.

    Shows which of act, means and purpose were touched: a hint for referral, never a legal finding.

    Example: fieldkit screen border_quick_screen --language rw
    """
    env: Env = ctx.obj
    with opened(env, Role.FIELD) as store:
        card = card_of(store)
        if resume is None:
            env.terminal.say(*_others(store))
        with closing(_screen(env, answers)) as shown:
            try:
                draft = _chosen_draft(store, shown, form, language, resume)
            except Left as left:
                return hidden(env) if left.hidden else Result({"state": "left"}, ("No interview was begun.",))
            if draft is None:
                draft = _begin(store, card, form, language, env)
            return conduct(store, card, draft, shown, env)


def _screen(env: Env, answers: Path | None) -> AnyScreen:
    """Return the screen that fits: a script, plain lines, or the full screen of a terminal."""
    if answers is not None:
        from fieldkit.forms.plain_yaml import read_plain
        from fieldkit.ui.script import AnswersScript, load_answers

        return AnswersScript(load_answers(answers, read_plain))
    if env.terminal.plain or not env.terminal.interactive:
        from fieldkit.ui.plain import PlainScreen

        return PlainScreen(Occasion())
    from fieldkit.ui.screen import FullScreen

    return FullScreen(Occasion())


def _others(store: Store) -> tuple[str, ...]:
    """Say how many unfinished interviews are other people's: they are not offered."""
    count = sum(draft.person != store.person for draft in store.drafts.list())
    if not count:
        return ()
    what = "1 unfinished interview is" if count == 1 else f"{count} unfinished interviews are"
    return (f"{what} somebody else's: fieldkit drafts",)


def _chosen_draft(
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
    offers = offers_of(store, own, language or own[0].language)
    while True:
        chosen = shown.resume_offer(offers, language or own[0].language)
        if isinstance(chosen, Danger):
            chosen = shown.danger(contacts_of(card_of(store)), language or own[0].language)
        if isinstance(chosen, Leave | QuickExit):
            raise Left(hidden=isinstance(chosen, QuickExit))
        if isinstance(chosen, Answer):
            return next((d for d in own if d.id == chosen.raw), None)


def _begin(store: Store, card: Card, name: str, language: str | None, env: Env) -> DraftSummary:
    """Open a draft pinned to the form's file. Raises: FormUnknown, FormNotApproved, NotForYou, FormFollows."""
    if name in (AFTER_RESULT, IDENTITY):
        raise errors.FormFollows(form=name)
    file = form_file(name)
    approved = approved_languages(card.approvals, file)
    ready = load_form(file.data, file.id, file.beside)
    _may_run(ready.who_may_run, FIELD_WORKER, name)
    first = language or next((code for code in ready.languages if code in approved), ready.default_language)
    if first not in approved:
        known = ", ".join(sorted(approved)) or "nothing yet"
        raise errors.FormNotApproved(form=name, language=first, approved=known)
    now = env.clock.now()
    kept = files_to_keep(file)
    draft_id = store.drafts.start(
        DraftStart(
            record_id=str(uuid.UUID(bytes=env.entropy.token(16), version=4)),
            code=_new_code(store, env.entropy),
            form=ready.form_id,
            version=ready.version,
            form_hash=file.sha256,
            language=first,
            started=now,
            extra={"forms": kept.followers},
        ),
        kept.forms,
    )
    return store.drafts.load(draft_id).summary


def _may_run(allowed: Sequence[str], role: str, name: str) -> None:
    if allowed and role not in allowed:
        raise errors.NotForYou(form=name, role=role.replace("_", " "))


def _new_code(store: Store, entropy: Entropy) -> str:
    """Return a random short code that no interview on this laptop has."""
    taken = {d.code for d in store.drafts.list()} | {r.code for r in store.records.list()}
    while True:
        code = "".join(ALPHABET[byte % len(ALPHABET)] for byte in entropy.token(CODE_LENGTH))
        if code not in taken:
            return code
