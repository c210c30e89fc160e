"""Reads keys, words, texts and expressions out of YAML nodes, and reports what is wrong with them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldkit import errors
from fieldkit.forms.expression.outputs import outputs_in
from fieldkit.forms.expression.syntax import Parsed, parse
from fieldkit.forms.model import NO_TEXT, Formula, Localised, Wording
from fieldkit.forms.problems import Place, Problems, quoted
from fieldkit.forms.values import NonAnswer
from fieldkit.forms.words import is_language_code
from fieldkit.forms.yaml_reader import List, Map, Node, Text

_NAME = re.compile(r"[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?\Z")  # as XML has it
_REFERENCE = re.compile(r"\$\{\s{0,9}([^{}\s]+)\s{0,9}\}")
TRUE = frozenset(("yes", "true", "true()"))
FALSE = frozenset(("no", "false", "false()", ""))
_NOTHING = parse("''")
_NON_RESPONSES = {"dk": NonAnswer.DONT_KNOW, "ref": NonAnswer.REFUSED}


def is_name(text: str) -> bool:
    return _NAME.match(text) is not None


@dataclass(slots=True)
class Reader:
    """Every method reads one kind of value; `languages` collects the codes seen, `parsed` each expression once."""

    problems: Problems
    default_language: str = "en"
    languages: dict[str, None] = field(default_factory=dict)
    parsed: dict[str, Parsed] = field(default_factory=dict)

    # --- keys and plain words ----------------------------------------------------------------------------

    def keys(self, node: Map, known: Mapping[str, object], what: str) -> None:
        """Report unknown keys."""
        if node.entries.keys() <= known.keys():
            return
        for key in node.entries:
            if key not in known:
                do = self.problems.suggest(key, known, f"the keys of {what} are in docs/form-language.md")
                self.problems.error(node.key_place(key), f"unknown key {quoted(key)}", do)

    def text(self, node: Map, key: str) -> str:
        value = node.entries.get(key)
        if value is None:
            return ""
        if isinstance(value, Text):
            return value.value
        self.problems.error(value.place, f"`{key}` must be a text", "write it on one line, in quotes")
        return ""

    def needed(self, node: Map, key: str) -> str:
        found = self.text(node, key)
        if not found:
            self.problems.error(node.place, f"`{key}` is missing", f"add `{key}:`")
        return found

    def identifier(self, node: Map, key: str) -> str:
        found = self.needed(node, key)
        if found and not _NAME.match(found):
            place = node.entries[key].place
            self.problems.error(
                place, f"{quoted(found)} is not a name", "use letters, digits, _, - and .; begin with a letter"
            )
        return found

    def word(self, node: Map, key: str, known: Sequence[str]) -> str:
        found = self.text(node, key)
        if found and found not in known:
            do = self.problems.suggest(found, known, f"use one of: {', '.join(known)}")
            self.problems.error(node.entries[key].place, f"`{key}` cannot be {quoted(found)}", do)
            return ""
        return found

    def words(self, node: Map, key: str, known: Sequence[str] | None) -> tuple[str, ...]:
        """Return a list of words; one word alone is a list of one."""
        value = node.entries.get(key)
        if value is None:
            return ()
        items = value.items if isinstance(value, List) else [value]
        found: list[str] = []
        for item in items:
            if not isinstance(item, Text):
                self.problems.error(item.place, f"`{key}` must be a list of words", "write [one, two]")
            elif known is not None and item.value not in known:
                do = self.problems.suggest(item.value, known, f"use: {', '.join(known)}")
                self.problems.error(item.place, f"`{key}` cannot hold {quoted(item.value)}", do)
            else:
                found.append(item.value)
        return tuple(found)

    def mapping(self, node: Map, key: str, known: Mapping[str, object], what: str) -> Map | None:
        value = node.entries.get(key)
        if value is None:
            return None
        if not isinstance(value, Map):
            self.problems.error(value.place, f"`{key}` must be a mapping", "write its keys on lines below, indented")
            return None
        self.keys(value, known, what)
        return value

    def non_answers(self, node: Map) -> tuple[NonAnswer, ...]:
        return tuple(_NON_RESPONSES[word] for word in self.words(node, "non_response", tuple(_NON_RESPONSES)))

    def truth(self, node: Map, key: str) -> bool:
        found = self.text(node, key)
        if found in TRUE or found in FALSE:
            return found in TRUE
        self.problems.error(node.entries[key].place, f"`{key}` cannot be {quoted(found)}", "write yes or no")
        return False

    def per_language(self, node: Map, key: str) -> Mapping[str, Node]:
        """Return language -> node; a plain word counts for every language (key "")."""
        value = node.entries.get(key)
        if value is None:
            return {}
        if not isinstance(value, Map):
            return {"": value}
        for code in value.entries:
            self.language(code, value.key_place(code))
        return value.entries

    # --- texts for people --------------------------------------------------------------------------------

    def language(self, code: str, place: Place) -> None:
        if code in self.languages:
            return
        if is_language_code(code):
            self.languages[code] = None
        else:
            self.problems.error(place, f"{quoted(code)} is not a language code", "write a code such as en, fr, rw, sw")

    def localised(self, node: Node, what: str) -> Localised:
        if isinstance(node, Text):
            return {"": node.value}
        if isinstance(node, List):
            self.problems.error(node.place, f"{what} must be a text", "write a text, or {en: ..., fr: ...}")
            return NO_TEXT
        texts: dict[str, str] = {}
        for code, value in node.entries.items():
            if code not in self.languages:
                self.language(code, node.key_place(code))
            if isinstance(value, Text):
                texts[code] = value.value
            else:
                self.problems.error(value.place, f"{what} must be a text in each language", "put it in quotes")
        return texts

    def needed_text(self, node: Map, key: str) -> Localised:
        value = node.entries.get(key)
        if value is None:
            self.problems.error(node.place, f"`{key}` is missing", f"add `{key}: {{{self.default_language}: ...}}`")
            return NO_TEXT
        return self.localised(value, f"`{key}`")

    def wording(self, node: Map, key: str) -> Wording | None:
        value = node.entries.get(key)
        if value is None:
            return None
        texts = self.localised(value, f"`{key}`")
        names: tuple[str, ...] = ()
        outputs: tuple[str, ...] = ()
        for text in texts.values():
            if "instance(" in text:
                found = outputs_in(text)
                outputs += tuple(part for part in found if self.is_output(part, value))
                for part in found:
                    text = text.replace(part, "")  # noqa: PLW2901
            if "${" in text:
                names += tuple(_REFERENCE.findall(text))
        if not names and not outputs:
            return Wording(texts, (), (), value.place)
        return Wording(texts, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(outputs)), value.place)

    def is_output(self, text: str, node: Node) -> bool:
        """Return whether the expression in a text can be read; say so otherwise."""
        try:
            self.parsed.setdefault(text, parse(text))
        except errors.ExpressionInvalid as wrong:
            what = f"an expression in a text is wrong, and shown as it stands: {wrong.facts['what']}"
            self.problems.warn(node.place, what, str(wrong.facts["do"]))
            return False
        return True

    # --- expressions -------------------------------------------------------------------------------------

    def formula(self, node: Map, key: str) -> Formula | None:
        value = node.entries.get(key)
        if value is None:
            return None
        if not isinstance(value, Text):
            self.problems.error(value.place, f"`{key}` must be an expression", "put it in quotes")
            return None
        return self.formula_of(value)

    def formula_of(self, node: Text) -> Formula:
        text = node.value
        parsed = self.parsed.get(text)
        if parsed is None:
            try:
                parsed = self.parsed[text] = parse(text)
            except errors.ExpressionInvalid as wrong:
                offset = wrong.facts["offset"]
                place = node.place_of(offset if isinstance(offset, int) else 0)
                self.problems.error(place, f"the expression is wrong: {wrong.facts['what']}", str(wrong.facts["do"]))
                parsed = _NOTHING  # so that the key does not count as missing as well
        line, column = node.place_of(0)
        return Formula(text, parsed, line, column, node.style not in ("|", ">"))
