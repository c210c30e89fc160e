"""A practice interview's marks as a result and as a typed line, and back. docs/practice-format.md 8.4 and 8.5."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fieldkit import errors
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.practice.marking import (
    ELEMENTS_SEEN,
    NONE,
    SITUATION,
    STEPS,
    element_marks,
    situation_mark,
    step_marks,
)
from fieldkit.practice.marks import RIGHT, Marks, Standing
from fieldkit.practice.showing import values_of
from fieldkit.practice.vignette import ELEMENTS, SITUATIONS, STEPS_AFTER, STEPS_NOW, Vignette
from fieldkit.sync.bundle import class_line
from fieldkit.sync.bundle.class_file import ClassFile
from fieldkit.sync.bundle.class_line import Body, BodyShape
from fieldkit.sync.bundle.class_result import VIGNETTE, ClassResult
from fieldkit.workflows.class_heads import head_for, typed_result

_SITUATIONS = ("", *SITUATIONS, "i_do_not_know")
_STEPS = (*STEPS_NOW, *STEPS_AFTER)
_SETS: tuple[tuple[str, ...], ...] = (
    (),
    (NONE,),
    *(tuple(name for bit, name in enumerate(ELEMENTS) if number >> bit & 1) for number in range(1, 8)),
)
"""What can be chosen of the elements: nothing was said, none, or some."""
_LINE_STANDING = {class_line.NOT_PUT: Standing.NOT_PUT, class_line.RIGHT: Standing.AS_IN_KEY}


@dataclass(frozen=True, slots=True)
class Judged:
    """What was chosen in the judgement, as codes. Never the words of `settling`."""

    situation: str = ""
    elements: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


def judged(judgement: Mapping[str, AnswerValue]) -> Judged:
    """Return the codes of a judgement."""
    found = judgement.get(SITUATION, NonAnswer.BLANK)
    steps = tuple(str(value) for name in STEPS for value in values_of(judgement.get(name, NonAnswer.BLANK)))
    return Judged(
        found if isinstance(found, str) else "",
        tuple(str(value) for value in values_of(judgement.get(ELEMENTS_SEEN, NonAnswer.BLANK))),
        tuple(step for step in steps if step != NONE),
    )


def items_of(marks: Marks) -> tuple[tuple[str, str], ...]:
    """Return how every item stands."""
    return tuple((item.id, item.standing.value) for item in marks.items())


# --- the line --------------------------------------------------------------------------------------------------


def shape_of(vignette: Vignette) -> BodyShape:
    """Return what the vignette's line holds."""
    key = vignette.key
    return BodyShape(
        len(_SITUATIONS), len(_SETS), len(_STEPS), len(key.answers), len(key.conduct), len(_asked(vignette))
    )


def _asked(vignette: Vignette) -> tuple[str, ...]:
    return tuple(name for name, entry in vignette.script.items() if entry.ways)


def line_of(result: ClassResult, found: ClassFile, vignette: Vignette) -> str:
    """Return the line to type. Raises: BundleOverflow when the vignette or the number of runs is too large for one."""
    place = [one.id for one in found.things].index(result.name)
    head = head_for(result, place)
    return class_line.write_line(head, None if result.left else _body(result, vignette), shape_of(vignette))


def _body(result: ClassResult, vignette: Vignette) -> Body:
    stands = dict(result.items)
    right = {standing.value for standing in RIGHT}

    def digit(item: str, none: str) -> int:
        standing = stands.get(item, none)
        if standing == none:
            return class_line.NOT_PUT
        return class_line.RIGHT if standing in right else class_line.NOT_RIGHT

    conduct = (f"conduct:{number + 1}:{point.point}" for number, point in enumerate(vignette.key.conduct))
    return Body(
        situation=_SITUATIONS.index(result.situation),
        elements=_SETS.index(tuple(name for name in (*ELEMENTS, NONE) if name in result.elements)),
        steps=tuple(int(step in result.steps) for step in _STEPS),
        answers=tuple(digit(f"answer:{name}", Standing.NOT_PUT.value) for name in vignette.key.answers),
        conduct=tuple(int(stands.get(item) in right) for item in conduct),
        ways=tuple(digit(f"way:{name}", "") for name in _asked(vignette)),
    )


def result_of_line(line: str, who: str, made: str, found: ClassFile, vignettes: Mapping[str, Vignette]) -> ClassResult:
    """Return the result that was typed. Nothing proves whose it is. Raises: ResultLineWrong."""
    head, rest = class_line.read_head(line)
    thing = found.things[head.place] if head.place < len(found.things) else None
    if head.class_tag != class_line.class_tag(found.id) or thing is None or thing.id not in vignettes:
        raise errors.ResultLineWrong(why="it is of another class, or of an assessment that was not opened here")
    typed = typed_result(
        head,
        who,
        made,
        found,
        of=VIGNETTE,
        name=thing.id,
        sha256=thing.hash,
        form=thing.form,
        form_hash=thing.form_hash,
    )
    vignette = vignettes[thing.id]
    if head.left:
        return typed
    body = class_line.read_body(rest, shape_of(vignette))
    chosen = _chosen(body)
    return replace(
        typed,
        items=tuple(_items(body, chosen, vignette)),
        situation=chosen.situation,
        elements=chosen.elements,
        steps=chosen.steps,
    )


def _chosen(body: Body) -> Judged:
    steps = tuple(step for step, chosen in zip(_STEPS, body.steps, strict=True) if chosen)
    return Judged(_SITUATIONS[body.situation], _SETS[body.elements], steps)


def _items(body: Body, chosen: Judged, vignette: Vignette) -> Iterator[tuple[str, str]]:
    """Yield how every item stands: what was judged by the key, the rest as right or not."""
    for name, digit in zip(vignette.key.answers, body.answers, strict=True):
        yield f"answer:{name}", _LINE_STANDING.get(digit, Standing.DIFFERENT).value
    for element in element_marks(vignette, chosen.elements):
        yield f"element:{element.element}", element.standing.value
    yield "situation", situation_mark(vignette, chosen.situation or NonAnswer.BLANK).standing.value
    for step in step_marks(vignette, {STEPS[0]: chosen.steps}):
        yield f"step:{step.step}", step.standing.value
    yield from _conduct(body.conduct, body.ways, vignette)


def _conduct(points: Sequence[int], ways: Sequence[int], vignette: Vignette) -> Iterator[tuple[str, str]]:
    kept = {True: Standing.KEPT.value, False: Standing.BREACH.value}
    for number, (point, digit) in enumerate(zip(vignette.key.conduct, points, strict=True)):
        yield f"conduct:{number + 1}:{point.point}", kept[bool(digit)]
    for name, digit in zip(_asked(vignette), ways, strict=True):
        if digit != class_line.NOT_PUT:
            yield f"way:{name}", kept[digit == class_line.RIGHT]
