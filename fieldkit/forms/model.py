"""A form as it was written, typed: what docs/form-language.md describes, without behaviour."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from fieldkit.forms.expression.syntax import Parsed
from fieldkit.forms.problems import Place
from fieldkit.forms.values import NonAnswer

Localised: TypeAlias = Mapping[str, str]
"""A text by language code; the key "" is a text without language."""

NO_TEXT: Localised = {}


class QuestionType(Enum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    NOTE = "note"
    CALCULATE = "calculate"

    @property
    def takes_answer(self) -> bool:
        return self not in (QuestionType.NOTE, QuestionType.CALCULATE)


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression and where it stands. `exact` is False for block texts, whose columns are not those of the file."""

    text: str
    parsed: Parsed
    line: int
    column: int
    exact: bool

    def place(self, offset: int) -> Place:
        return self.line, self.column + (offset if self.exact else 0)


@dataclass(frozen=True, slots=True)
class Template:
    """A text for people with its ${name} parts."""

    texts: Localised
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    name: str
    type: QuestionType
    place: Place
    group: "Group | None" = None
    list_name: str = ""
    label: Template | None = None
    hint: Template | None = None
    why: Template | None = None
    relevant: Formula | None = None
    required: Formula | None = None
    required_message: Template | None = None
    constraint: Formula | None = None
    constraint_message: Template | None = None
    calculation: Formula | None = None
    default: "Formula | str | None" = None
    read_only: str = ""
    non_response: tuple[NonAnswer, ...] = ()
    flags: tuple[str, ...] = ()
    observation: bool = False
    element: str = ""
    touches: Formula | None = None
    starts_clock: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of questions. `questions` of a form are flat; a question knows its group, a group the one around it."""

    name: str
    place: Place
    group: "Group | None" = None
    label: Template | None = None
    relevant: Formula | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an element: when it is shown, in words."""

    when: Formula
    says: Localised


@dataclass(frozen=True, slots=True)
class LooksLike:
    when: Formula
    label: str
    says: Localised


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify:
    """The three-valued rule that gives the result."""

    name: str
    child: Formula | None = None
    adult: Formula | None = None
    elements: Mapping[str, tuple[Item, ...]]
    looks_like: tuple[LooksLike, ...] = ()
    urgent: Formula | None = None
    suspicion: Formula | None = None
    next_steps: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A checked form. `form_hash` is the SHA-256 of the file's bytes; `file` its name for messages."""

    file: str
    form_hash: str
    form_id: str
    version: str
    title: Localised
    default_language: str
    languages: tuple[str, ...]
    choices: Mapping[str, Mapping[str, Localised]]
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    use: Mapping[str, str]
    reviewed: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    who_may_run: tuple[str, ...] = ()
    recipient_class: str = "case"
    kept_on_refusal: tuple[str, ...] = ()
    safety: Formula | None = None
    consent: Formula | None = None
    danger: Formula | None = None
    classify: Classify | None = None
    program: object = field(default=None, compare=False, repr=False)
    """What the check compiled on the way, so that `compile_form` need not do it again."""

    def is_reviewed(self, name: str, language: str) -> bool:
        """Return whether a fluent person has reviewed the texts of `name` in `language`."""
        names = self.reviewed.get(language, frozenset())
        return names is None or name in names

    def everything(self) -> "Iterator[Question | Group]":
        yield from self.groups
        yield from self.questions


def text_in(texts: Localised, language: str, default_language: str) -> str:
    """Return the text in a language, or the visible fallback: no language, the default one, any. (form-language 1.5)"""
    found = texts.get(language) or texts.get("") or texts.get(default_language)
    return found if found is not None else next(iter(texts.values()), "")
