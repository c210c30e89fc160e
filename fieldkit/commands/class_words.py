"""A class in words: in which language, how far its texts are reviewed, what its items are called on the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.class_home import ClassHome
from fieldkit.commands.form_source import compiled_of, read_source, source_of
from fieldkit.commands.practice_check import shipped_vignettes
from fieldkit.commands.practice_words import question_words
from fieldkit.commands.vignettes import told_in
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.model import text_in
from fieldkit.practice.report import Report
from fieldkit.practice.vignette import Vignette
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.messages import FALLBACK, LANGUAGES, current, language_name, say
from fieldkit.ui.report_words import report_words
from fieldkit.ui.text import shorten

LanguageOption = Annotated[
    str | None, typer.Option("--language", help=f"{', '.join(LANGUAGES)}. Without it: the language of your screens.")
]
NAME = 160
"""Characters of an item's name on the page: a question may be far longer."""
_JUDGED = {"element": ("element",), "step": ("step_now", "step_after")}
"""Lists of the judgement's form that have the words of an item, by its kind."""


def spoken_in(language: str | None) -> str:
    """Return the language that was asked for, or that of the screens. Raises: typer.BadParameter."""
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(f"there is no language {language!r}: {', '.join(LANGUAGES)}")
    return language or current()


def with_reviews(report: Report, home: ClassHome, language: str) -> Report:
    """Return the report with what must be said of its texts: not read by anybody fluent."""
    notes = []
    if not _is_reviewed(language):
        notes.append(say(language, "report.words_unreviewed", language=language_name(language)))
    scenes = home.vignettes().values()
    unreviewed = sum(not all(scene.reviewed.get(code) for code in scene.languages) for scene in scenes)
    if unreviewed:
        notes.append(say(language, "report.scenes_unreviewed", unreviewed=unreviewed, total=len(scenes)))
    return replace(report, notes=tuple(notes))


def _is_reviewed(language: str) -> bool:
    """Return whether somebody fluent has read every text of a report; English is what the others are made from."""
    if language == FALLBACK:
        return True
    from fieldkit.ui.translations import read, standing

    found = standing(read(language), {key: text for key, text in TEXTS.items() if key.startswith("report.")})
    return not (found.unreviewed or found.out_of_date or found.missing)


# --- the items of the page -----------------------------------------------------------------------------------------


def with_names(report: Report, home: ClassHome, language: str) -> Report:
    """Return the report with its items in words: the scene's title and the question, instead of their ids."""
    namer = _Namer(home.vignettes(), language)
    names = {item: namer.name(item, short) for item, short in report.names.items()}
    foreign = sum(language not in scene.languages for scene in namer.scenes.values())
    facts = {"language": language_name(language), "n": foreign}
    notes = (*report.notes, *((say(language, "report.untranslated", **facts),) if foreign else ()))
    return replace(report, names=names, notes=notes)


@dataclass(slots=True)
class _Namer:
    """Names items in a language; each form is read once."""

    scenes: Mapping[str, Vignette]
    language: str
    forms: dict[str, CompiledForm | None] = field(default_factory=dict)

    def name(self, item: str, short: str) -> str:
        """Return an item's name; the short one where it is not of a scene that is here."""
        scene, _, rest = item.partition(" ")
        vignette = self.scenes.get(scene)
        if vignette is None:
            return short
        kind, _, what = rest.partition(":")
        title = told_in(vignette.title, self.language)
        return report_words(self.language)("with", name=title, what=shorten(self._what(vignette, kind, what), NAME))

    def _what(self, vignette: Vignette, kind: str, what: str) -> str:
        said = report_words(self.language)
        if kind == "situation":
            return said("situation")
        if kind in _JUDGED:
            return said(kind, what=self._judged(kind, what))
        if kind == "conduct":
            number, _, point = what.partition(":")
            return said(kind, what=self._point(vignette, number, point))
        question = self._question(vignette, what)
        return said("way", what=question) if kind == "way" else question

    def _point(self, vignette: Vignette, number: str, point: str) -> str:
        points = vignette.key.conduct
        at = int(number) - 1 if number.isdigit() else -1
        return told_in(points[at].says, self.language) if 0 <= at < len(points) else point

    def _question(self, vignette: Vignette, name: str) -> str:
        form = self._form(vignette.form)
        return name if form is None else question_words(form, name, self.language)

    def _form(self, name: str) -> CompiledForm | None:
        """Return a form, or None where it is not on this computer any more: names are no reason to show nothing."""
        if name not in self.forms:
            try:
                self.forms[name] = compiled_of(source_of(name))
            except (errors.FormUnknown, errors.FormInvalid):
                self.forms[name] = None
        return self.forms[name]

    def _judged(self, kind: str, value: str) -> str:
        judgement = self.forms.get("judgement") or compiled_of(read_source(shipped_vignettes() / "judgement.yaml"))
        self.forms["judgement"] = judgement
        for listed in _JUDGED[kind]:
            choices = judgement.form.choices.get(listed)
            if choices is not None and value in choices:
                found = text_in(choices[value], self.language, judgement.form.stand_in(self.language))
                return " ".join(found.split())
        return value
