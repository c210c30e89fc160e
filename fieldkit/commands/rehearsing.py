"""The invented person of a practice interview: what is said or seen at each question, and how it was asked."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fieldkit.commands.conducting import AnyScreen
from fieldkit.commands.vignettes import told_in
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Answer, QuestionView, Reply
from fieldkit.forms.keys import name_of
from fieldkit.practice.vignette import OPEN, OTHERWISE, ScriptEntry, Vignette, Way
from fieldkit.ui.messages import say
from fieldkit.ui.text import one_line


@dataclass(slots=True)
class Rehearsal:
    """Stands between an interview and its screen. `speaks`: the words are shown; in pairs somebody says them.

    `asked` says by question how it was asked: what was said cannot be unsaid, so it is asked once. `given` are the ways
    that a script chooses, None where a person does. `outcome` is the form's own result, which waits for the judgement.
    """

    vignette: Vignette
    compiled: CompiledForm
    speaks: bool = True
    given: Mapping[str, str] | None = None
    asked: dict[str, str] = field(default_factory=dict)
    put: list[str] = field(default_factory=list)
    outcome: Outcome | None = None

    def hear(self, shown: AnyScreen, view: QuestionView) -> "QuestionView | Reply":
        """Return a question with the words that come to it; another reply where the person left at its door."""
        name, entry = self._entry(view)
        if name and name not in self.put:
            self.put.append(name)
        if entry is None or not self.speaks:
            return view
        if entry.ways and name not in self.asked:
            reply = self._ask(shown, name, entry, view)
            if reply is not None:
                return reply
        return replace(view, heard=self._words(name, entry, view))

    def keep(self, outcome: Outcome) -> None:
        """Keep the form's result back until the trainee has judged."""
        self.outcome = outcome

    def _entry(self, view: QuestionView) -> tuple[str, ScriptEntry | None]:
        cell = self.compiled.by_key.get(name_of(view.name)) if view.name else None
        if cell is None:
            return "", None
        own = self.vignette.script.get(cell.question.name)
        if own is not None or view.kind in ("note", "repeat"):
            return cell.question.name, own
        return cell.question.name, self.vignette.script.get(OTHERWISE)

    def _ask(self, shown: AnyScreen, name: str, entry: ScriptEntry, view: QuestionView) -> Reply | None:
        """Let the trainee choose how to ask; None once that is known."""
        if self.given is not None:
            self.asked[name] = self.given.get(name, OPEN)
            return None
        language, ways = view.language, shuffled(entry.ways, f"{self.vignette.id} {name}")
        lines = (say(language, "practice.form_asks", question=one_line(view.label)),)
        options = [(str(number), told_in(way.ask, language)) for number, way in enumerate(ways)]
        reply = shown.choose(say(language, "practice.how_ask"), lines, options, language)
        if not isinstance(reply, Answer) or not isinstance(reply.raw, str):
            return reply
        self.asked[name] = ways[int(reply.raw)].kind
        return None

    def _words(self, name: str, entry: ScriptEntry, view: QuestionView) -> str:
        language = view.language
        if entry.ways:
            way = next((way for way in entry.ways if way.kind == self.asked.get(name)), entry.ways[0])
            asked = say(language, "practice.asked", words=told_in(way.ask, language))
            return f"{asked}\n{say(language, 'practice.says', words=told_in(way.says, language))}"
        cell = self.compiled.by_key[name_of(view.name)]
        looks = cell.question.observation or not entry.says
        if entry.seen and looks:
            return say(language, "practice.seen", words=told_in(entry.seen, language))
        if entry.says:
            return say(language, "practice.says", words=told_in(entry.says, language))
        return say(language, "practice.silent") if entry.silent else ""


def shuffled(ways: tuple[Way, ...], seed: str) -> tuple[Way, ...]:
    """Return the ways to ask in an order that is the same each time and tells nothing."""
    return tuple(sorted(ways, key=lambda way: zlib.crc32(f"{seed} {way.kind} {told_in(way.ask, 'en')}".encode())))
