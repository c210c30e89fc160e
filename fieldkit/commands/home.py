"""The home screen of a field laptop: what was not finished, what waits, what can be done now.

It asks through the same screens as the interview and runs the same commands as typed lines do. On full screens what a
command says is shown on a page, so that nothing of it stays in the terminal; in plain mode it is printed.
"""

import contextlib
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import replace

from fieldkit import errors
from fieldkit.commands.command_lines import Run, help_lines, run_line, run_lines
from fieldkit.commands.contacts import contacts_of, office_of
from fieldkit.commands.hiding import HIDDEN, LOCKED, status_after
from fieldkit.commands.home_lists import (
    Begin,
    Line,
    begin_lines,
    draft_lines,
    left_out,
    record_lines,
    task_lines,
    untold_codes,
    waiting_lines,
)
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.mailboxes import places_to_try
from fieldkit.commands.manner import choose_look, look_wanted
from fieldkit.commands.own_language import choose
from fieldkit.commands.telling import tell_code
from fieldkit.forms.interview import Answer, Danger, Leave, QuickExit, Reply
from fieldkit.ports import Env
from fieldkit.store.store import Store
from fieldkit.ui.looks import LOOKS, wear
from fieldkit.ui.messages import LANGUAGES, current, language_name, say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.plain import PlainScreen
from fieldkit.ui.screen import FullScreen
from fieldkit.ui.screen_terminal import GaveUp, ScreenTerminal
from fieldkit.ui.sheet import LEAVING
from fieldkit.ui.sheets import Contact
from fieldkit.workflows.keeping import NO_ROOM

MOST_FORMS = 9
"""Forms to begin that stand in one list; where there are more, one chooses the kind first."""
MOST_DRAFTS = 4
"""Unfinished interviews that stand on the home screen itself; the others are one line further."""


