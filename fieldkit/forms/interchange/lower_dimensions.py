"""`dimensions:` as calculates: one for each indicator, the counts of each strength, and the dimension itself."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from fieldkit.forms.dimensions import Strength
from fieldkit.forms.interchange.conditions import Condition, all_of, any_of, written
from fieldkit.forms.interchange.plain import Fields, fields_of, items, questions, text
from fieldkit.forms.plain_yaml import Plain
from fieldkit.forms.read_dimensions import SAID_YES

_KINDS = tuple(strength.value for strength in Strength)
_SUMS = {"medium_or_weak": ("medium", "weak"), "any": _KINDS, **{kind: (kind,) for kind in _KINDS}}
Counts = dict[str, list[tuple[Condition, Condition]]]


class Writer(Protocol):
    """What writes the rows around: `lower_classify.Rows`."""

    document: Fields

    def add(self, name: str, calculation: str) -> str: ...

    def item(self, expression: str, own: str = "") -> tuple[Condition, Condition]: ...

    def three(self, name: str, yes: Condition, no: Condition) -> tuple[Condition, Condition]: ...

    def column(self, name: str, yes: Condition, no: Condition) -> None: ...


class DimensionRows:
    def __init__(self, rows: Writer) -> None:
        self.rows = rows

    def write(self, dimensions: Mapping[str, Plain]) -> None:
        """Add the rows of every dimension."""
        names = fields_of(dimensions, "named")
        counts: dict[str, Counts] = {name: {kind: [] for kind in _KINDS} for name in names}
        for question in questions(self.rows.document):
            for name, kind, when in _indicators(question, text(dimensions, "set")):
                own = text(question, "name")
                if name in counts and kind in _KINDS:
                    counts[name][kind].append(self.rows.three(f"{name}_{own}", *self.rows.item(when, own)))
        for name, found in counts.items():
            self.dimension(name, found, items(dimensions, "positive_if"))

    def dimension(self, name: str, found: Counts, combinations: list[Fields]) -> None:
        shown = {k: self.count(f"{name}_{k}", [yes for yes, _ in v]) for k, v in found.items()}
        ruled_out = {k: self.count(f"{name}_{k}_not", [no for _, no in v]) for k, v in found.items()}
        most = {k: f"({len(v)} - {ruled_out[k]})" if v else "0" for k, v in found.items()}
        yes = any_of(*(_holds(one, shown) for one in combinations))
        possible = any_of(*(_holds(one, most) for one in combinations))
        self.rows.column(name, yes, _not(possible))

    def count(self, name: str, conditions: list[Condition]) -> str:
        """Add the number of conditions that are true; return what reads it."""
        if not conditions:
            return "0"
        total = " + ".join(f"if({condition}, 1, 0)" for condition in conditions)
        return f"${{{self.rows.add(name, total)}}}"


def _indicators(question: Mapping[str, Plain], set_name: str) -> Iterator[tuple[str, str, str]]:
    """Yield dimension, strength in the form's set, and expression of a question's indicators."""
    value = question.get("indicators")
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            strength = one.get("strength")
            kind = text(strength, set_name) if isinstance(strength, dict) else text(one, "strength")
            yield text(one, "dimension"), kind, text(one, "when") or SAID_YES


def _holds(combination: Fields, counts: Mapping[str, str]) -> Condition:
    return all_of(
        *(
            f"{' + '.join(counts[part] for part in _SUMS[kind])} >= {text(combination, kind)}"
            for kind in _SUMS
            if kind in combination
        )
    )


def _not(condition: Condition) -> Condition:
    return f"not({written(condition)})"
