"""From YAML nodes to the model: keys, words, texts, types. What names mean is checked in `check`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldkit.forms.expression.syntax import parse
from fieldkit.forms.model import (
    Form,
    Formula,
    Group,
    Localised,
    Question,
    QuestionType,
)
from fieldkit.forms.problems import Place, Problems, quoted
from fieldkit.forms.read_classify import ClassifyReader
from fieldkit.forms.reading import FALSE, TRUE
from fieldkit.forms.values import NonAnswer
from fieldkit.forms.words import (
    ELEMENTS,
    FLAGS,
    FORM_KEYS,
    GATE_KEYS,
    GROUP_KEYS,
    LATER_FORM_KEYS,
    LATER_QUESTION_KEYS,
    LATER_TYPES,
    NEVER_TYPES,
    QUESTION_KEYS,
    RECIPIENT_CLASSES,
    ROLES,
    USES,
)
from fieldkit.forms.yaml_reader import List, Map, Node, Text

MAX_QUESTIONS = 5000


def read_form(root: Node, file: str, form_hash: str, problems: Problems) -> Form | None:
    """Return the form that the document describes, as far as it can be read; None if its top is not a mapping."""
    if not isinstance(root, Map):
        problems.error(root.place, "a form is a mapping of keys", "start with `form_id:`")
        return None
    return _FormReader(problems).form(root, file, form_hash)


@dataclass(slots=True)
class _FormReader(ClassifyReader):
    groups: list[Group] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    non_response: tuple[NonAnswer, ...] = ()

    def form(self, root: Map, file: str, form_hash: str) -> Form:
        self.keys(root, FORM_KEYS, LATER_FORM_KEYS, "a form")
        self.default_language = self.text(root, "default_language") or "en"
        for code in self.words(root, "languages", None):
            self.languages[code] = None
        self.non_response = self.non_answers(root, ())
        title = self.needed_text(root, "title")
        form_id, version = self.identifier(root, "form_id"), self.needed(root, "version")
        choices = self.choices(root)
        survey = root.entries.get("survey")
        if survey is None:
            self.problems.error(root.place, "the form has no `survey:`", "add the list of questions")
        else:
            self.survey(survey, None)
        gates = self.mapping(root, "gates", GATE_KEYS, "gates")
        classify = self.classify(root)
        use = self.per_language(root, "use")
        return Form(
            file=file,
            form_hash=form_hash,
            form_id=form_id,
            version=version,
            title=title,
            default_language=self.default_language,
            languages=self.language_order(),
            choices=choices,
            groups=tuple(self.groups),
            questions=tuple(self.questions),
            use={code: self.use(use, code) for code in self.language_order()},
            reviewed=self.reviewed(root),
            who_may_run=self.words(root, "who_may_run", ROLES) or ROLES,
            recipient_class=self.word(root, "recipient_class", RECIPIENT_CLASSES) or "case",
            kept_on_refusal=self.words(root, "kept_on_refusal", None),
            safety=self.formula(gates, "safety") if gates else None,
            consent=self.formula(gates, "consent") if gates else None,
            danger=self.formula(gates, "danger") if gates else None,
            classify=classify,
        )

    def language_order(self) -> tuple[str, ...]:
        """The default language first, unless `languages` gives an order."""
        found = list(self.languages)
        if self.default_language not in found:
            found.insert(0, self.default_language)
        return tuple(found)

    def use(self, per_language: Mapping[str, Node], code: str) -> str:
        node = per_language.get(code) or per_language.get("")
        if node is None:
            return "practice"
        if isinstance(node, Text) and node.value in USES:
            return node.value
        self.problems.error(node.place, "this is not a use level", "write practice, pilot or field")
        return "practice"

    def reviewed(self, root: Map) -> dict[str, frozenset[str] | None]:
        found: dict[str, frozenset[str] | None] = {}
        for code, node in self.per_language(root, "reviewed").items():
            if isinstance(node, Text) and node.value in ("all", "none"):
                found[code] = None if node.value == "all" else frozenset()
            elif isinstance(node, List):
                found[code] = frozenset(item.value for item in node.items if isinstance(item, Text))
            else:
                self.problems.error(
                    node.place, "this does not say what is reviewed", "write all, none, or a list of names"
                )
        if "" in found:
            return dict.fromkeys(self.language_order(), found[""])
        return found

    # --- choices -----------------------------------------------------------------------------------------

    def choices(self, root: Map) -> dict[str, Mapping[str, Localised]]:
        lists = root.entries.get("choices")
        if lists is None:
            return {}
        if not isinstance(lists, Map):
            self.problems.error(lists.place, "`choices` must be a mapping", "write list: {value: text}")
            return {}
        return {name: self.choice_list(name, node) for name, node in lists.entries.items()}

    def choice_list(self, name: str, node: Node) -> Mapping[str, Localised]:
        if not isinstance(node, Map) or not node.entries:
            self.problems.error(node.place, f"the list {quoted(name)} must be a mapping", "write value: text")
            return {}
        for value in node.entries:
            if not value or any(sign.isspace() for sign in value):
                place = node.key_place(value)
                self.problems.error(place, f"the value {quoted(value)} has a space", "use _ and put words in the label")
        return {value: self.localised(text, "a choice") for value, text in node.entries.items()}

    # --- survey ------------------------------------------------------------------------------------------

    def survey(self, node: Node, group: Group | None) -> None:
        if not isinstance(node, List):
            self.problems.error(node.place, "`survey` must be a list", "begin each question with `- name:`")
            return
        for item in node.items:
            if not isinstance(item, Map):
                self.problems.error(item.place, "a question is a mapping of keys", "begin it with `- name:`")
            elif "group" in item.entries:
                self.group(item, group)
            elif "repeat" in item.entries:
                what = "`repeat` is not in this version of fieldkit"
                self.problems.error(item.key_place("repeat"), what, "ask for a fixed number in groups for now")
            elif len(self.questions) < MAX_QUESTIONS:
                self.question(item, group)
            else:
                self.problems.error(item.place, f"more than {MAX_QUESTIONS} questions", "split the form")
                return

    def group(self, node: Map, outer: Group | None) -> None:
        self.keys(node, GROUP_KEYS, LATER_QUESTION_KEYS, "a group")
        group = Group(
            name=self.identifier(node, "group"),
            place=node.entries["group"].place,
            group=outer,
            label=self.template(node, "label"),
            relevant=self.formula(node, "relevant"),
        )
        self.groups.append(group)
        survey = node.entries.get("survey")
        if survey is None:
            self.problems.error(node.place, f"the group {quoted(group.name)} has no `survey:`", "add its questions")
        else:
            self.survey(survey, group)

    def question(self, node: Map, group: Group | None) -> None:
        self.keys(node, QUESTION_KEYS, LATER_QUESTION_KEYS, "a question")
        name = self.identifier(node, "name")
        kind, list_name = self.type(node)
        values: dict[str, Any] = {}
        for key in node.entries:
            read = _QUESTION_PARTS.get(key)
            if read is not None:
                values[key] = read(self, node, key)
        values.setdefault("non_response", self.non_response if kind.takes_answer else ())
        self.questions.append(
            Question(name=name, type=kind, place=node.place, group=group, list_name=list_name, **values)
        )

    def type(self, node: Map) -> tuple[QuestionType, str]:
        """Return the type and list; after a mistake text, so that the name does not count as missing as well."""
        written = self.needed(node, "type")
        if not written:
            return QuestionType.TEXT, ""
        word, _, rest = written.partition(" ")
        kind, list_name = _TYPES.get(word), rest.strip()
        place = node.entries["type"].place
        if kind in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE):
            if list_name.endswith(" or_other"):
                do = "add a choice and a text question"
                self.problems.error(place, "`or_other` is not in this version of fieldkit", do)
            elif not list_name:
                self.problems.error(place, f"`{word}` needs the name of a list", f"write `{word} LIST`")
            return kind, list_name.removesuffix(" or_other")
        if kind is None or list_name:
            self.unknown_type(written, place)
            return QuestionType.TEXT, ""
        return kind, ""

    def unknown_type(self, written: str, place: Place) -> None:
        word = written.partition(" ")[0]
        if word in NEVER_TYPES:
            self.problems.error(place, f"`{word}` cannot be asked in a terminal", "use text or a choice list")
        elif word in LATER_TYPES:
            self.problems.error(place, f"the type `{word}` is not in this version of fieldkit", LATER_TYPES[word])
        else:
            what = f"unknown type {quoted(written)}"
            self.problems.error(place, what, self.problems.suggest(written, _TYPES, f"use one of: {', '.join(_TYPES)}"))

    def required(self, node: Map, key: str) -> Formula | None:
        """`yes` and `no` are words here; anything else is an expression."""
        value = node.entries[key]
        if not isinstance(value, Text):
            return self.formula(node, key)
        if value.value in FALSE:
            return None
        if value.value in TRUE:
            always = self.parsed.setdefault("true()", parse("true()"))
            return Formula("true()", always, *value.place, False)
        return self.formula_of(value)

    def default(self, node: Map, key: str) -> Formula | str | None:
        value = node.entries[key]
        if isinstance(value, Text) and ("${" in value.value or value.value.endswith(")")):
            return self.formula_of(value)
        return self.text(node, key)


_TYPES = {kind.value: kind for kind in QuestionType}

_QUESTION_PARTS: Mapping[str, Callable[[_FormReader, Map, str], Any]] = {
    "label": _FormReader.template,
    "hint": _FormReader.template,
    "why": _FormReader.template,
    "relevant": _FormReader.formula,
    "required": _FormReader.required,
    "required_message": _FormReader.template,
    "constraint": _FormReader.formula,
    "constraint_message": _FormReader.template,
    "calculation": _FormReader.formula,
    "default": _FormReader.default,
    "read_only": _FormReader.text,
    "non_response": lambda reader, node, _key: reader.non_answers(node, ()),
    "flags": lambda reader, node, key: reader.words(node, key, FLAGS),
    "observation": _FormReader.truth,
    "element": lambda reader, node, key: reader.word(node, key, (*ELEMENTS, "sign")),
    "touches": _FormReader.formula,
    "starts_clock": _FormReader.formula,
}
