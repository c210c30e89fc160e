"""Labels, hints and messages of an XForm: `jr:itext()` looked up, `<output>` put as `${x}`, languages as codes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from fieldkit.forms.interchange.languages import DEFAULT, code_for
from fieldkit.forms.interchange.types import MEDIA_KINDS
from fieldkit.forms.interchange.xform_model import Itext
from fieldkit.forms.interchange.xform_paths import Names
from fieldkit.forms.interchange.xform_xml import Element
from fieldkit.forms.problems import Problems, quoted

Texts: TypeAlias = "str | dict[str, str]"
MISSING = "-"  # what pyxform writes for a text that a language lacks

_ITEXT = re.compile(r"""\s*jr:itext\(\s*(?:'([^']*)'|"([^"]*)")\s*\)\s*\Z""")


def language_codes(languages: Sequence[str]) -> dict[str, str]:
    """Return language as written -> its code; "" for texts without language when there is no other language."""
    if list(languages) == [DEFAULT]:
        return {DEFAULT: ""}
    found: dict[str, str] = {}
    for name in languages:
        found[name] = code_for(name, found.values())
    return found


@dataclass(slots=True)
class TextReader:
    """Turns the elements that hold texts into plain or localised texts."""

    itext: Itext
    codes: Mapping[str, str]
    names: Names
    problems: Problems

    def label(self, element: Element | None, context: str) -> Texts:
        """Return the text of a `<label>` or `<hint>`; "" when there is none."""
        if element is None:
            return ""
        reference = element.get("ref")
        itext = _ITEXT.match(reference)
        if itext and (itext[1] or itext[2]) in self.itext:
            return self.of_id(itext[1] or itext[2] or "", context)
        if reference and not itext:
            return self.names.reference(reference, context) or self.flat(element.content, context)
        return self.flat(element.content, context)

    def message(self, text: str, context: str) -> Texts:
        """Return the text of an attribute such as jr:constraintMsg."""
        itext = _ITEXT.match(text)
        return self.of_id(itext[1] or itext[2] or "", context) if itext else text.strip()

    def of_id(self, identifier: str, context: str, form: str = "") -> Texts:
        """Return one form (long, image, guidance ...) of a text in every language that has it."""
        found: dict[str, str] = {}
        for language, values in self.itext.get(identifier, {}).items():
            for value in values:
                if value.get("form") == form or (not form and value.get("form") == "long"):
                    found[self.codes[language]] = self.flat(value.content, context)
        return _localised(found)

    def media(self, element: Element | None, context: str) -> dict[str, Texts]:
        itext = _ITEXT.match(element.get("ref")) if element is not None else None
        if itext is None:
            return {}
        files = {form: self.of_id(itext[1] or itext[2] or "", context, form) for form in MEDIA_KINDS}
        return {form: _file_names(texts) for form, texts in files.items() if texts}

    def guidance(self, element: Element | None, context: str) -> Texts:
        itext = _ITEXT.match(element.get("ref")) if element is not None else None
        return "" if itext is None else self.of_id(itext[1] or itext[2] or "", context, "guidance")

    def flat(self, content: Iterable[str | Element], context: str) -> str:
        return "".join(p if isinstance(p, str) else self.output(p, context) for p in content).strip()

    def output(self, element: Element, context: str) -> str:
        """Return `${x}` for the path of a node, and a look-up the way XLSForm writes it: as it is."""
        if element.name != "output":
            return self.flat(element.content, context)  # h:b, h:em: the words without the mark-up
        value = (element.get("value") or element.get("ref")).strip()
        reference = self.names.reference(value, context)
        if reference is not None:
            return reference
        if value.startswith("instance("):
            return self.names.named(value, context)
        what = f"the expression {quoted(value)} in a text is left out"
        self.problems.warn(element.place, what, "calculate it in a question and name that with ${...}")
        return "…"


def _localised(found: dict[str, str]) -> Texts:
    if list(found) in ([""], []):
        return found.get("", "")
    written = {code: text for code, text in found.items() if text != MISSING}
    first = next(iter(found), "")
    return {first: found[first], **written} if written else found


def _file_names(texts: Texts) -> Texts:
    if isinstance(texts, str):
        return texts.rpartition("/")[2] if texts.startswith("jr://") else texts
    return {code: text.rpartition("/")[2] if text.startswith("jr://") else text for code, text in texts.items()}
