"""Every text for people in a form's file, with its place: for translators' sheets. What is read back is put in there.

`check_texts.texts_of` yields the texts of a form as it runs, blocks included; this is one file as its author wrote it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from fieldkit.forms.edit_yaml import Edits, compose, entry, key_of, quote
from fieldkit.forms.words import is_language_code

if TYPE_CHECKING:
    import yaml

TEXT_KEYS = ("label", "hint", "guidance_hint", "why", "required_message", "constraint_message", "summary", "says")
_NO_TEXTS = ("use", "reviewed", "partial", "languages_named", "x", "tests", "settings", "bind", "body", "instance")
_NO_TEXTS_EITHER = ("media", "parameters", "entities", "initial", "namespaces", "source", "licence", "evidence")

_FILLED_IN = re.compile(r"\$\{[^}]*\}")


class Passage(NamedTuple):
    """One text: the path of keys that leads to it, its words by language ("" for all), its node, and the question,
    group or choice list that it belongs to ("" for none)."""

    path: str
    texts: dict[str, str]
    node: "yaml.Node"
    owner: str = ""

    @property
    def what(self) -> str:
        """What it is, for a translator: choice, or the last key: label, hint, says."""
        return "choice" if self.path.startswith("choices.") else self.path.rpartition(".")[2].partition("#")[0]

    def said(self, language: str) -> str:
        """Return the words in a language; "" where there are none of its own."""
        return self.texts.get(language, "")

    def source(self, default_language: str) -> str:
        """Return the words that it is translated from."""
        return self.texts.get(default_language) or self.texts.get("", "")


class File(NamedTuple):
    """One form or block as its author wrote it."""

    text: str
    root: "yaml.MappingNode"
    default_language: str
    languages: tuple[str, ...]
    passages: tuple[Passage, ...]


def read_passages(data: bytes) -> File:
    """Return the texts of a file that has been read without a mistake."""
    text = data.decode("utf-8")
    root = compose(text)
    listed = tuple(getattr(node, "value", "") for node in getattr(entry(root, "languages"), "value", ()))
    default = str(getattr(entry(root, "default_language"), "value", "")) or (listed[0] if listed else "en")
    partial = tuple(key.value for key, _ in getattr(entry(root, "partial"), "value", ()))
    known = {*listed, default, *partial} if listed else None
    passages = _numbered(_Walk(default, known).form(root))
    seen = (code for passage in passages for code in passage.texts if code)
    return File(text, root, default, tuple(dict.fromkeys((*listed, *partial, default, *seen))), passages)


def _numbered(found: Iterator[Passage]) -> tuple[Passage, ...]:
    """Give every path once: a second one of the same name gets a number."""
    seen: Counter[str] = Counter()
    made = []
    for passage in found:
        seen[passage.path] += 1
        times = seen[passage.path]
        made.append(passage if times == 1 else passage._replace(path=f"{passage.path}#{times}"))
    return tuple(made)


class _Walk:
    """One walk through a file; `languages` are the codes that it names, None where it names none."""

    def __init__(self, default_language: str, languages: "Collection[str] | None") -> None:
        self.default_language = default_language
        self.languages = languages

    def form(self, root: "yaml.MappingNode") -> Iterator[Passage]:
        for key, value in root.value:
            if key.value == "choices":
                yield from self.choices(value)
            elif key.value == "title":
                yield from self.text("title", value)
            elif key.value not in (*_NO_TEXTS, *_NO_TEXTS_EITHER):
                yield from self.any(key.value, value)

    def choices(self, lists: "yaml.Node") -> Iterator[Passage]:
        for name, options in _pairs(lists):
            yield from (passage._replace(owner=name) for passage in self.options(f"choices.{name}", options))

    def options(self, path: str, options: "yaml.Node") -> Iterator[Passage]:
        for value, text in _pairs(options):
            if entry(text, "label") is not None or entry(text, "name") is not None:
                yield from self.any(f"{path}.{value}", text)
            else:
                yield from self.text(f"{path}.{value}", text)
        yield from self.rows(path, options)

    def any(self, path: str, node: "yaml.Node") -> Iterator[Passage]:
        """Yield the texts below a node: those under a key for texts, and mappings of nothing but languages."""
        import yaml

        if isinstance(node, yaml.SequenceNode):
            yield from self.rows(path, node)
        elif self.is_by_language(node):
            yield from self.text(path, node)
        else:
            for key, value in _pairs(node):
                if key in TEXT_KEYS and not (key == "label" and _is_word_of_a_rule(path, value)):
                    yield from self.text(f"{path}.{key}", value)
                elif key not in (*_NO_TEXTS, *_NO_TEXTS_EITHER):
                    yield from self.any(f"{path}.{key}", value)

    def rows(self, path: str, rows: "yaml.Node") -> Iterator[Passage]:
        import yaml

        for number, row in enumerate(rows.value if isinstance(rows, yaml.SequenceNode) else (), start=1):
            names = (getattr(entry(row, key), "value", "") for key in ("name", "group", "repeat", "label"))
            name = next((name for name in names if isinstance(name, str) and name), str(number))
            for passage in self.any(f"{path}.{name}", row):
                yield passage if passage.owner else passage._replace(owner=name)

    def text(self, path: str, node: "yaml.Node") -> Iterator[Passage]:
        import yaml

        if isinstance(node, yaml.ScalarNode):
            if any(sign.isalpha() for sign in _FILLED_IN.sub("", node.value)):
                yield Passage(path, {"": node.value}, node)
        elif self.is_by_language(node):
            yield Passage(path, {key: value.value for key, value in _pairs(node)}, node)

    def is_by_language(self, node: "yaml.Node") -> bool:
        import yaml

        pairs = list(_pairs(node))
        if not pairs or not all(self.may_be(key) and isinstance(value, yaml.ScalarNode) for key, value in pairs):
            return False
        return self.languages is not None or any(key == self.default_language for key, _ in pairs)

    def may_be(self, code: str) -> bool:
        return code in self.languages if self.languages is not None else is_language_code(code)


def _is_word_of_a_rule(path: str, node: "yaml.Node") -> bool:
    """Return whether a `label` is a word that a rule gives out, such as smuggling: nobody translates it."""
    import yaml

    return path.startswith(("classify.", "result.")) and isinstance(node, yaml.ScalarNode)


def _pairs(node: "yaml.Node") -> Iterator[tuple[str, "yaml.Node"]]:
    import yaml

    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value) for key, value in node.value)


def put_text(edits: Edits, passage: Passage, default_language: str, language: str, words: str) -> None:
    """Put a translation in: in place of the old one, behind the other languages, or beside a text without one."""
    import yaml

    if isinstance(passage.node, yaml.MappingNode):
        edits.put(passage.node, language, quote(words))
    else:
        own = f"{key_of(default_language)}: {quote(passage.texts[''])}"
        edits.replace(passage.node, f"{{{own}, {key_of(language)}: {quote(words)}}}")
