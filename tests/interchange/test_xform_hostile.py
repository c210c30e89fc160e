"""XForms are as untrusted as any form from a mailbox: what is refused, and where the refusal points."""

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.forms.interchange.xform_read import from_xform
from fieldkit.forms.interchange.xform_xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS
from fieldkit.forms.problems import Problem
from tests.interchange.xforms import data, found, xform

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">
]>
<lolz>&lol3;</lolz>
"""
OUTSIDE = b"""<!DOCTYPE a [<!ENTITY file SYSTEM "file:///etc/passwd">]><a>&file;</a>"""
ELSEWHERE = b"""<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>"""


@pytest.mark.parametrize("source", [BOMB, OUTSIDE, ELSEWHERE], ids=["bomb", "file", "address"])
def test_a_document_type_is_refused_before_any_entity_is_read(source: bytes) -> None:
    """A form has no DTD, so neither an entity bomb nor a file outside can come in with it."""
    result = from_xform(source)
    assert result.text == ""
    assert [problem.what for problem in result.problems] == ["a document type (DOCTYPE) is declared"]


def test_an_unknown_entity_is_an_error_of_its_line() -> None:
    """Only XML's own five entities exist."""
    assert found(b"<a>\n  &nbsp;\n</a>") == ["2: error: this is not XML: undefined entity"]


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    """The size is checked before the parser sees a byte."""
    source = b"<a>" + b" " * MAX_BYTES + b"</a>"
    assert found(source) == [f"0: error: the file is {len(source)} bytes, more than {MAX_BYTES}"]


def test_elements_nested_too_deep_are_refused() -> None:
    """Depth is counted while reading, so it can never exhaust the stack."""
    deep = MAX_DEPTH + 1
    assert found(b"<a>" * deep * 100) == [f"1: error: nested deeper than {MAX_DEPTH}"]


def test_too_many_elements_are_refused() -> None:
    """A small file of very many elements would fill the memory."""
    assert found(b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>") == [f"1: error: more than {MAX_ELEMENTS} elements"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"", "1: error: this is not XML: no element found"),
        (b"<a><b></a>", "1: error: this is not XML: mismatched tag"),
        (b'<a x="1" x="2"/>', "1: error: this is not XML: duplicate attribute"),
        (b"<a>\n<jr:b/></a>", "2: error: this is not XML: unbound prefix"),
        (
            b'<?xml version="1.0" encoding="klingon"?><a/>',
            "1: error: this is in an encoding that fieldkit does not read",
        ),
        (b"\xff\xfe\x00", "1: error: this is not XML: unclosed token"),
        (b"<html/>", "1: error: this is not an XForm: there is no model in an h:head"),
    ],
)
def test_what_is_no_xform_is_an_error_with_its_line(source: bytes, expected: str) -> None:
    """Broken XML names the line where it breaks."""
    assert found(source) == [expected]


def test_terminal_escapes_do_not_reach_the_form() -> None:
    """C1 control characters are legal in XML; they are stripped from labels and values."""
    body = '<input ref="/data/a"><label>\u009b31mred</label></input>'
    assert "\u009b" not in from_xform(xform(data("<a>\u009b0m</a>"), body)).text


def test_more_mistakes_than_anybody_reads_end_the_import() -> None:
    """A form of nothing but mistakes does not fill the screen."""
    body = '<select1 ref="/data/a"><itemset nodeset="instance(\'no\')/root/item"/></select1>'
    nodes = "".join(f"<a{n}/>" for n in range(300))
    result = from_xform(xform(data(nodes), "".join(body.replace("/a", f"/a{n}") for n in range(300))))
    assert (result.text, len(result.problems) <= 200) == ("", True)


@settings(max_examples=300, deadline=1000)
@given(st.data())
def test_no_bytes_raise(draw: st.DataObject) -> None:
    """Whatever the bytes are, the answer is a form or problems."""
    source = xform(
        data("<a>1</a><r jr:template=''><b/></r>") + '<bind nodeset="/data/a" calculate="../r[1]/b"/>',
        '<repeat nodeset="/data/r"><input ref="b"><label>B<output value="/data/a"/></label></input></repeat>',
    )
    at = draw.draw(st.integers(0, len(source)))
    cut = draw.draw(st.integers(0, 40))
    put = draw.draw(st.one_of(st.binary(max_size=8), st.sampled_from([b"<a>", b"'", b"]", b"[", b"..", b"//", b"()"])))
    result = from_xform(source[:at] + put + source[at + cut :])
    assert all(isinstance(problem, Problem) for problem in result.problems)


def test_more_languages_than_any_form_has_are_refused() -> None:
    """Every text is written once for each language."""
    translations = "".join(f'<translation lang="l{n}"/>' for n in range(101))
    assert found(xform(f"<itext>{translations}</itext>" + data("<a/>"))) == ["4: error: more than 100 languages"]


def test_rows_of_ever_new_columns_are_not_written_out_as_a_table() -> None:
    """A table of n rows and n columns would grow with the square of the file."""
    rows = "".join(f"<item><c{n}>1</c{n}></item>" for n in range(300))
    result = from_xform(xform(data("<a/>") + f"<instance id='i'><root>{rows}</root></instance>"))
    assert [problem.what for problem in result.problems] == [
        "the instance 'i' is no flat list of items: it is kept as a file"
    ]
    assert sum(map(len, result.files.values())) < 2 * len(rows)


def test_a_long_text_that_is_almost_a_call_takes_no_time() -> None:
    """Whether a default is an expression is seen in one pass."""
    assert from_xform(xform(data(f"<a>{'a(' * 100_000}</a>"))).problems == ()
