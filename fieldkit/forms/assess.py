"""Work out the result of an interview by its form's `classify:` rule. form-language 7."""

from collections.abc import Iterable, Iterator

from fieldkit.forms.classify import Age, Outcome, Reason, ResultLabel
from fieldkit.forms.dependencies import classify_formulas, gate_names
from fieldkit.forms.engine import State
from fieldkit.forms.expression.three_valued import kleene_and, kleene_or
from fieldkit.forms.facts import Answered, Reachable, leaves
from fieldkit.forms.model import Classify, Form, Formula, Item, Localised, Question, text_in
from fieldkit.forms.values import NonAnswer, Tri

_NO_RULE = Classify(name="", elements={})
_ORDER = ("act", "means", "purpose", "sign")


def assess(state: State) -> Outcome:
    """Return what the answers so far show."""
    return _Assessment(state).outcome()


def gate(state: State, name: str) -> Tri:
    """Return whether a gate ("safety" or "consent") is open; asked and not said counts as not. (form-language 6)"""
    form = state.compiled.form
    formula = form.safety if name == "safety" else form.consent
    if formula is None:
        return Tri.YES
    known = Answered(state, formula.parsed.names).truth(formula)
    if known is None and any(_asked_and_not_said(state, name) for name in gate_names(form, formula)):
        return Tri.NO
    return _tri(known)


def in_danger(state: State) -> bool:
    """Return whether the form's danger gate is a certain yes. (form-language 6.4)"""
    formula = state.compiled.form.danger
    return formula is not None and Answered(state, formula.parsed.names).truth(formula) is True


def _asked_and_not_said(state: State, name: str) -> bool:
    cell = state.compiled.by_name.get(name)
    said = (NonAnswer.BLANK, NonAnswer.DONT_KNOW, NonAnswer.REFUSED)
    return cell is not None and not cell.question.calculation and state.answer(cell) in said


def _tri(known: bool | None) -> Tri:
    return Tri.UNKNOWN if known is None else Tri.YES if known else Tri.NO


def combine(age: Age, act: bool | None, means: bool | None, purpose: bool | None) -> bool | None:
    """Return whether the elements together are shown. For a child means are never needed. (form-language 7.3)"""
    child, adult = kleene_and(act, purpose), kleene_and(act, means, purpose)
    if age == "unknown":
        return child if child is adult else None
    return child if age == "child" else adult


