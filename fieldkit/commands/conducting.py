"""One interview from its draft to its end: the screen, the forms in the draft's versions, what is due afterwards."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from fieldkit.cases.consent import PERSON
from fieldkit.cases.drafting import DraftSummary
from fieldkit.cases.words import Profile, Role
from fieldkit.commands.contacts import Office, contacts_of, fill_phones, help_of, services_near
from fieldkit.commands.draft_forms import follower, followers_of, own_file
from fieldkit.commands.hiding import hidden
from fieldkit.commands.library import FormFile, form_file
from fieldkit.commands.status import not_before_ms
from fieldkit.commands.telling import tell_code
from fieldkit.commands.unfinished import going_on
from fieldkit.errors import FieldkitError
from fieldkit.forms.check import load_form
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Next, OutlineRow, QuestionView, QuickExit, Reply
from fieldkit.forms.words import FOLLOWERS
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import Use
from fieldkit.ui.keys import Command
from fieldkit.ui.messages import current, say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.sheets import Contact, DraftOffer, ServiceLine
from fieldkit.workflows.interview import WITHDRAWN, run
from fieldkit.workflows.reopening import Device, day_of
from fieldkit.workflows.work import Forms, Work

AFTER_RESULT, IDENTITY = FOLLOWERS


class AnyScreen(Protocol):
    """The interview screens of `fieldkit.ui`: full, plain, scripted."""

    occasion: Occasion
    covered: bool

    def question(self, view: QuestionView, typed: str = "") -> Reply: ...
    def overview(self, view: QuestionView, rows: Sequence[OutlineRow]) -> Reply: ...
    def remark(self, view: QuestionView, note: str, doubtful: bool) -> Reply: ...
    def pause(self, contacts: Sequence[Contact], language: str) -> Reply: ...
    def distress(self, contacts: Sequence[Contact], language: str) -> Reply: ...
    def trouble(self, error: FieldkitError, language: str) -> Reply: ...
    def before_long(self, language: str) -> Reply: ...
    def outcome(self, outcome: Outcome, language: str, extra: Sequence[str] = ()) -> Reply: ...
    def services(self, services: Sequence[ServiceLine], language: str) -> Reply: ...
    def danger(self, contacts: Sequence[Contact], language: str) -> Reply: ...
    def resume_offer(self, offers: Sequence[DraftOffer], language: str) -> Reply: ...
    def note(self, lines: Sequence[str], language: str, title: str = "", keys: tuple[Command, ...] = ()) -> Reply: ...
    def choose(self, title: str, lines: Sequence[str], options: Sequence[tuple[str, str]], language: str) -> Reply: ...
    def close(self) -> None: ...


class Rehearsed(Protocol):
    """What stands between a practice interview and its screen: the words of an invented person."""

    def hear(self, shown: AnyScreen, view: QuestionView) -> QuestionView | Reply: ...
    def keep(self, outcome: Outcome) -> None: ...


@dataclass(slots=True)
class _Desk:
    """The screen as an interview sees it: it knows whom to call and who helps nearby. `gone` is what ended it: the key
    that hides all, or nobody being there. In a rehearsal the result is kept back, and no service is named."""

    shown: AnyScreen
    office: Office
    today: dt.date
    rehearsal: Rehearsed | None = None
    gone: QuickExit | None = None

    def question(self, view: QuestionView, typed: str = "") -> Reply:
        if self.rehearsal is not None:
            heard = self.rehearsal.hear(self.shown, view)
            if not isinstance(heard, QuestionView):
                return self._noted(heard)
            view = heard
        return self._noted(self.shown.question(view, typed))

    def overview(self, view: QuestionView, rows: Sequence[OutlineRow]) -> Reply:
        return self._noted(self.shown.overview(view, rows))

    def remark(self, view: QuestionView, note: str, doubtful: bool) -> Reply:
        return self._noted(self.shown.remark(view, note, doubtful))

    def pause(self, language: str) -> Reply:
        return self._noted(self.shown.pause(help_of(self.office, language, self.today), language))

    def distress(self, language: str) -> Reply:
        return self._noted(self.shown.distress(help_of(self.office, language, self.today), language))

    def trouble(self, error: FieldkitError, language: str) -> Reply:
        return self._noted(self.shown.trouble(error, language))

    def before_long(self, language: str) -> Reply:
        return self._noted(self.shown.before_long(language))

    def outcome(self, outcome: Outcome, language: str) -> Reply:
        steps = tuple(fill_phones(step, self.office) for step in outcome.next_steps)
        outcome = replace(outcome, next_steps=steps)
        if self.rehearsal is not None:
            self.rehearsal.keep(outcome)
            return Next()
        return self._noted(self.shown.outcome(outcome, language))

    def services(self, post: str | None, needs: Sequence[str], language: str) -> Reply:
        if self.rehearsal is not None:
            return Next()
        return self._noted(self.shown.services(services_near(self.office, post, needs, language, self.today), language))

    def danger(self, language: str) -> Reply:
        return self._noted(self.shown.danger(contacts_of(self.office, language), language))

    def _noted(self, reply: Reply) -> Reply:
        self.gone = reply if isinstance(reply, QuickExit) else self.gone
        return reply


def conduct(
    store: Store,
    office: Office,
    draft: DraftSummary,
    shown: AnyScreen,
    env: Env,
    *,
    followed: bool = True,
    rehearsal: Rehearsed | None = None,
) -> Result:
    """Run an interview to its end or until it is left; where `followed`, the forms that follow it as well.
    `rehearsal`: the person is invented, and the result waits until the trainee has judged.

    Raises: SecondPersonNeeded.
    """
    file = own_file(store, draft)
    approved = office.approved(file)
    following = _followers(store, draft, office, approved) if followed else (None, None)
    desk = _Desk(shown, office, day_of(env.clock.now()), rehearsal)
    practice = store.profile is Profile.PRACTICE
    form = _ready(file, approved)
    work = Work(
        drafts=store.drafts,
        clock=env.clock,
        screen=desk,
        enter=lambda form: _enter(shown, form, draft.code, approved, practice),
        forms=Forms(form, *following),
        use=approved,
        interviewer=store.person,
        device=Device(env.entropy, {"deviceid": store.identity.device, "username": store.person}),
        take_back=_take_back(store, draft, env),
        not_before_ms=not_before_ms(store) if store.role is Role.FIELD else 0,
        second_missing=_second_missing(store, draft, form),
    )
    done = run(draft.id, work)
    language, code, at_hq = current(), tell_code(draft.code), store.role is Role.HQ
    if done is None and desk.gone is not None:
        return hidden(env, desk.gone)
    if done is None:
        return Result(
            data={"code": draft.code, "state": "unfinished"},
            lines=(say(current(), "drafts.saved", code=code, command=f"{going_on(store)} --resume {code}"),),
        )
    if done.state == WITHDRAWN:
        return Result(
            data={"code": done.code, "state": done.state},
            lines=(say(current(), "withdrawal.gone", code=code),),
            after=() if at_hq else (say(current(), "do.pack_sync"),),
        )
    return Result(
        data={"code": done.code, "state": done.state, "result": done.outcome.label.value},
        # The result was shown on its own page: nothing of it stays behind.
        lines=(say(language, "drafts.finished", code=code),),
        after=(say(language, "drafts.look", command=f"fieldkit show {code}"),)
        if at_hq
        else _after(store, draft.id, office, env),
    )


def _second_missing(store: Store, draft: DraftSummary, form: CompiledForm) -> bool:
    """Return whether somebody else has to finish this; in practice nobody else is there."""
    real = store.profile is Profile.REAL
    return real and form.form.second_person and draft.begun_by == store.person


def _take_back(store: Store, draft: DraftSummary, env: Env) -> Callable[[], None] | None:
    """Return what withdraws consent to the finished interview that a draft revises; None where there was none."""
    known = store.records.stub(draft.id)
    if known is None or known.get("state") != "finished":
        return None

    def take_back() -> None:
        store.withdrawals.withdraw(draft.id, (), PERSON, env.clock.now())

    return take_back


def _followers(
    store: Store, draft: DraftSummary, office: Office, approved: Mapping[str, Use]
) -> tuple[CompiledForm | None, CompiledForm | None]:
    """Return the forms that follow a draft's own: for the worker, and, where it is approved, for who the person is.

    The worker's asks whether the focal point was told: it is not put to the focal point.
    """
    pinned = followers_of(store, draft)
    after = identity = None
    if AFTER_RESULT in pinned and store.role is Role.FIELD:
        after = _ready(follower(store, AFTER_RESULT, pinned[AFTER_RESULT]), approved)
    if IDENTITY in pinned:
        file = follower(store, IDENTITY, pinned[IDENTITY])
        may_ask = office.approved(file) or office.approved(form_file(IDENTITY))
        identity = _ready(file, may_ask) if may_ask else None
    return after, identity


def _next(env: Env, what: str, typed: str) -> str:
    """Return what to do next: as home calls it where one is at home, else what to type."""
    return typed if env.present is None else say(current(), f"next.{what}")


def _after(store: Store, record_id: str, office: Office, env: Env) -> tuple[str, ...]:
    """Return what is to be done on a laptop once an interview is finished."""
    return (
        *_due(store, record_id, office, env),
        _next(env, "pack", say(current(), "do.next", command="fieldkit pack")),
    )


def _due(store: Store, record_id: str, office: Office, env: Env) -> tuple[str, ...]:
    """Return what is due for an interview that nobody was told of by voice: the task, not why."""
    row, language = store.records.get(record_id), current()
    if row.clock_start_ms is None or row.voice_ms is not None:
        return ()
    return (
        say(language, "drafts.call", duty=office.duty_phone, deputy=office.deputy_phone),
        _next(env, "told", say(language, "drafts.then_report", code=tell_code(row.code))),
    )


def _ready(file: FormFile, approved: Mapping[str, Use]) -> CompiledForm:
    """Return a compiled form that offers the approved languages only."""
    form = load_form(file.data, file.id, file.beside)
    languages = tuple(code for code in form.languages if code in approved) or form.languages
    return compile_form(form if languages == form.languages else replace(form, languages=languages, program=None))


def _enter(shown: AnyScreen, form: CompiledForm, code: str, approved: Mapping[str, Use], practice: bool) -> None:
    shown.occasion = Occasion(form.form.titles, tell_code(code), approved, practice, shown.occasion.in_class)
