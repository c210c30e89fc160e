"""Begin an interview: which form, in which language, by whom; and the screen that it is put on."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.drafting import DraftAnswer, DraftStart, DraftSummary
from fieldkit.cases.words import Profile, Role
from fieldkit.commands.conducting import AnyScreen
from fieldkit.commands.contacts import Office
from fieldkit.commands.draft_forms import files_to_keep
from fieldkit.commands.form_heads import Head, following, heads_here
from fieldkit.commands.library import FormFile
from fieldkit.commands.telling import tell_code
from fieldkit.commands.worker import roles_of
from fieldkit.crypto.fingerprint import ALPHABET
from fieldkit.forms.check import load_form
from fieldkit.forms.model import Form
from fieldkit.ports import Entropy, Env
from fieldkit.store.applied_hq import ABOUT
from fieldkit.store.store import Store
from fieldkit.ui.occasion import Occasion

CODE_LENGTH = 6
CONCERN = "concern"
"""The class of forms that are never a draft. (form-language 2)"""


def screen_for(env: Env, answers: Path | None, given: Mapping[str, str] | None = None) -> AnyScreen:
    """Return the screen that fits: a script, plain lines, or the full screen of a terminal. `given` was answered before
    the first question: a script says it again where its file does not."""
    if answers is not None:
        from fieldkit.forms.plain_yaml import read_plain
        from fieldkit.ui.script import AnswersScript, load_answers

        return AnswersScript({**(given or {}), **load_answers(answers, read_plain)})
    if env.terminal.plain or not env.terminal.interactive:
        from fieldkit.ui.plain import PlainScreen

        return PlainScreen(Occasion())
    from fieldkit.ui.screen import FullScreen

    return FullScreen(Occasion())


def begin(
    store: Store, office: Office, file: FormFile, language: str | None, env: Env, about: str = ""
) -> DraftSummary:
    """Open a draft pinned to the form's file; `about` is the code that it is about, its first answer where asked for.

    Raises: FormNotApproved, NotForYou, FormFollows, ConcernApart, FormInvalid.
    """
    if file.id in following():
        raise errors.FormFollows(form=file.id)
    approved = office.approved(file)
    ready = load_form(file.data, file.id, file.beside)
    if ready.recipient_class == CONCERN and store.profile is Profile.REAL:
        raise errors.ConcernApart(form=file.id)
    _may_run(ready.who_may_run, roles_of(store), file.id)
    first = language or next((code for code in ready.languages if code in approved), ready.default_language)
    if first not in approved:
        known = ", ".join(sorted(approved)) or "nothing yet"
        raise errors.FormNotApproved(form=file.id, language=first, approved=known)
    now = env.clock.now()
    kept = files_to_keep(file, ready.followed_by)
    linked = about if asks_about(ready) else ""
    given = [DraftAnswer(0, ABOUT, tell_code(linked), now, first)] if linked else []
    draft_id = store.drafts.start(
        DraftStart(
            record_id=str(uuid.UUID(bytes=env.entropy.token(16), version=4)),
            code=_new_code(store, env.entropy),
            form=ready.form_id,
            version=ready.version,
            form_hash=file.sha256,
            language=first,
            started=now,
            extra={"forms": kept.followers, **({"about": linked} if linked else {})},
        ),
        kept.forms,
        given,
    )
    if given:  # what was given stands behind nothing yet: it begins at the first question all the same
        store.drafts.position(draft_id, ready.questions[0].key, now)
    return store.drafts.load(draft_id).summary


def asks_about(form: Form) -> bool:
    """Return whether a form asks for the code that it is about."""
    return any(question.key == ABOUT for question in form.questions)


def may_begin(store: Store, files: Iterable[FormFile]) -> list[Head]:
    """Return those of the forms that somebody may begin in this store, by kind, whether approved or not."""
    roles, heads = set(roles_of(store)), heads_here(files)
    after = {name for head in heads.values() for name in head.followed_by}
    drafted = [head for head in heads.values() if head.id not in after and head.recipient_class != CONCERN]
    return [head for head in drafted if roles & set(head.who_may_run)]


def _may_run(allowed: Sequence[str], roles: Sequence[str], name: str) -> None:
    if not set(roles) & set(allowed):
        raise errors.NotForYou(form=name, role=" or ".join(roles).replace("_", " "))


def _new_code(store: Store, entropy: Entropy) -> str:
    """Return a random short code that no interview in this store has."""
    at_hq = store.role is Role.HQ
    taken = {d.code for d in store.drafts.list()} | (set() if at_hq else {r.code for r in store.records.list()})
    while True:
        code = "".join(ALPHABET[byte % len(ALPHABET)] for byte in entropy.token(CODE_LENGTH))
        if code not in taken and not (at_hq and store.inbox.has_code(code)):
            return code