class _Over(Exception):
    """The sitting ends with this status: the person left, locked, or hid everything."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def home(store: Store, held: Env, run: Run, known: frozenset[str]) -> int:
    """Show the home screen until the person locks or leaves; return the sitting's exit status.

    Raises: KeyboardInterrupt, Hidden.
    """
    shown: PlainScreen | FullScreen = PlainScreen(Occasion()) if held.terminal.plain else FullScreen(Occasion())
    place = (_PlainHome if held.terminal.plain else _FullHome)(store, held, run, known, shown)
    with contextlib.closing(shown):
        try:
            while True:
                try:
                    place.turn()
                except NO_ROOM as error:
                    place.trouble(error)
        except _Over as over:
            return over.status
        except errors.NotATerminal:
            return 0


class _Home:
    """One sitting's home."""

    def __init__(
        self, store: Store, held: Env, run: Run, known: frozenset[str], shown: PlainScreen | FullScreen
    ) -> None:
        self.store, self.held, self.run, self.known, self.shown = store, held, run, known, shown
        self.language = current()
        self._forms: tuple[Begin, ...] | None = None

    def turn(self) -> None:
        """Ask once and do what was chosen."""
        lines = waiting_lines(self.store, self.held, self.language)
        chosen = self._chosen(self.say("home.title"), lines, self._options())
        if chosen is None:
            raise _Over(0)
        kind, _, value = chosen.partition(":")
        self._actions()[kind](value)

    def trouble(self, error: errors.FieldkitError) -> None:
        """Say that something could not be saved; then home is shown again, or left."""
        if isinstance(self.put(lambda: self.shown.trouble(error, self.language)), Leave):
            raise _Over(0)

    # --- what a home differs in ---

    def do(self, *words: str) -> None:
        """Run a command and let its words be read."""
        raise NotImplementedError

    def commands(self) -> None:
        """Take typed command lines until an empty one."""
        raise NotImplementedError

    # --- asking ---

    def say(self, key: str, **facts: object) -> str:
        return say(self.language, key, **facts)

    def put(self, question: Callable[[], Reply]) -> Reply:
        """Ask, with the danger page in between. Raises: _Over when everything was hidden."""
        while isinstance(reply := question(), Danger):
            if isinstance(seen := self.shown.danger(self.contacts(), self.language), QuickExit):
                reply = seen
                break
        if isinstance(reply, QuickExit):
            raise _Over(status_after(reply.why, sitting=True))
        return reply

    def _read(self, lines: Sequence[str]) -> None:
        """Show a page until Enter; danger and hide all work there as everywhere."""
        self.put(lambda: self.shown.note(lines, self.language, keys=LEAVING))

    def contacts(self) -> Sequence[Contact]:
        return contacts_of(office_of(card_of(self.store)), self.language)

    def _chosen(self, title: str, lines: Sequence[str], options: Sequence[Line]) -> str | None:
        reply = self.put(lambda: self.shown.choose(title, lines, options, self.language))
        return reply.raw if isinstance(reply, Answer) and isinstance(reply.raw, str) else None

    def _further(self, title: str, options: Sequence[Line], lines: Sequence[str] = ()) -> str | None:
        """Return what was chosen from a further list; None to go back."""
        return self._chosen(self.say(title), lines, [*options, ("", self.say("home.back"))]) or None

    def _typed(self, title: str, hint: str) -> str | None:
        reply = self.put(lambda: self.shown.ask(title, (hint,), self.language))
        typed = reply.raw.strip() if isinstance(reply, Answer) and isinstance(reply.raw, str) else ""
        return typed or None

    # --- what can be done ---

    def _options(self) -> list[Line]:
        drafts = draft_lines(self.store, self.language)
        shown = drafts if len(drafts) <= MOST_DRAFTS else drafts[: MOST_DRAFTS - 1]
        rest = [("drafts", self.say("home.all", count=len(drafts)))] if len(shown) < len(drafts) else []
        fixed = ["look", "concern", "practice", "language", "theme", "commands", "lock", "leave"]
        fixed = [kind for kind in fixed if kind != "practice" or kind in self.known]
        return [
            *shown,
            *rest,
            self._begin_line(),
            *task_lines(self.store, self.held, self.language),
            *((kind, self.say(f"home.{kind}")) for kind in fixed if kind != "theme" or not self.held.terminal.plain),
        ]

    def _begin_line(self) -> Line:
        forms = self._runnable()
        if len(forms) == 1:
            return (f"begin:{forms[0].value}", self.say("home.begin", form=forms[0].title))
        return ("begin", self.say("home.begin_one"))

    def _runnable(self) -> tuple[Begin, ...]:
        """Return the forms that may be begun; they do not change while a sitting lasts."""
        if self._forms is None:
            self._forms = begin_lines(self.store, self.language)
        return self._forms

    def _actions(self) -> dict[str, Callable[[str], None]]:
        return {
            "draft": lambda code: self.do("screen", "--resume", code),
            "drafts": lambda _: self._all_drafts(),
            "begin": self._begin,
            "told": self._told,
            "alert": lambda _: self._alert(),
            "pack": lambda _: self.do("pack"),
            "sync": lambda _: self._sync(),
            "look": lambda _: self._look(),
            "concern": lambda _: self.do("concern"),
            "practice": lambda _: self.do("practice"),
            "language": lambda _: self._choose_language(),
            "theme": lambda _: self._choose_look(),
            "commands": lambda _: self.commands(),
            "lock": lambda _: self._end(LOCKED),
            "leave": lambda _: self._end(0),
        }

    def _end(self, status: int) -> None:
        raise _Over(status)

    def _all_drafts(self) -> None:
        chosen = self._further("home.which", draft_lines(self.store, self.language))
        if chosen is not None:
            self.do("screen", "--resume", chosen.partition(":")[2])

    def _begin(self, form: str) -> None:
        forms = self._runnable()
        if not forms:
            self._read((self.say("home.no_form"),))
            return
        chosen = form or self._form_chosen(forms)
        if chosen:
            name, _, language = chosen.partition(" ")
            self.do("screen", name, "--language", language, "--new")

    def _form_chosen(self, forms: Sequence[Begin]) -> str | None:
        """Return the form that was chosen: from one list by kind, or, where that is long, from its kind's own."""
        kinds = {form.kind: self.say(f"kind.{form.kind}") for form in forms}
        count = left_out(self.store)
        told = (self.say("home.left_out", count=count),) if count else ()
        if len(forms) <= MOST_FORMS:
            named = "{title}" if len(kinds) == 1 else "{kind}: {title}"
            lines = [(form.value, named.format(kind=kinds[form.kind], title=form.title)) for form in forms]
            return self._further("home.begin_one", lines, told)
        while len(kinds) > 1 and (kind := self._further("home.kind", list(kinds.items()), told)) is not None:
            own = [(form.value, form.title) for form in forms if form.kind == kind]
            if (chosen := self._further("home.begin_one", own)) is not None:
                return chosen
        return None if len(kinds) > 1 else self._further("home.begin_one", [(form.value, form.title) for form in forms])

    def _told(self, code: str) -> None:
        phone = card_of(self.store).contacts.duty_phone
        whom = self._typed(self.say("home.whom"), self.say("home.call", phone=phone))
        if whom is not None:
            self.do("report-made", code, "--to", whom)

    def _alert(self) -> None:
        codes = untold_codes(self.store, self.held)
        which = [(code, tell_code(code)) for code in codes]
        code = codes[0] if len(codes) == 1 else self._further("home.alert_which", which)
        if code is not None:
            self.do("alert", code)

    def _sync(self) -> None:
        usual = places_to_try(self.store)
        if usual:
            told = ", ".join(dict.fromkeys(place.word for place in usual))
            options = [("usual", self.say("home.sync_listed", places=told)), ("other", self.say("home.sync_other"))]
            if (chosen := self._further("home.sync_how", options)) != "other":
                return self.do("sync") if chosen else None
        stick = "E:\\" if os.name == "nt" else "/media/stick"
        folder = self._typed(self.say("home.folder"), self.say("home.folder_hint", stick=stick))
        return None if folder is None else self.do("sync", folder)

    def _look(self) -> None:
        rows = record_lines(self.store, self.language)
        if not rows:
            self._read((self.say("home.none"),))
            return
        code = self._further("home.which", rows)
        if code is not None:
            self.do("show", code)

    def _choose_language(self) -> None:
        chosen = self._further("home.language", [(code, language_name(code)) for code in LANGUAGES])
        if chosen is not None:
            choose(self.store, chosen)
            self.language, self._forms = chosen, None

    def _choose_look(self) -> None:
        chosen = self._further("home.theme", [(look, self.say(f"theme.{look}")) for look in LOOKS])
        if chosen is not None:
            choose_look(self.store, chosen)
            wear(look_wanted(self.store))
            self.shown.close()  # opened again it looks so


