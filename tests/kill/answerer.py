"""Somebody who answers at random: a screen of the interview that says, line after line, what it was promised.

Before a reply goes out it is said (`reply`); once the workflow asks for the next page what the reply gave counts as
acknowledged (`kept`, `noted`), and where the interview stands is said (`put`). Each line is JSON.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fieldkit.errors import FieldkitError
from fieldkit.forms.classify import Outcome
from fieldkit.forms.interview import (
    AddInstance,
    Answer,
    Back,
    CompiledForm,
    Danger,
    DeleteInstance,
    Distress,
    Finish,
    Goto,
    Leave,
    Next,
    Noted,
    OutlineRow,
    Overview,
    Pause,
    QuestionView,
    QuickExit,
    Recheck,
    Remark,
    Reply,
    SetLanguage,
    Withdraw,
)
from fieldkit.forms.values import NonAnswer
from fieldkit.result import Json

ANYTHING = "?"
"""Stands for a value that is stored in another shape than it was typed in."""
RAREST = {"consent": "no", "alone": "no", "safe": "no", "agree": "no"}
"""Answers that end an interview early: given once in a while only."""
WORDS = ("niece", "Ndayisaba", "rivière", "umuhanda", "two", "calls", "Huye", "lorry", "night", "x" * 60)


def say(what: str, /, **facts: Json) -> None:
    print(json.dumps({"t": what, **facts}), flush=True)


@dataclass
class Answerer:
    """The whole screen of an interview. `part` is the form that is asked now; `draft` the interview."""

    draw: random.Random
    draft: str = ""
    part: str = ""
    last: Reply | None = None
    at: str = ""
    value: Json = None

    def enter(self, form: CompiledForm) -> None:
        self.part = {"after_result": "after/", "identity_contact": "identity/"}.get(form.form.form_id, "")

    # --- pages ---

    def question(self, view: QuestionView, typed: str = "") -> Reply:
        self._put(view, typed)
        if view.at_end:
            return self._send(self._at_end(view, ()))
        return self._send(self._aside(view) or self._answer(view), view)

    def overview(self, view: QuestionView, rows: Sequence[OutlineRow]) -> Reply:
        self._acknowledged(view.error is not None)
        if view.at_end:
            self._put(view, "")
            return self._send(self._at_end(view, rows))
        return self._send(Goto(self.draw.choice(rows).name) if rows and self.draw.random() < 0.6 else Next())

    def remark(self, view: QuestionView, note: str, doubtful: bool) -> Reply:
        self._acknowledged()
        if self.draw.random() < 0.2:
            return self._send(Next())
        return self._send(Noted(" ".join(self.draw.choices(WORDS, k=3)), self.draw.random() < 0.5))

    def pause(self, language: str) -> Reply:
        self._acknowledged()
        ways: list[Reply] = [Next(), Distress(), Recheck(), Withdraw(), Leave(), QuickExit()]
        return self._send(self.draw.choices(ways, (50, 20, 8, 2, 5, 5))[0])

    def distress(self, language: str) -> Reply:
        return self._read()

    def trouble(self, error: FieldkitError, language: str) -> Reply:
        say("trouble", what=type(error).__name__)
        return Next()

    def before_long(self, language: str) -> Reply:
        return self._read()

    def outcome(self, outcome: Outcome, language: str) -> Reply:
        return self._read()

    def services(self, post: str | None, needs: Sequence[str], language: str) -> Reply:
        return self._read()

    def danger(self, language: str) -> Reply:
        return self._read()

    # --- what is said ---

    def _read(self) -> Reply:
        self._acknowledged()
        return self._send(self.draw.choices((Next(), Leave()), (97, 3))[0])

    def _put(self, view: QuestionView, typed: str) -> None:
        self._acknowledged(view.error is not None)
        self.at = view.name
        say("put", draft=self.draft, part=self.part, at=view.name, language=view.language, typed=typed)

    def _acknowledged(self, refused: bool = False) -> None:
        """Say what the last reply gave: the workflow asks for the next page only once it is stored."""
        last, self.last = self.last, None
        if isinstance(last, Answer) and not refused:
            say("kept", draft=self.draft, part=self.part, key=self.at, value=self.value)
        elif isinstance(last, Noted):
            say("noted", draft=self.draft, part=self.part, key=self.at, note=[last.text, last.doubtful])

    def _send(self, reply: Reply, view: QuestionView | None = None) -> Reply:
        self.last = reply
        if isinstance(reply, Answer) and view is not None:
            self.value = as_stored(view, reply)
        facts = {name: getattr(reply, name) for name in getattr(reply, "__slots__", ())}
        if isinstance(reply, Answer):
            facts = {"raw": as_json(reply.raw), "value": self.value}
        say("reply", draft=self.draft, part=self.part, at=self.at, kind=type(reply).__name__, **facts)
        return reply

    # --- what is done ---

    def _at_end(self, view: QuestionView, rows: Sequence[OutlineRow]) -> Reply:
        chance = self.draw.random()
        if chance < 0.1 and view.can_go_back:
            return Back()
        if chance < 0.2 and rows:
            return Goto(self.draw.choice(rows).name)
        return Leave() if chance < 0.25 else Finish()

    def _aside(self, view: QuestionView) -> Reply | None:
        """Return something else than an answer, once in a while."""
        other = [code for code in view.languages if code != view.language]
        ways: list[tuple[int, Reply]] = [
            (6 if view.can_go_back else 0, Back()),
            (5 if other else 0, SetLanguage(self.draw.choice(other or [""]))),
            (4, Overview()),
            (5, Remark()),
            (4, Pause()),
            (1, Danger()),
            (2, Leave(self._typed(view))),
            (2, QuickExit(self._typed(view), self.draw.choice(("key", "idle", "suspend")))),
            (75, Next()),
        ]
        reply = self.draw.choices([way for _, way in ways], [weight for weight, _ in ways])[0]
        return None if isinstance(reply, Next) else reply

    def _typed(self, view: QuestionView) -> str:
        typed = view.kind in ("text", "integer", "decimal", "date")
        return self.draw.choice(WORDS) if typed and self.draw.random() < 0.7 else ""

    def _answer(self, view: QuestionView) -> Reply:
        if view.kind == "note":
            return Next()
        if view.kind == "repeat":
            return self._instances(view)
        answered = not isinstance(view.value, NonAnswer)
        if answered and view.error is None and self.draw.random() < 0.4:
            return Next()
        ways = [way for way in view.allowed_non_answers if way is not NonAnswer.BLANK or not view.required]
        if ways and self.draw.random() < (0.5 if view.error else 0.06):
            return Answer(self.draw.choice(ways))
        return Answer(self._raw(view))

    def _raw(self, view: QuestionView) -> str | tuple[str, ...]:
        values = [choice.value for choice in view.choices]
        if view.kind == "select_one":
            usual = [value for value in values if value != RAREST.get(view.name)]
            return self.draw.choice(usual if self.draw.random() < 0.97 else values)
        if view.kind == "select_multiple":
            several = [value for value in values if value != "none"] or values
            return tuple(self.draw.sample(several, min(len(several), self.draw.randrange(1, 3))))
        if view.kind == "rank":
            return tuple(self.draw.sample(values, len(values)))
        made: dict[str, str] = {
            "integer": str(
                self.draw.randrange(1, 4) if view.name in ("children", "fear") else self.draw.randrange(9, 60)
            ),
            "decimal": f"{self.draw.randrange(1, 5)}",
            "date": f"2026-{self.draw.randrange(1, 13):02d}-01",
            "time": f"{self.draw.randrange(24):02d}:30",
            "datetime": f"2026-11-{self.draw.randrange(1, 28):02d} 14:30",
        }
        return made.get(view.kind) or " ".join(self.draw.choices(WORDS, k=self.draw.randrange(1, 5)))

    def _instances(self, view: QuestionView) -> Reply:
        chance = self.draw.random()
        if chance < 0.3 and len(view.instances) < 3:
            return AddInstance(view.name)
        if chance < 0.45 and view.instances:
            return DeleteInstance(view.name, self.draw.choice(view.instances).instance)
        return Next()


def as_json(raw: str | tuple[str, ...] | NonAnswer) -> Json:
    return {"nr": raw.value} if isinstance(raw, NonAnswer) else list(raw) if isinstance(raw, tuple) else raw


def from_said(raw: Any) -> str | tuple[str, ...] | NonAnswer:
    """Return what an answer was, from the line that said it."""
    return NonAnswer(raw["nr"]) if isinstance(raw, dict) else tuple(raw) if isinstance(raw, list) else raw


def as_stored(view: QuestionView, reply: Answer) -> Json:
    """Return how a draft keeps an answer. docs/store-format.md 7.3"""
    raw = reply.raw
    if isinstance(raw, NonAnswer) or view.kind in ("select_one", "rank"):
        return as_json(raw)
    if view.kind == "select_multiple":
        return [choice.value for choice in view.choices if choice.value in raw]
    if view.kind in ("text", "integer") and isinstance(raw, str):
        return raw if view.kind == "text" else int(raw)
    return ANYTHING
