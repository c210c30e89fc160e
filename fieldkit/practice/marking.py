"""Mark a practice interview: its answers, its judgement and its conduct beside the key. docs/practice-format.md 5.

Referral is right even where trafficking is wrong: an offer of help or a referral is never marked as a mistake.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

from fieldkit.forms.compiled import Cell, CompiledForm
from fieldkit.forms.testing import DEFAULT_DAY
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.practice.check_vignette import key_run
from fieldkit.practice.marks import AnswerMark, ConductMark, ElementMark, Marks, SituationMark, Standing, StepMark
from fieldkit.practice.run_form import Run, askable, run_answers
from fieldkit.practice.showing import same_answer, shows, values_of
from fieldkit.practice.vignette import ELEMENTS, OPEN, STEPS_AFTER, STEPS_NOW, KeyAnswer, Vignette

SITUATION, ELEMENTS_SEEN, SETTLING = "situation", "elements", "settling"
STEPS = ("steps_now", "steps_after")
"""The questions of forms/practice/judgement.yaml."""
NONE, UNSURE = "none", "i_do_not_know"
_SILENT = (NonAnswer.DONT_KNOW, NonAnswer.REFUSED)


def mark(
    vignette: Vignette,
    compiled: CompiledForm,
    answers: Mapping[str, AnswerValue],
    judgement: Mapping[str, AnswerValue],
    *,
    asked: Mapping[str, str] | None = None,
    today: dt.date = DEFAULT_DAY,
) -> Marks:
    """Return the marks of a run. `answers` by the keys of the form, `judgement` by those of the judgement form; `asked`
    are the ways in which questions were asked, by name, where the trainee chose one.

    Somebody who left has no marks: then this is not called. Raises: AnswerDoesNotFit.
    """
    run = run_answers(compiled, answers, today)
    label = run.outcome.label.value
    return Marks(
        vignette=vignette.id,
        answers=tuple(_answer_marks(vignette, key_run(vignette, compiled), run)),
        elements=tuple(element_marks(vignette, judgement.get(ELEMENTS_SEEN, NonAnswer.BLANK))),
        situation=situation_mark(vignette, judgement.get(SITUATION, NonAnswer.BLANK)),
        steps=tuple(step_marks(vignette, judgement)),
        conduct=(*_conduct_marks(vignette, run), *_way_marks(vignette, asked or {})),
        result=label,
        result_is_right=label in vignette.key.results,
    )


def key_judgement(vignette: Vignette) -> Mapping[str, AnswerValue]:
    """Return the judgement that the key itself would give."""
    key = vignette.key
    return {
        SITUATION: key.situation,
        ELEMENTS_SEEN: key.present or (NONE,),
        STEPS[0]: tuple(step for step in key.right_steps if step in STEPS_NOW) or (NONE,),
        STEPS[1]: tuple(step for step in key.right_steps if step in STEPS_AFTER) or (NONE,),
    }


# --- answers ---------------------------------------------------------------------------------------------------


def _answer_marks(vignette: Vignette, key: Run, run: Run) -> Iterator[AnswerMark]:
    for name, keyed in vignette.key.answers.items():
        cell = askable(run.compiled, name)
        if cell is not None:
            entry = vignette.script.get(name)
            standing = _standing(cell, keyed, key, run, silent=entry is not None and entry.silent)
            yield AnswerMark(name, standing, run.answer(cell), keyed.right, keyed.why)


def _standing(cell: Cell, keyed: KeyAnswer, key: Run, run: Run, *, silent: bool) -> Standing:
    if not run.applies(cell):
        return Standing.NOT_PUT
    given, right = run.answer(cell), key.value(cell, keyed.right)
    if same_answer(given, right):
        return Standing.OPEN_RIGHTLY if isinstance(right, NonAnswer) else Standing.AS_IN_KEY
    if silent and given in _SILENT:
        return Standing.OPEN_RIGHTLY
    further = [key.value(cell, value) for value in keyed.also]
    if any(same_answer(given, value) for value in further):
        return Standing.ACCEPTABLE
    lost = any(shows(key, cell, value) for value in values_of(right) if value not in values_of(given))
    known = {value for answer in (right, *further) for value in values_of(answer)}
    more = any(shows(key, cell, value) for value in values_of(given) if value not in known)
    if lost != more:
        return Standing.MISSED if lost else Standing.OVER_READ
    return Standing.LEFT_OPEN if isinstance(given, NonAnswer) else Standing.DIFFERENT


# --- judgement -------------------------------------------------------------------------------------------------


def element_marks(vignette: Vignette, judged: AnswerValue) -> Iterator[ElementMark]:
    """Yield how each element was judged."""
    for name in ELEMENTS:
        codes = vignette.key.elements.get(name, ())
        yield ElementMark(name, _element(name, bool(codes), name in vignette.key.either, judged), codes)


def _element(name: str, there: bool, either: bool, judged: AnswerValue) -> Standing:
    if not isinstance(judged, tuple) or not judged:
        return Standing.NOT_SAID
    if (name in judged) == there:
        return Standing.AS_IN_KEY
    if either:
        return Standing.ACCEPTABLE
    return Standing.MISSED if there else Standing.OVER_READ


def situation_mark(vignette: Vignette, judged: AnswerValue) -> SituationMark:
    """Return the situation that was named beside the key's."""
    key = vignette.key
    given = judged if isinstance(judged, str) and judged != UNSURE else ""
    if not given:
        standing = Standing.NOT_SAID
    elif given == key.situation:
        standing = Standing.AS_IN_KEY
    else:
        standing = Standing.ACCEPTABLE if given in key.also_situation else Standing.DIFFERENT
    return SituationMark(given, key.situation, standing)


def step_marks(vignette: Vignette, judgement: Mapping[str, AnswerValue]) -> Iterator[StepMark]:
    """Yield the right steps, then what was chosen besides."""
    key = vignette.key
    chosen = dict.fromkeys(
        str(value) for name in STEPS for value in values_of(judgement.get(name, NonAnswer.BLANK)) if value != NONE
    )
    for step in key.right_steps:
        yield StepMark(step, Standing.AS_IN_KEY if step in chosen else Standing.MISSED)
    for step in chosen:
        if step not in key.right_steps:
            yield StepMark(step, Standing.UNSAFE if step in key.unsafe_steps else Standing.EXTRA)


# --- conduct ---------------------------------------------------------------------------------------------------

_KEPT = {True: Standing.KEPT, False: Standing.BREACH, None: Standing.UNKNOWN}


def _conduct_marks(vignette: Vignette, run: Run) -> Iterator[ConductMark]:
    for point in vignette.key.conduct:
        yield ConductMark(point.point, _KEPT[run.truth(point.when)], point.says)


def _way_marks(vignette: Vignette, asked: Mapping[str, str]) -> Iterator[ConductMark]:
    """Yield how questions were asked, where the script has ways and the trainee chose one."""
    for name, kind in asked.items():
        entry = vignette.script.get(name)
        chosen = next((way for way in entry.ways if way.kind == kind), None) if entry is not None else None
        best = next((way for way in entry.ways if way.kind == OPEN), None) if entry is not None else None
        if chosen is not None and best is not None:
            standing = Standing.KEPT if chosen is best else Standing.BREACH
            yield ConductMark("asking", standing, best.ask, name, kind)
