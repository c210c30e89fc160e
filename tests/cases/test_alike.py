"""How alike two interviews are, in points and words. store-format 14"""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, strategies as st

from fieldkit.cases.alike import Likeness, compare, days_apart, keys_of, likeness_of, name_parts, phone_digits, similar

WHO = Likeness(
    name=("marie", "uwase"),
    phone="788123456",
    sex="woman",
    age=24,
    nationality="BI",
    language="rn",
    post="rusumo",
    day=dt.date(2026, 11, 22),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Uwase Marie", "MARIE  uwase"),
        ("Uwasé", "uwase"),
        ("Uwase\u0301", "Uwas\u00e9"),
        ("Mukarurinda", "mukalulinda"),
        ("Anna", "Ana"),
        ("Jean-Marie", "marie jean"),
        ("\uff35wase", "Uwase"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(one: str, other: str) -> None:
    """Case, spaces, marks, order, l and r, doubled letters and full-width letters tell nothing."""
    assert name_parts(one) == name_parts(other)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Uwase Marie", "Uwase", True),
        ("Uwase Marie", "Uwasse Mariya", False),
        ("Uwimana Keza", "Uwimama Keza", True),
        ("Uwimana", "Uwiamna", True),
        ("Uwimana", "Uwimanas", True),
        ("Keza", "Kena", False),
        ("Marie Marie", "Marie", True),
        ("Marie Keza", "Marie Uwase", False),
    ],
)
def test_a_similar_name_has_each_part_of_the_shorter_one(one: str, other: str, alike: bool) -> None:
    """In long parts one letter may be off, in short ones none."""
    assert similar(name_parts(one), name_parts(other)) is alike


def test_nothing_is_similar_to_no_name() -> None:
    """Where one is missing there is nothing to compare."""
    assert not similar((), ("marie",))
    assert compare(Likeness(), WHO).reasons == ()


@pytest.mark.parametrize("number", ["+250 788 123 456", "0788-123-456", "00250788123456", "\u0660788123456"])
def test_a_phone_is_its_last_nine_digits(number: str) -> None:
    """Whatever stands before it, also in other scripts' digits."""
    assert phone_digits(number) == "788123456"


def test_too_few_digits_are_no_phone() -> None:
    """A number of the house tells nobody apart."""
    assert phone_digits("112") == phone_digits("none") == ""


def test_what_differs_speaks_against_it() -> None:
    """Another sex, age, nationality and name are reasons too."""
    other = dataclasses.replace(WHO, name=("keza",), sex="man", age=40, nationality="CD", day=None)
    found = compare(WHO, other)
    assert found.reasons[0] == "same phone"
    assert set(found.reasons[1:]) == {
        "another name", "another sex", "ages far apart", "another nationality", "same language", "same post",
    }  # fmt: skip
    assert (found.points, found.named, found.listed) == (5 - 2 - 3 - 2 - 2 + 1 + 1, True, False)


def test_age_bands_count_where_no_age_is_known() -> None:
    """One's band against the other's; a band against an age says nothing."""
    one, other = (dataclasses.replace(WHO, age=None, age_band=band) for band in ("b18_30", "b31_up"))
    assert "same age band" in compare(one, one).reasons
    assert "another age band" in compare(one, other).reasons
    assert not {"same age band", "another age band"} & set(compare(one, WHO).reasons)
    assert "same age" in compare(WHO, WHO).reasons
    assert not [words for words in compare(WHO, dataclasses.replace(WHO, age=27)).reasons if "age" in words.split()[0]]


def test_days_are_told_in_words() -> None:
    """The same, the next, a later one."""
    told = [compare(WHO, dataclasses.replace(WHO, day=dt.date(2026, 11, day))).reasons for day in (22, 23, 25, 26)]
    assert ["same day" in told[0], "one day apart" in told[1], "3 days apart" in told[2]] == [True] * 3
    assert days_apart(WHO, dataclasses.replace(WHO, day=None)) is None
    assert len(told[3]) == len(told[2]) - 1


def test_facts_alone_need_all_of_sex_age_nationality_and_day() -> None:
    """Otherwise half the post would be one person."""
    bare = dataclasses.replace(WHO, name=(), phone="")
    assert [kind for kind, _ in keys_of(bare)] == ["facts"]
    for missing in ("sex", "age", "nationality", "day"):
        assert list(keys_of(dataclasses.replace(bare, **{missing: None}))) == []  # type: ignore[arg-type]
    assert [kind for kind, _ in keys_of(WHO)] == ["phone", "name", "part", "part", "facts"]
    assert list(keys_of(Likeness(name=("a", "bo")))) == [("name", "a bo")]


def test_what_an_interview_says_of_a_person_is_read_from_its_usual_places() -> None:
    """And what is no text, no number or no day is unknown."""
    content = {
        "answers": {
            "sex": "woman",
            "age": 24,
            "nationality": "other",
            "nationality_other": "KE",
            "age_band": {"nr": "dk"},
        },
        "profile": {"post": "rusumo", "day": "2026-11-22"},
        "consent": {"language": "sw"},
    }
    found = likeness_of(content, {"name_to_use": "Keza", "safe_number": "0788123456"})  # type: ignore[arg-type]
    assert found == Likeness(("keza",), "788123456", "woman", 24, None, "KE", "sw", "rusumo", dt.date(2026, 11, 22))
    odd = {"answers": {"age": True, "sex": 3}, "profile": {"day": "2026-13-99"}, "consent": []}
    assert likeness_of(odd, {"name_to_use": {"nr": "ref"}}) == Likeness()  # type: ignore[arg-type]
    assert likeness_of(None, None) == Likeness()


@given(st.builds(Likeness, name=st.lists(st.text("abcdefg", min_size=1), max_size=3).map(tuple)), st.text())
def test_comparing_is_the_same_both_ways(one: Likeness, name: str) -> None:
    """And no name or number is ever in the reasons."""
    other = dataclasses.replace(WHO, name=name_parts(name))
    there, back = compare(one, other), compare(other, one)
    assert (there.points, sorted(there.reasons)) == (back.points, sorted(back.reasons))
    assert "uwase" not in repr(WHO)
    assert "788123456" not in repr(WHO)