class _PlainHome(_Home):
    """Home in lines: what commands say is printed where it was asked for."""

    def do(self, *words: str) -> None:
        status = self.run(words, self.held)
        if status in (LOCKED, HIDDEN):
            raise _Over(status)

    def commands(self) -> None:
        self.held.terminal.say("", self.say("home.command"))
        status = run_lines(self.store, self.held, self.run, until_empty=True)
        if status is not None:
            raise _Over(status)


class _FullHome(_Home):
    """Home on full screens: questions of commands are pages, and so is what they say."""

    def do(self, *words: str) -> None:
        asking = self._terminal()
        if self._run_shown(words, replace(self.held, terminal=asking), asking) in (LOCKED, HIDDEN):
            raise _Over(self._last)

    _last = 0

    def commands(self) -> None:
        asking = self._terminal()
        held = replace(self.held, terminal=asking)
        asking.say(*help_lines(self.store.role))
        while True:
            try:
                line = asking.ask(self.say("home.command"))
            except GaveUp:
                return
            if not line.strip():
                return
            status = run_line(line, self.store, held, lambda words, env: self._run_shown(words, env, asking))
            if status is not None:
                raise _Over(status)

    def _terminal(self) -> ScreenTerminal:
        assert isinstance(self.shown, FullScreen)
        return ScreenTerminal(self.shown, self.contacts, self.language)

    def _run_shown(self, words: Sequence[str], held: Env, asking: ScreenTerminal) -> int:
        """Run a command with the terminal to itself, then show what it said. Returns its exit status."""
        self.shown.close()
        said: list[str] = []
        printed = io.StringIO()  # help pages and JSON go there; talk and prompts to stderr
        with contextlib.redirect_stdout(printed):
            self._last = self.run(words, replace(held, present=said.extend))
        lines = [*asking.take(), *said, *printed.getvalue().splitlines()]
        if self._last not in (LOCKED, HIDDEN) and any(line.strip() for line in lines):
            self._read(lines)
        return self._last
