"""`fieldkit form diff`, and what a newer version does to answers: docs/form-tools.md 5."""

import datetime as dt
from pathlib import Path

import pytest

from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.diff import Change, compared
from fieldkit.forms.interview import start
from fieldkit.forms.model import Form
from fieldkit.forms.upgrade import upgraded
from fieldkit.forms.values import AnswerValue, NonAnswer
from tests.forms.form_commands import Desk
from tests.forms.scenario import TODAY, Now
from tests.forms.test_form_testing import DIMENSIONS

HEAD = """\
form_id: visit
version: "1"
title: Visit
choices:
  yn: {"yes": "Yes", "no": "No"}
  needs: {food: Food, water: Water, rest: Rest}
  numbers: {"1": One, "2": Two}
survey:
"""


def form(survey: str, head: str = HEAD) -> Form:
    """Return a form with these questions, one in each line."""
    lines = [line for line in survey.splitlines() if line.strip()]
    return load_form(head + "\n".join(f"  {line}" for line in lines) + "\n", "visit.yaml")


def changes(old: str, new: str) -> list[Change]:
    return list(compared(form(old), form(new)))


AGE = "- {name: age, type: integer, label: Age}"
ONE = "- {name: agrees, type: select_one yn, label: Agrees}"


# --- the difference ------------------------------------------------------------------------------------------


def test_the_same_form_has_no_difference() -> None:
    """Comments and order of keys are no difference."""
    assert changes(AGE, "- {label: Age, name: age, type: integer}  # a comment") == []


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (ONE, f"{ONE}\n{AGE}", ("added", "age", "integer", "not asked yet")),
        (f"{ONE}\n{AGE}", ONE, ("dropped", "age", "integer", "dropped")),
        (
            AGE,
            "- {name: years, type: integer, label: Age, renamed_from: age}",
            ("renamed", "years", "from age", "kept under the new name"),
        ),
        (
            AGE,
            "- {name: age, type: text, label: Age}",
            ("type", "age", "integer -> text", "converted to text"),
        ),
        (
            AGE,
            "- {name: age, type: date, label: Age}",
            ("type", "age", "integer -> date", "converted where they fit, else dropped"),
        ),
        (
            AGE,
            "- {name: age, type: note, label: Age}",
            ("type", "age", "integer -> note", "dropped: nobody is asked any more"),
        ),
        (
            "- {name: n, type: select_one yn, label: N}",
            "- {name: n, type: select_multiple yn, label: N}",
            ("type", "n", "select_one -> select_multiple", "converted: the one choice"),
        ),
        (
            AGE,
            "- {name: age, type: integer, label: Age, constraint: '. < 9'}",
            ("logic", "age", "constraint added: . < 9", "kept; checked anew before the end"),
        ),
        (
            "- {name: age, type: integer, label: Age, required: 'yes'}",
            AGE,
            ("logic", "age", "required dropped: true()", "kept; asked for before the end"),
        ),
        (
            "- {name: age, type: integer, label: {en: Age, fr: Age}}",
            "- {name: age, type: integer, label: {en: Age, fr: Âge}}",
            ("text", "age", "label changed in fr", "kept"),
        ),
        (
            AGE,
            "- {name: age, type: integer, label: How old}",
            ("text", "age", "label changed in every language", "kept"),
        ),
        (
            "- {name: age, type: integer, label: Age, non_response: [dk, ref]}",
            "- {name: age, type: integer, label: Age, non_response: [ref]}",
            ("type", "age", "no longer takes: dk", "these non-answers are dropped"),
        ),
        (
            AGE,
            "- {name: age, type: integer, label: Age, flags: [sensitive]}",
            ("form", "age", "flags none -> sensitive", "kept"),
        ),
    ],
)
def test_a_change_says_what_it_does_to_answers(old: str, new: str, change: tuple[str, ...]) -> None:
    """Kind, name, what changed, and what becomes of the answers that are there."""
    assert [tuple(found) for found in changes(old, new)] == [change]


