"""The record of a consent, made of an interview's answers. docs/interview.md 8."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fieldkit.cases.consent import PURPOSES, consent_in_sum, consent_of
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.ports import Instant
from fieldkit.result import Json
from tests.content.shipped import questions, read
from tests.content.walking import compiled, walk

AT = Instant(1_795_305_600_000, 120, 5_000, "boot")
TEXT = "2026.11.2 0123456789abcdef"
ADULT: dict[str, AnswerValue] = {
    "maybe_child": "no",
    "interpreter": "phone",
    "interviewer_sex": "woman",
    "explained_by": "interpreter",
    "consent_language": "rn",
    "consent": "yes",
    "consent_mode": "thumb",
    "consent_purposes": ("referral", "statistics"),
}
CHILD: dict[str, AnswerValue] = {
    "maybe_child": "under_16",
    "consent": NonAnswer.IRRELEVANT,
    "assent": "yes",
    "consent_by": "nobody",
    "consent_ground": "involved",
    "assent_referral": "yes",
}


def record(answers: dict[str, AnswerValue]) -> dict[str, Json]:
    found = consent_of(answers, text=TEXT, language="rw", at=AT)
    assert found is not None
    return found


def purposes(answers: dict[str, AnswerValue]) -> dict[str, Json]:
    found = record(answers)["purposes"]
    assert isinstance(found, dict)
    return found


def test_an_adults_consent_says_who_explained_what_and_for_which_purposes() -> None:
    """One object with everything that shows that somebody agreed."""
    assert record(ADULT) == {
        "given": "yes",
        "purposes": {"screening": "yes", "referral": "yes", "statistics": "yes", "research": "no"},
        "by": "person",
        "explained_by": "interpreter",
        "language": "rn",
        "mode": "thumb",
        "interpreter": "phone",
        "interviewer_sex": "woman",
        "screen_language": "rw",
        "text": TEXT,
        "at": {"utc_ms": 1_795_305_600_000, "offset_min": 120, "mono_ms": 5_000, "boot": "boot"},
    }


def test_a_childs_record_has_its_own_yes_and_why_no_parent_was_asked() -> None:
    """Statistics and research are never asked of a child."""
    found = record(CHILD)
    assert (found["given"], found["assent"], found["by"], found["ground"]) == ("yes", "yes", "nobody", "involved")
    assert found["purposes"] == {
        "screening": "yes",
        "referral": "yes",
        "statistics": "not asked",
        "research": "not asked",
    }


def test_where_nobody_was_asked_there_is_no_record() -> None:
    """Not safe, or not yet there: nothing to show."""
    nothing: list[dict[str, AnswerValue]] = [
        {},
        {"consent": NonAnswer.NOT_ASKED},
        {"consent": NonAnswer.IRRELEVANT, "alone": "no"},
    ]
    for answers in nothing:
        assert consent_of(answers, text=TEXT, language="en", at=AT) is None


@pytest.mark.parametrize("silence", [NonAnswer.BLANK, NonAnswer.DONT_KNOW, NonAnswer.REFUSED])
def test_who_was_asked_and_did_not_say_has_withheld_it(silence: NonAnswer) -> None:
    """Silence is neither yes nor no, and allows nothing."""
    found = record({**ADULT, "consent": silence})
    assert found["given"] == "withheld"
    assert found["purposes"] == {
        "screening": "no",
        **dict.fromkeys(PURPOSES, "not asked"),
    }


def test_a_childs_no_outweighs_an_adults_yes() -> None:
    """Where a form asks both, both must have agreed."""
    assert record({**CHILD, "consent": "yes", "assent": "no"})["given"] == "no"


def test_a_guardians_no_allows_no_further_use() -> None:
    """Whatever the child said: only protecting it is left, which needs no consent."""
    assert purposes({**CHILD, "consent_by": "said_no"}) == {"screening": "yes", **dict.fromkeys(PURPOSES, "no")}


@pytest.mark.parametrize(
    ("said", "of_each"),
    [
        (("none",), "no"),
        (NonAnswer.REFUSED, "no"),
        (NonAnswer.BLANK, "not asked"),
        (NonAnswer.DONT_KNOW, "not asked"),
        (NonAnswer.IRRELEVANT, "not asked"),
    ],
)
def test_only_what_was_agreed_to_is_a_yes(said: AnswerValue, of_each: str) -> None:
    """None of these is a no to each; a question left open was not answered, and is no yes."""
    found = purposes({**ADULT, "consent_purposes": said})
    assert {found[name] for name in PURPOSES} == {of_each}


def test_what_was_typed_never_gets_into_the_record() -> None:
    """A form's own question of the same name, with free text in it, is not taken for a word."""
    found = record({**ADULT, "explained_by": "my neighbour Ada", "consent_ground": "x" * 33, "consent_by": "an aunt"})
    assert "explained_by" not in found
    assert "ground" not in found
    assert found["by"] == "person"


