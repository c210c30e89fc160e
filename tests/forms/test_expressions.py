"""What expressions mean: operators, functions, and the decisions of docs/form-language.md 5.3."""

import contextlib
import datetime as dt
import math

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.forms.check import check_form
from fieldkit.forms.expression.convert import number_text
from fieldkit.forms.expression.syntax import MAX_LENGTH, MAX_NESTING, parse
from fieldkit.forms.values import AnswerValue, NonAnswer
from tests.forms.scenario import HEAD, Scenario

FORM = """\
survey:
  - {name: n, type: integer, label: N}
  - {name: m, type: integer, label: M}
  - {name: d, type: decimal, label: D}
  - {name: t, type: text, label: T}
  - {name: day, type: date, label: Day}
  - {name: one, type: select_one yn, label: One}
  - {name: many, type: select_multiple means, label: Many}
  - {name: result, type: calculate, calculation: "EXPRESSION"}
"""
GIVEN: dict[str, AnswerValue] = {
    "n": 17,
    "d": 1.5,
    "t": "one two",
    "day": dt.date(2018, 1, 1),
    "one": "yes",
    "many": ("force", "debt"),
}


def value(expression: str) -> AnswerValue:
    """Return what a calculate with this expression is stored as; `m` is not answered."""
    form = FORM.replace("EXPRESSION", expression.replace("\\", "\\\\").replace('"', '\\"'))
    return Scenario(form, answers=GIVEN).final["result"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3 - 4 div 2", 7),
        ("-2 - -3", 1),
        ("7 mod 3", 1),
        ("-7 mod 3", -1),
        ("1 div 0", "Infinity"),
        ("0 div 0", NonAnswer.BLANK),
        ("5 mod 0", NonAnswer.BLANK),
        ("1 = 1 and not(1 > 2) or false()", "true"),
        ("1 < 2 = true()", "true"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("6.1 - 7.8 = -1.7", "true"),
        ("round(-1.5)", -2),
        ("round(2.5)", 3),
        ("round(0.49999999999999994)", 0),
        ("round(2.345, 2)", 2.35),
        ("round(1250, -2)", 1300),
        ("max(-4, -1, -3)", -1),
        ("min(3, 1.5, 2)", 1.5),
        ("max(1, ${m})", NonAnswer.BLANK),
        ("boolean-from-string('True')", "false"),
        ("boolean-from-string('1')", "true"),
        ("number('2018-01-01')", NonAnswer.BLANK),
        ("'2018-01-01' + 1", NonAnswer.BLANK),
        ("1 div ''", NonAnswer.BLANK),
        ("round('4,6')", 5),
        ("max(${n}, 99) + min(${n}, 2)", 101),
        ("${day} + 1", 17533),
        ("number(date('2018-01-01'))", 17532),
        ("sum(${m})", 0),
        ("sum(${n})", 17),
        ("format-date('not a date', '%Y')", NonAnswer.BLANK),
        ("format-date(${day}, '%a %e %b %Y, %n/%y %H:%M %%')", "Mon 1 Jan 2018, 1/18 00:00 %"),
        ("decimal-date-time('2018-01-01T00:00:00Z')", 17532),
        ("date(17532) = ${day}", "true"),
        ("${day} < today()", "true"),
        ("${m} = ''", "true"),
        ("${m} != 0", "true"),
        ("${m} = ${m}", "true"),
        ("${n} = '17'", "true"),
        ("'' = ${n}", "false"),
        ("${m} < 5 or ${m} >= 5", "false"),
        ("string(${m})", NonAnswer.BLANK),
        ("concat(${n}, '/', ${d}, '/', ${m}, '/', ${many})", "17/1.5//force debt"),
        ("string(1000000 * 1000000 * 1000000 * 1000000)", "1000000000000000000000000"),
        ("string(1 div 1000000)", "0.000001"),
        ("string(0 * -1)", "0"),
        ("if(${one} = 'yes', 'a', 1)", "a"),
        ("coalesce(${m}, ${n})", 17),
        ("coalesce('', 'x', 'y')", "x"),
        ("selected(${many}, 'debt') and not(selected(${many}, 'none'))", "true"),
        ("selected('a b', 'b')", "true"),
        ("selected(${many}, concat('de', 'bt'))", "true"),
        ("selected-at(${many}, 1)", "debt"),
        ("selected-at(${many}, 9)", NonAnswer.BLANK),
        ("count-selected(${many})", 2),
        ("count-selected('a b c')", 3),
        ("jr:choice-name(${one}, '${one}')", "Yes"),
        ("int(-3.7)", -3),
        ("abs(-2)", 2),
        ("pow(2, 10)", 1024),
        ("pow(10, 1000)", "Infinity"),
        ("sqrt(16)", 4),
        ("sqrt(-1)", NonAnswer.BLANK),
        ("count-non-empty(${n}) + count-non-empty(${m})", 1),
        ("string-length(${t})", 7),
        ("join('-', 'a', 'b', 3)", "a-b-3"),
        ("substr('hello', 1, 3)", "el"),
        ("substr('hello', -3)", "llo"),
        ("substring-before('a/b', '/')", "a"),
        ("substring-after('a/b', '/')", "b"),
        ("contains(${t}, 'two') and starts-with('abc', 'ab') and ends-with('abc', 'bc')", "true"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("normalize-space('  a   b ')", "a b"),
        ("regex(${t}, '[a-z]+ [a-z]+')", "true"),
        ("regex('xyz', 'y')", "false"),
        ("regex(${t}, '\\p{Alpha}+ \\p{Alpha}+')", "true"),
        ("concat()", NonAnswer.BLANK),
        ("checklist(1, 2, ${n} = 17, ${d} = 2)", "true"),
        ("weighted-checklist(4, -1, ${n} = 17, 3, ${d} = 1.5, 1.5)", "true"),
        ("digest('some text', 'MD5', 'hex')", "552e21cd4cd9918678e3c1a0df491bc3"),
        ("base64-decode('SGVsbG8=')", "Hello"),
        ("round(sin(pi() div 6) * cos(pi() div 3) * 100)", 25),
        ("log10(exp10(3)) + round(log(exp(2)))", 5),
        ("distance('0 0;0 90')", 10018696.05),
        ("string(date-time('2018-01-01T10:00:00Z'))", "2018-01-01T12:00:00.000+02:00"),
        ("format-date-time(now(), '%H:%M')", "12:00"),
        ("decimal-time('06:00')", 0.25),
        ("date(decimal-date-time(${day}) + 14)", dt.date(2018, 1, 15)),
        ("date(now()) = today() and today() = now() and today() < now()", "true"),
        ("now() - today()", 0.5),
        ("date('2018-01-01') = ${day} and date('2018-01-02') > ${day}", "true"),
        ("0 and nosuch()", "false"),
        ("if(true() or nosuch(), 'a', nosuch())", "a"),
        ("string(true())", "true"),
        ("boolean('false')", "true"),
        ("number(true()) + number(1 = 2)", 1),
        ("today()", dt.date(2026, 11, 22)),
        ("string(now())", "2026-11-22T12:00:00.000+02:00"),
        ("nr(${m})", "not_asked"),
        ("nr(${n})", NonAnswer.BLANK),
        ("${n} > 10 and ${n} < 20 and ${n} >= 17 and ${n} <= 17 and 10 < ${n}", "true"),
    ],
)
def test_expressions_give_what_the_document_says(expression: str, expected: AnswerValue) -> None:
    """Section 5 of docs/form-language.md, case by case."""
    assert expected == value(expression)


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("${nosuch} = 1", "there is no question 'nosuch'"),
        ("floor(1)", "floor() is refused by ODK"),
        ("geofence('', '')", "geofence() is not in fieldkit: it needs a position, which a terminal does not have"),
        ("last()", "last() is refused by ODK"),
        ("selectd(1, 2)", "there is no function selectd()"),
        ("if(1, 2)", "if() takes 3 arguments, not 2"),
        ("join()", "join() takes 1 or more arguments, not 0"),
        ("weighted-checklist(1, 2, 3)", "weighted-checklist() needs a weight after every value"),
        ("digest('x', 'CRC32')", "digest() does not know 'CRC32'"),
        ("date('2018-02-30')", "'2018-02-30' is not a date"),
        ("round(1, 2, 3)", "round() takes 1 to 2 arguments, not 3"),
        ("today(1)", "today() takes no argument, not 1"),
        ("${many} * 2", "'*' needs numbers, this is a set of choices"),
        ("${day} * 2", "'*' needs numbers, this is a date"),
        ("count-selected(${n})", "count-selected() needs a select_multiple question"),
        ("selected(${n}, '1')", "selected() needs a select question"),
        ("regex(${t}, '(?=x)')", "the regular expression '(?=x)' has look-ahead (?=, which google-re2 lacks"),
        ("regex(${t}, '(a')", "'(a' is not a regular expression that google-re2 takes"),
        ("jr:choice-name(${n}, '${n}')", "jr:choice-name() needs the name of a select question in quotes"),
        ("nr('x')", "nr() needs one question"),
        ("1 +", "the expression is wrong: it ends too early"),
        ("//x", "the expression is wrong: '//' searches the whole form, which ODK does not"),
        ("${n} / 2", "the expression is wrong: a path goes on with a name"),
        ("${n} & ${m}", "the expression is wrong: '&' is not an operator"),
        ("${n", "the expression is wrong: '$' starts no name"),
        ("1 = ‘a’", "the expression is wrong: '‘' is a typographic quote"),
        ("n > 1", "'n' stands alone"),
        ("(1", "the expression is wrong: a bracket is not closed"),
        ("'a", "the expression is wrong: a text is not closed"),
        ("", "the expression is wrong: it is empty"),
    ],
)
def test_mistakes_are_found_by_the_check(expression: str, what: str) -> None:
    """Before the first question is put, with the place."""
    text = HEAD + FORM.replace("EXPRESSION", expression)
    found = [problem for problem in check_form(text, "f").problems if problem.severity == "error"]
    assert [(16, what)] == [(problem.line, problem.what) for problem in found]
    assert found[0].column >= text.splitlines()[15].index("calculation: ") + len("calculation: ")


