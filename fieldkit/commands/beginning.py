"""Begin an interview: which form, in which language, by whom; and the screen that it is put on."""

import uuid
from collections.abc import Sequence
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.drafting import DraftStart, DraftSummary
from fieldkit.cases.words import Profile
from fieldkit.commands.conducting import FOLLOWING, AnyScreen
from fieldkit.commands.contacts import Office
from fieldkit.commands.draft_forms import files_to_keep
from fieldkit.commands.library import FormFile
from fieldkit.crypto.fingerprint import ALPHABET
from fieldkit.forms.check import load_form
from fieldkit.forms.model import Form
from fieldkit.ports import Entropy, Env
from fieldkit.store.store import Store
from fieldkit.ui.occasion import Occasion

FIELD_WORKER, FOCAL_POINT = "field_worker", "focal_point"
CODE_LENGTH = 6
CONCERN = "concern"
"""The class of forms that are never a draft. (form-language 2)"""


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
    """Open a draft pinned to the form's file.

    Raises: FormNotApproved, NotForYou, FormFollows, ConcernApart, FormInvalid.
    """
    if file.id in FOLLOWING:
        raise errors.FormFollows(form=file.id)
    approved = office.approved(file)
    ready = load_form(file.data, file.id, file.beside)
    if ready.recipient_class == CONCERN and store.profile is Profile.REAL:
        raise errors.ConcernApart(form=file.id)
    _may_run(ready.who_may_run, FIELD_WORKER, file.id)
    first = language or next((code for code in ready.languages if code in approved), ready.default_language)
    if first not in approved:
        known = ", ".join(sorted(approved)) or "nothing yet"
        raise errors.FormNotApproved(form=file.id, language=first, approved=known)
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


def may_begin(form: Form) -> bool:
    """Return whether a field worker may begin an interview with this form."""
    apart = form.form_id in FOLLOWING or form.recipient_class == CONCERN
    return not apart and (not form.who_may_run or FIELD_WORKER in form.who_may_run)


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
