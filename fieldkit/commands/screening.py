"""`fieldkit screen|drafts|report-made`: interview a person; go on with, or give up, what was not finished."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Protocol

import typer

from fieldkit import errors
from fieldkit.cases.drafting import DraftStart, DraftSummary
from fieldkit.cases.words import RecordRow, Role
from fieldkit.commands.draft_forms import draft_by_code, files_to_keep, own_file, own_follower
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.library import FormFile, approved_languages, form_file
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.sitting import LOCKED
from fieldkit.commands.telling import tell_code
from fieldkit.commands.unfinished import offers_of
from fieldkit.crypto.fingerprint import ALPHABET
from fieldkit.forms.check import load_form
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Answer, Danger, Leave, QuestionView, QuickExit, Reply
from fieldkit.ports import Entropy, Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import Card, Use
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.sheets import Contact, DraftOffer
from fieldkit.workflows.interview import Forms, Work, run
from fieldkit.workflows.reopening import Device

QUICK_SCREEN, AFTER_RESULT, IDENTITY = "border_quick_screen", "after_result", "identity_contact"
FIELD_WORKER, FOCAL_POINT = "field_worker", "focal_point"
CODE_LENGTH = 6


class Left(Exception):
    """The worker left before an interview was chosen, by the key that hides all or by the other."""

    def __init__(self, *, hidden: bool) -> None:
        super().__init__()
        self.hidden = hidden


class AnyScreen(Protocol):
    """The interview screens of `fieldkit.ui`: full, plain, scripted."""

    occasion: Occasion

    def question(self, view: QuestionView) -> Reply: ...
    def outcome(self, outcome: Outcome, language: str, extra: Sequence[str] = ()) -> Reply: ...
    def danger(self, contacts: Sequence[Contact], language: str) -> Reply: ...
    def resume_offer(self, offers: Sequence[DraftOffer], language: str) -> Reply: ...
    def close(self) -> None: ...


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
        with closing(_screen(env, answers)) as shown:
            try:
                draft = _chosen_draft(store, shown, form, language, resume)
            except Left as left:
                return _hidden(env) if left.hidden else Result({"state": "left"}, ("No interview was begun.",))
            if draft is None:
                draft = _begin(store, card, form, language, env)
            return _conduct(store, card, draft, shown, env)


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


def _chosen_draft(
    store: Store, shown: AnyScreen, form: str, language: str | None, resume: str | None
) -> DraftSummary | None:
    """Return the unfinished interview to go on with, or None to begin a new one."""
    drafts = store.drafts.list()
    if resume is not None:
        return draft_by_code(drafts, resume)
    own = [d for d in drafts if d.form == form]
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


@dataclass(slots=True)
class _Desk:
    """The screen as an interview sees it: it knows whom to call and fills the phones into the next steps. `hidden`
    once somebody pressed the key that hides all."""

    shown: AnyScreen
    card: Card
    hidden: bool = False

    def question(self, view: QuestionView) -> Reply:
        return self._noted(self.shown.question(view))

    def outcome(self, outcome: Outcome, language: str) -> Reply:
        steps = tuple(fill_phones(step, self.card) for step in outcome.next_steps)
        return self._noted(self.shown.outcome(replace(outcome, next_steps=steps), language))

    def danger(self, language: str) -> Reply:
        return self._noted(self.shown.danger(contacts_of(self.card), language))

    def _noted(self, reply: Reply) -> Reply:
        self.hidden = self.hidden or isinstance(reply, QuickExit)
        return reply


def contacts_of(card: Card) -> tuple[Contact, ...]:
    """Return whom to call in danger."""
    return (
        Contact(f"duty phone, {card.name}", card.contacts.duty_phone),
        Contact(f"deputy, {card.name}", card.contacts.deputy_phone),
        Contact("police (not yet verified)", "112"),
    )


def fill_phones(step: str, card: Card) -> str:
    """Return a next step with the duty phone and the deputy's in it."""
    return step.replace("{duty_phone}", card.contacts.duty_phone).replace("{deputy_phone}", card.contacts.deputy_phone)


def _conduct(store: Store, card: Card, draft: DraftSummary, shown: AnyScreen, env: Env) -> Result:
    file = own_file(store, draft)
    approved = approved_languages(card.approvals, file)
    identity = own_follower(store, draft, IDENTITY)
    may_ask = approved_languages(card.approvals, identity) or approved_languages(card.approvals, form_file(IDENTITY))
    desk = _Desk(shown, card)
    work = Work(
        drafts=store.drafts,
        clock=env.clock,
        screen=desk,
        enter=lambda form: _enter(shown, form, draft.code, approved),
        forms=Forms(
            screening=_ready(file, approved),
            after=_ready(own_follower(store, draft, AFTER_RESULT), approved),
            identity=_ready(identity, may_ask) if may_ask else None,
        ),
        use=approved,
        interviewer=store.person,
        device=Device(env.entropy, {"deviceid": store.identity.device, "username": store.person}),
    )
    done = run(draft.id, work)
    code = tell_code(draft.code)
    if done is None and desk.hidden:
        return _hidden(env)
    if done is None:
        return Result(
            data={"code": draft.code, "state": "unfinished"},
            lines=(f"{code} is saved and not finished. Go on: fieldkit screen --resume {code}",),
        )
    return Result(
        data={"code": done.code, "state": done.state, "result": done.outcome.label.value},
        lines=(f"{code} is finished and saved.",),  # the result was shown on its own page: nothing of it stays behind
        after=(*_due(store, draft.id, card), "Next: fieldkit pack"),
    )


