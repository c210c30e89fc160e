"""The functions that need nothing but their arguments, one table for each kind."""

import datetime as dt
import hashlib
import math

import pytest
from hypothesis import given, strategies as st

from fieldkit.forms.expression.arguments import depends_on_zone, wrong_arguments
from fieldkit.forms.expression.convert import Value
from fieldkit.forms.expression.functions import COERCIONS, PLAIN, REFUSED, RESERVED, SPECIAL, ZONED

NAN, INF = math.nan, math.inf


def run(name: str, *values: Value) -> Value:
    """Return what a function gives, its arguments turned into the kinds of its row."""
    row = PLAIN[name]
    return row.run(*(COERCIONS[kind](value) for kind, value in zip(row.letters(len(values)), values, strict=True)))


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("round", ("4,6",), 5),
        ("round", ("14.29123456789", 3.0), 14.291),
        ("round", (12345.15, 1.0), 12345.2),
        ("round", (-12345.15, 1.0), -12345.2),
        ("round", ("12350.12345", -2.0), 12400),
        ("round", (2.149, -1.0), 0),
        ("round", ("x",), NAN),
        ("round", (1.5, NAN), 1.5),
        ("round", (1e300, 5.0), 1e300),
        ("int", (-3.7,), -3),
        ("int", ("1.1e6",), NAN),
        ("int", (INF,), INF),
        ("pow", (2.0, 10.0), 1024),
        ("pow", (-1.0, 3.0), -1),
        ("pow", (-8.0, 1 / 3), NAN),
        ("pow", (0.0, -1.0), INF),
        ("pow", (-10.0, 1001.0), -INF),
        ("pow", (-10.0, 1000.0), INF),
        ("pow", (NAN, 0.0), 1),
        ("pow", (1.0, NAN), NAN),
        ("pow", (1.0, INF), NAN),
        ("sqrt", (9.0,), 3),
        ("sqrt", (-2.0,), NAN),
        ("exp", (2.0,), math.e**2),
        ("exp", (1000.0,), INF),
        ("exp10", (-2.0,), 0.01),
        ("exp10", ("x",), NAN),
        ("log", (math.e,), 1),
        ("log", (0.0,), -INF),
        ("log", (-1.0,), NAN),
        ("log10", (100.0,), 2),
        ("sin", (INF,), NAN),
        ("cos", (1.0,), 0.5403023058681398),
        ("tan", (2.0,), -2.185039863261519),
        ("asin", (-1.0,), -math.pi / 2),
        ("acos", (2.0,), NAN),
        ("atan", (0.5,), 0.463647609000806),
        ("atan2", (2.0, 3.0), 0.5880026035475675),
        ("pi", (), math.pi),
        ("min", (3.0, "1.5", 2.0), 1.5),
        ("min", (), NAN),
        ("max", (-4.0, -1.0, -3.0), -1),
        ("max", (1.0, ""), NAN),
        ("sum", (1.0, "", "2", NAN), 3),
        ("sum", (), 0),
        ("count-non-empty", ("a", "", (), NAN, 0.0, "b"), 3),
        ("count-non-empty", (), 0),
        ("count-selected", ("a b c",), 3),
        ("string-length", ("\r\n",), 2),
        ("distance", ("0 0;0 90",), 10018696.05),
        ("distance", ("0 0 0 0", "0 90 0 0"), 10018696.05),
        ("distance", ("90 0;90 1",), 0),
        ("distance", ("0 0",), NAN),
        ("distance", ("0 0;95 0;0 1",), NAN),
        ("distance", ("0 0;a b",), NAN),
        ("area", ("0 0;0 90;90 0;0 0",), round(math.pi / 2 * 6378100**2, 2)),
        ("area", ("0 0;0 1",), NAN),
        ("area", ("",), NAN),
    ],
)
def test_numbers(name: str, arguments: tuple[Value, ...], expected: float) -> None:
    """What has no value is not a number, never an error."""
    assert run(name, *arguments) == pytest.approx(expected, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("concat", (), ""),
        ("concat", ("a", 1.0, False, ("x", "y")), "a1falsex y"),
        ("join", ("-", "a", "b", 3.0), "a-b-3"),
        ("join", ("-",), ""),
        ("substr", ("hello", 0.0, -1.0), "hell"),
        ("substr", ("hello", -3.0), "llo"),
        ("substr", ("hello", 2.0, 9.0), "llo"),
        ("substr", ("hello", NAN), ""),
        ("substring-before", ("abb", "b"), "a"),
        ("substring-before", ("abb", ""), ""),
        ("substring-before", ("abb", "c"), ""),
        ("substring-after", ("aab", "a"), "ab"),
        ("substring-after", ("aab", ""), "aab"),
        ("translate", ("aa", "aa", "bc"), "bb"),
        ("translate", ("hello", "l", ""), "heo"),
        ("normalize-space", (" \t\r\n a \n b\u00a0c ",), "a b\u00a0c"),
        ("selected-at", ("zero one two", 1.0), "one"),
        ("selected-at", ("zero one two", -1.0), ""),
        ("selected-at", ("", 0.0), ""),
        ("digest", ("some text", "MD5", "hex"), "552e21cd4cd9918678e3c1a0df491bc3"),
        ("digest", ("some text", "SHA-1"), "N6pjx3OY2VRHMmLhoAV8HmMu2nc="),
        ("digest", ("é", "SHA-256", "hex"), hashlib.sha256("é".encode()).hexdigest()),
        ("digest", ("", "SHA-384", "hex"), hashlib.sha384().hexdigest()),
        ("digest", ("", "SHA-512", "hex"), hashlib.sha512().hexdigest()),
        ("digest", ("x", "CRC32"), ""),
        ("digest", ("x", "MD5", "octal"), ""),
        ("base64-decode", ("SGVsbG8=",), "Hello"),
        ("base64-decode", ("w6kg\n4oKs",), "é €"),
        ("base64-decode", ("not base64!",), ""),
        ("base64-decode", ("SGVsbG8",), ""),
        ("base64-decode", ("G1syShtbMzFt",), "[2J[31m"),
    ],
)
def test_texts(name: str, arguments: tuple[Value, ...], expected: str) -> None:
    """Counted from 0; nothing found is empty; no decoded text can move the cursor."""
    assert run(name, *arguments) == expected


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("boolean-from-string", ("true",), True),
        ("boolean-from-string", (1.0,), True),
        ("boolean-from-string", ("True",), False),
        ("selected", ("apple baby", "  baby  "), True),
        ("selected", ("apple baby", "bab"), False),
        ("selected", ("", "apple"), False),
        ("checklist", (1.0, 3.0, "foo", "bar"), True),
        ("checklist", (3.0, 5.0, "foo", "bar"), False),
        ("checklist", (-1.0, 1.0, True, True), False),
        ("checklist", (2.0, -1.0, True, True, True), True),
        ("checklist", (0.0, 0.0), True),
        ("weighted-checklist", (3.0, 5.0, True, 2.0, False, 9.0, "x", "1.5"), True),
        ("weighted-checklist", (-1.0, 2.0, True, 1.0, True, 1.0, True, 1.0), False),
        ("weighted-checklist", (-1.0, 2.0, True, -5.0), True),
        ("contains", ("", ""), True),
        ("starts-with", ("", "a"), False),
        ("ends-with", ("ba", "a"), True),
        ("regex", ("12345", "[0-9]+"), True),
        ("regex", ("12345", "(?=1).*"), False),
    ],
)
def test_truth_values(name: str, arguments: tuple[Value, ...], expected: bool) -> None:
    """checklist() counts what is true, weighted-checklist() adds weights; -1 is no limit."""
    assert run(name, *arguments) is expected


