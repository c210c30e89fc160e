"""Which parts of a form no test reached. form-tools 2.3."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.engine import State
from fieldkit.forms.expression.code import OWN_SCOPE, PARENT
from fieldkit.forms.frames import frames_of
from fieldkit.forms.interview import consent, outcome, safety
from fieldkit.forms.model import Form, Group
from fieldkit.forms.names import Item
from fieldkit.forms.question_types import COMPUTED
from fieldkit.forms.read_score import BAND
from fieldkit.forms.tables import decide
from fieldkit.forms.traversal import repeat_applies
from fieldkit.forms.values import NonAnswer, Tri
from fieldkit.forms.words import FILE_ENDINGS


@dataclass(frozen=True, slots=True)
class Coverage:
    """What no test reached: names of questions, values by question, bands by score, results. `shown` of `questions`
    were on the screen in some test."""

    questions: int
    shown: int
    never_shown: tuple[str, ...]
    never_chosen: Mapping[str, tuple[str, ...]]
    never_true: tuple[str, ...]
    never_false: tuple[str, ...]
    bands: Mapping[str, tuple[str, ...]]
    results: tuple[str, ...]
    looks_like: tuple[str, ...]
    dimensions: tuple[str, ...]
    """Those that no test made positive."""


@dataclass(slots=True)
class Reached:
    """Collects what each finished test reached."""

    compiled: CompiledForm
    shown: set[str] = field(default_factory=set)
    chosen: set[tuple[str, str]] = field(default_factory=set)
    truths: set[tuple[str, bool]] = field(default_factory=set)
    bands: set[tuple[str, str]] = field(default_factory=set)
    results: set[str] = field(default_factory=set)
    looks_like: set[str] = field(default_factory=set)
    positive: set[str] = field(default_factory=set)

    def add(self, state: State) -> None:
        gates_open = safety(state) is Tri.YES and consent(state) is Tri.YES
        for item in self.compiled.form.items:
            for applies in self._applications(state, item):
                if applies or gates_open or self._reads_what_is_known(item):
                    self.truths.add((item.key, applies))
        self._answers(state)
        found = outcome(state)
        self.results.add(found.label.value)
        self.looks_like.update(alike.label for alike in found.alike)
        self.positive.update(name for name, known in found.elements.items() if known is Tri.YES)

    def _reads_what_is_known(self, item: Item) -> bool:
        """Return whether a condition is about the gates' own questions and observations. Behind a closed gate nothing
        is known about any other."""
        form, keys = self.compiled.form, self.compiled.keys
        known = {key for gate in (form.safety, form.consent) if gate for key in keys(gate)}
        known.update(question.key for question in form.questions if question.observation)
        return item.relevant is not None and known.issuperset(keys(item.relevant))

    def _applications(self, state: State, item: Item) -> Iterator[bool]:
        """Yield, for each place where what is around an item applies, whether the item does."""
        compiled = self.compiled
        if isinstance(item, Group) and item.repeat:
            template = compiled.repeats[item.key]
            outer = compiled.scopes[item.group.key] if item.group else OWN_SCOPE
            for frame in frames_of(template.outer or compiled.templates[0], state.root):
                if frame[outer] and (not frame[PARENT] or frame[OWN_SCOPE]):
                    yield repeat_applies(template, frame)
            return
        template = compiled.template_at(item if isinstance(item, Group) else item.group)
        outer = compiled.scopes[item.group.key] if item.group else OWN_SCOPE
        for frame in frames_of(template, state.root):
            if frame[outer]:
                yield bool(frame[compiled.scopes[item.key]])

    def _answers(self, state: State) -> None:
        for cell in self.compiled.cells:
            for frame in frames_of(self.compiled.templates[cell.template], state.root):
                if not frame[cell.scope]:
                    continue
                self.shown.add(cell.key)
                answer = state.answer(cell, frame)
                if isinstance(answer, str | tuple) and not isinstance(answer, NonAnswer):
                    for value in (answer,) if isinstance(answer, str) else answer:
                        self.chosen.add((cell.key, value))

    def coverage(self) -> Coverage:
        form = self.compiled.form
        screens = [q for q in form.questions if q.type not in COMPUTED and q.label is not None]
        return Coverage(
            questions=len(screens),
            shown=sum(question.key in self.shown for question in screens),
            never_shown=tuple(question.key for question in screens if question.key not in self.shown),
            never_chosen=dict(self._never_chosen()),
            never_true=tuple(self._never(form, True)),
            never_false=tuple(self._never(form, False)),
            bands=dict(self._never_banded(form)),
            results=tuple(name for name in _possible_results(form) if name not in self.results),
            looks_like=tuple(name for name in _possible_likes(form) if name not in self.looks_like),
            dimensions=tuple(name for name in _dimensions(form) if name not in self.positive),
        )

    def _never_chosen(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield questions with choices that no test chose. Of a list from a file one is enough: its rows are data."""
        for question in self.compiled.form.questions:
            if question.type.has_choices and question.key in self.shown:
                listed: Collection[str] = self.compiled.form.choices.get(question.list_name, {})
                missed = tuple(value for value in listed if (question.key, value) not in self.chosen)
                if missed and not (question.list_name.endswith(FILE_ENDINGS) and len(missed) < len(listed)):
                    yield question.key, missed

    def _never(self, form: Form, truth: bool) -> Iterator[str]:
        for item in form.items:
            if item.relevant is not None and (item.key, truth) not in self.truths:
                yield item.key

    def _never_banded(self, form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
        for score in form.scores:
            cell = self.compiled.cell_of(score.name + BAND)
            key = cell.key if cell is not None else score.name + BAND
            missed = tuple(band for band in score.bands if (key, band) not in self.chosen)
            if missed:
                yield score.name, missed


def _possible_results(form: Form) -> Iterator[str]:
    """Yield what the form's rule can give: by its elements, or by its table with everything still open."""
    rule = form.classify
    if rule is None:
        return
    outcomes = rule.decision.outcomes if rule.decision else ()
    given = decide(outcomes, {}, ResultLabel.NEEDS_REVIEW.value).results if outcomes else _BY_ELEMENTS
    open_ = ResultLabel.NOT_ENOUGH_INFORMATION.value
    yield from (label.value for label in ResultLabel if label.value in given and label.value != open_)
    yield open_
    if form.safety is not None:
        yield ResultLabel.NOT_ASSESSED_NOT_SAFE.value


_BY_ELEMENTS = (ResultLabel.POSSIBLE_TRAFFICKING.value, ResultLabel.ELEMENTS_NOT_SHOWN.value)


def _possible_likes(form: Form) -> Iterator[str]:
    if form.classify is None:
        return
    yield from (line.label for line in form.classify.looks_like)
    if form.classify.decision is not None:
        yield from (line.label for line in form.classify.decision.outcomes if line.label)


def _dimensions(form: Form) -> Iterator[str]:
    decision = form.classify.decision if form.classify else None
    if decision is not None and decision.dimensions is not None:
        yield from decision.dimensions.named
