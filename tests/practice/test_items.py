"""Banks of test items: read strictly, drawn and shuffled by a seed, the same items before and after."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.forms.values import NonAnswer
from fieldkit.paths import shipped_forms
from fieldkit.practice.items import Answer, Bank, drawn, fingerprints, for_audience, marked, sheet, shuffled
from fieldkit.practice.paired import Paired, paired
from fieldkit.practice.read_items import check_bank_text, is_bank, read_bank
from fieldkit.practice.vignette import AUDIENCES
from fieldkit.ui.trap_words import told_traps

SHIPPED = sorted((shipped_forms() / "practice" / "banks").glob("*.yaml"))
SEEDS = st.binary(max_size=16)

HEAD = """bank: small
version: "1"
title: {en: "A test", rw: "Isuzuma"}
languages: [en, rw]
reviewed: {en: all, rw: all}
audience: [teacher, police]
source: "own"
items:
"""
ITEM = """  - id: %s
    theme: child
    question: {en: "Who?", rw: "Nde?"}
    choices:
      one: {en: "Somebody", rw: "Umuntu"}
      two: {en: "Everybody", rw: "Buri wese"}
      three: {en: "Nobody now", rw: "Nta we ubu"}
    right: one
    why: {en: "So it is.", rw: "Ni ko biri."}
