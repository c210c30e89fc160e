"""Repeats: instances are added, opened, deleted, counted; names mean the own instance, or all of them."""

import datetime as dt

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.forms.engine import compute_all
from fieldkit.forms.frames import frames_of
from fieldkit.forms.interview import (
    AddInstance,
    Back,
    DeleteInstance,
    Drop,
    Moved,
    Rejected,
    Save,
    State,
    start,
    step,
    view,
)
from fieldkit.forms.nodes import nodes
from fieldkit.forms.testing import run_tests
from fieldkit.forms.values import NonAnswer
from tests.forms.scenario import TODAY, Now, Scenario, compiled
from tests.forms.test_check import found, survey

JOURNEY = """\
survey:
  - {name: name, type: text, label: Name}
  - repeat: place
    label: A place
    summary: "${town} ${weeks}"
    survey:
      - {name: number, type: calculate, calculation: position(..)}
      - {name: town, type: text, label: Town}
      - {name: weeks, type: integer, label: "Weeks in ${town}", constraint: ". > 0"}
      - repeat: job
        label: Work
        initial: []
        survey:
          - {name: hours, type: integer, label: "Hours in ${town}"}
      - {name: hours_there, type: calculate, calculation: "sum(${hours})"}
      - {name: before, type: calculate, calculation: "indexed-repeat(${town}, ${place}, ${number} - 1)"}
  - {name: total, type: calculate, calculation: "sum(${weeks})"}
  - {name: how_many, type: calculate, calculation: "count(${place})"}
  - {name: hours_in_all, type: calculate, calculation: "sum(${hours})"}
  - {name: last, type: text, label: Last}
"""
COUNTED = """\
survey:
  - {name: children, type: integer, label: Children}
  - repeat: child
    label: A child
    repeat_count: "${children}"
    survey:
      - {name: age, type: integer, label: Age, default: "1"}
      - {name: older, type: calculate, calculation: "/data/child[position() = position(current()/..) - 1]/age + 1"}
  - {name: sum, type: calculate, calculation: "sum(${age})"}
"""


def values(talk: Scenario) -> dict[str, object]:
    return {node.path: node.value for node in nodes(talk.state) if node.kind == "question"}


def test_a_repeat_starts_with_one_instance_and_ends_with_its_list() -> None:
    """The list is where a person adds, opens and deletes; going on leads to what comes after."""
    talk = Scenario(JOURNEY).answer("Ada")
    assert talk.here == "town[1]"
    talk.answer("Kabale", "2")
    assert (talk.here, talk.view.kind) == ("job[1]", "repeat")
    talk.next()
    assert (talk.here, talk.view.kind) == ("place", "repeat")
    assert [(row.instance, row.summary, row.first) for row in talk.view.instances] == [("1", "Kabale 2", "town[1]")]
    assert talk.next().here == "last"
    assert talk.do(Back()).here == "place"


def test_an_instance_without_an_answer_has_no_summary() -> None:
    """The form's line would be nothing but what stands between its answers."""
    talk = Scenario(JOURNEY).answer("Ada").next().next().next()
    assert [(row.instance, row.summary) for row in talk.view.instances] == [("1", "")]


def test_adding_an_instance_leads_into_it_and_is_stored() -> None:
    """The ids of a repeat's instances are stored under its key."""
    talk = Scenario(JOURNEY).answer("Ada", "Kabale", "2").next().do(AddInstance("place"))
    assert talk.effects == (Save("place", ("1", "2")), Moved("town[2]"))
    assert talk.view.label == "Town"
    talk.answer("Mbarara")
    assert talk.view.label == "Weeks in Mbarara"
    assert talk.view.section == "A place 2"
    talk.answer("4")
    assert values(talk)["/total"] == 6
    assert values(talk)["/place[2]/before"] == "Kabale"
    assert talk.do(Back()).here == "weeks[2]"


def test_an_instance_inside_an_instance_has_both_ids() -> None:
    """Nested repeats belong to their own instance."""
    talk = Scenario(JOURNEY).answer("Ada", "Kabale", "2").do(AddInstance("job[1]")).answer("14")
    talk.next().do(AddInstance("place")).answer("Goma", "1").do(AddInstance("job[2]"))
    assert talk.here == "hours[2][1]"
    talk.answer("3").do(AddInstance("job[2]")).answer("5")
    assert (values(talk)["/place[2]/hours_there"], values(talk)["/hours_in_all"]) == (8, 22)
    talk.next().next().answer("end").finish()
    assert {key: value for key, value in talk.final.items() if "[" in key or key == "place"} == {
        "place": ("1", "2"),
        "job[1]": ("1",),
        "job[2]": ("1", "2"),
        "number[1]": 1,
        "town[1]": "Kabale",
        "weeks[1]": 2,
        "hours[1][1]": 14,
        "hours_there[1]": 14,
        "before[1]": NonAnswer.BLANK,
        "number[2]": 2,
        "town[2]": "Goma",
        "weeks[2]": 1,
        "hours[2][1]": 3,
        "hours[2][2]": 5,
        "hours_there[2]": 8,
        "before[2]": "Kabale",
    }


