"""How expressions are read: trees of paths, what is refused and with which advice."""

import contextlib
import time

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit import errors
from fieldkit.forms.expression.syntax import (
    Call,
    Chain,
    Comparison,
    Literal,
    Negation,
    Number,
    Path,
    Reference,
    Self,
    Step,
    Tree,
    parse,
)


def steps(*names: str | tuple[str, Tree]) -> tuple[tuple[str, tuple[Tree, ...]], ...]:
    return tuple((name, ()) if isinstance(name, str) else (name[0], (name[1],)) for name in names)


def plain(path: Tree) -> tuple[Tree | None, bool, tuple[tuple[str, tuple[Tree, ...]], ...]]:
    """Return a path without its offsets."""
    assert isinstance(path, Path)
    return path.start, path.absolute, tuple((step.name, step.predicates) for step in path.steps)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/data/a/b", (None, True, steps("data", "a", "b"))),
        ("/*/b", (None, True, steps("*", "b"))),
        ("../x", (None, False, steps("..", "x"))),
        ("..", (None, False, steps(".."))),
        ("./x", (None, False, steps(".", "x"))),
        ("code", (None, False, steps("code"))),
        ("*", (None, False, steps("*"))),
        ("orx:meta/orx:instanceID", (None, False, steps("orx:meta", "orx:instanceID"))),
        ("child::a/parent::*/self::node()", (None, False, steps("a", "..", "."))),
        ("child::node() / b", (None, False, steps("*", "b"))),
        ("current()/../x", (Call("current", (), 0), False, steps("..", "x"))),
        ("${rep}[2]/x", (Reference("rep", 2), False, steps((".", Number(2.0, 7)), "x"))),
        ("${rep}/x", (Reference("rep", 2), False, steps("x"))),
        (
            "instance('t')/root/item[c = 'v']/label",
            (
                Call("instance", (Literal("t", 9),), 0),
                False,
                steps(
                    "root",
                    (
                        "item",
                        Comparison("=", Path(None, False, (Step("c", (), 24),), 24), Literal("v", 28), 26),
                    ),
                    "label",
                ),
            ),
        ),
    ],
)
def test_paths_are_read_in_the_forms_that_odk_has(
    text: str, expected: tuple[Tree | None, bool, tuple[tuple[str, tuple[Tree, ...]], ...]]
) -> None:
    """Child, parent and self, absolute, relative, or going on from a call or a reference."""
    parsed = parse(text)
    assert expected == plain(parsed.tree)
    assert parsed.paths


def test_several_predicates_stand_at_one_step() -> None:
    """`a[1][2]` picks twice."""
    tree = parse("a[1][. = 2]").tree
    assert isinstance(tree, Path)
    assert tree.steps[0].predicates == (Number(1.0, 2), Comparison("=", Self(5), Number(2.0, 9), 7))


@pytest.mark.parametrize("text", ["1", ".", "${a} = 'x'", "not(${a})", "'a/b'"])
def test_an_expression_without_a_path_says_so(text: str) -> None:
    """Most expressions have none, and need no look-up of nodes."""
    assert not parse(text).paths


def test_what_stands_before_tells_an_operator_from_a_name() -> None:
    """`*`, `div`, `mod`, `and` and `or` are names where an operand is due."""
    tree = parse("* * *").tree
    assert isinstance(tree, Chain)
    assert (tree.operators, [plain(part)[2] for part in tree.operands]) == (("*",), [steps("*"), steps("*")])
    tree = parse("div div mod").tree
    assert isinstance(tree, Chain)
    assert (tree.operators, [plain(part)[2] for part in tree.operands]) == (("div",), [steps("div"), steps("mod")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0or 1", Chain((Number(0.0, 0), Number(1.0, 4)), ("or",), 1)),
        ("1div 2", Chain((Number(1.0, 0), Number(2.0, 5)), ("div",), 1)),
        ("'1'and'2'", Chain((Literal("1", 0), Literal("2", 6)), ("and",), 3)),
        (".5-.5", Chain((Number(0.5, 0), Number(0.5, 3)), ("-",), 2)),
        ("-15.*1.5", Chain((Negation(Number(15.0, 1), 0), Number(1.5, 5)), ("*",), 4)),
        (". > .5", Comparison(">", Self(0), Number(0.5, 4), 2)),
        ("if (true(), 1, 2)", Call("if", (Call("true", (), 4), Number(1.0, 12), Number(2.0, 15)), 0)),
    ],
)
def test_operators_need_no_blanks(text: str, expected: Tree) -> None:
    """A number or a text ends where a name begins."""
    assert expected == parse(text).tree


