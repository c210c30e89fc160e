"""An expression's tree as text again, for expressions that are put together from parts of others."""

from collections.abc import Callable

from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.convert import number_text

Compare = Callable[[syntax.Comparison], "str | None"]


def tree_text(tree: syntax.Tree, compare: Compare = lambda _comparison: None) -> str:
    """Return a tree without paths as an expression; `compare` may write a comparison in its own way."""
    match tree:
        case syntax.Number(value, _):
            return number_text(value)
        case syntax.Literal(value, _):
            return f'"{value}"' if "'" in value else f"'{value}'"
        case syntax.Reference(name, _):
            return f"${{{name}}}"
        case syntax.Negation(operand, _):
            return f"-{_inner(operand, compare)}"
        case syntax.Comparison(operator, left, right, _):
            own = compare(tree)
            return own or f"{_inner(left, compare)} {operator} {_inner(right, compare)}"
        case syntax.Chain(operands, operators, _):
            parts = [_inner(operands[0], compare)]
            for operator, operand in zip(operators, operands[1:], strict=True):
                parts += [operator, _inner(operand, compare)]
            return " ".join(parts)
        case syntax.Call(name, arguments, _):
            return f"{name}({', '.join(tree_text(part, compare) for part in arguments)})"
        case _:
            return "."


def _inner(tree: syntax.Tree, compare: Compare) -> str:
    """Return a part with brackets where its own operators could mix with those around it."""
    text = tree_text(tree, compare)
    return f"({text})" if isinstance(tree, syntax.Chain | syntax.Comparison | syntax.Negation) else text
