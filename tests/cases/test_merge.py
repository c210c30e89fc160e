"""Versions of one interview beside each other: what they agree on and what is asked, in any order. store-format 13"""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fieldkit.cases.merge import (
    ANSWERS,
    MOST_HEADS,
    NOTHING,
    REPEATS,
    Choice,
    Field,
    Merged,
    Version,
    all_heads,
    content_of,
    facts_of,
    heads_of,
    joined,
    merge,
    token_of,
    value_of,
)
from fieldkit.cases.stricter import narrowest
from fieldkit.result import Json

YES: Json = {"given": "yes", "purposes": {"referral": "yes", "statistics": "no"}, "after": 3}
NO_REFERRAL: Json = {"given": "yes", "purposes": {"referral": "no", "statistics": "no"}, "after": 9}


def content(answers: Mapping[str, Json], **more: Json) -> dict[str, Json]:
    return {"answers": dict(answers), "language": "en", **more}


def version(name: str, base: str | None, answers: Mapping[str, Json] | None, rev: int = 2, **more: Json) -> Version:
    return Version(name, base, rev, None if answers is None else content(answers, **more))


def answer(key: str) -> Field:
    return Field(ANSWERS, key)


def said(merged: Merged) -> dict[str, Json]:
    return {field.name: value_of(token) for field, token in merged.settled.items()}


ROOT = version("r", None, {"age": 17, "offer": "yes", "debt": "no"}, rev=1)


def test_different_fields_merge_and_the_same_field_is_asked_about() -> None:
    """One side corrected the age, the other the debt: both hold. Both corrected the offer: both values are shown."""
    one = version("a", "r", {"age": 31, "offer": "no", "debt": "no"})
    other = version("b", "r", {"age": 17, "offer": {"nr": "dk"}, "debt": "yes"})
    merged = merge([ROOT, one, other])
    assert said(merged) == {"age": 31, "debt": "yes"}
    assert {field.name: dict(values) for field, values in merged.open.items()} == {
        "offer": {"a": '"no"', "b": '{"nr":"dk"}'}
    }
    assert content_of(merged, one.content or {}) == content({"age": 31, "offer": "no", "debt": "yes"})


def test_a_line_that_follows_the_other_is_no_conflict() -> None:
    """Fast forward: the newest of a row of revisions is the only head."""
    line = [ROOT, version("a", "r", {"age": 31}), version("b", "a", {"age": 32}, rev=3)]
    assert heads_of(line) == ("b",)
    assert merge(line).open == {}


def test_the_same_correction_on_both_sides_is_none() -> None:
    """What both changed alike is settled."""
    sides = [version(name, "r", {"age": 31, "offer": "yes", "debt": name}) for name in ("a", "b")]
    assert set(merge([ROOT, *sides]).open) == {answer("debt")}


def test_who_went_on_from_the_others_value_is_not_asked_about_it() -> None:
    """B changed the age, and D changed it again after B: that C left B's value says nothing against D's."""
    tree = [
        ROOT,
        version("b", "r", {"age": 20}),
        version("c", "b", {"age": 20, "offer": "x"}, rev=3),
        version("d", "b", {"age": 21}, rev=3),
        version("a", "r", {"age": 17, "debt": "yes"}),
    ]
    merged = merge(tree)
    assert merged.heads == ("a", "c", "d")
    assert said(merged)["age"] == 21


def test_two_first_ones_differ_in_everything_that_differs() -> None:
    """An unfinished interview was copied with the disk and finished twice: there is no state before."""
    merged = merge([version("a", None, {"age": 1, "x": 2}, rev=1), version("b", None, {"age": 2}, rev=1)])
    assert {field.name: dict(values) for field, values in merged.open.items()} == {
        "age": {"a": "1", "b": "2"},
        "x": {"a": "2", "b": NOTHING},
    }


def test_repeats_merge_whole_or_not_at_all() -> None:
    """Two laptops count instances for themselves: half of one's third and half of the other's is nobody's."""
    before = version("r", None, {"town": ["1"], "town[1]": "x", "age": 4}, rev=1)
    one = version("a", "r", {"town": ["1", "2"], "town[1]": "x", "town[2]": "y", "age": 4})
    other = version("b", "r", {"town": ["1", "2"], "town[1]": "x", "hours[2]": 3, "age": 5})
    merged = merge([before, one, other])
    assert set(merged.open) == {Field(REPEATS)}
    assert content_of(merged, one.content or {})["answers"] == {**(one.content or {})["answers"], "age": 5}  # type: ignore[dict-item]
    assert merge([before, one]).settled[Field(REPEATS)] == facts_of(one.content or {})[Field(REPEATS)]


def test_a_missing_line_between_is_a_gap_and_no_conflict() -> None:
    """The stick with revision 2 is lost: 3 counts; once 2 shows another revision 2, the two stand beside each other."""
    third = version("c", "lost", {"age": 40}, rev=3)
    assert heads_of([ROOT, third]) == ("c",)
    assert heads_of([ROOT, third, version("b", "r", {"age": 30})]) == ("b", "c")


