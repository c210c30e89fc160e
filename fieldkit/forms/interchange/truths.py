"""Three-valued expressions in two-valued XPath: the condition under which one is a certain yes, and a certain no.

A question is known when it is answered. Where an expression is known its value is what XPath computes; so only
knowing is written out. `Truths` reads answers as `classify` does; with `reaching` it reads a question that certainly
cannot apply as empty, as relevance does. form-language 7.1, 7.2; `forms.facts` does the same while an interview runs.
"""

from collections.abc import Callable

from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.functions import PLAIN, ZONED
from fieldkit.forms.interchange.conditions import NO, YES, AllOf, Condition, all_of, any_of, written
from fieldkit.forms.interchange.plain import text
from fieldkit.forms.interchange.survey_index import Placed, SurveyIndex, parsed
from fieldkit.forms.interchange.tree_text import tree_text

_SPECIAL = frozenset(("coalesce", "once", "today", "now", "jr:choice-name"))
_NEVER_IN_BLANK = ("selected", "contains", "starts-with", "ends-with")
_NEVER_FOR_BLANK = ("=", "<", "<=", ">", ">=")
MAX_LENGTH = 2500  # of one expression: longer ones are split, far below what fieldkit itself reads

AddRow = Callable[[str, str], str]
"""Adds a calculate that gives 1 or 0 under a name like the first text; returns its name."""


