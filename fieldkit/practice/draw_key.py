"""A key drawn from an interview and a judgement, and written beside what the old key had. docs/practice-format.md 9."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldkit.forms.compiled import Cell, CompiledForm
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.practice.check_vignette import deciding_questions
from fieldkit.practice.marking import ELEMENTS_SEEN, NONE, SETTLING, SITUATION, STEPS, UNSURE
from fieldkit.practice.run_form import Run, askable, question_cells, raw_of, run_given
from fieldkit.practice.scaffold import quoted_text, text_to_do
from fieldkit.practice.showing import values_of
from fieldkit.practice.splice_key import Split
from fieldkit.practice.to_do import TODO
from fieldkit.practice.vignette import (
    CODES,
    ELEMENTS,
    HARMFUL_STEPS,
    HELPFUL_STEPS,
    SITUATIONS,
    Given,
    Key,
)

_CODES_AT: Final = "docs/instruments/elements.md"
_TYPED: Final = frozenset((QuestionType.TEXT, QuestionType.BARCODE))
_PLAIN: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
_NO_WORDS: Final = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))
_POINTS: Final = (
    ("privacy", "alone", "${alone} = 'yes'", "how the place was safe to talk"),
    (
        "interpreter",
        "interpreter",
        "not(${interpreter} = 'companion')",
        "that nobody of the person's company interpreted",
    ),
    ("consent", "consent", "${consent} = 'yes'", "that you asked before the first question"),
)
"""Points of safe conduct that most scenes have: the question that each reads, when it is kept, what its words say."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an interview and a judgement give. `elements` None: left open; `harmful`: steps that are never right."""

    answers: Mapping[str, Given]
    not_keyed: tuple[str, ...]
    run: Run
    elements: tuple[str, ...] | None
    situation: str
    right_steps: tuple[str, ...]
    harmful: tuple[str, ...]
    settling: str

    @property
    def result(self) -> str:
        return self.run.outcome.label.value

    @property
    def age(self) -> str:
        return self.run.outcome.age

    @property
    def touched(self) -> tuple[str, ...]:
        return tuple(name for name in ELEMENTS if name in self.run.outcome.touched)


def drawn(compiled: CompiledForm, answers: Mapping[str, AnswerValue], judged: Mapping[str, AnswerValue]) -> Drawn:
    """Return what the answers of an interview, by key, and of the judgement give."""
    deciding = deciding_questions(compiled)
    right: dict[str, Given] = {}
    open_: list[str] = []
    for cell in question_cells(compiled):
        if askable(compiled, cell.question.name) is not cell:
            continue  # another question has the name first: a key cannot say which
        value = answers.get(cell.key, NonAnswer.NOT_ASKED)
        if value is NonAnswer.BLANK and cell.key in deciding:
            open_.append(cell.question.name)
        elif _counts(cell, value, deciding):
            right[cell.question.name] = raw_of(value)
    run = run_given(compiled, right)
    put = {name: value for name, value in right.items() if _applies(run, name)}
    steps = dict.fromkeys(str(one) for name in STEPS for one in values_of(judged.get(name, NonAnswer.BLANK)))
    seen = values_of(judged.get(ELEMENTS_SEEN, NonAnswer.BLANK))
    situation, settling = judged.get(SITUATION), judged.get(SETTLING)
    return Drawn(
        answers=put,
        not_keyed=tuple(name for name in open_ if _applies(run, name)),
        run=run,
        elements=tuple(name for name in ELEMENTS if name in seen) if seen else None,
        situation=situation if isinstance(situation, str) and situation != UNSURE else "",
        right_steps=tuple(step for step in steps if step in HELPFUL_STEPS),
        harmful=tuple(step for step in steps if step not in HELPFUL_STEPS and step != NONE),
        settling=settling if isinstance(settling, str) else "",
    )


def _counts(cell: Cell, value: AnswerValue, deciding: set[str]) -> bool:
    """Return whether an answer belongs into a key: it was given, and it is no text that decides nothing."""
    if isinstance(value, NonAnswer):
        return value in (NonAnswer.DONT_KNOW, NonAnswer.REFUSED)
    return cell.question.type not in _TYPED or cell.key in deciding or cell.question.required is not None


def _applies(run: Run, name: str) -> bool:
    cell = askable(run.compiled, name)
    return cell is not None and run.applies(cell)


# --- in words --------------------------------------------------------------------------------------------------


def key_block(made: Drawn, old: Key, written: Split, languages: Sequence[str]) -> str:
    """Return the lines of `key:`. What the old key says of the same answers is kept as it was written."""
    return "".join(_Block(made, old, written, languages).lines())


