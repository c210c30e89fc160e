"""Read the answer key of a vignette. docs/practice-format.md 3."""

from collections.abc import Mapping
from typing import Final

from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.expression.syntax import parse
from fieldkit.forms.model import Formula
from fieldkit.forms.problems import Place, quoted
from fieldkit.forms.reading import Reader
from fieldkit.forms.values import NonAnswer
from fieldkit.forms.yaml_reader import List, Map, Node, Text
from fieldkit.practice.read_values import ValueReader
from fieldkit.practice.vignette import (
    CODES,
    ELEMENTS,
    HARMFUL_STEPS,
    HELPFUL_STEPS,
    POINTS,
    SITUATIONS,
    ConductPoint,
    Given,
    Key,
    KeyAnswer,
)

MAX_WHY, MAX_CONDUCT = 400, 200
KEYS: Final = (
    *("answers", "not_keyed", "age", "elements", "either", "touched", "situation", "also_situation", "result"),
    *("also_result", "why", "next_steps", "conduct", "settles", "settles_why"),
)
_RESULTS: Final = tuple(label.value for label in ResultLabel)
_OPEN: Final = {"dk": NonAnswer.DONT_KNOW, "ref": NonAnswer.REFUSED}
_ALWAYS: Final = Formula("true()", parse("true()"), 0, 0, exact=False)


class KeyReader(ValueReader):
    """Every method reads one part of the key."""

    def key(self, node: Map) -> Key:
        self.path = "key."
        self.known(node, KEYS)
        elements = self.elements(node)
        present = tuple(name for name in ELEMENTS if elements.get(name))
        right, unsafe = self.next_steps(node)
        made = Key(
            answers=self.answers(node),
            not_keyed=self.some_of(node, "not_keyed", None),
            age=self.one_of(node, "age", ("child", "adult", "unknown")),
            elements=elements,
            either=self.some_of(node, "either", ELEMENTS),
            touched=self.some_of(node, "touched", ELEMENTS) if "touched" in node.entries else present,
            situation=self.one_of(node, "situation", SITUATIONS, needed=True),
            also_situation=self.some_of(node, "also_situation", SITUATIONS),
            result=self.one_of(node, "result", _RESULTS, needed=True),
            also_result=self.some_of(node, "also_result", _RESULTS),
            why=self.text(node, "why", MAX_WHY, needed=True),
            right_steps=right,
            unsafe_steps=unsafe,
            conduct=self.conduct(node),
            settles=self.fact(node, "settles"),
            settles_why=self.text(node, "settles_why", MAX_WHY),
        )
        if ("settles" in node.entries) != ("settles_why" in node.entries):
            place = node.key_place("settles" if "settles" in node.entries else "settles_why")
            self.problems.error(place, "`settles` and `settles_why` belong together", "write both, or none")
        return made

    # --- answers

    def answers(self, node: Map) -> Mapping[str, KeyAnswer]:
        value = node.entries.get("answers")
        if not isinstance(value, Map) or not value.entries:
            do = "write `name: {right: ...}` lines below it"
            self.problems.error((value or node).place, "`answers` must be a mapping of questions", do)
            return {}
        return {name: self.answer(name, value.key_place(name), one) for name, one in value.entries.items()}

    def answer(self, name: str, place: Place, node: Node) -> KeyAnswer:
        if not isinstance(node, Map):
            self.problems.error(node.place, f"the key of {quoted(name)} must be a mapping", "write {right: ...}")
            return KeyAnswer(name, place, NonAnswer.BLANK)
        self.known_quietly(node, ("right", "also", "why"))
        if "right" not in node.entries:
            self.lacks(node, "right")
            return KeyAnswer(name, place, NonAnswer.BLANK)
        also = node.entries.get("also")
        further: tuple[Given, ...] = ()
        if isinstance(also, List):
            further = tuple(self.given(item) for item in also.items)
        elif also is not None:
            self.problems.error(also.place, "`also` must be a list of answers", "write [one, two]")
        return KeyAnswer(name, place, self.given(node.entries["right"]), further, self.text(node, "why", MAX_WHY))

    def known_quietly(self, node: Map, keys: tuple[str, ...]) -> None:
        """Report unknown keys of a small mapping, whose parts no later check points at."""
        before, self.places = self.places, {}
        self.known(node, keys)
        self.places = before

    def given(self, node: Node) -> Given:
        if isinstance(node, Text) and node.value:
            return node.value
        if isinstance(node, List):
            return tuple(self.listed(node, "right", None))
        word = node.entries.get("nr") if isinstance(node, Map) and len(node.entries) == 1 else None
        found = _OPEN.get(word.value) if isinstance(word, Text) else None
        if found is None:
            self.problems.error(node.place, "this is no answer", "write a value, [a, b], {nr: dk} or {nr: ref}")
            return NonAnswer.BLANK
        return found

    # --- what it comes to

    def elements(self, node: Map) -> Mapping[str, tuple[str, ...]]:
        value = node.entries.get("elements")
        if not isinstance(value, Map):
            do = "write {act: [...], means: [...], purpose: [...]}; an empty list: not there"
            self.problems.error((value or node).place, "`elements` must be a mapping", do)
            return {}
        self.known_quietly(value, ELEMENTS)
        return {name: self.some_of(value, name, CODES[name]) for name in ELEMENTS if self.is_there(value, name)}

    def is_there(self, node: Map, name: str) -> bool:
        if name not in node.entries:
            self.problems.error(node.place, f"`elements` lacks {name}", "write an empty list where it is not there")
        return name in node.entries

    def next_steps(self, node: Map) -> tuple[tuple[str, ...], tuple[str, ...]]:
        value = node.entries.get("next_steps")
        if not isinstance(value, Map):
            do = "write {right: [...], unsafe: [...]}"
            self.problems.error((value or node).place, "`next_steps` must be a mapping", do)
            return (), ()
        self.known_quietly(value, ("right", "unsafe"))
        return (
            self.some_of(value, "right", HELPFUL_STEPS, needed=True),
            self.some_of(value, "unsafe", HARMFUL_STEPS, needed=True),
        )

    def conduct(self, node: Map) -> tuple[ConductPoint, ...]:
        value = node.entries.get("conduct")
        if value is None or (isinstance(value, List) and not value.items):
            self.problems.error((value or node).place, "`conduct` must be a list of points", "write at least one")
            return ()
        return tuple(self.point(row) for row in self.maps(value, "conduct"))

    def point(self, node: Map) -> ConductPoint:
        self.known_quietly(node, ("point", "when", "says"))
        return ConductPoint(
            self.one_of(node, "point", POINTS, needed=True),
            self.expression(node),
            self.text(node, "says", MAX_CONDUCT, needed=True),
            node.place,
        )

    def expression(self, node: Map) -> Formula:
        if "when" not in node.entries:
            self.lacks(node, "when")
        return Reader(self.problems).formula(node, "when") or _ALWAYS
