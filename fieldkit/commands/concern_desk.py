"""The screen as a concern sees it: as in an interview, but for what does not hold where nothing is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fieldkit.commands.conducting import AnyScreen
from fieldkit.commands.contacts import Office, contacts_of
from fieldkit.errors import FieldkitError
from fieldkit.forms.classify import Outcome
from fieldkit.forms.interview import Answer, Danger, Leave, Next, OutlineRow, QuestionView, QuickExit, Reply
from fieldkit.ui.keys import Command
from fieldkit.ui.messages import LANGUAGES, language_name, say
from fieldkit.ui.sheet import LEAVING


@dataclass(slots=True)
class ConcernDesk:
    """`gone` is what ended it: the key that hides all, or nobody being there."""

    shown: AnyScreen
    office: Office
    gone: QuickExit | None = None

    def question(self, view: QuestionView, typed: str = "") -> Reply:
        return self.noted(self.shown.question(view, typed))

    def overview(self, view: QuestionView, rows: Sequence[OutlineRow]) -> Reply:
        return self.noted(self.shown.overview(view, rows))

    def remark(self, view: QuestionView, note: str, doubtful: bool) -> Reply:  # noqa: ARG002
        return self.page(("concern.no_notes",), view.language)

    def pause(self, language: str) -> Reply:
        return self.page(("concern.pause", "concern.pause_danger"), language)

    def distress(self, language: str) -> Reply:
        return self.pause(language)

    def trouble(self, error: FieldkitError, language: str) -> Reply:
        return self.noted(self.shown.trouble(error, language))

    def before_long(self, language: str) -> Reply:
        return self.noted(self.shown.before_long(language))

    def outcome(self, outcome: Outcome, language: str) -> Reply:  # noqa: ARG002
        return Next()

    def services(self, post: str | None, needs: Sequence[str], language: str) -> Reply:  # noqa: ARG002
        return Next()

    def danger(self, language: str) -> Reply:
        return self.noted(self.shown.danger(contacts_of(self.office, language), language))

    # --- pages of a concern ---

    def page(
        self,
        keys: Sequence[str],
        language: str,
        title: str = "",
        commands: tuple[Command, ...] = LEAVING,
        **facts: object,
    ) -> Reply:
        """Show texts to read until Enter; the danger page may come in between."""
        lines = [line for key in keys for line in (say(language, key, **facts), "")][:-1]
        head = say(language, title) if title else ""
        return self._around(lambda: self.shown.note(lines, language, head, commands), language)

    def chosen(self, title: str, keys: Sequence[str], options: Sequence[str], language: str) -> str | None:
        """Return which of the options was chosen; None where the person left or everything was hidden."""
        lines = [say(language, key) for key in keys]
        listed = [(key, say(language, key)) for key in options]
        reply = self._around(lambda: self.shown.choose(say(language, title), lines, listed, language), language)
        return reply.raw if isinstance(reply, Answer) and isinstance(reply.raw, str) else None

    def language(self, shown_in: str) -> str | None:
        """Ask for the language: whoever stands at a locked laptop did not choose that of the screens."""
        listed = [(code, language_name(code)) for code in LANGUAGES]
        title = say(shown_in, "home.language")
        reply = self._around(lambda: self.shown.choose(title, (), listed, shown_in), shown_in)
        return reply.raw if isinstance(reply, Answer) and isinstance(reply.raw, str) else None

    def stay(self, language: str) -> bool:
        """Ask whether to go on after all; everything hidden asks nothing."""
        if self.gone is not None:
            return False
        options = ("concern.stay", "concern.forget")
        return self.chosen("concern.leave", ("concern.leave_hint",), options, language) == "concern.stay"

    def noted(self, reply: Reply) -> Reply:
        self.gone = reply if isinstance(reply, QuickExit) else self.gone
        return reply

    def _around(self, show: Callable[[], Reply], language: str) -> Reply:
        while isinstance(reply := self.noted(show()), Danger):
            seen = self.danger(language)
            if isinstance(seen, Leave | QuickExit):
                return seen
        return reply
