"""`non_response:` as companion questions: behind a question that may be refused stands one that asks why it is empty.

XLSForm has no "don't know" for every type. The companion `NAME_nr` is relevant while its question is relevant and
empty, and it takes over its `required`: so a person answers the one or the other, and paged clients do not block.
"""

import re
from collections.abc import Mapping

from fieldkit import errors
from fieldkit.forms.interchange.lower_gates import together
from fieldkit.forms.interchange.plain import Fields, fields_of, mapped_survey, questions, text, words
from fieldkit.forms.plain_yaml import Plain
from fieldkit.forms.question_types import COMPUTED, NEEDS_DEVICE, PRELOADS
from fieldkit.forms.reading import FALSE
from fieldkit.forms.words import EXTERNAL

SUFFIX = "_nr"
# Not reviewed by a fluent reader, as every text of the forms that ship.
ASKED: Mapping[str, str] = {
    "en": "No answer to this question because:",
    "fr": "Pas de réponse à cette question, car :",
    "rw": "Nta gisubizo kuri iki kibazo kubera ko:",
    "sw": "Hakuna jibu kwa swali hili kwa sababu:",
}
REASONS: Mapping[str, Mapping[str, str]] = {
    "dk": {"en": "Don't know", "fr": "Ne sait pas", "rw": "Ntabizi", "sw": "Hajui"},
    "ref": {"en": "Refused", "fr": "Refuse de répondre", "rw": "Yanze gusubiza", "sw": "Amekataa kujibu"},
}
_SILENT = {kind.value for kind in COMPUTED - PRELOADS - NEEDS_DEVICE} | {"note", *EXTERNAL}
_BY_ITSELF = {kind.value for kind in PRELOADS} | {"start-geopoint", "background-audio", "background-geopoint"}
_TOKEN = re.compile(r"""'[^']*'|"[^"]*"|(?<![\w.:-])nr\(\s*\$\{\s*([^{}\s]+)\s*\}\s*\)""")
_EXPRESSIONS = (
    "relevant", "required", "constraint", "calculation", "default", "read_only", "choice_filter", "repeat_count",
    "touches", "starts_clock",
)  # fmt: skip
_TEXTS = ("label", "hint", "guidance_hint", "required_message", "constraint_message")


def lower(document: Fields) -> Fields:
    """Return the document with companions instead of non-answers, and without `nr()`."""
    reasons = {text(question, "name"): _reasons(question, document) for question in questions(document)}
    taken = [name for name, found in reasons.items() if found and name + SUFFIX in reasons]
    if taken:
        why = f"{taken[0]}{SUFFIX} is the name of another question, and the non-answers of {taken[0]} need it"
        raise errors.ExportFailed(name=text(document, "form_id"), why=why)
    used = {tuple(found) for found in reasons.values() if found}
    lowered = mapped_survey(document, lambda item: _with_companion(_without_nr(item, reasons), reasons, document))
    if "instance_name" in lowered:
        lowered["instance_name"] = expression_without_nr(text(lowered, "instance_name"), reasons)
    if used:
        lists: Fields = {list_name(found): _choices(found, document) for found in sorted(used, key=list_name)}
        lowered["choices"] = {**fields_of(document, "choices"), **lists}
    return lowered


def list_name(reasons: tuple[str, ...]) -> str:
    """Return the name of the list of these reasons: fk_nr where both can be given."""
    return "fk_nr" if len(reasons) == len(REASONS) else f"fk_nr_{'_'.join(reasons)}"


def _reasons(question: Mapping[str, Plain], document: Mapping[str, Plain]) -> tuple[str, ...]:
    kind = text(question, "type")
    if kind in _SILENT:
        return ()
    if "non_response" in question:
        given = words(question, "non_response")
    else:
        given = [] if kind in _BY_ITSELF else words(document, "non_response")
    return tuple(reason for reason in REASONS if reason in given)


def _with_companion(item: Fields, reasons: Mapping[str, tuple[str, ...]], document: Fields) -> list[Fields]:
    name = text(item, "name")
    given = reasons.get(name, ()) if "type" in item else ()
    item.pop("non_response", None)
    if not given:
        return [item]
    companion: Fields = {
        "name": name + SUFFIX,
        "type": f"select_one {list_name(given)}",
        "label": _localised(ASKED, document),
        "relevant": together(text(item, "relevant"), f"${{{name}}} = ''"),
    }
    required = text(item, "required")
    if required not in FALSE:
        companion["required"] = required
        item.pop("required")
        if "required_message" in item:
            companion["required_message"] = item.pop("required_message")
    return [item, companion]


def _choices(reasons: tuple[str, ...], document: Fields) -> Fields:
    return {reason: _localised(REASONS[reason], document) for reason in reasons}


def _localised(texts: Mapping[str, str], document: Mapping[str, Plain]) -> Plain:
    """Return the texts in the form's languages; English where a language has none."""
    languages = words(document, "languages") or _languages(document)
    if not languages:
        return texts["en"]
    return {code: texts.get(code.partition("-")[0], texts["en"]) for code in languages}


def _languages(document: Mapping[str, Plain]) -> list[str]:
    found: dict[str, None] = {}
    for question in questions(document):
        for key in _TEXTS:
            found.update(dict.fromkeys(fields_of(question, key)))
    return list(found)


def _without_nr(item: Fields, reasons: Mapping[str, tuple[str, ...]]) -> Fields:
    for key in _EXPRESSIONS:
        if isinstance(item.get(key), str):
            item[key] = expression_without_nr(text(item, key), reasons)
    return item


def expression_without_nr(expression: str, reasons: Mapping[str, tuple[str, ...]]) -> str:
    """Return an expression with `nr(${x})` read from the companion; without one, or left blank, it is 'blank'."""

    def one(match: "re.Match[str]") -> str:
        name = match[1]
        if name is None:
            return match[0]
        why = f"if(${{{name}{SUFFIX}}} != '', ${{{name}{SUFFIX}}}, 'blank')" if reasons.get(name) else "'blank'"
        return f"if(${{{name}}} != '', '', {why})"

    return _TOKEN.sub(one, expression)