def test_deleting_an_instance_forgets_what_was_in_it_and_moves_the_others_up() -> None:
    """Ids stay with their instances; positions and everything computed from them follow."""
    talk = Scenario(JOURNEY).answer("Ada", "A", "1").next()
    talk.do(AddInstance("place")).answer("B", "2").do(AddInstance("job[2]")).answer("9").next()
    talk.do(AddInstance("place")).answer("C", "4").next()
    talk.do(DeleteInstance("place", "2"))
    dropped = {effect.name for effect in talk.effects if isinstance(effect, Drop)}
    assert dropped == {"town[2]", "weeks[2]", "job[2]", "hours[2][1]"}
    assert Save("place", ("1", "3")) in talk.effects
    shown = values(talk)
    assert (shown["/total"], shown["/how_many"], shown["/hours_in_all"]) == (5, 2, 0)
    assert (shown["/place[2]/town"], shown["/place[2]/number"], shown["/place[2]/before"]) == ("C", 2, "A")
    assert talk.do(AddInstance("place")).here == "town[4]"


def test_all_instances_may_go() -> None:
    """The list stays, so that one can be added again; an unknown instance is not deleted."""
    talk = Scenario(JOURNEY).answer("Ada", "A", "1").next()
    assert isinstance(talk.do(DeleteInstance("place", "7")).effects[0], Rejected)
    talk.do(DeleteInstance("place", "1"))
    assert (talk.here, talk.view.instances, values(talk)["/how_many"]) == ("place", (), 0)
    assert talk.next().here == "last"


def test_an_interview_with_instances_is_opened_again_where_it_was() -> None:
    """Stored answers and lists give the same state, also without any answer in the last instance."""
    talk = Scenario(JOURNEY).answer("Ada", "A", "1").next().do(AddInstance("place"))
    stored = {**talk.state.answers}
    again = Scenario(compiled(JOURNEY), answers=stored)
    assert [node[:6] for node in nodes(again.state)] == [node[:6] for node in nodes(talk.state)]
    assert again.here == "job[1]"  # after the last answer; the workflow then goes to where it was left


def test_repeat_count_makes_instances_and_keeps_what_goes_out_of_sight() -> None:
    """Nobody adds or deletes; a count that falls and rises again brings the answers back."""
    talk = Scenario(COUNTED).answer("3")
    assert talk.here == "age[1]"
    talk.at("age[1]", "7").at("age[2]", "4").at("age[3]", "2")
    assert (values(talk)["/sum"], values(talk)["/child[3]/older"]) == (13, 5)
    assert isinstance(talk.do(AddInstance("child")).effects[0], Rejected)
    talk.at("children", "1")
    assert values(talk)["/sum"] == 7
    talk.at("children", "3")
    assert values(talk)["/sum"] == 13
    talk.at("children", "2").finish()
    assert "age[3]" not in talk.final
    assert talk.final["child"] == ("1", "2")


def test_a_new_counted_instance_gets_its_defaults() -> None:
    """Also when the count grows later."""
    talk = Scenario(COUNTED).answer("2")
    assert (values(talk)["/child[2]/age"], values(talk)["/sum"]) == (1, 2)


@pytest.mark.parametrize(("count", "instances"), [("0", 0), ("-3", 0), ("", 0), ("5000", 250)])
def test_a_count_that_cannot_be_is_bounded(count: str, instances: int) -> None:
    """Nothing, less than nothing, and far too many."""
    talk = Scenario(COUNTED)
    talk = talk.answer(count) if count else talk.next()
    assert len(frames_of(talk.compiled.repeats["child"], talk.state.root)) == instances


def test_a_repeat_that_does_not_apply_shows_nothing_of_it() -> None:
    """Its answers read as empty, and come back."""
    form = JOURNEY.replace("    summary:", "    relevant: \"${name} != 'no'\"\n    summary:")
    talk = Scenario(form).answer("Ada", "A", "1").at("name", "no")
    assert (talk.here, values(talk)["/total"]) == ("last", 0)
    assert values(talk.at("name", "yes"))["/total"] == 1


