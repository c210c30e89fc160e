"""Begin an interview: which form, in which language, by whom; and the screen that it is put on."""

import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.drafting import DraftStart, DraftSummary
from fieldkit.commands.conducting import AnyScreen
from fieldkit.commands.contacts import Office
from fieldkit.commands.draft_forms import files_to_keep
from fieldkit.commands.form_heads import Head, following, heads_here
from fieldkit.commands.library import FormFile
from fieldkit.commands.worker import roles_of
from fieldkit.crypto.fingerprint import ALPHABET
from fieldkit.forms.check import load_form
from fieldkit.ports import Entropy, Env
from fieldkit.store.store import Store
from fieldkit.ui.occasion import Occasion

CODE_LENGTH = 6


def screen_for(env: Env, answers: Path | None) -> AnyScreen:
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


def begin(store: Store, office: Office, file: FormFile, language: str | None, env: Env) -> DraftSummary:
    """Open a draft pinned to the form's file. Raises: FormNotApproved, NotForYou, FormFollows, FormInvalid."""
    if file.id in following():
        raise errors.FormFollows(form=file.id)
    approved = office.approved(file)
    ready = load_form(file.data, file.id, file.beside)
    _may_run(ready.who_may_run, roles_of(store), file.id)
    first = language or next((code for code in ready.languages if code in approved), ready.default_language)
    if first not in approved:
        known = ", ".join(sorted(approved)) or "nothing yet"
        raise errors.FormNotApproved(form=file.id, language=first, approved=known)
    now = env.clock.now()
    kept = files_to_keep(file, ready.followed_by)
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


def may_begin(store: Store, files: Iterable[FormFile]) -> list[Head]:
    """Return those of the forms that somebody may begin in this store, by kind, whether approved or not."""
    roles, heads = set(roles_of(store)), heads_here(files)
    after = {name for head in heads.values() for name in head.followed_by}
    return [head for head in heads.values() if head.id not in after and roles & set(head.who_may_run)]


def _may_run(allowed: Sequence[str], roles: Sequence[str], name: str) -> None:
    if not set(roles) & set(allowed):
        raise errors.NotForYou(form=name, role=" or ".join(roles).replace("_", " "))


def _new_code(store: Store, entropy: Entropy) -> str:
    """Return a random short code that no interview on this laptop has."""
    taken = {d.code for d in store.drafts.list()} | {r.code for r in store.records.list()}
    while True:
        code = "".join(ALPHABET[byte % len(ALPHABET)] for byte in entropy.token(CODE_LENGTH))
        if code not in taken:
            return code
