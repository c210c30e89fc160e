"""`fieldkit concern`: complain about somebody who works for us, or report revenge after a report. Needs no passphrase.

What is answered lies nowhere before it is sealed (docs/tip-format.md 4): no store is opened, no draft begun.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.beginning import CONCERN, screen_for
from fieldkit.commands.card_copy import public_card
from fieldkit.commands.concern_desk import ConcernDesk
from fieldkit.commands.contacts import office_of
from fieldkit.commands.hiding import LOCKED, leave_no_lines, leave_nothing, status_after
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.library import form_file
from fieldkit.commands.tips_here import keep_tip
from fieldkit.crypto.sign import SigningKey
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Leave, Next, QuickExit, State
from fieldkit.ports import Env, Hidden
from fieldkit.result import Result
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import Card, Use
from fieldkit.sync.bundle.tip import Tip, write_tip
from fieldkit.sync.mailbox import Mailbox
from fieldkit.ui.error_words import error_lines
from fieldkit.ui.keys import Command, leaving_forgets
from fieldkit.ui.messages import current, say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.watch import LockRules, held_open
from fieldkit.workflows.concern import Asking, ask_concern, keeps_the_office_out, readers, tip_of
from fieldkit.workflows.keeping import NO_ROOM
from fieldkit.workflows.reopening import Device

STAFF, RETALIATION = "staff_concern", "retaliation_report"
FORMS = (STAFF, RETALIATION)
_SENT, _KEPT = "concern.end_stick", "concern.end_kept"


def concern(
    ctx: typer.Context,
    form: Annotated[
        str | None, typer.Argument(help="staff_concern or retaliation_report; asked when left out.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language to begin in.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this stick or folder; nothing stays here.")
    ] = None,
) -> Result:
    """Give a concern: a complaint about somebody who works for us, or revenge after a report. Needs no passphrase.

    Nothing is saved before the end; then it is sealed, and nobody can read it on this laptop, you neither. It names
    no laptop unless you say so.

    Example: fieldkit concern staff_concern
    """
    env: Env = ctx.obj
    if output is not None:
        Mailbox(output)  # before anything is asked
    elif isinstance(env.held, Store) and env.held.role is Role.HQ:
        raise typer.BadParameter("from here no stick hands it over: give it with -o FOLDER, then hq import FOLDER")
    with _watched(env):
        return _Giving(env, output, sitting=env.held is not None).give(form, language, answers)


def at_the_lock(env: Env) -> int:
    """Give a concern from the lock screen, without anybody's passphrase; return the status for the parent."""
    try:
        with _watched(env):
            return _Giving(env, None, sitting=True).give(None, None, None).exit_status or LOCKED
    except Hidden as hidden:
        return status_after(hidden.why, sitting=True)
    except errors.FieldkitError as error:
        env.terminal.say(*error_lines(error, current()))
        with contextlib.suppress(errors.FieldkitError, Hidden):
            env.terminal.ask(say(current(), "ask.enter"))
    except KeyboardInterrupt:
        pass
    return LOCKED


@contextlib.contextmanager
def _watched(env: Env) -> Iterator[None]:
    """Hide when nobody is there; a sitting watches already. Nothing needs to be closed: the end forgets."""
    if env.held is not None:
        yield
        return
    with held_open(LockRules(), lambda why: _end(status_after(why, sitting=False))):
        yield


@contextlib.contextmanager
def _no_lines_left() -> Iterator[None]:
    """However it ends: whoever comes to this terminal next, perhaps the one it is about, does not read it there."""
    try:
        yield
    finally:
        leave_no_lines()


def _end(status: int) -> None:
    os._exit(status)


