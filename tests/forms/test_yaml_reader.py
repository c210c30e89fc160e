"""The strict YAML reader: every scalar is text, and what could surprise is refused with its place."""

import pytest

from fieldkit.forms import yaml_reader
from fieldkit.forms.clean_text import clean
from fieldkit.forms.problems import Problem
from fieldkit.forms.yaml_reader import MAX_BYTES, Map, Text, read_yaml


def problems(text: str | bytes) -> list[tuple[int, int, str]]:
    """Return where and what of every problem."""
    return [(p.line, p.column, p.what) for p in read_yaml(text)[1]]


def plain(text: str) -> dict[str, str]:
    node, found = read_yaml(text)
    assert found == ()
    assert isinstance(node, Map)
    return {key: value.value for key, value in node.entries.items() if isinstance(value, Text)}


def test_every_scalar_is_text() -> None:
    """no, 010, 12:30, 1.10 and dates stay exactly as written."""
    text = "a: no\nb: 010\nc: 12:30\nd: 1.10\ne: 2026-01-15\nf: ~\ng:\nh: 'true'"
    expected = {"a": "no", "b": "010", "c": "12:30", "d": "1.10", "e": "2026-01-15", "f": "~", "g": "", "h": "true"}
    assert expected == plain(text)


def test_a_key_given_twice_is_an_error_with_both_lines() -> None:
    """The second of two equal keys is named with the line of the first."""
    assert problems("a: 1\nb: 2\na: 3") == [(3, 1, "the key 'a' is given twice (first in line 1)")]


def test_anchors_and_aliases_are_errors() -> None:
    """An anchor is refused also when nothing refers to it."""
    assert problems("a: &x 1\nb: *x") == [(1, 4, "an anchor (&x) is used"), (2, 4, "an alias (*x) is used")]
    assert problems("a: &x 1") == [(1, 4, "an anchor (&x) is used")]
    assert problems("[&x 1]") == [(1, 2, "an anchor (&x) is used")]


def test_an_ampersand_or_star_in_a_text_is_no_anchor() -> None:
    """R&D and a product are texts."""
    assert plain("a: R&D\nb: ${x} * 2\nc: 'a *b* c'") == {"a": "R&D", "b": "${x} * 2", "c": "a *b* c"}


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    """Ten levels of ten aliases end at the first anchor."""
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10))
    assert problems(bomb)[0] == (1, 5, "an anchor (&a0) is used")


def test_tags_are_errors() -> None:
    """Also harmless ones: nothing in a form needs them."""
    assert [
        (line, column, what.replace("tag:yaml.org,2002:", "!!"))
        for line, column, what in problems("a: !!python/name:os.system ''")
    ] == [(1, 4, "a tag ('!!python/name:os.system') is used")]
    assert problems("a: !!str 1") == [(1, 4, "a tag ('tag:yaml.org,2002:str') is used")]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_over_20_is_an_error(opening: str) -> None:
    """The composer stops before its own stack does."""
    what = "nested deeper than 20"
    assert what == problems(opening * 22)[0][2]
    assert what == problems(opening * 100_000)[0][2]


def test_keys_in_keys_are_an_error() -> None:
    """A key is plain text; keys that nest too deep for the composer are stopped by it."""
    assert problems("? " * 22)[0][2] == "a key must be plain text"
    assert problems("? " * 100_000)[0][2] == "nested deeper than 20"


def test_twenty_levels_are_read() -> None:
    """The limit is the twenty-first."""
    assert problems("[" * 20 + "]" * 20) == []


def test_a_second_document_is_an_error() -> None:
    """One form, one file."""
    assert problems("a: 1\n---\nb: 2") == [(2, 1, "a second document starts here")]


def test_a_file_over_the_limit_is_not_read() -> None:
    """The size is checked before anything else."""
    expected = Problem(0, 0, f"the file is {MAX_BYTES + 1} bytes, more than {MAX_BYTES}", "split the form")
    assert (None, (expected,)) == read_yaml(b"#" * (MAX_BYTES + 1))


def test_a_byte_that_is_not_utf8_is_named_by_its_line() -> None:
    """Save the file as UTF-8."""
    assert problems(b"a: 1\nb: \xff") == [(2, 1, "the file is not UTF-8 text")]


def test_a_key_that_is_no_text_is_an_error() -> None:
    """YAML allows lists as keys; forms do not."""
    assert problems("? [a]\n: 1") == [(1, 3, "a key must be plain text")]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1\n", 2), ("a: @x", 1), ("a: 1\n\tb: 2", 2), ("a: b: c", 1), ("{fr: Vraiment ?: oui}", 1)],
)
def test_yaml_that_cannot_be_read_is_named_by_its_line(text: str, line: int) -> None:
    """The parser's own words are kept, the advice is ours."""
    found = read_yaml(text)[1]
    assert [problem.what.startswith("the YAML cannot be read") for problem in found] == [True]
    assert abs(found[0].line - line) <= 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 'x", (1, 4, "the text that begins here has no closing quote in its line")),
        ('a: "x\nb: "y"\nc: 1\n', (1, 4, "the text that begins here has no closing quote in its line")),
    ],
)
def test_a_quote_that_is_not_closed_is_told_where_it_begins(text: str, found: tuple[int, int, str]) -> None:
    """YAML itself notices it lines below."""
    assert problems(text) == [found]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("a: 1\n\tb: 2", "indent with spaces, not tabs"),
        ("a: %s", "put the text in quotes: it begins with a sign that YAML keeps for itself"),
        ("a: b: c", "put the text in quotes if it holds a colon; otherwise correct the indentation"),
    ],
)
def test_the_advice_fits_the_sign_at_the_place(text: str, advice: str) -> None:
    """One mistake, one remedy."""
    assert [problem.do for problem in read_yaml(text)[1]] == [advice]


def test_terminal_escapes_are_removed_and_text_direction_is_kept() -> None:
    """Colours, window titles and bells go; line ends, tabs, right-to-left marks stay."""
    assert plain('a: "\\e[31mred\\e[0m\\e]0;title\\a"') == {"a": "red"}
    assert clean("a\tb\nc") == "a\tb\nc"
    assert clean("x\u200f\x07y\u00a0z") == "x\u200fy\u00a0z"
    assert clean("a\x9b31mb") == "ab"


def test_places_count_from_one_and_see_quotes() -> None:
    """An editor can jump to the character inside a quoted text."""
    node, _ = read_yaml("\n  key: 'abc'\n")
    assert isinstance(node, Map)
    text = node.entries["key"]
    assert isinstance(text, Text)
    assert (node.key_place("key"), text.place, text.place_of(2)) == ((2, 3), (2, 8), (2, 11))


def test_the_pure_python_parser_reads_and_refuses_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML has no C library the fallback gives the same document and the same refusals."""
    import yaml

    texts = ["a: no\nb: [1, 2]", "a: 1\na: 2", "a: &x 1", "[" * 30, "[" * 100_000, "a: 1\n---\nb: 2", "a: !!str 1"]
    fast = [problems(text) for text in texts]
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert yaml_reader._composer("a: 1").__class__.__mro__[2].__name__ != "CParser"
    assert fast == [problems(text) for text in texts]
    assert plain("a: no") == {"a": "no"}