def test_names_are_seen_from_where_an_expression_stands() -> None:
    """Inside its repeat a name is the own instance; outside it is all, of which a single value is the first."""
    form = """\
survey:
  - repeat: r
    survey:
      - {name: a, type: integer, label: A}
      - {name: twice, type: calculate, calculation: "${a} * 2"}
      - {name: share, type: calculate, calculation: "${a} div sum(../../r/a)"}
      - {name: of, type: calculate, calculation: "count(/data/r)"}
  - {name: first, type: calculate, calculation: "${a}"}
  - {name: second, type: calculate, calculation: "${r}[2]/a"}
  - {name: big, type: calculate, calculation: "count(${r}[a > 2])"}
  - {name: any_three, type: calculate, calculation: "if(${a} = 3, 'yes', 'no')"}
"""
    talk = Scenario(form).answer("1").do(AddInstance("r")).answer("3")
    shown = values(talk)
    assert (shown["/r[2]/twice"], shown["/r[2]/share"], shown["/r[1]/of"]) == (6, 0.75, 2)
    assert (shown["/first"], shown["/second"], shown["/big"], shown["/any_three"]) == (1, 3, 1, "yes")


def test_a_question_in_two_groups_has_their_names_in_its_key() -> None:
    """A reference from beside it is that one; from elsewhere it is ambiguous, and an error."""
    form = """\
survey:
  - {group: g, survey: [{name: a, type: text, label: A}, {name: b, type: calculate, calculation: "concat(${a}, '!')"}]}
  - {group: h, survey: [{name: a, type: text, label: A}]}
"""
    talk = Scenario(form).answer("x", "y")
    assert talk.final == {"g/a": "x", "b": "x!", "h/a": "y"}
    text = survey(
        "{group: g, survey: [{name: a, type: text, label: A}]}",
        "{group: h, survey: [{name: a, type: text, label: A}]}",
        '{name: c, type: calculate, calculation: "${a}"}',
    )
    assert found(text) == ["11: several questions are called 'a'; give them different names"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ('{name: c, type: calculate, calculation: "${rr}"}', "there is no question 'rr'"),
        ('{name: c, type: calculate, calculation: "/data/r/nosuch"}', "there is no question 'nosuch'"),
        ('{name: c, type: calculate, calculation: "../../x"}', "'..' leads out of the form"),
        ('{name: c, type: calculate, calculation: "position()"}', "position() needs a repeat here"),
        (
            '{name: c, type: calculate, calculation: "indexed-repeat(${a}, ${a}, 1)"}',
            "indexed-repeat() takes a question",
        ),
        ('{name: c, type: calculate, calculation: "nr(${a})"}', "nr() of 'a' is asked from outside its repeat"),
        ('{name: c, type: calculate, calculation: "count(1)"}', "count() counts nodes"),
        ('{name: c, type: text, label: C, relevant: "a = 1"}', "'a' stands alone"),
        ("{repeat: r, survey: []}", "two repeats are called 'r' (first in line 9)"),
    ],
)
def test_a_wrong_reference_into_a_repeat_is_found_by_the_check(row: str, what: str) -> None:
    """Not at the third question."""
    text = survey("{repeat: r, survey: [{name: a, type: integer, label: A}]}", row)
    assert any(what in line for line in found(text)), found(text)


def test_a_repeat_behind_a_gate_shows_no_list() -> None:
    """Without consent neither its questions nor its list are put."""
    form = """\
gates: {consent: "${agrees} = 'yes'"}
survey:
  - {name: agrees, type: select_one yn, label: Do you agree?}
  - repeat: r
    label: R
    survey: [{name: a, type: text, label: A}]
"""
    assert Scenario(form).answer("no").here is None
    assert Scenario(form).answer("yes").here == "a[1]"


def test_running_totals_through_the_instance_before() -> None:
    """Reading the instance before by its position is no cycle."""
    form = """\
survey:
  - repeat: r
    survey:
      - {name: a, type: integer, label: A}
      - {name: sofar, type: calculate,
         calculation: "${a} + coalesce(/data/r[position() = position(current()/..) - 1]/sofar, 0)"}
"""
    talk = Scenario(form)
    for number in range(1, 6):
        talk.at(f"a[{number}]", str(number)).do(AddInstance("r"))
    assert values(talk)["/r[5]/sofar"] == 15
    assert values(talk.at("a[1]", "11"))["/r[5]/sofar"] == 25


def test_texts_name_the_instance_they_stand_in() -> None:
    """A label, a constraint message and a summary."""
    form = """\
survey:
  - repeat: r
    label: R
    survey:
      - {name: who, type: text, label: Who?}
      - {name: age, type: integer, label: "How old is ${who}?", constraint: ". < 5",
         constraint_message: "${who} is too old"}
"""
    talk = Scenario(form).answer("Ada").next().do(AddInstance("r")).answer("Ben")
    assert talk.view.label == "How old is Ben?"
    assert talk.answer("9").view.error == "Ben is too old"


