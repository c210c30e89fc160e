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
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import given_answers
from fieldkit.ports import Env, Instant
from fieldkit.result import Json, Result
from fieldkit.store.store import Store


def revise(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The interview's code.")],
    reason: Annotated[str, typer.Option(help="Why it is changed; travels with the revision.")],
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
) -> Result:
    """Correct a finished interview whose answers are still on this laptop, question by question, as a new revision.

    The first one stays and travels too. Once its answers have left this laptop: fieldkit correct.

    Example: fieldkit revise K7M-4QX --reason "the age was mistyped"
    """
    env: Env = ctx.obj
    if not reason.strip():
        raise errors.ReasonMissing(what="changing a finished interview")
    with opened(env, Role.FIELD) as store:
        draft = _begun(store, store.records.get(code).id, reason.strip(), env)
        with closing(screen_for(env, answers)) as shown:
            return conduct(store, office_of(card_of(store)), draft, shown, env)


def _begun(store: Store, record_id: str, reason: str, env: Env) -> DraftSummary:
    """Open a draft that holds what the newest revision says. Raises: AnswersNotHere, ConsentWithdrawn, RevisionOpen."""
    stub, content, base = store.records.revision_base(record_id)
    language, now = str(content["language"]), env.clock.now()
    start = DraftStart(
        record_id=record_id,
        code=str(stub["code"]),
        form=str(stub["form"]),
        version=str(stub["version"]),
        form_hash=str(stub["form_hash"]),
        language=language,
        started=now,
        extra={"forms": {}, "revises": {"rev": stub["rev"], "base": base, "reason": reason}},
    )
    store.drafts.start(start, answers=_given(content, now, language))
    return store.drafts.load(record_id).summary


def _given(content: Mapping[str, Json], now: Instant, language: str) -> tuple[DraftAnswer, ...]:
    return tuple(DraftAnswer(0, key, value, now, language) for key, value in given_answers(content).items())