"""
SMALL = HEAD + "".join(ITEM % name for name in "abcdef")


def small(text: str = SMALL) -> Bank:
    """Return a bank of six items."""
    return read_bank(text.encode(), "small.yaml")


def mistakes(text: str) -> list[tuple[int, str]]:
    """Return line and words of what is wrong with a bank."""
    return [(one.line, one.what) for one in check_bank_text(text.encode(), "small.yaml")[1]]


# --- what ships ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_bank_that_ships_is_without_mistakes(path: Path) -> None:
    """The one thing left is said aloud: no fluent reader has read it yet."""
    bank, problems = check_bank_text(path.read_bytes(), path.name)
    assert bank is not None
    assert is_bank(path.read_bytes())
    assert [one.what for one in problems] == ["no fluent reader has reviewed its texts in en, rw"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_item_has_a_word_that_hurts(path: Path) -> None:
    """The list of docs/languages.md holds for questions, choices and reasons alike."""
    texts = [text for item in small_or(path).items for text in (item.question, item.why, *item.choices.values())]
    found = [told for text in texts for code, words in text.items() for told in told_traps(code, words, text["en"])]
    assert found == []


def small_or(path: Path) -> Bank:
    """Return a bank that ships."""
    return read_bank(path.read_bytes(), path.name)


def test_border_field_and_community_have_a_bank_of_their_own() -> None:
    """Twelve items for those who screen, ten for volunteers."""
    sizes = {audience: sum(len(for_audience(small_or(path), audience)) for path in SHIPPED) for audience in AUDIENCES}
    assert {name: sizes[name] for name in ("border_officer", "field_worker", "community_volunteer")} == {
        "border_officer": 12,
        "field_worker": 12,
        "community_volunteer": 10,
    }


# --- reading ---------------------------------------------------------------------------------------------------


def test_a_bank_is_read_as_it_is_written() -> None:
    """An item without an audience is for all audiences of the bank."""
    bank = small()
    assert [one.id for one in bank.items] == list("abcdef")
    item = bank.item("c")
    assert item is not None
    assert (item.right, item.audience, item.theme, item.choices["two"]["rw"]) == (
        *("one", ("teacher", "police"), "child"),
        "Buri wese",
    )
    assert bank.item("z") is None


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("bank: small", "bank: other", 1, "the bank is called 'other', its file 'small'"),
        ("languages: [en, rw]", "languages: [en]", 4, "`languages` lacks rw"),
        ("audience: [teacher, police]", "audience: [pilot]", 6, "`audience` cannot have 'pilot'"),
        ("  - id: b\n", "  - id: a\n", 18, "'a' is there twice"),
        ("  - id: b\n", "  - id: B\n", 18, "an id cannot be 'B'"),
        ("  - id: b\n", "  - id: b\n    audience: [counsellor]\n", 19, "`audience` cannot have 'counsellor'"),
        ("    theme: child\n", "    theme: weather\n", 10, "`theme` cannot be 'weather'"),
        ("    right: one\n", "    right: four\n", 16, "`right` cannot be 'four'"),
        ("    right: one\n", "", 9, "`right` is missing"),
        ("    right: one\n", "    right: one\n    points: 2\n", 17, "unknown key 'points'"),
        ("      two: {", "      dk: {", 14, "a choice cannot be 'dk'"),
        ('"Everybody"', '"SOMEBODY"', 14, "the choice 'two' has the same words as another in en"),
        ('{en: "So it is.", rw: "Ni ko biri."}', '{en: "So it is."}', 17, "`why` lacks rw"),
    ],
)
def test_every_mistake_is_said_with_its_line(old: str, new: str, line: int, what: str) -> None:
    """One mistake, one line: where it is, and what is wrong."""
    assert (line, what) in mistakes(SMALL.replace(old, new, 1))


def test_all_mistakes_are_said_at_once_and_a_broken_bank_is_none() -> None:
    """A trainer corrects a file once, not ten times."""
    broken = SMALL.replace("    right: one\n", "    right: four\n")
    assert [line for line, what in mistakes(broken) if "right" in what] == [16, 25, 34, 43, 52, 61]
    with pytest.raises(errors.DataFileInvalid):
        small(broken)


def test_too_few_items_or_choices_are_refused() -> None:
    """Three items tell nothing about a course; one choice is no question."""
    assert (9, "3 items") in mistakes(HEAD + "".join(ITEM % name for name in "abc"))
    lines = ITEM.splitlines(keepends=True)
    one_choice = "".join(line for line in lines if "two:" not in line and "three:" not in line)
    assert (13, "1 choices") in mistakes(HEAD + one_choice % "x" + "".join(ITEM % name for name in "abc"))


def test_something_that_is_no_bank_is_refused_kindly() -> None:
    """A list, nothing, or a file of another kind."""
    assert mistakes("- a\n")[0][1] == "a bank is a mapping of keys"
    assert not is_bank(b"vignette: v04\n")
    assert check_bank_text(b"", "small.yaml")[0] is None


def test_a_warning_says_when_the_right_choice_is_always_the_longest() -> None:
    """Whoever ticks the longest line everywhere should not pass."""
    assert mistakes(SMALL) == []
    longer = SMALL.replace('one: {en: "Somebody"', 'one: {en: "Somebody who is here today"')
    assert mistakes(longer) == [(8, "the right choice is the longest in 6 of 6 items in en")]
    half = longer.replace('one: {en: "Somebody who is here today"', 'one: {en: "Somebody"', 3)
    assert mistakes(half) == []


# --- the order -------------------------------------------------------------------------------------------------


@given(SEEDS, st.integers(0, 9))
def test_the_same_seed_draws_the_same_items_before_and_after(seed: bytes, size: int) -> None:
    """In the order of the file, each once, as many as were wanted."""
    found = drawn(small(), seed, size)
    assert found == drawn(small(), seed, size)
    assert list(found) == sorted(set(found))
    assert len(found) == (size if 0 < size < 6 else 6)


@given(SEEDS)
def test_a_sheet_has_every_item_once_with_every_choice_once(seed: bytes) -> None:
    """Only the order is another for each seed."""
    found = sheet(small(), ["a", "c", "f", "c", "gone"], seed)
    assert sorted(put.item.id for put in found) == ["a", "c", "f"]
    assert all(sorted(put.choices) == ["one", "three", "two"] for put in found)
    assert found == sheet(small(), ["f", "c", "a"], seed)


def test_the_order_of_a_seed_never_changes() -> None:
    """Another laptop, another version of Python, next year: the same order. Reckoned once, and written down."""
    assert shuffled("abcdef", b"class 7", "items") == FIXED
    assert shuffled("abcdef", b"class 8", "items") != FIXED
    assert shuffled("abcdef", b"class 7", "drawn") != FIXED
    assert shuffled("", b"", "items") == ()


FIXED = tuple("deabfc")


def test_no_place_is_preferred() -> None:
    """Over many seeds the right choice stands in each of the three places about as often."""
    bank = small()
    places = Counter(sheet(bank, ["a"], seed.to_bytes(2, "big"))[0].choices.index("one") for seed in range(3000))
    assert sorted(places) == [0, 1, 2]
    assert all(900 < number < 1100 for number in places.values()), places


def test_the_choices_of_each_item_are_shuffled_on_their_own() -> None:
    """Who finds the right choice in the second place once learns nothing about the next item."""
    bank = small()
    sheets = [sheet(bank, "ab", seed.to_bytes(1, "big")) for seed in range(60)]
    alike = sum(first.choices == second.choices for first, second in sheets)
    assert 1 <= alike <= 30, alike


# --- marks -----------------------------------------------------------------------------------------------------


def test_dont_know_is_not_right_and_what_is_left_out_is_not_marked() -> None:
    """Nobody has to answer; an opt-out has no marks."""
    answers: dict[str, Answer] = {"a": "one", "b": "two", "c": NonAnswer.DONT_KNOW, "d": NonAnswer.REFUSED}
    found = marked(small(), ["a", "b", "c", "d", "e", "gone"], answers)
    assert found == {"a": True, "b": False, "c": False, "d": None, "e": None, "gone": None}


def test_an_item_that_was_changed_between_is_another_one() -> None:
    """Its fingerprint is another: the question, a choice or the right one was. A new reason alone changes nothing."""
    before = fingerprints(small(), "abcdef")
    changed = SMALL.replace('"Who?"', '"Who else?"', 1).replace("So it is.", "So it always is.")
    other_right = SMALL.replace("right: one", "right: two", 1)
    for text in (changed, other_right):
        after = fingerprints(small(text), "abcdef")
        assert [name for name in before if before[name] != after[name]] == ["a"]
    assert fingerprints(small(), "fa") == {"f": before["f"], "a": before["a"]}


def test_marks_go_straight_into_the_paired_counts() -> None:
    """Before and after, as docs/agreement.md 6 counts them."""
    bank = small()
    before = {"x": marked(bank, "ab", {"a": "two", "b": "one"})}
    after = {"x": marked(bank, "ab", {"a": "one"})}
    assert paired(before, after, ["a", "b"]) == (
        Paired("a", stayed=0, gained=1, lost=0, missed=0),
        Paired("b", stayed=0, gained=0, lost=0, missed=0, only_before=1),
    )