def test_every_choice_of_the_blocks_is_a_word_of_the_record() -> None:
    """No choice of the shipped blocks is lost."""
    tree = read("border_quick_screen")
    asked = questions(tree)
    names = ("explained_by", "consent_language", "consent_mode", "consent_by", "consent_ground", "interpreter")
    for name in (*names, "interviewer_sex"):
        for value in tree["choices"][asked[name]["type"].split()[1]]:
            assert value in record({**ADULT, name: value}).values()


def test_a_refused_walk_leaves_a_no_and_nothing_of_how_it_was_asked() -> None:
    """What the form keeps of a refusal gives the least record."""
    safe: dict[str, str | tuple[str, ...] | NonAnswer] = {"alone": "yes", "safe": "yes", "maybe_child": "no"}
    walked = walk(compiled("border_quick_screen"), {**safe, "interpreter": "ours", "consent": "no", "observe": "no"})
    found = record(dict(walked.answers))
    assert (found["given"], found["by"]) == ("no", "person")
    assert not {"interpreter", "explained_by", "language", "mode", "assent", "ground"} & set(found)


VALUES = st.one_of(
    st.sampled_from(list(NonAnswer)),
    st.sampled_from(["yes", "no", "referral", "none", "nobody"]),
    st.text(max_size=40),
    st.lists(st.sampled_from(["referral", "statistics", "research", "none", "x"]), max_size=4).map(tuple),
    st.integers(),
)
NAMES = ("consent", "assent", "consent_purposes", "assent_referral", "consent_by", "consent_ground", "explained_by")
ANSWERS = st.dictionaries(st.sampled_from((*NAMES, "consent_language", "consent_mode", "interpreter")), VALUES)
SLOW_MACHINES = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW_MACHINES
@given(ANSWERS)
def test_whatever_the_answers_are_the_record_is_of_known_words(answers: dict[str, AnswerValue]) -> None:
    """It can be written as JSON; every word is short and plain; only a yes to the talk lets a purpose be a yes."""
    found = consent_of(answers, text=TEXT, language="en", at=AT)
    if found is None:
        return
    assert json.loads(json.dumps(found)) == found
    words = [value for key, value in found.items() if isinstance(value, str) and key != "text"]
    assert [word for word in words if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", word)] == []
    uses = purposes(answers)
    assert set(uses) == {"screening", *PURPOSES}
    assert set(uses.values()) <= {"yes", "no", "not asked"}
    assert (uses["screening"] == "yes") is (found["given"] == "yes")
    assert found["given"] == "yes" or "yes" not in uses.values()


@SLOW_MACHINES
@given(ANSWERS, st.sampled_from(list(NonAnswer)))
def test_a_purpose_left_open_never_allows_more(answers: dict[str, AnswerValue], silence: NonAnswer) -> None:
    """Silence in the place of an answer to a purpose can turn a yes into less, never a no into a yes."""
    less = {**answers, "consent_purposes": silence, "assent_referral": silence}
    before, after = (consent_of(a, text=TEXT, language="en", at=AT) for a in (answers, less))
    if before is None or after is None:
        return
    allowed = {use for use, said in purposes(answers).items() if said == "yes"}
    assert {use for use, said in purposes(less).items() if said == "yes"} <= allowed


def test_as_it_travels_the_moment_is_seconds_since_the_interview_began() -> None:
    """A moment is two long numbers; where one clock counted both, the seconds between say as much."""
    began: dict[str, Json] = {
        "utc_ms": AT.utc_ms - 61_500,
        "offset_min": 120,
        "mono_ms": AT.mono_ms - 61_500 + 100_000,
        "boot": "boot",
    }
    later = Instant(AT.utc_ms, 120, AT.mono_ms + 100_000, "boot")
    found = consent_of(ADULT, text=TEXT, language="rw", at=later)
    assert found is not None
    sent = consent_in_sum(found, {"started": began})
    assert sent == {**{key: value for key, value in found.items() if key != "at"}, "after": 61}
    assert consent_in_sum(sent, {"started": began}) == sent


@pytest.mark.parametrize("other", [{"boot": "another"}, {"mono_ms": 9_000}, {"utc_ms": AT.utc_ms - 5_000}])
def test_where_clocks_differ_the_moment_itself_travels(other: dict[str, Json]) -> None:
    """Started anew, begun later than agreed (a revision), or a clock on the wall that was moved."""
    began: dict[str, Json] = {"utc_ms": AT.utc_ms, "offset_min": 120, "mono_ms": AT.mono_ms, "boot": "boot", **other}
    assert consent_in_sum(record(ADULT), {"started": began}) == record(ADULT)
