"""Reads words, lists and texts out of the nodes of a practice file, and reports what is wrong with them."""

from collections.abc import Mapping, Sequence
from typing import Final

from fieldkit.forms.model import NO_TEXT, Localised
from fieldkit.forms.problems import Place, Problems, quoted
from fieldkit.forms.words import is_language_code
from fieldkit.forms.yaml_reader import List, Map, Node, Text

MAX_FACT: Final = 400
_WHERE: Final = "docs/practice-format.md"


class ValueReader:
    """Every method reads one kind of value. `places` collects where what is checked later stands."""

    def __init__(
        self, problems: Problems, languages: tuple[str, ...] = (), places: "dict[str, Place] | None" = None
    ) -> None:
        self.problems = problems
        self.languages = languages
        self.places: dict[str, Place] = {} if places is None else places
        self.path = ""

    def known(self, node: Map, keys: Sequence[str]) -> None:
        """Report unknown keys, and remember where the known ones stand."""
        for key in node.entries:
            self.places[self.path + key] = node.key_place(key)
            if key not in keys:
                do = self.problems.suggest(key, keys, f"the keys are {', '.join(keys)} ({_WHERE})")
                self.problems.error(node.key_place(key), f"unknown key {quoted(key)}", do)

    def lacks(self, node: Map, key: str) -> None:
        self.problems.error(node.place, f"`{key}` is missing", f"add `{key}:`")

    # --- words

    def fact(self, node: Map, key: str, *, needed: bool = False) -> str:
        """Return a word or a text that is no text for people."""
        value = node.entries.get(key)
        if value is None:
            if needed:
                self.lacks(node, key)
            return ""
        if not isinstance(value, Text) or not value.value or len(value.value) > MAX_FACT:
            self.problems.error(value.place, f"`{key}` must be a text of 1 to {MAX_FACT} characters", "correct it")
            return ""
        return " ".join(value.value.split())

    def one_of(self, node: Map, key: str, words: Sequence[str], *, needed: bool = False) -> str:
        found = self.fact(node, key, needed=needed)
        if found and found not in words:
            do = self.problems.suggest(found, words, f"use one of: {', '.join(words)}")
            self.problems.error(node.entries[key].place, f"`{key}` cannot be {quoted(found)}", do)
            return ""
        return found

    def some_of(self, node: Map, key: str, words: "Sequence[str] | None", *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of words, each once; `words` None takes any."""
        value = node.entries.get(key)
        if value is None:
            if needed:
                self.lacks(node, key)
            return ()
        if not isinstance(value, List) or (needed and not value.items):
            self.problems.error(value.place, f"`{key}` must be a list", "write [one, two]")
            return ()
        return tuple(dict.fromkeys(self.listed(value, key, words)))

    def listed(self, value: List, key: str, words: "Sequence[str] | None") -> list[str]:
        found: list[str] = []
        for item in value.items:
            if not isinstance(item, Text):
                self.problems.error(item.place, f"`{key}` must be a list of words", "write [one, two]")
            elif words is not None and item.value not in words:
                do = self.problems.suggest(item.value, words, f"use some of: {', '.join(words)}")
                self.problems.error(item.place, f"`{key}` cannot have {quoted(item.value)}", do)
            else:
                found.append(item.value)
        return found

    def maps(self, value: Node, key: str) -> list[Map]:
        if not isinstance(value, List):
            self.problems.error(value.place, f"`{key}` must be a list", "begin each with `- `")
            return []
        for item in value.items:
            if not isinstance(item, Map):
                self.problems.error(item.place, f"`{key}` must be a list of mappings", "write its keys after `- `")
        return [item for item in value.items if isinstance(item, Map)]

    # --- languages and texts

    def language_codes(self, node: Map, key: str) -> tuple[str, ...]:
        found = self.some_of(node, key, None, needed=True)
        for code in found:
            if not is_language_code(code):
                place = node.entries[key].place
                self.problems.error(place, f"{quoted(code)} is not a language code", "write codes: en, fr, rw, sw")
        return found

    def by_language(self, node: Map, key: str, words: Sequence[str]) -> Mapping[str, str]:
        """Return a word for each language; a word alone counts for all."""
        value = node.entries.get(key)
        if value is None:
            return {}
        if isinstance(value, Text):
            return dict.fromkeys(self.languages, self.one_of(node, key, words))
        if not isinstance(value, Map):
            self.problems.error(value.place, f"`{key}` must be a mapping", "write {en: ..., rw: ...}")
            return {}
        for code in value.entries:
            if code not in self.languages:
                do = "name it under `languages:` as well"
                self.problems.error(value.key_place(code), f"{quoted(code)} is no language of this file", do)
        return {code: self.one_of(value, code, words) for code in value.entries}

    def text(self, node: Map, key: str, most: int, *, needed: bool = False) -> Localised:
        """Return a text for people, in every language of the file."""
        value = node.entries.get(key)
        if value is None:
            if needed:
                self.lacks(node, key)
            return NO_TEXT
        return self.localised_of(value, f"`{key}`", most)

    def localised_of(self, value: Node, what: str, most: int) -> Localised:
        if not isinstance(value, Map):
            self.problems.error(value.place, f"{what} must have a text for each language", "write {en: ..., rw: ...}")
            return NO_TEXT
        found: dict[str, str] = {}
        for code, text in value.entries.items():
            if code not in self.languages:
                self.problems.error(value.key_place(code), f"{quoted(code)} is no language of this file", "correct it")
            elif not isinstance(text, Text) or not text.value.strip() or len(text.value) > most:
                size = f" ({len(text.value)})" if isinstance(text, Text) else ""
                self.problems.error(
                    text.place, f"{what} must be a text of 1 to {most} characters{size}", "put it in quotes, shorten it"
                )
            else:
                found[code] = " ".join(text.value.split())
        missing = [code for code in self.languages if code not in value.entries]
        if missing:
            self.problems.error(value.place, f"{what} lacks {', '.join(missing)}", "write it in every language")
        return found
