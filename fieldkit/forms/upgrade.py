"""Map the answers of an unfinished interview to a newer version of its form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fieldkit.forms.carry import Carried, How, carried
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.keys import ids_of, name_of, suffix_of
from fieldkit.forms.model import Form, Group, Question, repeats_around
from fieldkit.forms.names import Item
from fieldkit.forms.values import AnswerValue
from fieldkit.forms.versions import Matching

_GONE = "the form no longer asks it"


class Line(NamedTuple):
    """What becomes of one stored answer. `new_key` and `value` are None where it is dropped."""

    key: str
    new_key: str | None
    how: How
    why: str
    value: AnswerValue | None

    @property
    def renamed(self) -> bool:
        return self.new_key is not None and self.new_key != self.key


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The answers line by line, in the order in which they were first given; `fresh` are the questions that the older
    version did not have."""

    lines: tuple[Line, ...]
    fresh: tuple[str, ...]

    @property
    def answers(self) -> dict[str, AnswerValue]:
        """The answers as the newer version has them."""
        return {line.new_key: line.value for line in self.lines if line.new_key is not None and line.value is not None}


class Upgrader:
    """Maps answers from one version to another. Without the older version (`old` None) names alone decide.

    `answers` are those that are there: a question that leaves its repeat keeps its answer only if it has one.
    """

    def __init__(self, old: Form | None, new: CompiledForm, answers: Mapping[str, AnswerValue]) -> None:
        self.new = new.form
        self._mapper = _ByName(new) if old is None else _ByVersion(Matching(old, new.form), answers)

    def line(self, key: str, value: AnswerValue) -> Line:
        """Return what becomes of one answer."""
        return _line(self._mapper, self.new, key, value)

    def key(self, key: str) -> str | None:
        """Return the key that an answer has in the newer version, None when there is no place for it."""
        for is_list in (False, True):
            found = self._mapper.target(key, is_list)
            if found.new is not None and not found.why:
                return found.key
        return None

    def fresh(self) -> tuple[str, ...]:
        """Return the questions that the older version did not have."""
        return tuple(self._mapper.fresh())


def upgraded(old: Form | None, new: CompiledForm, answers: Mapping[str, AnswerValue]) -> Upgrade:
    """Return what becomes of all stored answers of an interview."""
    upgrader = Upgrader(old, new, answers)
    return Upgrade(tuple(upgrader.line(key, value) for key, value in answers.items()), upgrader.fresh())


class _Target(NamedTuple):
    """Where an answer goes: the item before and now, and its key there; `why` where there is no place."""

    old: Item | None
    new: Item | None
    key: str
    why: str = ""


def _line(mapper: "_ByName | _ByVersion", form: Form, key: str, value: AnswerValue) -> Line:
    found = mapper.target(key, isinstance(value, tuple))
    if found.new is None or found.why:
        return Line(key, None, "dropped", found.why or _GONE, None)
    if isinstance(found.new, Group):
        return Line(key, found.key, "kept", "", value)
    old = found.old if isinstance(found.old, Question) else None
    made = carried(old, found.new, form.choices.get(found.new.list_name, {}), value)
    return Line(key, None if made.value is None else found.key, *_parts(made))


def _parts(made: Carried) -> tuple[How, str, AnswerValue | None]:
    return made.how, made.why, made.value


class _ByName:
    """Without the older text of the form: a question is the one of the same key, or the one renamed from it."""

    def __init__(self, new: CompiledForm) -> None:
        self.items: dict[str, Item] = {}
        for item in new.form.items:
            if item.renamed_from:
                self.items.setdefault(item.renamed_from, item)
        for item in new.form.items:
            if isinstance(item, Question) or item.repeat:
                self.items.setdefault(item.key, item)

    def target(self, key: str, _is_list: bool) -> _Target:
        name, ids = name_of(key), suffix_of(key)
        item = self.items.get(name)
        if item is None:
            return _Target(None, None, key)
        depth = len(repeats_around(item.group))
        why = "" if len(ids_of(ids)) == depth else "it moved into or out of a repeat"
        return _Target(None, item, item.key + ids, why)

    def fresh(self) -> Iterator[str]:
        return iter(())


class _ByVersion:
    """With both versions."""

    def __init__(self, matching: Matching, answers: Mapping[str, AnswerValue]) -> None:
        self.matching = matching
        self.answers = answers
        self.questions = {question.key: question for question in matching.old.questions}
        self.repeats = {group.key: group for group in matching.old.groups if group.repeat}

    def target(self, key: str, is_list: bool) -> _Target:
        name, ids = name_of(key), suffix_of(key)
        old: Item | None = self.repeats.get(name) if is_list else None
        old = old or self.questions.get(name)
        new = None if old is None else self.matching.of(old)
        if old is None or new is None:
            return _Target(old, None, key)
        if isinstance(new, Group) and not new.repeat:
            return _Target(old, new, key, "it is no repeat any more")
        moved = self.ids(old, new, ids)
        return (
            _Target(old, new, key, "it moved into or out of a repeat")
            if moved is None
            else _Target(old, new, new.key + moved)
        )

    def ids(self, old: Item, new: Item, ids: str) -> str | None:
        """Return the ids of the instance that an answer goes to: the same, the first of a new repeat, or none."""
        before = self.matching.repeats_of(old)
        now = tuple(repeat.key for repeat in repeats_around(new.group))
        if before == now:
            return ids
        if now[: len(before)] == before and isinstance(new, Question):
            inner = repeats_around(new.group)[len(before) :]
            plain = all(repeat.repeat_count is None and repeat.initial is None for repeat in inner)
            return ids + "[1]" * len(inner) if plain else None
        if before[: len(now)] == now and isinstance(new, Question):
            kept = "".join(f"[{one}]" for one in ids_of(ids)[: len(now)])
            others = [key for key in self.answers if key.startswith(old.key + kept + "[")]
            return kept if len(others) == 1 else None
        return None

    def fresh(self) -> Iterator[str]:
        for item in self.matching.added:
            if isinstance(item, Question) and item.type.takes_answer:
                yield item.key