@pytest.mark.parametrize(
    ("expression", "do"),
    [
        ("n > 1", "write ${n} for an answer, 'n' for a text"),
        ("${t} != TRUE", "write true()"),
        ("today", "write today()"),
    ],
)
def test_a_bare_word_is_told_from_a_function_without_its_brackets(expression: str, do: str) -> None:
    """XPath takes it for a path; an author means something else."""
    found = check_form(HEAD + FORM.replace("EXPRESSION", expression), "f").problems
    assert [do] == [problem.do for problem in found if problem.severity == "error"]


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("'abc' + 1", "'+' needs numbers, this is a text"),
        ("0 and nosuch()", "there is no function nosuch()"),
        ("true() or floor(1)", "floor() is refused by ODK"),
        ("if(1 = 2, if(1), 'a')", "if() takes 3 arguments, not 1"),
    ],
)
def test_what_is_odd_but_does_no_harm_is_a_warning(expression: str, what: str) -> None:
    """Arithmetic that is never a number, and mistakes in a part that is never reached: ODK runs such forms."""
    found = check_form(HEAD + FORM.replace("EXPRESSION", expression), "f").problems
    assert [("warning", what)] == [(problem.severity, problem.what) for problem in found if problem.line == 16]


def test_an_expression_over_4096_characters_is_refused() -> None:
    """One character more than the limit."""
    parse("1" * MAX_LENGTH)
    with pytest.raises(errors.ExpressionInvalid, match="4097 characters"):
        parse("1" * (MAX_LENGTH + 1))