def _due(store: Store, record_id: str, card: Card) -> tuple[str, ...]:
    """Return what is due for an interview that nobody was told of by voice: the task, not why."""
    row = store.records.get(record_id)
    if row.clock_start_ms is None or row.voice_ms is not None:
        return ()
    return (
        f"! Call the duty phone {card.contacts.duty_phone} now (no answer: {card.contacts.deputy_phone}).",
        f"  Then: fieldkit report-made {tell_code(row.code)} --to WHO",
    )


def _hidden(env: Env) -> Result:
    """Say nothing after `hide all`; a sitting is locked, so that whoever comes near finds neither words nor a key."""
    return Result(data={"state": "hidden"}, exit_status=LOCKED if env.held is not None else 0)


def _ready(file: FormFile, approved: Mapping[str, Use]) -> CompiledForm:
    """Return a compiled form that offers the approved languages only."""
    form = load_form(file.data, file.id, file.beside)
    languages = tuple(code for code in form.languages if code in approved) or form.languages
    return compile_form(replace(form, languages=languages, program=None))


def _enter(shown: AnyScreen, form: CompiledForm, code: str, approved: Mapping[str, Use]) -> None:
    shown.occasion = Occasion(form.form.title, tell_code(code), approved)


def drafts(
    ctx: typer.Context,
    discard: Annotated[str | None, typer.Option(help="Give up an unfinished interview, by its code.")] = None,
    reason: Annotated[str, typer.Option(help="Why it is given up; kept in the journal.")] = "",
) -> Result:
    """List unfinished interviews: code, form, since when, where. Go on with one by `fieldkit screen --resume CODE`.

    Example: fieldkit drafts --discard K7M-4QX --reason "started by mistake"
    """
    env: Env = ctx.obj
    with opened(env, Role.FIELD) as store:
        found = store.drafts.list()
        offers = offers_of(store, found, "en")
        if discard is not None:
            if not reason.strip():
                raise errors.ReasonMissing(what="giving up an interview")
            given_up = draft_by_code(found, discard)
            store.drafts.discard(given_up.id, reason)
            return Result(
                data={"discarded": given_up.code}, lines=(f"{tell_code(given_up.code)} was deleted for good.",)
            )
    rows = tuple(
        (o.code, o.form, o.begun, f"{o.number} of {o.total}", d.language) for o, d in zip(offers, found, strict=True)
    )
    data: list[Json] = [
        {"code": d.code, "form": d.form, "started_ms": d.started.utc_ms, "position": d.position, "answers": d.answers}
        for d in found
    ]
    return Result(
        data={"drafts": data},
        lines=() if found else ("No interview is unfinished.",),
        table=Table(("code", "form", "begun", "at question", "language"), rows) if rows else None,
        after=("Go on with one: fieldkit screen --resume CODE",) if rows else (),
    )


def report_made(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The interview's code.")],
    to: Annotated[str, typer.Option(help="Who was told: role or staff name.")],
    by: Annotated[str, typer.Option(help="How: voice.")] = "voice",
    at: Annotated[str | None, typer.Option(help='When, if not now: "2026-11-22 14:05", local time.')] = None,
) -> Result:
    """Record that somebody at headquarters was told by voice. It travels with the next bundle.

    Example: fieldkit report-made K7M-4QX --by voice --to "duty officer" --at "2026-11-22 14:05"
    """
    env: Env = ctx.obj
    now = env.clock.now()
    moment = now if at is None else replace(now, utc_ms=_typed_time(at, now.utc_ms))
    with opened(env, Role.FIELD) as store:
        row = store.records.get(code)
        _after_the_beginning(moment.utc_ms, row)
        store.records.report_made(row.id, by=by, to=to, at=moment)
    return Result(
        data={"code": row.code, "by": by, "at_ms": moment.utc_ms},
        lines=(f"{tell_code(row.code)}: told by {by}, {day_and_time(moment.utc_ms)}.",),
        warnings=() if by == "voice" else ("only a report by voice meets the 24 hours; the clock goes on",),
    )


def _after_the_beginning(utc_ms: int, row: RecordRow) -> None:
    """Refuse a report from before the interview: a mistyped day would meet its clock. Raises: TimeUnreadable."""
    started = row.stub.get("started")
    begun = started.get("utc_ms") if isinstance(started, Mapping) else None
    if isinstance(begun, int) and utc_ms < begun - begun % 60_000:  # typed times have no seconds
        raise errors.TimeUnreadable(why="it lies before the interview")


def _typed_time(typed: str, now_ms: int) -> int:
    """Return a typed local time in UTC milliseconds. Raises: TimeUnreadable."""
    import datetime as dt

    try:
        moment = dt.datetime.strptime(typed.strip(), "%Y-%m-%d %H:%M").astimezone()
    except ValueError:
        raise errors.TimeUnreadable(why="it is not of the form YYYY-MM-DD HH:MM") from None
    utc_ms = int(moment.timestamp() * 1000)
    if utc_ms > now_ms:
        raise errors.TimeUnreadable(why="it lies in the future")
    return utc_ms
