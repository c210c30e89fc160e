"""`fieldkit consent withdraw|show`: consent is taken back, at any time and by the code alone; what was consented to."""

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

import typer

from fieldkit import errors
from fieldkit.cases.drafting import DraftSummary
from fieldkit.cases.withdrawal import BY, PURPOSES, Withdrawn, withdrawn_of
from fieldkit.cases.words import InboxRow, RecordRow, Role
from fieldkit.commands.draft_forms import draft_by_code
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import form_of, tell_code
from fieldkit.commands.telling_consent import (
    consent_lines,
    purpose_words,
    what_words,
    where_words,
    withdrawn_data,
    withdrawn_lines,
)
from fieldkit.crypto.fingerprint import normalise
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store
from fieldkit.store.withdrawing import REASON
from fieldkit.ui.messages import current, say
from fieldkit.ui.state_words import state_words


class _Found(NamedTuple):
    """What a code stands for: a finished interview, or one that is not finished."""

    record: RecordRow | InboxRow | None
    draft: DraftSummary | None

    @property
    def code(self) -> str:
        if self.record is not None:
            return tell_code(self.record.code)
        return tell_code(self.draft.code) if self.draft is not None else ""


def withdraw(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The interview's code: nothing else is needed.")],
    of: Annotated[
        str, typer.Option(help="Only these: referral,statistics,research. Without it everything is withdrawn.")
    ] = "",
    by: Annotated[str, typer.Option(help="Who takes it back: person, guardian or other.")] = "person",
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> Result:
    """Take consent back. Works at any time, also when the answers have left this laptop long ago.

    Everything: what can be read of it here is erased at once, what was not packed never leaves, and headquarters
    shows nothing of it from the next bundle on. It cannot be undone. An unfinished interview is deleted. At
    headquarters: of an interview that was made there; of others on the laptop that made them.

    Example: fieldkit consent withdraw K7M-4QX --by person
    """
    env: Env = ctx.obj
    purposes = _purposes(of)
    if by not in BY:
        raise typer.BadParameter(f"--by is one of {', '.join(BY)}")
    with opened(env) as store:
        found = _found(store, code)
        if found.draft is not None:
            if purposes:
                raise errors.PurposesStillOpen(code=found.code)
            _confirm(env, found, yes, say(current(), "consent.deletes"))
            store.drafts.discard(found.draft.id, REASON)
            line = say(current(), "drafts.deleted", code=found.code)
            return Result({"code": found.draft.code, "state": "deleted"}, (line,))
        row = found.record
        assert row is not None
        if row.withdrawn is None or not row.withdrawn.of >= withdrawn_of(purposes):
            _confirm(env, found, yes, _what_happens(purposes))
        done = store.withdrawals.withdraw(row.id, purposes, by, env.clock.now())
    return _told(found.code, row.code, done)


def _told(shown: str, code: str, done: Withdrawn) -> Result:
    after = (say(current(), "do.pack_sync"),)
    pending = done.told is not None and done.receipt is None
    where = where_words(done)
    line = say(current(), "withdrawal.done", code=shown, what=what_words(done))
    return Result(
        data={"code": code, "withdrawn": withdrawn_data(done)},
        lines=(f"{line} {say(current(), 'withdrawal.where', where=where)}" if where else line,),
        after=after if pending else (),
    )


def _what_happens(purposes: Sequence[str]) -> str:
    if purposes:
        return say(current(), "consent.stays", what=purpose_words(purposes))
    return say(current(), "consent.ends")


def _confirm(env: Env, found: _Found, yes: bool, what: str) -> None:
    """Have the code typed once more by whoever sits there. Raises: NotConfirmed."""
    if yes:
        return
    if env.terminal.interactive:
        env.terminal.say(say(current(), "consent.takes", code=found.code, what=what))
        if normalise(env.terminal.ask(say(current(), "consent.type"))) == normalise(found.code):
            return
    raise errors.NotConfirmed(what=f"the withdrawal for {found.code}")


def _purposes(of: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(word.strip().lower() for word in of.split(",") if word.strip()))
    if not set(named) <= set(PURPOSES) or (of.strip() and not named):
        raise typer.BadParameter(f"--of names {', '.join(PURPOSES)}, with commas between them")
    return named


def _found(store: Store, code: str) -> _Found:
    """Return what a code or id stands for; of a finished interview with an unfinished revision, the interview.

    Raises: RecordUnknown, RecordAmbiguous, NotMadeHere.
    """
    try:
        record = _record(store, code)
    except errors.RecordUnknown:
        record = None
    try:
        draft: DraftSummary | None = draft_by_code(store.drafts.list(), code)
    except errors.DraftUnknown:
        draft = None
    if record is not None and draft is not None and record.id != draft.id:
        raise errors.RecordAmbiguous(id=f"{code} ({record.id[:13]}, {draft.id[:13]})", count=2)
    if record is None and draft is None:
        raise errors.RecordUnknown(id=code)
    return _Found(record, None if record is not None else draft)


def _record(store: Store, code: str) -> RecordRow | InboxRow | None:
    """Return a finished interview that was made here. Raises: RecordUnknown, RecordAmbiguous, NotMadeHere."""
    if store.role is Role.FIELD:
        return store.records.get(code)
    row = store.inbox.get(code)
    if not row.made_here:
        raise errors.NotMadeHere(id=tell_code(row.code))
    return row


# --- showing -----------------------------------------------------------------------------------------------------


def show(ctx: typer.Context, code: Annotated[str, typer.Argument(help="The interview's code, or its id.")]) -> Result:
    """Show the record of consent: who explained it, in which language and wording, for what it was given, by whom.

    What was withdrawn stands first. Where the record can no longer be read, it says where it is.

    Example: fieldkit consent show K7M-4QX
    """
    env: Env = ctx.obj
    with opened(env) as store:
        return _at_hq(store, code) if store.role is Role.HQ else _on_laptop(store, code)


def _at_hq(store: Store, code: str) -> Result:
    row = store.inbox.get(code)
    value = store.inbox.read(row, "consent")
    return _shown(row, value.get("content") if value else None, say(current(), "consent.erased"))


def _on_laptop(store: Store, code: str) -> Result:
    found = _found(store, code)
    if found.record is None:
        line = say(current(), "consent.open", code=found.code, command=f"fieldkit screen --resume {found.code}")
        return Result({"code": normalise(found.code), "recorded": False, "withdrawn": None}, (line,))
    row = found.record
    assert isinstance(row, RecordRow)  # of a laptop
    state = state_words(current(), row.state)
    if row.receipt:
        state = say(current(), "told.state_receipt", state=state, receipt=row.receipt)
    where = say(current(), "consent.with", where=state)
    return _shown(row, store.records.content(row.id, purpose="consent"), where)


def _shown(row: RecordRow | InboxRow, content: Json, elsewhere: str) -> Result:
    code, withdrawn = row.code, row.withdrawn
    lines = [tell_code(code), *withdrawn_lines(withdrawn)]
    consent = content.get("consent") if isinstance(content, Mapping) else None
    if isinstance(consent, Mapping):
        lines += [say(current(), "consent.head"), *consent_lines(consent, form_of(row.form))]
    elif isinstance(content, Mapping):
        lines.append(say(current(), "consent.no_record"))
    elif withdrawn is None or not withdrawn.everything:
        lines.append(say(current(), "consent.not_here", where=elsewhere))
    return Result(
        {"code": code, "recorded": isinstance(consent, Mapping), "withdrawn": withdrawn_data(withdrawn)}, tuple(lines)
    )
