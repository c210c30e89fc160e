"""The pages around the questions, in the workflow's words, for a screen that can show a sheet and put a menu."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from fieldkit import errors
from fieldkit.forms.classify import Outcome
from fieldkit.forms.interview import Answer, Leave, Next, QuickExit, Reply
from fieldkit.ui import care
from fieldkit.ui.keys import Command
from fieldkit.ui.messages import say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.sheet import LEAVING, Sheet
from fieldkit.ui.sheets import (
    Contact,
    DraftOffer,
    ServiceLine,
    danger_lines,
    offer_choices,
    offer_lines,
    outcome_lines,
)


class PagesAround(ABC):
    """What full and plain screens have in common. `half_typed` is what was being typed at the question that these pages
    lie over: it goes with the reply when the person leaves from one of them.
    """

    occasion: Occasion
    covered: bool = False
    half_typed: str = ""

    def kept(self, reply: Reply) -> Reply:
        """Return a reply that leaves with what was being typed in it."""
        if isinstance(reply, Leave | QuickExit) and not reply.typed:
            return replace(reply, typed=self.half_typed)
        return reply

    @abstractmethod
    def read(self, sheet: Sheet) -> Reply:
        """Show a page to read: Next, Leave, QuickExit, or Danger where the page knows that key."""

    @abstractmethod
    def choose(self, title: str, lines: Sequence[str], options: Sequence[tuple[str, str]], language: str) -> Reply:
        """Ask for one of `options` = (value, label): Answer(value), Leave, Danger or QuickExit comes back."""

    def outcome(self, outcome: Outcome, language: str, extra: Sequence[str] = ()) -> Reply:
        """Show the result with its reasons and next steps, then `extra`: Next, Leave, Danger or QuickExit. While
        answers are hidden only after asking."""
        if self.covered:
            reply = self._menu(care.covered_menu(language), language)
            if not isinstance(reply, Answer) or reply.raw != "show":
                return Next() if isinstance(reply, Answer) else reply
        banner = "" if self.occasion.rehearsal else self.occasion.banner(language)  # there every page has its mark
        lines = (*outcome_lines(outcome, language, banner=banner), *extra)
        return self.read(Sheet(say(language, "result.title"), lines, say(language, "how.note"), language, LEAVING))

    def danger(self, contacts: Sequence[Contact], language: str) -> Reply:
        """Show what to do in immediate danger and whom to call."""
        lines = danger_lines(language, contacts, practice=self.occasion.rehearsal)
        how = say(language, "danger.back")
        keys = (Command.HELP, Command.LEAVE, Command.QUICK_EXIT)
        return self.read(Sheet(say(language, "danger.title"), lines, how, language, keys))

    def note(self, lines: Sequence[str], language: str, title: str = "", keys: tuple[Command, ...] = ()) -> Reply:
        """Show lines to read until Enter; `keys` are the fixed keys that the caller answers to."""
        return self.read(Sheet(title, tuple(lines), say(language, "how.note"), language, keys))

    def resume_offer(self, offers: Sequence[DraftOffer], language: str) -> Reply:
        """Offer the unfinished interviews: Answer(draft id), Answer(NEW), Leave, Danger or QuickExit comes back."""
        options = [(choice.value, choice.label) for choice in offer_choices(offers, language)]
        return self.choose(say(language, "resume.title"), offer_lines(offers, language), options, language)

    def pause(self, contacts: Sequence[Contact], language: str) -> Reply:  # noqa: ARG002
        """Stop for a while: Next, Distress, Recheck, Withdraw, Leave, Danger or QuickExit comes back."""
        reply = self._menu(care.pause_menu(language), language)
        chosen = reply.raw if isinstance(reply, Answer) else None
        return self.kept(care.after_pause(chosen)) if isinstance(chosen, str) else reply

    def distress(self, contacts: Sequence[Contact], language: str) -> Reply:
        """Show what helps somebody who is upset, and whom to call; nothing locks meanwhile."""
        return self.read(care.distress_sheet(contacts, language))

    def before_long(self, language: str) -> Reply:
        """Show before a long interview which help cannot wait."""
        return self.read(care.before_sheet(language))

    def trouble(self, error: errors.FieldkitError, language: str) -> Reply:
        """Say that something could not be saved and what to do: Next tries again."""
        return self.read(care.trouble_sheet(error, language))

    def services(self, services: Sequence[ServiceLine], language: str) -> Reply:
        """Show the nearest services; then, after asking whether it is safe to carry paper, what to copy or to learn."""
        reply = self.read(care.services_sheet(services, language))
        numbers = care.for_the_person(services)
        if not numbers or not isinstance(reply, Next):
            return reply
        reply = self._menu(care.paper_menu(language), language)
        if not isinstance(reply, Answer) or not isinstance(reply.raw, str):
            return reply
        return self.read(care.paper_sheet(numbers, reply.raw, language))

    def _menu(self, menu: care.Menu, language: str) -> Reply:
        return self.choose(menu.title, menu.lines, menu.options, language)
