"""An answers file with groups, repeats, days with times and orders, in front of the real engine."""

import datetime as dt
from collections.abc import Mapping

import pytest

from fieldkit import errors
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.interview import start
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.result import Json
from fieldkit.ui.script import AnswersScript, read_answers
from tests.ui.places_form import NOW, opened
from tests.ui.small_form import walked

RWANDA = dt.timezone(dt.timedelta(hours=2))


def given(answers: Json) -> dict[str, AnswerValue]:
    """Return what the form of places holds after a file's answers."""
    return walked(opened(), AnswersScript(read_answers(answers, "f")))


def some(found: Mapping[str, AnswerValue], *names: str) -> dict[str, AnswerValue]:
    return {key: value for key, value in found.items() if key.partition("[")[0] in names}


NESTED: dict[str, Json] = {
    "place": [
        {"town": "Huye", "shift": [{"begins": "8h30"}, {"begins": "14:30"}]},
        {"town": "Nyanza", "shift": []},
    ],
    "children": "2",
    "child": [{"age": "4"}, {"age": {"nr": "blank"}}],
    "needs": ["pay", "food", "rest"],
    "fear": "4",
    "left": "22/11/2026 19:00",
    "born": "11/2026",
}


def test_a_list_of_mappings_fills_a_repeat() -> None:
    """As many instances as the list has, also in lists inside it; days and times as people write them."""
    assert given(NESTED) == {
        "place": ("1", "2"),
        "shift[1]": ("1", "2"),
        "shift[2]": (),
        "child": ("1", "2"),
        "town[1]": "Huye",
        "begins[1][1]": dt.time(8, 30, tzinfo=RWANDA),
        "begins[1][2]": dt.time(14, 30, tzinfo=RWANDA),
        "town[2]": "Nyanza",
        "children": 2,
        "age[1]": 4,
        "age[2]": NonAnswer.BLANK,
        "needs": ("pay", "food", "rest"),
        "fear": 4,
        "left": dt.datetime(2026, 11, 22, 19, 0, tzinfo=RWANDA),
        "born": dt.date(2026, 11, 1),
        "town_again": "Huye",
    }


def test_flat_keys_fill_a_repeat_too() -> None:
    """`town[2]` is the second instance's: it is added because an answer waits for it."""
    flat: dict[str, Json] = {"town[1]": "Huye", "town[3]": "Karongi", "town[2]": "Nyanza", "children": "0"}
    assert some(given({**flat, "begins[2][2]": "9h"}), "place", "town") == {
        "place": ("1", "2", "3"),
        "town[1]": "Huye",
        "town[2]": "Nyanza",
        "town[3]": "Karongi",
    }
    assert some(given({**flat, "begins[2][2]": "9h"}), "shift") == {
        "shift[1]": ("1",),
        "shift[2]": ("1", "2"),
        "shift[3]": ("1",),
    }


def test_an_empty_list_takes_the_first_instance_away() -> None:
    """A fresh interview has one; its questions need no answer then."""
    assert some(given({"place": [], "children": "0"}), "place", "town") == {"place": ()}


def test_what_a_record_holds_can_be_given_again() -> None:
    """A repeat's own key with the ids of its instances says how many there are."""
    assert some(
        given({"place": ["1", "2"], "town[1]": "Huye", "town[2]": "Nyanza", "children": "0"}), "place", "town"
    ) == {"place": ("1", "2"), "town[1]": "Huye", "town[2]": "Nyanza"}


def test_a_missing_answer_in_an_instance_names_it() -> None:
    """The key says which instance."""
    with pytest.raises(errors.AnswerMissing) as caught:
        given({"place": [{"town": "Huye"}, {}], "children": "0"})
    assert str(caught.value) == "the answers file has no answer for town[2], which needs one"


def test_answers_that_were_never_asked_are_told_by_their_place_in_the_file() -> None:
    """A name that no form has, and an instance that a count leaves out."""
    script = AnswersScript(read_answers({**NESTED, "place": [{"town": "Huye", "twon": "Huye"}], "children": "1"}, "f"))
    walked(opened(), script)
    assert script.unused() == ("place/twon[1]", "child/age[2]")


GROUPS = """
form_id: groups
version: "1"
title: Groups
survey:
  - {name: town, type: text, label: Town?}
  - group: home
    survey:
      - {name: town, type: text, label: Town of the home?, required: "yes"}
      - {name: road, type: text, label: Road?}
"""


def test_groups_may_be_nested_or_left_out() -> None:
    """A name that several groups have needs its group; for the others it may be written or not."""
    compiled = compile_form(load_form(GROUPS.encode(), "groups"))
    state = start(compiled, language="en", today=dt.date(2026, 11, 22), now=NOW)
    expected = {"town": "Huye", "home/town": "Nyanza", "road": "KN 3"}
    nested: list[Json] = [
        {"town": "Huye", "home": {"town": "Nyanza", "road": "KN 3"}},
        {"town": "Huye", "home/town": "Nyanza", "road": "KN 3"},
    ]
    for answers in nested:
        assert expected == walked(state, AnswersScript(read_answers(answers, "f")))


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"place": [{"town": "a"}, "b"]}, "place must be text"),
        ({"town[1]": "a", "place": [{"town": True}]}, r"place/town\[1\] must be text"),
        ({"home": {"town": None}}, "home/town must be text"),
        ({"home": {"town": "a"}, "home/town": "b"}, "it answers home/town twice"),
    ],
)
def test_what_is_neither_answer_nor_group_nor_repeat_is_refused(answers: Json, why: str) -> None:
    """The message names the place in the file, never the answer."""
    with pytest.raises(errors.AnswersFileWrong, match=why):
        read_answers(answers, "f")


def test_groups_nested_without_end_are_refused() -> None:
    """A file cannot make the program run out of stack."""
    deep: Json = "x"
    for _ in range(40):
        deep = {"g": deep}
    with pytest.raises(errors.AnswersFileWrong, match="nested too deeply"):
        read_answers(deep, "f")
