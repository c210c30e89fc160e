"""Weaknesses of the rules that give a result: form-language 7."""

from fieldkit.forms.dependencies import rule_formulas
from fieldkit.forms.expression import syntax
from fieldkit.forms.model import Form, Formula
from fieldkit.forms.problems import Problems


def warn_of_empty_comparisons(form: Form, problems: Problems) -> None:
    """`${x} = ''` is never true where a blank is unknown. (form-language 7.8)"""
    for formula, _ in rule_formulas(form):
        for at in _empty_comparisons(formula):
            what = "a comparison with '' is never known in classify: a blank is unknown there"
            problems.warn(formula.place(at), what, "write nr(${x}) = 'dk' or the like")


def _empty_comparisons(formula: Formula) -> list[int]:
    found = []
    waiting: list[syntax.Tree] = [formula.parsed.tree]
    while waiting:
        tree = waiting.pop()
        match tree:
            case syntax.Path() | syntax.Call("nr", _, _):
                continue
            case syntax.Comparison(_, left, right, at) if _is_empty(left, right) or _is_empty(right, left):
                found.append(at)
        waiting += syntax.parts(tree)
    return found


def _is_empty(side: syntax.Tree, other: syntax.Tree) -> bool:
    """Return whether a comparison is with ''; nr(${x}) = '' asks whether there is an answer, which is known."""
    asks = isinstance(other, syntax.Call) and other.name == "nr"
    return isinstance(side, syntax.Literal) and not side.value and not asks
