"""ODK XPath as written in forms: the Pratt parser and the tree. Types and meaning live elsewhere."""

import re
from typing import NamedTuple, TypeAlias

from fieldkit import errors
from fieldkit.forms.expression import tokens

MAX_LENGTH = 4096  # characters
MAX_NESTING = 64

# The tree. NamedTuples, because a form makes thousands of them at every start. `at` is the offset in the text.


class Number(NamedTuple):
    value: float
    at: int


class Literal(NamedTuple):
    value: str
    at: int


class Reference(NamedTuple):
    """`${name}`."""

    name: str
    at: int


class Self(NamedTuple):
    """`.`"""

    at: int


class Negation(NamedTuple):
    operand: "Tree"
    at: int


class Chain(NamedTuple):
    """Operands joined by operators of one level: `a + b - c`, `a and b and c`. Flat, so that long sums do not nest."""

    operands: "tuple[Tree, ...]"
    operators: tuple[str, ...]
    at: int


class Comparison(NamedTuple):
    operator: str
    left: "Tree"
    right: "Tree"
    at: int


class Call(NamedTuple):
    name: str
    arguments: "tuple[Tree, ...]"
    at: int


class Step(NamedTuple):
    """`name` is a child's name, `*`, `..`, or `.`"""

    name: str
    predicates: "tuple[Tree, ...]"
    at: int


class Path(NamedTuple):
    """`/data/a`, `../a`, a bare `a`, or what goes on from `start`: `current()/../a`, `${place}[2]/town`."""

    start: "Tree | None"
    absolute: bool
    steps: tuple[Step, ...]
    at: int


Tree: TypeAlias = Number | Literal | Reference | Self | Negation | Chain | Comparison | Call | Path


def parts(tree: Tree) -> "tuple[Tree, ...]":
    """Return what a part is directly made of, in the order in which it is written."""
    match tree:
        case Chain(found, _, _) | Call(_, found, _):
            return found
        case Comparison(_, left, right, _):
            return left, right
        case Negation(operand, _):
            return (operand,)
        case Path(start, _, steps, _):
            predicates = tuple(predicate for step in steps for predicate in step.predicates)
            return predicates if start is None else (start, *predicates)
        case _:
            return ()


class Parsed(NamedTuple):
    """An expression, and the names that it reads (`asked` are those read by nr()); `paths` if there is a path."""

    tree: Tree
    names: tuple[str, ...]
    asked: tuple[str, ...]
    functions: tuple[str, ...]
    paths: bool = False


_NAME = re.compile(r"(?:last-saved#)?[^\W\d][\w.-]*\Z")

_LEVEL = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
_CHAINS = {1, 2, 5, 6}
_UNARY = 7
_AXES = {"child": "", "parent": "..", "self": "."}
_NODE_TESTS = {"node", "text", "comment", "processing-instruction"}


def parse(text: str) -> Parsed:
    """Return the tree of an expression.

    Raises: ExpressionInvalid.
    """
    if len(text) > MAX_LENGTH:
        raise _wrong(0, f"it has {len(text)} characters, more than {MAX_LENGTH}", "split it into calculates")
    return _Parser(text).whole()


def _wrong(offset: int, what: str, do: str) -> errors.ExpressionInvalid:
    return errors.ExpressionInvalid(offset=offset, what=what, do=do)


