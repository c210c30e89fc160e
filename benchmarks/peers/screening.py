"""Made-up forms to measure: long screenings, one with nothing but expressions, one with non-answers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.peers.made_form import Given, MadeForm, Row

CHOICES = {"yn": ("yes", "no", "unk"), "means": ("force", "fraud", "coercion", "debt", "none")}
SECTION = 20
_KINDS = ("integer", "select_one yn", "select_multiple means", "text", "select_one yn")
_TESTS = {
    "integer": "${%s} < 18 or ${%s} > 60",
    "select_one yn": "${%s} = 'yes'",
    "select_multiple means": "selected(${%s}, 'force') or selected(${%s}, 'debt')",
}
_ANSWERS: dict[str, Sequence[str]] = {
    "integer": ("9", "15", "17", "25", "40", "70"),
    "select_one yn": ("yes", "yes", "no", "unk"),
    "select_multiple means": ("force", "force debt", "none", "fraud coercion"),
}


@dataclass
class _Writer:
    """Writes sections one after the other; `before` are the questions that skip logic may look back at."""

    draw: random.Random
    rows: list[Row] = field(default_factory=list)
    answers: list[Given] = field(default_factory=list)
    before: list[tuple[str, str]] = field(default_factory=list)

    def section(self, number: int, first: int, last: int) -> None:
        self.rows.append({"type": "begin_group", "name": f"g{number}", "label": f"Section {number}"})
        points = [point for i in range(first, last + 1) if (point := self.question(i))]
        self.rows.append({"type": "calculate", "name": f"score{number}", "calculation": " + ".join(points)})
        self.rows.append({"type": "end_group", "name": f"g{number}"})

    def question(self, i: int) -> str:
        """Write one question and its answer; return what it adds to the section's score."""
        name, kind = f"q{i}", _KINDS[i % 5]
        row = {"type": kind, "name": name, "label": f"Question number {i}?"}
        if self.before and i % 5 in (0, 1, 2):  # 60 % have skip logic on earlier answers
            row["relevant"] = self.relevant(i)
        if kind == "integer":
            row |= {"constraint": ". >= 0 and . <= 120", "constraint_message": "Between 0 and 120"}
        self.rows.append(row)
        value = f"some words {i}" if kind == "text" else self.draw.choice(_ANSWERS[kind])
        self.answers.append(Given(name, kind, value))
        if kind != "text":
            self.before.append((name, kind))
        return f"if(${{{name}}} = 'yes', 1, 0)" if kind == "select_one yn" else ""

    def relevant(self, i: int) -> str:
        name, kind = self.draw.choice(self.before[-40:])
        test = _TESTS[kind].replace("%s", name)
        if i % 10 == 1 and len(self.before) > 2:
            return f"({test}) and string-length(${{{self.before[-2][0]}}}) > 0"
        return test


def screening(questions: int, seed: int = 7) -> MadeForm:
    """Return a form of so many questions: 60 % skip logic, constraints, section scores, a total, a note at the end."""
    writer = _Writer(random.Random(seed))
    scores = []
    for first in range(1, questions + 1, SECTION):
        number = first // SECTION + 1
        writer.section(number, first, min(first + SECTION - 1, questions))
        scores.append(f"${{score{number}}}")
    writer.rows.append({"type": "calculate", "name": "total", "calculation": " + ".join(scores)})
    note = {"type": "note", "name": "refer", "label": "Refer: score is ${total}", "relevant": "${total} >= 5"}
    rows = (*writer.rows, note)
    return MadeForm(f"bench{questions}", f"Bench {questions}", rows, CHOICES, tuple(writer.answers))


TERMS, SUMS, CHANGES = 60, 16, 200


def expressions() -> MadeForm:
    """Return a form in which each new age evaluates 960 small expressions, and the answers that change the age.

    They stand in 16 sums, so that what is measured is evaluating, and not how an engine spreads a change. No two sums
    are the same: JavaRosa evaluates equal ones once.
    """
    rows: list[Row] = [
        {"type": "integer", "name": "age", "label": "Age"},
        {"type": "select_multiple means", "name": "means", "label": "Means"},
    ]
    for number in range(SUMS):
        terms = (f"if(${{age}} < {18 + k + number} and selected(${{means}}, 'force'), 1, 0)" for k in range(TERMS))
        rows.append({"type": "calculate", "name": f"sum{number}", "calculation": " + ".join(terms)})
    means = Given("means", "select_multiple means", "force")
    ages = (Given("age", "integer", ("40", "15")[k % 2]) for k in range(CHANGES))
    return MadeForm("expressions", "Expressions", tuple(rows), {"means": CHOICES["means"]}, (means, *ages))
