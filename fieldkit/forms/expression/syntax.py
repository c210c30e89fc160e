"""ODK XPath as written in forms: tokens, the Pratt parser, the tree. Types and meaning live elsewhere."""

import re
from typing import NamedTuple, TypeAlias

from fieldkit import errors

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


Tree: TypeAlias = "Number | Literal | Reference | Self | Negation | Chain | Comparison | Call"


class Parsed(NamedTuple):
    """An expression, and the names that it reads (`asked` are those read by nr())."""

    tree: Tree
    names: tuple[str, ...]
    asked: tuple[str, ...]
    functions: tuple[str, ...]


# One group for each of _KINDS. The last takes any other sign, so that the tokens cover the whole text.
_TOKEN = re.compile(
    r"""\s*(?:
      ([0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | ('[^']*'|"[^"]*")
    | \$\{\s*([^{}\s]*)\s*\}
    | ([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)
    | (!=|<=|>=|[-+*=<>(),.])
    | (\Z)
    | (.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("", "number", "literal", "ref", "name", "op", "end", "wrong")
_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)

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

    __slots__ = ("asked", "at", "depth", "functions", "kind", "names", "text", "tokens", "value")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = iter([(_KINDS[g := m.lastindex or 0], m[g], m.start(g)) for m in _TOKEN.finditer(text)])
        self.depth = 0
        self.names: list[str] = []
        self.asked: list[str] = []
        self.functions: list[str] = []
        self.kind, self.value, self.at = next(self.tokens)

    def whole(self) -> Parsed:
        if self.kind == "end":
            raise _wrong(0, "it is empty", "write an expression or leave the key out")
        tree = self.expression(0)
        if self.kind != "end":
            raise self.unexpected()
        return Parsed(tree, tuple(self.names), tuple(self.asked), tuple(self.functions))

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
            return self.call(value, at)
        return self.sign(value, at) if kind == "op" else self.fail()

    def sign(self, value: str, at: int) -> Tree:
        if value == "(":
            self.advance()
            inner = self.expression(0)
            self.closing(at)
            return inner
        if value == ".":
            self.advance()
            return Self(at)
        if value == "-":
            self.advance()
            return Negation(self.expression(_UNARY - 1), at)
        return self.fail()

    def fail(self) -> Tree:
        raise self.unexpected()

    def reference(self, name: str, at: int) -> Tree:
        if not _NAME.match(name):
            raise _wrong(at, f"${{{name[:40]}}} is not a name", "write ${name} with letters, digits, _, - and .")
        self.advance()
        self.names.append(name)
        return Reference(name, at)

    def call(self, name: str, at: int) -> Tree:
        self.advance()
        if self.value != "(" or self.kind != "op":
            if name in _LEVEL:
                raise _wrong(at, f"{name!r} has nothing before it", "put something on both sides")
            raise _wrong(
                at, f"{name[:40]!r} stands alone", f"write ${{{name[:40]}}} for an answer, '{name[:40]}' for a text"
            )
        self.functions.append(name)
        before = len(self.names)
        arguments = self.arguments(at)
        if name == "nr":
            self.asked.extend(self.names[before:])
        return Call(name, arguments, at)

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
        if self.kind == "wrong":
            return self.unreadable()
        if self.kind == "end":
            return _wrong(self.at, "it ends too early", "complete it")
        return _wrong(self.at, f"{self.value[:40]!r} is not expected here", "check operators, commas and brackets")

    def unreadable(self) -> errors.ExpressionInvalid:
        at, sign = self.at, self.value
        if sign in "'\"":
            return _wrong(at, "a text is not closed", f"add {sign} at its end")
        if sign in "‘’“”«»":
            return _wrong(at, f"{sign!r} is a typographic quote", "use straight quotes: ' or \"")
        if sign == "$":
            return _wrong(at, "'$' starts no name", "write ${name}")
        if sign in "/[]@|":
            return _wrong(at, f"{sign!r}: paths are not written in forms", "write ${name}")
        if sign == "&":
            return _wrong(at, "'&' is not an operator", "write `and`, or concat(a, b)")
        if sign == "!":
            return _wrong(at, "'!' is not an operator", "write not(...) or !=")
        return _wrong(at, f"{sign!r} is not expected here", "check operators, commas and brackets")
