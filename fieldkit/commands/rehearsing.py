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
from fieldkit.practice.put_to import By, answered_by
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
        title = "practice.how_ask" if self._by(view) is By.PERSON else "practice.how_do"
        reply = shown.choose(say(language, title), lines, options, language)
        if not isinstance(reply, Answer) or not isinstance(reply.raw, str):
            return reply
        self.asked[name] = ways[int(reply.raw)].kind
        return None

    def _words(self, name: str, entry: ScriptEntry, view: QuestionView) -> str:
        language, by = view.language, self._by(view)
        if entry.ways:
            way = next((way for way in entry.ways if way.kind == self.asked.get(name)), entry.ways[0])
            asked = told_in(way.ask, language)
            did = say(language, "practice.asked" if by is By.PERSON else "practice.did", words=asked)
            same = asked == one_line(view.label)  # it stands above already
            return "\n".join([*([] if same else [did]), *_come(way, language)])
        if entry.name == OTHERWISE and by is not By.PERSON:  # never the person's words to what was not put to them
            seen = told_in(entry.seen, language) if entry.seen and by is By.SIGHT else ""
            return say(language, "practice.seen", words=seen) if seen else say(language, "practice.yours")
        if by is By.WORKER and entry.seen and not entry.says:
            return told_in(entry.seen, language)  # what they did or think, told and not seen
        if entry.silent:
            return say(language, "practice.silent")
        return "\n".join(_come(replace(entry, seen={}) if entry.says else entry, language))

    def _by(self, view: QuestionView) -> By:
        return answered_by(self.compiled.by_key[name_of(view.name)].question)


def _come(entry: ScriptEntry | Way, language: str) -> list[str]:
    """Return what comes to a question: what is seen, then what is said."""
    seen = [say(language, "practice.seen", words=told_in(entry.seen, language))] if entry.seen else []
    return [*seen, *([say(language, "practice.says", words=told_in(entry.says, language))] if entry.says else [])]


def shuffled(ways: tuple[Way, ...], seed: str) -> tuple[Way, ...]:
    """Return the ways to ask in an order that is the same each time and tells nothing."""
    return tuple(sorted(ways, key=lambda way: zlib.crc32(f"{seed} {way.kind} {told_in(way.ask, 'en')}".encode())))
