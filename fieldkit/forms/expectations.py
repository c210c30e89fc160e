"""What a form's test expects: the words it may use, and which items its names mean. form-tools 2.2."""

import re
from collections.abc import Mapping

from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.given_answers import Path, Wrong, named
from fieldkit.forms.model import Form, Group, TestAnswers
from fieldkit.forms.names import Item, Names
from fieldkit.forms.problems import quoted
from fieldkit.forms.words import ELEMENTS

LISTS = ("visible", "hidden", "invalid")
RESULT, WANTED_ELEMENTS = "result", "elements"
OUTCOME_KEYS = ("label", "urgent", "suspicion", "age", "looks_like", "touched", "clock", "settle")
_TRI = ("yes", "no", "unknown")
NUMBERED = re.compile(r"(?P<name>[^\[\]]+)(?P<places>(?:\[[0-9]{1,6}\])+)\Z")


class ExpectationsReader:
    """Finds names that the form does not have and words that no result has."""

    def __init__(self, names: Names, form: Form) -> None:
        self.names = names
        self.columns = columns_of(form)
        self.wrong: list[Wrong] = []

    def read(self, expect: Mapping[str, TestAnswers], path: Path) -> None:
        for name, value in expect.items():
            here = (*path, name)
            if name in LISTS:
                for one in listed(value):
                    self.known(one, here)
            elif name == RESULT:
                self.result(value, here)
            elif name == WANTED_ELEMENTS:
                self.words(value, dict.fromkeys(self.columns, _TRI), here)
            else:
                self.item(name, value, None, here)

    def known(self, name: str, path: Path) -> None:
        bare = bare_name(name)
        if bare not in self.names.children and item_of(self.names, bare) is None:
            self.unknown(bare, path)

    def unknown(self, name: str, path: Path) -> None:
        self.wrong.append(
            Wrong(path, f"{quoted(name)} is no question", "correct the name", name, tuple(self.names.first))
        )

    def item(self, name: str, value: TestAnswers, group: Group | None, path: Path) -> None:
        found = expected_item(self.names, name, group)
        if found is None:
            self.unknown(bare_name(name), path)
        elif isinstance(found, Group):
            for row in value if isinstance(value, tuple) else (value,):
                if isinstance(row, Mapping):
                    for inner, one in row.items():
                        self.item(inner, one, found, (*path, inner))

    def result(self, value: TestAnswers, path: Path) -> None:
        if isinstance(value, Mapping):
            for key in value:
                if key not in OUTCOME_KEYS:
                    self.wrong.append(Wrong(path, f"a result has no {quoted(key)}", "correct it", key, OUTCOME_KEYS))
            value = value.get("label", ResultLabel.NEEDS_REVIEW.value)
        if not isinstance(value, str) or label_of(value) is None:
            known = tuple(label.value for label in ResultLabel)
            self.wrong.append(Wrong(path, f"{quoted(str(value))} is no result", "correct it", str(value), known))

    def words(self, value: TestAnswers, known: Mapping[str, tuple[str, ...]], path: Path) -> None:
        if not isinstance(value, Mapping):
            self.wrong.append(Wrong(path, "this must be a mapping", "write {act: yes, means: unknown}"))
            return
        for key, word in value.items():
            if key not in known:
                self.wrong.append(Wrong(path, f"{quoted(key)} is no element", "correct it", key, tuple(known)))
            elif word not in known[key]:
                self.wrong.append(Wrong(path, f"{quoted(str(word))} is no answer", f"use: {', '.join(known[key])}"))


def columns_of(form: Form) -> tuple[str, ...]:
    """Return what a classification knows yes or no of: elements, dimensions and facts."""
    decision = form.classify.decision if form.classify else None
    named = decision.dimensions.named if decision and decision.dimensions else {}
    return (*ELEMENTS, *named, *(decision.facts if decision else ()))


def listed(value: TestAnswers) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str))


def bare_name(name: str) -> str:
    found = NUMBERED.match(name)
    return found["name"] if found else name


def item_of(names: Names, name: str) -> Item | None:
    """Return an item by its name, or by its path from the form: `person/age`."""
    parts = name.split("/")
    if len(parts) == 1:
        return names.first.get(name)
    group: Item | None = None
    for part in parts:
        group = names.children.get(group.key if group else "", {}).get(part)
        if group is None:
            return None
    return group


def expected_item(names: Names, name: str, group: Group | None) -> Item | None:
    bare = bare_name(name)
    return named(names, bare, group) or item_of(names, bare)


def label_of(word: str) -> ResultLabel | None:
    return next((label for label in ResultLabel if word in (label.value, label.words)), None)
