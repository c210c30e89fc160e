"""The tables of `classify:` as calculates: the result, and what the answers look more like."""

from collections.abc import Callable, Iterator
from typing import Protocol

from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.interchange.conditions import NO, Condition, all_of, any_of, choose, written
from fieldkit.forms.interchange.plain import Fields, fields_of, items, text
from fieldkit.forms.interchange.prime_implicants import prime_implicants
from fieldkit.forms.interchange.truths import Truths
from fieldkit.forms.tables import NOT_COVERED, OutcomeLine, columns_of, first_match

_WORDS = {"yes": True, "no": False, "child": True, "adult": False}
POSSIBLE, NOT_SHOWN = ResultLabel.POSSIBLE_TRAFFICKING.value, ResultLabel.ELEMENTS_NOT_SHOWN.value
UNKNOWN, REVIEW = ResultLabel.NOT_ENOUGH_INFORMATION.value, ResultLabel.NEEDS_REVIEW.value
NOT_SAFE = ResultLabel.NOT_ASSESSED_NOT_SAFE.value


class Writer(Protocol):
    """What writes the rows around: `lower_classify.Rows`."""

    rule: Fields
    columns: dict[str, tuple[Condition, Condition]]
    unsafe: Condition
    consented: Condition
    truths: Truths

    def add(self, name: str, calculation: str) -> str: ...

    def yes(self, expression: str, own: str = "") -> Condition: ...

    def no(self, expression: str) -> Condition: ...


class TableRows:
    def __init__(self, rows: Writer) -> None:
        self.rows = rows
        self.lines = [self.outcome_line(line) for line in items(rows.rule, "outcomes")]

    def outcome_line(self, line: Fields) -> OutcomeLine:
        return OutcomeLine((0, 0), self.cells(line), text(line, "result"), text(line, "label"), {})

    def cells(self, line: Fields) -> dict[str, bool]:
        return {name: _WORDS[text(line, name)] for name in self.rows.columns if text(line, name) in _WORDS}

    # --- the result --------------------------------------------------------------------------------------

    def result(self) -> str:
        """Return the expression of the result. What is not certain is not enough information."""
        shown, review, not_shown = (self.certain(POSSIBLE), self.certain(REVIEW), self.certain(NOT_SHOWN))
        cases = (
            (self.rows.unsafe, NOT_SAFE),
            (self.rows.truths.short(shown), POSSIBLE),
            (self.rows.truths.short(review), REVIEW),
            (self.rows.truths.short(all_of(self.rows.consented, not_shown)), NOT_SHOWN),
        )
        return choose(*cases, otherwise=UNKNOWN)

    def certain(self, result: str) -> Condition:
        if self.lines:
            return self.certainly(lambda line: (REVIEW if line == NOT_COVERED else self.lines[line].result) == result)
        if result == REVIEW or "act" not in self.rows.columns:
            return NO
        (act, no_act), (means, no_means), (purpose, no_purpose), (child, adult) = (
            self.rows.columns[name] for name in ("act", "means", "purpose", "age")
        )
        if result == POSSIBLE:
            return all_of(act, purpose, any_of(child, means))
        return any_of(no_act, no_purpose, all_of(adult, no_means))

    def certainly(self, holds: Callable[[int], bool]) -> Condition:
        """Return when the first match of `outcomes:` is surely one of some lines, whatever is still unknown."""
        names = columns_of(self.lines)
        found = prime_implicants(names, lambda truths: holds(first_match(self.lines, truths)))
        return any_of(*(all_of(*(self.cell(name, value) for name, value in one.items())) for one in found))

    def cell(self, name: str, value: bool) -> Condition:
        yes, no = self.rows.columns[name]
        return yes if value else no

    # --- what it looks more like -------------------------------------------------------------------------

    def alike(self, label: str) -> None:
        """Add what the answers look more like: one label, or all that match with spaces between."""
        shown_with = any_of(*(f"${{{label}}} = '{result}'" for result in (NOT_SHOWN, UNKNOWN, REVIEW)))
        told = f"${{{label}}} != '{NOT_SAFE}'"
        outcomes = [(all_of(told, self.rows.truths.short(when)), name) for when, name in self.alike_outcomes()]
        matches = [(all_of(shown_with, self.rows.truths.short(when)), name) for when, name in self.matches()]
        if not outcomes and not matches:
            return
        if self.match != "all":
            self.rows.add("looks_like", choose(*outcomes, *matches, otherwise=""))
            return
        by_label: dict[str, Condition] = {}
        for when, name in (*outcomes, *matches):
            by_label[name] = any_of(by_label.get(name, NO), when)
        parts = [f"if({written(self.rows.truths.short(when))}, ' {name}', '')" for name, when in by_label.items()]
        self.rows.add("looks_like", f"normalize-space(concat({', '.join(parts)}))")

    def alike_outcomes(self) -> Iterator[tuple[Condition, str]]:
        for name in dict.fromkeys(line.label for line in self.lines if line.label):
            labelled = frozenset(number for number, line in enumerate(self.lines) if line.label == name)
            yield self.certainly(labelled.__contains__), name

    @property
    def match(self) -> str:
        written_as = self.rows.rule.get("looks_like")
        return (text(written_as, "match") or "first") if isinstance(written_as, dict) else ""

    def matches(self) -> Iterator[tuple[Condition, str]]:
        lines = items(self.rows.rule, "looks_like") or items(fields_of(self.rows.rule, "looks_like"), "lines")
        earlier: list[Condition] = []
        for line in lines:
            cells = self.cells(line)
            when = text(line, "when") or ("true()" if cells else "")
            yes = all_of(self.rows.yes(when), *(self.cell(name, value) for name, value in cells.items()))
            yield all_of(yes, *earlier) if self.match == "first" else yes, text(line, "label")
            earlier.append(any_of(self.rows.no(when), *(self.cell(name, not value) for name, value in cells.items())))
