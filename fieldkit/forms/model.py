"""A form as it was written, typed: what docs/form-language.md describes, without behaviour."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

from fieldkit.forms.expression.syntax import Parsed
from fieldkit.forms.problems import Place
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import NonAnswer

if TYPE_CHECKING:
    from fieldkit.forms.tables import Decision

Localised: TypeAlias = Mapping[str, str]
"""A text by language code; the key "" is a text without language."""

NO_TEXT: Localised = {}


# NamedTuples where a form makes one for each question or text: a frozen dataclass costs three times as much to make.


class Formula(NamedTuple):
    """An expression and where it stands. `exact` is False for block texts, whose columns are not those of the file."""

    text: str
    parsed: Parsed
    line: int
    column: int
    exact: bool

    def place(self, offset: int) -> Place:
        return self.line, self.column + (offset if self.exact else 0)


class Wording(NamedTuple):
    """A text for people with its ${name} parts."""

    texts: Localised
    names: tuple[str, ...]
    outputs: tuple[str, ...] = ()
    """The expressions that begin with instance() in the texts."""
    place: Place = (0, 0)


class ChoicesFrom(NamedTuple):
    """Choices made by other answers: a choice for each node, with the names of its children for value and label."""

    nodes: Formula
    value: str
    label: str


class Question(NamedTuple):
    """One question. `key` names it in stored answers: its name, with its groups where the name alone is not unique."""

    name: str
    type: QuestionType
    place: Place
    group: "Group | None" = None
    key: str = ""
    list_name: str = ""
    label: Wording | None = None
    hint: Wording | None = None
    guidance_hint: Wording | None = None
    why: Wording | None = None
    relevant: Formula | None = None
    required: Formula | None = None
    required_message: Wording | None = None
    constraint: Formula | None = None
    constraint_message: Wording | None = None
    calculation: Formula | None = None
    default: "Formula | str | None" = None
    read_only: Formula | None = None
    choice_filter: Formula | None = None
    choices_from: ChoicesFrom | None = None
    trigger: "tuple[Parsed, ...]" = ()
    appearance: str = ""
    bind_type: str = ""
    media: bool = False
    parameters: Mapping[str, str] = NO_TEXT
    non_response: tuple[NonAnswer, ...] = ()
    flags: tuple[str, ...] = ()
    observation: bool = False
    element: str = ""
    touches: Formula | None = None
    starts_clock: Formula | None = None
    renamed_from: str = ""


class Group(NamedTuple):
    """A group of questions, or a repeat. A question knows its group, a group the one around it."""

    name: str
    place: Place
    group: "Group | None" = None
    key: str = ""
    label: Wording | None = None
    hint: Wording | None = None
    relevant: Formula | None = None
    repeat: bool = False
    repeat_count: Formula | None = None
    summary: Wording | None = None
    renamed_from: str = ""
    read_only: Formula | None = None
    initial: "tuple[Mapping[str, Formula | str], ...] | None" = None
    fixed: bool = False


def wordings_of(item: "Question | Group") -> Iterator[Wording]:
    """Yield every text of a question or group."""
    parts: tuple[Wording | None, ...]
    if isinstance(item, Question):
        parts = (
            item.label,
            item.hint,
            item.guidance_hint,
            item.why,
            item.required_message,
            item.constraint_message,
        )
    else:
        parts = (item.label, item.hint, item.summary)
    yield from (part for part in parts if part is not None)


def repeats_around(item: "Question | Group | None") -> "tuple[Group, ...]":
    """Return the repeats that an item is in, itself included, the outermost first."""
    found: list[Group] = []
    group = item.group if isinstance(item, Question) else item
    while group is not None:
        if group.repeat:
            found.append(group)
        group = group.group
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `columns` are the further columns of its row, with `name` and `label`."""

    value: str
    label: Localised
    columns: Mapping[str, str]


class ChoiceList(Mapping[str, Localised]):
    """The choices of one list: a mapping of value to label, and `options` with their columns and repeated values."""

    __slots__ = ("_labels", "options", "place")

    def __init__(self, options: tuple[Option, ...], place: Place = (0, 0)) -> None:
        self.options = options
        self.place = place
        self._labels: dict[str, Localised] = {}
        for option in options:
            self._labels.setdefault(option.value, option.label)

    def __getitem__(self, value: str) -> Localised:
        return self._labels[value]

    def __contains__(self, value: object) -> bool:
        return value in self._labels

    def __iter__(self) -> Iterator[str]:
        return iter(self._labels)

    def __len__(self) -> int:
        return len(self._labels)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a CSV file or of a choice list, for look-ups: column names and rows in the order of the file."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