class _Parser:
    """`kind`, `value`, `at` are the token in hand, `tokens` those after it."""

    __slots__ = ("asked", "at", "depth", "functions", "kind", "names", "paths", "text", "tokens", "value")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = iter(tokens.tokens(text))
        self.depth = 0
        self.names: list[str] = []
        self.asked: list[str] = []
        self.functions: list[str] = []
        self.paths = False
        self.kind, self.value, self.at = next(self.tokens)

    def whole(self) -> Parsed:
        if self.kind == "end":
            raise _wrong(0, "it is empty", "write an expression or leave the key out")
        tree = self.expression(0)
        if self.kind != "end":
            raise self.unexpected()
        return Parsed(tree, tuple(self.names), tuple(self.asked), tuple(self.functions), self.paths)

    def advance(self) -> None:
        self.kind, self.value, self.at = next(self.tokens)

    def expression(self, floor: int) -> Tree:
        self.depth += 1
        self.check_depth()
        before = self.depth
        left = self.operand()
        while self.kind in ("op", "name"):
            level = _LEVEL.get(self.value, 0)
            if level <= floor:
                break
            if level in _CHAINS:
                left = self.chain(left, level)
            else:
                left = self.comparison(left, level)
                self.depth += 1  # a = b = c nests to the left
                self.check_depth()
        self.depth = before - 1
        return left

    def check_depth(self) -> None:
        if self.depth > MAX_NESTING:
            raise _wrong(self.at, f"it is nested deeper than {MAX_NESTING}", "split it into calculates")

    def chain(self, first: Tree, level: int) -> Tree:
        operands = [first]
        operators: list[str] = []
        at = self.at
        while self.kind in ("op", "name") and _LEVEL.get(self.value) == level:
            operators.append(self.value)
            self.advance()
            operands.append(self.expression(level))
        return Chain(tuple(operands), tuple(operators), at)

    def comparison(self, left: Tree, level: int) -> Tree:
        operator, at = self.value, self.at
        self.advance()
        right = self.expression(level)
        return Comparison(operator, left, right, at)

    def operand(self) -> Tree:
        kind, value, at = self.kind, self.value, self.at
        if kind == "ref":
            return self.reference(value, at)
        if kind == "literal":
            self.advance()
            return Literal(value[1:-1], at)
        if kind == "number":
            self.advance()
            return Number(float(value), at)
        if kind == "name":
            return self.name(value, at)
        return self.sign(value, at) if kind == "op" else self.fail()

    def sign(self, value: str, at: int) -> Tree:
        if value == "(":
            self.advance()
            inner = self.expression(0)
            self.closing(at)
            return inner
        if value == "-":
            self.advance()
            return Negation(self.expression(_UNARY - 1), at)
        if value == "/":
            self.advance()
            return self.path(None, True, (), at)
        if value in (".", "..", "*"):
            step = self.step()
            if value == "." and self.value != "/":
                return Self(at)
            return self.path(None, False, (step,), at)
        return self.fail()

    def fail(self) -> Tree:
        raise self.unexpected()

    def reference(self, name: str, at: int) -> Tree:
        if not _NAME.match(name):
            raise _wrong(at, f"${{{name[:40]}}} is not a name", "write ${name} with letters, digits, _, - and .")
        self.advance()
        self.names.append(name)
        return self.goes_on(Reference(name, at), at)

    def name(self, name: str, at: int) -> Tree:
        """Read a call, or a path that starts with a name: what an operator's name is here too. (XPath 1.0, 3.7)"""
        self.advance()
        if self.value == "(":
            return self.call(name, at)
        if name in _LEVEL and (self.kind in ("number", "literal", "ref") or self.other_name()):
            raise _wrong(at, f"{name!r} has nothing before it", "put something on both sides")
        return self.path(None, False, (self.named_step(name, at),), at)

    def other_name(self) -> bool:
        return self.kind == "name" and self.value not in _LEVEL

    def call(self, name: str, at: int) -> Tree:
        if name in _NODE_TESTS:
            raise _wrong(at, f"{name}() is a node test, which forms do not have", "write the name, or *")
        if name in _LEVEL:
            raise _wrong(at, f"{name!r} has nothing before it", "put something on both sides")
        self.functions.append(name)
        before = len(self.names)
        arguments = self.arguments(at)
        if name == "nr":
            self.asked.extend(self.names[before:])
        return self.goes_on(Call(name, arguments, at), at)

    # --- paths -------------------------------------------------------------------------------------------

    def goes_on(self, start: Tree, at: int) -> Tree:
        """Return `start`, or the path that goes on from it: `${place}[2]/town`."""
        if self.value == "/":
            return self.path(start, False, (), at)
        if self.value == "[":
            return self.path(start, False, (Step(".", self.predicates(), at),), at)
        return start

    def path(self, start: Tree | None, absolute: bool, first: tuple[Step, ...], at: int) -> Path:
        """Read the steps that come next; with `absolute` the first `/` is behind us."""
        self.paths = True
        steps = [*first] or ([self.step()] if absolute else [])
        while self.value == "/":
            self.advance()
            steps.append(self.step())
        return Path(start, absolute, tuple(steps), at)

    def step(self) -> Step:
        kind, value, at = self.kind, self.value, self.at
        if kind == "op" and value in (".", "..", "*"):
            self.advance()
            return Step(value, self.predicates() if value == "*" else (), at)
        if kind != "name":
            raise self.no_step()
        self.advance()
        if self.value == "(":
            raise _wrong(at, f"{value[:40]}() cannot stand inside a path", "write names between the slashes")
        return self.named_step(value, at)

    def named_step(self, name: str, at: int) -> Step:
        """Read the rest of a step after its name, which may be that of an axis."""
        if self.value == "::":
            name = self.axis(name, at)
        return Step(name, self.predicates() if name not in (".", "..") else (), at)

    def axis(self, axis: str, at: int) -> str:
        """Return the short form of `child::x`, `parent::*` or `self::*`."""
        if axis not in _AXES:
            raise _wrong(at, f"the axis {axis[:40]!r} is not in ODK", "only child, parent (..) and self (.) are")
        self.advance()
        if self.kind != "name" and self.value != "*":
            raise self.no_step()
        name, where = self.value, self.at
        self.advance()
        if name == "node" and self.value == "(":
            self.advance()
            self.closing(where)
            name = "*"
        if axis == "child":
            return name
        if name != "*":
            raise _wrong(at, f"{axis}::{name[:40]} is not in ODK", f"write {_AXES[axis]}")
        return _AXES[axis]

    def predicates(self) -> tuple[Tree, ...]:
        if self.value != "[":
            return ()
        found = []
        while self.value == "[":
            opened = self.at
            self.advance()
            found.append(self.expression(0))
            if self.value != "]":
                raise _wrong(opened, "a [ is not closed", "add `]`") if self.kind == "end" else self.unexpected()
            self.advance()
        return tuple(found)

    def no_step(self) -> errors.ExpressionInvalid:
        if self.kind in ("number", "ref", "literal") or self.value == "(":
            return _wrong(self.at, "a path goes on with a name", "write `div` to divide")
        if self.kind == "end":
            return _wrong(self.at, "a path ends too early", "write a name after the slash")
        return self.unexpected()

    def arguments(self, opened: int) -> tuple[Tree, ...]:
        self.advance()
        if self.kind == "op" and self.value == ")":
            self.advance()
            return ()
        found = [self.expression(0)]
        while self.kind == "op" and self.value == ",":
            self.advance()
            found.append(self.expression(0))
        self.closing(opened)
        return tuple(found)

    def closing(self, opened: int) -> None:
        if self.kind != "op" or self.value != ")":
            if self.kind == "end":
                raise _wrong(opened, "a bracket is not closed", "add `)`")
            raise self.unexpected()
        self.advance()

    def unexpected(self) -> errors.ExpressionInvalid:
        return _wrong(self.at, *tokens.unexpected(self.kind, self.value))
