"""A practice interview as it was written, typed: an invented person, what is said, and the answer key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from fieldkit.forms.model import Formula, Localised
from fieldkit.forms.problems import Place
from fieldkit.forms.values import NonAnswer

THEMES: Final = tuple(f"V{number:02}" for number in range(1, 16))
AUDIENCES: Final = (
    *("border_officer", "police", "community_volunteer", "counsellor", "teacher", "camp_staff", "judiciary"),
    "field_worker",
)
OPEN: Final = "open"
WAYS: Final = (OPEN, "leading", "blaming", "unsafe")
"""How a question can be asked: well, or in one of three ways that do harm or spoil the answer."""
POINTS: Final = ("privacy", "escort", "child", "distress", "consent", "interpreter", "danger")
ELEMENTS: Final = ("act", "means", "purpose")
CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "act": tuple(f"A{number}" for number in range(1, 6)),
    "means": tuple(f"M{number}" for number in range(1, 9)),
    "purpose": tuple(f"P{number}" for number in range(1, 8)),
}
SITUATIONS: Final = (
    *("trafficking_adult", "trafficking_child", "smuggling", "abduction_no_exploitation", "labour_abuse", "fraud"),
    *("gbv_not_trafficking", "child_labour_not_trafficking", "at_risk_no_elements_yet", "not_enough_information"),
)
STEPS_NOW: Final = (
    *("refer_now", "confront_escort", "offer_help", "police_against_will", "refer_24h", "question_child_more"),
    *("send_back", "do_nothing"),
)
STEPS_AFTER: Final = (
    *("child_protection", "call_family", "asylum_first", "labour_inspector", "gbv_services"),
    *("police_with_agreement", "call_embassy", "fraud_report", "talk_again"),
)
"""Next steps by the moment: before parting, and after. Each list mixes help with harm, so that neither gives itself
away."""
HARMFUL_STEPS: Final = (
    *("confront_escort", "send_back", "call_family", "call_embassy", "police_against_will"),
    *("question_child_more", "do_nothing"),
)
HELPFUL_STEPS: Final = tuple(step for step in (*STEPS_NOW, *STEPS_AFTER) if step not in HARMFUL_STEPS)
"""Next steps that are an offer of help or a referral: none is ever marked as a mistake."""
OTHERWISE: Final = "otherwise"

Given: TypeAlias = str | tuple[str, ...] | NonAnswer
"""An answer as a key writes it: a value, the values of a set, or why there is none."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask, and what comes to it: words, something seen, or both."""

    kind: str
    ask: Localised
    says: Localised = field(default_factory=dict)
    seen: Localised = field(default_factory=dict)
    place: Place = (0, 0)


@dataclass(frozen=True, slots=True)
class ScriptEntry:
    """What comes to one question: words, something seen, words by the way of asking, or silence."""

    name: str
    place: Place
    says: Localised = field(default_factory=dict)
    seen: Localised = field(default_factory=dict)
    ways: tuple[Way, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """The right answer to one question, further ones that count as right, and why."""

    name: str
    place: Place
    right: Given
    also: tuple[Given, ...] = ()
    why: Localised = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConductPoint:
    """One point of safe conduct: kept where `when` is a certain yes, broken where it is a certain no."""

    point: str
    when: Formula
    says: Localised
    place: Place = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The trainer's answers. `elements` are the codes by element; `either` names those that count as right both ways;
    `touched` what the form touches, which may differ from the law's reading."""

    answers: Mapping[str, KeyAnswer]
    not_keyed: tuple[str, ...]
    age: str
    elements: Mapping[str, tuple[str, ...]]
    either: tuple[str, ...]
    touched: tuple[str, ...]
    situation: str
    also_situation: tuple[str, ...]
    result: str
    also_result: tuple[str, ...]
    why: Localised
    right_steps: tuple[str, ...]
    unsafe_steps: tuple[str, ...]
    conduct: tuple[ConductPoint, ...]
    settles: str
    settles_why: Localised

    @property
    def present(self) -> tuple[str, ...]:
        """The elements that are there."""
        return tuple(name for name in ELEMENTS if self.elements.get(name))

    @property
    def situations(self) -> tuple[str, ...]:
        """Every situation that counts as right."""
        return self.situation, *self.also_situation

    @property
    def results(self) -> tuple[str, ...]:
        """Every result of the form that counts as right."""
        return self.result, *self.also_result


NO_KEY: Final = Key(
    answers={},
    not_keyed=(),
    age="",
    elements={},
    either=(),
    touched=(),
    situation="",
    also_situation=(),
    result="",
    also_result=(),
    why={},
    right_steps=(),
    unsafe_steps=(),
    conduct=(),
    settles="",
    settles_why={},
)
"""The key of a vignette that has none yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vignette:
    """One practice interview. `places` says where its parts stand in the file, by their path: "key.result"."""

    id: str
    version: str
    theme: str
    title: Localised
    form: str
    languages: tuple[str, ...]
    difficulty: int
    audience: tuple[str, ...]
    source: str
    content_note: Localised
    story: tuple[Localised, ...]
    script: Mapping[str, ScriptEntry]
    key: Key
    twin: str = ""
    differs: Localised = field(default_factory=dict)
    use: Mapping[str, str] = field(default_factory=dict)
    reviewed: Mapping[str, bool] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)

    def place(self, path: str) -> Place:
        return self.places.get(path, (1, 1))

    def entry(self, question: str) -> ScriptEntry | None:
        """Return what comes to a question: its own entry, or what comes to every other one."""
        return self.script.get(question) or self.script.get(OTHERWISE)
