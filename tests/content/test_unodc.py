"""UNODC's signs as a checklist: complete, kept apart by what they are signs of, never scored, never a finding."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.forms.classify import Outcome, ResultLabel
from fieldkit.forms.values import NonAnswer
from tests.content.shipped import LANGUAGES, questions, read, texts
from tests.content.walking import Given, compiled, screens, walk

FORM = read("unodc_checklist")
LIST = compiled("unodc_checklist")
ASKED = questions(FORM)
SIGNS = {name: FORM["choices"][row["type"].split()[1]] for name, row in ASKED.items() if "signs_" in row["type"]}
"""The screens of signs: for each question its choices."""
with (Path(__file__).parent / "data" / "unodc_signs.csv").open(encoding="utf-8", newline="") as file:
    TABLE = {f"{row['list']}_{row['n']}": row for row in csv.DictReader(file)}
UNVERIFIED = {"en": "(unverified)", "fr": "(non vérifié)", "rw": "(bitaragenzurwa)", "sw": "(haijathibitishwa)"}
EVERYWHERE: Given = {"child_there": "yes", "settings": ("house", "sex", "labour", "begging")}


def outcome(given: Given) -> Outcome:
    return walk(LIST, given).outcome


def test_the_table_has_the_signs_of_the_six_lists() -> None:
    """119 signs: general, children, domestic servitude, sexual exploitation, labour, begging and petty crime."""
    numbers = {"general": 36, "children": 16, "domestic": 9, "sexual": 19, "labour": 23, "begging": 16}
    assert Counter(row["list"] for row in TABLE.values()) == numbers
    assert list(TABLE) == [f"{name}_{n}" for name, last in numbers.items() for n in range(1, last + 1)]


def test_every_sign_can_be_ticked_in_exactly_one_place() -> None:
    """Nothing of the list is lost, nothing is there twice, and nothing was added."""
    shown = Counter(code for choices in SIGNS.values() for code in choices if code != "none")
    assert shown == dict.fromkeys(TABLE, 1)


def test_signs_in_the_person_stand_apart_from_signs_of_the_place() -> None:
    """A screen has signs of one kind, and its name says which."""
    kinds = {name: {TABLE[code]["kind"] for code in choices if code != "none"} for name, choices in SIGNS.items()}
    assert kinds == {name: {"place" if name.endswith("_place") else "person"} for name in SIGNS}


def test_each_sign_touches_the_element_of_the_table_or_none() -> None:
    """Which element a sign belongs to is our own reading; it stands in one table, and the form keeps to it."""
    assert {code: row["element"] for code, row in TABLE.items()} == {**dict.fromkeys(TABLE, "none"), **dict(_mapped())}


def test_a_sign_has_the_same_words_in_the_list_and_among_the_reasons() -> None:
    """Begging is marked unverified on its screen, and by each reason, which stands without the screen."""
    shown = {code: said for choices in SIGNS.values() for code, said in choices.items()}
    for element, items in FORM["classify"]["elements"].items():
        for item in items:
            code = _code(item["when"])
            assert {key: text.removesuffix(f" {UNVERIFIED[key]}") for key, text in item["says"].items()} == {
                key: text.removesuffix(f" {UNVERIFIED[key]}") for key, text in shown[code].items()
            }, (element, code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_has_compared_with_the_leaflet_says_so(language: str) -> None:
    """In the choice itself, or on its whole screen; and wherever it is given as a reason."""
    recalled = {code for code, row in TABLE.items() if row["evidence"] == "recall"}
    word = UNVERIFIED[language]
    marked = {code for choices in SIGNS.values() for code, said in choices.items() if word in said[language]}
    screens_marked = {name for name in SIGNS if ASKED[name]["hint"] != ASKED["free"]["hint"]}
    assert screens_marked == {"begging_person", "begging_group", "begging_place"}
    on_screens = {code for name in screens_marked for code in SIGNS[name] if code != "none"}
    assert marked | on_screens == recalled
    reasons = {
        _code(item["when"])
        for items in FORM["classify"]["elements"].values()
        for item in items
        if word in item["says"][language]
    }
    assert reasons == {code for code in recalled if TABLE[code]["element"] != "none"}


def test_nothing_is_scored() -> None:
    """No points, no dimensions, no count of signs but "any" and "none"."""
    assert [key for key in ("dimensions", "score") if key in FORM] == []
    assert [row for row in FORM["survey"] if "score" in row] == []
    rules = [row["calculation"] for row in FORM["survey"] if row.get("type") == "calculate"]
    assert len(rules) == 3
    assert [rule for rule in rules if re.search(r"count-selected\(\$\{\w+\}\)(?! > 0)|[+*]", rule)] == []


def test_nobody_is_questioned_and_nothing_can_be_typed() -> None:
    """Every question is an observation of the worker, by choices; the first page says so and asks for no name."""
    assert [name for name, row in ASKED.items() if row.get("observation") != "yes"] == []
    assert [name for name, row in ASKED.items() if not row["type"].startswith(("select_", "note"))] == []
    assert "Ask nobody anything" in ASKED["about_list"]["label"]["en"]
    assert "no name" in ASKED["about_list"]["label"]["en"]


def test_only_the_signs_that_fit_are_shown() -> None:
    """General signs always; a child's where a child may be concerned; the others by the kind of place."""
    general = {"free", "contact", "fear", "papers", "journey", "work"}
    shown = {view.name for view in screens(LIST, {"child_there": "no", "settings": ("none",)})}
    assert shown & set(SIGNS) == general
    shown = {view.name for view in screens(LIST, {"child_there": "unsure", "settings": ("labour",)})}
    labour = {"labour_living", "labour_work", "labour_place"}
    assert shown & set(SIGNS) == general | labour | {"child_life", "child_way", "child_place"}
    assert {view.name for view in screens(LIST, EVERYWHERE)} >= set(SIGNS)


