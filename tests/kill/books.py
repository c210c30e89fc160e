"""What was promised of each interview, and whether a store keeps it: answers, notes, the question, the language."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fieldkit.cases.answer_keys import AFTER, IDENTITY, stored_key
from fieldkit.cases.drafting import Draft
from fieldkit.commands.environment import MachineClock
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import (
    AddInstance,
    Answer,
    Back,
    DeleteInstance,
    Event,
    Finish,
    Goto,
    Next,
    State,
    gate_keys,
    step,
)
from fieldkit.result import Json
from fieldkit.workflows.reopening import own_answers, started
from tests.kill.answerer import ANYTHING, from_said

_FOLLOWING: Final = {AFTER: "after_result", IDENTITY: "identity_contact"}


@dataclass
class Book:
    """One interview. `given` and `notes` by their names in the draft; `flight` the reply that nobody acknowledged;
    `moved` the answer that was, where no question was put after it yet; `reviewing`: one came here from the review."""

    draft: str
    form: str
    given: dict[str, Json] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    part: str = ""
    at: str | None = None
    language: str = ""
    screened_in: str = ""
    typed: set[str] = field(default_factory=lambda: {""})
    back_to: str | None = None
    flight: Mapping[str, Any] | None = None
    moved: Mapping[str, Any] | None = None
    opened: bool = False
    finished: bool = False
    may_be_dropped: bool = False
    reviewing: bool = False

    def hear(self, line: Mapping[str, Any], ready: Mapping[str, CompiledForm], draft: Draft | None) -> list[str]:
        """Take in one line; return what is wrong with it. `draft`: what the store had when this process began."""
        kind = line["t"]
        if kind == "open":
            self.opened = True
        elif kind == "reply":
            self.flight = line
        elif kind == "kept":
            self.given[stored_key(line["part"], line["key"])] = line["value"]
            self.moved = self.flight
        elif kind == "noted":
            self.notes[stored_key(line["part"], line["key"])] = line["note"]
        elif kind in ("finished", "left"):
            self.finished = kind == "finished"
            self._leave()
        elif kind == "put":
            return self._put(line, ready, draft)
        return []

    def _leave(self) -> None:
        """After leaving the place is as it was; what was being typed is kept with it."""
        flight, self.flight = self.flight or {}, None
        self.typed = {str(flight.get("typed", ""))}

    def _put(self, line: Mapping[str, Any], ready: Mapping[str, CompiledForm], draft: Draft | None) -> list[str]:
        wrong = self._resumed(line, ready, draft) if self.opened and self.at is not None else []
        self._follow(line)
        self.opened, self.flight, self.moved, self.typed = False, None, None, {"", line["typed"]}
        self.part, self.at, self.language = line["part"], line["at"], line["language"]
        self.screened_in = self.screened_in if self.part else self.language
        return wrong

    def _follow(self, line: Mapping[str, Any]) -> None:
        """What an accepted reply changed besides answers."""
        flight = self.flight or {}
        came = flight.get("kind") == "Goto" and not self.at
        self.reviewing = bool(line["at"]) and not self.opened and (self.reviewing or came)
        if flight.get("kind") == "DeleteInstance":
            self._forget(f"[{flight['instance']}]")
        if flight.get("kind") == "Finish" or flight.get("value") == "no":
            self.may_be_dropped = True  # what does not apply goes at the end; what may not be kept at a refusal
        if flight.get("kind") == "Recheck":
            self.back_to = self.at
            self.given = {name: value for name, value in self.given.items() if name not in ("alone", "safe")}
        elif self.back_to is not None and line["at"] not in ("alone", "safe"):
            self.back_to = None

    def _forget(self, instance: str) -> None:
        for kept in (self.given, self.notes):
            for name in [name for name in kept if instance in name]:
                del kept[name]

    # --- what a store must have ---

    def missing(self, draft: Draft) -> list[str]:
        """Return what was acknowledged and is not there."""
        flight = self.flight or {}
        unsure = self.may_be_dropped or flight.get("kind") == "Finish" or flight.get("value") == "no"
        wrong = []
        for name, value in self.given.items():
            held = draft.answers.get(name)
            if held == value or (value == ANYTHING and held is not None) or self._in_flight(name):
                continue
            if not (unsure and held is None):
                wrong.append(f"{name}: {value!r} was acknowledged, {held!r} is there")
        for name, note in self.notes.items():
            there = draft.notes.get(name)
            if self._in_flight(name) or (there is None and (unsure or note is None)):
                continue
            if there is None or [there.text, there.doubtful] != note:
                wrong.append(f"the note on {name}")
        return wrong

    def _in_flight(self, name: str) -> bool:
        flight = self.flight or {}
        if flight.get("kind") == "DeleteInstance":
            return f"[{flight['instance']}]" in name
        if flight.get("kind") == "Recheck":
            return name in ("alone", "safe")
        return bool(flight) and name == stored_key(flight["part"], flight["at"])

    def settle(self, draft: Draft) -> None:
        """Take what the reply under way came to as promised from now on: it is there or it is not."""
        flight = self.flight or {}
        if flight.get("kind") == "DeleteInstance":
            self._forget(f"[{flight['instance']}]")
        for name in [name for name in self.given if self._in_flight(name)]:
            self.given[name] = draft.answers.get(name)
        for name in [name for name in self.notes if self._in_flight(name)]:
            note = draft.notes.get(name)
            self.notes[name] = [note.text, note.doubtful] if note else None

    # --- where it must go on ---

    def _resumed(self, line: Mapping[str, Any], ready: Mapping[str, CompiledForm], draft: Draft | None) -> list[str]:
        """Check the first question of a process that goes on with this interview."""
        flight, wrong = self.flight or {}, []
        languages = {self.language, flight["code"] if flight.get("kind") == "SetLanguage" else self.language}
        if line["language"] not in languages and line["part"] == self.part:
            wrong.append(f"language {line['language']} instead of {sorted(languages)}")
        places = self._places(ready, draft)
        if places is not None and (line["part"], line["at"]) not in places:
            wrong.append(f"goes on at {line['part']}{line['at'] or 'the end'} instead of one of {sorted(places)}")
        kept = self.typed | ({flight["typed"], ""} if "typed" in flight else set())
        if (line["part"], line["at"]) == (self.part, self.at) and line["typed"] not in kept:
            wrong.append(f"typed {line['typed']!r} instead of one of {sorted(kept)}")
        return [f"{one} (in flight: {flight.get('kind')} at {self.at})" for one in wrong]

    def _places(self, ready: Mapping[str, CompiledForm], draft: Draft | None) -> set[tuple[str, str]] | None:
        """Return where it may go on: at the question that was put, or at the next one if the reply that was under way
        was stored. None: anywhere."""
        assert self.at is not None
        if not self.part and "no" in (self.given.get("consent"), self.given.get("assent")):
            return None  # what may not be kept after a refusal is forgotten first, and with it perhaps this question
        here = {(self.part, self.at)}
        for reply in filter(None, (self.flight, self.moved)):
            event = _event(reply)
            if isinstance(event, Finish | AddInstance | DeleteInstance) or (isinstance(event, Next) and not self.at):
                return None  # another form, or an instance that may or may not be there
            if draft is None:
                return None  # gone on with by the process that left it: nobody looked at the store in between
            state = self._state(ready, draft)
            if reply["kind"] in ("Recheck", "Withdraw"):
                here |= {(self.part, key) for key in (*gate_keys(state, "safety"), *gate_keys(state, "consent"))}
            if event is not None:
                after, _ = step(state, event)
                here |= {(self.part, after.position or ""), (self.part, self.back_to or self.at)}
                here |= {(self.part, "")} if self.reviewing else set()
        return here

    def _state(self, ready: Mapping[str, CompiledForm], draft: Draft) -> State:
        form = ready[_FOLLOWING.get(self.part, self.form)]
        answers = own_answers(draft.answers, self.part)
        state = started(form, self.language, MachineClock().now(), answers, None)
        return step(state, Goto(self.at))[0] if self.at else dataclasses.replace(state, position=None)


def _event(flight: Mapping[str, Any]) -> Event | None:
    """Return the event that a reply under way was; None for what is no event."""
    made: dict[str, Event] = {"Next": Next(), "Back": Back(), "Finish": Finish()}
    match flight.get("kind"):
        case "Answer":
            return Answer(from_said(flight["raw"]))
        case "Goto":
            return Goto(flight["name"])
        case "AddInstance":
            return AddInstance(flight["repeat"])
        case "DeleteInstance":
            return DeleteInstance(flight["repeat"], flight["instance"])
        case kind:
            return made.get(str(kind))


def hear_all(
    lines: Sequence[Mapping[str, Any]],
    books: dict[str, Book],
    ready: Mapping[str, CompiledForm],
    drafts: Mapping[str, Draft],
) -> list[str]:
    """Write the lines of one process into the books; return what is wrong."""
    wrong, fresh = [], dict(drafts)
    for line in lines:
        if line["t"] in ("wrong", "trouble"):
            wrong.append(str(line["what"]))
        elif "draft" in line:
            book = books.setdefault(line["draft"], Book(line["draft"], line.get("form", "")))
            wrong += book.hear(line, ready, fresh.get(line["draft"]))
            if line["t"] == "put":
                fresh.pop(line["draft"], None)
    return wrong