class _Block:
    """Every method yields the lines of some keys."""

    def __init__(self, made: Drawn, old: Key, written: Split, languages: Sequence[str]) -> None:
        self.made, self.old, self.languages = made, old, languages
        self.parts, self.written = written.parts, written.answers

    def lines(self) -> Iterator[str]:
        made = self.made
        yield "key:\n"
        yield f"  age: {made.age}\n"
        yield from self.answers()
        if made.not_keyed:
            yield f"  not_keyed: {_listed(made.not_keyed)}\n"
        yield from self.elements()
        yield from self.situation()
        yield from self.steps()
        yield from self.part("conduct") or self.conduct()
        settled = [*self.part("settles"), *self.part("settles_why")]
        yield from settled or self.settling()

    def part(self, name: str) -> list[str]:
        return [self.parts[name]] if name in self.parts else []

    def to_do(self, name: str, what: str) -> list[str]:
        return [f"  {name}: {text_to_do(self.languages, what)}\n"]

    def answers(self) -> Iterator[str]:
        yield "  answers:\n" if self.made.answers else "  answers: {}\n"
        for name, right in self.made.answers.items():
            before = self.old.answers.get(name)
            if before is not None and name in self.written and _same(before.right, right):
                yield "".join(f"  {line}\n" if line.strip() else "\n" for line in self.written[name].split("\n")[:-1])
            else:
                yield f"    {_word(name)}: {{right: {_given(right)}}}\n"

    def elements(self) -> Iterator[str]:
        judged = self.made.elements
        if judged is None and "elements" in self.parts:
            codes, present = self.old.elements, self.old.present
            yield self.parts["elements"]
        else:
            present = ELEMENTS if judged is None else judged
            codes = {name: self.old.elements.get(name, ()) if name in present else () for name in ELEMENTS}
            told = {name: self.codes(name, codes[name], open_=name in present) for name in ELEMENTS}
            yield f"  elements: {{{', '.join(f'{name}: [{told[name]}]' for name in ELEMENTS)}}}\n"
        yield from self.part("either")
        if set(self.made.touched) != set(present):
            yield f"  touched: {_listed(self.made.touched)}   # what the form touches, where that differs\n"

    def codes(self, name: str, known: Sequence[str], *, open_: bool) -> str:
        if known or not open_:
            return ", ".join(known)
        return quoted_text(f"{TODO}: codes {CODES[name][0]} to {CODES[name][-1]} ({_CODES_AT}), or an empty list")

    def situation(self) -> Iterator[str]:
        made, old = self.made, self.old
        found = made.situation or old.situation
        yield f"  situation: {found or quoted_text(f'{TODO}: one of ' + ', '.join(SITUATIONS))}\n"
        same = bool(found) and found == old.situation
        yield from self.part("also_situation") if same else ()
        yield f"  result: {made.result}\n"
        yield from self.part("also_result") if made.result == old.result else ()
        why = self.part("why") if same else []
        yield from why or self.to_do("why", "why it is this situation, at most 400 columns")

    def steps(self) -> Iterator[str]:
        right = self.made.right_steps or self.old.right_steps
        unsafe = self.old.unsafe_steps or HARMFUL_STEPS
        to_do = "[" + quoted_text(f"{TODO}: some of " + ", ".join(HELPFUL_STEPS)) + "]"
        yield "  next_steps:\n"
        yield f"    right: {_listed(right) if right else to_do}\n"
        yield f"    unsafe: {_listed(unsafe)}\n"

    def conduct(self) -> Iterator[str]:
        yield "  conduct:\n"
        found = [point for point in _POINTS if self.kept(point[1], point[2])]
        for name, _, when, says in found:
            yield from (f"    - point: {name}\n", f'      when: "{when}"\n')
            yield f"      says: {text_to_do(self.languages, says)}\n"
        if not found:
            yield from ("    - point: privacy\n", '      when: "true()"\n')
            yield f"      says: {text_to_do(self.languages, 'what is safe conduct here; `when`: when it is kept')}\n"

    def kept(self, question: str, when: str) -> bool:
        """Return whether a usual point of conduct fits: the question is put, and these answers keep it."""
        run = self.made.run
        cell = askable(run.compiled, question)
        if cell is None or not run.applies(cell) or isinstance(run.answer(cell), NonAnswer):
            return False
        said = run.answer(cell)
        return said != "companion" if when.startswith("not") else said == "yes"

    def settling(self) -> Iterator[str]:
        yield "  # settles: QUESTION           the question that settles it; then also\n"
        yield "  # settles_why: {en: ..., rw: ...}\n"
        words = " ".join(self.made.settling.split())
        if words:
            yield f"  # You said: {quoted_text(words)}\n"


def _same(one: Given, other: Given) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return set(one) == set(other)
    return one == other and isinstance(one, NonAnswer) == isinstance(other, NonAnswer)


def _given(value: Given) -> str:
    if isinstance(value, NonAnswer):
        return f"{{nr: {value.value}}}"
    return _listed(value) if isinstance(value, tuple) else _word(value)


def _listed(words: Sequence[str]) -> str:
    return f"[{', '.join(_word(word) for word in words)}]"


def _word(word: str) -> str:
    return word if _PLAIN.match(word) and word not in _NO_WORDS else quoted_text(word)