def table_of(choices: ChoiceList) -> Table:
    """Return the choices of a list as rows, with the columns of all of them."""
    columns = dict.fromkeys(column for option in choices.options for column in option.columns)
    return Table(tuple(columns), tuple(option.columns for option in choices.options))


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line of a score: how many points when its expression is true, and why in words."""

    when: Formula
    points: float
    note: Localised


@dataclass(frozen=True, slots=True)
class Score:
    """A sum of contributions; `bands` maps a band to the least score it needs, lowest first. (form-language 8)"""

    name: str
    place: Place
    contributions: tuple[Contribution, ...]
    bands: Mapping[str, float]


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
    cells: Mapping[str, bool] = field(default_factory=dict)


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
    decision: "Decision | None" = None


class Due(NamedTuple):
    """Something to do after the interview: `on` names the question whose answer is its day."""

    name: str
    on: str
    says: Localised
    place: Place = (0, 0)


TestAnswers: TypeAlias = "Mapping[str, TestAnswers] | tuple[TestAnswers, ...] | str"
"""Answers of a test: values by name, groups nested, a repeat as a list of mappings."""


@dataclass(frozen=True, slots=True)
class TestCase:
    """One entry of `tests:`. `expect` has names and the words visible, hidden, invalid, result. (form-language 10)"""

    __test__: ClassVar[bool] = False  # pytest: this is no test class

    name: str
    place: Place
    answers: Mapping[str, TestAnswers]
    expect: Mapping[str, TestAnswers]
    language: str = ""
    today: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A checked form. `form_hash` is the SHA-256 of the file's bytes and of what it includes (form-language 1.6);
    `file` its name for messages. `items` are groups and questions in the order of the file."""

    file: str
    form_hash: str
    form_id: str
    version: str
    title: Localised
    default_language: str
    languages: tuple[str, ...]
    choices: Mapping[str, ChoiceList]
    items: "tuple[Question | Group, ...]"
    use: Mapping[str, str]
    tables: Mapping[str, Table] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    """Tables whose file was not at hand."""
    scores: tuple[Score, ...] = ()
    instance_name: Formula | None = None
    allow_choice_duplicates: bool = False
    reviewed: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    partial: Mapping[str, str] = field(default_factory=dict)
    """Languages that only some texts have: which language is shown for the others."""
    kind: str = "screening"
    followed_by: tuple[str, ...] = ()
    """The forms that are put after this one, by their ids."""
    clock_from: str = ""
    """The question whose answer is when the 24 hours began; empty where the answers' own moments count."""
    second_person: bool = False
    """Whether somebody else than who began it must finish it."""
    due: tuple[Due, ...] = ()
    who_may_run: tuple[str, ...] = ()
    recipient_class: str = "case"
    minutes: int | None = None
    """How long the interview usually takes; None where the form does not say."""
    kept_on_refusal: tuple[str, ...] = ()
    safety: Formula | None = None
    consent: Formula | None = None
    danger: Formula | None = None
    classify: Classify | None = None
    tests: "tuple[TestCase, ...]" = ()
    program: object = field(default=None, compare=False, repr=False)
    """What the check compiled on the way, so that `compile_form` need not do it again."""
    questions: tuple[Question, ...] = field(init=False)
    groups: tuple[Group, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", tuple(i for i in self.items if isinstance(i, Question)))
        object.__setattr__(self, "groups", tuple(i for i in self.items if isinstance(i, Group)))

    def is_reviewed(self, name: str, language: str) -> bool:
        """Return whether a fluent person has reviewed the texts of `name` in `language`."""
        names = self.reviewed.get(language, frozenset())
        return names is None or name in names

    @property
    def titles(self) -> Localised:
        """The title in every language that has one, itself or by the language that stands in for it."""
        found = {code: self.title[other] for code, other in self.partial.items() if other in self.title}
        return {**found, **self.title}

    def stand_in(self, language: str) -> str:
        """Return the language that is shown where a text is missing in `language`. (form-language 1.5)"""
        return self.partial.get(language, self.default_language)


def text_in(texts: Localised, language: str, default_language: str) -> str:
    """Return the text in a language, or the visible fallback: no language, the one that stands in (the default one),
    any. (form-language 1.5)"""
    found = texts.get(language) or texts.get("") or texts.get(default_language)
    return found if found is not None else next(iter(texts.values()), "")
