"""What the head of every interview screen says besides the question: form, code, must the data be invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from fieldkit.forms.interview import QuestionView
from fieldkit.ui.messages import language_name, say
from fieldkit.ui.text import one_line

Use: TypeAlias = Literal["practice", "pilot", "field"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One run of a form: its title by language, the interview's short code as shown, its use level by language.

    `rehearsal`: practice with an invented person; every screen and page says so, and nothing on them can turn it off.
    `in_class`: its result is kept for a class, and that is said as well. `test`: questions, and nobody invented.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    uses: Mapping[str, Use] = field(default_factory=dict)
    rehearsal: bool = False
    in_class: bool = False
    test: bool = False

    def title(self, language: str) -> str:
        """Return the form's title in a language, or in the first one that it has."""
        return one_line(self.titles.get(language) or next(iter(self.titles.values()), ""))

    def banner(self, language: str) -> str:
        """Return the warning that data must be invented; nothing where the form is approved for the field."""
        if self.rehearsal:
            return self.mark(language)
        use = self.uses.get(language, "practice" if self.titles else "field")
        return "" if use == "field" else say(language, f"use.{use}")

    def mark(self, language: str) -> str:
        """Return what stands above every page of a rehearsal, "" in real work."""
        if not self.rehearsal:
            return ""
        return say(language, f"practice.banner{'_test' if self.test else ''}{'_class' if self.in_class else ''}")

    def outside(self) -> "Occasion":
        """Return what stays true of a page that belongs to no form."""
        return Occasion(rehearsal=self.rehearsal, in_class=self.in_class, test=self.test)

    def facts(self, view: QuestionView) -> tuple[str, ...]:
        """Return code, progress and language, as far as they are known."""
        language = language_name(view.language) if self.titles else ""
        return tuple(fact for fact in (one_line(self.code), self.progress(view), language) if fact)

    def progress(self, view: QuestionView) -> str:
        """Return "7 of 15", or nothing on a screen that is not part of a form."""
        if not view.total:
            return ""
        return say(view.language, "of", number=min(view.number, view.total), total=view.total)

    def remarks(self, view: QuestionView) -> tuple[str, ...]:
        """Return what must be said about the text itself: not translated, not reviewed."""
        if view.language_missing:
            return (say(view.language, "untranslated", language=language_name(view.language)),)
        return () if view.reviewed else (say(view.language, "unreviewed"),)
