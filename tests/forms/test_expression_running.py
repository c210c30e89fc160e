"""Any expression over constants is compiled and run without an exception, whatever type is asked for."""

import pytest
from hypothesis import given, settings, strategies as st

from benchmarks.conformance_expressions import outcome
from fieldkit.forms.expression.functions import PLAIN, ZONED

_NUMBERS = ("0", "-1", ".5", "1e", "99999999999999999999", "0 div 0", "1 div 0")
_TEXTS = ("''", "'a'", "'a b'", "'1'", "'%Y'", "'[a-z]+'", "'0 0;1 1'", "'10:15:00.000+02:00'")
_DATES = ("today()", "now()", "'2018-01-01'", "'2018-01-01T10:00:00+02:00'", "true()")
_LEAVES = st.sampled_from((*_NUMBERS, *_TEXTS, *_DATES))
_OPERATORS = st.sampled_from([" or ", " and ", " = ", " != ", " < ", " >= ", " + ", " - ", " * ", " div ", " mod "])
_CALLED = [(row.name, row.least, min(row.most, row.least + 3)) for row in (*PLAIN.values(), *ZONED.values())]
_CALLED += [("if", 3, 3), ("coalesce", 2, 4), ("once", 1, 1)]


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def call(row: tuple[str, int, int]) -> st.SearchStrategy[str]:
        name, least, most = row
        return st.lists(inner, min_size=least, max_size=most).map(lambda parts: f"{name}({', '.join(parts)})")

    chain = st.tuples(inner, _OPERATORS, inner).map("".join)
    return st.sampled_from(_CALLED).flatmap(call) | chain | inner.map("-({})".format) | inner.map("({})".format)


@settings(deadline=1000, max_examples=300)
@given(st.recursive(_LEAVES, _larger, max_leaves=12), st.sampled_from(["number", "boolean", "string"]))
def test_any_expression_has_a_value_or_a_mistake_that_is_named(expression: str, kind: str) -> None:
    """Never an exception while it runs: a form's mistake must not end an interview."""
    got = outcome(expression, kind)
    assert isinstance(got, ({"number": float, "boolean": bool, "string": str}[kind], Exception))


@pytest.mark.parametrize(
    ("expression", "kind", "expected"),
    [
        ("once('x')", "string", "x"),
        ("3 < 4 < 5", "boolean", True),
        ("number(date('1970-01-02'))", "number", 1.0),
        ("string(number('x'))", "string", "NaN"),
        ("(6 < 7) - 4", "number", -3.0),
    ],
)
def test_a_value_is_read_as_the_type_that_is_asked_for(expression: str, kind: str, expected: object) -> None:
    """Number, truth value, or text."""
    assert outcome(expression, kind) == expected
