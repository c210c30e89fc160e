"""What a trainee is told after a practice interview, as data: an id for the words, facts, and the author's own texts.

Kind and concrete: what was noticed first, then what to look at again, unsafe moves, and the one question that settles.
No line is a grade, and none praises or blames for having caught somebody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from fieldkit.forms.compare_expected import told
from fieldkit.forms.model import Localised
from fieldkit.forms.values import NonAnswer
from fieldkit.practice.marks import PARTS, RIGHT, AnswerMark, ConductMark, Marks, Standing
from fieldkit.practice.vignette import HELPFUL_STEPS, Vignette

Tone: TypeAlias = Literal["well", "look", "care", "note"]
"""`well`: keep it; `look`: look again; `care`: this could have harmed the person; `note`: to know."""

FEEDBACK: Final[Mapping[str, Tone]] = {
    "answers.right": "well",
    "answer.acceptable": "well",
    "answer.open_rightly": "well",
    "answer.missed": "look",
    "answer.over_read": "look",
    "answer.different": "look",
    "answer.left_open": "look",
    "answer.not_told": "look",
    "element.noticed": "well",
    "element.rightly_absent": "well",
    "element.either": "well",
    "element.missed": "look",
    "element.over_read": "look",
    "elements.not_said": "look",
    "situation.right": "well",
    "situation.also_right": "well",
    "situation.other": "look",
    "situation.not_said": "look",
    "situation.why": "note",
    "situation.referral_right": "well",
    "step.right": "well",
    "step.missed": "look",
    "step.unsafe": "care",
    "conduct.kept": "well",
    "conduct.breach": "care",
    "conduct.unknown": "look",
    "asking.open": "well",
    "asking.leading": "look",
    "asking.blaming": "care",
    "asking.unsafe": "care",
    "settles.recorded": "well",
    "settles.ask": "look",
    "time": "note",
}
"""Every id of a line, with its tone: the interface has words for each."""

_ANSWERS: Final = {
    Standing.ACCEPTABLE: "answer.acceptable",
    Standing.OPEN_RIGHTLY: "answer.open_rightly",
    Standing.MISSED: "answer.missed",
    Standing.OVER_READ: "answer.over_read",
    Standing.DIFFERENT: "answer.different",
    Standing.LEFT_OPEN: "answer.left_open",
}
_HIDDEN: Final = (Standing.MISSED, Standing.OVER_READ, Standing.DIFFERENT, Standing.LEFT_OPEN)
"""What may come from how it was asked: then nothing else is said of the answer."""
_SITUATIONS: Final = {
    Standing.AS_IN_KEY: "situation.right",
    Standing.ACCEPTABLE: "situation.also_right",
    Standing.DIFFERENT: "situation.other",
    Standing.NOT_SAID: "situation.not_said",
}
_STEPS: Final = {Standing.AS_IN_KEY: "step.right", Standing.MISSED: "step.missed", Standing.UNSAFE: "step.unsafe"}
_CONDUCT: Final = {
    Standing.KEPT: "conduct.kept",
    Standing.BREACH: "conduct.breach",
    Standing.UNKNOWN: "conduct.unknown",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `facts` are codes, names of questions and numbers; `text` is the author's own, by language."""

    id: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    text: Localised = field(default_factory=dict)

    @property
    def tone(self) -> Tone:
        return FEEDBACK[self.id]


def feedback(vignette: Vignette, marks: Marks, seconds: int | None = None) -> tuple[Line, ...]:
    """Return what is said after a run, in order: answers, elements, situation, steps, conduct, what settles, time."""
    lines = [
        *_about_answers(marks),
        *_about_elements(marks),
        *_about_situation(vignette, marks),
        *_about_steps(marks),
        *(_about_conduct(point) for point in marks.conduct),
        *_about_settling(vignette, marks),
    ]
    if seconds is not None:
        lines.append(Line("time", {"minutes": max(1, round(seconds / 60))}))
    return tuple(lines)


def _about_answers(marks: Marks) -> Iterator[Line]:
    part = marks.parts[PARTS[0]]
    if part.points:
        yield Line("answers.right", {"points": part.points, "possible": part.possible})
    badly = {point.question for point in marks.conduct if point.question and point.standing is Standing.BREACH}
    for answer in marks.answers:
        if answer.standing in _ANSWERS:
            untold = answer.question in badly and answer.standing in _HIDDEN and not isinstance(answer.right, NonAnswer)
            yield Line("answer.not_told" if untold else _ANSWERS[answer.standing], _answer_facts(answer), answer.why)


def _answer_facts(answer: AnswerMark) -> Mapping[str, str]:
    """Both answers as a key writes them; the interface shows the labels of choices instead."""
    return {"question": answer.question, "given": told(answer.given), "right": told(answer.right)}


def _about_elements(marks: Marks) -> Iterator[Line]:
    if all(element.standing is Standing.NOT_SAID for element in marks.elements):
        yield Line("elements.not_said")
        return
    for element in marks.elements:
        facts = {"element": element.element, "codes": " ".join(element.codes)}
        if element.standing is Standing.AS_IN_KEY:
            yield Line("element.noticed" if element.codes else "element.rightly_absent", facts)
        elif element.standing is Standing.ACCEPTABLE:
            yield Line("element.either", facts)
        else:
            yield Line("element.missed" if element.standing is Standing.MISSED else "element.over_read", facts)


def _about_situation(vignette: Vignette, marks: Marks) -> Iterator[Line]:
    found = marks.situation
    yield Line(_SITUATIONS[found.standing], {"given": found.given, "right": found.right})
    yield Line("situation.why", {"right": found.right}, vignette.key.why)
    if found.standing not in RIGHT and _offered_help(marks):
        yield Line("situation.referral_right")


def _offered_help(marks: Marks) -> bool:
    helped = (Standing.AS_IN_KEY, Standing.EXTRA)
    return any(step.step in HELPFUL_STEPS and step.standing in helped for step in marks.steps)


def _about_steps(marks: Marks) -> Iterator[Line]:
    for step in marks.steps:
        if step.standing in _STEPS:
            yield Line(_STEPS[step.standing], {"step": step.step})


def _about_conduct(point: ConductMark) -> Line:
    if point.question:
        return Line(f"asking.{point.way}", {"question": point.question}, point.says)
    return Line(_CONDUCT[point.standing], {"point": point.point}, point.says)


def _about_settling(vignette: Vignette, marks: Marks) -> Iterator[Line]:
    name = vignette.key.settles
    if name:
        answered = any(one.question == name and one.standing in RIGHT for one in marks.answers)
        yield Line("settles.recorded" if answered else "settles.ask", {"question": name}, vignette.key.settles_why)
