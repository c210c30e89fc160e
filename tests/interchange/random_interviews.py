"""Random interviews of any form: some questions answered, others left out, not known, refused. The same for a seed."""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.engine import State, holds, offered
from fieldkit.forms.frames import value_of
from fieldkit.forms.interview import consent, gate_keys, safety, start
from fieldkit.forms.model import Question
from fieldkit.forms.nodes import Node, nodes
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer, Tri
from tests.forms.scenario import TODAY, Now

Answers = dict[str, AnswerValue]
TYPED = ("here", "there")
CODES = ("K7M-2QX", "P-12", "+250 780 000 000")
"""Texts that some constraint asks for."""
TRIES = 400
"""Draws until a gate must have opened."""


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.timezone(dt.timedelta(minutes=Now().offset_min)))


def now_on(day: dt.date) -> Now:
    """Return noon of a day, where `Now` is."""
    return Now(int(noon(day).timestamp() * 1000))


@dataclass
class Interviews:
    """Makes interviews of one form, with a chance of its own; dates lie around `today`."""

    form: CompiledForm
    seed: int
    today: dt.date = TODAY
    draw: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)

    def any(self, count: int) -> list[Answers]:
        """Return answers without a thought for gates, constraints and filters."""
        return [self.answers(self.draw.choice([0.3, 0.6, 0.9, 1.0])) for _ in range(count)]

    def likely(self, count: int) -> list[Answers]:
        """Return interviews that a person could have given; in three of four the gates are open."""
        made = self.any(count)
        return [self.as_a_person_would(one | (self.opened() if at % 4 else {})) for at, one in enumerate(made)]

    def answers(self, filled: float) -> Answers:
        """Answer some questions, leave out, don't know and refuse others. Repeats get up to 3 instances."""
        found: Answers = {}
        for repeat in self.form.repeats.values():
            if repeat.repeat is None or (repeat.repeat.repeat_count is None and not repeat.repeat.fixed):
                found[repeat.key] = tuple(str(n + 1) for n in range(self.draw.randint(1, 3)))
        for cell in self.form.cells:
            if not cell.question.type.takes_answer:
                continue
            template = self.form.templates[cell.template]
            ids = found.get(template.key, ()) if cell.template else ("",)
            for one in ids if isinstance(ids, tuple) else ():
                if self.draw.random() < filled or cell.question.name == "place":
                    found[f"{cell.key}[{one}]" if one else cell.key] = self.answer(cell.question)
        return found

    def answer(self, question: Question) -> AnswerValue:
        draw, values = self.draw, list(self.form.form.choices.get(question.list_name, ()))
        if question.non_response and draw.random() < 0.2:
            return draw.choice(question.non_response)
        if question.type is QuestionType.SELECT_ONE:
            return draw.choice(values)
        if question.type is QuestionType.SELECT_MULTIPLE:
            chosen = draw.sample(values, min(len(values), draw.randint(1, 2)))
            return tuple(sorted(chosen if "none" not in chosen else ["none"], key=values.index))  # it stands alone
        if question.type in (QuestionType.INTEGER, QuestionType.RANGE):
            return draw.choice([3, 12, 17, 18, 30, 60])
        if question.type is QuestionType.DATE:
            return self.today + dt.timedelta(days=draw.choice([-800, -90, -3, 0, 3, 90, 400]))
        if question.type is QuestionType.DATETIME:
            return noon(self.today) - dt.timedelta(days=draw.choice([1, 5, 90]), hours=draw.choice([0, 3]))
        if question.type is QuestionType.TIME:
            return dt.time(draw.choice([6, 18]), 30)
        if question.type is QuestionType.DECIMAL:
            return draw.choice([0.5, 2.25, 30.0])
        if question.type is QuestionType.ACKNOWLEDGE:
            return "OK"
        return draw.choice(TYPED if question.constraint is None else CODES)

    def begun(self, answers: Mapping[str, AnswerValue]) -> State:
        return start(self.form, language="en", today=self.today, now=now_on(self.today), answers=answers)

    def opened(self) -> Answers:
        """Return answers with which it is safe to talk and the person agrees; none where a form has no gates."""
        empty = self.begun({})
        keys = {*gate_keys(empty, "safety"), *gate_keys(empty, "consent")}
        asked = [cell.question for cell in self.form.cells if cell.key in keys and cell.question.type.takes_answer]
        for _ in range(TRIES):
            given = {question.key: self.answer(question) for question in asked}
            state = self.begun(given)
            if safety(state) is Tri.YES and consent(state) is Tri.YES:
                return given
        raise AssertionError(f"{self.form.form.form_id}: no answers open its gates")

    def as_a_person_would(self, answers: Answers) -> Answers:
        """Take back what no screen would take: what a constraint refuses, a choice that is not offered. Where choices
        depend on an answer before, another of those that are offered is chosen."""
        kept, more = dict(answers), dict(answers)
        while more:
            more = {}
            for node in nodes(self.begun(kept)):
                given = kept.get(node.key)
                if node.cell is not None and node.relevant and not isinstance(given, NonAnswer | None):
                    more |= self.corrected(node, given)
            kept |= more
        return {key: value for key, value in kept.items() if value is not NonAnswer.BLANK}

    def corrected(self, node: Node, given: AnswerValue) -> Answers:
        assert node.cell is not None
        if node.cell.options is not None and offered(node.cell, value_of(node.cell, given), node.frame) != given:
            names = [option.value for option in node.cell.options(node.frame)]
            if not names:
                return {node.key: NonAnswer.BLANK}
            return {node.key: (self.draw.choice(names),) if isinstance(given, tuple) else self.draw.choice(names)}
        return {} if holds(node.cell, given, node.frame) else {node.key: NonAnswer.BLANK}
