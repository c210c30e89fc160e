"""Reads `dimensions:` and the `indicators:` of questions: form-language 7.10."""

import dataclasses
from collections.abc import Iterator

from fieldkit.forms.dimensions import Counts, Dimension, Dimensions, Indicator, Least, Strength, is_positive
from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.syntax import Parsed, parse
from fieldkit.forms.model import NO_TEXT, Formula
from fieldkit.forms.problems import quoted
from fieldkit.forms.reading import Reader
from fieldkit.forms.words import DIMENSION_KEYS, DIMENSIONS_KEYS, ELEMENTS, INDICATOR_KEYS, LEAST_KEYS
from fieldkit.forms.yaml_reader import List, Map

SAID_YES = ". = 'yes'"
"""What makes an indicator shown when it does not say so itself."""
_MOST = 999
_STRENGTHS = tuple(strength.value for strength in Strength)


class DimensionsReader(Reader):
    """Reads dimensions. `indicators` has what questions say of them, each with the question's name."""

    __slots__ = ()
    indicators: list[tuple[str, Map]]

    def take_indicators(self, node: Map, question: str) -> None:
        """Keep a question's indicators until the dimensions are known."""
        value = node.entries["indicators"]
        for item in value.items if isinstance(value, List) else [value]:
            if isinstance(item, Map):
                self.keys(item, INDICATOR_KEYS, "an indicator")
                self.indicators.append((question, item))
            else:
                self.problems.error(item.place, "an indicator is a mapping", "write {dimension: ..., strength: ...}")

    def dimensions(self, root: Map) -> Dimensions | None:
        node = self.mapping(root, "dimensions", DIMENSIONS_KEYS, "dimensions")
        if node is None:
            for _, indicator in self.indicators[:1]:
                do = "add `dimensions:` with `named:` and `positive_if:`"
                self.problems.error(indicator.place, "`indicators` in a form without `dimensions:`", do)
            return None
        evidence = node.entries.get("evidence")
        found = Dimensions(
            place=node.place,
            set_name=self.text(node, "set"),
            evidence=self.localised(evidence, "`evidence`") if evidence else NO_TEXT,
            positive_if=tuple(self.combinations(node)),
            named={dimension.name: dimension for dimension in self.named(node)},
        )
        whole = dataclasses.replace(found, indicators=tuple(self.of_questions(found)))
        self.warn_of_unreachable(whole)
        return whole

    # --- the rule ----------------------------------------------------------------------------------------

    def combinations(self, node: Map) -> Iterator[Least]:
        value = node.entries.get("positive_if")
        if not isinstance(value, List) or not value.items:
            place = node.place if value is None else value.place
            self.problems.error(place, "`positive_if` must list combinations", "write [{strong: 2}, {medium: 3}]")
            return
        for item in value.items:
            if not isinstance(item, Map) or not item.entries:
                self.problems.error(item.place, "a combination says how many", "write {strong: 1, medium_or_weak: 1}")
                continue
            self.keys(item, LEAST_KEYS, "a combination")
            yield Least(**{key: self.least(item, key) for key in LEAST_KEYS if key in item.entries})

    def least(self, node: Map, key: str) -> int:
        found = self.text(node, key)
        if found.isascii() and found.isdigit() and 1 <= int(found[:9]) <= _MOST:
            return int(found)
        self.problems.error(node.entries[key].place, f"`{key}` must be a whole number above 0", "write 1, 2 or 3")
        return 1

    # --- dimensions and their indicators -----------------------------------------------------------------

    def named(self, node: Map) -> Iterator[Dimension]:
        value = node.entries.get("named")
        if not isinstance(value, Map) or not value.entries:
            place = node.place if value is None else value.place
            self.problems.error(place, "`named` must be a mapping of dimensions", "write `name: {label: ...}`")
            return
        for name, item in value.entries.items():
            if not isinstance(item, Map):
                self.problems.error(item.place, "a dimension is a mapping of keys", "write {label: {en: ...}}")
                continue
            self.keys(item, DIMENSION_KEYS, "a dimension")
            label = self.needed_text(item, "label")
            yield Dimension(name, value.key_place(name), label, self.word(item, "element", ELEMENTS))

    def of_questions(self, dimensions: Dimensions) -> Iterator[Indicator]:
        for question, node in self.indicators:
            name = self.needed(node, "dimension")
            if name and name not in dimensions.named:
                do = self.problems.suggest(name, dimensions.named, "name it under `dimensions:`")
                self.problems.error(node.entries["dimension"].place, f"there is no dimension {quoted(name)}", do)
                continue
            strength = self.strength(node, dimensions.set_name)
            if strength is not None:
                says = node.entries.get("says")
                texts = self.localised(says, "`says`") if says else NO_TEXT
                yield Indicator(question, name, strength, self.own_formula(node, question), texts)

    def strength(self, node: Map, set_name: str) -> Strength | None:
        """Return a strength, or that of the form's set; None when the set does not have this indicator."""
        value = node.entries.get("strength")
        if not isinstance(value, Map):
            found = self.word(node, "strength", _STRENGTHS)
            if value is None:
                self.problems.error(node.place, "`strength` is missing", f"write one of: {', '.join(_STRENGTHS)}")
            return Strength(found) if found else None
        if not set_name:
            self.problems.error(value.place, "strengths by set in a form without a set", "add `set:` to `dimensions:`")
            return None
        by_set = {name: self.word(value, name, _STRENGTHS) for name in value.entries}
        return Strength(by_set[set_name]) if by_set.get(set_name) else None

    def own_formula(self, node: Map, question: str) -> Formula:
        """Return an indicator's expression, with `.` as the question's name: rules are read outside questions."""
        formula = self.formula(node, "when")
        if formula is None:
            formula = Formula(SAID_YES, parse(SAID_YES), *node.place, exact=False)
        return formula._replace(parsed=of_question(formula.parsed, question))

    def warn_of_unreachable(self, dimensions: Dimensions) -> None:
        for name, dimension in dimensions.named.items():
            most = Counts()
            for indicator in dimensions.of(name):
                most = most.plus(indicator.strength)
            if dimensions.positive_if and not is_positive(dimensions.positive_if, most):
                what = f"the dimension {quoted(name)} can never be positive: {_counted(most)}"
                self.problems.warn(dimension.place, what, "give more questions `indicators` of it")


def _counted(counts: Counts) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in counts._asdict().items())


def of_question(parsed: Parsed, name: str) -> Parsed:
    """Return an expression with `${name}` in place of `.`"""
    tree = _named(parsed.tree, name)
    if tree == parsed.tree:
        return parsed
    return parsed._replace(tree=tree, names=(*parsed.names, name))


def _named(tree: syntax.Tree, name: str) -> syntax.Tree:
    match tree:
        case syntax.Self(at):
            return syntax.Reference(name, at)
        case syntax.Negation(operand, at):
            return syntax.Negation(_named(operand, name), at)
        case syntax.Comparison(operator, left, right, at):
            return syntax.Comparison(operator, _named(left, name), _named(right, name), at)
        case syntax.Chain(operands, operators, at):
            return syntax.Chain(tuple(_named(part, name) for part in operands), operators, at)
        case syntax.Call(function, arguments, at):
            return syntax.Call(function, tuple(_named(part, name) for part in arguments), at)
        case _:
            return tree
