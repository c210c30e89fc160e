"""Text that is safe to show and fits."""

import datetime as dt

import pytest

from fieldkit.ui.dates import read_day
from fieldkit.ui.text import clean, fitted, fold, one_line, shorten, width_of, wrap


@pytest.mark.parametrize(
    ("dirty", "safe"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;new title\x07name", "name"),
        ("\x1b]52;c;Y2xpcA==\x1b\\name", "name"),
        ("\x9b2Jname", "name"),
        ("a\x1bPq payload\x1b\\b", "ab"),
        ("two\r\nlines", "two\nlines"),
        ("over\rwritten", "overwritten"),
        ("\u202egnorw\u202c", "gnorw"),
        ("bell\x07 back\x08 nul\x00", "bell back nul"),
        ("cut off \x1b[", "cut off "),
        ("Umuhoza Élodie", "Umuhoza Élodie"),
    ],
)
def test_data_cannot_steer_the_terminal(dirty: str, safe: str) -> None:
    """Colours, titles, clipboard writes and direction tricks in data are removed before it is shown."""
    assert safe == clean(dirty)


def test_a_cell_is_one_line() -> None:
    """Line ends and tabs inside a value become single spaces."""
    assert one_line("a\n b\t c ") == "a b c"


def test_lines_are_cut_at_spaces_and_long_words_anywhere() -> None:
    """No line is wider than the screen."""
    assert wrap("one two threefourfive", 8) == ("one two", "threefou", "rfive")


def test_wide_characters_count_as_two_columns() -> None:
    """The width of text is what a terminal gives it."""
    assert (width_of("漢字"), wrap("漢字漢", 4)) == (4, ("漢字", "漢"))


def test_a_title_is_shortened_with_three_dots() -> None:
    """A title that does not fit says so."""
    assert shorten("Border quick screen", 13) == "Border qui..."


def test_a_search_ignores_accents_and_case() -> None:
    """A search for "cote" finds "Côte"."""
    assert fold("COTE") == fold("Côte")


@pytest.mark.parametrize(
    "typed", ["2026-11-22", "22/11/2026", "22.11.2026", "22 11 2026", " 22-11-2026 ", "2026/11/22"]
)
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    """The day comes before the month, or the year comes first."""
    assert dt.date(2026, 11, 22) == read_day(typed)


@pytest.mark.parametrize("typed", ["31/02/2026", "22/11/26", "11/22/2026", "today", "", "2026-11", "1/1/0000"])
def test_what_is_not_a_day_is_not_guessed(typed: str) -> None:
    """A day that does not exist, or a year of two digits, is refused."""
    assert read_day(typed) is None


def test_prose_is_wrapped_at_words_and_short_lines_stay() -> None:
    """On a terminal a long sentence breaks between words and keeps its indent; a line that fits is left alone."""
    told = fitted(["  1: ABCD   2: EFGH", "  - " + "word " * 20], 40)
    assert told[0] == "  1: ABCD   2: EFGH"
    assert all(width_of(line) < 40 for line in told)
    assert all(line.startswith("    word") for line in told[2:])


@pytest.mark.parametrize("before", ["Ring", "Sinon appelez déjà", "Natitaba, hamagara undi muri"])
def test_no_line_ends_inside_a_telephone_number(before: str) -> None:
    """One that goes on in the next line is dialled wrong; nothing else of the text changes."""
    text = f"{before} +250 788 000 001, at any hour."
    for width in range(18, 60):
        lines = wrap(text, width)
        assert any("+250 788 000 001" in line for line in lines), (width, lines)
        assert " ".join(lines) == text
        assert all(width_of(line) <= width for line in lines)


def test_a_number_that_no_line_can_hold_is_broken_at_its_groups() -> None:
    """On a very narrow screen."""
    assert wrap("+250 788 000 001", 9) == ("+250 788", "000 001")
