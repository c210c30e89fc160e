"""Act, means, purpose: every combination of what is known, situations told apart, the question that would settle."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.forms.classify import Outcome, ResultLabel
from fieldkit.forms.values import NonAnswer
from fieldkit.ui.messages import say
from fieldkit.ui.sheets import outcome_lines
from fieldkit.ui.text import one_line
from tests.content.shipped import LANGUAGES, questions, read
from tests.content.walking import Given, compiled, screens, walk

FORM = read("elements")
AID = compiled("elements")
ASKED = questions(FORM)
ACTS = tuple(f"a{n}" for n in range(1, 6))
MEANS = tuple(f"m{n}" for n in range(1, 9))
PURPOSES = tuple(f"p{n}" for n in range(1, 7))
OF_AN_ADULT = PURPOSES[:5]
"""P6 is about a child."""
POSSIBLE, OPEN = ResultLabel.POSSIBLE_TRAFFICKING, ResultLabel.NOT_ENOUGH_INFORMATION
NOT_SHOWN = ResultLabel.ELEMENTS_NOT_SHOWN

# Act, means and purpose in this order: y shown, n not so, u not known. What is in neither line is "elements not shown".
# Written down by hand from article 3 of the Palermo Protocol: without an age only what holds for both ages is decided.
DECIDED = {
    "adult": ("yyy", "yyu yuy yuu uyy uyu uuy uuu"),
    "child": ("yyy yny yuy", "yyu ynu yuu uyy uyu uny unu uuy uuu"),
    "unknown": ("yyy", "yyu yny ynu yuy yuu uyy uyu uny unu uuy uuu"),
}
VECTORS = [
    (age, a + m + p, POSSIBLE if a + m + p in shown.split() else OPEN if a + m + p in unsure.split() else NOT_SHOWN)
    for age, (shown, unsure) in DECIDED.items()
    for a in "ynu"
    for m in "ynu"
    for p in "ynu"
]

with (Path(__file__).parent / "data" / "situations.csv").open(encoding="utf-8", newline="") as file:
    SITUATIONS = list(csv.DictReader(file))


def outcome(given: Given) -> Outcome:
    return walk(AID, given).outcome


def told(age: str, known: str) -> Given:
    """Return answers to the codes: one of each element that is shown, all of each that is not, none of the rest."""
    purposes = OF_AN_ADULT if age == "adult" else PURPOSES
    given: dict[str, str] = {"age_group": age}
    for names, letter in zip((ACTS, MEANS, purposes), known, strict=True):
        given |= {"y": {names[0]: "yes"}, "n": dict.fromkeys(names, "no"), "u": {}}[letter]
    return given


def test_there_are_all_combinations() -> None:
    """Three ages, three elements, three states each: 81, of which five are possible trafficking."""
    assert len({(age, known) for age, known, _ in VECTORS}) == 81
    assert [label for *_, label in VECTORS].count(POSSIBLE) == 5
    assert [label for *_, label in VECTORS].count(OPEN) == 27


@pytest.mark.parametrize(("age", "known", "label"), VECTORS)
def test_the_result_hangs_on_age_act_means_and_purpose(age: str, known: str, label: ResultLabel) -> None:
    """For an adult all three, for a child act and purpose; what is not known never counts as no."""
    found = outcome(told(age, known))
    assert found.label is label
    assert "".join(found.elements[name].value[0] for name in ("act", "means", "purpose")) == known


@pytest.mark.parametrize("code", [*ACTS, *MEANS, *PURPOSES])
def test_each_code_shows_its_element(code: str) -> None:
    """A1 to A5, M1 to M8, P1 to P6: one is enough."""
    element = {"a": "act", "m": "means", "p": "purpose"}[code[0]]
    found = outcome({"age_group": "child", code: "yes"})
    assert (found.elements[element].value, [reason.question for reason in found.reasons]) == ("yes", [code])


def test_an_unlawful_adoption_goes_to_child_protection_and_is_no_purpose() -> None:
    """Rwanda's law may count it without exploitation; the aid does not decide that."""
    found = outcome({**told("child", "yun"), "p7": "yes"})
    assert (found.label, found.looks_like) == (NOT_SHOWN, "unlawful_adoption")
    assert any(step.startswith("Unlawful adoption: child protection") for step in found.next_steps)
    assert outcome({"age_group": "child", "a5": "yes", "p7": "yes"}).label is OPEN


@pytest.mark.parametrize("row", SITUATIONS, ids=[row["situation"] for row in SITUATIONS])
def test_situations_are_told_apart(row: dict[str, str]) -> None:
    """Nineteen of them, each with its result, what it looks like, and where it leads."""
    more = dict(pair.split("=") for pair in row["also"].split())
    given: Given = {**more, **({"about": (more["about"],)} if "about" in more else {})}
    found = outcome({**told(row["age"], row["elements"]), **given})
    assert (found.label.value, found.looks_like or "") == (row["result"], row["looks_like"])
    assert len(found.alike) == bool(row["looks_like"])
    assert [step for step in found.next_steps if row["leads_to"] in step] != []