@dataclass(slots=True)
class _Giving:
    """One concern, from the choice of the form to the sealed file."""

    env: Env
    output: Path | None
    sitting: bool

    def give(self, name: str | None, language: str | None, answers: Path | None) -> Result:
        card = self._card()
        with _no_lines_left(), closing(screen_for(self.env, answers)) as shown, leaving_forgets():
            desk = ConcernDesk(shown, office_of(card))
            asks = language is None and answers is None and self.env.held is None
            spoken = desk.language(current()) if asks else language or current()
            if spoken is None:
                return self._left(desk)
            chosen = name or desk.chosen("concern.which", (), tuple(f"concern.{one}" for one in FORMS), spoken)
            if chosen is None:
                return self._left(desk)
            form = _form(chosen.removeprefix("concern."))
            language = _language(form, language or (spoken if asks else None))
            shown.occasion = _occasion(form)
            if not isinstance(self._first_page(desk, card, language), Next):
                return self._left(desk)
            state = ask_concern(form, language, self._asking(desk))
            if state is None or not self._may_go_on(desk, card, state):
                return self._left(desk)
            return self._sealed(desk, card, state)

    def _card(self) -> Card:
        """Return the card: of the store where one is open, else the public copy.

        Raises: NoCard, SignedDocumentInvalid.
        """
        held = self.env.held
        return card_of(held) if isinstance(held, Store) else public_card(self.env.home)

    def _asking(self, desk: ConcernDesk) -> Asking:
        device = Device(self.env.entropy, {})  # no form learns here which laptop this is
        return Asking(desk, self.env.clock, lambda _: None, device, desk.stay)

    def _first_page(self, desk: ConcernDesk, card: Card, language: str) -> object:
        groups = "  ".join(f"{number}: {group}" for number, group in enumerate(card.fingerprint[:2], 1))
        to = "concern.first_to" if card.concern_second else "concern.first_only"
        keys = ("concern.first", "concern.first_lost", "concern.first_sealed", to, "concern.first_pilot")
        return desk.page(keys, language, "concern.title", office=card.name, groups=groups)

    def _may_go_on(self, desk: ConcernDesk, card: Card, state: State) -> bool:
        """Ask where the office could read what may be about it. tip-format 2"""
        if card.concern_second or not keeps_the_office_out(state):
            return True
        keys = ("concern.no_second_hint", "concern.no_second_phone")
        options = ("concern.send_all_the_same", "concern.forget")
        return desk.chosen("concern.no_second", keys, options, state.language) == "concern.send_all_the_same"

    def _sealed(self, desk: ConcernDesk, card: Card, state: State) -> Result:
        tip = tip_of(state, card, self.env.clock.now())
        named = self._named(desk, tip, state.language)
        if named is None:
            return self._left(desk)
        to = readers(card, office_out=keeps_the_office_out(state))
        if not to:
            raise errors.NoCard()
        data = write_tip(named, to, self.env.entropy.token)
        name = f"{self.env.entropy.token(16).hex()}.fkt"
        if not self._kept(desk, name, data, state.language):
            return self._left(desk)
        end = _SENT if self.output is not None else _KEPT
        told = desk.page(("concern.end", end, "concern.end_next"), state.language, commands=(Command.QUICK_EXIT,))
        if isinstance(told, QuickExit):
            return self._hidden(told)
        return Result(data={"state": "sealed", "form": named.form, "file": name, "named": named.device is not None})

    def _named(self, desk: ConcernDesk, tip: Tip, language: str) -> Tip | None:
        """Return the concern, signed where an open laptop may be named; None where the person left."""
        store = self.env.held
        if not isinstance(store, Store) or store.role is not Role.FIELD:
            return tip
        options = ("concern.name_no", "concern.name_yes")
        chosen = desk.chosen("concern.name", ("concern.name_hint",), options, language)
        if chosen is None:
            return None
        identity = store.identity
        return tip.signed(identity.device, SigningKey.from_seed(identity.seed)) if chosen == options[1] else tip

    def _kept(self, desk: ConcernDesk, name: str, data: bytes, language: str) -> bool:
        """Write the sealed file; False where there is no room and the person gives up."""
        while True:
            try:
                if self.output is not None:
                    Mailbox(self.output).put_tip(name, data)
                else:
                    keep_tip(self.env.home, name, data, self.env.platform)
            except (*NO_ROOM, errors.UnwritablePlace, *_STICK) as error:
                if isinstance(desk.trouble(error, language), Leave | QuickExit):
                    return False
            else:
                return True

    def _left(self, desk: ConcernDesk) -> Result:
        if desk.gone is not None:
            return self._hidden(desk.gone)
        return Result(data={"state": "forgotten"})

    def _hidden(self, gone: QuickExit) -> Result:
        if not self.sitting:
            leave_nothing()
        return Result(data={"state": "hidden"}, exit_status=status_after(gone.why, sitting=self.sitting))


_STICK = (errors.MailboxFull, errors.MailboxReadOnly, errors.MailboxGone, errors.MailboxCorruptsData)


def _form(name: str) -> CompiledForm:
    """Return a form of this class, in all its languages: no complaint waits for an approval. Raises: FormUnknown."""
    file = form_file(name)
    form = load_form(file.data, file.id, file.beside)
    if form.recipient_class != CONCERN:
        raise errors.FormUnknown(form=name)
    return compile_form(form)


def _language(form: CompiledForm, wanted: str | None) -> str:
    """Return the language to begin in. Raises: UnknownLanguage."""
    languages = form.form.languages
    if wanted is not None and wanted not in languages:
        raise errors.UnknownLanguage(form=form.form.form_id, language=wanted, languages=", ".join(languages))
    return next(one for one in (wanted, current(), languages[0]) if one in languages)


def _occasion(form: CompiledForm) -> Occasion:
    """Every text is a pilot text: nobody had to approve it."""
    uses: Mapping[str, Use] = dict.fromkeys(form.form.languages, "pilot")
    return Occasion(form.form.titles, "", uses)