@pytest.mark.parametrize(
    ("opening", "closing", "each"), [("(", ")", 1), ("not(", ")", 1), ("-", "", 1), ("1 + (", ")", 2)]
)
def test_nesting_over_64_is_refused(opening: str, closing: str, each: int) -> None:
    """Deep expressions are refused, long sums are not."""
    levels = MAX_NESTING // each - 1
    parse(opening * levels + "1" + closing * levels)
    with pytest.raises(errors.ExpressionInvalid, match="nested deeper than 64"):
        parse(opening * 200 + "1" + closing * 200)


def test_a_long_sum_and_a_long_or_do_not_nest() -> None:
    """Four kilobytes of additions run without exhausting the stack."""
    assert value("1" + "+1" * 1000) == 1001
    assert value("1=2" + " or 1=1" * 400) == "true"


def test_a_chain_of_concat_cannot_fill_the_memory() -> None:
    """A text put together ends at 32,768 characters."""
    rows = "".join(
        f'  - {{name: c{i}, type: calculate, calculation: "concat({", ".join([f"${{c{i - 1}}}"] * 20)})"}}\n'
        for i in range(1, 8)
    )
    form = 'survey:\n  - {name: t, type: text, label: T}\n  - {name: c0, type: calculate, calculation: "${t}"}\n' + rows
    final = Scenario(form).answer("x" * 100).final["c7"]
    assert isinstance(final, str)
    assert len(final) == 32_768


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_as_text_reads_back_equal_and_has_no_exponent(number: float) -> None:
    """The XPath way of writing numbers loses nothing."""
    text = number_text(number)
    assert "e" not in text.lower()
    assert math.isclose(number, float(text), rel_tol=0, abs_tol=0)


@given(st.text(alphabet="()+-*=<>!.,'\" ${}abnot1234567890andorifdivmod:/[]", max_size=60))
def test_any_text_is_parsed_or_refused_as_an_expression(text: str) -> None:
    """Never any other exception, whatever somebody types."""
    with contextlib.suppress(errors.ExpressionInvalid):
        parse(text)
