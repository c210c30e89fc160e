"""An adult's interview as data: question names and answers; words and numbers come from the shipped forms.

The steps are in English; `spoken` returns them in another language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from fieldkit.commands.library import form_file
from fieldkit.forms.check import load_form
from fieldkit.forms.model import Form
from fieldkit.ui.messages import say
from tests.stories.terminal import KEYS, Terminal

Kind = Literal["one", "many", "text", "read", "key"]


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `answer` is a number, numbers with spaces, a text, or the letter of a fixed key. `name` is the
    question's in its form; without a form, an interface text's."""

    says: str
    kind: Kind
    answer: str = ""
    name: str = ""
    form: str = ""

    def keys(self) -> str:
        """What is pressed on a full screen."""
        if self.kind == "key":
            return KEYS[f"ctrl-{self.answer}"]
        if self.kind == "many":
            return "".join(f"{number} " for number in self.answer.split()) + "\r"
        return self.answer + "\r"

    def line(self) -> str:
        """What is typed in plain mode."""
        return f":{self.answer}" if self.kind == "key" else self.answer


@cache
def _form(name: str) -> Form:
    file = form_file(name)
    return load_form(file.data, name, file.beside)


def says(name: str, form: str = "border_quick_screen", language: str = "en") -> str:
    """Return a question's words."""
    question = next(q for q in _form(form).questions if q.name == name)
    assert question.label is not None
    return " ".join(question.label.texts[language].split())


def label(name: str, value: str, form: str = "border_quick_screen", language: str = "en") -> str:
    """Return the words of one of a question's choices."""
    question = next(q for q in _form(form).questions if q.name == name)
    return _form(form).choices[question.list_name][value][language]


def _numbers(name: str, values: tuple[str, ...], form: str) -> str:
    question = next(q for q in _form(form).questions if q.name == name)
    known = list(_form(form).choices[question.list_name])
    return " ".join(str(known.index(value) + 1) for value in values)


def one(name: str, value: str, form: str = "border_quick_screen") -> Step:
    return Step(says(name, form), "one", _numbers(name, (value,), form), name, form)


def many(name: str, *values: str, form: str = "border_quick_screen") -> Step:
    return Step(says(name, form), "many", _numbers(name, values, form), name, form)


def text(name: str, typed: str, form: str = "border_quick_screen") -> Step:
    return Step(says(name, form), "text", typed, name, form)


def read(name: str, form: str = "border_quick_screen") -> Step:
    return Step(says(name, form), "read", name=name, form=form)


def key(name: str, letter: str, form: str = "border_quick_screen") -> Step:
    return Step(says(name, form), "key", letter, name, form)


def page(name: str, answer: str = "") -> Step:
    """A page that is no question of a form, by the name of its title."""
    return Step(say("en", name), "one" if answer else "read", answer, name)


def spoken(steps: Sequence[Step], language: str) -> tuple[Step, ...]:
    """Return the same steps as they are put in a language."""
    return tuple(
        replace(step, says=says(step.name, step.form, language) if step.form else say(language, step.name))
        for step in steps
    )


END = page("overview.review")
RESULT = page("result.hint")
_PAPER = page("paper.title", "2")
SERVICES = (page("services.title"), _PAPER, page("heart.title"))
PLAIN_SERVICES = (_PAPER,)
"""After the result; in plain mode pages that are only read do not wait."""
BEFORE_CONSENT = (
    one("post", "gatuna"),
    one("danger", "no"),
    one("alone", "yes"),
    one("safe", "yes"),
    one("maybe_child", "no"),
    one("interpreter", "none"),
    one("interviewer_sex", "any"),
    read("limits"),
    read("about_talk"),
    one("explained_by", "me"),
    one("consent_language", "rw"),
    one("consent", "yes"),
    one("consent_mode", "oral"),
)
CHILD = (
    *BEFORE_CONSENT[:4],
    one("maybe_child", "under_16"),
    one("interpreter", "none"),
    one("interviewer_sex", "any"),
    read("limits_child"),
    read("about_child"),
    one("explained_by", "me"),
    one("consent_language", "rw"),
    one("assent", "yes"),
    one("consent_mode", "oral"),
    text("age", "14"),
    one("consent_by", "nobody"),
    one("consent_ground", "involved"),
    one("assent_referral", "yes"),
    one("sex", "woman"),
    one("nationality", "RW"),
    one("direction", "leaving"),
    one("company", "relative"),
    one("child_going", "work"),
    one("child_taken_by", "relative"),
    one("child_receiver", "yes"),
    one("child_money", "other"),
    key("child_home", "k"),
    many("child_seen", "afraid"),
    one("others_there", "yes"),
    many("seen", "spoken_for"),
    one("own_suspicion", "yes"),
    many("help_wanted", "safe_place"),
    one("share_identity", "no"),
    read("thanks"),
    END,
)
"""The quick part for a child: told and asked in a child's words, and only what a child may be asked."""
AGE = text("age", "23")
PROFILE = (
    many("consent_purposes", "referral", "statistics"),
    one("sex", "woman"),
    one("nationality", "BI"),
    one("direction", "leaving"),
    one("company", "arranger"),
)
QUESTIONS = (
    one("offer", "yes"),
    one("arranged_by", "recruiter"),
    one("arrival", "handed"),
    one("knows_place", "no"),
    key("promise", "k"),
    one("could_refuse", "no"),
    one("documents", "held"),
    many("pressure", "threat", "watched"),
    one("by_family", "no"),
    one("can_leave", "no"),
    one("debt", "yes"),
    key("earnings", "r"),
    many("made_to", "work"),
    one("conditions", "bad"),
    one("fear_return", "yes"),
)
OBSERVED = (
    one("others_there", "yes"),
    many("seen", "papers_held"),
    one("own_suspicion", "yes"),
)
HELP = (
    many("help_wanted", "safe_place", "talk"),
    one("share_identity", "yes"),
    read("thanks"),
    END,
)
SCREENING = (*BEFORE_CONSENT, AGE, *PROFILE, *QUESTIONS, *OBSERVED, *HELP)
AFTER = (
    one("referral_offered", "accepted", "after_result"),
    one("told_by_voice", "yes", "after_result"),
    text("voice_to", "duty officer", "after_result"),
    END,
)
NAME = "Ñandú Uwase Mukāmurenzi"
_WHO = "identity_contact"
IDENTITY = (
    read("about_identity", _WHO),
    one("agrees", "yes", _WHO),
    text("name_to_use", NAME, _WHO),
    many("receivers", "focal_point", form=_WHO),
    one("safe_to_call", "message", _WHO),
    text("safe_number", "+250 700 000 002", _WHO),
    key("who_answers", "k", _WHO),
    many("safe_hours", "h12_18", form=_WHO),
    one("tongue", "rw", _WHO),
    key("may_say", "n", _WHO),
    key("must_not_say", "n", _WHO),
    text("must_not_know", "the landlord", _WHO),
    key("other_way", "n", _WHO),
    END,
)
TOLD = (
    label("arrival", "handed"),
    label("documents", "held"),
    label("pressure", "threat"),
    NAME,
    "the landlord",
)
"""Words that only an answer puts on a screen."""


def walk(window: Terminal, steps: tuple[Step, ...]) -> None:
    """Answer one full screen after the other, each only when it shows its question."""
    for step in steps:
        window.expect(step.says)
        window.type(step.keys())


def walk_plain(window: Terminal, steps: tuple[Step, ...]) -> None:
    """Answer one plain question after the other."""
    for step in steps:
        window.at(">")
        assert step.says in " ".join(window.said.split()), window.said
        window.enter(step.line())
