"""One interview from its draft to its end: the screen, the forms in the draft's versions, what is due afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from fieldkit.cases.drafting import DraftSummary
from fieldkit.commands.draft_forms import own_file, own_follower
from fieldkit.commands.hiding import hidden
from fieldkit.commands.library import FormFile, approved_languages, form_file
from fieldkit.commands.telling import tell_code
from fieldkit.forms.check import load_form
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import QuestionView, QuickExit, Reply
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import Card, Use
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.sheets import Contact, DraftOffer
from fieldkit.workflows.interview import Forms, Work, run
from fieldkit.workflows.reopening import Device

AFTER_RESULT, IDENTITY = "after_result", "identity_contact"


class AnyScreen(Protocol):
    """The interview screens of `fieldkit.ui`: full, plain, scripted."""

    occasion: Occasion

    def question(self, view: QuestionView) -> Reply: ...
    def outcome(self, outcome: Outcome, language: str, extra: Sequence[str] = ()) -> Reply: ...
    def danger(self, contacts: Sequence[Contact], language: str) -> Reply: ...
    def resume_offer(self, offers: Sequence[DraftOffer], language: str) -> Reply: ...
    def close(self) -> None: ...


@dataclass(slots=True)
class _Desk:
    """The screen as an interview sees it: it knows whom to call and fills the phones into the next steps. `gone` is
    what ended it: the key that hides all, or nobody being there."""

    shown: AnyScreen
    card: Card
    gone: QuickExit | None = None

    def question(self, view: QuestionView) -> Reply:
        return self._noted(self.shown.question(view))

    def outcome(self, outcome: Outcome, language: str) -> Reply:
        steps = tuple(fill_phones(step, self.card) for step in outcome.next_steps)
        return self._noted(self.shown.outcome(replace(outcome, next_steps=steps), language))

    def danger(self, language: str) -> Reply:
        return self._noted(self.shown.danger(contacts_of(self.card), language))

    def _noted(self, reply: Reply) -> Reply:
        self.gone = reply if isinstance(reply, QuickExit) else self.gone
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


def conduct(store: Store, card: Card, draft: DraftSummary, shown: AnyScreen, env: Env) -> Result:
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
    if done is None and desk.gone is not None:
        return hidden(env, desk.gone)
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


def _ready(file: FormFile, approved: Mapping[str, Use]) -> CompiledForm:
    """Return a compiled form that offers the approved languages only."""
    form = load_form(file.data, file.id, file.beside)
    languages = tuple(code for code in form.languages if code in approved) or form.languages
    return compile_form(replace(form, languages=languages, program=None))


def _enter(shown: AnyScreen, form: CompiledForm, code: str, approved: Mapping[str, Use]) -> None:
    shown.occasion = Occasion(form.form.title, tell_code(code), approved)
