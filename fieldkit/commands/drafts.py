"""`fieldkit drafts`: what was not finished, and whose it is: set aside, hand over, take over, give up."""

from collections.abc import Callable
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.drafting import DraftSummary
from fieldkit.commands.draft_forms import draft_by_code, name_of, own_draft
from fieldkit.commands.opening import opened
from fieldkit.commands.status import heads
from fieldkit.commands.telling import tell_code
from fieldkit.commands.unfinished import going_on, offers_of
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say
from fieldkit.ui.sheets import DraftOffer

COLUMNS = ("code", "form", "version", "begun", "at", "language", "whose", "")


def drafts(
    ctx: typer.Context,
    set_aside: Annotated[str | None, typer.Option(help="Set one of yours aside, by its code.")] = None,
    take_up: Annotated[str | None, typer.Option(help="Take up again what you set aside.")] = None,
    hand_over: Annotated[str | None, typer.Option(help="Hand one of yours over to a colleague: --to PERSON.")] = None,
    to: Annotated[str, typer.Option(help="Who goes on with it: name or slot, for example 'person 2'.")] = "",
    take: Annotated[str | None, typer.Option(help="Take over a colleague's; needs --reason.")] = None,
    discard: Annotated[str | None, typer.Option(help="Give one of yours up for good; needs --reason.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept in the journal. Nothing that somebody said.")] = "",
) -> Result:
    """List unfinished interviews: code, form and its version, since when, where, whose. Yours come first.

    Go on with one of yours by `fieldkit fill --resume CODE`. A colleague's is taken over first, with a reason.

    Example: fieldkit drafts --hand-over K7M-4QX --to "Second worker" --reason "end of my shift"
    """
    env: Env = ctx.obj
    asked: dict[str, tuple[str | None, Callable[[Store, str], Result]]] = {
        "--set-aside": (set_aside, lambda store, code: _aside(store, code, aside=True)),
        "--take-up": (take_up, lambda store, code: _aside(store, code, aside=False)),
        "--hand-over": (hand_over, lambda store, code: _hand_over(store, code, to, reason)),
        "--take": (take, lambda store, code: _take(store, code, reason)),
        "--discard": (discard, lambda store, code: _discard(store, code, reason)),
    }
    given = [(name, code, work) for name, (code, work) in asked.items() if code is not None]
    if len(given) > 1:
        raise typer.BadParameter(f"give one of {', '.join(name for name, _, _ in given)} at a time")
    with opened(env) as store:
        return given[0][2](store, given[0][1]) if given else _list(store)


def _list(store: Store) -> Result:
    found = store.drafts.list()
    language = current()
    offers = offers_of(store, found, language)
    rows = tuple(
        (o.code, o.form, d.version, o.begun, _place(o), d.language, _whose(store, d), _mark(d))
        for o, d in zip(offers, found, strict=True)
    )
    data: list[Json] = [
        {
            "code": d.code,
            "form": d.form,
            "version": d.version,
            "started_ms": d.started.utc_ms,
            "position": d.position,
            "answers": d.answers,
            "owner": d.person,
            "yours": d.person == store.person,
            "set_aside": d.aside,
        }
        for d in found
    ]
    return Result(
        data={"drafts": data},
        lines=() if found else (say(language, "count.unfinished_none"),),
        table=Table(heads(COLUMNS), rows) if rows else None,
        after=(say(language, "drafts.go_on", command=f"{going_on(store)} --resume CODE"),) if rows else (),
    )


def _place(offer: DraftOffer) -> str:
    return say(current(), "of", number=offer.number, total=offer.total)


def _whose(store: Store, draft: DraftSummary) -> str:
    return say(current(), "drafts.yours") if draft.person == store.person else name_of(store, draft.person)


def _mark(draft: DraftSummary) -> str:
    return say(current(), "drafts.aside") if draft.aside else ""


def _aside(store: Store, code: str, *, aside: bool) -> Result:
    draft = own_draft(store, code)
    if draft.aside != aside:
        store.drafts.set_aside(draft.id, aside)
    shown = tell_code(draft.code)
    line = say(current(), "drafts.set_aside" if aside else "drafts.taken_up", code=shown)
    back = f"fieldkit drafts --take-up {shown}"
    after = say(current(), "drafts.take_up", command=back) if aside else _next(store, shown)
    return Result({"code": draft.code, "set_aside": aside}, (line,), after=(after,))


def _next(store: Store, shown: str) -> str:
    return say(current(), "do.next", command=f"{going_on(store)} --resume {shown}")


def _already(draft: DraftSummary) -> Result:
    line = say(current(), "drafts.is_yours", code=tell_code(draft.code))
    return Result({"code": draft.code, "owner": draft.person}, (line,))


def _hand_over(store: Store, code: str, to: str, reason: str) -> Result:
    if not to.strip():
        raise typer.BadParameter("--hand-over needs --to PERSON")
    draft = own_draft(store, code)
    label = _label_of(store, to)
    if label == store.person:
        return _already(draft)
    store.drafts.hand_over(draft.id, label, reason)
    return Result(
        {"code": draft.code, "owner": label},
        (say(current(), "drafts.handed_over", code=tell_code(draft.code), person=name_of(store, label)),),
        after=(say(current(), "drafts.tell"),),
    )


def _take(store: Store, code: str, reason: str) -> Result:
    draft = draft_by_code(store.drafts.list(), code)
    shown = tell_code(draft.code)
    if draft.person == store.person:
        return _already(draft)
    if not reason.strip():
        raise errors.ReasonMissing(what="taking over an interview")
    store.drafts.hand_over(draft.id, store.person, reason)
    return Result(
        {"code": draft.code, "owner": store.person},
        (say(current(), "drafts.taken_over", code=shown, person=name_of(store, draft.person)),),
        after=(_next(store, shown),),
    )


def _discard(store: Store, code: str, reason: str) -> Result:
    if not reason.strip():
        raise errors.ReasonMissing(what="giving up an interview")
    draft = own_draft(store, code)
    store.drafts.discard(draft.id, reason)
    return Result({"discarded": draft.code}, (say(current(), "drafts.deleted", code=tell_code(draft.code)),))


def _label_of(store: Store, typed: str) -> str:
    """Return the slot of a person who can open this store, by slot or name. Raises: SlotUnknown, PersonAmbiguous."""
    wanted = " ".join(typed.split()).casefold()
    wanted = f"person {wanted}" if wanted.isdecimal() else wanted
    people = [person for person in store.keyslots.people() if person.active]
    found = [person.label for person in people if person.label == wanted]
    found = found or [person.label for person in people if " ".join(person.name.split()).casefold() == wanted]
    if not found:
        raise errors.SlotUnknown(label=typed)
    if len(found) > 1:
        raise errors.PersonAmbiguous(count=len(found))
    return found[0]