def test_a_line_may_be_named_by_its_older_form() -> None:
    """A revision that was begun before an update names the hash of form 1 of its base."""
    first = Version("r", None, 1, content({"age": 1}), also="old")
    assert heads_of([first, version("a", "old", {"age": 2})]) == ("a",)


def test_lines_that_name_each_other_or_count_backwards_end() -> None:
    """Numbers and bases are a laptop's word: nothing loops, and something always stands."""
    assert heads_of([version("a", "a", {})]) == ("a",)
    rings = [version("a", "b", {}), version("b", "a", {})]
    assert heads_of(rings) == ()
    backwards = [version("a", "x", {}, rev=100), version("b", "a", {}, rev=1)]
    assert heads_of(backwards) == ("b",)


def test_an_erased_version_says_nothing_and_takes_nothing_away() -> None:
    """What is left is compared; with the common base gone, what differs is asked."""
    one, other = version("a", "r", {"age": 31}), version("b", "r", None)
    assert said(merge([ROOT, one, other]))["age"] == 31
    gone = version("r", None, None, rev=1)
    assert set(merge([gone, one, version("b", "r", {"age": 17})]).open) == {answer("age")}
    assert merge([gone, version("a", "r", None), other]) == Merged(("a", "b"), {}, {}, {})


def test_many_heads_are_compared_up_to_a_bound() -> None:
    """A hostile laptop's hundred versions cost no more; the newest are compared, each counts for the risk."""
    many = [version(f"{n:03}", "r", {"age": n}, rev=2 + n % 3) for n in range(100)]
    assert len(heads_of([ROOT, *many])) == MOST_HEADS
    assert len(all_heads([ROOT, *many])) == 100


# --- decisions -------------------------------------------------------------------------------------------------

A, B = version("a", "r", {"offer": "no"}), version("b", "r", {"offer": "maybe"})
FOR_A = Choice(answer("offer"), ("a", "b"), "a")


def test_a_decision_settles_the_field() -> None:
    """It names the version; its value stands, until it is taken back."""
    merged = merge([ROOT, A, B], [FOR_A])
    assert (said(merged)["offer"], merged.open, merged.chosen) == ("no", {}, {answer("offer"): "a"})
    back = Choice(answer("offer"), ("a", "b"), None)
    assert set(merge([ROOT, A, B], [FOR_A, back]).open) == {answer("offer")}
    assert merge([ROOT, A, B], [FOR_A, back, FOR_A]).open == {}


@pytest.mark.parametrize(("value", "asked"), [("no", False), ("maybe", False), ("yes", False), ("other", True)])
def test_a_decision_holds_as_long_as_nothing_else_is_said(value: str, asked: bool) -> None:
    """A third version that says one of the two changes nothing; one that says something new is asked about. `yes` is
    what the first revision said: who put it back there leaves A's change alone."""
    merged = merge([ROOT, A, B, version("c", "b", {"offer": value}, rev=3)], [FOR_A])
    assert (answer("offer") in merged.open) is asked


def test_a_decision_that_cannot_be_read_any_more_is_none() -> None:
    """Where a version was erased nobody knows what was decided between."""
    third = version("c", "r", {"offer": "maybe"})
    assert set(merge([ROOT, A, version("b", "r", None), third], [FOR_A]).open) == {answer("offer")}


def test_nobody_is_asked_about_what_the_form_computes() -> None:
    """It is reckoned anew, so it is neither settled nor open."""
    merged = merge([ROOT, A, B], computed=frozenset({"offer"}))
    assert (merged.open, answer("offer") in merged.settled) == ({}, False)


# --- consent ---------------------------------------------------------------------------------------------------


def consents(*told: Json, before: Json = None) -> Merged:
    first = version("r", None, {}, rev=1, consent=before)
    return merge([first, *(version(f"v{n}", "r", {}, consent=one) for n, one in enumerate(told))])


def test_a_narrower_consent_needs_no_question_and_a_wider_one_does() -> None:
    """One side took the referral back: that stands. One side added it: somebody must look at it."""
    field = Field("consent")
    assert value_of(consents(NO_REFERRAL, YES, before=YES).settled[field]) == NO_REFERRAL
    assert field in consents(NO_REFERRAL, YES, before=NO_REFERRAL).open
    assert field in consents(NO_REFERRAL, YES).open
    assert field in consents(YES, None).open


def test_records_of_consent_that_allow_the_same_are_no_question() -> None:
    """When it was said and how is told with each version."""
    later: Json = {**YES, "after": 7}  # type: ignore[dict-item]
    assert value_of(consents(later, YES).settled[Field("consent")]) == YES