def test_choices_are_compared_one_by_one() -> None:
    """Dropped, added, and told in other words."""
    new = form(
        "- {name: n, type: select_one needs, label: N}",
        HEAD.replace("water: Water, rest: Rest", "water: Tea, sun: Sun"),
    )
    assert [tuple(found) for found in compared(form("- {name: n, type: select_one needs, label: N}"), new)] == [
        ("choices", "n", "dropped rest", "those that chose it lose it"),
        ("choices", "n", "added sun", "kept"),
        ("choices", "n", "other words for water", "kept; look whether they still mean the same"),
    ]


def test_moving_into_a_group_keeps_answers_and_into_a_repeat_the_first() -> None:
    """Where a question stands matters only where repeats are."""
    group = f"- group: person\n  survey:\n    {AGE}"
    repeat = f"- repeat: person\n  label: P\n  survey:\n    {AGE}"
    assert [tuple(found) for found in changes(AGE, group)][1:] == [("moved", "age", "the form -> person", "kept")]
    assert [tuple(found) for found in changes(AGE, repeat)][1:] == [
        ("moved", "age", "the form -> person", "kept, in the first instance")
    ]
    assert [tuple(found) for found in changes(repeat, AGE)][1:] == [
        ("moved", "age", "person -> the form", "kept where there is one instance, else dropped")
    ]


def test_a_renamed_group_is_no_move_of_what_is_in_it() -> None:
    """`renamed_from` on a group: its questions stay where they are."""
    old = f"- group: person\n  survey:\n    {AGE}"
    new = f"- group: who\n  renamed_from: person\n  survey:\n    {AGE}"
    assert [tuple(found) for found in changes(old, new)] == [
        ("renamed", "who", "from person", "kept under the new name")
    ]


def test_names_can_be_swapped() -> None:
    """Each question is the one that it says it was."""
    old = "- {name: a, type: text, label: A}\n- {name: b, type: integer, label: B}"
    new = "- {name: b, type: text, label: A, renamed_from: a}\n- {name: a, type: integer, label: B, renamed_from: b}"
    assert [(found.kind, found.name, found.what) for found in changes(old, new)] == [
        ("renamed", "b", "from a"),
        ("renamed", "a", "from b"),
    ]


def test_a_new_question_may_take_the_old_name_of_another() -> None:
    """`renamed_from` wins over a name that is the same by chance."""
    old = "- {name: a, type: text, label: A}"
    new = "- {name: a, type: text, label: Other}\n- {name: b, type: text, label: A, renamed_from: a}"
    assert [(found.kind, found.name) for found in changes(old, new)] == [("added", "a"), ("renamed", "b")]
    assert carried(old, new, {"a": "x"}) == {"b": "x"}
    assert carried(old, new, {"a": "x"}, by_name=True) == {"b": "x"}


def test_what_belongs_to_the_whole_form_is_compared_too() -> None:
    """Version, languages, gates, scores, who may run it, how long it takes."""
    old = form(ONE)
    more = "gates: {consent: \"${agrees} = 'yes'\"}\nwho_may_run: [trainer]\nminutes: 45\n"
    score = "- score: risk\n  add: [{when: \"${agrees} = 'yes'\", points: 2}]\n  bands: {low: 0}"
    new = form(f"{ONE}\n{score}", HEAD.replace('version: "1"', 'version: "2"').replace("survey:\n", more + "survey:\n"))
    assert [(found.kind, found.name) for found in compared(old, new)] == [
        ("form", "version"),
        ("form", "who_may_run"),
        ("form", "minutes"),
        ("logic", "gate consent"),
        ("added", "score risk"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("positive_if: [{strong: 1}]", "positive_if: [{strong: 2}]"),
        ('{exploited: "no", result: elements_not_shown}', '{exploited: "no", result: needs_review}'),
        ('facts: {known_age: "${age} > 0"}', 'facts: {known_age: "${age} > 1"}'),
        ('adult: "${age} >= 18"', 'adult: "${age} > 18"'),
    ],
)
def test_a_change_of_the_rule_of_the_result_is_told(before: str, after: str) -> None:
    """Whatever of it changed: the result of an interview that goes on is worked out by the newer rule."""
    assert before in DIMENSIONS
    old, new = (load_form(text, "dims.yaml") for text in (DIMENSIONS, DIMENSIONS.replace(before, after)))
    assert [tuple(found) for found in compared(old, new)] == [
        ("logic", "classify", "the rule of the result changed", "the result is worked out anew")
    ]