class _Assessment:
    """One run over the answers. `sure`: it is safe and consented, so what cannot apply any more may count as no."""

    def __init__(self, state: State) -> None:
        form: Form = state.compiled.form
        self.state = state
        self.form = form
        self.rule = form.classify or _NO_RULE
        self.safety, self.consent = gate(state, "safety"), gate(state, "consent")
        self.sure = self.safety is Tri.YES and self.consent is Tri.YES
        names = {name for formula in self.formulas() for name in formula.parsed.names}
        names.update(question.name for question in form.questions if question.touches or question.starts_clock)
        self.facts = Answered(state, names)
        self.reachable = Reachable(state, names) if self.sure else None

    def formulas(self) -> Iterator[Formula]:
        yield from classify_formulas(self.form)
        for question in self.form.questions:
            for formula in (question.touches, question.starts_clock):
                if formula is not None:
                    yield formula

    def outcome(self) -> Outcome:
        elements = {name: self.element(items) for name, items in self.rule.elements.items()}
        age = self.age()
        shown = combine(age, *(elements.get(name) for name in ("act", "means", "purpose")))
        label = self.label(shown)
        touched = self.touched(elements)
        clock = self.clock_question()
        alike = self.look_alike(label)
        own = self.facts.truth(self.rule.suspicion) is True
        return Outcome(
            label=label,
            elements={name: _tri(known) for name, known in elements.items()},
            age=age,
            touched=touched,
            reasons=tuple(self.reasons()),
            looks_like=alike[0] if alike else None,
            looks_like_text=alike[1] if alike else None,
            urgent=self.facts.truth(self.rule.urgent) is True,
            suspicion=own or clock is not None or any(name != "sign" for name in touched),
            clock_question=clock,
            settle=self.settle(label, age, elements),
            next_steps=tuple(self.words(i.says) for i in self.rule.next_steps if self.facts.truth(i.when) is True),
        )

    def words(self, texts: Localised) -> str:
        return text_in(texts, self.state.language, self.form.default_language)

    def age(self) -> Age:
        if self.facts.truth(self.rule.child) is True:
            return "child"
        return "adult" if self.facts.truth(self.rule.adult) is True else "unknown"

    # --- elements

    def element(self, items: tuple[Item, ...]) -> bool | None:
        return kleene_or(*(self.item(item) for item in items))

    def item(self, item: Item) -> bool | None:
        known = self.facts.truth(item.when)
        return False if known is None and self.is_closed(item.when) else known

    def is_closed(self, formula: Formula) -> bool:
        """Return whether no answer that is still open could make an unknown expression yes. (form-language 7.2)"""
        if self.reachable is None:
            return False
        missing = [name for name in leaves(self.state.compiled, formula) if self.facts.value(name) is None]
        return bool(missing) and all(self.reachable.cannot_apply(name) for name in missing)

    def label(self, shown: bool | None) -> ResultLabel:
        if self.safety is Tri.NO:
            return ResultLabel.NOT_ASSESSED_NOT_SAFE
        if shown is True:
            return ResultLabel.POSSIBLE_TRAFFICKING
        if shown is False and self.consent is Tri.YES and self.form.classify is not None:
            return ResultLabel.ELEMENTS_NOT_SHOWN
        return ResultLabel.NOT_ENOUGH_INFORMATION

    # --- what was touched, and why

    def touching(self) -> Iterator[Question]:
        for question in self.form.questions:
            if question.element and self.facts.truth(question.touches, question.name) is True:
                yield question

    def touched(self, elements: dict[str, bool | None]) -> tuple[str, ...]:
        found = {question.element for question in self.touching()}
        found.update(name for name, known in elements.items() if known is True)
        return tuple(name for name in _ORDER if name in found)

    def reasons(self) -> Iterator[Reason]:
        for element, items in self.rule.elements.items():
            for item in items:
                if self.facts.truth(item.when) is True:
                    yield Reason(self.first_question(item.when), element, self.words(item.says))
        for question in self.touching():
            if question.element == "sign" and question.label is not None:
                yield Reason(question.name, "sign", self.words(question.label.texts))

    def first_question(self, formula: Formula) -> str:
        return next(iter(formula.parsed.names), "")

    def clock_question(self) -> str | None:
        """Return the question whose answer came first of those that start the clock."""
        for name in self.state.answers:
            question = self.state.compiled.by_name[name].question
            if question.starts_clock and self.facts.truth(question.starts_clock, name) is True:
                return name
        return None

    def look_alike(self, label: ResultLabel) -> tuple[str, str] | None:
        if label not in (ResultLabel.ELEMENTS_NOT_SHOWN, ResultLabel.NOT_ENOUGH_INFORMATION):
            return None
        for line in self.rule.looks_like:
            if self.facts.truth(line.when) is True:
                return line.label, self.words(line.says)
        return None

    # --- the one question to ask

    def settle(self, label: ResultLabel, age: Age, elements: dict[str, bool | None]) -> str | None:
        """Return the question that could settle what is unknown: first those that decide an element, then the age."""
        if label is not ResultLabel.NOT_ENOUGH_INFORMATION:
            return None
        needed = [name for name in self.rule.elements if name != "means" or age != "child"]
        open_items = [
            item.when
            for name in needed
            if elements[name] is None
            for item in self.rule.elements[name]
            if self.item(item) is None
        ]
        ages = [formula for formula in (self.rule.child, self.rule.adult) if formula is not None]
        return self.best_open(open_items) or (self.best_open(ages) if age == "unknown" else None)

    def best_open(self, formulas: Iterable[Formula]) -> str | None:
        """Return the open question with the fewest others beside it; don't know is less open, refused is closed."""
        best: tuple[tuple[bool, int], str] | None = None
        for formula in formulas:
            names = [n for n in leaves(self.state.compiled, formula) if self.facts.value(n) is None]
            for name in names:
                answer = self.state.answer(self.state.compiled.by_name[name])
                if answer in (NonAnswer.REFUSED, NonAnswer.IRRELEVANT):
                    continue
                rank = (answer is NonAnswer.DONT_KNOW, len(names))
                if best is None or rank < best[0]:
                    best = rank, name
        return best[1] if best else None