@pytest.mark.parametrize(
    ("text", "offset", "what", "do"),
    [
        ("a//b", 1, "'//' searches the whole form, which ODK does not", "write ${name}"),
        ("${a} | ${b}", 5, "'|': sets are not joined in forms", "write `or`, or one function for each"),
        ("../@x", 3, "'@': a form's answers have no attributes", "write ${name}"),
        ("ancestor::b", 0, "the axis 'ancestor' is not in ODK", "only child, parent (..) and self (.) are"),
        ("parent::b", 0, "parent::b is not in ODK", "write .."),
        ("comment()", 0, "comment() is a node test, which forms do not have", "write the name, or *"),
        ("a/text()", 2, "text() cannot stand inside a path", "write names between the slashes"),
        ("/", 1, "a path ends too early", "write a name after the slash"),
        ("${a} / ${b}", 9, "a path goes on with a name", "write `div` to divide"),
        ("${a}/2", 5, "a path goes on with a name", "write `div` to divide"),
        ("1/2", 1, "a path cannot go on here", "write `div` to divide"),
        ("(${a})[2]", 6, "nothing here can be picked from with [ ]", "write it after a name: ${name}[1]"),
        ("..[1]", 2, "nothing here can be picked from with [ ]", "write it after a name: ${name}[1]"),
        ("parent::*[1]", 9, "nothing here can be picked from with [ ]", "write it after a name: ${name}[1]"),
        ("a[1", 1, "a [ is not closed", "add `]`"),
        ("a[1)", 3, "')' is not expected here", "check operators, commas and brackets"),
        ("::a", 0, "'::' needs an axis before it", "only child, parent (..) and self (.) are in ODK"),
        ("and 1", 0, "'and' has nothing before it", "put something on both sides"),
        ("or (2)", 0, "'or' has nothing before it", "put something on both sides"),
        ("a b", 2, "'b' is not expected here", "check operators, commas and brackets"),
        ("a == b", 3, "'=' has nothing before it", "write one `=` for equal, != for unequal"),
        ("a <> b", 3, "'>' has nothing before it", "write != for unequal"),
        ("a % 2", 2, "'%' is not an operator", "write `mod` for what is left over"),
        ("a OR b", 2, "'OR' is not an operator", "write it in small letters: or"),
        ("1 ! 2", 2, "'!' is not an operator", "write not(...) or !="),
        ("$a", 0, "'$' starts no name", "write ${name}"),
    ],
)
def test_what_odk_has_not_is_refused_with_place_and_advice(text: str, offset: int, what: str, do: str) -> None:
    """The offset is that of the sign or word that is wrong."""
    with pytest.raises(errors.ExpressionInvalid) as raised:
        parse(text)
    assert raised.value.facts == {"offset": offset, "what": what, "do": do}


def test_predicates_nest_no_deeper_than_brackets() -> None:
    """64 levels of predicates are the limit too."""
    parse("a[" * 60 + "1" + "]" * 60)
    with pytest.raises(errors.ExpressionInvalid, match="nested deeper than 64"):
        parse("a[" * 65 + "1" + "]" * 65)


_WORDS = st.sampled_from('()[]/.*@|,+-=!<$"‘ 1a') | st.sampled_from(
    ("//", "..", "::", "!=", "and", "or", "div", "child", "parent", "self", "node", "f(", "${x}", "'t'", ".5")
)


@settings(deadline=1000)
@given(st.lists(_WORDS, max_size=200).map("".join) | st.lists(_WORDS, max_size=200).map(" ".join))
def test_any_row_of_tokens_is_read_or_refused(text: str) -> None:
    """Never any other exception, never slow."""
    with contextlib.suppress(errors.ExpressionInvalid):
        parse(text)


@pytest.mark.parametrize("part", ["a[", "(", "-", "f(", "../", "${x}[", "not(", "1+", "a/", "'", "..", "[", "1=", "/a"])
def test_4096_characters_of_anything_take_less_than_a_second(part: str) -> None:
    """The longest expression of one repeated part."""
    begun = time.process_time()
    with contextlib.suppress(errors.ExpressionInvalid):
        parse((part * 4096)[:4096])
    assert time.process_time() - begun < 1