# --- answers -------------------------------------------------------------------------------------------------


def carried(old: str, new: str, answers: dict[str, AnswerValue], *, by_name: bool = False) -> dict[str, AnswerValue]:
    """Return the answers as the newer form has them; it must open with them."""
    compiled = compile_form(form(new))
    found = upgraded(None if by_name else form(old), compiled, answers).answers
    start(compiled, language=compiled.form.languages[0], today=TODAY, now=Now(), answers=found)
    return found


@pytest.mark.parametrize(
    ("before", "after", "value", "expected"),
    [
        ("integer", "integer", 7, 7),
        ("integer", "decimal", 7, 7),
        ("decimal", "integer", 7.0, 7),
        ("decimal", "integer", 7.5, None),
        ("integer", "text", 7, "7"),
        ("text", "integer", "7", 7),
        ("text", "integer", "seven", None),
        ("text", "date", "22/11/2026", dt.date(2026, 11, 22)),
        ("date", "text", dt.date(2026, 11, 22), "2026-11-22"),
        ("integer", "date", 7, None),
        ("dateTime", "date", dt.datetime(2026, 11, 22, 8, tzinfo=dt.timezone.utc), dt.date(2026, 11, 22)),
        ("date", "dateTime", dt.date(2026, 11, 22), None),
        ("select_one yn", "text", "yes", "yes"),
        ("text", "select_one yn", "yes", "yes"),
        ("text", "select_one yn", "perhaps", None),
        ("select_one yn", "select_multiple yn", "yes", ("yes",)),
        ("select_multiple yn", "select_one yn", ("yes",), "yes"),
        ("select_multiple yn", "select_one yn", ("yes", "no"), None),
        ("select_multiple yn", "text", ("yes", "no"), "yes no"),
        ("select_one yn", "select_one needs", "yes", None),
        ("select_multiple needs", "rank needs", ("food",), None),
        ("rank needs", "rank needs", ("rest", "food", "water"), ("rest", "food", "water")),
        ("rank needs", "select_multiple needs", ("rest", "food", "water"), ("rest", "food", "water")),
        ("integer", "select_one numbers", 2, "2"),
        ("integer", "range", 7, 7),
        ("text", "note", "x", None),
        ("text", "barcode", "x", "x"),
        ("time", "text", dt.time(8, 30, tzinfo=dt.timezone.utc), "08:30:00+00:00"),
        ("text", "time", "8:30", None),
        ("text", "time", "08:30", dt.time(8, 30, tzinfo=dt.timezone.utc)),
    ],
)
def test_answers_are_typed_into_the_newer_question(
    before: str, after: str, value: AnswerValue, expected: AnswerValue | None
) -> None:
    """Kept where they mean the same, converted where they can be read, dropped where they cannot."""
    old, new = (f"- {{name: q, type: {kind}, label: Q}}\n{AGE}" for kind in (before, after))
    assert carried(old, new, {"q": value}) == ({} if expected is None else {"q": expected})


def test_a_choice_that_is_gone_takes_its_answer_with_it() -> None:
    """One chosen value that is gone is dropped; of several the others stay."""
    head = HEAD.replace(", rest: Rest", "")
    new = compile_form(
        form("- {name: a, type: select_one needs, label: A}\n- {name: b, type: select_multiple needs, label: B}", head)
    )
    old = form("- {name: a, type: select_one needs, label: A}\n- {name: b, type: select_multiple needs, label: B}")
    found = upgraded(old, new, {"a": "rest", "b": ("food", "rest")})
    assert [(line.key, line.how, line.value, line.why) for line in found.lines] == [
        ("a", "dropped", None, "the choice is no longer there"),
        ("b", "converted", ("food",), "without the choices that are gone"),
    ]


def test_a_non_answer_stays_where_the_question_still_takes_it() -> None:
    """Blank always; don't know and refused only where `non_response` has them."""
    old = "- {name: age, type: integer, label: Age, non_response: [dk, ref]}"
    new = "- {name: age, type: integer, label: Age, non_response: [ref]}"
    assert carried(old, new, {"age": NonAnswer.REFUSED}) == {"age": NonAnswer.REFUSED}
    assert carried(old, new, {"age": NonAnswer.BLANK}) == {"age": NonAnswer.BLANK}
    assert carried(old, new, {"age": NonAnswer.DONT_KNOW}) == {}