def test_every_word_for_what_it_looks_like_is_in_the_table() -> None:
    """Nothing that the aid can say is untried."""
    rule = FORM["classify"]
    said = {line["label"] for line in (*rule["looks_like"]["lines"], *rule["outcomes"]) if "label" in line}
    assert said == {row["looks_like"] for row in SITUATIONS} - {""}


def test_what_the_story_is_about_never_changes_the_result() -> None:
    """Facts choose words; the elements decide."""
    values = [value for value in FORM["choices"]["about"] if value != "none"]
    for age, known, label in VECTORS[:: len(values)]:
        for value in values:
            assert outcome({**told(age, known), "about": (value,)}).label is label


def test_a_man_who_only_paid_to_cross_is_no_suspicion() -> None:
    """What he asked and paid for is no act of somebody else's; the help that fits is named all the same."""
    found = outcome({**told("adult", "nnn"), "about": ("crossing",), "after_arrival": "ended"})
    assert (found.suspicion, found.urgent, found.touched) == (False, False, ())
    assert "only paid for" in ASKED["a2"]["hint"]["en"]


def test_a_paid_crossing_that_is_still_open_is_not_called_smuggling() -> None:
    """Only when neither means nor purpose is shown, and both were looked at."""
    for known in ("ynu", "yun", "yuu"):
        assert outcome({**told("adult", known), "about": ("crossing",)}).looks_like is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_one_question_that_would_settle_an_open_element(language: str) -> None:
    """In the language of the interview."""
    known: Given = {**told("adult", "yny"), "m5": NonAnswer.BLANK}
    found = walk(AID, known, language).outcome
    asked = ASKED["m5"]["label"][language]
    assert (found.label, found.settle, found.settle_text) == (OPEN, "m5", asked)
    assert say(language, "result.settle", what=one_line(asked)) in outcome_lines(found, language)


def test_only_a_question_that_could_settle_it_is_named() -> None:
    """For a child no question about means; a refused question never; and where only the age is open, the age."""
    assert outcome({**told("child", "yun"), "p3": NonAnswer.BLANK}).settle == "p3"
    assert outcome({**told("adult", "yyn"), "p3": NonAnswer.REFUSED}).settle is None
    assert outcome({**told("adult", "yyn"), "p3": NonAnswer.DONT_KNOW}).settle == "p3"
    assert outcome(told("adult", "yyn")).settle is None
    without_age = {name: value for name, value in told("unknown", "yny").items() if name != "age_group"}
    assert outcome(without_age).settle == "age_group"


def test_means_that_are_not_there_do_not_undo_it_for_a_child() -> None:
    """The same answers end differently for an adult, and stay open where the age is not known."""
    labels = [outcome(told(age, "yny")).label for age in ("child", "adult", "unknown")]
    assert labels == [POSSIBLE, NOT_SHOWN, OPEN]


def test_nobody_is_questioned_and_no_name_can_be_typed() -> None:
    """It is filled in from what is known; only the short code of the case is typed."""
    assert [name for name, row in ASKED.items() if not row["type"].startswith(("select_", "note"))] == ["about_code"]
    assert "Put no question to the person" in ASKED["about_form"]["label"]["en"]
    assert ("safety" in FORM["gates"], "consent" in FORM["gates"]) == (False, False)


def test_everything_can_be_left_open() -> None:
    """Each question may be answered with don't know or not said, and none must be answered."""
    either = {NonAnswer.DONT_KNOW, NonAnswer.REFUSED}
    asked = [shown for shown in screens(AID, {"age_group": "child"}) if shown.kind != "note"]
    assert [shown.name for shown in asked if shown.required or not either <= set(shown.allowed_non_answers)] == []


def _anything() -> st.SearchStrategy[dict[str, Any]]:
    codes = {name: st.sampled_from(("yes", "no")) for name in (*ACTS, *MEANS, *OF_AN_ADULT)}
    about = st.sampled_from([(value,) for value in FORM["choices"]["about"]])
    return st.fixed_dictionaries({"age_group": st.sampled_from(("child", "adult")), "about": about, **codes})


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_leaving_answers_out_can_only_undecide(data: st.DataObject) -> None:
    """Whatever is left out, unknown or refused: the same result, or "not enough information"."""
    whole = data.draw(_anything())
    if whole["age_group"] == "child":
        whole["p6"] = data.draw(st.sampled_from(("yes", "no")))
    gone = data.draw(st.sets(st.sampled_from(list(whole)), min_size=1, max_size=6))
    silence = st.sampled_from((NonAnswer.BLANK, NonAnswer.DONT_KNOW, NonAnswer.REFUSED))
    fewer = {name: data.draw(silence) if name in gone else value for name, value in whole.items()}
    before, after = outcome(whole), outcome(fewer)
    assert before.label in (POSSIBLE, NOT_SHOWN)
    assert after.label in (before.label, OPEN)