class Truths:
    """Writes conditions; `add` puts what several conditions share into calculates of its own."""

    def __init__(self, index: SurveyIndex, add: AddRow, reaching: bool = False) -> None:
        self.index = index
        self.add = add
        self.reaching = reaching
        self.outer = self if reaching else Truths(index, add, True)
        self.off: dict[str, Condition] = {}
        self.computed: dict[str, Condition] = {}

    # --- whether something is certainly so ---------------------------------------------------------------

    def yes(self, tree: syntax.Tree) -> Condition:
        return self._truth(tree, True)

    def no(self, tree: syntax.Tree) -> Condition:
        return self._truth(tree, False)

    def _truth(self, tree: syntax.Tree, wanted: bool) -> Condition:
        match tree:
            case syntax.Chain(operands, operators, _) if operators[0] in ("and", "or"):
                parts = [self._truth(part, wanted) for part in operands]
                return all_of(*parts) if (operators[0] == "and") is wanted else any_of(*parts)
            case syntax.Call("not", (operand,), _):
                return self._truth(operand, not wanted)
            case syntax.Call("boolean", (operand,), _):
                return self._truth(operand, wanted)
            case syntax.Call("true" | "false" as name, (), _):
                return YES if (name == "true") is wanted else NO
            case syntax.Call("if", (test, then, other), _):
                return any_of(
                    all_of(self.yes(test), self._truth(then, wanted)),
                    all_of(self.no(test), self._truth(other, wanted)),
                )
            case syntax.Comparison() if self._repeat_of(tree) is not None:
                return self._any_instance(tree, wanted)
            case _:
                return self._value_truth(tree, wanted)

    def _value_truth(self, tree: syntax.Tree, wanted: bool) -> Condition:
        known = self.known(tree)
        if known == NO:
            return NO
        value = tree_text(tree, self.compare)
        if isinstance(tree, syntax.Comparison):
            if self._is_answer_and_constant(tree):
                if (tree.operator in _NEVER_FOR_BLANK and wanted) or (tree.operator == "!=" and not wanted):
                    return value if wanted else tree_text(tree._replace(operator="="))
                if tree.operator in ("=", "!="):
                    return all_of(known, value if wanted else tree_text(tree._replace(operator="!=")))
        elif isinstance(tree, syntax.Call) and tree.name in _NEVER_IN_BLANK:
            if wanted and _is_said(tree.arguments[-1]) and self._is_asked(tree.arguments[0]):
                return value
        elif not isinstance(tree, syntax.Call) or tree.name == "if":
            value = f"boolean({value})"
        return all_of(known, value if wanted else f"not({value})")

    def _is_answer_and_constant(self, tree: syntax.Comparison) -> bool:
        """Return whether an answered question is compared with a constant that no blank equals."""
        sides = (tree.left, tree.right)
        constant = any(isinstance(side, syntax.Number) or _is_said(side) for side in sides)
        return constant and any(self._is_asked(side) for side in sides)

    def _is_asked(self, tree: syntax.Tree) -> bool:
        found = self.index.get(tree.name) if isinstance(tree, syntax.Reference) else None
        return found is not None and not found.calculated and not found.repeat

    # --- whether something is known ----------------------------------------------------------------------

    def known(self, tree: syntax.Tree) -> Condition:
        match tree:
            case syntax.Number() | syntax.Literal():
                return YES
            case syntax.Reference(name, _):
                return self.name_known(name)
            case syntax.Negation(operand, _):
                return self.known(operand)
            case syntax.Comparison(_, left, right, _):
                if self._repeat_of(tree) is not None:
                    return any_of(self.yes(tree), self.no(tree))
                return all_of(self.known(left), self.known(right))
            case syntax.Chain(operands, operators, _):
                if operators[0] in ("and", "or"):
                    return any_of(self.yes(tree), self.no(tree))
                return all_of(*(self.known(part) for part in operands))
            case syntax.Call(name, arguments, _):
                return self._call_known(tree, name, arguments)
            case _:
                return NO

    def _call_known(self, tree: syntax.Call, name: str, arguments: tuple[syntax.Tree, ...]) -> Condition:
        if name == "nr":
            (argument,) = arguments
            return self._status_known(argument.name) if isinstance(argument, syntax.Reference) else NO
        if name == "if":
            test, then, other = arguments
            return any_of(all_of(self.yes(test), self.known(then)), all_of(self.no(test), self.known(other)))
        if name == "count":
            return YES
        if name in ("not", "boolean"):
            return any_of(self.yes(tree), self.no(tree))
        if name not in PLAIN and name not in ZONED and name not in _SPECIAL:
            return NO
        return all_of(*(self.known(part) for part in arguments))

    def _status_known(self, name: str) -> Condition:
        """Don't know and refused are known; blank, not asked and irrelevant are not: an answer may still come."""
        found = self.index.get(name)
        if found is None or found.repeat:
            return NO
        if found.calculated:
            return self.name_known(name)
        return any_of(f"${{{name}}} != ''", f"nr(${{{name}}}) = 'dk'", f"nr(${{{name}}}) = 'ref'")

    def name_known(self, name: str) -> Condition:
        found = self.index.get(name)
        if found is None:
            return NO
        if found.repeat:
            known = all_of(*self._applies(found)[:1], f"count(${{{found.repeat}}}[{found.path} = '']) = 0")
            return any_of(self.cannot_apply(name), known) if self.reaching else known
        known = self._computed_known(found) if found.calculated else f"${{{name}}} != ''"
        return any_of(self.cannot_apply(name), known) if self.reaching else known

    def _computed_known(self, found: Placed) -> Condition:
        """A calculation is known when what it reads is: its own calculate says so, however many read it."""
        if found.name not in self.computed:
            self.computed[found.name] = NO  # in a cycle, which the checker reports, nothing is known
            read = parsed(text(found.fields, "calculation"))
            known = all_of(*self._applies(found), self.known(read.tree)) if read else NO
            self.computed[found.name] = self.flag(f"{'reach' if self.reaching else 'known'}_{found.name}", known)
        return self.computed[found.name]

    def _applies(self, found: Placed) -> list[Condition]:
        """Return the relevance of everything around something, and its own, as the form itself reads it."""
        whole = [text(block.fields, "relevant") for block in (*self.index.blocks(found), found)]
        return [f"({relevant})" for relevant in whole if relevant]

    def flag(self, name: str, condition: Condition) -> Condition:
        """Put a condition into a calculate of its own; return the condition that reads it."""
        if condition in (YES, NO):
            return condition
        return f"${{{self.add(name, f'if({written(self.short(condition))}, 1, 0)')}}} = 1"

    def short(self, condition: Condition) -> Condition:
        """Return a condition of a length that can be read again: parts of a long one become calculates."""
        if isinstance(condition, str) or len(written(condition)) <= MAX_LENGTH:
            return condition
        join = all_of if isinstance(condition, AllOf) else any_of
        done: list[Condition] = []
        part: list[Condition] = []
        for one in map(self.short, condition.parts):
            if part and len(written(join(*part, one))) > MAX_LENGTH:
                done.append(self.flag("part", join(*part)))
                part = []
            part.append(one)
        return join(*done, *part)

    # --- what certainly cannot apply ---------------------------------------------------------------------

    def cannot_apply(self, name: str) -> Condition:
        """Return whether a question is certainly not put, whatever else is answered. (form-language 7.2)"""
        if self.outer is not self:
            return self.outer.cannot_apply(name)
        found = self.index.get(name)
        if found is None:
            return NO
        repeats = [block.name for block in self.index.blocks(found) if block.repeat == block.name]
        if repeats:
            return self.cannot_apply(repeats[0])
        if name not in self.off:
            self.off[name] = NO
            around = self.cannot_apply(found.around[-1]) if found.around else NO
            read = parsed(text(found.fields, "relevant")) if text(found.fields, "relevant") else None
            own = self.no(read.tree) if read and not read.paths else NO
            self.off[name] = around if own == NO else self.flag(f"off_{name}", any_of(around, own))
        return self.off[name]

    def closed(self, tree: syntax.Tree) -> Condition:
        """Return whether no open answer could make an unknown expression yes: all it misses cannot apply."""
        leaves = self.leaves(tree)
        off = any_of(*(self.cannot_apply(name) for name in leaves))
        return all_of(off, *(any_of(self.name_known(name), self.cannot_apply(name)) for name in leaves))

    def leaves(self, tree: syntax.Tree) -> list[str]:
        """Return the questions outside repeats that an expression reads, also through calculations."""
        found: dict[str, Placed] = {}
        waiting = list(names_in(tree))
        while waiting:
            placed = self.index.get(waiting.pop())
            if placed is None or placed.name in found or not placed.kind:
                continue
            found[placed.name] = placed
            read = parsed(text(placed.fields, "calculation")) if text(placed.fields, "calculation") else None
            waiting += read.names if read else ()
        return [name for name, placed in found.items() if placed.kind != "calculate" and not placed.repeat]

    # --- repeats -----------------------------------------------------------------------------------------

    def compare(self, tree: syntax.Comparison) -> str | None:
        """Write a comparison with a question in a repeat: JavaRosa compares no sets, but it counts them."""
        found = self._repeat_of(tree)
        return None if found is None else f"{self._matching(tree, found)} > 0"

    def _any_instance(self, tree: syntax.Comparison, wanted: bool) -> Condition:
        found = self._repeat_of(tree)
        if found is None:
            return NO
        known = self.known(tree.right if self._in_repeat(tree.left) else tree.left)
        if wanted:
            return all_of(known, f"{self._matching(tree, found)} > 0")
        return all_of(known, self.name_known(found.name), f"{self._matching(tree, found)} = 0")

    def _matching(self, tree: syntax.Comparison, found: Placed) -> str:
        left, right = (
            found.path if self._in_repeat(side) else tree_text(side, self.compare) for side in (tree.left, tree.right)
        )
        return f"count(${{{found.repeat}}}[{found.path} != '' and {left} {tree.operator} {right}])"

    def _repeat_of(self, tree: syntax.Comparison) -> Placed | None:
        return self._in_repeat(tree.left) or self._in_repeat(tree.right)

    def _in_repeat(self, tree: syntax.Tree) -> Placed | None:
        found = self.index.get(tree.name) if isinstance(tree, syntax.Reference) else None
        return found if found is not None and found.repeat else None


def _is_said(tree: syntax.Tree) -> bool:
    return isinstance(tree, syntax.Literal) and bool(tree.value.strip())


def names_in(tree: syntax.Tree) -> list[str]:
    """Return the names that an expression reads."""
    match tree:
        case syntax.Reference(name, _):
            return [name]
        case syntax.Negation(operand, _):
            return names_in(operand)
        case syntax.Comparison(_, left, right, _):
            return names_in(left) + names_in(right)
        case syntax.Chain(operands, _, _) | syntax.Call(_, operands, _):
            return [name for part in operands for name in names_in(part)]
        case _:
            return []