PLACE = "- repeat: place\n  label: P\n  survey:\n    - {name: town, type: text, label: T}"
IN_PLACES: dict[str, AnswerValue] = {"place": ("1", "3"), "town[1]": "A", "town[3]": "B"}


def test_instances_of_repeats_are_carried_over() -> None:
    """With their ids and their order, also under new names."""
    new = PLACE.replace("- repeat: place\n", "- repeat: stay\n  renamed_from: place\n").replace(
        "{name: town,", "{name: city, renamed_from: town,"
    )
    assert carried(PLACE, PLACE, IN_PLACES) == IN_PLACES
    assert carried(PLACE, new, IN_PLACES) == {"stay": ("1", "3"), "city[1]": "A", "city[3]": "B"}
    assert carried(PLACE, new, IN_PLACES, by_name=True) == {"stay": ("1", "3"), "city[1]": "A", "city[3]": "B"}


def test_an_answer_that_moves_into_a_repeat_goes_to_its_first_instance() -> None:
    """A question that could be answered once can be answered several times now."""
    assert carried("- {name: town, type: text, label: T}", PLACE, {"town": "A"}) == {"town[1]": "A"}


def test_an_answer_that_leaves_a_repeat_stays_if_it_is_the_only_one() -> None:
    """Of several nobody can say which is meant: they are dropped with that reason."""
    new = "- {name: town, type: text, label: T}"
    assert carried(PLACE, new, {"place": ("1",), "town[1]": "A"}) == {"town": "A"}
    found = upgraded(form(PLACE), compile_form(form(new)), IN_PLACES)
    assert [(line.key, line.how, line.why) for line in found.lines] == [
        ("place", "dropped", "the form no longer asks it"),
        ("town[1]", "dropped", "it moved into or out of a repeat"),
        ("town[3]", "dropped", "it moved into or out of a repeat"),
    ]


def test_without_the_older_text_names_decide() -> None:
    """The same name, or the one it was renamed from; what does not fit is dropped all the same."""
    new = (
        "- {name: years, type: integer, label: Age, renamed_from: age}\n- {name: agrees, type: select_one yn, label: A}"
    )
    answers: dict[str, AnswerValue] = {"age": 7, "agrees": "perhaps", "gone": "x"}
    assert carried(AGE, new, answers, by_name=True) == {"years": 7}


def test_new_questions_are_named_and_what_is_gone_has_its_reason() -> None:
    """What a person must still ask after an upgrade."""
    found = upgraded(
        form(f"{AGE}\n{ONE}"), compile_form(form(f"{ONE}\n- {{name: town, type: text, label: T}}")), {"age": 7}
    )
    assert found.fresh == ("town",)
    assert [(line.key, line.how, line.why) for line in found.lines] == [
        ("age", "dropped", "the form no longer asks it")
    ]


# --- the command ---------------------------------------------------------------------------------------------


def test_the_command_tells_each_change_and_what_it_does(tmp_path: Path) -> None:
    """Two files; for programs with --json."""
    desk = Desk(tmp_path)
    old = desk.write("old.yaml", HEAD + f"  {AGE}\n")
    new = desk.write("new.yaml", HEAD.replace('"1"\ntitle', '"2"\ntitle') + f"  {AGE.replace('integer', 'text')}\n")
    said = desk.do("form", "diff", old, new)
    assert (said.status, said.lines) == (
        0,
        ["form version: 1 -> 2", "type age: integer -> text", "    answers: converted to text"],
    )
    assert desk.do("--json", "form", "diff", old, new).data["changes"][1] == {
        "kind": "type",
        "name": "age",
        "what": "integer -> text",
        "answers": "converted to text",
    }
    assert desk.do("form", "diff", old, old).lines == ["no difference"]


def test_a_form_with_mistakes_cannot_be_compared(tmp_path: Path) -> None:
    """The first mistake is named."""
    desk = Desk(tmp_path)
    old = desk.write("old.yaml", HEAD + f"  {AGE}\n")
    assert desk.do("form", "diff", old, desk.write("new.yaml", HEAD)).status == 71
    assert desk.do("form", "diff", old, str(tmp_path / "none.yaml")).status == 4
