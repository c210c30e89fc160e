"""Read a bank of test items: strict YAML, every mistake at once, each with its line. docs/practice-format.md 6."""

import re
from collections.abc import Mapping
from typing import Final

from fieldkit.cases.places import data_invalid
from fieldkit.forms.model import Localised
from fieldkit.forms.problems import Problem, Problems, TooManyProblems, quoted
from fieldkit.forms.yaml_reader import Map, Node, read_yaml
from fieldkit.practice.items import TOPICS, Bank, Item
from fieldkit.practice.read_values import ValueReader
from fieldkit.practice.vignette import AUDIENCES

MAX_TITLE, MAX_QUESTION, MAX_CHOICE, MAX_WHY = 60, 300, 140, 300
ITEMS: Final = (4, 60)
CHOICES: Final = (2, 5)
KEYS: Final = ("bank", "version", "title", "languages", "reviewed", "use", "audience", "source", "items", "x")
ITEM_KEYS: Final = ("id", "theme", "audience", "question", "choices", "right", "why")
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,47}\Z")
_BANK: Final = re.compile(rb"^bank\s*:", re.MULTILINE)
_WANTED: Final = ("en", "rw")
_KEPT: Final = ("dk", "ref")
"""Codes that no choice may have: don't know and leaving out are open to everybody at every item."""


def is_bank(data: bytes) -> bool:
    """Return whether a file is a bank of items."""
    return _BANK.search(data) is not None


def check_bank_text(data: bytes, name: str) -> tuple[Bank | None, tuple[Problem, ...]]:
    """Return a bank, None where it has errors, and everything that is wrong with it. `name`: its file's."""
    root, found = read_yaml(data)
    problems = Problems()
    bank: Bank | None = None
    try:
        for problem in found:
            problems.error((problem.line, problem.column), problem.what, problem.do)
        if root is not None:
            bank = _BankReader(problems).bank(root, name.removesuffix(".yaml"))
    except TooManyProblems:
        pass
    return None if problems.any_error else bank, problems.sorted()


def read_bank(data: bytes, name: str) -> Bank:
    """Return a bank. Raises: DataFileInvalid with line and column of every mistake."""
    bank, problems = check_bank_text(data, name)
    if bank is None:
        raise data_invalid(name, problems)
    return bank