MOVES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["name", "town[1]", "weeks[1]", "town[2]", "weeks[2]", "hours[2][1]"]), st.just("3")),
        st.tuples(st.sampled_from(["place", "job[1]", "job[2]"]), st.sampled_from(["+", "-1", "-2"])),
    ),
    max_size=25,
)


@given(MOVES)
@settings(deadline=None, max_examples=60)
def test_what_changed_is_recomputed_as_if_everything_were(moves: list[tuple[str, str]]) -> None:
    """Adding, deleting and answering in any order give the same values as computing everything anew; nothing raises."""
    state: State = start(compiled(JOURNEY), language="en", today=TODAY, now=Now())
    for key, what in moves:
        if what == "+":
            state, _ = step(state, AddInstance(key))
        elif what.startswith("-"):
            state, _ = step(state, DeleteInstance(key, what[1:]))
        else:
            state = Scenario.answered(state, key, what)
        assert view(state).total >= 1
    root, _ = compute_all(state.compiled, state.around, dict(state.answers))
    for template in state.compiled.templates:
        fresh, kept = frames_of(template, root), frames_of(template, state.root)
        assert [repr(frame[2:]) for frame in fresh] == [repr(frame[2:]) for frame in kept]


def test_today_is_the_day_of_the_interview() -> None:
    """Inside a repeat as outside."""
    talk = Scenario("survey:\n  - repeat: r\n    survey:\n      - {name: d, type: calculate, calculation: today()}\n")
    assert values(talk)["/r[1]/d"] == dt.date(2026, 11, 22)


def test_a_new_instance_is_entered_in_its_own_repeat() -> None:
    """Two repeats beside each other have instances with the same ids."""
    form = """\
survey:
  - {repeat: one, label: One, survey: [{name: x, type: text, label: X}]}
  - {repeat: two, label: Two, survey: [{name: y, type: text, label: Y}]}
"""
    talk = Scenario(form).do(AddInstance("one")).do(AddInstance("two"))
    assert talk.here == "y[2]"


def test_what_once_fixed_stays_in_its_instance() -> None:
    """Also when another instance goes, and in a large repeat without delay."""
    form = """\
survey:
  - repeat: r
    label: R
    survey:
      - {name: a, type: integer, label: A}
      - {name: kept, type: calculate, calculation: "once(${a})"}
"""
    talk = Scenario(form).answer("1").do(AddInstance("r")).answer("2")
    assert talk.effects[:2] == (Save("a[2]", 2), Save("kept[2]", 2))
    talk.at("a[2]", "9").do(DeleteInstance("r", "1"))
    assert values(talk) == {"/r[1]/a": 9, "/r[1]/kept": 2}


def test_counted_repeats_in_counted_repeats_end() -> None:
    """All instances of an interview together are bounded: 250 times 250 times 250 would fill the memory."""
    form = """\
survey:
  - {name: n, type: integer, label: N}
  - repeat: a
    repeat_count: "${n}"
    survey:
      - {name: x, type: text, label: X, default: d}
      - repeat: b
        repeat_count: "${n}"
        survey:
          - {name: y, type: text, label: Y, default: e}
          - {repeat: c, repeat_count: "${n}", survey: [{name: z, type: text, label: Z, default: f}]}
"""
    talk = Scenario(form).answer("250")
    assert len(talk.state.answers) <= 2_501
    assert values(talk)["/a[1]/b[1]/y"] == "e"
    assert talk.at("n", "1").view.total == 4


RESTLESS = """\
survey:
  - {name: go, type: integer, label: Go}
  - repeat: place
    label: A place
    repeat_count: "if(${go} = 1, 1 - count(${place}), 2)"
    survey:
      - {name: town, type: text, label: Town}
tests:
  - {name: restless, answers: {go: 1}, expect: {go: 1}}
  - {name: calm, answers: {go: 3}, expect: {go: 3}}
"""


def test_instances_that_never_settle_stop_and_are_told() -> None:
    """Computing ends after 200,000 steps; the next answer that lets it end is as good as any. (form-language 5.8)"""
    talk = Scenario(RESTLESS)
    assert not talk.state.unsettled
    assert talk.at("go", "1").state.unsettled
    again = start(talk.compiled, language="en", today=TODAY, now=Now(), answers={"go": 1})
    assert again.unsettled
    fresh = start(talk.compiled, language="en", today=TODAY, now=Now(), answers={"go": 3})
    assert not fresh.unsettled


def test_a_test_of_a_form_that_never_settles_fails() -> None:
    """`form test` names the test and what to do."""
    restless, calm = run_tests(compiled(RESTLESS)).runs
    assert [problem.what for problem in restless.problems] == [
        "with these answers the form never comes to rest: the instances of a repeat change what counts them"
    ]
    assert calm.passed
