"""A JSON Schema (2020-12) of the form language, made from its words, for completion and hints in editors.

Editors read YAML's `yes` as a truth value and `1.10` as a number where fieldkit reads text: a text may be any scalar.
"""

from collections.abc import Mapping

from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.words import (
    ALIKE_KEYS,
    CLASSIFY_KEYS,
    CONTRIBUTION_KEYS,
    DIMENSION_KEYS,
    DIMENSIONS_KEYS,
    DUE_KEYS,
    ELEMENTS,
    EXTERNAL,
    FLAGS,
    FORM_KEYS,
    FROM_FILE,
    GATE_KEYS,
    GROUP_KEYS,
    INCLUDE_KEYS,
    INDICATOR_KEYS,
    ITEM_KEYS,
    KINDS,
    LANGUAGE_CODE,
    LEAST_KEYS,
    LOOKS_LIKE_KEYS,
    MAX_MINUTES,
    OUTCOME_KEYS,
    QUESTION_KEYS,
    RECIPIENT_CLASSES,
    REPEAT_KEYS,
    ROLES,
    SCORE_KEYS,
    TEST_KEYS,
    TYPES,
    USES,
)
from fieldkit.result import Json

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Json]

_NAME = r"^[^\s0-9.-][^\s]*$"  # a letter of any script first: the dialects of patterns share no word for it
_CODE = f"^{LANGUAGE_CODE}$"
TEXT: Schema = {"type": ["string", "number", "boolean"]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _one_of(words: object) -> Schema:
    return {"enum": list(words)}  # type: ignore[call-overload]


def _list_of(item: Json) -> Schema:
    return {"type": "array", "items": item}


def _words(words: object) -> Schema:
    """A list of words, or one word alone."""
    return {"anyOf": [_one_of(words), _list_of(_one_of(words))]}


_VALUES: Mapping[str, Schema] = {
    "form_id": _ref("name"),
    "name": _ref("name"),
    "group": _ref("name"),
    "repeat": _ref("name"),
    "score": _ref("name"),
    "title": _ref("texts"),
    "label": _ref("texts"),
    "hint": _ref("texts"),
    "guidance_hint": _ref("texts"),
    "why": _ref("texts"),
    "required_message": _ref("texts"),
    "constraint_message": _ref("texts"),
    "summary": _ref("texts"),
    "note": _ref("texts"),
    "says": _ref("texts"),
    "relevant": _ref("expression"),
    "required": _ref("expression"),
    "constraint": _ref("expression"),
    "calculation": _ref("expression"),
    "default": _ref("expression"),
    "read_only": _ref("expression"),
    "repeat_count": _ref("expression"),
    "choice_filter": _ref("expression"),
    "trigger": _ref("expression"),
    "instance_name": _ref("expression"),
    "touches": _ref("expression"),
    "starts_clock": _ref("expression"),
    "when": _ref("expression"),
    "safety": _ref("expression"),
    "consent": _ref("expression"),
    "danger": _ref("expression"),
    "urgent": _ref("expression"),
    "suspicion": _ref("expression"),
    "type": _ref("type"),
    "survey": _ref("survey"),
    "choices": _ref("choices"),
    "tests": _list_of(_ref("test")),
    "gates": _ref("gates"),
    "classify": _ref("classify"),
    "dimensions": _ref("dimensions"),
    "indicators": {"anyOf": [_ref("indicator"), _list_of(_ref("indicator"))]},
    "result": TEXT,
    "default_language": _ref("language"),
    "languages": _list_of(_ref("language")),
    "language": _ref("language"),
    "use": {"anyOf": [_one_of(USES), {"type": "object", "additionalProperties": _one_of(USES)}]},
    "who_may_run": _words(ROLES),
    "recipient_class": _one_of(RECIPIENT_CLASSES),
    "partial": {"type": "object", "additionalProperties": _ref("language")},
    "kind": _one_of(KINDS),
    "followed_by": _list_of(TEXT),
    "clock_from": TEXT,
    "second_person": _one_of(("yes", "no", True, False)),
    "due": _list_of(_ref("due_line")),
    "minutes": {"type": ["integer", "string"], "pattern": "^[0-9]{1,3}$", "minimum": 1, "maximum": MAX_MINUTES},
    "non_response": _words(("dk", "ref")),
    "flags": _words(FLAGS),
    "element": _one_of((*ELEMENTS, "sign")),
    "observation": _one_of(("yes", "no", True, False)),
    "fixed": _one_of(("yes", "no", True, False)),
    "kept_on_refusal": _list_of(TEXT),
    "points": TEXT,
    "version": TEXT,
    "appearance": TEXT,
    "parameters": TEXT,
    "renamed_from": TEXT,
    "include": TEXT,
    "add": _list_of(_ref("contribution")),
    "bands": {"type": "object", "additionalProperties": TEXT},
}
"""What stands under a key; a key that is not here takes anything."""

ABOUT: Mapping[str, str] = {
    "form_id": "The form's name: letters, digits, _, - and .",
    "version": "Every change gets a new one; an unfinished interview stays on its own.",
    "title": "What people call the form, by language.",
    "default_language": "The language that is shown where a text is missing.",
    "choices": "Lists of choices: list: {value: label}.",
    "survey": "The questions, groups, repeats and scores, in order.",
    "relevant": "Asked only when this is true.",
    "required": "yes, no, or an expression.",
    "constraint": "Must hold for an answer; `.` is the answer. A blank one is never refused.",
    "calculation": "Computed whenever something it reads changes.",
    "choice_filter": "Which choices are offered: an expression over the columns of the choices.",
    "non_response": "Non-answers that the question takes: dk, ref.",
    "flags": "identifying, sensitive, free_text: kept out of lists and exports.",
    "renamed_from": "The name in the version before, so that answers are kept.",
    "reviewed": "Which texts a fluent person has read: all, none, or names.",
    "gates": "safety, consent, danger: expressions that open or close the interview.",
    "tests": "Answers and what should come of them; run by `fieldkit form test`.",
    "use": "practice, pilot or field, for each language.",
    "minutes": "How long the interview usually takes; from 20 on the screen first says which help cannot wait.",
    "partial": "Languages that only some texts have, and the language shown for the others: {rn: rw}.",
    "kind": "What the form is for; lists of forms are in this order.",
    "followed_by": "Forms that are put after this one.",
    "clock_from": "The question that says when the 24 hours began.",
    "second_person": "yes: somebody else than who began it must finish it.",
    "due": "What is to be done afterwards: the question that holds its day, and words.",
    "include": "The name of a shared block in the form's folder.",
    "touches": "When this is true the question's element counts as touched.",
    "starts_clock": "When this is true the 24 hours begin.",
}


def _object(keys: Mapping[str, object], needed: tuple[str, ...] = ()) -> Schema:
    """A mapping with exactly these keys."""
    properties: Schema = {}
    for key in keys:
        value = _VALUES.get(key, {})
        properties[key] = {**value, "description": ABOUT[key]} if key in ABOUT else value
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": list(needed)} if needed else made


def form_schema() -> Schema:
    """Return the schema of a form."""
    form = _object(FORM_KEYS, ("form_id", "version", "title", "survey"))
    head: Schema = {"$schema": DIALECT, "title": "fieldkit form", "description": "See docs/form-language.md."}
    return {**head, **form, "$defs": _definitions()}


def _definitions() -> Schema:
    return {
        "text": TEXT,
        "name": {"type": "string", "pattern": _NAME},
        "language": {"type": "string", "pattern": _CODE},
        "expression": {**TEXT, "description": "An XPath expression as in XLSForm: ${age} < 18"},
        "texts": {
            "anyOf": [TEXT, {"type": "object", "patternProperties": {_CODE: TEXT}, "additionalProperties": False}]
        },
        "type": _types(),
        "survey": _list_of(_ref("item")),
        "item": _item(),
        "question": _object(QUESTION_KEYS, ("name", "type")),
        "group": _object(GROUP_KEYS, ("group", "survey")),
        "repeat": _object(REPEAT_KEYS, ("repeat", "survey")),
        "score": _object(SCORE_KEYS, ("score", "add")),
        "include": _object(INCLUDE_KEYS, ("include",)),
        "contribution": _object(CONTRIBUTION_KEYS, ("when", "points")),
        "choices": {"type": "object", "additionalProperties": _choice_list()},
        "test": _test(),
        "gates": _object(GATE_KEYS),
        "classify": _classify(),
        "due_line": _object(DUE_KEYS, ("name", "on", "says")),
        "rule": _object(ITEM_KEYS, ("when", "says")),
        "dimensions": _dimensions(),
        "indicator": _object(INDICATOR_KEYS, ("dimension", "strength")),
    }


def _types() -> Schema:
    plain = [word for word, kind in TYPES.items() if not kind.has_choices]
    listed = [kind.value for kind in QuestionType if kind.has_choices]
    lists = "|".join([*listed, *FROM_FILE])
    return {"anyOf": [_one_of([*plain, *EXTERNAL]), {"type": "string", "pattern": f"^({lists}) \\S+( or_other)?$"}]}


def _item(kinds: tuple[str, ...] = ("group", "repeat", "score", "include")) -> Schema:
    """Choose by the first key, so that an editor says what is wrong with a group as a group."""
    made: Schema = _ref("question")
    for kind in reversed(kinds):
        made = {"if": {"required": [kind]}, "then": _ref(kind), "else": made}
    return {"type": "object", **made}


def _choice_list() -> Schema:
    row: Schema = {"type": "object", "properties": {"name": TEXT, "label": _ref("texts")}, "required": ["name"]}
    choice: Schema = {"anyOf": [TEXT, {"type": "object"}]}
    return {"anyOf": [{"type": "object", "additionalProperties": choice}, _list_of(row)]}


def _test() -> Schema:
    """A test's name is any text."""
    made = _object(TEST_KEYS, ("expect",))
    properties = made["properties"]
    return {**made, "properties": {**(properties if isinstance(properties, dict) else {}), "name": TEXT}}


def _line(keys: Mapping[str, object], needed: tuple[str, ...]) -> Schema:
    """A line of a table: besides its own keys it has the table's columns."""
    return {**_object(keys, needed), "additionalProperties": TEXT}


def _dimensions() -> Schema:
    made = _object(DIMENSIONS_KEYS)
    properties = made["properties"]
    named: Schema = {"type": "object", "additionalProperties": _object(DIMENSION_KEYS)}
    more: Schema = {"evidence": _ref("texts"), "positive_if": _list_of(_object(LEAST_KEYS)), "named": named}
    return {**made, "properties": {**(properties if isinstance(properties, dict) else {}), **more}}


def _classify() -> Schema:
    made = _object(CLASSIFY_KEYS, ("name",))
    lines = _list_of(_line(LOOKS_LIKE_KEYS, ("label", "says")))
    properties = made["properties"]
    age = {"child": _ref("expression"), "adult": _ref("expression")}
    more: Schema = {
        "age": {"type": "object", "properties": age, "additionalProperties": False},
        "elements": {
            "type": "object",
            "properties": {name: _list_of(_ref("rule")) for name in ELEMENTS},
            "additionalProperties": False,
        },
        "facts": {"type": "object", "additionalProperties": _ref("expression")},
        "outcomes": _list_of(_line(OUTCOME_KEYS, ("result",))),
        "looks_like": {
            "anyOf": [lines, {**_object(ALIKE_KEYS, ("lines",)), "properties": {"match": TEXT, "lines": lines}}]
        },
        "next_steps": _list_of(_ref("rule")),
    }
    return {**made, "properties": {**(properties if isinstance(properties, dict) else {}), **more}}