class _BankReader(ValueReader):
    """Every method reads one part of the file, and reports what is wrong with it."""

    def bank(self, root: Node, stem: str) -> Bank | None:
        if not isinstance(root, Map):
            self.problems.error(root.place, "a bank is a mapping of keys", "start with `bank:`")
            return None
        self.known(root, KEYS)
        self.languages = self.language_list(root)
        self.audience = self.some_of(root, "audience", AUDIENCES, needed=True)
        made = Bank(
            id=self.own_id(root, stem),
            version=self.fact(root, "version", needed=True),
            title=self.text(root, "title", MAX_TITLE, needed=True),
            languages=self.languages,
            audience=self.audience,
            source=self.fact(root, "source", needed=True),
            items=self.items(root),
            use=self.by_language(root, "use", ("practice", "pilot", "field")),
            reviewed={
                code: word == "all" for code, word in self.by_language(root, "reviewed", ("none", "all")).items()
            },
        )
        self.warn_of_reviews(root, made)
        self.warn_of_lengths(root, made)
        return made

    def language_list(self, root: Map) -> tuple[str, ...]:
        found = self.language_codes(root, "languages")
        missing = [code for code in _WANTED if code not in found]
        if missing:
            place = root.entries["languages"].place if "languages" in root.entries else root.place
            self.problems.error(place, f"`languages` lacks {', '.join(missing)}", "every bank has en and rw")
        return found

    def own_id(self, root: Map, stem: str) -> str:
        found = self.fact(root, "bank", needed=True)
        if found and (not _ID.match(found) or found != stem):
            what = f"the bank is called {quoted(found)}, its file {quoted(stem)}"
            do = "give both the same name: small letters, digits and _"
            self.problems.error(root.entries["bank"].place, what, do)
        return found

    # --- items

    def items(self, root: Map) -> tuple[Item, ...]:
        value = root.entries.get("items")
        if value is None:
            self.lacks(root, "items")
            return ()
        rows = self.maps(value, "items")
        if not ITEMS[0] <= len(rows) <= ITEMS[1]:
            self.problems.error(value.place, f"{len(rows)} items", f"write {ITEMS[0]} to {ITEMS[1]}")
        found: dict[str, Item] = {}
        for row in rows:
            made = self.item(row)
            if made.id in found:
                self.problems.error(row.place, f"{quoted(made.id)} is there twice", "give each item an id of its own")
            found[made.id] = made
        return tuple(found.values())

    def item(self, node: Map) -> Item:
        before, self.places = self.places, {}
        self.known(node, ITEM_KEYS)
        self.places = before
        name = self.fact(node, "id", needed=True)
        if name and not _ID.match(name):
            do = "use small letters, digits and _"
            self.problems.error(node.entries["id"].place, f"an id cannot be {quoted(name)}", do)
        choices = self.choices(node)
        return Item(
            id=name,
            theme=self.one_of(node, "theme", TOPICS, needed=True),
            audience=self.some_of(node, "audience", self.audience) or self.audience,
            question=self.text(node, "question", MAX_QUESTION, needed=True),
            choices=choices,
            right=self.one_of(node, "right", tuple(choices), needed=True),
            why=self.text(node, "why", MAX_WHY, needed=True),
            place=node.place,
        )

    def choices(self, node: Map) -> Mapping[str, Localised]:
        value = node.entries.get("choices")
        if not isinstance(value, Map):
            do = "write `code: {en: ..., rw: ...}` lines below it"
            self.problems.error((value or node).place, "`choices` must be a mapping of codes", do)
            return {}
        if not CHOICES[0] <= len(value.entries) <= CHOICES[1]:
            self.problems.error(value.place, f"{len(value.entries)} choices", f"write {CHOICES[0]} to {CHOICES[1]}")
        found: dict[str, Localised] = {}
        for code, text in value.entries.items():
            if not _ID.match(code) or code in _KEPT:
                do = "use small letters, digits and _; dk and ref are there for every item"
                self.problems.error(value.key_place(code), f"a choice cannot be {quoted(code)}", do)
            found[code] = self.localised_of(text, f"the choice {quoted(code)}", MAX_CHOICE)
        self.check_twice(value, found)
        return found

    def check_twice(self, node: Map, choices: Mapping[str, Localised]) -> None:
        """Two choices with the same words cannot be told apart."""
        for language in self.languages:
            seen: set[str] = set()
            for code, text in choices.items():
                words = text.get(language, "").casefold()
                if words and words in seen:
                    what = f"the choice {quoted(code)} has the same words as another in {language}"
                    self.problems.error(node.key_place(code), what, "write each differently")
                seen.add(words)

    # --- what a trainer should know

    def warn_of_reviews(self, root: Map, made: Bank) -> None:
        unread = [code for code in made.languages if not made.reviewed.get(code)]
        if unread:
            place = root.key_place("reviewed") if "reviewed" in root.entries else root.place
            what = f"no fluent reader has reviewed its texts in {', '.join(unread)}"
            self.problems.warn(place, what, "have them read, then write `all`")

    def warn_of_lengths(self, root: Map, made: Bank) -> None:
        """Whoever ticks the longest choice everywhere should not pass: that is no knowledge."""
        for language in made.languages:
            by_length = sum(_longest(item, language) == item.right for item in made.items)
            if len(made.items) >= ITEMS[0] and 2 * by_length > len(made.items):
                what = f"the right choice is the longest in {by_length} of {len(made.items)} items in {language}"
                self.problems.warn(root.key_place("items"), what, "make wrong choices as long as right ones")


def _longest(item: Item, language: str) -> str:
    """Return the choice with the longest words, "" where two are as long."""
    lengths = {code: len(text.get(language, "")) for code, text in item.choices.items()}
    most = max(lengths.values(), default=0)
    found = [code for code, length in lengths.items() if length == most]
    return found[0] if len(found) == 1 else ""
