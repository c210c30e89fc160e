"""What is said after a practice interview, in words: the lines of the feedback, answers as labels, marks as data."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.commands.vignettes import told_in
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.model import text_in
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.practice.feedback import Line, feedback
from fieldkit.practice.marking import SETTLING
from fieldkit.practice.marks import Marks
from fieldkit.practice.run_form import askable
from fieldkit.practice.vignette import Given, Vignette
from fieldkit.result import Json
from fieldkit.ui.messages import say
from fieldkit.ui.text import one_line

_SIGNS = {"well": "+", "look": "?", "care": "!", "note": "-"}
"""How a line begins: keep it; look again; this could have harmed; to know."""
_SITUATION = ("element", "elements", "situation", "step")
_REFERENCE = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Told:
    """A finished practice interview with what the words about it need."""

    vignette: Vignette
    compiled: CompiledForm
    judged: CompiledForm
    marks: Marks
    judgement: Mapping[str, AnswerValue]
    seconds: int | None


def pages(told: Told, language: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return what is said, page by page: title and lines. What was noticed first; unsafe moves are on the last."""
    found: dict[str, list[str]] = {"feedback.title": [], "feedback.answers": [], "feedback.conduct": []}
    for line in feedback(told.vignette, told.marks, told.seconds):
        found[_page_of(line)] += _words(line, told, language)
    settling = told.judgement.get(SETTLING)
    if isinstance(settling, str):
        found["feedback.conduct"].append(f"  {say(language, 'feedback.settling', words=one_line(settling))}")
    return [(say(language, title), tuple(lines)) for title, lines in found.items() if lines]


def _page_of(line: Line) -> str:
    kind = line.id.partition(".")[0]
    if line.id == "step.unsafe":
        return "feedback.conduct"
    if kind in _SITUATION:
        return "feedback.title"
    return "feedback.answers" if kind in ("answers", "answer") else "feedback.conduct"


def _words(line: Line, told: Told, language: str) -> list[str]:
    """Return one line in words; the author's own text stands behind it."""
    said = say(language, f"fb.{line.id}", **_facts(line, told, language))
    own = told_in(line.text, language) if line.text else ""
    if line.id.startswith("answer."):
        return [f"{_SIGNS[line.tone]} {said}", *([f"    {own}"] if own else [])]
    return [f"{_SIGNS[line.tone]} {said} {own}".rstrip()]


def _facts(line: Line, told: Told, language: str) -> dict[str, object]:
    facts = dict(line.facts)
    found: dict[str, object] = dict(facts)
    if "question" in facts:
        name = str(facts["question"])
        found["question"] = question_words(told.compiled, name, language)
        mark = next((one for one in told.marks.answers if one.question == name), None)
        if mark is not None and "given" in facts:
            found["given"] = value_words(told.compiled, name, mark.given, language)
            found["right"] = value_words(told.compiled, name, mark.right, language)
    elif line.id.startswith("situation."):
        for fact in ("given", "right"):
            found[fact] = choice_words(told.judged, "situation", str(facts.get(fact, "")), language)
    if "element" in facts:
        found["element"] = choice_words(told.judged, "element", str(facts["element"]), language)
    if "step" in facts:
        found["step"] = step_words(told.judged, str(facts["step"]), language)
    return found


def step_words(judged: CompiledForm, step: str, language: str) -> str:
    """Return a next step as the judgement's lists say it."""
    lists = [name for name in ("step_now", "step_after") if step in judged.form.choices[name]]
    return choice_words(judged, lists[0], step, language) if lists else step


def question_words(compiled: CompiledForm, name: str, language: str) -> str:
    """Return the words of a question; what another answer would fill in is left open."""
    cell = askable(compiled, name)
    if cell is None or cell.question.label is None:
        return name
    texts = cell.question.label.texts
    return one_line(_REFERENCE.sub("...", text_in(texts, language, compiled.form.stand_in(language))))


def value_words(compiled: CompiledForm, name: str, value: "AnswerValue | Given", language: str) -> str:
    """Return an answer as its choices say it."""
    if isinstance(value, NonAnswer):
        return say(language, f"nr.{value.value}")
    if isinstance(value, tuple):
        return ", ".join(value_words(compiled, name, one, language) for one in value) or say(language, "nr.blank")
    cell = askable(compiled, name)
    return choice_words(compiled, cell.question.list_name if cell is not None else "", str(value), language)


def choice_words(compiled: CompiledForm, listed: str, value: str, language: str) -> str:
    """Return the words of one choice of a list; the value itself where it has none."""
    known = compiled.form.choices.get(listed)
    label = known[value] if known is not None and value in known else None
    return one_line(text_in(label, language, compiled.form.stand_in(language))) if label else value


# --- for machines ----------------------------------------------------------------------------------------------


def marks_data(told: Told, asked: Mapping[str, str], alone: bool) -> dict[str, Json]:
    """Return the marks without anything that was typed as a text."""
    marks = told.marks
    return {
        "state": "marked",
        "vignette": told.vignette.id,
        "version": told.vignette.version,
        "form": told.vignette.form,
        "form_hash": told.compiled.form.form_hash,
        "way": "alone" if alone else "pair",
        "seconds": told.seconds,
        "points": marks.points,
        "possible": marks.possible,
        "share": f"{marks.share:.4f}",
        "parts": {name: {"points": part.points, "possible": part.possible} for name, part in marks.parts.items()},
        "items": [
            {"id": i.id, "part": i.part, "standing": i.standing.value, "points": i.points, "possible": i.possible}
            for i in marks.items()
        ],
        "asked": dict(asked),
        "situation": marks.situation.given or None,
        "result": marks.result,
        "result_is_right": marks.result_is_right,
        "settles": told.vignette.key.settles or None,
    }


def lines_of(told: Sequence[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """Return the pages one below the other."""
    found: list[str] = []
    for title, lines in told:
        found += [*([""] if found else []), title, *lines]
    return tuple(found)
