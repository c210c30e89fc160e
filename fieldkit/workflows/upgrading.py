"""Move an unfinished interview to newer versions of its forms: every stored row, with the time it was given at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fieldkit.cases.answer_keys import own_key, stored_key
from fieldkit.cases.drafting import Draft, DraftAnswer, NoteOn
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.model import Form
from fieldkit.forms.upgrade import Line, Upgrader
from fieldkit.forms.values import from_json, to_json
from fieldkit.ports import Instant
from fieldkit.workflows.reopening import own_answers, started


class Part(NamedTuple):
    """One of the forms of a draft: what stands before its keys, its older version if that is at hand, the newer one."""

    prefix: str
    old: Form | None
    new: CompiledForm


@dataclass(frozen=True, slots=True)
class Plan:
    """What an upgrade does: line by line for the answers that are there, the new questions, the history and the
    question to stand at in the newer version; the notes whose question is still there, and what was being typed."""

    lines: tuple[Line, ...]
    fresh: tuple[str, ...]
    history: tuple[DraftAnswer, ...]
    position: str | None
    notes: Mapping[str, NoteOn]
    typed: tuple[str, str] | None

    def of(self, how: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.how == how)


def planned(draft: Draft, parts: Sequence[Part], now: Instant) -> Plan:
    """Work out an upgrade; nothing is changed.

    Raises: AnswerDoesNotFit, UnknownLanguage when the newer version cannot be opened with what is carried over.
    """
    movers = {part.prefix: _Mover(part, draft) for part in parts}
    lines = tuple(line for mover in movers.values() for line in mover.lines())
    history = tuple(_history(draft, movers))
    fresh = tuple(stored_key(part.prefix, key) for part in parts for key in movers[part.prefix].upgrader.fresh())
    latest = {row.name: row.value for row in history}
    for part in parts:
        language = part.new.form.default_language
        started(part.new, language, now, own_answers(latest, part.prefix), None)
    notes = {new: note for name, note in draft.notes.items() if (new := _still_there(name, movers)) is not None}
    typing = None if draft.typed is None else _still_there(draft.typed[0], movers)
    typed = None if draft.typed is None or typing is None else (typing, draft.typed[1])
    return Plan(lines, fresh, history, _position(draft, movers), notes, typed)


class _Mover:
    """One form of the draft on its way."""

    def __init__(self, part: Part, draft: Draft) -> None:
        self.prefix = part.prefix
        self.answers = own_answers(draft.answers, part.prefix)
        self.upgrader = Upgrader(part.old, part.new, self.answers)

    def lines(self) -> tuple[Line, ...]:
        return tuple(self._stored(self.upgrader.line(key, value)) for key, value in self.answers.items())

    def _stored(self, line: Line) -> Line:
        new = None if line.new_key is None else stored_key(self.prefix, line.new_key)
        return line._replace(key=stored_key(self.prefix, line.key), new_key=new)


def _history(draft: Draft, movers: Mapping[str, _Mover]) -> list[DraftAnswer]:
    """Carry every row over: the 24-hour clock replays them. A value that has no place takes away what stood there."""
    found: list[DraftAnswer] = []
    there: set[str] = set()
    for row in draft.history:
        for prefix, mover in movers.items():
            key = own_key(prefix, row.name)
            if key is None:
                continue
            line = None if row.value is None else mover.upgrader.line(key, from_json(row.value))
            value = None if line is None or line.value is None else to_json(line.value)
            new = line.new_key if line is not None and line.new_key is not None else mover.upgrader.key(key)
            name = None if new is None else stored_key(prefix, new)
            if name is not None and (value is not None or name in there):
                there.add(name)
                found.append(DraftAnswer(0, name, value, row.at, row.language))
    return found


def _still_there(name: str, movers: Mapping[str, _Mover]) -> str | None:
    """Return the stored name of a question in the newer version, None where it is gone."""
    for prefix, mover in movers.items():
        key = own_key(prefix, name)
        if key is not None:
            new = mover.upgrader.key(key)
            return None if new is None else stored_key(prefix, new)
    return None


def _position(draft: Draft, movers: Mapping[str, _Mover]) -> str | None:
    """Return the same question in the newer version; the beginning of the same form where it is gone."""
    position = draft.summary.position
    if position is None:
        return None
    for prefix, mover in movers.items():
        key = own_key(prefix, position)
        if key is not None:
            new = mover.upgrader.key(key) if key else None
            return prefix if new is None else stored_key(prefix, new)
    return None