def test_the_narrowest_word_stands_for_each_purpose() -> None:
    """No purpose is allowed that one version does not allow; a word nobody knows allows nothing."""
    assert narrowest([YES, NO_REFERRAL]) == {"given": "yes", "referral": "no", "statistics": "no"}
    assert narrowest([YES, None])["referral"] == "not asked"
    assert narrowest([YES, {"given": "perhaps", "purposes": {}}])["given"] == "perhaps"
    assert narrowest([]) == {}


# --- whatever the versions are ---------------------------------------------------------------------------------

KEYS = ("age", "offer", "debt", "town", "town[1]")
VALUES: st.SearchStrategy[Json] = st.sampled_from(["yes", "no", 4, {"nr": "dk"}])
ANSWERED: st.SearchStrategy[dict[str, Json]] = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5)
CONSENTS = st.sampled_from([None, YES, NO_REFERRAL])


@st.composite
def trees(draw: st.DrawFn) -> list[Version]:
    """Return some versions, each made from one before it, from nothing, or from one that never came."""
    found: list[Version] = []
    for n in range(draw(st.integers(1, 7))):
        bases = [None, *(one.revision for one in found), "never came"]
        base = draw(st.sampled_from(bases))
        before = next((one.rev for one in found if one.revision == base), 0)
        answers = draw(st.none() | ANSWERED)
        more: dict[str, Any] = {} if answers is None else {"consent": draw(CONSENTS)}
        found.append(version(f"v{n}", base, answers, rev=before + 1 + (base == "never came"), **more))
    return found


@given(trees(), st.randoms(use_true_random=False))
def test_the_order_in_which_versions_come_does_not_matter(tree: list[Version], chance: random.Random) -> None:
    """Commutative, and idempotent: a version that comes twice is there once."""
    other = [*tree, *tree[:2]]
    chance.shuffle(other)
    assert merge(other) == merge(tree)


@given(trees())
def test_no_value_is_made_up_and_every_difference_is_shown(tree: list[Version]) -> None:
    """Each settled value is one that a version has; each open field shows the value of every head that can be read;
    each field that a head has is settled or open."""
    merged = merge(tree)
    facts = {one.revision: facts_of(one.content) for one in tree if one.content is not None}
    for field, token in merged.settled.items():
        assert token in {some.get(field, NOTHING) for some in facts.values()}
    for field, values in merged.open.items():
        assert dict(values) == {head: facts[head].get(field, NOTHING) for head in merged.heads if head in facts}
        assert len({*values.values()}) > 1 or field.part == "consent"
    for head in set(merged.heads) & set(facts):
        assert set(facts[head]) <= {*merged.settled, *merged.open}


@given(trees())
def test_where_all_heads_agree_nobody_is_asked(tree: list[Version]) -> None:
    """And what they agree on stands, but where the base of one is unknown nothing else is settled either."""
    merged = merge(tree)
    facts = [facts_of(one.content) for one in tree if one.revision in merged.heads and one.content is not None]
    for field in {field for some in facts for field in some}:
        if len({some.get(field, NOTHING) for some in facts}) == 1:
            assert field in merged.settled


@given(trees())
def test_no_settled_consent_allows_more_than_a_version_that_stands(tree: list[Version]) -> None:
    """Whatever was changed where: only a person widens."""
    merged = merge(tree)
    token = merged.settled.get(Field("consent"))
    value = None if token is None else value_of(token)
    if isinstance(value, dict) and value["purposes"]["referral"] == "yes":
        heads = [one for one in tree if one.revision in merged.heads and one.content is not None]
        assert all((one.content or {}).get("consent") == YES for one in heads)


SAID = st.frozensets(st.sampled_from("abcd"), min_size=1)


@given(st.none() | st.sampled_from("abcd"), SAID, SAID, SAID)
def test_sides_may_be_joined_in_any_grouping(
    before: str | None, one: frozenset[str], other: frozenset[str], third: frozenset[str]
) -> None:
    """Associative, commutative, idempotent: what merging several heads rests on."""
    both = joined(before, one, other)
    assert both == joined(before, other, one) == joined(before, both, both)
    assert joined(before, both, third) == joined(before, one, joined(before, other, third))
    assert joined(before, both, third) == joined(before, one, other, third)


@given(trees(), st.data())
def test_deciding_every_open_field_leaves_none(tree: list[Version], data: st.DataObject) -> None:
    """A person can settle whatever is asked, and the value is that of the version that was named."""
    merged = merge(tree)
    choices: Sequence[Choice] = [
        Choice(field, merged.heads, data.draw(st.sampled_from(sorted(values)))) for field, values in merged.open.items()
    ]
    readable = {one.revision for one in tree if one.content is not None} >= set(merged.heads)
    settled = merge(tree, choices)
    if readable:
        assert settled.open == {}
        for choice in choices:
            assert settled.settled[choice.field] == merged.open[choice.field][str(choice.revision)]


def test_tokens_tell_nothing_from_null() -> None:
    """A field that is not there is not one that holds null."""
    assert token_of(None) != NOTHING
    assert value_of(NOTHING) is None
