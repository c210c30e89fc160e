"""`fieldkit revise`: correct a finished interview as a new signed revision; the one before stays."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.drafting import DraftAnswer, DraftStart, DraftSummary
from fieldkit.cases.words import Role
from fieldkit.commands.beginning import screen_for
from fieldkit.commands.conducting import conduct
from fieldkit.commands.contacts import office_of
from fieldkit.commands.correcting import asked_for
from fieldkit.commands.draft_forms import version_of
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import given_answers, tell_code
from fieldkit.forms.check import load_form
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say


def revise(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The interview's code.")],
    reason: Annotated[
        str, typer.Option(help="Why it is changed; travels with the revision. Without it you are asked.")
    ] = "",
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
) -> Result:
    """Correct a finished interview whose answers are still on this laptop, question by question, as a new revision.

    The first one stays and travels too. Once its answers have left this laptop: fieldkit correct. At headquarters:
    an interview that was made there.

    Example: fieldkit revise K7M-4QX --reason "the age was mistyped"
    """
    env: Env = ctx.obj
    with opened(env) as store:
        record = _made_here(store, code)
        why = asked_for(env, reason, say(current(), "revise.ask"))
        if not why:
            raise errors.ReasonMissing(what="changing a finished interview")
        draft = _begun(store, record, why, env)
        with closing(screen_for(env, answers)) as shown:
            shown.covered = True  # it begins at the list of all answers: none shows until asked for
            return conduct(store, office_of(card_of(store)), draft, shown, env)


def _made_here(store: Store, code: str) -> str:
    """Return the id of an interview that is changed here. Raises: RecordUnknown, RecordAmbiguous, NotMadeHere."""
    if store.role is Role.FIELD:
        return store.records.get(code).id
    row = store.inbox.get(code)
    if not row.made_here:
        raise errors.NotMadeHere(id=tell_code(row.code))
    return row.id


def _of_then(content: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a revision does not change: the day of the talk, and the moment of the consent."""
    profile, consent = content.get("profile"), content.get("consent")
    day = profile.get("day") if isinstance(profile, Mapping) else None
    agreed = consent.get("at") if isinstance(consent, Mapping) else None
    return {key: value for key, value in (("day", day), ("agreed", agreed)) if value is not None}


def _begun(store: Store, record_id: str, reason: str, env: Env) -> DraftSummary:
    """Open a draft that holds what the newest revision says. Raises: AnswersNotHere, ConsentWithdrawn, RevisionOpen."""
    stub, content, base = store.records.revision_base(record_id)
    file = version_of(store, str(stub["form"]), str(stub["form_hash"]))
    if file is None:
        raise errors.DraftOnOtherForm(code=stub["code"], version=stub["version"])
    language, now = str(content["language"]), env.clock.now()
    given = given_answers(load_form(file.data, file.id, file.beside), content)
    start = DraftStart(
        record_id=record_id,
        code=str(stub["code"]),
        form=str(stub["form"]),
        version=str(stub["version"]),
        form_hash=str(stub["form_hash"]),
        language=language,
        started=now,
        extra={"forms": {}, "revises": {"rev": stub["rev"], "base": base, "reason": reason, **_of_then(content)}},
    )
    store.drafts.start(start, answers=[DraftAnswer(0, key, value, now, language) for key, value in given.items()])
    store.drafts.position(record_id, "")  # at its end: the list of all answers, to go to the one that is wrong
    return store.drafts.load(record_id).summary
