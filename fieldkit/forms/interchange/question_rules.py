"""What a question of the survey sheet must have, and what it must not."""

import re

from fieldkit.forms.interchange.items import APPEARANCE, CALCULATE, NAME, Item
from fieldkit.forms.interchange.rules import Rules
from fieldkit.forms.interchange.sheet_problems import SheetProblems
from fieldkit.forms.interchange.sources import Sources
from fieldkit.forms.interchange.types import MEDIA_KINDS
from fieldkit.forms.parameters import parameter_faults, read_parameters
from fieldkit.forms.problems import quoted
from fieldkit.forms.question_types import COMPUTED, NEEDS_DEVICE
from fieldkit.forms.references import references_in
from fieldkit.forms.words import EXTERNAL

# Of what records by itself a background-geopoint is not here: it needs a trigger, and is unseen by that.
_HIDDEN = {kind.value for kind in COMPUTED - NEEDS_DEVICE} | {"start-geopoint", "background-audio", *EXTERNAL}


class QuestionRules(Rules):
    """Label, media, trigger, calculation and parameters of every question."""

    def __init__(self, sources: Sources, problems: SheetProblems) -> None:
        super().__init__(sources, problems)
        self.questions = {item.name: item for item in self.survey.questions()}

    def check(self) -> None:
        """Report everything."""
        for item in self.survey.walk():
            if item.kind == "question":
                self._question(item)
            self._media(item)

    def _question(self, item: Item) -> None:
        self._label(item)
        self._trigger(item)
        kind, calculation = item.type.kind, item.cells.get(CALCULATE)
        if kind == "calculate" and not calculation and not _is_dynamic(item.get("default")):
            self.error(item, CALCULATE, "the calculate has no calculation", "write what it computes")
        if kind == "background-geopoint" and calculation is not None:
            self.error(item, CALCULATE, "a background-geopoint computes nothing", "leave the calculation empty")
        spelled = item.get("type")
        if not item.type.spelling or spelled == kind:
            self._parameters(item)

    def _parameters(self, item: Item) -> None:
        written = item.get("parameters")
        pairs, wrong = read_parameters(written)
        if wrong:
            what = f"{quoted(written)} is not a list of parameters"
            self.error(item, ("parameters",), what, "write key=value key=value")
            return
        for what, do in parameter_faults(item.type.kind, pairs, item.cells.get(APPEARANCE, ""), self.list_values):
            self.error(item, ("parameters",), what, do)

    def _label(self, item: Item) -> None:
        if item.type.kind in _HIDDEN or _computed_unseen(item) or item.shown_text:
            return
        do = "write what is asked in `label`"
        if item.any_of("guidance_hint"):
            do = "write what is asked in `label`; guidance may be hidden"
        self.error(item, ("label",), f"{quoted(item.name)} has neither label nor hint", do)

    def _media(self, item: Item) -> None:
        kinds = {path[1] for path in item.cells if path[0] == "media" and len(path) > 1}
        for kind in sorted(kinds - set(MEDIA_KINDS)):
            do = f"use {', '.join(sorted(MEDIA_KINDS))}"
            self.error(item, ("media", kind), f"there is no medium {quoted(kind)}", do)
        shown = item.kind == "question" and item.type.kind not in _HIDDEN and not _computed_unseen(item)
        if "big-image" in kinds and "image" not in kinds and shown:
            self.error(item, ("media", "big-image"), "a big-image without an image", "add the small image too")

    def _trigger(self, item: Item) -> None:
        text = item.get("trigger")
        if item.type.kind == "background-geopoint" and not text:
            self.error(item, ("trigger",), "a background-geopoint needs a trigger", "name a question: ${name}")
        if not text:
            return
        names = triggers_in(text)
        if not names:
            self.error(item, ("trigger",), f"{quoted(text)} is not a list of questions", "write ${one}, ${two}")
            return
        if self.names[item.name] > 1:
            what = f"{quoted(item.name)} has a trigger, and its name is used {self.names[item.name]} times"
            self.error(item, NAME, what, "give it a name of its own in the whole form")
        for name in names:
            target = self.questions.get(name)
            if target is None:
                do = self.problems.suggest(name, self.questions, "name a question")
                self.error(item, ("trigger",), f"there is no question {quoted(name)}", do)
            elif item.type.kind != "background-geopoint" and _never_shown(target):
                what = f"{quoted(name)} is never shown, so nobody can change it"
                self.error(item, ("trigger",), what, "name a question that is asked")


def triggers_in(text: str) -> list[str]:
    """Return the names in a trigger cell; none when it is not a list with commas. Commas too many mean nothing."""
    found: list[str] = []
    for part in text.split(","):
        names = [reference.name for reference in references_in(part)]
        if len(names) > 1 or "" in names:
            return []
        found += names
    return found


def _never_shown(item: Item) -> bool:
    return item.type.kind == "calculate" or _computed_unseen(item)


def _computed_unseen(item: Item) -> bool:
    computed = CALCULATE in item.cells or ("trigger",) in item.cells
    return computed and not (item.any_of("label") or item.any_of("hint"))


def _is_dynamic(default: str) -> bool:
    """Return whether a default is computed; for a calculate any operator or bracket makes it so.

    Not `is_computed_default`, which reads an expression as our forms do: a sheet is refused where pyxform refuses it.
    """
    return bool(re.search(r"[*+|(]|\$\{|-\s*\D|\s(?:div|mod)\s", default))
