"""A class's results on the terminal and as a page: numbers beside bars, nothing fetched, every text escaped."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from fieldkit.practice.agreement import Agreement, Figure, measure
from fieldkit.practice.bars import bar, lines, plain, span
from fieldkit.practice.bootstrap import Interval
from fieldkit.practice.coefficients import Coefficient, Why
from fieldkit.practice.difficulty import Difficulty
from fieldkit.practice.gold import Readiness
from fieldkit.practice.page import POLICY, page
from fieldkit.practice.paired import Paired, People
from fieldkit.practice.report import Report
from fieldkit.practice.svg import FILLS
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.messages import LANGUAGES, number_text
from fieldkit.ui.report_words import report_words
from fieldkit.ui.text import width_of
from tests.practice.published import FLEISS_1971, ratings

english = report_words("en")
HOSTILE = "\"><script>alert(1)</script>&amp;\u202e\x1b[31m'"
REPORT = Report(
    course="Border post, two days",
    day="2026-11-25",
    difficulty=(Difficulty("1", 7, 12), Difficulty("2", 0, 0), Difficulty("3", 12, 12)),
    agreement=measure(ratings([tuple(row) for row in FLEISS_1971.split()], offered=5), b"s", 200),
    paired=(Paired("1", 3, 6, 1, 2, 1, 0), Paired("2", 0, 0, 0, 0, 0, 0)),
    people=People(8, 3, 1, 2),
    gold={Readiness.READY: 7, Readiness.NOT_YET: 4},
    names={"1": "The job in the hotel"},
)


class Reader(HTMLParser):
    """Reads a page: which elements there are, with which attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append(tag)
        self.attributes.extend(attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """See that elements are closed in their order."""
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        self.elements.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        """Collect text."""
        self.text += data


def test_the_terminal_shows_numbers_beside_every_bar() -> None:
    """Difficulty, agreement with interval and n, pairs, and who is ready: all there, as plain text."""
    shown = "\n".join(lines(REPORT, english))
    for part in (
        "7 of 12  ###############..........",
        "nobody was marked",
        "Fleiss' kappa",
        "0.43",
        "n=30",
        "= 3  + 6  - 1  . 2  ? 1",
    ):
        assert part in shown
    assert "PRACTICE" in shown
    assert "Categories used: 5 of 5." in " ".join(shown.split())


@pytest.mark.parametrize("bars", [True, False])
def test_every_line_fits_eighty_columns_and_is_ascii(bars: bool) -> None:
    """An old console draws it, whatever the items are called."""
    long = Report("x" * 300, names={"1": "word " * 40}, difficulty=REPORT.difficulty, paired=REPORT.paired)
    for report in (REPORT, long):
        assert all(len(line) < 80 and line.isascii() for line in lines(report, english, bars=bars))


def test_without_bars_names_and_numbers_are_left() -> None:
    """For whoever has the screen read aloud: no row of signs, and the counts in words."""
    shown = "\n".join(lines(REPORT, english, bars=False))
    assert "##" not in shown
    assert "--" not in shown
    assert "The job in the hotel: right both times 3, right only after 6, right only before 1" in " ".join(
        shown.split()
    )


def test_a_bar_is_full_only_where_all_are_right() -> None:
    """99 of 100 is not drawn as all, 1 of 100 not as none."""
    assert bar(1.0, 10) == "#" * 10
    assert bar(0.0, 10) == "." * 10
    assert bar(0.99, 10) == "#" * 9 + "."
    assert bar(0.01, 10) == "#" + "." * 9


def test_a_figure_below_nothing_is_marked_as_such() -> None:
    """A negative kappa stands at the left end with its own sign."""
    figure = Figure(Coefficient.FLEISS, -0.2, None, 12, Interval(-0.4, 0.1, 100))
    assert span(figure, 11) == "<-........."


def test_the_page_shows_difficulty_agreement_and_pairs() -> None:
    """The same numbers as on the terminal, in tables with a heading for every row and column."""
    read = Reader(page(REPORT, english, "en"))
    assert not read.open
    assert read.elements.count("table") == 4
    for part in (
        "The job in the hotel",
        "7 of 12",
        "Fleiss' kappa",
        "0.43",
        "PRACTICE",
        "right only after",
        "People with more right after: 8",
    ):
        assert part in read.text
    assert {("scope", "row"), ("scope", "col"), ("role", "img")} <= set(read.attributes)


def test_the_page_opens_without_a_network_and_runs_nothing() -> None:
    """No script, no address, no font, no picture from elsewhere; and the page itself forbids them."""
    text = page(REPORT, english, "en")
    read = Reader(text)
    assert not {"script", "link", "img", "iframe", "object", "a"} & set(read.elements)
    assert not re.search(r"https?:|//|@import|\bon\w+=", text)
    assert not [name for name, _ in read.attributes if name in ("src", "href")]
    assert ("http-equiv", "Content-Security-Policy") in read.attributes
    assert ("content", POLICY) in read.attributes


@given(st.text(min_size=1))
def test_no_text_becomes_part_of_the_page(text: str) -> None:
    """Whatever a course or an item is called, the page has the same elements and attributes."""
    calm, wild = (
        Reader(page(Report(name, name, REPORT.difficulty, names={"1": name}), english, name)) for name in ("calm", text)
    )
    assert wild.elements == calm.elements
    assert [name for name, _ in wild.attributes] == [name for name, _ in calm.attributes]


def test_hostile_names_are_shown_and_do_nothing() -> None:
    """The page and the terminal show the signs, without the controls that would turn or colour them."""
    report = Report(HOSTILE, HOSTILE, REPORT.difficulty, names={"1": HOSTILE})
    text, shown = page(report, english, "en"), "\n".join(lines(report, english))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    for output in (text, shown):
        assert "\u202e" not in output
        assert "\x1b" not in output


@given(st.text())
def test_plain_text_is_one_line_without_controls(text: str) -> None:
    """Nothing in it moves the cursor, turns the direction, or ends the line."""
    assert all(character.isprintable() for character in plain(text))


def test_a_report_without_results_is_still_a_page() -> None:
    """A class that has only begun."""
    read = Reader(page(Report("New"), english, "en"))
    assert "table" not in read.elements
    assert "New" in read.text
    assert len(lines(Report("New"), english)) == 2


def test_every_reason_and_state_has_its_words() -> None:
    """No key is missing when it is needed."""
    keys = {one.value for kind in (Coefficient, Why) for one in kind} | {
        state.value for state in Readiness if state is not Readiness.NO_ITEMS
    }
    assert {f"report.{key}" for key in keys} <= TEXTS.keys()


# --- in four languages -----------------------------------------------------------------------------------------

WORST = replace(
    REPORT,
    difficulty=(Difficulty("1", 100, 120), Difficulty("2", 0, 0), Difficulty("3", 999, 999)),
    agreement=Agreement(
        raters=999,
        items=9,
        missing=999,
        used=13,
        offered=13,
        figures=(
            Figure(Coefficient.PERCENT, 1.0, None, 9999, None),
            *(Figure(one, -0.25, None, 9999, Interval(-0.91, -0.1, 100)) for one in Coefficient),
            *(Figure(one, None, why, 9) for one in Coefficient for why in Why),
        ),
    ),
    names={"1": "word " * 40},
    notes=("A sentence of whoever hands it out. " * 5,),
)
"""The widest numbers and words of each table, and every reason that there is for no value."""


@pytest.mark.parametrize("bars", [True, False], ids=["full", "plain"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_fit_eighty_columns_in_every_language(language: str, bars: bool) -> None:
    """With bars and without; bars are never so short that they say nothing."""
    shown = lines(WORST, report_words(language), bars=bars)
    assert [line for line in shown if width_of(line) > 79] == []
    assert not any("[en]" in line for line in shown)
    drawn = [line.split()[-1] for line in shown if re.search(r"n=\d+ ", line)]
    assert bool(drawn) is bars
    assert all(len(one) >= 15 for one in drawn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_follow_the_language_that_says_them(language: str) -> None:
    """The decimal mark is the one of every other number on the screens: a comma in French and Kinyarwanda."""
    mark = number_text(language, 0.5)[1]
    assert report_words(language)("decimal") == mark
    for shown in (page(REPORT, report_words(language), language), "\n".join(lines(REPORT, report_words(language)))):
        assert f"0{mark}43" in shown
        assert f"0{'.' if mark == ',' else ','}43" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_every_language(language: str) -> None:
    """It names its language, has the same tables and numbers, and no word of another one but names of statistics."""
    said = report_words(language)
    read, english_one = Reader(page(WORST, said, language)), Reader(page(WORST, english, "en"))
    assert ("lang", language) in read.attributes
    assert read.elements == english_one.elements
    assert "[en]" not in read.text
    for key in ("practice", "difficulty", "agreement", "paired", "gold", "stayed", "few", "one_category"):
        assert said(key) in read.text
    for name in ("Cohen", "Fleiss", "AC1", "Gwet", "alpha", "Krippendorff", "kappa"):
        assert name in read.text


def test_the_page_says_what_is_handed_in_with_it() -> None:
    """How far its texts are reviewed stands before the figures, on the page and the terminal."""
    noted = replace(REPORT, notes=("<b>Not</b> reviewed.",))
    assert "&lt;b&gt;Not&lt;/b&gt; reviewed." in page(noted, english, "en")
    assert "<b>Not</b> reviewed." in lines(noted, english)


def test_the_page_can_be_read_in_black_and_white() -> None:
    """Each part of a bar has a pattern of its own and a border, each bar its numbers beside it and as a text."""
    text = page(REPORT, english, "en")
    assert len(set(FILLS)) == 4
    assert {"url(#gained)", "url(#lost)", "#fff"} < set(FILLS)
    assert text.count('stroke="#333"') > 4
    assert "@media print" in text
    assert all(label for name, label in Reader(text).attributes if name == "aria-label")