def test_every_sign_together_is_still_only_for_a_person_to_review() -> None:
    """Presence proves nothing: however many, the result never says possible trafficking."""
    found = outcome({**EVERYWHERE, **{name: _all(name) for name in SIGNS}, "own_suspicion": "yes"})
    assert (found.label, found.suspicion) == (ResultLabel.NEEDS_REVIEW, True)


def test_that_nothing_was_seen_shows_nothing() -> None:
    """Absence proves nothing: with every list read and none ticked, it is not "elements not shown"."""
    found = outcome({**EVERYWHERE, **dict.fromkeys(SIGNS, ("none",)), "own_suspicion": "no"})
    assert (found.label, found.suspicion, found.urgent) == (ResultLabel.NOT_ENOUGH_INFORMATION, False, False)


@pytest.mark.parametrize("code", TABLE)
def test_one_sign_alone(code: str) -> None:
    """A sign that belongs to an element is for review and starts the 24 hours; one that belongs to none is told by
    voice, and starts nothing: bad housing, no papers or a foreign language are too common."""
    (screen,) = (name for name, choices in SIGNS.items() if code in choices)
    found, element = outcome({**EVERYWHERE, screen: (code,)}), TABLE[code]["element"]
    suspicious = element != "none"
    assert found.touched == ((element,) if suspicious else ("sign",))
    assert (found.suspicion, found.clock_question) == (suspicious, screen if suspicious else None)
    assert found.label is (ResultLabel.NEEDS_REVIEW if suspicious else ResultLabel.NOT_ENOUGH_INFORMATION)
    assert any(step.startswith("You ticked signs") for step in found.next_steps)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_leaving_answers_out_can_only_undecide(data: st.DataObject) -> None:
    """Only two results are ever given, and fewer answers give the same one or "not enough information"."""
    told: dict[str, Any] = {**EVERYWHERE, **{name: data.draw(_some(name)) for name in SIGNS}}
    told["own_suspicion"] = data.draw(st.sampled_from(("yes", "no")))
    gone = data.draw(st.sets(st.sampled_from([*SIGNS, "own_suspicion"]), min_size=1))
    silence = st.sampled_from((NonAnswer.BLANK, NonAnswer.DONT_KNOW, NonAnswer.REFUSED))
    fewer = {name: data.draw(silence) if name in gone else value for name, value in told.items()}
    whole, part = outcome(told).label, outcome(fewer).label
    assert whole in (ResultLabel.NEEDS_REVIEW, ResultLabel.NOT_ENOUGH_INFORMATION)
    assert part in (whole, ResultLabel.NOT_ENOUGH_INFORMATION)


def test_a_child_is_told_to_child_protection_and_not_questioned() -> None:
    """Also when it is not sure that it is a child."""
    steps = outcome({"child_there": "unsure", "settings": ("none",), "papers": ("general_16",)}).next_steps
    assert any("child protection" in step and "Do not question the child" in step for step in steps)


def test_the_words_on_sexual_exploitation_are_plain_and_few() -> None:
    """No body, no act: a worker can show this screen to a colleague."""
    said = " ".join(said.words["en"] for said in texts(FORM)).lower()
    assert [word for word in ("penetrat", "rape", "naked", "condom", "intercourse", "prostitut") if word in said] == []


def _mapped() -> Iterator[tuple[str, str]]:
    for element, items in FORM["classify"]["elements"].items():
        yield from ((_code(item["when"]), element) for item in items)


def _code(when: str) -> str:
    return when.split("'")[1]


def _all(name: str) -> tuple[str, ...]:
    return tuple(code for code in SIGNS[name] if code != "none")


def _some(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    some = st.lists(st.sampled_from(_all(name)), min_size=1, max_size=2, unique=True).map(tuple)
    return st.one_of(st.just(("none",)), st.just(("none",)), some)
