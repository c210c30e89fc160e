"""`classify:` and `dimensions:` as calculates that give the same in Kobo and ODK: form-language 7.12.

The result stands under the classification's own name, what it is made of under `NAME_act`, `NAME_age` and so on, as
yes, no or unknown. Reasons, next steps and texts are left out: they are for the worker who holds the interview.
"""

from collections.abc import Iterator, Mapping

from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.interchange.conditions import NO, YES, Condition, all_of, any_of, choose
from fieldkit.forms.interchange.lower_dimensions import DimensionRows
from fieldkit.forms.interchange.lower_tables import TableRows
from fieldkit.forms.interchange.plain import Fields, fields_of, items, mapped_survey, questions, text
from fieldkit.forms.interchange.survey_index import Placed, SurveyIndex, parsed
from fieldkit.forms.interchange.truths import Truths
from fieldkit.forms.plain_yaml import Plain
from fieldkit.forms.read_dimensions import of_question
from fieldkit.forms.words import ELEMENTS


def lower(document: Fields) -> Fields:
    """Return the document with the result and all it is made of as calculates at the end of its survey."""
    rule = fields_of(document, "classify")
    without = mapped_survey(document, lambda item: [{key: item[key] for key in item if key != "indicators"}])
    if not text(rule, "name"):
        return without
    rows = Rows(document, rule)
    rows.write()
    kept = {key: value for key, value in without.items() if key not in ("classify", "dimensions", "result")}
    return {**kept, "survey": [*items(without, "survey"), *rows.made]}


class Rows:
    """Writes the calculates of one form. `truth` and `closed` read its expressions."""

    def __init__(self, document: Fields, rule: Fields) -> None:
        self.document = document
        self.rule = rule
        self.prefix = text(rule, "name")
        self.made: list[Plain] = []
        self.index = SurveyIndex(document)
        self.truths = Truths(self.index, self.add)
        self.sure: Condition = YES
        self.consented: Condition = YES
        self.unsafe: Condition = NO
        self.columns: dict[str, tuple[Condition, Condition]] = {}
        """By name of an element, dimension or fact, and `age`: when it is a certain yes (child), a certain no."""

    def add(self, name: str, calculation: str) -> str:
        """Add a calculate under `PREFIX_name`, or the next name that is free."""
        return self.add_named(f"{self.prefix}_{name}", calculation)

    def add_named(self, name: str, calculation: str) -> str:
        free = self.index.free_name(name)
        row: Fields = {"name": free, "type": "calculate", "calculation": calculation}
        self.made.append(row)
        self.index.placed[free] = Placed(free, row, (), "", free)
        return free

    def write(self) -> None:
        self.gates()
        self.age()
        for name, lines in fields_of(self.rule, "elements").items():
            if name in ELEMENTS and isinstance(lines, list):
                self.element(name, [text(line, "when") for line in lines if isinstance(line, dict)])
        for name in ELEMENTS if "elements" in self.rule else ():
            if name not in self.columns:
                self.element(name, [])
        DimensionRows(self).write(fields_of(self.document, "dimensions"))
        for name, when in fields_of(self.rule, "facts").items():
            if isinstance(when, str):
                self.column(name, *self.item(when))
        tables = TableRows(self)
        label = self.add_named(self.prefix, tables.result())
        tables.alike(label)
        self.add("urgent", choose((self.yes(text(self.rule, "urgent")), "yes"), otherwise="no"))
        self.add("suspicion", choose((self.truths.short(any_of(*self.suspicions(label))), "yes"), otherwise="no"))

    # --- expressions -------------------------------------------------------------------------------------

    def yes(self, expression: str, own: str = "") -> Condition:
        read = parsed(expression) if expression else None
        return self.truths.yes(of_question(read, own).tree if own else read.tree) if read else NO

    def no(self, expression: str) -> Condition:
        read = parsed(expression) if expression else None
        return self.truths.no(read.tree) if read else NO

    def item(self, expression: str, own: str = "") -> tuple[Condition, Condition]:
        """Return when an expression is a certain yes, and when it is a no or no open answer could make it yes."""
        read = parsed(expression)
        if read is None:
            return NO, NO
        tree = of_question(read, own).tree if own else read.tree
        closed = all_of(self.sure, self.truths.closed(tree)) if self.truths.closed(tree) != NO else NO
        return self.truths.yes(tree), any_of(self.truths.no(tree), closed)

    def three(self, name: str, yes: Condition, no: Condition) -> tuple[Condition, Condition]:
        """Add a calculate with yes, no or unknown; return the conditions that read it."""
        cases = ((self.truths.short(yes), "yes"), (self.truths.short(no), "no"))
        made = self.add(name, choose(*cases, otherwise="unknown"))
        return f"${{{made}}} = 'yes'", f"${{{made}}} = 'no'"

    def column(self, name: str, yes: Condition, no: Condition) -> None:
        self.columns[name] = self.three(name, yes, no)

    # --- what a result is made of ------------------------------------------------------------------------

    def gates(self) -> None:
        written = fields_of(self.document, "gates")
        sure: list[Condition] = []
        for name in ("safety", "consent"):
            gate = text(written, name)
            if gate:
                silent = any_of(*(f"nr(${{{key}}}) = '{why}'" for key in self.deciding(gate) for why in ("dk", "ref")))
                yes, no = self.three(name, self.yes(gate), any_of(self.no(gate), silent))
                sure.append(yes)
                self.unsafe = no if name == "safety" else self.unsafe
                self.consented = yes if name == "consent" else self.consented
        self.sure = all_of(*sure)

    def deciding(self, gate: str) -> list[str]:
        """Return the questions behind a gate that a person may be silent on."""
        read = parsed(gate)
        return self.truths.leaves(read.tree) if read else []

    def age(self) -> None:
        age = fields_of(self.rule, "age")
        child, adult = self.yes(text(age, "child")), self.yes(text(age, "adult"))
        made = self.add("age", choose((child, "child"), (adult, "adult"), otherwise="unknown"))
        self.columns["age"] = (f"${{{made}}} = 'child'", f"${{{made}}} = 'adult'")

    def element(self, name: str, lines: list[str]) -> None:
        if len(lines) == 1:
            self.column(name, *self.item(lines[0]))
            return
        found = [self.three(f"{name}_{number}", *self.item(line)) for number, line in enumerate(lines, 1)]
        self.column(name, any_of(*(yes for yes, _ in found)), all_of(*(no for _, no in found)))

    def suspicions(self, label: str) -> Iterator[Condition]:
        """Yield what makes an interview a suspicion: the worker's own, anything touched, the result itself."""
        yield self.yes(text(self.rule, "suspicion"))
        named = fields_of(fields_of(self.document, "dimensions"), "named")
        for name, (yes, _) in self.columns.items():
            dimension = named.get(name)
            if name in ELEMENTS or (isinstance(dimension, dict) and text(dimension, "element")):
                yield yes
        for question in questions(self.document):
            yield from self.touched_by(question)
        for result in (ResultLabel.POSSIBLE_TRAFFICKING, ResultLabel.NEEDS_REVIEW):
            yield f"${{{label}}} = '{result.value}'"

    def touched_by(self, question: Mapping[str, Plain]) -> Iterator[Condition]:
        name = text(question, "name")
        if text(question, "element") in ELEMENTS:
            yield self.yes(text(question, "touches"), name)
        yield self.yes(text(question, "starts_clock"), name)