@pytest.mark.parametrize(
    ("name", "values", "what"),
    [
        ("date", ("not a date",), "'not a date' is not a date"),
        ("date-time", ("1983-09-31",), "'1983-09-31' is not a date"),
        ("digest", (None, "CRC32"), "digest() does not know 'CRC32'"),
        ("digest", (None, None, "octal"), "digest() does not know 'octal'"),
        ("weighted-checklist", (1.0, 2.0, None), "weighted-checklist() needs a weight after every value"),
        (
            "regex",
            (None, "a++"),
            "the regular expression 'a++' has the possessive quantifier ++, which google-re2 lacks",
        ),
    ],
)
def test_constants_that_can_never_work_are_mistakes(name: str, values: tuple[Value | None, ...], what: str) -> None:
    """Found when the form is checked, not at the third question."""
    found = wrong_arguments(name, values)
    assert found is not None
    assert found[0] == what


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("date", ("",)),
        ("date", (None,)),
        ("date", (17532.0,)),
        ("date", ("2018-01-01T10:00:00Z",)),
        ("digest", (None, "sha-256", "HEX")),
        ("weighted-checklist", (1.0, 2.0)),
        ("regex", (None, None)),
        ("concat", ("x",)),
    ],
)
def test_other_arguments_are_no_mistakes(name: str, values: tuple[Value | None, ...]) -> None:
    """What is not constant is not known before the interview."""
    assert wrong_arguments(name, values) is None


def test_a_day_written_out_is_the_same_in_every_zone() -> None:
    """It can be worked out once, when the form is loaded."""
    assert not depends_on_zone("date", ("2018-01-01",))
    assert depends_on_zone("date", ("2018-01-01T00:00:00Z",))
    assert depends_on_zone("date", (None,))
    assert depends_on_zone("decimal-date-time", ("2018-01-01",))


def test_no_name_stands_in_two_tables() -> None:
    """A function is built in one way, kept for later, or refused."""
    tables = [set(PLAIN), set(SPECIAL), set(RESERVED), set(REFUSED)]
    assert len(set.union(*tables)) == sum(map(len, tables))
    assert set(ZONED) <= set(SPECIAL)


VALUES = st.one_of(
    st.floats(), st.text(max_size=20), st.booleans(), st.dates(), st.datetimes(timezones=st.timezones()), st.times()
) | st.lists(st.text(max_size=3), max_size=3).map(tuple)


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, list[Value]]:
    """Draw a function with as many arguments as it takes."""
    row = PLAIN[draw(st.sampled_from(sorted(PLAIN)))]
    return row.name, draw(st.lists(VALUES, min_size=row.least, max_size=min(row.most, row.least + 4)))


@given(calls())
def test_no_function_raises_whatever_it_is_given(call: tuple[str, list[Value]]) -> None:
    """A mistake in a form never ends an interview."""
    name, values = call
    assert isinstance(run(name, *values), float | int | str | bool | tuple | dt.date)
