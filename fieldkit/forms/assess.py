"""Work out the result of an interview by its form's `classify:` rule. form-language 7."""

from collections.abc import Iterable, Iterator, Mapping

from fieldkit.forms.classify import Age, Alike, DimensionFound, Outcome, Reason, ResultLabel
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.dependencies import questions_read, rule_formulas
from fieldkit.forms.dimensions import Dimension, Indicator, Judged, judge
from fieldkit.forms.engine import State
from fieldkit.forms.expression.three_valued import kleene_and, kleene_or
from fieldkit.forms.facts import Answered, Reachable, leaves
from fieldkit.forms.graph import all_read
from fieldkit.forms.keys import name_of
from fieldkit.forms.model import Classify, Form, Formula, Item, Localised, LooksLike, Question, text_in
from fieldkit.forms.tables import AGE, NOT_COVERED, Decided, Decision, cells_hold, decide, hangs_on
from fieldkit.forms.values import NonAnswer, Tri

_NO_RULE = Classify(name="", elements={})
_NO_DECISION = Decision({}, None, ())
_OTHERWISE = ResultLabel.NEEDS_REVIEW
"""What a combination gives that a form's `outcomes:` do not have: a person decides. (form-language 7.11)"""
_SUSPICIOUS = (ResultLabel.POSSIBLE_TRAFFICKING, ResultLabel.NEEDS_REVIEW)
_ALIKE_WITH = (ResultLabel.ELEMENTS_NOT_SHOWN, ResultLabel.NOT_ENOUGH_INFORMATION, ResultLabel.NEEDS_REVIEW)
_ORDER = ("act", "means", "purpose", "sign")


def assess(state: State) -> Outcome:
    """Return what the answers so far show."""
    return _Assessment(state).outcome()


def read_by_rules(compiled: CompiledForm) -> set[str]:
    """Return the keys of what the result depends on: of the rule, of what touches, and of whether those apply."""
    form = compiled.form
    keys = {key for formula, _ in rule_formulas(form) for key in compiled.keys(formula)}
    keys.update(question.key for question in form.questions if question.touches or question.starts_clock)
    for formula in (form.safety, form.consent):
        keys.update(compiled.keys(formula) if formula is not None else ())
    return all_read(keys, compiled.reads)


def gate(state: State, name: str) -> Tri:
    """Return whether a gate ("safety" or "consent") is open; asked and not said counts as not. (form-language 6)"""
    form = state.compiled.form
    formula = form.safety if name == "safety" else form.consent
    if formula is None:
        return Tri.YES
    known = Answered(state, state.compiled.keys(formula)).truth(formula)
    if known is None and any(_asked_and_not_said(state, key) for key in questions_read(state.compiled.names, formula)):
        return Tri.NO
    return _tri(known)


def in_danger(state: State) -> bool:
    """Return whether the form's danger gate is a certain yes. (form-language 6.4)"""
    formula = state.compiled.form.danger
    return formula is not None and Answered(state, state.compiled.keys(formula)).truth(formula) is True


