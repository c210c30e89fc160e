"""A certificate's page: opens without a network, escapes everything, says what it is and what it is not."""

import dataclasses

import pytest
from hypothesis import given, strategies as st

from fieldkit.practice.bars import plain
from fieldkit.practice.page import POLICY
from fieldkit.practice.paper import Paper, paper
from fieldkit.ui.messages import LANGUAGES, say
from tests.practice.test_report import HOSTILE, Reader

READY = Paper(
    ready=True,
    name="Keza Example",
    who="7",
    course="Posts, June",
    audience="Border officers",
    day="2026-11-25",
    made="2026-11-26",
    refresher="2027-11-25",
    scenes=[("tea_by_the_shop", "A paid driver", "5b" * 8), ("v05_debt", "A debt", "6c" * 8)],
    same=18,
    of=20,
    reviewed="",
    page_reviewed=False,
    fingerprint=("AAAA", "BBBB", "CCCC", "DDDD", "EEEE", "FFFF"),
    file="certificate-7.certificate",
)
TOOK_PART = dataclasses.replace(READY, ready=False, refresher=None, scenes=[], same=0, of=0)


def drawn(found: Paper, language: str = "en") -> str:
    return paper(found, lambda key, /, **facts: say(language, f"certificate.{key}", **facts), language)


def said(found: Paper, language: str = "en") -> str:
    return " ".join(Reader(f"<html><body>{drawn(found, language).partition('<body>')[2]}").text.split())


def test_it_says_what_it_attests_and_what_it_does_not() -> None:
    """Practice, invented persons, agreement with the key of this set; no qualification, no finding in law."""
    text = said(READY)
    for part in (
        *("PRACTICE", "invented", "Certificate of practice", "Keza Example", "18 of 20", "nine of ten"),
        *("agreement with the answer key of this set", "no professional qualification", "no finding in law"),
        *("2027-11-25", "v05_debt", "6c" * 8, "AAAA BBBB CCCC DDDD EEEE FFFF", "name and signature"),
        *("No fluent reader has reviewed the texts of the scenes", "practice certificate certificate-7.certificate"),
        "nobody else",
    ):
        assert part in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_attendance_has_another_title_and_says_only_that_somebody_took_part(language: str) -> None:
    """Nothing of a score, a rule, a scene or a day until when; in no language."""
    text = said(TOOK_PART, language)
    assert say(language, "certificate.title_took_part") in text
    assert say(language, "certificate.title_ready") not in text
    assert say(language, "certificate.refresher") not in text
    assert say(language, "certificate.scenes") not in text
    for part in ("18", "0 of", "2027", "v04", "9/10"):
        assert part not in text


def test_no_word_of_attendance_is_about_what_was_missed() -> None:
    """It is handed to somebody who may show it around."""
    text = said(TOOK_PART).lower()
    assert not [word for word in ("not yet", "fail", "below", "reached", "missed", "score") if word in text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_review_state_is_on_the_page(language: str) -> None:
    """Of the scenes' texts, and of the page's own words."""
    for found in (READY, TOOK_PART):
        assert plain(say(language, "certificate.not_reviewed")) in said(found, language)
        assert plain(say(language, "certificate.page_not_reviewed")) in said(found, language)
    known = said(dataclasses.replace(READY, reviewed="rw 2/2", page_reviewed=True), language)
    assert "rw 2/2" in known
    assert plain(say(language, "certificate.page_not_reviewed")) not in known


def test_without_a_name_there_is_a_line_to_fill_in_by_hand() -> None:
    """The number of the class stays."""
    text = said(dataclasses.replace(READY, name=None))
    assert "Name, by hand:" in text
    assert "Name, by hand:" not in said(READY)
    assert "Number or name in the class" in text


def test_nothing_is_fetched_and_nothing_runs() -> None:
    """No script, no link, no picture from anywhere; the policy says it to the browser; it is made for A4."""
    html = drawn(READY)
    read = Reader(html)
    assert POLICY in html
    assert "size:A4" in html
    assert not {"script", "img", "link", "iframe", "a", "form", "object"} & set(read.elements)
    assert not [name for name, _ in read.attributes if name.startswith("on") or name in ("src", "href")]


@given(st.text(max_size=40))
def test_every_text_is_escaped(text: str) -> None:
    """Whatever somebody is called: it stays text."""
    hostile = text + HOSTILE
    bad = dataclasses.replace(
        READY, name=hostile, who=hostile, course=hostile, scenes=[(hostile, hostile, hostile)], file=hostile
    )
    read = Reader(drawn(bad))
    assert read.elements == Reader(drawn(dataclasses.replace(READY, scenes=[("a", "b", "c")]))).elements
    assert "\u202e" not in drawn(bad)
    assert plain(hostile) in " ".join(read.text.split()) or not plain(hostile).isprintable()


def test_many_scenes_stand_in_columns() -> None:
    """So that it stays one side: smaller, and in the end by their ids alone."""
    for count, kind in (
        (14, ""),
        (15, ' class="two"'),
        (24, ' class="two"'),
        (25, ' class="three"'),
        (64, ' class="three"'),
    ):
        html = drawn(dataclasses.replace(READY, scenes=[(f"v{n:02}", "A title", "5b" * 8) for n in range(count)]))
        assert f"<ol{kind}>" in html
        assert ("A title" in html) is (count <= 24)
    assert "<li>v99 <code>" in drawn(dataclasses.replace(READY, scenes=[("v99", "", "5b" * 8)]))
