"""Regular expressions: google-re2 with the parts of ODK's dialect that it spells differently; the others are named."""

import time

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.forms.expression.regular import MAX_PATTERN, matcher, refusal


def matches(pattern: str, whole: str) -> bool:
    found = matcher(pattern)
    assert found is not None, refusal(pattern)
    return found(whole)


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("[A-Z]{2}-[0-9]{4}", "AB-1234", "AB-1234x"),
        ("y", "y", "xyz"),
        (r"\d+(\.\d*)?", "12.5", "twelve"),
        (r"[\u0600-\u06FF ]+", "\u0633\u0644\u0627\u0645", "salaam"),
        (r"\p{L}{2,}", "Émilie", "E1"),
        (r"\p{Alpha}\P{Digit}[\p{Upper}x]", "a-X", "a1X"),
        (r"\p{IsLatin}+\p{IsDigit}", "é1", "я1"),
        ("(?i)yes|no", "YES", "maybe"),
        (r"\Q(a)*\E+", "(a)**", "aaa"),
        (r"[]a\]]+", "]a", "b"),
        (r"[*+?{(&]+", "*+&?", "a"),
        (r"a\Z", "a", "b"),
        (r"l\’eau", "l’eau", "leau"),
        ("", "", "a"),
        ("a|", "", "b"),
    ],
)
def test_the_whole_answer_must_match(pattern: str, yes: str, no: str) -> None:
    """As in Collect; what Java and re2 spell differently is translated."""
    assert matches(pattern, yes)
    assert not matches(pattern, no)


@pytest.mark.parametrize(
    ("pattern", "construct"),
    [
        ("(?=a)b", "look-ahead (?="),
        ("(?!a)b", "look-ahead (?!"),
        ("(?<=a)b", "look-behind (?<="),
        ("(?<!a)b", "look-behind (?<!"),
        ("(?>a)b", "the atomic group (?>"),
        ("(?#why)b", "the comment (?#"),
        ("(?x)a b", "the flag 'x'"),
        ("(?U)a", "the flag 'U'"),
        (r"(a)\1", r"the back reference \1"),
        (r"(?<n>a)\k<n>", r"the back reference \k"),
        ("a*+b", "the possessive quantifier *+"),
        ("a?+b", "the possessive quantifier ?+"),
        ("a{2,3}+b", "the possessive quantifier {2,3}+"),
        ("[a-z&&[^b]]", "&& inside [ ]"),
        ("[a[bc]]", r"a [ inside [ ] (write \[ for the sign itself)"),
        (r"a\R", r"\R"),
        (r"[\h]", r"\h"),
        (r"\p{InGreek}", r"\p{InGreek}"),
    ],
)
def test_what_re2_lacks_is_named(pattern: str, construct: str) -> None:
    """The author learns which part of the pattern is the trouble."""
    found = refusal(pattern)
    assert found is not None
    assert found.what == f"the regular expression {pattern!r} has {construct}, which google-re2 lacks"
    assert matcher(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("(a", "'(a' is not a regular expression that google-re2 takes"),
        ("a**", "'a**' is not a regular expression that google-re2 takes"),
        ("(a{100}){100}", "the regular expression '(a{100}){100}' is too large"),
        ("\\", "'\\\\' is not a regular expression that google-re2 takes"),
        ("\ud800", "'\\ud800' is not a regular expression that google-re2 takes"),
        ("a" * (MAX_PATTERN + 1), "a regular expression has 1001 characters, more than 1000"),
    ],
)
def test_other_mistakes_say_what_re2_says(pattern: str, what: str) -> None:
    """Brackets, sizes and lengths."""
    found = refusal(pattern)
    assert found is not None
    assert found.what == what


def test_half_a_character_matches_nothing() -> None:
    """A terminal that sends no UTF-8 ends no interview."""
    assert not matches(".*", "\ud800")


@pytest.mark.parametrize(
    "pattern", ["(.*a.{500})+", "(.*a.{400})+" * 50, "((a?){30}){30}b", "(x+x+)+y", r"[\p{L} ]{1,100}b", "(a|b|ab)*c"]
)
@pytest.mark.parametrize("whole", ["a" * 32_768, "ab" * 16_384, "é" * 32_768])
def test_no_pattern_takes_more_than_a_second(pattern: str, whole: str) -> None:
    """On the longest text that an expression can put together."""
    found = matcher(pattern)
    begun = time.process_time()
    if found is not None:
        found(whole)
    assert time.process_time() - begun < 1.5  # on a machine that is busy and traced


@settings(deadline=1000)
@given(
    st.text(alphabet="ab()[]{}*+?|\\.^$-&,:=!<>#1259pPuQEkLx{}", max_size=80), st.text(alphabet="ab]-1", max_size=50)
)
def test_any_pattern_is_taken_or_refused(pattern: str, whole: str) -> None:
    """Never an exception."""
    found = matcher(pattern)
    assert (found is None) == (refusal(pattern) is not None)
    if found is not None:
        found(whole)