def _asked_and_not_said(state: State, key: str) -> bool:
    cell = state.compiled.by_key.get(key)
    said = (NonAnswer.BLANK, NonAnswer.DONT_KNOW, NonAnswer.REFUSED)
    if cell is None or cell.template or cell.question.calculation:
        return False
    return state.answer(cell) in said


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
        self.decision = self.rule.decision or _NO_DECISION
        self.safety, self.consent = gate(state, "safety"), gate(state, "consent")
        self.sure = self.safety is Tri.YES and self.consent is Tri.YES
        keys = {key for formula, _ in rule_formulas(form) for key in state.compiled.keys(formula)}
        keys.update(question.key for question in form.questions if question.touches or question.starts_clock)
        self.facts = Answered(state, keys)
        self.reachable = Reachable(state, keys) if self.sure else None
        self.elements = {name: self.element(items) for name, items in self.rule.elements.items()}
        self.judged = {name: self.dimension(name) for name in self.dimensions}
        self.named = {name: self.item(formula) for name, formula in self.decision.facts.items()}
        self.age = self.age_found()

    @property
    def dimensions(self) -> Mapping[str, Dimension]:
        return self.decision.dimensions.named if self.decision.dimensions else {}

    def outcome(self) -> Outcome:
        decided = decide(self.decision.outcomes, self.columns(), _OTHERWISE.value) if self.decision.outcomes else None
        label = self.label(self.possible(decided))
        touched = self.touched()
        clock = self.clock_question()
        alike = self.alike(label, decided)
        settle = self.settle(label)
        own = self.facts.truth(self.rule.suspicion) is True
        positive = {name: judged.positive for name, judged in self.judged.items()}
        return Outcome(
            label=label,
            elements={name: _tri(known) for name, known in {**self.elements, **positive}.items()},
            age=self.age,
            touched=touched,
            reasons=tuple(self.reasons()),
            looks_like=alike[0].label if alike else None,
            looks_like_text="; ".join(found.text for found in alike) if alike else None,
            urgent=self.facts.truth(self.rule.urgent) is True,
            suspicion=own or clock is not None or any(name != "sign" for name in touched) or label in _SUSPICIOUS,
            clock_question=clock,
            settle=settle,
            next_steps=tuple(self.words(i.says) for i in self.rule.next_steps if self.facts.truth(i.when) is True),
            alike=alike,
            dimensions=tuple(self.dimensions_found()),
            facts={name: _tri(known) for name, known in self.named.items()},
            evidence=self.words(self.decision.dimensions.evidence) if self.decision.dimensions else "",
            settle_text=self.asked(settle) if settle else "",
        )

    def words(self, texts: Localised) -> str:
        return text_in(texts, self.state.language, self.form.stand_in(self.state.language))

    def age_found(self) -> Age:
        if self.facts.truth(self.rule.child) is True:
            return "child"
        return "adult" if self.facts.truth(self.rule.adult) is True else "unknown"

    # --- elements, dimensions, facts

    def element(self, items: tuple[Item, ...]) -> bool | None:
        return kleene_or(*(self.item(item.when) for item in items))

    def item(self, formula: Formula) -> bool | None:
        known = self.facts.truth(formula)
        return False if known is None and self.is_closed(formula) else known

    def is_closed(self, formula: Formula) -> bool:
        """Return whether no answer that is still open could make an unknown expression yes. (form-language 7.2)"""
        if self.reachable is None:
            return False
        missing = [key for key in leaves(self.state.compiled, formula) if self.facts.is_missing(key)]
        return bool(missing) and all(self.reachable.cannot_apply(key) for key in missing)

    def indicators(self, name: str) -> tuple[Indicator, ...]:
        return self.decision.dimensions.of(name) if self.decision.dimensions else ()

    def dimension(self, name: str) -> Judged:
        rule = self.decision.dimensions.positive_if if self.decision.dimensions else ()
        return judge(rule, ((found.strength, self.item(found.when)) for found in self.indicators(name)))

    def dimensions_found(self) -> Iterator[DimensionFound]:
        for name, judged in self.judged.items():
            label = self.words(self.dimensions[name].label)
            yield DimensionFound(name, label, _tri(judged.positive), judged.shown, judged.open)

    # --- the result

    def columns(self) -> dict[str, bool | None]:
        """Return what is known of every column that a table may have."""
        age = None if self.age == "unknown" else self.age == "child"
        positive = {name: judged.positive for name, judged in self.judged.items()}
        return {**self.elements, **positive, **self.named, AGE: age}

    def possible(self, decided: Decided | None) -> ResultLabel:
        """Return the result that all completions of the answers share, whatever the gates say."""
        if decided is not None:
            (first, *others) = decided.results
            return ResultLabel.NOT_ENOUGH_INFORMATION if others else ResultLabel(first)
        if self.form.classify is None:
            return ResultLabel.NO_RESULT
        shown = combine(self.age, *(self.elements.get(name) for name in ("act", "means", "purpose")))
        if shown is None:
            return ResultLabel.NOT_ENOUGH_INFORMATION
        return ResultLabel.POSSIBLE_TRAFFICKING if shown else ResultLabel.ELEMENTS_NOT_SHOWN

    def label(self, possible: ResultLabel) -> ResultLabel:
        if self.safety is Tri.NO:
            return ResultLabel.NOT_ASSESSED_NOT_SAFE
        if possible is ResultLabel.ELEMENTS_NOT_SHOWN and self.consent is not Tri.YES:
            return ResultLabel.NOT_ENOUGH_INFORMATION
        return possible

    # --- what was touched, and why

    def touching(self) -> Iterator[Question]:
        for question in self.form.questions:
            if question.element and self.facts.truth(question.touches, question.name) is True:
                yield question

    def touched(self) -> tuple[str, ...]:
        found = {question.element for question in self.touching()}
        found.update(name for name, known in self.elements.items() if known is True)
        found.update(self.dimensions[name].element for name, judged in self.judged.items() if judged.positive)
        return tuple(name for name in _ORDER if name in found)

    def reasons(self) -> Iterator[Reason]:
        for element, items in self.rule.elements.items():
            for item in items:
                if self.facts.truth(item.when) is True:
                    yield Reason(self.first_question(item.when), element, self.words(item.says))
        for dimension in self.dimensions:
            for indicator in self.indicators(dimension):
                if self.facts.truth(indicator.when) is True:
                    yield Reason(
                        indicator.question, dimension, self.words(indicator.says) or self.asked(indicator.question)
                    )
        for question in self.touching():
            if question.element == "sign" and question.label is not None:
                yield Reason(question.name, "sign", self.words(question.label.texts))

    def asked(self, name: str) -> str:
        """Return a question in the form's words."""
        cell = self.state.compiled.cell_of(name)
        return self.words(cell.question.label.texts) if cell is not None and cell.question.label else name

    def first_question(self, formula: Formula) -> str:
        return next(iter(formula.parsed.names), "")

    def clock_question(self) -> str | None:
        """Return the question whose answer came first of those that start the clock."""
        for key in self.state.answers:
            cell = self.state.compiled.by_key.get(name_of(key))
            starts = cell.question.starts_clock if cell is not None else None
            if cell is not None and starts and self.facts.truth(starts, cell.question.name) is True:
                return cell.question.key
        return None

    # --- what it looks more like

    def alike(self, label: ResultLabel, decided: Decided | None) -> tuple[Alike, ...]:
        """Return what the table of results says it looks like, then what `looks_like` does."""
        found = [*self.alike_outcome(decided)] if label is not ResultLabel.NOT_ASSESSED_NOT_SAFE else []
        if label in _ALIKE_WITH:
            known = {line.label for line in found}
            found += [Alike(line.label, self.words(line.says)) for line in self.matches() if line.label not in known]
        return tuple(found)

    def alike_outcome(self, decided: Decided | None) -> Iterator[Alike]:
        """Yield what all lines share that are still possible."""
        lines = [self.decision.outcomes[n] if n != NOT_COVERED else None for n in decided.lines] if decided else []
        first = lines[0] if lines else None
        if first is not None and first.label and all(line and line.label == first.label for line in lines):
            yield Alike(first.label, self.words(first.says))

    def matches(self) -> Iterator[LooksLike]:
        """Yield the lines of `looks_like` that match, as the form reads them. (form-language 7.6)"""
        columns = self.columns()
        for line in self.rule.looks_like:
            known = kleene_and(self.facts.truth(line.when), cells_hold(line.cells, columns))
            if known is True:
                yield line
            if (known is True and self.decision.match != "all") or (known is None and self.decision.match == "first"):
                return

    # --- the one question to ask

    def settle(self, label: ResultLabel) -> str | None:
        """Return the question that could settle what is unknown: elements, dimensions, facts, then the age."""
        if label is not ResultLabel.NOT_ENOUGH_INFORMATION:
            return None
        ages = [formula for formula in (self.rule.child, self.rule.adult) if formula is not None]
        found = self.best_open([formula for formula in self.deciding() if self.item(formula) is None])
        return found or (self.best_open(ages) if self.age == "unknown" else None)

    def deciding(self) -> Iterator[Formula]:
        """Yield the expressions of what is unknown and matters."""
        for name, items in self.rule.elements.items():
            if self.elements[name] is None and (name != "means" or self.age != "child"):
                yield from (item.when for item in items)
        for name, judged in self.judged.items():
            if judged.positive is None:
                yield from (indicator.when for indicator in self.indicators(name))
        yield from (formula for name, formula in self.decision.facts.items() if self.matters(name))

    def matters(self, fact: str) -> bool:
        """Return whether the result hangs on a fact; one that only chooses between words settles nothing."""
        return hangs_on(self.decision.outcomes, self.columns(), fact, _OTHERWISE.value)

    def best_open(self, formulas: Iterable[Formula]) -> str | None:
        """Return the open question with the fewest others beside it; don't know is less open, refused is closed."""
        best: tuple[tuple[bool, int], str] | None = None
        for formula in formulas:
            names = [key for key in leaves(self.state.compiled, formula) if self.facts.is_missing(key)]
            for name in names:
                answer = self.state.answer(self.state.compiled.by_key[name])
                if answer in (NonAnswer.REFUSED, NonAnswer.IRRELEVANT):
                    continue
                rank = (answer is NonAnswer.DONT_KNOW, len(names))
                if best is None or rank < best[0]:
                    best = rank, name
        return best[1] if best else None
