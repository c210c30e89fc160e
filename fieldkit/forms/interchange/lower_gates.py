"""`gates:` as relevance: what stands behind a gate is relevant only while the gate is true. (form-language 6)"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fieldkit.forms.interchange.plain import Fields, fields_of, mapped_survey, questions, text, words
from fieldkit.forms.plain_yaml import Plain
from fieldkit.forms.reading import TRUE
from fieldkit.forms.references import references_in


class _Gate(NamedTuple):
    """A gate's expression, the questions that decide it, and the names that stay reachable behind it."""

    expression: str
    decided_by: frozenset[str]
    last: int
    kept: frozenset[str]


def lower(document: Fields) -> Fields:
    """Return the document with the gates safety and consent in the relevance of every question behind them."""
    written = fields_of(document, "gates")
    order = [text(question, "name") for question in questions(document)]
    gates = [
        _gate(document, text(written, name), order, words(document, "kept_on_refusal") if name == "consent" else ())
        for name in ("safety", "consent")
        if text(written, name)
    ]
    if not gates:
        return document
    relevant = iter([_relevant(question, at, gates) for at, question in enumerate(questions(document))])

    def gated(item: Fields) -> list[Fields]:
        """Questions are met here in document order too: a block's own turn comes after what it holds."""
        found = next(relevant) if "name" in item and "type" in item else ""
        return [{**item, "relevant": found}] if found else [item]

    return mapped_survey(document, gated)


def _gate(document: Fields, expression: str, order: list[str], kept: Iterable[str]) -> _Gate:
    decided_by = _read_by(document, expression)
    last = max((at for at, name in enumerate(order) if name in decided_by), default=-1)
    return _Gate(expression, decided_by, last, frozenset(kept))


def _read_by(document: Fields, expression: str) -> frozenset[str]:
    """Return the questions that an expression reads, also through calculations."""
    calculations = {text(question, "name"): text(question, "calculation") for question in questions(document)}
    found: set[str] = set()
    waiting = [expression]
    while waiting:
        for name, _ in references_in(waiting.pop()):
            if name in calculations and name not in found:
                found.add(name)
                waiting.append(calculations[name])
    return frozenset(found)


def _relevant(question: Mapping[str, Plain], at: int, gates: list[_Gate]) -> str:
    kind, relevant = text(question, "type"), text(question, "relevant")
    if text(question, "observation") in TRUE or kind == "calculate":
        return relevant
    reads = {name for name, _ in references_in(relevant)}
    if kind == "note" and any(reads & gate.decided_by for gate in gates):
        return relevant  # "it is not safe: stop here" stays visible behind the closed gate
    needed = [g.expression for g in gates if g.decided_by and at > g.last and text(question, "name") not in g.kept]
    return together(*needed, relevant)


def together(*conditions: str) -> str:
    """Return one expression that is true when all of these are; "" when there are none."""
    found = [condition for condition in dict.fromkeys(conditions) if condition]
    return found[0] if len(found) == 1 else " and ".join(f"({condition})" for condition in found)
